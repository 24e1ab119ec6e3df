"""Whole files become arrays, and others an error, never the bundled data."""

import csv
import gzip
import tracemalloc

import numpy as np
import pytest
from data_server import CONTENT, place, send
from hypothesis import given
from hypothesis.extra import numpy as npst

from helpers import data
from helpers.download import DataError
from helpers.download.images import read_idx
from helpers.download.registry import read_registry


def idx(array, magic=None):
    """Write an IDX file, gzipped."""
    magic = magic or bytes([0, 0, 8, array.ndim])
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return gzip.compress(magic + sizes + array.tobytes(), compresslevel=1)


@given(npst.arrays(np.uint8, npst.array_shapes(max_dims=4, min_side=0)))
def test_idx_files_are_read_as_they_were_written(tmp_path_factory, array):
    path = tmp_path_factory.getbasetemp() / "round-trip.gz"
    path.write_bytes(idx(array))
    read = read_idx(path, array.ndim)
    assert read.dtype == np.uint8
    assert read.flags.writeable
    np.testing.assert_array_equal(read, array)


IMAGES = np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"not gzip", "a whole gzip file"),
        (idx(IMAGES)[:-20], "a whole gzip file"),
        (idx(IMAGES)[:200] + bytes(50) + idx(IMAGES)[250:], "a whole gzip file"),
        (gzip.compress(b""), "IDX header 00000803"),
        (gzip.compress(b"\0\0\x08\x03\0\0"), "IDX header 00000803"),
        (idx(IMAGES, magic=b"\0\0\x0d\x03"), "IDX header 00000803"),
        (idx(IMAGES[0]), "IDX header 00000803"),
        (gzip.compress(gzip.decompress(idx(IMAGES))[:-1]), r"shape \[3, 28, 28\]"),
        (gzip.compress(gzip.decompress(idx(IMAGES)) + b"\0"), r"shape \[3, 28, 28\]"),
    ],
    # The bytes of a gzip file hold the time: no names for tests.
    ids=[
        *("not gzip", "cut off", "damaged", "empty", "half a header"),
        *("other type", "other shape", "a byte less", "a byte more"),
    ],
)
def test_other_files_are_not_read_as_idx(content, expected, tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=expected) as caught:
        read_idx(path, 3)
    assert str(path) in str(caught.value)
    assert "make data" in str(caught.value)


@pytest.mark.parametrize("ndim", [0, -1, 2.0, "3", None, 300])
def test_other_numbers_of_dimensions_are_refused(ndim, tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(idx(IMAGES))
    with pytest.raises((TypeError, ValueError), match=f"ndim must .*; got {ndim!r}"):
        read_idx(path, ndim)


def test_sizes_that_lie_take_no_memory(tmp_path):
    """A header may claim more than four gigabytes: nothing that large is made."""
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(b"\0\0\x08\x03" + b"\xff" * 12 + bytes(100)))
    tracemalloc.start()
    with pytest.raises(DataError, match="found 100 values"):
        read_idx(path, 3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def image_files(folder, images, labels):
    return {
        f"{folder}/{part}-{kind}-ubyte.gz": idx(array)
        for part in ("train", "t10k")
        for kind, array in (("images-idx3", images), ("labels-idx1", labels))
    }


@pytest.mark.parametrize(
    ("load", "name", "first_class"),
    [
        (data.load_mnist, "mnist", "0"),
        (data.load_fashion_mnist, "fashion-mnist", "T-shirt/top"),
    ],
)
def test_images_come_from_the_server_to_the_dataset(
    load, name, first_class, server, folder, register, capsys
):
    labels = np.array([9, 0, 4], dtype=np.uint8)
    files = image_files(name, IMAGES, labels)
    register(
        {
            key: (content, [server.url(lambda h, content=content: send(h, content))])
            for key, content in files.items()
        }
    )
    for part in load():
        np.testing.assert_array_equal(part.X, IMAGES.reshape(3, 784))
        np.testing.assert_array_equal(part.y, labels)
        assert (part.X.dtype, part.y.dtype) == (np.uint8, np.int64)
        assert part.X.flags.c_contiguous
        assert part.complete
        assert len(part.feature_names) == 784
        assert part.feature_names[29] == "pixel (1, 1)"
        assert part.class_names[0] == first_class
        assert len(part.class_names) == 10
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("images", "labels", "expected"),
    [
        (IMAGES, np.array([1, 2, 10], np.uint8), "labels from 0 to 9, found 10"),
        (IMAGES, np.array([1, 2], np.uint8), r"images of shape \(2, 28, 28\)"),
        (IMAGES[:, :, :5], np.array([1, 2, 3], np.uint8), "images of shape"),
    ],
)
def test_images_and_labels_must_fit(images, labels, expected, folder, register):
    files = image_files("mnist", images, labels)
    register({key: (content, []) for key, content in files.items()})
    for key, content in files.items():
        place(folder, key, content)
    with pytest.raises(DataError, match=expected):
        data.load_mnist()


def ames_table():
    """Make 2930 houses with one column of each sort and 77 that are all alike."""
    n = 2930
    frontage = [str(i % 7) for i in range(n)]
    frontage[:2] = "NA", ""
    masonry = [("None", "Brick ", "Stone")[i % 3] for i in range(n)]
    masonry[:2] = "", "NA"
    columns = {
        "Order": range(n),
        "PID": range(n),
        "Mas Vnr Type": masonry,
        "Lot Frontage": frontage,
        **{f"filler {i}": ["x"] * n for i in range(77)},
        "SalePrice": [100 + i for i in range(n)],
    }
    return columns, frontage, masonry


def write_csv(path, columns):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([columns, *zip(*columns.values(), strict=True)])
    return path.read_bytes()


def test_the_columns_of_ames(folder, register):
    columns, frontage, masonry = ames_table()
    key = "ames/AmesHousing.csv"
    register({key: (write_csv(folder / key, columns), [])})
    train, test = data.load_ames()
    X = np.vstack([train.X, test.X])
    assert train.feature_names[:6] == (
        "PID",
        "Lot Frontage",
        "Mas Vnr Type=Brick",
        "Mas Vnr Type=None",
        "Mas Vnr Type=Stone",
        "Mas Vnr Type=missing",
    )
    known = np.array(frontage[2:], dtype=float)
    z = (known - known.mean()) / known.std(ddof=1)
    np.testing.assert_array_equal(X[:2, 1], 0)
    np.testing.assert_allclose(X[2:, 1], z, rtol=1e-13, atol=1e-13)
    np.testing.assert_array_equal(X[:, 3], [value == "None" for value in masonry])
    np.testing.assert_array_equal(np.flatnonzero(X[:, 5]), [0, 1])
    np.testing.assert_array_equal(test.y, np.log(100.0 + np.arange(1465, 2930)))


def test_a_table_of_another_shape_is_refused(folder, register):
    columns, *_ = ames_table()
    key = "ames/AmesHousing.csv"
    del columns["PID"]
    register({key: (write_csv(folder / key, columns), [])})
    with pytest.raises(DataError, match=r"2930 rows of 82 columns with .*PID"):
        data.load_ames()
    register({key: (write_csv(folder / key, {"a": [1]}), [])})
    with pytest.raises(DataError, match="found 1 rows"):
        data.load_ames()


def test_words_among_the_prices_are_refused(folder, register):
    columns, *_ = ames_table()
    columns["SalePrice"][5] = "dear"
    key = "ames/AmesHousing.csv"
    register({key: (write_csv(folder / key, columns), [])})
    with pytest.raises(DataError, match=r"expected numbers, found .*'dear'"):
        data.load_ames()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xff", b'"' + 200_000 * b"a"])
def test_a_table_that_is_not_csv_is_refused(content, folder, register):
    key = "auto-mpg/Auto.csv"
    place(folder, key, content)
    register({key: (content, [])})
    with pytest.raises(DataError, match="a CSV table in UTF-8"):
        data.load_auto_mpg()


@pytest.mark.parametrize("load", [data.load_mnist, data.load_fashion_mnist])
def test_a_damaged_file_is_never_swapped_for_the_bundled_data(
    load, folder, monkeypatch, capsys
):
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    for key in read_registry():
        place(folder, key, b"damaged")
    with pytest.raises(DataError, match="is damaged"):
        load()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("load", "key"),
    [
        (data.load_ames, "ames/AmesHousing.csv"),
        (data.load_auto_mpg, "auto-mpg/Auto.csv"),
    ],
)
def test_a_damaged_table_is_never_swapped_for_the_bundled_data(
    load, key, folder, monkeypatch
):
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    place(folder, key, b"damaged")
    with pytest.raises(DataError, match="is damaged"):
        load()


def test_no_network_is_announced_too(closed_url, folder, register, capsys):
    keys = list(read_registry())
    register({key: (CONTENT, [closed_url]) for key in keys})
    assert not data.load_mnist()[0].complete
    assert capsys.readouterr().out.startswith(
        "MNIST: full set not found (no network); using the 5,000 MNIST digits"
    )
