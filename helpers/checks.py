"""Checks that a derived gradient is the gradient of the reported cost."""

import copy
import itertools

import numpy as np
import pandas as pd

from helpers import training
from helpers.arguments import (
    check_examples,
    check_flag,
    check_loss,
    check_model,
    check_not_negative,
    check_positive,
    check_rng,
)
from helpers.models import with_dtype

AGREES = 1e-7  # relative error of a gradient: at most that of central differences
WRONG = 1e-3  # relative error of a gradient from which on it is called wrong
EPS = np.finfo(np.float64).eps


def numerical_gradient(f, x, h=1e-5):
    """Gradient of a scalar function by central differences.

    ∂f/∂xₘ ≈ (f(x + h eₘ) − f(x − h eₘ)) / 2h, with an error of order h²
    (equation 2.9 of notebook 02).

    Parameters
    ----------
    f : callable
        Takes an array like x, returns a finite number.
    x : ndarray of float64
        Where; any shape. It is not changed.
    h : float
        Half the distance between the two points.

    Returns
    -------
    ndarray
        Like x.

    Raises
    ------
    TypeError
        If x is not a float64 array or f does not return a real number in double
        precision: less would drown the difference.
    ValueError
        If h is not positive or too small to change x, if x is masked, or if f is not
        finite.
    """
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        came = x.dtype if isinstance(x, np.ndarray) else f"a {type(x).__name__}"
        raise TypeError(f"x must be a float64 array; got {came}")
    _check_unmasked("x", x)
    check_positive("h", h)
    _check_step("x", x, h)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[index] += h
        behind[index] -= h
        distance = ahead[index] - behind[index]
        rise = _cost("f(x)", f(ahead)) - _cost("f(x)", f(behind))
        gradient[index] = rise / distance
    return gradient


def relative_error(a, b):
    """Largest difference between two arrays, relative to their largest entry.

    max |a − b| / max(|a|, |b|), and 0 where both are zero throughout. Integers and
    booleans count as real numbers.

    Parameters
    ----------
    a, b : array_like
        Numbers, of equal shape.

    Returns
    -------
    float
        NaN if an entry is NaN or infinite: that is no agreement.

    Raises
    ------
    TypeError
        If they do not hold numbers.
    ValueError
        If the shapes differ, or if an array is empty or masked.
    """
    a, b = _numbers("a", a), _numbers("b", b)
    if a.shape != b.shape:
        raise ValueError(f"a and b must have equal shapes; got {a.shape} and {b.shape}")
    a, b = _precise(a), _precise(b)
    with np.errstate(all="ignore"):  # what is not finite becomes NaN
        scale = np.maximum(np.abs(a).max(), np.abs(b).max())
        return 0.0 if scale == 0 else float(np.abs(a - b).max() / scale)


def gradient_check(model, loss, X, y, l2=0.0, penalise_bias=False, rng=None, h=1e-5):
    """Compare the gradients used in training with central differences of the cost.

    Both come from `training.objective`: the objective that is checked is the one that
    is followed and reported, penalty included. Check at parameters other than zero,
    where mistakes can hide.

    An entry that differs from its central difference need not be wrong. It is looked
    at again, with the cost and the gradient at −h, −h/10, 0, h/10 and h from it, and
    the column `note` says what was found:

    - "differences good to": the difference is no better than that, since the cost bends
      within h or is flat. The gradient agrees with the difference over ±h/10, or with
      the rise of the cost on both sides.
    - "rounding noise": the same, and difference and gradient are no more than that.
    - "kink": the slope of the cost jumps here, as that of ReLU at 0. It is right on
      both sides, and the gradient lies between: the relative error is the distance.
    - "outside a kink": the gradient lies not between. (Where several terms bend the
      cost in opposite ways, as with all weights zero, that can happen to what
      back-propagation gives; move the parameters a little.)
    - "wrong": none of these.

    Parameters
    ----------
    model : Linear or MLP
        At the parameters to check.
    loss, X, y, l2, penalise_bias
        As in `cost_and_gradients`; X of float32 or float64, the check is in float64.
    rng : numpy.random.Generator, optional
        Draws dropout masks, the same ones for every evaluation. It is not advanced.
    h : float
        Half the distance of the central differences.

    Returns
    -------
    pandas.DataFrame
        One row per parameter: its shape and the relative error. About 1e-10 is a
        correct gradient, 1e-3 or more a wrong one; NaN says that the gradient is not
        finite. The column `note` is there if there is something to say.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, if the cost is not finite, or if there is
        not one gradient of the right shape for each parameter.
    """
    _check_problem(model, loss, X, y, l2, penalise_bias, rng, h)
    model = with_dtype(model, np.float64)
    X = X.astype(np.float64)
    start = model.parameters

    def objective(parameters):
        model.parameters = parameters
        J, gradients = training.objective(
            model, loss, X, y, l2, penalise_bias, copy.deepcopy(rng)
        )
        return _cost("the cost", J), gradients

    J, gradients = objective(start)
    _check_gradients(gradients, start)
    gradients = {name: np.array(gradients[name]) for name in start}
    noise = _noise(model, loss, X, y, rng, J, h)
    rows = []
    for name, parameter in start.items():
        _check_step(name, parameter, h)

        def look(entry, step, name=name, parameter=parameter):
            moved = parameter.copy()
            moved.flat[entry] += step
            J, gradients = objective(start | {name: moved})
            return moved.flat[entry], J, np.asarray(gradients[name]).flat[entry]

        entries = zip(parameter.flat, gradients[name].flat, strict=True)
        here = [(value, J, slope) for value, slope in entries]
        error, note = _compare(look, here, h, noise)
        rows.append((name, parameter.shape, error, note))
    table = pd.DataFrame(rows, columns=["parameter", "shape", "relative error", "note"])
    table = table.set_index("parameter")
    return table if table["note"].any() else table.drop(columns="note")


def check_lines(tag, lines, measured=None, tolerance=1e-12):
    """Check that the lines of a derivation are equal, each to the one above it.

    Prints for each line the bound on its largest relative deviation and the verdict.

    Parameters
    ----------
    tag : str
        The tag of the displayed lines, such as "1.9".
    lines : dict of str to array_like
        What each line says, and its value at random points; all of equal shape. Two
        or more, or one to be compared with `measured`.
    measured : array_like, optional
        What the last line must also agree with, to 1e-7: the left-hand side measured
        by central differences.
    tolerance : float
        Largest relative deviation between two lines.

    Raises
    ------
    AssertionError
        If a line deviates or is not finite; the message names it.
    TypeError, ValueError
        If there is nothing to compare: no second line, no numbers, no entries, or
        unequal shapes.
    """
    check_positive("tolerance", tolerance)
    if not isinstance(lines, dict):
        raise TypeError(f"lines must be a dictionary; got a {type(lines).__name__}")
    compared = [(name, value, tolerance) for name, value in lines.items()]
    if measured is not None:
        compared.append(("measured by central differences", measured, 1e-7))
    if len(compared) < 2:
        raise ValueError(
            f"lines must be two or more, or one and measured; got {list(lines)}"
        )
    shapes = {
        name: _numbers(f"({tag}): “{name}”", value).shape for name, value, _ in compared
    }
    rows = [(f"({tag})", "relative deviation", "verdict"), (compared[0][0], "", "")]
    for (above, upper, _), (name, value, bound) in itertools.pairwise(compared):
        if shapes[name] != shapes[above]:
            raise ValueError(
                f"({tag}): “{above}” and “{name}” must have equal shapes; "
                f"got {shapes[above]} and {shapes[name]}"
            )
        deviation = relative_error(upper, value)
        if not deviation < bound:
            raise AssertionError(
                f"({tag}): “{name}” deviates from “{above}” by {deviation:.2g} "
                f"(allowed: {bound:g})"
            )
        rows.append((name, f"below {bound:g}", "holds"))
    for name, deviation, verdict in rows:
        print(f"{name:40}  {deviation:18}  {verdict}".rstrip())


def check_claim(tag, claim, holds):
    """Check that a statement holds at every point tried.

    Parameters
    ----------
    tag : str
        The tag of the displayed statement.
    claim : str
        The statement in words.
    holds : array_like of bool
        Whether it holds, at each point.

    Raises
    ------
    AssertionError
        If it fails somewhere.
    TypeError
        If something else than booleans came.
    ValueError
        If no point was tried, or points are masked.
    """
    what = f"({tag}): holds of “{claim}”"
    verdicts = _array(what, "be booleans", holds)
    if verdicts.dtype != bool:
        raise TypeError(f"{what} must be booleans; got {_came(holds, verdicts)}")
    failures = np.sum(~verdicts)
    if failures:
        raise AssertionError(
            f"({tag}): “{claim}” fails at {failures} of {verdicts.size} points"
        )
    points = "1 point" if verdicts.size == 1 else f"all {verdicts.size} points"
    print(f"({tag}) {claim}: holds at {points} tried")


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
    solution = _numbers("solution", solution)
    if not np.isfinite(solution).all():
        raise ValueError(f"solution must be finite; got {solution}")
    if not isinstance(mistakes or {}, dict):
        came = type(mistakes).__name__
        raise TypeError(f"mistakes must be a dictionary; got a {came}")
    known = {
        question: _numbers(f"mistakes[{question!r}]", wrong)
        for question, wrong in (mistakes or {}).items()
    }
    if solution.dtype != bool:
        known["Is the sign right?"] = -_precise(solution)
    known["Is it transposed?"] = solution.T
    if answer is ...:
        print(f"{name}: not attempted yet")
    else:
        print(f"{name}: {_verdict(answer, solution, known)}")


def _compare(look, here, h, noise):
    """Relative error of the gradient of one parameter, and a note on its entries.

    `look` gives for an entry and a step from it, and `here` holds for each entry: its
    value, the cost, and the derivative of the cost by this entry.
    """
    size = len(here)
    gradient = np.array([g for _, _, g in here])
    if not np.isfinite(gradient).all():
        bad = np.sum(~np.isfinite(gradient))
        return np.nan, f"not finite in {bad} of {size} entries"
    behind = [look(entry, -h) for entry in range(size)]
    ahead = [look(entry, h) for entry in range(size)]
    measured = np.array([_slope(*pair) for pair in zip(behind, ahead, strict=True)])
    scale = max(np.abs(gradient).max(), np.abs(measured).max())
    error = np.abs(gradient - measured) / (scale or 1)
    found = {}
    # Where all of the gradient is noise, an entry may agree by chance.
    for entry in np.flatnonzero((error > AGREES) | (scale <= noise)):
        near = look(entry, -h / 10), here[entry], look(entry, h / 10)
        points = behind[entry], *near, ahead[entry]
        error[entry], verdict, number = _second_look(points, error[entry], scale, noise)
        found.setdefault(verdict, []).append(number)
    notes = [
        f"{verdict} {max(numbers):.1g} in {len(numbers)} of {size} entries"
        for verdict, numbers in found.items()
        if verdict
    ]
    return error.max(), "; ".join(notes)


def _second_look(points, error, scale, noise):
    """Judge an entry that differs from its central difference.

    Takes the entry, the cost and the derivative at −h, −h/10, 0, h/10 and h from it;
    the difference, relative to the scale of the gradient; and how much of it rounding
    may explain. Returns the relative error that remains, what the entry is (empty if
    there is nothing to say), and how large that is.
    """
    g = np.array([derivative for _, _, derivative in points])
    # Its gradient agrees with the difference over a tenth of the distance.
    closer = _slope(points[1], points[3])
    if 10 * noise <= WRONG * scale and abs(g[2] - closer) <= 10 * noise:
        return 0.0, "differences good to", error * scale

    # On either side the cost rises by the mean of the slopes at the two ends.
    rise = np.array([_slope(*points[:2]), _slope(*points[3:])])
    ends = np.array([g[:2], g[3:]])
    size = np.abs([*g, *rise]).max()
    allowed = 3 * noise + WRONG * size
    off = np.abs(rise - ends.mean(axis=1)).max()
    whole = _slope(points[0], points[4]) - (g[0] + 2 * g[2] + g[4]) / 4
    curvature = abs(g[0] - 2 * g[2] + g[4]) / 8
    if off <= allowed and abs(whole) <= noise + curvature:
        if error <= AGREES:
            return error, "", 0.0
        if scale <= noise:
            return 0.0, "rounding noise below", noise
        return 0.0, "differences good to", error * scale

    # The slope jumps here: the sides, extended to here, differ, and it changes more
    # within h/10 than on the way from there to h, on one side at least.
    sides = (10 * g[[1, 3]] - g[[0, 4]]) / 9
    jump, beyond = abs(g[3] - g[1]), np.abs(np.diff(ends)).min()
    jumps = np.ptp(sides) > 1e-6 * size and jump > beyond / 2
    between = (ends.min(1) - allowed <= rise) & (rise <= ends.max(1) + allowed)
    if jumps and between.all():
        slopes = *sides, g[1], g[3]
        outside = max(0.0, min(slopes) - g[2], g[2] - max(slopes))
        if outside < WRONG * scale:
            return outside / scale, "kink of", jump
        return outside / scale, "outside a kink by", outside

    if error < WRONG:  # at a minimum, the sides tell more
        error = np.maximum(error, off / max(size, scale))
    verdict = "" if error < WRONG else "wrong by"
    return error, verdict, np.maximum(error * scale, off)


def _slope(first, second):
    """Difference quotient of the cost between two points (entry, cost, derivative)."""
    return (second[1] - first[1]) / (second[0] - first[0])


def _noise(model, loss, X, y, rng, J, h):
    """Error of a central difference that is due to rounding: that of the cost, over h.

    The cost J is rounded, and so are the scores z that it is computed from, which moves
    it by z ∂J/∂z. The difference takes both at a distance of h, where ∂J/∂z is not zero
    even if it is here.
    """
    moved = copy.copy(model)
    moved.parameters = {name: value + h for name, value in model.parameters.items()}
    z, _ = moved.forward(X, copy.deepcopy(rng))
    _, dz = loss(z, y)
    return 4 * EPS * (max(1, abs(J)) + np.sum(np.abs(z * dz))) / h


def _verdict(answer, solution, mistakes):
    """What to tell a student about an answer."""
    try:
        answer = _numbers("The answer", answer)
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
        return bool((np.abs(_precise(answer)) < 1e-12).all())
    return relative_error(answer, value) < 1e-9


def _array(name, kind, value):
    """The value as an array, not empty and not masked; `kind` says what is expected."""
    try:
        array = np.asarray(value)
        masked = np.ma.is_masked(np.ma.asarray(value))
    except Exception as error:  # whatever NumPy cannot read, such as uneven rows
        came = f"a {type(value).__name__} that is no array"
        raise TypeError(f"{name} must {kind}; got {came}") from error
    if masked:
        raise ValueError(f"{name} must not have masked entries")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty; got shape {array.shape}")
    return array


def _numbers(name, value):
    """The value as an array of numbers, real or complex; booleans stay booleans."""
    array = _array(name, "hold numbers", value)
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{name} must hold numbers; got {_came(value, array)}")
    return array


def _came(value, array):
    """What came, in words."""
    if array.ndim == 0:
        return f"a {type(value).__name__}"
    return f"dtype {array.dtype}"


def _precise(array):
    """The numbers in double precision or more: integers would wrap around."""
    return array.astype(np.result_type(array, np.float64))


def _cost(name, value):
    """A cost as a number, if it is one: real, finite, and in double precision."""
    number = np.asarray(value)
    if number.ndim > 0 or number.dtype.kind not in "fiu":
        came = f"an array of shape {number.shape}" if number.ndim else repr(value)
        raise TypeError(f"{name} must be a real number; got {came}")
    if number.dtype in (np.float16, np.float32):
        raise TypeError(f"{name} must have double precision; got dtype {number.dtype}")
    if np.ma.is_masked(value) or not np.isfinite(number):
        raise ValueError(f"{name} must be finite; got {value}")
    return number.item()


def _check_problem(model, loss, X, y, l2, penalise_bias, rng, h):
    """Refuse what `gradient_check` cannot check."""
    check_model(model)
    check_loss(loss)
    check_examples(X, y)
    check_not_negative("l2", l2)
    check_flag("penalise_bias", penalise_bias)
    if rng is not None:
        check_rng("rng", rng)
    check_positive("h", h)


def _check_gradients(gradients, parameters):
    """Refuse gradients that are not one real array for each parameter."""
    for name, parameter in parameters.items():
        if name not in gradients:
            raise ValueError(f"gradients must hold {name!r}; got {list(gradients)}")
        gradient = np.asarray(gradients[name])
        if gradient.shape != parameter.shape:
            raise ValueError(
                f"the gradient of {name} must have shape {parameter.shape}; "
                f"got {gradient.shape}"
            )
        if gradient.dtype.kind not in "iuf":
            raise TypeError(
                f"the gradient of {name} must hold real numbers; "
                f"got dtype {gradient.dtype}"
            )


def _check_unmasked(name, array):
    if np.ma.is_masked(array):
        raise ValueError(f"{name} must not have masked entries")


def _check_step(name, x, h):
    """Refuse a step that rounding swallows, or nearly so."""
    stuck = ~((x + h / 10 > x) & (x - h / 10 < x))
    if stuck.any():
        raise ValueError(
            f"h must be large enough to change every entry of {name}; "
            f"got {h!r} for an entry of {x[stuck][0]}"
        )
