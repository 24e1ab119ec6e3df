"""Masters for nbgrader and otter-grader, looked at without these tools."""

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from small_course import OF, solved

import helpers
from helpers.classroom.asked import exercises
from helpers.classroom.edition import read_cells, workbook
from helpers.classroom.tools import nbgrader, otter

NOTEBOOKS = sorted((Path(helpers.__file__).parents[1] / "notebooks").rglob("*.ipynb"))
EACH_NOTEBOOK = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
REGION = re.compile(
    r"^[ \t]*(?:#|<!--) BEGIN SOLUTION.*?END SOLUTION(?: -->)?$", re.DOTALL | re.M
)


def written(path, *cells):
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def without_solutions(cells, answer):
    """Words of each cell when a tool has put `answer` where a solution was."""
    texts = {"code": "", "markdown": answer}
    return [REGION.sub(texts[c.cell_type], c.source).split() for c in cells]


@EACH_NOTEBOOK
def test_without_its_solutions_a_source_of_nbgrader_is_the_workbook(path):
    cells = nbgrader.source(path).cells
    shown = [cell for cell in cells if not cell.id.endswith("-points")]
    ours = workbook(path, path.parent).cells
    assert without_solutions(shown, "*Your answer:*") == [
        c.source.split() for c in ours
    ]
    assert [cell.id for cell in shown] == [cell.id for cell in ours]


@EACH_NOTEBOOK
def test_nbgrader_counts_all_points_and_knows_each_cell(path):
    cells = [c for c in nbgrader.source(path).cells if "nbgrader" in c.metadata]
    about = [cell.metadata["nbgrader"] for cell in cells]
    ids = Counter(each["grade_id"] for each in about)
    assert max(ids.values()) == 1
    assert all(re.fullmatch(r"[\w-]+", name, re.ASCII) for name in ids)
    # Where a solution stands and nbgrader does not know, it would be handed out.
    for cell in nbgrader.source(path).cells:
        if "BEGIN SOLUTION" in cell.source:
            assert cell.metadata["nbgrader"]["solution"]
    graded = [each["points"] for each in about if each["locked"]]
    assert graded == [t.of for t in exercises(read_cells(path)) if t.of]


@EACH_NOTEBOOK
def test_otter_counts_all_points_in_halves(path):
    cells = otter.master(path).cells
    assert cells[0].source.startswith("# ASSIGNMENT CONFIG")
    text = "\n".join(cell.source for cell in cells)
    halves = [float(n) for n in re.findall(r"CONFIG\npoints: ([\d.]+)", text)]
    of = [t.of for t in exercises(read_cells(path)) if t.of]
    assert halves == [half for points in of for half in (points / 2, points / 2)]
    names = re.findall(r"^def (test_\w+)", text, re.M)
    assert max(Counter(names).values()) == 1


@EACH_NOTEBOOK
def test_otter_finds_each_solution_inside_of_a_question(path):
    """What stands outside it would hand out."""
    inside, outside = False, []
    for cell in otter.master(path).cells:
        if cell.cell_type == "raw":
            inside |= cell.source == "# BEGIN SOLUTION"
            inside &= cell.source != "# END SOLUTION"
        elif not inside:
            outside.append(cell.source)
    text = "\n".join(outside)
    assert "BEGIN SOLUTION" not in text
    shown = workbook(path, path.parent).cells
    code = [cell.source for cell in shown if cell.cell_type == "code"]
    asked = [c for c in code if not re.search(r"= \.\.\.|^ *\.\.\.$", c, re.M)]
    assert all(source in outside for source in asked)


@EACH_NOTEBOOK
def test_masters_have_no_outputs_and_valid_ids(path):
    for notebook in (nbgrader.source(path), otter.master(path)):
        assert max(Counter(cell.id for cell in notebook.cells).values()) == 1
        assert not any(cell.get("outputs") for cell in notebook.cells)
        assert notebook.metadata.kernelspec.language == "python"


def test_what_stands_before_a_solution_does_nothing(tmp_path):
    """A master is itself a solved notebook: each of its cells still works."""
    path = solved(tmp_path / "small.ipynb")
    for notebook in (nbgrader.source(path), otter.master(path)):
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        names = {}
        exec("\n".join(part for part in code if "TEST CONFIG" not in part), names)
        assert names["wrong_line"] == 5
        assert names["sigmoid"] is names["my_sigmoid"]


def test_a_cell_that_earns_points_needs_no_other_cell(tmp_path):
    cells = nbgrader.source(solved(tmp_path / "small.ipynb")).cells
    graded = [cell.source for cell in cells if cell.id.endswith("-points")]
    assert len(graded) == len(OF)
    for source in graded:
        assert source.startswith("from helpers.exercises.grading import grade\n")


def test_markers_of_written_answers_get_lines_of_their_own(tmp_path):
    text = "Why? <!-- BEGIN SOLUTION -->So.<!-- END SOLUTION -->"
    path = written(tmp_path / "a.ipynb", new_markdown_cell(text, id="why"))
    (cell,) = nbgrader.source(path).cells
    assert cell.source.split("\n") == [
        "Why?",
        "",
        "<!-- BEGIN SOLUTION -->",
        "So.",
        "<!-- END SOLUTION -->",
    ]
    assert cell.metadata["nbgrader"]["points"] > 0


@pytest.mark.parametrize("master", [nbgrader.source, otter.master])
def test_what_no_master_can_be_made_of_is_named(tmp_path, master):
    literal = new_code_cell('spot("chosen_by_the_test", 3)', id="a")
    path = written(tmp_path / "a.ipynb", new_markdown_cell("Text", id="b"), literal)
    with pytest.raises(ValueError, match="cell 2: the answer to chosen_by_the_test"):
        master(path)
    lost = new_code_cell("# BEGIN SOLUTION\nf()", id="a")
    with pytest.raises(ValueError, match="BEGIN SOLUTION has no END SOLUTION"):
        master(written(tmp_path / "b.ipynb", lost))
    nbformat.write(
        workbook(solved(tmp_path / "c.ipynb"), tmp_path), tmp_path / "d.ipynb"
    )
    with pytest.raises(ValueError, match="it is a workbook itself"):
        master(tmp_path / "d.ipynb")


def test_a_function_that_no_cell_defines_is_named(tmp_path):
    cell = new_code_cell('sigmoid = check("my_sigmoid")', id="a")
    with pytest.raises(ValueError, match="cell 1: no cell above it defines my_sigmoid"):
        otter.master(written(tmp_path / "a.ipynb", cell))


def test_two_exercises_of_one_cell_are_two_questions(tmp_path):
    source = (
        "# BEGIN SOLUTION\na = 5\nb = 2\n# END SOLUTION\n"
        'spot("chosen_by_the_test", a)\nspot("lost_sum", b)'
    )
    path = written(tmp_path / "a.ipynb", new_code_cell(source, id="a"))
    cells = otter.master(path).cells
    raw = [cell.source.split("\n")[0] for cell in cells if cell.cell_type == "raw"]
    tests = ["# BEGIN TESTS", "# END TESTS", "# END QUESTION"]
    assert raw[1:] == [
        "# BEGIN QUESTION",
        "# BEGIN SOLUTION",
        "# END SOLUTION",
        *tests,
        "# BEGIN QUESTION",
        *tests,
    ]
