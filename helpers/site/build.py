"""The folder of the site: built beside its place, and moved there when it is whole."""

import os
import re
import shutil
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbconvert.utils.exceptions import ConversionException

from ..classroom.edition import read_cells
from .failing import SiteError
from .page import PageExporter
from .work import STORAGE

LARGEST = 4_000_000  # bytes of a page


def build(notebooks, target, work=None):
    """Build the site, or leave what is there as it is.

    Parameters
    ----------
    notebooks : list of Path
        What becomes a page, in the order of the index; those in a folder `cases` are
        listed apart. Their names differ.
    target : Path
        The folder of the site: a new one, an empty one, or an earlier site.
    work : callable, optional
        Called with a folder, in which it makes the part where workbooks are run.

    Returns
    -------
    list of str
        Remarks, one line each.

    Raises
    ------
    SiteError
        If a notebook cannot be shown, or the folder is not ours or cannot be written.
    """
    target = Path(target)
    _check(notebooks, target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        (part / "read").mkdir(parents=True)
        (part / MARK).touch()
        if work is not None:
            work(part / "work")
        shown, remarks = _write_pages(notebooks, part / "read")
        _write_index(notebooks, shown, part, has_work=work is not None)
        _put(part, target)
    except OSError as error:
        name = error.filename or target
        raise SiteError(f"{name}: {error.strerror or error}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return remarks


MARK = ".gradients-by-hand"


def _check(notebooks, target):
    """Raise unless there are notebooks of different names, and a place for the site."""
    if not notebooks:
        raise SiteError("there are no notebooks to show")
    names = [path.stem.casefold() for path in notebooks]
    for path in notebooks:
        if names.count(path.stem.casefold()) > 1:
            raise SiteError(f"{path}: another notebook has that name")
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).exists():
        raise SiteError(f"{target}: the folder holds something else: name another one")
    if target.exists() and not target.is_dir():
        raise SiteError(f"{target}: it is no folder")


def _write_pages(notebooks, folder):
    """Write a page for each notebook; return what the index says of it, and remarks."""
    moved = _moved(notebooks)
    shown, remarks = {}, []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        jobs = [(path, pool.submit(_page, path, moved)) for path in notebooks]
        try:
            for path, job in jobs:
                shown[path], page = job.result()
                (folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
                if len(page) > LARGEST:
                    remarks.append(f"{path}: its page has {len(page):,} bytes")
        except (
            ConversionException,
            InvalidNotebook,
            BrokenProcessPool,
            ValueError,
        ) as error:
            for _, other in jobs:
                other.cancel()
            raise SiteError(f"{path}: {' '.join(str(error).split())}") from None
    return shown, remarks


def _moved(notebooks, folder=""):
    """Where the pages are, by the addresses with which notebooks link to each other."""
    return {
        f"{before}{path.name}": f"{folder}{quote(path.stem)}.html"
        for path in notebooks
        for before in ("", "cases/", "../")  # from beside, below or above
    }


def _page(path, moved):
    """Title and first paragraph of a notebook, and its page."""
    notebook = read_cells(path)
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise ValueError(
                    f"cell {number} shows an error, {output.ename}: mend it and run "
                    "the notebook again"
                )
    links = [("All pages", "../index.html")]
    page, resources = _export(notebook, links, moved, path)
    return (resources["page"]["title"], _first_paragraph(notebook)), page


def _first_paragraph(notebook):
    """What a notebook says of itself: the text after its title, or nothing."""
    first = next((c.source for c in notebook.cells if c.cell_type == "markdown"), "")
    match = re.match(r"\s*#[^\n]*\n\s*\n(\w[^\n]*(?:\n[^\n]+)*)", first)
    return " ".join(match[1].split()) if match else ""


def _export(notebook, links, moved, path):
    exporter = PageExporter(links=links, moved=moved)
    metadata = {"path": str(path.parent), "name": path.stem}
    page, resources = exporter.from_notebook_node(notebook, {"metadata": metadata})
    if resources["problems"]:
        raise ValueError(resources["problems"][0])
    return page, resources


def _write_index(notebooks, shown, folder, has_work):
    """Write the page that leads to all others."""

    def entries(chosen, mark):
        return "\n".join(
            f"{mark} **[{title}](read/{quote(path.stem)}.html)**  \n   {text}"
            for path in chosen
            for title, text in [shown[path]]
        )

    cases = [path for path in notebooks if path.parent.name == "cases"]
    course = [path for path in notebooks if path not in cases]
    text = _ours("index.md").format(
        pages=entries(course, "1."),
        cases=entries(cases, "-"),
        work=WORK if has_work else "",
        installed="" if has_work else INSTALLED,
    )
    _write_text(text, folder / "index.html", [], _moved(notebooks, "read/"))
    if has_work:
        titles = {path: title for path, (title, _) in shown.items()}
        _write_work(notebooks, titles, folder / "work.html")


def _write_work(notebooks, titles, path):
    """Write the page that leads to the workbooks, and to what the student wrote."""
    workbooks = "\n".join(
        f"- [{titles[at]}](work/lab/index.html?path={quote(at.name)})"
        for at in notebooks
    )
    text = _ours("work.md").format(workbooks=workbooks, store=STORAGE)
    text += f"\n<script>\n{_ours('mine.js')}</script>\n"
    _write_text(text, path, [("All pages", "index.html")])


def _write_text(text, path, links, moved=None):
    """Write Markdown as a page."""
    cell = nbformat.v4.new_markdown_cell(text)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    page, _ = _export(notebook, links, moved or {}, path)
    path.write_text(page, encoding="utf-8")


def _ours(name):
    """Text of a file of this folder."""
    return files("helpers.site").joinpath(name).read_text(encoding="utf-8")


WORK = """
## Work

[Open the workbooks](work.html): you write, run and check your own code in the browser.
"""
INSTALLED = """
The workbooks run on your own computer: `make lab` opens them.
"""


def _put(part, target):
    """Move a finished folder into its place; what was there goes."""
    earlier = target.with_name(f".{target.name}.{os.getpid()}.earlier")
    if target.exists():
        target.rename(earlier)
    part.rename(target)
    shutil.rmtree(earlier, ignore_errors=True)
