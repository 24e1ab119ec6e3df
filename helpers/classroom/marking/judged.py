"""One hand-in, judged: what goes into its file."""

import ast
import re
import threading
from dataclasses import replace

from ...exercises.exercise import Verdict
from ...exercises.judging import NOT_ATTEMPTED, judge_calls, judge_spot
from . import bounded
from .answers import take_answers
from .child import generator

_LONGEST_ANSWER = 20_000  # characters
_parsing = threading.Lock()  # Python 3.11 fails at times where two threads parse


def judge_hand_in(hand_in, sheet, seed, limits):
    """Judge all answers of a hand-in.

    Parameters
    ----------
    hand_in : HandIn
        What was collected.
    sheet : Sheet or None
        What its notebook asks for; None if that is not known.
    seed : int
        Draws the arguments.
    limits : Limits
        For the processes that call its functions.

    Returns
    -------
    dict
        To be written as JSON; see `marks`.
    """
    record = {
        "student": hand_in.student,
        "notebook": hand_in.notebook or "unknown",
        "file": hand_in.file,
        "trouble": hand_in.trouble,
        "flags": list(hand_in.flags),
        "marks": [],
    }
    if sheet is None or hand_in.trouble:
        asked = sheet.asked if sheet else ()
        record["marks"] = [_mark(one, "", NOT_READ) for one in asked]
        return record
    with _parsing:
        taken = take_answers(hand_in.cells, sheet)
    record["flags"] += taken.flags
    judged = {
        **_functions(taken.answers, sheet, seed, limits),
        **_derivations(taken.answers, sheet, seed, limits),
    }
    for asked in sheet.asked:
        answer = taken.answers[asked.name]
        verdict, rows, flags = judged.get(asked.name) or (_said(asked, answer), [], [])
        record["marks"].append(_mark(asked, answer.text, verdict, rows, flags))
    return record


NOT_READ = Verdict("not read", "The hand-in could not be read.")
_OPEN = Verdict("not attempted", "")


def _mark(asked, answer, verdict, rows=(), flags=()):
    """What is said about one answer."""
    return {
        "name": asked.name,
        "number": asked.number,
        "title": asked.title,
        "kind": asked.kind,
        "answer": answer[:_LONGEST_ANSWER],
        "state": verdict.state,
        "points": None if asked.kind == "written" else float(verdict.points),
        "of": asked.of,
        "text": verdict.text,
        "mistake": verdict.mistake,
        "rows": [list(row) for row in rows],
        "flags": list(flags),
    }


# --- functions ------------------------------------------------------------------------


def _functions(answers, sheet, seed, limits):
    """Verdict, rows and flags of each function that is attempted."""
    attempted = [asked for asked in sheet.functions if answers[asked.name].statements]
    requests = [_request(asked, answers[asked.name], sheet) for asked in attempted]
    judged = {}
    calls = bounded.run(requests, seed, limits) if requests else ()
    for asked, called in zip(attempted, calls, strict=True):
        verdict = _reading_variables(_judge(asked.declared, called, seed), sheet)
        judged[asked.name] = _own_or_not(verdict, called, answers[asked.name])
    return judged


def _request(asked, answer, sheet):
    """What the process needs to call an answer."""
    place = sheet.functions.index(asked)
    names = {
        name: other.name
        for other in sheet.functions
        for name in (other.name, other.declared.alias)
        if name != asked.name
    }
    return {
        "name": asked.name,
        "statements": [[part.source, part.is_given] for part in answer.statements],
        "ours": sorted(names),
        "earlier": [other.name for other in sheet.functions[:place]],
        **_imports_of_ours(asked, sheet),
    }


def _imports_of_ours(asked, sheet):
    """What our own answer uses of `helpers`: an answer may use that, too."""
    waiting, seen, used = [sheet.solutions[asked.name]], set(), set()
    while waiting:
        for name in waiting.pop().needs - seen:
            seen.add(name)
            for part in sheet.given:
                if name in part.binds:
                    waiting.append(part)
                    used |= set(_imported(part.node, name))
    here = {name for f in sheet.functions for name in (f.name, f.declared.alias)}
    for part in sheet.given:  # what was written in other notebooks
        for name in part.binds - here:
            used |= {
                (module, original)
                for module, original in _imported(part.node, name)
                if module == "helpers.exercises.ours"
            }
    return {"used": sorted(used), "preload": sorted({module for module, _ in used})}


def _imported(node, name):
    """Module and name of what a statement imports of `helpers` under a name."""
    for part in ast.walk(node):
        if isinstance(part, ast.ImportFrom) and (part.module or "")[:8] == "helpers.":
            for alias in part.names:
                if name == (alias.asname or alias.name):
                    yield part.module, alias.name


def _judge(exercise, called, seed):
    """The verdict of the judge of the notebooks."""
    if called.verdict is not None:
        return Verdict(**called.verdict)
    outcomes = iter(called.outcomes)
    rng = generator(seed, exercise.name)
    return judge_calls(exercise, lambda _: next(outcomes, bounded.ENDED), rng)


def _reading_variables(verdict, sheet):
    """Explain an answer that reads what the notebook computes, which is not there."""
    missing = re.search(r"NameError: name '(\w+)' is not defined", verdict.text)
    known = {name for part in sheet.given for name in part.binds}
    if not missing or missing[1] not in known:
        return verdict
    more = (
        f" It reads `{missing[1]}` of the notebook: a function should use its "
        "arguments."
    )
    return replace(verdict, text=verdict.text + more)


def _own_or_not(verdict, called, answer):
    """Withhold the points of an answer that is not the student's own."""
    found = [f"calls {name}" for name in called.called] + list(answer.suspicions)
    if not found:
        return verdict, [], []
    flags = [f"{what}; would earn {verdict.points:g}" for what in found]
    if not verdict.points:
        return verdict, [], flags
    text = (
        f"An answer of your own is asked for; this one {found[0]}. "
        "Its points are withheld until your instructor has looked at it."
    )
    return Verdict("withheld", text, 0.0, "not one's own"), [], flags


# --- the others -----------------------------------------------------------------------


def _derivations(answers, sheet, seed, limits):
    """Verdict, rows and flags of each derivation that is attempted."""
    attempted = [
        asked
        for asked in sheet.asked
        if asked.kind == "derivation"
        and answers[asked.name].value is not ...
        and not answers[asked.name].trouble
    ]
    requests = [
        {"name": asked.name, "lines": answers[asked.name].value} for asked in attempted
    ]
    requests = [r for r in requests if _is_plain(r["lines"])]
    judged = {}
    found = bounded.derive(requests, seed, limits) if requests else ()
    for request, said in zip(requests, found, strict=True):
        rows = said.pop("rows", [])
        late = Verdict("error", "It takes too long to be read.", mistake="too long")
        verdict = Verdict(**said) if said else late
        judged[request["name"]] = verdict, rows, []
    return judged


def _is_plain(value):
    return isinstance(value, (str, int, float, bool, type(None)))


def _said(asked, answer):
    """Verdict on an answer that is a value, or missing, or could not be read."""
    if asked.kind == "written":
        return Verdict("written" if answer.text else "not attempted", "")
    if answer.trouble:
        text = f"It cannot be read: {answer.trouble}."
        return Verdict("error", text, mistake=answer.trouble.partition(":")[0][:50])
    if asked.kind == "spot":
        return judge_spot(asked.declared, answer.value)
    if asked.kind == "prediction":
        if answer.value is ...:
            return _OPEN
        if answer.value in asked.declared.choices:
            return Verdict("predicted", f"You predict “{answer.value}”.")
        choices = ", ".join(f'`"{choice}"`' for choice in asked.declared.choices)
        return Verdict("not yet", f"It is none of {choices}.")
    if asked.kind == "derivation" and answer.value is not ...:
        text = f'The lines must be text, `r"""…"""`; got `{answer.text[:100]}`.'
        return Verdict("error", text, mistake="no text")
    return NOT_ATTEMPTED if asked.kind == "function" else _OPEN
