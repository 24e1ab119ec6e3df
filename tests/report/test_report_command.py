"""Reports from the command line, from nbconvert and from JupyterLab's menu."""

import re
import subprocess
import sys
from importlib.metadata import entry_points

import nbformat
import pypdfium2
import pytest
from nbconvert.exporters import get_export_names, get_exporter
from PIL import Image
from report_cells import code, handed_out, notebook, pages_of
from report_pages import Report
from traitlets.config import Config

from helpers.report import ReportExporter, TypstExporter
from helpers.report.__main__ import main
from helpers.report.compile import pages

HINT = "<details><summary>Hint for 1</summary>\n\nTry $x^2$.\n\n</details>"


@pytest.fixture
def folder(tmp_path):
    fine = notebook(
        "# Fine",
        "## Start",
        handed_out(f"words\n\n{HINT}\n\nafter"),
        code("secret_code()"),
    )
    nbformat.write(fine, tmp_path / "fine.ipynb")
    nbformat.write(notebook("# Bad", "a $\\foo$ b"), tmp_path / "bad.ipynb")
    (tmp_path / "none.ipynb").write_text("{", encoding="utf-8")
    return tmp_path


def run(folder, *arguments):
    return main([*map(str, arguments), "--output-dir", str(folder / "out")])


def text_of(path):
    return "\n".join(pages_of(path))


def test_it_shows_progress_and_a_summary_of_pages_and_seconds(folder, capsys):
    assert run(folder, folder / "fine.ipynb", folder / "fine.ipynb") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"[1/2] {folder / 'fine.ipynb'}"
    assert lines[-3].split() == ["report", "pages", "seconds", "problems"]
    assert re.fullmatch(r"fine\s+1\s+\d+\.\d\s+0", lines[-1])


def test_the_number_of_pages_is_that_of_the_pdf(folder):
    cells = [f"## Section {k}\n\n" + "word " * 400 for k in range(100)]
    document, _ = ReportExporter().from_notebook_node(notebook("# T", *cells))
    assert pages(document) == len(pages_of(document)) > 40


def test_problems_are_printed_and_fail_only_under_strict(folder, capsys):
    assert run(folder, folder / "bad.ipynb") == 0
    assert "cell 2 (markdown, id id2): LaTeX: unknown" in capsys.readouterr().err
    assert run(folder, folder / "bad.ipynb", folder / "fine.ipynb", "--strict") == 1
    assert "\\foo" in text_of(folder / "out" / "bad.pdf")
    assert (folder / "out" / "fine.pdf").exists()


def test_what_is_no_notebook_fails_and_the_others_are_printed(folder, capsys):
    assert run(folder, folder / "none.ipynb", folder / "x", folder / "fine.ipynb") == 1
    complaints = capsys.readouterr().err
    assert "none.ipynb: the notebook cannot be read: it is not JSON" in complaints
    assert "x: the notebook cannot be read: No such file" in complaints
    assert (folder / "out" / "fine.pdf").exists()
    assert not (folder / "out" / "none.pdf").exists()


def test_the_title_block_comes_from_the_command_line(folder):
    words = ["--title", "My $T$", "--course", "DL", "--date", "May 2026"]
    words += ["--author", "Ada", "--author", "Emmy"]
    assert run(folder, folder / "fine.ipynb", *words) == 0
    text = text_of(folder / "out" / "fine.pdf")
    assert "My $T$\nFine\nAda, Emmy\nDL · May 2026" in text
    with pypdfium2.PdfDocument(folder / "out" / "fine.pdf") as reader:
        assert reader.get_metadata_value("Title") == "My $T$"
        assert reader.get_metadata_value("Author") == "Ada, Emmy"


def test_the_command_nbconvert_and_the_menu_print_the_same_bytes(folder):
    source, target = folder / "fine.ipynb", folder / "out" / "fine.pdf"
    Image.new("RGB", (20, 10), "red").save(folder / "p.png")
    shown = notebook("# Fine", code("f()"), "![A picture](p.png)")
    nbformat.write(shown, source)
    assert run(folder, source) == 0
    assert len(Report(target).pictures()) == 1
    assert ReportExporter().from_filename(str(source))[0] == target.read_bytes()
    # As the server of JupyterLab asks for it.
    names = {"metadata": {"name": "fine", "path": str(folder)}}
    document, _ = ReportExporter().from_notebook_node(shown, resources=names)
    assert document == target.read_bytes()


def test_code_and_hints_can_be_chosen(folder):
    assert run(folder, folder / "fine.ipynb") == 0
    text = text_of(folder / "out" / "fine.pdf")
    assert "secret_code" in text
    assert "Try" not in text
    assert run(folder, folder / "fine.ipynb", "--no-code", "--hints", "--strict") == 0
    text = text_of(folder / "out" / "fine.pdf")
    assert "secret_code" not in text
    assert re.search(r"Hints\s+Hint 1: Hint for 1 \(Section\s1\)\s+Try", text)


def test_no_input_of_nbconvert_leaves_out_the_code_too():
    config = Config(TemplateExporter={"exclude_input": True})
    exporter = TypstExporter(config=config)
    shown = notebook(
        code(
            "secret()",
            nbformat.v4.new_output(
                "display_data", data={"text/markdown": "```python\nsecret()\n```"}
            ),
        )
    )
    assert "secret" not in exporter.from_notebook_node(shown)[0]


def test_the_preprocessors_of_nbconvert_get_whole_texts(tmp_path):
    shown = notebook("# T\n\nwords", "secret\n\nwords", code("secret = 1\nf()"))
    nbformat.write(shown, tmp_path / "a.ipynb")  # each text as a list of lines
    options = {"patterns": ["secret"], "enabled": True}
    converter = TypstExporter(config=Config(RegexRemovePreprocessor=options))
    source, _ = converter.from_filename(str(tmp_path / "a.ipynb"))
    assert "words" in source
    assert "secret" not in source


def test_nbconvert_and_the_menu_of_jupyterlab_know_the_exporters():
    for name in ("report", "typst"):
        assert name in get_export_names()
        # JupyterLab lists the exporters that have this.
        assert get_exporter(name).export_from_notebook
    assert entry_points(group="nbconvert.exporters", name="report")
    assert ReportExporter().output_mimetype == "application/pdf"


def test_strict_nbconvert_fails_with_the_cell_named_and_writes_nothing(folder):
    convert = [sys.executable, "-m", "nbconvert", "--to", "report"]
    convert += [str(folder / "bad.ipynb"), "--TypstExporter.strict=True"]
    failed = subprocess.run(convert, capture_output=True, text=True)
    assert failed.returncode != 0
    assert "cell 2 (markdown, id id2): LaTeX: unknown command" in failed.stderr
    assert not (folder / "bad.pdf").exists()


def test_the_exporters_load_neither_typst_nor_a_decoder_of_pictures():
    """Only their own process does, which has limits."""
    script = "import sys, helpers.report.exporter; "
    script += "sys.exit(not sys.modules.keys().isdisjoint({'typst', 'PIL'}))"
    subprocess.run([sys.executable, "-c", script], check=True)
