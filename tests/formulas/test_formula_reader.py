"""The tree says what a formula means; LaTeX that is not known is refused."""

import re

import pytest

from helpers.formulas.reader import read, read_display
from helpers.formulas.symbols import SYMBOLS
from helpers.formulas.tokens import TexError
from helpers.formulas.tree import (
    Accent,
    Colour,
    Dots,
    Environment,
    Fenced,
    Font,
    Fraction,
    Group,
    Number,
    Operator,
    Reference,
    Scripts,
    Space,
    Style,
    Symbol,
    Text,
    Word,
    references,
    walk,
)

A, B, I, N, X = (Symbol(letter) for letter in "abinx")  # noqa: E741
EQUALS = Symbol("=", "relation")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x_i^2", Scripts(X, sub=(I,), sup=(Number("2"),))),
        ("x^{2}_{i}", Scripts(X, sub=(I,), sup=(Number("2"),))),
        ("x''^n", Scripts(X, primes=2, sup=(N,))),
        (r"x^{\prime\prime}", Scripts(X, primes=2)),
        ("_i", Scripts(None, sub=(I,))),
        (
            r"\sum_{i=1}^n",
            Scripts(Symbol("∑", "large"), sub=(I, EQUALS, Number("1")), sup=(N,)),
        ),
        (r"\sum\limits_n", Scripts(Symbol("∑", "large"), sub=(N,), limits=True)),
        (r"\max_i", Scripts(Operator("max", has_limits=True), sub=(I,))),
        (r"\log", Operator("log")),
        (r"\operatorname*{arg\,max}", Operator("arg\u2009max", has_limits=True)),
        (r"\operatorname{\mathrm{Var}}", Operator("Var")),
        (
            r"\operatorname{soft_{max}}",
            Operator("soft_{max}", False, (Scripts(Word("soft"), sub=(Word("max"),)),)),
        ),
        (r"\frac ab", Fraction((A,), (B,))),
        (r"\dfrac{a}{b}", Style("display", (Fraction((A,), (B,)),))),
        (r"\binom nx", Fraction((N,), (X,), False, "(", ")")),
        (r"n \choose x", Fraction((N,), (X,), False, "(", ")")),
        (r"{a \over b}", Group((Fraction((A,), (B,)),))),
        (r"\left[a\right)", Fenced("[", (A,), ")")),
        (r"\left.a\right|", Fenced("", (A,), "|")),
        (r"\mathbf{x}", Font("bold upright", (X,))),
        (r"\mathrm{MSE}", Word("MSE")),
        (r"{\bf x a}", Group((Font("bold upright", (X, A)),))),
        (r"\hat x", Accent("hat", (X,))),
        ("x̂", Accent("hat", (X,))),
        (r"\text{if $x$}", Text(("if ", (X,), ""))),
        (r"\color{red} x a", Colour("#ff0000", (X, A))),
        (r"\textcolor{#0089FF}{x}", Colour("#0089ff", (X,))),
        (r"\quad", Space("quad")),
        (r"\not\in", Symbol("∉", "relation")),
        (r"\not<", Symbol("≮", "relation")),
        (r"\eqref{eq-a}", Reference("eq-a")),
    ],
)
def test_the_tree_of_one_piece(latex, expected):
    assert read(latex) == (expected,)


@pytest.mark.parametrize(
    ("latex", "kinds"),
    [
        ("a(x)", ["ordinary", "opening", "ordinary", "closing"]),
        (r"\lvert x \rvert", ["opening", "ordinary", "closing"]),
        ("|x|", ["ordinary"] * 3),
        (r"\lfloor x \rfloor", ["opening", "ordinary", "closing"]),
        (r"\{ x \}", ["opening", "ordinary", "closing"]),
        ("a + x =", ["ordinary", "binary", "ordinary", "relation"]),
        ("a, x", ["ordinary", "punctuation", "ordinary"]),
    ],
)  # fmt: skip
def test_a_symbol_has_the_part_that_it_takes(latex, kinds):
    assert [node.kind for node in read(latex)] == kinds


@pytest.mark.parametrize("name", [r"\alpha", r"\le", r"\sum", r"\odot", r"\to"])
def test_a_command_and_its_character_are_the_same(name):
    assert read(name) == read(SYMBOLS[name].text)


def test_braces_around_a_power_keep_it_together():
    power, base = read("{ab}^2"), read("ab^2")
    assert power == (Scripts(Group((A, B)), sup=(Number("2"),)),)
    assert base == (A, Scripts(B, sup=(Number("2"),)))


def test_a_colour_ends_with_its_group():
    assert read(r"{\color{blue} a} x") == (Group((Colour("#0000ff", (A,)),)), X)


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"\color[rgb]{1, 0.5, 0} a", "#ff8000"),
        (r"\color[RGB]{255,128,0} a", "#ff8000"),
        (r"\color[gray]{0.5} a", "#808080"),
        (r"\color[HTML]{FF8000} a", "#ff8000"),
    ],
)
def test_a_colour_may_be_given_in_numbers(latex, value):
    assert read(latex) == (Colour(value, (A,)),)


@pytest.mark.parametrize(
    ("latex", "same"),
    [
        (r"\ket{a}", r"{|a\rangle}"),
        (r"a \mod{n}", r"a {\quad\operatorname{mod}\;n}"),
        (r"\require{cancel} a \newline x", "{} a {} x"),
        (r"\class{b}{a}", "{{a}}"),
        (r"{a \\ x}", "{a x}"),
        (r"a \hskip 1em x \kern-2pt n", r"a \hspace{1em} x \hspace{-2pt} n"),
        (r"\LaTeX", r"\text{LaTeX}"),
        (r"\text{a \emph{b} \$}", r"\text{a $\emph{b}$ \$}"),
        (
            r"\begin{array}[t]{@{}c|p{2cm}} a & x \end{array}",
            r"\begin{array}{c|l} a & x \end{array}",
        ),
    ],
)
def test_what_can_be_said_by_other_commands_is_the_same(latex, same):
    assert read(latex) == read(same)


def test_a_command_for_text_takes_one_character_without_braces():
    assert read(r"\textit ax") == read(r"\textit{a} x")


def test_a_label_without_a_tag_gets_the_next_number_that_is_free():
    latex = (
        r"\begin{align} a \label{p} \\ x \tag{2}\label{q} \\ n \label{r} \end{align}"
    )
    display = read_display(latex).numbered(["1"])
    assert display.tags == [("3", "p"), ("2", "q"), ("4", "r")]
    assert read_display(r"a \label{p}").numbered([]).tags == [("1", "p")]
    assert read_display("a").numbered([]) == read_display("a")


def test_dots_are_raised_between_operators():
    assert Dots(True) in read(r"a + \dots + x")
    assert Dots(True) in read(r"a ≤ \dots ≤ x")
    assert Dots(False) in read(r"a, \dots, x")


def test_cells_rows_and_rules_of_an_array():
    latex = r"\begin{array}{r|c} a & b \\ \hline x & n \\ \hline \end{array}"
    (array,) = read(latex)
    assert array.columns == "r|c"
    assert array.rules == (1, 2)
    assert [row.cells for row in array.rows] == [((A,), (B,)), ((X,), (N,))]


def test_cases_have_two_cells_in_a_row():
    (cases,) = read(r"\begin{cases} a & \text{if } x \\ b & \end{cases}")
    assert isinstance(cases, Environment)
    assert cases.name == "cases"
    assert cases.rows[0].cells == ((A,), (Text(("if ",)), X))
    assert cases.rows[1].cells == ((B,), ())


def test_a_display_is_the_rows_of_its_environment():
    latex = r"\begin{align} a &= b \tag{1}\label{e} \\ &= x & n &= i \end{align}."
    formula = read_display(latex)
    assert formula.name == "align"
    assert formula.rows[0].cells == ((A,), (EQUALS, B))
    assert formula.rows[1].cells == ((), (EQUALS, X), (N,), (EQUALS, I))
    assert formula.tags == [("1", "e")]
    assert formula.tail == (Symbol("."),)
    assert formula.source == latex


def test_a_display_may_be_an_equation_with_aligned_rows():
    inner = r"\begin{aligned} a &= b \\ &= x \end{aligned} \tag{2}"
    formula = read_display(rf"\begin{{equation}} {inner} \end{{equation}}")
    assert formula.name == "aligned"
    assert len(formula.rows) == 2
    assert formula.tags == [("2", None)]


def test_aligned_rows_beside_something_stay_a_block():
    formula = read_display(r"x = \begin{aligned} a &= b \end{aligned}")
    assert formula.name == ""
    assert formula.rows[0].cells[0][2].name == "aligned"


def test_an_operator_named_like_an_environment_is_an_operator():
    formula = read_display(r"\operatorname{align}")
    assert formula.rows[0].cells == ((Operator("align"),),)


def test_references_are_found_wherever_they_stand():
    latex = r"\frac{a}{\sqrt{\eqref{a}}} \overset{\text{by \eqref{b}}}{=} x_{\eqref{c}}"
    assert references(read(latex)) == ["a", "b", "c"]


def test_walking_goes_through_a_tree_in_order():
    nodes = list(walk(read(r"\frac{a}{b_i} + x^n")))
    symbols = [node.text for node in nodes if isinstance(node, Symbol)]
    assert "".join(symbols) == "abi+xn"
    assert isinstance(nodes[0], Fraction)


@pytest.mark.parametrize(
    ("latex", "complaint"),
    [
        (r"\foo{x}", r"unknown command \foo"),
        (r"\frac{a}{b", "missing }"),
        (r"\frac{a}", "missing argument"),
        (r"a } b", "misplaced }"),
        (r"x^1^2", "double ^"),
        (r"\left( x", r"missing \right"),
        (r"\left? x \right)", "unknown delimiter ?"),
        (r"\begin{tikz} x \end{tikz}", "unknown environment tikz"),
        (r"\begin{cases} x \end{pmatrix}", r"missing \end{cases}"),
        (r"\begin{aligned} \hline x \end{aligned}", r"unknown command \hline"),
        (r"\begin{align} x \end{align}", "unknown environment align"),
        (r"\begin{array}{cp} x \end{array}", "unknown columns cp"),
        (r"\text{\foo}", "unknown command in text"),
        (r"x \tag{1}", r"misplaced \tag"),
        (r"x & y", "misplaced &"),
        (r"x # y", "misplaced #"),
        (r"$x", "misplaced $"),
        ("é", "unknown accent U+0301"),
        (r"\not a", r"unknown relation after \not"),
        (r"\not\frac12", r"unknown relation after \not"),
        (r"a \over b \over c", r"second \over"),
        (r"\color{rot} x", "unknown colour rot"),
        (r"\color{#12345} x", "unknown colour #12345"),
        (r"\textcolor[rgb]{1,0}{x}", "unknown colour 1,0 of the model rgb"),
        (r"\textcolor[rgb]{1,0,2}{x}", "unknown colour 1,0,2 of the model rgb"),
        (r"\textcolor[cmyk]{1,0,0,0}{x}", "unknown colour 1,0,0,0 of the model cmyk"),
        (r"\color[HTML]{12} x", "unknown colour 12 of the model HTML"),
        ("{" * 50 + "}" * 50, "nested too deeply"),
    ],
)
def test_latex_that_is_not_understood_is_refused(latex, complaint):
    with pytest.raises(TexError, match=re.escape(complaint)):
        read(latex)


@pytest.mark.parametrize(
    ("latex", "complaint"),
    [
        (r"a \tag{1} \tag{2}", r"second \tag"),
        (r"x \begin{align} a \end{align}", "unknown environment align"),
        (r"\begin{align} a \end{align} x", "something stands beside align"),
        (r"\begin{align} a \end{align}^2", "something stands beside align"),
        (r"\displaystyle \begin{align} a \end{align}", "unknown environment align"),
        (r"a \right)", r"unknown command \right"),
    ],
)
def test_a_display_that_is_not_understood_is_refused(latex, complaint):
    with pytest.raises(TexError, match=re.escape(complaint)):
        read_display(latex)


def test_an_error_shows_the_place():
    with pytest.raises(TexError, match=r'unknown command \\foo near "a \+ \\foo \+ b"'):
        read(r"a + \foo + b")


@pytest.mark.parametrize(
    ("source", "same"),
    [
        (r"\href{https://a.b/c_d#e}{x^2}", "{{x^2}}"),
        (r"\bbox[yellow, 5px]{x}", "{{x}}"),
        (r"\bbox{x}", "{{x}}"),
        (r"\genfrac{}{}{}{}{a}{b}", r"\frac{a}{b}"),
        (r"\genfrac{}{}{1pt}{0}{a}{b}", r"\dfrac{a}{b}"),
        (r"\genfrac{}{}{0pt}{}{a}{b}", r"{a \atop b}"),
        (r"\genfrac{[}{\}}{0.5pt}{}{a}{b}", r"\left[\frac{a}{b}\right\}"),
        (r"\unicode{x2264} \unicode[Times]{8805}", r"\le \ge"),
    ],
)
def test_commands_that_say_what_others_say(source, same):
    read_body, same_body = read(source), read(same)
    if source.startswith(r"\genfrac{}{}{0pt"):
        (same_body,) = same_body
        same_body = same_body.body
    assert read_body == same_body


@pytest.mark.parametrize(
    "source",
    [r"\unicode{x}", r"\unicode{xD800}", r"\unicode{9999999}", r"\genfrac{a}{}{}{}12"],
)
def test_what_those_commands_cannot_mean_is_refused(source):
    with pytest.raises(TexError):
        read(source)
