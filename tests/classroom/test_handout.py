"""Nothing of a student's is ever lost, and what is unchanged is brought up to date."""

from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import helpers
from helpers.classroom import handout
from helpers.classroom.handout import hand_out, make_place


class Class:
    """A folder with a solved notebook and one for the workbooks."""

    def __init__(self, top):
        self.notebook = top / "notebooks" / "03.ipynb"
        self.folder = top / "workbooks"
        self.notebook.parent.mkdir()
        make_place(self.folder)
        self.edition(1)

    def edition(self, number, solution="SECRET", call="f()"):
        """Write a solved notebook."""
        cells = [
            new_markdown_cell(f"Edition {number}", id="a"),
            new_code_cell(
                f"def f():\n    # BEGIN SOLUTION\n    {solution}\n    # END SOLUTION",
                id="b",
            ),
            new_code_cell(call, id="c"),
        ]
        nbformat.write(new_notebook(cells=cells), self.notebook)

    def hand_out(self):
        return hand_out(self.notebook, self.folder)

    def path(self, kind=""):
        return self.folder / f"03{kind}.ipynb"

    def title(self, kind=""):
        """First line of a workbook, the edition."""
        return nbformat.read(self.path(kind), as_version=4).cells[0].source

    def change(self, change, kind=""):
        """Save a workbook after a change, as JupyterLab would."""
        workbook = nbformat.read(self.path(kind), as_version=4)
        change(workbook)
        nbformat.write(workbook, self.path(kind))
        return self.path(kind).read_bytes()

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def school(tmp_path):
    return Class(tmp_path)


def answer(workbook):
    workbook.cells[1].source = "def f():\n    return 1"


def add_cell(workbook):
    workbook.cells.append(new_code_cell("mine"))


def delete_cell(workbook):
    del workbook.cells[2]


def move_cell(workbook):
    workbook.cells.reverse()


def run_cell(workbook):
    workbook.cells[2].outputs = [new_output("stream", text="1")]


def attach(workbook):
    workbook.cells[0].attachments = {"a.png": {"image/png": "UE5H"}}


def tag(workbook):
    workbook.cells[0].metadata = {"tags": ["mine"]}


def sign(workbook):
    workbook.metadata["authors"] = [{"name": "Ada"}]


def lose_metadata(workbook):
    workbook.metadata = {}


CHANGES = [answer, add_cell, delete_cell, move_cell, run_cell]
CHANGES += [attach, tag, sign, lose_metadata]


def test_the_first_time_makes_it_and_the_second_does_nothing(school):
    assert school.hand_out() == f"{school.path()}: made"
    before = school.path().read_bytes()
    time = school.path().stat().st_mtime_ns
    assert school.hand_out() == ""
    assert school.path().read_bytes() == before
    assert school.path().stat().st_mtime_ns == time
    assert school.names() == ["03.ipynb", "mine.py"]


def test_an_unchanged_workbook_is_replaced_by_a_new_edition(school):
    school.hand_out()
    school.edition(2)
    assert "replaced" in school.hand_out()
    assert school.title() == "Edition 2"
    assert school.names() == ["03.ipynb", "mine.py"]


def test_what_jupyterlab_does_on_opening_and_saving_is_no_change(school):
    def look(workbook):
        workbook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        workbook.metadata.language_info = {"name": "python", "version": "3.11.7"}
        workbook.cells[2].execution_count = 1

    school.hand_out()
    before = school.change(look)
    assert school.hand_out() == ""
    assert school.path().read_bytes() == before
    school.edition(2)
    assert "replaced" in school.hand_out()


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_workbook_stays_and_the_new_edition_goes_beside_it(school, change):
    school.hand_out()
    mine = school.change(change)
    if change is not lose_metadata:
        assert school.hand_out() == ""  # it is of this edition
        assert school.names() == ["03.ipynb", "mine.py"]
    school.edition(2)
    line = school.hand_out()
    assert "\n" not in line
    assert f"{school.path()}: yours, it stays" in line
    assert "03.new.ipynb" in line
    assert school.path().read_bytes() == mine
    assert school.title(".new") == "Edition 2"
    assert school.hand_out() == ""


def test_a_workbook_runs_before_anything_is_written_and_the_run_is_kept(
    school, monkeypatch
):
    root = str(Path(helpers.__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", root)  # as an editable installation has it
    text = "import helpers, mine\nprint(helpers.__name__, mine.__doc__ and f())"
    school.edition(1, call=text)
    school.hand_out()

    def run(workbook):
        here = {"metadata": {"path": str(school.folder)}}
        NotebookClient(workbook, resources=here, kernel_name="python3").execute()
        assert workbook.cells[2].outputs[0].text == "helpers None\n"

    mine = school.change(run)
    school.edition(2)
    assert "yours, it stays" in school.hand_out()
    assert school.path().read_bytes() == mine


def test_each_further_edition_finds_a_place_and_replaces_no_changed_one(school):
    school.hand_out()
    kept = {"": school.change(answer)}
    school.edition(2)
    school.hand_out()
    school.edition(3)
    assert "03.new.ipynb" in school.hand_out()  # nothing in it had been changed
    assert school.title(".new") == "Edition 3"
    kept[".new"] = school.change(answer, ".new")
    assert school.hand_out() == ""
    for number, kind in ((4, ".new2"), (5, ".new3")):
        school.edition(number)
        assert f"03{kind}.ipynb" in school.hand_out()
        kept[kind] = school.change(answer, kind)
    assert {kind: school.path(kind).read_bytes() for kind in kept} == kept
    assert len(school.names()) == 5


def test_another_solution_is_no_new_edition_for_a_student_who_has_begun(school):
    school.hand_out()
    mine = school.change(answer)
    school.edition(1, solution="OTHER")
    assert school.hand_out() == ""
    assert school.path().read_bytes() == mine


def test_an_unchanged_workbook_says_which_solution_it_was_made_of(school):
    school.hand_out()
    before = school.path().read_bytes()
    school.edition(1, solution="OTHER")
    assert "replaced" in school.hand_out()
    assert school.path().read_bytes() != before


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff", b'{"cells": [[]], "nbformat": 4}', b"[" * 10**5]
)
def test_a_file_that_is_no_notebook_any_more_is_the_students(school, content):
    school.path().write_bytes(content)
    assert "yours, it stays" in school.hand_out()
    assert school.path().read_bytes() == content
    assert school.title(".new") == "Edition 1"
    assert school.hand_out() == ""


def test_folders_and_links_to_nowhere_are_left_alone(school):
    school.path().mkdir()
    school.path(".new").symlink_to("nowhere")
    assert "03.new2.ipynb" in school.hand_out()
    assert school.path().is_dir()
    assert school.path(".new").is_symlink()


@pytest.mark.parametrize(
    "metadata", [3, [], {"edition": "workbook"}, {"handed_out": 1}]
)
def test_odd_metadata_are_no_record(school, metadata):
    school.hand_out()

    def spoil(workbook):
        workbook.metadata["gradients_by_hand"] = metadata

    mine = school.change(spoil)
    assert "03.new.ipynb" in school.hand_out()
    assert school.path().read_bytes() == mine


def test_a_notebook_with_a_wrong_marker_leaves_all_as_it_was(school):
    school.hand_out()
    before = school.path().read_bytes()
    school.edition(2, solution="# BEGIN SOLUTION")
    with pytest.raises(ValueError, match=r"cell 2 \(id b\)"):
        school.hand_out()
    assert school.path().read_bytes() == before
    assert school.names() == ["03.ipynb", "mine.py"]


def test_a_write_that_fails_leaves_nothing_half_written(school, monkeypatch):
    school.hand_out()
    before = school.path().read_bytes()
    school.edition(2)

    def full(self, data):
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handout.Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        school.hand_out()
    assert school.path().read_bytes() == before
    assert school.names() == ["03.ipynb", "mine.py"]


def test_its_own_folder_is_refused(school):
    before = school.notebook.read_bytes()
    with pytest.raises(ValueError, match="its own folder"):
        hand_out(school.notebook, school.notebook.parent)
    assert school.notebook.read_bytes() == before


def test_the_file_of_functions_is_made_once(tmp_path):
    make_place(tmp_path / "a" / "b")
    mine = tmp_path / "a" / "b" / "mine.py"
    assert compile(mine.read_text(), "mine.py", "exec")
    mine.write_text("def f(): ...")
    make_place(tmp_path / "a" / "b")
    assert mine.read_text() == "def f(): ..."


# Moving cells twice would bring back what was handed out.
LASTING = [change for change in CHANGES if change is not move_cell]
DEEDS = st.lists(
    st.one_of(
        st.integers(1, 4).map(lambda number: ("edition", number)),
        st.sampled_from(LASTING).map(lambda change: ("change", change)),
        st.just(("delete", None)),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=40)
@given(deeds=DEEDS, where=st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_whatever_students_and_teachers_do_in_any_order(deeds, where, tmp_path_factory):
    school = Class(tmp_path_factory.mktemp("school"))
    school.hand_out()
    students = {}  # path: content that must stay
    for (deed, what), place in zip(deeds, where, strict=False):
        workbooks = sorted(school.folder.glob("*.ipynb"))
        path = workbooks[place % len(workbooks)] if workbooks else school.path()
        if deed == "edition":
            school.edition(what)
        elif deed == "delete":
            path.unlink(missing_ok=True)
            students.pop(path, None)
        elif path.exists() and len(nbformat.read(path, 4).cells) == 3:
            students[path] = school.change(what, path.stem.removeprefix("03"))
        school.hand_out()
        assert {p: p.read_bytes() for p in students} == students
    again = {path: path.read_bytes() for path in school.folder.iterdir()}
    assert school.hand_out() == ""
    assert {path: path.read_bytes() for path in school.folder.iterdir()} == again
