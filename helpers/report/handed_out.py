"""Cells with something folded away know what they said when it was handed out.

In one that still says that, nothing is of a student, and its hints can be left out. So
it is in the workbooks, and in the solved notebooks too.
"""

import hashlib

ABOUT = "gradients_by_hand"  # our place in the metadata of a notebook and of a cell


def mark_as_handed_out(cell):
    """Note in the metadata of a cell what it says, if it folds something away.

    Parameters
    ----------
    cell : NotebookNode
        A cell of a notebook in the making.
    """
    if cell.cell_type == "markdown" and "<details" in cell.source.lower():
        cell.metadata[ABOUT] = {"handed_out": _hash(cell.source)}


def is_as_handed_out(cell):
    """Tell whether a cell is known to say what it said when it was handed out.

    Parameters
    ----------
    cell : NotebookNode
        A cell of any notebook.

    Returns
    -------
    bool
        False also if nothing is known about it.
    """
    about = cell.metadata.get(ABOUT)
    return isinstance(about, dict) and about.get("handed_out") == _hash(cell.source)


def _hash(source):
    return hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()
