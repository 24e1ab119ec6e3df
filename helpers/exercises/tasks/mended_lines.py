"""Mend the line: functions of the case file of wrong lines."""

import numpy as np

from helpers.exercises.exercise import Exercise
from helpers.losses import perceptron_loss, softmax

# --- W.8 --------------------------------------------------------------------------


def _split_sum(t, y_hat):
    """∂L/∂z of L = −Σₖ tₖ log ŷₖ, whatever the targets sum to."""
    return y_hat * np.sum(t) - t


def _targets(rng):
    k = rng.choice([5, 7, 11])
    return {"t": rng.uniform(0.1, 1, k), "y_hat": softmax(rng.normal(size=k))}


SPLIT_SUM = Exercise(
    "my_split_sum",
    "W.8",
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


# --- W.12 -------------------------------------------------------------------------


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
    "W.12",
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


# --- W.13 -------------------------------------------------------------------------


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
    "W.13",
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

TASKS = (SPLIT_SUM, PERCEPTRON, BOTH_LAYERS)
PREDICTIONS = ()
SPOTS = ()
