"""Prove it by a number: the case file of the cars."""

import numpy as np

from helpers.exercises.exercise import Exercise


def sizes(rng):
    """More examples than inputs, and sizes that no factor confuses."""
    return int(rng.choice([11, 13, 17])), int(rng.choice([3, 5, 7]))


def _examples(rng):
    n, p = sizes(rng)
    return {"X": rng.normal(1, 1, (n, p)), "y": rng.normal(2, 2, n)}


def _with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


# --- C.3 --------------------------------------------------------------------------


def _squared_errors(A, y):
    theta = np.linalg.lstsq(A, y, rcond=None)[0]
    return np.sum((A @ theta - y) ** 2)


def _errors(X, y, fewer=None, squares=None, A=None, entries=None):
    """√(s² qⱼⱼ), with the mistakes that are asked for."""
    n, p = X.shape
    A = _with_ones(X) if A is None else A
    squares = _squared_errors(A, y) if squares is None else squares
    fewer = p + 1 if fewer is None else fewer
    entries = np.diag(np.linalg.inv(A.T @ A)) if entries is None else entries
    return np.sqrt(squares / (n - fewer) * entries[:p])


def _uncorrelated(X, y):
    return _errors(X, y, entries=1 / np.sum((X - X.mean(axis=0)) ** 2, axis=0))


def _of_all(X, y):
    A = _with_ones(X)
    entries = np.diag(np.linalg.inv(A.T @ A))
    return np.sqrt(_squared_errors(A, y) / (len(y) - A.shape[1]) * entries)


STANDARD_ERRORS = Exercise(
    "my_standard_errors",
    "C.3",
    "the standard errors of the weights",
    "standard_errors",
    _errors,
    _examples,
    mistakes={
        "The square of an error is there; where is the root?": (
            lambda X, y: _errors(X, y) ** 2
        ),
        "p weights and a bias were fitted: divide by n − p − 1, not by n.": (
            lambda X, y: _errors(X, y, fewer=0)
        ),
        "The bias was fitted, too: n − p − 1, not n − p.": (
            lambda X, y: _errors(X, y, fewer=X.shape[1])
        ),
        "Divide by n − p − 1: are the weights counted at all?": (
            lambda X, y: _errors(X, y, fewer=1)
        ),
        "That holds if no input goes along with another. First the inverse, then its "
        "diagonal.": _uncorrelated,
        "First the inverse of AᵀA, then its diagonal: not one through each entry of "
        "the diagonal.": (lambda X, y: _errors(X, y, entries=1 / np.sum(X**2, axis=0))),
        "A has a column of ones for the bias.": (
            lambda X, y: _errors(X, y, A=X, fewer=X.shape[1] + 1)
        ),
        "The errors of the weights are asked for: leave out that of the bias.": _of_all,
        "s² is about the residuals z − y, not about the targets.": (
            lambda X, y: _errors(X, y, squares=np.sum((y - y.mean()) ** 2))
        ),
        "Where is s², the mean square of the residuals?": (
            lambda X, y: _errors(X, y, squares=len(y) - X.shape[1] - 1)
        ),
    },
    tolerance=1e-8,
    points=3,
)


# --- C.5 --------------------------------------------------------------------------


def _cost_after(X, y, alpha, t):
    """Cost after t steps from zero, equation 2.11 of notebook 02."""
    return _by_formula(X, y, alpha, 2 * t)


def _by_formula(X, y, alpha, t, factor=2, half=0.5, turn=True, lowest=1, uphill=-1):
    """The closed form with the power t, and the mistakes that are asked for."""
    A = _with_ones(X)
    best = np.linalg.lstsq(A, y, rcond=None)[0]
    h, Q = np.linalg.eigh(factor / len(y) * A.T @ A)
    c = Q.T @ best if turn else best
    J_min = np.mean((A @ best - y) ** 2)
    return lowest * J_min + half * np.sum(h * c**2 * (1 + uphill * alpha * h) ** t)


def _run_to_predict(rng):
    drawn = _examples(rng)
    A = _with_ones(drawn["X"])
    h = np.linalg.eigvalsh(2 / len(A) * A.T @ A)
    return drawn | {
        "alpha": rng.uniform(0.3, 0.8) / h[-1],
        "t": int(rng.integers(3, 8)),
    }


def _no_bias(X, y, alpha, t):
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    h, Q = np.linalg.eigh(2 / len(y) * X.T @ X)
    J_min = np.mean((X @ best - y) ** 2)
    return J_min + 0.5 * np.sum(h * (Q.T @ best) ** 2 * (1 - alpha * h) ** (2 * t))


def _no_eigenvalue(X, y, alpha, t):
    A = _with_ones(X)
    best = np.linalg.lstsq(A, y, rcond=None)[0]
    h, Q = np.linalg.eigh(2 / len(y) * A.T @ A)
    J_min = np.mean((A @ best - y) ** 2)
    return J_min + 0.5 * np.sum((Q.T @ best) ** 2 * (1 - alpha * h) ** (2 * t))


_REPEATED = np.array([[1.0, 1.0], [-2.0, -2.0], [0.5, 0.5], [3.0, 3.0]])
_FOUR = np.array([1.0, 2.0, 0.0, -1.0])

COST_AFTER = Exercise(
    "my_cost_after",
    "C.5",
    "the cost after t steps",
    "cost_after",
    _cost_after,
    _run_to_predict,
    mistakes={
        "The distance shrinks by (1 − αh)ᵗ, and the cost has its square.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, t)
        ),
        "Where is the ½? The second derivative h stands before half a square.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 2 * t, half=1)
        ),
        "That is how far the cost is above the lowest one: add it.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 2 * t, lowest=0)
        ),
        "One step is missing.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 2 * (t - 1))
        ),
        "One step too many.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 2 * (t + 1))
        ),
        "c is the distance along the eigenvectors: multiply by Qᵀ.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 2 * t, turn=False)
        ),
        "The Hessian of this cost is 2/n AᵀA: where is the 2?": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 2 * t, factor=1)
        ),
        "Does the step go uphill? The factor is 1 − αh.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 2 * t, uphill=1)
        ),
        "The bias is a parameter, too: where is the column of ones?": _no_bias,
        "Each square is weighted by its eigenvalue h.": _no_eigenvalue,
        "That is the lowest cost, which no finite number of steps needs to reach.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 2 * t, half=0)
        ),
        "That is the cost at the start.": (
            lambda X, y, alpha, t: _by_formula(X, y, alpha, 0)
        ),
    },
    extremes={
        "no step at all": {"X": _REPEATED[:, :1], "y": _FOUR, "alpha": 0.1, "t": 0},
        "an input that is there twice": {
            "X": _REPEATED,
            "y": _FOUR,
            "alpha": 0.05,
            "t": 4,
        },
    },
    points=3,
)


# --- C.6 --------------------------------------------------------------------------


def _curvature(X, d):
    return 2 / len(X) * np.sum((_with_ones(X) @ d) ** 2)


def _direction(rng):
    n, p = sizes(rng)
    return {"X": rng.normal(1, 1, (n, p)), "d": rng.normal(size=p + 1)}


CURVATURE = Exercise(
    "my_curvature_along",
    "C.6",
    "the curvature along a direction",
    "curvature_along",
    _curvature,
    _direction,
    mistakes={
        "The second derivative of a square is 2: is it missing?": (
            lambda X, d: _curvature(X, d) / 2
        ),
        "J is a mean: where is the 1/n?": lambda X, d: len(X) * _curvature(X, d),
        "The norm is squared: is there a root?": (
            lambda X, d: 2 / len(X) * np.linalg.norm(_with_ones(X) @ d)
        ),
        "First square each entry of Ad, then add them.": (
            lambda X, d: 2 / len(X) * np.sum(_with_ones(X) @ d) ** 2
        ),
        "The last entry of d moves the bias: where is the column of ones?": (
            lambda X, d: 2 / len(X) * np.sum((X @ d[:-1]) ** 2)
        ),
        "That is the length of d itself: what does A make of d?": (
            lambda X, d: 2 / len(X) * np.sum(d**2)
        ),
        "Does the column of ones come first in A? The bias is the *last* entry of d.": (
            lambda X, d: _curvature(X, np.roll(d, -1))
        ),
        "That is H d, a vector: multiply by d once more.": (
            lambda X, d: 2 / len(X) * _with_ones(X).T @ (_with_ones(X) @ d)
        ),
    },
)


# --- C.8 --------------------------------------------------------------------------


def _raw_weights(w, b, mean, std):
    return w / std, b - np.sum(w * mean / std)


def _standardised_model(rng):
    p = int(rng.choice([5, 7, 11]))
    mean, std = rng.uniform(2, 5, p), rng.uniform(0.3, 2, p)
    return {"w": rng.normal(size=p), "b": rng.uniform(1, 3), "mean": mean, "std": std}


RAW_WEIGHTS = Exercise(
    "my_raw_weights",
    "C.8",
    "the same line for raw inputs",
    "raw_weights",
    _raw_weights,
    _standardised_model,
    returns=("w", "b"),
    mistakes={
        "An input that is s times as large needs a weight that is s times as small: "
        "divide.": lambda w, b, mean, std: (w * std, b - np.sum(w * std * mean)),
        "The weights are right. What becomes of the means? They go into the bias.": (
            lambda w, b, mean, std: (w / std, b)
        ),
        "The means are subtracted from the inputs: look at the sign in b.": (
            lambda w, b, mean, std: (w / std, b + np.sum(w * mean / std))
        ),
        "In b, too, each mean is in units of its deviation: divide.": (
            lambda w, b, mean, std: (w / std, b - np.sum(w * mean))
        ),
        "The bias is right; the weights still belong to standardised inputs.": (
            lambda w, b, mean, std: (w, b - np.sum(w * mean / std))
        ),
        "Are mean and deviation exchanged?": (
            lambda w, b, mean, std: _raw_weights(w, b, std, mean)
        ),
        "b is one number: add the terms of all inputs.": (
            lambda w, b, mean, std: (w / std, b - w * mean / std)
        ),
        "Is the bias divided as well? It belongs to no input.": (
            lambda w, b, mean, std: (
                w / std,
                b / np.mean(std) - np.sum(w * mean / std),
            )
        ),
        "Divide by the deviation, not by the variance.": (
            lambda w, b, mean, std: _raw_weights(w, b, mean, std**2)
        ),
        "That is a mean over the inputs in b; it is a sum.": (
            lambda w, b, mean, std: (w / std, b - np.mean(w * mean / std))
        ),
    },
)


# --- C.9 --------------------------------------------------------------------------


def _needed(factors, share, power=1):
    return int(np.ceil(np.log(share) / (power * np.log(factors))))


def _steps_needed(h, alpha, share):
    return _needed(np.max(np.abs(1 - alpha * h)), share)


def _curvatures(rng):
    p = int(rng.choice([5, 7, 11]))
    h = np.sort(np.append(rng.uniform(0.03, 0.06), rng.uniform(0.2, 1, p)))
    return {"h": h, "alpha": rng.uniform(0.5, 0.9), "share": rng.uniform(0.01, 0.05)}


STEPS_NEEDED = Exercise(
    "my_steps_needed",
    "C.9",
    "how many steps it takes",
    "steps_needed",
    _steps_needed,
    _curvatures,
    mistakes={
        "That is the fastest direction, with the largest h; all of them must arrive.": (
            lambda h, alpha, share: _needed(np.min(np.abs(1 - alpha * h)), share)
        ),
        "The slowest direction decides, not the mean of all.": (
            lambda h, alpha, share: _needed(1 - alpha * np.mean(h), share)
        ),
        "That is the last step *before* the share is reached: round up.": (
            lambda h, alpha, share: _steps_needed(h, alpha, share) - 1
        ),
        "One step fewer is enough.": (
            lambda h, alpha, share: _steps_needed(h, alpha, share) + 1
        ),
        "A whole number of steps: round up.": (
            lambda h, alpha, share: (
                np.log(share) / np.log(np.max(np.abs(1 - alpha * h)))
            )
        ),
        "That is when the *cost* has that share left, the square of the distance.": (
            lambda h, alpha, share: _needed(np.max(1 - alpha * h), share, power=2)
        ),
        "A step takes a share of what is left, not of what was there at the start: "
        "the factors multiply.": (
            lambda h, alpha, share: int(np.ceil((1 - share) / (alpha * h.min())))
        ),
        "Where is the learning rate? A step multiplies by 1 − αh.": (
            lambda h, alpha, share: _needed(1 - h.min(), share)
        ),
        "That is a negative number of steps: a logarithm of less than 1 is negative, "
        "and there are two of them.": (
            lambda h, alpha, share: -_steps_needed(h, alpha, share)
        ),
    },
    extremes={
        "steps that jump across the minimum (αh near 2)": {
            "h": np.array([1.0, 3.0, 19.0]),
            "alpha": 0.1,
            "share": 0.02,
        },
    },
    points=3,
)

TASKS = (STANDARD_ERRORS, COST_AFTER, CURVATURE, RAW_WEIGHTS, STEPS_NEEDED)

PREDICTIONS = ()

SPOTS = ()
