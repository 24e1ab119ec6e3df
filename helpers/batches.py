"""Which examples a step sees."""

import numpy as np


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

    Yields
    ------
    slice or ndarray of int
        The rows of a batch.
    """
    for _ in range(epochs):
        order = rng.permutation(n) if rng is not None else None
        for first in range(0, n - n % batch_size if drop_last else n, batch_size):
            rows = slice(first, first + batch_size)
            yield rows if order is None else order[rows]


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
    """
    return array[rows] if isinstance(rows, slice) else np.take(array, rows, axis=0)
