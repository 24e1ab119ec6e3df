"""The outcome of a run as text: it passes between processes, whatever the run does."""

import copy
import json
import traceback

import numpy as np


def attempt(run, configuration, seed):
    """Outcome of a run: its result, or what went wrong, as JSON.

    Text passes between processes, whatever the run raises or returns; and whatever it
    raises, `sys.exit` included, concerns this run alone.
    """
    try:
        result = run(copy.deepcopy(configuration), seed)
        check_result(result)
        return to_json({"result": result, "error": ""})
    except BaseException as error:
        return failure(error)


def failure(error):
    """Outcome of a run that has no result."""
    return to_json({"result": {}, "error": one_line(error)})


def one_line(error):
    """Name and text of an exception, without line breaks."""
    return " ".join("".join(traceback.format_exception_only(error)).split())


def result_and_error(outcome, taken):
    """Read an outcome: the result and "", or {} and what went wrong."""
    try:
        content = json.loads(outcome)
        check_result(content["result"], taken)
    except (TypeError, ValueError, RecursionError) as error:
        return {}, one_line(error)
    return content["result"], content["error"]


def check_result(result, taken=()):
    """Raise unless it is a dict, without the names of other columns."""
    if not isinstance(result, dict):
        raise TypeError(f"run must return a dict; got {result!r}")
    for name in result:
        if name in taken:
            raise ValueError(f"run must not return {name!r}: the column is taken")


def to_json(value):
    """JSON of numbers, strings, lists and dicts; arrays become lists.

    Raises
    ------
    TypeError, ValueError, RecursionError
        If something else is in it.
    """
    return json.dumps(value, default=_from_numpy)


def _from_numpy(value):
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"{value!r} is no number, string, list or dict")
