"""Which examples a step sees."""

import numpy as np

from helpers.checking.arguments import check_array, check_count, check_flag, check_rng


def batches(n, batch_size, epochs, rng=None, drop_last=False):
    """Row selections, batch after batch and epoch after epoch.

    Parameters
    ----------
    n : int
        Examples.
    batch_size : int
        Examples in a batch; the last one of an epoch may hold fewer.
    epochs : int
        Passes through the data.
    rng : numpy.random.Generator, optional
        Shuffles the examples before each epoch.
    drop_last : bool
        Whether to leave out the last batch of an epoch if it is not full.

    Returns
    -------
    iterator of slice or ndarray of int
        The rows of a batch.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    check_count("n", n)
    check_count("batch_size", batch_size)
    check_count("epochs", epochs)
    check_flag("drop_last", drop_last)
    if rng is not None:
        check_rng("rng", rng)
    return _selections(n, batch_size, epochs, rng, drop_last)


def select(array, rows):
    """Rows of an array, by a slice or by indices.

    Parameters
    ----------
    array : ndarray
        Inputs or targets.
    rows : slice or ndarray of int
        As `batches` yields them.

    Returns
    -------
    ndarray
        A view for a slice, a copy for indices (`take` is faster than brackets there).

    Raises
    ------
    TypeError
        If `array` is no array, or `rows` neither a slice nor an array of integers.
    ValueError
        If there is no such row.
    """
    check_array("array", array)
    if isinstance(rows, slice):
        return array[rows]
    if type(rows) is not np.ndarray or not (
        rows.dtype.kind in "iu" and np.can_cast(rows.dtype, np.intp)
    ):
        raise TypeError(f"rows must be a slice or an array of integers; got {rows!r}")
    try:
        return np.take(array, rows, axis=0)
    except IndexError as error:
        raise ValueError(
            f"rows must be rows of the array, of shape {array.shape}; got {rows!r}"
        ) from error


def _selections(n, batch_size, epochs, rng, drop_last):
    for _ in range(epochs):
        order = rng.permutation(n) if rng is not None else None
        for first in range(0, n - n % batch_size if drop_last else n, batch_size):
            rows = slice(first, first + batch_size)
            yield rows if order is None else order[rows]
