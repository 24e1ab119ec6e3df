"""Collecting: any tree of files → who handed in which notebook."""

import json
import os
import zipfile

import corpus
import pytest

from helpers.classroom.marking.collect import collect, file_stem
from helpers.classroom.marking.sheet import read_sheet

SHEETS = {
    name: read_sheet(corpus.NOTEBOOKS / f"{name}.ipynb")
    for name in ("01_derivations", "03_logistic")
}


@pytest.fixture(scope="module")
def text():
    return json.dumps(corpus.solved())


@pytest.fixture(scope="module")
def bare():
    """Without the metadata that say which notebook it is."""
    return json.dumps(corpus.ids_lost(corpus.metadata_lost(corpus.solved())))


def put(folder, names, text):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(folder, **options):
    hand_ins, _ = collect(folder, SHEETS, **options)
    return [(one.student, one.notebook) for one in hand_ins]


LOGISTIC = "03_logistic"
ADA_AND_BOB = [("ada", LOGISTIC), ("bob", LOGISTIC)]


@pytest.mark.parametrize(
    "names",
    [
        ("ada/03_logistic.ipynb", "bob/03_logistic.ipynb"),
        ("ada/week/03_logistic.ipynb", "bob/week/03_logistic.ipynb"),
        ("hand-ins/ada/03_logistic.ipynb", "hand-ins/bob/03_logistic.ipynb"),
        ("a-group/ada/03_logistic.ipynb", "a-group/bob/03_logistic.ipynb"),
        ("ada_03_logistic.ipynb", "bob_03_logistic.ipynb"),
        ("ada-03_logistic.ipynb", "03_logistic-bob.ipynb"),
        ("week/ada.ipynb", "week/bob.ipynb"),
        ("week/ada_03_logistic.ipynb", "week/bob_03_logistic.ipynb"),
        ("submitted/ada/ps1/03.ipynb", "submitted/bob/ps1/03.ipynb"),
        ("ada/renamed.ipynb", "bob/03_logistic (1).ipynb"),
        ("ada_12345_67890_03_logistic.ipynb", "bob_LATE_1_2_03_logistic-1.ipynb"),
        (
            "ada_123_assignsubmission_file_/03_logistic.ipynb",
            "bob_124_assignsubmission_file_/03_logistic.ipynb",
        ),
        (
            "ada_123_assignsubmission_file_03_logistic.ipynb",
            "bob_124_assignsubmission_file_03_logistic.ipynb",
        ),
        (
            "ada/03_logistic.ipynb",
            "ada/.ipynb_checkpoints/03_logistic-checkpoint.ipynb",
            "bob/03_logistic.ipynb",
            "__MACOSX/bob/._03_logistic.ipynb",
        ),
    ],
)
def test_whose_it_is(tmp_path, text, names):
    put(tmp_path, names, text)
    assert found(tmp_path) == ADA_AND_BOB


def test_groups_of_students(tmp_path, text):
    put(tmp_path, ["1/ada/a.ipynb", "1/bob/a.ipynb", "2/cy/a.ipynb"], text)
    assert [student for student, _ in found(tmp_path)] == ["ada", "bob", "cy"]


def test_one_student_alone(tmp_path, text):
    put(tmp_path, ["ada/03_logistic.ipynb"], text)
    assert found(tmp_path) == [("ada", LOGISTIC)]


def test_a_name_with_blanks_and_letters_of_any_kind(tmp_path, text):
    put(tmp_path, ["Łucja Ödegård_17_assignsubmission_file_/03.ipynb"], text)
    assert found(tmp_path) == [("Łucja Ödegård", LOGISTIC)]


@pytest.mark.parametrize("name", ["03_logistic", "renamed", "01_derivations"])
def test_which_notebook_it_is_without_metadata(tmp_path, bare, name):
    put(tmp_path, [f"ada/{name}.ipynb"], bare)
    assert found(tmp_path) == [("ada", LOGISTIC)]


def test_two_notebooks_of_one_student(tmp_path, text):
    put(tmp_path, ["ada/03_logistic.ipynb"], text)
    path = corpus.NOTEBOOKS / "01_derivations.ipynb"
    put(tmp_path, ["ada/one.ipynb"], json.dumps(corpus.empty(path)))
    assert found(tmp_path) == [("ada", "01_derivations"), ("ada", LOGISTIC)]


def test_the_latest_of_several_counts_and_the_others_are_named(tmp_path, text):
    names = ["ada/03_logistic.ipynb", "ada/03_logistic (1).ipynb", "ada/old.ipynb"]
    put(tmp_path, names, text)
    for name, when in zip(names, (100, 100, 99), strict=True):
        os.utime(tmp_path / name, (when, when))
    (hand_in,), _ = collect(tmp_path, SHEETS)
    assert hand_in.file == "ada/03_logistic (1).ipynb"
    assert hand_in.flags == (
        "also handed in, not looked at: ada/03_logistic.ipynb",
        "also handed in, not looked at: ada/old.ipynb",
    )


def test_a_damaged_file_does_not_hide_an_earlier_one(tmp_path, text):
    put(tmp_path, ["ada/03_logistic.ipynb"], text)
    put(tmp_path, ["ada/03_logistic (1).ipynb"], text[:1000])
    (hand_in,), _ = collect(tmp_path, SHEETS)
    assert hand_in.file == "ada/03_logistic.ipynb"


DEEP = '{"nbformat": 4, "cells": ' + "[" * 500 + "]" * 500 + "}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{\x00}\x00",
        b'{"nbformat": 99, "cells": []}',
        b'{"nbformat": 4, "cells": 5}',
        b'{"nbformat": 4}',
        b'{"nbformat": 3, "worksheets": 1}',
        DEEP.encode(),
        b"[" * 100_000,
        bytes(1000),
    ],
)
def test_what_cannot_be_read_is_a_row(tmp_path, text, content):
    put(tmp_path, ["ada/03_logistic.ipynb"], text)
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "my work.ipynb").write_bytes(content)
    hand_ins, _ = collect(tmp_path, SHEETS)
    assert [(one.student, one.notebook) for one in hand_ins] == ADA_AND_BOB
    assert hand_ins[1].trouble
    assert not hand_ins[0].trouble


def test_another_notebook_is_no_hand_in(tmp_path, text):
    put(tmp_path, ["ada/03_logistic.ipynb"], text)
    other = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    other["cells"] = [{"cell_type": "code", "source": "1 + 1"}]
    put(tmp_path, ["ada/scratch.ipynb"], json.dumps(other))
    hand_ins, others = collect(tmp_path, SHEETS)
    assert [one.file for one in hand_ins] == ["ada/03_logistic.ipynb"]
    assert others == ["ada/scratch.ipynb"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_links_pipes_and_folders_with_the_name_of_a_notebook(tmp_path, text):
    put(tmp_path, ["in/ada/03_logistic.ipynb", "outside/03_logistic.ipynb"], text)
    folder = tmp_path / "in"
    (folder / "bob").symlink_to(tmp_path / "outside")
    (folder / "cy").mkdir()
    (folder / "cy" / "03_logistic.ipynb").symlink_to(tmp_path / "outside")
    (folder / "dee").mkdir()
    os.mkfifo(folder / "dee" / "03_logistic.ipynb")
    (folder / "eve" / "03_logistic.ipynb").mkdir(parents=True)
    assert found(folder) == [("ada", LOGISTIC)]


# --- archives -------------------------------------------------------------------------


def pack(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_an_archive_for_each_student(tmp_path, text):
    pack(tmp_path / "ada.zip", **{"03_logistic.ipynb": text})
    pack(tmp_path / "bob.zip", **{"work/03_logistic.ipynb": text, "notes.txt": "x"})
    assert found(tmp_path) == ADA_AND_BOB


def test_an_archive_of_the_class_with_archives_in_it(tmp_path, text):
    inner = pack(tmp_path / "inner.zip", **{"03_logistic.ipynb": text}).read_bytes()
    (tmp_path / "inner.zip").unlink()
    members = {
        "ada_1_assignsubmission_file_/03_logistic.ipynb": text,
        "bob_2_assignsubmission_file_/work.zip": inner,
        "__MACOSX/._03_logistic.ipynb": "x",
    }
    pack(tmp_path / "class.zip", **members)
    assert found(tmp_path) == ADA_AND_BOB


def test_paths_in_an_archive_lead_nowhere_else(tmp_path, text):
    folder = tmp_path / "in"
    folder.mkdir()
    pack(folder / "ada.zip", **{"../../03_logistic.ipynb": text})
    pack(folder / "bob.zip", **{"/etc/03_logistic.ipynb": text})
    before = sorted(tmp_path.rglob("*"))
    assert found(folder) == ADA_AND_BOB
    assert sorted(tmp_path.rglob("*")) == before


def damaged(path, text):
    data = bytearray(pack(path, **{"03_logistic.ipynb": text}).read_bytes())
    data[200:400] = bytes(200)
    path.write_bytes(data)


def cut(path, text):
    data = pack(path, **{"03_logistic.ipynb": text}).read_bytes()
    path.write_bytes(data[: len(data) // 2])


@pytest.mark.parametrize("spoil", [damaged, cut])
def test_a_damaged_archive_is_a_row(tmp_path, text, spoil):
    pack(tmp_path / "ada.zip", **{"03_logistic.ipynb": text})
    spoil(tmp_path / "bob.zip", text)
    hand_ins, _ = collect(tmp_path, SHEETS)
    assert [(one.student, one.notebook) for one in hand_ins] == ADA_AND_BOB
    assert hand_ins[1].trouble


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.classroom.marking.files.LARGEST_NOTEBOOK", 10_000)
    pack(tmp_path / "ada.zip", **{"03_logistic.ipynb": " " * 20_000})
    (hand_in,), _ = collect(tmp_path, SHEETS)
    assert hand_in.trouble == "it has more than 10,000 bytes"


def test_an_archive_with_too_many_members_is_a_row(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.classroom.marking.files._MOST_FILES", 3)
    pack(tmp_path / "ada.zip", **{f"{n}.ipynb": "" for n in range(4)})
    (hand_in,), _ = collect(tmp_path, SHEETS)
    assert hand_in.trouble == "the archive holds too much"


# --- names of files -------------------------------------------------------------------


def test_names_of_files_hold_nothing_odd_and_never_meet():
    taken = set()
    students = ["ada", "Ada", "a/da", "a:da", "../x", "=cmd|' /C calc'!A0", "ä ö", ""]
    names = [file_stem(student, LOGISTIC, taken) for student in students]
    assert len({name.casefold() for name in names}) == len(students)
    assert names[0] == "ada--03_logistic"
    assert not any(set(name) & set("/\\:*?\"<>|'= ") for name in names)
    assert not any(name.startswith(".") for name in names)
