"""Which examples a step sees."""


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
