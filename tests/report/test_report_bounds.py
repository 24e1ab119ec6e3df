"""What would stop the printing is found, named with its cell, and left out."""

import base64
import io
import json
import os
import re
import stat
import subprocess
import sys
import threading

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from PIL import Image
from report_cells import PNG, SVG, code, notebook, pages_of, result

from helpers.report import (
    ReportError,
    ReportExporter,
    TypstExporter,
    draft,
    exporter,
    printing,
)
from helpers.report.compile import CompileError, Typesetter

# Pictures ---------------------------------------------------------------------------


def problems_of(cells, path=None):
    """Return the problems of a notebook that is printed, and its text."""
    converter = ReportExporter()
    resources = {"metadata": {"path": str(path)}} if path else None
    document, _ = converter.from_notebook_node(notebook(*cells), resources)
    return converter.problems, "\n".join(pages_of(document))


EPS = b"""%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 0 0 9 9
%%EndComments
0 0 9 9 rectfill
showpage
%%EOF
"""


@pytest.fixture
def ghostscript(tmp_path, monkeypatch):
    """The file that a Ghostscript on the path would write if it were called."""
    folder, traces = tmp_path / "bin", tmp_path / "called"
    folder.mkdir()
    script = folder / "gs"
    script.write_text(f"#!{sys.executable}\nopen({str(traces)!r}, 'w')\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return traces


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/gif", "image/webp"])
def test_postscript_that_is_called_a_picture_is_never_run(tmp_path, ghostscript, mime):
    text = base64.b64encode(EPS).decode()
    attached = new_markdown_cell("![a](attachment:a) words")
    attached["attachments"] = {"a": {mime: text}}
    (tmp_path / "a.png").write_bytes(EPS)
    cells = [
        "# T",
        code("f()", result({mime: text})),
        attached,
        f"![a](data:{mime};base64,{text})",
        "![a](a.png)",
    ]
    problems, _ = problems_of(cells, tmp_path)
    assert len(problems) == 4
    for number, problem in enumerate(problems, start=2):
        assert problem.startswith(f"cell {number} (")
        assert "picture is damaged: it is not PNG, JPEG, GIF or WebP" in problem
    assert not ghostscript.exists()


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PPM", "ICO", "PCX", "TGA"])
def test_only_the_formats_of_the_web_are_decoded(kind):
    buffer = io.BytesIO()
    Image.new("RGB", (9, 9), "white").save(buffer, kind)
    data = {"image/png": base64.b64encode(buffer.getvalue()).decode()}
    (problem,), _ = problems_of(["# T", code("f()", result(data))])
    assert "it is not PNG, JPEG, GIF or WebP" in problem


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/gif", "image/webp"])
def test_a_picture_of_another_type_than_it_is_said_to_be_is_printed(kind, mime):
    buffer = io.BytesIO()
    Image.new("RGB", (9, 9), "white").save(buffer, kind)
    data = {mime: base64.b64encode(buffer.getvalue()).decode()}
    converter = TypstExporter()
    shown = notebook("# T", code("f()", result(data)))
    _, resources = converter.from_notebook_node(shown)
    assert not converter.problems
    extension = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}[kind]
    assert f"report_files/figure-1.{extension}" in resources["outputs"]


ENTITY = f'<!DOCTYPE svg [<!ENTITY a "{"a" * 50_000}">]>'
BOMBS = {
    "turbulence": SVG.replace(
        'width="9" height="9"', 'width="2000" height="2000"'
    ).replace(
        "></svg>",
        '><filter id="f"><feTurbulence baseFrequency="0.05" numOctaves="999999999"/>'
        '</filter><rect width="2000" height="2000" filter="url(#f)"/></svg>',
    ),
    "entities": ENTITY
    + SVG.replace("></svg>", f"><text>{'&a;' * 50_000}</text></svg>"),
}


@pytest.mark.parametrize("svg", BOMBS.values(), ids=BOMBS)
def test_a_picture_that_takes_too_much_is_named_and_the_rest_printed(svg, monkeypatch):
    monkeypatch.setattr(draft, "_PICTURE_SECONDS", 2)
    bomb = code("f()", result({"image/svg+xml": svg}))
    problems, text = problems_of(["# T", "above", bomb, "below"])
    (problem,) = problems
    assert problem.startswith("cell 3 (code, id id3): a picture cannot be printed: ")
    assert re.search(r"above.*cell 3.*below", text, re.DOTALL)


def test_a_picture_that_takes_too_much_gives_way_to_another_form(monkeypatch):
    monkeypatch.setattr(draft, "_PICTURE_SECONDS", 2)
    both = result({"image/svg+xml": BOMBS["turbulence"], "image/png": PNG})
    converter = TypstExporter(strict=True)
    source, _ = converter.from_notebook_node(notebook("# T", code("f()", both)))
    assert 'image("report_files/figure-1.png"' in source


def test_more_damaged_pictures_than_one_might_try_to_mend_are_all_named():
    data = {"image/svg+xml": "no picture"}
    broken = [code("f()", result(data)) for _ in range(30)]
    problems, text = problems_of(["# T", *broken, "below"])
    assert len(problems) == 30
    assert "below" in text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "device.png").symlink_to("/dev/zero")
    (tmp_path / "ring.png").symlink_to("ring.png")
    with open(tmp_path / "huge.png", "wb") as file:
        file.truncate(6 << 30)
    names = "pipe", "device", "ring", "huge"
    done = []

    def export():
        cells = ["# T", *(f"![a]({name}.png)" for name in names)]
        done.append(problems_of(cells, tmp_path)[0])

    thread = threading.Thread(target=export, daemon=True)
    thread.start()
    thread.join(60)
    assert done, "the export waits"
    for number, (name, problem) in enumerate(zip(names, done[0], strict=True), start=2):
        assert problem.startswith(f"cell {number} (")
        assert f"picture {name}.png" in problem


def test_the_pictures_of_a_report_are_limited_in_bytes(monkeypatch):
    size = len(base64.b64decode(PNG))
    monkeypatch.setattr(draft, "_MOST_BYTES", 3 * size)
    shown = [code("f()", result({"image/png": PNG})) for _ in range(4)]
    (problem,), _ = problems_of(["# T", *shown])
    assert problem.startswith("cell 5 (code, id id5): all pictures have more than")


# Cells ------------------------------------------------------------------------------


def test_a_cell_that_typst_crashes_on_is_named_and_the_rest_printed():
    marks = "x" + "\u0301" * 40_000
    problems, text = problems_of(["# T", "above", marks, "below", code("f()")])
    (problem,) = problems
    reason = "cell 3 (markdown, id id3): this cell cannot be printed: Typst"
    assert problem.startswith(reason)
    for words in ("above", reason, "below", "f()"):
        assert words in text


def test_a_cell_of_very_many_different_characters_is_named_and_the_rest_printed():
    many = "".join(map(chr, range(0x20000, 0x20000 + 10_000)))
    problems, text = problems_of(["# T", "above", many, "below"])
    (problem,) = problems
    limit = "the report has more than 10,000 different characters"
    reason = f"cell 3 (markdown, id id3): this cell is not printed: with it {limit}"
    assert problem == reason
    for words in ("above", reason, "below"):
        assert words in text


def test_a_notebook_of_very_many_cells_is_refused_before_any_is_converted(
    tmp_path, monkeypatch
):
    def convert(*_):
        raise AssertionError

    monkeypatch.setattr(exporter, "_cells", convert)
    shown = nbformat.v4.new_notebook()
    shown.cells = [{"cell_type": "raw", "metadata": {}, "source": "a"}] * 100_000
    path = tmp_path / "many.ipynb"
    path.write_text(json.dumps(shown))
    with pytest.raises(ReportError, match="100,000 cells are too many to print: at"):
        ReportExporter().from_filename(str(path))


def test_a_heading_as_long_as_a_text_is_set_as_one_and_named():
    problems, text = problems_of(["# " + "word " * 200, "below"])
    (problem,) = problems
    assert "cell 1 (markdown, id id1): a heading of more than 500 char" in problem
    assert text.count("word") == 200


@pytest.mark.parametrize("name", ["title", "course", "date", "authors"])
def test_words_too_long_for_the_title_block_are_cut_and_named(name):
    marks = "x" + "\u0301" * 40_000
    converter = ReportExporter()
    words = {name: [{"name": marks}] if name == "authors" else marks}
    document, _ = converter.from_notebook_node(notebook("# T", "below", **words))
    (problem,) = converter.problems
    assert problem == "title block: there is no room for a name of 40,001 characters"
    assert "below" in pages_of(document)[0]


def test_very_many_authors_are_cut_and_named():
    converter = ReportExporter()
    converter.from_notebook_node(notebook("# T", authors=["Ada"] * 5000))
    assert converter.problems == ("title block: there is no room for 5,000 authors",)


def test_thousands_of_headings_are_printed_with_the_first_of_them_as_contents():
    cells = ["\n\n".join(f"## H{100 * k + j}" for j in range(100)) for k in range(30)]
    problems, text = problems_of(["# T", *cells])
    assert not problems
    assert "2700 more sections" in text
    assert len(re.findall(r"\bH299\b", text)) >= 2  # in the contents and as a heading
    assert len(re.findall(r"\bH300\b", text)) >= 1
    assert "H2999" in text


def test_very_many_sections_are_joined_as_few_are():
    sections = "#section(level: 1)[H];\n\n" * 20_000
    parts = {"cell 1 (markdown, id i)": f"{sections}#picture(a);\n\n{sections}"}
    joined = printing.source(parts, ".")
    # The figure stays below the headings that stand directly above it.
    assert joined.count("#spot(1);// cell 1 (markdown, id i)\n#section(") == 1
    assert joined.count("#section(level: 1)[H];\n\n#movable(1, picture)(a);") == 1


def test_a_reference_to_an_equation_in_a_cell_that_cannot_be_printed_is_marked():
    converter = TypstExporter()
    equation = "$$ a = b \\tag{7}\\label{eq} $$"
    shown = notebook("# T", equation, r"See \eqref{eq} there, $\eqref{eq}$.")
    source, resources = converter.from_notebook_node(shown)
    without = re.sub(r"(?ms)^#equation\(.*?\);$", "", source)
    assert without != source
    style = {"style.typ": resources["outputs"]["report_files/style.typ"]}
    with Typesetter() as typesetter:
        document = typesetter.compile(without.replace("report_files/", ""), style)
    assert "See (7) there, (7) ." in pages_of(document)[0].replace("\n", " ")


def test_cells_for_which_no_time_is_left_are_named(monkeypatch):
    monkeypatch.setattr(exporter, "_SECONDS", 0)
    problems, text = problems_of(["# T", "words", "more"])
    (problem,) = problems
    assert "cell 1 (markdown, id id1): this cell and the 2 below it are not" in problem
    assert "not printed" in text


def test_a_cell_that_a_parser_is_not_prepared_for_is_named_and_the_rest_printed(
    monkeypatch,
):
    markdown = exporter.markdown

    def fails(source, draft):
        if source == "odd":
            raise KeyError("unexpected")
        return markdown(source, draft)

    monkeypatch.setattr(exporter, "markdown", fails)
    problems, text = problems_of(["# T", "above", "odd", "below"])
    (problem,) = problems
    assert problem.startswith(
        "cell 3 (markdown, id id3): this cell cannot be read: Key"
    )
    assert "above" in text
    assert "below" in text


@pytest.mark.parametrize(
    "page",
    [
        "<table><![foo bar>",
        "<table>" + "<" * 1_900_000,
        "<table>" + "<!--" * 480_000,
        "<table><td>" + "a <p>" * 50_000,
        "<table>" + "a" * 2_000_001,
    ],
    ids=["declaration", "open", "comments", "words", "long"],
)
def test_a_table_that_takes_long_to_read_is_printed_or_named(page):
    shown = code("f()", result({"text/html": page, "text/plain": "plain"}))
    problems, _ = problems_of(["# T", shown])
    assert not [problem for problem in problems if "this cell cannot be" in problem]


# A report that Typst is lost on -----------------------------------------------------


class Fake:
    """Sets sources of up to `most` cells, and none with the word ``bad`` in it."""

    def __init__(self, most=10_000, lost=True):
        self.most, self.lost, self.calls = most, lost, 0

    def compile(self, source, files, standard, seconds):
        self.calls += 1
        cells = re.findall(r"^// (cell \d+)", source, re.MULTILINE)
        if "bad" in source or len(cells) > self.most:
            raise CompileError("Typst is lost", is_loss=self.lost)
        return ("%PDF " + " ".join(cells)).encode()


def printed(count, bad=(), **options):
    """Return which cells are printed, the problems and the number of attempts."""
    names = [f"cell {k} (markdown, id i)" for k in range(count)]
    parts = {name: "bad" if k in bad else "good" for k, name in enumerate(names)}
    fake = Fake(**options)
    sheet = draft.Draft(typesetter=fake)
    sheet.sources = dict.fromkeys(names, "its source")
    pdf = printing.print_report({printing.HEAD: "head", **parts}, sheet)
    return pdf, sheet.problems, fake.calls


@pytest.mark.parametrize("bad", [[0], [49], [99], [3, 4], [0, 17, 18, 60, 99], [77]])
def test_each_cell_that_typst_is_lost_on_is_found_in_few_attempts(bad):
    pdf, problems, calls = printed(100, bad)
    assert pdf.count(b"cell") == 100  # those that are bad as a box
    reason = "this cell cannot be printed: Typst is lost"
    assert problems == [f"cell {k} (markdown, id i): {reason}" for k in bad]
    assert calls <= 2 + 100 // 16 + 1 + 10 * len(bad)


def test_of_a_report_that_is_too_long_as_a_whole_the_first_cells_are_printed():
    pdf, problems, _ = printed(400, most=150)
    assert pdf.count(b"cell") == 100  # a quarter, with the box that names the others
    reason = "this cell and the 300 below it cannot be printed: Typst is lost"
    assert problems == [f"cell 99 (markdown, id i): {reason}"]


def test_a_report_of_which_nothing_can_be_printed_is_refused_with_the_reason():
    pdf, problems, _ = printed(8, most=-1)
    assert pdf is None
    assert problems[-1] == "report: no part of it can be printed: Typst is lost"


def test_what_typst_rejects_without_a_cell_is_refused_with_the_reason():
    pdf, problems, _ = printed(8, most=-1, lost=False)
    assert pdf is None
    assert problems[-1] == "report: no part of it can be printed: Typst is lost"


# The process ------------------------------------------------------------------------

ENDLESS = "#for i in range(2000000000) { i }"


def test_the_process_starts_anew_after_it_was_lost():
    with Typesetter() as typesetter:
        for _ in range(2):
            with pytest.raises(
                CompileError, match="took more than 0.5 seconds"
            ) as lost:
                typesetter.compile(ENDLESS, {}, None, seconds=0.5)
            assert lost.value.is_loss
            assert typesetter.compile("words", {}, None).startswith(b"%PDF")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no signals here")
def test_the_process_ends_with_the_one_that_asked():
    script = (
        "import os, sys\n"
        "from helpers.report.compile import Typesetter\n"
        "typesetter = Typesetter()\n"
        "typesetter.compile('words', {}, None)\n"
        "print(typesetter._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    asked = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    )
    worker = int(asked.stdout)
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        threading.Event().wait(0.1)
    pytest.fail("it lives on")


def test_a_notebook_is_validated_only_before_and_after_it_is_prepared(monkeypatch):
    calls, validate = [], nbformat.validate
    shown = notebook("# T")
    monkeypatch.setattr(
        nbformat, "validate", lambda *a, **k: (calls.append(1), validate(*a, **k))[1]
    )
    TypstExporter().from_notebook_node(shown)
    assert len(calls) == 2


@pytest.mark.parametrize(("text", "are_needed"), [("क्ष", True), ("x é α", False)])
def test_fonts_of_the_computer_are_looked_up_for_letters_that_ours_do_not_join(
    text, are_needed
):
    with Typesetter() as typesetter:
        typesetter.missing_characters(text)
        assert typesetter._fonts == are_needed


def test_json_is_what_the_two_processes_speak():
    """Text of any kind reaches Typst and comes back."""
    odd = "\u2028 \x85 \U0001f600 \\ \" '"
    assert json.loads(json.dumps([odd])) == [odd]
    with Typesetter() as typesetter:
        assert typesetter.missing_characters(odd + "\U0010fffd") >= {"\U0010fffd"}
