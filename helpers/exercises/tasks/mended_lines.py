"""Mend the line: functions of the case file of wrong lines."""

import numpy as np

from helpers.exercises.exercise import Exercise
from helpers.losses import softmax, softmax_cross_entropy

# --- W.9 --------------------------------------------------------------------------


def _split_sum(t, y_hat):
    """∂L/∂z of L = −Σₖ tₖ log ŷₖ, whatever the targets sum to."""
    return y_hat * np.sum(t) - t


def _targets(rng):
    k = rng.choice([5, 7, 11])
    return {"t": rng.uniform(0.1, 1, k), "y_hat": softmax(rng.normal(size=k))}


SPLIT_SUM = Exercise(
    "my_split_sum",
    "W.9",
    "∂L/∂z, class by class",
    "split_sum",
    _split_sum,
    _targets,
    mistakes={
        "That is 0 for every class, because the probabilities sum to 1. Whose target "
        "and whose prediction stand in the sum over the other classes?": (
            lambda t, y_hat: np.zeros(len(t))
        ),
        "That is right where the targets sum to 1. Here they need not: keep the sum.": (
            lambda t, y_hat: y_hat - t
        ),
        "That is the term of the class itself. Where are the other classes?": (
            lambda t, y_hat: -t * (1 - y_hat)
        ),
        "Those are the other classes. Where is the term of the class itself?": (
            lambda t, y_hat: y_hat * (np.sum(t) - t)
        ),
        "The second term keeps the target of the class itself: the other classes "
        "bring their own.": lambda t, y_hat: -t * (1 - y_hat) + t * y_hat,
        "The sum has the targets of the other classes, but the prediction is that of "
        "the class k by whose score you derive.": (
            lambda t, y_hat: -t * (1 - y_hat) + np.sum(t * y_hat) - t * y_hat
        ),
        "The sum runs over the other classes: is k in it once more?": (
            lambda t, y_hat: _split_sum(t, y_hat) + t * y_hat
        ),
        "The other classes push ŷ the other way: look at the sign of their sum.": (
            lambda t, y_hat: -t * (1 - y_hat) - y_hat * (np.sum(t) - t)
        ),
    },
)


# --- W.10 -------------------------------------------------------------------------


def _batch_gradient(W, X, T, l2):
    """∂/∂W of the mean cross-entropy plus l2 ‖W‖², a penalty without ½."""
    _, dz = softmax_cross_entropy(X @ W, np.argmax(T, axis=1))
    return X.T @ dz + 2 * l2 * W


def _batch(rng):
    n, p, k = rng.permutation([5, 7, 11])
    return {
        "W": rng.normal(size=(p, k)),
        "X": rng.normal(size=(n, p)),
        "T": np.eye(k)[rng.integers(0, k, n)],
        "l2": rng.uniform(0.1, 0.4),
    }


BATCH_GRADIENT = Exercise(
    "my_batch_gradient",
    "W.10",
    "the gradient of a batch with its penalty",
    "batch_gradient",
    _batch_gradient,
    _batch,
    mistakes={
        "That is the loss of the first example alone. The cost is the mean over the "
        "batch.": lambda W, X, T, l2: _batch_gradient(W, X[:1], T[:1], l2),
        "That is the loss of the last example alone. The cost is the mean over the "
        "batch.": lambda W, X, T, l2: _batch_gradient(W, X[-1:], T[-1:], l2),
        "That is a sum over the batch: where is the mean?": lambda W, X, T, l2: (
            len(X) * _batch_gradient(W, X, T, 0) + 2 * l2 * W
        ),
        "The penalty is no mean over examples: 1/n does not belong to it.": (
            lambda W, X, T, l2: _batch_gradient(W, X, T, l2 / len(X))
        ),
        "This penalty has no ½: the 2 of the square stays.": (
            lambda W, X, T, l2: _batch_gradient(W, X, T, l2 / 2)
        ),
        "The penalty pulls the weights to 0: look at its sign.": (
            lambda W, X, T, l2: _batch_gradient(W, X, T, -l2)
        ),
        "Where is the penalty?": lambda W, X, T, l2: _batch_gradient(W, X, T, 0),
        "Prediction minus target, or target minus prediction?": lambda W, X, T, l2: (
            2 * l2 * W - _batch_gradient(W, X, T, 0)
        ),
        "That is the penalty alone: where is the loss?": lambda W, X, T, l2: 2 * l2 * W,
    },
)

TASKS = (SPLIT_SUM, BATCH_GRADIENT)
PREDICTIONS = ()
SPOTS = ()
