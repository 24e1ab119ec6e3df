"""Workbooks in a browser tab: run, checked, kept, downloaded, begun anew."""

import functools
import http.server
import json
import threading
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from helpers.site.__main__ import main

pytest.importorskip("jupyterlite_core", reason="pip install '.[site]'")
MINUTES = 60_000  # milliseconds
SOLVED = '''def my_sigmoid(z):
    """Return 1 / (1 + exp(−z)) for each entry of z."""
    # BEGIN SOLUTION
    return np.exp(-np.logaddexp(0, -z))
    # END SOLUTION'''
CELLS = [
    "import numpy as np\n\n"
    "from helpers.exercises import check\n"
    "from helpers.live import explore_losses",
    SOLVED,
    'sigmoid = check("my_sigmoid")',
    "explore_losses()",
]
IDLE = (
    "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status==='idle'"
)
RUN = "jupyterapp.commands.execute('notebook:run-all-cells')"
CELL = "jupyterapp.shell.currentWidget.content.widgets"
SAID = f"""{CELL}.flatMap(cell => cell.model.outputs?.toJSON() ?? [])
    .map(output => output.evalue ?? output.data?.["text/markdown"] ?? "").join("\\n")"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(fetched, tmp_path_factory):
    """Address of a site with one workbook."""
    folder = tmp_path_factory.mktemp("lite")
    notebook = new_notebook(
        cells=[new_code_cell(source) for source in CELLS],
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3",
                "language": "python",
            },
            "language_info": {"name": "python"},
        },
    )
    nbformat.write(notebook, folder / "tiny.ipynb")
    target = folder / "site"
    arguments = [folder / "tiny.ipynb", "--to", target, "--pyodide", fetched]
    assert main(list(map(str, arguments))) == 0
    (target / "favicon.ico").touch()
    handler = functools.partial(Quiet, directory=target)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def open_workbook(page, site):
    page.goto(f"{site}/work/lab/index.html?path=tiny.ipynb")
    page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for(timeout=2 * MINUTES)
    page.wait_for_function(f"window.jupyterapp && {IDLE}", timeout=5 * MINUTES)


def answer(page, line):
    """Write a line into the second cell, run all, and return what is said."""
    source = json.dumps(f"def my_sigmoid(z):\n    return {line}")
    page.evaluate(f"{CELL}[1].model.sharedModel.setSource({source})")
    page.evaluate(RUN)
    return page.evaluate(SAID)


def test_a_workbook_is_run_checked_kept_and_begun_anew(page, site, tmp_path):
    open_workbook(page, site)
    page.evaluate(RUN)
    assert "○ not attempted" in page.evaluate(SAID)
    picture = page.locator(".live-figure img")
    picture.wait_for()
    track = page.locator(".live-figure .noUi-target").bounding_box()
    pictures = {picture.get_attribute("src")}
    for step in range(14):
        x = track["x"] + track["width"] * (0.04 + 0.07 * step)
        before = picture.get_attribute("src")
        page.mouse.click(x, track["y"] + track["height"] / 2)
        page.wait_for_function(
            "src => document.querySelector('.live-figure img').src !== src", arg=before
        )
        page.wait_for_timeout(500)
        pictures.add(picture.get_attribute("src"))
    assert len(pictures) == 15
    page.locator(".live-figure .noUi-handle").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        "src => document.querySelector('.live-figure img').src !== src",
        arg=picture.get_attribute("src"),
    )

    assert "✗" in answer(page, "1 / (1 + np.exp(z))")
    right = "np.exp(-np.logaddexp(0, -z))"
    assert "✓ correct" in answer(page, right)
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")

    page.goto("about:blank")
    open_workbook(page, site)
    assert right in page.evaluate(f"{CELL}[1].model.sharedModel.getSource()")

    page.goto(f"{site}/work.html")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my work: tiny.ipynb").click()
    path = Path(download.value.path())
    assert right in nbformat.read(path, as_version=4).cells[1].source

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start afresh: tiny.ipynb").click()
    page.get_by_text("tiny.ipynb is as it was handed out.").wait_for()
    open_workbook(page, site)
    assert right not in page.evaluate(f"{CELL}[1].model.sharedModel.getSource()")


def test_where_nothing_can_be_kept_the_page_says_so(page, site):
    page.add_init_script("delete Object.getPrototypeOf(indexedDB).databases")
    page.goto(f"{site}/work.html")
    page.get_by_text("does not let pages keep files").wait_for()
