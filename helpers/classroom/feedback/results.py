"""The results of marking: one JSON file for each hand-in."""

import json
from dataclasses import dataclass

STATES = {
    "correct": "✓ correct",
    "partly": "◐ partly",
    "not yet": "✗ not yet",
    "error": "✗ error",
    "not understood": "✗ not understood",
    "withheld": "✗ withheld",
    "not attempted": "○ not attempted",
    "not read": "○ not read",
    "predicted": "predicted",
    "written": "written",
}
_FORM = {
    "name": str,
    "number": str,
    "title": str,
    "kind": str,
    "answer": str,
    "state": str,
    "points": (int, float, type(None)),
    "of": (int, float),
    "text": str,
    "mistake": str,
    "rows": list,
    "flags": list,
}


@dataclass
class Result:
    """What marking has found about one hand-in.

    Attributes
    ----------
    student, notebook, file : str
        Who handed in which notebook, and the file as it was found.
    trouble : str
        Why it could not be read; empty if it was.
    flags : list of str
        What stands out about the hand-in as a whole.
    marks : list of dict
        One for each exercise: "name", "number", "title", "kind", "answer", "state",
        "points" (None: not marked yet), "of", "text", "mistake", "rows", "flags", and
        "comment" of a written answer.
    """

    student: str
    notebook: str
    file: str
    trouble: str
    flags: list
    marks: list

    @property
    def points(self):
        """The sum of all points so far."""
        return sum(mark["points"] or 0 for mark in self.marks)

    @property
    def of(self):
        """The sum of what can be earned."""
        return sum(mark["of"] for mark in self.marks)


def read_results(folder):
    """Read all results of a marking.

    Parameters
    ----------
    folder : Path
        Where the JSON files are.

    Returns
    -------
    list of Result
        By notebook and student.

    Raises
    ------
    ValueError
        If a file holds anything else; it is named.
    OSError
        If there is no such folder, or a file cannot be read.
    """
    found = [_read(path) for path in folder.iterdir() if path.suffix == ".json"]
    return sorted(found, key=lambda result: (result.notebook, result.student))


def _read(path):
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        words = [value[name] for name in ("student", "notebook", "file", "trouble")]
        flags, marks = value.get("flags", []), value["marks"]
        is_right = all(isinstance(word, str) for word in (*words, *flags)) and all(
            isinstance(mark[name], kind)
            for mark in marks
            for name, kind in _FORM.items()
        )
    except (ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ValueError(f"{path} holds no result of marking ({reason})") from None
    if not is_right:
        raise ValueError(f"{path} holds no result of marking")
    return Result(*words, flags, marks)
