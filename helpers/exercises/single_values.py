"""The judge of an answer that is a value, not a function."""

import numpy as np

from helpers.checking.values import as_numbers, in_double
from helpers.checks import relative_error


def exercise(name, answer, solution, mistakes=None):
    """Say whether the answer to an exercise is right, and if not, what may be wrong.

    Right is an answer within 1e-9 of the solution, relative to its largest entry. If
    the solution is 0 throughout, an answer within 1e-12 of it is right.

    Parameters
    ----------
    name : str
        What is asked for.
    answer : anything
        The student's value; `...` means not attempted yet. What is no array of numbers
        is answered in words, too.
    solution : array_like
        The right value: finite numbers, or booleans.
    mistakes : dict of str to array_like, optional
        Question to ask, and the wrong value that calls for it: {"Did you forget the
        1/n?": n * solution}. A wrong sign and a transposed array are always looked for.

    Raises
    ------
    TypeError, ValueError
        If the solution or a mistake is not as described.
    """
    solution = as_numbers("solution", solution)
    if not np.isfinite(solution).all():
        raise ValueError(f"solution must be finite; got {solution}")
    if not isinstance(mistakes or {}, dict):
        came = type(mistakes).__name__
        raise TypeError(f"mistakes must be a dictionary; got a {came}")
    known = {
        question: as_numbers(f"mistakes[{question!r}]", wrong)
        for question, wrong in (mistakes or {}).items()
    }
    if solution.dtype != bool:
        known["Is the sign right?"] = -in_double(solution)
    known["Is it transposed?"] = solution.T
    if answer is ...:
        print(f"{name}: not attempted yet")
    else:
        print(f"{name}: {_verdict(answer, solution, known)}")


def _verdict(answer, solution, mistakes):
    """What to tell a student about an answer."""
    try:
        answer = as_numbers("The answer", answer)
    except (TypeError, ValueError) as error:
        return f"not yet. {error}."
    if (answer.dtype == bool) != (solution.dtype == bool):
        kind = "booleans" if solution.dtype == bool else "numbers"
        return f"not yet. The answer must hold {kind}; got dtype {answer.dtype}."
    if _same(answer, solution):
        return "correct"
    for question, wrong in mistakes.items():
        if _same(answer, wrong):
            return f"not yet. {question}"
    if answer.shape != solution.shape:
        return f"not yet. The shape is {answer.shape}, not {solution.shape}."
    if solution.dtype == bool:
        return f"not yet. {np.sum(answer != solution)} of {answer.size} differ."
    if not np.isfinite(answer).all():
        return "not yet. Not every number is finite."
    error = relative_error(answer, solution)
    return f"not yet. The largest relative deviation is {error:.2g}."


def _same(answer, value):
    """Whether an answer is a value, apart from rounding."""
    if answer.shape != value.shape:
        return False
    if not value.any():  # nothing that the deviation could be relative to
        return bool((np.abs(in_double(answer)) < 1e-12).all())
    return relative_error(answer, value) < 1e-9
