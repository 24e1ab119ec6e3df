"""The fast ways to take steps: each equals the textbook loop, step by step."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from helpers import persample, quadratic
from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    perceptron_loss,
    softmax_cross_entropy,
)
from helpers.models import MLP, Linear, with_dtype
from helpers.sweeps import sweep
from helpers.training import (
    EarlyStopping,
    Momentum,
    annealed,
    cost_and_gradients,
    one_blas_thread,
    train,
)


def data(loss, n, p=5, seed=0, dtype=np.float64):
    """Random inputs and targets that suit the loss, and the number of scores."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)).astype(dtype)
    if loss is mean_squared_error:
        return X, rng.normal(size=n).astype(dtype), 1
    if loss is binary_cross_entropy:
        return X, rng.integers(0, 2, n), 1
    return X, rng.integers(0, 4, n), 4


def textbook(model, loss, X, y, learning_rate, epochs, batch_size, rng=None, l2=0.0):
    """The definition: one batch, one gradient, one step, in plain sight."""
    model = with_dtype(model, X.dtype)
    costs = []
    for _ in range(epochs):
        order = rng.permutation(len(X)) if rng is not None else np.arange(len(X))
        for first in range(0, len(X), batch_size):
            rows = order[first : first + batch_size]
            J, gradients = cost_and_gradients(
                model, loss, X[rows], y[rows], l2, rng=rng
            )
            for name, gradient in gradients.items():
                model.parameters[name] -= learning_rate * gradient
            costs.append(J)
    return model, costs


def assert_same_run(run, definition, rtol=1e-12, atol=1e-13):
    (model, history), (expected, costs) = run, definition
    np.testing.assert_allclose(history.costs, costs, rtol=rtol, atol=atol)
    for name, value in expected.parameters.items():
        np.testing.assert_allclose(model.parameters[name], value, rtol=rtol, atol=atol)


LOSSES = [mean_squared_error, binary_cross_entropy, softmax_cross_entropy]


class TestPerSample:
    @pytest.mark.parametrize("loss", [*LOSSES, perceptron_loss])
    @pytest.mark.parametrize("n", [1, 63, 64, 65, 200])
    def test_linear_models(self, loss, n):
        X, y, k = data(loss, n)
        rngs = np.random.default_rng(3), np.random.default_rng(3)
        model = Linear(5, k)
        assert persample.applies(model, loss)
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
        assert persample.applies(model, loss)
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

        assert not persample.applies(Linear(5, k), doubled)
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


class TestQuadratic:
    @pytest.mark.parametrize("epochs", [6, 256, 257, 700])
    @pytest.mark.parametrize("l2", [0, 0.1, 10])
    @pytest.mark.parametrize("learning_rate", [0.001, 0.05])
    def test_full_batches(self, epochs, l2, learning_rate):
        X, y, _ = data(mean_squared_error, 40)
        model = Linear(5)
        model.parameters["W"] += 1.5
        assert quadratic.applies(model, mean_squared_error, X, epochs)
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


def blas_threads():
    pools = threadpool_info()
    return {pool["num_threads"] for pool in pools if pool["user_api"] == "blas"}


def test_training_uses_one_blas_thread_and_gives_the_others_back(monkeypatch):
    seen = []

    def spy(z, y):
        seen.append(blas_threads())
        return mean_squared_error(z, y)

    X, y, _ = data(mean_squared_error, 30)
    with threadpool_limits(2, user_api="blas"):
        before = blas_threads()
        train(Linear(5), spy, X, y, learning_rate=0.1, epochs=2)
        assert seen[-1] == {1}
        assert blas_threads() == before
        monkeypatch.setenv("HELPERS_THREADS", "2")
        train(Linear(5), spy, X, y, learning_rate=0.1, epochs=2)
        assert seen[-1] == {2}


def set_blas_threads(number):
    """Set the number in a thread that ends: nobody holds it then."""
    thread = threading.Thread(target=threadpool_limits, args=(number, "blas"))
    thread.start()
    thread.join()


@pytest.mark.parametrize("first_thread_lives_on", [False, True])
def test_training_in_two_threads_gives_the_blas_threads_back(first_thread_lives_on):
    first_is_open, second_is_open, first_is_closed, both_are_closed = (
        threading.Event() for _ in range(4)
    )
    seen = []

    def first():
        with one_blas_thread():
            first_is_open.set()
            second_is_open.wait(10)
        first_is_closed.set()
        if first_thread_lives_on:
            both_are_closed.wait(10)

    def second():
        first_is_open.wait(10)
        with one_blas_thread():
            seen.append(blas_threads())
            second_is_open.set()
            first_is_closed.wait(10)
        seen.append(blas_threads())
        both_are_closed.set()

    before = blas_threads()
    set_blas_threads(2)
    try:
        workers = [threading.Thread(target=work) for work in (first, second)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(20)
        assert seen == [{1}, {2}]
        assert blas_threads() == {2}
    finally:
        set_blas_threads(max(before))


@pytest.mark.parametrize("value", ["-3", "0", "two", "1.5", ""])
def test_a_number_of_threads_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("HELPERS_THREADS", value)
    X, y, _ = data(mean_squared_error, 30)
    with pytest.raises(ValueError, match=f"HELPERS_THREADS must be.*got '{value}'"):
        train(Linear(5), mean_squared_error, X, y, learning_rate=0.1, epochs=2)


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
