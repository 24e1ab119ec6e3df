"""The checks: they pass what is right, and they fail what is wrong."""

import re
from fractions import Fraction

import numpy as np
import pandas as pd
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


class Curve:
    """A model of one parameter w: its only score is Σ f(w), the claimed slope df(w)."""

    def __init__(self, f, df, w):
        self.f, self.df = f, df
        self.parameters = {"w": np.array(w, dtype=float)}

    def forward(self, X, rng=None):
        return np.full((len(X), 1), self.f(self.parameters["w"]).sum()), None

    def backward(self, record, dz):
        return {"w": dz.sum() * self.df(self.parameters["w"])}


def score(z, y):
    """The score itself as the cost."""
    return z.mean(), np.full(z.shape, 1 / len(z))


def check_curve(f, df, w):
    """The row of the table for a curve: relative error and note."""
    table = gradient_check(Curve(f, df, w), score, np.ones((1, 1)), np.zeros(1))
    return table["relative error"]["w"], table.get("note", {"w": ""})["w"]


def relu(w):
    return np.maximum(w, 0)


def spoiled(model, name, change):
    """The model with one of its gradients changed."""

    class Spoiled(type(model)):
        def backward(self, record, dz):
            gradients = super().backward(record, dz)
            return gradients | {name: change(gradients[name])}

    wrong = Spoiled.__new__(Spoiled)
    wrong.__dict__.update(model.__dict__)
    return wrong


def one_entry(gradient):
    changed = gradient.copy()
    changed.flat[0] *= 1.5
    return changed


MISTAKES = {
    "sign": lambda gradient: -gradient,
    "factor 2": lambda gradient: 2 * gradient,
    "factor 0.99": lambda gradient: 0.99 * gradient,
    "missing": lambda gradient: 0 * gradient,
    "one entry": one_entry,
}


class TestKinks:
    """Where the cost has no derivative, every slope between the sides is right."""

    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    y = np.array([0, 1, 1, 0])

    def xor(self):
        """Zero biases, and an input of zeros: every unit stands at its kink."""
        return MLP((2, 4, 2), np.random.default_rng(1))

    def test_the_biases_of_relu_on_xor(self):
        table = gradient_check(self.xor(), softmax_cross_entropy, self.X, self.y)
        assert (table["relative error"] < TOLERANCE).all()
        assert table["note"]["b1"] == "kink of 0.1 in 4 of 4 entries"
        assert not table["note"].drop("b1").any()

    @pytest.mark.parametrize("mistake", MISTAKES)
    @pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
    def test_a_wrong_gradient_there_is_caught(self, name, mistake):
        model = spoiled(self.xor(), name, MISTAKES[mistake])
        table = gradient_check(model, softmax_cross_entropy, self.X, self.y)
        assert table["relative error"][name] > 1e-3
        assert "wrong by" in table["note"][name]
        assert (table["relative error"].drop(name) < TOLERANCE).all()

    def test_scores_that_tie(self):
        y = np.arange(9) % 3
        X = np.random.default_rng(0).normal(size=(9, 2))
        table = gradient_check(Linear(2, 3), perceptron_loss, X, y)
        assert (table["relative error"] < TOLERANCE).all()
        assert table["note"].str.startswith("kink of").all()

    @pytest.mark.parametrize("mistake", MISTAKES)
    @pytest.mark.parametrize("name", ["W", "b"])
    def test_a_wrong_gradient_at_a_tie_is_caught(self, name, mistake):
        y = np.arange(9) % 3
        X = np.random.default_rng(0).normal(size=(9, 2))
        model = spoiled(Linear(2, 3), name, MISTAKES[mistake])
        table = gradient_check(model, perceptron_loss, X, y)
        assert table["relative error"][name] > 1e-3

    @pytest.mark.parametrize("slope", [-1, -0.5, 0, 0.3, 1])
    def test_every_slope_between_the_sides_is_right(self, slope):
        error, note = check_curve(
            np.abs, lambda w: np.where(w == 0, slope, np.sign(w)), [0.0]
        )
        assert 0 <= error < TOLERANCE
        # The central difference is 0: there is nothing to explain.
        assert note == ("" if slope == 0 else "kink of 2 in 1 of 1 entries")

    @pytest.mark.parametrize("slope", [-5, -1.01, 1.01, 5])
    def test_no_other_slope_is(self, slope):
        error, note = check_curve(
            np.abs, lambda w: np.where(w == 0, slope, np.sign(w)), [0.0]
        )
        assert error == pytest.approx(1 - 1 / abs(slope))
        assert note.startswith("outside a kink by")

    @pytest.mark.parametrize("factor", [-1, 0, 0.9, 0.99, 1.01, 1.1, 2])
    @pytest.mark.parametrize("at_kink", [0, 0.5, 1])
    def test_the_sides_must_be_right_too(self, factor, at_kink):
        def claimed(w):
            return factor * np.where(w == 0, at_kink, w > 0)

        # The other entry sets the scale, and is right.
        error, _ = check_curve(
            lambda w: relu(w[:1]).sum() + w[1:],
            lambda w: np.append(claimed(w[:1]), 1),
            [0.0, 3.0],
        )
        if factor == 0 and at_kink == 0:
            assert error > 0.4
        else:
            assert error > 1e-3

    @pytest.mark.parametrize("right", [True, False])
    @pytest.mark.parametrize(
        "kinks",
        [
            [0.05],
            [-0.05],
            [0.3],
            [0.7],
            [-0.95],
            [0.3, -0.6],
            [0.04, 0.4],
            [-0.02, 0.05, 0.5, 0.8],
        ],
    )
    def test_kinks_closer_than_h(self, kinks, right):
        kinks = 1e-5 * np.array(kinks)
        factor = 1 if right else 1.01
        error, note = check_curve(
            lambda w: np.exp(w) + relu(w - kinks).sum(),
            lambda w: factor * (np.exp(w) + (w > kinks).sum()),
            [0.0],
        )
        if right:
            assert error < TOLERANCE
            assert note.startswith(("kink of", "differences good to"))
        else:
            assert error > 1e-3

    def test_kinks_here_and_on_both_sides(self):
        kinks = 1e-5 * np.array([-0.5, 0.02, 0.5])
        for sign in (1, -1):
            error, note = check_curve(
                lambda w: relu(w - kinks).sum(),
                lambda w, sign=sign: sign * (w > kinks).sum(keepdims=True),
                [0.0],
            )
            assert (error < TOLERANCE) == (sign == 1)
            assert note.startswith("kink of" if sign == 1 else "wrong by")

    def test_bends_in_opposite_ways_are_named(self):
        # relu(w) + 3 relu(-w): the sides are 1 and -3, back-propagation gives 0 + 0 ...
        error, note = check_curve(
            lambda w: 2 * relu(w) - relu(-w), lambda w: 2 * (w > 0) + (w < 0), [0.0]
        )
        # ... but here 0 is not between 1 and 2.
        assert error == pytest.approx(1 / 1.5)
        assert note == "outside a kink by 1 in 1 of 1 entries"

    def test_a_jump_of_the_cost_is_no_kink(self):
        error, note = check_curve(lambda w: w + (w > 0), np.ones_like, [0.0])
        assert error > 0.9
        assert note.startswith("wrong by")

    @pytest.mark.parametrize(("factor", "right"), [(1, True), (2, False), (-1, False)])
    def test_a_bend_of_the_slope_at_a_minimum(self, factor, right):
        error, _ = check_curve(
            lambda w: relu(w) ** 2, lambda w: factor * 2 * relu(w), [0.0]
        )
        assert (error < TOLERANCE) == right
        assert (error < 1e-3) == right

    @pytest.mark.parametrize("factor", [1, 1.001])
    def test_a_curve_too_bent_for_h(self, factor):
        error, note = check_curve(
            lambda w: np.sin(300 * w), lambda w: factor * 300 * np.cos(300 * w), [0.5]
        )
        if factor == 1:
            assert error < TOLERANCE
            assert note == "differences good to 0.0003 in 1 of 1 entries"
        else:
            assert error == pytest.approx(0.001, rel=0.01)

    @pytest.mark.parametrize(("bend", "noted"), [(55, False), (110, True)])
    def test_there_is_a_second_look_above_1e_7(self, bend, noted):
        # The central difference is off by bend² h²/6: 5e-8 and 2e-7.
        error, note = check_curve(
            lambda w: np.sin(bend * w), lambda w: bend * np.cos(bend * w), [0.0]
        )
        assert (error == 0) == noted
        assert bool(note) == noted

    @pytest.mark.parametrize(("deviation", "wrong"), [(9e-4, False), (1.1e-3, True)])
    def test_a_gradient_is_called_wrong_from_1e_3_on(self, deviation, wrong):
        error, note = check_curve(np.exp, lambda w: (1 + deviation) * np.exp(w), [0.0])
        assert error == pytest.approx(deviation, rel=0.01)
        assert note == ("wrong by 0.001 in 1 of 1 entries" if wrong else "")

    def test_a_second_look_costs_no_more_than_the_first(self):
        calls = []

        def counted(z, y):
            calls.append(1)
            return perceptron_loss(z, y)

        gradient_check(Linear(2, 3), counted, np.ones((4, 2)), np.array([0, 1, 2, 0]))
        entries = 2 * 3 + 3
        assert len(calls) <= 2 * (2 * entries + 1)


class TestMinima:
    """Where the gradient is zero but for rounding, differences measure rounding."""

    A = np.random.default_rng(0).normal(size=(9, 5))

    def exact_fit(self, scale=1.0):
        rng = np.random.default_rng(3)
        model = Linear(5)
        model.parameters = {"W": rng.normal(size=(5, 1)) / scale, "b": np.array([0.3])}
        return model, self.A * scale, model.forward(self.A * scale)[0][:, 0]

    def minimum(self, l2=0.0, level=0.0):
        """The least-squares or ridge fit of noisy targets."""
        n, k = self.A.shape
        y = np.random.default_rng(4).normal(size=n) + level
        D = np.column_stack([self.A, np.ones(n)])
        penalty = n * l2 / 2 * np.diag(np.append(np.ones(k), 0))
        theta = np.linalg.solve(D.T @ D + penalty, D.T @ y)
        model = Linear(5)
        model.parameters = {"W": theta[:5, np.newaxis], "b": theta[5:]}
        return model, self.A, y

    @pytest.mark.parametrize("scale", [1e-3, 1, 1e3])
    def test_an_exact_fit(self, scale):
        model, X, y = self.exact_fit(scale)
        table = gradient_check(model, mean_squared_error, X, y)
        assert (table["relative error"] < TOLERANCE).all()
        notes = table["note"][table["note"] != ""]
        assert notes.str.match(
            r"rounding noise below \de-\d\d in \d of \d entries"
        ).all()

    def test_an_exact_fit_in_dollars(self):
        model, X, y = self.exact_fit()
        model.parameters = {k: 1e6 * value for k, value in model.parameters.items()}
        table = gradient_check(model, mean_squared_error, X, 1e6 * y)
        assert (table["relative error"] < TOLERANCE).all()

    @pytest.mark.parametrize("activation", ACTIVATIONS)
    def test_an_exact_fit_of_a_network(self, activation):
        model = random_model(1, (5, 4, 1), activation)
        y = model.forward(self.A)[0][:, 0]
        table = gradient_check(model, mean_squared_error, self.A, y)
        assert (table["relative error"] < TOLERANCE).all()

    @pytest.mark.parametrize("mistake", MISTAKES)
    @pytest.mark.parametrize("name", ["W", "b"])
    def test_a_wrong_gradient_at_an_exact_fit_is_caught(self, name, mistake):
        model, X, y = self.exact_fit()
        model = spoiled(model, name, MISTAKES[mistake])
        table = gradient_check(model, mean_squared_error, X, y)
        assert table["relative error"][name] > 1e-3
        assert "wrong by" in table["note"][name]

    @pytest.mark.parametrize("l2", [0, 0.1])
    @pytest.mark.parametrize("level", [0, 2000])
    def test_a_minimum(self, l2, level):
        model, X, y = self.minimum(l2, level)
        table = gradient_check(model, mean_squared_error, X, y, l2)
        assert (table["relative error"] < TOLERANCE).all()

    @pytest.mark.parametrize("distance", [0, 1e-10, 1e-8, 1e-6, 1e-4])
    def test_near_a_minimum(self, distance):
        model, X, y = self.minimum()
        model.parameters["W"] += distance
        table = gradient_check(model, mean_squared_error, X, y)
        assert (table["relative error"] < TOLERANCE).all()

    @pytest.mark.parametrize("mistake", MISTAKES)
    @pytest.mark.parametrize("name", ["W", "b"])
    @pytest.mark.parametrize("distance", [0, 1e-10, 1e-8, 1e-6, 1e-4])
    def test_a_wrong_gradient_near_a_minimum_is_caught(self, distance, name, mistake):
        model, X, y = self.minimum()
        model.parameters["W"] += distance
        model = spoiled(model, name, MISTAKES[mistake])
        table = gradient_check(model, mean_squared_error, X, y)
        assert table["relative error"][name] > 1e-3

    def test_a_missing_penalty_at_the_penalised_minimum_is_caught(self):
        model, X, y = self.minimum(l2=0.1)
        W = model.parameters["W"]
        model = spoiled(model, "W", lambda gradient: gradient - 0.1 * W)
        table = gradient_check(model, mean_squared_error, X, y, l2=0.1)
        assert table["relative error"]["W"] > 0.9

    @pytest.mark.parametrize("factor", [1, -1])
    @pytest.mark.parametrize("height", [1e-4, 1, 1e4])
    def test_where_both_are_zero_the_sides_tell(self, factor, height):
        error, _ = check_curve(
            lambda w: height * w**2, lambda w: factor * height * 2 * w, [0.0]
        )
        assert error == pytest.approx(0 if factor == 1 else 1.1, abs=1e-3)

    @pytest.mark.parametrize("slope", [1e-8, 1e-7, 1e-6, 1e-5])
    @pytest.mark.parametrize("factor", [1, 1.005])
    def test_a_small_slope(self, slope, factor):
        error, _ = check_curve(
            lambda w: slope * w, lambda w: factor * slope + 0 * w, [0.0]
        )
        if factor == 1 or slope < 2e-8:  # less than the noise can be measured
            assert error < TOLERANCE
        else:
            assert error == pytest.approx(0.005, rel=0.01)

    def test_an_entry_is_judged_by_the_scale_of_its_array(self):
        error, note = check_curve(
            lambda w: w[:1] + 1e-4 * w[1:],
            lambda w: np.array([1, 2e-4]),
            [0.0, 0.0],
        )
        assert error == pytest.approx(1e-4)
        assert note == ""

    def test_the_noise_of_a_large_penalty(self):
        model, X, _ = self.exact_fit()
        model.parameters["W"] *= 1e3
        y = model.forward(X)[0][:, 0]
        table = gradient_check(model, mean_squared_error, X, y, l2=1)
        assert (table["relative error"] < TOLERANCE).all()

    @pytest.mark.parametrize("extra", [1e-8, 1e-6])
    def test_an_entry_above_the_noise_is_no_noise(self, extra):
        model, X, y = self.minimum()
        model = spoiled(
            model, "W", lambda gradient: gradient + [[extra]] + 0 * gradient
        )
        table = gradient_check(model, mean_squared_error, X, y)
        assert table["relative error"]["W"] > 0.9
        assert table["note"]["W"].startswith("wrong by")

    @pytest.mark.parametrize("bias", [10, 20, 22, 30, 50, 800])
    def test_a_saturated_softmax(self, bias):
        model = Linear(5, 3)
        model.parameters["b"][0] = bias
        y = np.zeros(9, dtype=int)
        table = gradient_check(model, softmax_cross_entropy, self.A, y)
        assert (table["relative error"] < TOLERANCE).all()

    def test_the_noise_of_a_saturated_softmax_is_named(self):
        model = Linear(5, 3)
        model.parameters["b"][0] = 50
        table = gradient_check(
            model, softmax_cross_entropy, self.A, np.zeros(9, dtype=int)
        )
        assert table["note"]["W"] == "rounding noise below 9e-11 in 10 of 15 entries"

    @pytest.mark.parametrize("mistake", MISTAKES)
    def test_a_wrong_gradient_of_a_nearly_saturated_softmax_is_caught(self, mistake):
        model = Linear(5, 3)
        model.parameters["b"][0] = 12
        model = spoiled(model, "W", MISTAKES[mistake])
        y = np.zeros(9, dtype=int)
        table = gradient_check(model, softmax_cross_entropy, self.A, y)
        assert table["relative error"]["W"] > 1e-3


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

    @pytest.mark.parametrize("other", [0.0, 1.0, np.nan, np.inf])
    @pytest.mark.parametrize("value", [np.nan, np.inf])
    def test_what_is_not_finite_does_not_hold(self, value, other):
        with pytest.raises(AssertionError, match="“b” deviates from “a” by nan"):
            check_lines("1.9", {"a": np.array([other]), "b": np.array([value])})
        with pytest.raises(AssertionError, match="“b” deviates from “a” by nan"):
            check_lines("1.9", {"a": np.array([value]), "b": np.array([other])})
        with pytest.raises(AssertionError, match="measured.*deviates from “a” by nan"):
            check_lines("1.9", {"a": np.array([other])}, measured=[value])

    @pytest.mark.parametrize(("deviation", "holds"), [(0.9e-7, True), (1.1e-7, False)])
    def test_the_bound_on_the_measurement(self, deviation, holds):
        lines = {"a": np.ones(3)}
        if holds:
            check_lines("1.9", lines, measured=np.ones(3) + deviation)
        else:
            with pytest.raises(AssertionError, match="allowed: 1e-07"):
                check_lines("1.9", lines, measured=np.ones(3) + deviation)

    @pytest.mark.parametrize(
        ("deviation", "holds"), [(0.9e-12, True), (1.1e-12, False)]
    )
    def test_the_bound_between_lines(self, deviation, holds):
        lines = {"a": np.ones(3), "b": np.ones(3) + deviation}
        if holds:
            check_lines("1.9", lines)
        else:
            with pytest.raises(AssertionError, match="allowed: 1e-12"):
                check_lines("1.9", lines)

    def test_another_tolerance(self):
        check_lines("1.9", {"a": 1.0, "b": 1.009}, tolerance=0.01)
        with pytest.raises(AssertionError, match="allowed: 0.01"):
            check_lines("1.9", {"a": 1.0, "b": 1.02}, tolerance=0.01)

    @pytest.mark.parametrize(
        ("tolerance", "error"),
        [
            (-1, ValueError),
            (0, ValueError),
            (np.nan, ValueError),
            (np.inf, ValueError),
            (True, TypeError),
            ("1", TypeError),
            (None, TypeError),
        ],
    )
    def test_a_tolerance_that_is_refused(self, tolerance, error):
        with pytest.raises(error, match="tolerance must be a positive float"):
            check_lines("1.9", {"a": 1.0, "b": 1.0}, tolerance=tolerance)

    @pytest.mark.parametrize(
        ("lines", "error", "message"),
        [
            ({}, ValueError, r"two or more, or one and measured; got \[\]"),
            ({"a": 1.0}, ValueError, r"two or more, or one and measured; got \['a'\]"),
            ([1.0, 1.0], TypeError, "lines must be a dictionary; got a list"),
            (
                {"a": [], "b": []},
                ValueError,
                r"“a” must not be empty; got shape \(0,\)",
            ),
            (
                {"a": 1.0, "b": "x"},
                TypeError,
                r"\(1\.9\): “b” must hold numbers; .*str",
            ),
            ({"a": 1.0, "b": None}, TypeError, "“b” must hold numbers; got a NoneType"),
            (
                {"a": [1.0, 2.0], "b": np.ma.masked_equal([1.0, 3.0], 3)},
                ValueError,
                "“b” must not have masked entries",
            ),
            (
                {"a": [1.0], "b": [1.0], "c": [[1.0]]},
                ValueError,
                r"“b” and “c” must have equal shapes; got \(1,\) and \(1, 1\)",
            ),
        ],
    )
    def test_lines_that_cannot_be_compared(self, lines, error, message):
        with pytest.raises(error, match=message):
            check_lines("1.9", lines)

    def test_a_measurement_alone_checks_nothing(self):
        with pytest.raises(ValueError, match="lines must be two or more"):
            check_lines("1.9", {}, measured=np.ones(3))

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

    @pytest.mark.parametrize(
        "holds",
        [True, np.True_, [True], np.array(True), pd.Series([True]), [[np.True_]]],
    )
    def test_one_boolean_is_one_point(self, holds, capsys):
        check_claim("1.2", "x² ≥ 0", holds)
        assert capsys.readouterr().out == "(1.2) x² ≥ 0: holds at 1 point tried\n"

    @pytest.mark.parametrize("holds", [False, np.False_, [True, False]])
    def test_false_fails(self, holds):
        with pytest.raises(AssertionError, match="“x² ≥ 0” fails at 1 of"):
            check_claim("1.2", "x² ≥ 0", holds)

    @pytest.mark.parametrize(
        ("holds", "error", "message"),
        [
            ([], ValueError, "empty"),
            (np.ones((3, 0), bool), ValueError, "empty"),
            ((x > 0 for x in (1, -1)), TypeError, "got a generator"),
            (lambda: True, TypeError, "got a function"),
            (np.nan, TypeError, "got a float"),
            (1, TypeError, "got a int"),
            ("False", TypeError, "got a str"),
            (None, TypeError, "got a NoneType"),
            ([1, 1], TypeError, "got dtype int"),
            ([True, 1.0], TypeError, "got dtype float64"),
            ([True, None], TypeError, "got dtype object"),
            ([True, "False"], TypeError, "got dtype <U"),
            ([[True], [True, True]], TypeError, "got a list that is no array"),
            (np.ma.array([True, False], mask=[0, 1]), ValueError, "masked"),
            (pd.array([True, None], dtype="boolean"), ValueError, "masked"),
        ],
    )
    def test_only_booleans_are_a_verdict(self, holds, error, message):
        with pytest.raises(
            error, match=rf"\(1\.2\): holds of “x² ≥ 0” must.*{message}"
        ):
            check_claim("1.2", "x² ≥ 0", holds)


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

    def judge(self, capsys, answer, solution, mistakes=None):
        exercise("J", answer, solution, mistakes)
        printed = capsys.readouterr().out
        assert printed.startswith("J: ")
        assert printed.endswith("\n")
        return printed[3:-1]

    @pytest.mark.parametrize(
        ("deviation", "verdict"), [(0.9e-9, "correct"), (1.1e-9, "not yet.*1.1e-09")]
    )
    def test_how_near_a_correct_answer_is(self, deviation, verdict, capsys):
        answer = self.solution.copy()
        answer[1, 2] += 6 * deviation
        assert re.match(verdict, self.judge(capsys, answer, self.solution))

    @pytest.mark.parametrize(
        ("answer", "verdict"),
        [
            (0.0, "correct"),
            (0, "correct"),
            (-0.0, "correct"),
            (1e-17, "correct"),
            (-0.9e-12, "correct"),
            (1.1e-12, "not yet"),
            (-1e-3, "not yet"),
            (1.0, "not yet"),
            (np.nan, "not yet"),
            (np.inf, "not yet"),
            (False, "not yet"),
        ],
    )
    def test_a_solution_of_zero(self, answer, verdict, capsys):
        for solution in (0.0, 0):
            assert self.judge(capsys, answer, solution).startswith(verdict)
        if np.ndim(answer) == 0 and not isinstance(answer, bool):
            row = np.array([0.0, answer])
            assert self.judge(capsys, row, np.zeros(2)).startswith(verdict)

    def test_next_to_other_numbers_a_zero_may_be_off_by_rounding(self, capsys):
        assert self.judge(capsys, [1.0, 1e-17], [1.0, 0.0]) == "correct"
        assert self.judge(capsys, [1.0, 1e-6], [1.0, 0.0]).startswith("not yet")

    def test_a_small_solution_is_not_zero(self, capsys):
        assert self.judge(capsys, 2e-20, 1e-20).startswith("not yet")
        assert self.judge(capsys, 0.0, 1e-20).startswith("not yet")

    @pytest.mark.parametrize(
        ("answer", "solution", "verdict"),
        [
            (True, True, "correct"),
            (False, False, "correct"),
            (np.True_, True, "correct"),
            (True, False, "not yet. 1 of 1 differ."),
            ([True, False], [True, False], "correct"),
            ([True, False], [True, True], "not yet. 1 of 2 differ."),
            ([[True, False]], [[True], [False]], "not yet. Is it transposed?"),
            ([True], True, "not yet. The shape is (1,), not ()."),
            (1, True, "not yet. The answer must hold booleans; got dtype int64."),
            ("True", True, "not yet. The answer must hold numbers; got a str."),
            (True, 1.0, "not yet. The answer must hold numbers; got dtype bool."),
        ],
    )
    def test_booleans(self, answer, solution, verdict, capsys):
        assert self.judge(capsys, answer, solution).replace("int32", "int64") == verdict

    @pytest.mark.parametrize(
        ("answer", "solution", "verdict"),
        [
            (2 + 1j, 2 + 1j, "correct"),
            (-2 - 1j, 2 + 1j, "not yet. Is the sign right?"),
            (2 - 1j, 2 + 1j, "not yet. The largest relative deviation is 0.89."),
            (2 + 0j, 2.0, "correct"),
            (2 + 1j, 2.0, "not yet. The largest relative deviation is 0.45."),
            (np.array([1, 2], np.uint8), [1.0, 2.0], "correct"),
            (np.array([1, 2], np.uint8), np.array([1, 3], np.uint8), "not yet"),
            ([-1, -2], np.array([1, 2], np.uint8), "not yet. Is the sign right?"),
            ([1, 2], [1, 2], "correct"),
            ((1, 2), [1, 2], "correct"),
            (pd.Series([1, 2], index=[7, 8]), [1, 2], "correct"),
            (pd.DataFrame({"a": [1, 2]}), [[1], [2]], "correct"),
            (pd.DataFrame({"a": [1, 2]}), [1, 2], "not yet. The shape is (2, 1)"),
            (
                np.float32(0.1),
                0.1,
                "not yet. The largest relative deviation is 1.5e-08",
            ),
        ],
    )
    def test_numbers_of_every_kind(self, answer, solution, verdict, capsys):
        assert self.judge(capsys, answer, solution).startswith(verdict)

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (None, "must hold numbers; got a NoneType."),
            ("-x", "must hold numbers; got a str."),
            ("1.0", "must hold numbers; got a str."),
            (b"1", "must hold numbers; got a bytes."),
            ([[1, 2], [3]], "must hold numbers; got a list that is no array."),
            ([..., 1.0], "must hold numbers; got dtype object."),
            ([None], "must hold numbers; got dtype object."),
            (["1", "2"], "must hold numbers; got dtype <U1."),
            ({"W": 1.0}, "must hold numbers; got a dict."),
            ({1.0}, "must hold numbers; got a set."),
            (np.sum, "must hold numbers; got a "),
            (np.ndarray, "must hold numbers; got a type."),
            ((x for x in (1, 2)), "must hold numbers; got a generator."),
            (Linear(3), "must hold numbers; got a Linear."),
            (10**400, "must hold numbers; got a int."),
            (pd.DataFrame({"a": ["x"]}), "must hold numbers; got dtype object."),
            (
                np.array(["2020"], "M8[D]"),
                "must hold numbers; got dtype datetime64[D].",
            ),
            (np.zeros(2, [("a", float)]), "must hold numbers; got dtype ["),
            (np.ma.masked_less(solution, 3), "must not have masked entries."),
            ([], "must not be empty; got shape (0,)."),
        ],
    )
    def test_what_is_no_array_of_numbers_is_answered_in_words(
        self, answer, words, capsys
    ):
        printed = self.judge(capsys, answer, self.solution)
        assert printed.startswith(f"not yet. The answer {words}")

    def test_an_object_that_refuses_to_be_an_array_is_answered_in_words(self, capsys):
        class Stubborn:
            def __array__(self, *args, **kwargs):
                raise RuntimeError("no")

            def __repr__(self):
                raise RuntimeError("no")

        printed = self.judge(capsys, Stubborn(), self.solution)
        assert printed.endswith("must hold numbers; got a Stubborn that is no array.")

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_what_is_not_finite_is_not_correct(self, value, capsys):
        answer = self.solution.copy()
        answer[0, 0] = value
        assert self.judge(capsys, answer, self.solution) == (
            "not yet. Not every number is finite."
        )
        mistakes = {"Is that a number?": answer}
        assert "finite" in self.judge(capsys, answer, self.solution, mistakes)

    @pytest.mark.parametrize(
        ("solution", "mistakes", "error", "message"),
        [
            (np.nan, None, ValueError, "solution must be finite; got nan"),
            ([1.0, np.inf], None, ValueError, "solution must be finite"),
            (None, None, TypeError, "solution must hold numbers; got a NoneType"),
            ("1", None, TypeError, "solution must hold numbers; got a str"),
            ([], None, ValueError, "solution must not be empty"),
            (1.0, {"Why?": "x"}, TypeError, r"mistakes\['Why\?'\] must hold numbers"),
            (1.0, {"Why?": []}, ValueError, r"mistakes\['Why\?'\] must not be empty"),
            (1.0, [2.0], TypeError, "mistakes must be a dictionary; got a list"),
        ],
    )
    @pytest.mark.parametrize("answer", [..., 1.0, np.nan])
    def test_a_solution_must_be_right(self, answer, solution, mistakes, error, message):
        with pytest.raises(error, match=message):
            exercise("J", answer, solution, mistakes)
