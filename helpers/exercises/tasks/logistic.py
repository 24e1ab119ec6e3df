"""Exercises of notebook 03: logistic regression, from the score to the run.

Here the weights of the single score are a vector: z = Xw + b, of shape (n,).
"""

import numpy as np

from helpers import losses, training
from helpers.exercises.exercise import Exercise
from helpers.models import Linear


def _sizes(rng):
    """Numbers of examples and inputs that no factor confuses."""
    return rng.permutation([5, 7, 11])[:2]


def _scores(rng):
    n, _ = _sizes(rng)
    return {"z": rng.normal(0, 2, n), "y": labels(rng, n)}


def labels(rng, n):
    """0s and 1s, both of them, and not as many of the one as of the other."""
    y = np.zeros(n, int)
    y[rng.permutation(n)[: n // 2 - 1]] = 1
    return y


# --- 3.1 --------------------------------------------------------------------------

SIGMOID = Exercise(
    "my_sigmoid",
    "3.1",
    "the sigmoid",
    "sigmoid",
    losses.sigmoid,
    lambda rng: {"z": rng.normal(0, 2, 9)},
    mistakes={
        "Look at the sign of the exponent: σ must rise with z.": (
            lambda z: 1 / (1 + np.exp(z))
        ),
        "That is σ′(z), the slope.": lambda z: losses.sigmoid(z) * losses.sigmoid(-z),
        "That is tanh: σ lies between 0 and 1.": np.tanh,
        "Where does the 1 in the denominator stand?": lambda z: 1 / np.exp(-z),
        "Is it e^−z, the exponential, that is added to 1?": lambda z: 1 / (1 - z),
        "A power of 2 is no exponential.": lambda z: 1 / (1 + 2.0**-z),
    },
    extremes={
        "large scores": {"z": np.array([-800.0, 0.0, 800.0])},
    },
)


# --- 3.2 --------------------------------------------------------------------------


def _cost(z, y):
    return losses.binary_cross_entropy(z[:, np.newaxis], y)[0]


def _per_example(z, y):
    return np.logaddexp(0, z) - y * z


COST = Exercise(
    "my_cost",
    "3.2",
    "the cost",
    "cost",
    _cost,
    _scores,
    mistakes={
        "Is it the mean over the examples, or their sum?": (
            lambda z, y: np.sum(_per_example(z, y))
        ),
        "A cost is positive: is there a minus missing?": lambda z, y: -_cost(z, y),
        "What does an example of class 0 cost?": (
            lambda z, y: np.mean(y * np.logaddexp(0, -z))
        ),
        "What does an example of class 1 cost?": (
            lambda z, y: np.mean((1 - y) * np.logaddexp(0, z))
        ),
        "The labels are exchanged: which class does ŷ stand for?": (
            lambda z, y: _cost(z, 1 - y)
        ),
        "That is the squared error of the probabilities.": (
            lambda z, y: np.mean((losses.sigmoid(z) - y) ** 2)
        ),
        "The cost is a mean of logarithms, not the logarithm of a mean.": (
            lambda z, y: -np.log(np.mean(np.exp(-_per_example(z, y))))
        ),
        "One of the shapes is (n, 1), the other (n,): that compares every example "
        "with every label.": lambda z, y: np.mean(
            np.logaddexp(0, z)[:, np.newaxis] - y * z[:, np.newaxis]
        ),
        "Logarithms to base 2: the cost is in nats, with the natural logarithm.": (
            lambda z, y: _cost(z, y) / np.log(2)
        ),
    },
    extremes={
        "a score of 800 for an example of class 0": {
            "z": np.array([800.0, -1.0]),
            "y": np.array([0, 0]),
        },
        "a score of −800 for an example of class 1": {
            "z": np.array([-800.0, 1.0]),
            "y": np.array([1, 1]),
        },
    },
    points=3,
)


# --- 3.3 --------------------------------------------------------------------------


def _dz(z, y):
    return (losses.sigmoid(z) - y) / len(y)


DZ = Exercise(
    "my_dz",
    "3.3",
    "∂J/∂z",
    "slope",
    _dz,
    _scores,
    mistakes={
        "J is a mean: where is the 1/n?": lambda z, y: losses.sigmoid(z) - y,
        "Prediction minus target, or target minus prediction?": lambda z, y: -_dz(z, y),
        "The score is no probability: ŷ is σ(z).": lambda z, y: (z - y) / len(y),
        "That is ∂J/∂ŷ. One factor of the chain rule is missing, σ′(z).": lambda z, y: (
            (losses.sigmoid(z) - y) / (losses.sigmoid(z) * losses.sigmoid(-z)) / len(y)
        ),
        "σ′(z) has cancelled already: is it there twice?": lambda z, y: (
            _dz(z, y) * losses.sigmoid(z) * losses.sigmoid(-z)
        ),
        "A probability of ½ is no prediction: use ŷ itself, not the class.": (
            lambda z, y: ((z > 0).astype(float) - y) / len(y)
        ),
        "The mean is taken twice: there is one derivative for each example.": (
            lambda z, y: np.mean(losses.sigmoid(z) - y)
        ),
    },
)


# --- 3.4 --------------------------------------------------------------------------


def _backward(X, dz):
    return X.T @ dz, np.sum(dz)


def _gradient_inputs(rng):
    n, p = _sizes(rng)
    return {"X": rng.normal(size=(n, p)), "dz": rng.normal(size=n)}


BACKWARD = Exercise(
    "my_backward",
    "3.4",
    "the gradient for w and b",
    "backward",
    _backward,
    _gradient_inputs,
    returns=("dw", "db"),
    mistakes={
        "The 1/n is in dz already.": (
            lambda X, dz: (X.T @ dz / len(dz), np.sum(dz) / len(dz))
        ),
        "The 1/n is in dz already: db is a sum.": (
            lambda X, dz: (X.T @ dz, np.mean(dz))
        ),
        "b adds to the score of every example: db is one number.": (
            lambda X, dz: (X.T @ dz, dz)
        ),
        "dw needs the inputs of each example.": (
            lambda X, dz: (np.full(X.shape[1], np.sum(dz)), np.sum(dz))
        ),
        "Over which axis is the sum? dw has one entry for each input.": (
            lambda X, dz: (X.sum(axis=1) * dz, np.sum(dz))
        ),
        "Each product xᵢⱼ dzᵢ is there; they are still to be added over i.": (
            lambda X, dz: (X * dz[:, np.newaxis], np.sum(dz))
        ),
    },
    points=3,
)


# --- 3.5 --------------------------------------------------------------------------


def _update(w, b, dw, db, alpha):
    return w - alpha * dw, b - alpha * db


def _update_inputs(rng):
    _, p = _sizes(rng)
    return {
        "w": rng.normal(size=p),
        "b": rng.normal(),
        "dw": rng.normal(size=p),
        "db": rng.normal(),
        "alpha": rng.uniform(0.1, 0.4),
    }


UPDATE = Exercise(
    "my_update",
    "3.5",
    "one step",
    "update",
    _update,
    _update_inputs,
    returns=("w", "b"),
    mistakes={
        "That goes uphill.": (
            lambda w, b, dw, db, alpha: (w + alpha * dw, b + alpha * db)
        ),
        "Where is the learning rate?": lambda w, b, dw, db, alpha: (w - dw, b - db),
        "b needs its step, too.": lambda w, b, dw, db, alpha: (w - alpha * dw, b),
        "That is the step, not the place after it.": (
            lambda w, b, dw, db, alpha: (-alpha * dw, -alpha * db)
        ),
        "Only the gradient is multiplied by α.": (
            lambda w, b, dw, db, alpha: (alpha * (w - dw), alpha * (b - db))
        ),
    },
)


# --- 3.6 --------------------------------------------------------------------------


def _run(X, y, alpha, steps, costs_after=False, shrink=1.0, last=0, first_only=False):
    """Gradient descent from zero, with the mistakes that are asked for."""
    w, b, costs = np.zeros(X.shape[1]), 0.0, []
    for _ in range(steps - last):
        z = X @ w + b
        costs.append(_cost(z, y))
        dz = shrink * _dz(z, y)
        w, b = w - alpha * (X.T @ dz), b - alpha * np.sum(dz)
        if costs_after:
            costs[-1] = _cost(X @ w + b, y)
    return w, b, np.array(costs)


def _train(X, y, alpha, steps):
    model, history = training.train(
        Linear(X.shape[1]),
        losses.binary_cross_entropy,
        X,
        y,
        learning_rate=alpha,
        epochs=steps,
    )
    W, b = model.parameters.values()
    return W[:, 0], b[0], np.array(history.costs)


def _train_inputs(rng):
    n, p = _sizes(rng)
    return {
        "X": rng.normal(size=(n, p)),
        "y": labels(rng, n),
        "alpha": rng.uniform(0.3, 0.6),
        "steps": int(rng.integers(4, 8)),
    }


def _frozen_bias(X, y, alpha, steps):
    w, costs = np.zeros(X.shape[1]), []
    for _ in range(steps):
        z = X @ w
        costs.append(_cost(z, y))
        w = w - alpha * X.T @ _dz(z, y)
    return w, 0.0, np.array(costs)


def _with_last_cost(X, y, alpha, steps):
    w, b, costs = _run(X, y, alpha, steps)
    return w, b, np.append(costs, _cost(X @ w + b, y))


def _example_by_example(X, y, alpha, steps):
    w, b, costs = np.zeros(X.shape[1]), 0.0, []
    for _ in range(steps):
        costs.append(_cost(X @ w + b, y))
        for x, target in zip(X, y, strict=True):
            d = losses.sigmoid(np.array(x @ w + b)) - target
            w, b = w - alpha * d * x, b - alpha * d
    return w, b, np.array(costs)


TRAIN = Exercise(
    "my_train",
    "3.6",
    "gradient descent",
    "descend",
    _train,
    _train_inputs,
    returns=("w", "b", "costs"),
    mistakes={
        "The cost of a step is that before the step.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, costs_after=True)
        ),
        "One step is missing.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, last=1)
        ),
        "One step too many.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, last=-1)
        ),
        "The bias never moves.": _frozen_bias,
        "There is one cost for each step: the last one is that of the result.": (
            _with_last_cost
        ),
        "The gradient is divided by n twice.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, shrink=1 / len(y))
        ),
        "The gradient is a sum, not a mean.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, shrink=len(y))
        ),
        "That climbs the cost.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, shrink=-1)
        ),
        "One step uses all examples at once.": _example_by_example,
    },
    tolerance=1e-8,
    points=4,
)

TASKS = (SIGMOID, COST, DZ, BACKWARD, UPDATE, TRAIN)
PREDICTIONS = ()
SPOTS = ()
