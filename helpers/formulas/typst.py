r"""The tree of a formula, written as Typst.

Symbols are written as Unicode characters, not as Typst names, because the names change
between versions of Typst and the characters do not.

>>> from helpers.formulas.reader import read
>>> inline(read(r"\frac{1}{n} \sum_{i=1}^n x_i^2"))
'frac(1, n) ∑_(i = 1)^(n) x_(i)^(2)'
"""

import itertools
from functools import singledispatch

from . import tree
from .strings import arguments, string

# Characters that mean something to Typst.
_ESCAPED = {c: "\\" + c for c in '()[]{},;:"@`<>#&$_\\/⟨⟩⌊⌋⌈⌉⌜⌝⌞⌟⟦⟧⟮⟯√∛∜'}

# Characters whose part in a formula Typst would take for another one.
_UNCLEAR = {*"|‖/⌜⌝⌞⌟"}
_CLASSES = {"ordinary": "normal"}  # where Typst's name is another one

# Braces around one of these take its spacing away, as in 10{,}000.
_SPACED = {r"\,", r"\;", r"\:", r"\<", r"\>", "=", "+", "-"}

_SPACES = {
    "thin": "thin",
    "medium": "med",
    "thick": "thick",
    "negative thin": "#h(-1em/6)",
    "half quad": "#h(0.5em)",
    "nonbreaking": "space.nobreak",
    "word": "space",
    "quad": "quad",
    "double quad": "wide",
}

_ACCENTS = {
    "hat": "hat({})",
    "widehat": "hat({}, size: #100%)",
    "tilde": "tilde({})",
    "widetilde": "tilde({}, size: #100%)",
    "bar": "macron({})",
    "vec": "arrow({})",
    "overrightarrow": "arrow({}, size: #100%)",
    "overleftarrow": "arrow.l({}, size: #100%)",
    "overleftrightarrow": "arrow.l.r({}, size: #100%)",
    "dot": "dot({})",
    "ddot": "dot.double({})",
    "dddot": "dot.triple({})",
    "ddddot": "dot.quad({})",
    "check": "caron({})",
    "widecheck": "caron({}, size: #100%)",
    "mathring": "circle({})",
}

_FONTS = {
    "bold upright": "bold(upright({}))",
    "bold": "bold({})",
    "bold italic": "bold(italic({}))",
    "blackboard": "bb({})",
    "calligraphic": "cal({})",
    "script": "scr({})",
    "fraktur": "frak({})",
    "sans": "sans({})",
    "mono": "mono({})",
    "italic": "italic({})",
    "upright": "upright({})",
    "normal": "{}",
}
_TEXT_FONTS = {
    "upright": "{}",
    "bold": "#math.bold(${}$)",
    "italic": "#math.italic(${}$)",
    "mono": "#math.mono(${}$)",
    "sans": "#math.sans(${}$)",
}

_STYLES = {
    "display": "display({})",
    "inline": "inline({})",
    "script": "script({})",
    "scriptscript": "sscript({})",
    "normal": "{}",
    "tiny": "#text(0.5em, ${}$)",
    "scriptsize": "#text(0.7em, ${}$)",
    "footnotesize": "#text(0.8em, ${}$)",
    "small": "#text(0.9em, ${}$)",
    "large": "#text(1.2em, ${}$)",
    "Large": "#text(1.44em, ${}$)",
    "LARGE": "#text(1.73em, ${}$)",
    "huge": "#text(2.07em, ${}$)",
}

_DECORATIONS = {
    "box": "boxed({})",
    "phantom": "phantom({})",
    "hphantom": "hphantom({})",
    "vphantom": "vphantom({})",
    "cancel": "cancel({})",
    "bcancel": "cancel({}, inverted: #true)",
    "xcancel": "cancel({}, cross: #true)",
}

_SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}

_MATRICES = {
    "matrix": "#none",
    "smallmatrix": "#none",
    "subarray": "#none",
    "array": "#none",
    "pmatrix": '"("',
    "bmatrix": '"["',
    "Bmatrix": '"{"',
    "vmatrix": '"|"',
    "Vmatrix": '"‖"',
    "cases": '#("{", none)',
    "dcases": '#("{", none)',
    "rcases": '#(none, "}")',
}

_DENSE = {"smallmatrix", "subarray"}

# Pairs of columns, a left and a right side each, stand apart in these.
_PAIRED = {"align", "align*", "aligned", "flalign", "flalign*"}


def inline(sequence):
    """Write a formula.

    Parameters
    ----------
    sequence : tuple
        What :func:`helpers.formulas.reader.read` returns.

    Returns
    -------
    str
        Typst maths, without dollar signs.
    """
    return _join(_pieces(sequence))


def _pieces(sequence):
    """Return the code of each node, and whether it begins and ends with text."""
    for node, following in itertools.zip_longest(sequence, sequence[1:]):
        code = _code(node)
        if isinstance(node, tree.Dots) and following == tree.Symbol(",", "punctuation"):
            code += " thin"
        yield code, _is_text(node, 0), _is_text(node, -1)


def _join(pieces):
    """Join code with spaces, except beside text, where Typst would show them."""
    joined, is_glued = "", True
    for code, text_first, text_last in pieces:
        if code:
            joined += code if is_glued or text_first else " " + code
            is_glued = text_last
    return joined


def display(formula):
    """Write a displayed formula.

    Parameters
    ----------
    formula : Display
        What :func:`helpers.formulas.reader.read_display` returns.

    Returns
    -------
    str
        A call of ``equation`` or ``rows``, the two functions of the style file of the
        reports; nothing for a formula with nothing to see.
    """
    if formula.is_empty:
        return ""
    rows = [[inline(cell) for cell in row.cells] for row in formula.rows]
    if formula.name:
        rows[-1][-1] += " " + inline(formula.tail)
    if formula.name.startswith("eqnarray"):  # the sign is a column of its own
        rows = [[cells[0], " ".join(filter(None, cells[1:]))] for cells in rows]
    if any(row.tag for row in formula.rows):
        return _numbered(formula, rows)
    body = " \\\n  ".join(_aligned(cells, formula.name) for cells in rows)
    named = _named(formula.tag, formula.label, formula.source)
    # Leading and trailing blanks make Typst set the maths as a display.
    return f"#equation($ {body} $, {named});"


def _named(tag, label, source):
    tag, label = (None if name is None else string(name) for name in (tag, label))
    return arguments(tag=tag, id=label, alt=string(" ".join(source.split())))


def _numbered(formula, written):
    """Write rows that carry their own numbers, as pairs of a left and a right side."""
    lines = []
    for row, cells in zip(formula.rows, written, strict=True):
        sides = itertools.zip_longest(cells[::2], cells[1::2], fillvalue="")
        first, *more = (f"lhs: $ {left} $, rhs: $ {right} $" for left, right in sides)
        more = "".join(f"({pair}), " for pair in more)
        more = f"more: ({more}), " if more else ""
        named = _named(row.tag, row.label, row.source)
        lines.append(f"  ({first}, {more}{named}),")
    if formula.name.startswith("alignat"):  # its author sets the space between pairs
        lines.append("  gap: 0em,")
    return "#rows(\n" + "\n".join(lines) + "\n);"


def _aligned(cells, name):
    """Join the cells of a row at their alignment points."""
    if name in _PAIRED:
        last = len(cells) - 1
        cells = [c + " wide" * (k % 2 and k < last) for k, c in enumerate(cells)]
    return " & ".join(cells)


def _is_text(node, end):
    """Whether the code of a node begins (0) or ends (-1) with text."""
    if isinstance(node, tree.Group) and node.body:
        return _is_text(node.body[end], end)
    return isinstance(node, (tree.Text, tree.Word))


def _argument(sequence):
    return inline(sequence) or '""'


def _class(kind, code):
    return f'class("{_CLASSES.get(kind, kind)}", {code})'


def _delimiter(text):
    return _ESCAPED.get(text, text) or '""'


# One function for each kind of node ---------------------------------------------------


@singledispatch
def _code(node):
    raise TypeError(f"node must be of helpers.formulas.tree, not {type(node).__name__}")


@_code.register
def _(node: tree.Number):
    return node.text


@_code.register
def _(node: tree.Symbol):
    code = _ESCAPED.get(node.text, node.text)
    if node.text in _UNCLEAR or node == tree.Symbol(":", "punctuation"):
        return _class(node.kind, code)
    return code


@_code.register
def _(node: tree.Dots):
    return "raiseddots" if node.is_raised else "lowdots"


@_code.register
def _(node: tree.Space):
    return _SPACES.get(node.width) or f"#h({node.width})"


@_code.register
def _(node: tree.Word):
    return _TEXT_FONTS[node.font].format(string(node.text))


@_code.register
def _(node: tree.Text):
    # A string may be empty, so that text begins and ends with a quote.
    pieces = [string(p) if isinstance(p, str) else inline(p) for p in node.pieces]
    return _TEXT_FONTS[node.font].format("".join(pieces))


@_code.register
def _(node: tree.Operator):
    name = string(node.name) if node.body is None else _argument(node.body)
    return f"op({name}{', limits: #true' * node.has_limits})"


@_code.register
def _(node: tree.Group):
    code = inline(node.body)
    return _class("ordinary", code) if code in _SPACED else code


@_code.register
def _(node: tree.Scripts):
    code = _argument(() if node.base is None else (node.base,))
    if node.limits is not None:
        code = f"limits({code})" if node.limits else f"scripts({code})"
    elif isinstance(node.base, tree.Group) and len(node.base.body) > 1:
        code = f"lr({code})"
    code += "'" * node.primes
    for mark, script in (("_", node.sub), ("^", node.sup)):
        if script is not None:
            code += f"{mark}({_argument(script)})"
    return code


@_code.register
def _(node: tree.Fraction):
    top, bottom = _argument(node.top), _argument(node.bottom)
    if node.has_line:
        return f"frac({top}, {bottom})"
    if node.opening == "(":
        return f"binom({top}, {bottom})"
    delimiters = string(node.opening) if node.opening else "#none"
    return f"mat(delim: {delimiters}, {top}; {bottom})"


@_code.register
def _(node: tree.Root):
    if node.degree is None:
        return f"sqrt({_argument(node.body)})"
    return f"root({_argument(node.degree)}, {_argument(node.body)})"


@_code.register
def _(node: tree.Accent):
    form = _ACCENTS.get(node.name, node.name + "({})")
    return form.format(_argument(node.body))


@_code.register
def _(node: tree.Font):
    return _FONTS[node.name].format(_argument(node.body))


@_code.register
def _(node: tree.Style):
    return _STYLES[node.name].format(_argument(node.body))


@_code.register
def _(node: tree.Colour):
    return f"#text(fill: rgb({string(node.value)}), ${_argument(node.body)}$)"


@_code.register
def _(node: tree.Decoration):
    return _DECORATIONS[node.name].format(_argument(node.body))


@_code.register
def _(node: tree.Part):
    return _class(node.kind, _argument(node.body))


@_code.register
def _(node: tree.Fenced):
    opening, closing = (
        (_delimiter(text), False, False) for text in (node.opening, node.closing)
    )
    return f"lr({_join([opening, *_pieces(node.body), closing])})"


@_code.register
def _(node: tree.Delimiter):
    delimiter = _delimiter(node.text)
    if node.size == "middle":
        return f"mid({delimiter})"
    return _class(node.kind, f"lr(size: #{_SIZES[node.size]}, {delimiter})")


@_code.register
def _(node: tree.Brace):
    name = "overbrace" if node.is_over else "underbrace"
    note = "" if node.note is None else f", {_argument(node.note)}"
    return f"{name}({_argument(node.body)}{note})"


@_code.register
def _(node: tree.Stacked):
    code = f"limits({_argument(node.base)})"
    for mark, script in (("_", node.below), ("^", node.above)):
        if script is not None:
            code += f"{mark}({_argument(script)})"
    return code


@_code.register
def _(node: tree.Arrow):
    below = "" if node.below is None else f"_({_argument(node.below)})"
    arrow = f"limits(stretch({node.text}, size: #(100% + 1em)))"
    return _class("relation", f"{arrow}^({_argument(node.above)}){below}")


@_code.register
def _(node: tree.Modulo):
    return f'quad \\( op("mod") {_argument(node.body)} \\)'


@_code.register
def _(node: tree.Substack):
    return " \\ ".join(inline(line) for line in node.lines)


@_code.register
def _(node: tree.Reference):
    return f"#eqref({string(node.label)})"


@_code.register
def _(node: tree.Environment):
    if node.name in _MATRICES:
        return _matrix(node)
    rows = [[inline(cell) for cell in row.cells] for row in node.rows]
    body = " \\ ".join(_aligned(cells, node.name) for cells in rows)
    # The one cell of a matrix is centred on the axis of the line.
    return f"mat(delim: #none, #box($ {body} $))"


def _matrix(node):
    options = f"delim: {_MATRICES[node.name]}"
    if node.name.endswith("cases"):
        options += ", align: #left, row-gap: #0.5em"
    options += "" if node.name in _DENSE else ", column-gap: #1em"
    before = [len(part) for part in node.columns.split("|")[:-1]]
    lines = {"hline": node.rules, "vline": list(itertools.accumulate(before))}
    lines = [f"{k}: ({', '.join(map(str, v))},)" for k, v in lines.items() if v]
    if lines:
        options += f", augment: #({', '.join(lines)})"
    # An alignment point after a cell pushes it to the right, before it to the left.
    letters = node.columns.replace("|", "")
    forms = [{"l": "& {}", "r": "{} &"}.get(letter, "{}") for letter in letters]
    forms += ["{}"] * max(len(row.cells) for row in node.rows)
    style = "display({})" if node.name == "dcases" else "{}"
    rows = []
    for row in node.rows:
        cells = [style.format(code) if code else "" for code in map(inline, row.cells)]
        cells = map(str.format, forms, cells)
        rows.append(", ".join(cells))
    return f"mat({options}, {'; '.join(rows)})"
