"""What marking must know of a notebook: read from the solved notebook."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from ...exercises.tasks import TASKS
from ..asked import exercises
from ..edition import read_cells
from ..markers import text_without_solutions
from .statements import parse_cell, statements

_TITLE = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)
_SOLUTION = re.compile(r"# BEGIN SOLUTION\n(.*?)# END SOLUTION", re.DOTALL)


@dataclass(frozen=True)
class Sheet:
    """All that a notebook asks for, in its order.

    Attributes
    ----------
    notebook : str
        Name of the file, without its ending.
    title : str
        Its first heading; the name of the file if there is none.
    asked : tuple of Asked
        In the order of the notebook.
    given : tuple of Statement
        What its code gives a meaning, solutions left out.
    solutions : dict of str to Statement
        Our own function for each exercise.
    sources : frozenset of str
        The code of its given statements, and the texts of its cells.
    digest : str
        Of all of this.
    """

    notebook: str
    title: str
    asked: tuple
    given: tuple
    solutions: dict
    sources: frozenset
    digest: str

    @property
    def functions(self):
        """What is asked for as a function."""
        return [asked for asked in self.asked if asked.kind == "function"]


def read_sheet(path):
    """Read what a solved notebook asks for.

    Parameters
    ----------
    path : str or Path
        The solved notebook.

    Returns
    -------
    Sheet

    Raises
    ------
    ValueError
        If it is no notebook, or none with exercises.
    OSError
        If it cannot be read.
    """
    path = Path(path)
    notebook = read_cells(path)
    cells, asked = notebook.cells, exercises(notebook)
    given, solutions, sources = [], {}, set()
    for cell in cells:
        if cell.cell_type == "markdown":
            sources.add(tidy(text_without_solutions(cell.source)))
        if cell.cell_type != "code":
            continue
        for statement in statements(*parse_cell(cell.source)):
            own = [name for name in statement.binds if name in TASKS]
            if own:
                solutions[own[0]] = statement
            elif statement.source not in _solved(cell.source):
                given.append(statement)
    if not asked:
        raise ValueError("it asks for nothing: it has no exercises")
    sources |= {statement.source for statement in given}
    text = json.dumps([[cell.cell_type, cell.source] for cell in cells])
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Sheet(
        path.stem,
        _title(cells) or path.stem,
        tuple(asked),
        tuple(given),
        solutions,
        frozenset(sources),
        digest,
    )


def read_sheets(places):
    """Read what several solved notebooks ask for.

    Parameters
    ----------
    places : iterable of Path
        Notebooks, and folders of them.

    Returns
    -------
    dict of str to Sheet
        By the names of the notebooks.

    Raises
    ------
    ValueError
        If there is none, or one cannot be read; it is named.
    OSError
        If a file cannot be read.
    """
    sheets = {}
    for place in places:
        paths = sorted(place.glob("*.ipynb")) if place.is_dir() else [place]
        for path in paths:
            try:
                sheets[path.stem] = read_sheet(path)
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from None
    if not sheets:
        places = ", ".join(map(str, places))
        raise ValueError(
            f"notebooks must be solved notebooks; there is none in {places}"
        )
    return sheets


def tidy(text):
    """Make texts that differ only in blanks equal.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
    """
    return " ".join(text.split())


def _title(cells):
    texts = (cell.source for cell in cells if cell.cell_type == "markdown")
    return next((found[1] for found in map(_TITLE.search, texts) if found), "")


def _solved(source):
    """All solutions of a cell, as one text."""
    return "\n".join(_SOLUTION.findall(source))
