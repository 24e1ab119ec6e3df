"""The derivations that are asked for: our lines pass, known mistakes are named."""

import ast
from pathlib import Path

import nbformat
import numpy as np
import pytest

from helpers.exercises.deriving import judge_derivation
from helpers.exercises.tasks import DERIVATIONS

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").rglob("*.ipynb"))
KNOWN = [(name, question) for name, d in DERIVATIONS.items() for question in d.mistakes]
SEEDS = 4


def solved():
    """The lines that the notebooks themselves give to `derive`, by their names."""
    found = {}
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and "derive(" in cell.source:
                assigned, _ = ast.parse(cell.source).body
                found[assigned.targets[0].id] = ast.literal_eval(assigned.value)
    return found


SOLVED = solved()


def test_each_of_them_is_asked_for_in_a_notebook():
    assert SOLVED.keys() == DERIVATIONS.keys()


@pytest.mark.parametrize("name", DERIVATIONS)
def test_our_lines_are_right_at_whatever_points(name):
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        verdict, rows = judge_derivation(DERIVATIONS[name], SOLVED[name], rng)
        assert verdict.state == "correct", verdict
        assert all(mark in ("", "✓") for _, mark in rows)


@pytest.mark.parametrize(("name", "question"), KNOWN)
def test_a_known_mistake_is_recognised_as_itself(name, question):
    asked = DERIVATIONS[name]
    lines = f"{asked.starts}\n= {asked.mistakes[question]}"
    for seed in range(SEEDS):
        verdict, _ = judge_derivation(asked, lines, np.random.default_rng(seed))
        assert (verdict.state, verdict.mistake) == ("not yet", question)
        assert verdict.text.startswith("Line ")
