"""The points of an answer as one number, for programs that mark notebooks."""

import contextlib
import io
import warnings

import numpy as np

from helpers.checking.arguments import check_choice
from helpers.exercises.deriving import judge_derivation
from helpers.exercises.judging import judge, judge_spot
from helpers.exercises.tasks import DERIVATIONS, SPOTS, TASKS


def grade(name, answer):
    """Judge an answer, and say nothing.

    Parameters
    ----------
    name : str
        Of the exercise.
    answer : anything
        The student's function, lines of LaTeX, or number of a line; `...`: not
        attempted.

    Returns
    -------
    float
        What it earns. It is a `float` of Python: nbgrader reads what the cell shows,
        and takes anything but a plain number for full marks. Nothing is written to
        stderr, where a single warning would cost all points. The same answer always
        earns the same.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    check_choice("name", name, (*TASKS, *DERIVATIONS, *SPOTS))
    rng = np.random.default_rng(0)
    with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if name in TASKS:
            points = judge(TASKS[name], answer, rng).points
        elif name in DERIVATIONS:
            points = judge_derivation(DERIVATIONS[name], answer, rng)[0].points
        else:
            points = judge_spot(SPOTS[name], answer).points
    return float(points)
