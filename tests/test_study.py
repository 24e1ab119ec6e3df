"""Studies: the same table wherever the runs take place; nothing finished is lost."""

import json
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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
    """The user interrupts the study, once."""
    if seed == 2 and not (Path(configuration["folder"]) / "interrupted").exists():
        (Path(configuration["folder"]) / "interrupted").touch()
        raise KeyboardInterrupt
    return leave_a_mark(configuration, seed)


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


def return_a_column_that_is_taken(configuration, seed):
    return {"mean": 1.0}


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
        for processes in (1, 4):
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
    @pytest.mark.parametrize("processes", [None, 2])
    def test_a_run_that_raises_becomes_a_row_with_its_error(self, marks, processes):
        study = in_this_process if processes is None else run_study
        options = {} if processes is None else {"processes": processes}
        table = study(fail_at_two, [{"folder": str(marks)}], [1, 2, 3], **options)
        assert table["error"].tolist() == ["", "RuntimeError: two is not for me", ""]
        assert table["square"].dropna().tolist() == [1, 9]

    @pytest.mark.parametrize(
        ("run", "message"),
        [
            (return_a_number, "TypeError: run must return a dict; got 0"),
            (return_a_set, "TypeError: {1, 2} is no number, string, list or dict"),
            (return_a_column_that_is_taken, "ValueError: run must not return 'mean'"),
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
        # Repeated is only what was under way: seed 1 and at most one neighbour.
        assert len(calls_of(marks)) <= 6 + 2
        assert "1-1" in calls_of(marks)

    def test_a_run_that_kills_its_process_twice_is_an_error_and_the_others_finish(
        self, marks
    ):
        table = run_study(
            kill_the_process, [{"folder": str(marks)}], range(6), processes=2
        )
        failed = table["error"] != ""
        assert failed.tolist() == [False, True, False, False, False, False]
        assert table["error"][1].startswith("BrokenProcessPool")
        assert table["square"][~failed].tolist() == [0, 4, 9, 16, 25]
        assert [call for call in calls_of(marks) if call[0] == "1"] == ["1-0", "1-1"]

    def test_a_broken_pool_of_the_caller_does_not_lose_what_had_finished(
        self, marks, tmp_path
    ):
        arguments = [{"folder": str(marks)}], [0, 1, 2]
        run_study(kill_the_process, *arguments[:1], [0], folder=tmp_path, processes=1)
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, spawn) as executor:
            try:
                table = run_study(
                    kill_the_process, *arguments, executor=executor, folder=tmp_path
                )
            except BrokenProcessPool:
                table = None  # it broke while the runs were being submitted
        assert table is None or table["error"][0] == ""
        assert calls_of(marks).count("0-0") == 1
        assert "0-1" not in calls_of(marks)


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

    @pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"result": 3}', "\x80"])
    def test_a_damaged_file_is_computed_again(self, marks, tmp_path, damage):
        arguments = leave_a_mark, [{"folder": str(marks)}], [0, 1]
        folder = tmp_path / "runs"
        first = in_this_process(*arguments, folder=folder)
        files = list(folder.iterdir())
        assert len(files) == 2
        files[0].write_bytes(damage.encode("latin-1"))
        again = in_this_process(*arguments, folder=folder)
        pd.testing.assert_frame_equal(again, first, check_exact=True)
        assert len(calls_of(marks)) == 3
        assert json.loads(files[0].read_text())["result"]["square"] in (0, 1)

    def test_a_file_of_another_run_is_not_taken_for_this_one(self, marks, tmp_path):
        arguments = leave_a_mark, [{"folder": str(marks)}], [0, 1]
        in_this_process(*arguments, folder=tmp_path / "runs")
        one, other = (tmp_path / "runs").iterdir()
        one.write_bytes(other.read_bytes())
        table = in_this_process(*arguments, folder=tmp_path / "runs")
        assert table["square"].tolist() == [0, 1]

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
        with pytest.raises(ValueError, match="optimizer must be one of"):
            train_classifier({"optimizer": "adam"}, 0)

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
