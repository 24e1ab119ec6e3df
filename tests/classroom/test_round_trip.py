"""nbgrader and otter-grader, for real: what they hand out, and what they award."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from small_course import ANSWERS, EARNED, OF, answered, solved

import helpers
from helpers.classroom.__main__ import main
from helpers.classroom.edition import workbook

NEEDED = "needs the tool: pip install '.[classroom]'"
TOP = Path(helpers.__file__).parents[1]
SECRET = ("np.where", "len(y)", "= 5", "(1 + e^{-z})^2", "lower", "SECRET", "SOLUTION")


def tool(name, *arguments, cwd):
    """Run a tool; return what it printed."""
    environment = dict(os.environ)
    for variable, first in {
        "PYTHONPATH": TOP,
        "PATH": Path(sys.executable).parent,
    }.items():
        rest = filter(None, [environment.get(variable)])
        environment[variable] = os.pathsep.join([str(first), *rest])
    done = subprocess.run(
        [sys.executable, "-m", name, *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def hand_out(solution, folder, form):
    arguments = ["hand-out", solution, "--to", folder, "--format", form]
    assert main([*map(str, arguments)]) == 0


def shown(path):
    """All that a student can read in a notebook."""
    notebook = nbformat.read(path, as_version=4)
    return notebook, "\n".join(cell.source for cell in notebook.cells)


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    return solved(tmp_path_factory.mktemp("solved") / "small.ipynb")


# --- nbgrader -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(solution, tmp_path_factory):
    """A course of three students, marked by nbgrader, with its feedback."""
    pytest.importorskip("nbgrader", reason=NEEDED)
    folder = tmp_path_factory.mktemp("nbgrader")
    hand_out(solution, folder, "nbgrader")
    tool("nbgrader", "generate_assignment", "small", cwd=folder)
    released, _ = shown(folder / "release/small/small.ipynb")
    for student, answers in ANSWERS.items():
        path = folder / "submitted" / student / "small/small.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(answered(released, answers), path)
    tool("nbgrader", "autograde", "small", cwd=folder)
    tool("nbgrader", "generate_feedback", "small", cwd=folder)
    return folder


def test_nbgrader_hands_out_the_workbook_and_no_solution(course, solution):
    released, text = shown(course / "release/small/small.ipynb")
    assert not [word for word in SECRET if word in text]
    ours = workbook(solution, course)
    graded = [c for c in released.cells if c.metadata.get("nbgrader", {}).get("locked")]
    theirs = [cell for cell in released.cells if cell not in graded]
    assert [c.source.split() for c in theirs] == [c.source.split() for c in ours.cells]
    assert [c.id for c in theirs] == [c.id for c in ours.cells]
    assert [c.metadata.nbgrader.points for c in graded] == list(OF.values())


@pytest.mark.parametrize("student", EARNED)
def test_nbgrader_awards_our_points(course, student):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        found = gradebook.find_submission_notebook("small", "small", student)
        points = {g.name.removesuffix("-points"): g.score for g in found.grades}
    points.pop("words")  # for a human
    assert points == EARNED[student]


@pytest.mark.parametrize("student", EARNED)
def test_nbgrader_writes_feedback(course, student):
    text = (course / "feedback" / student / "small/small.html").read_text("utf-8")
    assert "my_sigmoid-points" in text


def test_nbgrader_runs_its_source_and_finds_every_point(course):
    source = course / "source/small/small.ipynb"
    said = tool("nbgrader", "validate", source, cwd=course)
    assert "Success" in said


# --- otter-grader ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def assignment(solution, tmp_path_factory):
    """What otter makes of the master."""
    pytest.importorskip("otter", reason=NEEDED)
    folder = tmp_path_factory.mktemp("otter")
    hand_out(solution, folder, "otter")
    tool("otter", "assign", "small.ipynb", "dist", cwd=folder)
    return folder / "dist"


def test_otter_hands_out_the_workbook_and_no_solution(assignment, solution):
    _, text = shown(assignment / "student/small.ipynb")
    assert not [word for word in SECRET if word in text]
    ours = workbook(solution, assignment)
    code = [cell.source for cell in ours.cells if cell.cell_type == "code"]
    assert all(source in text for source in code)
    assert (assignment / "student/DATA.md").is_file()


@pytest.mark.parametrize("student", EARNED)
def test_otter_awards_our_points(assignment, student, tmp_path):
    handed_out, _ = shown(assignment / "student/small.ipynb")
    nbformat.write(answered(handed_out, ANSWERS[student]), tmp_path / "small.ipynb")
    (archive,) = (assignment / "autograder").glob("*.zip")
    run = ["run", "small.ipynb", "-a", archive, "-o", tmp_path, "--no-logo"]
    tool("otter", *run, cwd=tmp_path)
    results = json.loads((tmp_path / "results.json").read_text("utf-8"))
    tests = [test for test in results["tests"] if "score" in test]
    points = {test["name"]: test["score"] for test in tests}
    assert points == EARNED[student]
    assert {test["name"]: test["max_score"] for test in tests} == OF
