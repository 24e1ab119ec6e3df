"""Command line: python -m benchmarks."""

import argparse
import sys
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from benchmarks import floors, report
from benchmarks.environment import describe, limited_threads
from benchmarks.inputs import FULL, QUICK, load
from benchmarks.jobs import GROUPS, without_torch
from benchmarks.run import run_job, trainers

try:
    from benchmarks import peers_torch
except ModuleNotFoundError:
    peers_torch = None

RESULTS = Path(__file__).parent / "results"
NAMES = ("kernels", *GROUPS)


def main(arguments=None):
    """Measure what the command line asks for; 1 if somebody did other work."""
    options = _parser().parse_args(arguments)
    sizes, rounds = (QUICK, 1) if options.quick else (FULL, options.rounds)
    options.output.mkdir(parents=True, exist_ok=True)
    if peers_torch is None:
        print("PyTorch is missing, its rows are left out: pip install -e '.[bench]'")
    lines = describe(peers_torch)
    print("\n".join(lines))
    text = "\n".join([*lines, f"rounds: {rounds}"]) + "\n"
    (options.output / "environment.txt").write_text(text, encoding="utf-8")
    inputs = load(sizes)
    if not inputs.complete:
        print("With the bundled data the jobs are smaller: run `make data` first.")

    frames = []
    for threads in options.threads:
        with limited_threads(threads, peers_torch):
            frames.append(_measure(inputs, sizes, rounds, threads, options))
    everything = pd.concat(frames)
    _summarise(everything)
    return 0 if (everything["same_work"] != False).all() else 1  # noqa: E712


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Time helpers beside PyTorch, scikit-learn and the textbook loop.",
    )
    parser.add_argument("--rounds", type=_count, default=5, help="default: 5")
    parser.add_argument(
        "--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME",
        help=f"some of {', '.join(NAMES)}",
    )  # fmt: skip
    parser.add_argument(
        "--threads", nargs="+", type=_count, default=[1], help="default: 1"
    )
    parser.add_argument(
        "--quick", action="store_true", help="tiny sizes, one round: does it run?"
    )
    parser.add_argument(
        "--output", type=Path, default=RESULTS, help="folder of the results"
    )
    return parser


def _count(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more; got {text}")
    return value


def _measure(inputs, sizes, rounds, threads, options):
    """Measure with one number of threads, print, and write the files."""
    suffix = "1_thread" if threads == 1 else f"{threads}_threads"
    print(f"\nThreads: {threads}")
    if "kernels" in options.only:
        peak_size = 2048 if sizes.converged else 128
        kernels = floors.kernels(
            inputs.images[0], len(inputs.digits[0]), rounds, peak_size
        )
        print(report.kernel_table(kernels))
        path = options.output / f"kernels_{suffix}.csv"
        pd.DataFrame(kernels).to_csv(path, index=False, float_format="%.4g")
    jobs = [
        job
        for name, build in GROUPS.items()
        if name in options.only
        for job in build(inputs, sizes)
    ]
    if peers_torch is None:
        jobs = [without_torch(job) for job in jobs]
    ways, rows = trainers(peers_torch), []
    print(report.header())
    total = rounds * sum(1 + len(job.peers) for job in jobs)
    with tqdm(total=total, unit="run", leave=False) as bar:
        for job in jobs:
            bar.set_description(f"{job.group}: {job.case}")
            latest = run_job(job, ways, rounds, threads, bar.update)
            bar.write(report.block(latest))
            rows += latest
    frame = report.to_frame(rows)
    is_growth = frame["job"] == "growth"
    _write_ratios(frame[~is_growth], options.output, suffix)
    _write_growth(frame[is_growth], options.output, suffix)
    return frame


def _write_ratios(frame, folder, suffix):
    if frame.empty:
        return
    path = folder / f"ratios_{suffix}.csv"
    frame.drop(columns="size").to_csv(path, index=False, float_format="%.4g")
    figure = report.ratio_figure(frame)
    report.save_figure(figure, folder / f"ratios_{suffix}.svg")


def _write_growth(frame, folder, suffix):
    if frame.empty:
        return
    path = folder / f"growth_{suffix}.csv"
    frame.to_csv(path, index=False, float_format="%.4g")
    slopes = report.slopes(frame)
    slopes.to_csv(folder / f"slopes_{suffix}.csv", index=False, float_format="%.2f")
    print(slopes.to_string(index=False, float_format="%.2f"))
    report.save_figure(report.growth_figure(frame), folder / f"growth_{suffix}.svg")


def _summarise(frame):
    targets = frame["target"].notna().sum()
    missed = report.missed(frame)
    print(f"\n{targets - missed['target'].notna().sum()} of {targets} targets met")
    for row in missed.itertuples():
        if row.same_work is False:
            print(f"  not the same work: {row.job}: {row.case} | {row.peer}")
        else:
            print(
                f"  missed: {row.job}: {row.case} | {row.peer}: {row.ratio:.2f} "
                f"instead of {row.target:g} {row.marks}"
            )


if __name__ == "__main__":
    sys.exit(main())
