"""From results to paper: a PDF for each student and notebook, and one for the class.

`results` reads what marking has found, `written` what a human says of written
answers, `student` and `whole_class` write both as Markdown, and `paper` sets it, by the
machinery of `helpers.report`. Texts of students are never trusted: see `texts`.
"""
