"""Live figures beside the usual way: `interact`, `plt.subplots`, training in a loop.

`python -m benchmarks.live` moves the sliders of every explorer and times how long the
next picture takes, first in this process (from the new value to the bytes of the PNG),
then in a browser (from the key to the decoded picture in JupyterLab). Both ways answer
the same events in turn.
"""

import argparse
import itertools
import sys
import tempfile
import time
from pathlib import Path

import matplotlib as mpl
import nbformat
import numpy as np
import pandas as pd

from benchmarks.measure import paired_ratios
from benchmarks.usual import DATA, LONGEST, Usual, live

TARGET_MS, TARGET_RATIO = 40, 6
RESULTS = Path(__file__).parent / "results"
CELLS = (
    'from benchmarks.usual import Usual, live\nlive("{name}")',
    'Usual("{name}").interact()',
)

# Presses a key on a slider; resolves when the next picture has been decoded. The cell
# has the focus before: what the page does when it changes cells is not part of a move.
# Before that the last picture has come to rest.
PRESS = """async ([index, number, forward]) => {
    const cells = document.querySelectorAll(".jp-CodeCell");
    const box = cells[index].querySelector(".jp-OutputArea");
    const handle = box.querySelectorAll(".noUi-handle")[number];
    const source = () => box.querySelector("img")?.src;
    const at = name => parseFloat(handle.getAttribute(name));
    const end = at(forward ? "aria-valuemax" : "aria-valuemin");
    const stuck = at("aria-valuenow") === end;
    const key = forward !== stuck ? "ArrowRight" : "ArrowLeft";
    handle.focus();
    let before;
    do {
        before = source();
        await new Promise(resolve => setTimeout(resolve, 500));
    } while (source() !== before);
    return new Promise((resolve, reject) => {
        const start = performance.now();
        const watch = new MutationObserver(async () => {
            const now = source();
            if (now === undefined || now === before) return;
            watch.disconnect();
            const image = box.querySelector("img");
            try { await image.decode(); } catch (error) { }
            resolve(performance.now() - start);
        });
        watch.observe(box, {subtree: true, childList: true, attributes: true});
        setTimeout(() => reject(new Error("no new picture")), 60000);
        handle.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
    });
}"""


def moves(figure, count, rng):
    """Moves of the sliders in turn: a name, and a value anywhere on that slider."""
    for name in itertools.islice(itertools.cycle(figure.sliders), count):
        slider = figure.sliders[name]
        if hasattr(slider, "options"):
            others = [v for _, v in slider.options if v != slider.value]
            others = [v for v in others if isinstance(v, str) or v <= LONGEST]
            value = others[rng.integers(len(others))]
        elif hasattr(slider, "base"):
            value = slider.base ** rng.uniform(slider.min, slider.max)
        else:
            value = type(slider.value)(rng.uniform(slider.min, slider.max))
        yield name, value


def in_process(name, count):
    """Milliseconds of both ways for each move, in this process."""
    figure, usual, times = live(name), Usual(name), []
    for slider, value in moves(figure, count + 2, np.random.default_rng(0)):
        start = time.perf_counter()
        figure.sliders[slider].value = value
        ours = time.perf_counter() - start
        figure._sharpening.join()  # the fine picture, once the slider rests
        start = time.perf_counter()
        usual.png(**figure._values())
        times.append((1000 * ours, 1000 * (time.perf_counter() - start)))
    figure.close()
    usual.twin.close()
    return np.array(times[2:]).T  # warm by then


def in_browser(name, page, address, folder, count):
    """Milliseconds of both ways for each move, in JupyterLab."""
    from benchmarks.lab import SECOND, open_notebook, run_all

    new = nbformat.v4
    notebook = new.new_notebook(
        cells=[new.new_code_cell(source.format(name=name)) for source in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, folder / f"{name}.ipynb")
    open_notebook(page, address, f"{name}.ipynb")
    run_all(page, 300 * SECOND)
    cells = page.locator(".jp-CodeCell")
    cells.nth(1).locator("img").first.wait_for()
    sliders, times = cells.nth(0).locator(".noUi-handle").count(), []
    for move in range(count + 2):
        press = move % sliders, move // sliders % 2 == 0  # a slider, and forward or not
        times.append([page.evaluate(PRESS, [way, *press]) for way in (0, 1)])
    return np.array(times[2:]).T


def all_in_browser(names, count):
    """For each explorer its name, and the times of `in_browser`."""
    from playwright.sync_api import sync_playwright

    from benchmarks.lab import launch, serve

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        notebooks = Path(folder) / "notebooks"
        notebooks.mkdir()
        with serve(notebooks, Path(folder) / "home") as address:
            browser = launch(playwright)
            for name in names:
                page = browser.new_page(viewport={"width": 1400, "height": 1600})
                yield name, in_browser(name, page, address, notebooks, count)
                page.close()
            browser.close()


def row(name, where, ours, theirs):
    """Print and return medians, and the median of the paired ratios."""
    ms, usual_ms = float(np.median(ours)), float(np.median(theirs))
    ratio = float(np.median(paired_ratios(theirs, ours)))
    reached = ratio >= TARGET_RATIO and (where == "kernel" or ms <= TARGET_MS)
    met = "yes" if reached else "no"
    print(
        f"{name:14} {where:8} {ms:7.1f} ms, usual {usual_ms:8.1f} ms, "
        f"ratio {ratio:6.1f}, targets met: {met}"
    )
    return {
        "explorer": name,
        "where": where,
        "live_ms": ms,
        "live_p90_ms": float(np.quantile(ours, 0.9)),
        "usual_ms": usual_ms,
        "ratio": ratio,
        "met": met,
    }


def main(arguments=None):
    """Measure, print a table, and write it as CSV."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.live", description=__doc__
    )
    parser.add_argument("--only", nargs="+", choices=DATA, default=list(DATA))
    parser.add_argument("--moves", type=int, default=21, help="default: 21")
    parser.add_argument("--no-browser", action="store_true", help="this process only")
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args(arguments)
    names, count = options.only, options.moves
    with mpl.rc_context({"backend": "agg"}):
        rows = [row(name, "kernel", *in_process(name, count)) for name in names]
    if not options.no_browser:
        for name, times in all_in_browser(names, count):
            rows.append(row(name, "browser", *times))
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / "live.csv"
    pd.DataFrame(rows).to_csv(path, index=False, float_format="%.4g")
    return 0


if __name__ == "__main__":
    sys.exit(main())
