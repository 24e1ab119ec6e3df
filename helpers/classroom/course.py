"""What a class is given: workbooks with what belongs to them, or masters for a tool.

The tools are imported where they are needed: with them come all exercises, and
`make lab`, which needs none, would wait for them.
"""

import os
from importlib import resources as package
from pathlib import Path

import nbformat

from .handout import hand_out, make_place
from .writing import write

CHECKOUT = Path(__file__).resolve().parents[2]
FORMATS = ("workbook", "nbgrader", "otter")


def solved_notebooks():
    """Return all solved notebooks of the assignment: sections, then case files.

    Returns
    -------
    list of Path

    Raises
    ------
    FileNotFoundError
        If `helpers` stands alone, without its notebooks.
    """
    folder = CHECKOUT / "notebooks"
    found = sorted(folder.glob("*.ipynb")) + sorted((folder / "cases").glob("*.ipynb"))
    if not found:
        raise FileNotFoundError(2, "has no notebooks: name those to hand out", folder)
    return found


def make_course(folder, form):
    """Make the folder that is handed out, with all that is not a notebook in it.

    What is there already stays as it is.

    Parameters
    ----------
    folder : Path
        Where it will be.
    form : str
        One of `FORMATS`.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    if form == "workbook":
        make_place(folder)
        _unless_there(folder / "README.md", _students_readme())
    folder.mkdir(parents=True, exist_ok=True)
    if form == "nbgrader":
        from .tools import nbgrader

        _unless_there(folder / "nbgrader_config.py", nbgrader.CONFIG)
    else:
        _unless_there(folder / "DATA.md", _data_notice())


def give(path, folder, form):
    """Write what is handed out of one notebook.

    Parameters
    ----------
    path : Path
        The solved notebook.
    folder : Path
        As made by `make_course`. Workbooks and masters of otter stand in it; nbgrader
        looks for ``source/03_logistic/03_logistic.ipynb``.
    form : str
        One of `FORMATS`.

    Returns
    -------
    str
        What was done, in one line; empty if nothing had to be.

    Raises
    ------
    ValueError
        If nothing can be made of the notebook, or a master is there and is another one:
        it may have been changed for the course.
    OSError
        If a file cannot be read or written.
    """
    if form == "workbook":
        return hand_out(path, folder)
    from .tools import nbgrader, otter

    if form == "nbgrader":
        new = nbgrader.source(path)
        target = folder / "source" / path.stem / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        _unless_there(target.with_name("DATA.md"), _data_notice())
    else:
        new, target = otter.master(path), folder / path.name
    text = nbformat.writes(new, indent=1) + "\n"
    if os.path.lexists(target):
        if target.is_file() and target.read_bytes() == text.encode():
            return ""
        raise ValueError(
            f"{target} is there and is another one: rename or delete it, or name "
            "another folder"
        )
    write(target, text)
    return f"{target}: made"


def _students_readme():
    return package.files(__package__).joinpath("students.md").read_text("utf-8")


def _data_notice():
    """Origin, licence and citation of the data, which the notebooks show."""
    return (CHECKOUT / "data" / "README.md").read_text(encoding="utf-8")


def _unless_there(target, text):
    if not os.path.lexists(target):
        write(target, text)
