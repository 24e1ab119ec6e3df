"""Checks of arguments: each error names the argument, what was expected, what came."""

import math
import sys
from numbers import Integral, Real

import numpy as np


def check_positive(name, value):
    """Raise unless `value` is a finite number above 0."""
    number = _number(name, value, "a positive float")
    if not 0 < number < np.inf:
        raise ValueError(f"{name} must be a positive float; got {value!r}")


def check_not_negative(name, value):
    """Raise unless `value` is a finite number, 0 or more."""
    number = _number(name, value, "a float, 0 or more")
    if not 0 <= number < np.inf:
        raise ValueError(f"{name} must be a float, 0 or more; got {value!r}")


def check_fraction(name, value):
    """Raise unless 0 <= `value` < 1."""
    number = _number(name, value, "a float in [0, 1)")
    if not 0 <= number < 1:
        raise ValueError(f"{name} must be a float in [0, 1); got {value!r}")


def check_count(name, value, largest=None, smallest=1):
    """Raise unless `value` is an integer from `smallest` to `largest`."""
    expected = f"from {smallest} to {largest}"
    if largest is None:
        expected = "a positive integer" if smallest == 1 else f"{smallest} or more"
        largest = sys.maxsize
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be an integer, {expected}; got {value!r}")
    if not smallest <= value <= largest:
        raise ValueError(f"{name} must be an integer, {expected}; got {value!r}")


def check_flag(name, value):
    """Raise unless `value` is True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False; got {value!r}")


def check_text(name, value):
    """Raise unless `value` is a str."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str; got {value!r}")


def check_finite(name, value):
    """Raise unless `value` is a finite number."""
    number = _number(name, value, "a finite float")
    if not -np.inf < number < np.inf:
        raise ValueError(f"{name} must be a finite float; got {value!r}")


def check_rng(name, rng):
    """Raise unless `rng` is a NumPy random generator."""
    if not isinstance(rng, (np.random.Generator, np.random.RandomState)):
        raise TypeError(f"{name} must be a numpy.random.Generator; got {rng!r}")


def check_choice(name, value, choices):
    """Raise unless `value` is one of `choices`, which are strings."""
    if not (isinstance(value, str) and value in choices):
        known = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"{name} must be one of {known}; got {value!r}")


def check_loss(loss):
    """Raise unless `loss` can be called like a function of `helpers.losses`."""
    if not callable(loss) or isinstance(loss, type):
        raise TypeError(f"loss must be a function of helpers.losses; got {loss!r}")


def check_model(model):
    """Raise unless `model` has parameters, `forward` and `backward`."""
    methods = (getattr(model, name, None) for name in ("forward", "backward"))
    has_parameters = isinstance(getattr(model, "parameters", None), dict)
    if isinstance(model, type) or not (has_parameters and all(map(callable, methods))):
        raise TypeError(f"model must be a Linear or an MLP; got {model!r}")


def as_floats(name, value):
    """Array of float32 or float64 that a value stands for.

    Every public function takes its arrays through this door, so that none computes
    with truncated, wrapped or masked numbers.

    Parameters
    ----------
    name : str
        What the argument is called in the error.
    value : ndarray or number
        float32 and float64 stay as they are; integers and booleans become float64, and
        a number an array without axes.

    Returns
    -------
    ndarray

    Raises
    ------
    TypeError
        If it is no plain NumPy array (a list, a table, a masked array), or holds other
        things (complex numbers, objects, float16).
    """
    if type(value) is np.ndarray and value.dtype in FLOATS:
        return value
    if isinstance(value, Real) and not isinstance(value, bool):
        return np.array(_number(name, value, "a float"))
    check_array(name, value)
    if value.dtype.kind in "iub":
        return value.astype(np.float64)
    if value.dtype not in FLOATS:
        raise TypeError(f"{name} must hold float32 or float64; got dtype {value.dtype}")
    return np.asarray(value)


FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def check_array(name, value):
    """Raise unless `value` is a plain NumPy array (or one on disk, a memmap)."""
    if type(value) not in (np.ndarray, np.memmap):
        kind = type(value).__name__
        raise TypeError(f"{name} must be a NumPy array; got a {kind}")


def check_targets(name, y, n, rows_of):
    """Raise unless `y` is a plain array of n real numbers.

    Parameters
    ----------
    name : str
        What the targets are called in the error.
    y : ndarray, shape (n,)
        Targets: floats, integers or booleans.
    n : int
        How many there must be.
    rows_of : str
        What has n rows.
    """
    check_array(name, y)
    if y.shape != (n,):
        raise ValueError(
            f"{name} must have shape ({n},), one target per row of {rows_of}; "
            f"got {y.shape}"
        )
    if y.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold numbers; got dtype {y.dtype}")


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
    check_example_arrays(X, y, name)
    check_all_finite(name, X)


def check_example_arrays(X, y, name="X"):
    """As `check_examples`, without a look at every number of X."""
    check_array(name, X)
    if X.ndim != 2 or 0 in X.shape:
        raise ValueError(
            f"{name} must have shape (n, p), neither of them 0; got {X.shape}"
        )
    if X.dtype not in FLOATS:
        raise TypeError(
            f"{name} must hold float32 or float64; got dtype {X.dtype} "
            "(pixels, for instance: X / 255)"
        )
    check_targets("y", y, len(X), name)
    check_all_finite("y", y)


def check_all_finite(name, array):
    """Raise unless every entry of `array` is finite, and say where one is not."""
    if array.dtype.kind != "f":
        return
    # The squared length is quick, and finite if the entries are (or overflows).
    if not np.isfinite(np.vdot(array, array)) and not np.isfinite(array).all():
        bad = np.argwhere(~np.isfinite(array))[0]
        where = ", ".join(map(str, bad))
        raise ValueError(
            f"{name} must be finite; got {array[tuple(bad)]} at {name}[{where}]"
        )


def _number(name, value, expected):
    if type(value) is float:  # the usual case, at every step of a run: be quick
        return value
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be {expected}; got {value!r}")
    try:
        return float(value)
    except OverflowError:  # an integer beyond the largest float
        return math.inf if value > 0 else -math.inf
