"""Workbooks are written, and nothing of a student's is lost."""

import os
from itertools import count
from pathlib import Path

import nbformat

from .edition import fingerprint, read_cells, record, workbook
from .writing import write

MINE = '"""Functions of mine that passed their checks: each notebook may use them."""\n'


def hand_out(path, folder):
    """Write the workbook of a notebook into a folder.

    A workbook that is there and is as it was handed out is replaced. One in which
    anything was changed stays, and so does any file that is not known to be a workbook;
    if the edition is new, it goes beside it: as ``name.new.ipynb``, or if that was
    changed too, ``name.new2.ipynb``, and so on.

    Parameters
    ----------
    path : str or Path
        The solved notebook.
    folder : str or Path
        Where the workbook goes; it exists.

    Returns
    -------
    str
        What was done, in one line; empty if nothing had to be.

    Raises
    ------
    ValueError
        If no workbook can be made of the notebook, or the folder is its own.
    OSError
        If the file cannot be read or written.
    """
    path, folder = Path(path), Path(folder)
    if path.parent.resolve() == folder.resolve():
        raise ValueError("its own folder is no place for its workbook")
    new = workbook(path, folder)
    text = nbformat.writes(new, indent=1) + "\n"
    first = folder / f"{path.stem}.ipynb"
    for target in _places(first):
        if not os.path.lexists(target):
            verb = "made"
        else:
            there, is_untouched = _look_at(target)
            if there.get("handed_out") == record(new)["handed_out"] and (
                not is_untouched or there == record(new)
            ):
                return ""
            if not is_untouched:
                continue
            verb = "replaced by a new edition, nothing in it had been changed"
        write(target, text)
        if target == first:
            return f"{target}: {verb}"
        return f"{first}: yours, it stays; the new edition is {target.name}"


def make_place(folder):
    """Make the folder of the workbooks, and in it `mine.py` if it is missing.

    Parameters
    ----------
    folder : str or Path
        Where the workbooks go.

    Raises
    ------
    OSError
        If the folder or the file cannot be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(folder / "mine.py"):
        write(folder / "mine.py", MINE)


def _places(first):
    """Yield the name of a workbook, and those beside it: .new, .new2, .new3, ..."""
    yield first
    yield first.with_suffix(".new.ipynb")
    for number in count(2):
        yield first.with_suffix(f".new{number}.ipynb")


def _look_at(target):
    """Return the record of a workbook that is there, and whether it is untouched."""
    try:
        notebook = read_cells(target)
        about = record(notebook)
        return about, about.get("handed_out") == fingerprint(notebook)
    except Exception:  # whatever it is and whatever is wrong with it, it is not ours
        return {}, False
