"""The checks: they pass what is right, and they fail what is wrong."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from checked_models import TOLERANCE, random_model, spoiled

from helpers.checks import (
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


class TestGradientCheckRefuses:
    """Nothing that cannot be checked gets a verdict."""

    X = np.random.default_rng(0).normal(size=(9, 5))
    y = np.random.default_rng(1).normal(size=9)

    def test_a_gradient_that_is_not_finite_is_no_agreement(self):
        for value in (np.nan, np.inf, -np.inf):
            model = spoiled(random_model(1), "b", lambda g, v=value: g * 0 + v)
            table = gradient_check(model, mean_squared_error, self.X, self.y)
            assert np.isnan(table["relative error"]["b"])
            assert table["note"]["b"] == "not finite in 1 of 1 entries"
            assert table["relative error"]["W"] < TOLERANCE

    @pytest.mark.parametrize(
        ("change", "error", "message"),
        [
            ({"X": X.tolist()}, TypeError, "X must be a NumPy array; got a list"),
            ({"X": np.ones((9, 5), int)}, TypeError, "X must hold .* got dtype int"),
            ({"X": np.ma.masked_less(X, 0)}, TypeError, "X must be.*got a MaskedArray"),
            ({"X": np.full((9, 5), np.nan)}, ValueError, "X must be finite; got nan"),
            ({"X": X[:, :4]}, ValueError, r"shape \(n, 5\); got \(9, 4\)"),
            ({"y": y[:-1]}, ValueError, r"y must have shape \(9,\).*got \(8,\)"),
            ({"y": np.ma.masked_less(y, 0)}, TypeError, "y must be.*got a MaskedArray"),
            ({"y": y.tolist()}, TypeError, "y must be a NumPy array; got a list"),
            ({"l2": -1}, ValueError, "l2 must be a float, 0 or more; got -1"),
            ({"l2": np.nan}, ValueError, "l2 must be a float, 0 or more; got nan"),
            ({"h": 0}, ValueError, "h must be a positive float; got 0"),
            ({"h": np.nan}, ValueError, "h must be a positive float; got nan"),
            ({"h": np.inf}, ValueError, "h must be a positive float; got inf"),
            ({"h": True}, TypeError, "h must be a positive float; got True"),
            ({"h": 1e-18}, ValueError, "h must be large enough to change every entry"),
            ({"rng": 42}, TypeError, "rng must be a numpy.random.Generator; got 42"),
            ({"loss": "mse"}, TypeError, "loss must be a function.*got 'mse'"),
            ({"model": "Linear"}, TypeError, "model must be a Linear.*got 'Linear'"),
        ],
    )
    def test_an_argument(self, change, error, message):
        arguments = {
            "model": random_model(1),
            "loss": mean_squared_error,
            "X": self.X,
            "y": self.y,
        } | change
        with pytest.raises(error, match=message):
            gradient_check(**arguments)

    @pytest.mark.parametrize(
        ("cost", "error", "message"),
        [
            (np.nan, ValueError, "the cost must be finite; got nan"),
            (np.inf, ValueError, "the cost must be finite; got inf"),
            (1j, TypeError, "the cost must be a real number; got 1j"),
            (np.ones(3), TypeError, r"a real number; got an array of shape \(3,\)"),
        ],
    )
    def test_a_cost_that_is_no_number(self, cost, error, message):
        def loss(z, y):
            return cost, mean_squared_error(z, y)[1]

        with pytest.raises(error, match=message):
            gradient_check(random_model(1), loss, self.X, self.y)

    @pytest.mark.parametrize(
        ("change", "error", "message"),
        [
            (lambda g: g[0], ValueError, r"gradient of W must have shape \(5, 1\)"),
            (lambda g: g.T, ValueError, r"shape \(5, 1\); got \(1, 5\)"),
            (lambda g: g * 1j, TypeError, "of W must hold real numbers; .* complex128"),
            (lambda g: [["a"]] * 5, TypeError, "of W must hold real numbers"),
        ],
    )
    def test_a_gradient_of_another_shape_or_kind(self, change, error, message):
        model = spoiled(random_model(1), "W", change)
        with pytest.raises(error, match=message):
            gradient_check(model, mean_squared_error, self.X, self.y)

    def test_a_gradient_that_is_missing(self):
        class NoBias(Linear):
            def backward(self, record, dz):
                return {"W": super().backward(record, dz)["W"]}

        with pytest.raises(ValueError, match=r"gradients must hold 'b'; got \['W'\]"):
            gradient_check(NoBias(5), mean_squared_error, self.X, self.y)

    @pytest.mark.parametrize("factor", [1, 2])
    def test_a_model_may_reuse_the_arrays_of_its_gradients(self, factor):
        class Reusing(Linear):
            def backward(self, record, dz):
                for name, gradient in super().backward(record, dz).items():
                    arrays[name][...] = factor * gradient
                return arrays

        model = Reusing(5)
        model.parameters = random_model(1).parameters
        arrays = {k: np.zeros_like(value) for k, value in model.parameters.items()}
        table = gradient_check(model, mean_squared_error, self.X, self.y)
        assert (table["relative error"] < TOLERANCE).all() == (factor == 1)

    def test_there_are_no_notes_where_there_is_nothing_to_say(self):
        table = gradient_check(random_model(1), mean_squared_error, self.X, self.y)
        assert list(table.columns) == ["shape", "relative error"]


class TestNumericalGradient:
    def test_a_quadratic(self):
        A = np.random.default_rng(0).normal(size=(3, 2))
        measured = numerical_gradient(lambda x: np.sum(A * x**2), np.ones((3, 2)))
        np.testing.assert_allclose(measured, 2 * A, rtol=1e-9)

    def test_a_single_number(self):
        measured = numerical_gradient(lambda x: x**2, np.array(3.0))
        assert measured == pytest.approx(6)

    def test_a_large_parameter(self):
        # 1e8 ± 1e-5 are rounded to steps of 1.5e-8.
        measured = numerical_gradient(np.sum, np.array([1e8]))
        assert measured[0] == pytest.approx(1, rel=1e-12)

    @pytest.mark.parametrize(("value", "refused"), [(4e9, False), (5e10, True)])
    def test_a_tenth_of_the_step_must_move_the_point(self, value, refused):
        # Numbers there are 5e-7 and 8e-6 apart.
        for x in (np.array([value]), np.array([-value])):
            if refused:
                with pytest.raises(ValueError, match="h must be large enough"):
                    numerical_gradient(np.sum, x)
            else:
                np.testing.assert_allclose(numerical_gradient(np.sum, x), 1)

    def test_the_point_is_not_moved(self):
        x = np.ones(3)
        numerical_gradient(np.sum, x)
        np.testing.assert_array_equal(x, 1)

    def test_a_function_may_change_its_argument(self):
        def f(x):
            x *= 2
            return x.sum()

        np.testing.assert_allclose(numerical_gradient(f, np.ones(3)), 2, rtol=1e-9)

    @pytest.mark.parametrize(
        ("x", "error", "message"),
        [
            (np.ones(2, np.float32), TypeError, "a float64 array; got float32"),
            (np.ones(2, int), TypeError, "a float64 array; got int"),
            ([1.0], TypeError, "a float64 array; got a list"),
            (1.0, TypeError, "a float64 array; got a float"),
            (np.ma.masked_equal([1.0, 2], 2), ValueError, "must not have masked"),
            (np.array([1, 1e20]), ValueError, "every entry of x; got 1e-05 .* 1e.20"),
            (np.array([np.nan]), ValueError, "every entry of x; got 1e-05 .* nan"),
        ],
    )
    def test_a_point_that_is_refused(self, x, error, message):
        with pytest.raises(error, match=message):
            numerical_gradient(np.sum, x)

    @pytest.mark.parametrize(
        ("h", "error"),
        [
            (0, ValueError),
            (-1e-5, ValueError),
            (np.nan, ValueError),
            (np.inf, ValueError),
            (True, TypeError),
            ("small", TypeError),
        ],
    )
    def test_a_step_that_is_refused(self, h, error):
        with pytest.raises(error, match=f"h must be a positive float; got {h!r}"):
            numerical_gradient(np.sum, np.ones(2), h=h)

    @pytest.mark.parametrize(
        ("value", "error", "message"),
        [
            (np.nan, ValueError, r"f\(x\) must be finite; got nan"),
            (np.inf, ValueError, r"f\(x\) must be finite; got inf"),
            (1 + 2j, TypeError, r"f\(x\) must be a real number; got \(1\+2j\)"),
            ("a", TypeError, r"f\(x\) must be a real number; got 'a'"),
            (None, TypeError, r"f\(x\) must be a real number; got None"),
            (True, TypeError, r"f\(x\) must be a real number; got True"),
            (np.ones(2), TypeError, r"a real number; got an array of shape \(2,\)"),
            (np.ones(1), TypeError, r"a real number; got an array of shape \(1,\)"),
            (np.float32(1), TypeError, r"f\(x\) must have double precision; .*float32"),
            (np.float16(1), TypeError, r"f\(x\) must have double precision; .*float16"),
            (np.ma.masked, ValueError, r"f\(x\) must be finite; got --"),
        ],
    )
    def test_a_value_that_is_refused(self, value, error, message):
        with pytest.raises(error, match=message):
            numerical_gradient(lambda x: value, np.ones(2))

    @pytest.mark.parametrize("value", [3, 3.0, np.float64(3), np.int64(3), np.array(3)])
    def test_every_real_number_will_do(self, value):
        np.testing.assert_array_equal(
            numerical_gradient(lambda x: value, np.ones(2)), 0
        )


class TestRelativeError:
    def test_it_is_relative_to_the_largest_entry(self):
        assert relative_error([100.0, 0.0], [100.0, 1.0]) == pytest.approx(0.01)
        assert relative_error([1.0, 0.0], [1.0, -4.0]) == 1

    def test_two_zero_gradients_agree(self):
        assert relative_error(np.zeros(3), np.zeros(3)) == 0

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    @pytest.mark.parametrize("other", [0.0, 1.0, np.nan, np.inf])
    def test_what_is_not_finite_never_agrees(self, value, other):
        for a, b in (([value], [other]), ([0, value], [0, other])):
            assert np.isnan(relative_error(a, b))
            assert np.isnan(relative_error(b, a))

    @pytest.mark.parametrize(
        ("a", "b", "expected"),
        [
            (np.array([1], np.uint8), np.array([2], np.uint8), 0.5),
            (np.array([1], np.uint64), np.array([2], np.uint64), 0.5),
            (np.array([-128], np.int8), np.array([127], np.int8), 255 / 128),
            (np.array([1], np.uint8), np.array([-1], np.int8), 2),
            (np.array([1], np.uint8), np.array([2.0]), 0.5),
            (np.array([60000], np.float16), np.array([-60000], np.float16), 2),
            ([True, False], [True, False], 0),
            ([True, False], [True, True], 1),
            ([True], [1], 0),
            ([1 + 1j], [1 - 1j], np.sqrt(2)),
            ([1.0], [1 + 1e-3j], 1e-3),
            (3, 4, 0.25),
            ([[1, 2], [3, 4]], np.array([[1, 2], [3, 5]]), 0.2),
            (pd.Series([1, 2]), pd.Series([1, 4], index=[5, 6]), 0.5),
            (np.ma.array([1.0, 2.0], mask=False), [1.0, 4.0], 0.5),
        ],
    )
    def test_numbers_of_every_kind(self, a, b, expected):
        assert relative_error(a, b) == pytest.approx(expected)
        assert relative_error(b, a) == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("a", "error", "message"),
        [
            ("1.0", TypeError, "hold numbers; got a str"),
            (None, TypeError, "hold numbers; got a NoneType"),
            (["1.0"], TypeError, "hold numbers; got dtype <U3"),
            ([None], TypeError, "hold numbers; got dtype object"),
            (
                [[1.0], [1.0, 2.0]],
                TypeError,
                "hold numbers; got a list that is no array",
            ),
            ((x for x in [1.0]), TypeError, "hold numbers; got a generator"),
            ([Fraction(1, 3)], TypeError, "hold numbers; got dtype object"),
            (
                np.array(["2020"], "M8[D]"),
                TypeError,
                "hold numbers; got dtype datetime",
            ),
            ([], ValueError, r"not be empty; got shape \(0,\)"),
            (np.zeros((3, 0)), ValueError, r"not be empty; got shape \(3, 0\)"),
            (np.ma.masked_equal([1, 2], 2), ValueError, "not have masked entries"),
            ([np.ma.masked_equal([1, 2], 2)], ValueError, "not have masked entries"),
        ],
    )
    def test_what_is_refused(self, a, error, message):
        with pytest.raises(error, match=f"^a must {message}"):
            relative_error(a, [1.0])
        with pytest.raises(error, match=f"^b must {message}"):
            relative_error([1.0], a if not hasattr(a, "send") else (x for x in [1.0]))

    def test_shapes_must_match(self):
        with pytest.raises(ValueError, match=r"equal shapes; got \(3,\) and \(3, 1\)"):
            relative_error(np.zeros(3), np.zeros((3, 1)))
