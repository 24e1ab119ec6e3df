"""The judge of a derivation that a student types in LaTeX."""

import re
from itertools import takewhile

import numpy as np

from helpers.exercises.exercise import Verdict
from helpers.exercises.typed import as_display, unbalanced
from helpers.formulas.meaning import expressions as ex
from helpers.formulas.meaning.evaluation import open_letters
from helpers.formulas.meaning.following import TOLERANCE, array_of, follow
from helpers.formulas.meaning.grammar import expression
from helpers.formulas.meaning.labelled import MeaningError
from helpers.formulas.meaning.lines import rows_of
from helpers.formulas.meaning.ranges import free_letters
from helpers.formulas.meaning.wording import shown
from helpers.formulas.meaning.world import name_of
from helpers.formulas.reader import read, read_display
from helpers.formulas.tokens import TexError

_LOST_BACKSLASH = re.compile(
    r"[\x07\x08\x0b\x0c]|\t(?=ext|imes|heta|op|frac|ilde)|\r(?=ight)"
)
MARKS = {
    "start": "",
    "definition": "✓",
    "follows": "✓",
    "differs": "✗",
    "not understood": "?",
    "not reached": "",
}
_WORST = ("not understood", "differs", "not reached", "follows", "definition", "start")


def judge_derivation(exercise, lines, rng):
    """Judge the lines of a derivation.

    Parameters
    ----------
    exercise : Derivation
        What is asked for.
    lines : anything
        The student's LaTeX; `...` or None: not attempted.
    rng : numpy.random.Generator
        Draws the points.

    Returns
    -------
    verdict : Verdict
    rows : list of (str, str)
        The LaTeX of each row and its mark; empty if the lines cannot be set.
    """
    if lines is None or lines is ... or (isinstance(lines, str) and not lines.strip()):
        text = "Write your lines of LaTeX in place of the `...`, and run the cell."
        return Verdict("not attempted", text), []
    if not isinstance(lines, str):
        text = f'The lines must be text, `r"""…"""`; got a `{type(lines).__name__}`.'
        return Verdict("error", text, mistake="no text"), []
    if _LOST_BACKSLASH.search(lines):
        text = (
            'Put an `r` before the quotes, as in `r"""…"""`: Python reads `\\f` else.'
        )
        return Verdict("error", text, mistake="no raw string"), []
    try:
        if missing := unbalanced(lines):
            raise MeaningError(missing)
        followed = follow(as_display(lines), exercise.world, rng, exercise.starts)
    except (MeaningError, TexError) as error:
        text = f"The LaTeX cannot be read: {error}."
        return Verdict("not understood", text, mistake="LaTeX"), []
    rows = _rows(followed)
    wrong = followed.wrong
    if wrong is None:
        return _conclusion(exercise, followed), rows
    line = f"Line {wrong.row + 1}"
    if wrong.state == "not understood":
        text = f"{line}: {wrong.message}."
        return Verdict("not understood", text, mistake=wrong.message), rows
    question = _recognised(exercise, followed, wrong)
    text = f"{line} does not follow. {wrong.message} {question}".strip()
    return Verdict("not yet", text, mistake=question or wrong.message), rows


def typeset(rows):
    r"""Set the rows of a derivation in one display, each with its mark.

    Parameters
    ----------
    rows : list of (str, str)
        LaTeX and mark, as from `judge_derivation`.

    Returns
    -------
    str
        Markdown.
    """
    columns = max(_cells(latex) for latex, _ in rows)
    lines = []
    for latex, mark in rows:
        missing = "&" * (columns - _cells(latex))
        lines.append(f"{latex} {missing} &&\\quad \\text{{{mark}}}" if mark else latex)
    body = " \\\\\n".join(lines)
    return f"$$\\begin{{aligned}}\n{body}\n\\end{{aligned}}$$"


def _cells(latex):
    """The number of cells in a row, apart from those of inner environments."""
    (row,) = read_display(f"\\begin{{aligned}}{latex}\\end{{aligned}}").rows
    return len(row.cells)


def _rows(followed):
    """The LaTeX of each row with the mark of the worst that stands in it."""
    rows = []
    for number, row in enumerate(rows_of(followed.display)):
        states = {step.state for step in followed.all_steps if step.row == number}
        worst = next((state for state in _WORST if state in states), "start")
        rows.append((row.source.strip(), MARKS[worst]))
    return rows


# --- a line that does not follow ------------------------------------------------------


def _recognised(exercise, followed, wrong):
    """The question that a wrong line calls for; empty if it is no known mistake."""
    arrays = [array for array, _, _ in wrong.values]
    if not arrays:
        return ""
    start = _read(exercise.starts, exercise)
    letters = free_letters(start, followed.places[0].scope)
    for question, latex in exercise.mistakes.items():
        known = _read(latex, exercise)
        try:
            values = [
                array_of(known, open_letters(letters, start, place), letters)[0]
                for place in followed.places
            ]
        except MeaningError:
            continue
        if all(map(_same, arrays, values)):
            return question
    return _factor(followed, wrong)


def _read(latex, exercise):
    return expression(read(latex), exercise.world.known)


def _same(a, b):
    if a.shape != b.shape:
        return False
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return bool(np.abs(a - b).max(initial=0) <= 10 * TOLERANCE * scale)


def _factor(followed, wrong):
    """A sentence on a factor by which all numbers of a line are wrong."""
    (chain,) = [steps for steps in followed.steps if any(s is wrong for s in steps)]
    before = chain[next(k for k, step in enumerate(chain) if step is wrong) - 1]
    arrays = [array for array, _, _ in wrong.values]
    right = [array for array, _, _ in before.values]
    names = {"−1": -1.0, "2": 2.0, "½": 0.5, "−2": -2.0}
    scope = followed.places[0].scope
    for size in ("n", "p", "K"):
        if scope.holds(size):
            number = scope.value(size).numbers.item()
            names |= {size: number, f"1/{size}": 1 / number}
    for name, factor in names.items():
        if all(_same(a, factor * b) for a, b in zip(arrays, right, strict=True)):
            if name == "−1":
                return "Only the sign differs."
            return f"It is {name} times the line above."
    return ""


# --- lines that all follow ------------------------------------------------------------


def _conclusion(exercise, followed):
    """What the lines show, if each of them follows."""
    half = exercise.points / 2
    chains = [steps for steps in followed.steps if steps[0].state != "definition"]
    answers = _answers(exercise, followed)
    if not answers:
        text = f"The lines are right, but none starts from ${exercise.starts}$."
        return Verdict("not yet", text, mistake="another start")
    if all(_last(chain).expression == chain[0].expression for chain, _ in answers):
        text = f"The lines are right, but ${exercise.starts}$ is where they end, too."
        return Verdict("not yet", text, mistake="no progress")
    reasons = [_unfinished(exercise, followed, chain) for chain, _ in answers]
    covers = [where for (_, where), no in zip(answers, reasons, strict=True) if not no]
    if not np.logical_or.reduce([where for _, where in answers]).all():
        text = "The lines are right, but they leave a case out: which indices?"
        return Verdict("partly", text, half, "a case is missing")
    if not covers or not np.logical_or.reduce(covers).all():
        reason = next(filter(None, reasons))
        return Verdict("partly", f"The lines are right, but {reason}", half, reason)
    finals = {_last(chain).expression for chain, _ in answers}
    heads = {chain[0].expression for chain, _ in answers}
    between = {step.expression for chain in chains for step in chain} - finals - heads
    if not between:
        text = "Right, but show a step: how does the last line come about?"
        return Verdict("partly", text, half, "no step")
    return Verdict("correct", "", exercise.points)


def _answers(exercise, followed):
    """The chains that start from what is asked for, and which entries each is about."""
    start = _read(exercise.starts, exercise)
    letters = free_letters(start, followed.places[0].scope)
    place = open_letters(letters, start, followed.places[0])
    target, _, _ = array_of(start, place, letters)
    found = []
    for chain, masks in zip(followed.steps, followed.masks, strict=True):
        if chain[0].state == "definition" or not chain[0].values:
            continue
        where = _covers(chain[0].values[0][0], target, masks)
        if where is not None:
            found.append((chain, where))
    return found


def _covers(head, target, masks):
    """Which entries of the target a chain is about; None if about none."""
    where = np.ones(target.shape, bool) if masks is None else masks[0]
    if head.shape == target.shape and _same(head, target):
        return where & np.ones(target.shape, bool)
    if target.ndim == 2 and target.shape == target.T.shape:
        if head.shape == target.shape and _same(head, target.T):
            return where.T & np.ones(target.shape, bool)
        if head.shape == target.shape[:1] and _same(head, np.diagonal(target)):
            return np.eye(len(target), dtype=bool)
    return None


def _last(chain):
    """The last step that is equal to the first, before any ≥ or ≤."""
    is_equal = (step.relation in ("", "=") for step in chain)
    return [step for step, _ in zip(chain, takewhile(bool, is_equal), strict=False)][-1]


def _unfinished(exercise, followed, chain):
    """Why the last line is not yet what is asked for; empty if it is."""
    last = _last(chain)
    allowed = {name_of(name) for name in exercise.ends_in if name != "∂"}
    for part in _all_parts(last.expression, followed.own):
        is_slope = isinstance(part, ex.Derivative | ex.Gradient)
        if is_slope and not ("∂" in exercise.ends_in and _is_given(part, allowed)):
            return f"the last line still contains {part.text}."
    letters = set(followed.places[0].letters) | _bound(last.expression)
    scope = followed.places[0].scope
    names = _names(last.expression, followed.own)
    for name in sorted(names - allowed - letters):
        if scope.holds(name):
            return f"the last line still contains {shown(name)}."
    if exercise.concludes and not _concluded(exercise, chain):
        return f"they do not show yet why it is {exercise.concludes}."
    return ""


def _is_given(slope, allowed):
    """Whether a derivative is that of a given quantity, as ∂J/∂z, by given names."""
    by = slope.by if isinstance(slope, ex.Derivative) else (slope.by,)
    names = [getattr(part, "base", part) for part in (slope.body, *by)]
    return all(isinstance(part, ex.Name) and part.key in allowed for part in names)


def _all_parts(found, own):
    """An expression, all that it consists of, and what its own names stand for."""
    yield found
    if getattr(found, "key", None) in own:
        yield from _all_parts(own[found.key], own)
    for part in ex.parts(found):
        yield from _all_parts(part, own)


def _bound(found):
    letters = set()
    for part in _all_parts(found, {}):
        if isinstance(part, ex.Over):
            letters |= {letter for letter, _, _ in part.ranges} | set(part.candidates)
    return letters


def _names(found, own):
    """Names in an expression; what the student has defined by what it consists of."""
    keys = {getattr(part, "key", None) for part in _all_parts(found, own)}
    return keys - {None} - own.keys()


def _concluded(exercise, chain):
    """Whether a chain ends in ≥ 0, behind something that is visibly so."""
    has_sign = any(step.relation in ("≥", "⪰") for step in chain)
    allowed = {name_of(name) for name in exercise.positive}
    return has_sign and _is_positive(_last(chain).expression, allowed)


def _is_positive(found, names):
    """Whether an expression is ≥ 0 by its form: squares with positive weights."""
    match found:
        case ex.Num(value=number):
            return number >= 0
        case ex.Bracket():
            return True
        case ex.Power(exponent=ex.Num(value=number)) if number % 2 == 0:
            return True
        case ex.Power(base=base):
            return _is_positive(base, names)
        case ex.Applied(function="exp" | "norm" | "abs"):
            return True
        case ex.Name(key=key):
            return key in names
        case ex.Indexed(base=base):
            return _is_positive(base, names)
        case ex.Over(body=body):
            return _is_positive(body, names)
        case ex.Plus(terms=terms):
            return all(_is_positive(term, names) for term in terms)
        case ex.Times(left=a, right=b) | ex.Divided(top=a, bottom=b):
            return _is_positive(a, names) and _is_positive(b, names)
    return False
