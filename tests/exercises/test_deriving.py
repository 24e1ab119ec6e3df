"""Derivations typed in LaTeX: which are right, and what is said of the others."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_derivations import TYPED
from typed_more import TYPED as TYPED_BY_ANOTHER

from helpers.derivations import worlds
from helpers.exercises.deriving import judge_derivation, typeset
from helpers.exercises.exercise import Derivation
from helpers.formulas.reader import read_display

DW = r"\frac{\partial J}{\partial w_j}"
WITH_HALF = r"\left(J + \frac{\lambda}{2}\lVert W\rVert^2\right)"
TASKS = {
    "mse_dw": (worlds.LINEAR, DW, ("x", "X", "y", "z", "n")),
    "mse_db": (worlds.LINEAR, r"\frac{\partial J}{\partial b}", ("y", "z", "n")),
    "sigmoid_prime": (worlds.SCORE_ALONE, r"\sigma'(z)", (r"\sigma", "z")),
    "logistic_dz": (
        worlds.LOGISTIC,
        r"\frac{\partial L}{\partial z}",
        (r"\hat{y}", "y"),
    ),
    "logistic_curvature": (
        worlds.LOGISTIC,
        r"\frac{\partial^2 L}{\partial z^2}",
        (r"\hat{y}",),
    ),
    "logistic_dw": (worlds.LOGISTIC_REGRESSION, DW, ("x", "X", "y", r"\hat{y}", "n")),
    "softmax_jacobian": (
        worlds.CROSS_ENTROPY,
        r"\frac{\partial \hat{y}_k}{\partial z_{k'}}",
        (r"\hat{y}",),
    ),
    "cross_entropy_dz": (
        worlds.CROSS_ENTROPY,
        r"\frac{\partial L}{\partial z_k}",
        (r"\hat{y}", "t"),
    ),
    "shift": (
        worlds.CROSS_ENTROPY,
        r"\mathrm{softmax}(z + c)_k",
        (r"\mathrm{softmax}", "z", r"\hat{y}"),
    ),
    "stable_loss": (worlds.CROSS_ENTROPY, "L", ("z", "y", "M", "K")),
    "quadratic_form": (worlds.QUADRATIC_FORM, r"v^\top H v", (r"\hat{y}", "v", "K")),
    "penalty": (
        worlds.PENALTY,
        r"\frac{\partial}{\partial W_{jk}}" + WITH_HALF,
        ("∂", "J", r"\lambda", "W"),
    ),
    "penalty_other": (
        worlds.PENALTY,
        r"\frac{\partial}{\partial W_{jk}}\left(J + \lambda\lVert W\rVert^2\right)",
        ("∂", "J", r"\lambda", "W"),
    ),
    "hidden_dz": (
        worlds.HIDDEN_LAYER,
        r"\frac{\partial J}{\partial z^{(1)}_{iu}}",
        ("∂", "J", "z^{(2)}", "W^{(2)}", "g", "z^{(1)}"),
    ),
    "squared_convex": (
        worlds.SQUARED_LOSS,
        r"v^\top \nabla^2 h\, v",
        (r"\tilde{x}", "v"),
    ),
}
SQUARES = ("quadratic_form", "squared_convex")
MISTAKES = {
    "Every example moves with w_j: is the sum lost?": r"\frac{2}{n}(z_i - y_i) x_{ij}",
    "Is 1/n there twice?": r"\frac{2}{n^2} \sum_i (z_i - y_i) x_{ij}",
}


def derivation(name):
    world, starts, ends = TASKS[name]
    concludes = "≥ 0" if name in SQUARES else ""
    return Derivation(
        f"{name}_lines",
        "1.1",
        name,
        world,
        starts,
        ends,
        mistakes=MISTAKES if name == "mse_dw" else {},
        concludes=concludes,
        positive=(r"\hat{y}",),
    )


def judged(lines, name="mse_dw", seed=0):
    return judge_derivation(derivation(name), lines, np.random.default_rng(seed))


@pytest.mark.parametrize(
    "typed",
    TYPED + TYPED_BY_ANOTHER,
    ids=lambda typed: f"{typed.task}, {typed.style}",
)
def test_a_typed_derivation_gets_the_verdict_that_it_deserves(typed):
    for seed in range(3):
        verdict, _ = judged(typed.lines, typed.task, seed)
        assert verdict.state in (typed.expected, typed.also), verdict.text
        named = re.match(r"Line (\d+)", verdict.text)
        if named and typed.wrong_line is not None:
            assert int(named[1]) == typed.wrong_line


STEP = r"= \sum_i \frac{\partial J}{\partial z_i} \frac{\partial z_i}{\partial w_j}"
RIGHT = rf"""
{DW}
{STEP}
= \frac{{2}}{{n}} \sum_i (z_i - y_i) x_{{ij}}
"""


def test_right_lines_earn_all_points_and_are_set_with_their_marks():
    verdict, rows = judged(RIGHT)
    assert (verdict.state, verdict.points) == ("correct", 3)
    assert [mark for _, mark in rows] == ["", "✓", "✓"]
    display = read_display(typeset(rows).strip().strip("$"))
    assert len(display.rows) == 3


def test_a_known_mistake_is_named_and_its_numbers_are_shown():
    verdict, rows = judged(f"{DW}\n{STEP}\n= \\frac{{2}}{{n}} (z_i - y_i) x_{{ij}}")
    assert verdict.mistake == "Every example moves with w_j: is the sum lost?"
    assert "index i is free here and not on the left" in verdict.text
    assert [mark for _, mark in rows] == ["", "✓", "✗"]
    verdict, _ = judged(
        f"{DW}\n{STEP}\n= \\frac{{2}}{{n^2}} \\sum_i (z_i - y_i) x_{{ij}}"
    )
    assert "Is 1/n there twice?" in verdict.text
    assert re.search(r"For j = 1: -?[\d.]+ above, -?[\d.]+ here", verdict.text)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (r"-\frac{2}{n} \sum_i (z_i - y_i) x_{ij}", "Only the sign differs."),
        (r"\frac{1}{n} \sum_i (z_i - y_i) x_{ij}", "It is ½ times the line above."),
        (r"2 \sum_i (z_i - y_i) x_{ij}", "It is n times the line above."),
    ],
)
def test_a_factor_is_named(wrong, sentence):
    verdict, _ = judged(f"{DW}\n{STEP}\n= {wrong}")
    assert verdict.text.endswith(sentence)


def test_a_last_line_without_a_step_earns_half():
    verdict, _ = judged(rf"{DW} = \frac{{2}}{{n}} \sum_i (z_i - y_i) x_{{ij}}")
    assert (verdict.state, verdict.points) == ("partly", 1.5)
    assert "show a step" in verdict.text


def test_lines_that_stop_too_early_earn_half():
    verdict, _ = judged(f"{DW}\n{STEP}")
    assert (verdict.state, verdict.points) == ("partly", 1.5)
    assert "still contains" in verdict.text


@pytest.mark.parametrize("lines", [DW, f"{DW} = {DW}", "1 = 1", r"z_i = z_i"])
def test_what_leads_nowhere_earns_nothing(lines):
    verdict, _ = judged(lines)
    assert (verdict.state, verdict.points) == ("not yet", 0)


def test_what_is_equal_only_at_one_point_does_not_pass():
    """A number that fits the first point that is drawn is no formula."""
    world = derivation("mse_dw").world
    drawn = world.draw(np.random.default_rng(0))
    z = drawn["X"] @ drawn["w"] + drawn["b"]
    number = 2 * np.mean((z - drawn["y"]) * drawn["X"][:, 0])
    verdict, _ = judged(rf"\frac{{\partial J}}{{\partial w_1}} = {number:.17f}")
    assert verdict.state == "not yet"


@pytest.mark.parametrize(
    ("lines", "state", "words"),
    [
        (..., "not attempted", "in place of the `...`"),
        (None, "not attempted", ""),
        ("  \n ", "not attempted", ""),
        (7, "error", "got a `int`"),
        ("\frac{1}{2}", "error", "Put an `r` before the quotes"),
        (r"\frac{", "not understood", "there is a { without its }"),
        (r"\left( w", "not understood", r"a \left without its \right"),
        ("x" * 10_000, "not understood", "too long"),
        (r"\def\a{\a\a}\a", "not understood", "has no end"),
        (r"\foo", "not understood", r"unknown command \foo"),
        (r"J = \sum_{i=1}^{1000000} 1", "not understood", "at most 10,000"),
        ("(" * 500 + "b" + ")" * 500, "not understood", "brackets in brackets"),
        ("w_1 " * 500, "not understood", "factors"),
        (rf"{DW} = x_{{ij}} w_k", "not yet", "i and k are free here"),
        (rf"{DW} = \frac{{0}}{{0}}", "not understood", "no finite number"),
    ],
)
def test_whatever_is_typed_gets_a_sentence(lines, state, words):
    verdict, _ = judged(lines)
    assert verdict.state == state
    assert words in verdict.text


START = TASKS["penalty"][1]
ONLY = r"\frac{\partial J}{\partial W_{jk}} +"
NOT_DONE = {
    "a condition that never holds": (
        "mse_dw",
        rf"{DW} = b^2 = 0 \quad \text{{for }} 1 = 2",
        "not understood",
    ),
    "a bound": ("mse_dw", rf"{DW} \le 10^9 = 10^9", "not yet"),
    "what stands behind a bound": (
        "quadratic_form",
        r"v^\top H v = v^\top (H v) \ge 0 = 0 \sum_k v_k^2",
        "partly",
    ),
    "a derivative that is left": (
        "penalty",
        rf"""{START}
= {ONLY} \frac{{\partial}}{{\partial W_{{jk}}}} \frac{{\lambda}}{{2}} \|W\|^2
= {ONLY} \lambda \frac{{\partial}}{{\partial W_{{jk}}}} \frac{{1}}{{2}} \|W\|^2""",
        "partly",
    ),
    "another name for what is asked": (
        "penalty",
        rf"""Q_{{jk}} = {START}
{START} = 2 Q_{{jk}} - Q_{{jk}}
= Q_{{jk}}""",
        "partly",
    ),
}


@pytest.mark.parametrize("what", NOT_DONE)
def test_what_is_true_but_is_no_answer_is_not_correct(what):
    name, lines, state = NOT_DONE[what]
    verdict, _ = judged(lines, name)
    assert verdict.state == state, verdict


PIECES = st.sampled_from(
    [
        *(
            DW,
            r"\sum_{i=1}^{n}",
            r"\sum_i",
            "(",
            ")",
            "z_i",
            "y_i",
            "x_{ij}",
            "w_j",
            "=",
        ),
        *(
            r"\frac{2}{n}",
            "+",
            "-",
            "^2",
            "_",
            "^",
            "{",
            "}",
            r"\left(",
            r"\right)",
            "|",
        ),
        *(r"\partial", r"\nabla_w", "J", r"\log", r"\max", "k", "X", r"^\top", r"\|"),
        *(r"\begin{cases}", r"\end{cases}", "&", r"\\", ",", r"\text{if }", "1", "'"),
        *(
            r"\quad",
            r"\mathbf{1}",
            r"\delta_{ij}",
            "[",
            "]",
            "e^{b}",
            "/",
            r"\cdot",
            " ",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES, min_size=1, max_size=14))
def test_no_answer_makes_the_judge_fail(pieces):
    verdict, rows = judged(" ".join(pieces))
    states = ("not attempted", "not yet", "not understood", "partly", "correct")
    assert verdict.state in states
    if rows:
        assert typeset(rows).startswith("$$")
