"""The runs of the reports on linear classifiers, beside programs that are not ours.

Each oracle takes the same updates on the same digits: a loop written out in full,
scikit-learn, and PyTorch's autograd.
"""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Perceptron, SGDClassifier

from helpers.data import load_mnist
from helpers.losses import (
    accuracy,
    binary_cross_entropy,
    perceptron_loss,
    softmax_cross_entropy,
)
from helpers.models import Linear
from helpers.training import cost_and_gradients, train


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """The bundled digits, whatever data there are: 600 for training, 400 others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HELPERS_DATA", str(tmp_path_factory.mktemp("empty")))
        patch.setenv("HELPERS_OFFLINE", "1")
        images, _ = load_mnist()
    X = images.X / 256
    return X[:600], images.y[:600], X[600:1000], images.y[600:1000]


@pytest.fixture(scope="module")
def two_digits(digits):
    """The 2s and 3s among them, with the label 1 for a 2; the first is a 2."""
    X, y, _, _ = digits
    chosen = np.isin(y, [2, 3])
    return X[chosen], (y[chosen] == 2).astype(int)


class TestMulticlassPerceptron:
    """Report I21: one image per step, the order drawn by RandomState(42)."""

    @staticmethod
    def loop(X, y, epochs):
        """Mistake: add the image to the true class, subtract it from the winner."""
        order = np.random.RandomState(42)
        W, b = np.zeros((10, X.shape[1])), np.zeros(10)
        W_sum, b_sum, mistakes = np.zeros_like(W), np.zeros_like(b), []
        for _ in range(epochs):
            mistakes.append(0)
            for i in order.permutation(len(y)):
                winner = np.argmax(W @ X[i] + b)
                if winner != y[i]:
                    W[y[i]] += X[i]
                    W[winner] -= X[i]
                    b[y[i]] += 1
                    b[winner] -= 1
                    mistakes[-1] += 1
                W_sum += W
                b_sum += b
        steps = epochs * len(y)
        return {"W": W.T, "b": b}, {"W": W_sum.T / steps, "b": b_sum / steps}, mistakes

    @staticmethod
    def train(X, y, epochs, **options):
        return train(
            Linear(784, 10),
            perceptron_loss,
            X,
            y,
            learning_rate=1,
            epochs=epochs,
            batch_size=1,
            rng=np.random.RandomState(42),
            **options,
        )

    def test_the_weights_are_those_of_the_loop_to_the_last_bit(self, digits):
        # Pixels over 256 and steps of length 1: no operation needs to round.
        X, y, _, _ = digits
        expected, _, _ = self.loop(X, y, epochs=3)
        model, _ = self.train(X, y, epochs=3)
        for name, value in expected.items():
            np.testing.assert_array_equal(model.parameters[name], value)

    def test_the_mean_weights_are_those_of_the_loop(self, digits):
        X, y, _, _ = digits
        _, expected, _ = self.loop(X, y, epochs=3)
        model, _ = self.train(X, y, epochs=3, average=True)
        for name, value in expected.items():
            np.testing.assert_allclose(model.parameters[name], value, rtol=1e-14)

    def test_a_step_that_costs_something_is_a_mistake_of_the_loop(self, digits):
        X, y, _, _ = digits
        _, _, mistakes = self.loop(X, y, epochs=3)
        _, history = self.train(X, y, epochs=3)
        costly = np.sum(np.reshape(history.costs, (3, -1)) > 0, axis=1)
        # As long as some columns are zero, a mistake may be a tie and cost nothing.
        assert costly[0] <= mistakes[0] <= costly[0] + 10
        assert costly[1:].tolist() == mistakes[1:]


class TestScikitLearnPerSample:
    """Two classes, row by row, without a penalty and without shuffling."""

    @staticmethod
    def sgd(loss, learning_rate, **options):
        return SGDClassifier(
            loss=loss,
            penalty=None,
            learning_rate="constant",
            eta0=learning_rate,
            shuffle=False,
            max_iter=2,
            tol=None,
            **options,
        )

    @pytest.mark.parametrize("average", [False, True])
    def test_logistic_regression(self, two_digits, average):
        X, y = two_digits
        oracle = self.sgd("log_loss", 0.01, average=average).fit(X, y)
        model, _ = train(
            Linear(784), binary_cross_entropy, X, y, learning_rate=0.01, epochs=2,
            batch_size=1, average=average,
        )  # fmt: skip
        W, b = model.parameters["W"][:, 0], model.parameters["b"]
        np.testing.assert_allclose(W, oracle.coef_[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(b, oracle.intercept_, rtol=1e-9)

    def test_logistic_regression_fed_row_by_row(self, two_digits):
        X, y = two_digits
        oracle = self.sgd("log_loss", 0.01)
        for i in range(len(y)):
            oracle.partial_fit(X[i : i + 1], y[i : i + 1], classes=[0, 1])
        model, _ = train(
            Linear(784), binary_cross_entropy, X, y, learning_rate=0.01, epochs=1,
            batch_size=1,
        )  # fmt: skip
        W = model.parameters["W"][:, 0]
        np.testing.assert_allclose(W, oracle.coef_[0], rtol=1e-9, atol=1e-12)

    @pytest.mark.parametrize("average", [False, True])
    def test_the_perceptron_of_two_classes(self, two_digits, average):
        X, y = two_digits
        first = int(np.argmax(y))  # at a tie scikit-learn moves, we answer class 0
        X, y = X[first:], y[first:]
        oracle = self.sgd("perceptron", 1, average=average).fit(X, y)
        model, _ = train(
            Linear(784, 2), perceptron_loss, X, y, learning_rate=1, epochs=2,
            batch_size=1, average=average,
        )  # fmt: skip
        # Both columns move by x, in opposite directions: half their distance is w.
        w = np.diff(model.parameters["W"])[:, 0] / 2
        b = np.diff(model.parameters["b"]) / 2
        np.testing.assert_allclose(w, oracle.coef_[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(b, oracle.intercept_, rtol=1e-9, atol=1e-12)
        if not average:
            named = Perceptron(shuffle=False, max_iter=2, tol=None).fit(X, y)
            np.testing.assert_allclose(w, named.coef_[0], atol=1e-12)


@pytest.mark.parametrize("l2", [0.1, 1.0])
def test_converged_softmax_is_that_of_scikit_learn(digits, l2):
    X, y, X_new, y_new = digits
    mean = X.mean(axis=0)  # about its mean the cost is rounder: fewer steps
    X, y, X_new = X[:300] - mean, y[:300], X_new - mean
    model, history = train(
        Linear(784, 10), softmax_cross_entropy, X, y, learning_rate=0.3, epochs=1000,
        l2=l2,
    )  # fmt: skip
    # scikit-learn minimises C times the summed loss + half the squared weights.
    oracle = LogisticRegression(C=1 / (len(y) * l2), tol=1e-10, max_iter=5000)
    oracle.fit(X, y)
    theirs = Linear(784, 10)
    theirs.parameters = {"W": oracle.coef_.T, "b": oracle.intercept_}
    lowest, _ = cost_and_gradients(theirs, softmax_cross_entropy, X, y, l2)
    assert history.costs[-1] == pytest.approx(lowest, rel=1e-9)
    np.testing.assert_allclose(model.parameters["W"], oracle.coef_.T, atol=1e-5)
    ours = accuracy(model.forward(X_new)[0], y_new)
    assert ours == oracle.score(X_new, y_new) > 0.7


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_mini_batches_take_the_steps_of_torch(digits, l2):
    torch = pytest.importorskip("torch")
    X, y, _, _ = digits
    W = torch.zeros(784, 10, dtype=torch.float64, requires_grad=True)
    b = torch.zeros(10, dtype=torch.float64, requires_grad=True)
    rng, costs = np.random.default_rng(5), []
    for _ in range(2):
        order = rng.permutation(len(y))
        for first in range(0, 512, 128):  # 600 = 4 · 128 + 88: the rest is left out
            rows = order[first : first + 128]
            z = torch.from_numpy(X[rows]) @ W + b
            cost = torch.nn.functional.cross_entropy(z, torch.from_numpy(y[rows]))
            cost = cost + l2 / 2 * (W**2).sum()
            costs.append(cost.item())
            dW, db = torch.autograd.grad(cost, (W, b))
            with torch.no_grad():
                W -= 0.05 * dW
                b -= 0.05 * db
    model, history = train(
        Linear(784, 10), softmax_cross_entropy, X, y, learning_rate=0.05, epochs=2,
        batch_size=128, drop_last=True, rng=np.random.default_rng(5), l2=l2,
    )  # fmt: skip
    np.testing.assert_allclose(history.costs, costs, rtol=1e-12)
    for name, value in (("W", W), ("b", b)):
        expected = value.detach().numpy()
        np.testing.assert_allclose(model.parameters[name], expected, atol=1e-13)
