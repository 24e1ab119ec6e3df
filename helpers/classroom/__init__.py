"""For a class: the student's edition of a solved notebook.

``python -m helpers.classroom workbook notebooks`` makes the workbooks. `markers` leaves
the solutions out, `edition` makes a workbook of a notebook, and `handout` writes it
where nothing of a student's is lost.
"""
