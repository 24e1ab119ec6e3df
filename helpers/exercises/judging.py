"""The judge: looks at what an answer gave back and says what to look at.

It needs no threads, processes or files, so it works in a browser, too. Whatever an
answer does, the judge returns a verdict.
"""

import copy

import numpy as np

from helpers.exercises.calling import call
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
    return no_function(exercise, answer) or judge_calls(
        exercise, lambda arguments: call(exercise, answer, arguments), rng
    )


def no_function(exercise, answer):
    """Verdict on an answer that cannot be called; None if it can.

    Parameters
    ----------
    exercise : Exercise
        What is asked for.
    answer : anything
        The student's function; `...` or None: not attempted.

    Returns
    -------
    Verdict or None
    """
    if answer is None or answer is ...:
        return NOT_ATTEMPTED
    if callable(answer) and not isinstance(answer, type):
        return None
    kind = type(answer).__name__
    text = f"`{exercise.name}` must be a function; it is a value of type `{kind}`."
    return Verdict("error", text, mistake="no function")


def occasions(exercise, rng):
    """All arguments that an answer may be asked for, in the order of the judge.

    Parameters
    ----------
    exercise : Exercise
        What is asked for.
    rng : numpy.random.Generator
        As the judge gets it.

    Returns
    -------
    list of dict
    """
    return [*_draws(exercise, rng), *exercise.extremes.values()]


def judge_calls(exercise, outcome_of, rng):
    """Judge an answer by what came of calling it.

    Parameters
    ----------
    exercise : Exercise
        What is asked for.
    outcome_of : callable
        arguments → Outcome; asked for as many of the `occasions` as are needed, in
        their order.
    rng : numpy.random.Generator
        Draws the arguments.

    Returns
    -------
    Verdict
    """
    draws = _draws(exercise, rng)
    found, expected = [], []
    for arguments in draws:
        outcome = outcome_of(arguments)
        trouble = _trouble(outcome, arguments)
        if trouble is not None:
            return trouble
        found.append(outcome.results)
        expected.append(_right(exercise, arguments))
    if not _all_same(exercise, found, expected):
        text, mistake = explain(exercise, draws, found, expected)
        text += _reading_variables(outcome)
        return Verdict("not yet", text, mistake=mistake)
    remark = _as_they_are(found[-1], expected[-1])
    if remark:
        return Verdict("not yet", remark, mistake="kind of result")
    return _at_extremes(exercise, outcome_of)


def _draws(exercise, rng):
    return [exercise.draw(rng) for _ in range(DRAWS)]


def _right(exercise, arguments):
    return read_results(exercise, exercise.oracle(*copy.deepcopy(arguments).values()))


NOT_ATTEMPTED = Verdict(
    "not attempted", "Replace the `...` by your code, and run both cells."
)


def _trouble(outcome, arguments):
    """Verdict on a call that gave no result to compare; None if it gave one."""
    if outcome.is_unfinished:
        return NOT_ATTEMPTED
    if outcome.lost:
        return Verdict("error", outcome.lost, mistake=outcome.error)
    if outcome.error:
        text = f"It stops with {outcome.words} for {_shapes(arguments)}."
        return Verdict("error", text, mistake=outcome.error)
    if outcome.is_none and outcome.is_empty:
        return NOT_ATTEMPTED
    if outcome.is_none:
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
    if outcome.unreadable:
        return Verdict("not yet", outcome.unreadable, mistake="kind of result")
    return None


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


def _reading_variables(outcome):
    """A remark on variables of the notebook that the answer reads."""
    if not outcome.variables:
        return ""
    known = ", ".join(f"`{name}`" for name in outcome.variables)
    return f" It reads {known} of the notebook: a function should use its arguments."


def _at_extremes(exercise, outcome_of):
    """Verdict on an answer that is right for ordinary arguments."""
    for what, arguments in exercise.extremes.items():
        outcome = outcome_of(arguments)
        right = _right(exercise, arguments)
        if outcome.lost:
            wrong = outcome.lost
        elif outcome.error:
            wrong = f"there it stops with {outcome.words}."
        elif outcome.unreadable:
            wrong = outcome.unreadable
        elif not _all_same(exercise, [outcome.results], [right]):
            wrong = first_difference(outcome.results, right, arguments)
        else:
            continue
        text = f"Right for ordinary numbers, but not for {what}: {wrong}"
        return Verdict("partly", text, exercise.points / 2, f"wrong for {what}")
    return Verdict("correct", "", exercise.points)


def judge_spot(asked, answer):
    """Judge which line a student takes for the wrong one.

    Parameters
    ----------
    asked : Spot
        What is asked for.
    answer : anything
        The number of a line; `...`: not attempted.

    Returns
    -------
    Verdict
    """
    count = len(asked.lines)
    if answer is ...:
        return Verdict("not attempted", "Which line is wrong?")
    is_line = isinstance(answer, int) and not isinstance(answer, bool)
    if not is_line or not 1 <= answer <= count:
        text = f"Name a line by its number, 1 to {count}; `{answer!r}` is none."
        return Verdict("not yet", text, mistake="no line")
    if answer == asked.wrong:
        text = f"Line {answer} is wrong. {asked.why}"
        return Verdict("correct", text, asked.points)
    why = asked.others.get(answer, "Look at the numbers that the other lines give.")
    text = f"Line {answer} holds. {why}"
    return Verdict("not yet", text, mistake=f"line {answer}")
