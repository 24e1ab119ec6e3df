"""Every displayed formula is read, and holds; a changed symbol is found."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from mutations import mutations

from helpers.derivations.displays import check_displays, displays_of, trouble
from helpers.derivations.sections import DISPLAYS, UNREAD

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.rglob("*.ipynb"))
FOUND = [(path.stem, d) for path in NOTEBOOKS for d in displays_of(path)]
READ = [(stem, d) for stem, d in FOUND if d.tag in DISPLAYS]
MUTATED = 200


def test_every_display_has_a_number_of_its_own():
    tags = [display.tag for _, display in FOUND]
    assert all(tags)
    assert len(set(tags)) == len(tags)


def test_of_every_display_it_is_said_what_its_letters_mean_or_why_it_is_not_read():
    tags = {display.tag for _, display in FOUND}
    assert tags == set(DISPLAYS) | set(UNREAD)
    assert not set(DISPLAYS) & set(UNREAD)


def test_nearly_all_rows_are_read():
    rows = {True: 0, False: 0}
    for _, display in FOUND:
        rows[display.tag in DISPLAYS] += display.rows
    assert rows[True] >= 0.95 * sum(rows.values()), rows


@pytest.mark.parametrize("display", [d for _, d in READ], ids=lambda d: d.tag)
@pytest.mark.parametrize("seed", range(3))
def test_each_row_follows_from_the_row_above(display, seed):
    world = DISPLAYS[display.tag]
    assert not trouble(display.latex, world, np.random.default_rng(seed))


def test_a_changed_symbol_is_found():
    """Of 200 random mutations nearly all turn red; the others are printed."""
    rng = np.random.default_rng(0)
    all_of_them = [
        (display, name, latex)
        for _, display in READ
        for name, latex in mutations(display.latex)
    ]
    chosen = rng.choice(len(all_of_them), MUTATED, replace=False)
    survivors = []
    for k in chosen:
        display, name, latex = all_of_them[k]
        if not trouble(latex, DISPLAYS[display.tag], np.random.default_rng(1)):
            survivors.append(f"({display.tag}) {name}: {latex}")
    print(*survivors, sep="\n")
    assert len(survivors) <= 0.03 * MUTATED


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_formula_that_is_named_stands_in_a_notebook(path):
    tags = {display.tag for _, display in FOUND}
    cells = nbformat.read(path, as_version=4).cells
    text = "\n".join(cell.source for cell in cells)
    named = set(re.findall(r"(?<!\w)\(([1-7A-Z]\.\d+)\)", text))
    assert named <= tags


def written(tmp_path, *texts):
    cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
    path = tmp_path / "some.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_notebook_reads_its_own_displays(tmp_path, capsys):
    path = written(tmp_path, r"$$z_i = \sum_{j=1}^{p} x_{ij} w_j + b \tag{3.1}$$")
    check_displays(path, "3.1", "3.1")
    said = capsys.readouterr().out
    assert said.startswith("(3.1) to (3.1): 1 rows are read, and at random points")


def test_a_wrong_display_stops_the_notebook_and_says_where(tmp_path):
    path = written(tmp_path, r"$$z_i = \sum_{j=1}^{p} x_{ij} w_j - b \tag{3.1}$$")
    with pytest.raises(AssertionError, match=r"\(3\.1\), row 1.*above.*here"):
        check_displays(path, "3.1", "3.1")


def test_a_number_that_is_not_there_is_an_error(tmp_path):
    path = written(tmp_path, r"$$1 = 1 \tag{3.1}$$")
    with pytest.raises(ValueError, match=r"no formula \(3\.7\)"):
        check_displays(path, "3.1", "3.7")


def test_without_the_file_nothing_is_read(tmp_path, capsys):
    check_displays(tmp_path / "none.ipynb", "3.1", "3.7")
    assert "nothing was read" in capsys.readouterr().out
