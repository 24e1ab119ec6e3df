"""The folder of the site is whole, or as it was before."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.site.__main__ import main


def write(path, *texts):
    path.parent.mkdir(exist_ok=True)
    cells = [new_markdown_cell(text) for text in texts]
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture
def notebooks(tmp_path):
    folder = tmp_path / "notebooks"
    return [
        write(folder / "01_a.ipynb", "# First\n\nSee [the case](cases/c.ipynb#End)."),
        write(folder / "02 b.ipynb", "# Second\n\n[back](01_a.ipynb)"),
        write(folder / "cases" / "c.ipynb", "# A case\n\n[first](../01_a.ipynb)"),
    ]


def build(notebooks, target):
    return main([*map(str, notebooks), "--to", str(target)])


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_index_leads_to_every_page_and_back(notebooks, tmp_path, page):
    target = tmp_path / "site"
    assert build(notebooks, target) == 0
    page.goto((target / "index.html").as_uri())
    for name in ("First", "Second", "A case"):
        page.get_by_role("link", name=name, exact=True).click()
        assert page.get_by_role("heading", level=1).inner_text().startswith(name)
        page.get_by_role("link", name="All pages").click()
    page.get_by_role("link", name="Second").click()
    page.get_by_role("link", name="back").click()
    page.get_by_role("link", name="the case").click()
    page.get_by_role("link", name="first").click()
    assert page.url.endswith("/01_a.html")


def test_building_again_replaces_the_site(notebooks, tmp_path):
    target = tmp_path / "site"
    build(notebooks, target)
    assert build(notebooks[:1], target) == 0
    names = set(files_of(target))
    assert names == {".gradients-by-hand", "index.html", "read/01_a.html"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".site")]


@pytest.mark.parametrize("trouble", ["formula", "cell", "format", "missing"])
def test_a_notebook_that_cannot_be_shown_changes_nothing(
    trouble, notebooks, tmp_path, capsys
):
    target = tmp_path / "site"
    build(notebooks, target)
    before = files_of(target)
    bad = notebooks[0].with_name("bad.ipynb")
    if trouble == "formula":
        write(bad, r"$\unheardof$")
    elif trouble == "cell":
        data = {"text/plain": "LiveFigure(a=1)", "image/png": ""}
        cell = new_code_cell("1 / 0", outputs=[new_output("display_data", data)])
        nbformat.write(new_notebook(cells=[cell]), bad)
    elif trouble == "format":
        bad.write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert build([*notebooks, bad], target) == 1
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "bad.ipynb: " in said
    assert "Traceback" not in said
    assert files_of(target) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".site")]


def test_a_folder_of_something_else_is_left_alone(notebooks, tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert build(notebooks, tmp_path) == 1
    assert "the folder holds something else" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_folder(notebooks, tmp_path, capsys):
    place = tmp_path / "site"
    place.write_text("mine", encoding="utf-8")
    assert build(notebooks, place) == 1
    assert "it is no folder" in capsys.readouterr().err


def test_two_notebooks_of_one_name_are_told(notebooks, tmp_path, capsys):
    other = write(tmp_path / "other" / "01_A.ipynb", "# Other")
    assert build([*notebooks, other], tmp_path / "site") == 1
    assert "another notebook has that name" in capsys.readouterr().err
    assert not Path(tmp_path / "site").exists()
