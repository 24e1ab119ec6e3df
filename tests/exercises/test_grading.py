"""The points of an answer as a number that other programs can read."""

import dataclasses
import sys
import warnings

import numpy as np
import pytest

from helpers.exercises.grading import grade
from helpers.exercises.tasks import SPOTS
from helpers.losses import sigmoid

LINES = r"\sigma'(z) &= \frac{e^{-z}}{(1 + e^{-z})^2} \\ &= \sigma(z)\,(1 - \sigma(z))"


def overflowing(z):
    return np.exp(z) / (1 + np.exp(z))


@pytest.mark.parametrize(
    ("name", "answer", "points"),
    [
        ("my_sigmoid", sigmoid, 2.0),
        ("my_sigmoid", overflowing, 1.0),
        ("my_sigmoid", np.tanh, 0.0),
        ("my_sigmoid", ..., 0.0),
        ("my_sigmoid", "text", 0.0),
        ("sigmoid_prime_lines", LINES, 3.0),
        ("sigmoid_prime_lines", r"\sigma'(z) = \sigma(z) (1 - \sigma(z))", 1.5),
        ("sigmoid_prime_lines", ..., 0.0),
        ("sigmoid_prime_lines", r"\frac{1", 0.0),
        ("chosen_by_the_test", 5, 1.0),
        ("chosen_by_the_test", 4, 0.0),
        ("chosen_by_the_test", "5", 0.0),
        ("chosen_by_the_test", ..., 0.0),
    ],
)
def test_whole_half_and_no_points(name, answer, points):
    found = grade(name, answer)
    assert found == points
    # What a cell shows must be a number, and `np.float64(1.0)` is none.
    assert repr(found) == f"{points}"


def test_true_is_no_line(monkeypatch):
    asked = dataclasses.replace(SPOTS["lost_sum"], wrong=1)
    monkeypatch.setitem(SPOTS, "lost_sum", asked)
    assert grade("lost_sum", 1) == 1
    assert grade("lost_sum", True) == 0


def test_nothing_reaches_stderr(capsys):
    def noisy(z):
        print("careful", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return sigmoid(z)

    assert grade("my_sigmoid", noisy) == 2
    assert capsys.readouterr() == ("", "")


def test_an_unknown_exercise_is_named():
    with pytest.raises(ValueError, match="name must be .*got 'my_foo'"):
        grade("my_foo", ...)
