"""Results of marking, as they stand in MARKS/results, for the tests of feedback."""

import json

import numpy as np

from helpers.classroom.asked import exercises
from helpers.classroom.edition import read_cells
from helpers.exercises.deriving import judge_derivation
from helpers.exercises.judging import judge
from helpers.exercises.ours import OURS
from helpers.exercises.tasks import DERIVATIONS, SPOTS, TASKS


def result(student, notebook, answers, trouble=""):
    """Judge the answers of a student: code, LaTeX, line or words by exercise."""
    asked = exercises(read_cells(notebook))
    marks = [_mark(task, answers.get(task.name, "")) for task in asked]
    return {
        "student": student,
        "notebook": notebook.stem,
        "file": f"{student}/{notebook.name}",
        "trouble": trouble,
        "marks": marks,
    }


def write(folder, *results):
    """Write results as marking does."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, value in enumerate(results):
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1)
        (folder / f"{number}.json").write_text(text, encoding="utf-8")


def _mark(asked, answer):
    mark = {
        "name": asked.name,
        "number": asked.number,
        "title": asked.title,
        "kind": asked.kind,
        "answer": answer,
        "state": "not attempted",
        "points": 0.0,
        "of": asked.of,
        "text": "",
        "mistake": "",
        "rows": [],
        "flags": [],
    }
    rng = np.random.default_rng(0)
    if asked.kind == "written":
        return mark | {"points": None, "state": "written" if answer else mark["state"]}
    if asked.kind == "prediction":
        return mark | {"state": "predicted" if answer else mark["state"]}
    if asked.kind == "spot":
        if not answer:
            return mark
        spot = SPOTS[asked.name]
        right = int(answer) == spot.wrong
        return mark | {
            "state": "correct" if right else "not yet",
            "points": asked.of * right,
            "text": spot.why if right else f"Line {answer} holds.",
        }
    if asked.kind == "derivation":
        verdict, rows = judge_derivation(DERIVATIONS[asked.name], answer or ..., rng)
        mark["rows"] = [list(row) for row in rows]
    else:
        names = {**OURS, "np": np}
        if answer:
            exec(answer, names)
        verdict = judge(
            TASKS[asked.name], names.get(asked.name, ...) if answer else ..., rng
        )
    return mark | {
        "state": verdict.state,
        "points": float(verdict.points),
        "text": verdict.text,
        "mistake": verdict.mistake,
    }
