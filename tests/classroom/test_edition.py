"""A workbook is the notebook without its solutions and outputs."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

from helpers.classroom.edition import fingerprint, read_cells, record, workbook
from helpers.report.handed_out import is_as_handed_out

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
SOLVED = "# BEGIN SOLUTION\nSECRET()\n# END SOLUTION"
TOLD = "<!-- BEGIN SOLUTION -->\nSECRET\n<!-- END SOLUTION -->"


@pytest.fixture
def solved(tmp_path):
    """Write a notebook of these cells; the ids are a, b, c, ..."""

    def write(*cells, name="solved.ipynb", **metadata):
        for cell, letter in zip(cells, "abcdefgh", strict=False):
            cell.id = letter
        path = tmp_path / "notebooks" / name
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=list(cells), metadata=metadata), path)
        return path

    return write


def run(source, tags=()):
    """A cell that was run: it printed, and it returned."""
    outputs = [
        new_output("stream", text="SHOWN"),
        new_output("execute_result", {"text/plain": "SHOWN"}, execution_count=3),
    ]
    metadata = {"tags": list(tags)} if tags else {}
    return new_code_cell(source, execution_count=3, outputs=outputs, metadata=metadata)


def test_solutions_outputs_and_numbers_go_and_the_rest_stays(solved, tmp_path):
    cells = [new_markdown_cell("# Title"), run("x = 1"), run(SOLVED), new_raw_cell("r")]
    path = solved(*cells, new_markdown_cell(TOLD), title="T", widgets={"SECRET": 1})
    made = workbook(path, tmp_path / "workbooks")
    nbformat.validate(made)
    assert "SECRET" not in json.dumps(made)
    assert "SHOWN" not in json.dumps(made)
    assert [(cell.id, cell.source) for cell in made.cells] == [
        ("a", "# Title"),
        ("b", "x = 1"),
        ("c", "..."),
        ("d", "r"),
        ("e", "*Your answer:*"),
    ]
    assert {made.cells[i].execution_count for i in (1, 2)} == {None}
    assert made.metadata.title == "T"


def test_the_metadata_say_what_it_was_made_of(solved, tmp_path):
    path = solved(run(SOLVED))
    about = workbook(path, tmp_path).metadata.gradients_by_hand
    assert (about.edition, about.source) == ("workbook", "solved")
    assert len(about.digest) == 64
    other = run(SOLVED.replace("SECRET", "OTHER"))
    assert workbook(solved(other), tmp_path).metadata.gradients_by_hand.digest != (
        about.digest
    )
    again = new_code_cell(SOLVED)  # what a cell shows is no part of its source
    assert workbook(solved(again), tmp_path).metadata.gradients_by_hand.digest == (
        about.digest
    )


def test_a_tag_keeps_the_outputs_of_a_cell(solved, tmp_path):
    path = solved(run("x", tags=["keep-output"]), run("y", tags=["other"]))
    kept, cleared = workbook(path, tmp_path).cells
    assert [output.get("text") for output in kept.outputs] == ["SHOWN", None]
    assert kept.outputs[1].data == {"text/plain": "SHOWN"}
    assert kept.outputs[1].execution_count is None
    assert kept.execution_count is None
    assert cleared.outputs == []


def test_pictures_of_an_answer_go_with_it(solved, tmp_path):
    picture = {"image/png": "UE5H"}
    text = f"![](attachment:a%20b.png)\n\n{TOLD} ![](attachment:c.png)"
    text = text.replace("SECRET", "![](attachment:d.png)")
    cell = new_markdown_cell(
        text, attachments=dict.fromkeys(("a b.png", "c.png"), picture)
    )
    cell.attachments["d.png"] = picture
    (made,) = workbook(solved(cell), tmp_path).cells
    assert set(made.attachments) == {"a b.png", "c.png"}


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("![a](../docs/a%20b.svg)", "![a](../../docs/a%20b.svg)"),
        ("[a](<../docs/a.csv>)", "[a](<../../docs/a.csv>)"),
        ('[a](../docs/a.csv "title")', '[a](../../docs/a.csv "title")'),
        ('<img src="a.png" width=3>', '<img src="../../notebooks/a.png" width=3>'),
        ("[a](other.ipynb#Section)", "[a](other.ipynb#Section)"),
        ("[a](cases/cars.ipynb)", "[a](cars.ipynb)"),
        ("[a](missing.png) `a[0](x)`", "[a](missing.png) `a[0](x)`"),
        ("[a](https://a.org/a.png)", "[a](https://a.org/a.png)"),
        ("[a](#a.png)", "[a](#a.png)"),
        ("a.png", "a.png"),
    ],
)
def test_links_lead_to_the_same_files_from_another_folder(
    solved, tmp_path, link, expected
):
    path = solved(new_markdown_cell(link))
    names = ("docs/a b.svg", "docs/a.csv", "notebooks/a.png", "notebooks/x")
    for name in (*names, "notebooks/other.ipynb", "notebooks/cases/cars.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (made,) = workbook(path, tmp_path / "for" / "students").cells
    assert made.source == expected.replace("[0](x)", "[0](../../notebooks/x)")
    (beside,) = workbook(path, tmp_path / "workbooks").cells
    if "../docs" in link:
        assert beside.source == link


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (new_code_cell("# BEGIN SOLUTION"), "has no END SOLUTION"),
        (new_code_cell("# END SOLUTION"), "has no BEGIN SOLUTION"),
        (new_markdown_cell("<!-- BEGIN SOLUTION -->"), "has no END SOLUTION"),
        (new_raw_cell("# BEGIN SOLUTION"), "is no marker here"),
        (new_code_cell("### BEGIN SOLUTION"), "is no marker here"),
    ],
)
def test_a_wrong_marker_is_named_with_its_cell(solved, tmp_path, cell, message):
    path = solved(new_markdown_cell("first"), cell)
    with pytest.raises(ValueError, match=rf"cell 2 \(id b\): .*{message}"):
        workbook(path, tmp_path)


def test_a_workbook_is_no_solved_notebook(solved, tmp_path):
    made = workbook(solved(run(SOLVED)), tmp_path)
    nbformat.write(made, tmp_path / "made.ipynb")
    with pytest.raises(ValueError, match="is a workbook itself"):
        workbook(tmp_path / "made.ipynb", tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[]", "a list"),
        ('{"nbformat": 4, "nbformat_minor": 5}', "cells"),
        ('{"cells": [3], "nbformat": 4, "metadata": {}}', "is not a cell"),
        ('{"cells": [{"cell_type": "code"}], "nbformat": 4}', "no valid notebook"),
        ('{"nbformat": 3, "metadata": {}, "worksheets": []}', "nbconvert"),
    ],
)
def test_a_file_that_is_no_notebook_is_an_error(tmp_path, text, message):
    path = tmp_path / "solved.ipynb"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        workbook(path, tmp_path)


@pytest.mark.parametrize("ids", [("a", "a"), ("a", None), ("a", "")])
def test_cells_must_be_told_apart(solved, tmp_path, ids):
    path = solved(new_code_cell("1"), new_code_cell("2"))
    content = json.loads(path.read_text())
    for cell, name in zip(content["cells"], ids, strict=True):
        cell["id"] = name
        if name is None:
            del cell["id"]
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="cell 2 .*: the id is missing or not new"):
        workbook(path, tmp_path)


def test_a_notebook_of_a_format_without_ids_stays_in_it(solved, tmp_path):
    path = solved(run(SOLVED))
    content = json.loads(path.read_text())
    content["nbformat_minor"] = 4
    del content["cells"][0]["id"]
    path.write_text(json.dumps(content))
    made = workbook(path, tmp_path)
    nbformat.validate(made)
    assert made.nbformat_minor == 4
    assert "id" not in made.cells[0]


CELLS = st.one_of(
    st.sampled_from([SOLVED, f"def f():\n    {SOLVED}".replace("\n", "\n    ")]).map(
        run
    ),
    st.text(max_size=20).filter(lambda text: "SECRET" not in text).map(new_code_cell),
    st.just(TOLD).map(new_markdown_cell),
    st.text(max_size=20).map(new_raw_cell),
)


@settings(deadline=None, max_examples=50)
@given(cells=st.lists(CELLS, max_size=6))
def test_the_same_notebook_gives_the_same_bytes_and_no_secrets(cells, tmp_path_factory):
    path = tmp_path_factory.mktemp("some") / "solved.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    made = workbook(path, path.parent / "workbooks")
    text = nbformat.writes(made)
    assert nbformat.writes(workbook(path, path.parent / "workbooks")) == text
    assert "SECRET" not in text
    assert "SHOWN" not in text
    assert [cell.id for cell in made.cells] == [cell.id for cell in cells]
    copy = shutil.copy(path, path.with_name("copy.ipynb"))
    nbformat.write(made, copy)
    assert fingerprint(read_cells(copy)) == record(made)["handed_out"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_workbook_of_each_of_our_notebooks_is_valid(path, tmp_path):
    made = workbook(path, path.parents[1] / "workbooks")
    nbformat.validate(made)
    before = nbformat.read(path, as_version=4)
    assert [cell.id for cell in made.cells] == [cell.id for cell in before.cells]
    assert "SOLUTION" not in json.dumps(made)
    for cell in made.cells:
        if cell.cell_type == "code":
            kept = "keep-output" in cell.metadata.get("tags", [])
            assert kept or cell.outputs == []
            assert cell.execution_count is None


def test_only_what_is_as_it_was_handed_out_is_known_to_be_of_no_student(
    solved, tmp_path
):
    hint = f"[a](../a.csv)\n\n{TOLD}\n\n<DETAILS><summary>Hint</summary>x</DETAILS>"
    path = solved(new_markdown_cell(hint), new_markdown_cell("words"))
    (path.parents[1] / "a.csv").touch()
    nbformat.write(workbook(path, tmp_path / "to" / "book"), tmp_path / "book.ipynb")
    cell, other = read_cells(tmp_path / "book.ipynb").cells
    assert "../../a.csv" in cell.source
    assert is_as_handed_out(cell)
    assert not is_as_handed_out(read_cells(path).cells[0])
    assert other.metadata == {}
    cell.source = cell.source.replace("x</", "my answer</")
    assert not is_as_handed_out(cell)
