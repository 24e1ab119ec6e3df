"""Notebooks are stored without what differs from run to run."""

import nbformat
import pytest

from helpers.notebooks.normalise import WIDGET_VIEW, main, normalise
from helpers.report.handed_out import is_as_handed_out


@pytest.fixture
def notebook():
    picture = nbformat.v4.new_output(
        "display_data", {WIDGET_VIEW: {"model_id": "1"}, "image/png": "UE5H"}
    )
    first, second = (nbformat.v4.new_output("stream", text=t) for t in ("a\n", "b\n"))
    cell = nbformat.v4.new_code_cell("1", outputs=[picture, first, second])
    cell.metadata = {"execution": {"iopub.status.busy": "now"}, "tags": ["keep"]}
    return nbformat.v4.new_notebook(
        cells=[cell, nbformat.v4.new_markdown_cell("text")],
        metadata={
            "title": "T",
            "widgets": {},
            "language_info": {"name": "python", "version": "3.11.7"},
        },
    )


def test_widget_views_and_state_go_and_the_picture_stays(notebook):
    normalise(notebook)
    assert "widgets" not in notebook.metadata
    assert notebook.cells[0].outputs[0].data == {"image/png": "UE5H"}


def test_versions_and_timings_go_and_title_and_tags_stay(notebook):
    normalise(notebook)
    assert notebook.metadata.language_info == {"name": "python"}
    assert notebook.metadata.title == "T"
    assert notebook.cells[0].metadata == {"tags": ["keep"]}


def test_what_is_folded_away_is_known_to_be_as_it_was():
    for words in ("<details>of ours</details>", "nothing folded"):
        cell = nbformat.v4.new_markdown_cell(words)
        normalise(nbformat.v4.new_notebook(cells=[cell]))
        assert is_as_handed_out(cell) == ("details" in words)
        cell.source += " and more"
        assert not is_as_handed_out(cell)


def test_printed_pieces_become_one(notebook):
    normalise(notebook)
    assert [o.text for o in notebook.cells[0].outputs[1:]] == ["a\nb\n"]


def test_a_second_time_changes_nothing(notebook):
    once = nbformat.writes(normalise(notebook))
    assert nbformat.writes(normalise(notebook)) == once


def test_the_command_rewrites_only_what_needs_it(notebook, tmp_path, capsys):
    path = tmp_path / "example.ipynb"
    nbformat.write(notebook, path)
    main([str(path)])
    assert "example.ipynb" in capsys.readouterr().out
    before = path.read_bytes()
    main([str(path)])
    assert capsys.readouterr().out == ""
    assert path.read_bytes() == before


def printed(*pieces):
    """Notebook of one cell that printed these pieces: name of the stream and text."""
    outputs = [nbformat.v4.new_output("stream", name=n, text=t) for n, t in pieces]
    cell = nbformat.v4.new_code_cell("1", outputs=outputs)
    return nbformat.v4.new_notebook(cells=[cell])


BAR = ("stdout", "\r  0%|   | 0/3 [00:00<?]"), ("stdout", "\r 33%|#  | 1/3 [00:01<2]")
WIPED = ("stdout", "\r                      \r")


@pytest.mark.parametrize(
    ("pieces", "left"),
    [
        ([*BAR, WIPED], []),
        ([("stdout", "")], []),
        ([("stdout", "starts\n"), *BAR, WIPED], ["starts\n"]),
        ([*BAR, WIPED, ("stdout", "ends\n")], ["ends\n"]),
        ([("stdout", "a\n"), ("stderr", "   \r"), ("stdout", "b\n")], ["a\nb\n"]),
        ([("stdout", "half\r")], ["half\r"]),  # seen: nothing came after it
        ([("stdout", "   \n")], ["   \n"]),
    ],
)
def test_a_progress_bar_that_is_done_leaves_nothing(pieces, left):
    cell = normalise(printed(*pieces)).cells[0]
    assert [output.text for output in cell.outputs] == left
