"""A workbook in which nothing has been written runs from top to bottom."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.classroom.__main__ import main

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").rglob("*.ipynb"))
WITH_EXERCISES = [
    path for path in NOTEBOOKS if "# BEGIN SOLUTION" in path.read_text(encoding="utf-8")
]


# The jobs are as small as in a browser: what is computed does not hang on an answer.
SMALLER = """
from helpers.machine import place

place.smaller = lambda number, in_browser: in_browser
"""


def execute(notebook, folder):
    notebook.cells.insert(0, nbformat.v4.new_code_cell(SMALLER))
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=600, resources=resources).execute()


@pytest.mark.parametrize("path", WITH_EXERCISES, ids=lambda path: path.stem)
def test_it_runs_and_says_that_nothing_was_attempted(path, tmp_path, monkeypatch):
    monkeypatch.delenv("HELPERS_DATA", raising=False)
    assert main(["workbook", "--to", str(tmp_path), str(path)]) == 0
    notebook = nbformat.read(tmp_path / path.name, as_version=4)
    execute(notebook, tmp_path)
    said = [
        output["data"]["text/markdown"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {})
    ]
    assert any("○ not attempted" in text for text in said)
    assert not any("✓ correct" in text or "✗" in text for text in said)
    mine = (tmp_path / "mine.py").read_text(encoding="utf-8")
    assert "def " not in mine


@pytest.mark.parametrize("change", ["deleted", "copied"])
def test_it_runs_without_its_checks_and_with_each_of_them_twice(
    change, tmp_path, monkeypatch
):
    monkeypatch.delenv("HELPERS_DATA", raising=False)
    path = next(path for path in WITH_EXERCISES if path.stem == "03_logistic")
    assert main(["workbook", "--to", str(tmp_path), str(path)]) == 0
    notebook = nbformat.read(tmp_path / path.name, as_version=4)
    times = {"deleted": 0, "copied": 2}[change]
    notebook.cells = [
        cell
        for cell in notebook.cells
        for _ in range(times if " = check(" in cell.source else 1)
    ]
    execute(notebook, tmp_path)
