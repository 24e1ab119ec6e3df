"""Studies: the same table wherever the runs take place; nothing finished is lost."""

import _thread
import collections
import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers import study
from helpers.study import (
    DEFAULTS,
    classification_sets,
    run_study,
    study_configurations,
    train_classifier,
)


# Runs, at the top level so that other processes can import them.
def draw(configuration, seed):
    """The later a run is submitted, the sooner it finishes."""
    time.sleep(0.02 * max(0, 3 - seed))
    numbers = np.random.default_rng(seed).normal(configuration["mean"], 1, 5)
    return {"mean of 5": numbers.mean(), "numbers": numbers, "count": np.int64(5)}


def leave_a_mark(configuration, seed):
    """Count the calls of each run in files."""
    folder = Path(configuration["folder"])
    calls = len(list(folder.glob(f"{seed}-*")))
    (folder / f"{seed}-{calls}").touch()
    return {"square": seed**2}


def fail_at_two(configuration, seed):
    if seed == 2:
        raise RuntimeError("two\n is not\n for me")
    return leave_a_mark(configuration, seed)


def stop_at_two(configuration, seed):
    """The user presses Ctrl-C while the study waits for a run, once."""
    if seed == 2 and not (Path(configuration["folder"]) / "interrupted").exists():
        (Path(configuration["folder"]) / "interrupted").touch()
        time.sleep(0.2)
        _thread.interrupt_main()
        time.sleep(0.2)
    return leave_a_mark(configuration, seed)


class UnpicklableError(Exception):
    def __reduce__(self):
        raise TypeError("this exception is not to be pickled")


class UnreadableError(Exception):
    """Its pickle cannot be read: it lacks an argument."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


class SpeechlessError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def deep_list(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def misbehave(configuration, seed):
    """One way to fail for each seed; seed 0 does well."""
    if seed == 1:
        sys.exit("leaving")
    if seed == 2:
        raise KeyboardInterrupt
    if seed == 3:
        raise UnpicklableError("lock")
    if seed == 4:
        raise UnreadableError("1", "2")
    if seed == 5:
        raise SpeechlessError
    if seed == 7:
        return {"deep": deep_list(100_000)}
    return {
        0: {"square": 0},
        6: {"lock": threading.Lock()},
        8: {"seed": 77},
        9: {"configuration": "other"},
        10: {"error": ""},
        11: {"mean": 1.0},
        12: 12,
    }[seed]


OWN_ERRORS = [
    *("", "SystemExit: leaving", "KeyboardInterrupt"),
    f"{__name__}.UnpicklableError: lock",
    f"{__name__}.UnreadableError: 1 and 2",
    f"{__name__}.SpeechlessError: <exception str() failed>",
    "TypeError: <unlocked _thread.lock object",
    "RecursionError: ",
    "ValueError: run must not return 'seed': the column is taken",
    "ValueError: run must not return 'configuration': the column is taken",
    "ValueError: run must not return 'error': the column is taken",
    "ValueError: run must not return 'mean': the column is taken",
    "TypeError: run must return a dict; got 12",
]


def use_up(configuration, seed):
    """Change the configuration, as a run may."""
    return {"left": len(configuration), "had": configuration.pop("mean")}


def kill_the_process_once(configuration, seed):
    """Seed 1 takes its process down, the first time."""
    result = leave_a_mark(configuration, seed)
    if seed == 1 and not (Path(configuration["folder"]) / "1-1").exists():
        os._exit(1)
    time.sleep(0.05)
    return result


def kill_the_process(configuration, seed):
    leave_a_mark(configuration, seed)
    if seed == 1:
        os._exit(1)
    time.sleep(0.05)
    return {"square": seed**2}


def return_a_number(configuration, seed):
    return seed


def return_a_set(configuration, seed):
    return {"a": {1, 2}}


CONFIGURATIONS = {"low": {"mean": 0.0}, "high": {"mean": 5.0}}
SEEDS = [3, 0, 1]


def in_this_process(*arguments, **options):
    with ThreadPoolExecutor(1) as executor:
        return run_study(*arguments, executor=executor, **options)


@pytest.fixture
def marks(tmp_path):
    """Folder in which runs leave a mark; it is the configuration."""
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder


@pytest.fixture
def ctrl_c():
    """Ctrl-C interrupts, also where tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def calls_of(marks):
    return sorted(path.name for path in marks.iterdir() if "-" in path.name)


class TestTable:
    def test_one_row_per_configuration_and_seed_in_the_order_given(self):
        table = in_this_process(draw, CONFIGURATIONS, SEEDS)
        assert table["configuration"].tolist() == ["low"] * 3 + ["high"] * 3
        assert table["seed"].tolist() == SEEDS * 2
        assert table["mean"].tolist() == [0.0] * 3 + [5.0] * 3
        columns = ["configuration", "mean", "seed", "mean of 5", "numbers", "count"]
        assert table.columns.tolist() == [*columns, "error"]
        for row in table.itertuples():
            numbers = np.random.default_rng(row.seed).normal(row.mean, 1, 5)
            assert row.numbers == numbers.tolist()

    def test_configurations_without_names_are_numbered(self):
        table = in_this_process(draw, list(CONFIGURATIONS.values()), [0])
        assert table["configuration"].tolist() == [0, 1]

    def test_threads_and_processes_give_the_same_table(self):
        expected = in_this_process(draw, CONFIGURATIONS, SEEDS)
        with ThreadPoolExecutor(3) as executor:
            table = run_study(draw, CONFIGURATIONS, SEEDS, executor=executor)
        pd.testing.assert_frame_equal(table, expected, check_exact=True)
        for processes in (1, 3):
            table = run_study(draw, CONFIGURATIONS, SEEDS, processes=processes)
            pd.testing.assert_frame_equal(table, expected, check_exact=True)

    def test_a_cluster_gives_the_same_table(self):
        distributed = pytest.importorskip(
            "distributed", reason="needs `pip install '.[cluster]'`"
        )
        expected = in_this_process(draw, CONFIGURATIONS, SEEDS)
        with (
            distributed.LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            executor = client.get_executor()
            table = run_study(draw, CONFIGURATIONS, SEEDS, executor=executor)
        pd.testing.assert_frame_equal(table, expected, check_exact=True)


class TestFailures:
    def test_a_run_that_raises_becomes_a_row_with_its_error(self, marks):
        table = in_this_process(fail_at_two, [{"folder": str(marks)}], [1, 2, 3])
        assert table["error"].tolist() == ["", "RuntimeError: two is not for me", ""]
        assert table["square"].dropna().tolist() == [1, 9]

    @pytest.mark.parametrize("study", [in_this_process, run_study])
    def test_whatever_a_run_does_the_others_are_kept_and_its_row_says_it(self, study):
        options = {"processes": 2} if study is run_study else {}
        seeds = range(len(OWN_ERRORS))
        table = study(misbehave, [{"mean": 0.0}], seeds, **options)
        for error, expected in zip(table["error"], OWN_ERRORS, strict=True):
            assert error.startswith(expected)
            assert (error == "") == (expected == "")
        assert table["square"].dropna().tolist() == [0]
        assert table["seed"].tolist() == list(seeds)
        assert (table["configuration"] == 0).all()
        assert (table["mean"] == 0.0).all()

    def test_a_column_of_another_configuration_is_taken_too(self):
        table = in_this_process(misbehave, [{"mean": 0.0}, {}], [0, 11])
        assert (table["error"] != "").tolist() == [False, True, False, True]

    def test_a_run_cannot_change_what_it_is_named_after(self, tmp_path):
        for _ in range(2):
            table = in_this_process(use_up, [{"mean": 2.0}], [0, 1], folder=tmp_path)
            assert table["mean"].tolist() == table["had"].tolist() == [2.0, 2.0]
            assert table["left"].tolist() == [1, 1]
        assert len(list(tmp_path.iterdir())) == 2

    def test_a_function_that_cannot_be_imported_over_there_is_no_dead_process(
        self, monkeypatch
    ):
        """Its module is in this process, and in no file."""
        module = type(sys)("only_here")
        exec("def run(configuration, seed):\n    return {}", vars(module))
        monkeypatch.setitem(sys.modules, "only_here", module)
        table = run_study(module.run, [{}], [0], processes=1)
        assert table["error"][0] == "ModuleNotFoundError: No module named 'only_here'"

    @pytest.mark.parametrize(
        ("run", "message"),
        [
            (return_a_number, "TypeError: run must return a dict; got 0"),
            (return_a_set, "TypeError: {1, 2} is no number, string, list or dict"),
        ],
    )
    def test_a_result_that_does_not_fit_is_an_error_of_that_run(self, run, message):
        table = in_this_process(run, [{"mean": 1}], [0])
        assert table["error"][0].startswith(message)

    def test_a_run_whose_process_is_killed_once_is_repeated(self, marks, tmp_path):
        table = run_study(
            kill_the_process_once,
            [{"folder": str(marks)}],
            range(6),
            processes=2,
            folder=tmp_path / "runs",
        )
        assert table["error"].tolist() == [""] * 6
        assert table["square"].tolist() == [0, 1, 4, 9, 16, 25]
        assert calls_of(marks) == [*(f"{seed}-0" for seed in (0, 1)), "1-1"] + [
            f"{seed}-0" for seed in (2, 3, 4, 5)
        ]

    def test_a_run_that_kills_its_process_twice_is_an_error_and_the_others_finish(
        self, marks
    ):
        table = run_study(
            kill_the_process, [{"folder": str(marks)}], range(6), processes=2
        )
        failed = table["error"] != ""
        assert failed.tolist() == [False, True, False, False, False, False]
        assert table["error"][1] == (
            "ChildProcessError: the process of this run ended, twice; exit code 1"
        )
        assert table["square"][~failed].tolist() == [0, 4, 9, 16, 25]
        assert [call for call in calls_of(marks) if call[0] == "1"] == ["1-0", "1-1"]

    def test_a_broken_pool_of_the_caller_does_not_lose_what_had_finished(
        self, marks, tmp_path
    ):
        arguments = kill_the_process, [{"folder": str(marks)}]
        in_this_process(*arguments, [0], folder=tmp_path)
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, spawn) as executor:
            table = run_study(*arguments, [0, 1, 2], executor=executor, folder=tmp_path)
            again = run_study(*arguments, [0, 2], executor=executor, folder=tmp_path)
        for rows in (table, again):
            assert rows["error"][0] == ""
            for error in rows["error"][1:]:
                assert error.startswith("concurrent.futures.process.BrokenProcessPool")
        assert calls_of(marks).count("0-0") == 1
        assert "0-1" not in calls_of(marks)

    def test_an_executor_that_was_shut_down_is_an_error_of_each_run(self):
        with ThreadPoolExecutor(1) as executor:
            pass
        table = run_study(draw, CONFIGURATIONS, [0], executor=executor)
        assert table["error"].str.startswith("RuntimeError: cannot schedule").all()


# Its runs go on for a minute, if nobody ends them; the first one has finished.
SCRIPT = """
import signal, sys, time
from pathlib import Path
from helpers.study import run_study

def beat(configuration, seed):
    if seed > 0:
        for _ in range(600):
            with open(Path(configuration["folder"], str(seed)), "a") as file:
                file.write(".")
            time.sleep(0.1)
    return {"square": seed**2}

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    marks, folder = sys.argv[1:]
    run_study(beat, [{"folder": marks}], [0, 1, 2], processes=2, folder=folder)
"""


class TestEndOfTheStudy:
    @pytest.mark.parametrize(
        "sign",
        [
            getattr(signal, "SIGKILL", signal.SIGTERM),
            pytest.param(
                signal.SIGINT,
                marks=pytest.mark.skipif(
                    sys.platform == "win32", reason="no Ctrl-C for one process"
                ),
            ),
        ],
    )
    def test_no_process_goes_on_alone(self, sign, marks, tmp_path):
        """When the study is killed, or interrupted, its processes end at once."""
        script = tmp_path / "script.py"
        script.write_text(SCRIPT)
        folder = tmp_path / "runs"
        process = subprocess.Popen(
            [sys.executable, script, marks, folder],
            cwd=Path(study.__file__).parents[1],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        beats = [marks / "1", marks / "2"]
        try:
            wait_until(lambda: all(path.exists() for path in beats))
            process.send_signal(sign)
            assert process.wait(30) != 0
        finally:
            process.kill()
            process.wait()
        wait_until(lambda: not beating(beats), seconds=10)
        (file,) = folder.glob("*.json")
        assert json.loads(file.read_text())["result"] == {"square": 0}


def wait_until(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def beating(paths):
    before = [path.stat().st_size for path in paths]
    time.sleep(1)
    return [path.stat().st_size for path in paths] != before


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


class TestArguments:
    @pytest.mark.parametrize(
        ("changed", "error", "message"),
        [
            ({"run": 3}, TypeError, "run must be a function; got 3"),
            ({"configurations": []}, ValueError, "must hold one entry or more"),
            ({"configurations": [3]}, TypeError, "configuration 0 must be a dict"),
            ({"configurations": [{"seed": 1}]}, ValueError, "must not have a 'seed'"),
            ({"configurations": [{"a": {1}}]}, TypeError, "is no number"),
            ({"configurations": None}, TypeError, "configurations must be a sequence"),
            ({"configurations": "ab"}, TypeError, "configurations must be a sequence"),
            ({"configurations": 3}, TypeError, "configurations must be a sequence"),
            (
                {"configurations": {"mean": 0.0}},
                TypeError,
                "configuration 'mean' must be a dict; got 0.0",
            ),
            (
                {"configurations": pd.DataFrame({"mean": [0.0]})},
                TypeError,
                "configuration 0 must be a dict; got 'mean'",
            ),
            (
                {"configurations": [{1: 0.0}]},
                TypeError,
                "entries of configuration 0 must be named by strings; got 1",
            ),
            (
                {"configurations": [{"a": {(1, 2): 0.0}}]},
                TypeError,
                "configuration 0 must hold numbers, strings, lists and dicts; keys",
            ),
            (
                {"configurations": [{"a": deep_list(100_000)}]},
                TypeError,
                "configuration 0 must hold numbers",
            ),
            (
                {"configurations": [collections.defaultdict(lambda: 0)]},
                TypeError,
                "configurations must be such that other processes can read them",
            ),
            ({"seeds": 3}, TypeError, "seeds must be a sequence of integers; got 3"),
            ({"seeds": None}, TypeError, "seeds must be a sequence of .*; got None"),
            ({"seeds": "01"}, TypeError, "seeds must be a sequence of .*; got '01'"),
            ({"seeds": [True]}, TypeError, "seeds must be integers; got True"),
            (
                {"seeds": np.ma.masked_array([1, 2], mask=[1, 0])},
                TypeError,
                "seeds must be integers; got masked",
            ),
            ({"executor": 3}, TypeError, "executor must be a concurrent.*; got 3"),
            (
                {"executor": ThreadPoolExecutor(1), "processes": 2},
                ValueError,
                "give processes or an executor; got both",
            ),
            ({"seeds": []}, ValueError, "must hold one entry or more"),
            ({"seeds": [0.5]}, TypeError, "seeds must be integers; got 0.5"),
            ({"seeds": [1, 1]}, ValueError, "seeds must differ"),
            ({"processes": 0}, ValueError, "processes must be an integer, a positive"),
            ({"processes": 1.5}, TypeError, "processes must be an integer, a positive"),
        ],
    )
    def test_bad_arguments_are_refused_before_anything_runs(
        self, changed, error, message
    ):
        arguments = {"run": draw, "configurations": CONFIGURATIONS, "seeds": [0]}
        with pytest.raises(error, match=message):
            run_study(**(arguments | changed))

    def test_a_function_that_processes_cannot_import_is_refused(self):
        def local(configuration, seed):
            return {}

        for run in (local, lambda configuration, seed: {}):
            with pytest.raises(TypeError, match=r"top level of a \.py file"):
                run_study(run, CONFIGURATIONS, [0])
        assert len(in_this_process(local, CONFIGURATIONS, [0])) == 2

    def test_numpy_seeds_are_welcome(self):
        table = in_this_process(draw, CONFIGURATIONS, np.arange(2))
        assert table["seed"].tolist() == [0, 1] * 2


SMALL = {"images": 200, "epochs": 2, "batch_size": 20, "hidden": 10}


@pytest.fixture
def bundled(monkeypatch, tmp_path):
    """The 5,000 digits instead of Fashion-MNIST."""
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    monkeypatch.setenv("HELPERS_OFFLINE", "1")


@pytest.mark.usefixtures("bundled")
class TestTrainClassifier:
    def test_processes_train_the_same_networks(self):
        configurations = [SMALL, SMALL | {"layers": 0}, SMALL | {"optimizer": "Adam"}]
        here = in_this_process(train_classifier, configurations, [0, 1])
        there = run_study(train_classifier, configurations, [0, 1], processes=2)
        assert here["error"].eq("").all()
        pd.testing.assert_frame_equal(
            here.drop(columns="seconds"), there.drop(columns="seconds")
        )

    def test_it_learns_and_says_when_it_was_best(self):
        result = train_classifier(
            SMALL | {"images": 2000, "epochs": 5, "learning_rate": 0.1}, seed=0
        )
        curve = result["validation_accuracies"]
        assert len(curve) == 5
        assert curve[-1] == result["validation_accuracy"] > 0.6
        assert result["test_accuracy"] > 0.6
        assert curve[result["best_epoch"] - 1] == max(curve)
        assert not result["diverged"]

    def test_the_curve_needs_no_more_validation_images_than_training_images(self):
        configuration = SMALL | {"images": 300, "epochs": 1, "learning_rate": 0.1}
        result = train_classifier(configuration, seed=0)
        right = 300 * result["validation_accuracies"][0]
        assert right == pytest.approx(round(right), abs=1e-9)
        whole = len(classification_sets(300)["validation"][1])
        right = whole * result["validation_accuracy"]
        assert right == pytest.approx(round(right), abs=1e-9)
        assert result["validation_accuracy"] != result["validation_accuracies"][0]

    def test_a_run_that_diverges_is_a_result(self):
        result = train_classifier(SMALL | {"learning_rate": 1e6, "layers": 3}, seed=0)
        assert result["diverged"]
        assert result["test_accuracy"] < 0.2

    def test_unknown_entries_are_refused(self):
        with pytest.raises(ValueError, match="entry of the configuration must be"):
            train_classifier({"learning_rates": 0.1}, 0)
        for optimizer in ("adam", ["Adam"]):
            with pytest.raises(ValueError, match="optimizer must be one of"):
                train_classifier({"optimizer": optimizer}, 0)
        for layers in (-1, 1.5, None):
            with pytest.raises((TypeError, ValueError), match="layers must be an int"):
                train_classifier(SMALL | {"layers": layers}, 0)
        for dtype in ("int64", "float16", bool):
            with pytest.raises(ValueError, match="dtype must be float32 or float64"):
                classification_sets(10, dtype)
        with pytest.raises(ValueError, match="entry of the configurations must be"):
            study_configurations(imags=5)

    def test_the_validation_set_is_that_of_scikit_learn(self):
        from sklearn.model_selection import train_test_split  # slow to import

        sets = classification_sets(10**6)
        train_set, _ = study.load_fashion_mnist()
        n = len(train_set)
        X, X_validation, y, y_validation = train_test_split(
            train_set.X,
            train_set.y,
            train_size=n - n // 6,
            test_size=n // 6,
            random_state=42,
        )
        np.testing.assert_array_equal(sets["training"][0], X / 256)
        np.testing.assert_array_equal(sets["training"][1], y)
        np.testing.assert_array_equal(sets["validation"][0], X_validation / 256)
        np.testing.assert_array_equal(sets["validation"][1], y_validation)
        few = classification_sets(10, "float32")["training"]
        assert few[0].dtype == np.float32
        np.testing.assert_array_equal(few[1], y[:10])

    def test_each_factor_changes_alone_except_in_the_grid(self):
        named = study_configurations(images=5)
        assert named["defaults"] == DEFAULTS | {"images": 5}
        assert {c["learning_rate"] for c in named.values()} >= {0.1, 0.01, 0.001}
        for name, configuration in named.items():
            changed = {k for k, v in configuration.items() if v != named["defaults"][k]}
            grid = changed == {"layers", "learning_rate"}
            assert len(changed) <= 1 or grid or "optimizer" in changed, name

    def test_the_command_writes_the_table(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr(
            study, "study_configurations", lambda **shared: {"a": SMALL, "b": SMALL}
        )
        output = tmp_path / "table.csv"
        options = f"--seeds 2 --processes 2 --folder {tmp_path} --output {output}"
        study.main(options.split())
        table = pd.read_csv(output)
        assert table["configuration"].tolist() == ["a", "a", "b", "b"]
        assert len(json.loads(table["validation_accuracies"][0])) == 2
        assert "4 runs, 0 failed" in capsys.readouterr().out
        study.main([*options.split(), "--only", "b"])
        assert pd.read_csv(output)["configuration"].tolist() == ["b", "b"]
        with pytest.raises(SystemExit):
            study.main([*options.split(), "--only", "c"])
        assert "invalid choice: 'c'" in capsys.readouterr().err
        for wrong, message in (
            ("--seeds 0", "argument --seeds: 0 is no positive integer"),
            ("--processes two", "argument --processes: two is no positive integer"),
            (f"--output {tmp_path}/no/table.csv", "--output: there is no folder for"),
        ):
            with pytest.raises(SystemExit):
                study.main([*options.split(), *wrong.split()])
            assert message in capsys.readouterr().err
