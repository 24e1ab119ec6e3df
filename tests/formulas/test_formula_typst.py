"""The Typst of a formula: what each piece becomes, and that all of it compiles."""

from importlib.resources import files

import pytest
import typst as typst_wheel
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.formulas import commands, symbols, typst
from helpers.formulas.reader import read, read_display
from helpers.formulas.tokens import TexError


def inline(latex):
    return typst.inline(read(latex))


def display(latex):
    return typst.display(read_display(latex))


FORMULAS = r"""
\frac{\partial J}{\partial w_j} = \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i)\, x_{ij}
\nabla_\theta J(\theta) = \mathbb{E}_{x \sim p}\left[ \nabla \log p_\theta(x) \right]
\sigma'(z) = \sigma(z)\bigl(1 - \sigma(z)\bigr), \quad f''(x), x'^2, x^\prime
\operatorname{softmax}(z)_k = \frac{\exp(z_k)}{\sum_{j=1}^K \exp(z_j)}
\operatorname*{arg\,min}_{w} \lVert Xw - y \rVert_2^2 + \lambda \|w\|_1
\arg\max_{k} p_k, \max_i |x_i|, \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}, \det A
J = -\frac{1}{n}\sum_{i=1}^n \sum_{k=1}^K \mathbb{1}\{y_i = k\} \log \hat{y}_{ik}
\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}
\begin{pmatrix} w_{11} & \cdots & w_{1k} \\ \vdots & \ddots & \vdots \end{pmatrix}
\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix} \begin{Vmatrix} a \\ b \end{Vmatrix}
\begin{array}{c|cc} a & b & c \\ d & e & f \end{array}
\underbrace{\frac{\partial J}{\partial z}}_{\text{left}} \overbrace{a + b}^{\text{r}}
\bar{x}, \tilde{w}, \vec{v}, \dot{x}, \widehat{abc}, \widetilde{xyz}, \overline{xy}
w \leftarrow w - \alpha \nabla J, \quad f: \mathbb{R} \to \mathbb{R}, x \mapsto x^2
A \Rightarrow B \iff C \implies D, \forall x \exists y, A \subset B \cup C \cap D
x \propto y \equiv z, a \pm b \mp c, a \ll b \gg c, a \le b \ge c \ne d \approx e
\langle x, y \rangle, \lfloor x \rfloor, \lceil x \rceil, p(x \mid y), \lvert x \rvert
\binom{n}{k} \stackrel{\text{def}}{=} n!, a \overset{!}{=} b, \underset{w}{\min} f(w)
\sum_{\substack{i=1 \\ i \ne j}}^n x_i, \prod_i p_i, \int_0^1 f(x)\,\mathrm{d}x
\frac12 \tfrac12 \dfrac12 \sqrt{x} \sqrt[3]{x+1} x^{2^2} x_{i_j} x_1^2
\big( \Big[ \bigg\{ \Bigg| x \Bigg\| \bigg\} \Big] \big)
\left. \frac{\partial f}{\partial x} \right|_{x=a} \left( \frac{a}{b} \middle| c \right)
\boxed{w \leftarrow w - \alpha \frac{\partial J}{\partial w}}
\mathop{\mathrm{minimise}}_{w} J(w) \quad \text{subject to } \|w\| \le 1
a \phantom{x x x} b \; c \, d \! e \: f \quad g \qquad h \ i ~ j \hspace{1cm} k
\mathbf{X}^\top \mathbf{y} \odot \boldsymbol{\theta} \bm{\mu} \mathcal{L} \mathds{1}
\mathrm{MSE}_{\text{train}} + \mathrm{Var}[x] \text{ and } \mathbf{ab} c
1{,}000, 3.14, 10^{-3}, 50\%, \$5, a\_b, a / b, a \not= b, a \notin c
J = \left\{ \begin{aligned} a &= b + c \\ &= d \end{aligned} \right. + e
D_{\mathrm{KL}}(p \,\|\, q) \ge 0, a \equiv b \pmod{n}, \displaystyle \sum_i x_i
\text{cost of $x_i$ is } c_i \text{ and 50\% \& more} \textbf{bold}
{ab}^2, {}_i x, {(x + y)}^{n}, \left(\frac{a}{b}\right)^2, \sum\limits_n \sum\nolimits_i
ŷ = σ(z), α ≤ β × γ − δ, x̂ ∂J ≠ ∇
""".strip().splitlines()


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


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{1}{n} x_i^2", "frac(1, n) x_(i)^(2)"),
        (r"\frac12", "frac(1, 2)"),
        (r"x^12", "x^(1) 2"),
        (r"\sum_{i=1}^n", "∑_(i = 1)^(n)"),
        (r"f''(x)", r"f'' \( x \)"),
        (r"f^\prime", "f'"),
        (r"\mathbf{w}^\top", "bold(upright(w))^(⊤)"),
        (r"\boldsymbol{\theta}", "bold(θ)"),
        (r"\hat y", "hat(y)"),
        ("ŷ", "hat(y)"),
        (r"\max_k", 'op("max", limits: #true)_(k)'),
        (r"\operatorname{softmax}(z)", r'op("softmax") \( z \)'),
        (r"\operatorname*{arg\,max}_k", 'op("arg\u2009max", limits: #true)_(k)'),
        (r"x \text{ if } y", 'x" if "y'),
        (r"\mathrm{MSE} = a", '"MSE"= a'),
        (r"\lVert w \rVert_2", 'class("opening", ‖) w class("closing", ‖)_(2)'),
        (r"\left( x \right]", r"lr(\( x \])"),
        (r"\left. x \right|_{a}", 'lr("" x |)_(a)'),
        (r"\bigl( x", r'class("opening", lr(size: #1.2em, \()) x'),
        (r"a / b", r'a class("normal", \/) b'),
        (r"1{,}5", r'1 class("normal", \,) 5'),
        (r"f(x, y; z)", r"f \( x \, y \; z \)"),
        (
            r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
            'mat(delim: "(", column-gap: #1em, a, b; c, d)',
        ),
        (r"\underbrace{a}_{\text{b}}", 'underbrace(a, "b")'),
        (r"\overset{!}{=}", "limits(=)^(!)"),
        (r"a \not\in b", "a ∉ b"),
        (r"1, \dots, n", r"1 \, lowdots thin \, n"),
        (r"a + \dots + b", "a + raiseddots + b"),
        (r"50\% % a comment", "50 %"),
        (r"a \lt b", r"a \< b"),
        ("‖x‖", r'class("normal", ‖) x class("normal", ‖)'),
        (r"n \choose k", "binom(n, k)"),
        (r"{a \over b} c", "frac(a, b) c"),
        (r"a \atop b", "mat(delim: #none, a; b)"),
        (r"a \brace b", 'mat(delim: "{", a; b)'),
        (r"\color{red} x + y", '#text(fill: rgb("#ff0000"), $x + y$)'),
        (r"\textcolor{#00ff00}{x} y", '#text(fill: rgb("#00ff00"), $x$) y'),
        (r"\operatorname{soft_{max}}", 'op("soft"_("max"))'),
        (r"\operatorname{\text{Var}}_x", 'op("Var")_(x)'),
        (r"{}^2 {{}}_i", '""^(2) ""_(i)'),
    ],
)
def test_latex_maths_becomes_typst_maths(latex, expected):
    assert inline(latex) == expected


def test_every_formula_of_a_first_course_compiles(compiles):
    source = [display(formula) for formula in FORMULAS]
    source += [f"${inline(formula)}$" for formula in FORMULAS]
    assert compiles("\n\n".join(source)).startswith(b"%PDF")


def test_a_tag_belongs_to_the_whole_block():
    formula = read_display(
        r"\begin{aligned} a &= b \\ &= c \end{aligned} \tag{2.3}\label{eq-a}"
    )
    assert "a & = b \\\n   & = c" in typst.display(formula)
    assert 'tag: "2.3", id: "eq-a"' in typst.display(formula)
    assert typst.display(formula).count("tag:") == 1


def test_a_bare_align_has_a_tag_for_each_row(compiles):
    rows = r"a &= b \tag{1} \\ c &= d \nonumber \\ e &= f \tag{2}"
    latex = rf"\begin{{align}} {rows} \end{{align}}"
    formula = read_display(latex)
    assert [tag for tag, _ in formula.tags] == ["1", "2"]
    assert "lhs: $ c $, rhs: $ = d $, alt:" in typst.display(formula)
    assert compiles(typst.display(formula)).startswith(b"%PDF")


def test_pairs_of_columns_stand_apart():
    rows = r"a &= b & c &= d \\ e &= f"
    pairs = "a & = b wide & c & = d \\\n  e & = f"
    assert pairs in display(rf"\begin{{align}} {rows} \end{{align}}")
    assert pairs in display(rf"\begin{{aligned}} {rows} \end{{aligned}}")
    assert "wide" not in display(rf"\begin{{alignedat}}{{2}} {rows} \end{{alignedat}}")


def test_pairs_of_columns_stand_apart_in_numbered_rows_too(compiles):
    source = display(r"\begin{align} a &= b & c &= d \tag{1} \\ e &= f \end{align}")
    assert "rhs: $ = b $, more: ((lhs: $ c $, rhs: $ = d $), ), tag:" in source
    assert compiles(source).startswith(b"%PDF")


def test_the_sign_of_an_eqnarray_is_between_two_cells():
    latex = r"\begin{eqnarray} a &=& b \\ &\le& c \end{eqnarray}"
    assert "a & = b \\\n   & ≤ c" in display(latex)


def test_a_display_that_only_defines_is_nothing():
    assert display(r"\newcommand{\R}{\mathbb{R}}") == ""
    assert display(r"\begin{aligned}\end{aligned}") != ""


def test_only_nodes_of_the_tree_are_written():
    with pytest.raises(TypeError, match="node must be of helpers.formulas.tree"):
        typst.inline(("x",))


def test_a_display_without_a_tag_has_no_number():
    assert "tag:" not in display("a = b")


ONE_ARGUMENT = [
    *(*commands.FONTS, *commands.ACCENTS, *commands.DECORATIONS, *commands.PARTS),
    *(r"\mathop", r"\sqrt", r"\pmod"),
]
SNIPPETS = [
    *symbols.SYMBOLS,
    *commands.SPACES,
    *commands.STYLES,
    *commands.FONT_SWITCHES,
    *commands.INFIX_FRACTIONS,
    *(name + "{x}" for name in ONE_ARGUMENT),
    *(name + "{a}{b}" for name in commands.FRACTIONS),
    *(name + r"{\text{a}}{b}" for name in (r"\overset", r"\underset", r"\stackrel")),
    *r"\color{red} \textcolor{red}{x} \operatorname{a_{b}} \def\f#1{(#1)} \f".split(),
    *r"\left( \right) \left. \right| \big( \log \max \limits \not= \mathrm{M}".split(),
    *r"\sqrt[3]{x} \hspace{1em} \substack{a\\b} \text{i} \underbrace{x}_{y}".split(),
    *r"{ } _ ^ ' _i ^2 _{ij} ^{n+1} a b xy 12 3.4 ŷ α ≠ ⟨ & \\".split(),
    *'+ - = , ; : / | ! ( ) [ ] < > * . ? " ` @ ~'.split(),
    r"\text{ if $x$ }",
    r"\begin{cases}a&b\\c&d\end{cases}",
    r"\begin{aligned}a&=b\\c\end{aligned}",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS), max_size=6).map(" ".join))
def test_whatever_the_converter_accepts_compiles(compiles, latex):
    try:
        source = display(latex)
    except TexError:
        return
    assert compiles(source)
