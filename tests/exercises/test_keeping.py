"""What passed is kept beside a workbook, and only there."""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from helpers.checks import relative_error
from helpers.exercises import keeping
from helpers.exercises.keeping import keep, keep_prediction
from helpers.exercises.ours import relu
from helpers.exercises.tasks import TASKS


def my_sigmoid(z):
    """Mine."""
    return 1 / (1 + np.exp(-z))


def my_dz(z, y):
    return (sigmoid(z) - y) / len(y)  # noqa: F821, the notebook's name


@pytest.fixture
def beside_a_workbook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text('"""Functions of mine."""\n', encoding="utf-8")
    return tmp_path


def test_beside_the_solved_notebooks_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert keep(TASKS["my_sigmoid"], my_sigmoid) == ""
    assert keep_prediction("annealing", "lower") == "lower"
    assert list(tmp_path.iterdir()) == []


def test_a_function_is_kept_as_source_with_its_number(beside_a_workbook):
    assert keep(TASKS["my_sigmoid"], my_sigmoid) == ""
    text = (beside_a_workbook / "mine.py").read_text(encoding="utf-8")
    assert text.startswith('"""Functions of mine."""\n')
    assert '# 3.1 the sigmoid\ndef my_sigmoid(z):\n    """Mine."""' in text


def test_a_later_answer_replaces_the_earlier_one_and_nothing_else(beside_a_workbook):
    def my_cost(z, y):
        return 1

    keep(TASKS["my_sigmoid"], my_sigmoid)
    keep(TASKS["my_cost"], my_cost)
    before = (beside_a_workbook / "mine.py").read_text(encoding="utf-8")

    def my_cost(z, y):
        return 2

    keep(TASKS["my_cost"], my_cost)
    after = (beside_a_workbook / "mine.py").read_text(encoding="utf-8")
    assert after == before.replace("return 1\n", "return 2\n")


def test_what_it_takes_from_modules_is_imported(beside_a_workbook):
    def my_first_layers(sizes, rng):
        return [(pairwise(sizes), relative_error(1, 1), relu(rng)) for _ in sizes]

    for _ in range(2):
        keep(TASKS["my_first_layers"], my_first_layers)
    text = (beside_a_workbook / "mine.py").read_text(encoding="utf-8")
    assert text.count("from itertools import pairwise as pairwise\n") == 1
    assert (
        text.count("from helpers.checks import relative_error as relative_error\n") == 1
    )
    assert text.count("import") == 4  # of relu there is what is kept, or ours


def test_that_holds_for_a_case_file_whose_numbers_begin_with_a_letter(
    beside_a_workbook,
):
    def my_split_sum(t, y_hat):
        return y_hat

    for _ in range(2):
        keep(TASKS["my_split_sum"], my_split_sum)
    text = (beside_a_workbook / "mine.py").read_text(encoding="utf-8")
    assert text.count("# W.9 ") == text.count("def my_split_sum") == 1


def test_what_the_student_wrote_into_the_file_stays(beside_a_workbook):
    path = beside_a_workbook / "mine.py"
    keep(TASKS["my_sigmoid"], my_sigmoid)
    path.write_text(path.read_text(encoding="utf-8") + "\nnote = 3\n", encoding="utf-8")
    keep(TASKS["my_dz"], my_dz)
    keep(TASKS["my_sigmoid"], my_sigmoid)
    assert "\nnote = 3\n" in path.read_text(encoding="utf-8")


def test_later_notebooks_import_mine_and_what_is_missing_is_ours(beside_a_workbook):
    keep(TASKS["my_sigmoid"], my_sigmoid)
    keep(TASKS["my_dz"], my_dz)
    code = (
        "import numpy as np\n"
        "from mine import my_dz, my_sigmoid, my_cost, sigmoid, update\n"
        "assert my_sigmoid.__module__ == 'mine' and sigmoid is my_sigmoid\n"
        "assert my_cost.__module__ != 'mine'\n"
        "print(my_dz(np.zeros(2), np.array([0, 1])))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.stdout.split() == ["[", "0.25", "-0.25]"], result.stderr


def test_a_function_whose_source_is_unknown_is_said(beside_a_workbook):
    made = eval("lambda z: z")
    assert "could not be kept" in keep(TASKS["my_sigmoid"], made)


def test_the_source_of_something_else_is_not_kept(beside_a_workbook, monkeypatch):
    monkeypatch.setattr(keeping.inspect, "getsource", lambda answer: "import sys")
    assert "could not be kept" in keep(TASKS["my_sigmoid"], my_sigmoid)
    assert "import sys" not in keeping.MINE.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_costs_nothing(beside_a_workbook, monkeypatch):
    def refuse(path, text):
        raise PermissionError("the folder is read-only")

    monkeypatch.setattr(keeping, "_replace", refuse)
    assert "the folder is read-only" in keep(TASKS["my_sigmoid"], my_sigmoid)
    assert keep_prediction("annealing", "lower") == "lower"


def test_the_first_prediction_counts(beside_a_workbook):
    assert keep_prediction("annealing", "lower") == "lower"
    assert keep_prediction("annealing", "higher") == "lower"
    assert keep_prediction("one_image", "chance") == "chance"


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"annealing": 3}', "null"])
def test_a_damaged_file_of_predictions(beside_a_workbook, content):
    path = beside_a_workbook / "predictions.json"
    path.write_text(content, encoding="utf-8")
    assert keep_prediction("annealing", "lower") == "lower"
