"""What a notebook asks for: read from the solved notebook."""

import ast
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from ...exercises.tasks import DERIVATIONS, PREDICTIONS, SPOTS, TASKS
from ..edition import read_cells
from ..markers import ANSWER, text_without_solutions
from .statements import parse_cell, statements

KINDS = {
    "check": ("function", TASKS),
    "derive": ("derivation", DERIVATIONS),
    "spot": ("spot", SPOTS),
    "predict": ("prediction", PREDICTIONS),
}
_SOLUTION = re.compile(r"# BEGIN SOLUTION\n(.*?)# END SOLUTION", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One thing that a notebook asks for.

    Attributes
    ----------
    name, number, title, kind : str
        The kind is "function", "derivation", "spot", "prediction" or "written".
    of : float
        Points for all of it; 0 for a prediction and for what a human reads.
    declared : Exercise, Derivation, Spot, Prediction or None
        As in `helpers.exercises`; None for what a human reads.
    variable : str
        Name that holds the answer; empty if none does.
    cell : str
        Id of the cell that holds the answer of a written task.
    question : str
        The text of a written task.
    """

    name: str
    number: str
    title: str
    kind: str
    of: float
    declared: object = None
    variable: str = ""
    cell: str = ""
    question: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that a notebook asks for, in its order.

    Attributes
    ----------
    notebook : str
        Name of the file, without its ending.
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
    cells = read_cells(path).cells
    asked, given, solutions, sources = [], [], {}, set()
    for cell in cells:
        if cell.cell_type == "markdown":
            shown = text_without_solutions(cell.source)
            sources.add(tidy(shown))
            if shown != cell.source and ANSWER in shown:
                asked.append(_written(cell, shown, asked))
            continue
        if cell.cell_type != "code":
            continue
        tree, code = parse_cell(cell.source)
        asked += calls_of(tree)
        for statement in statements(tree, code):
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
        path.stem, tuple(asked), tuple(given), solutions, frozenset(sources), digest
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


def calls_of(tree):
    """List what the calls of check, derive, spot and predict in a cell ask for.

    Parameters
    ----------
    tree : ast.Module
        The cell.

    Returns
    -------
    list of Asked
    """
    found = []
    for node in ast.walk(tree):
        kind, name = called(node)
        if kind:
            declared = KINDS[kind][1][name]
            variable = getattr(node.args[1], "id", "") if len(node.args) > 1 else ""
            title = getattr(declared, "title", None)
            found.append(
                Asked(
                    name,
                    declared.number,
                    title or " / ".join(declared.choices),
                    KINDS[kind][0],
                    float(getattr(declared, "points", 0)),
                    declared,
                    variable,
                )
            )
    return found


def called(node):
    """Name the call and the exercise of a node such as `spot("name", answer)`.

    Parameters
    ----------
    node : ast.AST
        Any node.

    Returns
    -------
    kind, name : str
        "check", "derive", "spot" or "predict", and the exercise; both empty if it is
        no such call.
    """
    match node:
        case ast.Call(
            func=ast.Name(id=kind), args=[ast.Constant(value=str(name)), *_]
        ) if kind in KINDS and name in KINDS[kind][1]:
            return kind, name
    return "", ""


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


def _written(cell, shown, asked):
    number = 1 + sum(other.kind == "written" for other in asked)
    question = shown.partition(ANSWER)[0].strip()
    return Asked(
        f"in_your_own_words_{number}",
        "",
        "in your own words",
        "written",
        0.0,
        cell=cell.get("id", ""),
        question=question,
    )


def _solved(source):
    """All solutions of a cell, as one text."""
    return "\n".join(_SOLUTION.findall(source))
