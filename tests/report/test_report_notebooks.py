"""Every notebook of this project as a report: complete, accessible, nothing lost."""

import ctypes
import re
from pathlib import Path

import nbformat
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from report_cells import pages_of
from report_pages import empty, letters, lost_words

from helpers.report import ReportExporter

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").rglob("*.ipynb"))


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def report(request):
    """The notebook and its PDF; strict, so whatever is lost stops the test here."""
    notebook = nbformat.read(request.param, as_version=4)
    exporter = ReportExporter(strict=True)
    document, _ = exporter.from_filename(str(request.param))
    return notebook, document


@pytest.fixture(scope="module")
def pages(report):
    return pages_of(report[1])


@pytest.fixture(scope="module")
def printed_whole(report):
    """All letters and digits of the PDF with all of the code."""
    exporter = ReportExporter(strict=True, code="all")
    return body_of(pages_of(exporter.from_notebook_node(report[0])[0]))


@pytest.fixture(scope="module")
def printed(pages):
    return body_of(pages)


def body_of(pages):
    """Return all letters and digits of a PDF, without what stands around the text."""
    text = ""
    for number, page in enumerate(pages, start=1):
        lines = page.splitlines()
        if lines and lines[-1].strip() == str(number):
            lines.pop()
        text += "\n".join(lines if number == 1 else lines[1:]) + "\n"
    # Words divided at the end of a line.
    return letters(text.replace("-\n", ""))


def plain_words(markdown):
    """Return the runs of words between the marks of Markdown and mathematics."""
    markdown = re.sub(r"<details>.*?</details>", "\n", markdown, flags=re.DOTALL)
    markdown = re.sub(r"<!--.*?-->", "\n", markdown, flags=re.DOTALL)
    markdown = re.sub(r"```.*?```", "\n", markdown, flags=re.DOTALL)
    markdown = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", "\n", markdown, flags=re.DOTALL)
    markdown = re.sub(r"\]\([^)]*\)", "]", markdown)
    return re.split(r"[^\w ,.;:'’()-]", markdown)


def test_no_letter_of_the_text_is_lost(report, printed):
    notebook, _ = report
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for words in plain_words(cell.source):
                for line in words.split("\n"):
                    assert letters(line) in printed, line


def test_no_word_and_no_number_is_lost_as_often_as_it_is_said(report):
    notebook, document = report
    assert not lost_words(notebook, document, with_code=False)


def test_our_hints_are_not_printed(report, printed):
    for cell in report[0].cells:
        if cell.cell_type == "markdown":
            for hint in re.findall(r"(?s)</summary>(.*?)</details>", cell.source):
                words = max(plain_words(hint), key=len)
                assert letters(words) not in printed, words


def test_no_page_is_left_much_more_than_a_fifth_empty(report):
    assert max(empty(report[1])) < 0.25


def test_it_has_at_most_eighteen_pages(pages):
    assert len(pages) <= 18


def tables_of(notebook):
    """Count the tables of a notebook: rules of dashes in Markdown, and HTML."""
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.DOTALL)
            text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
            count += len(re.findall(r"(?m)^ *\|[ :|-]*-[ :|-]*\|$", text))
        for output in cell.get("outputs", []):
            count += output.get("data", {}).get("text/html", "").count("<table")
    return count


def printed_tables(document):
    """Count the tables of a tagged PDF."""
    with pypdfium2.PdfDocument(document) as reader:
        kinds = [
            [told(pdfium.FPDF_StructElement_GetType, item) for item in elements(page)]
            for page in reader
        ]
    return sum(page.count("Table") for page in kinds)


def test_no_table_has_become_running_text(report, pages):
    notebook, document = report
    assert printed_tables(document) == tables_of(notebook)
    assert not re.search(r"\|\s*:?-{2,}", "\n".join(pages))


def test_the_count_of_tables_sees_one_that_has_become_running_text():
    table = "| a | b |\n|---|---|\n| $1$ | 2 |"
    lost = table.replace("|---|---|", "|---|---|---|")
    for text, printed in ((table, 1), (lost, 0)):
        one = new_notebook(cells=[new_markdown_cell("# T"), new_markdown_cell(text)])
        document, _ = ReportExporter().from_notebook_node(one)
        assert tables_of(one) == 1
        assert printed_tables(document) == printed


def test_no_letter_of_the_code_and_of_what_it_printed_is_lost(report, printed_whole):
    notebook, _ = report
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        unmarked = re.sub(r"(?m)^ *# (BEGIN|END) SOLUTION$", "", cell.source)
        texts = [re.sub(r"\A(#\||# NBVAL)[^\n]*", "", unmarked)]
        texts += [
            output.text for output in cell.outputs if output.output_type == "stream"
        ]
        for text in texts:
            for line in text.splitlines():
                assert letters(line) in printed_whole, line


def test_only_cells_with_a_caption_lose_lines_and_as_many_as_the_report_says(
    report, pages, printed
):
    notebook, _ = report
    told = re.findall(r"^(\d+) lines? of code that draws?, not", "\n".join(pages), re.M)
    lost = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            unmarked = re.sub(r"(?m)^ *# (BEGIN|END) SOLUTION$", "", cell.source)
            lines = re.sub(r"\A(#\||# NBVAL)[^\n]*", "", unmarked).splitlines()
            outputs = [output.get("metadata", {}) for output in cell.outputs]
            if any("caption" in metadata for metadata in outputs):
                lost += len(lines)
            else:
                assert [line for line in lines if letters(line) not in printed] == []
    assert sum(map(int, told)) <= lost


def test_each_caption_is_numbered(report, pages):
    notebook, _ = report
    text = "\n".join(pages)
    captions = [
        output.metadata["caption"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("metadata", {}).get("caption")
    ]
    numbers = re.findall(r"^(?:Figure|Table) \d+\.", text, re.MULTILINE)
    assert len(numbers) == len(captions)
    assert len(set(numbers)) == len(numbers)


def test_it_is_a_tagged_pdf_for_everyone_with_a_title_and_an_outline(report):
    notebook, document = report
    assert b"pdfuaid:part" in document
    assert b"/Lang" in document
    with pypdfium2.PdfDocument(document) as reader:
        assert pdfium.FPDFCatalog_IsTagged(reader)
        title = reader.get_metadata_value("Title")
        assert title == notebook.metadata.get("title", title) != ""
        assert len(list(reader.get_toc())) > 3


def told(read, element):
    """Return what one of PDFium's functions tells of an element of the structure."""
    size = read(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def elements(page):
    """Return the elements of the structure of a page."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    found = [
        pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree))
    ]
    for element in found:  # which grows
        for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                found.append(child)
    return found


def test_every_figure_and_formula_says_what_it_is(report):
    kinds = []
    with pypdfium2.PdfDocument(report[1]) as reader:
        for page in reader:
            for element in elements(page):
                kinds.append(told(pdfium.FPDF_StructElement_GetType, element))
                if kinds[-1] in ("Figure", "Formula"):
                    assert told(pdfium.FPDF_StructElement_GetAltText, element)
    prose = [cell.source for cell in report[0].cells if cell.cell_type == "markdown"]
    displays = sum(text.count("$$") // 2 for text in prose)
    assert kinds.count("Formula") >= max(displays, 1)
    assert kinds.count("Code") > 10
