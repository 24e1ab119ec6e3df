"""Training: one loop for every model, loss, batch size and optimizer."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression, Ridge

from helpers.early_stopping import EarlyStopping
from helpers.losses import (
    accuracy,
    binary_cross_entropy,
    mean_squared_error,
    perceptron_loss,
    softmax_cross_entropy,
)
from helpers.models import MLP, Linear
from helpers.optimizers import SGD, Adam, Momentum
from helpers.training import annealed, cost_and_gradients, train


def regression(n=40, p=3, seed=0):
    """Noisy data of a linear law."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    return X, X @ rng.normal(size=p) + 2 + 0.1 * rng.normal(size=n)


def classes(n=60, p=4, k=3, seed=0):
    """Overlapping classes of a linear law."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    return X, (X @ rng.normal(size=(p, k)) + rng.normal(size=(n, k))).argmax(axis=1)


class TestObjective:
    @pytest.mark.parametrize("l2", [0, 0.1, 10])
    @pytest.mark.parametrize("penalise_bias", [False, True])
    def test_it_is_the_loss_plus_half_lambda_times_the_squared_weights(
        self, l2, penalise_bias
    ):
        X, y = regression()
        model = Linear(3)
        model.parameters = {"W": np.array([[1.0], [-2.0], [3.0]]), "b": np.array([4.0])}
        loss, dz = mean_squared_error(model.forward(X)[0], y)
        J, gradients = cost_and_gradients(
            model, mean_squared_error, X, y, l2, penalise_bias
        )
        squares = 1 + 4 + 9 + (16 if penalise_bias else 0)
        assert pytest.approx(loss + l2 / 2 * squares) == J
        decay = l2 * 4.0 if penalise_bias else 0
        assert gradients["b"][0] == pytest.approx(dz.sum() + decay)
        expected = X.T @ dz + l2 * model.parameters["W"]
        np.testing.assert_allclose(gradients["W"], expected)

    def test_duplicating_the_batch_changes_nothing(self):
        X, y = classes()
        model = MLP((4, 5, 3), np.random.default_rng(0))
        once = cost_and_gradients(model, softmax_cross_entropy, X, y, l2=0.1)
        twice = cost_and_gradients(
            model, softmax_cross_entropy, np.tile(X, (2, 1)), np.tile(y, 2), l2=0.1
        )
        assert twice[0] == pytest.approx(once[0], rel=1e-13)
        for name, gradient in once[1].items():
            np.testing.assert_allclose(twice[1][name], gradient, rtol=1e-10, atol=1e-15)


class TestKnownSolutions:
    def test_full_batches_find_the_least_squares_fit(self):
        X, y = regression()
        model, history = train(
            Linear(3), mean_squared_error, X, y, learning_rate=0.3, epochs=500
        )
        A = np.column_stack([X, np.ones(len(y))])
        exact = np.linalg.lstsq(A, y, rcond=None)[0]
        np.testing.assert_allclose(model.parameters["W"][:, 0], exact[:3], rtol=1e-10)
        np.testing.assert_allclose(model.parameters["b"], exact[3], rtol=1e-10)
        assert history.costs[-1] == pytest.approx(np.mean((A @ exact - y) ** 2))

    @pytest.mark.parametrize("l2", [0.1, 10])
    def test_with_a_penalty_they_find_the_ridge_fit(self, l2):
        X, y = regression()
        model, _ = train(
            Linear(3), mean_squared_error, X, y, learning_rate=0.05, epochs=5000, l2=l2
        )
        # scikit-learn minimises the sum of squares + alpha times the squared weights:
        # n times our objective, if alpha = n λ/2. Its intercept is not penalised.
        ridge = Ridge(alpha=len(y) * l2 / 2).fit(X, y)
        np.testing.assert_allclose(model.parameters["W"][:, 0], ridge.coef_, rtol=1e-8)
        np.testing.assert_allclose(model.parameters["b"], ridge.intercept_, rtol=1e-8)

    def test_with_a_penalised_bias_they_solve_the_other_ridge_equation(self):
        X, y = regression()
        n, l2 = len(y), 0.7
        model, _ = train(
            Linear(3),
            mean_squared_error,
            X,
            y,
            learning_rate=0.1,
            epochs=3000,
            l2=l2,
            penalise_bias=True,
        )
        A = np.column_stack([X, np.ones(n)])
        exact = np.linalg.solve(A.T @ A + n * l2 / 2 * np.eye(4), A.T @ y)
        np.testing.assert_allclose(model.parameters["W"][:, 0], exact[:3], rtol=1e-9)
        np.testing.assert_allclose(model.parameters["b"][0], exact[3], rtol=1e-9)

    @pytest.mark.parametrize("k", [2, 3])
    def test_penalised_classifiers_agree_with_scikit_learn(self, k):
        X, y = classes(k=k)
        l2 = 0.05
        loss, columns = (
            (binary_cross_entropy, 1) if k == 2 else (softmax_cross_entropy, k)
        )
        model, _ = train(
            Linear(4, columns), loss, X, y, learning_rate=1, epochs=4000, l2=l2
        )
        # scikit-learn minimises C times the summed loss + half the squared weights.
        oracle = LogisticRegression(C=1 / (len(y) * l2), tol=1e-10, max_iter=5000)
        oracle.fit(X, y)
        W = model.parameters["W"].T
        np.testing.assert_allclose(W, oracle.coef_, atol=1e-5)


class TestOneStep:
    """The first steps of each optimizer, computed by hand from the gradients."""

    def gradients_at(self, model, X, y):
        return cost_and_gradients(model, mean_squared_error, X, y)[1]

    def run(self, optimizer, steps):
        X, y = regression()
        return train(
            Linear(3),
            mean_squared_error,
            X,
            y,
            learning_rate=0.1,
            epochs=steps,
            optimizer=optimizer,
        )[0].parameters["W"]

    def test_sgd(self):
        X, y = regression()
        g = self.gradients_at(Linear(3), X, y)["W"]
        np.testing.assert_allclose(self.run(SGD(), 1), -0.1 * g)

    def test_momentum_without_memory_is_sgd(self):
        np.testing.assert_allclose(self.run(Momentum(0), 5), self.run(SGD(), 5))

    def test_momentum_keeps_a_share_of_the_first_step(self):
        X, y = regression()
        first = self.gradients_at(Linear(3), X, y)
        halfway = Linear(3)
        halfway.parameters = {name: -0.1 * g for name, g in first.items()}
        second = self.gradients_at(halfway, X, y)
        expected = -0.1 * first["W"] - 0.1 * (0.9 * first["W"] + second["W"])
        np.testing.assert_allclose(self.run(Momentum(0.9), 2), expected)

    def test_the_first_step_of_adam_has_the_length_of_the_learning_rate(self):
        X, y = regression()
        g = self.gradients_at(Linear(3), X, y)["W"]
        np.testing.assert_allclose(self.run(Adam(), 1), -0.1 * np.sign(g), rtol=1e-6)

    def test_adam_follows_its_published_recursion(self):
        X, y = regression()
        model = Linear(3)
        m, v = 0, 0
        for t in range(1, 6):
            gradients = self.gradients_at(model, X, y)
            g = np.append(gradients["W"], gradients["b"])
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            step = 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
            model.parameters["W"] -= step[:3, np.newaxis]
            model.parameters["b"] -= step[3:]
        expected = model.parameters["W"]
        np.testing.assert_allclose(self.run(Adam(), 5), expected, rtol=1e-12)

    def test_a_run_does_not_change_the_optimizer_it_was_given(self):
        optimizer = Adam()
        np.testing.assert_array_equal(self.run(optimizer, 5), self.run(optimizer, 5))

    def test_the_perceptron_step_adds_the_example_and_subtracts_it(self):
        X, y = np.array([[1.0, 2.0]]), np.array([2])
        model, _ = train(Linear(2, 3), perceptron_loss, X, y, learning_rate=1, epochs=1)
        np.testing.assert_array_equal(model.parameters["W"], [[-1, 0, 1], [-2, 0, 2]])


class TestBatches:
    def textbook(self, X, y, batch_size, epochs, rng, learning_rate):
        """Mini-batch gradient descent written out as in a textbook."""
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(epochs):
            order = rng.permutation(len(y)) if rng is not None else np.arange(len(y))
            for first in range(0, len(y), batch_size):
                dw, db = np.zeros_like(w), 0.0
                batch = order[first : first + batch_size]
                for i in batch:
                    e = sum(X[i, j] * w[j] for j in range(len(w))) + b - y[i]
                    for j in range(len(w)):
                        dw[j] += 2 * e * X[i, j] / len(batch)
                    db += 2 * e / len(batch)
                w, b = w - learning_rate * dw, b - learning_rate * db
        return w, b

    @pytest.mark.parametrize("batch_size", [1, 7, 20, 39, 40])
    @pytest.mark.parametrize("shuffle", [True, False])
    def test_the_loop_agrees_with_the_textbook_loop(self, batch_size, shuffle):
        X, y = regression()
        rngs = [np.random.default_rng(3) if shuffle else None for _ in range(2)]
        model, history = train(
            Linear(3),
            mean_squared_error,
            X,
            y,
            learning_rate=0.02,
            epochs=3,
            batch_size=batch_size,
            rng=rngs[0],
        )
        w, b = self.textbook(X, y, batch_size, 3, rngs[1], 0.02)
        np.testing.assert_allclose(model.parameters["W"][:, 0], w, rtol=1e-12)
        np.testing.assert_allclose(model.parameters["b"][0], b, rtol=1e-12)
        assert len(history.costs) == 3 * -(-40 // batch_size)

    def test_every_epoch_uses_every_example_once(self):
        X = np.arange(10.0)[:, np.newaxis]
        seen = []

        def spy(z, y):
            seen.append(y)
            return mean_squared_error(z, y)

        train(
            Linear(1),
            spy,
            X,
            np.arange(10.0),
            learning_rate=1e-3,
            epochs=3,
            batch_size=4,
            rng=np.random.default_rng(0),
        )
        steps = seen[1:]  # the first call checks the targets
        epochs = [np.concatenate(steps[i : i + 3]) for i in (0, 3, 6)]
        for epoch in epochs:
            np.testing.assert_array_equal(np.sort(epoch), np.arange(10))
        assert (epochs[0] != epochs[1]).any()

    def test_the_last_batch_can_be_left_out(self):
        X, y = regression(n=40)
        sizes = []

        def spy(z, y):
            sizes.append(len(y))
            return mean_squared_error(z, y)

        _, history = train(
            Linear(3),
            spy,
            X,
            y,
            learning_rate=1e-3,
            epochs=2,
            batch_size=15,
            drop_last=True,
        )
        assert sizes[1:] == [15, 15, 15, 15]
        assert history.steps_per_epoch == 2

    def test_the_same_seed_gives_the_same_run(self):
        X, y = classes()
        runs = [
            train(
                MLP((4, 6, 3), np.random.default_rng(1), dropout=0.3),
                softmax_cross_entropy,
                X,
                y,
                learning_rate=0.1,
                epochs=3,
                batch_size=8,
                rng=np.random.default_rng(2),
            )[1].costs
            for _ in range(2)
        ]
        assert runs[0] == runs[1]


class TestLearningRate:
    def test_annealing_divides_by_one_plus_k_t(self):
        schedule = annealed(0.5, 0.1)
        assert [schedule(t) for t in (0, 10, 30)] == [0.5, 0.25, 0.125]

    def test_a_schedule_is_asked_at_every_step(self):
        X, y = regression()
        model, _ = train(
            Linear(3),
            mean_squared_error,
            X,
            y,
            learning_rate=lambda step: 0.1 if step == 0 else 1e-300,
            epochs=10,
        )
        once, _ = train(
            Linear(3), mean_squared_error, X, y, learning_rate=0.1, epochs=1
        )
        np.testing.assert_array_equal(model.parameters["W"], once.parameters["W"])


class TestHistory:
    def test_costs_are_those_before_each_step(self):
        X, y = regression()
        _, history = train(
            Linear(3), mean_squared_error, X, y, learning_rate=0.1, epochs=4
        )
        assert len(history.costs) == 4
        assert history.costs[0] == pytest.approx(np.mean(y**2))
        assert history.message == "ran all 4 steps"

    def test_checks_come_before_the_first_step_at_intervals_and_at_the_end(self):
        X, y = classes()
        model, history = train(
            Linear(4, 3),
            softmax_cross_entropy,
            X[:40],
            y[:40],
            learning_rate=0.1,
            epochs=3,
            batch_size=8,
            monitor={"training": (X[:40], y[:40]), "validation": (X[40:], y[40:])},
            monitor_every=4,
        )
        frame = history.to_frame()
        checks = frame.dropna(subset="validation_cost")
        assert list(checks.index) == [0, 4, 8, 12, 15]
        assert checks["training_cost"].iloc[0] == pytest.approx(np.log(3))
        z, _ = model.forward(X[40:])
        last = checks.iloc[-1]
        assert last["validation_cost"] == softmax_cross_entropy(z, y[40:])[0]
        assert last["validation_accuracy"] == accuracy(z, y[40:])
        assert last["epoch"] == 3
        assert np.isnan(last["cost"])
        assert frame["cost"].count() == 15

    def test_the_first_check_can_come_later(self):
        X, y = classes()
        for options in ({"batch_size": 8}, {}):
            _, history = train(
                Linear(4, 3),
                softmax_cross_entropy,
                X,
                y,
                learning_rate=0.1,
                epochs=2 if options else 16,
                monitor={"training": (X, y)},
                monitor_every=4,
                monitor_from=3,
                **options,
            )
            assert [row["step"] for row in history.checks] == [3, 7, 11, 15, 16]

    def test_by_default_there_is_a_check_every_epoch(self):
        X, y = regression()
        _, history = train(
            Linear(3),
            mean_squared_error,
            X,
            y,
            learning_rate=0.1,
            epochs=3,
            batch_size=8,
            monitor={"training": (X, y)},
        )
        assert [row["step"] for row in history.checks] == [0, 5, 10, 15]
        assert "training_accuracy" not in history.checks[0]

    def test_the_monitored_cost_is_the_loss_without_the_penalty(self):
        X, y = regression()
        start = Linear(3)
        start.parameters["W"] += 1
        _, history = train(
            start,
            mean_squared_error,
            X,
            y,
            learning_rate=0.1,
            epochs=1,
            l2=2,
            monitor={"training": (X, y)},
        )
        assert history.costs[0] == pytest.approx(history.checks[0]["training_cost"] + 3)


class TestDivergence:
    def run(self, **options):
        X, y = regression()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return train(
                Linear(3),
                mean_squared_error,
                X,
                y,
                learning_rate=100,
                epochs=1000,
                **options,
            )

    def test_it_ends_the_run_without_a_warning_and_is_recorded(self):
        _, history = self.run()
        assert history.diverged_at == len(history.costs) - 1
        assert not np.isfinite(history.costs[-1])
        assert np.isfinite(history.costs[:-1]).all()
        assert f"step {history.diverged_at} is not finite" in history.message

    def test_early_stopping_keeps_the_best_weights_all_the_same(self):
        X, y = regression()
        model, history = self.run(
            monitor={"validation": (X, y)},
            early_stopping=EarlyStopping(patience=500),
        )
        assert history.diverged_at is not None
        assert history.best_step == 0
        assert not model.parameters["W"].any()


class TestEarlyStopping:
    def run(self, patience=3, **options):
        X, y = classes(n=60, p=30, k=3)
        return train(
            Linear(30, 3),
            softmax_cross_entropy,
            X[:30],
            y[:30],
            learning_rate=1,
            epochs=500,
            monitor={"validation": (X[30:], y[30:])},
            early_stopping=EarlyStopping(patience),
            **options,
        )

    def test_it_stops_after_patience_checks_without_a_new_best(self):
        _, history = self.run(patience=3)
        costs = [row["validation_cost"] for row in history.checks]
        best = int(np.argmin(costs))
        assert history.best_step == best
        assert history.stopped_at == best + 3 == len(costs) - 1
        assert history.stopped_at < 500

    def test_it_returns_the_weights_of_the_best_check(self):
        X, y = classes(n=60, p=30, k=3)
        model, history = self.run()
        cost, _ = softmax_cross_entropy(model.forward(X[30:])[0], y[30:])
        assert cost == min(row["validation_cost"] for row in history.checks)

    def test_the_history_states_the_criterion(self):
        _, history = self.run(patience=4)
        assert "no new lowest validation cost in 4 checks" in history.message
        assert f"after {history.best_step} steps" in history.message

    def test_a_run_that_is_not_stopped_returns_its_best_weights_too(self):
        X, y = classes(n=60, p=30, k=3)
        model, history = self.run(patience=10_000)
        assert history.stopped_at is None
        cost, _ = softmax_cross_entropy(model.forward(X[30:])[0], y[30:])
        assert cost == min(row["validation_cost"] for row in history.checks)

    def test_a_cost_to_beat_can_be_set(self):
        X, y = classes(n=60, p=30, k=3)
        _, history = train(
            Linear(30, 3),
            softmax_cross_entropy,
            X[:30],
            y[:30],
            learning_rate=1e-9,
            epochs=500,
            monitor={"validation": (X[30:], y[30:])},
            early_stopping=EarlyStopping(3, first_best=1.0),
        )
        assert history.best_step is None  # log 3 > 1: no check was better
        assert history.stopped_at == 2

    def test_rising_costs_stop_and_the_best_weights_come_back(self):
        X, y = classes(n=60, p=30, k=3)
        options = {
            "learning_rate": 1,
            "epochs": 500,
            "monitor": {"validation": (X[30:], y[30:])},
        }
        model, history = train(
            Linear(30, 3),
            softmax_cross_entropy,
            X[:30],
            y[:30],
            early_stopping=EarlyStopping(4, criterion="rising"),
            **options,
        )
        costs = [row["validation_cost"] for row in history.checks]
        assert (np.diff(costs[-5:]) > 0).all()
        rises = np.diff(costs) > 0
        assert not any(rises[i : i + 4].all() for i in range(len(rises) - 4))
        cost, _ = softmax_cross_entropy(model.forward(X[30:])[0], y[30:])
        assert cost == min(costs)
        assert "validation cost rose in 4 checks in a row" in history.message

    def test_an_unknown_criterion_is_named(self):
        with pytest.raises(ValueError, match="one of 'best', 'rising'; got 'worst'"):
            EarlyStopping(3, criterion="worst")

    def test_the_watched_set_must_be_monitored(self):
        X, y = regression()
        with pytest.raises(ValueError, match="monitor must hold 'validation'"):
            train(
                Linear(3),
                mean_squared_error,
                X,
                y,
                learning_rate=0.1,
                epochs=1,
                early_stopping=EarlyStopping(3),
            )


def test_the_model_that_was_passed_in_stays_as_it_was():
    X, y = regression()
    start = Linear(3)
    trained, _ = train(start, mean_squared_error, X, y, learning_rate=0.1, epochs=5)
    assert not start.parameters["W"].any()
    assert trained.parameters["W"].all()


def test_the_parameters_take_the_dtype_of_the_inputs():
    X, y = classes()
    for optimizer in (SGD(), Momentum(), Adam()):
        model, _ = train(
            MLP((4, 5, 3), np.random.default_rng(0), dropout=0.2),
            softmax_cross_entropy,
            X.astype(np.float32),
            y,
            learning_rate=0.1,
            epochs=2,
            batch_size=16,
            rng=np.random.default_rng(0),
            optimizer=optimizer,
            l2=0.1,
        )
        dtypes = {value.dtype for value in model.parameters.values()}
        assert dtypes == {np.dtype(np.float32)}


class TestGoingOn:
    """A run can be taken up where another ended: 10 epochs and 10 epochs are 20."""

    @pytest.mark.parametrize("optimizer", [SGD(), Momentum(0.9), Adam()])
    @pytest.mark.parametrize("batch_size", [None, 7])
    def test_with_the_optimizer_of_the_history(self, optimizer, batch_size):
        X, y = classes()
        start = MLP((4, 5, 3), np.random.default_rng(0), dropout=0.2)

        def run(model, optimizer, epochs, rng):
            return train(
                model,
                softmax_cross_entropy,
                X,
                y,
                learning_rate=0.05,
                epochs=epochs,
                batch_size=batch_size,
                rng=rng,
                optimizer=optimizer,
            )

        whole, whole_history = run(start, optimizer, 20, np.random.default_rng(1))
        rng = np.random.default_rng(1)
        half, first = run(start, optimizer, 10, rng)
        both, second = run(half, first.optimizer, 10, rng)
        assert first.costs + second.costs == whole_history.costs
        for name, value in whole.parameters.items():
            np.testing.assert_array_equal(both.parameters[name], value)

    def test_the_optimizer_is_that_of_the_best_check_if_its_weights_are(self):
        X, y = classes()
        _, history = train(
            Linear(4, 3),
            softmax_cross_entropy,
            X[:30],
            y[:30],
            learning_rate=0.1,
            epochs=200,
            optimizer=Adam(),
            monitor={"validation": (X[30:], y[30:])},
            early_stopping=EarlyStopping(5),
        )
        assert 0 < history.best_step < len(history.costs)
        assert history.optimizer.steps == history.best_step

    def test_the_optimizer_of_another_model_is_refused(self):
        X, y = regression()
        options = {"learning_rate": 0.1, "epochs": 1}
        for optimizer in (Momentum(), Adam()):
            _, history = train(
                Linear(2),
                mean_squared_error,
                X[:, :2],
                y,
                optimizer=optimizer,
                **options,
            )
            with pytest.raises(ValueError, match=r"same model.*\(2, 1\); got \(3, 1\)"):
                train(
                    Linear(3),
                    mean_squared_error,
                    X,
                    y,
                    optimizer=history.optimizer,
                    **options,
                )


def test_a_run_that_was_not_stopped_says_which_weights_it_returns():
    X, y = classes()
    _, history = train(
        Linear(4, 3),
        softmax_cross_entropy,
        X[:10],
        y[:10],
        learning_rate=1,
        epochs=60,
        monitor={"validation": (X[10:], y[10:])},
        early_stopping=EarlyStopping(1000),
    )
    assert history.best_step < 60
    expected = (
        f"ran all 60 steps; the weights are those after {history.best_step} steps"
    )
    assert history.message == expected


class TestBadInput:
    """Every mistake is refused before anything is trained, with its name and value."""

    def run(self, **changes):
        X, y = regression()
        arguments = {
            "model": Linear(3),
            "loss": mean_squared_error,
            "X": X,
            "y": y,
            "learning_rate": 0.1,
            "epochs": 1,
        } | changes
        return train(**arguments)

    @pytest.mark.parametrize(
        ("argument", "value", "error", "message"),
        [
            ("learning_rate", 0, ValueError, "a positive float; got 0"),
            ("learning_rate", -0.1, ValueError, "a positive float; got -0.1"),
            ("learning_rate", np.nan, ValueError, "a positive float; got nan"),
            ("learning_rate", np.inf, ValueError, "a positive float; got inf"),
            ("learning_rate", "0.1", TypeError, "a positive float; got '0.1'"),
            ("learning_rate", None, TypeError, "a positive float; got None"),
            ("learning_rate", True, TypeError, "a positive float; got True"),
            ("epochs", 0, ValueError, "a positive integer; got 0"),
            ("epochs", 2.5, TypeError, "an integer.*got 2.5"),
            ("batch_size", 0, ValueError, "from 1 to 40; got 0"),
            ("batch_size", 41, ValueError, "from 1 to 40; got 41"),
            ("batch_size", 8.0, TypeError, "an integer.*got 8.0"),
            ("l2", -1, ValueError, "0 or more; got -1"),
            ("l2", "big", TypeError, "0 or more; got 'big'"),
            ("rng", 42, TypeError, r"a numpy\.random\.Generator; got 42"),
            ("loss", "mse", TypeError, "a function of helpers.losses; got 'mse'"),
            ("X", np.zeros((40, 2)), ValueError, r"shape \(n, 3\); got \(1, 2\)"),
            ("X", np.zeros(40), ValueError, r"shape \(n, p\).*got \(40,\)"),
            ("X", np.zeros((0, 3)), ValueError, r"neither of them 0; got \(0, 3\)"),
            ("X", np.zeros((40, 3), np.uint8), TypeError, "float64; got dtype uint8"),
            ("X", np.zeros((40, 3), np.float16), TypeError, "got dtype float16"),
            ("X", [[1.0]], TypeError, "a NumPy array; got a list"),
            ("y", np.zeros(39), ValueError, r"shape \(40,\).*got \(39,\)"),
            ("y", np.zeros((40, 1)), ValueError, r"shape \(40,\).*got \(40, 1\)"),
            ("y", np.array(["a"] * 40), TypeError, "numbers; got dtype <U1"),
            ("monitor_every", 0, ValueError, "a positive integer; got 0"),
        ],
    )
    def test_an_argument(self, argument, value, error, message):
        with pytest.raises(error, match=f"{argument} must.*{message}"):
            self.run(**{argument: value})

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_a_value_that_is_not_finite(self, value):
        X, y = regression()
        X[7, 2] = value
        with pytest.raises(ValueError, match=rf"X must be.*{value} at X\[7, 2\]"):
            self.run(X=X)
        X, y = regression()
        y[5] = value
        with pytest.raises(ValueError, match=rf"y must be.*{value} at y\[5\]"):
            self.run(y=y)

    @pytest.mark.parametrize("value", [np.nan, -0.1, np.inf, None, "0.1"])
    def test_a_schedule_that_gives_no_rate(self, value):
        message = f"learning_rate of step 3 must be.*got {value!r}"
        with pytest.raises((TypeError, ValueError), match=message):
            self.run(
                learning_rate=lambda step: 0.1 if step < 3 else value,
                epochs=5,
            )

    @pytest.mark.parametrize(
        ("argument", "value", "message"),
        [
            ("optimizer", Adam, r"Adam\(\); got <class"),
            ("optimizer", "adam", r"Adam\(\); got 'adam'"),
            ("early_stopping", "validation", r"EarlyStopping\(...\); got 'validation'"),
            ("average", "False", "True or False; got 'False'"),
            ("monitor", {"test": 3}, "name: .X, y.; got an entry 'test' with a int"),
            ("monitor", {7: (1, 2)}, "name: .X, y.; got an entry 7"),
            ("model", Linear, "a Linear or an MLP; got <class"),
            ("loss", lambda z, y: None, r"a pair \(J, dz\); got None"),
        ],
    )
    def test_a_thing_of_another_kind(self, argument, value, message):
        with pytest.raises(TypeError, match=f"{argument} must.*{message}"):
            self.run(**{argument: value})

    def test_a_loss_whose_derivative_has_another_shape(self):
        def loss(z, y):
            J, dz = mean_squared_error(z, y)
            return J, dz[:, 0]

        with pytest.raises(ValueError, match=r"dz of the shape of z.*got \(2,\)"):
            self.run(loss=loss)

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    @pytest.mark.parametrize("batch_size", [None, 1, 7])
    @pytest.mark.parametrize("start", ["zero", "random", "network"])
    @pytest.mark.parametrize(
        "loss",
        [
            mean_squared_error,
            binary_cross_entropy,
            softmax_cross_entropy,
            perceptron_loss,
        ],
    )
    def test_a_value_that_is_not_finite_wherever_it_comes_in(
        self, loss, start, batch_size, value
    ):
        X, y = classes(n=40)
        k = 1 if loss in (mean_squared_error, binary_cross_entropy) else 3
        y = y.clip(max=1) if k == 1 else y
        rng = np.random.default_rng(0)
        model = MLP((4, 5, k), rng) if start == "network" else Linear(4, k)
        if start == "random":
            model.parameters["W"] = rng.normal(size=(4, k))
        X[-1, 2] = value  # the last step may be the only one that sees it
        message = rf"X must be finite; got {value} at X\[39, 2\]"
        with pytest.raises(ValueError, match=message):
            self.run(loss=loss, model=model, X=X, y=y, batch_size=batch_size)

    def test_a_value_that_is_not_finite_in_a_monitored_set(self):
        X, y = regression()
        X_test = X.copy()
        X_test[3, 1] = np.nan
        with pytest.raises(ValueError, match=r"X of monitor\['test'\] must be finite"):
            self.run(monitor={"test": (X_test, y)})

    def test_a_wrong_class_late_in_the_data(self):
        X, y = classes()
        y[-1] = 3
        with pytest.raises(ValueError, match="from 0 to 2; got 3"):
            self.run(
                model=Linear(4, 3),
                loss=softmax_cross_entropy,
                X=X,
                y=y,
                batch_size=1,
            )

    @pytest.mark.parametrize("batch_size", [None, 1, 7])
    def test_a_label_between_the_two_classes(self, batch_size):
        X, _ = classes()
        y = np.arange(60) % 2.0
        y[50] = 0.5
        with pytest.raises(ValueError, match=r"y must hold only 0 and 1; got 0\.5"):
            self.run(
                model=Linear(4),
                loss=binary_cross_entropy,
                X=X,
                y=y,
                batch_size=batch_size,
            )

    def test_a_monitored_set_is_checked_too(self):
        X, y = regression()
        with pytest.raises(ValueError, match=r"y must have shape.*monitor\['test'\]"):
            self.run(monitor={"test": (X, y[:-1])})

    def test_dropout_without_a_generator(self):
        model = MLP((3, 2, 1), np.random.default_rng(0), dropout=0.5)
        with pytest.raises(ValueError, match="rng must be given.*dropout; got None"):
            self.run(model=model)

    @pytest.mark.parametrize("beta", [-0.1, 1])
    def test_a_memory_outside_0_to_1(self, beta):
        with pytest.raises(ValueError, match=rf"in \[0, 1\); got {beta}"):
            Momentum(beta)
        with pytest.raises(ValueError, match=rf"in \[0, 1\); got {beta}"):
            Adam(beta1=beta)

    def test_a_patience_of_zero(self):
        with pytest.raises(ValueError, match="patience must be.*got 0"):
            EarlyStopping(0)

    def test_a_negative_decay(self):
        with pytest.raises(ValueError, match="k must be.*got -1"):
            annealed(0.1, -1)


class TestStepsOfTheFastForms:
    """Runs that take several steps at once stop for every check all the same."""

    def checks(self, X, y, loss, outputs, **options):
        _, history = train(
            Linear(X.shape[1], outputs),
            loss,
            X,
            y,
            monitor={"training": (X, y)},
            **options,
        )
        return pd.DataFrame(history.checks).set_index("step")

    def test_full_batches_are_checked_at_the_weights_of_the_step(self):
        X, y = regression()
        options = {"epochs": 20, "monitor_every": 6, "monitor_from": 4}
        quick = self.checks(X, y, mean_squared_error, 1, learning_rate=0.1, **options)
        # A schedule goes through the textbook loop.
        slow = self.checks(
            X, y, mean_squared_error, 1, learning_rate=lambda step: 0.1, **options
        )
        assert list(quick.index) == [4, 10, 16, 20]
        pd.testing.assert_frame_equal(quick, slow, rtol=1e-10)

    def test_single_examples_are_checked_within_an_epoch(self):
        X, y = classes(n=10)
        checks = self.checks(
            X,
            y,
            softmax_cross_entropy,
            3,
            learning_rate=0.1,
            epochs=3,
            batch_size=1,
            monitor_every=10,
            monitor_from=5,
        )
        assert list(checks.index) == [5, 15, 25, 30]
        assert checks["training_cost"].is_unique


def test_a_validation_cost_that_is_nan_counts_as_a_rise():
    X, y = regression()
    validation = (X[:7], np.repeat(y[:1], 7))
    costs = iter([3.0, 2.0, np.nan, 1.0, 0.5])

    def loss(z, y):
        J, dz = mean_squared_error(z, y)
        return (next(costs) if len(y) == 7 else J), dz

    _, history = train(
        Linear(3),
        loss,
        X,
        y,
        learning_rate=0.1,
        epochs=4,
        monitor={"validation": validation},
        early_stopping=EarlyStopping(1, criterion="rising"),
    )
    assert history.stopped_at == 2
    assert history.best_step == 1


def test_the_recovery_after_a_nan_is_no_rise():
    X, y = regression()
    validation = (X[:7], np.repeat(y[:1], 7))
    costs = iter([3.0, 2.0, np.nan, 5.0, 6.0, np.nan, np.nan, 1.0])

    def loss(z, y):
        J, dz = mean_squared_error(z, y)
        return (next(costs) if len(y) == 7 else J), dz

    _, history = train(
        Linear(3),
        loss,
        X,
        y,
        learning_rate=0.1,
        epochs=7,
        monitor={"validation": validation},
        early_stopping=EarlyStopping(3, criterion="rising"),
    )
    # Rises: NaN (2), not 5 (3), then 6 (4), NaN (5), NaN (6).
    assert history.stopped_at == 6
