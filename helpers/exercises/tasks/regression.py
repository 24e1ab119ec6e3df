"""Exercises of notebook 02: linear regression, from the inputs to the gradient.

As in notebook 03 the weights of the single prediction are a vector: z = Xw + b.
"""

import numpy as np

from helpers import checks, data, losses
from helpers.exercises.exercise import Exercise


def sizes(rng):
    """Numbers of examples and inputs that no factor confuses."""
    return rng.permutation([5, 7, 11])[:2]


# --- 2.1 --------------------------------------------------------------------------


def _scaled(X, mean, std):
    return (X - mean) / std, mean, std


def _raw_inputs(rng):
    n, p = sizes(rng)
    return {"X": rng.normal(2, 1, (n, p)) * rng.uniform(0.5, 3, p)}


def _squeezed(X):
    spread = np.ptp(X, axis=0)
    return _scaled(X, X.min(axis=0), spread)


STANDARDISE = Exercise(
    "my_standardise",
    "2.1",
    "standardised inputs",
    "standardise",
    lambda X: data.standardise(X),
    _raw_inputs,
    returns=("X", "mean", "std"),
    mistakes={
        "Is the mean of the squares divided by n − 1, not by n?": (
            lambda X: _scaled(X, X.mean(axis=0), X.std(axis=0, ddof=1))
        ),
        "Each input has a mean and a deviation of its own: over which axis?": (
            lambda X: _scaled(X, X.mean(), X.std())
        ),
        "That is the mean of each car, over its inputs: which axis counts the cars?": (
            lambda X: _scaled(
                X, X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
            )
        ),
        "Divide by the standard deviation, not by the variance.": (
            lambda X: _scaled(X, X.mean(axis=0), X.var(axis=0))
        ),
        "The mean is subtracted; the division is still to come.": (
            lambda X: (X - X.mean(axis=0), X.mean(axis=0), X.std(axis=0))
        ),
        "Divided, but where is the mean subtracted?": (
            lambda X: (X / X.std(axis=0), X.mean(axis=0), X.std(axis=0))
        ),
        "First subtract, then divide: brackets.": (
            lambda X: (X - X.mean(axis=0) / X.std(axis=0), X.mean(axis=0), X.std(0))
        ),
        "That squeezes each input into 0 to 1; its mean is not 0 then.": _squeezed,
        "Is a small number added to the deviation? It makes every result a little "
        "wrong.": lambda X: (
            (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8),
            X.mean(axis=0),
            X.std(axis=0),
        ),
    },
    extremes={
        "an input that is the same for all cars (its deviation counts as 1)": {
            "X": np.array([[1.0, 4.0], [3.0, 4.0], [8.0, 4.0]]),
        },
    },
)


# --- 2.2 --------------------------------------------------------------------------

INITIALIZE = Exercise(
    "my_initialize",
    "2.2",
    "the start",
    "initialize",
    lambda p: (np.zeros(p), 0.0),
    lambda rng: {"p": int(sizes(rng)[1])},
    returns=("w", "b"),
    mistakes={
        "Start at 0, not at 1.": lambda p: (np.ones(p), 1.0),
        "The weights start at 0, too.": lambda p: (np.ones(p), 0.0),
        "The bias starts at 0, too.": lambda p: (np.zeros(p), 1.0),
        "b is the same for every car: one number, not one for each input.": (
            lambda p: (np.zeros(p), np.zeros(p))
        ),
        "One weight for each input: b does not count as one.": (
            lambda p: (np.zeros(p + 1), 0.0)
        ),
        "Each input has a weight: w has p entries.": lambda p: (0.0, 0.0),
    },
    points=1,
)


# --- 2.3 --------------------------------------------------------------------------


def _forward(X, w, b):
    return X @ w + b


def _model(rng):
    n, p = sizes(rng)
    X = rng.normal(1, 1, (n, p))
    return {"X": X, "w": rng.normal(size=p), "b": rng.uniform(0.5, 2)}


FORWARD = Exercise(
    "my_linear_forward",
    "2.3",
    "the predictions",
    "linear_forward",
    _forward,
    _model,
    mistakes={
        "Where is the bias?": lambda X, w, b: X @ w,
        "b is added once to each prediction, not once for each input.": (
            lambda X, w, b: X @ w + X.shape[1] * b
        ),
        "b is added to the sum, not to the inputs.": lambda X, w, b: (X + b) @ w,
        "b is added to the sum, not to the weights.": lambda X, w, b: X @ (w + b),
        "b is added, not subtracted.": lambda X, w, b: X @ w - b,
        "Each product of an input and its weight is there; they are still to be "
        "added over j.": lambda X, w, b: X * w + b,
        "Are the inputs added before they are weighted?": (
            lambda X, w, b: X.sum(axis=1) * w.sum() + b
        ),
        "A weighted sum, not a weighted mean: is there a 1/p?": (
            lambda X, w, b: X @ w / X.shape[1] + b
        ),
        "Only the weights multiply: b is a term of its own.": (
            lambda X, w, b: X @ w * b
        ),
    },
)


# --- 2.4 --------------------------------------------------------------------------


def _cost(z, y):
    return losses.mean_squared_error(z[:, np.newaxis], y)[0]


def _predictions(rng):
    n, _ = sizes(rng)
    return {"z": rng.normal(2, 2, n), "y": rng.normal(1, 2, n)}


COST = Exercise(
    "my_squared_cost",
    "2.4",
    "the cost",
    "squared_cost",
    _cost,
    _predictions,
    mistakes={
        "Is it the mean over the cars, or their sum?": (
            lambda z, y: np.sum((z - y) ** 2)
        ),
        "There is no ½ in this cost.": lambda z, y: np.mean((z - y) ** 2) / 2,
        "The square of each error, not its size.": lambda z, y: np.mean(np.abs(z - y)),
        "Without the squares, errors of both signs cancel.": (
            lambda z, y: np.mean(z - y)
        ),
        "First square each error, then take the mean.": (
            lambda z, y: np.mean(z - y) ** 2
        ),
        "That is the root of the cost.": lambda z, y: np.sqrt(np.mean((z - y) ** 2)),
        "That is the variance of the errors: an error that all share costs, too.": (
            lambda z, y: np.var(z - y)
        ),
        "Each error is squared; the mean is still to come.": (
            lambda z, y: (z - y) ** 2
        ),
        "The difference is squared, not each of the two.": (
            lambda z, y: np.mean(z**2 - y**2)
        ),
        "One of the shapes is (n, 1), the other (n,): that compares every car with "
        "every target.": lambda z, y: np.mean((z[:, np.newaxis] - y) ** 2),
        "The mean over n cars, not over n − 1.": (
            lambda z, y: np.sum((z - y) ** 2) / (len(y) - 1)
        ),
    },
)


# --- 2.5 --------------------------------------------------------------------------


def gradient(X, z, y):
    """The gradients dw and db of the mean squared error."""
    dz = losses.mean_squared_error(z[:, np.newaxis], y)[1][:, 0]
    return X.T @ dz, np.sum(dz)


def _times(factor_w, factor_b):
    """The gradient, with wrong factors for w and b."""

    def wrong(X, z, y):
        dw, db = gradient(X, z, y)
        return factor_w(X) * dw, factor_b(X) * db

    return wrong


def _fitted(rng):
    n, p = sizes(rng)
    X = rng.normal(1, 1, (n, p))
    return {"X": X, "z": rng.normal(2, 2, n), "y": rng.normal(1, 2, n)}


BACKWARD = Exercise(
    "my_squared_backward",
    "2.5",
    "the gradient",
    "squared_backward",
    gradient,
    _fitted,
    returns=("dw", "db"),
    mistakes={
        "The derivative of a square: where is the 2?": _times(
            lambda X: 1 / 2, lambda X: 1 / 2
        ),
        "J is a mean: where is the 1/n?": _times(len, len),
        "Is 1/n there twice? It stands in ∂J/∂z already.": _times(
            lambda X: 1 / len(X), lambda X: 1 / len(X)
        ),
        "Is 1/n there twice in db? That is a sum of ∂J/∂z, not their mean.": _times(
            lambda X: 1, lambda X: 1 / len(X)
        ),
        "Prediction minus target, or target minus prediction?": _times(
            lambda X: -1, lambda X: -1
        ),
        "The mean over the cars divides by n, not by p.": _times(
            lambda X: len(X) / X.shape[1], lambda X: len(X) / X.shape[1]
        ),
        "b moves every prediction: db is the sum over the cars, one number.": (
            lambda X, z, y: (gradient(X, z, y)[0], 2 / len(y) * (z - y))
        ),
        "Only one car is in db: is the sum over i lost?": (
            lambda X, z, y: (gradient(X, z, y)[0], 2 / len(y) * (z - y)[0])
        ),
        "Each product xᵢⱼ ∂J/∂zᵢ is there; they are still to be added over i.": (
            lambda X, z, y: (
                X * (2 / len(y) * (z - y))[:, np.newaxis],
                gradient(X, z, y)[1],
            )
        ),
        "Over which axis is the sum? dw has one entry for each input.": (
            lambda X, z, y: (
                X.sum(axis=1) * (2 / len(y) * (z - y)),
                gradient(X, z, y)[1],
            )
        ),
        "The error is squared: its derivative is linear in the error.": (
            lambda X, z, y: gradient(X, (z - y) ** 2, 0 * y)
        ),
        "Where are the targets? The error is z − y.": (
            lambda X, z, y: gradient(X, z, 0 * y)
        ),
    },
    points=3,
)


# --- 2.6 --------------------------------------------------------------------------


def _differences(f, theta, ahead, behind, divisor, dtype=np.float64):
    """Differences of f along each axis, between two points near θ."""
    theta = theta.astype(dtype)
    d = np.empty(theta.shape)
    for j in np.ndindex(theta.shape):
        e = np.zeros(theta.shape, dtype)
        e[j] = 1
        d[j] = (f(theta + ahead * e) - f(theta - behind * e)) / divisor
    return d


def _valley(rng):
    """A cubic function of some numbers, a point, and a step that shows its bend."""
    n, p = sizes(rng)
    A, c = rng.normal(size=(n, p)), rng.uniform(0.5, 2, p) * rng.choice([-1, 1], p)
    return {
        "f": lambda theta: float(np.sum((A @ theta) ** 2) / n + np.sum(c * theta**3)),
        "theta": rng.normal(0, 1, p),
        "epsilon": rng.uniform(0.01, 0.05),
    }


DIFFERENCES = Exercise(
    "my_differences",
    "2.6",
    "a gradient by central differences",
    "differences",
    checks.numerical_gradient,
    _valley,
    mistakes={
        "The two points are 2ε apart.": (
            lambda f, theta, epsilon: _differences(f, theta, epsilon, epsilon, epsilon)
        ),
        "That looks to one side only, forward: the other point is θ − ε.": (
            lambda f, theta, epsilon: _differences(f, theta, epsilon, 0, epsilon)
        ),
        "That looks to one side only, back: the other point is θ + ε.": (
            lambda f, theta, epsilon: _differences(f, theta, 0, epsilon, epsilon)
        ),
        "One-sided, and divided by 2ε: where is the second point?": (
            lambda f, theta, epsilon: _differences(f, theta, epsilon, 0, 2 * epsilon)
        ),
        "The point ahead comes first: the sign is the other one.": (
            lambda f, theta, epsilon: _differences(
                f, theta, epsilon, epsilon, -2 * epsilon
            )
        ),
        "The difference is there; it is still to be divided by 2ε.": (
            lambda f, theta, epsilon: _differences(f, theta, epsilon, epsilon, 1)
        ),
        "Move one entry at a time: yours moves all of them at once.": (
            lambda f, theta, epsilon: np.full(
                theta.shape, (f(theta + epsilon) - f(theta - epsilon)) / (2 * epsilon)
            )
        ),
        "One derivative for each entry of θ: yours is that along all of them.": (
            lambda f, theta, epsilon: (
                (f(theta + epsilon) - f(theta - epsilon)) / (2 * epsilon)
            )
        ),
        "Divide the whole difference by 2ε, not only the second value: brackets.": (
            lambda f, theta, epsilon: np.array(
                [
                    f(theta + epsilon * e) - f(theta - epsilon * e) / (2 * epsilon)
                    for e in np.eye(len(theta))
                ]
            )
        ),
        "In single precision the difference drowns in rounding: is θ a float32?": (
            lambda f, theta, epsilon: _differences(
                f, theta, epsilon, epsilon, 2 * epsilon, np.float32
            )
        ),
    },
    points=3,
)

TASKS = (STANDARDISE, INITIALIZE, FORWARD, COST, BACKWARD, DIFFERENCES)
PREDICTIONS = ()
SPOTS = ()
