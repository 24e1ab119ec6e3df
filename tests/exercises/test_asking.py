"""What the cells of a notebook say: check, predict, reveal, spot."""

import numpy as np
import pytest

from helpers import losses
from helpers.exercises import asking, check, predict, reveal, spot
from helpers.exercises.__main__ import main
from helpers.exercises.tasks import SPOTS, TASKS


@pytest.fixture
def said(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    texts = []
    monkeypatch.setattr(asking, "display", lambda markdown: texts.append(markdown.data))
    return texts


def test_a_right_function_is_gone_on_with(said):
    global my_sigmoid

    def my_sigmoid(z):
        return losses.sigmoid(z)

    assert check("my_sigmoid", np.random.default_rng(0)) is my_sigmoid
    assert said[-1].startswith("**3.1 `my_sigmoid`: ✓ correct.**")


def test_a_wrong_function_is_not(said):
    global my_sigmoid

    def my_sigmoid(z):
        return -losses.sigmoid(z)

    assert check("my_sigmoid") is TASKS["my_sigmoid"].oracle
    assert said[-1].startswith("**3.1 `my_sigmoid`: ✗ not yet.** The sign")


def test_a_function_that_is_not_there_is_not_attempted(said):
    assert check("my_annealed") is TASKS["my_annealed"].oracle
    assert "○ not attempted" in said[-1]


def test_an_exercise_that_is_none_is_named():
    with pytest.raises(ValueError, match="name must be one of 'my_.*got 'my_tanh'"):
        check("my_tanh")


def test_a_prediction_and_what_came_out(said):
    predict("annealing", "lower")
    assert said[-1] == "**3.P3:** You predict “lower”."
    reveal("annealing", "lower", "lower", "They settle.")
    assert said[-1] == "**3.P3: lower, as you predicted.** They settle."
    reveal("annealing", "higher", "lower", "They settle.")
    assert said[-1] == "**3.P3: lower, you predicted “higher”.** They settle."


@pytest.mark.parametrize("answer", [..., None, 3, "perhaps", np.ones(2)])
def test_no_prediction_stops_nothing(said, answer):
    predict("annealing", answer)
    reveal("annealing", answer, "lower", "They settle.")
    assert all("○ no prediction yet" in text for text in said)


def test_a_second_prediction_does_not_count(said, tmp_path):
    (tmp_path / "mine.py").write_text("", encoding="utf-8")
    predict("annealing", "higher")
    predict("annealing", "lower")
    assert "your first prediction, “higher”, is kept" in said[-1]
    reveal("annealing", "lower", "lower", "They settle.")
    assert "you predicted “higher”" in said[-1]


@pytest.mark.parametrize("name", SPOTS)
def test_the_wrong_line_is_found_and_the_others_hold(said, name):
    lines = "\n".join(f"{i}. {line}" for i, line in enumerate(SPOTS[name].lines, 1))
    spot(name, ...)
    assert said[0] == lines
    assert "○ not attempted.** Which line is wrong?" in said[1]
    for i in range(1, len(SPOTS[name].lines) + 1):
        spot(name, i)
        right = i == SPOTS[name].wrong
        assert said[-2] == lines
        assert ("✓ correct" in said[-1]) == right
        assert (f"Line {i} holds." in said[-1]) != right


@pytest.mark.parametrize("answer", [0, 5, "2", True, 2.0, None])
def test_a_line_that_is_none(said, answer):
    spot("spikes", answer)
    assert "✗ not yet" in said[-1]
    assert "by its number, 1 to 4" in said[-1]


def test_a_command_begins_an_exercise(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("helpers.exercises.__main__.FOLDER", tmp_path)
    assert main(["new", "my_gelu", "6.2", "the GELU"]) == 0
    space = {}
    exec((tmp_path / "gelu.py").read_text(encoding="utf-8"), space)
    (task,) = space["TASKS"]
    assert (task.name, task.number, task.title) == ("my_gelu", "6.2", "the GELU")
    assert 'gelu = check("my_gelu")' in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["new", "my_gelu", "6.2", "the GELU"])
    assert "there is an exercise of that name" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new", "relu", "6.2", "x"], "name must be like my_relu"),
        (["new", "my_relu", "six", "x"], "number must be like 6.2"),
        (["new", "my_relu", "6.2", 'a"b'], "title must be plain words"),
        (["new", "my_sigmoid", "3.1", "x"], "there is an exercise of that name"),
    ],
)
def test_bad_names_are_refused(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("helpers.exercises.__main__.FOLDER", tmp_path)
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
