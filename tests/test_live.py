"""Live figures: a slider moves the picture, and the picture survives on paper."""

import base64
import gc
import io
import threading
import tracemalloc
import types
import weakref

import ipywidgets
import nbformat
import numpy as np
import pandas as pd
import pytest
from ipywidgets import FloatSlider, SelectionSlider
from ipywidgets.widgets import widget
from nbconvert import HTMLExporter
from PIL import Image

from benchmarks.live import main
from helpers import live as live_module
from helpers.live import PAPER_DPI, LiveFigure, choice_slider, log_slider
from helpers.plots import new_figure


def make(text="height", limit=0.9):
    """A horizontal line whose height is on a slider; too high is an error."""
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    axes.set_ylim(-1, 1)

    def update(height):
        if height > limit:
            raise RuntimeError("higher than <allowed>")
        line.set_ydata([height, height])

    slider = FloatSlider(0.5, min=-1, max=1, description=text)
    return LiveFigure(figure, [line], update, height=slider)


@pytest.fixture
def live():
    figure = make()
    yield figure
    figure.close()


def decode(png):
    png = base64.b64decode(png) if isinstance(png, str) else bytes(png)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def pixels(live):
    address = bytes(live.picture.value).decode()
    assert address.startswith("data:image/png;base64,")
    return decode(address.partition(",")[2])


def move(live, value):
    live.sliders["height"].value = value
    return pixels(live)


def test_a_slider_moves_the_picture_and_back(live):
    first = pixels(live)
    assert (move(live, -0.5) != first).any()
    np.testing.assert_array_equal(move(live, 0.5), first)


def test_a_move_draws_what_a_new_figure_would_draw(live):
    figure, axes = new_figure()
    axes.plot([0, 1], [-0.3, -0.3])
    axes.set_ylim(-1, 1)
    fresh = LiveFigure(
        figure, axes.lines, lambda height: None, height=FloatSlider(description="h")
    )
    difference = np.abs(move(live, -0.3).astype(int) - pixels(fresh))
    assert difference.max() == 0
    fresh.close()


def test_texts_stand_above_the_picture_and_on_paper_in_it():
    figure, axes = new_figure()
    title = axes.set_title("")

    def update(height):
        title.set_text(f"height <{height:g}>")

    slider = FloatSlider(0.5, min=-1, max=1, description="height")
    live = LiveFigure(figure, [title], update, height=slider)
    first, paper = pixels(live), live._repr_mimebundle_()[0]["image/png"]
    np.testing.assert_array_equal(move(live, -0.5), first)
    assert "height &lt;-0.5&gt;" in live.readout.value
    assert live._repr_mimebundle_()[0]["image/png"] != paper
    live.close()


def test_moves_in_two_threads_end_with_the_picture_of_the_last_values():
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    axes.set_ylim(-1, 1)
    begun, overtaken = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: live.sliders["left"].set_trait("value", 1))

    def update(left, right):
        if threading.current_thread() is thread:
            begun.set()
            overtaken.wait(0.3)  # time for the other move to overtake, if it can
        line.set_ydata([left, right])

    live = LiveFigure(
        figure,
        [line],
        update,
        left=FloatSlider(0, min=-1, max=1, description="left"),
        right=FloatSlider(0, min=-1, max=1, description="right"),
    )
    thread.start()
    assert begun.wait(10)
    live.sliders["right"].value = -1
    overtaken.set()
    thread.join()
    assert list(line.get_ydata()) == [1, -1]
    last = pixels(live)
    live.sliders["right"].value = 0
    live.sliders["right"].value = -1
    np.testing.assert_array_equal(last, pixels(live))
    live.close()


def test_the_picture_keeps_its_size_at_both_ends(live):
    assert move(live, -1.0).shape == move(live, 0.9).shape == pixels(live).shape
    height, width, _ = pixels(live).shape
    layout = live.picture.layout
    assert (layout.width, layout.height) == (f"{width}px", f"{height}px")


def test_reset_puts_the_slider_and_the_picture_back(live):
    first = pixels(live)
    move(live, -0.7)
    (button,) = (c for c in live.children if isinstance(c, ipywidgets.Button))
    button.click()
    assert live.sliders["height"].value == 0.5
    np.testing.assert_array_equal(pixels(live), first)


def test_the_output_holds_the_widget_and_its_picture(live):
    data, metadata = live._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == "LiveFigure(height=0.5)"
    height, width, _ = pixels(live).shape
    assert metadata["image/png"] == {"width": width, "height": height}
    paper = decode(data["image/png"])
    scale = PAPER_DPI / 100
    assert paper.shape[:2] == (round(scale * height), round(scale * width))
    # Shrunk, it is nearest to the picture with the line at the same height.
    small = np.asarray(Image.fromarray(paper).resize((width, height))).astype(int)
    distances = {at: np.abs(small - move(live, at)).sum() for at in (-0.5, 0.45, 0.5)}
    assert min(distances, key=distances.get) == 0.5


def test_the_output_does_not_disturb_the_picture(live):
    first = move(live, -0.2)
    live._repr_mimebundle_()
    move(live, 0.7)
    np.testing.assert_array_equal(move(live, -0.2), first)


def test_an_html_page_without_a_kernel_shows_the_picture(live):
    data, metadata = live._repr_mimebundle_()
    data["image/png"] = base64.b64encode(data["image/png"]).decode()
    output = nbformat.v4.new_output("display_data", data, metadata=metadata)
    cell = nbformat.v4.new_code_cell("live", outputs=[output])
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert data["image/png"] in page


def test_a_failure_is_shown_and_forgotten_when_the_slider_moves_on(live):
    before = pixels(live)
    move(live, 1.0)
    assert "RuntimeError: higher than &lt;allowed&gt;" in live.message.value
    np.testing.assert_array_equal(pixels(live), before)
    move(live, 0.0)
    assert live.message.value == ""


def test_a_failure_at_the_first_position_is_raised():
    with pytest.raises(RuntimeError, match="higher than <allowed>"):
        make(limit=0)


def test_sliders_share_the_width_of_their_labels():
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    live = LiveFigure(
        figure,
        [line],
        lambda a, b: None,
        a=FloatSlider(description="short"),
        b=FloatSlider(description="much longer (unit)"),
    )
    widths = {s.style.description_width for s in live.sliders.values()}
    assert widths == {"18ch"}
    live.close()


def test_a_log_slider_runs_from_end_to_end():
    slider = log_slider("learning rate α", 0.01, smallest=1e-4, largest=10)
    assert slider.value == 0.01
    assert (slider.min, slider.max) == (-4, 1)
    slider.value = 1e9
    assert slider.value == pytest.approx(10)


def test_a_log_slider_starts_a_whole_number_of_steps_from_its_end():
    slider = log_slider("learning rate α", 0.41, smallest=0.0005, largest=0.6)
    steps = (np.log10(0.41) - slider.min) / slider.step
    assert steps == pytest.approx(round(steps), abs=1e-9)
    assert 0.0005 <= 10**slider.min < 0.0005 * 10**slider.step


def test_a_choice_slider_offers_nothing_else():
    slider = choice_slider("penalty λ", 0.1, (0.0, 0.1, 1000.0))
    assert isinstance(slider, SelectionSlider)
    assert slider.options == (("0", 0.0), ("0.1", 0.1), ("1000", 1000.0))
    with pytest.raises(Exception, match="value"):
        slider.value = 0.2


def test_moving_five_hundred_times_does_not_fill_the_memory(live):
    positions = np.random.default_rng(0).uniform(-1, 0.9, 550)
    for height in positions[:50]:
        move(live, height)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for height in positions[50:]:
        live.sliders["height"].value = height
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 200_000  # bytes; a picture alone has some 15,000


class Kernel:
    """A kernel that runs cells, as far as a live figure can tell."""

    def __init__(self, monkeypatch):
        self.execution_count = 0
        self.cell = None
        monkeypatch.setattr(live_module, "get_ipython", lambda: self)
        monkeypatch.setattr(live_module, "_RUNS", {})

    def run(self, cell, *makers):
        self.execution_count += 1
        self.cell = cell
        return [maker() for maker in makers]

    def get_parent(self):
        return {"metadata": {"cellId": self.cell}}


@pytest.fixture
def kernel(monkeypatch):
    return Kernel(monkeypatch)


def open_widgets():
    """How many widgets ipywidgets holds on to, layouts and styles included."""
    return len(widget._instances)


def is_open(figure):
    return figure.comm is not None


def test_a_cell_that_runs_again_closes_its_earlier_figures(kernel):
    first, second = kernel.run("a", make, make)
    (other,) = kernel.run("b", make)
    assert all(map(is_open, (first, second, other)))
    (again,) = kernel.run("a", make)
    assert not is_open(first)
    assert not is_open(second)
    assert is_open(other)
    assert is_open(again)


def test_running_a_cell_again_and_again_leaves_no_widget_and_no_figure(kernel):
    kernel.run("a", make)
    gc.collect()
    before = open_widgets()
    figures = []
    for _ in range(20):
        (figure,) = kernel.run("a", make)
        figures.append(weakref.ref(figure._canvas.figure))
    del figure
    gc.collect()
    assert open_widgets() == before
    assert sum(figure() is not None for figure in figures) == 1


def test_without_a_cell_nothing_is_closed(monkeypatch):
    shell = types.SimpleNamespace(execution_count=1, get_parent=lambda: {})
    monkeypatch.setattr(live_module, "get_ipython", lambda: shell)
    first, second = make(), make()
    assert is_open(first)
    assert is_open(second)
    first.close()
    second.close()
    second.close()  # closing twice does no harm


def test_the_benchmark_runs(tmp_path):
    options = ["--only", "losses", "--moves", "1", "--no-browser"]
    assert main([*options, "--output", str(tmp_path)]) == 0
    (row,) = pd.read_csv(tmp_path / "live.csv").to_dict("records")
    assert row["explorer"] == "losses"
    assert row["live_ms"] > 0
    assert row["ratio"] > 0
