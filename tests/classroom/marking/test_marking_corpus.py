"""Marking what students, systems and cheats hand in: one run for all of them."""

import csv
import io
import json
import re
import sys

import corpus
import pytest

from helpers.classroom.marking.bounded import Limits
from helpers.classroom.marking.marks import mark
from helpers.classroom.marking.sheet import read_sheet

FULL = 28.0


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The corpus, marked: the records by student, and the folder of the marks."""
    folder = tmp_path_factory.mktemp("class")
    made = {name: make() for name, make in corpus.HONEST.items()}
    made |= {name: make() for name, (make, _) in corpus.SPOILED.items()}
    made |= corpus.cheats()
    made["nothing"] = corpus.empty()
    for name, notebook in made.items():
        corpus.write(notebook, folder / "in" / name / "03_logistic.ipynb")
    sheets = {corpus.NAME: read_sheet(corpus.LOGISTIC)}
    to = folder / "marks"
    records, _ = mark(folder / "in", to, sheets, limits=Limits(seconds=4))
    return {record["student"]: record for record in records}, to, folder / "in"


def points(record):
    return {m["name"]: m["points"] for m in record["marks"] if m["kind"] != "written"}


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.mark.parametrize("name", corpus.HONEST)
def test_an_honest_hand_in_of_any_form_gets_all_points(marked, name):
    record = marked[0][name]
    assert record["trouble"] == ""
    lost = [
        (m["name"], m["state"], m["text"], m["flags"])
        for m in record["marks"]
        if m["of"] and m["points"] != m["of"]
    ]
    assert lost == []
    assert sum(points(record).values()) == FULL


@pytest.mark.parametrize("name", corpus.SPOILED)
def test_a_spoiled_answer_costs_nothing_else(marked, name):
    record = marked[0][name]
    lost = {m["name"] for m in record["marks"] if m["of"] and m["points"] != m["of"]}
    assert lost == corpus.SPOILED[name][1]
    assert all(points(record)[exercise] == 0 for exercise in lost)


@pytest.mark.parametrize("name", corpus.cheats())
def test_an_answer_that_is_not_ones_own_earns_nothing(marked, name):
    record = marked[0][name]
    found = points(record)
    assert found.pop("my_cost") == 0
    assert sum(found.values()) == FULL - 3


# What they try has no effect, so there is nothing to withhold.
WITHOUT_EFFECT = {
    "from-mine": "error",
    "in-a-thread": "error",
    "without-a-profile": "error",
    "the-watch-asked-for": "error",
    "says-it-is-right": "error",
    "source-of-ours": "error",
    "code-of-ours": "not yet",
    "patches-in-a-cell": "not yet",
    "patches-in-the-answer": "not yet",
}


@pytest.mark.parametrize("name", corpus.cheats())
def test_points_are_withheld_for_a_reason_that_is_named(marked, name):
    records, to, _ = marked
    (said,) = [m for m in records[name]["marks"] if m["name"] == "my_cost"]
    if name in WITHOUT_EFFECT:
        assert said["state"] == WITHOUT_EFFECT[name]
        return
    assert said["state"] == "withheld"
    flags = [row for row in rows(to / "flags.csv") if row["student"] == name]
    (reason, *_) = [row["flag"] for row in flags if row["exercise"] == "my_cost"]
    assert re.search(r"; would earn (3|1\.5)$", reason)
    assert reason.partition(";")[0] in said["text"]


@pytest.mark.parametrize("name", ["patches-in-a-cell", "patches-in-the-answer"])
def test_a_patched_judge_is_flagged(marked, name):
    _, to, _ = marked
    flags = [row["flag"] for row in rows(to / "flags.csv") if row["student"] == name]
    assert any("judging" in flag for flag in flags)


def test_no_honest_hand_in_is_flagged(marked):
    flags = rows(marked[1] / "flags.csv")
    honest = {*corpus.HONEST, *corpus.SPOILED, "nothing"}
    # Twins are alike because they are made of the same source.
    assert [
        r for r in flags if r["student"] in honest and "same" not in r["flag"]
    ] == []


def test_nothing_handed_in_is_not_attempted(marked):
    states = {m["state"] for m in marked[0]["nothing"]["marks"]}
    assert states == {"not attempted"}


def test_an_endless_loop_is_named(marked):
    (said,) = [m for m in marked[0]["endless"]["marks"] if m["name"] == "my_cost"]
    assert said["state"] == "error"
    assert said["mistake"] == "endless loop"
    assert "within 4 seconds" in said["text"]


def test_a_variable_of_the_notebook_is_named(marked):
    record = marked[0]["reads-the-notebook"]
    (said,) = [m for m in record["marks"] if m["name"] == "my_dz"]
    assert "It reads `X_validation` of the notebook" in said["text"]


@pytest.mark.skipif(sys.platform != "linux", reason="no limit that is kept")
def test_much_memory_is_refused(marked):
    (said,) = [m for m in marked[0]["much-memory"]["marks"] if m["name"] == "my_dz"]
    assert "MemoryError" in said["text"]


@pytest.mark.skipif(sys.platform == "win32", reason="other ways to do it")
@pytest.mark.parametrize(
    "name",
    [
        "forks",
        "connects",
        "runs-a-program",
        "runs-by-a-back-door",
        "kills",
        "writes",
    ],
)
def test_what_is_refused_is_named(marked, name):
    (said,) = [m for m in marked[0][name]["marks"] if m["name"] == "my_dz"]
    assert "PermissionError" in said["text"]


def test_the_verdict_is_that_of_the_notebook(marked):
    record = marked[0]["wrong-sigmoid"]
    (said,) = [m for m in record["marks"] if m["name"] == "my_sigmoid"]
    assert said["mistake"] == "Look at the sign of the exponent: σ must rise with z."
    assert said["text"].startswith(said["mistake"])
    assert "1 / (1 + np.exp(z))" in said["answer"]


def test_a_helper_is_shown_with_the_answer_that_needs_it(marked):
    (said,) = [m for m in marked[0]["own-helper"]["marks"] if m["name"] == "my_sigmoid"]
    assert "def small_power(z)" in said["answer"]


def test_marking_again_marks_nothing_and_gives_the_same_bytes(marked, monkeypatch):
    _, to, folder = marked
    before = {p: p.read_bytes() for p in to.rglob("*") if p.is_file()}
    monkeypatch.setattr(
        "helpers.classroom.marking.marks.judge_hand_in",
        lambda *a: pytest.fail("marked again"),
    )
    sheets = {corpus.NAME: read_sheet(corpus.LOGISTIC)}
    mark(folder, to, sheets, limits=Limits(seconds=4))
    assert {p: p.read_bytes() for p in to.rglob("*") if p.is_file()} == before


def test_every_result_is_a_file_as_agreed(marked):
    _, to, _ = marked
    keys = {"name", "number", "title", "kind", "answer", "state", "points", "of"}
    keys |= {"text", "mistake", "rows", "flags"}
    for path in (to / "results").iterdir():
        record = json.loads(path.read_text(encoding="utf-8"))
        assert {"student", "notebook", "file", "trouble", "marks"} <= set(record)
        assert all(set(mark) == keys for mark in record["marks"])
