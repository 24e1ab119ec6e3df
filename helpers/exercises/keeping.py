"""What passed is kept beside the workbook: functions in `mine.py`, predictions too.

Beside the solved notebooks there is no `mine.py`, and nothing is kept.
"""

import inspect
import json
import re
import sys
import textwrap
from pathlib import Path

from helpers.exercises.ours import OURS

MINE = Path("mine.py")
PREDICTIONS = Path("predictions.json")
IMPORTS = """import numpy as np

from helpers.exercises.ours import *  # what you have not written yet
"""


def keep(exercise, answer):
    """Write the source of a right answer into `mine.py`, in place of an earlier one.

    Another notebook may then say `from mine import my_sigmoid`; what is not kept yet is
    that of `helpers` there.

    Parameters
    ----------
    exercise : Exercise
        What it answers.
    answer : callable
        The student's function.

    Returns
    -------
    str
        What went wrong, for the student; empty if nothing did.
    """
    try:
        if not MINE.is_file():
            return ""
        source = textwrap.dedent(inspect.getsource(answer)).strip()
        if exercise.name not in source:  # what Python found is of something else
            raise ValueError("where it was written is not known")
        source = "".join(sorted(_imports(answer.__code__, answer.__globals__))) + source
        end = f"# end of {exercise.name}\n"
        alias = f"{exercise.alias} = {exercise.name}"
        entry = f"# {exercise.number} {exercise.title}\n{source}\n\n\n{alias}\n{end}"
        text = MINE.read_text(encoding="utf-8")
        if IMPORTS not in text:
            text = f"{text.rstrip()}\n\n{IMPORTS}".lstrip()
        earlier = re.search(
            rf"^# (?:[A-Z]\.)?[0-9.]+ [^\n]*\n"
            rf"(?:(?!# end of )[^\n]*\n)*?{re.escape(end)}",
            text,
            re.MULTILINE,
        )
        if earlier:
            text = text[: earlier.start()] + entry + text[earlier.end() :]
        else:
            text = f"{text.rstrip()}\n\n\n{entry}".lstrip()
        _replace(MINE, text)
    except (OSError, TypeError, ValueError) as error:
        return f" It could not be kept in `{MINE}`: {error}."
    return ""


def keep_prediction(name, answer):
    """Keep a first prediction; later ones do not replace it.

    Parameters
    ----------
    name : str
        Of the prediction.
    answer : str
        What the student says now.

    Returns
    -------
    str
        What the student said first.
    """
    try:
        if not MINE.is_file():
            return answer
        kept = {}
        if PREDICTIONS.is_file():
            kept = json.loads(PREDICTIONS.read_text(encoding="utf-8"))
        if not isinstance(kept.get(name), str):
            kept[name] = answer
            _replace(PREDICTIONS, json.dumps(kept, indent=1, ensure_ascii=False))
        return kept[name]
    except (OSError, ValueError, AttributeError):
        return answer  # a file that cannot be read or written costs nobody an answer


def _imports(code, names):
    """Lines that import what a function uses of modules, by the notebook's names."""
    lines = set()
    for name in set(code.co_names) - OURS.keys():
        home = getattr(names.get(name), "__module__", None) or "__main__"
        own = getattr(names.get(name), "__name__", "")
        if home != "__main__" and hasattr(sys.modules.get(home), own):
            lines.add(f"from {home} import {own} as {name}\n")
    inner = [part for part in code.co_consts if inspect.iscode(part)]
    return lines.union(*(_imports(part, names) for part in inner))


def _replace(path, text):
    """Write a file as a whole or not at all."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)
