"""The losses: right values, right derivatives, and no overflow."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.checks import numerical_gradient, relative_error
from helpers.losses import (
    accuracy,
    binary_cross_entropy,
    mean_squared_error,
    perceptron_loss,
    sigmoid,
    softmax,
    softmax_cross_entropy,
)

# The definitions, written as in a textbook; autograd differentiates them.
DEFINITIONS = {
    mean_squared_error: lambda z, y: anp.mean((y - z[:, 0]) ** 2),
    binary_cross_entropy: lambda z, y: (
        -anp.mean(
            y * anp.log(1 / (1 + anp.exp(-z[:, 0])))
            + (1 - y) * anp.log(1 - 1 / (1 + anp.exp(-z[:, 0])))
        )
    ),
    softmax_cross_entropy: lambda z, y: (
        -anp.mean(
            anp.log(
                anp.exp(z)[anp.arange(len(y)), y] / anp.sum(anp.exp(z), axis=1),
            )
        )
    ),
    perceptron_loss: lambda z, y: anp.mean(
        anp.max(z, axis=1) - z[anp.arange(len(y)), y]
    ),
}


def example(loss, n=7, seed=0, dtype=np.float64):
    """Random scores and targets that suit the loss."""
    rng = np.random.default_rng(seed)
    if loss is mean_squared_error:
        z, y = rng.normal(size=(n, 1)), rng.normal(size=n)
    elif loss is binary_cross_entropy:
        z, y = rng.normal(size=(n, 1)), rng.integers(0, 2, n)
    else:
        z, y = rng.normal(size=(n, 4)), rng.integers(0, 4, n)
    return z.astype(dtype), y


@pytest.fixture(params=DEFINITIONS, ids=lambda loss: loss.__name__)
def loss(request):
    return request.param


def test_the_cost_is_the_textbook_definition(loss):
    z, y = example(loss)
    assert loss(z, y)[0] == pytest.approx(DEFINITIONS[loss](z, y), rel=1e-13)


def test_the_derivative_is_that_of_autograd(loss):
    z, y = example(loss)
    oracle = grad(DEFINITIONS[loss])(z, y)
    assert relative_error(loss(z, y)[1], oracle) < 1e-13


def test_the_derivative_is_the_central_difference_of_the_cost(loss):
    z, y = example(loss)
    measured = numerical_gradient(lambda z: loss(z, y)[0], z)
    assert relative_error(loss(z, y)[1], measured) < 1e-8


def test_the_cost_is_a_mean_so_a_doubled_batch_costs_the_same(loss):
    z, y = example(loss)
    J, dz = loss(z, y)
    J_twice, dz_twice = loss(np.concatenate([z, z]), np.concatenate([y, y]))
    assert J_twice == pytest.approx(J, rel=1e-14)
    np.testing.assert_allclose(dz_twice[: len(z)], dz / 2, rtol=1e-13)


def test_the_cost_does_not_depend_on_the_order_of_the_examples(loss):
    z, y = example(loss)
    order = np.random.default_rng(1).permutation(len(y))
    J, dz = loss(z, y)
    J_reordered, dz_reordered = loss(z[order], y[order])
    assert J_reordered == pytest.approx(J, rel=1e-14)
    np.testing.assert_allclose(dz_reordered, dz[order], rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_derivative_has_the_dtype_of_the_scores(loss, dtype):
    z, y = example(loss, dtype=dtype)
    J, dz = loss(z, y)
    assert dz.dtype == dtype
    assert dz.shape == z.shape
    assert np.asarray(J).dtype == dtype


def test_the_arguments_are_left_as_they_were(loss):
    z, y = example(loss)
    z_before, y_before = z.copy(), y.copy()
    loss(z, y)
    np.testing.assert_array_equal(z, z_before)
    np.testing.assert_array_equal(y, y_before)


@pytest.mark.parametrize("size", [1e3, 1e30, 1e300])
def test_cross_entropies_survive_huge_logits(size):
    with np.errstate(all="raise", under="ignore"):
        J, dz = binary_cross_entropy(np.array([[size], [-size]]), np.array([0, 1]))
        assert J == pytest.approx(size)
        np.testing.assert_allclose(dz[:, 0], [0.5, -0.5])
        z = np.array([[size, 0, -size], [size, 0, -size]])
        J, dz = softmax_cross_entropy(z, np.array([0, 2]))
        assert J == pytest.approx(size)
        np.testing.assert_allclose(dz, [[0, 0, 0], [0.5, 0, -0.5]], atol=1e-300)


def test_a_model_that_knows_nothing_costs_log_k():
    y = np.arange(10)
    assert softmax_cross_entropy(np.zeros((10, 10)), y)[0] == pytest.approx(np.log(10))
    y = np.array([0, 1])
    assert binary_cross_entropy(np.zeros((2, 1)), y)[0] == pytest.approx(np.log(2))


def test_two_class_softmax_is_logistic_regression():
    z, y = example(binary_cross_entropy)
    two_columns = np.column_stack([np.zeros(len(z)), z[:, 0]])
    J, dz = softmax_cross_entropy(two_columns, y)
    J_logistic, dz_logistic = binary_cross_entropy(z, y)
    assert J == pytest.approx(J_logistic, rel=1e-14)
    np.testing.assert_allclose(dz[:, 1], dz_logistic[:, 0], rtol=1e-12)


def test_the_perceptron_ignores_what_it_classifies_correctly():
    z = np.array([[3.0, 1.0], [3.0, 1.0]])
    J, dz = perceptron_loss(z, np.array([0, 1]))
    assert J == pytest.approx(1.0)
    np.testing.assert_array_equal(dz, [[0, 0], [0.5, -0.5]])


scores = arrays(np.float64, (5, 4), elements=st.floats(-700, 700))


@given(scores)
def test_softmax_gives_probabilities(z):
    y_hat = softmax(z)
    assert (y_hat >= 0).all()
    np.testing.assert_allclose(y_hat.sum(axis=1), 1, rtol=1e-14)


@given(scores, st.floats(-300, 300))
def test_adding_a_constant_to_the_logits_changes_nothing(z, c):
    y = np.array([0, 1, 2, 3, 0])
    np.testing.assert_allclose(softmax(z + c), softmax(z), rtol=1e-9, atol=1e-15)
    J, dz = softmax_cross_entropy(z, y)
    J_shifted, dz_shifted = softmax_cross_entropy(z + c, y)
    np.testing.assert_allclose(J_shifted, J, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(dz_shifted, dz, rtol=1e-9, atol=1e-12)


@given(scores)
def test_the_derivative_of_the_softmax_cost_sums_to_zero_in_each_row(z):
    _, dz = softmax_cross_entropy(z, np.array([0, 1, 2, 3, 0]))
    np.testing.assert_allclose(dz.sum(axis=1), 0, atol=1e-15)


@given(arrays(np.float64, 6, elements=st.floats(-1e300, 1e300)))
def test_sigmoid_lies_between_0_and_1_and_is_symmetric(z):
    with np.errstate(all="raise", under="ignore"):
        a = sigmoid(z)
        assert ((a >= 0) & (a <= 1)).all()
        np.testing.assert_allclose(a + sigmoid(-z), 1, rtol=1e-15)


def test_sigmoid_keeps_its_relative_precision_far_out():
    assert sigmoid(np.array([-100.0]))[0] == pytest.approx(np.exp(-100), rel=1e-13)


def test_accuracy_counts_the_largest_score_or_the_sign():
    z = np.array([[2.0, 1.0], [0.0, 1.0], [3.0, 4.0]])
    assert accuracy(z, np.array([0, 1, 0])) == pytest.approx(2 / 3)
    assert accuracy(np.array([[-1.0], [2.0]]), np.array([0, 1])) == 1


class TestBadInput:
    def test_scores_of_another_length(self, loss):
        z, y = example(loss)
        with pytest.raises(ValueError, match=r"y must have shape \(7,\).*got \(6,\)"):
            loss(z, y[:-1])

    def test_targets_as_a_column(self, loss):
        z, y = example(loss)
        with pytest.raises(ValueError, match=r"y must have shape \(7,\).*got \(7, 1\)"):
            loss(z, y[:, np.newaxis])

    def test_scores_without_a_second_axis(self, loss):
        z, y = example(loss)
        with pytest.raises(ValueError, match=r"z must have shape \(n, .\)"):
            loss(z[:, 0], y)

    def test_no_examples(self, loss):
        z, y = example(loss)
        with pytest.raises(ValueError, match=r"z must have shape"):
            loss(z[:0], y[:0])

    def test_a_list(self, loss):
        z, y = example(loss)
        with pytest.raises(TypeError, match="y must be a NumPy array; got a list"):
            loss(z, list(y))

    @pytest.mark.parametrize("wrong", [-1, 2, 0.5])
    def test_a_target_that_is_not_0_or_1(self, wrong):
        y = np.array([0, wrong])
        with pytest.raises(ValueError, match=f"only 0 and 1; got {wrong}"):
            binary_cross_entropy(np.zeros((2, 1)), y)

    @pytest.mark.parametrize("loss", [softmax_cross_entropy, perceptron_loss])
    @pytest.mark.parametrize("wrong", [-1, 3, 10])
    def test_a_class_that_does_not_exist(self, loss, wrong):
        with pytest.raises(ValueError, match=f"from 0 to 2; got {wrong}"):
            loss(np.zeros((2, 3)), np.array([0, wrong]))

    @pytest.mark.parametrize("loss", [softmax_cross_entropy, perceptron_loss])
    def test_classes_that_are_not_integers(self, loss):
        with pytest.raises(TypeError, match="integer class indices; got dtype float64"):
            loss(np.zeros((2, 3)), np.array([0.0, 1.0]))

    def test_two_scores_for_a_regression(self):
        with pytest.raises(ValueError, match=r"z must have shape \(n, 1\)"):
            mean_squared_error(np.zeros((2, 2)), np.zeros(2))


def test_integer_scores_are_numbers_like_others():
    J, dz = mean_squared_error(np.array([[1], [2]]), np.array([1.5, 2.5]))
    assert J == 0.25
    np.testing.assert_array_equal(dz, [[-0.5], [-0.5]])
    for dtype in (np.int8, np.uint8, np.uint64, bool):
        z = np.array([[1, 0, 1], [0, 1, 1]], dtype)
        as_floats = z.astype(np.float64)
        for loss in (softmax_cross_entropy, perceptron_loss):
            J, dz = loss(z, np.array([1, 0]))
            J_floats, dz_floats = loss(as_floats, np.array([1, 0]))
            assert J == J_floats
            np.testing.assert_array_equal(dz, dz_floats)
        np.testing.assert_array_equal(sigmoid(z), sigmoid(as_floats))
        np.testing.assert_array_equal(softmax(z), softmax(as_floats))


def test_scores_that_are_not_numbers_predict_no_class():
    z = np.full((4, 3), np.nan)
    assert accuracy(z, np.array([0, 0, 1, 2])) == 0
    assert accuracy(z[:, :1], np.array([0, 0, 1, 0])) == 0
    z[0] = [1, 0, 0]
    z[1] = [1, 0, np.nan]
    assert accuracy(z, np.array([0, 0, 1, 2])) == 0.25


@pytest.mark.parametrize(
    ("y", "message"),
    [([-1, 1], "0 and 1; got -1"), ([0, 2], "0 and 1; got 2"), ([0.5, 1], "got 0.5")],
)
def test_labels_that_are_no_classes_have_no_accuracy(y, message):
    with pytest.raises(ValueError, match=message):
        accuracy(np.array([[1.0], [2.0]]), np.array(y))


def test_infinite_targets_are_not_binary():
    with pytest.raises(ValueError, match="only 0 and 1; got inf"):
        binary_cross_entropy(np.zeros((2, 1)), np.array([0, np.inf]))
