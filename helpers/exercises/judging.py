"""The judge: runs an answer on fresh arguments and says what to look at.

It needs no threads, processes or files, so it works in a browser, too. Whatever an
answer does, the judge returns a verdict: it wraps the call of the answer and nothing
else, so that a fault of its own is not taken for the student's.
"""

import contextlib
import copy
import dis
import io
import linecache
import traceback
from dataclasses import dataclass

import numpy as np

from helpers.exercises.exercise import Verdict
from helpers.exercises.explain import explain, first_difference
from helpers.exercises.results import read_results, same

DRAWS = 3  # what is right for three sizes and 3 × 50 numbers is right


def judge(exercise, answer, rng):
    """Judge the answer to an exercise.

    Parameters
    ----------
    exercise : Exercise
        What is asked for.
    answer : anything
        The student's function; `...` or None: not attempted.
    rng : numpy.random.Generator
        Draws the arguments.

    Returns
    -------
    Verdict
    """
    if answer is None or answer is ...:
        return _not_attempted()
    if not callable(answer) or isinstance(answer, type):
        kind = type(answer).__name__
        text = f"`{exercise.name}` must be a function; it is a value of type `{kind}`."
        return Verdict("error", text, mistake="no function")
    draws = [exercise.draw(rng) for _ in range(DRAWS)]
    found, expected = [], []
    for arguments in draws:
        outcome = call(answer, arguments)
        right = read_results(
            exercise, exercise.oracle(*copy.deepcopy(arguments).values())
        )
        trouble = _trouble(answer, outcome, arguments)
        if trouble is not None:
            return trouble
        try:
            found.append(read_results(exercise, outcome.value))
        except TypeError as error:
            return Verdict("not yet", f"{error}", mistake="kind of result")
        expected.append(right)
    if not _all_same(exercise, found, expected):
        text, mistake = explain(exercise, draws, found, expected)
        text += _reading_globals(answer)
        return Verdict("not yet", text, mistake=mistake)
    remark = _as_they_are(found[-1], expected[-1])
    if remark:
        return Verdict("not yet", remark, mistake="kind of result")
    return _at_extremes(exercise, answer)


@dataclass
class Outcome:
    """What a call of an answer led to."""

    value: object = None
    error: BaseException | None = None
    printed: str = ""
    changed: str = ""  # the argument that it changed


def call(answer, arguments):
    """Call an answer with copies of the arguments, whatever it does.

    Parameters
    ----------
    answer : callable
        The student's.
    arguments : dict
        By their names and in their order.

    Returns
    -------
    Outcome
    """
    given = copy.deepcopy(arguments)
    outcome, printed = Outcome(), io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            outcome.value = answer(*given.values())
    except BaseException as error:
        outcome.error = error
    outcome.printed = printed.getvalue()
    for name, before in arguments.items():
        if not _unchanged(before, given[name]):
            outcome.changed = name
    return outcome


def _unchanged(before, after):
    """Whether an array, or all arrays in a list or tuple, are as they were."""
    if isinstance(before, (list, tuple)):
        return len(after) == len(before) and all(map(_unchanged, before, after))
    if not isinstance(before, np.ndarray):
        return True
    return np.shape(after) == before.shape and np.array_equal(
        before, after, equal_nan=before.dtype.kind == "f"
    )


def _not_attempted():
    return Verdict(
        "not attempted", "Replace the `...` by your code, and run both cells."
    )


def _trouble(answer, outcome, arguments):
    """Verdict on a call that gave no result to compare; None if it gave one."""
    error, value = outcome.error, outcome.value
    unfinished = isinstance(error, NotImplementedError) or (
        isinstance(error, TypeError) and "ellipsis" in str(error)
    )
    parts = value if isinstance(value, tuple) else (value,)
    if unfinished or any(part is ... for part in parts):
        return _not_attempted()
    if isinstance(error, KeyboardInterrupt):
        text = "You interrupted it. Does every loop in it come to an end?"
        return Verdict("error", text, mistake="endless loop")
    if error is not None:
        text = f"It stops with {_in_words(error)} for {_shapes(arguments)}."
        return Verdict("error", text, mistake=type(error).__name__)
    if value is None and _is_empty(answer):
        return _not_attempted()
    if value is None:
        what = "It prints its result" if outcome.printed else "It gives back `None`"
        text = f"{what}: is the `return` missing?"
        return Verdict("not yet", text, mistake="no return")
    if outcome.changed:
        name = outcome.changed
        text = (
            f"It changes its argument `{name}`, which others still need: work on new "
            f"arrays, as in `{name} = {name} - step` instead of `{name} -= step`."
        )
        return Verdict("not yet", text, mistake="changes its argument")
    return None


def _is_empty(answer):
    """Whether a function has no more than a docstring and a `...` in it."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    nothing = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return {step.opname for step in dis.get_instructions(code)} <= nothing


def _in_words(error):
    """The error, and the line of the student's code that raised it."""
    message = " ".join(traceback.format_exception_only(error)[-1].split())
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames[1:] if "helpers" not in frame.filename]
    if not own:
        return f"`{message}`"
    line = own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno)
    return f"`{message}` in the line `{line.strip()}`"


def _shapes(arguments):
    """The arguments in words: arrays by their shapes, numbers by their values."""
    words = []
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            words.append(f"`{name}` of shape {value.shape}")
        elif isinstance(value, (int, float)):
            words.append(f"`{name}` = {value:.3g}")
    return ", ".join(words) or "these arguments"


def _all_same(exercise, found, expected):
    return all(
        same(a.array, b.array, exercise.tolerance)
        for mine, right in zip(found, expected, strict=True)
        for a, b in zip(mine, right, strict=True)
    )


def _as_they_are(found, expected):
    """What is wrong with results whose numbers are right; empty if nothing is."""
    for a, b in zip(found, expected, strict=True):
        if a.kind != "array" and b.array.ndim > 0:
            return (
                f"The numbers are right, but {a.what} is a {a.kind}, and the next "
                "steps need a NumPy array: `np.array(...)` makes one."
            )
    return ""


def _reading_globals(answer):
    """A remark on variables of the notebook that the answer reads."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return ""
    values = answer.__globals__
    steps = dis.get_instructions(code)
    read = dict.fromkeys(s.argval for s in steps if s.opname == "LOAD_GLOBAL")
    names = [
        name
        for name in read
        if isinstance(values.get(name), (np.ndarray, int, float, list, tuple))
    ]
    if not names:
        return ""
    known = ", ".join(f"`{name}`" for name in names)
    return f" It reads {known} of the notebook: a function should use its arguments."


def _at_extremes(exercise, answer):
    """Verdict on an answer that is right for ordinary arguments."""
    for what, arguments in exercise.extremes.items():
        outcome = call(answer, arguments)
        right = read_results(
            exercise, exercise.oracle(*copy.deepcopy(arguments).values())
        )
        failed = f"Right for ordinary numbers, but not for {what}: "
        if outcome.error is not None:
            text = f"{failed}there it stops with {_in_words(outcome.error)}."
            return Verdict("partly", text, exercise.points / 2, what)
        try:
            found = read_results(exercise, outcome.value)
        except TypeError as error:
            text = f"{failed}{error}"
            return Verdict("partly", text, exercise.points / 2, what)
        if not _all_same(exercise, [found], [right]):
            text = failed + first_difference(found, right, arguments)
            return Verdict("partly", text, exercise.points / 2, what)
    return Verdict("correct", "", exercise.points)
