"""What an answer returns, as arrays that can be compared."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Result:
    """One of the results of a function.

    Attributes
    ----------
    array : ndarray
        Its numbers.
    kind : str
        "array", or what else it was: "list", "DataFrame", …
    what : str
        Its name in words: "`dW`", or "the result".
    """

    array: np.ndarray
    kind: str
    what: str


def read_results(exercise, value):
    """The results of one call, as arrays.

    Parameters
    ----------
    exercise : Exercise
        Says how many there are.
    value : anything
        What the call returned.

    Returns
    -------
    list of Result

    Raises
    ------
    TypeError
        If it is not as many arrays of numbers; the message tells the student.
    """
    names = exercise.returns
    whats = names_of(exercise)
    if exercise.reads is not None:
        try:
            value = exercise.reads(value)
        except Exception as error:  # whatever is not of that form
            kind = type(value).__name__
            message = f"It must return {exercise.result}; it returns a `{kind}`."
            raise TypeError(message) from error
    if not names:
        return [_read(whats[0], value)]
    expected = ", ".join(whats)
    if not isinstance(value, (tuple, list)) or len(value) != len(names):
        came = f"a {type(value).__name__}"
        if isinstance(value, (tuple, list)):
            came = f"{len(value)} things"
        raise TypeError(f"It must return {len(names)} things, {expected}; got {came}.")
    return [_read(what, part) for what, part in zip(whats, value, strict=True)]


def names_of(exercise):
    """The results of an exercise in words.

    Parameters
    ----------
    exercise : Exercise
        Says how many there are.

    Returns
    -------
    list of str
        "the result", or one such as "`dW`" for each.
    """
    return [f"`{name}`" for name in exercise.returns] or ["the result"]


def _read(what, value):
    try:
        array = np.asarray(value)
    except Exception:  # whatever NumPy cannot read
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        kind = type(value).__name__
        holds = f", of dtype {array.dtype}" if isinstance(value, np.ndarray) else ""
        raise TypeError(
            f"{what[0].upper() + what[1:]} must hold numbers; it is a {kind}{holds}."
        )
    is_array = isinstance(value, (np.ndarray, np.generic, int, float))
    kind = "array" if is_array else type(value).__name__
    return Result(array, kind, what)


def same(found, right, tolerance):
    """Whether two arrays are equal up to rounding.

    Parameters
    ----------
    found, right : ndarray
        Of any shapes; where the right entry is 0 throughout, 1e-12 is allowed.
    tolerance : float
        Of the largest difference, relative to the largest entry of `right`.

    Returns
    -------
    bool
    """
    if found.shape != right.shape:
        return False
    if right.size == 0:
        return True
    finite = np.isfinite(right)
    if not np.array_equal(found[~finite], right[~finite], equal_nan=True):
        return False
    a, b = found[finite].astype(np.float64), right[finite].astype(np.float64)
    if not np.isfinite(a).all():
        return False
    scale = np.abs(b).max(initial=0)
    allowed = tolerance * scale if scale > 0 else 1e-12
    return bool(np.abs(a - b).max(initial=0) <= allowed)
