"""Reading files that may be anything: notebooks and the pictures beside them."""

import json
from pathlib import Path

import nbformat

LARGEST_NOTEBOOK = 200_000_000  # bytes
_DEEPEST = 100  # lists and objects inside each other


def read_file(path, largest):
    """Return the bytes of a file.

    Parameters
    ----------
    path : str or Path
        The file.
    largest : int
        The number of bytes that it may have.

    Returns
    -------
    bytes
        What is in it.

    Raises
    ------
    ValueError
        If it is a folder, a device or a pipe, which might be waited for for ever, or
        too large.
    OSError
        If it cannot be read.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        raise ValueError("it is not a file")
    with path.open("rb") as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise ValueError(f"it has more than {largest:,} bytes")
    return data


def read_notebook(path):
    """Read a notebook of any format.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    NotebookNode
        The notebook, in format 4 but not validated.

    Raises
    ------
    ValueError
        If the file holds no notebook.
    OSError
        If it cannot be read.
    """
    data = read_file(path, LARGEST_NOTEBOOK)
    try:
        return parse_notebook(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8: {error.reason}") from error


def parse_notebook(text):
    """Parse the text of a notebook file.

    Parameters
    ----------
    text : str
        JSON.

    Returns
    -------
    NotebookNode
        The notebook, in format 4 but not validated.

    Raises
    ------
    ValueError
        If the text is no notebook.
    """
    try:
        value = json.loads(text.removeprefix("\ufeff"))  # an editor's byte-order mark
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"it is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise ValueError(f"it is {_kind(value)}, not a notebook")
    _check_depth(value)
    major, minor = value.get("nbformat"), value.get("nbformat_minor", 0)
    if type(major) is not int or type(minor) is not int:
        raise ValueError("it does not say in which format of notebooks it is")
    if major == 4:
        return nbformat.from_dict(value)
    if major not in nbformat.versions:
        raise ValueError(f"it is in format {major} of notebooks, which is not known")
    try:
        old = nbformat.versions[major].to_notebook_json(value, minor=minor)
        return nbformat.convert(old, 4)
    except Exception as error:  # old formats have no schema that rules anything out
        reason = f"{type(error).__name__}: {error}"
        raise ValueError(f"it is no notebook of format {major} ({reason})") from error


def check_shape(nb):
    """Raise ValueError if a notebook is not fit for nbformat's own validation.

    Parameters
    ----------
    nb : NotebookNode
        The notebook.
    """
    _check_depth(nb)
    if not isinstance(nb.get("cells"), list):
        raise ValueError("notebook['cells'] is not a list")
    for index, cell in enumerate(nb["cells"]):
        is_cell = isinstance(cell, dict)
        texts = (cell.get("cell_type"), cell.get("id", "")) if is_cell else (None,)
        if not all(isinstance(text, str) for text in texts):
            raise ValueError(f"notebook['cells'][{index}] is not a cell")


def _check_depth(value):
    """Raise ValueError if lists and objects are nested too deeply.

    Functions that call themselves for each level, as those that copy and validate
    notebooks do, would fail.
    """
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise ValueError("it is nested too deeply")


def _kind(value):
    names = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
