import importlib.util
import os
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks import (
    bare,
    floors,
    jobs,
    measure,
    ours,
    peers_sklearn,
    report,
    rows,
    textbook,
    work,
)
from benchmarks.__main__ import _summarise, main
from benchmarks.run import run_job, trainers
from benchmarks.work import Work
from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    softmax_cross_entropy,
)
from helpers.models import MLP, Linear

HAS_TORCH = importlib.util.find_spec("torch") is not None
HAS_JAX = importlib.util.find_spec("jax") is not None
needs_torch = pytest.mark.skipif(not HAS_TORCH, reason="PyTorch is not installed")
needs_jax = pytest.mark.skipif(not HAS_JAX, reason="JAX is not installed")


@pytest.fixture
def piece():
    """Two epochs of three batches for a network."""
    rng = np.random.default_rng(1)
    return Work(
        MLP((12, 8, 4), np.random.default_rng(2)),
        softmax_cross_entropy,
        rng.random((96, 12)),
        np.arange(96) % 4,
        learning_rate=0.1,
        epochs=2,
        batch_size=32,
    )


def test_paired_ratios_divide_round_by_round():
    ratios = measure.paired_ratios([2.0, 6.0, 8.0], [1.0, 2.0, 2.0])
    assert ratios.tolist() == [2.0, 3.0, 4.0]


@pytest.mark.parametrize(("peer", "ours"), [([1.0], [1.0, 2.0]), ([], [])])
def test_paired_ratios_need_the_same_rounds(peer, ours):
    with pytest.raises(ValueError, match="one entry per round"):
        measure.paired_ratios(peer, ours)


def test_summary_is_median_quartiles_and_relative_spread():
    ratio = measure.summarise([1.0, 2.0, 3.0, 4.0, 100.0])
    assert (ratio.low, ratio.median, ratio.high) == (2.0, 3.0, 4.0)
    assert ratio.spread == pytest.approx(2 / 3)


def test_rounds_are_interleaved_and_repeated():
    calls = []
    contenders = {name: lambda name=name: calls.append(name) for name in "AB"}
    timings = measure.time_rounds(contenders, {"A": 1, "B": 2}, rounds=2)
    assert calls == list("ABBABB")
    assert timings["A"].wall.shape == timings["A"].cpu.shape == (2,)


def test_short_runs_are_repeated_and_long_ones_are_not():
    assert measure.repeats_for(1.0) == 1
    assert measure.repeats_for(0.025) == 2
    assert measure.repeats_for(0.0) == measure.MOST_REPEATS


@pytest.mark.parametrize(
    ("high", "cpu", "threads", "expected"),
    [
        (1.0, 1.0, 1, ""),
        (1.3, 1.0, 1, "noisy"),
        (1.0, 0.5, 1, "loaded"),
        (1.3, 0.5, 1, "noisy loaded"),
        (1.0, 0.5, 2, ""),
    ],
)
def test_doubtful_rows_are_marked(high, cpu, threads, expected):
    timing = measure.Timing(np.ones(3), np.full(3, cpu))
    ratio = measure.Ratio(1.0, 1.0, high)
    assert measure.marks(ratio, [timing, timing], threads) == expected


def test_slope_of_a_power_law_is_its_exponent():
    sizes = np.array([1, 2, 4, 8])
    assert measure.log_log_slope(sizes, 3 * sizes**1.5) == pytest.approx(1.5)


def test_distance_of_runs_is_the_largest_over_what_both_report():
    ours = work.Outcome([3.0, 4.0], {"W": np.array([1.0, 0.0])})
    theirs = work.Outcome([3.0], {"W": np.array([1.0, 0.5])})
    assert work.run_distance(ours, theirs) == pytest.approx(0.5)
    assert work.run_distance(ours, work.Outcome([3.0])) == 0


def test_runs_with_nothing_in_common_are_an_error():
    with pytest.raises(ValueError, match="must share"):
        work.run_distance(work.Outcome([1.0]), work.Outcome())


def test_other_work_is_not_timed():
    X, y = np.ones((4, 1)), np.arange(4.0)
    piece = Work(Linear(1), mean_squared_error, X, y, learning_rate=0.1, epochs=3)
    peers = [
        jobs.Peer("helpers, step by step", target=0.01),
        jobs.Peer("textbook loop", changes={"y": y + 1}),
    ]
    job = jobs.Job("g", "c", piece, peers)
    frame = report.to_frame(run_job(job, trainers(None), 1, threads=1))
    assert frame["same_work"].tolist() == [True, False]
    assert frame["ratio"].notna().tolist() == [True, False]
    assert "NOT THE SAME WORK" in report.block(frame.to_dict("records"))
    assert report.missed(frame)["peer"].tolist() == ["textbook loop"]


def test_what_numpy_can_reach_stands_beside_a_missed_target(capsys):
    common = {"job": "g", "case": "c", "same_work": True}
    rows = [
        common | {"peer": "JAX", "ratio": 0.8, "target": 1, "met": False},
        common | {"peer": report.FLOOR, "ratio": 0.7},
        common | {"peer": "bare NumPy", "ratio": 0.85},
    ]
    frames = [
        report.to_frame(rows).assign(threads=1),
        report.to_frame(rows[:1]).assign(threads=2),
    ]
    _summarise(pd.concat(frames))
    first, second = capsys.readouterr().out.splitlines()[-2:]
    assert first.endswith("0.80, not 1; kernels alone 0.70, bare NumPy 0.85")
    assert second.endswith("0.80, not 1")


def test_fewer_steps_are_the_beginning_of_the_same_work(piece):
    few = textbook.trainer(replace(piece, steps=2))()
    assert few.costs == textbook.trainer(piece)().costs[:2]
    assert few.parameters == {}
    assert replace(piece, steps=2).scale == 3  # two epochs of three batches
    assert piece.scale == 1


@pytest.mark.parametrize("batch_size", [1, 32, None])
def test_textbook_loop_does_our_work(piece, batch_size):
    piece = replace(piece, batch_size=batch_size)
    our_run, theirs = ours.trainer(piece)(), textbook.trainer(piece)()
    assert len(theirs.costs) == len(our_run.costs)
    assert work.run_distance(our_run, theirs) < 1e-12


@pytest.mark.parametrize("name", ["SGD", "momentum", "Adam"])
@pytest.mark.parametrize("batch_size", [1, 36, None])  # 36: the last batch is smaller
@pytest.mark.parametrize("hidden", [(), (8,), (40, 8), (40, 8, 40)])  # 40: not narrow
def test_bare_loop_does_our_work(piece, name, batch_size, hidden):
    model = MLP((12, *hidden, 4), np.random.default_rng(2))
    piece = replace(
        piece, model=model, learning_rate=0.01, optimizer=name, batch_size=batch_size
    )
    our_run, theirs = ours.trainer(piece)(), bare.trainer(piece)()
    assert len(theirs.costs) == len(our_run.costs)
    assert theirs.parameters.keys() == our_run.parameters.keys()
    assert work.run_distance(our_run, theirs) < 1e-10


@pytest.mark.parametrize("l2", [0.0, 0.1])
@pytest.mark.parametrize("batch_size", [36, None])
def test_bare_loop_does_our_work_for_two_classes(piece, batch_size, l2):
    two = replace(
        piece,
        model=Linear(12),
        loss=binary_cross_entropy,
        y=piece.y % 2.0,
        learning_rate=5.0,  # far enough for scores of both signs
        batch_size=batch_size,
        l2=l2,
    )
    our_run, theirs = ours.trainer(two)(), bare.trainer(two)()
    assert work.run_distance(our_run, theirs) < 1e-10


@pytest.mark.parametrize("K", [3, 12])  # side by side 12 models are not narrow
def test_bare_loop_does_our_work_for_several_penalties_at_once(piece, K):
    penalties = np.linspace(0, 1, K).tolist()
    several = replace(piece, model=Linear(12, 4), l2=penalties, batch_size=36)
    our_run, theirs = ours.at_once(several)(), bare.trainer(several)()
    assert len(theirs.parameters) == len(our_run.parameters) == 2 * K
    assert work.run_distance(our_run, theirs) < 1e-10


def test_bare_loop_runs_again_from_the_first_weights(piece):
    run = bare.trainer(replace(piece, optimizer="Adam"))
    assert work.run_distance(run(), run()) == 0


@pytest.mark.parametrize("name", ["SGD", "momentum", "Adam"])
def test_sklearn_does_our_work_with_the_rows_in_order(piece, name):
    in_order = replace(
        piece, learning_rate=0.01, optimizer=name, epsilon=1e-16, shuffle=False
    )
    our_run, theirs = ours.trainer(in_order)(), peers_sklearn.network(in_order)()
    assert work.run_distance(our_run, theirs) < 1e-9


@needs_torch
@pytest.mark.parametrize("name", ["SGD", "momentum", "Adam"])
@pytest.mark.parametrize("way", ["PyTorch", "PyTorch DataLoader"])
def test_torch_does_our_work(piece, name, way):
    from benchmarks import peers_torch

    piece = replace(piece, learning_rate=0.01, optimizer=name)
    our_run, theirs = ours.trainer(piece)(), peers_torch.TRAINERS[way](piece)()
    assert work.run_distance(our_run, theirs) < 1e-10


@needs_jax
@pytest.mark.parametrize("name", ["SGD", "momentum", "Adam"])
@pytest.mark.parametrize("batch_size", [1, 36, None])  # 36: the last batch is smaller
def test_jax_does_our_work(piece, name, batch_size):
    from benchmarks import peers_jax

    piece = replace(
        piece, learning_rate=0.01, optimizer=name, batch_size=batch_size, l2=0.1
    )
    our_run, theirs = ours.trainer(piece)(), peers_jax.trainer(piece)()
    assert len(theirs.costs) == len(our_run.costs)
    assert work.run_distance(our_run, theirs) < 1e-10


@needs_jax
def test_jax_is_told_to_use_one_thread():
    from benchmarks import peers_jax  # noqa: F401

    assert os.environ["NPROC"] == "1"
    assert "multi_thread_eigen=false" in os.environ["XLA_FLAGS"]


@pytest.mark.parametrize("batch_size", [1, 36])
def test_floors_take_less_work_and_run_to_the_end(piece, batch_size):
    floor = floors.floor(replace(piece, batch_size=batch_size))
    assert floor() is None


def test_readme_table_shows_the_first_row_of_each_library():
    rows = [
        ("softmax", "batch 128", "PyTorch", 2.14),
        ("softmax", "batch 128", "PyTorch DataLoader", 4.0),
        ("softmax", "batch 128", "textbook loop", 1234.0),
        ("linear", "full batch", "sklearn LinearRegression", 0.2),
        ("linear", "full batch", "sklearn SGDRegressor", 8.93),
    ]
    frame = pd.DataFrame(rows, columns=["job", "case", "peer", "ratio"])
    table = report.readme_table(frame)
    assert "| softmax, batches of 128 | 2.1 | – | – | 1200 |" in table
    assert "2000 steps | – | – | 8.9 | – |" in table


@needs_jax
def test_jax_does_our_work_for_several_penalties_at_once(piece):
    from benchmarks import peers_jax

    several = replace(piece, model=Linear(12, 4), l2=[0.0, 0.1, 1.0])
    our_run, theirs = ours.at_once(several)(), peers_jax.vmap_sweep(several)()
    assert len(theirs.parameters) == len(our_run.parameters) == 6
    assert work.run_distance(our_run, theirs) < 1e-10


def test_kernels_report_a_rate_each():
    X = np.ones((200, 20), np.float32)
    table = floors.kernels(X, rows_of_two_digits=50, rounds=1, peak_size=8)
    assert len(table) == 13
    assert (table[["rate", "microseconds"]] > 0).all(axis=None)


def test_slopes_of_both_libraries_are_fitted():
    sizes = np.array([1, 2, 4])
    frame = pd.DataFrame({"case": "rows", "size": sizes, "ours_ms": sizes**2})
    frame["peer_ms"] = np.nan
    slopes = report.slopes(frame)
    assert slopes["library"].tolist() == ["helpers"]
    assert slopes["slope"].tolist() == pytest.approx([2.0])


def test_quick_run_writes_every_file(tmp_path, capsys):
    assert main(["--quick", "--output", str(tmp_path)]) == 0
    frame = pd.read_csv(tmp_path / "ratios_1_thread.csv")
    assert set(frame["job"]) == set(jobs.GROUPS) - {"growth"}
    assert frame["same_work"].dropna().all()
    compared = frame.dropna(subset=["distance"])
    assert (compared["distance"] <= compared["tolerance"]).all()
    assert frame["peer"].str.startswith("PyTorch").any() == HAS_TORCH
    assert frame["peer"].str.startswith("JAX").any() == HAS_JAX
    assert set(compared["job"][compared["peer"] == "bare NumPy"]) == {
        *("logistic", "softmax", "sweep", "mlp")
    }
    peers = frame["peer"].dropna()  # none where only peers that are missing would be
    drawn = peers[peers != report.FLOOR].str.split(r"[ ,]").str[0]
    assert set(drawn) <= set(report.LIBRARIES)
    for name in ("kernels_1_thread.csv", "growth_1_thread.csv", "slopes_1_thread.csv"):
        assert len(pd.read_csv(tmp_path / name)) > 0
    texts = ("environment.txt", "readme_table.md")
    for name in ("ratios_1_thread.svg", "growth_1_thread.svg", *texts):
        assert (tmp_path / name).stat().st_size > 0
    printed = capsys.readouterr().out
    assert "targets met" in printed
    assert ("PyTorch is missing" in printed) != HAS_TORCH
    assert ("JAX is missing" in printed) != HAS_JAX


def test_only_runs_what_is_named_without_torch_and_jax(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("benchmarks.__main__.peers_torch", None)
    monkeypatch.setattr("benchmarks.__main__.peers_jax", None)
    main(["--quick", "--only", "linear", "growth", "--output", str(tmp_path)])
    assert "pip install -e '.[bench]'" in capsys.readouterr().out
    frame = pd.read_csv(tmp_path / "ratios_1_thread.csv")
    assert set(frame["job"]) == {"linear"}
    assert not frame["peer"].str.startswith(("PyTorch", "JAX")).any()
    assert pd.read_csv(tmp_path / "growth_1_thread.csv")["ours_ms"].notna().all()


@needs_torch
def test_without_a_gpu_the_rows_of_pytorch_are_left_out(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    options = ["--quick", "--only", "linear", "--output", str(tmp_path)]
    main([*options, "--device", "cuda"])
    assert "no GPU" in capsys.readouterr().out
    frame = pd.read_csv(tmp_path / "ratios_1_thread.csv")
    assert not frame["peer"].str.startswith("PyTorch").any()


@pytest.mark.parametrize("arguments", [["--rounds", "0"], ["--only", "nothing"]])
def test_wrong_options_are_refused(arguments):
    with pytest.raises(SystemExit):
        main(arguments)


def test_training_from_a_file_allocates_no_copy_of_it(tmp_path):
    table = rows.main(sizes=(20_000, 80_000), output=tmp_path)
    in_order = table[table["order"] == "as in the file"]["peak_mb"].to_numpy()
    shuffled = table[table["order"] == "shuffled"]["bytes_per_row"].to_numpy()
    assert in_order.max() < 1  # the files have 1.6 and 6.4 MB
    assert shuffled[1] < 20  # a row has 80 bytes, its place in the order has 8
    assert len(pd.read_csv(tmp_path / "rows.csv")) == 4
