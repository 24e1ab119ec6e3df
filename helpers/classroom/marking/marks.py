"""Mark a tree of hand-ins: one file for each of them, and tables of all."""

import contextlib
import hashlib
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path

from ...machine.progress import progress_bar
from ..writing import write
from .bounded import Limits
from .collect import collect, file_stem
from .judged import judge_hand_in
from .limits import PACKAGE
from .tables import write_tables

RESULTS = "results"


def mark(folder, to, sheets, *, seed=0, jobs=None, limits=None):
    """Mark all hand-ins of a folder.

    What was marked before and has not changed since is not marked again. Nothing is
    written into the folder.

    Parameters
    ----------
    folder : str or Path
        The hand-ins: a tree of any form; see `files` and `collect`.
    to : str or Path
        Where the marks go. The folder is made; in it, "results" holds a file for each
        hand-in, and belongs to this function alone.
    sheets : dict of str to Sheet
        The notebooks, by their names.
    seed : int
        Draws the arguments of the functions. The same seed gives the same files.
    jobs : int, optional
        Hand-ins at a time; by default the number of processors.
    limits : Limits, optional
        For each hand-in.

    Returns
    -------
    records : list of dict
        What the files hold, in the order of students and notebooks.
    notes : list of str
        What the instructor should know.

    Raises
    ------
    ValueError
        If `folder` holds no hand-in, or is the place for the marks.
    OSError
        If a folder cannot be read or written.
    """
    folder, to, limits = Path(folder), Path(to), limits or Limits()
    if not folder.is_dir():
        raise ValueError(f"folder must be a folder with hand-ins; {folder} is none")
    if to.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise ValueError(f"to must be another folder than the hand-ins'; got {to}")
    hand_ins, others = collect(folder, sheets, to)
    if not hand_ins:
        raise ValueError(f"there is no hand-in in {folder}")
    results = to / RESULTS
    results.mkdir(parents=True, exist_ok=True)
    taken = set()
    places = {
        results / f"{file_stem(hand_in.student, hand_in.notebook, taken)}.json": hand_in
        for hand_in in hand_ins
    }
    state = _state(seed, limits)
    digests = {
        place: _digest(hand_in, sheets.get(hand_in.notebook), state)
        for place, hand_in in places.items()
    }
    waiting = [place for place in places if _kept(place, digests[place]) is None]
    _make(waiting, places, digests, sheets, seed, limits, jobs)
    notes = [f"{name}: none of these notebooks" for name in others]
    notes += _remove_others(results, places)
    records = [json.loads(place.read_text(encoding="utf-8")) for place in places]
    write_tables(records, sheets, to)
    return records, notes


def _make(waiting, places, digests, sheets, seed, limits, jobs):
    """Judge hand-ins, some at a time, and write the file of each as it is done."""
    stopped = threading.Event()

    def make(place):
        hand_in = places[place]
        if stopped.is_set():
            return
        sheet = sheets.get(hand_in.notebook)
        made_of = digests[place]
        try:
            record = judge_hand_in(hand_in, sheet, seed, limits)
        except Exception as error:  # a fault of ours must not stop all others
            reason = f"marking it failed, {type(error).__name__}: {error}"
            hand_in = replace(hand_in, trouble=" ".join(reason.split())[:300])
            record = judge_hand_in(hand_in, sheet, seed, limits)
            made_of = ""  # the next marking tries again
        write(place, to_json(record | {"made_of": made_of}))

    jobs = jobs or os.cpu_count() or 1
    with progress_bar(len(waiting), "hand-in") as bar, ThreadPoolExecutor(jobs) as pool:
        try:
            for done in as_completed([pool.submit(make, place) for place in waiting]):
                done.result()
                bar.update(1)
        except BaseException:
            stopped.set()  # those that are begun come to their end
            raise


def to_json(value):
    """Write a value as JSON, the same each time.

    Parameters
    ----------
    value : dict
        What is to be written.

    Returns
    -------
    str
    """
    return json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def _kept(place, digest):
    """What the file of a hand-in holds, if it is made of what is there now."""
    try:
        record = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_same = isinstance(record, dict) and record.get("made_of") == digest
    return record if is_same else None


def _remove_others(results, places):
    """Remove results of hand-ins that are no longer there: say which."""
    notes = []
    for path in sorted(results.iterdir()):
        if path.name.endswith(".part") and path.name.startswith("."):
            path.unlink(missing_ok=True)  # left by a marking that was ended
        elif path.suffix == ".json" and path not in places:
            with contextlib.suppress(OSError):
                path.unlink()
                notes.append(f"{path.name}: its hand-in is gone, so it was removed")
    return notes


def _state(seed, limits):
    """What the marks depend on besides hand-in and notebook, as one text."""
    digest = hashlib.sha256(f"{seed} {limits}".encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _digest(hand_in, sheet, state):
    about = (
        hand_in.student,
        hand_in.notebook,
        hand_in.file,
        hand_in.digest,
        hand_in.trouble,
        hand_in.flags,
        sheet.digest if sheet else "",
        state,
    )
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()
