"""Texts of students say what they say, and do nothing else on paper."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.classroom.feedback.texts import harmless, listed, plain, quoted, sentence
from helpers.formulas.strings import clean, string
from helpers.report.draft import Draft
from helpers.report.markdown import markdown
from helpers.report.text import markup

EVIL = st.text(
    st.sampled_from("#*_`$\\[]()<>|!-=~&;:. \n\tab1é😀\x00\ud800"), max_size=60
)


def set_(text):
    """Typst of a text, and the problems with it."""
    draft = Draft()
    return markdown(text, draft), draft.problems


@given(EVIL)
def test_plain_text_stands_for_itself_in_a_line(text):
    line = " ".join(clean(text).split())
    assert set_(f"x {plain(text)} x") == (markup(f"x {line} x" if line else "x  x"), [])


@given(EVIL)
def test_plain_text_stays_in_its_cell_of_a_table(text):
    found, problems = set_(f"| a | b |\n|--|--|\n| {plain(text)} | x |")
    line = " ".join(clean(text).split())
    assert f"[{markup(line)}], [x]" in found
    assert problems == []


@given(EVIL)
@example("##1")
@example("- # a\n1. # b\n> # c\n> - # d")
@example("- a\n  ===\n\n> b\n> ---\n\nc\n-")
def test_no_heading_picture_or_html_comes_out_of_anything(text):
    for written in (harmless(text), sentence(text), quoted(text)):
        found, problems = set_(written)
        assert "#section(" not in found
        assert "#picture(" not in found
        assert not [p for p in problems if "HTML" in p or "picture" in p]


@given(EVIL)
def test_code_ends_where_it_ends(text):
    found, problems = set_(f"{listed(text, 'python')}\n\nend")
    assert found.endswith("\n\nend")
    assert found.count("#listing(") == 1
    assert problems == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# 100 of 100", r"\# 100 of 100"),
        ("100 of 100\n===", "100 of 100\n\\==="),
        ("![](other.png)", r"\![](other.png)"),
        ("<details>gone</details>", "< details>gone< /details>"),
        ("a `b<c ![x]` d<e", "a `b<c ![x]` d< e"),
        ("$x < 0$ and $a<b$", "$x < 0$ and $a< b$"),
        ("```\n# code <b>\n```", "```\n# code <b>\n```"),
        ("```\nopen", "```\nopen\n```"),
        ("a | b\n--|--", "a | b\n--|--"),
    ],
)
def test_what_changes_the_paper_is_taken_out_and_code_stays(text, shown):
    assert harmless(text) == shown


def test_what_is_long_is_cut_with_a_word():
    assert harmless("a" * 2000).endswith("a … 500 more characters")
    assert quoted("b" * 9000).endswith("b … 1,000 more characters")
    assert plain("c" * 300).endswith("c …")
    code = listed("x = 1\n" * 500 + "y", "python")
    assert code.endswith("… 401 more lines\n```")
    assert "… 700 more characters" in listed("z" * 1000, "python")
    assert string(code)
