"""Wrong answers to the case file of two digits that no exercise declares."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS, two_digits

ORDERS, APART, PLACE, EXCESS = (task.oracle for task in two_digits.TASKS)


def variance(right, n):
    return right / n * (1 - right / n) / n


WRONG = {
    "my_two_orders": [
        lambda labels, size, chosen: ORDERS(labels, size, chosen)[0],
        lambda labels, size, chosen: ORDERS(labels, size, chosen)[1],
        lambda labels, size, chosen: ORDERS(labels, size, chosen[1:]),
        lambda labels, size, chosen: ORDERS(labels, size - 1, chosen),
        lambda labels, size, chosen: ORDERS(labels, size + 5, chosen),
        lambda labels, size, chosen: np.isin(labels[:size], chosen),
        lambda labels, size, chosen: labels[np.isin(labels, chosen)][:size],
        lambda labels, size, chosen: (np.sum(labels[:size] == chosen[0]), size),
        lambda labels, size, chosen: (len(labels), size),
        lambda labels, size, chosen: (np.sum(labels[:size]), np.sum(labels)),
        lambda labels, size, chosen: ORDERS(labels, size, [0, 1, 4]),
        lambda labels, size, chosen: (0, 0),
    ],
    "my_errors_apart": [
        lambda right_a, n_a, right_b, n_b: APART(right_a, n_a, right_b, n_a),
        lambda right_a, n_a, right_b, n_b: APART(right_a, n_b, right_b, n_a),
        lambda *counts: abs(APART(*counts)) ** 2,
        lambda *counts: 1 / APART(*counts),
        lambda *counts: APART(*counts) / 1.96,
        lambda *counts: round(APART(*counts), 1),
        lambda *counts: APART(*counts) > 2,
        lambda a, n_a, b, n_b: (a / n_a - b / n_b) / np.sqrt(1 / n_a + 1 / n_b),
        lambda a, n_a, b, n_b: a / n_a / np.sqrt(variance(a, n_a)),
        lambda a, n_a, b, n_b: np.sqrt(variance(a, n_a) + variance(b, n_b)),
        lambda a, n_a, b, n_b: (a - b) / np.sqrt(a + b),
        lambda a, n_a, b, n_b: (a / n_a - b / n_b) / (variance(a, n_a) ** 0.5 * 2),
        lambda a, n_a, b, n_b: (variance(a, n_a) ** 0.5, variance(b, n_b) ** 0.5),
    ],
    "my_place": [
        lambda step, n, size: divmod(step - 2, n // size),
        lambda step, n, size: divmod(step + 1, n // size),
        lambda step, n, size: divmod(step - 1, n // size - 1),
        lambda step, n, size: divmod(step - 1, n // size + 2),
        lambda step, n, size: ((step - 1) // n, (step - 1) % size),
        lambda step, n, size: ((step - 1) / (n // size), (step - 1) % (n // size)),
        lambda step, n, size: PLACE(step, n, size)[0],
        lambda step, n, size: PLACE(step, n, size)[1],
        lambda step, n, size: (step, n // size),
        lambda step, n, size: (n // size, n % size),
        lambda step, n, size: (PLACE(step, n, size)[0] - 1, PLACE(step, n, size)[1]),
        lambda step, n, size: (0, step - 1),
    ],
    "my_excess": [
        lambda costs, reach: EXCESS(costs, reach + 1),
        lambda costs, reach: EXCESS(costs, 1),
        lambda costs, reach: EXCESS(costs, reach)[::-1],
        lambda costs, reach: EXCESS(costs, reach) * 1000,
        lambda costs, reach: EXCESS(costs, reach) ** 2,
        lambda costs, reach: EXCESS(costs, reach).max(),
        lambda costs, reach: np.diff(costs),
        lambda costs, reach: costs - np.median(costs),
        lambda costs, reach: EXCESS(np.sort(costs), reach),
        lambda costs, reach: EXCESS(costs[1:], reach),
        lambda costs, reach: costs[reach:-reach] - costs[: -2 * reach],
        lambda costs, reach: np.maximum(EXCESS(costs, reach), 0),
        lambda costs, reach: costs[reach:-reach] - costs[reach:-reach].max(),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


def test_a_slice_that_is_never_full_fails_where_it_matters():
    """Of the 20,000 images that are told about, only 12,089 are a 2 or a 3."""

    def always_full(labels, size, chosen):
        return ORDERS(labels, size, chosen)[0], size

    verdict = judge(TASKS["my_two_orders"], always_full, np.random.default_rng(0))
    assert verdict.state == "partly"
    assert "fewer chosen images" in verdict.text
