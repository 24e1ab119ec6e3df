"""Undeclared ways of being wrong in the exercises of the penalty and of ridge."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.tasks import TASKS

RIGHT = {
    name: TASKS[f"my_{name}"].oracle
    for name in ("penalised", "shrink", "paired_error", "ridge", "freedom", "filter")
}


def cost(J):
    """An answer with another cost and the right gradient."""
    return lambda *args: (J(*args), RIGHT["penalised"](*args)[1])


def slope(dW):
    """An answer with the right cost and another gradient."""
    return lambda *args: (RIGHT["penalised"](*args)[0], dW(*args))


def error(of):
    """An answer with the right mean and another error."""
    return lambda a, b: (np.mean(a - b), of(a, b))


def weights(change):
    """An answer with other weights of ridge regression and their bias."""

    def wrong(X, y, l2):
        w = change(X, y, l2)
        return w, y.mean() - X.mean(axis=0) @ w

    return wrong


WRONG = {
    "my_penalised": [
        cost(lambda J, dW, W, l2, factor: J + factor * l2 * np.abs(W).sum()),
        cost(lambda J, dW, W, l2, factor: J + factor * l2**2 * np.sum(W**2)),
        cost(lambda J, dW, W, l2, factor: J - factor * l2 * np.sum(W**2)),
        cost(lambda J, dW, W, l2, factor: J * factor * l2 * np.sum(W**2)),
        cost(lambda J, dW, W, l2, factor: factor * l2 * np.sum(W**2)),
        cost(lambda J, dW, W, l2, factor: J + factor * l2 * np.linalg.norm(W, 2) ** 2),
        cost(lambda J, dW, W, l2, factor: J + 2 * factor * l2 * np.sum(W**2)),
        slope(lambda J, dW, W, l2, factor: dW - 2 * factor * l2 * W),
        slope(lambda J, dW, W, l2, factor: 2 * factor * l2 * W),
        slope(lambda J, dW, W, l2, factor: dW + 2 * factor * l2 * W**2),
        slope(lambda J, dW, W, l2, factor: dW + 2 * factor * l2 * np.sign(W)),
        slope(lambda J, dW, W, l2, factor: dW + 4 * factor * l2 * W),
        lambda J, dW, W, l2, factor: J + factor * l2 * np.sum(W**2),
        lambda J, dW, W, l2, factor: (J, dW),
        lambda *args: RIGHT["penalised"](*args)[::-1],
    ],
    "my_shrink": [
        lambda W, dW, alpha, l2: W / (1 + alpha * l2) - alpha * dW,
        lambda W, dW, alpha, l2: (1 - alpha) * W - alpha * dW,
        lambda W, dW, alpha, l2: (1 - alpha * l2 / 2) * W - alpha * dW,
        lambda W, dW, alpha, l2: (1 - alpha * l2) * W - alpha**2 * dW,
        lambda W, dW, alpha, l2: (1 - alpha * l2) * W - alpha * l2 * dW,
        lambda W, dW, alpha, l2: (1 - alpha - l2) * W - alpha * dW,
        lambda W, dW, alpha, l2: W - alpha * dW - l2,
        lambda W, dW, alpha, l2: np.exp(-alpha * l2) * W - alpha * dW,
        lambda W, dW, alpha, l2: alpha * l2 * W - alpha * dW,
        lambda W, dW, alpha, l2: (1 - alpha * l2) * dW - alpha * W,
        lambda W, dW, alpha, l2: RIGHT["shrink"](W, dW, alpha, l2).T,
        lambda W, dW, alpha, l2: RIGHT["shrink"](W, dW, alpha, l2).ravel(),
        lambda W, dW, alpha, l2: RIGHT["shrink"](W, dW, l2, alpha),
    ],
    "my_prior_l2": [
        lambda n, tau: 1 / n,
        lambda n, tau: 1 / tau,
        lambda n, tau: tau**2,
        lambda n, tau: 1 / (n + tau**2),
        lambda n, tau: 1 / n * tau**2 + 1,
        lambda n, tau: 1 / ((n - 1) * tau**2),
        lambda n, tau: np.log(1 / (n * tau**2)),
        lambda n, tau: np.exp(-1 / (2 * tau**2)) / n,
        lambda n, tau: 1 / (n * tau**2 * np.sqrt(2 * np.pi)),
        lambda n, tau: -1 / (n * tau**2),
        lambda n, tau: np.sqrt(1 / (n * tau**2)),
        lambda n, tau: (1 / (n * tau**2), tau),
    ],
    "my_length": [
        lambda W: np.sqrt(np.sum(np.abs(W))),
        lambda W: np.sqrt(np.sum(W**2)) / 2,
        lambda W: np.linalg.norm(W) / W.shape[0],
        lambda W: np.linalg.norm(W, 1),
        lambda W: np.linalg.norm(W, np.inf),
        lambda W: np.linalg.norm(W, "nuc"),
        lambda W: np.linalg.norm(W[0]),
        lambda W: np.linalg.norm(W[:, 0]),
        lambda W: np.std(W),
        lambda W: np.sum(W**2) ** 2,
        lambda W: W**2,
        lambda W: np.sqrt(W.T @ W),
        lambda W: np.mean(np.linalg.norm(W, axis=0)),
        lambda W: np.max(np.linalg.norm(W, axis=1)),
        lambda W: W.shape,
    ],
    "my_choose_l2": [
        lambda penalties, training, validation: penalties,
        lambda penalties, training, validation: penalties[-1],
        lambda penalties, training, validation: penalties[0] + 1,
        lambda penalties, training, validation: penalties.mean(),
        lambda penalties, training, validation: np.median(penalties),
        lambda penalties, training, validation: validation,
        lambda penalties, training, validation: validation == validation.min(),
        lambda penalties, training, validation: penalties[np.argmax(training)],
        lambda penalties, training, validation: penalties[validation.argmin() + 1],
        lambda penalties, training, validation: penalties[[validation.argmin()]],
        lambda penalties, training, validation: (validation - training).min(),
        lambda penalties, training, validation: penalties[np.argsort(validation)],
    ],
    "my_paired_error": [
        error(lambda a, b: np.std(a, ddof=1) + np.std(b, ddof=1)),
        error(lambda a, b: np.std(a - b, ddof=1) * np.sqrt(len(a))),
        error(lambda a, b: np.std(a + b, ddof=1) / np.sqrt(len(a))),
        error(lambda a, b: np.mean(np.abs(a - b)) / np.sqrt(len(a))),
        error(lambda a, b: np.sqrt(np.mean((a - b) ** 2)) / np.sqrt(len(a))),
        error(lambda a, b: np.std(b, ddof=1) / np.sqrt(len(a))),
        error(lambda a, b: 0.0),
        error(lambda a, b: (a - b) / np.sqrt(len(a))),
        error(lambda a, b: np.ptp(a - b)),
        lambda a, b: (np.sum(a - b), RIGHT["paired_error"](a, b)[1]),
        lambda a, b: (np.median(a - b), RIGHT["paired_error"](a, b)[1]),
        lambda a, b: (a - b, RIGHT["paired_error"](a, b)[1]),
        lambda a, b: np.mean(a - b),
        lambda a, b: RIGHT["paired_error"](a, b)[::-1],
    ],
    "my_ridge": [
        weights(lambda X, y, l2: RIGHT["ridge"](X, y, l2**2)[0]),
        weights(lambda X, y, l2: RIGHT["ridge"](X, y, 1 / l2)[0]),
        weights(lambda X, y, l2: RIGHT["ridge"](X, y, l2 * X.shape[1])[0]),
        weights(lambda X, y, l2: RIGHT["ridge"](X, y, l2)[0][:, np.newaxis]),
        weights(lambda X, y, l2: RIGHT["ridge"](X, y, l2)[0] / (1 + l2)),
        weights(lambda X, y, l2: X.T @ y),
        weights(lambda X, y, l2: np.zeros(X.shape[1])),
        lambda X, y, l2: (RIGHT["ridge"](X, y, l2)[0], 0.0),
        lambda X, y, l2: (RIGHT["ridge"](X, y, l2)[0], y[0]),
        lambda X, y, l2: RIGHT["ridge"](X, y, l2)[::-1],
        lambda X, y, l2: RIGHT["ridge"](X, y, l2)[0],
        lambda X, y, l2: RIGHT["ridge"](X / X.std(axis=0), y, l2),
        lambda X, y, l2: RIGHT["ridge"](X[:-1], y[:-1], l2),
    ],
    "my_freedom": [
        lambda X, l2: float(len(X)),
        lambda X, l2: RIGHT["freedom"](X, 0.0) - l2,
        lambda X, l2: RIGHT["freedom"](X, l2**2),
        lambda X, l2: RIGHT["freedom"](X, 1 / l2),
        lambda X, l2: RIGHT["freedom"](X, l2) / 2,
        lambda X, l2: RIGHT["freedom"](X, l2) ** 2,
        lambda X, l2: RIGHT["freedom"](X, l2) + 1,
        lambda X, l2: len(X) - RIGHT["freedom"](X, l2),
        lambda X, l2: RIGHT["freedom"](X / np.linalg.norm(X), l2),
        lambda X, l2: np.linalg.svd(X, compute_uv=False).sum(),
        lambda X, l2: np.linalg.eigvalsh(2 / len(X) * X.T @ X),
        lambda X, l2: np.sum(X / (X + l2)),
        lambda X, l2: 1.0,
    ],
    "my_filter": [
        lambda h, alpha, t: (1 - alpha * h) ** t - 1,
        lambda h, alpha, t: 1 - 1 - alpha * h**t,
        lambda h, alpha, t: 1 - (1 - alpha * h**2) ** t,
        lambda h, alpha, t: 1 - (1 - alpha**2 * h) ** t,
        lambda h, alpha, t: 1 - (1 - alpha * h / 2) ** t,
        lambda h, alpha, t: 1 - (1 - 2 * alpha * h) ** t,
        lambda h, alpha, t: (1 - (1 - alpha * h) ** t) / h,
        lambda h, alpha, t: 1 - t ** (1 - alpha * h),
        lambda h, alpha, t: np.sum(1 - (1 - alpha * h) ** t),
        lambda h, alpha, t: np.ones_like(h),
        lambda h, alpha, t: h,
        lambda h, alpha, t: (alpha * h) ** t,
        lambda h, alpha, t: 1 - 1 / (1 + alpha * h) ** t,
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])
