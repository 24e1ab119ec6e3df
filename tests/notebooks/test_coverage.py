"""The README's table of tasks: each section that it names exists, and each exercise."""

import re
from pathlib import Path

import pytest
from notebook_sections import blocks, section

from helpers.exercises.tasks import DERIVATIONS, PREDICTIONS, SPOTS, TASKS

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
ALL = TASKS | DERIVATIONS | SPOTS | PREDICTIONS

README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = README.partition("| task | notebook, section | exercises |\n|---|---|---|\n")[2]
ROWS = [row.strip("| ").split(" | ") for row in TABLE.partition("\n\n")[0].splitlines()]


def short(path):
    return path.stem if path.parent.name == "cases" else path.stem[:2]


BLOCKS = {short(path): blocks(path) for path in NOTEBOOKS}


def text_of(places):
    """What stands in sections: "01, Softmax; 02, The data; The model"."""
    found = []
    for place in re.split(rf"; (?=(?:{'|'.join(BLOCKS)}), )", places):
        notebook, _, headings = place.partition(", ")
        # A heading may itself hold a comma, but no semicolon.
        found += [section(BLOCKS[notebook], h) for h in headings.split("; ")]
    return "".join(found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_the_sections_of_a_row_exist_and_ask_its_exercises(row):
    _, places, exercises = row
    text = text_of(places)
    if exercises == "–":
        return
    for exercise in exercises.split(", "):
        number, name = re.fullmatch(r"(\S+) `(\w+)`", exercise).groups()
        assert ALL[name].number == number
        assert re.search(rf'\b(check|derive|spot|predict)\("{name}"', text), name


def test_every_notebook_and_every_exercise_has_a_row():
    assert {row[1].partition(", ")[0] for row in ROWS} == set(BLOCKS)
    assert set(re.findall(r"`(\w+)`", "".join(row[2] for row in ROWS))) == set(ALL)
