"""Checks that a derived gradient is the gradient of the reported cost."""

import copy

import numpy as np

from helpers import training
from helpers.checking.arguments import check_positive
from helpers.checking.gradients import (
    check_gradients,
    check_problem,
    check_step,
    compare,
    rounding_noise,
)
from helpers.checking.values import as_cost, as_numbers, in_double
from helpers.models import with_dtype


def numerical_gradient(f, x, h=1e-5):
    """Gradient of a scalar function by central differences.

    ∂f/∂xₘ ≈ (f(x + h eₘ) − f(x − h eₘ)) / 2h, with an error of order h²
    (equation 2.5 of notebook 02).

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
    if np.ma.is_masked(x):
        raise ValueError("x must not have masked entries")
    check_positive("h", h)
    check_step("x", x, h)
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[index] += h
        behind[index] -= h
        distance = ahead[index] - behind[index]
        rise = as_cost("f(x)", f(ahead)) - as_cost("f(x)", f(behind))
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
    a, b = as_numbers("a", a), as_numbers("b", b)
    if a.shape != b.shape:
        raise ValueError(f"a and b must have equal shapes; got {a.shape} and {b.shape}")
    a, b = in_double(a), in_double(b)
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
    check_problem(model, loss, X, y, l2, penalise_bias, rng, h)
    model = with_dtype(model, np.float64)
    X = X.astype(np.float64)
    start = model.parameters

    def objective(parameters):
        model.parameters = parameters
        J, gradients = training.objective(
            model, loss, X, y, l2, penalise_bias, copy.deepcopy(rng)
        )
        return as_cost("the cost", J), gradients

    J, gradients = objective(start)
    check_gradients(gradients, start)
    gradients = {name: np.array(gradients[name]) for name in start}
    noise = rounding_noise(model, loss, X, y, rng, J, h)
    rows = []
    for name, parameter in start.items():
        check_step(name, parameter, h)
        found = compare(objective, start, name, J, gradients[name], h, noise)
        rows.append((name, parameter.shape, *found))
    import pandas as pd  # only here: it takes long to load

    table = pd.DataFrame(rows, columns=["parameter", "shape", "relative error", "note"])
    table = table.set_index("parameter")
    return table if table["note"].any() else table.drop(columns="note")
