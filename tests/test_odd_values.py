"""Whatever is passed to a public function: the right result, or a clear error.

Each argument of each function below has a domain. A value inside it must be taken, with
the result of its ordinary form (a float64 array, a float, an int); a value outside must
be refused by an error that names the argument, what was expected and what came.
"""

import copy
import itertools
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from helpers import (
    batches,
    early_stopping,
    history,
    losses,
    models,
    optimizers,
    sweeps,
    training,
)
from helpers.early_stopping import EarlyStopping
from helpers.history import History
from helpers.live import annealing, learning_rate, network, penalty, ridge, sgd
from helpers.live import losses as live_losses
from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    perceptron_loss,
    softmax_cross_entropy,
)
from helpers.models import MLP, Linear
from helpers.optimizers import Adam, Momentum
from helpers.training import annealed

REFUSED = object()

# Domains: each takes a value and returns its ordinary form, or REFUSED.


def as_float(value):
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf


def number(value, low=-np.inf, high=np.inf, low_too=False):
    if isinstance(value, bool) or not isinstance(value, Real):
        return REFUSED
    value = as_float(value)
    inside = low < value < high or (low_too and value == low)
    return value if inside else REFUSED


def positive(value):
    return number(value, low=0)


def not_negative(value):
    return number(value, low=0, low_too=True)


def fraction(value):
    return number(value, low=0, high=1, low_too=True)


def count(value, largest=sys.maxsize):
    is_integer = isinstance(value, Integral) and not isinstance(value, bool)
    return int(value) if is_integer and 1 <= value <= largest else REFUSED


def flag(value):
    return bool(value) if isinstance(value, (bool, np.bool_)) else REFUSED


def generator(value):
    return value if isinstance(value, np.random.Generator) else REFUSED


def text(value):
    return value if isinstance(value, str) else REFUSED


def either(*domains):
    """What one of several domains takes."""

    def domain(value):
        forms = [form for d in domains if (form := d(value)) is not REFUSED]
        return forms[0] if forms else REFUSED

    return domain


def only(*values):
    """Nothing but these very values."""

    def domain(value):
        return value if any(value is v for v in values) else REFUSED

    return domain


def nothing(value):
    return value if value is None else REFUSED


def no_sets(value):
    return {} if isinstance(value, dict) and not value else REFUSED


def zero(value):
    is_integer = isinstance(value, Integral) and not isinstance(value, bool)
    return 0 if is_integer and value == 0 else REFUSED


def several(domain):
    """One value or more of a domain, in a sequence."""

    def of_each(values):
        if isinstance(values, np.ndarray):
            values = values.tolist()
        if isinstance(values, float):
            return domain(values)
        if not isinstance(values, (list, tuple)) or not values:
            return REFUSED
        forms = [domain(value) for value in values]
        return REFUSED if any(form is REFUSED for form in forms) else forms

    return either(domain, of_each)


def rate(value):
    return only(SCHEDULE)(value) if callable(value) else positive(value)


def array(shape, kinds="fiub", is_valid=lambda array: True, is_targets=False):
    """Plain arrays of floats, integers or booleans; None is any length."""

    def domain(value):
        if type(value) not in (np.ndarray, np.memmap):
            return REFUSED
        value = np.asarray(value)
        is_float = value.dtype in (np.float32, np.float64)
        if value.dtype.kind not in kinds:
            return REFUSED
        if value.dtype.kind == "f" and not (is_float or is_targets):
            return REFUSED
        fits = len(value.shape) == len(shape) and all(
            wanted in (None, got)
            for wanted, got in zip(shape, value.shape, strict=True)
        )
        if not fits or not is_valid(value):
            return REFUSED
        keeps = is_float or (is_targets and value.dtype.kind in "iu")
        return value if keeps else value.astype(np.float64)

    return domain


def any_floats(value):
    """Arrays of any shape, and numbers."""
    if isinstance(value, Real) and not isinstance(value, bool):
        return np.array(as_float(value))
    return array(np.shape(value))(value) if isinstance(value, np.ndarray) else REFUSED


def finite(value):
    return bool(np.isfinite(value).all())


def scores(k):
    """Scores of five examples and k classes, or of several models at once."""
    return either(
        array((5, k), is_valid=np.size), array((5, None, k), is_valid=np.size)
    )


def four_or_more(value):
    """Scores that suit targets from 0 to 3."""
    form = scores(None)(value)
    return form if form is REFUSED or form.shape[-1] >= 4 else REFUSED


def classes(k):
    """Targets 0 to k − 1 of five examples."""
    return array((5,), "iu", lambda y: 0 <= y.min() and y.max() < k, True)


def some_columns(value):
    form = any_floats(value)
    is_table = form is not REFUSED and form.ndim > 0 and form.shape[-1] > 0
    return form if is_table else REFUSED


def some_rows(value):
    """Indices of five rows, in an array of any shape."""
    is_array = type(value) is np.ndarray and value.dtype.kind in "iu"
    is_index = is_array and (value >= -5).all() and (value < 5).all()
    return value if is_index else REFUSED


def three_rows_or_more(value):
    is_array = type(value) is np.ndarray and value.ndim > 0 and len(value) >= 3
    return value if is_array else REFUSED


def zeros_and_ones(value):
    return bool(np.isin(value, (0, 1)).all())


def both_classes(value):
    return zeros_and_ones(value) and len(np.unique(value)) == 2


def varies_in_two_directions(value):
    if not finite(value) or 0 in value.shape:
        return False
    lengths = np.linalg.svd(value - value.mean(axis=0), compute_uv=False)
    return len(lengths) > 1 and lengths[1] > 1e-4 * lengths[0]


RNG = np.random.default_rng(0)
X = RNG.normal(size=(5, 3))
Y = {
    mean_squared_error: RNG.normal(size=5),
    binary_cross_entropy: np.array([0, 1, 1, 0, 1]),
    softmax_cross_entropy: np.array([0, 3, 2, 1, 2]),
    perceptron_loss: np.array([0, 3, 2, 1, 2]),
}
Z = {loss: RNG.normal(size=(5, 4 if y.max() == 3 else 1)) for loss, y in Y.items()}
SCHEDULE = annealed(0.1, 0.5)
ANY_TARGETS = array((5,), "fiub", is_targets=True)
BINARY = array((5,), "fiub", zeros_and_ones, True)
TARGETS = {
    mean_squared_error: ANY_TARGETS,
    binary_cross_entropy: BINARY,
    softmax_cross_entropy: classes(4),
    perceptron_loss: classes(4),
}
LINEAR, NETWORK = Linear(3), MLP((3, 4, 1), np.random.default_rng(0), dropout=0.2)
MODEL = only(LINEAR)
LOSS = only(mean_squared_error)
INPUTS = array((5, 3), "f", finite)  # integers are often pixels: to be scaled first
FINITE_TARGETS = array((5,), "fiub", finite, True)


# Each door: the function, and for each argument a valid value and the domain.
DOORS = {
    "sigmoid": (losses.sigmoid, {"z": (X, any_floats)}),
    "softmax": (losses.softmax, {"z": (X, some_columns)}),
    "accuracy of two classes": (
        losses.accuracy,
        {
            "z": (Z[binary_cross_entropy], scores(None)),
            "y": (Y[binary_cross_entropy], BINARY),
        },
    ),
    "accuracy of four classes": (
        losses.accuracy,
        {
            "z": (Z[perceptron_loss], four_or_more),
            "y": (Y[perceptron_loss], classes(4)),
        },
    ),
    "Linear": (Linear, {"p": (3, count), "k": (2, count)}),
    "Linear.forward": (LINEAR.forward, {"X": (X, array((None, 3)))}),
    "Linear.backward": (
        lambda dz: LINEAR.backward(X, dz),
        {"dz": (X[:, :1], array((5, 1)))},
    ),
    "MLP": (
        lambda rng, **options: MLP((3, 4, 1), copy.deepcopy(rng), **options),
        {
            "rng": (np.random.default_rng(1), generator),
            "activation": ("tanh", only("relu", "tanh", "sigmoid")),
            "dropout": (0.1, fraction),
            "mean": (0.1, number),
            "std": (0.5, either(nothing, not_negative)),
        },
    ),
    "MLP, sizes": (
        lambda sizes: MLP(sizes, np.random.default_rng(1)),
        {"sizes": ((3, 2), only((3, 2)))},
    ),
    "MLP.forward": (
        lambda X, rng: NETWORK.forward(X, copy.deepcopy(rng))[0],
        {
            "X": (X, array((None, 3))),
            "rng": (np.random.default_rng(1), either(nothing, generator)),
        },
    ),
    "MLP.dropout_mask": (
        lambda z, rng: NETWORK.dropout_mask(z, copy.deepcopy(rng)),
        {"z": (X, any_floats), "rng": (np.random.default_rng(1), generator)},
    ),
    "MLP.backward": (
        lambda dz: NETWORK.backward(NETWORK.forward(X)[1], dz),
        {"dz": (X[:, :1], array((5, 1)))},
    ),
    "with_dtype": (
        models.with_dtype,
        {
            "model": (LINEAR, only(LINEAR, NETWORK)),
            "dtype": (np.float32, only(np.float32, np.float64)),
        },
    ),
    "batches": (
        lambda rng, **options: batches.batches(rng=copy.deepcopy(rng), **options),
        {
            "n": (5, count),
            "batch_size": (2, count),
            "epochs": (2, count),
            "rng": (np.random.default_rng(1), either(nothing, generator)),
            "drop_last": (True, flag),
        },
    ),
    "select": (
        batches.select,
        {
            "rows": (np.array([2, 0]), some_rows),
            "array": (X, three_rows_or_more),
        },
    ),
    "cost_and_gradients": (
        training.cost_and_gradients,
        {
            "model": (LINEAR, MODEL),
            "loss": (mean_squared_error, LOSS),
            "X": (X, array((5, 3))),
            "y": (Y[mean_squared_error], ANY_TARGETS),
            "l2": (0.1, not_negative),
            "penalise_bias": (True, flag),
            "rng": (None, either(nothing, generator)),
        },
    ),
    "evaluate": (
        training.evaluate,
        {
            "model": (LINEAR, MODEL),
            "loss": (mean_squared_error, LOSS),
            "X": (X, array((5, 3))),
            "y": (Y[mean_squared_error], ANY_TARGETS),
            "name": ("test", text),
        },
    ),
    "annealed": (
        lambda learning_rate, k: annealed(learning_rate, k)(3),
        {"learning_rate": (0.1, positive), "k": (0.5, not_negative)},
    ),
    "EarlyStopping": (
        EarlyStopping,
        {
            "patience": (2, count),
            "watch": ("test", text),
            "criterion": ("rising", only("best", "rising")),
            "first_best": (1.0, either(number, only(np.inf))),
        },
    ),
    "losses_of_margin": (
        live_losses.losses_of_margin,
        {
            "name": ("squared", only("squared", "logistic", "perceptron")),
            "margins": (X[0], array((None,))),
        },
    ),
    "path_costs": (
        sgd.path_costs,
        {
            "X": (X, INPUTS),
            "y": (Y[binary_cross_entropy], BINARY),
            "weights": (X[:2], array((None, 3), is_valid=np.size)),
        },
    ),
    "sgd_path": (
        sgd.sgd_path,
        {
            "X": (X[:, :2], array((5, 2), "f", finite)),
            "y": (Y[binary_cross_entropy], array((5,), "fiub", both_classes, True)),
            "batch_size": (2, lambda value: count(value, largest=5)),
            "alpha": (0.5, positive),
            "beta": (0.5, fraction),
            "steps": (3, count),
            "seed": (1, either(count, zero)),
        },
    ),
    "principal_components": (
        lambda X: network.principal_components(X)(X),
        {"X": (X, array((None, None), is_valid=varies_in_two_directions))},
    ),
    "principal_components, inputs": (
        lambda inputs: network.principal_components(X)(inputs),
        {"inputs": (X, array((None, 3)))},
    ),
    "Momentum": (Momentum, {"beta": (0.5, fraction)}),
    "Adam": (
        Adam,
        {
            "beta1": (0.5, fraction),
            "beta2": (0.5, fraction),
            "epsilon": (0.1, positive),
        },
    ),
}
for LOSS_ in Y:
    domain = scores(1) if Z[LOSS_].shape[-1] == 1 else four_or_more
    DOORS[LOSS_.__name__] = (
        LOSS_,
        {"z": (Z[LOSS_], domain), "y": (Y[LOSS_], TARGETS[LOSS_])},
    )

RUN = {
    "model": (LINEAR, MODEL),
    "loss": (mean_squared_error, LOSS),
    "X": (X, INPUTS),
    "y": (Y[mean_squared_error], FINITE_TARGETS),
    "learning_rate": (0.1, rate),
    "epochs": (2, count),
    "l2": (0.1, not_negative),
    "batch_size": (2, either(nothing, lambda value: count(value, largest=5))),
    "drop_last": (True, flag),
    "rng": (np.random.default_rng(1), either(nothing, generator)),
    "penalise_bias": (True, flag),
    "monitor": ({"test": (X, X[:, 0])}, either(nothing, no_sets)),
    "monitor_every": (2, either(nothing, count)),
    "monitor_from": (1, either(count, zero)),
}
STOP, MEMORY = EarlyStopping(1, "test"), Momentum(0.5)


def fresh(function):
    """The function, called with a copy of the generator: a run advances it."""

    def call(rng, **arguments):
        return function(rng=copy.deepcopy(rng), **arguments)

    return call


DOORS["train"] = (
    fresh(training.train),
    RUN
    | {
        "optimizer": (MEMORY, either(nothing, only(MEMORY))),
        "early_stopping": (STOP, either(nothing, only(STOP))),
        "average": (False, flag),
    },
)
SWEPT = {"learning_rate": (0.1, several(rate)), "l2": (0.1, several(not_negative))}
DOORS["sweep"] = (fresh(sweeps.sweep), RUN | SWEPT)

# Machinery: called with what these doors have checked.
INSIDE = {
    "product",
    "has_penalty",
    "is_penalised",
    "penalty",
    "objective",
    "textbook_steps",
    "follow",
    "Stack",
    "History",
    "Watcher",
    "SGD",
}

ODD = {
    "None": None,
    "True": True,
    "False": False,
    "NumPy's True": np.True_,
    "a word": "text",
    "a number as text": "0.5",
    "no text": "",
    "bytes": b"0.5",
    "an empty list": [],
    "a list": [1.0],
    "an empty tuple": (),
    "a tuple": (1, 2.0),
    "an empty dict": {},
    "a dict": {"x": 1},
    "an object": object(),
    "a class": Adam,
    "a function": lambda *arguments: None,
    "NaN": np.nan,
    "infinity": np.inf,
    "minus infinity": -np.inf,
    "-1": -1,
    "-0.5": -0.5,
    "0": 0,
    "0.0": 0.0,
    "1": 1,
    "3": 3,
    "0.25": 0.25,
    "2.5": 2.5,
    "1e400": 10**400,
    "1j": 1j,
    "a float32": np.float32(0.25),
    "a NaN of float32": np.float32(np.nan),
    "an int8": np.int8(1),
    "a Fraction": Fraction(1, 4),
    "a Decimal": Decimal("0.25"),
    "a date": np.datetime64("2026-01-01"),
    "a number as an array": np.array(0.25),
    "a number in an array": np.array([0.25]),
    "NaN in an array": np.array([[np.nan]]),
    "a generator": np.random.default_rng(1),
    "a seed": 42,
    "a model": LINEAR,
    "a history": History(1),
}

# Made of the valid array: its other forms, and what is wrong with it.
ODD_ARRAYS = {
    "a list": lambda a: a.tolist(),
    "a tuple": lambda a: tuple(a),
    "a table": lambda a: pd.DataFrame(a) if a.ndim == 2 else pd.Series(np.ravel(a)),
    "sparse": lambda a: scipy.sparse.csr_matrix(np.atleast_2d(a)),
    "a matrix": lambda a: a.view(np.matrix),
    "masked nowhere": lambda a: np.ma.masked_array(a),
    "masked somewhere": lambda a: np.ma.masked_greater(a, np.median(a)),
    "complex": lambda a: a + 1j,
    "real but complex": lambda a: a + 0j,
    "objects": lambda a: a.astype(object),
    "text": lambda a: a.astype(str),
    "dates": lambda a: a.astype("datetime64[s]"),
    "records": lambda a: np.rec.fromarrays([np.ravel(a)]),
    "float16": lambda a: a.astype(np.float16),
    "float32": lambda a: a.astype(np.float32),
    "long double": lambda a: a.astype(np.longdouble),
    "float64": lambda a: a.astype(np.float64),
    "the other byte order": lambda a: a.astype(a.dtype.newbyteorder("S")),
    "int8": lambda a: (3 * a).astype(np.int8),
    "int64": lambda a: (3 * a).astype(np.int64),
    "uint8": lambda a: np.abs(3 * a).astype(np.uint8),
    "large uint8": lambda a: 200 + np.abs(3 * a).astype(np.uint8),
    "uint64": lambda a: np.abs(3 * a).astype(np.uint64),
    "booleans": lambda a: a > 0,
    "by columns": np.asfortranarray,
    "a view": lambda a: np.repeat(a, 2, axis=0)[::2] if a.ndim else a,
    "backwards": lambda a: a[::-1] if a.ndim else a,
    "transposed": lambda a: a.T,
    "flat": np.ravel,
    "with another axis": lambda a: a[..., np.newaxis],
    "empty": lambda a: a[:0] if a.ndim else np.empty(0),
    "without columns": lambda a: a[..., :0] if a.ndim else np.empty(0),
    "one row less": lambda a: a[:-1] if a.ndim else a,
    "one column more": lambda a: np.concatenate([a, a[..., :1]], -1) if a.ndim else a,
    "NaN somewhere": lambda a: np.where(np.arange(a.size).reshape(a.shape), a, np.nan),
    "infinite": lambda a: np.where(np.arange(a.size).reshape(a.shape), a, np.inf),
    "negative": lambda a: -1 - np.abs(a),
    "out of range": lambda a: a + 100,
}


def odd_values(valid):
    """What is passed in place of a valid argument, by what it is."""
    changed = {}
    if isinstance(valid, np.ndarray):
        changed = {what: change(valid) for what, change in ODD_ARRAYS.items()}
    return ODD | {f"{what}, of the array": value for what, value in changed.items()}


def plain(result):
    """A result as nested lists of arrays, to be compared."""
    if isinstance(result, (Linear, MLP)):
        return plain(result.parameters)
    if isinstance(result, History):
        return plain([result.costs, result.checks, result.message])
    if isinstance(result, (Momentum, Adam)):
        return plain(vars(result))
    if isinstance(result, dict):
        return [[key, plain(value)] for key, value in result.items()]
    if isinstance(result, Iterator):
        return plain(list(itertools.islice(result, 9)))
    if isinstance(result, (list, tuple)):
        return [plain(value) for value in result]
    return result


def unclear(name, error):
    """What is wrong with an error message, if anything."""
    message = str(error)
    if not isinstance(error, (TypeError, ValueError)):
        return f"{type(error).__name__}: {message}"
    names = "z|y" if name == "z" else name  # targets that are no column of z
    if not all(re.search(rf"\b({word})\b", message) for word in (names, "must", "got")):
        return f"does not name {name}, what is expected and what came: {message}"
    return ""


def fault(door, name, value):
    """What is wrong with the answer to a value, if anything."""
    function, arguments = DOORS[door]
    _, domain = arguments[name]
    valid = {key: valid for key, (valid, _) in arguments.items()}
    if name == "monitor":
        valid.pop("early_stopping", None)  # which asks for a monitor
    form = domain(value)
    try:
        with np.errstate(all="ignore"):
            result = plain(function(**valid | {name: value}))
    except Exception as error:
        if form is not REFUSED:
            return f"refused: {error}"
        return unclear(name, error)
    if form is REFUSED:
        return "accepted"
    with np.errstate(all="ignore"):
        expected = plain(function(**valid | {name: form}))
    try:
        np.testing.assert_equal(result, expected)
    except AssertionError:
        return "another result than with the ordinary form"
    return ""


ARGUMENTS = [(door, name) for door in DOORS for name in DOORS[door][1]]


@pytest.mark.parametrize(("door", "name"), ARGUMENTS)
def test_an_odd_value_is_taken_rightly_or_refused_clearly(door, name):
    valid, _ = DOORS[door][1][name]
    faults = {
        what: fault(door, name, value) for what, value in odd_values(valid).items()
    }
    assert {what: fault for what, fault in faults.items() if fault} == {}


EXPLORERS = (live_losses, learning_rate, ridge, annealing, sgd, penalty, network)
RUNS = (optimizers, batches, early_stopping, history, training, sweeps)


@pytest.mark.parametrize("module", [losses, models, *RUNS, *EXPLORERS])
def test_every_public_function_has_such_a_test(module):
    public = {
        name
        for name, thing in vars(module).items()
        if callable(thing)
        and not name.startswith(("_", "explore_"))  # those: tests/live
        and getattr(thing, "__module__", None) == module.__name__
    }
    tested = {re.split(r"[., ]", door)[0] for door in DOORS}
    assert public <= tested | INSIDE


def test_the_doors_take_their_valid_arguments():
    for function, arguments in DOORS.values():
        for _, (valid, domain) in arguments.items():
            is_other = domain(valid) is REFUSED
            assert not is_other or isinstance(valid, dict)
        function(**{name: valid for name, (valid, _) in arguments.items()})
