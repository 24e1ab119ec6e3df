"""Work on a hand-in in processes of its own that may end, hang or lie."""

import base64
import contextlib
import json
import multiprocessing
import os
import secrets
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

import numpy as np

from ...exercises.calling import Outcome
from ...exercises.results import Result, names_of
from ...exercises.tasks import TASKS
from . import child

_START = 120  # seconds for a process to begin, on a machine with much other work
_LARGEST_MESSAGE = 100_000_000
# A process that starts looks at all others, also at those that end in other threads.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Limits:
    """What the process of a hand-in may use.

    Attributes
    ----------
    seconds : float
        For one answer, by the clock.
    memory : int
        Bytes.
    """

    seconds: float = 5.0
    memory: int = 1_000_000_000


@dataclass(frozen=True)
class Called:
    """What came of an answer.

    Attributes
    ----------
    outcomes : tuple of Outcome
        Of each call, as far as it came.
    called : tuple of str
        Functions of `helpers` that the answer called and should not have.
    verdict : dict
        What was said about it where no call was possible.
    """

    outcomes: tuple = ()
    called: tuple = ()
    verdict: dict | None = None


ENDED = Outcome(
    error="process ended",
    lost="It ended the process in which it was called, or used too much memory.",
)


def run(requests, seed, limits):
    """Call the functions of one hand-in.

    Parameters
    ----------
    requests : list of dict
        As `child.work` takes them.
    seed : int
        Of the marking.
    limits : Limits
        For each of them.

    Yields
    ------
    Called
        For each request.
    """
    work = _Work(child.work, seed, limits)
    try:
        for place, request in enumerate(requests):
            if not work.is_running:
                work.start(requests[place:])
            yield _called(work, request)
    finally:
        work.end()


def derive(requests, seed, limits):
    """Judge the derivations of one hand-in.

    Parameters
    ----------
    requests : list of dict
        Name and lines of each.
    seed : int
        Of the marking.
    limits : Limits
        For each of them.

    Yields
    ------
    dict
        The verdict and "rows" for each request; empty if it took too long.
    """
    work = _Work(child.derive, seed, limits)
    try:
        for place in range(len(requests)):
            if not work.is_running:
                work.start(requests[place:])
            try:
                yield work.next(time.monotonic() + 4 * limits.seconds)
            except (TimeoutError, OSError, EOFError, ValueError):
                work.end()
                yield {}
    finally:
        work.end()


def _called(work, request):
    """All that comes of one answer; if its process is lost, it is ended."""
    outcomes, called, verdict = [], (), None
    deadline = time.monotonic() + work.limits.seconds
    try:
        while True:
            message = work.next(deadline)
            called = tuple(str(name)[:200] for name in message["called"][:20])
            if "outcome" in message:
                outcomes.append(_outcome(request["name"], message["outcome"]))
            elif "verdict" in message:
                names = ("state", "text", "mistake")
                verdict = {k: str(message["verdict"][k])[:2000] for k in names}
                if verdict["state"] not in ("error", "not attempted"):
                    raise ValueError("only what cannot be called has a verdict here")
            else:
                return Called(tuple(outcomes), called, verdict)
    except TimeoutError:
        text = (
            f"It did not come to an end within {work.limits.seconds:g} seconds. Does "
            "every loop in it come to an end?"
        )
        lost = Outcome(error="endless loop", lost=text)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        lost = ENDED
    work.end()
    return Called((*outcomes, lost), called, verdict)


def _outcome(name, message):
    """Read what the process says of a call; ValueError if it is nothing of the kind."""
    results = tuple(
        Result(_array(part), str(part["kind"])[:100], what)
        for part, what in zip(
            message.pop("results"), names_of(TASKS[name]), strict=False
        )
    )
    if results and len(results) != len(names_of(TASKS[name])):
        raise ValueError("not as many results as were asked for")
    message["variables"] = tuple(map(str, message["variables"]))
    for key, value in message.items():
        if not isinstance(value, type(getattr(Outcome, key))):
            raise ValueError(f"{key} is of another type")
    outcome = Outcome(results=results, **message)
    is_silent = outcome.error or outcome.unreadable or outcome.is_unfinished
    if not results and not is_silent:
        raise ValueError("neither results nor a reason")
    return outcome


def _array(part):
    dtype = np.dtype(part["dtype"])
    if dtype.kind not in "biuf" or dtype.itemsize > 8:
        raise ValueError("not numbers")
    data = base64.b64decode(part["numbers"], validate=True)
    return np.frombuffer(data, dtype).reshape([int(size) for size in part["shape"]])


class _Work:
    """A process, and what it sends."""

    def __init__(self, target, seed, limits):
        self.target, self.seed, self.limits = target, seed, limits
        self.process = self.connection = self.folder = None

    @property
    def is_running(self):
        return self.process is not None

    def start(self, requests):
        """Start a process for the requests that are left."""
        self.token = secrets.token_hex(16)
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        context = _context()
        self.connection, theirs = context.Pipe()
        arguments = (theirs, self.folder.name, self.token, self.seed)
        limits = (self.limits.memory, self.limits.seconds)
        process = context.Process(
            target=self.target, args=(*arguments, *limits), daemon=True
        )
        with _one_at_a_time, _fixed_environment():
            _start(process)
        self.process = process
        theirs.close()
        try:
            self.connection.send_bytes(json.dumps(requests).encode())
            self.next(time.monotonic() + _START)
        except (OSError, EOFError, ValueError) as error:
            raise RuntimeError("a process for answers cannot be started") from error

    def next(self, deadline):
        """Return the next thing that the process says."""
        if not self.connection.poll(max(0, deadline - time.monotonic())):
            raise TimeoutError
        # What comes may be the beginning of a message that never ends.
        late = threading.Timer(max(1, deadline - time.monotonic()), self._kill)
        late.start()
        try:
            text = self.connection.recv_bytes(_LARGEST_MESSAGE).decode("utf-8")
        finally:
            late.cancel()
        if not text.startswith(self.token):
            raise ValueError("it is not signed")
        return json.loads(text[len(self.token) :])

    def end(self):
        """End the process and all that it has started."""
        if self.process is None:
            return
        with _one_at_a_time:
            self._kill()
            self.process.join()
            self.process.close()
        self.connection.close()
        self.folder.cleanup()
        self.process = None

    def _kill(self):
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(self.process.pid, signal.SIGKILL)  # it leads its own session
        self.process.kill()


def _start(process):
    """Start a process; if that which makes the copies is just ending, another does."""
    for wait in (0.1, 1, 5):
        try:
            return process.start()
        except (OSError, EOFError):
            time.sleep(wait)
    return process.start()


def _context():
    """Processes start as copies of one that is ready, where the system can."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([child.__name__])
    return context


@contextlib.contextmanager
def _fixed_environment():
    """New processes get the same order of sets each time, and one thread."""
    fixed = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    fixed |= {"PYTHONHASHSEED": "0"}
    fixed |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    before = {name: os.environ.get(name) for name in fixed}
    os.environ |= fixed
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
