"""The judge: whatever a student wrote, one sentence that says what to look at."""

import numpy as np
import pandas as pd
import pytest

from helpers.exercises.exercise import Exercise
from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS

SCALE = 3.0  # a variable of the "notebook" that answers below read


def verdict(name, answer, seed=0):
    return judge(TASKS[name], answer, np.random.default_rng(seed))


@pytest.mark.parametrize("answer", [None, ...])
def test_nothing_is_not_attempted(answer):
    assert verdict("my_sigmoid", answer).state == "not attempted"


def unfinished(z):
    return ...


def empty(z):
    """σ of each score."""
    ...


def raises_not_implemented(z):
    raise NotImplementedError


def half_written(z):
    return 1 / (1 + np.exp(...))


def starts_with_dots(z):
    step = ...
    return 1 - step


@pytest.mark.parametrize(
    "answer",
    [unfinished, empty, raises_not_implemented, half_written, starts_with_dots],
)
def test_what_is_left_open_is_not_attempted(answer):
    assert verdict("my_sigmoid", answer).state == "not attempted"


def test_a_stub_of_two_results_is_not_attempted():
    assert verdict("my_backward", lambda X, dz: (..., ...)).state == "not attempted"


def test_a_forgotten_return():
    def answer(z):
        1 / (1 + np.exp(-z))

    found = verdict("my_sigmoid", answer)
    assert found.state == "not yet"
    assert "is the `return` missing?" in found.text


def test_printing_instead_of_returning(capsys):
    found = verdict("my_sigmoid", lambda z: print(1 / (1 + np.exp(-z))))
    assert "It prints its result: is the `return` missing?" in found.text
    assert capsys.readouterr().out == ""


def test_printing_and_returning_is_no_mistake():
    def answer(z):
        print("z is", z)
        return TASKS["my_sigmoid"].oracle(z)

    assert verdict("my_sigmoid", answer).state == "correct"


@pytest.mark.parametrize("answer", [3.0, "sigmoid", np.ones(3), float])
def test_no_function(answer):
    found = verdict("my_sigmoid", answer)
    assert found.state == "error"
    assert "must be a function" in found.text


def test_an_error_names_its_line_and_the_shapes():
    def answer(X, dz):
        dw = X @ dz
        return dw, dz.sum()

    found = verdict("my_backward", answer)
    assert found.state == "error"
    assert "`dw = X @ dz`" in found.text
    assert "`X` of shape (" in found.text


def test_too_few_arguments():
    found = verdict("my_backward", lambda X: X)
    assert found.state == "error"
    assert "takes 1 positional argument but 2 were given" in found.text


@pytest.mark.parametrize(
    "error", [SystemExit(), MemoryError(), RecursionError(), KeyboardInterrupt()]
)
def test_nothing_that_an_answer_raises_comes_through(error):
    def answer(z):
        raise error

    assert verdict("my_sigmoid", answer).state == "error"


def test_an_interrupted_loop():
    def answer(z):
        raise KeyboardInterrupt

    assert "Does every loop in it come to an end?" in verdict("my_sigmoid", answer).text


def test_changing_an_argument():
    def answer(w, b, dw, db, alpha):
        w -= alpha * dw
        return w, b - alpha * db

    found = verdict("my_update", answer)
    assert found.state == "not yet"
    assert "It changes its argument `w`" in found.text


@pytest.mark.parametrize(
    ("make", "kind"), [(list, "list"), (pd.Series, "Series"), (tuple, "tuple")]
)
def test_the_right_numbers_in_another_thing(make, kind):
    found = verdict("my_sigmoid", lambda z: make(TASKS["my_sigmoid"].oracle(z)))
    assert found.state == "not yet"
    assert f"the result is a {kind}" in found.text


def test_a_column_for_a_vector():
    found = verdict("my_dz", lambda z, y: TASKS["my_dz"].oracle(z, y)[:, np.newaxis])
    assert "The numbers are right: only the shape is another." in found.text


def test_a_broadcast_is_named_as_such():
    def answer(z, y):
        return (TASKS["my_sigmoid"].oracle(z) - y[:, np.newaxis]) / len(y)

    found = verdict("my_dz", answer)
    assert "make one row for each entry" in found.text
    assert ", 1)" in found.text


@pytest.mark.parametrize("shape", [(1, 1), (1,)])
def test_a_scalar_with_axes(shape):
    found = verdict(
        "my_cost", lambda z, y: TASKS["my_cost"].oracle(z, y).reshape(shape)
    )
    assert f"The shape of the result is {shape}, not ()" in found.text


def test_things_that_are_no_numbers():
    assert "must hold numbers" in verdict("my_sigmoid", lambda z: "0.5").text
    assert "must hold numbers" in verdict("my_sigmoid", lambda z: z + 1j).text
    assert "2 things, `dw`, `db`" in verdict("my_backward", lambda X, dz: X.T @ dz).text


def test_reading_a_variable_of_the_notebook():
    def answer(z):
        return SCALE * z

    assert "It reads `SCALE` of the notebook" in verdict("my_sigmoid", answer).text


def test_a_method_is_no_variable_of_the_notebook(monkeypatch):
    monkeypatch.setitem(globals(), "mean", SCALE)  # as after X, mean, std = ...

    def answer(z):
        return z - z.mean()

    assert "of the notebook" not in verdict("my_sigmoid", answer).text


def test_an_attribute_is_no_variable_of_the_notebook(monkeypatch):
    monkeypatch.setitem(globals(), "T", np.ones((3, 3)))
    text = verdict("my_backward", lambda X, dz: (-X.T @ dz, np.sum(dz))).text
    assert "It reads" not in text


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (lambda z: -1, "The sign of the result is the other one."),
        (lambda z: 2, "is 2 times the right one"),
        (lambda z: 0.5, "is ½ times the right one"),
        (lambda z: len(z), "is n times the right one"),
        (lambda z: 1 / len(z), "is 1/n times the right one"),
        (lambda z: 0.37, "is 0.37 times the right one"),
    ],
)
def test_a_factor_names_itself(factor, words):
    def answer(z):
        return factor(z) * TASKS["my_sigmoid"].oracle(z)

    assert words in verdict("my_sigmoid", answer).text


PENALISED = Exercise(
    "my_gradient",
    "0.0",
    "a gradient with a penalty",
    "gradient",
    lambda w, dw, l2: dw + l2 * w,
    lambda rng: {"w": rng.normal(size=5), "dw": rng.normal(size=5), "l2": 0.3},
    terms={"the penalty λw": lambda w, dw, l2: l2 * w},
)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "the penalty λw is missing"),
        (2, "the penalty λw is counted twice"),
        (-1, "the penalty λw has the other sign"),
        (0.5, "the penalty λw is counted half"),
    ],
)
def test_a_term_that_is_missing_or_counted_wrongly_is_named(count, words):
    def answer(w, dw, l2):
        return dw + count * l2 * w

    found = judge(PENALISED, answer, np.random.default_rng(0))
    assert found.state == "not yet"
    assert words in found.text


def test_numbers_that_show_it():
    def answer(z):
        return np.where(z > 0, 0.25, TASKS["my_sigmoid"].oracle(z))

    text = verdict("my_sigmoid", answer).text
    assert "`z[" in text
    assert "the result is 0.25, not 0." in text


def test_right_but_not_at_the_extremes():
    def naive(z, y):
        y_hat = 1 / (1 + np.exp(-z))
        return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

    found = verdict("my_cost", naive)
    assert found.state == "partly"
    assert found.points == TASKS["my_cost"].points / 2
    assert "a score of 800" in found.text


def test_the_second_of_two_results():
    found = verdict("my_backward", lambda X, dz: (X.T @ dz, 3 * np.sum(dz)))
    assert found.text.startswith("`dw`: right.")
    assert "`db` is 3 times the right one" in found.text
