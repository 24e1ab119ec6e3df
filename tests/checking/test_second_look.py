"""A gradient is judged rightly where its cost has kinks or is flat but for rounding."""

import numpy as np
import pytest
from checked_models import MISTAKES, TOLERANCE, random_model, spoiled

from helpers.checks import gradient_check
from helpers.losses import (
    mean_squared_error,
    perceptron_loss,
    softmax_cross_entropy,
)
from helpers.models import ACTIVATIONS, MLP, Linear


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
