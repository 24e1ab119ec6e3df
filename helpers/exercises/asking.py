"""What the cells of a notebook call: check, derive, predict, reveal, spot."""

import inspect

import numpy as np
from IPython.display import Markdown, display

from helpers.checking.arguments import check_choice, check_rng
from helpers.exercises.deriving import judge_derivation, typeset
from helpers.exercises.judging import judge, judge_spot
from helpers.exercises.keeping import keep, keep_prediction
from helpers.exercises.tasks import DERIVATIONS, PREDICTIONS, SPOTS, TASKS

MARKS = {
    "correct": "✓ correct",
    "partly": "◐ partly",
    "not attempted": "○ not attempted",
}


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
    check_choice("name", name, tuple(TASKS))
    if rng is None:
        rng = np.random.default_rng()
    check_rng("rng", rng)
    exercise = TASKS[name]
    answer = inspect.currentframe().f_back.f_globals.get(name)
    verdict = judge(exercise, answer, rng)
    text = verdict.text
    if verdict.state == "correct":
        text = "The notebook goes on with your function." + keep(exercise, answer)
    _show(exercise.number, f"`{name}`", verdict.state, text)
    return answer if verdict.state == "correct" else exercise.oracle


def derive(name, lines, rng=None):
    """Judge a derivation: each line must follow from the one above.

    Parameters
    ----------
    name : str
        Of the exercise.
    lines : str
        LaTeX in a raw string, one line for each step;
        `...`: not attempted yet.
    rng : numpy.random.Generator, optional
        Draws the points at which the lines are compared; by default others each time.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    check_choice("name", name, tuple(DERIVATIONS))
    if rng is None:
        rng = np.random.default_rng()
    check_rng("rng", rng)
    exercise = DERIVATIONS[name]
    verdict, rows = judge_derivation(exercise, lines, rng)
    if rows:
        display(Markdown(typeset(rows)))
    elif isinstance(lines, str) and verdict.state == "not understood":
        display(Markdown(f"```latex\n{lines.strip()}\n```"))
    text = verdict.text
    if verdict.state == "correct":
        text = "Each line follows from the one above, at all the random points tried."
    _show(exercise.number, exercise.title, verdict.state, text)


def predict(name, answer):
    """Keep a prediction, to be looked at when the answer is there.

    Parameters
    ----------
    name : str
        Of the prediction.
    answer : str
        One of its choices; `...`: not made yet.

    Raises
    ------
    ValueError
        If there is no such prediction.
    """
    check_choice("name", name, tuple(PREDICTIONS))
    asked = PREDICTIONS[name]
    if _is_missing(asked, answer):
        return
    first = keep_prediction(name, answer)
    text = f"You predict “{answer}”."
    if first != answer:
        text = f"Now you say “{answer}”; your first prediction, “{first}”, is kept."
    display(Markdown(f"**{asked.number}:** {text}"))


def reveal(name, answer, truth, because):
    """Set a prediction beside what came out.

    Parameters
    ----------
    name : str
        Of the prediction.
    answer : str
        As passed to `predict`.
    truth : str
        The choice that is right, as the notebook has computed it.
    because : str
        Why; Markdown.

    Raises
    ------
    ValueError
        If there is no such prediction, or no such choice.
    """
    check_choice("name", name, tuple(PREDICTIONS))
    asked = PREDICTIONS[name]
    check_choice("truth", truth, asked.choices)
    if _is_missing(asked, answer):
        return
    first = keep_prediction(name, answer)
    verdict = "as you predicted" if first == truth else f"you predicted “{first}”"
    text = f"**{asked.number}: {truth}, {verdict}.** {because}"
    display(Markdown(text))


def _is_missing(asked, answer):
    """Say what is to be answered, if nothing that counts has been."""
    if isinstance(answer, str) and answer in asked.choices:
        return False
    choices = ", ".join(f'`"{choice}"`' for choice in asked.choices)
    came = "" if answer is ... else f" `{answer!r}` is none of them."
    text = f"Predict first: instead of `...` write one of {choices}.{came}"
    display(Markdown(f"**{asked.number}: ○ no prediction yet.** {text}"))
    return True


def spot(name, answer):
    """Show lines of which one is wrong, and judge which one the student names.

    Parameters
    ----------
    name : str
        Of the exercise.
    answer : int
        Number of the line; `...`: not answered yet.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    check_choice("name", name, tuple(SPOTS))
    asked = SPOTS[name]
    lines = [f"{i}. {line}" for i, line in enumerate(asked.lines, 1)]
    verdict = judge_spot(asked, answer)
    display(Markdown("\n".join(lines)))
    _show(asked.number, asked.title, verdict.state, verdict.text)


def _show(number, what, state, text):
    mark = MARKS.get(state, f"✗ {state}")
    display(Markdown(f"**{number} {what}: {mark}.** {text}"))
