"""Functions that passed, kept beside the workbook for later notebooks."""

import inspect
import re
import textwrap
from pathlib import Path

MINE = Path("mine.py")


def keep(exercise, answer):
    """Write the source of a right answer into `mine.py`, if there is one here.

    Parameters
    ----------
    exercise : Exercise
        What it answers.
    answer : callable
        The student's function.

    Returns
    -------
    str
        A remark for the student; empty where there is no such file, as beside the
        solved notebooks.
    """
    try:
        if not MINE.is_file():
            return ""
        source = textwrap.dedent(inspect.getsource(answer)).rstrip()
        entry = f"# {exercise.number} {exercise.title}\n{source}\n# end of {exercise.name}\n"
        text = MINE.read_text(encoding="utf-8")
        earlier = re.compile(
            rf"^# [^\n]*\n(?:(?!^# end of )[^\n]*\n)*?# end of {exercise.name}\n", re.M
        )
        found = earlier.search(text)
        if found:
            text = text[: found.start()] + entry + text[found.end() :]
        else:
            text = f"{text.rstrip()}\n\n\n{entry}" if text.strip() else entry
        MINE.write_text(text, encoding="utf-8")
    except (OSError, TypeError) as error:
        return f" It could not be kept in `{MINE}` ({error})."
    return ""
