"""Undeclared ways of being wrong in the exercises of linear regression."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.tasks import TASKS

RIGHT = {
    name: TASKS[f"my_{name}"].oracle
    for name in ("squared_backward", "descent_step", "fit", "predict", "largest_rate")
}


def scaled(mean, std):
    """An answer with these columns' places and spreads."""
    return lambda X: ((X - mean(X)) / std(X), mean(X), std(X))


def mean(X):
    return X.mean(axis=0)


def std(X):
    return X.std(axis=0)


def gradient(change):
    """An answer with dw and db changed."""
    return lambda X, z, y: change(*RIGHT["squared_backward"](X, z, y))


def moved(change):
    """An answer with another w and b than those after the step."""
    return lambda w, b, X, y, alpha: change(
        *RIGHT["descent_step"](w, b, X, y, alpha), w, b
    )


def run(change):
    """An answer with the results of the run changed."""
    return lambda X, y, alpha, steps: change(*RIGHT["fit"](X, y, alpha, steps))


def slopes(f, theta, epsilon, turn=lambda e: e):
    steps = [turn(epsilon * e) for e in np.eye(len(theta))]
    return np.array([(f(theta + e) - f(theta - e)) / (2 * epsilon) for e in steps])


def curvatures(X, factor=1.0):
    A = np.column_stack([X, np.ones(len(X))])
    return np.linalg.eigvalsh(factor * A.T @ A)


WRONG = {
    "my_standardise": [
        scaled(lambda X: np.median(X, axis=0), std),
        scaled(mean, lambda X: np.abs(X - mean(X)).mean(axis=0)),
        scaled(mean, lambda X: X.max(axis=0)),
        scaled(lambda X: X[0], std),
        scaled(lambda X: -mean(X), std),
        lambda X: (X - mean(X)) / std(X),
        lambda X: ((X - mean(X)) * std(X), mean(X), std(X)),
        lambda X: ((X - mean(X)) / std(X), std(X), mean(X)),
        lambda X: ((X - mean(X)) / std(X) + 1, mean(X), std(X)),
        lambda X: (X, mean(X), std(X)),
        lambda X: ((X - mean(X)) / std(X), mean(X)[:, None], std(X)[:, None]),
        lambda X: (np.abs(X - mean(X)) / std(X), mean(X), std(X)),
        lambda X: ((mean(X) - X) / std(X), mean(X), std(X)),
    ],
    "my_initialize": [
        lambda p: (np.random.default_rng(0).normal(size=p), 0.0),
        lambda p: (np.full(p, 0.01), 0.01),
        lambda p: (np.zeros((p, 1)), 0.0),
        lambda p: (np.zeros(1), 0.0),
        lambda p: np.zeros(p),
        lambda p: (np.zeros((p, p)), 0.0),
        lambda p: (0.0, np.zeros(p)),
        lambda p: ([0.0] * p, 0.0),
        lambda p: (np.arange(p), 0.0),
        lambda p: (np.zeros(p), np.zeros(1)),
        lambda p: (np.zeros(p), None),
        lambda p: {"w": np.zeros(p), "b": 0.0},
    ],
    "my_linear_forward": [
        lambda X, w, b: (X @ w + b)[:, None],
        lambda X, w, b: X @ w + 2 * b,
        lambda X, w, b: (X @ w + b).sum(),
        lambda X, w, b: (X @ w + b).mean(),
        lambda X, w, b: X @ w**2 + b,
        lambda X, w, b: np.maximum(X @ w + b, 0),
        lambda X, w, b: X[0] @ w + b,
        lambda X, w, b: X @ np.abs(w) + b,
        lambda X, w, b: X[:, 0] * w[0] + b,
        lambda X, w, b: w @ X + b,
        lambda X, w, b: X[:, :-1] @ w[:-1] + b,
        lambda X, w, b: (X - X.mean(axis=0)) @ w + b,
    ],
    "my_squared_cost": [
        lambda z, y: np.mean((z - y) ** 4),
        lambda z, y: np.mean((z + y) ** 2),
        lambda z, y: np.max((z - y) ** 2),
        lambda z, y: np.median((z - y) ** 2),
        lambda z, y: (z - y)[0] ** 2,
        lambda z, y: np.mean(z**2),
        lambda z, y: np.sum((z - y) ** 2) / 2,
        lambda z, y: -np.mean((z - y) ** 2),
        lambda z, y: np.mean((z - y) ** 2) / np.var(y),
        lambda z, y: 1 - np.mean((z - y) ** 2) / np.var(y),
        lambda z, y: np.mean((z - y)[:-1] ** 2),
        lambda z, y: np.linalg.norm(z - y),
        lambda z, y: np.mean((z - y) * 2),
    ],
    "my_squared_backward": [
        gradient(lambda dw, db: (dw, -db)),
        gradient(lambda dw, db: (-dw, db)),
        gradient(lambda dw, db: (db, dw)),
        gradient(lambda dw, db: (2 * dw, 2 * db)),
        gradient(lambda dw, db: (dw[:, None], db)),
        gradient(lambda dw, db: (np.abs(dw), np.abs(db))),
        gradient(lambda dw, db: (dw, 0.0)),
        gradient(lambda dw, db: (dw, dw.sum())),
        gradient(lambda dw, db: dw),
        gradient(lambda dw, db: (dw.sum(), db)),
        lambda X, z, y: (X.T @ np.sign(z - y), np.sum(np.sign(z - y))),
        lambda X, z, y: ((z - y) @ X.T, np.sum(z - y)),
        lambda X, z, y: (2 * X.mean(axis=0) * np.mean(z - y), 2 * np.mean(z - y)),
    ],
    "my_differences": [
        lambda f, theta, epsilon: slopes(f, theta, epsilon)[::-1],
        lambda f, theta, epsilon: slopes(f, theta, epsilon)[:, None],
        lambda f, theta, epsilon: np.abs(slopes(f, theta, epsilon)),
        lambda f, theta, epsilon: slopes(f, theta, epsilon).sum(),
        lambda f, theta, epsilon: slopes(f, theta, 1e-12),
        lambda f, theta, epsilon: slopes(f, theta, 2 * epsilon),
        lambda f, theta, epsilon: slopes(f, theta, epsilon)[:1],
        lambda f, theta, epsilon: slopes(f, theta, epsilon, turn=np.cumsum),
        lambda f, theta, epsilon: (f(theta + epsilon) - f(theta)) / epsilon,
        lambda f, theta, epsilon: f(theta),
        lambda f, theta, epsilon: slopes(f, theta, epsilon) + epsilon,
        lambda f, theta, epsilon: slopes(f, 0 * theta, epsilon),
        lambda f, theta, epsilon: slopes(f, theta, epsilon) / 4,
    ],
    "my_descent_step": [
        moved(lambda w, b, w0, b0: (2 * w - w0, 2 * b - b0)),
        moved(lambda w, b, w0, b0: (w, 2 * b0 - b)),
        moved(lambda w, b, w0, b0: (b, w)),
        moved(lambda w, b, w0, b0: (w0, b0)),
        moved(lambda w, b, w0, b0: w),
        moved(lambda w, b, w0, b0: (w[:, None], b)),
        moved(lambda w, b, w0, b0: (w.mean(), b)),
        moved(lambda w, b, w0, b0: ((w + w0) / 2, (b + b0) / 2)),
        moved(lambda w, b, w0, b0: (0.9 * w, b)),
        moved(lambda w, b, w0, b0: (np.append(w, b), b)),
        moved(lambda w, b, w0, b0: (w0 + np.sign(w - w0), b)),
        moved(lambda w, b, w0, b0: None),
    ],
    "my_fit": [
        run(lambda w, b, costs: (w, b)),
        run(lambda w, b, costs: (costs, w, b)),
        run(lambda w, b, costs: (w, b, costs[::-1])),
        run(lambda w, b, costs: (w, b, costs[1:])),
        run(lambda w, b, costs: (w, b, costs / 2)),
        run(lambda w, b, costs: (w, b, np.cumsum(costs))),
        run(lambda w, b, costs: (w, b, 0 * costs)),
        run(lambda w, b, costs: (w, b, list(costs))),
        run(lambda w, b, costs: (w, b, costs.min())),
        run(lambda w, b, costs: (w, costs, b)),
        run(lambda w, b, costs: (0 * w, 0.0, costs)),
        lambda X, y, alpha, steps: RIGHT["fit"](X, y, alpha / 2, steps),
        lambda X, y, alpha, steps: RIGHT["fit"](X, y, 2 * alpha, steps),
        lambda X, y, alpha, steps: RIGHT["fit"](X[:-1], y[:-1], alpha, steps),
        lambda X, y, alpha, steps: RIGHT["fit"](X, y - y.mean(), alpha, steps),
    ],
    "my_predict": [
        lambda R, mean, std, w, b: (R - mean) / std,
        lambda R, mean, std, w, b: (R - mean) / std @ w - b,
        lambda R, mean, std, w, b: (R - mean) / std**2 @ w + b,
        lambda R, mean, std, w, b: R * std + mean @ w + b,
        lambda R, mean, std, w, b: (mean - R) / std @ w + b,
        lambda R, mean, std, w, b: ((R - mean) / std @ w + b)[:, None],
        lambda R, mean, std, w, b: ((R - mean) / std @ w + b).mean(),
        lambda R, mean, std, w, b: ((R - mean) / std @ w + b) * std[0] + mean[0],
        lambda R, mean, std, w, b: (R - mean.mean()) / std.mean() @ w + b,
        lambda R, mean, std, w, b: (R - mean) / std @ (w / std) + b,
        lambda R, mean, std, w, b: R / std @ w + b + mean @ w,
        lambda R, mean, std, w, b: np.log((R - mean) / std @ w + b),
    ],
    "my_largest_rate": [
        lambda X: 2.0,
        lambda X: 1 / curvatures(X)[-1],
        lambda X: 2 / curvatures(X, 2 / len(X)).mean(),
        lambda X: 2 / curvatures(X, 2 / len(X)),
        lambda X: (2 / curvatures(X, 2 / len(X))[-1],),
        lambda X: 4 / curvatures(X, 2 / len(X))[-1] ** 2,
        lambda X: 2 / np.linalg.norm(curvatures(X, 2 / len(X))),
        lambda X: 2 / np.ptp(curvatures(X, 2 / len(X))),
        lambda X: 2 / curvatures(X, 2 / len(X))[-2],
        lambda X: 0.99 * RIGHT["largest_rate"](X),
        lambda X: -RIGHT["largest_rate"](X),
        lambda X: 2 / np.linalg.eigvalsh(np.cov(X.T))[-1],
        lambda X: 2 / (curvatures(X, 2 / len(X))[-1] + 1e-3),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])
