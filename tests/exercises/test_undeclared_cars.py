"""Wrong answers to the case file of the cars that no exercise declares."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.tasks import TASKS, cars_proofs
from helpers.losses import mean_squared_error
from helpers.models import Linear
from helpers.training import train

ERRORS, COST, CURVATURE, RAW, STEPS = (task.oracle for task in cars_proofs.TASKS)


def with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


def hessian(X):
    A = with_ones(X)
    return 2 / len(A) * A.T @ A


def lowest(X, y):
    A = with_ones(X)
    theta = np.linalg.lstsq(A, y, rcond=None)[0]
    return theta, np.mean((A @ theta - y) ** 2)


def decay(X, y, alpha, t, change):
    """The closed form with another power or another start."""
    theta, J = lowest(X, y)
    h, Q = np.linalg.eigh(hessian(X))
    return J + np.sum(change(h, Q, theta, alpha, t)) / 2


WRONG = {
    "my_standard_errors": [
        lambda X, y: 2 * ERRORS(X, y),
        lambda X, y: ERRORS(X, y)[:-1],
        lambda X, y: ERRORS(X, y).mean(),
        lambda X, y: ERRORS(X, y)[:, None],
        lambda X, y: ERRORS(X, y) / np.sqrt(len(y)),
        lambda X, y: ERRORS(X, y) ** 4,
        lambda X, y: lowest(X, y)[0][:-1],
        lambda X, y: lowest(X, y)[0][:-1] / ERRORS(X, y),
        lambda X, y: X.std(axis=0) / np.sqrt(len(y)),
        lambda X, y: np.sqrt(np.diag(np.linalg.inv(hessian(X))))[:-1],
        lambda X, y: ERRORS(X - 1, y - y.mean())[::-1],
        lambda X, y: np.linalg.inv(with_ones(X).T @ with_ones(X)),
        lambda X, y: ERRORS(X[1:], y[1:]),
        lambda X, y: np.std(y) * np.ones(X.shape[1]),
    ],
    "my_cost_after": [
        lambda X, y, alpha, t: COST(X, y, alpha, t) * len(y),
        lambda X, y, alpha, t: COST(X, y, alpha / 2, t),
        lambda X, y, alpha, t: COST(X, y, 2 * alpha, t),
        lambda X, y, alpha, t: COST(X, y, alpha, t) / 2,
        lambda X, y, alpha, t: COST(X, y, alpha, 2 * t),
        lambda X, y, alpha, t: np.sqrt(COST(X, y, alpha, t)),
        lambda X, y, alpha, t: [COST(X, y, alpha, s) for s in range(t + 1)],
        lambda X, y, alpha, t: COST(X - X.mean(axis=0), y, alpha, t),
        lambda X, y, alpha, t: COST(X, y - y.mean(), alpha, t),
        lambda X, y, alpha, t: -COST(X, y, alpha, t),
        lambda X, y, alpha, t: decay(
            X, y, alpha, t, lambda h, Q, c, a, t: h * (Q.T @ c) ** 2 * (1 - a * h * t)
        ),
        lambda X, y, alpha, t: decay(
            X, y, alpha, t, lambda h, Q, c, a, t: h * (Q @ c) ** 2 * (1 - a * h) ** 2
        ),
        lambda X, y, alpha, t: decay(
            X, y, alpha, t, lambda h, Q, c, a, t: h * np.exp(-2 * a * h * t)
        ),
    ],
    "my_curvature_along": [
        lambda X, d: -CURVATURE(X, d),
        lambda X, d: 2 * CURVATURE(X, d),
        lambda X, d: CURVATURE(X, d) / np.sum(d**2),
        lambda X, d: CURVATURE(X, d) / X.shape[1],
        lambda X, d: np.sqrt(CURVATURE(X, d)),
        lambda X, d: hessian(X),
        lambda X, d: np.linalg.eigvalsh(hessian(X))[-1],
        lambda X, d: np.sum(np.diag(hessian(X)) * d**2),
        lambda X, d: np.sum(hessian(X) @ d),
        lambda X, d: 2 / len(X) * np.sum(np.abs(with_ones(X) @ d)),
        lambda X, d: 2 / len(X) * (with_ones(X) @ d) ** 2,
        lambda X, d: CURVATURE(X, np.append(d[:-1], 0)) + d[-1],
        lambda X, d: (CURVATURE(X, d),),
        lambda X, d: CURVATURE(X - X.mean(axis=0), d),
    ],
    "my_raw_weights": [
        lambda w, b, mean, std: w / std,
        lambda w, b, mean, std: RAW(w, b, mean, std)[::-1],
        lambda w, b, mean, std: RAW(w, 0, mean, std),
        lambda w, b, mean, std: RAW(w, -b, mean, std),
        lambda w, b, mean, std: (w - mean) / std,
        lambda w, b, mean, std: ((w - mean) / std, b),
        lambda w, b, mean, std: RAW(w, b, -mean, -std),
        lambda w, b, mean, std: (RAW(w, b, mean, std)[0], mean @ w),
        lambda w, b, mean, std: (w * std + mean, b),
        lambda w, b, mean, std: RAW(w, b, mean, std.mean()),
        lambda w, b, mean, std: RAW(w, b, mean.mean(), std),
        lambda w, b, mean, std: (w / std, b - np.sum(mean / std)),
        lambda w, b, mean, std: (w / std, b - np.sum(w) * np.sum(mean / std)),
    ],
    "my_steps_needed": [
        lambda h, alpha, share: 2 * STEPS(h, alpha, share),
        lambda h, alpha, share: STEPS(h, 2 * alpha, share),
        lambda h, alpha, share: STEPS(h, alpha, share**2),
        lambda h, alpha, share: STEPS(h, alpha, 1 - share),
        lambda h, alpha, share: STEPS(h[1:], alpha, share),
        lambda h, alpha, share: int(1 / (alpha * h.min())),
        lambda h, alpha, share: int(np.ceil(np.log(1 / share))),
        lambda h, alpha, share: np.log(share) / np.log(np.abs(1 - alpha * h)),
        lambda h, alpha, share: np.ceil(np.log(share) / np.log(np.abs(1 - alpha * h))),
        lambda h, alpha, share: int(h.max() / h.min()),
        lambda h, alpha, share: 2000,
        lambda h, alpha, share: share,
        lambda h, alpha, share: np.max(np.abs(1 - alpha * h)),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


def test_every_exercise_of_the_case_is_here():
    assert WRONG.keys() == {task.name for task in cars_proofs.TASKS}


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


@pytest.mark.parametrize("seed", range(5))
def test_the_right_cost_is_that_of_the_run(seed):
    X, y, alpha, t = TASKS["my_cost_after"].draw(np.random.default_rng(seed)).values()
    model, _ = train(
        Linear(X.shape[1]), mean_squared_error, X, y, learning_rate=alpha, epochs=t
    )
    reached = mean_squared_error(model.forward(X)[0], y)[0]
    assert COST(X, y, alpha, t) == pytest.approx(reached, rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_right_errors_are_those_of_drawn_targets(seed):
    """Targets with errors of variance 1: the spread of the weights, given X."""
    rng = np.random.default_rng(seed)
    X, y = TASKS["my_standard_errors"].draw(rng).values()
    A = with_ones(X)
    J = lowest(X, y)[1]
    variance = len(y) * J / (len(y) - A.shape[1])
    fits = np.linalg.pinv(A) @ rng.normal(size=(len(y), 40000))
    spread = np.sqrt(variance) * fits.std(axis=1)[:-1]
    np.testing.assert_allclose(ERRORS(X, y), spread, rtol=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_so_many_steps_are_enough_and_one_fewer_is_not(seed):
    drawn = TASKS["my_steps_needed"].draw(np.random.default_rng(seed))
    h, alpha, share = drawn.values()
    for fewer, is_enough in ((0, True), (1, False)):
        left = np.ones(len(h))
        for _ in range(STEPS(h, alpha, share) - fewer):
            left *= np.abs(1 - alpha * h)
        assert (left.max() <= share) == is_enough
