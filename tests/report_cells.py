"""Small notebooks for the tests of the reports."""

import base64
import io

import pypdfium2
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from helpers.report import ReportError, ReportExporter, TypstExporter
from helpers.report.handed_out import mark_as_handed_out


def _png():
    buffer = io.BytesIO()
    Image.new("RGB", (9, 9), "white").save(buffer, "png")
    return base64.b64encode(buffer.getvalue()).decode()


PNG = _png()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "m"}}


def notebook(*cells, **metadata):
    cells = [new_markdown_cell(c) if isinstance(c, str) else c for c in cells]
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"id{number}"
    return new_notebook(cells=cells, metadata=metadata)


def handed_out(source):
    """A Markdown cell of a workbook, as it was handed out."""
    cell = new_markdown_cell(source)
    mark_as_handed_out(cell)
    return cell


def result(data, **metadata):
    return new_output("display_data", data=data, metadata=metadata)


def code(source="f()", *outputs, tags=()):
    metadata = {"tags": list(tags)}
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def typst(*cells, **metadata):
    """Return the Typst source of a notebook without problems."""
    exporter = TypstExporter(strict=True)
    return exporter.from_notebook_node(notebook(*cells, **metadata))[0]


def problems(*cells):
    """Return what a strict export says about a notebook, once per problem."""
    with pytest.raises(ReportError) as caught:
        typst(*cells)
    return str(caught.value).splitlines()[1:]


def pdf(*cells, **metadata):
    """Return the PDF of a notebook without problems."""
    exporter = ReportExporter(strict=True)
    return exporter.from_notebook_node(notebook(*cells, **metadata))[0]


def pages_of(document):
    """Return the text of each page of a PDF, given as bytes or by its path."""
    with pypdfium2.PdfDocument(document) as reader:
        texts = [page.get_textpage().get_text_bounded() for page in reader]
    return [text.replace("\r\n", "\n") for text in texts]
