"""Markdown on paper."""

from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config import Config

from helpers.report import ReportExporter


def typeset(parts, title, course, author="", folder=""):
    """Set Markdown as a PDF.

    Parameters
    ----------
    parts : list of str
        Markdown. What cannot be set of one part leaves the others as they are.
    title, course, author : str
        For the title block; plain text.
    folder : Path or str
        Where pictures are that the parts show.

    Returns
    -------
    bytes
        The PDF: the same parts always give the same.

    Raises
    ------
    ReportError
        If nothing can be set at all.
    """
    cells = [new_markdown_cell(part, id=f"p{i}") for i, part in enumerate(parts)]
    given = {"title": title, "course": course, "authors": [author] if author else []}
    exporter = ReportExporter(config=Config(TypstExporter=given))
    exporter.log.disabled = True
    resources = {"metadata": {"name": title, "path": str(folder)}}
    pdf, _ = exporter.from_notebook_node(new_notebook(cells=cells), resources)
    return pdf


def points(value):
    """Write a number of points.

    Parameters
    ----------
    value : float or None
        None: not marked yet.

    Returns
    -------
    str
    """
    return "–" if value is None else f"{value:g}"
