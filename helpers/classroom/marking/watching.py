"""Which functions of `helpers` an answer calls by itself."""

import sys

from ...exercises import calling, results
from . import limits

ROOT = str(limits.PACKAGE)
# They call the answer, read its result, and refuse what it must not do.
_OWN = {calling.__file__, results.__file__, limits.__file__}


class Watch:
    """Notes the calls of an answer into `helpers` that are not allowed."""

    def __init__(self):
        self._allowed, self._oracle, self._called = set(), set(), {}
        self._is_on = False

    def begin(self, allowed, oracle):
        """Begin with an answer: code that it may call, and our own answer."""
        self._allowed, self._oracle = allowed, codes_of(oracle)
        self._called, self._is_on = {}, True

    def end(self):
        """Note nothing more."""
        self._is_on = False

    @property
    def called(self):
        """Names of what was called, in the order of the first calls."""
        return list(self._called)[:20]

    def __call__(self, frame, event, _):
        """Look at one event of the interpreter."""
        if event != "call" or not self._is_on:
            return
        code = frame.f_code
        if code in self._allowed or not code.co_filename.startswith(ROOT):
            return
        if code.co_filename in _OWN:
            return
        caller = _caller(frame)
        if caller == "student" or (caller == "notebook" and code in self._oracle):
            name = f"{frame.f_globals.get('__name__')}.{code.co_name}"
            self._called[name] = True


def _caller(frame):
    """Who calls: helpers, the student, or the notebook as it was handed out."""
    before = frame.f_back
    while before is not None:
        file = before.f_code.co_filename
        if before.f_code is calling.call.__code__:
            return "student"
        if file.startswith(ROOT):
            return "helpers"
        if file.startswith("<notebook"):
            return "notebook"
        if file.startswith("<") and not file.startswith("<frozen"):
            return "student"
        before = before.f_back
    return "helpers"


def watch():
    """Watch all calls of this process from now on.

    Returns
    -------
    Watch
    """
    found = Watch()
    sys.setprofile(found)
    sys.getprofile = lambda: None  # an answer could switch it off
    return found


def codes_of(thing):
    """List the code of a function, or of the methods of a class.

    Parameters
    ----------
    thing : anything
        What is neither has none.

    Returns
    -------
    set of code
    """
    if isinstance(thing, type):
        parts = [part for base in thing.__mro__ for part in vars(base).values()]
        parts = [getattr(part, "fget", None) or part for part in parts]
    else:
        parts = [thing]
    codes = [getattr(getattr(p, "__func__", p), "__code__", None) for p in parts]
    return set().union(*(_with_inner(code) for code in codes if code is not None))


def _with_inner(code):
    """Code, and that of the functions that are made in it."""
    inner = [part for part in code.co_consts if isinstance(part, type(code))]
    return {code}.union(*map(_with_inner, inner))
