"""The judge of the exercises: right answers pass, and the others hear what is wrong."""

import re

import numpy as np
import pandas as pd
import pytest

from helpers.exercises import exercise
from helpers.models import Linear


class TestExercises:
    solution = np.arange(1.0, 7.0).reshape(2, 3)

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (..., "not attempted yet"),
            (solution, "correct"),
            (-solution, "Is the sign right?"),
            (solution.T, "Is it transposed?"),
            (8 * solution, "Did you forget the 1/n?"),
            (solution[0], "The shape is (3,), not (2, 3)."),
            (solution + 1, "The largest relative deviation is 0.14."),
            (0 * solution, "The largest relative deviation is 1."),
        ],
    )
    def test_an_answer_is_judged(self, answer, expected, capsys):
        mistakes = {"Did you forget the 1/n?": 8 * self.solution}
        exercise("dJ/dW", answer, self.solution, mistakes)
        printed = capsys.readouterr().out
        assert printed.startswith("dJ/dW: ")
        assert printed.rstrip().endswith(expected)

    def judge(self, capsys, answer, solution, mistakes=None):
        exercise("J", answer, solution, mistakes)
        printed = capsys.readouterr().out
        assert printed.startswith("J: ")
        assert printed.endswith("\n")
        return printed[3:-1]

    @pytest.mark.parametrize(
        ("deviation", "verdict"), [(0.9e-9, "correct"), (1.1e-9, "not yet.*1.1e-09")]
    )
    def test_how_near_a_correct_answer_is(self, deviation, verdict, capsys):
        answer = self.solution.copy()
        answer[1, 2] += 6 * deviation
        assert re.match(verdict, self.judge(capsys, answer, self.solution))

    @pytest.mark.parametrize(
        ("answer", "verdict"),
        [
            (0.0, "correct"),
            (0, "correct"),
            (-0.0, "correct"),
            (1e-17, "correct"),
            (-0.9e-12, "correct"),
            (1.1e-12, "not yet"),
            (-1e-3, "not yet"),
            (1.0, "not yet"),
            (np.nan, "not yet"),
            (np.inf, "not yet"),
            (False, "not yet"),
        ],
    )
    def test_a_solution_of_zero(self, answer, verdict, capsys):
        for solution in (0.0, 0):
            assert self.judge(capsys, answer, solution).startswith(verdict)
        if np.ndim(answer) == 0 and not isinstance(answer, bool):
            row = np.array([0.0, answer])
            assert self.judge(capsys, row, np.zeros(2)).startswith(verdict)

    def test_next_to_other_numbers_a_zero_may_be_off_by_rounding(self, capsys):
        assert self.judge(capsys, [1.0, 1e-17], [1.0, 0.0]) == "correct"
        assert self.judge(capsys, [1.0, 1e-6], [1.0, 0.0]).startswith("not yet")

    def test_a_small_solution_is_not_zero(self, capsys):
        assert self.judge(capsys, 2e-20, 1e-20).startswith("not yet")
        assert self.judge(capsys, 0.0, 1e-20).startswith("not yet")

    @pytest.mark.parametrize(
        ("answer", "solution", "verdict"),
        [
            (True, True, "correct"),
            (False, False, "correct"),
            (np.True_, True, "correct"),
            (True, False, "not yet. 1 of 1 differ."),
            ([True, False], [True, False], "correct"),
            ([True, False], [True, True], "not yet. 1 of 2 differ."),
            ([[True, False]], [[True], [False]], "not yet. Is it transposed?"),
            ([True], True, "not yet. The shape is (1,), not ()."),
            (1, True, "not yet. The answer must hold booleans; got dtype int64."),
            ("True", True, "not yet. The answer must hold numbers; got a str."),
            (True, 1.0, "not yet. The answer must hold numbers; got dtype bool."),
        ],
    )
    def test_booleans(self, answer, solution, verdict, capsys):
        assert self.judge(capsys, answer, solution).replace("int32", "int64") == verdict

    @pytest.mark.parametrize(
        ("answer", "solution", "verdict"),
        [
            (2 + 1j, 2 + 1j, "correct"),
            (-2 - 1j, 2 + 1j, "not yet. Is the sign right?"),
            (2 - 1j, 2 + 1j, "not yet. The largest relative deviation is 0.89."),
            (2 + 0j, 2.0, "correct"),
            (2 + 1j, 2.0, "not yet. The largest relative deviation is 0.45."),
            (np.array([1, 2], np.uint8), [1.0, 2.0], "correct"),
            (np.array([1, 2], np.uint8), np.array([1, 3], np.uint8), "not yet"),
            ([-1, -2], np.array([1, 2], np.uint8), "not yet. Is the sign right?"),
            ([1, 2], [1, 2], "correct"),
            ((1, 2), [1, 2], "correct"),
            (pd.Series([1, 2], index=[7, 8]), [1, 2], "correct"),
            (pd.DataFrame({"a": [1, 2]}), [[1], [2]], "correct"),
            (pd.DataFrame({"a": [1, 2]}), [1, 2], "not yet. The shape is (2, 1)"),
            (
                np.float32(0.1),
                0.1,
                "not yet. The largest relative deviation is 1.5e-08",
            ),
        ],
    )
    def test_numbers_of_every_kind(self, answer, solution, verdict, capsys):
        assert self.judge(capsys, answer, solution).startswith(verdict)

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (None, "must hold numbers; got a NoneType."),
            ("-x", "must hold numbers; got a str."),
            ("1.0", "must hold numbers; got a str."),
            (b"1", "must hold numbers; got a bytes."),
            ([[1, 2], [3]], "must hold numbers; got a list that is no array."),
            ([..., 1.0], "must hold numbers; got dtype object."),
            ([None], "must hold numbers; got dtype object."),
            (["1", "2"], "must hold numbers; got dtype <U1."),
            ({"W": 1.0}, "must hold numbers; got a dict."),
            ({1.0}, "must hold numbers; got a set."),
            (np.sum, "must hold numbers; got a "),
            (np.ndarray, "must hold numbers; got a type."),
            ((x for x in (1, 2)), "must hold numbers; got a generator."),
            (Linear(3), "must hold numbers; got a Linear."),
            (10**400, "must hold numbers; got a int."),
            (pd.DataFrame({"a": ["x"]}), "must hold numbers; got dtype object."),
            (
                np.array(["2020"], "M8[D]"),
                "must hold numbers; got dtype datetime64[D].",
            ),
            (np.zeros(2, [("a", float)]), "must hold numbers; got dtype ["),
            (np.ma.masked_less(solution, 3), "must not have masked entries."),
            ([], "must not be empty; got shape (0,)."),
        ],
    )
    def test_what_is_no_array_of_numbers_is_answered_in_words(
        self, answer, words, capsys
    ):
        printed = self.judge(capsys, answer, self.solution)
        assert printed.startswith(f"not yet. The answer {words}")

    def test_an_object_that_refuses_to_be_an_array_is_answered_in_words(self, capsys):
        class Stubborn:
            def __array__(self, *args, **kwargs):
                raise RuntimeError("no")

            def __repr__(self):
                raise RuntimeError("no")

        printed = self.judge(capsys, Stubborn(), self.solution)
        assert printed.endswith("must hold numbers; got a Stubborn that is no array.")

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_what_is_not_finite_is_not_correct(self, value, capsys):
        answer = self.solution.copy()
        answer[0, 0] = value
        assert self.judge(capsys, answer, self.solution) == (
            "not yet. Not every number is finite."
        )
        mistakes = {"Is that a number?": answer}
        assert "finite" in self.judge(capsys, answer, self.solution, mistakes)

    @pytest.mark.parametrize(
        ("solution", "mistakes", "error", "message"),
        [
            (np.nan, None, ValueError, "solution must be finite; got nan"),
            ([1.0, np.inf], None, ValueError, "solution must be finite"),
            (None, None, TypeError, "solution must hold numbers; got a NoneType"),
            ("1", None, TypeError, "solution must hold numbers; got a str"),
            ([], None, ValueError, "solution must not be empty"),
            (1.0, {"Why?": "x"}, TypeError, r"mistakes\['Why\?'\] must hold numbers"),
            (1.0, {"Why?": []}, ValueError, r"mistakes\['Why\?'\] must not be empty"),
            (1.0, [2.0], TypeError, "mistakes must be a dictionary; got a list"),
        ],
    )
    @pytest.mark.parametrize("answer", [..., 1.0, np.nan])
    def test_a_solution_must_be_right(self, answer, solution, mistakes, error, message):
        with pytest.raises(error, match=message):
            exercise("J", answer, solution, mistakes)
