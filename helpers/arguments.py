"""Checks of arguments: each error names the argument, what was expected, what came."""

from numbers import Integral, Real

import numpy as np


def check_positive(name, value):
    """Raise unless `value` is a finite number above 0."""
    _check_number(name, value, "a positive float")
    if not 0 < value < np.inf:
        raise ValueError(f"{name} must be a positive float; got {value!r}")


def check_not_negative(name, value):
    """Raise unless `value` is a finite number, 0 or more."""
    _check_number(name, value, "a float, 0 or more")
    if not 0 <= value < np.inf:
        raise ValueError(f"{name} must be a float, 0 or more; got {value!r}")


def check_fraction(name, value):
    """Raise unless 0 <= `value` < 1."""
    _check_number(name, value, "a float in [0, 1)")
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be a float in [0, 1); got {value!r}")


def check_count(name, value, largest=None):
    """Raise unless `value` is an integer from 1 to `largest`."""
    expected = "a positive integer" if largest is None else f"from 1 to {largest}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be an integer, {expected}; got {value!r}")
    if value < 1 or (largest is not None and value > largest):
        raise ValueError(f"{name} must be an integer, {expected}; got {value!r}")


def check_rng(name, rng):
    """Raise unless `rng` is a NumPy random generator."""
    if not isinstance(rng, (np.random.Generator, np.random.RandomState)):
        raise TypeError(f"{name} must be a numpy.random.Generator; got {rng!r}")


def check_choice(name, value, choices):
    """Raise unless `value` is one of `choices`."""
    if value not in choices:
        known = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"{name} must be one of {known}; got {value!r}")


def check_examples(X, y, name="X"):
    """Raise unless `X` is a finite float array (n, p) and `y` has n finite entries.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Inputs, one row per example.
    y : ndarray, shape (n,)
        Targets.
    name : str
        What the inputs are called in the error.
    """
    for label, array in ((name, X), ("y", y)):
        if not isinstance(array, np.ndarray):
            kind = type(array).__name__
            raise TypeError(f"{label} must be a NumPy array; got a {kind}")
    if X.ndim != 2 or 0 in X.shape:
        raise ValueError(
            f"{name} must have shape (n, p), neither of them 0; got {X.shape}"
        )
    if X.dtype not in (np.float32, np.float64):
        raise TypeError(
            f"{name} must hold float32 or float64; got dtype {X.dtype} "
            "(pixels, for instance: X / 255)"
        )
    if y.shape != X.shape[:1]:
        raise ValueError(
            f"y must have shape ({len(X)},), one target per row of {name}; "
            f"got {y.shape}"
        )
    if y.dtype.kind not in "fiub":
        raise TypeError(f"y must hold numbers; got dtype {y.dtype}")
    for label, array in ((name, X), ("y", y)):
        # The squared length is quick, and finite if the entries are (or overflows).
        if not np.isfinite(np.vdot(array, array)) and not np.isfinite(array).all():
            bad = np.argwhere(~np.isfinite(array))[0]
            where = ", ".join(map(str, bad))
            raise ValueError(
                f"{label} must be finite; got {array[tuple(bad)]} at {label}[{where}]"
            )


def _check_number(name, value, expected):
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be {expected}; got {value!r}")
