"""Workbooks in a browser tab: run, checked, kept, downloaded, begun anew."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks.lab import options
from helpers.site import pyodide
from helpers.site.__main__ import main

from lite import (  # isort: skip
    failures,
    open_workbook,
    read,
    run_all,
    said,
    save,
    serve,
    without_outputs,
    write,
)

pytest.importorskip("jupyterlite_core", reason="pip install '.[site]'")
NAMES = ["01_derivations", "03_logistic"]
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
RIGHT = "np.exp(-np.logaddexp(0, -z))"
LIMITED = "functions that you write in one are not carried to the next"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A notebook with one exercise and one explorer."""
    path = tmp_path_factory.mktemp("tiny") / "tiny.ipynb"
    cells = [new_code_cell(source) for source in CELLS]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
    return path


@pytest.fixture(scope="module")
def port(fetched, tiny, tmp_path_factory):
    """Where a site with three workbooks is served."""
    target = tmp_path_factory.mktemp("lite") / "site"
    notebooks = [tiny, *(without_outputs(name, tiny.parent) for name in NAMES)]
    arguments = [*notebooks, "--to", target, "--pyodide", fetched]
    assert main(list(map(str, arguments))) == 0
    with serve(target) as port:
        yield port


@pytest.fixture
def site(port):
    return f"http://127.0.0.1:{port}"


def answer(page, line):
    """Write a line into the second cell, run all, and return what is said."""
    write(page, 1, f"def my_sigmoid(z):\n    return {line}")
    return said(run_all(page))


def test_a_workbook_is_run_checked_kept_and_begun_anew(page, site):
    open_workbook(page, site, "tiny")
    assert "○ not attempted" in said(run_all(page))
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
    assert "✓ correct" in answer(page, RIGHT)
    save(page)

    page.goto("about:blank")
    open_workbook(page, site, "tiny")
    assert RIGHT in read(page, 1)

    page.goto(f"{site}/work.html")
    assert page.get_by_text(LIMITED).count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my work: tiny.ipynb").click()
    path = Path(download.value.path())
    assert RIGHT in nbformat.read(path, as_version=4).cells[1].source

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start afresh: tiny.ipynb").click()
    page.get_by_text("tiny.ipynb is as it was handed out.").wait_for()
    open_workbook(page, site, "tiny")
    assert RIGHT not in read(page, 1)


@pytest.mark.parametrize("name", NAMES)
def test_all_cells_of_a_workbook_run(name, page, site):
    open_workbook(page, site, name)
    outputs = run_all(page)
    assert failures(outputs) == []
    assert "○ not attempted" in said(outputs)
    assert page.locator(".live-figure img").count() == {"01": 1, "03": 2}[name[:2]]


def test_pyodide_may_come_from_another_server(
    page, fetched, tiny, tmp_path, monkeypatch
):
    target = tmp_path / "site"
    with serve(fetched) as elsewhere, serve(target) as here:
        start = f"http://127.0.0.1:{elsewhere}/"
        monkeypatch.setattr(pyodide, "address", lambda: start)
        assert main([str(tiny), "--to", str(target), "--workbooks"]) == 0
        open_workbook(page, f"http://127.0.0.1:{here}", "tiny")
        assert "○ not attempted" in said(run_all(page))
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    assert size < 40_000_000
    assert not list(target.rglob("numpy-*"))


def test_where_nothing_can_be_kept_the_page_says_so(page, site):
    page.add_init_script("delete Object.getPrototypeOf(indexedDB).databases")
    page.goto(f"{site}/work.html")
    page.get_by_text("does not let pages keep files").wait_for()


def test_where_storage_is_blocked_the_page_says_so(browser, site, tmp_path):
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir()
    settings.write_text(
        '{"profile": {"default_content_setting_values": {"cookies": 2}}}', "utf-8"
    )
    start = browser.browser_type.launch_persistent_context
    with start(tmp_path, **options()) as context:
        page = context.new_page()
        page.goto(f"{site}/work.html")
        page.get_by_text("does not let pages keep files").wait_for()


def test_without_https_the_page_says_what_still_works_and_it_does(browser, port):
    flags = ["--host-resolver-rules=MAP school.test 127.0.0.1"]
    with browser.browser_type.launch(**options(*flags)) as other:
        page = other.new_page()
        site = f"http://school.test:{port}"
        page.goto(f"{site}/work.html")
        text = page.get_by_text("This page did not come over HTTPS")
        text.wait_for()
        assert LIMITED in text.inner_text()
        open_workbook(page, site, "tiny")
        assert "✗" in answer(page, "1 / (1 + np.exp(z))")
        assert "✓ correct" in answer(page, RIGHT)
        save(page)
        open_workbook(page, site, "tiny")
        assert RIGHT in read(page, 1)


def test_a_private_window_is_told_what_does_not_work(page, site):
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(f"{site}/work.html")
    text = page.get_by_text("This window has no service workers")
    text.wait_for()
    assert LIMITED in text.inner_text()
