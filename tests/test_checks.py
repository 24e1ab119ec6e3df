"""The checks: they pass what is right, and they fail what is wrong."""

import numpy as np
import pytest

from helpers.checks import (
    check_claim,
    check_lines,
    exercise,
    gradient_check,
    numerical_gradient,
    relative_error,
)
from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    perceptron_loss,
    softmax_cross_entropy,
)
from helpers.models import ACTIVATIONS, MLP, Linear

TOLERANCE = 1e-7


def random_model(k, sizes=None, activation="tanh", seed=0, **options):
    """A model whose parameters, biases included, are all away from zero."""
    rng = np.random.default_rng(seed)
    model = MLP(sizes, rng, activation, **options) if sizes else Linear(5, k)
    model.parameters = {
        name: rng.normal(size=value.shape) for name, value in model.parameters.items()
    }
    return model


def targets(loss, n=9, seed=1):
    """Targets that suit the loss, and the number of scores."""
    rng = np.random.default_rng(seed)
    if loss is mean_squared_error:
        return rng.normal(size=n), 1
    if loss is binary_cross_entropy:
        return rng.integers(0, 2, n), 1
    return rng.integers(0, 4, n), 4


LOSSES = [
    mean_squared_error,
    binary_cross_entropy,
    softmax_cross_entropy,
    perceptron_loss,
]


class TestGradientsUsedInTraining:
    """The promise: the gradient that trains is the gradient of the reported cost."""

    @pytest.mark.parametrize("loss", LOSSES)
    @pytest.mark.parametrize("l2", [0, 0.1, 10])
    @pytest.mark.parametrize("penalise_bias", [False, True])
    def test_linear_models(self, loss, l2, penalise_bias):
        y, k = targets(loss)
        X = np.random.default_rng(2).normal(size=(9, 5))
        result = gradient_check(random_model(k), loss, X, y, l2, penalise_bias)
        assert (result["relative error"] < TOLERANCE).all()

    @pytest.mark.parametrize("loss", LOSSES)
    @pytest.mark.parametrize("l2", [0, 0.1, 10])
    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_networks(self, loss, l2, activation):
        y, k = targets(loss)
        X = np.random.default_rng(2).normal(size=(9, 5))
        model = random_model(k, (5, 6, 4, k), activation)
        result = gradient_check(model, loss, X, y, l2)
        assert list(result.index) == ["W1", "b1", "W2", "b2", "W3", "b3"]
        assert (result["relative error"] < TOLERANCE).all()

    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_dropout_with_the_same_masks(self, activation):
        y, k = targets(softmax_cross_entropy)
        X = np.random.default_rng(2).normal(size=(9, 5))
        model = random_model(k, (5, 8, k), activation, dropout=0.4)
        rng = np.random.default_rng(3)
        result = gradient_check(model, softmax_cross_entropy, X, y, l2=0.1, rng=rng)
        assert (result["relative error"] < TOLERANCE).all()
        assert rng.random() == np.random.default_rng(3).random()

    def test_float32_inputs_are_checked_in_float64(self):
        y, k = targets(softmax_cross_entropy)
        X = np.random.default_rng(2).normal(size=(9, 5)).astype(np.float32)
        result = gradient_check(random_model(k), softmax_cross_entropy, X, y)
        assert (result["relative error"] < TOLERANCE).all()

    def test_the_model_is_left_as_it_was(self):
        y, k = targets(mean_squared_error)
        model = random_model(k)
        before = {name: value.copy() for name, value in model.parameters.items()}
        gradient_check(model, mean_squared_error, np.ones((9, 5)), y)
        for name, value in model.parameters.items():
            np.testing.assert_array_equal(value, before[name])


class TestWrongGradientsAreCaught:
    """The mistakes that well-known codebases make, each of them caught."""

    def error(self, loss, l2=0.0, model=None):
        y, k = targets(softmax_cross_entropy)
        X = np.random.default_rng(2).normal(size=(9, 5))
        result = gradient_check(model or random_model(k), loss, X, y, l2)
        return result["relative error"].max()

    def test_a_missing_mean(self):
        def summed_gradient(z, y):
            J, dz = softmax_cross_entropy(z, y)
            return J, dz * len(y)

        assert self.error(summed_gradient) > 0.5

    def test_a_wrong_sign(self):
        def uphill(z, y):
            J, dz = softmax_cross_entropy(z, y)
            return J, -dz

        assert self.error(uphill) > 1

    def test_a_penalty_of_twice_the_strength(self):
        class DoublePenalty(Linear):
            def backward(self, record, dz):
                gradients = super().backward(record, dz)
                gradients["W"] += 0.1 * self.parameters["W"]
                return gradients

        model = DoublePenalty(5, 4)
        model.parameters = random_model(4).parameters
        assert self.error(softmax_cross_entropy, l2=0.1, model=model) > 1e-2

    def test_a_forgotten_activation_slope(self):
        class NoSlope(MLP):
            def backward(self, record, dz):
                flat = [(a, None if s is None else np.ones_like(s)) for a, s in record]
                return super().backward(flat, dz)

        rng = np.random.default_rng(0)
        model = NoSlope((5, 6, 4), rng, "tanh")
        assert self.error(softmax_cross_entropy, model=model) > 1e-2


class TestNumericalGradient:
    def test_a_quadratic(self):
        A = np.random.default_rng(0).normal(size=(3, 2))
        measured = numerical_gradient(lambda x: np.sum(A * x**2), np.ones((3, 2)))
        np.testing.assert_allclose(measured, 2 * A, rtol=1e-9)

    def test_the_point_is_not_moved(self):
        x = np.ones(3)
        numerical_gradient(np.sum, x)
        np.testing.assert_array_equal(x, 1)

    @pytest.mark.parametrize(
        ("x", "came"), [(np.ones(2, np.float32), "float32"), ([1.0], "list")]
    )
    def test_less_than_double_precision_is_refused(self, x, came):
        with pytest.raises(TypeError, match=f"x must be a float64 array; got {came}"):
            numerical_gradient(np.sum, x)

    def test_a_step_of_zero_is_refused(self):
        with pytest.raises(ValueError, match="h must be a positive float; got 0"):
            numerical_gradient(np.sum, np.ones(2), h=0)


class TestRelativeError:
    def test_it_is_relative_to_the_largest_entry(self):
        assert relative_error([100.0, 0.0], [100.0, 1.0]) == pytest.approx(0.01)

    def test_two_zero_gradients_agree(self):
        assert relative_error(np.zeros(3), np.zeros(3)) == 0

    def test_nan_never_agrees(self):
        assert np.isnan(relative_error([np.nan], [1.0]))
        assert np.isnan(relative_error([1.0], [np.nan]))

    def test_shapes_must_match(self):
        with pytest.raises(ValueError, match=r"equal shapes; got \(3,\) and \(3, 1\)"):
            relative_error(np.zeros(3), np.zeros((3, 1)))


class TestLines:
    def test_equal_lines_hold_and_are_listed(self, capsys):
        z = np.linspace(-2, 2, 50)
        check_lines(
            "1.9",
            {"(z + 1)²": (z + 1) ** 2, "z² + 2z + 1": z**2 + 2 * z + 1},
            measured=(z + 1) ** 2 + 1e-9,
        )
        assert capsys.readouterr().out.splitlines() == [
            "(1.9)                                     relative deviation  verdict",
            "(z + 1)²",
            "z² + 2z + 1                               below 1e-12         holds",
            "measured by central differences           below 1e-07         holds",
        ]

    @pytest.mark.parametrize("wrong", ["first", "second", "third"])
    def test_a_wrong_line_is_named_wherever_it_stands(self, wrong):
        z = np.linspace(-2, 2, 50)
        lines = {"first": z + 1, "second": z + 1, "third": z + 1}
        lines[wrong] = z - 1
        with pytest.raises(AssertionError, match=rf"\(1\.9\).*“{wrong}”"):
            check_lines("1.9", lines)

    def test_a_deviation_of_1e_11_is_too_much(self):
        with pytest.raises(AssertionError, match="deviates"):
            check_lines("1.9", {"a": np.ones(3), "b": np.ones(3) + 1e-11})

    def test_another_measurement_is_too_much(self):
        with pytest.raises(AssertionError, match="measured"):
            check_lines("1.9", {"a": np.ones(3)}, measured=np.ones(3) + 1e-6)

    def test_nan_does_not_hold(self):
        with pytest.raises(AssertionError, match="nan"):
            check_lines("1.9", {"a": np.array([np.nan]), "b": np.array([np.nan])})

    def test_shapes_must_match(self):
        with pytest.raises(ValueError, match="equal shapes"):
            check_lines("1.9", {"a": np.ones(3), "b": np.ones((3, 1))})


class TestClaims:
    def test_a_claim_that_holds_says_where(self, capsys):
        check_claim("1.2", "x² ≥ 0", np.arange(-5, 5) ** 2 >= 0)
        assert capsys.readouterr().out == "(1.2) x² ≥ 0: holds at all 10 points tried\n"

    def test_a_claim_that_fails_once_fails(self):
        with pytest.raises(AssertionError, match="fails at 1 of 10 points"):
            check_claim("1.2", "x² > 0", np.arange(-5, 5) ** 2 > 0)


class TestExercises:
    solution = np.arange(1.0, 7.0).reshape(2, 3)

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (..., "not attempted yet"),
            (solution, "correct"),
            (-solution, "Is the sign right?"),
            (solution.T, "Is it transposed?"),
            (8 * solution, "Did you forget the 1/n?"),
            (solution[0], "The shape is (3,), not (2, 3)."),
            (solution + 1, "The largest relative deviation is 0.14."),
            (0 * solution, "The largest relative deviation is 1."),
        ],
    )
    def test_an_answer_is_judged(self, answer, expected, capsys):
        mistakes = {"Did you forget the 1/n?": 8 * self.solution}
        exercise("dJ/dW", answer, self.solution, mistakes)
        printed = capsys.readouterr().out
        assert printed.startswith("dJ/dW: ")
        assert printed.rstrip().endswith(expected)
