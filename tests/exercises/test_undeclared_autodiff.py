"""Ways of being wrong about automatic differentiation that no exercise declares."""

from math import comb

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS, autodiff, autodiff_runs

ORDER = autodiff.TOPOLOGICAL.oracle
DERIVATIVES = autodiff.DERIVATIVES.oracle
RUN = autodiff_runs.AUTODIFF_RUN.oracle


def softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def log_sums(z):
    return np.log(np.exp(z).sum(axis=1))


def changed(change):
    """The right derivatives, each of them changed."""
    return lambda last: {v: change(d) for v, d in DERIVATIVES(last).items()}


def counts(right_a, right_b):
    return int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())


def p_value(right_a, right_b):
    return TASKS["my_sign_test"].oracle(right_a, right_b)[2]


WRONG = {
    "my_sum_back": [
        lambda d, shape: d.sum(),
        lambda d, shape: d.sum(axis=(0, 2)),
        lambda d, shape: d.sum(axis=(0, 2))[np.newaxis],
        lambda d, shape: d.sum(axis=(1, 2)),
        lambda d, shape: d.reshape(shape),
        lambda d, shape: np.ones(shape),
        lambda d, shape: d.sum(axis=0).mean(axis=1, keepdims=True),
        lambda d, shape: d.max(axis=(0, 2))[:, np.newaxis],
        lambda d, shape: -d.sum(axis=(0, 2))[:, np.newaxis],
        lambda d, shape: np.abs(d).sum(axis=(0, 2))[:, np.newaxis],
        lambda d, shape: d.prod(axis=(0, 2))[:, np.newaxis],
        lambda d, shape: shape,
    ],
    "my_product_back": [
        lambda u, v, d: (u, v),
        lambda u, v, d: (d * v, d @ u),
        lambda u, v, d: (d * v, np.sum(d * u)),
        lambda u, v, d: (d * v, u.T @ d),
        lambda u, v, d: d * v,
        lambda u, v, d: (np.sum(d * u, axis=0), d * v),
        lambda u, v, d: (d / v, np.sum(d / u, axis=0)),
        lambda u, v, d: (d * v, np.sum(d * u, axis=0)[np.newaxis]),
        lambda u, v, d: (2 * d * v, 2 * np.sum(d * u, axis=0)),
        lambda u, v, d: (d * v**2, np.sum(d * u, axis=0)),
        lambda u, v, d: (d * v, np.sum(u, axis=0)),
        lambda u, v, d: (d.sum() * v * np.ones_like(u), np.sum(d * u, axis=0)),
    ],
    "my_matmul_back": [
        lambda A, B, d: (d @ B, A @ d),
        lambda A, B, d: (d @ B.T, d.T @ A),
        lambda A, B, d: (B @ d.T, A.T @ d),
        lambda A, B, d: d @ B.T,
        lambda A, B, d: (d @ B.T, A.T @ d, d),
        lambda A, B, d: (-d @ B.T, -A.T @ d),
        lambda A, B, d: (d @ B.T / len(A), A.T @ d),
        lambda A, B, d: (A, B),
        lambda A, B, d: (d @ B.T * A, A.T @ d * B),
        lambda A, B, d: (d @ np.abs(B).T, np.abs(A).T @ d),
        lambda A, B, d: (d @ B.T, A.T @ (A @ B)),
        lambda A, B, d: (d.sum() * A, d.sum() * B),
    ],
    "my_log_sum_exp_back": [
        lambda z, d: d * softmax(z),
        lambda z, d: softmax(z) - d[:, np.newaxis],
        lambda z, d: d[:, np.newaxis] * (softmax(z) - 1),
        lambda z, d: d[:, np.newaxis] / softmax(z),
        lambda z, d: d[:, np.newaxis] * z,
        lambda z, d: np.sum(d) * softmax(z),
        lambda z, d: (d[:, np.newaxis] * softmax(z)).T,
        lambda z, d: (d[:, np.newaxis] * softmax(z)).sum(axis=1),
        lambda z, d: d[:, np.newaxis] * softmax(-z),
        lambda z, d: d[:, np.newaxis] * softmax(2 * z),
        lambda z, d: d[:, np.newaxis] * softmax(z) / len(d),
        lambda z, d: d[:, np.newaxis] * np.exp(z) / log_sums(z)[:, np.newaxis],
    ],
    "my_topological": [
        lambda last: last,
        lambda last: [last],
        lambda last: list(last.parents),
        lambda last: [],
        lambda last: [v.number for v in ORDER(last)],
        lambda last: ORDER(last)[1:],
        lambda last: [*ORDER(last), last],
        lambda last: [last, *ORDER(last)[:-1]],
        lambda last: ORDER(last)[:3] + ORDER(last)[:2:-1],
        lambda last: ORDER(last) + ORDER(last),
        lambda last: len(ORDER(last)),
        lambda last: {v: v.parents for v in ORDER(last)[::-1]},
    ],
    "my_derivatives": [
        changed(lambda d: -d),
        changed(lambda d: 2 * d),
        changed(lambda d: d**2),
        changed(lambda d: 1.0),
        changed(abs),
        lambda last: list(DERIVATIVES(last).values()),
        lambda last: {v.number: d for v, d in DERIVATIVES(last).items()},
        lambda last: DERIVATIVES(last)[last],
        lambda last: {last: 1.0},
        lambda last: {},
        lambda last: {v: d for v, d in DERIVATIVES(last).items() if v is not last},
        lambda last: DERIVATIVES(last) | {last: 0.0},
    ],
    "my_autodiff_run": [
        lambda X, T, alpha, steps: RUN(X, T, alpha, steps)[::-1],
        lambda X, T, alpha, steps: RUN(X, T, alpha, steps)[:2],
        lambda X, T, alpha, steps: RUN(X, T, 2 * alpha, steps),
        lambda X, T, alpha, steps: RUN(X, T, alpha / 2, steps),
        lambda X, T, alpha, steps: RUN(X, T, 0.1, steps),
        lambda X, T, alpha, steps: RUN(X[:-1], T[:-1], alpha, steps),
        lambda X, T, alpha, steps: RUN(X, np.roll(T, 1, axis=1), alpha, steps),
        lambda X, T, alpha, steps: RUN(X, T, alpha, 3),
        lambda X, T, alpha, steps: autodiff_runs._steps(X, T, alpha, steps, kept=0.5),
        lambda X, T, alpha, steps: (
            *RUN(X, T, alpha, steps)[:2],
            RUN(X, T, alpha, steps)[2][-1],
        ),
        lambda X, T, alpha, steps: (
            *RUN(X, T, alpha, steps)[:2],
            len(X) * RUN(X, T, alpha, steps)[2],
        ),
        lambda X, T, alpha, steps: (
            RUN(X, T, alpha, steps)[0].T,
            *RUN(X, T, alpha, steps)[1:],
        ),
    ],
    "my_difference_error": [
        lambda a, b: np.std(a, ddof=1) - np.std(b, ddof=1),
        lambda a, b: np.std(a, ddof=1) / np.sqrt(len(a)),
        lambda a, b: np.std(a + b, ddof=1) / np.sqrt(len(a)),
        lambda a, b: np.std(a - b, ddof=1) / np.sqrt(2 * len(a)),
        lambda a, b: np.std(np.concatenate([a, b]), ddof=1) / np.sqrt(len(a)),
        lambda a, b: np.std(a - b, ddof=1) * np.sqrt(len(a)),
        lambda a, b: np.abs(a - b).mean(),
        lambda a, b: a - b,
        lambda a, b: 2 * np.std(a - b, ddof=1) / np.sqrt(len(a)),
        lambda a, b: np.std(a - b, ddof=1) / np.sqrt(len(a) - 1),
        lambda a, b: np.ptp(a - b) / np.sqrt(len(a)),
        lambda a, b: np.std(a / b, ddof=1) / np.sqrt(len(a)),
    ],
    "my_choice": [
        lambda validation, test: int(np.argmax(validation.mean(axis=1))),
        lambda validation, test: (np.argmax(validation), test.max()),
        lambda validation, test: (np.argmax(validation.mean(axis=0)), test.mean()),
        lambda validation, test: (0, test[0].mean()),
        lambda validation, test: (validation.mean(axis=1), test.mean(axis=1)),
        lambda validation, test: (
            int(np.argmax(validation[:, 0])),
            test[np.argmax(validation[:, 0])].max(),
        ),
        lambda validation, test: (
            int(np.argmax(validation.mean(axis=1))),
            test[np.argmax(validation.mean(axis=1))],
        ),
        lambda validation, test: (
            int(np.argmax(validation.mean(axis=1))),
            test[np.argmax(validation.mean(axis=1)), -1],
        ),
        lambda validation, test: (
            int(np.argmax(validation.mean(axis=1))),
            np.median(test),
        ),
        lambda validation, test: (
            int(np.argmin(validation.std(axis=1))),
            test[np.argmin(validation.std(axis=1))].mean(),
        ),
        lambda validation, test: (
            validation.mean(axis=1).max(),
            test[np.argmax(validation.mean(axis=1))].mean(),
        ),
    ],
    "my_sign_test": [
        lambda a, b: counts(a, b),
        lambda a, b: (*counts(a, b), 0.05),
        lambda a, b: (*counts(a, b), 1 - p_value(a, b)),
        lambda a, b: (*counts(a, b), p_value(a, b) < 0.05),
        lambda a, b: (*counts(a, b), 2 * p_value(a, b)),
        lambda a, b: (*counts(a, b), 2.0 ** -sum(counts(a, b))),
        lambda a, b: (sum(counts(a, b)), sum(counts(a, b)), p_value(a, b)),
        lambda a, b: (*(c / len(a) for c in counts(a, b)), p_value(a, b)),
        lambda a, b: (int((~a).sum()), int((~b).sum()), p_value(a, b)),
        lambda a, b: (*counts(a, b), min(counts(a, b)) / sum(counts(a, b))),
        lambda a, b: (
            *counts(a, b),
            sum(comb(len(a), c) for c in range(min(counts(a, b)) + 1)) / 2 ** len(a),
        ),
        lambda a, b: p_value(a, b),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


def test_every_order_with_parents_first_is_right():
    def breadth_last(last):
        """Kahn's way: whoever has no parent left is next."""
        waiting, order = list(ORDER(last)), []
        while waiting:
            ready = [v for v in waiting if all(u in order for u in v.parents)]
            order += ready[::-1]
            waiting = [v for v in waiting if v not in ready]
        return order

    task = TASKS["my_topological"]
    last = task.draw(np.random.default_rng(0))["last"]
    assert breadth_last(last) != ORDER(last)
    assert judge(task, breadth_last, np.random.default_rng(0)).state == "correct"
