"""Explorers take whatever is passed rightly, or refuse it by a clear error."""

import warnings

import numpy as np
import pytest
from explored import (
    EXPLORERS,
    answer,
    graph,
    has_a_minimum,
    images,
    regression,
    ten_classes,
    two_classes,
)
from test_odd_values import (
    REFUSED,
    array,
    count,
    either,
    finite,
    not_negative,
    nothing,
    odd_values,
    positive,
    text,
    unclear,
    zero,
)

from helpers import live
from helpers.data import Dataset


def varied(values):
    return finite(values) and len(np.unique(values, axis=0)) > 1


def inputs(X):
    return array(X.shape, "f", varied)


def targets(y, is_valid=finite):
    return array(y.shape, "fiub", lambda y: finite(y) and is_valid(y), True)


def holds(*classes):
    return lambda y: set(np.unique(y)) == set(classes)


def holds_some_of(*classes):
    return lambda y: set(np.unique(y)) <= set(classes)


def pair(X, y, domain_of_y):
    """Valid examples with the domains of their two arrays."""
    return (X, y), (inputs(X), domain_of_y)


def different(domain):
    """Lists and arrays of different values of a domain."""

    def of_all(values):
        if type(values) is np.ndarray and values.ndim == 1:
            values = values.tolist()
        if not isinstance(values, (list, tuple)) or not values:
            return REFUSED
        fit = all(domain(value) is not REFUSED for value in values)
        return values if fit and len({*values}) == len(values) else REFUSED

    return of_all


def below(limit, domain):
    def limited(value):
        form = domain(value)
        return form if form is not REFUSED and form < limit else REFUSED

    return limited


X1, Y1 = regression(12, p=1)
XR, YR = regression(15)
XB, YB = two_classes(12)
XP, YP = two_classes(40, p=2)
XI, YI = ten_classes(seed=0)
XN, YN = images([3, 5, 8], n=12)
YN[:3] = 3, 5, 8
BINARY, SOME_BINARY = targets(YB, holds(0, 1)), targets(YB, holds_some_of(0, 1))
SEED = either(count, zero)

# Each explorer: for each argument a valid value, and the domain. For a pair of inputs
# and targets there are two domains, one for each of them.
DOORS = {
    "explore_learning_rate": {
        "x": (X1[:, 0], array((12,), "f", varied)),
        "y": (Y1, targets(Y1, varied)),
        "x_label": ("x", text),
        "y_label": ("y", text),
        "iterations": (9, count),
    },
    "explore_ridge": {
        "train": pair(XR, YR, targets(YR, varied)),
        "validation": pair(XR, YR, targets(YR)),
        "unit": ("kg", text),
    },
    "explore_annealing": {
        "train": pair(XB, YB, BINARY),
        "validation": pair(XB, YB, SOME_BINARY),
        "rates": (np.array([0.1, 0.3]), different(positive)),
        "decays": (np.array([0.0, 0.1]), different(not_negative)),
        "epochs": (5, count),
        "batch_size": (3, either(nothing, lambda value: count(value, largest=len(XB)))),
        "seed": (0, SEED),
    },
    "explore_sgd": {
        "X": (XP, array(XP.shape, "f", lambda X: finite(X) and has_a_minimum(X, YP))),
        "y": (YP, targets(YP, lambda y: holds(0, 1)(y) and has_a_minimum(XP, y))),
        "names": (("one", "two"), lambda value: REFUSED),
        "steps": (5, count),
        "seed": (0, SEED),
    },
    "explore_penalty": {
        "train": pair(XI, YI, targets(YI, holds(*range(10)))),
        "validation": pair(XI, YI, targets(YI, holds_some_of(*range(10)))),
        "penalties": (np.array([0.0, 1.0]), different(below(20, not_negative))),
        "epochs": (2, count),
        "learning_rate": (0.1, below(2, positive)),
        "seed": (0, SEED),
    },
    "explore_backward": {"order": (graph(), lambda value: REFUSED)},
    "explore_network": {
        "train_set": pair(XN, YN, targets(YN, holds(3, 5, 8))),
        "validation_set": pair(XN, YN, targets(YN, holds_some_of(3, 5, 8))),
        "units": (np.array([1, 2]), different(count)),
        "rates": (np.array([0.1]), different(positive)),
        "epochs": (2, count),
        "seed": (0, SEED),
    },
}


def odd_cases(valid, domain):
    """Odd values of an argument, by what they are, with their ordinary form."""
    if not isinstance(domain, tuple):
        for what, value in odd_values(valid).items():
            yield what, value, domain(value)
        return
    for what, value in odd_values(None).items():
        yield what, value, REFUSED
    X, y = valid
    for what, value in odd_values(X).items():
        form = domain[0](value)
        yield f"X: {what}", (value, y), form if form is REFUSED else (form, y)
    for what, value in odd_values(y).items():
        form = domain[1](value)
        yield f"y: {what}", (X, value), form if form is REFUSED else (X, form)


def fault(explorer, name, value, form):
    """What is wrong with the answer to a value, if anything; a warning is."""
    valid = {name: valid for name, (valid, _) in DOORS[explorer].items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = answer(explorer, valid | {name: value})
    except Exception as error:
        if form is not REFUSED:
            return f"refused: {error!r}"
        return unclear(name, error)
    if form is REFUSED:
        return "accepted"
    try:
        np.testing.assert_equal(result, answer(explorer, valid | {name: form}))
    except AssertionError:
        return "another figure than with the ordinary form"
    return ""


ARGUMENTS = [(explorer, name) for explorer in DOORS for name in DOORS[explorer]]


@pytest.mark.parametrize(("explorer", "name"), ARGUMENTS)
def test_an_odd_value_is_taken_rightly_or_refused_clearly(explorer, name):
    cases = odd_cases(*DOORS[explorer][name])
    faults = {what: fault(explorer, name, value, form) for what, value, form in cases}
    assert {what: fault for what, fault in faults.items() if fault} == {}


def test_every_argument_of_every_explorer_has_such_a_test():
    for make in EXPLORERS:
        function = getattr(live, make.__name__)
        code = function.__code__
        names = code.co_varnames[: code.co_argcount]
        assert set(names) == set(DOORS.get(make.__name__, ()))


@pytest.mark.parametrize(
    ("explorer", "name"),
    [
        ("explore_ridge", "train"),
        ("explore_annealing", "train"),
        ("explore_penalty", "validation"),
        ("explore_network", "validation_set"),
    ],
)
def test_a_data_set_serves_as_a_pair(explorer, name):
    valid = {name: valid for name, (valid, _) in DOORS[explorer].items()}
    dataset = Dataset(*valid[name], (), (), "some", True)
    with_pair, with_dataset = (
        answer(explorer, valid | {name: value}) for value in (valid[name], dataset)
    )
    np.testing.assert_equal(with_pair, with_dataset)


@pytest.mark.parametrize(
    ("explorer", "names"),
    [
        ("explore_annealing", ("train", "validation")),
        ("explore_penalty", ("train", "validation")),
        ("explore_network", ("train_set", "validation_set")),
    ],
)
def test_classes_that_were_never_seen_are_not_scored(explorer, names):
    valid = {name: valid for name, (valid, _) in DOORS[explorer].items()}
    X, y = valid[names[1]]
    message = f"{names[1]} must hold only classes that {names[0]} holds; got .11"
    with pytest.raises(ValueError, match=message):
        getattr(live, explorer)(**valid | {names[1]: (X, np.full_like(y, 11))})


def test_bad_data_are_refused():
    X, y = two_classes()
    with pytest.raises(ValueError, match="train: y must have shape"):
        live.explore_ridge((X, y[:-1]), (X, y), "kg")
    with pytest.raises(ValueError, match="train: X must be finite"):
        live.explore_annealing((X * np.inf, y), (X, y))
    with pytest.raises(ValueError, match="validation must have the 6 columns of train"):
        live.explore_annealing((X, y), (X[:, :5], y))
    with pytest.raises(ValueError, match="train must hold square images; got 6"):
        live.explore_penalty((X, y), (X, y))
    with pytest.raises(ValueError, match="train_set: X must vary in two directions"):
        live.explore_network((X[:, :1], y), (X[:, :1], y))
    with pytest.raises(ValueError, match="train_set must hold two or three .* got"):
        live.explore_network((X, np.zeros(len(X))), (X, y))
    with pytest.raises(ValueError, match="train: X must fit into float32"):
        live.explore_annealing((1e200 * X, y), (X, y))
    with pytest.raises(ValueError, match="train must hold every class index"):
        live.explore_annealing((X, 2 + 5 * y), (X, 2 + 5 * y))
    with pytest.raises(ValueError, match="name must be one of 'squared', .* got 'abs'"):
        live.losses_of_margin("abs", np.zeros(3))
