"""Reading the arguments of `helpers.data`: arrays, rows, sizes, statistics."""

from collections.abc import Sequence
from numbers import Integral

import numpy as np


def check_dataset(dataset):
    """Refuse attributes of a Dataset that are not as described, or do not fit.

    Raises
    ------
    TypeError, ValueError
        Which attribute, what was expected and what came.
    """
    for name in ("X", "y"):
        values = getattr(dataset, name)
        if not isinstance(values, np.ndarray):
            kind = type(values).__name__
            raise TypeError(f"{name} must be a NumPy array; got a {kind}")
        as_real_numbers(name, values)
    for name in ("feature_names", "class_names"):
        names = getattr(dataset, name)
        if not isinstance(names, tuple) or not all(
            isinstance(entry, str) for entry in names
        ):
            raise TypeError(f"{name} must be a tuple of str; got {names!r}")
    if not isinstance(dataset.complete, bool):
        raise TypeError(f"complete must be True or False; got {dataset.complete!r}")
    X, y = dataset.X, dataset.y
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(
            f"X must have shape (n, p) and y shape (n,); got {X.shape} and {y.shape}"
        )
    p, count = X.shape[1], len(dataset.feature_names)
    if count not in (0, p):
        raise ValueError(
            f"feature_names must hold {p} names, one per column of X, or none; "
            f"got {count}"
        )


def as_rows(given):
    """Slice, index array or boolean mask that was given; TypeError for all else."""
    if isinstance(given, slice):
        return given
    rows = np.asarray(given)
    if np.ma.isMaskedArray(given) or rows.ndim != 1 or rows.dtype.kind not in "biu":
        raise TypeError(
            f"rows must be a slice, an index array or a boolean mask; got {given!r}"
        )
    return rows


def as_sizes(sizes, n):
    """List of the sizes of disjoint parts of n rows; ValueError for all else."""
    counts = list(sizes) if isinstance(sizes, (Sequence, np.ndarray)) else []
    counted = all(isinstance(m, Integral) and not isinstance(m, bool) for m in counts)
    if not counts or not counted or min(counts) <= 0 or sum(counts) > n:
        raise ValueError(
            f"sizes must be positive integers that sum to at most {n}; got {sizes}"
        )
    return counts


def as_real_numbers(name, values):
    """Array of `values`, if they are real numbers and none of them is masked.

    Raises
    ------
    TypeError, ValueError
        If they are not.
    """
    if np.ma.isMaskedArray(values):
        raise TypeError(
            f"{name} must not be masked; got a masked array: leave out or fill its rows"
        )
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} must be an array of numbers; {error}") from error
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must hold real numbers; got dtype {array.dtype} "
            f"from a {type(values).__name__}"
        )
    return array


def as_finite_columns(X):
    """Array (n, p) of finite numbers, n >= 1, that X is.

    Raises
    ------
    TypeError, ValueError
        If it is not.
    """
    X = as_real_numbers("X", X)
    if X.ndim != 2 or len(X) == 0:
        raise ValueError(
            f"X must be an (n, p) array of numbers with n >= 1; got shape {X.shape}"
        )
    finite = np.isfinite(X).all(axis=0)
    if not finite.all():
        raise ValueError(f"X must be finite; column {finite.argmin()} is not")
    return X


def as_statistics(mean, std, p):
    """Mean and standard deviation of p columns as float64 arrays.

    Raises
    ------
    TypeError, ValueError
        If they are not p finite numbers each, or a deviation is not positive.
    """
    mean = as_real_numbers("mean", mean).astype(np.float64)
    std = as_real_numbers("std", std).astype(np.float64)
    if not mean.shape == std.shape == (p,):
        raise ValueError(
            f"mean and std must have shape {(p,)}; got {mean.shape} and {std.shape}"
        )
    if not (np.isfinite(mean) & np.isfinite(std) & (std > 0)).all():
        raise ValueError(
            f"mean must be finite, std finite and positive; got {mean} and {std}"
        )
    return mean, std
