"""Exercises of notebook 03 about runs: accuracy, annealing, batches, early stopping."""

import numpy as np

from helpers import losses, training
from helpers.exercises.exercise import Exercise, Prediction, Spot
from helpers.exercises.tasks.logistic import labels

# --- 3.7 --------------------------------------------------------------------------


def _accuracy(z, y):
    return losses.accuracy(z[:, np.newaxis], y)


def _close_scores(rng):
    """Scores of which some lie between 0 and ½."""
    z, y = rng.normal(0.2, 0.6, 23), labels(rng, 23)
    z[:4], y[:4] = rng.uniform(0.1, 0.4, 4), 1
    return {"z": z, "y": y}


ACCURACY = Exercise(
    "my_accuracy",
    "3.7",
    "the accuracy",
    "accuracy",
    _accuracy,
    _close_scores,
    mistakes={
        "The score is no probability: σ(z) > ½ means z > 0.": (
            lambda z, y: np.mean((z > 0.5) == y)
        ),
        "That counts the errors.": lambda z, y: 1 - _accuracy(z, y),
        "A share, not a number of images.": lambda z, y: len(y) * _accuracy(z, y),
        "A share from 0 to 1, not in per cent.": lambda z, y: 100 * _accuracy(z, y),
        "How many of the right ones are of class 0?": (
            lambda z, y: np.mean((z > 0) & (y == 1))
        ),
        "Of all images, not only of those that the model calls 1.": (
            lambda z, y: np.mean(y[z > 0] == 1)
        ),
        "Of all images, not only of those of class 1.": (
            lambda z, y: np.mean(z[y == 1] > 0)
        ),
    },
)


# --- 3.9 --------------------------------------------------------------------------


def _annealed(alpha, k, t):
    return training.annealed(alpha, k)(t)


ANNEALED = Exercise(
    "my_annealed",
    "3.9",
    "annealing",
    "annealed",
    _annealed,
    lambda rng: {
        "alpha": rng.uniform(0.1, 0.9),
        "k": rng.uniform(0.1, 0.9),
        "t": int(rng.integers(3, 9)),
    },
    mistakes={
        "The rate of step 0 is α₀.": lambda alpha, k, t: alpha / (k * t),
        "Divide by 1 + kt, all of it.": lambda alpha, k, t: alpha / 1 + k * t,
        "k is multiplied by t.": lambda alpha, k, t: alpha / (1 + k) ** t,
        "That falls exponentially.": lambda alpha, k, t: alpha * np.exp(-k * t),
        "Steps count from 0.": lambda alpha, k, t: alpha / (1 + k * (t + 1)),
        "That rises.": lambda alpha, k, t: alpha * (1 + k * t),
        "That does not depend on t.": lambda alpha, k, t: alpha / (1 + k),
    },
    points=1,
)


# --- 3.10 --------------------------------------------------------------------------


def _early_stop(costs, patience, waits=0, previous=False):
    """Steps taken, and the best of them; with the mistakes that are asked for."""
    best, poor, last = 0, 0, np.inf
    for t, cost in enumerate(costs):
        improves = cost <= last if previous else cost < costs[best] or t == 0
        if cost < costs[best]:
            best = t
        poor = 0 if improves else poor + 1
        last = cost
        if poor == patience + waits:
            return t, best
    return len(costs) - 1, best


def _curve(rng):
    """A cost that falls, wanders, and has a deeper place that comes too late."""
    wanders = [0.9, 0.95, 0.92, 0.7, 0.5, 0.55, 0.52, 0.58, 0.6, 0.57]
    late = [0.3, 0.35, 0.41, 0.45, 0.5, 0.4, 0.45]
    start = 1.2 - 0.1 * np.arange(int(rng.integers(0, 3)))
    costs = np.concatenate([start, wanders, late]) + rng.uniform(0, 0.01)
    return {"costs": costs, "patience": int(rng.integers(3, 5))}


def _never_reset(costs, patience):
    best, poor = 0, 0
    for t in range(1, len(costs)):
        if costs[t] < costs[best]:
            best = t
        else:
            poor += 1
        if poor == patience:
            return t, best
    return len(costs) - 1, best


EARLY_STOP = Exercise(
    "my_early_stop",
    "3.10",
    "early stopping",
    "early_stop",
    _early_stop,
    _curve,
    returns=("stop", "best"),
    mistakes={
        "Which weights are kept? Those of the best check, not the last.": (
            lambda costs, patience: (_early_stop(costs, patience)[0],) * 2
        ),
        "A check counts as poor if it is no new lowest cost; whether it is below the "
        "check before does not matter.": (
            lambda costs, patience: _early_stop(costs, patience, previous=True)
        ),
        "After `patience` poor checks the run stops: yours waits for one more.": (
            lambda costs, patience: _early_stop(costs, patience, waits=1)
        ),
        "A new best starts the count anew.": _never_reset,
        "Yours stops one check too early.": (
            lambda costs, patience: _early_stop(costs, patience, waits=-1)
        ),
        "The best of all checks is known only to one who has not stopped.": (
            lambda costs, patience: (
                _early_stop(costs, patience)[0],
                int(np.argmin(costs)),
            )
        ),
        "It never stops: what comes after the best check?": (
            lambda costs, patience: (len(costs) - 1, int(np.argmin(costs)))
        ),
        "Checks count from 0.": (
            lambda costs, patience: tuple(t + 1 for t in _early_stop(costs, patience))
        ),
    },
    points=3,
)


# --- 3.8 -------------------------------------------------------------------------


def _batches(n, batch_size, rng, drop=False, at=0):
    order = rng.permutation(n)
    batches = [order[i : i + batch_size] for i in range(at, n, batch_size)]
    return [rows for rows in batches if len(rows) == batch_size or not drop]


def _parts(batches):
    """How many batches there are, their sizes, and all their rows."""
    sizes = np.array([len(rows) for rows in batches])
    return len(batches), sizes, np.concatenate([np.asarray(rows) for rows in batches])


def _with_replacement(n, batch_size, rng):
    return [rng.integers(0, n, batch_size) for _ in range(-(-n // batch_size))]


def _in_order(n, batch_size, rng):
    return [np.arange(n)[i : i + batch_size] for i in range(0, n, batch_size)]


def _shuffled_within(n, batch_size, rng):
    return [rng.permutation(rows) for rows in _in_order(n, batch_size, rng)]


def _equal_parts(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))


BATCHES = Exercise(
    "my_batches",
    "3.8",
    "batches of one epoch",
    "batches",
    _batches,
    lambda rng: {
        "n": 23,
        "batch_size": int(rng.choice([5, 7, 9])),
        "rng": np.random.default_rng(rng.integers(2**32)),
    },
    reads=_parts,
    returns=("number of batches", "sizes", "rows"),
    result="a list of arrays of row numbers",
    mistakes={
        "The last batch is lost: it may hold fewer examples.": (
            lambda n, batch_size, rng: _batches(n, batch_size, rng, drop=True)
        ),
        "The first batch is lost.": (
            lambda n, batch_size, rng: _batches(n, batch_size, rng, at=batch_size)
        ),
        "An epoch sees every example once: draw without replacement.": (
            _with_replacement
        ),
        "The examples are not shuffled.": _in_order,
        "Shuffle all rows and then cut them; yours shuffles within each batch.": (
            _shuffled_within
        ),
        "Every batch but the last holds `batch_size` examples.": _equal_parts,
        "That is one batch, not all of an epoch.": (
            lambda n, batch_size, rng: _batches(n, batch_size, rng)[:1]
        ),
        "Rows count from 0.": (
            lambda n, batch_size, rng: [
                rows + 1 for rows in _batches(n, batch_size, rng)
            ]
        ),
    },
    points=3,
)


# --- 3.11 -------------------------------------------------------------------------


def _standard_error(a, n):
    return np.sqrt(a * (1 - a) / n)


STANDARD_ERROR = Exercise(
    "my_standard_error",
    "3.11",
    "the standard error of an accuracy",
    "standard_error",
    _standard_error,
    lambda rng: {"a": rng.uniform(0.6, 0.95), "n": int(rng.integers(300, 500))},
    mistakes={
        "That is the variance; the error is its root.": (lambda a, n: a * (1 - a) / n),
        "That is the spread of one image, not that of the mean of n.": (
            lambda a, n: np.sqrt(a * (1 - a))
        ),
        "The root covers the n, too.": lambda a, n: np.sqrt(a * (1 - a)) / n,
        "An accuracy near 1 is known better: a(1 − a).": lambda a, n: np.sqrt(a / n),
        "That is the largest it can be, for a = ½.": lambda a, n: 0.5 / np.sqrt(n),
        "n, not its root, times a(1 − a)?": lambda a, n: np.sqrt(n * a * (1 - a)),
        "In the same unit as the accuracy, not in per cent.": (
            lambda a, n: 100 * _standard_error(a, n)
        ),
        "One standard error, not the width of an interval of 95 %.": (
            lambda a, n: 1.96 * _standard_error(a, n)
        ),
    },
)

TASKS = (ACCURACY, ANNEALED, EARLY_STOP, BATCHES, STANDARD_ERROR)
PREDICTIONS = (
    Prediction("ten_times_slower", "3.P1", ("the same", "lower", "higher")),
    Prediction("annealing", "3.P3", ("lower", "higher", "undecided")),
    Prediction("equal_images", "3.P2", ("small batches", "large batches", "undecided")),
    Prediction(
        "stopping_spread", "3.P4", ("within 5 epochs", "5 to 20", "more than 20")
    ),
)

SPOTS = (
    Spot(
        "chosen_by_the_test",
        "3.12",
        "The friend's program",
        (
            "`path = descend_in_batches(1.0, 16, 40, rng)`",
            "`costs = [validation_cost(w, b) for w, b in path]`",
            "`stop, best = early_stop(np.array(costs), 5)`",
            "`scores = [accuracy(X_test @ w + b, y_test) for w, b in path]`",
            "`w, b = path[np.argmax(scores)]`",
            "`print(accuracy(X_test @ w + b, y_test))`",
        ),
        5,
        "The test images choose the epoch, and the largest of forty accuracies is "
        "large partly by chance. The line must be `w, b = path[best]`.",
        {
            2: "The validation images are there to choose by.",
            4: "As long as nothing is chosen by them, the accuracies may be known.",
            6: "It prints the accuracy of the weights of the line above.",
        },
    ),
)
