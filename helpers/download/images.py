"""Reading pictures and their labels, in the format of MNIST."""

import gzip
import math
import zlib

import numpy as np

from helpers.checking.arguments import check_count
from helpers.download.fetching import fetch
from helpers.download.registry import bad_file


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
        raise bad_file(path, "a whole gzip file", error) from error
    magic, header = bytes([0, 0, 8, ndim]), content[: 4 + 4 * ndim]
    if header[:4] != magic or len(header) != 4 + 4 * ndim:
        raise bad_file(path, f"IDX header {magic.hex()} and sizes", header.hex())
    shape = np.frombuffer(header, ">u4", offset=4).tolist()
    values = np.frombuffer(content, np.uint8, offset=len(header))
    if len(values) != math.prod(shape):
        raise bad_file(path, f"values of shape {shape}", f"{len(values)} values")
    return values.reshape(shape).copy()  # a view of `content` could not be written to


def read_images(folder):
    """Read the four files of a set like MNIST, fetched if need be.

    Parameters
    ----------
    folder : str
        Their folder in the data folder, such as "mnist".

    Returns
    -------
    train, test : tuple of arrays
        X (n, 784) uint8 and y (n,) intp, the integer that counts and indexes.

    Raises
    ------
    DataError
        A file cannot be had, or its content is not as it must be.
    """
    paths = [
        fetch(f"{folder}/{part}-{kind}-ubyte.gz")
        for part in ("train", "t10k")
        for kind in ("images-idx3", "labels-idx1")
    ]
    return _read_pair(*paths[:2]), _read_pair(*paths[2:])


def _read_pair(images_path, labels_path):
    X, y = read_idx(images_path, 3), read_idx(labels_path, 1)
    if X.shape != (len(y), 28, 28):
        raise bad_file(images_path, f"images of shape {(len(y), 28, 28)}", X.shape)
    if y.max(initial=0) > 9:
        raise bad_file(labels_path, "labels from 0 to 9", y.max())
    return X.reshape(-1, 784), y.astype(np.intp)
