"""Gradient descent on a quadratic cost: the closed form takes the steps of the loop."""

import warnings
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.shortcuts.quadratic import travelled

# Products αh: near 0 on both sides, near ½, 1 and 2, and between them.
PRODUCTS = [
    *(0.0, 1e-320, 1e-160, 1e-40, 1e-17, 3e-9, 1e-4, 0.1),
    *(0.4999999999999999, 0.5, 0.5000000000000001, 0.7, 0.9999999999999999),
    *(1.0, 1.0000000000000002, 1.3, 1.5, 1.999, 1.9999999999, 2.0),
    *(-1e-17, -3e-9, -1e-4, -0.7, 2.0000000001, 2.5, 7.0),
]


def exact(h, alpha, t):
    """The closed form with 700 digits, as a float."""
    with localcontext() as context:
        context.prec = 700
        h, alpha = Decimal(float(h)), Decimal(float(alpha))
        share = 1 - (1 - alpha * h) ** t if t else Decimal(0)
        return float(share / h if h else alpha * t)


def looped(h, alpha, t):
    """How far the plain loop travels against a gradient of 1 at the start."""
    far = np.zeros_like(h)
    for _ in range(t):
        far = far - alpha * (h * far - 1)
    return far


@pytest.mark.parametrize("t", [0, 1, 2, 3, 10, 101, 100_000])
@pytest.mark.parametrize("alpha", [1.0, 2.0**-10])  # so that αh is exact
def test_every_digit_is_right(alpha, t):
    for product in PRODUCTS:
        h = product / alpha
        expected = exact(h, alpha, t)
        # Of steps that grow each costs a rounding of the rate at which they do.
        grows = product < 0 or product > 2
        tolerance = 1e-14 + (1e-16 * abs(np.log(abs(expected) + 1)) if grows else 0)
        np.testing.assert_allclose(
            travelled(np.array([h]), alpha, t), expected, rtol=tolerance, atol=0
        )


@given(
    st.lists(st.floats(-0.01, 2.2), min_size=1, max_size=5),
    st.floats(1e-6, 1e6),
    st.integers(0, 60),
)
def test_it_takes_the_steps_of_the_loop(products, alpha, t):
    h = np.array(products) / alpha
    far, expected = travelled(h, alpha, t), looped(h, alpha, t)
    np.testing.assert_allclose(far, expected, rtol=1e-9, atol=1e-12 * alpha)


@given(st.integers(0, 10**5), st.floats(1e-3, 1e3))
def test_without_curvature_every_step_is_the_same(t, alpha):
    far = travelled(np.array([0.0, 1e-17 / alpha, -1e-17 / alpha]), alpha, t)
    np.testing.assert_allclose(far, alpha * t, rtol=1e-11)
    np.testing.assert_allclose(far[0], alpha * t, rtol=4e-16)


def test_a_learning_rate_beyond_all_measure_still_travels_where_the_cost_is_flat():
    np.testing.assert_allclose(travelled(np.zeros(1), 1e300, 7), 7e300)


@pytest.mark.parametrize("product", [0.3, 0.5, 1.0, 1.9])
def test_many_steps_lead_to_the_minimum(product):
    h = np.array([4.0])
    np.testing.assert_allclose(travelled(h, product / 4, 100_000), 1 / h, rtol=1e-15)


def test_steps_that_are_too_long_grow_and_turn_without_a_warning():
    h = np.array([2.5, 1e4])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        far = travelled(h, 1.0, np.array([[1], [2], [99_999], [100_000]]))
    np.testing.assert_allclose(far[:2], [[1, 1], [-0.5, 2 - 1e4]])
    assert (far[2] == np.inf).all()
    assert (far[3] == -np.inf).all()


def test_a_cost_that_curves_downwards_grows_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        far = travelled(np.array([-1.0]), 0.5, np.array([3, 100_000]))
    np.testing.assert_allclose(far, [1.5**3 - 1, np.inf])


def test_no_step_leads_nowhere_and_has_no_sign():
    far = travelled(np.array([0.0, 0.5, 1.0, 1.5, 2.0, 3.0]), 1.0, 0)
    np.testing.assert_array_equal(far, 0)
    assert not np.signbit(far).any()


def test_steps_eigenvalues_and_penalties_are_broadcast():
    rng = np.random.default_rng(0)
    h, alpha = rng.uniform(0, 2, 350), 0.9
    steps, penalties = np.arange(256)[:, np.newaxis], rng.uniform(0, 1, (256, 1))
    far = travelled(h + penalties, alpha, steps)
    assert far.shape == travelled(h, alpha, steps).shape == (256, 350)
    for i in (0, 1, 2, 255):
        expected = travelled(h + penalties[i], alpha, i)
        np.testing.assert_array_equal(far[i], expected)
    assert travelled(0.5, 1.0, 2) == 1.5  # 1 + ½
    assert travelled(0.5, 1.0, np.arange(3)).shape == (3,)


def test_its_arguments_stay_as_they_are():
    h, t = np.array([0.0, 1.5]), np.arange(3)[:, np.newaxis]
    travelled(h, 1.0, t)
    np.testing.assert_array_equal(h, [0.0, 1.5])
    np.testing.assert_array_equal(t, [[0], [1], [2]])
