"""Numbers with labels and slopes: slopes are limits, axes find each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.formulas.meaning import labelled as lb
from helpers.formulas.meaning.elementary import FUNCTIONS, REDUCED

FUNCTIONS_OF_ONE = {
    "exp": lb.exp,
    "log": lambda x: lb.log(lb.add(lb.times(x, x), lb.constant(1.0))),
    "tanh": FUNCTIONS["tanh"],
    "abs": lb.absolute,
    "reciprocal": lambda x: lb.reciprocal(lb.add(lb.times(x, x), lb.constant(1.0))),
    "power": lambda x: lb.power(lb.exp(x), lb.constant(2.5)),
    "norm": FUNCTIONS["norm"],
    "max": lambda x: FUNCTIONS["max"](x, lb.constant(0.1)),
    "min": lambda x: FUNCTIONS["min"](x, lb.constant(0.1)),
    "dot": lambda x: lb.product(lb.transposed(x), x),
    "outer": lambda x: lb.product(x, lb.transposed(x)),
    "diag": lb.diagonal,
    "gather": lambda x: lb.gather(x, [lb.constant(2)]),
    "variable power": lambda x: lb.power(lb.constant(3.0), x),
}


@pytest.mark.parametrize("name", FUNCTIONS_OF_ONE)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_slope_is_the_limit_of_differences(name, seed):
    f = FUNCTIONS_OF_ONE[name]
    x = np.random.default_rng(seed).normal(size=4)
    slope = lb.slope_at(f(lb.perturbed(lb.constant(x), ("d",), 1)), 1)
    found = lb.to_own(slope, ("d",), (4,)).numbers
    h = 1e-6
    for k, step in enumerate(h * np.eye(4)):
        up, down = (f(lb.constant(x + s * step)).numbers for s in (1, -1))
        expected = np.broadcast_to((up - down) / (2 * h), found[k].shape)
        np.testing.assert_allclose(found[k], expected, rtol=1e-5, atol=1e-7)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_second_slopes_are_those_of_the_first(seed):
    x = np.random.default_rng(seed).normal(size=3)
    inner = lb.perturbed(lb.constant(x), ("a",), 1)
    outer = lb.perturbed(inner, ("b",), 2)
    cubes = lb.sum_of_entries(lb.times(outer, lb.times(outer, outer)))
    second = lb.slope_at(lb.slope_at(cubes, 2), 1)
    found = lb.to_own(second, ("a", "b"), (3, 3)).numbers
    np.testing.assert_allclose(found, np.diag(6 * x), atol=1e-12)


def test_the_inverse_has_the_slope_of_an_inverse():
    x = np.random.default_rng(0).normal(size=(3, 3)) + 3 * np.eye(3)
    slope = lb.slope_at(lb.inverse(lb.perturbed(lb.constant(x), ("r", "c"), 1)), 1)
    found = lb.to_own(slope, ("r", "c"), (3, 3)).numbers
    inverse = np.linalg.inv(x)
    expected = -np.einsum("ar,cb->rcab", inverse, inverse)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def labelled(rng, labels, own=()):
    sizes = {"i": 5, "j": 3, "k": 4}
    shape = [sizes[label] for label in labels]
    return lb.Labelled(rng.normal(size=(*shape, *own)), labels)


@pytest.mark.parametrize(
    ("first", "second", "einsum"),
    [(("i", "j"), ("j",), "ij,j->ij"), (("j",), ("i", "k"), "j,ik->jik")],
)
def test_labels_that_are_the_same_go_together_and_others_apart(first, second, einsum):
    rng = np.random.default_rng(1)
    a, b = labelled(rng, first), labelled(rng, second)
    found = lb.times(a, b)
    np.testing.assert_allclose(found.numbers, np.einsum(einsum, a.numbers, b.numbers))


def test_a_sum_counts_what_does_not_have_its_index():
    three = lb.total(lb.constant(2.0), "j", 3)
    assert three.numbers == 6.0


@pytest.mark.parametrize(("kind", "f"), [("max", np.max), ("product", np.prod)])
def test_what_goes_over_an_index_leaves_the_others(kind, f):
    a = labelled(np.random.default_rng(2), ("i", "j"))
    found = REDUCED[kind](a, "i", 5)
    assert found.labels == ("j",)
    np.testing.assert_allclose(found.numbers, f(a.numbers, axis=0))


def test_products_of_matrices_and_vectors_with_labels():
    rng = np.random.default_rng(3)
    a, b = labelled(rng, ("i",), (3, 4)), labelled(rng, ("k",), (4,))
    found = lb.product(a, b)
    expected = np.einsum("iab,kb->ika", a.numbers, b.numbers)
    np.testing.assert_allclose(found.numbers, expected)


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ((3,), (3,), "two vectors side by side"),
        ((2, 3), (4, 2), r"matrix of shape \(2, 3\) times a matrix of shape \(4, 2\)"),
    ],
)
def test_products_that_do_not_fit_are_refused(a, b, message):
    with pytest.raises(lb.MeaningError, match=message):
        lb.product(lb.constant(np.ones(a)), lb.constant(np.ones(b)))


def test_sums_of_arrays_that_do_not_fit_are_refused():
    with pytest.raises(lb.MeaningError, match="do not fit"):
        lb.add(lb.constant(np.ones(3)), lb.constant(np.ones(4)))


def test_too_many_numbers_at_once_are_refused():
    a = lb.Labelled(np.arange(2000), ("a",))
    b = lb.Labelled(np.arange(2000), ("b",))
    with pytest.raises(lb.MeaningError, match="4,000,000 terms"):
        lb.times(a, b)
