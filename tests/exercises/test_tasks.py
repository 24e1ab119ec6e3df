"""Every solution passes, and every known mistake is recognised as itself."""

import numpy as np
import pytest

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS

KNOWN = [(name, question) for name, task in TASKS.items() for question in task.mistakes]
SEEDS = 100


@pytest.mark.parametrize("name", TASKS)
def test_the_solution_is_right_whatever_is_drawn(name):
    task = TASKS[name]
    for seed in range(SEEDS):
        verdict = judge(task, task.oracle, np.random.default_rng(seed))
        assert verdict.state == "correct", verdict
        assert verdict.points == task.points


@pytest.mark.parametrize(("name", "question"), KNOWN)
def test_a_known_mistake_is_recognised_as_itself(name, question):
    task = TASKS[name]
    for seed in range(SEEDS):
        verdict = judge(task, task.mistakes[question], np.random.default_rng(seed))
        assert (verdict.state, verdict.mistake) == ("not yet", question)
        assert verdict.text.startswith(question)
