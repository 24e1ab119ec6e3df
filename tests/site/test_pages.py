"""A notebook as a page: nothing is lost, everyone can read it, sliders move."""

import subprocess
import sys

import nbformat
import pytest
from nbconvert.utils.exceptions import ConversionException
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.site import PageExporter


def convert(*cells, **options):
    return PageExporter(**options).from_notebook_node(new_notebook(cells=list(cells)))


def live_cell(source, shown="LiveFigure(a=1)"):
    """A code cell that shows a live figure, as it is stored in a notebook."""
    data = {"text/plain": shown, "image/png": "iVBORw0KGgo="}
    return new_code_cell(source, outputs=[new_output("display_data", data)])


LINE = """
from helpers.live import LiveFigure, choice_slider
from helpers.plots import new_figure

figure, axes = new_figure()
(line,) = axes.plot([0, 1], [0, 0])
LiveFigure(figure, [line], lambda a: line.set_ydata([0, a]),
           a=choice_slider("height", 1, (0, 1, 2)))
"""


# Formulas -----------------------------------------------------------------------------


def test_formulas_are_mathml_with_their_numbers():
    cell = new_markdown_cell(
        r"Let $x_i$ be. $$\frac{a}{b} = \sum_{i=1}^n x_i \tag{1.1}$$"
    )
    page, resources = convert(cell)
    assert resources["problems"] == []
    assert "<msub><mi>𝑥</mi><mi>𝑖</mi></msub>" in page
    assert "<mfrac><mi>𝑎</mi><mi>𝑏</mi></mfrac>" in page
    assert '<span class="tag">(1.1)</span>' in page
    assert "$" not in page.split("<main")[1]


def test_rows_with_numbers_of_their_own_line_up():
    latex = r"\begin{align} a &= b \tag{1} \\ &= c \tag{2} \end{align}"
    page, _ = convert(new_markdown_cell(latex))
    table = page.split('<table class="rows"')[1].split("</table>")[0]
    assert table.count("<tr") == 2
    assert table.count('class="lhs"') == table.count('class="rhs"') == 2
    assert "(1)" in table
    assert "(2)" in table


def test_a_reference_is_a_link_with_the_number_of_the_equation():
    text = r"By $\eqref{law}$. $$a = b \tag{7.3} \label{law}$$ Or $x = \eqref{law}$."
    page, _ = convert(new_markdown_cell(text))
    assert '<a href="#law">(7.3)</a>' in page
    assert page.count("(7.3)") == 3
    assert 'id="law"' in page


def test_what_an_author_defines_holds_in_later_cells():
    first = new_markdown_cell(r"$\newcommand{\half}{\frac12}$")
    page, resources = convert(first, new_markdown_cell(r"$\half$"))
    assert "<mfrac><mn>1</mn><mn>2</mn></mfrac>" in page
    assert resources["problems"] == []


def test_a_formula_that_cannot_be_read_is_shown_and_named():
    page, resources = convert(new_markdown_cell(r"See $\unheardof{x}$ here."))
    assert r'<code class="problem">\unheardof{x}</code>' in page
    (problem,) = resources["problems"]
    assert r"\unheardof{x}" in problem


def test_a_formula_in_a_heading_is_there_and_in_the_contents():
    cells = (new_markdown_cell(f"## The {name}") for name in ("slope $x_i$", "end"))
    page, _ = convert(new_markdown_cell("# Title"), *cells)
    contents = page.split("<summary>On this page</summary>")[1].split("</details>")[0]
    heading = page.split("<h2 ")[1].split("</h2>")[0]
    for place in (contents, heading):
        assert "The slope <math" in place
    assert heading.split('id="')[1].split('"')[0] in contents


# Notebooks ----------------------------------------------------------------------------


def test_a_page_has_a_title_code_outputs_and_alternative_texts():
    picture = {"image/png": "iVBORw0KGgo=", "text/plain": "x"}
    outputs = [
        new_output("stream", name="stdout", text="printed\n"),
        new_output("display_data", picture, metadata={"alt": "a <curve>"}),
    ]
    code = new_code_cell("print('printed')", outputs=outputs)
    page, _ = convert(new_markdown_cell("# Two words\n\nText."), code)
    assert "<title>Two words</title>" in page
    assert 'alt="a &lt;curve&gt;"' in page
    assert "printed\n</pre>" in page


def test_what_a_hint_says_is_folded_away_with_its_picture(tmp_path):
    (tmp_path / "curve.svg").write_text("<svg/>", encoding="utf-8")
    text = """<details>
<summary>Hint <img src="curve.svg" alt="a curve"></summary>

Take the *other* root.

</details>

After it."""
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    where = {"metadata": {"path": str(tmp_path)}}
    page, resources = PageExporter().from_notebook_node(notebook, where)
    hint = page.split("<details>")[1].split("</details>")[0]
    assert "<em>other</em> root" in hint
    assert 'src="data:image/svg+xml;base64,' in hint
    assert "After it." not in hint
    assert resources["problems"] == []


def test_links_lead_to_the_pages_of_the_notebooks():
    cell = new_markdown_cell("[next](02_b.ipynb#Part) and [web](https://example.org)")
    page, _ = convert(cell, moved={"02_b.ipynb": "02_b.html"})
    assert 'href="02_b.html#Part"' in page
    assert 'href="https://example.org"' in page


def test_only_what_live_figures_need_is_run():
    never = new_code_cell("raise ValueError('run')")
    page, _ = convert(live_cell(LINE), never)
    assert page.count('class="live-player"') == 1
    without, _ = convert(never)
    assert 'class="live-player"' not in without


def test_a_cell_that_fails_is_told_in_one_sentence():
    stored = [new_output("error", ename="KeyError", evalue="of an earlier run")]
    cells = (
        new_code_cell("1", outputs=stored),
        new_code_cell("1 / 0"),
        live_cell(LINE),
    )
    with pytest.raises(ConversionException) as caught:
        convert(*cells)
    assert str(caught.value) == "cell 2 stops with ZeroDivisionError: division by zero"


def test_a_figure_that_is_live_no_more_is_told():
    with pytest.raises(ConversionException, match="cell 1 shows 1 live figures, and 0"):
        convert(live_cell("1 + 1"))


def test_data_that_were_not_there_are_mentioned():
    said = "print('MNIST: full set not found (no network); using another.')"
    page, _ = convert(new_code_cell(said), live_cell(LINE))
    assert "MNIST: full set not found (no network); using another." in page


def test_the_command_of_nbconvert_knows_it(tmp_path):
    path = tmp_path / "line.ipynb"
    nbformat.write(new_notebook(cells=[live_cell(LINE)]), path)
    command = [sys.executable, "-m", "nbconvert", "--to", "helpers.site.PageExporter"]
    subprocess.run([*command, str(path)], check=True, capture_output=True)
    assert "live-player" in path.with_suffix(".html").read_text(encoding="utf-8")
