"""Exercises of notebook 07 about runs: training, comparing, choosing, testing."""

import math

import numpy as np
from scipy import special

from helpers import compare, losses, training
from helpers.exercises.exercise import Exercise, Prediction, Spot
from helpers.exercises.tasks.autodiff import sizes
from helpers.models import Linear

# --- 7.7 --------------------------------------------------------------------------


def _autodiff_run(X, T, alpha, steps):
    model, history = training.train(
        Linear(X.shape[1], T.shape[1]),
        losses.softmax_cross_entropy,
        X,
        T.argmax(axis=1),
        learning_rate=alpha,
        epochs=steps,
    )
    W, b = model.parameters.values()
    return W, b, np.array(history.costs)


def _one_hot_data(rng):
    n, p, k = sizes(rng)
    classes = np.append(np.arange(k), rng.integers(0, k, n))[:n]
    return {
        "X": rng.normal(size=(n, p)),
        "T": np.eye(k)[classes],
        "alpha": rng.uniform(0.3, 0.6),
        "steps": int(rng.integers(4, 8)),
    }


def _cost_of(X, T, W, b):
    return losses.softmax_cross_entropy(X @ W + b, T.argmax(axis=1))


def _steps(X, T, alpha, steps, kept=0.0, after=False, more=0, frozen=False, shrink=1):
    """Descent from zero, with the mistakes that are asked for.

    `kept` is the share of the old gradients that stays when the new ones are added.
    """
    W, b, costs = np.zeros((X.shape[1], T.shape[1])), np.zeros(T.shape[1]), []
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for _ in range(steps + more):
        J, dz = _cost_of(X, T, W, b)
        costs.append(J)
        dW, db = kept * dW + shrink * X.T @ dz, kept * db + shrink * dz.sum(axis=0)
        W, b = W - alpha * dW, b if frozen else b - alpha * db
        if after:
            costs[-1] = _cost_of(X, T, W, b)[0]
    return W, b, np.array(costs)


AUTODIFF_RUN = Exercise(
    "my_autodiff_run",
    "7.7",
    "gradient descent with your own derivatives",
    "autodiff_run",
    _autodiff_run,
    _one_hot_data,
    returns=("W", "b", "costs"),
    mistakes={
        "The gradients of all earlier steps are still in there: set them to zero "
        "before `backward`.": (
            lambda X, T, alpha, steps: _steps(X, T, alpha, steps, kept=1.0)
        ),
        "That climbs the cost.": (
            lambda X, T, alpha, steps: _steps(X, T, alpha, steps, shrink=-1)
        ),
        "The bias never moves.": (
            lambda X, T, alpha, steps: _steps(X, T, alpha, steps, frozen=True)
        ),
        "The cost of a step is that before the step.": (
            lambda X, T, alpha, steps: _steps(X, T, alpha, steps, after=True)
        ),
        "One step is missing.": (
            lambda X, T, alpha, steps: _steps(X, T, alpha, steps, more=-1)
        ),
        "One step too many.": (
            lambda X, T, alpha, steps: _steps(X, T, alpha, steps, more=1)
        ),
        "J is a mean already: is the gradient divided by n once more?": (
            lambda X, T, alpha, steps: _steps(X, T, alpha, steps, shrink=1 / len(X))
        ),
        "The weights never move: what does a step do to `W.value`?": (
            lambda X, T, alpha, steps: (
                np.zeros((X.shape[1], T.shape[1])),
                np.zeros(T.shape[1]),
                np.full(steps, math.log(T.shape[1])),
            )
        ),
    },
    tolerance=1e-8,
    points=4,
)

# --- 7.9 --------------------------------------------------------------------------


def _difference_error(a, b):
    return compare.compare(a, b, paired=True).error


def _paired_runs(rng):
    """Accuracies that share the luck of their seed."""
    luck = rng.normal(0.8, 0.02, 7)
    a, b = (luck + rng.normal(0, 0.01, 7) for _ in range(2))
    return {"a": a, "b": b}


def _variance(values):
    return np.var(values, ddof=1)


DIFFERENCE_ERROR = Exercise(
    "my_difference_error",
    "7.9",
    "the standard error of a mean difference",
    "difference_error",
    _difference_error,
    _paired_runs,
    mistakes={
        "That is the spread of one difference, not that of the mean of R.": (
            lambda a, b: np.std(a - b, ddof=1)
        ),
        "That is the formula for runs that have nothing in common: these share their "
        "seeds, so take the differences first.": (
            lambda a, b: np.sqrt((_variance(a) + _variance(b)) / len(a))
        ),
        "R − 1, not R: the mean difference was computed from the same R numbers.": (
            lambda a, b: np.std(a - b) / np.sqrt(len(a))
        ),
        "That is a variance; the error is its root.": (
            lambda a, b: _variance(a - b) / len(a)
        ),
        "The root covers the R, too.": lambda a, b: np.std(a - b, ddof=1) / len(a),
        "That is the mean difference itself.": lambda a, b: np.mean(a - b),
        "One standard error, not half the width of an interval of 95 %.": (
            lambda a, b: compare.compare(a, b, paired=True).half_width
        ),
        "The sign of a difference counts: no absolute values.": (
            lambda a, b: np.std(np.abs(a - b), ddof=1) / np.sqrt(len(a))
        ),
        "Run i of a belongs to run i of b: do not sort.": (
            lambda a, b: _difference_error(np.sort(a), np.sort(b))
        ),
    },
)


# --- 7.10 -------------------------------------------------------------------------


def _choice(validation, test):
    best = int(np.argmax(validation.mean(axis=1)))
    return best, test[best].mean()


def _configurations(rng):
    """Five configurations, seven runs: best mean, run, last, worst and test differ."""
    validation = 0.8 + rng.uniform(-0.001, 0.001, (5, 7))
    test = 0.79 + rng.uniform(-0.001, 0.001, (5, 7))
    validation[0] += 0.02  # the best on the whole
    validation[1, rng.integers(0, 5)] += 0.06  # the best run
    validation[2, -1] += 0.04  # the best of the last runs
    validation[3] -= 0.01
    test[4] += 0.03  # the best on the test set
    order = rng.permutation(5)
    if order[0] == 0:  # counting from 0, place 0 hides mistakes
        order = order[::-1]
    return {"validation": validation[order], "test": test[order]}


CHOICE = Exercise(
    "my_choice",
    "7.10",
    "choose, then test",
    "choice",
    _choice,
    _configurations,
    returns=("chosen", "test accuracy"),
    mistakes={
        "Test images choose nothing: look at the validation accuracies.": (
            lambda validation, test: (
                int(np.argmax(test.mean(axis=1))),
                test.mean(axis=1).max(),
            )
        ),
        "The test accuracy of the chosen one is wanted, not the best of all.": (
            lambda validation, test: (
                _choice(validation, test)[0],
                test.mean(axis=1).max(),
            )
        ),
        "The best single run is luck: compare the means over the runs.": (
            lambda validation, test: (
                int(np.argmax(validation.max(axis=1))),
                test[np.argmax(validation.max(axis=1))].mean(),
            )
        ),
        "All runs count, not only the last.": (
            lambda validation, test: (
                int(np.argmax(validation[:, -1])),
                test[np.argmax(validation[:, -1])].mean(),
            )
        ),
        "That is the worst one.": (
            lambda validation, test: (
                int(np.argmin(validation.mean(axis=1))),
                test[np.argmin(validation.mean(axis=1))].mean(),
            )
        ),
        "The validation accuracy of the chosen one is too high, because it was "
        "chosen by it: return that on the test set.": (
            lambda validation, test: (
                _choice(validation, test)[0],
                validation.mean(axis=1).max(),
            )
        ),
        "The mean over the runs of the chosen one, not its best run.": (
            lambda validation, test: (
                _choice(validation, test)[0],
                test[_choice(validation, test)[0]].max(),
            )
        ),
        "Configurations count from 0.": (
            lambda validation, test: (
                _choice(validation, test)[0] + 1,
                _choice(validation, test)[1],
            )
        ),
    },
)


# --- 7.11 -------------------------------------------------------------------------


def _sign_test(right_a, right_b):
    only_a = int(np.sum(right_a & ~right_b))
    only_b = int(np.sum(right_b & ~right_a))
    return only_a, only_b, _probability(only_a, only_b)


def _probability(only_a, only_b):
    return min(1.0, 2 * _tail(min(only_a, only_b), only_a + only_b))


def _with_probability(probability):
    """The right counts, and another probability."""

    def wrong(right_a, right_b):
        only_a, only_b, _ = _sign_test(right_a, right_b)
        return only_a, only_b, probability(only_a, only_b)

    return wrong


def _tail(smaller, apart):
    return sum(math.comb(apart, i) for i in range(smaller + 1)) / 2**apart


def _two_models(rng):
    """Which of 90 images each model gets right; b is a little better."""
    n, only_a, only_b = 90, int(rng.integers(4, 8)), int(rng.integers(11, 17))
    right_a, right_b = np.ones((2, n), bool)
    right_b[:only_a] = False
    right_a[only_a : only_a + only_b] = False
    both_wrong = slice(only_a + only_b, only_a + only_b + int(rng.integers(18, 23)))
    right_a[both_wrong] = right_b[both_wrong] = False
    order = rng.permutation(n)
    return {"right_a": right_a[order], "right_b": right_b[order]}


SIGN_TEST = Exercise(
    "my_sign_test",
    "7.11",
    "two models on the same images",
    "sign_test",
    _sign_test,
    _two_models,
    returns=("only_a", "only_b", "P"),
    mistakes={
        "Only a, then only b.": lambda right_a, right_b: (
            *_sign_test(right_a, right_b)[1::-1],
            _sign_test(right_a, right_b)[2],
        ),
        "Images that both get right say nothing: which does *only* a get right?": (
            lambda right_a, right_b: (
                int(right_a.sum()),
                int(right_b.sum()),
                _probability(int(right_a.sum()), int(right_b.sum())),
            )
        ),
        "Either of the two might have been ahead: the sum counts twice.": (
            _with_probability(lambda a, b: _tail(min(a, b), a + b))
        ),
        "The sum begins with 0: as few as these, or fewer.": (
            _with_probability(
                lambda a, b: 2 * math.comb(a + b, min(a, b)) / 2 ** (a + b)
            )
        ),
        "The smaller count itself belongs to the sum.": (
            _with_probability(lambda a, b: 2 * _tail(min(a, b) - 1, a + b))
        ),
        "The sum ends with the smaller of the two counts.": (
            _with_probability(lambda a, b: min(1, 2 * _tail(max(a, b), a + b)))
        ),
        "That is McNemar's approximation; the sum is exact.": (
            _with_probability(lambda a, b: special.chdtrc(1, (a - b) ** 2 / (a + b)))
        ),
        "That is McNemar's approximation, corrected; the sum is exact.": (
            _with_probability(
                lambda a, b: special.chdtrc(1, (abs(a - b) - 1) ** 2 / (a + b))
            )
        ),
    },
    extremes={
        "two models that get the same images right": {
            "right_a": np.array([True, False, True]),
            "right_b": np.array([True, False, True]),
        },
        "counts that are equal": {
            "right_a": np.array([True, False, True, False, True]),
            "right_b": np.array([False, True, True, True, False]),
        },
    },
    points=3,
)

TASKS = (AUTODIFF_RUN, DIFFERENCE_ERROR, CHOICE, SIGN_TEST)

PREDICTIONS = (
    Prediction(
        "backward_twice", "7.P1", ("the same", "twice as large", "four times as large")
    ),
    Prediction("never_zeroed", "7.P2", ("lower", "higher", "overflow")),
    Prediction("largest_rate", "7.P3", ("diverges", "jumps", "settles")),
    Prediction("depth", "7.P4", ("one layer", "two layers", "undecided")),
)

SPOTS = (
    Spot(
        "wrong_loop",
        "7.8",
        "A training loop",
        (
            "`W, b = Variable(np.zeros((784, 10))), Variable(np.zeros(10))`",
            "`for rows in batches:`",
            "`    J = softmax_cost(Variable(X[rows]) @ W + b, T[rows])`",
            "`    J.backward()`",
            "`    W.value = W.value - alpha * W.gradient`",
            "`    W.gradient = np.zeros_like(W.value)`",
            "`    b.value = b.value - alpha * b.gradient`",
            "`    W.gradient = np.zeros_like(W.value)`",
        ),
        8,
        "It is `b.gradient` that must become zero there: as it stands, b moves by the "
        "sum of all its gradients so far. No error is raised.",
        {
            1: "Softmax regression may start from zero: its cost is convex.",
            3: "The graph is made anew for each batch, from the weights as they are.",
            4: "It adds to the gradients, and before the first step these are zero.",
            5: "A step takes the place of the value; the variable remains.",
            6: "Whether the zeroing comes after the step or before the next `backward` "
            "is all the same.",
        },
    ),
)
