"""Wrong answers to the case file of wrong lines that no exercise declares."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS
from helpers.losses import softmax


def split_sum(t, y_hat):
    return y_hat * t.sum() - t


def gradient(W, X, T, l2, change=lambda dz: dz):
    return X.T @ change((softmax(X @ W) - T) / len(X)) + 2 * l2 * W


WRONG = {
    "my_split_sum": [
        lambda t, y_hat: t - y_hat,
        lambda t, y_hat: split_sum(t, y_hat).sum(),
        lambda t, y_hat: split_sum(t, y_hat) / len(t),
        lambda t, y_hat: 2 * split_sum(t, y_hat),
        lambda t, y_hat: -t / y_hat,
        lambda t, y_hat: -t * y_hat * (1 - y_hat),
        lambda t, y_hat: y_hat * t.mean() - t,
        lambda t, y_hat: y_hat * t.sum(),
        lambda t, y_hat: np.outer(t, y_hat),
        lambda t, y_hat: np.abs(split_sum(t, y_hat)),
        lambda t, y_hat: split_sum(t, y_hat)[:, None],
        lambda t, y_hat: split_sum(t, y_hat)[:-1],
        lambda t, y_hat: split_sum(y_hat, t),
    ],
    "my_batch_gradient": [
        lambda W, X, T, l2: gradient(W, X, T, l2).T,
        lambda W, X, T, l2: gradient(W, X, T, l2)[:-1],
        lambda W, X, T, l2: gradient(W, X, T, l2).sum(axis=0),
        lambda W, X, T, l2: W - gradient(W, X, T, l2),
        lambda W, X, T, l2: 2 * gradient(W, X, T, l2),
        lambda W, X, T, l2: gradient(W, X, T, l2**2),
        lambda W, X, T, l2: gradient(W, X, T, 0) + l2 * np.sum(W**2),
        lambda W, X, T, l2: gradient(W, X, T, 0) + 2 * l2 * np.abs(W),
        lambda W, X, T, l2: gradient(W, X, T, l2, lambda dz: dz * dz),
        lambda W, X, T, l2: gradient(W, X, T, l2, np.sign),
        lambda W, X, T, l2: gradient(W, X, 0 * T, l2),
        lambda W, X, T, l2: gradient(W, X[::-1], T, l2),
        lambda W, X, T, l2: X.T @ (X @ W - T) / len(X) + 2 * l2 * W,
        lambda W, X, T, l2: gradient(W, X, T, l2) / X.shape[1],
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


def test_what_the_report_wrote_is_recognised():
    """The two pieces of code of the notebook, as the reports have them."""

    def one_example(W, X, T, l2):
        return -np.outer(X[0], T[0] - softmax(X @ W)[0]) + 2 * l2 * W

    written = {
        "my_split_sum": (lambda t, y: -t * (1 - y) + t * (y.sum() - y), "0 for every"),
        "my_batch_gradient": (one_example, "the first example alone"),
    }
    for name, (answer, mistake) in written.items():
        verdict = judge(TASKS[name], answer, np.random.default_rng(0))
        assert mistake in verdict.mistake
