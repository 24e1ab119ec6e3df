"""Studies: the same table wherever the runs take place."""

import collections
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from study_runs import (
    CONFIGURATIONS,
    SEEDS,
    calls_of,
    deep_list,
    draw,
    fail_at_two,
    in_this_process,
    kill_the_process,
    misbehave,
    return_a_number,
    return_a_set,
    use_up,
)

from helpers.study import run_study

OWN_ERRORS = [
    *("", "SystemExit: leaving", "KeyboardInterrupt"),
    "study_runs.UnpicklableError: lock",
    "study_runs.UnreadableError: 1 and 2",
    "study_runs.SpeechlessError: <",  # how a Python says that it cannot print it
    "TypeError: <unlocked _thread.lock object",
    "RecursionError: ",
    "ValueError: run must not return 'seed': the column is taken",
    "ValueError: run must not return 'configuration': the column is taken",
    "ValueError: run must not return 'error': the column is taken",
    "ValueError: run must not return 'mean': the column is taken",
    "TypeError: run must return a dict; got 12",
]


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
        table = run_study(draw, CONFIGURATIONS, SEEDS, processes=2)
        pd.testing.assert_frame_equal(table, expected, check_exact=True)

    def test_a_cluster_gives_the_same_table(self):
        distributed = pytest.importorskip(
            "distributed", reason="needs `pip install '.[cluster]'`"
        )
        expected = in_this_process(draw, CONFIGURATIONS, SEEDS)
        with (
            distributed.LocalCluster(
                n_workers=1,
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
        options = {"processes": 1} if study is run_study else {}
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
