"""Seconds that a notebook takes to become a PDF, beside nbconvert's way through LaTeX.

Run ``python -m benchmarks.report_pdf``. Every time is that of a new process, from the
stored outputs. For LaTeX a copy of the notebook without its SVG pictures is converted
(nbconvert needs Inkscape for these), so that it shows the PNG beside them.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from helpers.report.compile import pages

NBCONVERT = [sys.executable, "-m", "nbconvert", "--log-level=ERROR", "--to"]
WAYS = {
    "helpers.report": [*NBCONVERT[:2], "helpers.report", "--strict", "--output-dir"],
    "nbconvert --to report": [*NBCONVERT, "report", "--output-dir"],
    "nbconvert --to pdf": [*NBCONVERT, "pdf", "--output-dir"],
}
NEEDED_BY_LATEX = ("xelatex", "pandoc")


def without_svg(notebook, folder):
    """Write a copy of a notebook that shows PNG pictures only, and return its path."""
    copy = nbformat.read(notebook, as_version=4)
    for cell in copy.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/svg+xml", None)
    path = Path(folder, notebook.name)
    nbformat.write(copy, path)
    return path


def convert(command, notebook, rounds):
    """Return the seconds of the fastest round, and pages or what went wrong."""
    best = float("inf")
    with TemporaryDirectory() as folder:
        source = without_svg(notebook, folder) if "pdf" in command else notebook
        target = Path(folder, "out", notebook.with_suffix(".pdf").name)
        for _ in range(rounds):
            start = time.perf_counter()
            paths = str(target.parent), str(source)
            done = subprocess.run([*command, *paths], capture_output=True, text=True)
            best = min(best, time.perf_counter() - start)
            if done.returncode or not target.exists():
                lines = [line for line in done.stderr.splitlines() if line.strip()]
                return best, f"failed: {lines[-1][:60] if lines else done.returncode}"
        data = target.read_bytes()
    return best, f"{pages(data)} pages" if "helpers.report" in command else "done"


def main(arguments=None):
    """Time the notebooks named on the command line, by default all of ours."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).parents[1] / "notebooks"
    parser.add_argument("notebooks", nargs="*", type=Path, default=here.glob("*.ipynb"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    ways = dict(WAYS)
    missing = [name for name in NEEDED_BY_LATEX if shutil.which(name) is None]
    if missing:
        print(f"nbconvert --to pdf is left out: no {' and no '.join(missing)}")
        del ways["nbconvert --to pdf"]
    for notebook in sorted(options.notebooks):
        for name, command in ways.items():
            seconds, remark = convert(command, notebook.resolve(), options.rounds)
            line = f"{notebook.stem:20} {name:22} {seconds:6.1f} s  {remark}"
            print(line, flush=True)


if __name__ == "__main__":
    main()
