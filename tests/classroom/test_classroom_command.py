"""`python -m helpers.classroom workbook` on files, folders and patterns."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import helpers
from helpers.classroom.__main__ import main

SOLVED = "# BEGIN SOLUTION\nSECRET()\n# END SOLUTION"


@pytest.fixture
def notebooks(tmp_path, monkeypatch):
    """The current folder has a folder of three notebooks."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "notebooks"
    for name in ("01.ipynb", "02.ipynb", "03 [b].ipynb"):
        write(folder / name, SOLVED)
    (folder / "notes.txt").touch()
    return folder


def write(path, source):
    path.parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=[new_code_cell(source, id="a")]), path)


def made(folder="workbooks"):
    return sorted(path.name for path in Path(folder).glob("*.ipynb"))


ALL = ["01.ipynb", "02.ipynb", "03 [b].ipynb"]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["notebooks"], ALL),
        (["notebooks/*.ipynb"], ALL),
        (["notebooks/0[12].ipynb"], ALL[:2]),
        (["notebooks/03 [b].ipynb"], ALL[2:]),
        (["notebooks/01.ipynb", "notebooks"], ALL),
    ],
)
def test_files_folders_and_patterns(notebooks, capsys, arguments, names):
    assert main(["workbook", *arguments]) == 0
    assert made() == names
    output = capsys.readouterr()
    assert len(output.out.splitlines()) == len(names)
    assert output.err == ""
    for path in Path("workbooks").glob("*.ipynb"):
        assert "SECRET" not in path.read_text()
    assert Path("workbooks/mine.py").is_file()


def test_a_second_time_says_and_does_nothing(notebooks, capsys):
    main(["workbook", "notebooks"])
    before = {path: path.read_bytes() for path in Path("workbooks").iterdir()}
    capsys.readouterr()
    assert main(["workbook", "notebooks"]) == 0
    assert capsys.readouterr() == ("", "")
    assert {path: path.read_bytes() for path in Path("workbooks").iterdir()} == before


def test_another_folder(notebooks):
    assert main(["workbook", "--to", "a/b", "notebooks"]) == 0
    assert made("a/b") == ALL
    assert not Path("workbooks").exists()


def test_what_cannot_be_made_is_named_and_the_others_are_made(notebooks, capsys):
    write(notebooks / "01.ipynb", "# BEGIN SOLUTION")
    (notebooks / "02.ipynb").write_text("{")
    assert main(["workbook", "notebooks", "missing", "none*"]) == 1
    first, second, *rest = capsys.readouterr().err.splitlines()
    assert first == (
        f"{Path('notebooks/01.ipynb')}: cell 1 (id a): BEGIN SOLUTION has no END "
        "SOLUTION after it"
    )
    assert second.startswith(f"{Path('notebooks/02.ipynb')}: it is not JSON")
    assert rest == [
        f"{name}: there is no such notebook" for name in ("missing", "none*")
    ]
    assert made() == ["03 [b].ipynb"]
    assert sorted(os.listdir("workbooks")) == ["03 [b].ipynb", "mine.py"]


def test_two_notebooks_of_one_name_are_not_mixed_up(notebooks, capsys):
    write(notebooks.parent / "other" / "01.ipynb", "x = 1")
    assert main(["workbook", "notebooks/01.ipynb", "other"]) == 1
    assert "is a workbook of that name" in capsys.readouterr().err
    assert "x = 1" not in Path("workbooks/01.ipynb").read_text()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_written(notebooks, capsys, place):
    Path("file").write_text("mine")
    assert main(["workbook", "--to", place, "notebooks"]) == 1
    assert f"{Path(place)} cannot be written: " in capsys.readouterr().err
    assert Path("file").read_text() == "mine"


def test_a_workbook_that_cannot_be_written_does_not_stop_the_others(
    notebooks, capsys, monkeypatch
):
    replace = Path.replace

    def refuse(self, target):
        if target.name == "01.ipynb":
            raise PermissionError(13, "Permission denied", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert main(["workbook", "notebooks"]) == 1
    expected = f"{Path('workbooks/01.ipynb')}: Permission denied"
    assert expected in capsys.readouterr().err
    assert sorted(os.listdir("workbooks")) == [*ALL[1:], "mine.py"]


def test_the_module_is_a_command(notebooks):
    root = str(Path(helpers.__file__).parents[1])
    command = [sys.executable, "-m", "helpers.classroom", "workbook"]
    done = subprocess.run(
        [*command, "notebooks", "missing"],
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "missing: there is no such notebook\n"
    assert done.stdout.splitlines()[0] == f"{Path('workbooks/01.ipynb')}: made"
    assert made() == ALL
