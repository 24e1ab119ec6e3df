"""Exercises of notebook 04: the perceptron, its mistakes and its probabilities."""

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


# --- 4.8 --------------------------------------------------------------------------


def _confusion(y, winners, K):
    C = np.zeros((K, K), int)
    np.add.at(C, (y, winners), 1)
    return C


def _answers(rng):
    K = int(rng.choice([5, 7]))
    y = labels(rng, 40, K)
    winners = np.where(rng.random(40) < 0.6, y, labels(rng, 40, K))
    y[:5], winners[:5] = (0, 0, 0, 1, 1), (1, 1, 2, 0, 3)
    return {"y": y, "winners": winners, "K": K}


CONFUSION = Exercise(
    "my_confusion",
    "4.8",
    "the confusion matrix",
    "confusion",
    _confusion,
    _answers,
    mistakes={
        "Rows are the true classes, columns the winners.": (
            lambda y, winners, K: _confusion(winners, y, K)
        ),
        "Counts, not shares of the class.": lambda y, winners, K: (
            _confusion(y, winners, K)
            / np.maximum(_confusion(y, winners, K).sum(axis=1, keepdims=True), 1)
        ),
        "Counts, not shares of all images.": (
            lambda y, winners, K: _confusion(y, winners, K) / len(y)
        ),
        "`C[y, winners] += 1` counts a pair once, however often it occurs: "
        "`np.add.at`, or a loop.": (
            lambda y, winners, K: np.minimum(_confusion(y, winners, K), 1)
        ),
        "The right answers count, too: the diagonal is empty.": lambda y, winners, K: (
            _confusion(y, winners, K) * (1 - np.eye(K, dtype=int))
        ),
        "The mistakes count, too: only the diagonal is filled.": (
            lambda y, winners, K: _confusion(y, winners, K) * np.eye(K, dtype=int)
        ),
        "There are K rows and columns, also if the last class does not occur.": (
            lambda y, winners, K: _confusion(y, winners, K)[:-1, :-1]
        ),
        "A and B is another pair than B and A: do not add them up.": (
            lambda y, winners, K: _confusion(y, winners, K) + _confusion(winners, y, K)
        ),
    },
)


# --- 4.9 --------------------------------------------------------------------------


def _recall(C):
    count = C.sum(axis=1)
    recall = np.diag(C) / count
    return recall, np.sqrt(recall * (1 - recall) / count)


def _counts(rng):
    K = int(rng.choice([5, 7]))
    return {"C": rng.integers(3, 20, (K, K)) + np.diag(rng.integers(60, 90, K))}


def _with_error(error):
    """The right recall, and what `error` makes of it and of C as its errors."""
    return lambda C: (_recall(C)[0], error(_recall(C)[0], C))


def _precision(C):
    share = np.diag(C) / C.sum(axis=0)
    return share, np.sqrt(share * (1 - share) / C.sum(axis=0))


RECALL = Exercise(
    "my_recall",
    "4.9",
    "the recall of each class",
    "class_recall",
    _recall,
    _counts,
    returns=("recall", "error"),
    mistakes={
        "That is the precision, the share of a winner's answers that are right: divide "
        "by the images of the class, a row.": _precision,
        "Divided by all images: how many are of this class?": lambda C: (
            np.diag(C) / C.sum(),
            np.sqrt(np.diag(C) / C.sum() * (1 - np.diag(C) / C.sum()) / C.sum()),
        ),
        "n is the number of images of the class, not that of all images.": (
            _with_error(lambda r, C: np.sqrt(r * (1 - r) / C.sum()))
        ),
        "n is the number of images of the class, not that of the right answers.": (
            _with_error(lambda r, C: np.sqrt(r * (1 - r) / np.diag(C)))
        ),
        "n is the number of images of the class, not that of the classes.": (
            _with_error(lambda r, C: np.sqrt(r * (1 - r) / len(C)))
        ),
        "That is the variance; the error is its root.": (
            _with_error(lambda r, C: r * (1 - r) / C.sum(axis=1))
        ),
        "That is the spread of one image, not that of the mean of n.": (
            _with_error(lambda r, C: np.sqrt(r * (1 - r)))
        ),
        "That is the share that is missed, 1 minus the recall.": lambda C: (
            1 - _recall(C)[0],
            _recall(C)[1],
        ),
        "Shares from 0 to 1, not in per cent.": lambda C: (
            100 * _recall(C)[0],
            100 * _recall(C)[1],
        ),
    },
    points=3,
)


# --- 4.10 -------------------------------------------------------------------------


def _bins(q):
    return np.minimum((10 * q).astype(int), 9)


def _gaps(q, right):
    """Of each bin that is not empty: the share of images, and certainty − accuracy."""
    bins = [_bins(q) == number for number in np.unique(_bins(q))]
    shares = np.array([inside.mean() for inside in bins])
    return shares, np.array([np.mean(q[inside] - right[inside]) for inside in bins])


def _calibration_error(q, right):
    shares, gaps = _gaps(q, right)
    return shares @ np.abs(gaps)


def _from_the_middle(q, right):
    middle = (_bins(q) + 0.5) / 10
    sums = [np.sum((middle - right)[_bins(q) == number]) for number in range(10)]
    return np.abs(sums).sum() / len(q)


def _of_equal_size(q, right):
    parts = np.array_split(np.argsort(q), 10)
    return sum(abs(np.sum(q[part] - right[part])) for part in parts) / len(q)


def _certainties(rng):
    """The lowest bins are empty, the next one is too sure, all others not enough."""
    q = np.concatenate([rng.uniform(0.31, 0.39, 8), rng.uniform(0.41, 0.99, 52)])
    right = rng.random(60) < q + 0.3
    right[:8] = False
    return {"q": q, "right": right}


CALIBRATION = Exercise(
    "my_calibration_error",
    "4.10",
    "the calibration error",
    "calibration_error",
    _calibration_error,
    _certainties,
    mistakes={
        "A bin counts as much as it has images: it is a weighted mean.": (
            lambda q, right: np.mean(np.abs(_gaps(q, right)[1]))
        ),
        "Is the sum over the bins divided by n? The differences are means already.": (
            lambda q, right: np.sum(np.abs(_gaps(q, right)[1]))
        ),
        "Too sure here does not make up for not sure enough there: absolute values.": (
            lambda q, right: _gaps(q, right)[0] @ _gaps(q, right)[1]
        ),
        "Absolute values, bin by bin: yours takes one, of the whole sum.": (
            lambda q, right: abs(np.mean(q - right))
        ),
        "That is the largest of the differences, not their mean.": (
            lambda q, right: np.max(np.abs(_gaps(q, right)[1]))
        ),
        "Take the means of the bin first, then the difference.": (
            lambda q, right: np.mean(np.abs(q - right))
        ),
        "Those are squares (and no bins).": lambda q, right: np.mean((q - right) ** 2),
        "Absolute values, not squares.": (
            lambda q, right: _gaps(q, right)[0] @ _gaps(q, right)[1] ** 2
        ),
        "The mean certainty of the bin, not its middle.": _from_the_middle,
        "Bins of equal width, not with equally many images.": _of_equal_size,
        "A share from 0 to 1, not in per cent.": (
            lambda q, right: 100 * _calibration_error(q, right)
        ),
    },
    extremes={
        "a certainty of exactly 1, which belongs to the last bin": {
            "q": np.array([1.0, 0.92, 0.55, 1.0]),
            "right": np.array([True, False, True, False]),
        },
    },
    points=3,
)

TASKS = (EPOCH, AVERAGED, CONFUSION, RECALL, CALIBRATION)
PREDICTIONS = (
    Prediction(
        "mean_weights",
        "4.P3",
        ("worse", "up to 3 points better", "more than 3 points better"),
    ),
    Prediction(
        "better_probabilities",
        "4.P4",
        ("logistic regression", "averaged perceptron", "equally good"),
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
