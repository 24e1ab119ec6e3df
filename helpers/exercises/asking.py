"""What the cells of a notebook call: check, predict, reveal."""

import inspect

import numpy as np
from IPython.display import Markdown, display

from helpers.exercises.judging import judge
from helpers.exercises.keeping import keep
from helpers.exercises.tasks import TASKS


def check(name, rng=None):
    """Judge the function of this name in the notebook, and say what to look at.

    Parameters
    ----------
    name : str
        Of the function that the exercise asks for: "my_sigmoid".
    rng : numpy.random.Generator, optional
        Draws the arguments; by default others each time.

    Returns
    -------
    callable
        The function to go on with: the student's if it is right, else that of
        `helpers`, so that the rest of the notebook runs in any case.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    if name not in TASKS:
        known = ", ".join(TASKS)
        raise ValueError(f"name must be that of an exercise, {known}; got {name!r}")
    exercise = TASKS[name]
    answer = inspect.currentframe().f_back.f_globals.get(name)
    verdict = judge(exercise, answer, rng or np.random.default_rng())
    passed = verdict.state == "correct"
    remark = keep(exercise, answer) if passed else ""
    mark = {
        "correct": "✓ Correct",
        "error": "✗ Error",
        "not attempted": "○ Not attempted",
    }
    state = mark.get(verdict.state, f"✗ {verdict.state.capitalize()}")
    going_on = "" if passed else " Until then the notebook goes on with our function."
    text = f" {verdict.text}" if verdict.text else ""
    display(
        Markdown(f"**{exercise.number} `{name}`: {state}.**{text}{remark}{going_on}")
    )
    return answer if passed else exercise.oracle
