"""Batches of one, in blocks: each run equals the textbook loop, step by step."""

import numpy as np
import pytest
from definitions import LOSSES, assert_same_run, data, textbook

from helpers.early_stopping import EarlyStopping
from helpers.losses import perceptron_loss, softmax_cross_entropy
from helpers.models import MLP, Linear, with_dtype
from helpers.optimizers import Momentum
from helpers.run import Run
from helpers.shortcuts import blocks
from helpers.training import annealed, cost_and_gradients, train


def fits(model, loss, X, y):
    """Whether one epoch of single examples is taken in blocks."""
    rng = np.random.default_rng(0)
    return blocks.fits(Run(model, loss, X, y, 0.1, epochs=1, batch_size=1, rng=rng))


class TestPerSample:
    @pytest.mark.parametrize("loss", [*LOSSES, perceptron_loss])
    @pytest.mark.parametrize("n", [1, 63, 64, 65, 200])
    def test_linear_models(self, loss, n):
        X, y, k = data(loss, n)
        rngs = np.random.default_rng(3), np.random.default_rng(3)
        model = Linear(5, k)
        assert fits(model, loss, X, y) == (n > 1)
        run = train(
            model, loss, X, y, learning_rate=0.02, epochs=3, batch_size=1, rng=rngs[0]
        )
        assert_same_run(run, textbook(model, loss, X, y, 0.02, 3, 1, rngs[1]))

    @pytest.mark.parametrize("loss", [*LOSSES, perceptron_loss])
    @pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
    @pytest.mark.parametrize("hidden", [(7,), (7, 6), (7, 6, 5)])
    @pytest.mark.parametrize("dropout", [0.0, 0.3])
    def test_networks(self, loss, activation, hidden, dropout):
        X, y, k = data(loss, 150)
        rngs = np.random.default_rng(3), np.random.default_rng(3)
        model = MLP((5, *hidden, k), np.random.default_rng(1), activation, dropout)
        assert fits(model, loss, X, y)
        run = train(
            model, loss, X, y, learning_rate=0.02, epochs=2, batch_size=1, rng=rngs[0]
        )
        definition = textbook(model, loss, X, y, 0.02, 2, 1, rngs[1])
        assert_same_run(run, definition, rtol=1e-10, atol=1e-11)

    @pytest.mark.parametrize("loss", LOSSES)
    @pytest.mark.parametrize("network", [False, True])
    def test_float32_stays_float32_and_close_to_float64(self, loss, network):
        X, y, k = data(loss, 150, dtype=np.float32)
        model = MLP((5, 7, k), np.random.default_rng(1), "tanh")
        if not network:
            model = Linear(5, k)
        options = {"learning_rate": 0.02, "epochs": 2, "batch_size": 1}
        trained, history = train(model, loss, X, y, **options)
        _, exact = train(model, loss, X.astype(np.float64), y, **options)
        assert {v.dtype for v in trained.parameters.values()} == {np.dtype(np.float32)}
        np.testing.assert_allclose(history.costs, exact.costs, rtol=1e-4, atol=1e-5)

    def test_weights_may_lie_column_by_column(self):
        X, y, k = data(softmax_cross_entropy, 100)
        model = MLP((5, 7, 6, k), np.random.default_rng(1))
        by_columns = with_dtype(model, X.dtype)
        for name, value in by_columns.parameters.items():
            by_columns.parameters[name] = np.asfortranarray(value)
        options = {"learning_rate": 0.1, "epochs": 2, "batch_size": 1}
        expected, _ = train(model, softmax_cross_entropy, X, y, **options)
        trained, _ = train(by_columns, softmax_cross_entropy, X, y, **options)
        for name, value in expected.parameters.items():
            np.testing.assert_array_equal(trained.parameters[name], value)

    def test_checks_fall_on_whole_epochs(self):
        X, y, k = data(softmax_cross_entropy, 100)
        _, history = train(
            Linear(5, k),
            softmax_cross_entropy,
            X,
            y,
            learning_rate=0.02,
            epochs=3,
            batch_size=1,
            rng=np.random.default_rng(0),
            monitor={"training": (X, y)},
        )
        assert [row["step"] for row in history.checks] == [0, 100, 200, 300]

    def test_checks_within_an_epoch_see_the_weights_of_their_step(self):
        X, y, k = data(softmax_cross_entropy, 100)
        options = {"learning_rate": 0.02, "batch_size": 1}
        _, history = train(
            Linear(5, k),
            softmax_cross_entropy,
            X,
            y,
            epochs=1,
            monitor={"training": (X, y)},
            monitor_every=30,
            **options,
        )
        assert [row["step"] for row in history.checks] == [0, 30, 60, 90, 100]
        first_30, _ = train(
            Linear(5, k), softmax_cross_entropy, X[:30], y[:30], epochs=1, **options
        )
        expected, _ = softmax_cross_entropy(first_30.forward(X)[0], y)
        assert history.checks[1]["training_cost"] == pytest.approx(expected, rel=1e-12)

    @pytest.mark.parametrize("loss", LOSSES)
    def test_divergence_is_found_at_its_step(self, loss):
        X, y, k = data(loss, 200)
        model = MLP((5, 7, k), np.random.default_rng(1))
        with np.errstate(all="ignore"):
            _, costs = textbook(model, loss, X * 1e6, y, 1e9, 1, 1)
        first = int(np.argmin(np.isfinite(costs)))
        assert not np.isfinite(costs[first])
        _, history = train(
            model, loss, X * 1e6, y, learning_rate=1e9, epochs=1, batch_size=1
        )
        assert history.diverged_at == first == len(history.costs) - 1

    def test_what_has_no_blocks_takes_the_plain_loop(self):
        X, y, k = data(softmax_cross_entropy, 80)

        def doubled(z, y):
            J, dz = softmax_cross_entropy(z, y)
            return 2 * J, 2 * dz

        assert not fits(Linear(5, k), doubled, X, y)
        run = train(
            Linear(5, k), doubled, X, y, learning_rate=0.1, epochs=2, batch_size=1
        )
        assert_same_run(run, textbook(Linear(5, k), doubled, X, y, 0.1, 2, 1))

    def test_a_single_example_meets_dropout_too(self):
        X, y, k = data(softmax_cross_entropy, 1)
        model = MLP((5, 50, k), np.random.default_rng(0), dropout=0.5)
        options = {"learning_rate": 0.1, "epochs": 1, "batch_size": 1}
        _, history = train(
            model, softmax_cross_entropy, X, y, rng=np.random.default_rng(3), **options
        )
        J, _ = cost_and_gradients(
            model, softmax_cross_entropy, X, y, rng=np.random.default_rng(3)
        )
        assert history.costs == [J]

    @pytest.mark.parametrize(
        "options",
        [
            {"optimizer": Momentum()},
            {"l2": 0.1},
            {"learning_rate": annealed(0.02, 0.1)},
        ],
    )
    def test_options_without_a_block_form_still_count(self, options):
        X, y, k = data(softmax_cross_entropy, 80)
        arguments = {"learning_rate": 0.02, "epochs": 1, "batch_size": 1}
        plain, _ = train(Linear(5, k), softmax_cross_entropy, X, y, **arguments)
        other, _ = train(
            Linear(5, k), softmax_cross_entropy, X, y, **(arguments | options)
        )
        assert not np.allclose(plain.parameters["W"], other.parameters["W"], rtol=1e-6)


class TestAverage:
    @staticmethod
    def definition(model, loss, X, y, batch_size, rng):
        """The mean of the weights after each of the steps of two epochs."""
        means = {name: np.zeros_like(v) for name, v in model.parameters.items()}
        step = 0
        for _ in range(2):
            order = rng.permutation(len(X))
            for first in range(0, len(X), batch_size):
                rows = order[first : first + batch_size]
                _, gradients = cost_and_gradients(model, loss, X[rows], y[rows])
                step += 1
                for name, value in model.parameters.items():
                    value -= 0.1 * gradients[name]
                    means[name] += (value - means[name]) / step
        return means

    @pytest.mark.parametrize("loss", [*LOSSES, perceptron_loss])
    @pytest.mark.parametrize("batch_size", [1, 20, 150])
    def test_is_the_mean_of_the_weights_of_all_steps(self, loss, batch_size):
        X, y, k = data(loss, 150)
        rngs = np.random.default_rng(3), np.random.default_rng(3)
        options = {"learning_rate": 0.1, "epochs": 2, "batch_size": batch_size}
        monitor = {"training": (X, y)}
        model, history = train(
            Linear(5, k), loss, X, y, rng=rngs[0], average=True, monitor=monitor,
            **options,
        )  # fmt: skip
        if batch_size == len(X):  # a full batch is not shuffled
            rngs = None, FileOrder()
        means = self.definition(Linear(5, k), loss, X, y, batch_size, rngs[1])
        for name, value in means.items():
            np.testing.assert_allclose(model.parameters[name], value, rtol=1e-10)
        z, _ = model.forward(X)
        assert history.checks[-1]["training_cost"] == pytest.approx(loss(z, y)[0])

    def test_leaves_the_steps_as_they_are(self):
        X, y, k = data(perceptron_loss, 150)
        options = {"learning_rate": 1, "epochs": 2, "batch_size": 1}
        arguments = (Linear(5, k), perceptron_loss, X, y)
        _, plain = train(*arguments, **options)
        _, averaged = train(*arguments, average=True, **options)
        assert plain.costs == averaged.costs

    def test_networks_and_early_stopping(self):
        X, y, k = data(softmax_cross_entropy, 150)
        model = MLP((5, 7, k), np.random.default_rng(1))
        trained, history = train(
            model, softmax_cross_entropy, X, y, learning_rate=0.1, epochs=30,
            batch_size=1, average=True, monitor={"validation": (X[::-1], y)},
            early_stopping=EarlyStopping(2),
        )  # fmt: skip
        z, _ = trained.forward(X[::-1])
        best = min(row["validation_cost"] for row in history.checks)
        assert softmax_cross_entropy(z, y)[0] == pytest.approx(best)
        assert history.best_step % 150 == 0

    def test_many_small_steps_in_float32_lose_nothing(self):
        X, y, k = data(perceptron_loss, 3000, dtype=np.float32)
        options = {"learning_rate": 1, "epochs": 20, "batch_size": 1, "average": True}
        model, _ = train(Linear(5, k), perceptron_loss, X, y, **options)
        assert model.parameters["W"].dtype == np.float32
        wide, _ = train(
            Linear(5, k), perceptron_loss, X.astype(np.float64), y, **options
        )
        z, _ = model.forward(X)
        assert np.mean(z.argmax(1) == wide.forward(X)[0].argmax(1)) > 0.98


class FileOrder:
    """Stands in for a generator: every permutation is the order of the file."""

    def permutation(self, n):
        return np.arange(n)
