"""HTML and Markdown woven into each other, in any way: no word is lost."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from report_cells import code, notebook, result

from helpers.report import TypstExporter

ELEMENTS = """a b body button center code col dd details div dl dt em fieldset figure
font form h1 h2 h3 head hr html i iframe img li math noscript object ol option p pre
script select small span strong style sub summary svg table tbody td template textarea
tfoot th thead title tr u ul unknown video xmp""".split()
TAGS = [f"<{name}>" for name in ELEMENTS] + [f"</{name}>" for name in ELEMENTS]
MARKS = ["\n", "\n\n", " ", "**", "*", "`", "- ", "> ", "# ", "## ", "| ", "|---|\n"]
MARKS += ["<br>", "<!--", "-->", "$", "[", "](#x)", "![", "](b.png)", "~~"]
MARKS += ["<", "</", ">", "<p align=center>", "<font color=red>", "&lt;", "<a id=x>"]
PIECES = st.lists(
    st.one_of(
        st.sampled_from(TAGS),
        st.sampled_from(MARKS),
        st.integers(1000, 9999).map(lambda number: f"word{number}"),
    ),
    max_size=40,
)
# What a browser does not show either, and what is no text.
HIDDEN = (
    r"<!--.*?(-->|\Z)|<(script|style|template|title|head|svg|math)>.*?(</\2>|\Z)"
    r"|<(?=\S)[^>]*word\d+[^>]*>|<[/!?]?\w*[^>]*\Z"
)
ADDRESS = r"!\[.*?\]\(|\]\(.*?\)"


def shown_words(text, hidden):
    return re.findall(r"word\d+", re.sub(hidden, " ", text, flags=re.DOTALL))


def source_of(*cells):
    exporter = TypstExporter()
    exporter.log.disabled = True
    return exporter.from_notebook_node(notebook("# T", *cells))[0]


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_no_word_is_lost_however_tags_and_marks_are_mixed(pieces):
    text = "".join(pieces)
    words = shown_words(text, f"{HIDDEN}|{ADDRESS}")
    source = source_of(text)
    assert not [word for word in words if word not in source]


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_no_word_of_an_html_output_is_lost(pieces):
    text = "".join(pieces)
    words = shown_words(text, HIDDEN)
    source = source_of(code("f()", result({"text/html": text})))
    assert not [word for word in words if word not in source]
