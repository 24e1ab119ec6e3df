"""The answers in a hand-in: found by the names that they are asked for by."""

import ast
import builtins
from dataclasses import dataclass, field, replace

from ..asked import CALLS, called
from ..markers import ANSWER
from .sheet import tidy
from .statements import parse_cell, statements
from .suspicions import patched, suspicions

_LONGEST_CODE = 2_000_000  # characters of a hand-in that are read
MISSING = ...  # in the place of a value: not attempted


@dataclass(frozen=True)
class Answer:
    """What a student answered to one thing.

    Attributes
    ----------
    text : str
        To be shown; empty if there is none.
    value : anything
        Of a spot, a derivation or a prediction; `...` if not attempted.
    statements : tuple of Statement
        What a function needs, and itself as the last.
    trouble : str
        Why the cell with the answer cannot be read.
    suspicions : tuple of str
        What no answer of one's own needs.
    """

    text: str = ""
    value: object = MISSING
    statements: tuple = ()
    trouble: str = ""
    suspicions: tuple = ()


@dataclass(frozen=True)
class HandedIn:
    """What was taken out of a notebook.

    Attributes
    ----------
    answers : dict of str to Answer
        By the names of what is asked.
    flags : tuple of str
        What stands out about the notebook as a whole.
    """

    answers: dict
    flags: tuple = ()


@dataclass
class _Code:
    """The code of a hand-in."""

    statements: list = field(default_factory=list)
    calls: dict = field(default_factory=dict)  # name → list of (call, statements)
    lost: list = field(default_factory=list)  # (source, why)
    flags: list = field(default_factory=list)


def take_answers(cells, sheet):
    """Take the answers out of the cells of a notebook.

    Parameters
    ----------
    cells : list of dict
        Cells of any state, each with "cell_type" and "source".
    sheet : Sheet
        What is asked for.

    Returns
    -------
    HandedIn
    """
    code, left = _Code(), _LONGEST_CODE
    for cell in cells:
        if cell["cell_type"] == "code" and len(cell["source"]) <= left:
            left -= len(cell["source"])
            _read_cell(cell["source"], sheet, code)
    take = {
        "function": lambda asked: _function(asked, sheet, code),
        "written": lambda asked: _words(asked, sheet, cells),
    }
    answers = {
        asked.name: take.get(asked.kind, lambda asked: _value(asked, code))(asked)
        for asked in sheet.asked
    }
    return HandedIn(answers, tuple(dict.fromkeys(code.flags)))


def _read_cell(source, sheet, code):
    try:
        tree, source = parse_cell(source)
        found = [
            replace(part, is_given=True) if part.source in sheet.sources else part
            for part in statements(tree, source)
        ]
        flags = patched(tree, [part for part in found if not part.is_given])
    except (ValueError, RecursionError, MemoryError) as error:
        code.lost.append((source, str(error)))
        return
    code.statements += found
    for node in ast.walk(tree):
        call, name = called(node)
        if call and call != "check":
            code.calls.setdefault(name, []).append((node, found))
    code.flags += flags


# --- functions ------------------------------------------------------------------------


def _function(asked, sheet, code):
    """The last definition that is attempted, and what it needs."""
    found = [part for part in code.statements if asked.name in part.binds]
    attempted = [part for part in found if not _is_stub(part.node)]
    if not attempted:
        for source, why in code.lost:
            if f"def {asked.name}(" in source:
                return Answer(source.strip(), trouble=why)
        return Answer()
    answer = attempted[-1]
    needed = _needed(answer, asked, sheet, code)
    own = [part for part in needed if not part.is_given]
    shown = [part for part in own if not isinstance(part.node, _IMPORT)]
    return Answer(
        "\n\n\n".join(part.source for part in [*shown, answer]),
        statements=(*needed, answer),
        suspicions=suspicions([*own, answer], asked.name),
    )


_IMPORT = (ast.Import, ast.ImportFrom)


def _is_stub(node):
    """Whether a definition is as it was handed out: `...` and no more."""
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant) and node.value.value in (..., None)
    if not isinstance(node, ast.FunctionDef):
        return False
    return all(map(_is_nothing, node.body))


def _is_nothing(statement):
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(value=ast.Constant(value=value)) if value is ...:
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
    return False


def _needed(answer, asked, sheet, code):
    """Statements that an answer needs, in the order of the notebook.

    Names of other exercises are ours, unless the student wrote a function of that name.
    """
    ours = {other.name for other in sheet.functions} - {asked.name}
    aliases = {other.declared.alias for other in sheet.functions}
    available = [*sheet.given, *code.statements]
    chosen, waiting, seen = set(), [answer], set()
    while waiting:
        for name in waiting.pop().needs - seen:
            seen.add(name)
            if name in ours or name == asked.name:
                continue
            for place in _binding(name, available, name in aliases):
                if place not in chosen:
                    chosen.add(place)
                    waiting.append(available[place])
    stars = [
        place
        for place, part in enumerate(available)
        if "*" in part.binds and not part.is_given
    ]
    return [available[place] for place in sorted(chosen.union(stars))]


def _binding(name, available, is_alias):
    """Places of the statements that give a name its last meaning."""
    places = [place for place, part in enumerate(available) if name in part.binds]
    if is_alias or hasattr(builtins, name):
        places = [place for place in places if _is_own_function(available[place])]
    elif any(_is_run(available[place]) for place in places):
        # What the notebook computes is no business of a function.
        places = [place for place in places if not _is_run(available[place])]
    if not places:
        return []
    last = places[-1]
    if isinstance(available[last].node, _IMPORT):
        return [last]  # what is put into a module is no part of an answer
    changes = [p for p, part in enumerate(available) if name in part.extends]
    is_step = isinstance(available[last].node, ast.AugAssign)
    return [*(places if is_step else [last]), *changes]


def _is_own_function(part):
    is_lambda = isinstance(part.node, ast.Assign) and isinstance(
        part.node.value, ast.Lambda
    )
    return not part.is_given and (is_lambda or isinstance(part.node, ast.FunctionDef))


def _is_run(part):
    return part.is_given and isinstance(part.node, (ast.Assign, ast.AugAssign))


# --- spots, derivations, predictions --------------------------------------------------


def _value(asked, code):
    """The last answer that was passed to the call, or stands in its variable."""
    found = []
    for call, nearby in code.calls.get(asked.name, []):
        given = [k.value for k in call.keywords if k.arg in ("answer", "lines")]
        found += [_literal(node, nearby, code) for node in [*call.args[1:2], *given]]
    if not found and asked.variable:
        found = [_literal(ast.Name(asked.variable), [], code)]
    attempted = [answer for answer in found if answer.value is not MISSING]
    if attempted:
        return attempted[-1]
    pattern = f'"{asked.name}"'
    for source, why in code.lost:
        if any(f"{word}({pattern}" in source for word in CALLS):
            return Answer(source.strip(), trouble=why)
    return Answer()


def _literal(node, nearby, code):
    """The value that a node stands for: a literal, or a variable with one."""
    if isinstance(node, ast.Name):
        places = [
            part.node
            for part in (*code.statements, *nearby)
            if part.binds == {node.id} and isinstance(part.node, ast.Assign)
        ]
        values = [_literal(place.value, [], code) for place in places]
        attempted = [value for value in values if value.value is not MISSING]
        return attempted[-1] if attempted else Answer()
    try:
        value = ast.literal_eval(node)
        return Answer("" if value is ... else str(value), value=value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        why = "it must be a plain value, written as it is"
        return Answer("(a computed value)", value=None, trouble=why)


# --- written answers ------------------------------------------------------------------


def _words(asked, sheet, cells):
    """What stands in the cell of a written task, and in new cells below it."""
    question = tidy(asked.question)
    place = next((i for i, c in enumerate(cells) if asked.id == c.get("id")), None)
    if place is None:
        # Ids are lost: by the question, or how it begins.
        for start in (question, question[:60]):
            at = [i for i, c in enumerate(cells) if start in tidy(c["source"])]
            if at:
                place = at[-1]
                break
        else:
            return Answer()
    text = cells[place]["source"]
    if ANSWER in text:
        text = text.partition(ANSWER)[2]
    else:
        kept = [
            part for part in text.split("\n\n") if part and tidy(part) not in question
        ]
        text = "\n\n".join(kept)
    parts = [text.strip()]
    for cell in cells[place + 1 :]:
        if cell["cell_type"] != "markdown" or tidy(cell["source"]) in sheet.sources:
            break
        parts.append(cell["source"].strip())
    return Answer("\n\n".join(filter(None, parts)))
