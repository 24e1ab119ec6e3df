"""The page on LaTeX keeps its word: all its examples are understood."""

import re
from pathlib import Path

import numpy as np
import pytest

from helpers.formulas.meaning.following import follow
from helpers.formulas.meaning.world import World

PAGE = Path(__file__).parents[2] / "docs" / "latex.md"
ROWS = re.findall(r"^\| (`.*`) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
EXAMPLES = [example for row in ROWS for example in re.findall(r"`([^`]+)`", row)]


def _draw(rng):
    X = rng.normal(size=(5, 3))
    names = {"X": X, "x": X, "w": rng.normal(size=3), "y": rng.normal(size=5)}
    layers = {"z^{(1)}": rng.normal(size=5), "W^{(2)}": rng.normal(size=(3, 4))}
    marked = (r"\hat{y}", r"\bar{y}", r"\tilde{x}")
    hats = {name: rng.uniform(0.1, 0.9, 5) for name in marked}
    numbers = {"n": 5, "p": 3, "b": 0.7, "W": rng.normal(size=(3, 4))}
    return names | layers | hats | numbers


WORLD = World(
    _draw,
    r"z_i = \sum_{j=1}^{p} x_{ij} w_j + b",
    r"J = \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i)^2",
    r"\sigma(z) = \frac{1}{1 + e^{-z}}",
)


def test_there_are_examples():
    assert len(EXAMPLES) > 50


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_understood(example):
    followed = follow(example, WORLD, np.random.default_rng(0))
    assert followed.wrong is None, followed.wrong.message
