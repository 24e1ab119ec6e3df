"""What is wrong with a result: a known mistake, a shape, a factor, a term, an entry."""

import copy

import numpy as np

from helpers.exercises.results import read_results, same


def explain(exercise, draws, found, expected):
    """Say what to look at in an answer whose results are not the right ones.

    Parameters
    ----------
    exercise : Exercise
        What is asked for.
    draws : list of dict
        The arguments.
    found, expected : list of list of Result
        For each of them the results of the answer and the right ones.

    Returns
    -------
    text : str
        One or two sentences, with the numbers that show it.
    mistake : str
        What it was recognised as.
    """
    for question, wrong in exercise.mistakes.items():
        if all(map(_agrees(exercise, wrong), draws, found)):
            shown = _differing_draw(found, expected, draws)
            return f"{question} {_sentence(shown)}", question
    return _explain_a_part(exercise, draws, found, expected)


def _agrees(exercise, wrong):
    def agrees(arguments, found):
        with np.errstate(all="ignore"):
            value = wrong(*copy.deepcopy(arguments).values())
        results = read_results(exercise, value)
        pairs = zip(found, results, strict=True)
        return all(same(a.array, b.array, exercise.tolerance) for a, b in pairs)

    return agrees


def _explain_a_part(exercise, draws, found, expected):
    """Look at the first of several results that is wrong."""
    for i, first in enumerate(expected[0]):
        a = [results[i].array for results in found]
        b = [results[i].array for results in expected]
        if all(same(x, y, exercise.tolerance) for x, y in zip(a, b, strict=True)):
            continue
        right_ones = [result.what for result in expected[0][:i]]
        before = f"{' and '.join(right_ones)}: right. " if right_ones else ""
        what = first.what
        terms = {
            name: [term(*copy.deepcopy(arguments).values()) for arguments in draws]
            for name, term in exercise.terms.items()
        }
        sizes = [_sizes(arguments) for arguments in draws]
        text = (
            _shape(what, a, b)
            or _factor(what, a, b, sizes)
            or _term(what, a, b, terms)
            or _transform(what, a, b)
        )
        parts = (
            [results[i:] for results in found],
            [results[i:] for results in expected],
        )
        shown = _differing_draw(*parts, draws)
        if text is None:
            return before + _sentence(shown), "wrong in a way of its own"
        is_of_numbers = a[0].shape == b[0].shape
        numbers = f" {_sentence(shown)}" if is_of_numbers else ""
        return before + text + numbers, text
    raise AssertionError("no result is wrong")


def _differing_draw(found, expected, draws):
    """The first difference in the first of the draws that has one."""
    for a, b, arguments in zip(found, expected, draws, strict=True):
        text = first_difference(a, b, arguments)
        if text:
            return text
    raise AssertionError("no result is wrong")


def _sizes(arguments):
    """The sizes that may turn up as a factor, by their letters."""
    sizes = {}
    for value in arguments.values():
        if isinstance(value, np.ndarray) and value.ndim == 2:
            sizes.setdefault("n", value.shape[0])
            sizes.setdefault("p", value.shape[1])
    for value in arguments.values():
        if isinstance(value, np.ndarray) and value.ndim == 1:
            sizes.setdefault("n", len(value))
    return sizes


def _shape(what, a, b):
    """A sentence on the shape, if that is wrong."""
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x.shape != y.shape]
    if not pairs:
        return None
    a, b = pairs[0]
    start = f"The shape of {what} is {a.shape}, not {b.shape}."
    if b.ndim == 1 and a.shape == (b.size, b.size):
        return (
            f"{start} An array of shape ({b.size},) and one of shape ({b.size}, 1) "
            "make one row for each entry of the first: print the shapes of both."
        )
    if a.ndim == 2 and same(a.T, b, 1e-9):
        return f"{start} It is transposed."
    if a.size == b.size and same(a.reshape(b.shape), b, 1e-9):
        return f"{start} The numbers are right: only the shape is another."
    if b.ndim == 0:
        return f"{start} One number is asked for: is a mean or a sum missing?"
    return start


def _factor(what, a, b, sizes):
    """A sentence on a factor by which all entries are wrong."""
    ratios = []
    for x, y in zip(a, b, strict=True):
        if not np.abs(y).max() > 0 or not np.isfinite(x).all():
            return None
        ratio = np.vdot(y, x) / np.vdot(y, y)
        if not same(x, ratio * y, 1e-9) or ratio == 0:
            return None
        ratios.append(ratio)
    every = _every(what, a)
    names = {"−1": -1.0, "2": 2.0, "½": 0.5, "−2": -2.0, "−½": -0.5}
    for name, number in names.items():
        if np.allclose(ratios, number, rtol=1e-9):
            if name == "−1":
                return f"The sign of {what} is the other one."
            return f"{every} is {name} times the right one."
    for letter in ("n", "p"):
        numbers = np.array([size.get(letter, np.nan) for size in sizes], float)
        for sign, minus in ((1, ""), (-1, "−")):
            if np.allclose(ratios, sign * numbers, rtol=1e-9):
                return f"{every} is {minus}{letter} times the right one."
            if np.allclose(ratios, sign / numbers, rtol=1e-9):
                return f"{every} is {minus}1/{letter} times the right one."
    if np.allclose(ratios, ratios[0], rtol=1e-9):
        base = {1 / np.log(10): " Is it a logarithm to base 10?"}
        more = next((t for r, t in base.items() if np.isclose(r, ratios[0])), "")
        return f"{every} is {ratios[0]:.4g} times the right one.{more}"
    if a[0].size > 1:
        return f"{every} is wrong by the same factor."
    return None


def _every(what, a):
    if a[0].size > 1:
        return f"Every number of {what}"
    return _sentence(what)


_COUNTED = {
    -1.0: "is missing",
    1.0: "is counted twice",
    -2.0: "has the other sign",
    -0.5: "is counted half",
}


def _term(what, a, b, terms):
    """A sentence on a term that is missing, doubled, or has the wrong sign."""
    for name, values in terms.items():
        values = [np.asarray(value) for value in values]
        for count, verdict in _COUNTED.items():
            try:
                wrong = [y + count * t for y, t in zip(b, values, strict=True)]
            except ValueError:  # a term of another of the results
                break
            if all(same(x, y, 1e-9) for x, y in zip(a, wrong, strict=True)):
                return f"In {what}, {name} {verdict}."
    return None


_TRANSFORMS = {
    "1 minus the right one": lambda y: 1 - y,
    "the square of the right one": lambda y: y * y,
    "the root of the right one": np.sqrt,
    "1 over the right one": lambda y: 1 / y,
    "the exponential of the right one": np.exp,
    "the logarithm of the right one": np.log,
    "the right one without its sign": np.abs,
}


def _transform(what, a, b):
    """A sentence on a result that is a simple function of the right one."""
    with np.errstate(all="ignore"):
        for name, f in _TRANSFORMS.items():
            if all(same(x, f(y), 1e-9) for x, y in zip(a, b, strict=True)):
                return f"{_every(what, a)} is {name}."
    if not all(np.isfinite(x).all() for x in a):
        return f"Not every number of {what} is finite."
    offsets = [x - y for x, y in zip(a, b, strict=True)]
    if a[0].size > 1 and all(
        np.ptp(d) <= 1e-9 * np.abs(d).max(initial=0) for d in offsets
    ):
        return f"All numbers of {what} are off by the same amount."
    return None


def first_difference(found, expected, arguments):
    """The first entry that is wrong, in words: its place, its inputs, both values.

    Parameters
    ----------
    found, expected : list of Result
        Of one call.
    arguments : dict
        Of that call.

    Returns
    -------
    str
        Half a sentence; empty if all entries are right.
    """
    for a, b in zip(found, expected, strict=True):
        if same(a.array, b.array, 1e-9):
            continue
        if a.array.shape != b.array.shape:
            return f"{a.what} has the shape {a.array.shape}, not {b.array.shape}."
        if b.array.ndim == 0:
            given = [
                f"`{name}` = {_number(value)}"
                for name, value in arguments.items()
                if isinstance(value, (int, float))
            ]
            there = f"for {', '.join(given)} " if given else ""
            return f"{there}{a.what} is {_number(a.array)}, not {_number(b.array)}."
        wrong = ~np.isclose(a.array, b.array, rtol=1e-9, atol=0)
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        index = ", ".join(map(str, place))
        inputs = [
            f"`{name}[{index}]` = {_number(value[place])}"
            for name, value in arguments.items()
            if isinstance(value, np.ndarray) and value.shape == b.array.shape
        ]
        there = f"for {', '.join(inputs)} " if inputs else f"at [{index}] "
        return (
            f"{there}{a.what} is {_number(a.array[place])}, not "
            f"{_number(b.array[place])}."
        )
    return ""


def _number(value):
    value = np.asarray(value).item()
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _sentence(text):
    return text[:1].upper() + text[1:]
