"""The process that calls the answers of one hand-in, within limits.

It sends back plain data, signed with a token that only this process and its parent
know. What an answer does to this process spoils the answers of its own hand-in at most:
judging is done by the parent.
"""

import base64
import contextlib
import importlib
import json
import linecache
import os
import random
import sys
import zlib

# Answers may use these. As they load they look for a place for files, or start a
# thread, which an answer may not.
import matplotlib.pyplot  # noqa: F401
import numpy as np
import scipy.stats  # noqa: F401
from threadpoolctl import threadpool_limits

from ...exercises.calling import Outcome, call, in_words
from ...exercises.deriving import judge_derivation
from ...exercises.exercise import Verdict
from ...exercises.judging import no_function, occasions
from ...exercises.ours import OURS
from ...exercises.tasks import DERIVATIONS, TASKS
from .limits import limit_resources, refuse_the_rest
from .watching import codes_of, watch

LARGEST_RESULT = 16_000_000  # bytes of one array
_MOST_FILES = 1024  # that a process has open as it starts


def generator(seed, name):
    """Make the generator that draws the arguments of an exercise.

    Parameters
    ----------
    seed : int
        Of the marking.
    name : str
        Of the exercise.

    Returns
    -------
    numpy.random.Generator
    """
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def work(connection, folder, token, seed, memory, seconds):
    """Call the functions that are asked for, until there are no more.

    Parameters
    ----------
    connection : multiprocessing.connection.Connection
        To the parent: JSON comes, signed JSON goes.
    folder : str
        An empty folder, to work in.
    token : str
        Signs what is sent.
    seed : int
        Of the marking.
    memory : int
        Bytes that may be added.
    seconds : float
        Processor time for one answer.
    """

    def send(message):
        text = json.dumps(message)
        connection.send_bytes(f"{token}{text}".encode("utf-8", "replace"))

    _settle(connection, folder)
    requests = json.loads(connection.recv_bytes())
    for module in {module for request in requests for module in request["preload"]}:
        with contextlib.suppress(Exception):
            importlib.import_module(module)
    cases = [occasions(TASKS[r["name"]], generator(seed, r["name"])) for r in requests]
    limit_resources(memory, seconds * len(requests) + 60)
    seen = watch()
    refuse_the_rest(folder)
    send("ready")
    for request, arguments in zip(requests, cases, strict=True):
        exercise = TASKS[request["name"]]
        seen.begin(_allowed(exercise, request, arguments), exercise.oracle)
        # With each thing that is said: the process may not come to its end.
        for kind, said in _answer(exercise, request, arguments):
            send({kind: said, "called": seen.called})
        seen.end()


def derive(connection, folder, token, seed, memory, seconds):
    """Judge derivations, which are text: no code of a student runs here.

    Parameters
    ----------
    connection, folder, token, seed, memory, seconds
        As of `work`.
    """
    _settle(connection, folder)
    requests = json.loads(connection.recv_bytes())
    limit_resources(memory, seconds * len(requests) + 60)
    connection.send_bytes(f'{token}"ready"'.encode())
    for request in requests:
        name = request["name"]
        verdict, rows = judge_derivation(
            DERIVATIONS[name], request["lines"], generator(seed, name)
        )
        message = {**vars(verdict), "rows": rows}
        connection.send_bytes(f"{token}{json.dumps(message)}".encode())


def _settle(connection, folder):
    if hasattr(os, "setsid"):
        os.setsid()
        # A byte in the pipes of the process that made this one would end it.
        os.closerange(3, connection.fileno())
        os.closerange(connection.fileno() + 1, _MOST_FILES)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update({"HOME": folder, "MPLBACKEND": "Agg", "MPLCONFIGDIR": folder})
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    threadpool_limits(1, user_api="blas")


def _answer(exercise, request, cases):
    """Call one answer for all arguments, and yield what comes of each call."""
    names = {name: OURS[name] for name in request["ours"]}
    verdict, answer = None, None
    try:
        answer = _define(exercise.name, request["statements"], names)
        verdict = no_function(exercise, answer)
    except BaseException as error:
        text = f"Python cannot define it: {in_words(error)}."
        verdict = Verdict("error", text, mistake=type(error).__name__)
    if verdict is not None:
        yield "verdict", vars(verdict)
        cases = []
    for arguments in cases:
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002 - students use it
        yield "outcome", _plain(call(exercise, answer, arguments))
    yield "end", True


def _define(name, statements, names):
    """Run the statements that an answer needs, and its own as the last."""
    names["__name__"] = "__main__"
    for number, (source, is_given) in enumerate(statements):
        file = f"<{'notebook' if is_given else name} {number}>"
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        is_answer = number == len(statements) - 1
        # What is needed only by chance may fail; the answer then says so itself.
        with contextlib.suppress(*(() if is_answer else (Exception, SystemExit))):
            exec(compile(source, file, "exec", dont_inherit=True), names)
    return names.get(name)


def _allowed(exercise, request, cases):
    """Code of helpers that an answer may call by itself."""
    allowed = [OURS[name] for name in request["earlier"]]
    for module, name in request["used"]:
        with contextlib.suppress(Exception):
            allowed.append(getattr(importlib.import_module(module), name))
    given = [value for arguments in cases for value in arguments.values()]
    allowed += [value if callable(value) else type(value) for value in given]
    codes = set().union(*map(codes_of, allowed))
    return codes - codes_of(exercise.oracle)


def _plain(outcome):
    """An outcome as JSON can hold it."""
    results = []
    for result in outcome.results:
        array = result.array
        if array.nbytes > LARGEST_RESULT:
            text = f"It must return far fewer numbers; {result.what} has {array.size}."
            return vars(Outcome(unreadable=text))
        if array.dtype.itemsize > 8:
            array = array.astype(np.float64)
        array = np.ascontiguousarray(array).reshape(array.shape)
        results.append(
            {
                "dtype": array.dtype.newbyteorder("<").str,
                "shape": array.shape,
                "kind": result.kind,
                "numbers": base64.b64encode(
                    array.astype(array.dtype.newbyteorder("<")).tobytes()
                ).decode(),
            }
        )
    return {**vars(outcome), "results": results}
