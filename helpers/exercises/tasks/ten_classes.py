"""Exercises of notebook 04: softmax regression, from the targets to the gradient."""

import numpy as np
from scipy.special import logsumexp

from helpers import losses
from helpers.exercises.exercise import Exercise, Prediction
from helpers.models import Linear


def sizes(rng):
    """Numbers of examples, inputs and classes that no factor confuses."""
    return (int(size) for size in rng.permutation([5, 7, 11]))


def labels(rng, n, k):
    """Class indices of n examples; the last of the k classes does not occur."""
    y = rng.integers(0, k - 1, n)
    y[:2] = 0, k - 2
    return y


def _scores(rng):
    n, _, k = sizes(rng)
    return {"z": rng.normal(0, 1.5, (n, k)), "y": labels(rng, n, k)}


# --- 4.1 --------------------------------------------------------------------------


def one_hot(y, K):
    """One row for each example, with a 1 in the column of its class."""
    return np.eye(K)[y]


def _labels_only(rng):
    n, _, k = sizes(rng)
    return {"y": labels(rng, n, k), "K": k}


ONE_HOT = Exercise(
    "my_one_hot",
    "4.1",
    "one-hot rows",
    "one_hot",
    one_hot,
    _labels_only,
    mistakes={
        "Classes count from 0.": lambda y, K: one_hot(y - 1, K),
        "A row for each example, a column for each class: it is transposed.": (
            lambda y, K: one_hot(y, K).T
        ),
        "There are K columns, also if the last class does not occur.": (
            lambda y, K: one_hot(y, y.max() + 1)
        ),
        "A 1 in the column of the class, and 0 elsewhere: not the reverse.": (
            lambda y, K: 1 - one_hot(y, K)
        ),
        "A 1, not the number of the class.": (
            lambda y, K: one_hot(y, K) * y[:, np.newaxis]
        ),
        "Only the column of the class itself holds a 1, not those before it.": (
            lambda y, K: np.arange(K) <= y[:, np.newaxis]
        ),
        "The other entries are 0, not −1.": lambda y, K: 2 * one_hot(y, K) - 1,
    },
)


# --- 4.2 --------------------------------------------------------------------------

SOFTMAX = Exercise(
    "my_softmax",
    "4.2",
    "the softmax",
    "softmax",
    losses.softmax,
    lambda rng: {"z": _scores(rng)["z"]},
    mistakes={
        "The probabilities of one example, a row, sum to 1: which axis is that?": (
            lambda z: np.exp(z) / np.exp(z).sum(axis=0)
        ),
        "The sum is over the classes of one example, not over the whole array.": (
            lambda z: np.exp(z) / np.exp(z).sum()
        ),
        "Where are the exponentials?": lambda z: z / z.sum(axis=1, keepdims=True),
        "The larger the score, the larger the probability: look at the sign.": (
            lambda z: losses.softmax(-z)
        ),
        "That is the logarithm of the probabilities.": (
            lambda z: np.log(losses.softmax(z))
        ),
        "That is σ of each score by itself. A row of probabilities sums to 1.": (
            losses.sigmoid
        ),
        "A power of 2 is no exponential.": lambda z: losses.softmax(np.log(2) * z),
        "Divided by the largest exponential: it is their sum.": (
            lambda z: np.exp(z - z.max(axis=1, keepdims=True))
        ),
        "That is the winner alone; the other classes have a probability, too.": (
            lambda z: one_hot(z.argmax(axis=1), z.shape[1])
        ),
    },
    extremes={
        "large scores": {"z": np.array([[800.0, 0.0, -800.0], [2.0, 799.0, 798.0]])},
        "a row far below the others": {"z": np.array([[0.0, 1.0], [-900.0, -901.0]])},
    },
    points=3,
)


# --- 4.3 --------------------------------------------------------------------------


def _cost(z, y):
    return losses.softmax_cross_entropy(z, y)[0]


def _targets(z, y):
    return one_hot(y, z.shape[1])


def _of_true_class(values, y):
    return values[np.arange(len(y)), y]


def _binary_costs(z, y):
    Y_hat, T = losses.softmax(z), _targets(z, y)
    terms = T * np.log(Y_hat) + (1 - T) * np.log(1 - Y_hat)
    return -np.mean(terms.sum(axis=1))


CROSS_ENTROPY = Exercise(
    "my_cross_entropy",
    "4.3",
    "the cross-entropy",
    "cross_entropy",
    _cost,
    _scores,
    mistakes={
        "Is it the mean over the examples, or their sum?": (
            lambda z, y: len(y) * _cost(z, y)
        ),
        "The mean is over the n examples, not over all nK entries.": (
            lambda z, y: _cost(z, y) / z.shape[1]
        ),
        "A cost is positive: is there a minus missing?": lambda z, y: -_cost(z, y),
        "That is the class with the largest score: the true class counts.": (
            lambda z, y: _cost(z, z.argmax(axis=1))
        ),
        "Only the true class counts: where is t?": (
            lambda z, y: -np.mean(np.log(losses.softmax(z)).sum(axis=1))
        ),
        "That adds the binary cost of each class; the other classes count already, in "
        "the sum of the exponentials.": _binary_costs,
        "A mean of logarithms, not the logarithm of a mean.": (
            lambda z, y: -np.log(np.mean(_of_true_class(losses.softmax(z), y)))
        ),
        "Where is the logarithm?": (
            lambda z, y: 1 - np.mean(_of_true_class(losses.softmax(z), y))
        ),
        "That is the squared error of the probabilities.": (
            lambda z, y: np.mean(
                np.sum((losses.softmax(z) - _targets(z, y)) ** 2, axis=1)
            )
        ),
        "Logarithms to base 2: the cost is in nats, with the natural logarithm.": (
            lambda z, y: _cost(z, y) / np.log(2)
        ),
        "The score of the true class is still to be subtracted.": (
            lambda z, y: np.mean(logsumexp(z, axis=1))
        ),
        "The largest score is not log Σ e^z: that is the perceptron's loss.": (
            lambda z, y: np.mean(z.max(axis=1) - _of_true_class(z, y))
        ),
        "`z[:, y]` has n columns; `z[np.arange(n), y]` takes one score of each row.": (
            lambda z, y: np.mean(logsumexp(z, axis=1)[:, np.newaxis] - z[:, y])
        ),
    },
    extremes={
        "a true class 1,600 below the winner": {
            "z": np.array([[800.0, -800.0, 0.0], [1.0, 2.0, 3.0]]),
            "y": np.array([1, 0]),
        },
    },
    points=3,
)


# --- 4.4 --------------------------------------------------------------------------


def _slopes(z, y):
    return losses.softmax_cross_entropy(z, y)[1]


SLOPES = Exercise(
    "my_class_slopes",
    "4.4",
    "∂J/∂z",
    "class_slopes",
    _slopes,
    _scores,
    mistakes={
        "J is a mean: where is the 1/n?": lambda z, y: len(y) * _slopes(z, y),
        "Prediction minus target, or target minus prediction?": (
            lambda z, y: -_slopes(z, y)
        ),
        "The mean is over the n examples, not over all nK entries.": (
            lambda z, y: _slopes(z, y) / z.shape[1]
        ),
        "Where are the targets?": lambda z, y: losses.softmax(z) / len(y),
        "The scores of the other classes change the cost, too: there t is 0.": (
            lambda z, y: _targets(z, y) * _slopes(z, y)
        ),
        "Classes count from 0.": lambda z, y: _slopes(z, (y - 1) % z.shape[1]),
        "The winner is no probability: that is the perceptron's derivative.": (
            lambda z, y: losses.perceptron_loss(z, y)[1]
        ),
        "The score is no probability: ŷ is the softmax of z.": (
            lambda z, y: (z - _targets(z, y)) / len(y)
        ),
        "That is ∂J/∂ŷ: the Jacobian of the softmax is missing.": (
            lambda z, y: -_targets(z, y) / losses.softmax(z) / len(y)
        ),
        "The Jacobian has been used already: is it there twice?": (
            lambda z, y: _slopes(z, y) * losses.softmax(z) * (1 - losses.softmax(z))
        ),
        "There is one row for each example: the sum comes later.": (
            lambda z, y: _slopes(z, y).sum(axis=0)
        ),
    },
    points=3,
)


# --- 4.5 --------------------------------------------------------------------------


def _gradients(X, dz):
    return tuple(Linear(X.shape[1], dz.shape[1]).backward(X, dz).values())


def _gradient_inputs(rng):
    n, p, k = sizes(rng)
    return {"X": rng.normal(size=(n, p)), "dz": rng.normal(size=(n, k))}


GRADIENTS = Exercise(
    "my_class_gradients",
    "4.5",
    "the gradient for W and b",
    "class_gradients",
    _gradients,
    _gradient_inputs,
    returns=("dW", "db"),
    mistakes={
        "The 1/n is in dz already.": (
            lambda X, dz: (X.T @ dz / len(X), dz.sum(axis=0) / len(X))
        ),
        "The 1/n is in dz already: db is a sum.": (
            lambda X, dz: (X.T @ dz, dz.mean(axis=0))
        ),
        "Each class has a bias of its own: over which axis is the sum?": (
            lambda X, dz: (X.T @ dz, dz.sum())
        ),
        "db has one number for each class, not one for each example.": (
            lambda X, dz: (X.T @ dz, dz.sum(axis=1))
        ),
        "b adds to the scores of every example: these are still to be added up.": (
            lambda X, dz: (X.T @ dz, dz)
        ),
        "dW has the shape of W, (p, K): it is transposed.": (
            lambda X, dz: (dz.T @ X, dz.sum(axis=0))
        ),
        "Each example has its own inputs: multiply first, then add.": (
            lambda X, dz: (np.outer(X.sum(axis=0), dz.sum(axis=0)), dz.sum(axis=0))
        ),
    },
    points=3,
)

TASKS = (ONE_HOT, SOFTMAX, CROSS_ENTROPY, SLOPES, GRADIENTS)
PREDICTIONS = (
    Prediction("first_cost", "4.P1", ("0", "1/10", "log 10", "it depends")),
    Prediction(
        "which_overfits",
        "4.P2",
        ("neither", "only the small set", "only the large set", "both"),
    ),
)
SPOTS = ()
