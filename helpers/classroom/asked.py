"""What a solved notebook asks for: its exercises, in their order."""

import ast
import re
from dataclasses import dataclass

from helpers.exercises.tasks import DERIVATIONS, PREDICTIONS, SPOTS, TASKS

from .markers import ANSWER, text_without_solutions
from .marking.statements import parse_cell

WRITTEN = "in your own words"
# What a cell calls, the kind of exercise that this is, and where it is declared.
CALLS = {
    "check": ("function", TASKS),
    "derive": ("derivation", DERIVATIONS),
    "spot": ("spot", SPOTS),
    "predict": ("prediction", PREDICTIONS),
}
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_TAG = re.compile(r"\\tag\{([^}]*)\}")
_TAG_OF_LABEL = re.compile(r"\\tag\{([^}]*)\}\s*\\label\{([^}]*)\}")
_REFERENCE = re.compile(r"\\(?:eq)?ref\{([^}]*)\}")


@dataclass(frozen=True)
class Asked:
    """One exercise of a notebook.

    Attributes
    ----------
    name : str
        Of the exercise; written tasks are numbered: "in_your_own_words_1".
    kind : str
        "function", "derivation", "spot", "prediction" or "written".
    number, title : str
        As declared; a written task has no number.
    of : float
        Points for all of it; 0 for predictions and written tasks.
    declared : Exercise, Derivation, Spot, Prediction or None
        As in `helpers.exercises`; None for a written task.
    cell : int
        Index of the cell that judges it, or that holds the written answer.
    id : str
        Of that cell; empty if it has none.
    variable : str
        Name that holds the answer; empty if none does.
    section : str
        The heading that it stands under, in Markdown.
    equations : tuple of str
        Tags of the equations that its text shows or names: "3.2".
    question : str
        The text of a written task; empty for all others.
    """

    name: str
    kind: str
    number: str
    title: str
    of: float
    declared: object
    cell: int
    id: str
    variable: str
    section: str
    equations: tuple
    question: str = ""


def exercises(notebook):
    """Return what a solved notebook asks for.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.

    Returns
    -------
    list of Asked
        In the order of the notebook.

    Raises
    ------
    ValueError
        If a cell names an exercise that is not declared.
    """
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    labels = {label: tag for tag, label in _TAG_OF_LABEL.findall("\n".join(texts))}
    found, section, text = [], "", ""
    for index, cell in enumerate(notebook.cells):
        place = (index, cell.get("id", ""))
        if cell.cell_type == "markdown":
            text = cell.source
            section = (_HEADING.findall(text) or [section])[-1]
            shown = text_without_solutions(text)
            if shown != text:
                count = 1 + sum(task.kind == "written" for task in found)
                words = (f"in_your_own_words_{count}", "written", "", WRITTEN)
                where = ("", section, _equations(text, labels))
                question = shown.partition(ANSWER)[0].strip()
                found.append(Asked(*words, 0.0, None, *place, *where, question))
        elif cell.cell_type == "code":
            for call, name, variable in _calls(cell.source):
                kind, all_declared = CALLS[call]
                if name not in all_declared:
                    raise ValueError(
                        f"cell {index + 1}: there is no exercise {name!r} to {call}"
                    )
                task = all_declared[name]
                words = (name, kind, task.number, getattr(task, "title", "prediction"))
                of = float(getattr(task, "points", 0))
                where = (variable, section, _equations(text, labels))
                found.append(Asked(*words, of, task, *place, *where))
    return found


def called(node):
    """Name the call and the exercise of a node such as `spot("name", answer)`.

    Parameters
    ----------
    node : ast.AST
        Any node.

    Returns
    -------
    call, name : str
        "check", "derive", "spot" or "predict", and the exercise; both empty if it is
        no such call.
    """
    match node:
        case ast.Call(
            func=ast.Name(id=call), args=[ast.Constant(value=str(name)), *_]
        ) if call in CALLS:
            return call, name
    return "", ""


def _calls(source):
    """The exercises that a cell judges: (call, name, variable) of each."""
    try:
        tree, _ = parse_cell(source)
    except ValueError:  # what is no Python judges nothing
        return
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        call, name = called(node)
        if call:
            answer = node.args[1] if len(node.args) > 1 else ast.Name(name)
            yield call, name, getattr(answer, "id", "")


def _equations(text, labels):
    """Tags of the equations that a text shows, or names by their labels."""
    named = [labels[label] for label in _REFERENCE.findall(text) if label in labels]
    return tuple(dict.fromkeys(_TAG.findall(text) + named))
