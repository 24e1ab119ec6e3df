"""Live figures: a slider moves the picture, and the picture survives on paper."""

import base64
import io

import numpy as np
import pytest
from ipywidgets import FloatSlider
from PIL import Image

from helpers.live import LiveFigure, log_slider
from helpers.plots import new_figure


@pytest.fixture
def live():
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    axes.set_ylim(-1, 1)

    def update(height):
        if height > 0.9:
            raise RuntimeError("too high")
        line.set_ydata([height, height])

    return LiveFigure(figure, [line], update, height=FloatSlider(0.5, min=-1, max=1))


def pixels(live):
    return np.asarray(Image.open(io.BytesIO(live.picture.value)))


def move(live, value):
    live.children[0].value = value
    return pixels(live)


def test_a_slider_moves_the_picture_and_back(live):
    first = pixels(live)
    assert (move(live, -0.5) != first).any()
    np.testing.assert_array_equal(move(live, 0.5), first)


def test_the_picture_keeps_its_size_at_both_ends(live):
    assert move(live, -1.0).shape == move(live, 0.9).shape == pixels(live).shape


def test_the_output_holds_the_widget_and_its_picture(live):
    bundle = live._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == "LiveFigure(height=0.5)"
    png = bundle["image/png"]
    png = base64.b64decode(png) if isinstance(png, str) else png
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(png))), pixels(live))


def test_a_failure_is_shown_and_forgotten_when_the_slider_moves_on(live):
    before = pixels(live)
    move(live, 1.0)
    assert "RuntimeError: too high" in live.message.value
    np.testing.assert_array_equal(pixels(live), before)
    move(live, 0.0)
    assert live.message.value == ""


def test_a_log_slider_runs_from_end_to_end():
    slider = log_slider("learning rate α", 0.01, smallest=1e-4, largest=10)
    assert slider.value == 0.01
    assert (slider.min, slider.max) == (-4, 1)
    slider.value = 1e9
    assert slider.value == pytest.approx(10)
