"""Notebooks that are odd, damaged or hostile end in a PDF or in a clear error."""

import json
import os
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_output, new_raw_cell
from report_cells import PNG, SVG, code, notebook, pages_of, result, typst
from report_pages import Report

from helpers.report import ReportError, ReportExporter, TypstExporter
from helpers.report.compile import CompileError, Typesetter
from helpers.report.draft import Draft
from helpers.report.markdown import markdown

INJECTIONS = [
    '#panic("in")',
    '#read("/etc/hostname")',
    '"); #panic("in',
    '\\"); #panic(\\"in',
    "]; #panic() [",
    "};#panic()",
    "\n#panic()\n",
    "\u2028#panic()\u2029#panic()\x85",
    "*/ #panic() /*",
    "// comment",
    "= heading",
    "<label> @reference",
    "{{ template }} {% block %}",
    "\\u{23}panic()",
]


@pytest.fixture
def typesetter():
    with Typesetter() as typesetter:
        yield typesetter


def export(*cells, **metadata):
    """Return the PDF and the problems of a notebook."""
    exporter = ReportExporter()
    document, _ = exporter.from_notebook_node(notebook(*cells, **metadata))
    assert document.startswith(b"%PDF")
    return document, exporter.problems


# Typst code in a notebook is text ---------------------------------------------------


@pytest.mark.parametrize("text", INJECTIONS)
def test_typst_code_is_text_wherever_it_stands(text):
    png = {"image/png": PNG, "text/plain": text}
    figure = result(png, caption=text, alt=text, label=f"figure {text}")
    page = f"<table><tr><th>{text}</th></tr><tr><td>{text}</td></tr></table>{text}"
    cells = [
        f"# {text}",
        f"{text}\n\n- {text}\n\n| {text} |\n|---|\n| {text} |",
        f"[{text}](https://example.org/{text})",
        code(text, new_output("stream", name="stdout", text=text), figure),
        code(text, new_output("error", ename=text, evalue=text, traceback=[text])),
        code("f()", result({"text/html": page}), result({"text/markdown": text})),
        f"```{text}\n{text}\n```",
    ]
    words = {"title": text, "course": text, "date": text, "authors": [{"name": text}]}
    _, problems = export(*cells, **words, language_info={"name": text})
    # Words like <label> are HTML, which is a problem, and "= heading" after a line of
    # text is none. What must not happen is that Typst runs into the text.
    assert not [line for line in problems if "panic" in line and "HTML" not in line]
    assert not [line for line in problems if line.startswith("report:")]


@pytest.mark.parametrize(
    "latex",
    [
        '#panic("in")',
        r"\text{#panic()}",
        r'\text{"#panic()}',
        r'\text{a" #panic() "b}',
        r"x \tag{\"#panic()}",
        r'x \tag{"); #panic("}\label{"); #panic("}',
        r'\eqref{"); #panic("}',
        r"\operatorname{\"}",
        r'\operatorname{"); #panic("}',
        r"\hspace{1em); #panic(}",
        r"\begin{array}{c); #panic(} x \end{array}",
        "a // b /* c */ d",
        "√ ∛ ) ] } ⟩",
        r"\unknown{#panic()}",
    ],
)
def test_typst_code_in_latex_is_refused_or_text(latex):
    for source in (f"$${latex}$$", f"words ${latex}$ words"):
        _, problems = export("# T", source)
        assert not [
            line for line in problems if "assertion" in line or "panicked" in line
        ]
        assert not [line for line in problems if line.startswith("report:")]


def test_the_name_of_a_cell_cannot_end_the_comment_that_holds_it():
    cell = new_markdown_cell("words")
    cell["id"] = "id"
    hostile = notebook(cell)
    hostile.cells[0]["id"] = "a\n#panic()"
    with pytest.raises(ReportError, match="not a valid notebook"):
        ReportExporter().from_notebook_node(hostile)
    draft = Draft()
    draft.begin(1, hostile.cells[0])
    assert draft.cell == "cell 1 (markdown, id apanic)"


# Files and the network --------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("../secret.png", "is outside the notebook's folder"),
        ("%2e%2e/secret.png", "is outside the notebook's folder"),
        ("link.png", "is outside the notebook's folder"),
        ("SECRET", "is outside the notebook's folder"),
        ("file:///etc/hostname.png", "is not in the notebook or its folder"),
        ("style.typ", "is not SVG, PNG, JPEG, GIF or WebP"),
        ("folder.png", "cannot be read: it is not a file"),
        ("a%00b.png", "embedded null"),
        ("data:text/plain;base64,AAAA", "is not SVG, PNG, JPEG, GIF or WebP"),
        ("data:image/png;base64,AAAA", "picture is damaged"),
    ],
)
def test_a_picture_comes_from_the_notebook_or_its_folder(tmp_path, url, complaint):
    folder = tmp_path / "notebooks"
    (folder / "folder.png").mkdir(parents=True)
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    if hasattr(os, "symlink") and sys.platform != "win32":
        (folder / "link.png").symlink_to(secret)
    elif url == "link.png":
        pytest.skip("links need rights on Windows")
    path = folder / "a.ipynb"
    url = url.replace("SECRET", secret.as_posix())
    path.write_text(json.dumps(notebook("# T", f"![a]({url})")), encoding="utf-8")
    exporter = TypstExporter()
    _, resources = exporter.from_filename(str(path))
    (problem,) = exporter.problems
    assert complaint in problem
    assert problem.startswith("cell 2 (markdown, id id2): picture")
    assert b"secret" not in resources["outputs"].values()


def test_a_picture_of_the_web_is_not_fetched(monkeypatch):
    def connect(*_, **__):
        raise AssertionError("the network is used")

    monkeypatch.setattr("socket.socket.connect", connect)
    for url in ("http://127.0.0.1/a.png", "//127.0.0.1/a.png", "HTTPS://e.org/a.png"):
        assert url in typst("# T", f"![a]({url})")


SECRET = "/etc/hostname"


@pytest.mark.parametrize(
    "inside",
    [
        f'<image href="{SECRET}" width="9" height="9"/>',
        '<image href="../../../../etc/hostname" width="9" height="9"/>',
        '<image href="http://127.0.0.1:9/a.png" width="9" height="9"/>',
        "<foreignObject><b>words</b></foreignObject>",
        "<g>" * 2000,
        "<text>&undefined;</text>",
    ],
)
def test_an_svg_reaches_neither_files_nor_the_network(inside):
    svg = SVG.replace("></svg>", f">{inside}</svg>")
    _, problems = export("# T", code("f()", result({"image/svg+xml": svg})))
    assert len(problems) == 1
    assert problems[0].startswith("cell 2 (code, id id2): ")


def test_the_source_cannot_read_beside_its_folder(tmp_path, typesetter):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with pytest.raises(CompileError, match="outside|escape|root|not found"):
        typesetter.compile(f'#read("{"../" * 20}{secret.as_posix()[1:]}")', {}, None)


# Limits -----------------------------------------------------------------------------


def test_long_output_is_cut_with_a_mark():
    lines = "\n".join(map(str, range(1_000_000)))
    source = typst(code("f()", new_output("stream", name="stdout", text=lines)))
    assert '\\n199\\n… 999,800 more lines");' in source
    wide = new_output("stream", name="stdout", text="ab " * 20_000_000)
    source = typst(code("f()", wide))
    assert "… 59,998,000 more characters" in source
    assert len(source) < 5000


def test_a_table_is_cut_with_a_mark():
    rows = "".join(f"<tr><td>{k}</td><td>{k / 8}</td></tr>" for k in range(2000))
    page = f"<table><tr><th>k</th><th>x</th></tr>{rows}</table>"
    source = typst(code("f()", result({"text/html": page})))
    assert "#table-note[… 1,701 more rows.];" in source
    assert len(source) < 30_000


def test_a_table_too_wide_for_the_page_is_split_and_its_index_repeated():
    head = "".join(f"<th>column {k}</th>" for k in range(40))
    row = "".join(f"<td>{k + 0.125}</td>" for k in range(40))
    page = (
        f"<table><thead><tr><th></th>{head}</tr></thead>"
        f"<tbody><tr><th>run</th>{row}</tr></tbody></table>"
    )
    source = typst("# T", code("f()", result({"text/html": page}, caption="C.")))
    assert source.count("#booktable(") == source.count("[run],") > 2
    for k in range(40):
        assert source.count(f"[column {k}],") == source.count(f"[{k + 0.125}],") == 1


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        ("a " * 40_000, "Markdown of more than 50,000 characters"),
        ("> " * 2000 + "a", None),
        ("[" * 5000, None),
        ("*a **b " * 3000, None),
        ("".join("  " * k + "- a\n" for k in range(200)), None),
        ("$" + "{" * 5000 + "}" * 5000 + "$", "nested too deeply"),
        ("$" + r"\frac{a}{" * 500 + "}" * 500 + "$", "nested too deeply"),
        ("$" + r"\left(" * 500 + r"\right)" * 500 + "$", "nested too deeply"),
        ("$" + "x^{" * 38 + "}" * 38 + "$", None),
        ("<table>" * 4000, None),
        ("<div>" * 4000 + "a", "HTML is nested too deeply"),
        ("<table><tr><td>" * 3000 + "a", "HTML is nested too deeply"),
        ("<b><p>" * 7000, None),
        ("".join(f"<i id={k}>" for k in range(2000)) + "<p>x" * 4000, "HTML"),
        ("<p>x" * 12_000, None),
        ("<!--" * 10_000, None),
        ("<a b=" * 10_000, None),
        ('<a b="' * 8000, None),
        ("<svg>" * 2000 + "$x$" * 2000, None),
        ("<style>$" * 6000, None),
        ("$$" + r"x \\ " * 3000 + "$$", None),
        (code("x = " + "(" * 3000 + ")" * 3000), None),
        (code("x = 1\n" * 100_000), None),
        (code("x" * 1_000_000), None),
        (
            code("f()", result({"text/html": "<table>" + "<tr><td>" * 50_000})),
            None,
        ),
        (
            code(
                "f()",
                result({"text/html": "<table><td colspan=9999 rowspan=99999>" * 9}),
            ),
            None,
        ),
        (
            code(
                "f()",
                result({"text/html": "<table><tr>" + "<td colspan=999>" * 99}),
            ),
            "a table of more than",
        ),
        (code("f()", result({"text/html": "<table></table>" * 3})), None),
        (code("f()", result({"text/html": "</td></tr><td><table><p>a<td>b"})), None),
        (code("f()", result({"image/png": "AAAA" * 999})), "picture is damaged"),
        (
            code("f()", result({"image/svg+xml": SVG + " " * 6_000_000})),
            "an SVG of 6,0",
        ),
    ],
)
def test_what_is_too_long_or_too_deep_is_cut_or_named(cell, complaint):
    _, problems = export("# T", cell)
    found = [line for line in problems if "Typst took" in line or "stopped" in line]
    assert not found
    if complaint:
        assert [line for line in problems if complaint in line]


def test_a_picture_of_too_many_pixels_is_named_before_it_is_decoded():
    import base64
    import struct
    import zlib

    def chunk(kind, data):
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"")
    data = {"image/png": base64.b64encode(png + chunk(b"IEND", b"")).decode()}
    _, problems = export("# T", code("f()", result(data)))
    assert len(problems) == 1
    assert "too large to print" in problems[0] or "exceeds limit" in problems[0]


def test_typst_is_stopped_when_it_takes_too_long(typesetter):
    with pytest.raises(CompileError, match="took more than 1 second"):
        typesetter.compile("#for i in range(2000000000) { i }", {}, None, seconds=1)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_typst_is_stopped_when_it_takes_too_much_memory(typesetter):
    with pytest.raises(CompileError, match="stopped with status .*memory"):
        typesetter.compile('#let x = "x" * 8000000000', {}, None)


# Odd notebooks ----------------------------------------------------------------------


ODD = {
    "empty": [],
    "blank cells": ["", "   ", "\n\n", code(""), code("\n")],
    "no title": ["words"],
    "an empty heading": ["#", "##", "## "],
    "only a title": ["# Title"],
    "three titles": ["# A", "# B", "# C"],
    "the same heading twice": ["## A", "## A", "[](#A)"],
    "a heading of maths": ["# $x$", "## $\\frac{a}{b}$", "[](#x)"],
    "an empty result": [code("f()", result({"text/plain": " "}))],
    "empty text": [code("f()", new_output("stream", name="stdout", text="\n\n"))],
    "broken lines": ["a  \nb\\\nc<br>d\n\n---\n\n***"],
    "nested blocks": [
        "> - a\n>   1. b\n>      > c\n>\n>      ```\n>      d\n>      ```"
    ],
    "a table in a list": ["- a\n\n  | b | c |\n  |---|---|\n  | d | e |"],
    "cells without a language": [code("x <- 1")],
    "magics": [code("%matplotlib inline\n!ls\nx = 1")],
    "unfinished code": [code("def f(:\n  '''")],
    "semicolons": [code("a = 1; b = '''\nc\n'''; d = [\n1]\n\ne = 2\nf = 3")],
    "tabs": [code("if x:\n\ty = 1\n\n\n\n\nz")],
    "escapes": ["\\* \\_ \\` \\# \\$ &amp; &lt; &copy; &#35; &#0;"],
    "links": ["[a](b.ipynb) [c](javascript:d) [](#) <https://e.org> https://f.org"],
    "a link to the title": ["# Title", "[up](#Title)"],
    "dots and quotes": ["\"a\" 'b' ... -- --- ~ ` \u00a0"],
    "combining marks": ["x\u0302 e\u0301 \u200b \u200d a\u0300\u0301"],
    "controls": ["a\x00b\x07c\x1b[31md\x7f", code("\x00\x08")],
    "an image map": ["![](attachment:none)"],
    "a footnote": ["a[^1]\n\n[^1]: b"],
    "a task list": ["- [ ] a\n- [x] b"],
    "html": ["<!-- -->", "a <b>c</b>", "<div>", "<details>", "</details>"],
    "nested hints": ["<details>a<details>b</details>c</details>d"],
    "maths on its own": ["$$", "$$$$", "$ $", "$", "\\begin{align}", "$$ \\\\ $$"],
    "maths without anything": ["$$\\begin{aligned}\\end{aligned}$$", "$\\text{}$"],
    "an array of nothing": [
        "$\\begin{array}{}\\end{array}$",
        "$\\begin{pmatrix}&\\end{pmatrix}$",
    ],
    "raw": [new_raw_cell(""), new_raw_cell("x")],
}


@pytest.mark.parametrize("cells", ODD.values(), ids=ODD)
def test_an_odd_notebook_is_printed(cells):
    _, problems = export(*cells)
    assert not [line for line in problems if line.startswith("report:")]


@pytest.mark.parametrize(
    "metadata",
    [
        {"caption": 3, "alt": ["a"], "label": {"a": 1}},
        {"caption": "", "alt": " ", "label": ""},
        {"image/png": {"width": "wide"}},
        {"image/png": {"width": -3}},
        {"image/png": {"width": float("nan")}},
        {"image/png": {"width": 1e300}},
        {"image/png": "small"},
        {"role": ["caption"]},
    ],
)
def test_odd_metadata_of_a_picture_is_ignored(metadata):
    shown = new_output("display_data", data={"image/png": PNG}, metadata=metadata)
    assert export("# T", code("f()", shown))[1] == ()


@pytest.mark.parametrize(
    "metadata",
    [
        {"authors": [{}, {"name": ""}, 3, None]},
        {"title": "", "course": "", "date": 2026},
        {"language_info": {"name": "klingon"}},
        {"title": "A \U0010fffd B"},
    ],
)
def test_odd_metadata_of_a_notebook_is_printed(metadata):
    _, problems = export("# T", "words", **metadata)
    assert len(problems) == ("\U0010fffd" in "".join(map(str, metadata.values())))


@pytest.fixture
def without_fonts(monkeypatch):
    """A computer that has no fonts but those of the reports."""
    missing = Typesetter._missing
    monkeypatch.setattr(
        Typesetter,
        "_missing",
        lambda self, some, fonts, **options: (
            some if fonts else missing(self, some, fonts, **options)
        ),
    )


@pytest.mark.usefixtures("without_fonts")
def test_missing_characters_are_one_problem_for_each_script():
    chinese = "".join(map(chr, range(0x4E00, 0x4F00)))
    cells = [chinese, "你 あ", *["你"] * 9, "い"]
    document, problems = export("# T", *cells)
    assert [line.partition(" (")[0] for line in problems] == ["cell 2", "cell 3"]
    assert "252 more characters; also in cell 3, cell 4, cell 5, " in problems[0]
    assert problems[0].endswith("cell 7, 5 more cells")
    assert problems[1].endswith("(HIRAGANA LETTER I); also in cell 13")
    assert "你" not in "".join(pages_of(document))
    assert "□" in "".join(pages_of(document))


def test_a_script_that_only_the_computer_has_is_printed_with_its_fonts():
    samples = ("漢字", "한국", "العربية", "नमस्ते", "😀", "ไทย", "שלום")
    with Typesetter() as typesetter:
        known = [
            text
            for text in samples
            if not typesetter.missing_characters(text)
            and not typesetter.unjoined_characters(text)
        ]
    if not known:
        pytest.skip("no such font on this computer")
    document, problems = export("# T", *known)
    assert not problems
    assert "□" not in "".join(pages_of(document))


@pytest.mark.usefixtures("without_fonts")
def test_letters_that_no_font_joins_are_printed_and_are_one_problem():
    document, problems = export("# T", "नमस्ते", "`नमस्ते` α")
    (problem,) = problems
    assert problem.startswith("cell 2 (markdown, id id2): no font joins U+0924 (DEVAN")
    assert problem.endswith("; also in cell 3")
    text = "".join(pages_of(document))
    assert text.count("न") == 2
    assert "□" not in text


@pytest.mark.parametrize("text", ["नमस्ते", "`नमस्ते`"])
def test_letters_are_joined_or_a_problem(text):
    document, problems = export("# T", text)
    is_joined = "NewCM" not in Report(document).font("न")
    assert is_joined == (not problems)


@pytest.mark.parametrize("text", ["{}", "- {}", "> {}", "## {}"])
def test_a_paragraph_of_a_script_from_right_to_left_begins_at_the_right(text):
    assert "#right-to-left[" in markdown(text.format("12 \u05e9 a"), Draft())
    assert "#right-to-left[" not in markdown(text.format("12 a \u05e9"), Draft())


def test_a_missing_character_that_cannot_be_seen_is_named():
    _, problems = export("# T", "a \U0005d07b b \u0378")
    assert len(problems) == 1
    assert "U+0378 (no name), U+5D07B (no name)" in problems[0]


def test_half_a_surrogate_pair_does_not_stop_the_export():
    half = json.loads('"a\\ud800b"')
    text = new_output("stream", name="stdout", text=half)
    svg = result({"image/svg+xml": SVG.replace("></", f"><text>{half}</text></")})
    _, problems = export(f"# {half}", half, code(half, text, svg), title=half)
    assert not [line for line in problems if line.startswith("report:")]


@pytest.mark.parametrize(
    "broken",
    [
        {"cells": [{"cell_type": "poem", "metadata": {}, "source": ""}]},
        {"cells": [{"cell_type": "code"}]},
        {"cells": [{"cell_type": "markdown", "metadata": {}, "source": 3}]},
    ],
)
def test_what_is_no_notebook_is_refused_with_its_place_named(broken):
    from nbformat import from_dict

    broken = {"metadata": {}, "nbformat": 4, "nbformat_minor": 4, **broken}
    with pytest.raises(ReportError, match=r"not a valid notebook: notebook\['cells'\]"):
        ReportExporter().from_notebook_node(from_dict(broken))


def test_text_and_lines_as_lists_are_the_same():
    listed = notebook(new_markdown_cell(["# T\n", "\n", "words"]))
    assert "words" in TypstExporter().from_notebook_node(listed)[0]


# Anything at all --------------------------------------------------------------------


PIECES = st.sampled_from(
    r"""
    # ## - > 1. | --- ``` ~~~ $ $$ * ** _ ` [ ]( ) ![ ] < > <b> </b> <br> <!-- -->
    <details> </details> <summary> \begin{align} \end{align} \begin{cases} \end{cases}
    \frac{ \left( \right) \eqref{ \tag{ \label{ } { & \\ ^ _ # \# \$ \ " ' ; : / // /*
    α ŷ 你 😀 http://a.org &amp; :--: \text{ \sqrt[ \hline \hspace{ \not \limits
    """.split()
)
TEXTS = st.lists(
    PIECES | st.sampled_from(["\n", "\n\n", " ", "  ", "a", "1"]) | st.text(max_size=4),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_markdown_is_converted(text):
    assert isinstance(markdown(text, Draft(with_hints=True)), str)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS, min_size=6, max_size=6), st.lists(TEXTS, min_size=4, max_size=4))
def test_any_notebook_becomes_a_pdf(texts, printed):
    stream = new_output("stream", name="stdout", text=printed[0])
    page = f"<table>{printed[1]}<tr><td>{printed[2]}<td>3"
    table = result({"text/html": page}, caption=printed[3])
    latex = result({"text/latex": f"${texts[0]}$"})
    export(*texts, code(texts[0], stream, table, latex), title=texts[1])
