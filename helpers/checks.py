"""Checks that a derived gradient is the gradient of the reported cost."""

import copy
import itertools

import numpy as np
import pandas as pd

from helpers.arguments import check_positive
from helpers.models import with_dtype
from helpers.training import cost_and_gradients


def numerical_gradient(f, x, h=1e-5):
    """Gradient of a scalar function by central differences.

    ∂f/∂xₘ ≈ (f(x + h eₘ) − f(x − h eₘ)) / 2h, with an error of order h²
    (equation 2.9 of notebook 02).

    Parameters
    ----------
    f : callable
        Takes an array like x, returns a number.
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
        If x is not a float64 array: less precision would drown the difference.
    ValueError
        If h is not positive.
    """
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        kind = getattr(x, "dtype", type(x).__name__)
        raise TypeError(f"x must be a float64 array; got {kind}")
    check_positive("h", h)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        there = x.copy()
        there[index] = x[index] + h
        ahead = f(there)
        there[index] = x[index] - h
        behind = f(there)
        gradient[index] = (ahead - behind) / (2 * h)
    return gradient


def relative_error(a, b):
    """Largest difference between two arrays, relative to their largest entry.

    max |a − b| / max(|a|, |b|), and 0 where both are zero throughout.

    Parameters
    ----------
    a, b : array_like
        Of equal shape.

    Returns
    -------
    float
        NaN if an entry is NaN: that is no agreement.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        raise ValueError(f"a and b must have equal shapes; got {a.shape} and {b.shape}")
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    difference = np.abs(a - b).max(initial=0)
    return 0.0 if scale == 0 else float(difference / scale)


def gradient_check(model, loss, X, y, l2=0.0, penalise_bias=False, rng=None, h=1e-5):
    """Compare the gradients used in training with central differences of the cost.

    Both come from `cost_and_gradients`: the objective that is checked is the one that
    is reported, penalty included. Check at parameters other than zero, where mistakes
    can hide.

    Parameters
    ----------
    model : Linear or MLP
        At the parameters to check.
    loss, X, y, l2, penalise_bias
        As in `cost_and_gradients`; X of any float dtype, the check is in float64.
    rng : numpy.random.Generator, optional
        Draws dropout masks, the same ones for every evaluation. It is not advanced.
    h : float
        Half the distance of the central differences.

    Returns
    -------
    pandas.DataFrame
        One row per parameter: its shape and the relative error. About 1e-10 is a
        correct gradient, 1e-3 or more a wrong one.
    """
    X = X.astype(np.float64)
    model = with_dtype(model, np.float64)

    def objective():
        return cost_and_gradients(
            model, loss, X, y, l2, penalise_bias, copy.deepcopy(rng)
        )

    _, gradients = objective()
    rows = []
    for name, parameter in list(model.parameters.items()):

        def cost(value, name=name):
            model.parameters[name] = value
            return objective()[0]

        error = relative_error(numerical_gradient(cost, parameter, h), gradients[name])
        model.parameters[name] = parameter
        rows.append(
            {"parameter": name, "shape": parameter.shape, "relative error": error}
        )
    return pd.DataFrame(rows).set_index("parameter")


def check_lines(tag, lines, measured=None, tolerance=1e-12):
    """Check that the lines of a derivation are equal, each to the one above it.

    Prints for each line the bound on its largest relative deviation and the verdict.

    Parameters
    ----------
    tag : str
        The tag of the displayed lines, such as "1.9".
    lines : dict of str to array_like
        What each line says, and its value at random points; all of equal shape.
    measured : array_like, optional
        What the last line must also agree with, to 1e-7: the left-hand side measured
        by central differences.
    tolerance : float
        Largest relative deviation between two lines.

    Raises
    ------
    AssertionError
        If a line deviates; the message names it.
    """
    compared = [(name, value, tolerance) for name, value in lines.items()]
    if measured is not None:
        compared.append(("measured by central differences", measured, 1e-7))
    rows = [(f"({tag})", "relative deviation", "verdict"), (compared[0][0], "", "")]
    for (above, upper, _), (name, value, bound) in itertools.pairwise(compared):
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
    """
    holds = np.atleast_1d(holds)
    if not holds.all():
        raise AssertionError(
            f"({tag}): “{claim}” fails at {np.sum(~holds)} of {holds.size} points"
        )
    points = "1 point" if holds.size == 1 else f"all {holds.size} points"
    print(f"({tag}) {claim}: holds at {points} tried")


def exercise(name, answer, solution, mistakes=None):
    """Say whether the answer to an exercise is right, and if not, what may be wrong.

    Parameters
    ----------
    name : str
        What is asked for.
    answer : ndarray, or ...
        The student's value; `...` means not attempted yet.
    solution : ndarray
        The right value.
    mistakes : dict of str to array_like, optional
        Question to ask, and the wrong value that calls for it: {"Did you forget the
        1/n?": n * solution}. A wrong sign and a transposed array are always looked for.
    """
    if answer is ...:
        print(f"{name}: not attempted yet")
        return
    answer, solution = np.asarray(answer), np.asarray(solution)
    if _same(answer, solution):
        print(f"{name}: correct")
        return
    known = (mistakes or {}) | {
        "Is the sign right?": -solution,
        "Is it transposed?": solution.T,
    }
    for question, wrong in known.items():
        if _same(answer, np.asarray(wrong)):
            print(f"{name}: not yet. {question}")
            return
    if answer.shape != solution.shape:
        print(f"{name}: not yet. The shape is {answer.shape}, not {solution.shape}.")
        return
    error = relative_error(answer, solution)
    print(f"{name}: not yet. The largest relative deviation is {error:.2g}.")


def _same(a, b):
    return a.shape == b.shape and relative_error(a, b) < 1e-9
