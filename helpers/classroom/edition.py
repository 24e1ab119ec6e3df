"""The student's edition of a notebook: a workbook is made of the solved one."""

import hashlib
import json
import os
import re
from pathlib import Path
from urllib.parse import quote, unquote

import nbformat
from nbformat.v4.rwbase import rejoin_lines

from ..report.handed_out import ABOUT, mark_as_handed_out
from ..report.reading import check_shape, read_notebook
from .markers import check_no_marker, code_without_solutions, text_without_solutions

KEEP_OUTPUT = "keep-output"
# What programs write into the metadata of a notebook by themselves.
_MACHINE = {ABOUT, "kernelspec", "language_info"}
_LINK = re.compile(
    r"""(?P<before>\]\(\s*<?|\b(?:src|href)\s*=\s*["'])(?P<path>[^\s"'<>()#?:]+)"""
)


def read_cells(path):
    """Read a notebook whose cells are to be worked with.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    NotebookNode
        The notebook: valid, with text in one piece.

    Raises
    ------
    ValueError
        If the file holds no notebook of format 4, or ids of cells are missing or occur
        twice. The cell is named.
    OSError
        If it cannot be read.
    """
    notebook = read_notebook(path)
    check_shape(notebook)
    if "orig_nbformat" in notebook.get("metadata", {}):
        raise ValueError(
            "it is in an old format of notebooks: "
            "jupyter nbconvert --to notebook --inplace brings it up to date"
        )
    if notebook.get("nbformat_minor", 0) >= 5:
        seen = set()
        for number, cell in enumerate(notebook.cells, 1):
            if not cell.get("id") or cell["id"] in seen:
                raise ValueError(f"{_name(number, cell)}: the id is missing or not new")
            seen.add(cell["id"])
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        reason = " ".join(str(error.message).split())[:300]
        raise ValueError(f"it is no valid notebook: {reason}") from None
    return rejoin_lines(notebook)


def workbook(path, folder):
    """Make the student's edition of a notebook.

    The solutions go (see `markers`), and so do outputs, but for those of cells with the
    tag "keep-output", and the numbers of the cells. Ids of cells stay. The metadata say
    which notebook it was made of. Paths in links are changed so that they lead from the
    workbook's folder to the same file, or to the workbook of another notebook; paths in
    code are not. Cells in which something is folded away are marked, so that a report
    knows whether a student wrote in them.

    Parameters
    ----------
    path : str or Path
        The solved notebook.
    folder : str or Path
        Where the workbook will be.

    Returns
    -------
    NotebookNode
        The workbook: the same notebook always gives the same.

    Raises
    ------
    ValueError
        If the file is no notebook, or is itself a workbook, or the markers of a
        solution are wrong. The cell is named, by its number from 1 and its id.
    OSError
        If it cannot be read.
    """
    path, folder = Path(path), Path(folder)
    notebook = read_cells(path)
    if record(notebook):
        raise ValueError("it is a workbook itself, not a solved notebook")
    source = _hash([[c.get("id"), c.cell_type, c.source] for c in notebook.cells])
    for number, cell in enumerate(notebook.cells, 1):
        try:
            _leave_out_solutions(cell)
        except ValueError as error:
            raise ValueError(f"{_name(number, cell)}: {error}") from None
        if cell.cell_type == "markdown":
            cell.source = _links_from(folder, cell.source, path.parent)
        mark_as_handed_out(cell)
    notebook.metadata.pop("widgets", None)  # the values of sliders, in a solved run
    notebook.metadata[ABOUT] = {
        "edition": "workbook",
        "source": path.stem,
        "digest": source,
        "handed_out": fingerprint(notebook),
    }
    return nbformat.from_dict(notebook)


def record(notebook):
    """Return what the metadata of a workbook say about it; empty if it is none.

    Parameters
    ----------
    notebook : NotebookNode
        Any notebook.

    Returns
    -------
    dict
        "edition"; "source", the name of the solved notebook; "digest" of the source of
        its cells; "handed_out", the fingerprint of the workbook as it was made.
    """
    about = notebook.metadata.get(ABOUT)
    is_workbook = isinstance(about, dict) and about.get("edition") == "workbook"
    return about if is_workbook else {}


def fingerprint(notebook):
    """Return a hash of all that a student can change in a notebook.

    It is that of its cells with their outputs and metadata, and of its own metadata,
    without the numbers of cells and what programs write by themselves.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook, with text in one piece.

    Returns
    -------
    str
        SHA-256, as hexadecimal digits.
    """
    cells = [
        {key: value for key, value in cell.items() if key != "execution_count"}
        for cell in notebook.cells
    ]
    about = {k: v for k, v in notebook.metadata.items() if k not in _MACHINE}
    return _hash([cells, about])


def _hash(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _name(number, cell):
    return f"cell {number} (id {cell.get('id', 'missing')})"


def _leave_out_solutions(cell):
    if cell.cell_type == "code":
        cell.source = code_without_solutions(cell.source)
        cell.execution_count = None
        if KEEP_OUTPUT not in cell.metadata.get("tags", []):
            cell.outputs = []
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = None
    elif cell.cell_type == "markdown":
        before, cell.source = cell.source, text_without_solutions(cell.source)
        if cell.source != before and "attachments" in cell:
            # Pictures that only the solution shows.
            shown = unquote(cell.source)
            cell.attachments = {
                name: data
                for name, data in cell.attachments.items()
                if f"attachment:{unquote(name)}" in shown
            }
    else:
        check_no_marker(cell.source)


def _links_from(folder, text, old):
    """Change the relative paths of a text that stood in a folder `old`."""

    def changed(link):
        path = old / unquote(link["path"])
        try:
            if Path(unquote(link["path"])).is_absolute() or not path.is_file():
                return link[0]
            if path.suffix == ".ipynb":
                new = path.name  # the other workbook
            else:
                new = os.path.relpath(path, folder)
        except (OSError, ValueError):  # no path, or on another drive
            return link[0]
        return link["before"] + quote(Path(new).as_posix())

    return _LINK.sub(changed, text)
