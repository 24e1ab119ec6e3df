"""Reading the values that somebody gives: arrays of numbers, and costs."""

import numpy as np


def as_array(name, kind, value):
    """Array of a value, not empty and not masked.

    Parameters
    ----------
    name : str
        What the value is called in the error.
    kind : str
        What is expected of it, such as "hold numbers".
    value : array_like
        Whatever came.

    Returns
    -------
    ndarray

    Raises
    ------
    TypeError
        If NumPy cannot read it.
    ValueError
        If it has masked entries or none at all.
    """
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


def as_numbers(name, value):
    """Array of numbers, real or complex; booleans stay booleans.

    Takes and raises what `as_array` does, and a TypeError for anything but numbers.
    """
    array = as_array(name, "hold numbers", value)
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{name} must hold numbers; got {what_came(value, array)}")
    return array


def what_came(value, array):
    """Say in words what a value is, of which `as_array` made this array."""
    if array.ndim == 0:
        return f"a {type(value).__name__}"
    return f"dtype {array.dtype}"


def in_double(array):
    """Array in double precision or more: integers would wrap around."""
    return array.astype(np.result_type(array, np.float64))


def as_cost(name, value):
    """Number that a cost is.

    Parameters
    ----------
    name : str
        What the cost is called in the error.
    value : number
        Whatever came.

    Returns
    -------
    float or int

    Raises
    ------
    TypeError
        If it is not real, or of less than double precision.
    ValueError
        If it is not finite, or masked.
    """
    number = np.asarray(value)
    if number.ndim > 0 or number.dtype.kind not in "fiu":
        came = f"an array of shape {number.shape}" if number.ndim else repr(value)
        raise TypeError(f"{name} must be a real number; got {came}")
    if number.dtype in (np.float16, np.float32):
        raise TypeError(f"{name} must have double precision; got dtype {number.dtype}")
    if np.ma.is_masked(value) or not np.isfinite(number):
        raise ValueError(f"{name} must be finite; got {value}")
    return number.item()
