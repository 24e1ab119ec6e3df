"""Exercises of notebook 05: ridge regression and early stopping."""

import numpy as np

from helpers.exercises.exercise import Exercise

# --- 5.8 --------------------------------------------------------------------------


def _solve(X, y, l2):
    """The smallest (1/n) ‖Xw + b − y‖² + ½ λ‖w‖²: w and b."""
    n, p = X.shape
    mean = X.mean(axis=0)
    Z = X - mean
    w = np.linalg.solve(Z.T @ Z + n * l2 / 2 * np.eye(p), Z.T @ y)
    return w, y.mean() - mean @ w


def _cars(rng):
    n, p = 11, int(rng.choice([5, 7]))
    X = rng.normal(size=(n, p)) + rng.normal(0, 2, p)
    return {
        "X": X,
        "y": X @ rng.normal(size=p) + rng.normal(3, 1, n),
        "l2": rng.uniform(0.3, 0.9),
    }


def _without_bias(X, y, l2):
    n, p = X.shape
    return np.linalg.solve(X.T @ X + n * l2 / 2 * np.eye(p), X.T @ y), 0.0


def _bias_penalised(X, y, l2):
    w, _ = _without_bias(np.column_stack([X, np.ones(len(X))]), y, l2)
    return w[:-1], w[-1]


RIDGE = Exercise(
    "my_ridge",
    "5.8",
    "ridge regression",
    "ridge",
    _solve,
    _cars,
    returns=("w", "b"),
    mistakes={
        "Multiply the equation by n/2: what becomes of λ?": (
            lambda X, y, l2: _solve(X, y, 2 / len(X) * l2)
        ),
        "The gradient of the mean square has 2/n: λ becomes nλ/2, not nλ.": (
            lambda X, y, l2: _solve(X, y, 2 * l2)
        ),
        "The n is missing: the sum of the squares grows with n.": (
            lambda X, y, l2: _solve(X, y, l2 / len(X))
        ),
        "Where does λ come in? That is least squares.": (
            lambda X, y, l2: _solve(X, y, 0)
        ),
        "λ is added to the diagonal, not subtracted.": (
            lambda X, y, l2: _solve(X, y, -l2)
        ),
        "Where is the bias? Centre the inputs before you solve.": _without_bias,
        "The bias is penalised: leave it out of the penalty.": _bias_penalised,
        "That b belongs to centred inputs: it also has to undo the centring.": (
            lambda X, y, l2: (_solve(X, y, l2)[0], y.mean())
        ),
        "What must b add to the mean of Xw to give the mean of y? Look at the sign.": (
            lambda X, y, l2: (
                _solve(X, y, l2)[0],
                y.mean() + X.mean(axis=0) @ _solve(X, y, l2)[0],
            )
        ),
        "b takes the mean of y along; it is not only −x̄ᵀw.": (
            lambda X, y, l2: (
                _solve(X, y, l2)[0],
                -X.mean(axis=0) @ _solve(X, y, l2)[0],
            )
        ),
    },
    extremes={
        "λ = 0": {
            "X": np.array([[1.0, 0], [0, 1], [2, 1], [1, 3]]),
            "y": np.array([1.0, 2, 0, 4]),
            "l2": 0.0,
        },
        "more inputs than examples": {
            "X": np.array([[1.0, 0, 2, 1], [0, 1, 1, 5], [2, 1, 0, 1]]),
            "y": np.array([1.0, 2, 0]),
            "l2": 0.5,
        },
    },
    tolerance=1e-8,
    points=4,
)


# --- 5.9 --------------------------------------------------------------------------


def _filters(X, l2):
    """The share h/(h + λ) that is left along each eigenvector."""
    h = np.linalg.eigvalsh(2 / len(X) * X.T @ X)
    return h / (h + l2)


def _freedom(X, l2):
    return np.sum(_filters(X, l2))


def _centred(rng):
    X = rng.normal(size=(11, int(rng.choice([5, 7])))) * rng.uniform(0.2, 1.5)
    return {"X": X - X.mean(axis=0), "l2": rng.uniform(0.3, 0.9)}


FREEDOM = Exercise(
    "my_freedom",
    "5.9",
    "the effective degrees of freedom",
    "freedom",
    _freedom,
    _centred,
    mistakes={
        "λ stands beside XᵀX, which is a sum over n: it becomes nλ/2.": (
            lambda X, l2: _freedom(X, 2 / len(X) * l2)
        ),
        "nλ/2, not nλ: the eigenvalues are those of (2/n) XᵀX.": (
            lambda X, l2: _freedom(X, 2 * l2)
        ),
        "Divide by n: the eigenvalues are those of (2/n) XᵀX.": (
            lambda X, l2: _freedom(X, l2 / len(X))
        ),
        "That is what the penalty takes away: h/(h + λ), not λ/(h + λ).": (
            lambda X, l2: np.sum(1 - _filters(X, l2))
        ),
        "That is without a penalty: how much does λ leave of each direction?": (
            lambda X, l2: float(X.shape[1])
        ),
        "The trace of the matrix itself, not that of its square.": (
            lambda X, l2: np.sum(_filters(X, l2) ** 2)
        ),
        "The sum over the directions, not the mean.": (
            lambda X, l2: np.mean(_filters(X, l2))
        ),
        "The X on both sides of the inverse are missing.": lambda X, l2: np.trace(
            np.linalg.inv(X.T @ X + len(X) * l2 / 2 * np.eye(X.shape[1]))
        ),
        "Those are singular values: h is 2/n times their square.": (
            lambda X, l2: np.sum(1 / (1 + l2 / np.linalg.svd(X, compute_uv=False)))
        ),
        "One number, the sum over all directions.": _filters,
    },
    points=3,
    tolerance=1e-8,
)


# --- 5.10 -------------------------------------------------------------------------


def _travelled(h, alpha, t):
    return 1 - (1 - alpha * h) ** t


FILTER = Exercise(
    "my_filter",
    "5.10",
    "the filter of a stopped run",
    "descent_filter",
    _travelled,
    lambda rng: {
        "h": np.sort(rng.uniform(0.05, 0.9, 7)),
        "alpha": rng.uniform(0.3, 0.9),
        "t": int(rng.integers(3, 8)),
    },
    mistakes={
        "That is the way still to go: how much of it is done?": (
            lambda h, alpha, t: (1 - alpha * h) ** t
        ),
        "A step leaves 1 − αh of the distance: look at the sign of α.": (
            lambda h, alpha, t: 1 - (1 + alpha * h) ** t
        ),
        "That holds for infinitely short steps; yours have the length α.": (
            lambda h, alpha, t: 1 - np.exp(-alpha * h * t)
        ),
        "Where is the learning rate?": lambda h, alpha, t: 1 - (1 - h) ** t,
        "Where is the curvature h of each direction?": (
            lambda h, alpha, t: np.full(len(h), 1 - (1 - alpha) ** t)
        ),
        "That is the first step t times: the steps become shorter.": (
            lambda h, alpha, t: alpha * h * t
        ),
        "The factor is taken to the power t, not times t.": (
            lambda h, alpha, t: 1 - (1 - alpha * h) * t
        ),
        "That is the filter of a penalty, h/(h + λ).": (
            lambda h, alpha, t: h / (h + 1 / (alpha * t))
        ),
        "One step too many.": lambda h, alpha, t: _travelled(h, alpha, t + 1),
        "One step is missing.": lambda h, alpha, t: _travelled(h, alpha, t - 1),
        "That is the distance times (αh)ᵗ: the step multiplies it by 1 − αh.": (
            lambda h, alpha, t: 1 - (alpha * h) ** t
        ),
    },
    extremes={
        "a direction without curvature": {
            "h": np.array([0.0, 0.5]),
            "alpha": 0.5,
            "t": 3,
        },
    },
)

TASKS = (RIDGE, FREEDOM, FILTER)
PREDICTIONS = ()
SPOTS = ()
