"""Figures are compared as a reader would compare them, and so are warnings."""

import base64
import itertools
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import figures
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image, ImageChops

from helpers.notebooks.normalise import normalise
from helpers.plots import COLOURS, new_figure, to_png

ROOT = Path(__file__).parents[2]
ONE_PIXEL = 72 / 110  # in points, at the resolution of the stored pictures


def draw(change=lambda figure, axes: None, dpi=110, linewidth=1.5):
    """Eight noisy curves with labels and a legend."""
    rng = np.random.default_rng(0)
    figure, axes = new_figure()
    for number in range(8):
        costs = 2.0 ** -np.arange(8.0) * (1 + number / 3) * rng.uniform(0.9, 1, 8)
        axes.plot(costs, linewidth=linewidth, label=f"run {number}")
    axes.set_xlabel("iteration")
    axes.legend(ncols=2)
    change(figure, axes)
    return display(to_png(figure, dpi))


def display(png, **others):
    data = {"image/png": base64.b64encode(png).decode()} | others
    return {"output_type": "display_data", "data": data, "metadata": {}}


def image(output):
    return figures.decode("image/png", output["data"]["image/png"])


def as_png(picture, path):
    picture.save(path, "PNG")
    return display(path.read_bytes())


def swap_two_colours(_, axes):
    first, second = axes.lines[:2]
    colours = second.get_color(), first.get_color()
    for line, colour in zip(axes.lines, colours, strict=False):
        line.set_color(colour)
    axes.legend(ncols=2)


CHANGES = {
    "a curve is missing": lambda _, axes: axes.lines[3].set_visible(False),
    "a curve has another colour": lambda _, axes: axes.lines[3].set_color(COLOURS[4]),
    "two curves have swapped colours": swap_two_colours,
    "a curve is dashed": lambda _, axes: axes.lines[7].set_linestyle("--"),
    "a curve lies 3 % higher": lambda _, axes: axes.lines[7].set_ydata(
        1.03 * axes.lines[7].get_ydata()
    ),
    "the legend is missing": lambda _, axes: axes.get_legend().set_visible(False),
    "the grid is missing": lambda _, axes: axes.grid(False),
    "a letter differs": lambda _, axes: axes.set_xlabel("iterution"),
    "the axes are empty": lambda _, axes: axes.clear(),
}


@pytest.fixture(scope="module", params=[110, 200], ids=["110 dpi", "200 dpi"])
def dpi(request):
    return request.param


@pytest.fixture(scope="module")
def original(dpi):
    return draw(dpi=dpi)


@pytest.fixture(scope="module")
def thin(dpi):
    return draw(dpi=dpi, linewidth=ONE_PIXEL)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_seen_even_where_curves_are_a_pixel_wide(thin, dpi, change):
    changed = draw(change, dpi, ONE_PIXEL)
    levels, _ = figures.distance(image(thin), image(changed), 1, "RGB")
    assert levels > 12


@pytest.mark.parametrize(
    "name", ["a curve is missing", "a curve has another colour", "the axes are empty"]
)
def test_colours_alone_tell_curves_apart(name):
    original, changed = image(draw()), image(draw(CHANGES[name]))
    levels, _ = figures.distance(original, changed, 6, "CbCr")
    assert levels > 25


def test_the_difference_names_the_picture_and_the_place():
    changed = draw(CHANGES["a curve has another colour"])
    (text,) = figures.differences([draw(), draw()], [draw(), changed])
    assert "picture 2: it differs from the stored one by" in text
    _, (column, row) = figures.distance(image(draw()), image(changed))
    assert f"at column and row {column, row}" in text
    difference = ImageChops.difference(image(draw()), image(changed))
    near = difference.crop((column - 3, row - 3, column + 4, row + 4))
    assert not figures.is_blank(near)


def test_the_same_figure_does_not_differ(original, dpi):
    assert figures.differences([original], [draw(dpi=dpi)]) == []


def test_a_shift_by_one_pixel_and_other_smoothing_are_no_difference(original, tmp_path):
    picture = image(original)
    moved = as_png(ImageChops.offset(picture, 1, 1), tmp_path / "moved.png")
    assert figures.differences([original], [moved]) == []
    rng = np.random.default_rng(1)
    noise = rng.integers(-6, 7, (picture.height, picture.width, 3))
    pixels = np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8)
    noisy = as_png(Image.fromarray(pixels), tmp_path / "noisy.png")
    assert figures.differences([original], [noisy]) == []


def test_one_pixel_more_of_paper_is_no_difference_and_three_are(original, tmp_path):
    picture = image(original)
    for extra, sentences in ((1, 0), (3, 1)):
        paper = Image.new("RGB", (picture.width, picture.height + extra), "white")
        paper.paste(picture)
        larger = as_png(paper, tmp_path / "larger.png")
        assert len(figures.differences([original], [larger])) == sentences


def test_a_picture_that_is_new_or_gone_is_a_difference(original):
    text = {"output_type": "stream", "name": "stdout", "text": "3\n"}
    for stored, new in (([text], [text, original]), ([original, text], [text])):
        (sentence,) = figures.differences(stored, new)
        assert "1 pictures" in sentence


def test_an_svg_alone_cannot_be_compared():
    alone = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}}
    sentences = figures.differences([alone], [alone])
    assert len(sentences) == 2
    assert "helpers.plots.show" in sentences[0]


def test_what_is_no_picture_is_named(original):
    for broken in (b"", b"%!PS", base64.b64decode("UE5H")):
        (sentence,) = figures.differences([original], [display(broken)])
        assert "not a picture of type image/png" in sentence
        assert figures.blanks([display(broken)])


def test_a_picture_of_one_colour_is_blank_and_axes_are_not(tmp_path):
    for mode, colour in (("RGB", "white"), ("L", 7), ("RGBA", (9, 9, 9, 0))):
        plain = as_png(Image.new(mode, (50, 40), colour), tmp_path / "plain.png")
        (sentence,) = figures.blanks([plain])
        assert "picture 1 is blank" in sentence
    assert figures.blanks([draw(), draw(CHANGES["the axes are empty"])]) == []


# The cells of one notebook: as they are when it is stored, as they are when it is
# tested, and what is said then.
SETUP = """\
import sys, time, warnings
from IPython.display import display, SVG
from matplotlib.figure import Figure
from helpers.live import LiveFigure, log_slider
from helpers.plots import cost_curves, new_figure, show
from helpers.machine.progress import progress_bar

def curves(colours=("C0", "C1"), count=2):
    figure, axes = new_figure()
    costs = {"slow": [3, 2, 1.5], "fast": [3, 1, 0.5]}
    cost_curves(axes, dict(list(costs.items())[:count]))
    for line, colour in zip(axes.lines, colours):
        line.set_color(colour)
    axes.get_legend().remove()
    return figure

def plot(**changes):
    show(curves(**changes), "Costs.", alt="Two curves.")

def live(colour):
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 1], color=colour)
    update = lambda alpha: line.set_ydata([0, alpha])
    display(LiveFigure(figure, [line], update, alpha=log_slider("α", 1, 0.1, 10)))
"""
BAR = """\
with progress_bar(4) as bar:
    for _ in range(4):
        time.sleep(0.3)
        bar.update()
"""
DIFFERS = "it differs from the stored one by"
CELLS = {
    "setup": (SETUP, SETUP, ""),
    "the same": ("plot()", "plot()  # again", ""),
    "colour": ("plot()", "plot(colours=('C0', 'C3'))", DIFFERS),
    "line": ("plot()", "plot(count=1)", DIFFERS),
    "gone": ("plot()", "display({'text/plain': 'Two curves.'}, raw=True)", "Missing"),
    "live, the same": ("live('C0')", "live('C0')  # again", ""),
    "live, colour": ("live('C0')", "live('C1')", DIFFERS),
    "ignored": (
        "# NBVAL_IGNORE_OUTPUT\nplot()",
        "# NBVAL_IGNORE_OUTPUT\nplot(count=1)",
        "",
    ),
    "blank": (
        "show(Figure(), 'No.', alt='No.')",
        "show(Figure(), 'No.', alt='No.')",
        "picture 1 is blank",
    ),
    "svg": ("display(SVG('<svg/>'))", "display(SVG('<svg/>'))", "an SVG is stored"),
    "warning": ("warnings.warn('careful')", "warnings.warn('careful')", ""),
    "warning, changed": (
        "warnings.warn('careful')",
        "warnings.warn('carefree')",
        "carefree",
    ),
    "warning of a package": (
        "warnings.warn_explicit('careful', UserWarning, '/home/Ada L/package.py', 7)",
        r"warnings.warn_explicit('careful', UserWarning, 'C:\\Ada\\package.py', 8)",
        "",
    ),
    "address": ("print(object())", "print(object())", ""),
    "bar": (BAR, BAR, ""),
    "bar after text": ("print('starts')\n" + BAR, "print('starts')\n" + BAR, ""),
    "text, changed": ("print('starts')", "print('ends')", "ends"),
}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The notebook, run as a student runs it: with progress bars."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(before) for before, _, _ in CELLS.values()]
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment.pop("TQDM_DISABLE", None)
    folder = str(tmp_path_factory.mktemp("run"))
    client = NotebookClient(notebook, resources={"metadata": {"path": folder}})
    client.execute(env=environment)
    return notebook


def outcomes(checkout, notebooks, *options):
    """Run the changed cells of notebooks in a checkout: what fails there, and why."""
    shutil.copy(ROOT / "conftest.py", checkout)
    shutil.copy(ROOT / "pyproject.toml", checkout)
    (checkout / "tests").mkdir()
    for name in ("figures.py", "sanitize.cfg"):
        shutil.copy(ROOT / "tests" / name, checkout / "tests")
    for file, notebook in notebooks.items():
        for cell, (_, after, _) in zip(notebook.cells, CELLS.values(), strict=True):
            cell.source = after
        nbformat.write(notebook, checkout / file)
    command = [sys.executable, "-m", "pytest", *notebooks, "--color=no"]
    command += ["--junitxml=result.xml", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=checkout, env=environment, stdout=subprocess.DEVNULL)
    cases = ET.parse(checkout / "result.xml").iter("testcase")
    cells = itertools.product(notebooks, CELLS)
    return {
        cell: "".join(failure.text for failure in case)
        for cell, case in zip(cells, cases, strict=True)
    }


@pytest.fixture(scope="module")
def strict(stored, tmp_path_factory):
    notebooks = {
        "saved.ipynb": nbformat.from_dict(stored),
        "normalised.ipynb": normalise(nbformat.from_dict(stored)),
    }
    return outcomes(tmp_path_factory.mktemp("strict"), notebooks, "--nbval")


@pytest.mark.parametrize("file", ["saved.ipynb", "normalised.ipynb"])
@pytest.mark.parametrize("name", CELLS)
def test_strictly_a_cell_fails_if_a_reader_would_see_a_difference(strict, file, name):
    expected, failure = CELLS[name][2], strict[file, name]
    assert expected in failure
    assert bool(failure) == bool(expected), failure


def test_laxly_a_cell_fails_if_its_figure_is_blank(stored, tmp_path):
    notebooks = {"saved.ipynb": nbformat.from_dict(stored)}
    lax = outcomes(tmp_path, notebooks, "--nbval-lax")
    assert [name for (_, name), failure in lax.items() if failure] == ["blank"]
    assert "picture 1 is blank" in lax["saved.ipynb", "blank"]
