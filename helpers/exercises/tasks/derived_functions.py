"""Exercises of notebook 01: the functions that derivations end in."""

import numpy as np

from helpers import losses
from helpers.exercises.exercise import Exercise


def _sizes(rng):
    """Three numbers, of examples, classes and units, that no factor confuses."""
    return rng.permutation([5, 7, 11])


# --- 1.10 -------------------------------------------------------------------------


def _softmax_dz(z, y):
    return losses.softmax_cross_entropy(z, y)[1]


def _one_hot(z, y):
    return np.eye(z.shape[1])[y]


def _classified(rng):
    n, classes, _ = _sizes(rng)
    y = rng.integers(0, classes, n)
    y[:2] = 0, classes - 1
    return {"z": rng.normal(0, 2, (n, classes)), "y": y}


SOFTMAX_DZ = Exercise(
    "my_softmax_dz",
    "1.10",
    "∂J/∂z of the cross-entropy",
    "softmax_dz",
    _softmax_dz,
    _classified,
    mistakes={
        "J is a mean: where is the 1/n?": lambda z, y: len(y) * _softmax_dz(z, y),
        "Prediction minus target, or target minus prediction?": (
            lambda z, y: -_softmax_dz(z, y)
        ),
        "Where is the target? Subtract the one-hot rows.": (
            lambda z, y: losses.softmax(z) / len(y)
        ),
        "In code the classes count from 0: is the 1 one column too far left?": (
            lambda z, y: (losses.softmax(z) - _one_hot(z, y - 1)) / len(y)
        ),
        "Whose probabilities add up to 1? Those of one example, a row.": (
            lambda z, y: (losses.softmax(z.T).T - _one_hot(z, y)) / len(y)
        ),
        "The mean is over the examples only: divide by n, not by n times K.": (
            lambda z, y: _softmax_dz(z, y) / z.shape[1]
        ),
        "The scores are no probabilities: ŷ is softmax(z).": (
            lambda z, y: (z - _one_hot(z, y)) / len(y)
        ),
        "That subtracts the number of the class: the target is a one-hot row.": (
            lambda z, y: (losses.softmax(z) - y[:, np.newaxis]) / len(y)
        ),
        "Use the probabilities themselves, not the winner: that is the perceptron.": (
            lambda z, y: losses.perceptron_loss(z, y)[1]
        ),
        "That is only the entry of the true class.": (
            lambda z, y: _softmax_dz(z, y) * _one_hot(z, y)
        ),
    },
    terms={"the one-hot target": lambda z, y: -_one_hot(z, y) / len(y)},
    extremes={
        "scores of ±800": {
            "z": np.array([[800.0, 0.0, -800.0], [0.0, 800.0, 1.0]]),
            "y": np.array([0, 2]),
        }
    },
    points=3,
)


# --- 1.16 -------------------------------------------------------------------------


def _perceptron_step(W, x, y, towards=1, away=1):
    dz = losses.perceptron_loss((x @ W)[np.newaxis], np.array([y]))[1][0]
    return W + towards * np.outer(x, dz < 0) - away * np.outer(x, dz > 0)


def _wrongly_classified(rng):
    p, classes, _ = _sizes(rng)
    W, x = rng.normal(size=(p, classes)), rng.normal(size=p)
    order = np.argsort(x @ W)
    return {"W": W, "x": x, "y": int(order[rng.integers(0, classes - 1)])}


def _one_hot_row(W, y):
    return np.eye(W.shape[1])[y]


PERCEPTRON_STEP = Exercise(
    "my_perceptron_step",
    "1.15",
    "one step of the perceptron",
    "perceptron_step",
    _perceptron_step,
    _wrongly_classified,
    mistakes={
        "Both signs are reversed: the true class moves towards the example.": (
            lambda W, x, y: _perceptron_step(W, x, y, towards=-1, away=-1)
        ),
        "The wrong winner has to move away, too.": (
            lambda W, x, y: _perceptron_step(W, x, y, away=0)
        ),
        "The true class has to move towards the example, too.": (
            lambda W, x, y: _perceptron_step(W, x, y, towards=0)
        ),
        "Away from x: the winner moves the other way.": (
            lambda W, x, y: _perceptron_step(W, x, y, away=-1)
        ),
        "Two classes change, not all: which one won?": (
            lambda W, x, y: W + np.outer(x, 2 * _one_hot_row(W, y) - 1)
        ),
        "That is logistic regression: the perceptron asks only who won.": (
            lambda W, x, y: W + np.outer(x, _one_hot_row(W, y) - losses.softmax(x @ W))
        ),
        "That is the step, not the weights after it.": (
            lambda W, x, y: _perceptron_step(W, x, y) - W
        ),
    },
    extremes={
        "an example that is classified correctly": {
            "W": np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]]),
            "x": np.array([2.0, 0.5]),
            "y": 1,
        }
    },
)


# --- 1.18 -------------------------------------------------------------------------


def _hidden_dz(dz2, W2, z1):
    return (dz2 @ W2.T) * (z1 > 0)


def _hidden(rng):
    n, classes, units = _sizes(rng)
    return {
        "dz2": rng.normal(size=(n, classes)),
        "W2": rng.normal(size=(units, classes)),
        "z1": rng.normal(size=(n, units)),
    }


HIDDEN_DZ = Exercise(
    "my_hidden_dz",
    "1.17",
    "∂J/∂z of the hidden layer",
    "hidden_dz",
    _hidden_dz,
    _hidden,
    mistakes={
        "Where is g′, the slope of the ReLU?": lambda dz2, W2, z1: dz2 @ W2.T,
        "It is g′, not g, that multiplies.": (
            lambda dz2, W2, z1: (dz2 @ W2.T) * np.maximum(z1, 0)
        ),
        "g′(z) is 1 where z > 0, and 0 elsewhere; it is not z.": (
            lambda dz2, W2, z1: (dz2 @ W2.T) * z1
        ),
        "The ReLU lets through what is positive.": (
            lambda dz2, W2, z1: (dz2 @ W2.T) * (z1 <= 0)
        ),
        "The mask is that of the scores, not of the derivatives.": (
            lambda dz2, W2, z1: np.maximum(dz2 @ W2.T, 0)
        ),
        "The 1/n is in dz2 already.": (
            lambda dz2, W2, z1: _hidden_dz(dz2, W2, z1) / len(z1)
        ),
        "That is the slope of tanh: here g is the ReLU.": (
            lambda dz2, W2, z1: (dz2 @ W2.T) * (1 - np.tanh(z1) ** 2)
        ),
        "That is the slope of the sigmoid: here g is the ReLU.": (
            lambda dz2, W2, z1: (dz2 @ W2.T) * losses.sigmoid(z1) * losses.sigmoid(-z1)
        ),
    },
)


TASKS = (SOFTMAX_DZ, PERCEPTRON_STEP, HIDDEN_DZ)
PREDICTIONS = ()
SPOTS = ()
