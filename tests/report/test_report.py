"""The report exporters: what a notebook becomes on paper, and what stops it."""

import base64
import os
import re
import subprocess
import sys
from importlib.resources import files

import nbformat
import pytest
import typst as typst_wheel
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_output
from report_cells import (
    PNG,
    SVG,
    WIDGET,
    code,
    handed_out,
    notebook,
    pdf,
    problems,
    result,
    typst,
)

from helpers.formulas.strings import string
from helpers.report import ReportError, ReportExporter, TypstExporter
from helpers.report.compile import Typesetter
from helpers.report.text import markup

# Mathematics ------------------------------------------------------------------------


def test_the_latex_source_is_the_alternative_text():
    assert r'alt: "\\frac{a}{b}"' in typst("# T\n\n$\\frac{a}{b}$")


@pytest.fixture(scope="module")
def compiles(tmp_path_factory):
    """Compile a piece of Typst in this process: quicker than in one of its own."""
    folder = tmp_path_factory.mktemp("typst")
    style = files("helpers.report").joinpath("style.typ").read_bytes()
    (folder / "style.typ").write_bytes(style)

    def compiles(source):
        main = folder / "main.typ"
        main.write_text(f'#import "style.typ": *\n{source}', encoding="utf-8")
        return typst_wheel.compile(main, root=folder, ignore_system_fonts=True)

    return compiles


# References -------------------------------------------------------------------------


def test_an_equation_reference_prints_the_tag_and_may_come_first():
    source = typst(r"# T", r"See \eqref{eq-a}.", r"$$ a \tag{2.1}\label{eq-a} $$")
    assert '"eq-a": "2.1"' in source
    assert 'See #eqref("eq-a");.' in source


def test_an_equation_reference_works_inside_mathematics():
    source = typst(r"$$ a \tag{1}\label{eq-a} $$", r"$b \overset{\eqref{eq-a}}{=} c$")
    assert 'limits(=)^(#eqref("eq-a"))' in source


@pytest.mark.parametrize(
    "text", [r"\eqref{eq-a}", "[Figure](#eq-a)", r"$\eqref{eq-a}$"]
)
def test_a_reference_to_nothing_names_the_cell(text):
    assert problems("# T", text) == [
        "cell 2 (markdown, id id2): nothing is labelled eq-a"
    ]


def test_a_label_in_two_places_names_both_cells():
    formula = r"$$ a \tag{1}\label{eq-a} $$"
    (problem,) = problems(formula, formula)
    assert problem.startswith("cell 2 (")
    assert "already used in cell 1 (" in problem


def test_links_to_figures_tables_and_headings_print_their_numbers():
    shown = result({"image/png": PNG}, caption="A curve.", label="fig-a")
    source = typst(
        "# T", "## The end", code("f()", shown), "[Figure](#fig-a), [](#The-end)"
    )
    assert '#refer("fig-a");, #refer("The-end");' in source
    assert 'id: "fig-a"' in source
    assert '#section(level: 1, id: "The-end")[The end];' in source


def test_a_link_keeps_its_own_words():
    source = typst("## End", "[the end](#End) [site](https://a.org/?x=1&y=2)")
    assert '#refer("End")[the end];' in source
    assert '#link("https://a.org/?x=1&y=2")[site];' in source


# Markdown ---------------------------------------------------------------------------


def test_the_first_heading_is_the_title_and_is_not_repeated():
    source = typst("# Ridge *regression*", "## Data")
    assert "title: [Ridge #emph[regression];]" in source
    assert source.count("Ridge ") == 1


def test_metadata_fills_the_title_block():
    source = typst(
        "# Heading",
        title="Title",
        authors=[{"name": "Ada"}, "Emmy"],
        course="DL",
        date="May 2026",
    )
    assert "title: [Title]" in source
    assert 'authors: ("Ada", "Emmy", )' in source
    assert "course: [DL], date: [May 2026]" in source
    assert "subtitle: [Heading]" in source
    assert "subtitle" not in typst("# Title", title="Title")


def test_hints_as_handed_out_are_dropped_whatever_they_hold():
    hint = (
        "before\n\n<details><summary>Hint</summary>\n\n- a $x^2$\n\n"
        "$$ y \\tag{9} $$\n\n```python\nsecret\n```\n\n</details>\n\nafter"
    )
    source = typst("# T", handed_out(hint))
    assert "before\n\nafter" in source
    assert not re.search("Hint|secret|x\\^|details", source)


HINTS = "<details><summary>Hint</summary>\n\nours\n\n</details>\n\nbetween\n\n" * 2


@settings(deadline=None, max_examples=30)
@given(place=st.integers(0, len(HINTS)))
def test_an_answer_anywhere_in_a_cell_with_hints_is_printed(place):
    cell = handed_out(HINTS)
    is_in_tag = HINTS.rfind("<", 0, place) > HINTS.rfind(">", 0, place)
    assume(not is_in_tag)
    assert "42" not in typst("# T", cell)
    cell.source = f"{HINTS[:place]}42{HINTS[place:]}"
    assert "42" in typst("# T", cell)


@pytest.mark.parametrize("about", [None, "handed_out", {}, {"handed_out": None}])
def test_a_hint_of_which_nothing_is_known_is_printed_like_all_that_is_folded(about):
    cell = handed_out("<details><summary>Hint</summary>words</details>")
    cell.metadata["gradients_by_hand"] = about
    assert re.search(r"#folded\(\[Hint\]\)\[\s*words", typst("# T", cell))


def test_a_listing_may_speak_of_details():
    assert "<details>x</details>" in typst("```html\n<details>x</details>\n```")


def test_lists_quotes_and_tables_are_written_as_such():
    source = typst("- a\n- b\n\n1. c\n\n> d\n\n| x | y |\n|--:|:--|\n| $1$ | `z` |")
    assert "#list(tight: true,\n  [a],\n  [b],\n);" in source
    assert "#enum(" in source
    assert "#quote(block: true)[d];" in source
    assert "align: (right, left, )" in source


RULE = "\n|---|---|\n"
TABLES = {
    "maths with a bar": ("| $|s|$ | $q(t|s)$ |" + RULE + "| 1 | 2 |", 2),
    "displayed maths": ("| a | b |" + RULE + "| $$|x|$$ | 2 |", 2),
    "a norm": (r"| $\|x\|_2$ | b |" + RULE + r"| \| | `a\|b` |", 2),
    "sums of money": ("| a | b |" + RULE + "| $5 | $6 |", 2),
    "a short row": ("| a | b |" + RULE + "| 1 |\n| 1 | 2 |", 3),
    "a row without bars": ("| a | b |" + RULE + "1 | 2\n3", 3),
    "no outer bars": ("a | b\n--|:-:\n1 | 2", 2),
    "below a paragraph": ("words\n| a | b |" + RULE + "| 1 | 2 |", 2),
    "in a list": ("- c\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |", 2),
    "in a quotation": ("> | a | b |\n> |---|---|\n> | 1 | 2 |", 2),
    "above a heading": ("| a | b |" + RULE + "| 1 | 2 |\n## H", 2),
    "above a list": ("| a | b |" + RULE + "| 1 | 2 |\n- c", 2),
}


@pytest.mark.parametrize(("text", "rows"), TABLES.values(), ids=TABLES)
def test_a_markdown_table_is_one_whatever_its_cells_hold(text, rows):
    source = typst("# T", text)
    assert source.count("#booktable(columns: 2") == 1
    source = re.sub(r"\n#equation(.*)\n\]", r"#equation\1]", source)
    table = source.partition("#booktable")[2].partition("\n);")[0]
    body = table.splitlines()[2:]
    assert len(body) == rows - 1
    assert all(re.fullmatch(r"  \[.*\], \[.*\],", row, re.DOTALL) for row in body)
    assert "--" not in source.replace("\\-", "-").partition("// cell 2")[2]


def test_a_bar_in_a_formula_of_a_table_is_a_bar_of_the_formula():
    source = typst("# T", r"| $p(a|b)$ | $\|x\|$ |" + RULE + r"| `a\|b` | c \| d |")
    assert r'$p \( a class("normal", |) b \)$, alt: "p(a|b)"' in source
    assert 'class("normal", ‖) x class("normal", ‖)' in source
    assert '[#raw("a|b");], [c | d],' in source


def test_cells_beyond_the_columns_of_a_table_are_kept_and_named():
    text = "| a | b |" + RULE + "| 1 | 2 | three | four |"
    assert problems("# T", text) == [
        "cell 2 (markdown, id id2): a row of a table has more cells than its first row"
    ]
    source = TypstExporter().from_notebook_node(notebook("# T", text))[0]
    assert "[1], [2 | three | four]," in source


@pytest.mark.parametrize("rule", ["|---|", "|---|---|---|", "|---||", "|---|-:-|"])
def test_what_only_resembles_a_table_is_shown_in_a_box_and_named(rule):
    text = f"| a | b |\n{rule}\n| 1 | 2 |\n\nwords"
    (problem,) = problems("# T", text)
    assert "the first two rows of a table" in problem
    source = TypstExporter().from_notebook_node(notebook("# T", text))[0]
    assert f'source: "| a | b |\\n{rule}\\n| 1 | 2 |"' in source


@pytest.mark.parametrize(
    "text", ["P(A|B)\n---\n", "P(A|B)\n\n---\n", "$p(a|b)$\n- c|d", "    a|b\n    -|-"]
)
def test_bars_do_not_make_a_table(text):
    assert "#booktable" not in typst("# T", text)


def test_comments_are_dropped_and_breaks_kept():
    source = typst("a<br>b <!-- c -->")
    assert "a#linebreak();b" in source
    assert "-->" not in source


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("$\\foo$", r'LaTeX: unknown command \foo near "\foo"'),
        ("$$\\foo$$", r'LaTeX: unknown command \foo near "\foo"'),
        ("<script>f()</script>", "HTML <script> cannot be printed"),
        ('<iframe src="a.html"></iframe>', "HTML <iframe> cannot be printed"),
        ("![a](none.png)", "picture none.png is missing"),
        ("![a](attachment:none.png)", "no picture is attached as attachment:none.png"),
        ("a \U0010fffd", "no font has U+10FFFD (no name)"),
    ],
)
def test_what_cannot_be_printed_is_shown_in_a_box_and_named_with_its_cell(
    text, complaint
):
    assert f"cell 2 (markdown, id id2): {complaint}" in problems("# T", text)
    lenient = ReportExporter().from_notebook_node(notebook("# T", text))[0]
    assert lenient.startswith(b"%PDF")


def test_an_attached_picture_alone_in_a_paragraph_is_a_figure():
    cell = new_markdown_cell("![A $x$ curve](attachment:a.png)")
    cell["attachments"] = {"a.png": {"image/png": PNG}}
    source = typst(cell)
    picture = '#picture(image("report_files/figure-1.png", alt: "A x curve"));'
    assert f"captioned)([{picture}], caption: [A #m(" in source


def test_a_picture_file_is_found_beside_the_notebook(tmp_path):
    (tmp_path / "a b.png").write_bytes(base64.b64decode(PNG))
    path = tmp_path / "report.ipynb"
    nbformat.write(notebook("# T", "![A curve](a%20b.png)"), path)
    _, resources = TypstExporter(strict=True).from_filename(str(path))
    assert base64.b64decode(PNG) in resources["outputs"].values()


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_any_text_survives_as_markup_and_as_code(compiles, text):
    source = f"#let a = [{markup(text)}]\n#a;\n\n#raw({string(text)});"
    assert compiles(source).startswith(b"%PDF")


# Code and outputs -------------------------------------------------------------------


def test_option_lines_are_not_printed():
    source = typst(code("#| label: a\n# NBVAL_IGNORE_OUTPUT\nx = 1  # kept\n"))
    assert '#listing((0, "x = 1  # kept"), lang: "python");' in source
    assert "NBVAL" not in source


def test_the_marks_of_a_solution_are_not_printed():
    marked = "def f(x):\n    # BEGIN SOLUTION\n    return x\n    # END SOLUTION"
    source = typst(code(marked))
    assert r'(0, "def f(x):\n    return x")' in source
    assert "SOLUTION" not in source


@pytest.mark.parametrize(
    ("tag", "input_shown", "output_shown"),
    [
        ("none", True, True),
        ("hide-input", False, True),
        ("hide-output", True, False),
        ("remove-cell", False, False),
        ("report-hide", False, False),
    ],
)
def test_tags_hide_cells_or_their_parts(tag, input_shown, output_shown):
    printed = new_output("stream", name="stdout", text="the-output\n")
    source = typst("# T", code("the_input()", printed, tags=[tag]))
    assert ("the_input()" in source) == input_shown
    assert ("the-output" in source) == output_shown


def test_greek_and_mathematical_characters_survive_everywhere():
    characters = "α λ ∂ σ ∇ ŷ ≤ × − ½ ‖ ²"
    printed = new_output("stream", name="stdout", text=characters)
    source = typst(f"# T\n\n{characters}", code(f"# {characters}", printed))
    assert source.count(characters) == 2 + 1
    assert "\ufffd" not in source
    with Typesetter() as typesetter:
        assert not typesetter.missing_characters(source)


def test_printed_output_is_what_a_terminal_would_show():
    text = "\x1b[31mred\x1b[0m\nstep 1\rstep 2\r\nend\n"
    source = typst(code("f()", new_output("stream", name="stdout", text=text)))
    assert r'#printed("red\nstep 2\nend");' in source


def test_a_long_word_may_be_broken_but_a_line_that_fits_is_left_alone():
    fits, long = "=" * 87, "=" * 100
    source = typst(code("f()", new_output("stream", name="stdout", text=fits)))
    assert f'#printed("{fits}");' in source
    source = typst(code("f()", new_output("stream", name="stdout", text=long)))
    assert f'#printed("{"=" * 80}\u200b{"=" * 20}");' in source


def test_an_error_is_shown():
    error = new_output("error", ename="ValueError", evalue="no", traceback=["line 1"])
    assert '#failure("ValueError: no", "line 1");' in typst(code("f()", error))


def test_the_best_form_of_a_result_is_printed():
    both = result({"image/svg+xml": SVG, "image/png": PNG, "text/plain": "<Figure>"})
    source = typst(code("f()", both))
    assert "figure-1.svg" in source
    assert "Figure>" not in source


def test_a_caption_is_printed_once():
    figure = result({"image/png": PNG}, caption="A $x$ curve.", alt="Falling")
    live = result({"text/markdown": "A $x$ curve."}, role="caption")
    source = typst(code("f()", figure, live))
    assert source.count("curve.") == 1
    assert 'caption: [A #m($x$, alt: "x"); curve.], kind: image' in source
    assert 'alt: "Falling"' in source


def test_a_caption_that_nothing_else_prints_is_kept():
    live = result({"text/markdown": "alone"}, role="caption")
    assert "alone" in typst(code("f()", live))


def test_a_widget_with_a_picture_is_that_picture():
    assert "picture)(image(" in typst(code("f()", result({**WIDGET, "image/png": PNG})))


def test_a_widget_without_a_picture_names_the_cell():
    assert problems("# T", code("f()", result({**WIDGET, "text/plain": "VBox()"}))) == [
        "cell 2 (code, id id2): a widget has no picture to print"
    ]


def test_other_results_that_paper_cannot_show_name_the_cell():
    data = {"text/html": "<script>f()</script>", "text/plain": "<IPython.X object>"}
    (problem,) = problems(code("f()", result(data)))
    assert problem.startswith("cell 1 (code, id id1): output cannot be printed")


def test_of_a_live_figure_the_picture_is_printed_and_its_script_no_loss():
    plain = "<IPython.core.display.Javascript object>"
    script = result({"application/javascript": "window.mpl = {}", "text/plain": plain})
    picture = result({"text/html": f'<img src="data:image/png;base64,{PNG}">'})
    source = typst(code("f()", script, picture))
    assert "figure-1.png" in source
    assert "#problem(" not in source
    assert len(problems(code("f()", script))) == 1


def test_a_drawing_below_a_table_is_printed_without_what_is_no_xml():
    drawing = (
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9" '
        'xmlns="http://www.w3.org/2000/svg"><metadata><r:F xmlns:r="a"/></metadata>'
        '<defs><path id="p" d="M0 0h9"/></defs><use xlink:href="#p"/></svg>'
    )
    page = f"<table><tr><td>1</td></tr></table><?xml version='1.0'?>{drawing}"
    source = typst(code("f()", result({"text/html": page})))
    assert "figure-1.svg" in source
    assert "#problem(" not in source


def test_an_object_that_has_only_a_name_is_printed_by_it():
    named = result({"text/plain": "<ErrorbarContainer object of 3 artists>"})
    assert '#printed("<ErrorbarContainer object of 3 artists>");' in typst(
        code("f()", named)
    )


def test_markdown_and_latex_results_are_typeset():
    source = typst(
        code(
            "f()",
            result({"text/markdown": "```python\nx = 1\n```"}),
            result({"text/latex": r"$\displaystyle \frac{a}{b}$"}),
        )
    )
    assert '#listing((0, "x = 1"), lang: "python");' in source
    assert "display(frac(a, b))" in source


TABULAR = r"\begin{tabular}{lr} name & value \\ w & 2 \\ \end{tabular}"
HTML_TABLE = "<table><tr><th>name</th></tr><tr><td>w</td></tr></table>"


def test_the_first_form_that_can_be_printed_whole_is_printed():
    forms = {"text/latex": TABULAR, "text/html": HTML_TABLE, "text/plain": "name w"}
    source = typst("# T", code("f()", result(forms, caption="C.", label="t")))
    assert "header: ([name],),\n  [w],\n" in source
    assert "kind: table" in source
    assert "tabular" not in source
    both = {"text/latex": r"$\foo$", "text/markdown": "*words*"}
    assert "#emph[words];" in typst("# T", code("f()", result(both)))


def test_a_form_that_was_given_up_leaves_no_label_reference_or_picture_behind():
    latex = (
        rf"$a \tag{{1}}\label{{l}}$ \eqref{{none}} ![a](data:image/png;base64,{PNG})"
    )
    forms = {"text/latex": rf"{latex} $\foo$", "text/html": HTML_TABLE}
    shown = [code("f()", result(forms)), r"$$ a \tag{1}\label{l} $$"]
    _, resources = TypstExporter(strict=True).from_notebook_node(notebook(*shown))
    assert list(resources["outputs"]) == ["report_files/style.typ"]


def test_if_no_form_can_be_printed_the_plain_one_is_printed_below_what_is_named():
    forms = {"text/latex": TABULAR, "text/plain": "name value"}
    (problem,) = problems("# T", code("f()", result(forms)))
    assert "unknown environment tabular" in problem
    shown = notebook("# T", code("f()", result(forms)))
    source = TypstExporter().from_notebook_node(shown)[0]
    assert re.search(r'#problem\(.*\);\n\n#printed\("name value"\);', source)


def test_the_words_of_html_that_cannot_be_set_stand_in_the_box():
    data = {
        "text/html": "<script>f()</script><h3>Accuracy</h3><p>0.9 &plusmn; .1",
        "text/plain": "<IPython.core.display.HTML object>",
    }
    shown = notebook("# T", code("f()", result(data)))
    source = TypstExporter().from_notebook_node(shown)[0]
    assert 'source: "Accuracy 0.9 ± .1"' in source


def test_html_that_is_too_long_to_read_is_named_and_its_plain_form_printed():
    data = {"text/html": "<table>" + " " * 2_000_001, "text/plain": "plain words"}
    (problem,) = problems("# T", code("f()", result(data)))
    assert "HTML of 2,000,008 characters is too long to print" in problem
    source = TypstExporter().from_notebook_node(notebook(code("f()", result(data))))[0]
    assert '#printed("plain words");' in source


def test_the_first_row_of_an_html_table_is_its_header_if_it_consists_of_heads():
    rows = "<tr><th>a</th><th>b</th></tr><tr><th>c</th><td>d</td></tr>"
    source = typst("# T", code("f()", result({"text/html": f"<table>{rows}</table>"})))
    assert "header: ([a], [b],),\n  [c], [d],\n" in source


def test_a_data_frame_becomes_a_table():
    page = """<style>td {color: red}</style><table>
      <thead><tr><th></th><th>cost</th><th>run</th></tr>
             <tr><th>α</th><th></th><th></th></tr></thead>
      <tbody><tr><th>0.1</th><td>-1.5</td><td>a &lt; b</td></tr>
             <tr><th>0.2</th><td>NaN</td><td>c</td></tr></tbody></table>
      <p>2 rows</p>"""
    source = typst(code("f()", result({"text/html": page}, caption="Runs.", label="t")))
    assert "align: (right, right, left, )" in source
    assert "header: ([α], [cost], [run],)" in source
    assert r"[0.1], [−1.5], [a \< b]," in source
    assert "#table-note[2 rows];" in source
    assert "kind: table" in source
    assert "color" not in source


def test_cells_that_span_keep_the_columns_in_place():
    page = """<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr>
      <tr><td>1</td><td>2</td></tr></table>"""
    source = typst("# T", code("f()", result({"text/html": page})))
    assert "columns: 3" in source
    assert "table.cell(colspan: 2, rowspan: 1, [b])" in source
    assert pdf(code("f()", result({"text/html": page}))).startswith(b"%PDF")


# The PDF ----------------------------------------------------------------------------


def whole_notebook():
    return notebook(
        "# A *whole* report with $x^2$",
        "## Derivation\n\nBy \\eqref{eq-a} and [Figure](#fig-a), [](#tab-a):",
        r"$$ \begin{aligned} a &= b \\ &= c \end{aligned} \tag{1}\label{eq-a} $$",
        "\\begin{align} a &= b \\tag{2} \\\\ c &= d \\tag{3} \\end{align}",
        "### Detail\n\n- one\n- two\n\n> quoted\n\n| a | b |\n|---|--:|\n| c | 1 |",
        code(
            "print('λ')  # " + "long " * 30,
            new_output("stream", name="stdout", text="=" * 300),
            new_output("error", ename="E", evalue="no", traceback=["t"]),
        ),
        code("f()", result({"image/svg+xml": SVG}, caption="C.", label="fig-a")),
        code("f()", result({**WIDGET, "image/png": PNG})),
        code(
            "f()",
            result(
                {"text/html": "<table><tr><td>1</td></tr></table>"},
                caption="T.",
                label="tab-a",
            ),
        ),
        authors=["Ada"],
        course="DL",
        date="May 2026",
    )


def test_a_report_is_an_accessible_pdf_and_says_so():
    exporter = ReportExporter(strict=True)  # strict: falling back would raise
    document, resources = exporter.from_notebook_node(whole_notebook())
    assert document.startswith(b"%PDF")
    assert b"pdfuaid:part" in document
    assert resources["output_extension"] == ".pdf"


def test_the_same_notebook_gives_the_same_bytes_in_another_process():
    here = ReportExporter().from_notebook_node(whole_notebook())[0]
    there = subprocess.run(
        [sys.executable, "-c", EXPORT],
        input=nbformat.writes(whole_notebook()).encode(),
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
    )
    assert here == there.stdout


EXPORT = """
import sys, nbformat
from helpers.report import ReportExporter
notebook = nbformat.reads(sys.stdin.buffer.read().decode(), as_version=4)
sys.stdout.buffer.write(ReportExporter().from_notebook_node(notebook)[0])
"""


@pytest.mark.parametrize(
    "data", [{"image/svg+xml": "no picture"}, {"image/png": PNG[:40]}]
)
def test_a_damaged_picture_is_a_box_with_its_caption_and_names_its_cell(data):
    broken = notebook(
        "# T", code("f()", result({"image/png": PNG}), result(data, caption="C."))
    )
    exporter = ReportExporter()
    document, _ = exporter.from_notebook_node(broken)
    assert document.startswith(b"%PDF")
    (problem,) = exporter.problems
    assert problem.startswith("cell 2 (code, id id2): ")
    with pytest.raises(ReportError, match=r"cell 2 \(code, id id2\)"):
        ReportExporter(strict=True).from_notebook_node(broken)


def test_the_typst_source_compiles_where_it_is_written(tmp_path):
    shown = notebook("# T", code("f()", result({"image/png": PNG})), "![a](a.png)")
    shown.cells[2]["attachments"] = {"a.png": {"image/png": PNG}}
    shown.cells[2]["source"] = "![a](attachment:a.png)"
    source, resources = TypstExporter(strict=True).from_notebook_node(shown)
    for name, data in resources["outputs"].items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "main.typ").write_text(source, encoding="utf-8")
    document = typst_wheel.compile(str(tmp_path / "main.typ"), root=str(tmp_path))
    assert document.startswith(b"%PDF")
