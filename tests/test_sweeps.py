"""Sweeps: each of the models trained at once equals a run of its own."""

import numpy as np
import pytest
from definitions import LOSSES, assert_same_run, data

from helpers.losses import mean_squared_error, perceptron_loss, softmax_cross_entropy
from helpers.models import MLP, Linear
from helpers.sweeps import sweep
from helpers.training import train


class TestSweep:
    @pytest.mark.parametrize("loss", [*LOSSES, perceptron_loss])
    @pytest.mark.parametrize("penalise_bias", [False, True])
    @pytest.mark.parametrize("changes", [{}, {"drop_last": True, "monitor_from": 2}])
    def test_each_copy_equals_a_run_of_its_own(self, loss, penalise_bias, changes):
        X, y, k = data(loss, 50)
        X_new, y_new, _ = data(loss, 20, seed=1)
        rates, penalties = [0.01, 0.1, 0.2], [0, 0.1, 1]
        options = {
            "epochs": 4,
            "batch_size": 16,
            "penalise_bias": penalise_bias,
            "monitor": {"validation": (X_new, y_new)},
            "monitor_every": 3,
            **changes,
        }
        runs = sweep(
            Linear(5, k),
            loss,
            X,
            y,
            learning_rate=rates,
            l2=penalties,
            rng=np.random.default_rng(0),
            **options,
        )
        for run, rate, l2 in zip(runs, rates, penalties, strict=True):
            model, history = train(
                Linear(5, k),
                loss,
                X,
                y,
                learning_rate=rate,
                l2=l2,
                rng=np.random.default_rng(0),
                **options,
            )
            assert_same_run(run, (model, history.costs), atol=1e-14)
            for a, b in zip(run[1].checks, history.checks, strict=True):
                assert a == pytest.approx(b, rel=1e-12)
            assert run[1].message == history.message

    def test_a_single_number_serves_for_all(self):
        X, y, k = data(softmax_cross_entropy, 30)
        runs = sweep(
            Linear(5, k),
            softmax_cross_entropy,
            X,
            y,
            learning_rate=0.1,
            l2=[0, 0.1],
            epochs=3,
        )
        assert len(runs) == 2
        assert runs[0][1].costs[0] == pytest.approx(np.log(4))

    def test_a_copy_that_diverges_leaves_the_others_alone(self):
        X, y, _ = data(mean_squared_error, 30)
        runs = sweep(
            Linear(5),
            mean_squared_error,
            X,
            y,
            learning_rate=[0.1, 1e6],
            epochs=300,
            monitor={"training": (X, y)},
        )
        assert runs[0][1].diverged_at is None
        assert runs[1][1].diverged_at == len(runs[1][1].costs) - 1
        own, _ = train(
            Linear(5), mean_squared_error, X, y, learning_rate=0.1, epochs=300
        )
        np.testing.assert_allclose(
            runs[0][0].parameters["W"], own.parameters["W"], rtol=1e-11
        )

    def test_float32_stays_float32(self):
        X, y, k = data(softmax_cross_entropy, 30, dtype=np.float32)
        runs = sweep(
            Linear(5, k),
            softmax_cross_entropy,
            X,
            y,
            learning_rate=[0.1, 0.2],
            epochs=2,
        )
        assert runs[0][0].parameters["W"].dtype == np.float32

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"learning_rate": [0.1, -1]}, "each learning_rate must be .* got -1"),
            ({"l2": [0, -1]}, "each l2 must be .* got -1"),
            ({"learning_rate": [0.1, 0.2], "l2": [0, 1, 2]}, "equally many.*2 and 3"),
            ({"batch_size": 0}, "batch_size must be .* got 0"),
            ({"monitor_every": 0}, "monitor_every must be .* got 0"),
        ],
    )
    def test_bad_values_are_named(self, changes, message):
        X, y, k = data(softmax_cross_entropy, 30)
        arguments = {"learning_rate": [0.1, 0.2], "epochs": 2} | changes
        with pytest.raises(ValueError, match=message):
            sweep(Linear(5, k), softmax_cross_entropy, X, y, **arguments)

    def test_networks_are_refused(self):
        X, y, k = data(softmax_cross_entropy, 30)
        model = MLP((5, 6, k), np.random.default_rng(0))
        with pytest.raises(TypeError, match="model must be a Linear; got MLP"):
            sweep(model, softmax_cross_entropy, X, y, learning_rate=[0.1], epochs=1)
