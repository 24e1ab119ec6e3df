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
from IPython.core.formatters import DisplayFormatter
from ipywidgets import FloatSlider
from ipywidgets.widgets import widget
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from nbconvert import HTMLExporter
from PIL import Image

from benchmarks.live import main
from helpers.live import LiveFigure
from helpers.live import figure as figure_module
from helpers.live.figure import PAPER_DPI
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
    """The picture, once it has come to rest."""
    if live._sharpening is not None:
        live._sharpening.join(10)
    return shown(live)


def shown(live):
    """The picture as it is."""
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


def test_showing_a_figure_while_a_slider_moves_does_not_change_the_picture():
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    begun, overtaken = threading.Event(), threading.Event()

    class Slow(Line2D):
        def draw(self, renderer):
            super().draw(renderer)
            if figure.canvas.is_saving():
                begun.set()
                overtaken.wait(0.3)  # time for the move to overtake, if it can

    axes.add_line(Slow([0, 1], [0.5, 0.5]))
    axes.set_ylim(-1, 1)
    live = LiveFigure(
        figure,
        [line],
        lambda height: line.set_ydata([height, height]),
        height=FloatSlider(0.5, min=-1, max=1, description="height"),
    )
    alone = move(live, -0.5)
    move(live, 0.5)
    thread = threading.Thread(target=live._repr_mimebundle_)
    thread.start()
    assert begun.wait(10)
    live.sliders["height"].value = -0.5
    overtaken.set()
    thread.join()
    np.testing.assert_array_equal(pixels(live), alone)
    live.close()


def test_the_picture_keeps_its_size_at_both_ends(live):
    assert move(live, -1.0).shape == move(live, 0.9).shape == pixels(live).shape


def test_the_picture_is_fine_at_rest_and_quick_while_it_moves(live, rest):
    width, height = int(live.picture.width), int(live.picture.height)
    assert (width, height) == (650, 320)
    assert pixels(live).shape == (2 * height, 2 * width, 3)
    rest(3600)
    live.sliders["height"].value = -0.5
    assert shown(live).shape == (height, width, 3)
    rest(0)
    assert move(live, -0.4).shape == (2 * height, 2 * width, 3)


def test_where_there_are_no_threads_the_picture_is_fine_at_once(live, monkeypatch):
    def no_threads(_thread):
        raise RuntimeError("can't start new thread")

    expected = move(live, -0.5)
    move(live, 0.5)
    monkeypatch.setattr(threading.Thread, "start", no_threads)
    live.sliders["height"].value = -0.5
    np.testing.assert_array_equal(shown(live), expected)
    assert live.message.value == ""


def test_a_thin_line_keeps_its_colour_in_the_fine_picture():
    figure, axes = new_figure()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    (line,) = axes.plot([0.3, 0.3], [0, 1], color="#ff00ff", linewidth=0.6)
    slider = FloatSlider(0.3, max=1, step=0.001, description="place")
    live = LiveFigure(figure, [line], lambda x: line.set_xdata([x, x]), x=slider)
    for place in np.linspace(0.301, 0.306, 6):
        slider.value = place
        red, green, blue = np.moveaxis(pixels(live)[200:300].astype(int), -1, 0)
        assert ((red > green + 150) & (blue > green + 150)).any(axis=1).all()
    live.close()


def test_the_picture_and_the_sliders_are_never_wider_than_the_page(live):
    layout = live.picture.layout
    assert (layout.width, layout.height) == (None, "auto")
    assert layout.max_width == "100%"
    for slider in live.sliders.values():
        assert (slider.layout.width, slider.layout.max_width) == ("auto", "650px")


def test_a_figure_keeps_its_resolution_and_can_be_used_again():
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    shapes = []
    for _ in range(3):
        slider = FloatSlider(0.5, description="height")
        live = LiveFigure(figure, [line], lambda height: None, height=slider)
        shapes.append(pixels(live).shape)
        assert figure.dpi == 100
    assert shapes == [(640, 1300, 3)] * 3


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
    height, width = (side // figure_module.FINENESS for side in pixels(live).shape[:2])
    assert metadata["image/png"] == {"width": width, "height": height}
    paper = decode(data["image/png"])
    scale = PAPER_DPI / 100
    assert paper.shape[:2] == (round(scale * height), round(scale * width))
    # Shrunk, it is nearest to the picture with the line at the same height.
    small = np.asarray(Image.fromarray(paper).resize((2 * width, 2 * height)))
    small = small.astype(int)
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
    assert "live-figure-failed" in live._dom_classes
    np.testing.assert_array_equal(pixels(live), before)
    move(live, 0.0)
    assert live.message.value == ""
    assert "live-figure-failed" not in live._dom_classes


def test_a_failure_stands_between_the_sliders_and_the_picture(live):
    places = [live.sliders["height"], live.message, live.picture]
    order = [live.children.index(part) for part in places]
    assert order == sorted(order)


def test_a_picture_is_not_made_fine_from_a_move_that_failed(live, rest):
    rest(3600)
    live.sliders["height"].value = -0.5
    before = shown(live)
    live.sliders["height"].value = 1.0
    live._sharpen()  # the timer of the first move ran out just then
    np.testing.assert_array_equal(shown(live), before)


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


def test_moving_many_times_does_not_fill_the_memory(live, rest):
    rest(0.25)
    positions = np.random.default_rng(0).uniform(-1, 0.9, 300)

    def memory_after(moves):
        for height in moves:
            live.sliders["height"].value = height
        pixels(live)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    before = memory_after(positions[:50])
    after = memory_after(positions[50:])
    tracemalloc.stop()
    assert after - before < 100_000  # bytes; a picture alone has some 15,000


def make_with(figure=None, artists=None, update=print, **sliders):
    own, axes = new_figure()
    line = axes.plot([0, 1], [0, 0])
    figure = own if figure is None else figure
    return LiveFigure(figure, line if artists is None else artists, update, **sliders)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"figure": 5}, "figure must be a matplotlib Figure; got 5"),
        ({"artists": 5}, "artists must be a sequence of artists; got 5"),
        ({"artists": [None]}, r"artists\[0\] must be a matplotlib artist; got None"),
        (
            {"artists": Figure().subplots().plot([1])},
            r"artists\[0\] must be in the fig",
        ),
        ({"update": "move"}, "update must be callable; got 'move'"),
        ({"height": None}, "sliders must be given, one or more"),
        ({"height": 0.5}, "height must be an ipywidgets slider; got 0.5"),
        ({"height": ipywidgets.Button()}, "height must be an ipywidgets slider; got B"),
        ({"height": ipywidgets.FloatSlider}, "height must be an ipywidgets slider"),
    ],
)
def test_a_figure_that_cannot_live_is_refused(arguments, message):
    sliders = {"height": FloatSlider(description="height")} | arguments
    if sliders["height"] is None:
        del sliders["height"]
    with pytest.raises((TypeError, ValueError), match=message):
        make_with(**sliders)


def test_artists_may_come_from_an_iterator_and_belong_to_no_axes():
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    mark = figure.add_artist(Line2D([0, 1], [0.5, 0.5]))
    title = axes.set_title("")

    def update(a):
        mark.set_ydata([a, a])
        title.set_text(f"at {a}")

    slider = FloatSlider(0.5, max=1, description="a")
    live = LiveFigure(figure, iter([line, mark, title]), update, a=slider)
    first = pixels(live)
    slider.value = 0.2
    assert (pixels(live) != first).any()
    assert "at 0.2" in live.readout.value
    live.close()


def test_any_control_with_a_value_can_move_a_figure():
    ranges = ipywidgets.IntRangeSlider(value=(2, 5), description="from and to")
    live = make_with(update=lambda a, b: None, a=ranges, b=ipywidgets.Checkbox(True))
    assert live._repr_mimebundle_()[0]["text/plain"] == "LiveFigure(a=(2, 5), b=1)"
    live.close()


def test_a_closed_figure_does_not_move_and_says_that_it_is_closed(live, rest):
    rest(3600)
    live.sliders["height"].value = -0.5
    live.close()
    live.close()  # twice does no harm
    live._move(None)  # a move and a timer that waited for the lock
    live._sharpen()
    assert live.message.value == ""
    words = "LiveFigure(closed: run its cell again)"
    assert DisplayFormatter().format(live)[0] == {"text/plain": words}
    # Closed while it waited to be shown:
    assert LiveFigure._repr_mimebundle_(live)[0] == {"text/plain": words}


class Kernel:
    """A kernel that runs cells, as far as a live figure can tell."""

    def __init__(self, monkeypatch):
        self.execution_count = 0
        self.cell = None
        monkeypatch.setattr(figure_module, "get_ipython", lambda: self)
        monkeypatch.setattr(figure_module, "_RUNS", {})

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
    for _ in range(6):
        (figure,) = kernel.run("a", make)
        figures.append(weakref.ref(figure._canvas.figure))
    del figure
    gc.collect()
    assert open_widgets() == before
    assert sum(figure() is not None for figure in figures) == 1


def test_without_a_cell_nothing_is_closed(monkeypatch):
    shell = types.SimpleNamespace(execution_count=1, get_parent=lambda: {})
    monkeypatch.setattr(figure_module, "get_ipython", lambda: shell)
    first, second = make(), make()
    assert is_open(first)
    assert is_open(second)
    first.close()
    second.close()


def test_the_benchmark_runs(tmp_path):
    options = ["--only", "losses", "--moves", "1", "--no-browser"]
    assert main([*options, "--output", str(tmp_path)]) == 0
    (row,) = pd.read_csv(tmp_path / "live.csv").to_dict("records")
    assert row["explorer"] == "losses"
    assert row["live_ms"] > 0
    assert row["ratio"] > 0
