"""Exercises of notebook 04: the perceptron, and the mean of its weights."""

import numpy as np

from helpers import losses
from helpers.exercises.exercise import Exercise, Prediction, Spot
from helpers.exercises.tasks.ten_classes import labels, one_hot, sizes

# --- 4.6 --------------------------------------------------------------------------


def _one_step(W, b, x, k):
    """The rule: the true class gains the example, the wrong winner loses it."""
    winner = int(np.argmax(x @ W + b))
    if winner != k:
        W[:, k] += x
        W[:, winner] -= x
        b[k] += 1
        b[winner] -= 1


def _weights(W, b, X, y, step=_one_step):
    """W and b at first and after each step of an epoch."""
    path = [(W, b)]
    for x, k in zip(X, y, strict=True):
        W, b = W.copy(), b.copy()
        step(W, b, x, k)
        path.append((W, b))
    return path


def _epoch(W, b, X, y):
    """Without a list of all weights: the notebook may call it for 50,000 images."""
    W, b = W.copy(), b.copy()
    for x, k in zip(X, y, strict=True):
        _one_step(W, b, x, k)
    return W, b


def _with_step(step):
    return lambda W, b, X, y: _weights(W, b, X, y, step)[-1]


def _reversed(W, b, x, k):
    before = W.copy(), b.copy()
    _one_step(W, b, x, k)
    W[:], b[:] = 2 * before[0] - W, 2 * before[1] - b


def _only_true(W, b, x, k):
    if np.argmax(x @ W + b) != k:
        W[:, k] += x
        b[k] += 1


def _only_winner(W, b, x, k):
    winner = np.argmax(x @ W + b)
    if winner != k:
        W[:, winner] -= x
        b[winner] -= 1


def _all_others(W, b, x, k):
    if np.argmax(x @ W + b) != k:
        signs = 2 * one_hot(np.array(k), len(b)) - 1
        W += np.outer(x, signs)
        b += signs


def _frozen_bias(W, b, x, k):
    before = b.copy()
    _one_step(W, b, x, k)
    b[:] = before


def _soft(W, b, x, k):
    pull = one_hot(np.array(k), len(b)) - losses.softmax(x @ W + b)
    W += np.outer(x, pull)
    b += pull


def _at_once(W, b, X, y):
    z = X @ W + b
    pull = one_hot(y, len(b)) - one_hot(z.argmax(axis=1), len(b))
    return W + X.T @ pull, b + pull.sum(axis=0)


def _epoch_inputs(rng):
    _, p, k = sizes(rng)
    n = 13
    X, W = rng.normal(size=(n, p)), rng.normal(size=(p, k))
    y = labels(rng, n, k)
    y[-3:] = (X @ W).argmax(axis=1)[-3:]  # some that need no step, perhaps
    return {"W": W, "b": rng.normal(0, 0.1, k), "X": X, "y": y}


EPOCH = Exercise(
    "my_perceptron_epoch",
    "4.6",
    "an epoch of the perceptron",
    "perceptron_epoch",
    _epoch,
    _epoch_inputs,
    returns=("W", "b"),
    mistakes={
        "The wrong winner loses the example, the true class gains it: yours rewards "
        "the winner.": _with_step(_reversed),
        "The wrong winner must lose the example.": _with_step(_only_true),
        "The true class must gain the example.": _with_step(_only_winner),
        "Only the winner loses the example, not every other class.": (
            _with_step(_all_others)
        ),
        "The bias never moves.": _with_step(_frozen_bias),
        "That uses probabilities: it is a step of logistic regression.": (
            _with_step(_soft)
        ),
        "Each example must see the weights that the ones before it left.": _at_once,
        "Nothing has moved: a step follows on each mistake.": (
            lambda W, b, X, y: (W, b)
        ),
        "The last example is missing.": lambda W, b, X, y: _epoch(W, b, X[:-4], y[:-4]),
        "It stops at the first mistake.": lambda W, b, X, y: next(
            (pair for pair in _weights(W, b, X, y) if (pair[1] != b).any()), (W, b)
        ),
        "It starts from zero instead of the weights that it is given.": (
            lambda W, b, X, y: _epoch(0 * W, 0 * b, X, y)
        ),
    },
    extremes={
        "zero weights, where all scores are equal": {
            "W": np.zeros((2, 3)),
            "b": np.zeros(3),
            "X": np.array([[1.0, 2.0], [2.0, -1.0], [0.0, 1.0], [1.0, 1.0]]),
            "y": np.array([0, 2, 0, 1]),
        },
    },
    points=4,
)


# --- 4.7 --------------------------------------------------------------------------


def _mean(path):
    return tuple(np.mean(part, axis=0) for part in zip(*path, strict=True))


def _averaged(W, b, X, y):
    W, b, W_sum, b_sum = W.copy(), b.copy(), 0 * W, 0 * b
    for x, k in zip(X, y, strict=True):
        _one_step(W, b, x, k)
        W_sum += W
        b_sum += b
    return W, b, W_sum / len(y), b_sum / len(y)


def _averaging(choose):
    """The right steps, and as mean weights what `choose` makes of all weights."""

    def answer(W, b, X, y):
        path = _weights(W, b, X, y)
        return (*path[-1], *choose(path))

    return answer


def _after_mistakes(path):
    return [
        path[s] for s in range(1, len(path)) if (path[s][1] != path[s - 1][1]).any()
    ]


AVERAGED = Exercise(
    "my_averaged_epoch",
    "4.7",
    "the mean of the weights",
    "averaged_epoch",
    _averaged,
    _epoch_inputs,
    returns=("W", "b", "W_mean", "b_mean"),
    mistakes={
        "The mean is over all steps, also those after which nothing has moved.": (
            _averaging(lambda path: _mean(_after_mistakes(path)))
        ),
        "These are the last weights. If you keep a list: are its entries copies, or "
        "all the same array?": _averaging(lambda path: path[-1]),
        "That is the mean of the first and the last weights only.": (
            _averaging(lambda path: _mean([path[0], path[-1]]))
        ),
        "The weights before the first step do not count.": _averaging(_mean),
        "The weights *after* each step count, not those before it.": (
            _averaging(lambda path: _mean(path[:-1]))
        ),
        "That is a sum: divide it by the number of steps.": _averaging(
            lambda path: tuple((len(path) - 1) * mean for mean in _mean(path[1:]))
        ),
        "The steps go on from the last weights, not from their mean.": (
            lambda W, b, X, y: 2 * _averaged(W, b, X, y)[2:]
        ),
        "The bias needs its mean, too.": _averaging(
            lambda path: (_mean(path[1:])[0], path[-1][1])
        ),
        "Divide by the number of steps, not by that of the mistakes.": _averaging(
            lambda path: tuple(
                (len(path) - 1) / len(_after_mistakes(path)) * mean
                for mean in _mean(path[1:])
            )
        ),
    },
    points=4,
)


TASKS = (EPOCH, AVERAGED)
PREDICTIONS = (
    Prediction(
        "mean_weights",
        "4.P3",
        ("worse", "up to 3 points better", "more than 3 points better"),
    ),
)
SPOTS = (
    Spot(
        "not_separable",
        "4.11",
        "Are the classes separable?",
        (
            "If some weights classify every training image correctly, the perceptron "
            "makes a finite number of mistakes, in whatever order it sees them.",
            "After 20 epochs its weights still get many training images wrong.",
            "So no weights classify every training image correctly.",
            "Weights that are far from perfect can still be the best linear ones.",
        ),
        3,
        "A finite number may be a very large one: nobody promises 20 epochs. What was "
        "seen fits both cases, so it decides neither.",
        {
            1: "That is Novikoff's theorem.",
            2: "The cell that trains it counts them.",
            4: "“Not separable” would say nothing about which line is best.",
        },
    ),
)
