"""The source of an assignment of nbgrader, and the settings of its course folder.

A cell that earns points ends in a number, which nbgrader takes for the grade: so half
points arrive. A wrong answer shows 0.0 and stops nothing, as in the workbook, while
`nbgrader validate` names it.
"""

import nbformat
from nbformat.v4 import new_code_cell

from helpers.classroom.asked import exercises
from helpers.classroom.markers import ANSWER, code_with_both, text_and_solutions

from . import WRITTEN_POINTS
from .master import identifier, solved, variable

CONFIG = f'''"""Settings of nbgrader for workbooks of Gradients by Hand."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "gradients_by_hand"

# What a student finds in place of a solution stands before each solution already.
c.ClearSolutions.code_stub = {{"python": ""}}
c.ClearSolutions.text_stub = "{ANSWER}"

# A notebook trains for a minute or two; nbgrader gives a cell 30 seconds.
c.ExecutePreprocessor.timeout = 300
'''


def source(path):
    """Make the source notebook of an assignment.

    Parameters
    ----------
    path : Path
        The solved notebook.

    Returns
    -------
    NotebookNode
        With the solutions, which `nbgrader generate_assignment` takes out.

    Raises
    ------
    ValueError
        If no master can be made of it.
    OSError
        If it cannot be read.
    """
    notebook = solved(path)
    asked = {}
    for task in exercises(notebook):
        asked.setdefault(task.cell, []).append(task)
    cells = []
    for index, cell in enumerate(notebook.cells):
        cells.append(cell)
        if cell.cell_type == "code":
            before, cell.source = cell.source, code_with_both(cell.source)
            if cell.source != before:
                _mark(cell, cell.id, None, is_solution=True)
        elif cell.cell_type == "markdown":
            text, solutions = text_and_solutions(cell.source)
            if solutions:
                cell.source = _on_lines_of_their_own(text, solutions)
                _mark(cell, cell.id, WRITTEN_POINTS, is_solution=True)
        for task in asked.get(index, ()):
            if task.of:
                cells.append(_graded(task))
    notebook.cells = cells
    notebook.nbformat_minor = max(5, notebook.nbformat_minor)  # cells have ids
    return nbformat.from_dict(notebook)


def _graded(task):
    """A cell, which students cannot change, that shows the points of an answer."""
    name = identifier(f"{task.name}-points")
    code = (
        "from helpers.exercises.grading import grade\n\n"
        f'grade("{task.name}", {variable(task)})  # of {task.of:g} points'
    )
    cell = new_code_cell(code, id=name)
    _mark(cell, name, task.of, is_solution=False)
    return cell


def _mark(cell, name, points, is_solution):
    about = {
        "grade": points is not None,
        "grade_id": identifier(name),
        "locked": not is_solution,
        "schema_version": 3,
        "solution": is_solution,
        "task": False,
    }
    if points is not None:
        about["points"] = points
    cell.metadata["nbgrader"] = about


def _on_lines_of_their_own(text, solutions):
    """Markdown with the markers of a solution as nbgrader finds them."""
    solution = "\n\n".join(solutions)
    return f"{text}\n\n<!-- BEGIN SOLUTION -->\n{solution}\n<!-- END SOLUTION -->"
