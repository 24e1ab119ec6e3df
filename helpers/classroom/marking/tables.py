"""Tables of all marks, for a spreadsheet, made of the files of the hand-ins."""

import csv
import io
from collections import defaultdict

from ..writing import write
from .figure import mistakes_figure
from .sameness import same_answers

_FORMULA = ("=", "+", "-", "@")


def write_tables(records, sheets, to):
    """Write marks.csv, mistakes.csv, flags.csv and the figure of the mistakes.

    Parameters
    ----------
    records : list of dict
        What the files of the hand-ins hold.
    sheets : dict of str to Sheet
        The notebooks, by their names.
    to : Path
        Where they go.
    """
    mistakes = count_mistakes(records)
    tables = {
        "marks.csv": _marks(records),
        "mistakes.csv": [
            ("notebook", "exercise", "number", "mistake", "students"),
            *((*key, count) for key, count in mistakes),
        ],
        "flags.csv": _flags(records, sheets),
    }
    for name, rows in tables.items():
        write(to / name, as_csv(rows))
    for ending, data in mistakes_figure(mistakes, len(_students(records))).items():
        write(to / f"mistakes.{ending}", data)


def count_mistakes(records):
    """Count the students who made each mistake.

    Parameters
    ----------
    records : list of dict
        What the files of the hand-ins hold.

    Returns
    -------
    list of ((notebook, exercise, number, mistake), int)
        The most frequent first.
    """
    students = defaultdict(set)
    for record, mark in _each(records):
        if mark["mistake"] and mark["state"] != "withheld":
            key = (record["notebook"], mark["name"], mark["number"], mark["mistake"])
            students[key].add(record["student"])
    counts = ((key, len(found)) for key, found in students.items())
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def as_csv(rows):
    """Write rows as CSV, such that no spreadsheet takes a cell for a formula.

    Parameters
    ----------
    rows : iterable of tuple
        The first one is the head.

    Returns
    -------
    bytes
        In UTF-8, with the mark by which spreadsheets know it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _safe(cell):
    if isinstance(cell, float):
        return f"{cell:g}"
    text = " ".join(str(cell).split())
    is_formula = isinstance(cell, str) and text.startswith(_FORMULA)
    return f"'{text}" if is_formula else text


def _marks(records):
    head = ("student", "notebook", "exercise", "number", "points", "of", "state")
    yield (*head, "file", "trouble")
    for record in records:
        before = (record["student"], record["notebook"])
        after = (record["file"], record["trouble"])
        if not record["marks"]:
            yield (*before, "", "", "", "", "not read", *after)
        for mark in record["marks"]:
            points = "" if mark["points"] is None else mark["points"]
            about = (mark["name"], mark["number"], points, mark["of"], mark["state"])
            yield (*before, *about, *after)


def _flags(records, sheets):
    yield ("student", "notebook", "exercise", "number", "flag")
    for record in records:
        for flag in record["flags"]:
            yield (record["student"], record["notebook"], "", "", flag)
    for record, mark in _each(records):
        about = (record["student"], record["notebook"], mark["name"], mark["number"])
        for flag in mark["flags"]:
            yield (*about, flag)
    yield from same_answers(records, sheets)


def _each(records):
    return [(record, mark) for record in records for mark in record["marks"]]


def _students(records):
    return {record["student"] for record in records}
