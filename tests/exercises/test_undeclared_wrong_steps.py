"""Wrong answers to the case file of wrong steps that no exercise declares."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS


def pairs(s, v):
    return s @ v**2 - (s @ v) ** 2


def raised(W, x, y, up=1.0, down=1.0):
    V = W.copy()
    V[:, y] += up * x
    V[:, np.argmax(x @ W)] -= down * x
    return V


def stepped(x, y, W1, b1, W2, b2, alpha, change=lambda *parts: parts):
    a = np.maximum(x @ W1 + b1, 0)
    dz2 = a @ W2 + b2 - y
    dz1 = dz2 * W2 * (a > 0)
    parts = change(np.outer(x, dz1), dz1, dz2 * a, dz2)
    old = (W1, b1, W2, b2)
    return tuple(p - alpha * d for p, d in zip(old, parts, strict=True))


WRONG = {
    "my_pair_form": [
        lambda s, v: -pairs(s, v),
        lambda s, v: pairs(s, v) / 2,
        lambda s, v: np.sqrt(pairs(s, v)),
        lambda s, v: pairs(v, s),
        lambda s, v: s @ v**2,
        lambda s, v: (s @ v) ** 2,
        lambda s, v: s @ v**2 + (s @ v) ** 2,
        lambda s, v: (s - s**2) @ v**2,
        lambda s, v: s * v**2 - s * v * (s @ v),
        lambda s, v: np.outer(s, s) * np.subtract.outer(v, v) ** 2,
        lambda s, v: pairs(s[:-1], v[:-1]),
        lambda s, v: pairs(s, v) * len(s),
        lambda s, v: np.sum(s[:-1] * s[1:] * np.diff(v) ** 2) + s[-1] ** 2,
        lambda s, v: 0.0,
    ],
    "my_mended_perceptron": [
        lambda W, x, y: W,
        lambda W, x, y: raised(W, x, y, 2.0, 2.0),
        lambda W, x, y: raised(W, x, y, 1.0, 0.5),
        lambda W, x, y: raised(W, x, y, 1.0, -1.0),
        lambda W, x, y: raised(W, x, y).T,
        lambda W, x, y: raised(W, x, y)[:, y],
        lambda W, x, y: W + np.outer(x, np.ones(W.shape[1])),
        lambda W, x, y: raised(W, np.sign(x), y),
        lambda W, x, y: raised(W, x**2, y),
        lambda W, x, y: raised(W, x, 0 if y else 1),
        lambda W, x, y: raised(W, x / np.linalg.norm(x), y),
        lambda W, x, y: W[:, y] + x,
        lambda W, x, y: np.argmax(x @ W),
    ],
    "my_step_of_both_layers": [
        lambda *parts: stepped(*parts)[::-1],
        lambda *parts: stepped(*parts)[:2],
        lambda *parts: parts[2:6],
        lambda *parts: stepped(*parts[:-1], parts[-1] / 2),
        lambda *parts: stepped(*parts[:-1], 1.0),
        lambda *parts: stepped(*parts, lambda A, b, C, d: (0 * A, 0 * b, C, d)),
        lambda *parts: stepped(*parts, lambda A, b, C, d: (A, b, 0 * C, 0 * d)),
        lambda *parts: stepped(*parts, lambda A, b, C, d: (A, b, C / d, 1.0)),
        lambda *parts: stepped(*parts, lambda A, b, C, d: (-A, -b, C, d)),
        lambda *parts: stepped(*parts, lambda A, b, C, d: (A, b.sum(), C, d)),
        lambda *parts: stepped(*parts, lambda A, b, C, d: (A, b, C, C.sum())),
        lambda *parts: stepped(*parts, lambda A, b, C, d: (A / d, b / d, C, d)),
        lambda x, y, *others: stepped(x, 0.0, *others),
        lambda x, y, *others: stepped(x, -y, *others),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


def test_what_the_report_wrote_is_recognised():
    """The two pieces of code of the notebook, as the report has them."""

    def early(x, y, W1, b1, W2, b2, alpha):
        a = np.maximum(x @ W1 + b1, 0)
        dz2 = a @ W2 + b2 - y
        W2 = W2 - alpha * dz2 * a
        dz1 = dz2 * W2 * (a > 0)
        W1 = W1 - alpha * np.outer(x, dz1)
        return W1, b1 - alpha * dz1, W2, b2 - alpha * dz2

    written = {
        "my_mended_perceptron": (
            lambda W, x, y: raised(W, x, y, -1.0, -1.0),
            "Both signs are reversed",
        ),
        "my_step_of_both_layers": (early, "W2 has moved already"),
    }
    for name, (answer, mistake) in written.items():
        verdict = judge(TASKS[name], answer, np.random.default_rng(0))
        assert mistake in verdict.mistake
