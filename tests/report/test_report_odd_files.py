"""Whatever a file holds, it is named, and the notebooks beside it are printed."""

import contextlib
import copy
import functools
import io
import json
import os
import sys

import nbformat
import pytest
from report_cells import PNG, SVG, notebook, pages_of

from helpers.report import ReportError, TypstExporter, exporter
from helpers.report.__main__ import main
from helpers.report.compile import Typesetter

# Every value of a valid notebook, replaced by every kind of value --------------------

VALID = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {
        "title": "T",
        "authors": [{"name": "Ada"}],
        "course": "DL",
        "date": "May",
        "language": "python",
        "language_info": {"name": "python"},
        "kernelspec": {"name": "python3", "display_name": "Python"},
    },
    "cells": [
        {
            "cell_type": "markdown",
            "id": "a",
            "metadata": {"tags": ["t"]},
            "source": ["# T\n", "![a](attachment:a.png) words"],
            "attachments": {"a.png": {"image/png": PNG}},
        },
        {"cell_type": "raw", "id": "b", "metadata": {}, "source": "raw"},
        {
            "cell_type": "code",
            "id": "c",
            "execution_count": 1,
            "metadata": {"tags": []},
            "source": "f()",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
                {
                    "output_type": "display_data",
                    "metadata": {
                        **{"caption": "C", "alt": "A", "label": "l", "role": "x"},
                        "image/png": {"width": 9},
                    },
                    "data": {"image/png": PNG, "text/plain": "<F>"},
                },
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"image/svg+xml": [SVG]},
                },
                {
                    "output_type": "execute_result",
                    "execution_count": 1,
                    "metadata": {},
                    "data": {
                        "text/html": "<table><tr><td>1</td></tr></table>",
                        "text/latex": "$x$",
                        "text/plain": "1",
                    },
                },
                {
                    "output_type": "execute_result",
                    "execution_count": 1,
                    "metadata": {},
                    "data": {
                        "text/markdown": "x",
                        "application/vnd.jupyter.widget-view+json": {"model_id": "m"},
                    },
                },
                {
                    "output_type": "error",
                    "ename": "E",
                    "evalue": "no",
                    "traceback": ["t"],
                },
            ],
        },
    ],
}


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


KINDS = [None, True, 5, -1.5, "text", "", [], {}, [None], {"a": None}, [["a"]]]
KINDS += [{"": {}}, nested(400)]
MISSING = object()
REFUSALS = "the notebook cannot be read: ", "this is not a valid notebook: "


def places(value, path=()):
    """Return the path to each value inside a value."""
    yield path
    steps = range(len(value)) if isinstance(value, list) else value
    for step in steps if isinstance(value, (dict, list)) else ():
        yield from places(value[step], (*path, step))


def odd_notebooks():
    """Return the valid notebook with one value replaced, and what was done to it."""
    for path in places(VALID):
        for kind in [*KINDS, MISSING] if path else KINDS:
            odd = {"notebook": copy.deepcopy(VALID)}
            parent, *steps = odd, "notebook", *path
            for step in steps[:-1]:
                parent = parent[step]
            if kind is MISSING:
                del parent[steps[-1]]
            else:
                parent[steps[-1]] = kind
            yield f"{path} is {kind!r:.40}", odd["notebook"]


def test_a_notebook_with_any_odd_value_is_converted_or_refused(monkeypatch):
    """No other error than the one that says what is wrong, not even of one cell."""
    converter = TypstExporter()
    converter.log.disabled = True
    surprises, count, converted = [], 0, 0
    with Typesetter() as shared:  # a process for each notebook would take long
        shared.check = functools.cache(shared.check)  # the same two pictures each time
        monkeypatch.setattr(
            exporter, "Typesetter", lambda: contextlib.nullcontext(shared)
        )
        for what, odd in odd_notebooks():
            count += 1
            try:
                converter.from_file(io.StringIO(json.dumps(odd)))
            except ReportError as error:
                if not str(error).startswith(REFUSALS):
                    surprises.append(f"{what}: {error}")
            except Exception as error:
                surprises.append(f"{what}: {type(error).__name__}: {error}")
            else:
                converted += 1
                odd_cells = [p for p in converter.problems if "cannot be read:" in p]
                surprises += [f"{what}: {problem}" for problem in odd_cells]
    assert not surprises
    assert count > 1000
    assert converted > 200


# Files ------------------------------------------------------------------------------


def with_cells(cells, **top):
    top = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5, **top}
    return json.dumps({**top, "cells": cells}).encode()


CODE = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None}
ODD_FILES = {
    "nothing": (b"", "it is not JSON"),
    "half": (b'{"cells": [', "it is not JSON"),
    "text": (b"words", "it is not JSON"),
    "latin": ("é".encode("latin-1"), "it is not UTF-8"),
    "zeros": (b"\0" * 99, "it is not JSON"),
    "list": (b"[]", "it is a list, not a notebook"),
    "object": (b"{}", "does not say in which format"),
    "null": (b"null", "it is null, not a notebook"),
    "number": (b"5", "it is a number, not a notebook"),
    "string": (b'"words"', "it is a string, not a notebook"),
    "digits": (b"1" * 9999, "it is "),
    "deep": (b"[" * 100_000, "nested too deeply"),
    "deeper": (b'{"a":' * 300 + b"1" + b"}" * 300, "nested too deeply"),
    "format-1": (with_cells([5], nbformat=1), "it is no notebook of format 1"),
    "format-2": (with_cells([], nbformat=2), "it is no notebook of format 2"),
    "format-3": (with_cells([], nbformat=3), "it is no notebook of format 3"),
    "format-9": (with_cells([], nbformat=9), "format 9 of notebooks"),
    "format-words": (with_cells([], nbformat="4"), "does not say in which format"),
    "minor-null": (with_cells([], nbformat_minor=None), "not say in which format"),
    "cells-null": (with_cells(None), "notebook['cells'] is not a list"),
    "cell-null": (with_cells([None]), "notebook['cells'][0] is not a cell"),
    "outputs-null": (
        with_cells([{**CODE, "source": "", "outputs": None}]),
        "this is not a valid notebook: notebook['cells'][0]['outputs']: None",
    ),
}


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.ipynb"
    nbformat.write(notebook("# Good", "good words"), path)
    return path


def run(folder, paths, *options):
    return main([*map(str, paths), "--output-dir", str(folder / "out"), *options])


def good_is_printed(folder):
    return "good words" in pages_of(folder / "out" / "good.pdf")[0]


def test_a_file_that_is_no_notebook_is_named_and_its_neighbour_printed(
    tmp_path, good, capsys
):
    paths = []
    for name, (data, _) in ODD_FILES.items():
        paths.append(tmp_path / f"{name}.ipynb")
        paths[-1].write_bytes(data)
    assert run(tmp_path, [*paths, good]) == 1
    complaints = capsys.readouterr().err.splitlines()
    for path, complaint in zip(paths, complaints, strict=True):
        assert complaint.startswith(f"  {path}: ")
        assert ODD_FILES[path.stem][1] in complaint
    assert good_is_printed(tmp_path)


def odd_places(folder):
    """Return what is no ordinary file, and what is to be said of it."""
    folder.joinpath("folder.ipynb").mkdir()
    yield "folder.ipynb", "it is not a file"
    yield "none.ipynb", "No such file"
    if sys.platform != "win32":
        os.mkfifo(folder / "pipe.ipynb")
        yield "pipe.ipynb", "it is not a file"
        folder.joinpath("device.ipynb").symlink_to("/dev/zero")
        yield "device.ipynb", "it is not a file"
        folder.joinpath("ring.ipynb").symlink_to("ring.ipynb")
        yield "ring.ipynb", "ymbolic link"
        with open(folder / "huge.ipynb", "wb") as file:
            file.truncate(6 << 30)  # takes no room on the disk
        yield "huge.ipynb", "it has more than 200,000,000 bytes"
        if os.getuid():
            folder.joinpath("secret.ipynb").write_bytes(b"{}")
            folder.joinpath("secret.ipynb").chmod(0)
            yield "secret.ipynb", "Permission denied"


def test_what_is_no_ordinary_file_is_named_and_its_neighbour_printed(
    tmp_path, good, capsys
):
    odd = list(odd_places(tmp_path))
    assert run(tmp_path, [*(tmp_path / name for name, _ in odd), good]) == 1
    complaints = capsys.readouterr().err.splitlines()
    for (name, expected), complaint in zip(odd, complaints, strict=True):
        assert complaint.startswith(f"  {tmp_path / name}: the notebook cannot be read")
        assert expected in complaint
    assert good_is_printed(tmp_path)


def test_an_old_notebook_and_one_with_a_byte_order_mark_are_printed(tmp_path):
    old = nbformat.convert(notebook("# Old", "old words"), 3)
    (tmp_path / "old.ipynb").write_text(json.dumps(old), encoding="utf-8")
    marked = json.dumps(notebook("# Marked", "marked words"))
    (tmp_path / "marked.ipynb").write_text(marked, encoding="utf-8-sig")
    paths = [tmp_path / "old.ipynb", tmp_path / "marked.ipynb"]
    assert run(tmp_path, paths, "--strict") == 0
    for name in ("old", "marked"):
        assert f"{name} words" in pages_of(tmp_path / "out" / f"{name}.pdf")[0]


@pytest.mark.parametrize("error", [MemoryError("much"), RecursionError(), KeyError(1)])
def test_an_error_that_nobody_expected_ends_one_notebook_only(
    tmp_path, good, capsys, monkeypatch, error
):
    bad = tmp_path / "bad.ipynb"
    bad.write_bytes(good.read_bytes())
    read = exporter.read_notebook

    def read_or_fail(path):
        if path == str(bad):
            raise error
        return read(path)

    monkeypatch.setattr(exporter, "read_notebook", read_or_fail)
    assert run(tmp_path, [bad, good]) == 1
    assert f"{bad} cannot be printed: {type(error).__name__}" in capsys.readouterr().err
    assert good_is_printed(tmp_path)


def test_a_report_that_cannot_be_written_is_named_and_its_neighbour_printed(
    tmp_path, good, capsys
):
    bad = tmp_path / "bad.ipynb"
    bad.write_bytes(good.read_bytes())
    (tmp_path / "out" / "bad.pdf").mkdir(parents=True)
    assert run(tmp_path, [bad, good]) == 1
    assert (
        f"{tmp_path / 'out' / 'bad.pdf'} cannot be written" in capsys.readouterr().err
    )
    assert good_is_printed(tmp_path)


# Names of the reports ---------------------------------------------------------------


def hand_ins(folder, *names):
    """Write notebooks that say their own name, and return their paths."""
    paths = []
    for name in names:
        paths.append(folder / name)
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook("# T", f"by {name}"), paths[-1])
    return paths


def test_notebooks_of_one_name_keep_their_folders(tmp_path, capsys):
    names = "class/alice/hw.ipynb", "class/bob/1/hw.ipynb", "class/bob/more.ipynb"
    assert run(tmp_path, hand_ins(tmp_path, *names)) == 0
    for report in ("alice/hw", "bob/1/hw", "bob/more"):
        text = pages_of(tmp_path / "out" / f"{report}.pdf")[0]
        assert f"by class/{report}.ipynb" in text
    table = capsys.readouterr().out.split("problems\n")[1]
    assert [line.split()[0] for line in table.splitlines()] == [
        "alice/hw",
        "bob/1/hw",
        "bob/more",
    ]
    assert not (tmp_path / "out" / "hw.pdf").exists()


def test_names_that_differ_in_capitals_only_are_one_name_on_some_disks(tmp_path):
    assert run(tmp_path, hand_ins(tmp_path, "a/HW.ipynb", "b/hw.ipynb")) == 0
    assert (tmp_path / "out" / "a" / "HW.pdf").exists()
    assert (tmp_path / "out" / "b" / "hw.pdf").exists()


def test_notebooks_of_different_names_stand_side_by_side(tmp_path):
    assert run(tmp_path, hand_ins(tmp_path, "a/one.ipynb", "b/two.ipynb")) == 0
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["one.pdf", "two.pdf"]


def test_two_notebooks_that_would_be_one_report_are_refused_before_any_is_printed(
    tmp_path, capsys
):
    paths = hand_ins(tmp_path, "a/hw.ipynb", "a/hw.json")
    with pytest.raises(SystemExit) as caught:
        run(tmp_path, paths)
    assert caught.value.code == 2
    assert "would be the same report" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_for_the_reports_that_is_a_file_is_refused(tmp_path, good, capsys):
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(SystemExit):
        run(tmp_path, [good])
    assert "out" in capsys.readouterr().err
