"""What is wrong with a Pyodide is told before anything is built."""

import json
import shutil

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from helpers.site.__main__ import main


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Title")]), path)
    return path


def said(notebook, pyodide, capsys):
    target = notebook.with_name("site")
    assert main([str(notebook), "--to", str(target), "--pyodide", str(pyodide)]) == 1
    assert not target.exists()
    return capsys.readouterr().err.strip().splitlines()[-1]


def test_a_folder_without_pyodide(notebook, tmp_path, capsys):
    text = said(notebook, tmp_path / "nowhere", capsys)
    assert text.endswith("there is no Pyodide 0.27.7 in it")


def test_another_version(notebook, tmp_path, capsys):
    lock = {"info": {"version": "0.1.0"}, "packages": {}}
    (tmp_path / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    assert "is needed; this is 0.1.0" in said(notebook, tmp_path, capsys)


def test_a_damaged_file(notebook, tmp_path, fetched, capsys):
    pytest.importorskip("jupyterlite_core", reason="pip install '.[site]'")
    copy = tmp_path / "pyodide"
    shutil.copytree(fetched, copy)
    (wheel,) = copy.glob("numpy-*.whl")
    wheel.write_bytes(wheel.read_bytes()[:-1])
    assert said(notebook, copy, capsys).endswith(f"{wheel.name}: it is damaged")
