"""Ways of being wrong that no exercise declares: each gets something to look at."""

import importlib
import re
from pathlib import Path

import numpy as np
import pytest

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS


def sigma(z):
    return 1 / (1 + np.exp(-np.asarray(z, float)))


def loss(z, y):
    return np.logaddexp(0, z) - y * z


def softplus_cost(z, y):
    return np.mean(loss(z, y))


def steps_of(X, y, alpha, steps, change=lambda w, b, t: (w, b), rate=None):
    w, b, costs = np.zeros(X.shape[1]), 0.0, []
    for t in range(steps):
        z = X @ w + b
        costs.append(softplus_cost(z, y))
        dz = (sigma(z) - y) / len(y)
        a = alpha if rate is None else rate(alpha, t)
        w, b = change(w - a * (X.T @ dz), b - a * dz.sum(), t)
    return w, b, np.array(costs)


def first_below(costs, limit):
    return int(np.argmax(costs < limit))


WRONG = {
    "my_sigmoid": [
        lambda z: 1 / 1 + np.exp(-z),
        lambda z: 1 / (1 + np.exp(-(z**2))),
        lambda z: 1 / (1 + np.exp(-np.abs(z))),
        lambda z: np.exp(z) / (1 - np.exp(z)),
        lambda z: np.log(1 + np.exp(-z)),
        lambda z: 1 / (2 + np.exp(-z)),
        lambda z: (z > 0).astype(float),
        lambda z: np.clip(z, 0, 1),
        lambda z: np.round(sigma(z), 2),
        lambda z: sigma(z).mean(),
        lambda z: sigma(z - z.max()),
        lambda z: np.exp(z) / np.sum(np.exp(z)),
        lambda z: 0.5 * (1 + np.tanh(z)),
    ],
    "my_cost": [
        lambda z, y: loss(z, y),
        lambda z, y: np.mean(loss(z, y)) / 2,
        lambda z, y: np.median(loss(z, y)),
        lambda z, y: np.mean(np.abs(sigma(z) - y)),
        lambda z, y: np.mean(z * y),
        lambda z, y: np.mean(np.log(1 + np.exp(z))),
        lambda z, y: -np.mean(y * np.log(sigma(z)) - (1 - y) * np.log(1 - sigma(z))),
        lambda z, y: -np.mean(y * sigma(z) + (1 - y) * (1 - sigma(z))),
        lambda z, y: np.mean(loss(z, y)) + 1e-3,
        lambda z, y: np.mean(loss(z, y)[:-1]),
        lambda z, y: np.sqrt(np.mean(loss(z, y))),
        lambda z, y: np.mean(loss(sigma(z), y)),
        lambda z, y: np.max(loss(z, y)),
    ],
    "my_dz": [
        lambda z, y: (sigma(z) - y) / 2,
        lambda z, y: 2 * (sigma(z) - y) / len(y),
        lambda z, y: (sigma(z) - y) ** 2 / len(y),
        lambda z, y: (sigma(-z) - y) / len(y),
        lambda z, y: sigma(z) / len(y),
        lambda z, y: (sigma(z) - y).sum() / len(y),
        lambda z, y: (sigma(z)[:, None] - y) / len(y),
        lambda z, y: (sigma(z) - y)[:, None] / len(y),
        lambda z, y: np.abs(sigma(z) - y) / len(y),
        lambda z, y: -y / sigma(z) / len(y),
        lambda z, y: (sigma(z) - y) / len(y) ** 2,
        lambda z, y: (sigma(z) - y + 1) / len(y),
    ],
    "my_backward": [
        lambda X, dz: (X.T @ dz, dz[0]),
        lambda X, dz: (X.T @ dz, -np.sum(dz)),
        lambda X, dz: (-X.T @ dz, np.sum(dz)),
        lambda X, dz: (np.sum(dz), X.T @ dz),
        lambda X, dz: (2 * X.T @ dz, 2 * np.sum(dz)),
        lambda X, dz: (X.mean(axis=0) * dz.sum(), np.sum(dz)),
        lambda X, dz: (X.T @ dz / X.shape[1], np.sum(dz)),
        lambda X, dz: ((X.T @ dz)[:, None], np.sum(dz)),
        lambda X, dz: (np.abs(X.T @ dz), np.sum(dz)),
        lambda X, dz: (X.T @ (dz - dz.mean()), np.sum(dz)),
        lambda X, dz: (X.T @ dz, 0.0),
        lambda X, dz: (X[0] * dz[0], dz[0]),
    ],
    "my_update": [
        lambda w, b, dw, db, alpha: (w - alpha * dw, b + alpha * db),
        lambda w, b, dw, db, alpha: (w - alpha * dw, b - db),
        lambda w, b, dw, db, alpha: (w - dw / alpha, b - db / alpha),
        lambda w, b, dw, db, alpha: (w - alpha**2 * dw, b - alpha**2 * db),
        lambda w, b, dw, db, alpha: (w - alpha * db, b - alpha * db),
        lambda w, b, dw, db, alpha: (w - alpha * dw.mean(), b - alpha * db),
        lambda w, b, dw, db, alpha: (w * (1 - alpha * dw), b - alpha * db),
        lambda w, b, dw, db, alpha: (w - 2 * alpha * dw, b - 2 * alpha * db),
        lambda w, b, dw, db, alpha: (b - alpha * db, w - alpha * dw),
        lambda w, b, dw, db, alpha: (w - alpha * np.sign(dw), b - alpha * np.sign(db)),
        lambda w, b, dw, db, alpha: (w, b),
        lambda w, b, dw, db, alpha: w - alpha * dw,
    ],
    "my_train": [
        lambda X, y, alpha, steps: steps_of(X, y, alpha / 2, steps),
        lambda X, y, alpha, steps: steps_of(X, y, 1.0, steps),
        lambda X, y, alpha, steps: steps_of(X, 1 - y, alpha, steps),
        lambda X, y, alpha, steps: steps_of(X, y, alpha, steps)[::-1],
        lambda X, y, alpha, steps: steps_of(X, y, alpha, steps)[:2],
        lambda X, y, alpha, steps: steps_of(
            X, y, alpha, steps, rate=lambda a, t: a / (1 + t)
        ),
        lambda X, y, alpha, steps: steps_of(
            X, y, alpha, steps, lambda w, b, t: (0.9 * w, b)
        ),
        lambda X, y, alpha, steps: (
            np.zeros(X.shape[1]),
            0.0,
            steps_of(X, y, alpha, steps)[2],
        ),
        lambda X, y, alpha, steps: (*steps_of(X, y, alpha, steps)[:2], np.zeros(steps)),
        lambda X, y, alpha, steps: (
            *steps_of(X, y, alpha, steps)[:2],
            steps_of(X, y, alpha, steps)[2][-1],
        ),
        lambda X, y, alpha, steps: (
            *steps_of(X, y, alpha, steps)[:2],
            len(y) * steps_of(X, y, alpha, steps)[2],
        ),
        lambda X, y, alpha, steps: steps_of(X[:-1], y[:-1], alpha, steps),
    ],
    "my_accuracy": [
        lambda z, y: np.mean(z == y),
        lambda z, y: np.mean(np.round(z) == y),
        lambda z, y: (z > 0) == y,
        lambda z, y: np.mean(z > 0),
        lambda z, y: np.mean(y),
        lambda z, y: np.mean((z > 0).astype(int) - y),
        lambda z, y: np.mean(np.abs((z > 0) - y)) ** 2,
        lambda z, y: np.mean(((z > 0) == y)[:-1]),
        lambda z, y: np.mean((z > z.mean()) == y),
        lambda z, y: np.mean((z > 0)[:, None] == y),
        lambda z, y: np.mean((z > 0) == y) ** 2,
        lambda z, y: 1.0,
    ],
    "my_annealed": [
        lambda alpha, k, t: alpha - k * t,
        lambda alpha, k, t: alpha / (k + t),
        lambda alpha, k, t: alpha / (1 + k * t**2),
        lambda alpha, k, t: alpha / (1 + k * np.sqrt(t)),
        lambda alpha, k, t: (1 + k * t) / alpha,
        lambda alpha, k, t: alpha,
        lambda alpha, k, t: 1 / (1 + k * t),
        lambda alpha, k, t: alpha * k**t,
        lambda alpha, k, t: 2 * alpha / (1 + k * t),
        lambda alpha, k, t: alpha**2 / (1 + k * t),
        lambda alpha, k, t: alpha / (1 + alpha * t),
    ],
    "my_early_stop": [
        lambda costs, patience: (patience, 0),
        lambda costs, patience: (len(costs), int(np.argmin(costs))),
        lambda costs, patience: (first_below(costs, 0.55), first_below(costs, 0.55)),
        lambda costs, patience: int(np.argmin(costs)),
        lambda costs, patience: (0, 0),
        lambda costs, patience: (float(costs[-1]), float(costs.min())),
        lambda costs, patience: (int(np.argmax(np.diff(costs) > 0)) + 1, 0),
        lambda costs, patience: (int(np.argmax(costs)), int(np.argmin(costs))),
        lambda costs, patience: (len(costs) - patience, len(costs) - 2 * patience),
        lambda costs, patience: (int(np.argmin(costs)) + patience, 4),
        lambda costs, patience: [],
    ],
    "my_batches": [
        lambda n, batch_size, rng: rng.permutation(n),
        lambda n, batch_size, rng: list(rng.permutation(n)),
        lambda n, batch_size, rng: [rng.permutation(n)],
        lambda n, batch_size, rng: (
            [rng.permutation(n)[:batch_size]] * (n // batch_size)
        ),
        lambda n, batch_size, rng: np.array_split(np.arange(n), batch_size),
        lambda n, batch_size, rng: [[i] for i in rng.permutation(n)],
        lambda n, batch_size, rng: [
            np.sort(rows) for rows in TASKS["my_batches"].oracle(n, batch_size, rng)
        ],
        lambda n, batch_size, rng: TASKS["my_batches"].oracle(n, batch_size + 1, rng),
        lambda n, batch_size, rng: TASKS["my_batches"].oracle(n - 1, batch_size, rng),
        lambda n, batch_size, rng: TASKS["my_batches"].oracle(n, batch_size, rng)[::-1],
        lambda n, batch_size, rng: [np.arange(0, n, batch_size)],
        lambda n, batch_size, rng: n // batch_size,
    ],
    "my_standard_error": [
        lambda a, n: np.sqrt(a * (1 + a) / n),
        lambda a, n: np.sqrt(a * (1 - a) / (n - 1)),
        lambda a, n: a / np.sqrt(n),
        lambda a, n: 1 / np.sqrt(n),
        lambda a, n: np.sqrt(a - (1 - a) / n),
        lambda a, n: np.sqrt((1 - a) / n),
        lambda a, n: a * (1 - a) / np.sqrt(n),
        lambda a, n: np.sqrt(a * (1 - a)) / n**2,
        lambda a, n: 2 * np.sqrt(a * (1 - a) / n),
        lambda a, n: (a * (1 - a) / n) ** 0.25,
        lambda a, n: 1 - a,
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


def test_every_exercise_has_ten_of_them():
    found = {}
    for path in Path(__file__).parent.glob("test_undeclared*.py"):
        found |= importlib.import_module(path.stem).WRONG
    assert found.keys() == TASKS.keys()
    assert min(map(len, found.values())) >= 10


def check_that_it_is_told(name, answer):
    for seed in range(5):
        verdict = judge(TASKS[name], answer, np.random.default_rng(seed))
        assert verdict.state in ("not yet", "error")
        assert verdict.points == 0
        assert verdict.mistake
        assert re.search(r"shape|sign|times|right one|, not |must|\?|: ", verdict.text)


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])
