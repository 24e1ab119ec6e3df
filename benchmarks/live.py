"""Live figures beside the usual way: `interact`, `plt.subplots`, training in a loop.

`python -m benchmarks.live` moves the sliders of every explorer and times how long the
next picture takes, first in this process (from the new value to the bytes of the PNG),
then in a browser (from the key to the decoded picture in JupyterLab). Both ways answer
the same events in turn. The usual way trains with a loop over steps for the values on
the sliders, and draws a new figure; the penalty curve of the ridge explorer, fifty more
runs, is left out, in its favour.
"""

import argparse
import functools
import io
import itertools
import sys
import tempfile
import time
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
from ipywidgets import interact
from matplotlib.collections import PathCollection

from benchmarks.measure import paired_ratios
from helpers import live as explorers
from helpers.batches import batches
from helpers.data import load_ames, load_auto_mpg, load_mnist, standardise
from helpers.live.losses import LOSSES_OF_MARGIN
from helpers.live.network import principal_components
from helpers.losses import binary_cross_entropy, softmax_cross_entropy
from helpers.models import MLP, Linear
from helpers.training import annealed, train

TARGET_MS, TARGET_RATIO = 40, 6
LONGEST = 300  # steps of a run; the usual way needs half a minute for 10,000 on Ames
RESULTS = Path(__file__).parent / "results"


# --- The data of each explorer ----------------------------------------------------


def digits(first, last, classes):
    """Pixels from 0 to 1 and labels of some of the training images."""
    images, _ = load_mnist()
    images = images[first:last]
    images = images[np.isin(images.y, classes)]
    return images.X / 255, images.y


def twos(first, last):
    """2s and 3s, with the label 1 for a 2."""
    X, y = digits(first, last, [2, 3])
    return X, (y == 2).astype(int)


def likeness():
    """Two numbers for each 2 and 3: products with the mean images."""
    X, y = twos(1000, 4000)
    means = np.stack([X[y == 1].mean(axis=0), X[y == 0].mean(axis=0)])
    return standardise(X @ means.T)[0], y


DATA = {
    "losses": lambda: (),
    "learning_rate": lambda: (load_auto_mpg().X[:, 2] / 100, load_auto_mpg().y),
    "ridge": load_ames,
    "annealing": lambda: (twos(1000, 4000), twos(0, 1000)),
    "sgd": likeness,
    "penalty": lambda: (digits(1000, 4000, range(10)), digits(0, 1000, range(10))),
    "network": lambda: (digits(1000, 3000, [1, 2]), digits(0, 1000, [1, 2])),
}
WORDS = {
    "learning_rate": ("horsepower (100 hp)", "mileage (mpg)"),
    "ridge": ("log dollars",),
    "sgd": (("likeness to a 2", "likeness to a 3"),),
}


@functools.cache
def data_of(name):
    """The data of the explorer of this name, loaded once."""
    return DATA[name]()


def live(name):
    """The explorer of this name, on its data."""
    make = getattr(explorers, f"explore_{name}")
    figure = make(*data_of(name), *WORDS.get(name, ()))
    if name == "ridge":
        steps = figure.sliders["t"]
        steps.value = max(t for _, t in steps.options if t < LONGEST / 2)
    return figure


# --- The usual way ----------------------------------------------------------------


def train_losses(data, margin):
    """Nothing to train: the three curves, point by point."""
    for m in np.linspace(-3, 3, 241):
        for loss in LOSSES_OF_MARGIN.values():
            loss(m)


def train_learning_rate(data, alpha, t):
    """Gradient descent for a straight line, example by example."""
    x, y = (values.tolist() for values in data)
    w = b = 0.0
    n = len(x)
    for _ in range(200):
        dw = db = 0.0
        for i in range(n):
            e = w * x[i] + b - y[i]
            dw += 2 / n * e * x[i]
            db += 2 / n * e
        w, b = w - alpha * dw, b - alpha * db


def train_ridge(data, l2, alpha, t):
    """Gradient descent step by step, with both errors at each."""
    (X, y), (X_test, y_test) = ((part.X, part.y) for part in data)
    w = np.zeros(X.shape[1])
    mean = y.mean()
    with np.errstate(all="ignore"):
        for _ in range(t):
            e = X @ w + mean - y
            np.sqrt(np.mean(e**2))
            np.sqrt(np.mean((X_test @ w + mean - y_test) ** 2))
            w = w - alpha * (2 / len(y) * X.T @ e + l2 * w)


def train_annealing(data, alpha, k):
    """One run of `train`."""
    (X, y), validation = data
    train(
        Linear(784), binary_cross_entropy, X, y, learning_rate=annealed(alpha, k),
        epochs=200, monitor={"validation": validation}, monitor_every=2,
    )  # fmt: skip


def train_sgd(data, batch_size, alpha, beta):
    """Steps over the examples of each batch, and the cost of all now and then."""
    X, y = data
    w, v = np.zeros(2), np.zeros(2)
    rows = batches(len(X), batch_size, 100, np.random.default_rng(0))
    for step, batch in enumerate(itertools.islice(rows, 100)):
        gradient = np.zeros(2)
        for i in batch:
            y_hat = 1 / (1 + np.exp(-(X[i] @ w)))
            gradient += (y_hat - y[i]) * X[i] / len(batch)
        v = beta * v + gradient
        w = w - alpha * v
        if step % 4 == 0:
            binary_cross_entropy((X @ w)[:, np.newaxis], y)


def train_penalty(data, l2):
    """One run of `train`, and the accuracy."""
    (X, y), (X_validation, _) = data
    model, _ = train(
        Linear(784, 10), softmax_cross_entropy, X, y, learning_rate=0.1, l2=l2,
        epochs=5, batch_size=100, rng=np.random.default_rng(0),
    )  # fmt: skip
    model.forward(X_validation)


def train_network(data, units, alpha, activation):
    """One run of `train`, and the scores of the grid."""
    (X, y), validation = data
    project = principal_components(X)
    rng = np.random.default_rng(0)
    sets = {"training": (project(X), y - 1)}
    sets["validation"] = project(validation[0]), validation[1] - 1
    model, _ = train(
        MLP((2, units, 2), rng, activation), softmax_cross_entropy, *sets["training"],
        learning_rate=alpha, epochs=20, batch_size=32, rng=rng, monitor=sets,
    )  # fmt: skip
    model.forward(np.zeros((6400, 2)))


def draw_again(figure):
    """A new figure with everything that the other one shows."""
    old = figure.axes
    new, axes = plt.subplots(
        1, len(old), figsize=figure.get_size_inches(), squeeze=False
    )
    for source, ax in zip(old, axes[0], strict=True):
        for image in source.images:
            ax.imshow(image.get_array(), extent=image.get_extent(), origin="lower")
        for lines in source.collections:
            paths = lines.get_paths()
            ax.add_collection(PathCollection(paths, facecolors="none", lw=0.6))
        for line in source.lines:
            look = {"color": line.get_color(), "linestyle": line.get_linestyle()}
            look |= {"marker": line.get_marker(), "markersize": line.get_markersize()}
            if line.get_transform() == source.transData:
                ax.plot(*line.get_data(), label=line.get_label(), **look)
        ax.set(xlabel=source.get_xlabel(), ylabel=source.get_ylabel())
        ax.set(xscale=source.get_xscale(), yscale=source.get_yscale())
        ax.set(xlim=source.get_xlim(), ylim=source.get_ylim())
        ax.set_title(source.get_title(loc="left"))
        if source.get_legend():
            ax.legend()
    return new


class Usual:
    """The usual way to answer the sliders of an explorer.

    Parameters
    ----------
    name : str
        Which explorer.
    """

    def __init__(self, name):
        self.data = data_of(name)
        self.train = globals()[f"train_{name}"]
        self.twin = live(name)  # says what to draw

    def draw(self, **values):
        """Train, and draw a new figure."""
        self.train(self.data, **values)
        self.twin._update(**values)
        return draw_again(self.twin._canvas.figure)

    def png(self, **values):
        """Train, draw, and encode as Jupyter's inline figures are."""
        figure, png = self.draw(**values), io.BytesIO()
        figure.savefig(png, format="png", bbox_inches="tight")
        plt.close(figure)
        return png.getvalue()

    def interact(self):
        """Put it under sliders like those of the explorer."""
        for slider in self.twin.sliders.values():
            slider.unobserve(self.twin._move, "value")

        def show(**values):
            self.draw(**values)
            plt.show()

        interact(show, **self.twin.sliders)


# --- Moves ------------------------------------------------------------------------


def moves(figure, count, rng):
    """Moves of the sliders in turn: a name, and a value anywhere on that slider."""
    names = itertools.cycle(figure.sliders)
    for name in itertools.islice(names, count):
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
    figure, usual = live(name), Usual(name)
    ours, theirs = [], []
    for slider, value in moves(figure, count + 2, np.random.default_rng(0)):
        start = time.perf_counter()
        figure.sliders[slider].value = value
        ours.append(time.perf_counter() - start)
        figure._sharpening.join()  # the fine picture, once the slider rests
        start = time.perf_counter()
        usual.png(**figure._values())
        theirs.append(time.perf_counter() - start)
    figure.close()
    usual.twin.close()
    return 1000 * np.array(ours[2:]), 1000 * np.array(theirs[2:])  # warm by then


NOTEBOOK = """
from benchmarks.live import Usual, live
live("{name}")
---
Usual("{name}").interact()
"""

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


def in_browser(name, page, address, folder, count):
    """Milliseconds of both ways for each move, in JupyterLab."""
    from benchmarks.lab import SECOND, open_notebook, run_all

    cells = NOTEBOOK.format(name=name).strip().split("\n---\n")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, folder / f"{name}.ipynb")
    open_notebook(page, address, f"{name}.ipynb")
    run_all(page, 300 * SECOND)
    page.locator(".jp-CodeCell").nth(1).locator("img").first.wait_for()
    sliders = page.locator(".jp-CodeCell").nth(0).locator(".noUi-handle").count()
    times = [], []
    for move in range(count + 2):
        forward = move // sliders % 2 == 0
        for way in (0, 1):
            times[way].append(page.evaluate(PRESS, [way, move % sliders, forward]))
    return np.array(times[0][2:]), np.array(times[1][2:])


# --- Command line -----------------------------------------------------------------


def row(name, where, ours, theirs):
    """Medians, and the median of the paired ratios."""
    ratios = paired_ratios(theirs, ours)
    ms, ratio = float(np.median(ours)), float(np.median(ratios))
    met = ratio >= TARGET_RATIO and (where == "kernel" or ms <= TARGET_MS)
    return {
        "explorer": name,
        "where": where,
        "live_ms": ms,
        "live_p90_ms": float(np.quantile(ours, 0.9)),
        "usual_ms": float(np.median(theirs)),
        "ratio": ratio,
        "met": "yes" if met else "no",
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
    rows = []

    def keep(name, where, times):
        rows.append(row(name, where, *times))
        print(
            "{explorer:14} {where:8} {live_ms:7.1f} ms, usual {usual_ms:8.1f} ms, "
            "ratio {ratio:6.1f}, targets met: {met}".format(**rows[-1])
        )

    with matplotlib.rc_context({"backend": "agg"}):
        for name in options.only:
            keep(name, "kernel", in_process(name, options.moves))
    if not options.no_browser:
        from playwright.sync_api import sync_playwright

        from benchmarks.lab import launch, serve

        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            notebooks, home = Path(folder) / "notebooks", Path(folder) / "home"
            notebooks.mkdir()
            home.mkdir()
            with serve(notebooks, home) as address:
                browser = launch(playwright)
                for name in options.only:
                    page = browser.new_page(viewport={"width": 1400, "height": 1600})
                    times = in_browser(name, page, address, notebooks, options.moves)
                    keep(name, "browser", times)
                    page.close()
                browser.close()
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / "live.csv"
    pd.DataFrame(rows).to_csv(path, index=False, float_format="%.4g")
    return 0


if __name__ == "__main__":
    sys.exit(main())
