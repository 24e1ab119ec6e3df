"""Every solution passes, and every known mistake is recognised as itself."""

import numpy as np
import pytest

from helpers.exercises.deriving import judge_derivation
from helpers.exercises.judging import judge
from helpers.exercises.tasks import DERIVATIONS, MODULES, TASKS

KINDS = ("TASKS", "DERIVATIONS", "PREDICTIONS", "SPOTS")
WRONG_LINES = [
    (name, question) for name, task in DERIVATIONS.items() for question in task.mistakes
]
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


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_used_once(kind):
    names = [task.name for module in MODULES for task in getattr(module, kind, ())]
    assert sorted(names) == sorted(set(names))


def test_aliases_are_used_once():
    aliases = [task.alias for task in TASKS.values()]
    assert sorted(aliases) == sorted(set(aliases))


@pytest.mark.parametrize(("name", "question"), WRONG_LINES)
def test_a_known_wrong_line_is_recognised_as_itself(name, question):
    task = DERIVATIONS[name]
    lines = f"{task.starts}\n= {task.mistakes[question]}"
    for seed in range(10):
        verdict, _ = judge_derivation(task, lines, np.random.default_rng(seed))
        assert (verdict.state, verdict.mistake) == ("not yet", question)
