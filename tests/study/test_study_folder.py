"""Studies: nothing finished is lost, and nothing is taken for something else."""

import collections
import errno
import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from study_runs import (
    CONFIGURATIONS,
    SEEDS,
    calls_of,
    draw,
    fail_at_two,
    in_this_process,
    leave_a_mark,
    return_a_number,
    stop_at_two,
)


@pytest.fixture
def ctrl_c():
    """Ctrl-C interrupts, also where tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


MAIN = sys.modules["__main__"]


def called_run(result):
    """A function that another script has defined with `def run`."""

    def run(configuration, seed):
        return result()

    run.__module__, run.__qualname__ = "__main__", "run"
    return run


class TestFolder:
    def test_a_finished_run_is_never_repeated(self, marks, tmp_path):
        arguments = leave_a_mark, [{"folder": str(marks)}]
        first = in_this_process(*arguments, [0, 1], folder=tmp_path / "new" / "runs")
        again = in_this_process(*arguments, [0, 1, 2], folder=tmp_path / "new" / "runs")
        assert calls_of(marks) == ["0-0", "1-0", "2-0"]
        pd.testing.assert_frame_equal(again[:2], first, check_exact=True)

    def test_a_result_from_a_file_is_the_same_as_a_new_one(self, tmp_path):
        new = in_this_process(draw, CONFIGURATIONS, SEEDS, folder=tmp_path)
        read = in_this_process(draw, CONFIGURATIONS, SEEDS, folder=tmp_path)
        pd.testing.assert_frame_equal(read, new, check_exact=True)

    @pytest.mark.usefixtures("ctrl_c")
    def test_an_interrupted_study_goes_on_where_it_was(self, marks, tmp_path):
        arguments = stop_at_two, [{"folder": str(marks)}], [0, 1, 2, 3]
        with pytest.raises(KeyboardInterrupt):
            in_this_process(*arguments, folder=tmp_path / "runs")
        before = calls_of(marks)
        table = in_this_process(*arguments, folder=tmp_path / "runs")
        assert table["square"].tolist() == [0, 1, 4, 9]
        assert {"0-0", "1-0"} <= set(before)
        assert not {"0-1", "1-1"} & set(calls_of(marks))

    def test_a_failed_run_is_tried_again(self, marks, tmp_path):
        arguments = fail_at_two, [{"folder": str(marks)}], [1, 2]
        for _ in range(2):
            table = in_this_process(*arguments, folder=tmp_path / "runs")
            assert table["error"].tolist() == ["", "RuntimeError: two is not for me"]
        assert len(list((tmp_path / "runs").iterdir())) == 1
        assert calls_of(marks) == ["1-0"]

    @pytest.mark.parametrize(
        "damage",
        [
            *("", "{", "[]", "{}", "null", '{"result": 3}', "\x80", "[" * 100_000),
            '{"result": ' + "[" * 500 + "]" * 500 + "}",
        ],
        ids=range(9),
    )
    def test_a_damaged_file_is_named_and_computed_again(self, marks, tmp_path, damage):
        arguments = leave_a_mark, [{"folder": str(marks)}], [0, 1]
        folder = tmp_path / "runs"
        first = in_this_process(*arguments, folder=folder)
        files = list(folder.iterdir())
        assert len(files) == 2
        files[0].write_bytes(damage.encode("latin-1"))
        with pytest.warns(UserWarning, match="cannot be used, and its run") as caught:
            again = in_this_process(*arguments, folder=folder)
        assert [str(warning.message).split()[0] for warning in caught] == [
            str(files[0])
        ]
        pd.testing.assert_frame_equal(again, first, check_exact=True)
        assert len(calls_of(marks)) == 3
        assert json.loads(files[0].read_text())["result"]["square"] in (0, 1)

    def test_a_file_of_another_run_is_not_taken_for_this_one(self, marks, tmp_path):
        arguments = leave_a_mark, [{"folder": str(marks)}], [0, 1]
        in_this_process(*arguments, folder=tmp_path / "runs")
        one, other = (tmp_path / "runs").iterdir()
        one.write_bytes(other.read_bytes())
        with pytest.warns(UserWarning, match="it belongs to another run"):
            table = in_this_process(*arguments, folder=tmp_path / "runs")
        assert table["square"].tolist() == [0, 1]

    @pytest.mark.parametrize(
        "name", ["seed", "configuration", "error", "folder", "left"]
    )
    def test_a_result_in_a_file_takes_no_other_column(self, marks, tmp_path, name):
        configurations = [{"folder": str(marks)}, {"folder": str(marks), "left": 1}]
        arguments = leave_a_mark, configurations, [1]
        first = in_this_process(*arguments, folder=tmp_path / "runs")
        for path in (tmp_path / "runs").iterdir():
            content = json.loads(path.read_text())
            content["result"][name] = 77
            path.write_text(json.dumps(content))
        with pytest.warns(UserWarning, match=f"run must not return '{name}'"):
            again = in_this_process(*arguments, folder=tmp_path / "runs")
        pd.testing.assert_frame_equal(again, first, check_exact=True)

    @pytest.mark.parametrize("thing", ["folder", "pipe"])
    def test_what_stands_in_place_of_a_file_is_named(self, marks, tmp_path, thing):
        arguments = leave_a_mark, [{"folder": str(marks)}], [0, 1]
        in_this_process(*arguments, folder=tmp_path / "runs")
        path, _ = (tmp_path / "runs").iterdir()
        path.unlink()
        if thing == "folder":
            (path / "inside").mkdir(parents=True)
        elif hasattr(os, "mkfifo"):
            os.mkfifo(path)
        else:
            pytest.skip("no pipes here")
        expected = "it is no regular file|cannot be written"
        with pytest.warns(UserWarning, match=expected) as caught:
            table = in_this_process(*arguments, folder=tmp_path / "runs")
        assert all(str(path) in str(warning.message) for warning in caught)
        assert table["square"].tolist() == [0, 1]
        assert table["error"].tolist() == ["", ""]
        assert len(list((tmp_path / "runs").iterdir())) == 2

    def test_a_full_disk_costs_the_files_and_not_the_study(
        self, marks, tmp_path, monkeypatch
    ):
        def fail(path, text, **options):
            with open(path, "w") as file:
                file.write(text[:5])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        arguments = leave_a_mark, [{"folder": str(marks)}], [2, 3]
        monkeypatch.setattr(Path, "write_text", fail)
        with pytest.warns(UserWarning, match="cannot be written: .*No space") as caught:
            table = in_this_process(*arguments, folder=tmp_path / "runs")
        assert len(caught) == 2
        assert all(str(tmp_path / "runs") in str(each.message) for each in caught)
        assert table["square"].tolist() == [4, 9]
        assert table["error"].tolist() == ["", ""]
        assert list((tmp_path / "runs").iterdir()) == []

    def test_scripts_with_functions_of_one_name_do_not_share_results(
        self, tmp_path, monkeypatch
    ):
        def table(run, script):
            monkeypatch.setattr(MAIN, "__file__", script, raising=False)
            table = in_this_process(run, [{}], [3], folder=tmp_path)
            return table.loc[0].tolist()

        one, other = called_run(lambda: {"a": 1}), called_run(lambda: {"b": 2})
        assert table(one, "/scripts/one.py") == [0, 3, 1, ""]
        assert table(other, "/scripts/other.py") == [0, 3, 2, ""]
        assert table(other, "/scripts/one.py") == [0, 3, 1, ""]  # by its file and name
        assert len(list(tmp_path.iterdir())) == 2

    def test_in_notebooks_the_source_of_the_function_counts(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.delattr(MAIN, "__file__", raising=False)

        def one(configuration, seed):
            return {"a": 1}

        def other(configuration, seed):
            return {"a": 2}

        for function, value in ((one, 1), (other, 2), (one, 1)):
            function.__module__, function.__qualname__ = "__main__", "run"
            table = in_this_process(function, [{}], [0], folder=tmp_path)
            assert table["a"].tolist() == [value]
        assert len(list(tmp_path.iterdir())) == 2

    def test_a_function_without_a_name_of_its_own_has_no_folder(
        self, tmp_path, monkeypatch
    ):
        def local(configuration, seed):
            return {}

        method = collections.UserDict().update
        for run in (local, lambda configuration, seed: {}, method):
            with pytest.raises(TypeError, match="with a folder, run must be a"):
                in_this_process(run, [{}], [0], folder=tmp_path / "runs")
        exec("def typed(configuration, seed): return {}", namespace := {})
        monkeypatch.delattr(MAIN, "__file__", raising=False)
        namespace["typed"].__module__ = "__main__"
        with pytest.raises(TypeError, match="must stand in a file or a notebook"):
            in_this_process(namespace["typed"], [{}], [0], folder=tmp_path / "runs")

    @pytest.mark.parametrize("name", ["file", 3])
    def test_a_folder_that_cannot_be_made_is_named(self, name, tmp_path):
        folder = tmp_path / name if isinstance(name, str) else name
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(ValueError, match="folder must be one that exists or can"):
            in_this_process(draw, CONFIGURATIONS, [0], folder=folder)

    def test_a_configuration_with_nan_is_found_again(self, marks, tmp_path):
        configuration = {"folder": str(marks), "rate": np.nan}
        for _ in range(2):
            in_this_process(leave_a_mark, [configuration], [0], folder=tmp_path)
        assert calls_of(marks) == ["0-0"]

    def test_seed_configuration_and_function_tell_runs_apart(self, tmp_path):
        in_this_process(draw, CONFIGURATIONS, SEEDS, folder=tmp_path)
        in_this_process(draw, [{"mean": 1.0}], [3], folder=tmp_path)
        in_this_process(return_a_number, [{"mean": 1.0}], [3], folder=tmp_path)
        assert len(list(tmp_path.glob("*.json"))) == len(list(tmp_path.iterdir())) == 7
