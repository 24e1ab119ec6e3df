"""Find the mistake, and prove it: the case file of clothes."""

from itertools import pairwise

import numpy as np

from helpers.exercises.exercise import Exercise, Prediction, Spot
from helpers.exercises.tasks.ten_classes import labels, one_hot
from helpers.losses import sigmoid

# --- K.1 --------------------------------------------------------------------------


def _compounded(permutations):
    orders, order = [], np.arange(permutations.shape[1])
    for permutation in permutations:
        order = order[permutation]
        orders.append(order)
    return np.array(orders)


def _other_way(permutations):
    orders = [permutations[0]]
    for permutation in permutations[1:]:
        orders.append(permutation[orders[-1]])
    return np.array(orders)


def _of_two(permutations):
    pairs = pairwise(permutations)
    return np.array([permutations[0], *(before[now] for before, now in pairs)])


COMPOUNDED = Exercise(
    "my_compounded",
    "K.1",
    "orders of rows that are shuffled again and again",
    "compounded",
    _compounded,
    lambda rng: {
        "permutations": np.array([rng.permutation(11) for _ in range(5)]),
    },
    mistakes={
        "That takes the rows of the file anew in every epoch.": (
            lambda permutations: permutations.copy()
        ),
        "Place i gets the row that stood at place `permutation[i]`: the order is "
        "indexed by the permutation, not the other way round.": _other_way,
        "The first epoch is shuffled, too.": lambda permutations: np.vstack(
            [np.arange(permutations.shape[1]), _compounded(permutations)[:-1]]
        ),
        "That says at which place each image comes. Which image comes at each place?": (
            lambda permutations: np.argsort(_compounded(permutations), axis=1)
        ),
        "Go on from the order of the epoch before, not from its permutation.": _of_two,
        "One row for each epoch, one column for each place.": (
            lambda permutations: _compounded(permutations).T
        ),
        "These are the orders from the last epoch to the first.": (
            lambda permutations: _compounded(permutations)[::-1]
        ),
        "That is the same order in every epoch.": lambda permutations: np.tile(
            permutations[0], (len(permutations), 1)
        ),
    },
)


# --- K.2 --------------------------------------------------------------------------


def _updates(costs, n):
    return np.sum(np.reshape(costs, (-1, n)) > 0, axis=1)


def _step_costs(rng):
    n, epochs = int(rng.choice([7, 11])), 5
    costs = rng.uniform(0.5, 3, n * epochs)
    costs[rng.permutation(n * epochs)[: 2 * n]] = 0
    costs[:2], costs[-2:] = 0, (1, 2)
    return {"costs": costs, "n": n}


UPDATES = Exercise(
    "my_updates",
    "K.2",
    "the updates of each epoch",
    "updates_by_epoch",
    _updates,
    _step_costs,
    mistakes={
        "A cost of zero is no mistake: then nothing is updated.": (
            lambda costs, n: np.full(len(costs) // n, n)
        ),
        "These are the steps without an update.": (
            lambda costs, n: n - _updates(costs, n)
        ),
        "Count the updates of each epoch alone, not of all so far.": (
            lambda costs, n: np.cumsum(_updates(costs, n))
        ),
        "That is one number for all epochs.": (
            lambda costs, n: np.sum(np.asarray(costs) > 0)
        ),
        "Count the costs above zero; yours adds them.": (
            lambda costs, n: np.sum(np.reshape(costs, (-1, n)), axis=1)
        ),
        "That is the mean cost of each epoch. Count those above zero.": (
            lambda costs, n: np.mean(np.reshape(costs, (-1, n)), axis=1)
        ),
        "That is the share; the number is asked for.": (
            lambda costs, n: _updates(costs, n) / n
        ),
        "An epoch is n costs in a row: rows of n, summed along the row.": (
            lambda costs, n: np.sum(np.reshape(costs, (n, -1)) > 0, axis=0)
        ),
        "That is a number for each step of an epoch, summed over the epochs.": (
            lambda costs, n: np.sum(np.reshape(costs, (-1, n)) > 0, axis=0)
        ),
        "The last epoch is missing.": lambda costs, n: _updates(costs, n)[:-1],
    },
    extremes={
        "an epoch without an update": {"costs": np.array([1.0, 0, 2, 0, 0, 0]), "n": 3},
    },
)


# --- K.3 --------------------------------------------------------------------------


def _leads(W, X, y):
    """How far the true score lies above each other score: n rows of K − 1 columns."""
    z = X @ W
    others = z[~one_hot(y, z.shape[1]).astype(bool)].reshape(len(y), -1)
    return z[np.arange(len(y)), y][:, np.newaxis] - others


def _bound(W, X, y, margin=np.min, size=np.max, norm=np.linalg.norm):
    margin, length = margin(_leads(W, X, y)), size(np.linalg.norm(X, axis=1))
    if margin <= 0:
        return np.inf
    return 2 * (length * norm(W) / margin) ** 2


def _separated(rng):
    """Fewer examples than inputs: weights that give each true class its lead."""
    n, p, K = 7, 11, 5
    X, y = rng.normal(size=(n, p)), labels(rng, n, K)
    z = rng.uniform(0, 1, (n, K))
    z[np.arange(n), y] = rng.uniform(1.5, 2.5, n)
    return {"W": np.linalg.pinv(X, rtol=1e-12) @ z, "X": X, "y": y}


BOUND = Exercise(
    "my_mistake_bound",
    "K.3",
    "how many mistakes a perceptron can make",
    "mistake_bound",
    _bound,
    _separated,
    mistakes={
        "A mistake moves two classes: where is the 2?": (
            lambda W, X, y: _bound(W, X, y) / 2
        ),
        "R, the norm of W and γ all enter squared.": (
            lambda W, X, y: np.sqrt(2 * _bound(W, X, y))
        ),
        "The mistake that is worst for the bound has the *longest* image: R is the "
        "largest length.": lambda W, X, y: _bound(W, X, y, size=np.min),
        "R is the largest length, not the mean.": (
            lambda W, X, y: _bound(W, X, y, size=np.mean)
        ),
        "γ is the smallest lead of all images, not the mean.": (
            lambda W, X, y: _bound(W, X, y, margin=np.mean)
        ),
        "γ is the smallest lead, not the largest.": (
            lambda W, X, y: _bound(W, X, y, margin=np.max)
        ),
        "The lead is that over the best other class, the smallest difference.": (
            lambda W, X, y: _bound(
                W, X, y, margin=lambda leads: np.min(np.max(leads, axis=1))
            )
        ),
        "The lead is over the *best* other class, not over their mean.": (
            lambda W, X, y: _bound(
                W, X, y, margin=lambda leads: np.min(np.mean(leads, axis=1))
            )
        ),
        "γ is a difference of two scores: what is the best other class?": (
            lambda W, X, y: (
                2
                * (
                    np.linalg.norm(X, axis=1).max()
                    * np.linalg.norm(W)
                    / (X @ W)[np.arange(len(y)), y].min()
                )
                ** 2
            )
        ),
        "‖W‖ is the root of the sum of all squares; yours is the largest singular "
        "value.": lambda W, X, y: _bound(W, X, y, norm=lambda W: np.linalg.norm(W, 2)),
        "Longer weights have larger leads: divide γ by ‖W‖.": (
            lambda W, X, y: _bound(W, X, y, norm=lambda W: 1)
        ),
        "R is the length of an image, Σⱼ xᵢⱼ² under a root.": (
            lambda W, X, y: _bound(W, X, y) * np.max(np.sum(X**2, axis=1))
        ),
        "That is the margin γ/‖W‖ itself.": (
            lambda W, X, y: np.min(_leads(W, X, y)) / np.linalg.norm(W)
        ),
    },
    extremes={
        "weights that do not separate": {
            "W": np.eye(2),
            "X": np.array([[1.0, 0], [0, 1], [2, 1]]),
            "y": np.array([0, 1, 1]),
        },
    },
    points=3,
)


# --- K.4 --------------------------------------------------------------------------


def _newton(w, A, y, slope=lambda y_hat: y_hat * (1 - y_hat), sign=-1):
    y_hat = sigmoid(A @ w)
    H = (A.T * slope(y_hat)) @ A
    return w + sign * np.linalg.solve(H, A.T @ (y_hat - y))


def _gradient(w, A, y):
    return A.T @ (sigmoid(A @ w) - y)


def _hessian(w, A):
    y_hat = sigmoid(A @ w)
    return (A.T * (y_hat * (1 - y_hat))) @ A


def _overlapping(rng):
    A = np.column_stack([rng.normal(size=(13, 4)), np.ones(13)])
    y = (rng.random(13) < 0.5).astype(float)
    y[:2] = 0, 1
    return {"w": rng.normal(0, 0.5, 5), "A": A, "y": y}


NEWTON = Exercise(
    "my_newton_step",
    "K.4",
    "a step of Newton's method",
    "newton_step",
    _newton,
    _overlapping,
    mistakes={
        "That climbs: subtract the step.": (lambda w, A, y: _newton(w, A, y, sign=1)),
        "That is a step of gradient descent: solve with the Hessian.": (
            lambda w, A, y: w - _gradient(w, A, y)
        ),
        "That is the step alone. Where does it lead from w?": (
            lambda w, A, y: w - _newton(w, A, y)
        ),
        "That is minus the step alone. Where does it lead from w?": (
            lambda w, A, y: _newton(w, A, y) - w
        ),
        "The factor ŷ(1 − ŷ) of each example is missing in the Hessian.": (
            lambda w, A, y: _newton(w, A, y, slope=np.ones_like)
        ),
        "The slope of σ is ŷ(1 − ŷ): where is the second factor?": (
            lambda w, A, y: _newton(w, A, y, slope=lambda y_hat: y_hat)
        ),
        "The slope of σ is ŷ(1 − ŷ), not 1 − ŷ.": (
            lambda w, A, y: _newton(w, A, y, slope=lambda y_hat: 1 - y_hat)
        ),
        "The slope of σ is ŷ(1 − ŷ), without a square.": (
            lambda w, A, y: _newton(
                w, A, y, slope=lambda y_hat: (y_hat * (1 - y_hat)) ** 2
            )
        ),
        "One of the two is a mean and the other is a sum: take sums for both.": (
            lambda w, A, y: w + (_newton(w, A, y) - w) / len(y)
        ),
        "The Hessian is divided by n, the gradient is not.": (
            lambda w, A, y: w + (_newton(w, A, y) - w) * len(y)
        ),
        "That multiplies by the Hessian: solve with it.": (
            lambda w, A, y: w - _hessian(w, A) @ _gradient(w, A, y)
        ),
        "Only the diagonal of the Hessian is used.": (
            lambda w, A, y: w - _gradient(w, A, y) / np.diag(_hessian(w, A))
        ),
        "The gradient needs the probability σ(z), not the score.": (
            lambda w, A, y: w - np.linalg.solve(_hessian(w, A), A.T @ (A @ w - y))
        ),
    },
    points=3,
)


TASKS = (COMPOUNDED, UPDATES, BOUND, NEWTON)

POINTS = ("up to 1 point", "1 to 5 points", "more than 5 points")

PREDICTIONS = (
    Prediction("other_images_last", "K.P1", POINTS),
    Prediction(
        "beside_logistic",
        "K.P2",
        ("averaged perceptron", "logistic regression", "undecided"),
    ),
    Prediction("from_good_weights", "K.P3", POINTS),
    Prediction("wider_gap", "K.P4", ("smaller", "larger")),
)

SPOTS = (
    Spot(
        "no_minimum_without",
        "K.5",
        "What a minimum proves",
        (
            "At a minimum the gradient is zero: the sum of $(\\hat{y}_i - y_i)\\, x_i$ "
            "over all images is zero.",
            "Weights $v$ that separate have $x_i^\\top v > 0$ for every shirt and "
            "$x_i^\\top v < 0$ for every T-shirt.",
            "Then $(y_i - \\hat{y}_i)\\, x_i^\\top v > 0$ for every image, and so is "
            "the sum of these products.",
            "But by line 1 this sum is zero. So no weights separate these images, nor "
            "all ten classes.",
            "So a perceptron is useless for them.",
        ),
        5,
        "“Not all” is not “few”: the same minimum has about nine of ten of these "
        "images right, and they are the hardest pair. Nothing was said about which "
        "linear classifier is best, or how good it is.",
        {
            1: "At a minimum at finite weights it is. The cell above has found it.",
            2: "That is what separating means.",
            3: "A shirt has $y_i - \\hat{y}_i = 1 - \\hat{y}_i > 0$, a T-shirt "
            "$-\\hat{y}_i < 0$: the signs are those of line 2.",
            4: "Weights for ten classes that get every image right would separate each "
            "pair of classes, too, also without some of the images.",
        },
    ),
    Spot(
        "what_softmax_adds",
        "K.6",
        "Why is logistic regression better?",
        (
            "Both models have one affine score for each class, and the class with the "
            "largest score wins.",
            "Softmax keeps the order of the scores, so it changes no winner.",
            "Logistic regression moves its weights at every image, the perceptron only "
            "at its mistakes, and by a whole image.",
            "The last weights of logistic regression are better than the last weights "
            "of this perceptron.",
            "So the boundaries of logistic regression must be bent.",
        ),
        5,
        "Between two classes the boundary is where two affine scores are equal, and "
        "that is flat. The models differ in where training takes their weights, and in "
        "how far a single step moves them (line 3).",
        {
            2: "The exponential function grows, and all are divided by the same sum.",
            3: "Its error ŷ − t is never exactly zero.",
            4: "The table above has both.",
        },
    ),
    Spot(
        "closer_together",
        "K.7",
        "Closer to the training set",
        (
            "The distance of training and test accuracy says how much better a model "
            "knows the images it was trained on.",
            "A model that guesses at random has no such distance.",
            "Of two models, the one with the smaller distance does better on new "
            "images.",
            "Which of two models does better on new images is seen from the images "
            "that only one of them gets right.",
        ),
        3,
        "Line 2 refutes it: the smallest distance has the model that knows nothing.",
        {
            1: "It is the accuracy on known images minus that on others.",
            2: "It is right on a tenth of both.",
            4: "On all other images they are equal.",
        },
    ),
)
