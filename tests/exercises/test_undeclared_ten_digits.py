"""Wrong answers to the case file of ten digits that no exercise declares."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS


def rises(costs, test=lambda a, b, c: a < b < c, start=3):
    for t in range(start, len(costs)):
        if test(costs[t - 2], costs[t - 1], costs[t]):
            return t + 1
    return 0


def waits(costs, first_best, patience, poor_if=lambda cost, best: cost >= best):
    best, poor = first_best, 0
    for number, cost in enumerate(costs):
        poor = poor + 1 if poor_if(cost, best) else 0
        best = min(best, cost)
        if poor == patience:
            return number
    return -1


def neighbours(image, of=np.square):
    across, down = np.diff(image, axis=1), np.diff(image, axis=0)
    return of(np.concatenate([across.ravel(), down.ravel()]))


WRONG = {
    "my_rising_stop": [
        lambda costs: rises(costs, lambda a, b, c: a > b > c),
        lambda costs: rises(costs, lambda a, b, c: a < c),
        lambda costs: rises(costs, lambda a, b, c: b < c and a > b),
        lambda costs: rises(costs, start=5) - 2,
        lambda costs: len(costs),
        lambda costs: np.sum(np.diff(costs) > 0),
        lambda costs: int(np.argmax(np.diff(costs))),
        lambda costs: rises(costs[::-1]),
        lambda costs: costs[rises(costs) - 1],
        lambda costs: rises(costs) > 0,
        lambda costs: np.diff(costs) > 0,
        lambda costs: rises(costs[: len(costs) // 3]) + 4,
        lambda costs: [rises(costs), 0],
    ],
    "my_turning_step": [
        lambda alpha, l2, n, K: 1 / (alpha * l2 * (n + K)) - 1 / 2,
        lambda alpha, l2, n, K: n / (alpha * l2 * K) - 1 / 2,
        lambda alpha, l2, n, K: K / (alpha * l2 * n) - 1 / 2,
        lambda alpha, l2, n, K: 1 / (alpha * l2 * n * K) - 1,
        lambda alpha, l2, n, K: 1 / (alpha**2 * l2 * n * K) - 1 / 2,
        lambda alpha, l2, n, K: alpha / (l2 * n * K) - 1 / 2,
        lambda alpha, l2, n, K: 1 / (2 * alpha * l2 * n * K) - 1 / 2,
        lambda alpha, l2, n, K: alpha * l2 * n * K,
        lambda alpha, l2, n, K: 1 / (alpha * l2 * n**2 * K) - 1 / 2,
        lambda alpha, l2, n, K: 1 / 2 - 1 / (alpha * l2 * n * K),
        lambda alpha, l2, n, K: int(1 / (alpha * l2 * n * K)),
        lambda alpha, l2, n, K: 1 / (alpha * l2 * n * (K - 1)) - 1 / 2,
        lambda alpha, l2, n, K: 1 / alpha * l2 * n * K - 1 / 2,
    ],
    "my_stop_check": [
        lambda costs, first_best, patience: patience - 1,
        lambda costs, first_best, patience: len(costs) - 1,
        lambda costs, *rule: waits(costs, *rule, lambda cost, best: cost < best),
        lambda costs, *rule: costs[waits(costs, *rule)],
        lambda costs, *rule: waits(costs, *rule) - 1,
        lambda costs, *rule: waits(costs[::-1], *rule),
        lambda costs, first_best, patience: waits(costs, 0.6, patience),
        lambda costs, first_best, patience: waits(costs, 0.0, patience),
        lambda costs, first_best, patience: waits(costs, first_best, 2),
        lambda costs, first_best, patience: np.sum(costs >= first_best),
        lambda costs, *rule: waits(costs, *rule) > 0,
        lambda costs, *rule: np.minimum.accumulate(costs),
        lambda costs, first_best, patience: waits(costs, first_best, patience + 2),
    ],
    "my_roughness": [
        lambda image: neighbours(image, np.abs).mean() / (2 * image.var()),
        lambda image: neighbours(image).sum() / (2 * image.var()),
        lambda image: neighbours(image).mean() / image.var() ** 2,
        lambda image: np.sqrt(neighbours(image).mean() / (2 * image.var())),
        lambda image: np.median(neighbours(image)) / (2 * image.var()),
        lambda image: neighbours(image).max() / (2 * image.var()),
        lambda image: neighbours(image).mean() / (4 * image.var()),
        lambda image: neighbours(image, np.var) / (2 * image.var()),
        lambda image: neighbours(image) / (2 * image.var()),
        lambda image: neighbours(image.T @ image).mean() / (2 * image.var()),
        lambda image: np.mean(np.diff(image.ravel()) ** 2) / (2 * image.var()),
        lambda image: neighbours(image).mean() / (2 * image.std()),
        lambda image: 1 - neighbours(image).mean() / (2 * image.var()),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


def test_a_rule_that_forgets_the_first_best_fails_where_it_matters():
    """The costs of λ = 1 stay above the first best: that is the stop of the report."""

    def forgets(costs, first_best, patience):
        return waits(costs, np.inf, patience)

    verdict = judge(TASKS["my_stop_check"], forgets, np.random.default_rng(0))
    assert verdict.state == "partly"
    assert "stay above `first_best`" in verdict.text
