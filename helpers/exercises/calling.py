"""What comes of calling an answer, as plain data.

The judge works from this alone, so the call may happen in another process. Only the
call itself is wrapped: a fault of ours is not taken for the student's.
"""

import contextlib
import copy
import dis
import io
import linecache
import re
import traceback
from dataclasses import dataclass

import numpy as np

from helpers.exercises.results import read_results

_LONGEST = 500  # characters of an error message
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


@dataclass(frozen=True)
class Outcome:
    """What came of one call.

    Attributes
    ----------
    results : tuple of Result
        What it gave back; empty if that cannot be read.
    unreadable : str
        Why it cannot be read, for the student.
    is_unfinished : bool
        Whether a `...` was met.
    is_none : bool
        Whether it gave back None.
    error, words : str
        The name of the error that it raised, and the error in words, with the line of
        the student's code.
    lost : str
        A sentence on a call that never came back.
    printed : bool
        Whether it printed anything.
    changed : str
        The argument that it changed.
    is_empty : bool
        Whether the answer has no more than a docstring and a `...` in it.
    variables : tuple of str
        What the answer reads of the notebook.
    """

    results: tuple = ()
    unreadable: str = ""
    is_unfinished: bool = False
    is_none: bool = False
    error: str = ""
    words: str = ""
    lost: str = ""
    printed: bool = False
    changed: str = ""
    is_empty: bool = False
    variables: tuple = ()


def call(exercise, answer, arguments):
    """Call an answer with copies of the arguments, whatever it does.

    Parameters
    ----------
    exercise : Exercise
        Says what it should give back.
    answer : callable
        The student's.
    arguments : dict
        By their names and in their order.

    Returns
    -------
    Outcome
    """
    given = copy.deepcopy(arguments)
    error, value, printed = None, None, _Printed()
    try:
        with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            value = answer(*given.values())
    except BaseException as raised:
        error = raised
    about = {"printed": printed.anything, "is_empty": _is_empty(answer)}
    if error is not None:
        return Outcome(**about | _failure(error))
    try:
        about["results"] = tuple(read_results(exercise, value))
    except TypeError as unreadable:
        about["unreadable"] = str(unreadable)
    parts = value if isinstance(value, tuple) else (value,)
    about["is_unfinished"] = any(part is ... for part in parts)
    about["is_none"] = value is None
    for name, before in arguments.items():
        if not _unchanged(before, given[name]):
            about["changed"] = name
    return Outcome(**about, variables=_variables(answer))


class _Printed(io.TextIOBase):
    """Takes what is printed, and only remembers that there was something."""

    anything = False

    def write(self, text):
        self.anything = True
        return len(text)


def _failure(error):
    if isinstance(error, KeyboardInterrupt):
        text = "You interrupted it. Does every loop in it come to an end?"
        return {"error": "endless loop", "lost": text}
    is_unfinished = isinstance(error, NotImplementedError) or (
        isinstance(error, TypeError) and "ellipsis" in str(error)
    )
    return {
        "error": type(error).__name__,
        "words": in_words(error),
        "is_unfinished": is_unfinished,
    }


def in_words(error):
    """Describe an error, with the line of the student's code that raised it.

    Parameters
    ----------
    error : BaseException
        As it was caught.

    Returns
    -------
    str
        The same for each run: without addresses in memory.
    """
    message = " ".join(traceback.format_exception_only(error)[-1].split())
    message = _ADDRESS.sub("", message)[:_LONGEST]
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames[1:] if "helpers" not in frame.filename]
    if not own:
        return f"`{message}`"
    line = own[-1].line or linecache.getline(own[-1].filename, own[-1].lineno)
    return f"`{message}` in the line `{line.strip()[:_LONGEST]}`"


def _unchanged(before, after):
    """Whether an array, or all arrays in a list or tuple, are as they were."""
    if isinstance(before, (list, tuple)):
        return len(after) == len(before) and all(map(_unchanged, before, after))
    if not isinstance(before, np.ndarray):
        return True
    return np.shape(after) == before.shape and np.array_equal(
        before, after, equal_nan=before.dtype.kind == "f"
    )


def _is_empty(answer):
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    nothing = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "CACHE"}
    return {dis.opname[operation] for operation in code.co_code[::2]} <= nothing


def _variables(answer):
    """Names of the notebook's variables that the answer reads."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return ()
    values, kinds = answer.__globals__, (np.ndarray, int, float, list, tuple)
    # Names of attributes are among them; to tell them apart takes long.
    names = {name for name in code.co_names if isinstance(values.get(name), kinds)}
    steps = dis.get_instructions(code) if names else ()
    read = dict.fromkeys(s.argval for s in steps if s.opname == "LOAD_GLOBAL")
    return tuple(name for name in read if name in names)
