"""Command line: python -m benchmarks."""

import argparse
import sys
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from benchmarks import floors, report
from benchmarks.environment import describe, limited_threads
from benchmarks.inputs import FULL, QUICK, load
from benchmarks.jobs import GROUPS, without
from benchmarks.run import run_job, trainers

try:
    from benchmarks import peers_torch
except ModuleNotFoundError:
    peers_torch = None
try:
    from benchmarks import peers_jax
except ModuleNotFoundError:
    peers_jax = None

RESULTS = Path(__file__).parent / "results"
NAMES = ("kernels", *GROUPS)


def main(arguments=None):
    """Measure what the command line asks for; 1 if somebody did other work."""
    options = _parser().parse_args(arguments)
    sizes, rounds = (QUICK, 1) if options.quick else (FULL, options.rounds)
    options.output.mkdir(parents=True, exist_ok=True)
    for name, side in (("PyTorch", peers_torch), ("JAX", peers_jax)):
        if side is None:
            print(
                f"{name} is missing, its rows are left out: pip install -e '.[bench]'"
            )
    torch = peers_torch.torch if peers_torch else None
    options.torch_rows = torch is not None
    if options.device == "cuda" and torch:
        options.torch_rows = torch.cuda.is_available()
        if options.torch_rows:
            peers_torch.DEVICE = torch.device("cuda")
        else:
            print("PyTorch finds no GPU, its rows are left out.")
    lines = describe(torch, peers_jax.jax if peers_jax else None)
    lines.append(f"device of the PyTorch rows: {options.device}")
    print("\n".join(lines))
    text = "\n".join([*lines, f"rounds: {rounds}"]) + "\n"
    (options.output / "environment.txt").write_text(text, encoding="utf-8")
    inputs = load(sizes)
    if not inputs.complete:
        print("With the bundled data the jobs are smaller: run `make data` first.")

    frames = []
    for threads in options.threads:
        with limited_threads(threads, torch):
            frames.append(_measure(inputs, sizes, rounds, threads, options))
    everything = pd.concat(frames)
    _summarise(everything)
    return int(everything["same_work"].eq(False).any())


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Time helpers beside PyTorch, scikit-learn and the textbook loop.",
    )
    add, some = parser.add_argument, f"some of {', '.join(NAMES)}"
    add("--rounds", type=_count, default=5, help="default: 5")
    add("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME", help=some)
    add("--threads", nargs="+", type=_count, default=[1], help="default: 1")
    add("--quick", action="store_true", help="tiny sizes, one round: does it run?")
    device = "of PyTorch; without a GPU its rows are left out; default: cpu"
    add("--device", choices=("cpu", "cuda"), default="cpu", help=device)
    add("--output", type=Path, default=RESULTS, help="folder of the results")
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

    def write(table, name, digits="%.4g"):
        path = options.output / f"{name}_{suffix}.csv"
        table.to_csv(path, index=False, float_format=digits)

    if "kernels" in options.only:
        peak_size = 2048 if sizes.converged else 128
        rows_of_two_digits = len(inputs.digits[0])
        table = floors.kernels(inputs.images[0], rows_of_two_digits, rounds, peak_size)
        print(table.to_string(index=False, float_format="%.1f"))
        write(table, "kernels")
    frame = report.to_frame(_rows(inputs, sizes, rounds, threads, options))
    is_growth = frame["job"] == "growth"
    ratios, growth = frame[~is_growth], frame[is_growth]
    if len(ratios):
        if threads == 1:
            table = report.readme_table(ratios)
            (options.output / "readme_table.md").write_text(f"{table}\n", "utf-8")
        write(ratios.drop(columns="size"), "ratios")
        figure = report.ratio_figure(ratios)
        report.save_figure(figure, options.output / f"ratios_{suffix}.svg")
    if len(growth):
        slopes = report.slopes(growth)
        print(slopes.to_string(index=False, float_format="%.2f"))
        write(growth, "growth")
        write(slopes, "slopes", "%.2f")
        figure = report.growth_figure(growth)
        report.save_figure(figure, options.output / f"growth_{suffix}.svg")
    return frame


def _rows(inputs, sizes, rounds, threads, options):
    """Run the jobs in turn, and print the rows of each."""
    groups = [build for name, build in GROUPS.items() if name in options.only]
    jobs = [job for build in groups for job in build(inputs, sizes)]
    missing = [] if options.torch_rows else ["PyTorch"]
    if peers_jax is None or threads > 1:  # it was imported for one thread
        missing.append("JAX")
    jobs = [without(missing, job) for job in jobs]
    ways, rows = trainers(peers_torch, peers_jax), []
    print(report.header())
    total = rounds * sum(1 + len(job.peers) for job in jobs)
    with tqdm(total=total, unit="run", leave=False) as bar:
        for job in jobs:
            bar.set_description(f"{job.group}: {job.case}")
            latest = run_job(job, ways, rounds, threads, bar.update)
            bar.write(report.block(latest))
            rows += latest
    return rows


def _summarise(frame):
    targets = frame["target"].notna().sum()
    print(f"\n{frame['met'].eq(True).sum()} of {targets} targets met")
    for (_, job, case), rows in frame.groupby(["threads", "job", "case"], sort=False):
        ratios = rows.set_index("peer")["ratio"].dropna()
        reached = ", ".join(
            f"{label} {ratios[peer]:.2f}"
            for peer, label in report.REACHED.items()
            if peer in ratios
        )
        for row in rows.itertuples():
            name = f"{job}: {case} | {row.peer}"
            if row.same_work is False:
                print(f"  not the same work: {name}")
            if row.met is False:
                can = f"; {reached}" if reached else ""
                print(f"  missed: {name}: {row.ratio:.2f}, not {row.target:g}{can}")
            if row.first_ratio < row.first_target:
                first = f"{row.first_ratio:.1f}, not {row.first_target:g}"
                print(f"  missed with the first call: {name}: {first}")


if __name__ == "__main__":
    sys.exit(main())
