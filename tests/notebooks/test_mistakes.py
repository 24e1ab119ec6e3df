"""docs/mistakes.md: each mistake of the reports has a place in a case file."""

import re
from pathlib import Path

import nbformat
import pytest
from notebook_sections import blocks, section

ROOT = Path(__file__).parents[2]
INDEX = (ROOT / "docs" / "mistakes.md").read_text(encoding="utf-8")
CASES = sorted((ROOT / "notebooks" / "cases").glob("*.ipynb"))

NO_ROW_YET = {18, 47}
# Cases that name the numbers only in their last table, not beside each exercise.
NUMBERS_AT_THE_END = {"houses", "hyper_parameters"}

ROW = re.compile(r"^\| (\d+) \| ([A-Z]\d\d) \| .+ \| (.+) \|$", re.MULTILINE)
PLACE = re.compile(r"(\w+), \[([^]]+)\]\(\.\./([^#]+)#([^)]+)\)((?:, [A-Z]\.P?\d+)*)")


def last_table(path, *headings):
    """HTML of the last table of a notebook that has these headings."""
    shown = [
        output.get("data", {}).get("text/html", "")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    tables = [x for x in shown if all(f"<th>{name}</th>" in x for name in headings)]
    assert tables, f"{path.name} has no table of {headings}"
    return tables[-1]


PLACES = [
    (int(number), *place)
    for number, _, where in ROW.findall(INDEX)
    for place in PLACE.findall(where)
]
BLOCKS = {path.stem: blocks(path) for path in CASES}


def test_each_of_the_mistakes_has_a_row():
    numbers = [int(number) for number, _, _ in ROW.findall(INDEX)]
    assert numbers == list(range(1, 52))
    assert {number for number, *_ in PLACES} == set(numbers)
    written = PLACE.sub("", "".join(where for _, _, where in ROW.findall(INDEX)))
    assert not written.replace("; ", ""), "a place that could not be read"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
def test_the_place_exists_and_names_the_mistake(place):
    number, case, heading, file, anchor, exercises = place
    assert file == f"notebooks/cases/{case}.ipynb"
    assert anchor == heading.replace(" ", "-")
    assert (ROOT / file).is_file()
    text = section(BLOCKS[case], heading)
    everything = "".join(part for _, _, part in BLOCKS[case])
    asked = exercises.split(", ")[1:]
    for exercise in asked:
        assert re.search(rf"\*\*(Exercise )?{re.escape(exercise)}\b", text)
    if case not in NUMBERS_AT_THE_END:
        beside = all(f'({number}, "{exercise}"' in everything for exercise in asked)
        assert f"({number}, " in text or (asked and beside)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_last_table_of_a_case_has_the_mistakes_that_lead_there(path):
    numbers = {number for number, case, *_ in PLACES if case == path.stem}
    assert numbers
    rows = re.findall(r"<th>(\d+)</th>", last_table(path, "mistake"))
    assert set(map(int, rows)) == numbers


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_has_a_table_of_what_is_claimed_and_what_holds(path):
    table = last_table(path, "here", "verdict")
    verdicts = re.findall(r"<td>(holds|fails|undecided)</td>\s*</tr>", table)
    assert len(verdicts) == table.partition("<tbody>")[2].count("<tr>")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_names_the_list_and_links_to_nothing_that_is_not_handed_out(path):
    text = "".join(part for _, _, part in BLOCKS[path.stem])
    assert "`docs/mistakes.md`" in text
    assert not re.search(r"\]\(\.\.?/", text)
