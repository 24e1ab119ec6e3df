"""What a solved notebook asks for, and where to read it again."""

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import helpers
from helpers.classroom.asked import exercises
from helpers.classroom.edition import read_cells

NOTEBOOKS = sorted((Path(helpers.__file__).parents[1] / "notebooks").rglob("*.ipynb"))
CALL = re.compile(r'^\s*(?:\w+ = )?(?:check|derive|spot|predict)\(\s*"(\w+)"', re.M)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_all_that_a_notebook_judges_is_found_in_its_order(path):
    notebook = read_cells(path)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    found = exercises(notebook)
    named = [task.name for task in found if task.kind != "written"]
    assert named == CALL.findall("\n".join(code))
    for task in found:
        assert task.section
        assert task.kind == "written" or task.variable
        assert (task.of > 0) == (task.kind not in ("written", "prediction"))


def test_an_exercise_has_the_equations_that_its_text_shows_and_names():
    notebook = new_notebook(
        cells=[
            new_markdown_cell("## One\n$$a \\tag{1}\\label{eq-a}$$"),
            new_markdown_cell("## Two\n$$b. \\tag{2}$$ as $\\eqref{eq-a}$ says"),
            new_code_cell('sigmoid = check("my_sigmoid")'),
            new_markdown_cell("### Three\n\nNothing."),
            new_code_cell('spot("chosen_by_the_test", line)'),
            new_markdown_cell("Why? <!-- BEGIN SOLUTION -->So.<!-- END SOLUTION -->"),
        ]
    )
    places = [(t.name, t.kind, t.section, t.equations) for t in exercises(notebook)]
    assert places == [
        ("my_sigmoid", "function", "Two", ("2", "1")),
        ("chosen_by_the_test", "spot", "Three", ()),
        ("in_your_own_words_1", "written", "Three", ()),
    ]


def test_several_exercises_of_a_cell_and_cells_with_magics():
    notebook = new_notebook(
        cells=[
            new_code_cell("%matplotlib inline\nother.check(1)"),
            new_code_cell('predict("annealing", a)\nspot("chosen_by_the_test", b)'),
        ]
    )
    found = [(task.name, task.variable, task.cell) for task in exercises(notebook)]
    assert found == [("annealing", "a", 1), ("chosen_by_the_test", "b", 1)]


def test_an_exercise_that_is_not_declared_is_named_with_its_cell():
    notebook = new_notebook(cells=[new_code_cell('f = check("my_foo")')])
    with pytest.raises(ValueError, match="cell 1: .*'my_foo' to check"):
        exercises(notebook)
