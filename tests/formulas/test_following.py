"""Lines of a derivation: how they are cut into chains, and whether each follows."""

import numpy as np
import pytest

from helpers.formulas.meaning.following import follow
from helpers.formulas.meaning.lines import chains
from helpers.formulas.meaning.world import World
from helpers.formulas.reader import read_display

WORLD = World(
    lambda rng: {
        **{"n": 5, "K": 4, "x": rng.normal(size=5), "y": int(rng.integers(1, 5))},
        **{"v": rng.normal(size=4), "a": rng.normal(), "W": rng.normal(size=(5, 4))},
        "A": rng.normal(size=(6, 4)),
    },
    r"s = \sum_i x_i",
    after=lambda drawn: {"a": drawn["a"] + 1},
)
RNG = np.random.default_rng(0)


def states(latex, seed=0):
    followed = follow(latex, WORLD, np.random.default_rng(seed))
    return [[step.state for step in chain] for chain in followed.steps]


def test_rows_that_begin_with_a_relation_go_on_and_others_begin_anew():
    found = chains(
        read_display(r"\begin{aligned} a &= b \\ &= c \\ d &= e \end{aligned}")
    )
    assert [len(chain.pieces) for chain in found] == [3, 2]


@pytest.mark.parametrize(
    "latex",
    [
        r"(a + 1)^2 = a^2 + 2 a + 1",
        r"\begin{aligned} (a + 1)^2 &= a^2 \\ &\quad + 2 a + 1 \end{aligned}",
        r"\begin{aligned} (a + 1)^2 = \\ a^2 + 2 a + 1 \end{aligned}",
        r"a = a \quad \text{(by definition)}",
        r"a = a, \quad \text{since } a = 7",
        r"a = a \text{ and } 2 a = a + a",
        r"s = \sum_i x_i, \qquad s^2 = \Big( \sum_i x_i \Big)^2.",
        r"\begin{gather*} s = \sum_i x_i \\ 2 s = s + s \end{gather*}",
        r"\begin{array}{rcl} 2 s & = & s + s \\ & = & 2 \sum_i x_i \end{array}",
        r"a^2 \ge 0",
        r"-a^2 \leq 0 \le a^2",
        r"A^\top A \succeq 0",
        r"v_k [k = y] = v_y \quad \text{for } k = y",
        r"v_k [k = y] = 0 \quad (k \neq y)",
        r"v_k [k = y] = 0, \quad k \ne y",
        r"v_k [k = y] = 0 \quad \forall k \ne y",
        r"m = \frac{s}{n}, \quad \sum_i (x_i - m) = 0",
        r"c_i := x_i - s \quad \Rightarrow \quad \sum_i c_i = (1 - n) s",
        r"a \leftarrow a + 1",
        r"\frac{\partial s}{\partial x_i} = 1",
        r"2 a \stackrel{!}{=} a + a",
    ],
)
def test_what_is_true_follows(latex):
    for chain in states(latex):
        assert set(chain) <= {"start", "follows", "definition"}


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"(a + 1)^2 = a^2 + 1", "above"),
        (r"a = a = 2 a", "above"),
        (r"v_k [k = y] = 0", "For k ="),
        (r"v_k [k = y] = 0 \quad (k \ge y)", "For k ="),
        (r"a^2 \le 0", "above"),
        (r"-A^\top A \succeq 0", "smallest eigenvalue"),
        (r"s = x_i", "index i is free here"),
        (r"x_i = s", "free on the left and not on the right"),
        (r"x_i = x", "a vector of 5 numbers"),
        (r"x_i x_j = x_i \sum_i x_i", "summed over and stands free"),
        (r"a \leftarrow a + 2", "above"),
        (r"a \ne a", "above"),
    ],
)
def test_what_is_false_does_not_follow(latex, words):
    followed = follow(latex, WORLD, np.random.default_rng(0))
    assert followed.wrong.state == "differs"
    assert words in followed.wrong.message


def test_behind_what_is_not_understood_nothing_is_judged():
    found = states(r"\begin{aligned} a &= q \\ &= a \\ s &= s \end{aligned}")
    assert found == [["start", "not understood", "not reached"], ["not reached"] * 2]


def test_a_condition_is_on_the_indices_that_are_free():
    followed = follow(r"a = 2 \quad \text{for } W = 0", WORLD, RNG)
    assert "no free index" in followed.wrong.message


def test_an_inequality_is_tried_at_the_extremes_of_a_world():
    at_zero = World(lambda rng: {"a": rng.normal()}, extremes=(lambda rng: {"a": 0.0},))
    followed = follow(r"a^2 > 0", at_zero, np.random.default_rng(0))
    assert followed.wrong.state == "differs"
