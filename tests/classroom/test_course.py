"""`python -m helpers.classroom hand-out`: what a class is given."""

import nbformat
import pytest
from small_course import solved

from helpers.classroom.__main__ import main
from helpers.classroom.course import solved_notebooks

FILES = {
    "workbook": {"DATA.md", "README.md", "mine.py", "small.ipynb"},
    "nbgrader": {
        "nbgrader_config.py",
        "source/small/DATA.md",
        "source/small/small.ipynb",
    },
    "otter": {"DATA.md", "small.ipynb"},
}


@pytest.fixture
def small(tmp_path):
    return solved(tmp_path / "solved" / "small.ipynb")


def hand_out(*notebooks, to, form="workbook"):
    return main(["hand-out", *map(str, notebooks), "--to", str(to), "--format", form])


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("form", FILES)
def test_a_format_has_its_files_and_a_second_time_changes_nothing(
    small, tmp_path, form, capsys
):
    folder = tmp_path / "given" / "out"
    assert hand_out(small, to=folder, form=form) == 0
    before = files(folder)
    assert before.keys() == FILES[form]
    assert "made" in capsys.readouterr().out
    assert hand_out(small, to=folder, form=form) == 0
    assert capsys.readouterr() == ("", "")
    assert files(folder) == before


def test_without_names_all_sections_and_cases_are_handed_out(tmp_path):
    assert hand_out(to=tmp_path) == 0
    names = {path.name for path in tmp_path.glob("*.ipynb")}
    assert names == {path.name for path in solved_notebooks()}
    assert {"01_derivations.ipynb", "cars.ipynb"} <= names


@pytest.mark.parametrize("form", ["nbgrader", "otter"])
def test_a_master_that_was_changed_stays(small, tmp_path, form, capsys):
    hand_out(small, to=tmp_path, form=form)
    (path,) = (p for p in tmp_path.rglob("small.ipynb") if p != small)
    master = nbformat.read(path, as_version=4)
    master.cells[0].source = "# My own course"
    nbformat.write(master, path)
    before = path.read_bytes()
    assert hand_out(small, to=tmp_path, form=form) == 1
    assert "is there and is another one" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_what_an_instructor_wrote_into_the_folder_stays(small, tmp_path):
    (tmp_path / "README.md").write_text("The package is on the drive P:")
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()")
    for form in FILES:
        hand_out(small, to=tmp_path / "x" if form == "otter" else tmp_path, form=form)
    assert (tmp_path / "README.md").read_text() == "The package is on the drive P:"
    assert (tmp_path / "nbgrader_config.py").read_text() == "c = get_config()"


def test_the_readme_for_students_names_what_lies_beside_it(small, tmp_path):
    hand_out(small, to=tmp_path)
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "mine.py" in text
    assert "(DATA.md)" in text
    assert "CC BY" in (tmp_path / "DATA.md").read_text(encoding="utf-8")


def test_a_notebook_that_cannot_be_handed_out_is_named_and_the_others_are(
    small, tmp_path, capsys
):
    (tmp_path / "bad.ipynb").write_text("{")
    assert hand_out(tmp_path / "bad.ipynb", small, to=tmp_path / "out") == 1
    assert "bad.ipynb" in capsys.readouterr().err
    assert (tmp_path / "out/small.ipynb").is_file()
