"""For a class: workbooks are handed out, and what comes back is marked.

``python -m helpers.classroom workbook notebooks`` makes the workbooks. `markers` leaves
the solutions out, `edition` makes a workbook of a notebook, and `handout` writes it
where nothing of a student's is lost. ``python -m helpers.classroom mark FOLDER --to
MARKS`` marks hand-ins, see `marking`, and sets the results as PDFs, see `feedback`.
`asked` says what a notebook asks for, `course` and `tools` make what a class is given.
"""
