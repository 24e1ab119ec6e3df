"""A new loss, optimizer, shortcut or explorer: one file, and one line that names it."""

import numpy as np
import pytest

from helpers import live, training
from helpers.checks import gradient_check
from helpers.live import LiveFigure, log_slider
from helpers.models import Linear
from helpers.optimizers import Momentum
from helpers.plots import new_figure
from helpers.training import train

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 3)), RNG.integers(0, 2, 40)


def hinge_loss(z, y):
    """A new loss: mean of max(0, 1 − s z), with s = ±1."""
    s = np.where(y == 1, 1.0, -1.0)[:, np.newaxis]
    inside = s * z < 1
    return np.mean(np.where(inside, 1 - s * z, 0)), np.where(inside, -s, 0) / len(y)


def test_a_new_loss_is_a_function(monkeypatch):
    # The line: losses with classes name themselves, for the accuracy.
    losses = (*training.CLASSIFICATION_LOSSES, hinge_loss)
    monkeypatch.setattr(training, "CLASSIFICATION_LOSSES", losses)
    model = Linear(3)
    model.parameters["W"] += 0.3
    assert (gradient_check(model, hinge_loss, X, Y)["relative error"] < 1e-7).all()
    _, history = train(
        model, hinge_loss, X, Y, learning_rate=0.1, epochs=50, monitor={"all": (X, Y)}
    )
    assert history.costs[-1] < history.costs[0]
    assert 0.5 < history.checks[-1]["all_accuracy"] <= 1


class SignDescent:
    """A new optimizer: every parameter moves by α, down the slope."""

    def update(self, parameters, gradients, learning_rate):
        for name, gradient in gradients.items():
            parameters[name] -= learning_rate * np.sign(gradient)


def test_a_new_optimizer_is_a_class_with_an_update():
    model, _ = train(
        Linear(3), hinge_loss, X, Y, learning_rate=0.25, epochs=1,
        optimizer=SignDescent(),
    )  # fmt: skip
    np.testing.assert_array_equal(np.abs(model.parameters["W"]), 0.25)


def linear_cost(z, y):
    """J = mean of y z: its gradient is the same everywhere."""
    return np.mean(y * z[:, 0]), y[:, np.newaxis] / len(y)


class ConstantGradient:
    """A new shortcut, for that cost: one gradient serves all steps."""

    steps_taken = 0

    @staticmethod
    def fits(run):
        return run.loss is linear_cost and run.is_full_batch and run.is_plain

    @classmethod
    def steps(cls, run):
        J, gradients = training.cost_and_gradients(run.model, run.loss, run.X, run.y)
        fall = sum(np.vdot(g, g) for g in gradients.values()) * run.learning_rate
        for name, gradient in gradients.items():
            run.model.parameters[name] -= run.learning_rate * run.epochs * gradient
        cls.steps_taken += run.epochs
        yield [J - t * fall for t in range(run.epochs)]


def test_a_new_shortcut_answers_two_questions(monkeypatch):
    options = {"learning_rate": 0.1, "epochs": 30}
    # Momentum without memory is the same descent, by the plain loop.
    plain, by_loop = train(
        Linear(3), linear_cost, X, Y, **options, optimizer=Momentum(0)
    )
    assert ConstantGradient.steps_taken == 0
    # The line: shortcuts stand in a tuple.
    monkeypatch.setattr(training, "SHORTCUTS", (*training.SHORTCUTS, ConstantGradient))
    fast, history = train(Linear(3), linear_cost, X, Y, **options)
    assert ConstantGradient.steps_taken == 30
    assert history.costs == pytest.approx(by_loop.costs, rel=1e-12)
    for name, value in plain.parameters.items():
        np.testing.assert_allclose(fast.parameters[name], value, rtol=1e-12)


def explore_parabola():
    """A new explorer: where one step of gradient descent on w² leads."""
    figure, ax = new_figure(height=2)
    w = np.linspace(-2, 2, 81)
    ax.plot(w, w**2)
    ax.set(xlabel="weight w", ylabel="cost w²", xlim=(-2, 2), ylim=(0, 4))
    (step,) = ax.plot([], [], "o-")
    title = ax.set_title("", loc="left")

    def update(alpha):
        after = 1 - 2 * alpha
        step.set_data([1, after], [1, after**2])
        title.set_text(f"w = {after:.2f}")

    slider = log_slider("learning rate α", 0.1, 0.01, 1)
    return LiveFigure(figure, [step, title], update, alpha=slider)


def test_a_new_explorer_is_a_function_that_returns_a_live_figure(monkeypatch):
    # The line: live/__init__.py imports it.
    monkeypatch.setattr(live, "explore_parabola", explore_parabola, raising=False)
    figure = live.explore_parabola()
    assert "w = 0.80" in figure.readout.value
    before = figure.picture.value
    figure.sliders["alpha"].value = 0.5
    assert "w = 0.00" in figure.readout.value
    assert figure.picture.value != before
    assert figure.message.value == ""
    figure.close()
