"""Commands that authors define: what they stand for, and what stops them."""

import re

import pytest

from helpers.formulas import typst
from helpers.formulas.macros import Macro
from helpers.formulas.reader import learn, read, read_display
from helpers.formulas.tokens import TexError
from helpers.report.draft import Draft
from helpers.report.markdown import markdown


@pytest.mark.parametrize(
    ("latex", "meaning"),
    [
        (r"\newcommand{\R}{\mathbb{R}} x \in \R^n", r"x \in \mathbb{R}^n"),
        (r"\newcommand\R{\mathbb{R}} \R_+", r"\mathbb{R}_+"),
        (r"\newcommand*{\R}{\mathbb{R}} \R", r"\mathbb{R}"),
        (r"\newcommand{\d}[2]{\frac{#1}{#2}} \d{a+b}c", r"\frac{a+b}{c}"),
        (r"\newcommand{\d}[2][J]{\frac{#1}{#2}} \d{x} \d[L]{y}",
         r"\frac{J}{x} \frac{L}{y}"),
        (r"\newcommand{\f}[1][]{f_{#1}} \f \f[i]", "f_{} f_{i}"),
        (r"\newcommand{\f}[1]{#1 \le #1} \f{ab}", r"ab \le ab"),
        (r"\renewcommand{\vec}[1]{\mathbf{#1}} \vec x", r"\mathbf{x}"),
        (r"\providecommand{\vec}[1]{\mathbf{#1}} \vec x", r"\vec{x}"),
        (r"\providecommand{\v}[1]{\mathbf{#1}} \v x", r"\mathbf{x}"),
        (r"\def\a#1#2{#2#1} \a bc", "cb"),
        (r"\def\a{\b} \def\b{x} \a", "x"),
        (r"\def\p{\pi} \p x \p{}x", r"\pi x \pi {}x"),
        (r"\def\f#1{\mathbf#1} \f x", r"\mathbf x"),
        (r"\def\sq{^2} x\sq", "x^2"),
        (r"\def\bra#1{\left\langle #1 \right|} \bra{x}", r"\left\langle x \right|"),
        (r"\DeclareMathOperator{\E}{E} \E[x]", r"\operatorname{E}[x]"),
        (r"\DeclareMathOperator*{\argmin}{arg\,min} \argmin_w",
         r"\operatorname*{arg\,min}_w"),
        (r"\newcommand{\h}{\dots} 1, \h, n", r"1, \dots, n"),
        (r"\def\a{+} 1 \dots \a n", r"1 \dots + n"),
        (r"\text{if $\def\a{x}\a$}\a", r"\text{if $x$}x"),
    ],
)  # fmt: skip
def test_a_macro_is_what_it_stands_for(latex, meaning):
    assert read(latex) == read(meaning)
    assert typst.inline(read(latex)) == typst.inline(read(meaning))


@pytest.mark.parametrize(
    ("latex", "complaint"),
    [
        (r"\def\a{\a} \a", r"\a has no end"),
        (r"\def\a{x\b} \def\b{\a} \a", "has no end"),
        (r"\def\a{\a\a} \a", r"\a has no end"),
        (r"\def\a{\text{$\a$}} \a", r"nested too deeply by \a"),
        (r"\renewcommand{\vec}[1]{\mathbf{\vec{#1}}} \vec x", r"deeply by \vec"),
        (r"\def\a#1{#1#1#1#1} \a{\a{\a{\a{\a{\a{x}}}}}}", r"\a has no end"),
        (r"\def\a#1{" + "#1" * 10_000 + "}" + r"\a{abcdefgh}", "becomes longer than"),
        (r"\def\a{" + "x" * 9_999 + "}" + r"\a" * 9, "makes more than"),
        (r"\newcommand{\f}[1]{#2}", r"#2 is no argument of \f"),
        (r"\newcommand{\f}[1]{#1} \f", r"missing argument of \f"),
        (r"\newcommand{\f}[1]{#1} {\f}", r"missing argument of \f"),
        (r"\newcommand{f}{x}", r"missing name after \newcommand"),
        (r"\newcommand{\f}", r"missing meaning of \f"),
        (r"\newcommand{\f}{x", "missing }"),
        (r"\def\f(#1){#1}", r"the arguments of \f are not #1, #2"),
        (r"\def\f#2{#2}", r"the arguments of \f are not #1, #2"),
        (r"\def\f x", r"the arguments of \f are not #1, #2"),
    ],
)
def test_a_macro_that_cannot_be_read_is_refused(latex, complaint):
    with pytest.raises(TexError, match=re.escape(complaint)):
        read(latex)


def test_many_texts_in_texts_come_to_an_end():
    chain = "".join(
        rf"\def\{a}{{\text{{$\{b}\{b}$}}}}"
        for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
    )
    with pytest.raises(TexError, match="has no end"):
        read(chain + r"\def\l{x}\a")


def test_a_doubled_number_sign_is_one():
    assert Macro("##x #1", 1).fill(["a"]) == "#x a"


def test_definitions_last_from_one_formula_to_the_next():
    macros = {}
    assert read_display(r"\newcommand{\R}{\mathbb{R}}", macros).is_empty
    assert read(r"\R", macros) == read(r"\mathbb{R}")


def test_definitions_are_found_in_text_that_is_not_printed():
    macros = {}
    learn(r"Some $\newcommand{\R}{\mathbb{R}}$, \newcommand, $\def\a{b}$", macros)
    assert set(macros) == {r"\R", r"\a"}


# In a notebook ----------------------------------------------------------------------


def test_macros_are_known_from_their_cell_on():
    draft = Draft()
    markdown(r"$\R$ comes too early", draft)
    assert len(draft.problems) == 1
    assert markdown("$$\\newcommand{\\R}{\\mathbb{R}}$$", draft) == ""
    assert "bb(R)^(n)" in markdown(r"$x \in \R^n$", draft)
    assert len(draft.problems) == 1


def test_inline_definitions_leave_nothing_on_the_page():
    draft = Draft()
    source = "before $\\newcommand{\\R}{\\mathbb{R}}$ after"
    assert markdown(source, draft).split() == ["before", "after"]
    assert "bb(R)" in markdown(r"$\R$", draft)


def test_macros_of_a_hint_that_is_not_printed_are_known():
    draft = Draft()
    markdown("<details>\n\n$\\def\\R{\\mathbb{R}}$\n\n</details>\n\n$\\R$", draft)
    assert draft.problems == []


def test_a_macro_without_end_is_a_problem_of_its_cell():
    draft = Draft(cell="cell 3")
    markdown(r"$\def\a{\a}\a$", draft)
    (problem,) = draft.problems
    assert problem.startswith(r"cell 3: LaTeX: \a has no end")
