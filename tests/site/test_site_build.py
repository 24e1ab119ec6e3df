"""The folder of the site is whole, or as it was before."""

import json
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


FORMULA = [new_markdown_cell(r"$\unheardof$")]
PICTURE = [new_markdown_cell("![a curve](nowhere.png)")]
ATTACHED = [new_markdown_cell("![a curve](attachment:nowhere.png)")]
LIVE = {"text/plain": "LiveFigure(a=1)", "image/png": ""}
FAILING = [new_code_cell("1 / 0", outputs=[new_output("display_data", LIVE)])]
DYING = [
    new_code_cell("import os; os._exit(1)", outputs=[new_output("display_data", LIVE)])
]
FAILED = [
    new_code_cell("1 / 0", outputs=[new_output("error", ename="ZeroDivisionError")])
]
ELSEWHERE = {"kernelspec": {"name": "elsewhere", "display_name": "Another machine's"}}


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (new_notebook(cells=FORMULA), r"the formula '\\unheardof' cannot be read"),
        (new_notebook(cells=PICTURE), "the picture 'nowhere.png' is not in the"),
        (new_notebook(cells=ATTACHED), "missing attachment: nowhere.png"),
        (new_notebook(cells=FAILING), "cell 1 stops with ZeroDivisionError"),
        (new_notebook(cells=DYING), "Kernel died"),
        (new_notebook(cells=FAILED), "cell 1 shows an error, ZeroDivisionError"),
        (
            new_notebook(cells=FAILING, metadata=ELSEWHERE),
            "its kernel 'elsewhere' is not installed",
        ),
        ({}, "it does not say in which format"),
        ("{", "it is not JSON"),
        (None, "No such file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_notebook_that_cannot_be_shown_changes_nothing(
    bad, told, notebooks, tmp_path, capfd
):
    target = tmp_path / "site"
    build(notebooks, target)
    before = files_of(target)
    path = notebooks[0].with_name("bad.ipynb")
    if bad is not None:
        text = bad if isinstance(bad, str) else json.dumps(bad)
        path.write_text(text, encoding="utf-8")
    capfd.readouterr()
    assert build([*notebooks, path], target) == 1
    said = capfd.readouterr().err
    assert f"{path}: " in said.splitlines()[-1]
    assert told in said.splitlines()[-1]
    assert "Traceback" not in said
    assert files_of(target) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".site")]


@pytest.mark.parametrize("what", ["folder", "parent"])
def test_a_place_that_cannot_be_written_is_named(what, notebooks, tmp_path, capsys):
    place = tmp_path / "file"
    place.write_text("mine", encoding="utf-8")
    target = place if what == "folder" else place / "site"
    assert build(notebooks, target) == 1
    assert str(place) in capsys.readouterr().err
    assert place.read_text(encoding="utf-8") == "mine"


def test_what_an_interrupted_build_left_is_in_nobodys_way(
    notebooks, tmp_path, monkeypatch
):
    target = tmp_path / "site"
    build(notebooks, target)
    before = files_of(target)
    with monkeypatch.context() as patch:
        patch.setattr("helpers.site.build._write_index", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            build(notebooks[:1], target)
    assert files_of(target) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".site")]
    killed = tmp_path / ".site.1.part" / "read"  # by force, nothing is cleared away
    killed.mkdir(parents=True)
    assert build(notebooks, target) == 0
    assert files_of(target) == before


def _interrupt(*_, **__):
    raise KeyboardInterrupt


def test_a_folder_of_something_else_is_left_alone(notebooks, tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert build(notebooks, tmp_path) == 1
    assert "the folder holds something else" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_two_notebooks_of_one_name_are_told(notebooks, tmp_path, capsys):
    other = write(tmp_path / "other" / "01_A.ipynb", "# Other")
    assert build([*notebooks, other], tmp_path / "site") == 1
    assert "another notebook has that name" in capsys.readouterr().err
    assert not Path(tmp_path / "site").exists()
