"""What is wrong with a Pyodide, or with fetching it, is told, and nothing is built."""

import json
import shutil

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from helpers.site import pyodide, work
from helpers.site.__main__ import main

from lite import serve  # isort: skip


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "a.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Title")]), path)
    return path


def said(notebook, folder, capsys):
    target = notebook.with_name("site")
    assert main([str(notebook), "--to", str(target), "--pyodide", str(folder)]) == 1
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


@pytest.fixture
def published(fetched, tmp_path, monkeypatch):
    """A folder served in place of Pyodide's own server, and an empty cache."""
    pytest.importorskip("jupyterlite_core", reason="pip install '.[site]'")
    folder = tmp_path / "published"
    folder.mkdir()
    wanted = pyodide.packages(fetched).values()
    names = [*pyodide.CORE, pyodide.LOCK, *(entry["file_name"] for entry in wanted)]
    for name in names:
        shutil.copy(fetched / name, folder)
    monkeypatch.setattr(work, "CACHE", tmp_path / "cache")
    with serve(folder) as port:
        address = f"http://127.0.0.1:{port}/"
        monkeypatch.setattr(pyodide, "address", lambda: address)
        yield folder


def offline(notebook, capsys):
    """What is said where Pyodide cannot be had."""
    target = notebook.with_name("site")
    assert main([str(notebook), "--to", str(target), "--offline"]) == 1
    assert not target.exists()
    return capsys.readouterr().err.strip().splitlines()[-1]


def test_it_is_fetched_once_and_whole(published):
    folder = work.fetched()
    names = {path.name for path in folder.iterdir()}
    assert names == {path.name for path in published.iterdir()}
    for path in published.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()
        path.write_text("gone")
    assert work.fetched() == folder


def test_what_is_damaged_is_fetched_again(published):
    folder = work.fetched()
    (folder / "pyodide.js").write_text("half", encoding="utf-8")
    work.fetched()
    whole = (published / "pyodide.js").read_bytes()
    assert (folder / "pyodide.js").read_bytes() == whole


@pytest.mark.parametrize("pattern", ["pyodide.asm.wasm", "numpy-*.whl"])
def test_a_sum_that_does_not_fit(pattern, published, notebook, capsys):
    (path,) = published.glob(pattern)
    path.write_bytes(path.read_bytes()[:-1])
    text = offline(notebook, capsys)
    assert text.endswith(f"{path.name}: its sum is not the one that Pyodide lists")
    assert not list(work.CACHE.rglob(pattern))


def test_a_file_that_is_not_there(published, notebook, capsys):
    (published / "python_stdlib.zip").unlink()
    text = offline(notebook, capsys)
    assert text.endswith("python_stdlib.zip cannot be fetched: HTTPError")


def test_another_page_in_place_of_the_list(published, notebook, capsys):
    (published / pyodide.LOCK).write_text("<title>Log in</title>", encoding="utf-8")
    assert "there is no Pyodide 0.27.7" in offline(notebook, capsys)
    assert not list(work.CACHE.rglob(pyodide.LOCK))


def test_no_network(published, notebook, capsys, monkeypatch):
    monkeypatch.setattr(pyodide, "address", lambda: "http://127.0.0.1:9/")
    text = offline(notebook, capsys)
    assert text.endswith("pyodide.js cannot be fetched: ConnectionError")


def test_the_kernel_says_where_it_is_published():
    pytest.importorskip("jupyterlite_core", reason="pip install '.[site]'")
    address = pyodide.address()
    assert address.startswith("https://")
    assert address.endswith(f"/v{pyodide.VERSION}/full/")
