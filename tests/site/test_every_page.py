"""The site in a browser, from its folder: everyone can read it, and its sliders move.

The notebooks whose live figures need long runs are built with ALL_PAGES=1.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from helpers.site.__main__ import main

ROOT = Path(__file__).parents[2]
LONG = ["03_logistic", "05_regularization"]
NOTEBOOKS = [
    path
    for folder in ("notebooks", "notebooks/cases")
    for path in sorted((ROOT / folder).glob("*.ipynb"))
    if "ALL_PAGES" in os.environ or path.stem not in LONG
]
LARGEST = 4_000_000
LARGEST_SITE = 40_000_000
PHONE = {"width": 390, "height": 844}
FINGER = 24  # pixels: what a finger can hit

AXE = """async rules => {
    const options = {resultTypes: ["violations"], ...(rules ? {runOnly: rules} : {})};
    const found = await axe.run(document, options);
    return found.violations
        .filter(({impact}) => ["serious", "critical"].includes(impact))
        .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(node => node.html)}`);
}"""
# Of the coloured words of the code, one of each kind is looked at.
ONE_OF_EACH = """() => {
    const seen = new Set();
    for (const word of document.querySelectorAll(".highlight span")) {
        if (seen.has(word.className)) word.replaceWith(word.textContent);
        else seen.add(word.className);
    }
}"""
PICTURE = """canvas => {
    const {width, height} = canvas;
    const {data} = canvas.getContext("2d").getImageData(0, 0, width, height);
    return new Uint32Array(data.buffer).reduce((sum, dot) => (sum * 31 + dot) | 0, 7);
}"""
MOVES = """slider => {
    const canvas = slider.closest(".live-player").querySelector("canvas");
    const times = [];
    for (let move = 0; move < 32; move++) {
        slider.value = Math.floor((Number(slider.max) + 1) * ((7 * move) % 32) / 32);
        const start = performance.now();
        slider.dispatchEvent(new Event("input", {bubbles: true}));
        canvas.getContext("2d").getImageData(0, 0, 1, 1); // waits until it is drawn
        times.push(performance.now() - start);
    }
    return times.sort((one, other) => one - other);
}"""

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site, built once."""
    folder = tmp_path_factory.mktemp("built") / "site"
    assert main([*map(str, NOTEBOOKS), "--to", str(folder)]) == 0
    return folder


def page_of(site, path):
    return site / "read" / f"{path.stem}.html"


def open_page(page, site, path):
    """Open the page of a notebook; all its players are ready."""
    page.goto(page_of(site, path).as_uri())
    players = page.locator(".live-player")
    for player in players.all():
        player.locator("canvas").wait_for()
    return players.all()


def picture(player):
    return player.locator("canvas").evaluate(PICTURE)


def shown(player, slider):
    """What is said beside and below a slider, and to those who cannot see it."""
    spoken = slider.get_attribute("aria-valuetext")
    row = slider.locator("xpath=..")
    assert row.locator("output").inner_text() == spoken
    return spoken, player.locator(".live-readout").inner_text()


@every_notebook
def test_every_slider_moves_the_picture_without_a_server(path, page, site):
    players = open_page(page, site, path)
    live = [
        output
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if output.get("data", {}).get("text/plain", "").startswith("LiveFigure(")
    ]
    assert len(players) == len(live)
    for player in players:
        first = picture(player)
        for slider in player.get_by_role("slider").all():
            spoken, pictures, readouts = set(), set(), set()
            for key in ["Home", *["ArrowRight"] * 6, "End", *["ArrowLeft"] * 6]:
                slider.press(key)
                word, readout = shown(player, slider)
                spoken.add(word)
                readouts.add(readout)
                pictures.add(picture(player))
            places = int(slider.get_attribute("max")) + 1
            assert len(spoken) >= min(places, 8)
            assert len(pictures) > min(places, 3) - 1
            assert len(readouts) > min(places, 3) - 1 or readouts == {""}
            player.get_by_role("button", name="Reset").click()
            assert picture(player) == first


@every_notebook
def test_a_move_is_drawn_within_one_picture_of_the_screen(path, page, site):
    for player in open_page(page, site, path):
        for slider in player.get_by_role("slider").all():
            times = slider.evaluate(MOVES)
            assert times[len(times) // 4] <= 16  # ms; others may use the machine


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "finger"])
def test_a_slider_is_dragged(touch, page, site):
    if touch:
        page.set_viewport_size(PHONE)
    player, *_ = open_page(page, site, ROOT / "notebooks" / "02_regression.ipynb")
    slider, *_ = player.get_by_role("slider").all()
    slider.press("Home")
    before = shown(player, slider), picture(player)
    box = slider.bounding_box()
    across = [box["x"] + share * box["width"] for share in (0.01, 0.3, 0.6)]
    height = box["y"] + box["height"] / 2
    if touch:
        fingers = page.context.new_cdp_session(page)
        fingers.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        for kind, x in zip(
            ["touchStart", "touchMove", "touchMove"], across, strict=True
        ):
            points = [{"x": x, "y": height}]
            event = {"type": kind, "touchPoints": points}
            fingers.send("Input.dispatchTouchEvent", event)
        end = {"type": "touchEnd", "touchPoints": []}
        fingers.send("Input.dispatchTouchEvent", end)
    else:
        page.mouse.move(across[0], height)
        page.mouse.down()
        page.mouse.move(across[1], height)
        page.mouse.move(across[2], height)
        page.mouse.up()
    after = shown(player, slider), picture(player)
    assert 0.5 < int(slider.input_value()) / int(slider.get_attribute("max")) < 0.7
    assert after[0] != before[0]
    assert after[1] != before[1]


@every_notebook
def test_nobody_is_kept_out(path, page, site, fetched):
    open_page(page, site, path)
    page.evaluate(ONE_OF_EACH)
    page.add_script_tag(path=fetched / "axe.min.js")
    assert page.evaluate(AXE) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(AXE, ["color-contrast"]) == []


@every_notebook
def test_a_phone_shows_it_without_scrolling_sideways(path, page, site):
    page.set_viewport_size(PHONE)
    players = open_page(page, site, path)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    for player in players:
        for control in player.locator("input, button").all():
            box = control.bounding_box()
            assert box["height"] >= FINGER
            assert box["width"] >= FINGER
        for slider in player.get_by_role("slider").all():
            assert slider.bounding_box()["width"] > 0.8 * PHONE["width"]


@every_notebook
def test_every_word_of_the_notebook_is_on_the_page(path, page, site):
    open_page(page, site, path)
    text = page.locator("main").evaluate("main => main.textContent")
    letters = "".join(filter(str.isalnum, text))
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert "".join(filter(str.isalnum, cell.source)) in letters


@every_notebook
def test_a_link_within_the_site_leads_somewhere(path, page, site):
    at = page_of(site, path)
    page.goto(at.as_uri())
    ids = set(page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"))
    links = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
    )
    for address in map(urlsplit, links):
        if address.scheme:
            continue
        if address.path:
            assert (at.parent / unquote(address.path)).is_file(), address.path
        elif address.fragment:
            # As browsers do it: the address as it is written, or decoded.
            places = {address.fragment, unquote(address.fragment)}
            assert places & ids, address.fragment


def test_without_scripts_the_pictures_are_there(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in NOTEBOOKS:
        page.goto(page_of(site, path).as_uri())
        for image in page.locator(".live-player img").all():
            assert image.bounding_box()["height"] > 100
            assert image.get_attribute("alt")
    context.close()


def test_the_index_says_what_each_page_is_about(page, site, fetched):
    page.set_viewport_size(PHONE)
    page.goto((site / "index.html").as_uri())
    for path in NOTEBOOKS:
        entry = page.locator("li").filter(
            has=page.locator(f"a[href='read/{path.stem}.html']")
        )
        assert len(entry.inner_text()) > 150
    page.add_script_tag(path=fetched / "axe.min.js")
    assert page.evaluate(AXE) == []


def test_the_site_is_small(site):
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    assert len(sizes) > len(NOTEBOOKS)
    assert max(sizes) < LARGEST
    assert sum(sizes) < LARGEST_SITE
