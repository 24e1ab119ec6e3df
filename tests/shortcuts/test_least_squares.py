"""Least squares from one factorisation: each run equals the textbook loop."""

import numpy as np
import pytest
from definitions import assert_same_run, data, textbook

from helpers.early_stopping import EarlyStopping
from helpers.losses import mean_squared_error
from helpers.models import Linear
from helpers.optimizers import Momentum
from helpers.run import Run
from helpers.shortcuts import least_squares
from helpers.sweeps import sweep
from helpers.training import train


class TestLeastSquares:
    @pytest.mark.parametrize("epochs", [6, 256, 257, 700])
    @pytest.mark.parametrize("l2", [0, 0.1, 10])
    @pytest.mark.parametrize("learning_rate", [0.001, 0.05])
    def test_full_batches(self, epochs, l2, learning_rate):
        X, y, _ = data(mean_squared_error, 40)
        model = Linear(5)
        model.parameters["W"] += 1.5
        assert least_squares.fits(
            Run(model, mean_squared_error, X, y, learning_rate, epochs)
        )
        run = train(
            model,
            mean_squared_error,
            X,
            y,
            learning_rate=learning_rate,
            epochs=epochs,
            l2=l2,
        )
        definition = textbook(
            model, mean_squared_error, X, y, learning_rate, epochs, 40, l2=l2
        )
        assert_same_run(run, definition)

    def test_with_a_penalised_bias(self):
        X, y, _ = data(mean_squared_error, 40)
        options = {"learning_rate": 0.05, "l2": 0.7, "penalise_bias": True}
        fast, _ = train(Linear(5), mean_squared_error, X, y, epochs=300, **options)
        # Momentum without memory is the same descent by the plain loop.
        plain, _ = train(
            Linear(5),
            mean_squared_error,
            X,
            y,
            epochs=300,
            optimizer=Momentum(0),
            **options,
        )
        for name, value in plain.parameters.items():
            np.testing.assert_allclose(fast.parameters[name], value, rtol=1e-11)

    def test_more_inputs_than_examples(self):
        X, y, _ = data(mean_squared_error, 8, p=20)
        run = train(
            Linear(20), mean_squared_error, X, y, learning_rate=0.01, epochs=300
        )
        definition = textbook(Linear(20), mean_squared_error, X, y, 0.01, 300, 8)
        assert_same_run(run, definition, rtol=1e-9)

    def test_a_perfect_fit_has_no_negative_cost(self):
        X, _, _ = data(mean_squared_error, 40)
        _, history = train(
            Linear(5),
            mean_squared_error,
            X,
            X @ np.ones(5),
            learning_rate=0.2,
            epochs=900,
        )
        assert 0 <= history.costs[-1] < 1e-28

    def test_checks_and_early_stopping_see_the_weights_of_their_step(self):
        X, y, _ = data(mean_squared_error, 40)
        options = {
            "learning_rate": 0.1,
            "epochs": 500,
            "monitor": {"training": (X[:20], y[:20]), "validation": (X[20:], y[20:])},
            "monitor_every": 7,
            "early_stopping": EarlyStopping(3),
        }
        _, fast = train(Linear(5), mean_squared_error, X[:20], y[:20], **options)
        _, plain = train(
            Linear(5),
            mean_squared_error,
            X[:20],
            y[:20],
            optimizer=Momentum(0),
            **options,
        )
        assert fast.stopped_at == plain.stopped_at < 500
        assert fast.best_step == plain.best_step
        for a, b in zip(fast.checks, plain.checks, strict=True):
            assert a == pytest.approx(b, rel=1e-11)


def test_least_squares_in_float32_diverges_at_the_step_where_the_loop_does():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3)).astype(np.float32)
    y = rng.normal(size=40).astype(np.float32)
    options = {"learning_rate": 2.0, "epochs": 1000, "l2": 0.01}
    _, fast = train(Linear(3), mean_squared_error, X, y, **options)
    _, loop = train(
        Linear(3), mean_squared_error, X, y, optimizer=Momentum(0), **options
    )
    [(_, swept)] = sweep(Linear(3), mean_squared_error, X, y, **options)
    assert loop.diverged_at is not None
    assert fast.diverged_at == swept.diverged_at == loop.diverged_at
    # The costs grow by the same factors; at the end they differ by rounding only.
    np.testing.assert_allclose(fast.costs[:-1], loop.costs[:-1], rtol=1e-3)
