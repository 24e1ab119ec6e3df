"""Undeclared mistakes with ten classes: each gets something to look at."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS, confusions, perceptron, ten_classes
from helpers.losses import perceptron_loss
from helpers.models import Linear
from helpers.training import train

DECLARED = {
    task.name: task for task in ten_classes.TASKS + perceptron.TASKS + confusions.TASKS
}
RIGHT = {name: task.oracle for name, task in DECLARED.items()}


def soft(z):
    Y_hat = np.exp(z - z.max(axis=1, keepdims=True))
    return Y_hat / Y_hat.sum(axis=1, keepdims=True)


def hot(y, K):
    return np.eye(K)[y]


def true(values, y):
    return values[np.arange(len(y)), y]


def walk(W, b, X, y, keep=lambda W, b: None, step=1.0, winner=np.argmax, skip=()):
    W, b = W.copy(), b.copy()
    for i, (x, k) in enumerate(zip(X, y, strict=True)):
        first = winner(x @ W + b)
        if first != k and i not in skip:
            W[:, k] += step * x
            W[:, first] -= step * x
            b[k] += step
            b[first] -= step
        keep(W, b)
    return W, b


def means(W, b, X, y, every=1, power=0):
    """The epoch, and means of every so many steps, later ones counting more."""
    path = []
    last = walk(W, b, X, y, lambda W, b: path.append((W.copy(), b.copy())))
    chosen = path[::every]
    weights = np.arange(1, len(chosen) + 1.0) ** power
    W_mean, b_mean = (
        np.average([pair[part] for pair in chosen], axis=0, weights=weights)
        for part in (0, 1)
    )
    return (*last, W_mean, b_mean)


def counts(y, winners, K):
    return RIGHT["my_confusion"](y, winners, K)


def rate(C):
    return np.diag(C) / C.sum(axis=1)


def spread(C):
    return RIGHT["my_recall"](C)[1]


WRONG = {
    "my_one_hot": [
        lambda y, K: y,
        lambda y, K: np.eye(K),
        lambda y, K: np.ones((len(y), K)),
        lambda y, K: np.zeros((len(y), K)),
        lambda y, K: hot(y, K)[::-1],
        lambda y, K: hot(y, K)[:, ::-1],
        lambda y, K: hot(y + 1, K + 1),
        lambda y, K: hot(y, K).sum(axis=0),
        lambda y, K: hot(y, K).ravel(),
        lambda y, K: hot(np.sort(y), K),
        lambda y, K: hot(y, K) / K,
        lambda y, K: hot(y, K) * K,
    ],
    "my_softmax": [
        lambda z: soft(z).T,
        lambda z: soft(z) / len(z),
        lambda z: soft(z)[0],
        lambda z: np.exp(z),
        lambda z: soft(2 * z),
        lambda z: soft(z) ** 2,
        lambda z: soft(np.abs(z)),
        lambda z: np.round(soft(z), 2),
        lambda z: soft(z).sum(axis=1),
        lambda z: np.maximum(z, 0) / np.maximum(z, 0).sum(axis=1, keepdims=True),
        lambda z: np.exp(z) / (1 + np.exp(z).sum(axis=1, keepdims=True)),
        lambda z: soft(z - z.mean()) + 1e-3,
        lambda z: np.exp(z) / np.exp(z).mean(axis=1, keepdims=True),
        lambda z: z - z.max(axis=1, keepdims=True),
    ],
    "my_cross_entropy": [
        lambda z, y: -np.log(true(soft(z), y)),
        lambda z, y: -np.median(np.log(true(soft(z), y))),
        lambda z, y: -np.mean(np.log(true(soft(z), y)[1:])),
        lambda z, y: -np.mean(true(z, y)),
        lambda z, y: -np.mean(true(soft(z), y)),
        lambda z, y: np.max(-np.log(true(soft(z), y))),
        lambda z, y: -np.mean(np.log10(true(soft(z), y))),
        lambda z, y: -np.mean(np.log(1 - true(soft(z), y))),
        lambda z, y: np.exp(-np.mean(np.log(true(soft(z), y)))),
        lambda z, y: -np.mean(np.log(true(soft(-z), y))),
        lambda z, y: -np.mean(np.log(true(soft(z.T).T, y))),
        lambda z, y: 1e-3 - np.mean(np.log(true(soft(z), y))),
        lambda z, y: -np.mean(np.log(true(soft(z), y))) / len(y),
    ],
    "my_class_slopes": [
        lambda z, y: (soft(z) - hot(y, z.shape[1])).T / len(y),
        lambda z, y: (soft(z) - hot(y, z.shape[1])) / len(y) ** 2,
        lambda z, y: 2 * (soft(z) - hot(y, z.shape[1])) / len(y),
        lambda z, y: (soft(z) - hot(y, z.shape[1])) ** 2 / len(y),
        lambda z, y: np.abs(soft(z) - hot(y, z.shape[1])) / len(y),
        lambda z, y: -hot(y, z.shape[1]) / len(y),
        lambda z, y: soft(z) * (1 - soft(z)) / len(y),
        lambda z, y: (np.log(soft(z)) - hot(y, z.shape[1])) / len(y),
        lambda z, y: (soft(z) - true(soft(z), y)[:, np.newaxis]) / len(y),
        lambda z, y: (soft(z) - hot(y, z.shape[1])).mean(),
        lambda z, y: (soft(z).argmax(axis=1) - y) / len(y),
        lambda z, y: (soft(z.T).T - hot(y, z.shape[1])) / len(y),
    ],
    "my_class_gradients": [
        lambda X, dz: (-X.T @ dz, dz.sum(axis=0)),
        lambda X, dz: (X.T @ dz, -dz.sum(axis=0)),
        lambda X, dz: (dz.sum(axis=0), X.T @ dz),
        lambda X, dz: (2 * X.T @ dz, 2 * dz.sum(axis=0)),
        lambda X, dz: (X.T @ dz / X.shape[1], dz.sum(axis=0)),
        lambda X, dz: (X.T @ dz, dz[0]),
        lambda X, dz: (X.T @ dz, 0 * dz.sum(axis=0)),
        lambda X, dz: (np.abs(X.T @ dz), dz.sum(axis=0)),
        lambda X, dz: (X.T @ (dz - dz.mean(axis=0)), dz.sum(axis=0)),
        lambda X, dz: (X[:1].T @ dz[:1], dz[0]),
        lambda X, dz: X.T @ dz,
        lambda X, dz: (X.T @ dz, X.sum(axis=0)),
    ],
    "my_perceptron_epoch": [
        lambda W, b, X, y: walk(W, b, X, y, step=0.5),
        lambda W, b, X, y: walk(W, b, X, y, step=2.0),
        lambda W, b, X, y: walk(W, b, X, y, step=1 / len(y)),
        lambda W, b, X, y: walk(W, b, X, y, winner=np.argmin),
        lambda W, b, X, y: walk(W, b, X[::-1], y[::-1]),
        lambda W, b, X, y: walk(*walk(W, b, X, y), X, y),
        lambda W, b, X, y: walk(W, b, X, y, skip=[0, 1, 2]),
        lambda W, b, X, y: walk(W, b, X, y)[::-1],
        lambda W, b, X, y: walk(W, b, X, y)[0],
        lambda W, b, X, y: means(W, b, X, y)[2:],
        lambda W, b, X, y: walk(W, 0 * b, X, y),
        lambda W, b, X, y: (walk(W, b, X, y)[0].T, walk(W, b, X, y)[1]),
    ],
    "my_averaged_epoch": [
        lambda W, b, X, y: means(W, b, X, y)[2:],
        lambda W, b, X, y: means(W, b, X, y)[:2],
        lambda W, b, X, y: means(W, b, X, y, every=2),
        lambda W, b, X, y: means(W, b, X, y, power=1),
        lambda W, b, X, y: means(W, b, X, y, power=-1),
        lambda W, b, X, y: (*means(W, b, X, y)[2:], *means(W, b, X, y)[:2]),
        lambda W, b, X, y: (*walk(W, b, X, y), 0 * W, 0 * b),
        lambda W, b, X, y: (*walk(W, b, X, y), W, b),
        lambda W, b, X, y: means(W, b, X[::-1], y[::-1]),
        lambda W, b, X, y: means(0 * W, 0 * b, X, y),
        lambda W, b, X, y: (*walk(W, b, X, y), *means(W, b, X, y)[2:3], 0 * b),
        lambda W, b, X, y: (*walk(W, b, X, y), means(W, b, X, y)[2].mean(), b.mean()),
    ],
    "my_confusion": [
        lambda y, winners, K: np.mean(y == winners),
        lambda y, winners, K: np.diag(counts(y, winners, K)),
        lambda y, winners, K: counts(y, winners, K).ravel(),
        lambda y, winners, K: counts(y, y, K),
        lambda y, winners, K: counts(winners, winners, K),
        lambda y, winners, K: counts(y, winners, K) + 1,
        lambda y, winners, K: counts(y[1:], winners[1:], K),
        lambda y, winners, K: counts(y, winners, K)[::-1],
        lambda y, winners, K: np.zeros((K, K)),
        lambda y, winners, K: counts(y, winners, K) > 0,
        lambda y, winners, K: np.bincount(y, minlength=K),
        lambda y, winners, K: np.corrcoef(y, winners),
        lambda y, winners, K: 2 * counts(y, winners, K),
    ],
    "my_recall": [
        lambda C: rate(C),
        lambda C: (spread(C), rate(C)),
        lambda C: (rate(C), 2 * spread(C)),
        lambda C: (rate(C), 1 / np.sqrt(C.sum(axis=1))),
        lambda C: (rate(C), np.sqrt(rate(C) / C.sum(axis=1))),
        lambda C: (rate(C), np.full(len(C), spread(C).mean())),
        lambda C: (rate(C).mean(), spread(C).mean()),
        lambda C: (rate(C.T), spread(C)),
        lambda C: (rate(C), spread(C.T)),
        lambda C: (np.diag(C), spread(C)),
        lambda C: (C / C.sum(axis=1, keepdims=True), spread(C)),
        lambda C: (rate(C) ** 2, spread(C)),
    ],
    "my_calibration_error": [
        lambda q, right: abs(right.mean() - 0.5),
        lambda q, right: 1 - RIGHT["my_calibration_error"](q, right),
        lambda q, right: 2 * RIGHT["my_calibration_error"](q, right),
        lambda q, right: np.sqrt(RIGHT["my_calibration_error"](q, right)),
        lambda q, right: RIGHT["my_calibration_error"](1 - q, right),
        lambda q, right: RIGHT["my_calibration_error"](q, ~right),
        lambda q, right: RIGHT["my_calibration_error"](q[1:], right[1:]),
        lambda q, right: q.mean(),
        lambda q, right: right.mean(),
        lambda q, right: np.abs(q - right),
        lambda q, right: np.nan,
        lambda q, right: RIGHT["my_calibration_error"](q / 2, right),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


CARELESS = {
    "my_softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    "my_cross_entropy": lambda z, y: -np.mean(np.log(true(soft(z), y))),
    "my_perceptron_epoch": lambda W, b, X, y: walk(
        W, b, X, y, winner=lambda z: len(z) - 1 - np.argmax(z[::-1])
    ),
    "my_calibration_error": lambda q, right: (
        sum(
            abs(np.sum((q - right)[(q >= B / 10) & (q < (B + 1) / 10)]))
            for B in range(10)
        )
        / len(q)
    ),
}


@pytest.mark.parametrize("name", CARELESS)
def test_a_careless_answer_earns_half_of_the_points(name):
    verdict = judge(TASKS[name], CARELESS[name], np.random.default_rng(0))
    assert (verdict.state, verdict.points) == ("partly", TASKS[name].points / 2)


def test_one_maximum_of_the_whole_array_is_not_enough():
    def answer(z):
        exponentials = np.exp(z - z.max())
        return exponentials / exponentials.sum(axis=1, keepdims=True)

    verdict = judge(TASKS["my_softmax"], answer, np.random.default_rng(0))
    assert verdict.mistake == "wrong for a row far below the others"


def test_the_perceptron_takes_the_steps_of_the_package():
    inputs = DECLARED["my_averaged_epoch"].draw(np.random.default_rng(0))
    W, b, X, y = inputs.values()
    model = Linear(*W.shape)
    model.parameters = {"W": W, "b": b}
    options = {"learning_rate": 1.0, "epochs": 1, "batch_size": 1}
    found = RIGHT["my_averaged_epoch"](W, b, X, y)
    for average, part in ((False, found[:2]), (True, found[2:])):
        trained, _ = train(model, perceptron_loss, X, y, average=average, **options)
        for ours, theirs in zip(part, trained.parameters.values(), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(
        RIGHT["my_perceptron_epoch"](*inputs.values())[0], found[0]
    )
