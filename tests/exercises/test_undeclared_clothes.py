"""Wrong answers to the case file of clothes that no exercise declares."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS


def compounded(permutations, step=lambda order, permutation: order[permutation]):
    orders, order = [], np.arange(permutations.shape[1])
    for permutation in permutations:
        order = step(order, permutation)
        orders.append(order)
    return np.array(orders)


def bound(W, X, y, lead=lambda true, others: true - others.max(axis=1), power=2):
    z, rows = X @ W, np.arange(len(y))
    others = np.array([np.delete(z[i], y[i]) for i in rows])
    gamma = np.min(lead(z[rows, y], others))
    return 2 * np.max(np.sum(X**2, axis=1)) * np.sum(W**2) / gamma**power


def newton(w, A, y, slope=lambda s: s * (1 - s), error=lambda s, y: s - y, ridge=0):
    s = 1 / (1 + np.exp(-A @ w))
    H = (A.T * slope(s)) @ A + ridge * np.eye(len(w))
    return w - np.linalg.solve(H, A.T @ error(s, y))


WRONG = {
    "my_compounded": [
        lambda permutations: compounded(permutations[:, ::-1]),
        lambda permutations: compounded(permutations)[:, ::-1],
        lambda permutations: compounded(permutations) + 1,
        lambda permutations: compounded(permutations)[-1],
        lambda permutations: compounded(permutations[::-1]),
        lambda permutations: compounded(permutations, lambda o, p: np.argsort(o[p])),
        lambda permutations: compounded(permutations, lambda o, p: o[np.argsort(p)]),
        lambda permutations: compounded(permutations, lambda o, p: np.sort(o[p])),
        lambda permutations: compounded(permutations, lambda o, p: o[p][p]),
        lambda permutations: compounded(permutations)[:-1],
        lambda permutations: compounded(permutations).ravel(),
        lambda permutations: np.cumsum(permutations, axis=0),
        lambda permutations: compounded(np.array([permutations[0]] * 5)),
    ],
    "my_updates": [
        lambda costs, n: np.sum(np.reshape(costs, (-1, n)) > 1, axis=1),
        lambda costs, n: np.sum(np.reshape(costs, (-1, n)) == 0, axis=1),
        lambda costs, n: _of_slices(costs, n, np.max),
        lambda costs, n: _of_slices(costs, n, len),
        lambda costs, n: TASKS["my_updates"].oracle(costs[::-1], n),
        lambda costs, n: TASKS["my_updates"].oracle(costs, n)[::-1],
        lambda costs, n: TASKS["my_updates"].oracle(costs, n)[1:],
        lambda costs, n: TASKS["my_updates"].oracle(costs, n) + 1,
        lambda costs, n: TASKS["my_updates"].oracle(costs, n) > 0,
        lambda costs, n: float(np.mean(costs > 0)),
        lambda costs, n: costs > 0,
        lambda costs, n: np.diff(TASKS["my_updates"].oracle(costs, n)),
        lambda costs, n: TASKS["my_updates"].oracle(costs, n)[-1],
    ],
    "my_mistake_bound": [
        lambda W, X, y: bound(W, X, y, power=1),
        lambda W, X, y: bound(W, X, y, lead=lambda true, others: true),
        lambda W, X, y: bound(W, X, y, lambda true, others: true + others.max(axis=1)),
        lambda W, X, y: bound(W, X, y, lambda true, others: true - others.min(axis=1)),
        lambda W, X, y: 2 * bound(W, X, y),
        lambda W, X, y: 1 / bound(W, X, y),
        lambda W, X, y: int(bound(W, X, y)),
        lambda W, X, y: bound(W, X, y) / len(y),
        lambda W, X, y: bound(W, X, y) * len(y),
        lambda W, X, y: bound(W, X, y) * np.sum(X**2) / np.max(np.sum(X**2, axis=1)),
        lambda W, X, y: bound(W, X, y) * np.max(X**2) / np.max(np.sum(X**2, axis=1)),
        lambda W, X, y: bound(W, X, y) * np.max(W**2) / np.sum(W**2),
        lambda W, X, y: 2 * np.max(np.sum(X**2, axis=1)) * np.sum(W**2),
        lambda W, X, y: np.full(len(y), bound(W, X, y)),
    ],
    "my_newton_step": [
        lambda w, A, y: newton(w, A, y, ridge=1),
        lambda w, A, y: newton(w, A, y, error=lambda s, y: y),
        lambda w, A, y: newton(w, A, y, error=lambda s, y: s),
        lambda w, A, y: newton(w, A, y, error=lambda s, y: (s - y) * s * (1 - s)),
        lambda w, A, y: newton(w, A, y, error=lambda s, y: (s > 0.5) - y),
        lambda w, A, y: newton(w, A, y, slope=lambda s: s + 1),
        lambda w, A, y: newton(w, A, y, slope=lambda s: np.sqrt(s * (1 - s))),
        lambda w, A, y: newton(w, A, y, slope=lambda s: s**2 * (1 - s)),
        lambda w, A, y: newton(0 * w, A, y),
        lambda w, A, y: newton(newton(w, A, y), A, y),
        lambda w, A, y: 2 * newton(w, A, y) - w,
        lambda w, A, y: (newton(w, A, y) + w) / 2,
        lambda w, A, y: np.append(newton(w[:-1], A[:, :-1], y), w[-1]),
        lambda w, A, y: newton(w, A, y)[:, np.newaxis],
    ],
}


def _of_slices(costs, n, of):
    return np.array([of(costs[i : i + n]) for i in range(0, len(costs), n)])


ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


def test_a_bound_without_a_lead_is_no_number():
    """Weights that do not separate would give a bound by a negative γ, squared."""
    verdict = judge(TASKS["my_mistake_bound"], bound, np.random.default_rng(0))
    assert verdict.state == "partly"
    assert "do not separate" in verdict.text


@pytest.mark.parametrize("mean", [False, True])
def test_newton_s_step_is_the_same_for_sums_and_means(mean):
    def step(w, A, y):
        s, n = 1 / (1 + np.exp(-A @ w)), len(y) if mean else 1
        H = (A.T * (s * (1 - s))) @ A / n
        return w - np.linalg.inv(H) @ (A.T @ (s - y) / n)

    verdict = judge(TASKS["my_newton_step"], step, np.random.default_rng(0))
    assert verdict.state == "correct"


def test_a_shuffle_of_the_order_itself_is_right():
    """What the report does: the rows, as they are, are permuted."""

    def answer(permutations):
        rows, orders = list(range(permutations.shape[1])), []
        for permutation in permutations:
            rows = [rows[i] for i in permutation]
            orders.append(rows)
        return np.array(orders)

    verdict = judge(TASKS["my_compounded"], answer, np.random.default_rng(0))
    assert verdict.state == "correct", verdict.text
