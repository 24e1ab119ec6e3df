"""Mend the step: functions of the case file of wrong steps."""

import numpy as np

from helpers.exercises.exercise import Exercise
from helpers.losses import perceptron_loss, softmax

# --- S.3 --------------------------------------------------------------------------


def _pairs(s, v):
    """vᵀ(diag(s) − ssᵀ)v, for probabilities s."""
    return np.sum(s * v**2) - np.sum(s * v) ** 2


def _direction(rng):
    k = rng.choice([5, 7, 11])
    return {"s": softmax(rng.normal(size=k)), "v": rng.normal(size=k)}


def _of_pairs(term):
    """A sum over all pairs of classes, each of them once."""

    def total(s, v):
        first, second = np.triu_indices(len(s), 1)
        return np.sum(term(s[first], s[second], v[first], v[second]))

    return total


PAIRS = Exercise(
    "my_pair_form",
    "S.3",
    "the quadratic form by pairs of classes",
    "pair_form",
    _pairs,
    _direction,
    mistakes={
        "Each pair of classes stands there twice.": lambda s, v: 2 * _pairs(s, v),
        "Those are pairs of neighbours: class 1 and class 3 are a pair, too.": (
            lambda s, v: np.sum(s[:-1] * s[1:] * np.diff(v) ** 2)
        ),
        "Those are the pairs with class 1 only.": (
            lambda s, v: np.sum(s[0] * s * (v[0] - v) ** 2)
        ),
        "The difference is squared.": _of_pairs(lambda s, r, v, u: s * r * (v - u)),
        "Where are the probabilities of the two classes?": (
            _of_pairs(lambda s, r, v, u: (v - u) ** 2)
        ),
        "A pair has the probabilities of both its classes as factors.": (
            _of_pairs(lambda s, r, v, u: s * (v - u) ** 2)
        ),
        "It is the difference of the two entries of v, not their sum.": (
            _of_pairs(lambda s, r, v, u: s * r * (v + u) ** 2)
        ),
        "The square is that of v alone; the probabilities are not squared.": (
            _of_pairs(lambda s, r, v, u: (s * r * (v - u)) ** 2)
        ),
    },
    extremes={
        "a direction with equal entries": {
            "s": np.array([0.25, 0.5, 0.25]),
            "v": np.array([2.0, 2.0, 2.0]),
        },
    },
)


# --- S.6 --------------------------------------------------------------------------


def _perceptron(W, x, y):
    """One perceptron step for one example, with a column of W for each class."""
    _, dz = perceptron_loss((x @ W)[np.newaxis], np.array([y]))
    return W - np.outer(x, dz)


def _example(rng):
    """An example that the weights take for another class."""
    p, k = rng.permutation([5, 7, 11])[:2]
    W, x = rng.normal(size=(p, k)), rng.normal(size=p)
    others = np.delete(np.arange(k), np.argmax(x @ W))
    return {"W": W, "x": x, "y": int(rng.choice(others))}


def _moved(W, x, by_class):
    """W with by_class[k] times x added to column k."""
    return W + np.outer(x, by_class)


def _one_hot(y, k):
    return np.eye(k)[y]


PERCEPTRON = Exercise(
    "my_mended_perceptron",
    "S.6",
    "the perceptron step",
    "mended_perceptron",
    _perceptron,
    _example,
    mistakes={
        "Both signs are reversed: the true class must gain, the winner must lose.": (
            lambda W, x, y: 2 * W - _perceptron(W, x, y)
        ),
        "The true class gains. What happens to the class that won?": (
            lambda W, x, y: _moved(W, x, _one_hot(y, W.shape[1]))
        ),
        "The winner loses. What happens to the true class?": lambda W, x, y: _moved(
            W, x, -_one_hot(np.argmax(x @ W), W.shape[1])
        ),
        "Only the winner loses, not every class but the true one.": (
            lambda W, x, y: _moved(W, x, 2 * _one_hot(y, W.shape[1]) - 1)
        ),
        "That is the step of logistic regression: a perceptron moves by the whole x, "
        "whatever the probabilities are.": lambda W, x, y: _moved(
            W, x, _one_hot(y, W.shape[1]) - softmax(x @ W)
        ),
        "The winner is the class with the largest score, not the smallest.": (
            lambda W, x, y: _moved(
                W,
                x,
                _one_hot(y, W.shape[1]) - _one_hot(np.argmin(x @ W), W.shape[1]),
            )
        ),
        "That is the change of the weights: return the weights.": (
            lambda W, x, y: _perceptron(W, x, y) - W
        ),
    },
    extremes={
        "an example whose class is right already": {
            "W": np.array([[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]]),
            "x": np.array([1.0, 1.0]),
            "y": 1,
        },
    },
)


# --- S.8 --------------------------------------------------------------------------


def _both_layers(x, y, W1, b1, W2, b2, alpha):
    """One step on ½(z⁽²⁾ − y)² of one example, in a network with hidden ReLU units."""
    z1 = x @ W1 + b1
    a = np.maximum(z1, 0)
    dz2 = a @ W2 + b2 - y
    dz1 = dz2 * W2 * (z1 > 0)
    return (
        W1 - alpha * np.outer(x, dz1),
        b1 - alpha * dz1,
        W2 - alpha * dz2 * a,
        b2 - alpha * dz2,
    )


def _network(rng):
    p, q = rng.permutation([5, 7, 11])[:2]
    return {
        "x": rng.normal(size=p),
        "y": rng.normal(),
        "W1": rng.normal(size=(p, q)),
        "b1": rng.normal(size=q),
        "W2": rng.normal(size=q),
        "b2": rng.normal(),
        "alpha": rng.uniform(0.1, 0.4),
    }


def _with_slope(slope, error=1.0, biases=1.0, early=False):
    """The same step with another slope of the ReLU, and other faults."""

    def step(x, y, W1, b1, W2, b2, alpha):
        z1 = x @ W1 + b1
        a = np.maximum(z1, 0)
        dz2 = error * (a @ W2 + b2 - y)
        stepped = W2 - alpha * dz2 * a
        dz1 = dz2 * (stepped if early else W2) * slope(z1)
        return (
            W1 - alpha * np.outer(x, dz1),
            b1 - alpha * biases * dz1,
            stepped,
            b2 - alpha * biases * dz2,
        )

    return step


def _is_active(z):
    return z > 0


def _changes(*arguments):
    old = arguments[2:6]
    return tuple(a - b for a, b in zip(_both_layers(*arguments), old, strict=True))


BOTH_LAYERS = Exercise(
    "my_step_of_both_layers",
    "S.8",
    "one step of both layers",
    "step_of_both_layers",
    _both_layers,
    _network,
    returns=("W1", "b1", "W2", "b2"),
    mistakes={
        "W2 has moved already when dz1 is computed: the gradient at the old weights "
        "needs the old W2.": _with_slope(_is_active, early=True),
        "One factor of the chain rule is missing: the slope of the ReLU.": (
            _with_slope(lambda z: 1.0)
        ),
        "It is the slope of the ReLU that multiplies, 0 or 1, not its value.": (
            _with_slope(lambda z: np.maximum(z, 0))
        ),
        "A unit passes something back where its score is positive, not where it is "
        "negative.": _with_slope(lambda z: z < 0),
        "That goes uphill.": _with_slope(_is_active, error=-1.0),
        "The loss is ½(z − y)²: is there a 2 too many?": (
            _with_slope(_is_active, error=2.0)
        ),
        "The biases move, too.": _with_slope(_is_active, biases=0.0),
        "Those are the changes: return the weights after the step.": _changes,
    },
    points=3,
)

TASKS = (PAIRS, PERCEPTRON, BOTH_LAYERS)
PREDICTIONS = ()
SPOTS = ()
