"""What a solved notebook asks for: its exercises, in their order."""

import ast
import re
from dataclasses import dataclass

from helpers.exercises.tasks import DERIVATIONS, PREDICTIONS, SPOTS, TASKS

WRITTEN = "in your own words"
# What a cell calls, the kind of exercise that this is, and where it is declared.
_CALLS = {
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
    cell : int
        Index of the cell that judges it, or that holds the written answer.
    variable : str
        Name that holds the answer; empty if none does.
    section : str
        The heading that it stands under, in Markdown.
    equations : tuple of str
        Tags of the equations that its text shows or names: "3.2".
    """

    name: str
    kind: str
    number: str
    title: str
    of: float
    cell: int
    variable: str
    section: str
    equations: tuple


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
        if cell.cell_type == "markdown":
            text = cell.source
            section = (_HEADING.findall(text) or [section])[-1]
            equations = _equations(text, labels)
            if "BEGIN SOLUTION" in text:
                count = 1 + sum(task.kind == "written" for task in found)
                words = (f"in_your_own_words_{count}", "written", "", WRITTEN)
                found.append(Asked(*words, 0.0, index, "", section, equations))
        elif cell.cell_type == "code":
            for call, name, variable in _calls(cell.source):
                kind, declared = _CALLS[call]
                if name not in declared:
                    raise ValueError(
                        f"cell {index + 1}: there is no exercise {name!r} to {call}"
                    )
                task = declared[name]
                words = (name, kind, task.number, getattr(task, "title", "prediction"))
                of = float(getattr(task, "points", 0))
                equations = _equations(text, labels)
                found.append(Asked(*words, of, index, variable, section, equations))
    return found


def _calls(source):
    """The exercises that a cell judges: (function, name, variable) of each call."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a cell with magics judges nothing
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        function = getattr(call.func, "id", "")
        name = call.args[0] if call.args else None
        if function in _CALLS and isinstance(name, ast.Constant):
            answer = call.args[1] if len(call.args) > 1 else ast.Name(name.value)
            yield function, name.value, getattr(answer, "id", "")


def _equations(text, labels):
    """Tags of the equations that a text shows, or names by their labels."""
    named = [labels[label] for label in _REFERENCE.findall(text) if label in labels]
    return tuple(dict.fromkeys(_TAG.findall(text) + named))
