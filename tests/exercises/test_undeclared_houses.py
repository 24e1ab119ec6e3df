"""Wrong answers to the case file of houses that no exercise declares."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told


def root(z, y):
    return np.sqrt(np.mean((z - y) ** 2))


def shortest(A, y):
    return np.linalg.pinv(A, rtol=1e-10) @ y


def free(X, y, l2, change=lambda w, b: (w, b)):
    Z = X - X.mean(axis=0)
    w = np.linalg.solve(Z.T @ Z + len(y) * l2 / 2 * np.eye(X.shape[1]), Z.T @ y)
    return change(w, y.mean() - X.mean(axis=0) @ w)


def factor(x, W1, b1, W2, eta, combine=lambda *parts: 1 + parts[0] + parts[1]):
    z = x @ W1 + b1
    upper = np.sum(np.maximum(z, 0) ** 2)
    return 1 - eta * combine(upper, (1 + x @ x) * np.sum(W2[z > 0] ** 2))


WRONG = {
    "my_log_rmse": [
        lambda z, y: np.sqrt(np.median((z - y) ** 2)),
        lambda z, y: np.max(np.abs(z - y)),
        lambda z, y: root(z, y) / np.std(y),
        lambda z, y: root(z, y.mean()),
        lambda z, y: root(0, y),
        lambda z, y: 2 * root(z, y),
        lambda z, y: -root(z, y),
        lambda z, y: np.abs(z - y),
        lambda z, y: np.exp(root(z, y)),
        lambda z, y: root(z[1:], y[:-1]),
        lambda z, y: 1 - np.sum((z - y) ** 2) / np.sum((y - y.mean()) ** 2),
        lambda z, y: np.sqrt(np.mean(z**2 - y**2) ** 2),
    ],
    "my_shortest_solution": [
        lambda A, y: np.zeros(A.shape[1]),
        lambda A, y: 2 * shortest(A, y),
        lambda A, y: -shortest(A, y),
        lambda A, y: shortest(A, y)[:-1],
        lambda A, y: shortest(A, y)[:, np.newaxis],
        lambda A, y: shortest(A, y) / np.linalg.norm(shortest(A, y)),
        lambda A, y: np.linalg.norm(shortest(A, y)),
        lambda A, y: shortest(A, y) + np.eye(A.shape[1])[1],
        lambda A, y: shortest(A, y) * (np.abs(shortest(A, y)) > 0.3),
        lambda A, y: np.linalg.pinv(A, rtol=0.5) @ y,
        lambda A, y: shortest(np.column_stack([A, np.ones(len(y))]), y)[:-1],
        lambda A, y: np.linalg.inv(A.T @ A + 10 * np.eye(A.shape[1])) @ A.T @ y,
    ],
    "my_free_bias": [
        lambda X, y, l2: free(X, y, l2, lambda w, b: (b, w)),
        lambda X, y, l2: free(X, y, l2, lambda w, b: (-w, b)),
        lambda X, y, l2: free(X, y, l2, lambda w, b: (w, 0.0)),
        lambda X, y, l2: free(X, y, l2, lambda w, b: (w, -b)),
        lambda X, y, l2: free(X, y, l2, lambda w, b: w),
        lambda X, y, l2: free(X, y, l2, lambda w, b: (2 * w, b)),
        lambda X, y, l2: free(X, y, l2, lambda w, b: (w, b + 1)),
        lambda X, y, l2: free(X, y, l2 + 1),
        lambda X, y, l2: free(X, y, l2**2),
        lambda X, y, l2: free(X / X.std(axis=0), y, l2),
        lambda X, y, l2: free(X, y, -l2),
        lambda X, y, l2: free(X, y, l2, lambda w, b: (w[:, np.newaxis], b)),
    ],
    "my_error_factor": [
        lambda x, W1, b1, W2, eta: eta,
        lambda x, W1, b1, W2, eta: -factor(x, W1, b1, W2, eta),
        lambda x, W1, b1, W2, eta: factor(x, W1, b1, W2, eta) ** 2,
        lambda x, W1, b1, W2, eta: factor(x, W1, b1, W2, eta / 2),
        lambda x, W1, b1, W2, eta: abs(factor(x, W1, b1, W2, eta)) + 1,
        lambda x, W1, b1, W2, eta: factor(-x, W1, b1, W2, eta),
        lambda x, W1, b1, W2, eta: factor(x, W1, 0 * b1, W2, eta),
        lambda x, W1, b1, W2, eta: factor(x, W1, b1, W2, eta, lambda a, b: 1 + a * b),
        lambda x, W1, b1, W2, eta: factor(
            x, W1, b1, W2, eta, lambda a, b: np.sqrt(1 + a + b)
        ),
        lambda x, W1, b1, W2, eta: factor(x, -W1, -b1, W2, eta),
        lambda x, W1, b1, W2, eta: 1 - eta * (1 + x @ x),
        lambda x, W1, b1, W2, eta: np.exp(factor(x, W1, b1, W2, eta) - 1),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])
