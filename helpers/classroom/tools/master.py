"""What the masters have in common."""

import re

from helpers.classroom.edition import read_cells, record
from helpers.classroom.markers import check_no_marker

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def solved(path):
    """Read the solved notebook that a master is made of.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    NotebookNode
        Without outputs, numbers of cells and values of sliders. It names its language,
        since both tools ask for it.

    Raises
    ------
    ValueError
        If it is no notebook, or is a workbook, which has no solutions.
    OSError
        If it cannot be read.
    """
    notebook = read_cells(path)
    if record(notebook):
        raise ValueError("it is a workbook itself, not a solved notebook")
    notebook.metadata.pop("widgets", None)
    notebook.metadata["kernelspec"] = _KERNEL | notebook.metadata.get("kernelspec", {})
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        elif cell.cell_type == "raw":
            check_no_marker(cell.source)
    return notebook


def variable(asked):
    """Return the variable that holds the answer to an exercise.

    Parameters
    ----------
    asked : Asked
        The exercise.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    ValueError
        If the notebook passes anything else to the judge.
    """
    if not asked.variable:
        raise ValueError(
            f"cell {asked.cell + 1}: the answer to {asked.name} must be a variable, "
            "which the student sets"
        )
    return asked.variable


def identifier(name):
    """Return a name made of letters, digits, _ and -, as ids of cells are."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)
