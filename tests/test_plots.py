"""Figures, tables and sources as the notebooks show them."""

import io

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from helpers import losses, plots
from helpers.models import Linear
from helpers.plots import (
    COLOURS,
    cost_curves,
    new_figure,
    show,
    source_without_docstring,
    to_png,
)


@pytest.fixture
def outputs(monkeypatch):
    """Show something and return what a notebook would store: (data, metadata)."""

    def shown(thing, **texts):
        stored = []
        monkeypatch.setattr(
            plots,
            "display",
            lambda data, raw, metadata: stored.append((data, metadata)),
        )
        show(thing, **texts)
        return stored

    return shown


def test_a_figure_is_stored_as_vectors_and_pixels_with_caption_and_alt_text(outputs):
    figure, axes = new_figure()
    axes.plot([1, 2])
    picture, caption = outputs(figure, caption="A line.", alt="A rising line.")
    data, metadata = picture
    assert data["image/svg+xml"].startswith("<?xml")
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == "A rising line."
    assert metadata == {"caption": "A line.", "alt": "A rising line."}
    assert caption[0]["text/markdown"] == "**Figure.** A line."
    assert caption[1] == {"role": "caption"}


def test_a_table_is_stored_with_its_caption(outputs):
    table, caption = outputs(pd.DataFrame({"J": [1.5]}), caption="Costs.")
    assert "<table" in table[0]["text/html"]
    assert table[1] == {"caption": "Costs."}
    assert caption[0]["text/markdown"] == "**Table.** Costs."


def test_the_same_figure_gives_the_same_bytes(outputs):
    def draw():
        figure, axes = new_figure(2)
        cost_curves(axes[0], {"α = 1": [3, 2, np.inf]}, floor=1)
        return outputs(figure, caption="c", alt="a")[0][0]

    assert draw() == draw()


def test_a_picture_has_the_size_of_the_figure_and_its_colours():
    figure, axes = new_figure(height=2)
    for y, colour in enumerate(COLOURS):
        axes.axhline(y, color=colour, linewidth=5)
    picture = Image.open(io.BytesIO(to_png(figure, dpi=100)))
    assert picture.size == (650, 200)
    assert len(picture.getcolors()) <= 256
    pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3).astype(int)
    for colour in COLOURS:
        wanted = np.round(255 * np.array(mpl.colors.to_rgb(colour)))
        assert np.abs(pixels - wanted).max(axis=1).min() <= 4


def test_costs_that_are_not_finite_end_the_line():
    _, axes = new_figure()
    cost_curves(axes, {"run": [3.0, 2.0, np.inf]})
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [3, 2, np.nan])


def test_pyplot_and_its_settings_stay_untouched(outputs):
    before = dict(mpl.rcParams)
    figure, _ = new_figure(2)
    outputs(figure, caption="c", alt="a")
    assert dict(mpl.rcParams) == before
    assert figure.canvas.manager is None


@pytest.mark.parametrize("name", ["mean_squared_error", "softmax_cross_entropy"])
def test_the_source_is_shown_without_its_docstring(name):
    function = getattr(losses, name)
    source = source_without_docstring(function)
    assert source.startswith(f"def {name}(z, y):")
    assert '"""' not in source
    scope = dict(vars(losses))
    exec(source, scope)
    z, y = np.array([[1.0], [2.0]]), np.array([0, 0])
    assert scope[name](z, y)[0] == function(z, y)[0]


def test_the_source_of_a_class_loses_every_docstring():
    source = source_without_docstring(Linear)
    assert '"""' not in source
    assert "def backward" in source


def test_a_figure_needs_words():
    figure, _ = new_figure()
    with pytest.raises(ValueError, match="alt must describe the figure"):
        show(figure, caption="A line.")
    with pytest.raises(ValueError, match="caption must say what is seen; got ''"):
        show(figure, caption="", alt="A line.")


class TestBadInput:
    @pytest.mark.parametrize("thing", [None, "figure.png", 3, [1, 2], np.zeros(3)])
    def test_something_else_than_a_figure_or_a_table(self, thing):
        message = "thing must be a Figure, a LiveFigure or a DataFrame; got"
        with pytest.raises(TypeError, match=message):
            plots.show(thing, "Caption.", alt="Text.")
        with pytest.raises(TypeError, match="figure must be a matplotlib Figure; got"):
            plots.to_png(thing, 100)

    @pytest.mark.parametrize("text", [None, "", 3, ["Caption."]])
    def test_a_caption_or_an_alternative_text_that_is_no_text(self, text):
        figure, _ = plots.new_figure()
        with pytest.raises(ValueError, match="caption must say what is seen; got"):
            plots.show(figure, text, alt="Text.")
        with pytest.raises(ValueError, match="alt must describe the figure.*; got"):
            plots.show(figure, "Caption.", alt=text)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"columns": 0}, "columns must be.*got 0"),
            ({"columns": "2"}, "columns must be.*got '2'"),
            ({"height": np.nan}, "height must be.*got nan"),
            ({"height": -1}, "height must be.*got -1"),
        ],
    )
    def test_sizes_of_a_figure(self, changes, message):
        with pytest.raises((TypeError, ValueError), match=message):
            plots.new_figure(**changes)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"axes": None}, "axes must be.*got None"),
            ({"curves": [1.0, 2.0]}, "curves must be a dict.*got"),
            ({"curves": {"run": 1.0}}, "curves must hold.*got 'run'"),
            ({"curves": {"run": ["a"]}}, "curves must hold.*got 'run'"),
            ({"curves": {"run": [1j]}}, "curves must hold.*got 'run'"),
            ({"floor": np.nan}, "floor must be.*got nan"),
            ({"floor": "low"}, "floor must be.*got 'low'"),
        ],
    )
    def test_curves(self, changes, message):
        _, axes = plots.new_figure()
        arguments = {"axes": axes, "curves": {"run": [1.0, 0.5]}} | changes
        with pytest.raises((TypeError, ValueError), match=message):
            plots.cost_curves(**arguments)

    @pytest.mark.parametrize("thing", [None, 3, "train", np.zeros(3)])
    def test_the_source_of_something_without_source(self, thing):
        message = "thing must be a function or a class; got"
        with pytest.raises(TypeError, match=message):
            plots.show_source(thing)
