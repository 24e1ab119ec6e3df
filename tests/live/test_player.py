"""A live figure on a page without Python shows what it shows in a notebook."""

import base64
import gzip
import html
import io
import json
import random
import re
from importlib.resources import files

import ipywidgets as widgets
import numpy as np
import pytest
from explored import EXPLORERS
from PIL import Image

from helpers.live import LiveFigure, choice_slider, explore_losses, log_slider
from helpers.live.player import player
from helpers.plots import new_figure


def record_of(element):
    packed = re.search('data-record="([^"]*)"', element)[1]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def a_line(**sliders):
    """A live figure of one line, from 0 to the sum of its sliders."""
    figure, axes = new_figure()
    (line,) = axes.plot([0, 1], [0, 0])
    axes.set_ylim(0, 3)
    title = axes.set_title("")

    def move(**values):
        height = sum(map(float, values.values()))
        line.set_ydata([0, height])
        title.set_text(f"up to {height:g}")
        if height > 2:
            raise ValueError("the line is too high")

    return LiveFigure(figure, [line, title], move, **sliders)


def test_every_position_is_there_with_its_words():
    live = a_line(a=choice_slider("a", 1, (0, 1)), b=choice_slider("b", 0.5, (0.5, 1)))
    record = record_of(player(live))
    words = [[record["texts"][i] for i in texts] for _, texts in record["states"]]
    assert words == [["up to 0.5"], ["up to 1"], ["up to 1.5"], ["up to 2"]]
    assert record["sliders"] == [
        {"label": "a", "values": ["0", "1"], "first": 1},
        {"label": "b", "values": ["0.5", "1"], "first": 0},
    ]


def test_recording_leaves_the_figure_as_it_was():
    live = a_line(a=choice_slider("a", 1, (0, 1, 2)))
    before = bytes(live.picture.value), live.readout.value
    player(live)
    live._draw(2)
    assert (bytes(live.picture.value), live.readout.value) == before


def test_an_error_at_one_position_stands_in_its_place():
    record = record_of(player(a_line(a=choice_slider("a", 1, (0, 1, 3)))))
    *_, last = record["states"]
    assert last == [[], [], "ValueError: the line is too high"]
    assert all(len(state) == 2 for state in record["states"][:-1])


@pytest.mark.parametrize("most", [3, 10, 50, 200])
def test_of_too_many_positions_both_ends_and_the_first_value_stay(most):
    live = a_line(
        a=log_slider("a", 0.3, 0.01, 1),
        b=widgets.IntSlider(1, max=20, description="b"),
    )
    element = player(live, most)
    record = record_of(element)
    a, b = (slider["values"] for slider in record["sliders"])
    assert len(record["states"]) == len(a) * len(b) <= max(most, 9)
    assert (a[0], a[-1], b[0], b[-1]) == ("0.0104", "0.993", "0", "20")
    firsts = [slider["values"][slider["first"]] for slider in record["sliders"]]
    assert firsts == ["0.3", "1"]
    assert f"a: {len(a)} of 100 positions" in html.unescape(element)


def test_what_is_not_thinned_is_not_announced():
    assert "live-note" not in player(explore_losses())


def test_a_control_without_positions_is_named():
    live = a_line(words=widgets.Text("0", description="words"))
    with pytest.raises(TypeError, match="words must be a slider or a choice; got Text"):
        player(live)


@pytest.mark.parametrize("kind", [None, "a figure", new_figure()[0]])
def test_only_live_figures_have_players(kind):
    with pytest.raises(TypeError, match="live must be a LiveFigure"):
        player(kind)


def test_a_closed_figure_is_told():
    live = explore_losses()
    live.close()
    with pytest.raises(RuntimeError, match="closed: run its cell again"):
        player(live)


# In a browser -------------------------------------------------------------------------


def write_page(path, *elements):
    style, script = (
        files("helpers.live").joinpath(f"player.{kind}").read_text(encoding="utf-8")
        for kind in ("css", "js")
    )
    path.write_text(
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Page</title>"
        f"<style>{style}</style><script>{script}</script><main>{''.join(elements)}",
        encoding="utf-8",
    )
    return path.as_uri()


def open_player(page, path, live):
    page.goto(write_page(path, player(live, 300)))
    page.locator(".live-player-ready").wait_for()


def shown(page):
    """The picture on the page, as numbers."""
    address = page.evaluate("document.querySelector('canvas').toDataURL()")
    return pixels_of(base64.b64decode(address.split(",")[1]))


def pixels_of(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)


def put(page, live, places):
    """Move the sliders of the page to these places, and those of the figure as well."""
    inputs = page.locator("input").all()
    for place, entry in zip(places, inputs, strict=True):
        entry.fill(str(place))


@pytest.mark.parametrize("make", EXPLORERS, ids=lambda make: make.__name__)
def test_the_page_draws_what_the_notebook_draws(make, page, tmp_path):
    live = make()
    open_player(page, tmp_path / "page.html", live)
    record = record_of(player(live, 300))
    rng = random.Random(1)
    pictures = []
    for _ in range(14):
        places = [rng.randrange(len(s["values"])) for s in record["sliders"]]
        put(page, live, places)
        at = 0
        for place, slider in zip(places, record["sliders"], strict=True):
            at = at * len(slider["values"]) + place
        texts = [record["texts"][text] for text in record["states"][at][1]]
        assert page.locator(".live-readout span").all_inner_texts() == texts
        pictures.append((at, shown(page)))
    live.reset()
    page.get_by_role("button", name="Reset").click()
    live._draw(2)
    ours = pixels_of(base64.b64decode(bytes(live.picture.value).split(b",")[1]))
    theirs = shown(page)
    assert theirs.shape == ours.shape
    # Edges of lines are smoothed by two programs: a little differs, and not much.
    differs = np.abs(theirs - ours).max(axis=-1) > 100
    assert differs.mean() < 0.01
    others = [p for at, p in pictures if np.abs(p - theirs).max() > 100]
    assert others, "no move of a slider changed the picture"


def test_keys_move_a_slider_and_say_its_value(page, tmp_path):
    live = a_line(a=choice_slider("height (unit)", 1, (0, 1, 3)))
    open_player(page, tmp_path / "page.html", live)
    slider = page.get_by_role("slider", name="height (unit)")
    before = shown(page)
    assert slider.get_attribute("aria-valuetext") == "1"
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "0"
    assert page.locator(".live-readout").inner_text() == "up to 0"
    assert np.abs(shown(page) - before).max() > 100
    slider.press("End")
    assert page.locator(".live-readout").inner_text() == (
        "ValueError: the line is too high"
    )
    page.locator("canvas.live-failed").wait_for()
    page.get_by_role("button", name="Reset").click()
    assert np.array_equal(shown(page), before)
    assert page.locator("canvas.live-failed").count() == 0


def test_a_browser_that_cannot_unpack_says_so(page, tmp_path):
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto(write_page(tmp_path / "page.html", player(explore_losses())))
    note = page.locator(".live-note")
    note.wait_for()
    assert "do not work in this browser" in note.inner_text()
