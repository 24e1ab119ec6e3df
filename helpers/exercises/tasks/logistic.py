"""Exercises of notebook 03: logistic regression.

Here the weights of the single score are a vector: z = Xw + b, of shape (n,).
"""

import numpy as np

from helpers import losses, training
from helpers.exercises.exercise import Exercise, Prediction
from helpers.models import Linear


def _sizes(rng):
    """Numbers of examples and inputs that no factor confuses."""
    return rng.permutation([5, 7, 11])[:2]


def _scores(rng):
    n, _ = _sizes(rng)
    return {"z": rng.normal(0, 2, n), "y": _labels(rng, n)}


def _labels(rng, n):
    """0s and 1s, both of them, and not as many of the one as of the other."""
    y = np.zeros(n, int)
    y[rng.permutation(n)[: n // 2 - 1]] = 1
    return y


# --- 3.1 --------------------------------------------------------------------------

SIGMOID = Exercise(
    "my_sigmoid",
    "3.1",
    "the sigmoid",
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
        "y": _labels(rng, n),
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


# --- 3.7 --------------------------------------------------------------------------


def _accuracy(z, y):
    return losses.accuracy(z[:, np.newaxis], y)


def _close_scores(rng):
    """Scores of which some lie between 0 and ½."""
    z, y = rng.normal(0.2, 0.6, 23), _labels(rng, 23)
    z[:4], y[:4] = rng.uniform(0.1, 0.4, 4), 1
    return {"z": z, "y": y}


ACCURACY = Exercise(
    "my_accuracy",
    "3.7",
    "the accuracy",
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


# --- 3.8 --------------------------------------------------------------------------


def _annealed(alpha, k, t):
    return training.annealed(alpha, k)(t)


ANNEALED = Exercise(
    "my_annealed",
    "3.8",
    "annealing",
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


# --- 3.9 --------------------------------------------------------------------------


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
    "3.9",
    "early stopping",
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


# --- 3.10 -------------------------------------------------------------------------


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
    "3.10",
    "batches of one epoch",
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

TASKS = (
    SIGMOID,
    COST,
    DZ,
    BACKWARD,
    UPDATE,
    TRAIN,
    ACCURACY,
    ANNEALED,
    EARLY_STOP,
    BATCHES,
    STANDARD_ERROR,
)

PREDICTIONS = (
    Prediction("ten_times_slower", "3.P1", ("the same", "lower", "higher")),
    Prediction("annealing", "3.P2", ("lower", "higher", "the same")),
    Prediction("equal_images", "3.P3", ("small batches", "large batches", "neither")),
    Prediction(
        "stopping_spread", "3.P4", ("within 5 epochs", "5 to 20", "more than 20")
    ),
)

SPOTS = ()
