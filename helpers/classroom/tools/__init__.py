"""Masters for the tools that others mark with: a file for each, since none reads both.

In either the student finds the workbook's cells and the same checks, and earns the same
points, halves included.
"""

WRITTEN_POINTS = 2  # of a written task: both tools want a number to mark against
