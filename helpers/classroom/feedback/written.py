"""Points and comments that a human gives for written answers, in a table: written.csv.

The table is made as a template and is filled in by a spreadsheet program. What was
filled in is never overwritten; rows are added for hand-ins that are new.
"""

import csv
import hashlib
import io
import math
from pathlib import Path

from helpers.classroom.writing import write
from helpers.formulas.strings import clean
from helpers.report.reading import read_file

COLUMNS = ("student", "notebook", "task", "answer", "points", "of", "comment")
_VERSION = "version"  # of the answer that was read; the last column
_NUMBER = 0  # key of a row's number in the file, where the head is row 1
_LARGEST = 50_000_000  # bytes
_SHOWN = 60  # characters of an answer


def mark_written(results, path):
    """Put the points and comments of a table into the results.

    Rows that are missing in it are added. Where nothing was filled in, the words of the
    answer are brought up to date, and a row goes with its hand-in.

    Parameters
    ----------
    results : list of Result
        What marking has found; the marks of written answers are changed.
    path : Path
        The table, ``written.csv``: comma, semicolon or tab between the columns, with a
        byte-order mark or without, numbers with a point or a comma.

    Returns
    -------
    list of str
        Answers that have changed since they were marked, a line for each.

    Raises
    ------
    ValueError
        If something in the table cannot be used; a line for each such row. Nothing is
        changed then.
    OSError
        If it cannot be read or written.
    """
    path = Path(path)
    marks = _written_marks(results)
    table = _read(path) if path.exists() else _Table()
    given, largest = _check(table.rows, marks, path.name)
    notes, before = [], table.text()
    table.rows = [row for row in table.rows if _key_of(row) in marks]
    for row in table.rows:
        mark, is_marked = marks[_key_of(row)], row["points"] or row["comment"]
        if row[_VERSION] != _version(mark["answer"]):
            if is_marked and row[_VERSION]:
                student, notebook, task = _key_of(row)
                notes.append(
                    f"{path.name}, row {row[_NUMBER]}: the answer of {student} to "
                    f"{task} of {notebook} has changed since it was marked"
                )
            else:
                row |= _words(mark)
    known = {_key_of(row) for row in table.rows}
    for key, mark in marks.items():
        if key not in known:
            words = dict(zip(COLUMNS, key, strict=False)) | _words(mark)
            table.rows.append(dict.fromkeys(table.columns, "") | words)
        student, notebook, task = key
        mark["of"] = largest.get((notebook, task), mark["of"])
        mark["points"], mark["comment"] = given.get(key, (None, ""))
        if mark["points"] is None and mark["state"] == "not attempted" and mark["of"]:
            mark["points"] = 0.0
    if marks and table.text() != before:
        write(path, table.text())
    return notes


def _written_marks(results):
    """The marks of all written answers, by student, notebook and task."""
    marks, files = {}, {}
    for result in results:
        for mark in result.marks:
            if mark["kind"] != "written" or result.trouble:
                continue
            words = (result.student, result.notebook, mark["name"])
            key = tuple(map(_defused, words))
            other = files.setdefault(key, result.file)
            if key in marks:
                raise ValueError(
                    f"{other} and {result.file} are both {key[1]} by {key[0]}: which "
                    "of them counts?"
                )
            marks[key] = mark
    return marks


class _Table:
    """Rows of a file, in the form that it has."""

    def __init__(self, columns=(*COLUMNS, _VERSION), rows=(), mark="\ufeff", comma=","):
        self.columns, self.rows = columns, list(rows)
        self.mark, self.comma = mark, comma

    def text(self):
        """The file: a spreadsheet program knows by its mark that it is UTF-8."""
        written = io.StringIO()
        writer = csv.DictWriter(
            written,
            self.columns,
            extrasaction="ignore",  # the number of the row
            delimiter=self.comma,
            lineterminator="\r\n",
        )
        writer.writeheader()
        writer.writerows(self.rows)
        return self.mark + written.getvalue()


def _read(path):
    try:
        text = read_file(path, _LARGEST).decode()
    except UnicodeDecodeError:
        raise ValueError(
            f"{path.name} is not in UTF-8: save it as “CSV UTF-8” in the spreadsheet "
            "program"
        ) from None
    mark = "\ufeff" * text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    comma = max(",;\t", key=head.count)
    try:
        reader = csv.DictReader(
            io.StringIO(text, newline=""), delimiter=comma, strict=True
        )
        columns = tuple(reader.fieldnames or ())
        rows = [
            row | {_NUMBER: number}
            for number, row in enumerate(reader, 2)
            if any(row.values())
        ]
    except csv.Error as error:
        raise ValueError(f"{path.name} is no table: {error}") from None
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise ValueError(
            f"{path.name}: its first row must name the columns {', '.join(COLUMNS)}; "
            f"it lacks {', '.join(missing)}"
        )
    for row in rows:
        if None in row:
            raise ValueError(
                f"{path.name}, row {row[_NUMBER]} has more cells than columns"
            )
    columns += (_VERSION,) * (_VERSION not in columns)
    rows = [
        {name: (row.get(name) or "").strip() for name in columns}
        | {_NUMBER: row[_NUMBER]}
        for row in rows
    ]
    return _Table(columns, rows, mark, comma)


def _check(rows, marks, name):
    """Read what is given in all rows: (points, comment) of each, and points for all."""
    given, largest, wrong = {}, {}, []
    for row in rows:
        key = _key_of(row)
        try:
            if key not in marks:
                if not (row["points"] or row["of"] or row["comment"]):
                    continue  # of the template, for a hand-in that is gone
                raise ValueError(
                    f"there is no hand-in of {key[1] or 'a notebook'} by "
                    f"{key[0] or 'a student'} with a task {key[2] or 'without name'}"
                )
            if key in given:
                raise ValueError("this student and task have a row above")
            of = _number(row["of"], "of")
            if of is not None and largest.setdefault(key[1:], of) != of:
                raise ValueError(
                    f"“of” is {of:g}, and {largest[key[1:]]:g} for another student"
                )
            given[key] = (_number(row["points"], "points"), row["comment"])
        except ValueError as error:
            wrong.append(f"{name}, row {row[_NUMBER]}: {error}")
    for row in rows:
        points, _ = given.get(_key_of(row), (None, ""))
        of, where = largest.get(_key_of(row)[1:]), f"{name}, row {row[_NUMBER]}"
        if points is not None and of is None:
            wrong.append(f"{where}: points, but of how many? Fill in “of”")
        elif points is not None and points > of:
            wrong.append(f"{where}: {points:g} points are more than {of:g}")
    if wrong:
        raise ValueError("\n".join(wrong))
    return given, largest


def _number(text, column):
    if not text:
        return None
    try:
        value = float(text.replace(",", ".", 1))
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise ValueError(f"“{column}” must be a number from 0 on, or empty; got {text}")
    return value


def _key_of(row):
    return row["student"], row["notebook"], row["task"]


def _words(mark):
    """What a row says about the answer itself."""
    answer = " ".join(mark["answer"].split())
    shown = answer if len(answer) <= _SHOWN else f"{answer[:_SHOWN]} …"
    return {"answer": _defused(shown), _VERSION: _version(mark["answer"])}


def _version(answer):
    """A name for an answer: with a letter first, or it would be taken for a number."""
    return "v" + hashlib.sha256(answer.encode("utf-8", "replace")).hexdigest()[:10]


def _defused(text):
    """Text that no spreadsheet program takes for a formula."""
    text = " ".join(clean(text).split())
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
