"""Exercises of notebook 04: what a classifier confuses, and how sure it may be."""

import numpy as np

from helpers.exercises.exercise import Exercise, Prediction
from helpers.exercises.tasks.ten_classes import labels

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
        "A bin without an image has no mean: leave it out.": lambda q, right: np.nan,
    },
    extremes={
        "a certainty of exactly 1, which belongs to the last bin": {
            "q": np.array([1.0, 0.92, 0.55, 1.0]),
            "right": np.array([True, False, True, False]),
        },
    },
    points=3,
)

TASKS = (CONFUSION, RECALL, CALIBRATION)
PREDICTIONS = (
    Prediction(
        "better_probabilities",
        "4.P4",
        ("logistic regression", "averaged perceptron", "equally good"),
    ),
)
SPOTS = ()
