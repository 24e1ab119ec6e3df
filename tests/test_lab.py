"""A student opens each notebook in JupyterLab, runs it, moves every slider, exports.

Needs Playwright (`pip install playwright`) and a Chromium: that of the system, or the
one that `playwright install chromium` fetches. The notebooks are copied, and run on the
bundled data.
"""

import shutil
import time
from pathlib import Path

import nbformat
import pytest

from benchmarks.lab import (
    SECOND,
    TOKEN,
    choose,
    open_notebook,
    run_all,
    serve,
    stop_kernels,
)
from helpers.classroom.handout import hand_out, make_place
from helpers.report.__main__ import main

pytest.importorskip(
    "playwright.sync_api", reason="Playwright is missing: pip install playwright"
)

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
RUN_ALL = 900 * SECOND
AGAIN = (
    "from helpers.live import explore_losses\nexplore_losses()",
    "from ipywidgets.widgets import widget\nprint(len(widget._instances))",
)
LINE = """
from helpers.live import LiveFigure, choice_slider
from helpers.plots import new_figure

figure, axes = new_figure()
(line,) = axes.plot([0, 1], [0, 0])
axes.set_ylim(0, 3)
title = axes.set_title("")


def move(height, slope):
    line.set_ydata([height, height + slope])
    title.set_text(f"from {height} to {height + slope}, a title that is not short")
    if height > 2:
        raise ValueError("the line is too high")


LiveFigure(
    figure,
    [line, title],
    move,
    height=choice_slider("height of the line (unit of the vertical axis)", 1, range(4)),
    slope=choice_slider("slope", 0, [0, 0.5, 1]),
)
"""
TRACK = "xpath=ancestor::*[contains(@class, 'noUi-target')]"
# The kernel has a loop for cells and perhaps others for widgets. Each of them answers
# in the order in which the page asks, so this ends after all that was sent before.
WAIT_FOR_KERNEL = """async () => {
    const {kernel} = jupyterapp.shell.currentWidget.sessionContext.session;
    const loops = [null];
    if (kernel.supportsSubshells) {
        const reply = await kernel.requestListSubshell({}).done;
        loops.push(...reply.content.subshell_id);
    }
    const answers = loops.map(loop => {
        kernel.subshellId = loop;
        return kernel.requestExecute({code: "", silent: true}).done;
    });
    kernel.subshellId = null;
    await Promise.all(answers);
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of a server with copies of the notebooks, on the bundled data.

    Their outputs are as committed, but no cell counts as run.
    """
    folder = tmp_path_factory.mktemp("checkout") / "notebooks"
    folder.mkdir()
    shutil.copytree(ROOT / "docs", folder.parent / "docs")
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.execution_count = None
        nbformat.write(notebook, folder / path.name)
    for name, sources in (("again", AGAIN), ("line", [LINE])):
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, folder / f"{name}.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HELPERS_DATA", raising=False)
        with serve(folder, tmp_path_factory.mktemp("jupyter")) as address:
            yield address


@pytest.fixture
def window():
    """Width of the window, and pixels of the screen per point of the page."""
    return 1400, 1


@pytest.fixture
def page(browser, lab, window):
    width, fineness = window
    context = browser.new_context(
        viewport={"width": width, "height": 1000}, device_scale_factor=fineness
    )
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: note(message, page.complaints))
    yield page
    context.close()
    stop_kernels(lab)


def note(message, complaints):
    if message.type == "error":
        complaints.append(f"{message.text} ({message.location['url']})")


class Figure:
    """A live figure on the page."""

    def __init__(self, box):
        self.box = box
        self.image = box.locator("img")
        self.handles = box.locator(".noUi-handle")

    def picture(self):
        """The picture once it has come to rest, as the bytes of its file."""
        last = None
        end = time.monotonic() + 60
        page = self.image.page
        while time.monotonic() < end:
            page.evaluate(WAIT_FOR_KERNEL)
            page.wait_for_timeout(200)
            latest = self.image.evaluate(
                """async image => {
                    const bytes = await (await fetch(image.src)).arrayBuffer();
                    return [...new Uint8Array(bytes)].map(
                        byte => String.fromCharCode(byte)).join("");
                }"""
            )
            if latest == last and self.is_fine():
                return latest
            last = latest
        raise TimeoutError("the picture does not come to rest")

    def is_fine(self):
        """Whether the picture has two pixels for each point of its nominal width."""
        return self.image.evaluate(
            "image => image.naturalWidth === 2 * image.getAttribute('width')"
        )

    def look(self):
        """Opacity of the picture."""
        return float(self.image.evaluate("image => getComputedStyle(image).opacity"))

    def drag(self, handle):
        """Drag a handle with the mouse to the other part of its track.

        Returns the keys that move it from there towards the middle, and back.
        """
        mouse = handle.page.mouse
        handle.scroll_into_view_if_needed()
        track = handle.locator(TRACK).first.bounding_box()
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        is_left = x < track["x"] + track["width"] / 2
        target = track["x"] + track["width"] * (0.85 if is_left else 0.15)
        mouse.move(x, y)
        mouse.down()
        mouse.move(target, y, steps=12)
        mouse.up()
        keys = "ArrowLeft", "ArrowRight"
        return keys if is_left else keys[::-1]


def live_outputs(path):
    """How many live figures the committed notebook shows."""
    notebook = nbformat.read(path, as_version=4)
    texts = [
        output.get("data", {}).get("text/plain", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    return sum(text.startswith("LiveFigure(") for text in texts)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_sliders_move_the_picture(page, lab, path):
    open_notebook(page, lab, path.name)
    pictures = page.locator(".jp-OutputArea-output img")
    assert pictures.count() >= live_outputs(path)
    assert "model not found" not in page.locator(".jp-NotebookPanel").inner_text()

    for output in run_all(page, RUN_ALL):
        assert output["output_type"] != "error", output["traceback"]
        assert output.get("name") != "stderr", output["text"]
    boxes = page.locator(".jp-OutputArea-output .widget-vbox")
    assert boxes.count() == live_outputs(path)

    for number in range(boxes.count()):
        figure = Figure(boxes.nth(number))
        first = figure.picture()
        for i in range(figure.handles.count()):
            handle = figure.handles.nth(i)
            before = figure.picture()
            there, back = figure.drag(handle)
            dragged = figure.picture()
            assert dragged != before
            handle.focus()
            page.keyboard.press(there)
            assert figure.picture() != dragged
            page.keyboard.press(back)
            # The drag had ended on the value that the slider shows.
            assert figure.picture() == dragged
        figure.box.get_by_role("button", name="Reset").click()
        assert figure.picture() == first
    assert page.complaints == []


def show_line(page, lab):
    """Open the notebook with the live line, and run it."""
    open_notebook(page, lab, "line.ipynb")
    for output in run_all(page, 60 * SECOND):
        assert output["output_type"] != "error", output["traceback"]
    figure = Figure(page.locator(".jp-OutputArea-output .live-figure"))
    figure.picture()
    return figure


def is_within(inner, outer):
    """Whether a box on the page lies within another one, from left to right."""
    return (
        inner["x"] >= outer["x"]
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
    )


@pytest.mark.parametrize("window", [(700, 1), (700, 2), (1400, 1), (1400, 2)], ids=str)
def test_picture_and_sliders_fit_the_page(page, lab, window):
    figure = show_line(page, lab)
    cell = page.locator(".jp-OutputArea-output").bounding_box()
    shown = figure.image.bounding_box()
    natural = figure.image.evaluate(
        "image => [image.naturalWidth, image.naturalHeight]"
    )
    assert natural == [1300, 640]
    assert shown["width"] / shown["height"] == pytest.approx(1300 / 640, rel=0.01)
    assert shown["width"] == (650 if window[0] == 1400 else cell["width"])
    assert is_within(shown, cell)
    for i in range(figure.handles.count()):
        handle = figure.handles.nth(i)
        track = handle.locator(TRACK).first.bounding_box()
        assert track["width"] > 60
        for key in ("Home", "End"):
            handle.focus()
            page.keyboard.press(key)
            assert is_within(handle.bounding_box(), cell)
    readout = figure.box.get_by_text("a title that is not short")
    assert is_within(readout.bounding_box(), cell)
    assert page.complaints == []


def test_an_error_stands_above_the_picture_which_is_grey_till_a_move_succeeds(
    page, lab
):
    figure = show_line(page, lab)
    message = figure.box.get_by_text("ValueError: the line is too high")
    assert figure.look() == 1
    figure.handles.first.focus()
    page.keyboard.press("End")
    message.wait_for()
    slider, picture = figure.handles.last.bounding_box(), figure.image.bounding_box()
    box = message.bounding_box()
    assert slider["y"] + slider["height"] <= box["y"]
    assert box["y"] + box["height"] <= picture["y"]
    assert figure.look() < 0.5
    page.keyboard.press("Home")
    message.wait_for(state="detached")
    assert figure.look() == 1


def test_a_restarted_kernel_is_told_and_its_sliders_stand_still(page, lab):
    figure = show_line(page, lab)
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    page.locator(".live-figure.jupyter-widgets-disconnected").wait_for()
    words = figure.box.evaluate("box => getComputedStyle(box, '::before').content")
    assert "The kernel has restarted: run the cells again." in words
    assert figure.look() < 0.5
    at = figure.handles.first.bounding_box()
    page.mouse.click(at["x"] + 60, at["y"] + at["height"] / 2)
    assert figure.handles.first.bounding_box() == at
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.locator(".live-figure:not(.jupyter-widgets-disconnected)").wait_for()
    assert figure.look() == 1


def test_a_cell_that_runs_again_leaves_no_widgets_behind(page, lab):
    open_notebook(page, lab, "again.ipynb")
    counts = []
    for _ in range(4):
        page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        counts.append(
            page.locator(".jp-CodeCell").last.locator("pre").last.inner_text()
        )
    assert int(counts[0]) > 0
    assert len(set(counts)) == 1, counts


def test_the_menu_exports_the_report_that_the_command_prints(page, lab, tmp_path):
    downloads = []

    def keep(download):
        downloads.append(download)

    page.on("download", keep)  # or, in some browsers, in the tab that it opens
    page.context.on("page", lambda tab: tab.on("download", keep))
    open_notebook(page, lab, NOTEBOOKS[0].name)
    choose(page, "File", "Save and Export Notebook As", "Report")
    end = time.monotonic() + 180
    while not downloads and time.monotonic() < end:
        page.wait_for_timeout(200)
    assert downloads, "nothing was downloaded"
    assert downloads[0].suggested_filename == f"{NOTEBOOKS[0].stem}.pdf"
    downloads[0].save_as(tmp_path / "report.pdf")
    assert main([str(NOTEBOOKS[0]), "--output-dir", str(tmp_path)]) == 0
    printed = tmp_path / f"{NOTEBOOKS[0].stem}.pdf"
    assert (tmp_path / "report.pdf").read_bytes() == printed.read_bytes()
    assert page.complaints == []


def test_the_workbooks_are_shown_and_looking_at_one_does_not_change_it(
    browser, tmp_path
):
    notebooks, workbooks = tmp_path / "notebooks", tmp_path / "workbooks"
    notebooks.mkdir()
    path = Path(shutil.copy(NOTEBOOKS[0], notebooks))
    make_place(workbooks)
    hand_out(path, workbooks)
    with serve(tmp_path, tmp_path / "home") as address:
        page = browser.new_page()
        # Where `make lab` opens JupyterLab.
        page.goto(f"{address}/lab/tree/workbooks?token={TOKEN}")
        page.locator(".jp-DirListing-item", has_text="mine.py").wait_for()
        assert page.locator(".jp-DirListing-item", has_text=path.name).count() == 1
        page.locator(".jp-BreadCrumbs-home").click()
        page.locator(".jp-DirListing-item", has_text="notebooks").wait_for()
        open_notebook(page, address, f"workbooks/{path.name}")
        before = (workbooks / path.name).read_bytes()
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        end = time.monotonic() + 60
        while (workbooks / path.name).read_bytes() == before and time.monotonic() < end:
            page.wait_for_timeout(200)
        page.close()
    assert (workbooks / path.name).read_bytes() != before  # JupyterLab signs it
    assert hand_out(path, workbooks) == ""
    path.write_text(path.read_text(encoding="utf-8").replace("gradient", "Gradient"))
    assert "nothing in it had been changed" in hand_out(path, workbooks)
