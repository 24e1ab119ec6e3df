"""Which examples a step sees."""


def batches(n, batch_size, epochs, rng=None):
    """Row selections, batch after batch and epoch after epoch.

    Parameters
    ----------
    n : int
        Examples.
    batch_size : int
        Examples in a batch; the last one of an epoch holds what remains.
    epochs : int
        Passes through the data.
    rng : numpy.random.Generator, optional
        Shuffles the examples before each epoch.

    Yields
    ------
    slice or ndarray of int
        The rows of a batch.
    """
    for _ in range(epochs):
        order = rng.permutation(n) if rng is not None else None
        for first in range(0, n, batch_size):
            rows = slice(first, first + batch_size)
            yield rows if order is None else order[rows]
