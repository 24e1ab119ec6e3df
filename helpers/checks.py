"""Checks that a derived gradient is the gradient of the reported cost."""

import copy

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
