"""Markdown cells to Typst.

Jupyter's own Markdown parser (the one nbconvert uses) splits the text into tokens; each
kind of token has one method here that writes it as Typst.
"""

import html
import itertools
import re
from functools import cache
from typing import ClassVar
from urllib.parse import unquote

from mistune import Markdown, import_plugin
from nbconvert.filters.markdown_mistune import MathBlockParser, MathInlineParser

from ..formulas import typst
from ..formulas.reader import learn, read, read_display
from ..formulas.strings import arguments, clean, string
from ..formulas.tokens import TexError
from ..formulas.tree import references
from .hints import split_hints
from .listings import listing
from .pictures import picture_from_url, show_picture
from .pipes import pipe_tables
from .text import markup

_LONGEST = 50_000  # characters of a cell: the parser's time grows with their square
_LONGEST_HEADING = 500
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_URL = re.compile(r"(https?|mailto):")


def markdown(source, draft):
    """Convert Markdown to Typst markup.

    Parameters
    ----------
    source : str
        A Markdown cell, or the Markdown of an output.
    draft : Draft
        Collects problems, labels, references and pictures.

    Returns
    -------
    str
        Typst markup. Hints in ``<details>`` are left out, or kept for the appendix.
    """
    shown, hints = split_hints(clean(source))
    if not draft.with_hints:
        for _, hint in hints:
            learn(hint, draft.macros)
        return _blocks("".join(shown), draft)
    written = [_blocks(shown[0], draft)]
    for (summary, hint), rest in zip(hints, shown[1:], strict=True):
        number = len(draft.hints) + 1
        name = f"Hint {number}" if summary == "Hint" else f"Hint {number}: {summary}"
        written += [_hint(f"hint-{number}", name, hint, draft), _blocks(rest, draft)]
    return "\n\n".join(block for block in written if block)


def _hint(label, name, source, draft):
    """Add a hint to the appendix, and write the link to it."""
    draft.anchor(label)
    options = arguments(id=string(label), section=_optional(draft.section))
    text = _blocks(source, draft)
    draft.hints.append(f"#hint([{markup(name)}], {options})[\n{text}\n];")
    return f"#refer({string(label)})[{markup(name)}];"


def _optional(label):
    return string(label) if label else None


def _blocks(source, draft):
    if len(source) > _LONGEST:
        return draft.problem(f"Markdown of more than {_LONGEST:,} characters", source)
    try:
        return _Writer(draft).blocks(_parser()(source))
    except RecursionError:
        return draft.problem("Markdown is nested too deeply", source)


def caption(source, draft):
    """Convert a caption, Markdown of one paragraph, to Typst markup.

    Parameters
    ----------
    source : str
        The caption.
    draft : Draft
        As for :func:`markdown`.

    Returns
    -------
    str
        Typst markup.
    """
    if len(source) > _LONGEST:
        return draft.problem(f"a caption of more than {_LONGEST:,} characters", source)
    try:
        writer = _Writer(draft)
        return " ".join(map(writer.line, _parser()(clean(source))))
    except RecursionError:
        return draft.problem("a caption is nested too deeply", source)


def is_display(token):
    """Tell whether a paragraph is nothing but a displayed equation."""
    kinds = {child["type"] for child in token.get("children", [])}
    return bool(kinds) and kinds <= {"block_math", "latex_environment"}


def plain(tokens):
    """Return the bare text of inline tokens, for alternative texts and labels."""
    return "".join(
        " "
        if token["type"] == "softbreak"
        else html.unescape(token.get("raw", "")) + plain(token.get("children", []))
        for token in tokens
    )


class _InlineParser(MathInlineParser):
    r"""Jupyter's inline rules, and ``\eqref{label}``."""

    SPECIFICATION: ClassVar = {
        **MathInlineParser.SPECIFICATION,
        "equation_reference": r"\\(?:eq)?ref\{(?P<equation_label>[^}]+)\}",
    }
    DEFAULT_RULES: ClassVar = ("equation_reference", *MathInlineParser.DEFAULT_RULES)

    def parse_equation_reference(self, match, state):
        raw = match["equation_label"]
        state.append_token({"type": "equation_reference", "raw": raw})
        return match.end()


@cache
def _parser():
    plugins = [pipe_tables, *map(import_plugin, ("strikethrough", "url"))]
    return Markdown(
        renderer=None, block=MathBlockParser(), inline=_InlineParser(), plugins=plugins
    )


class _Writer:
    """Writes tokens as Typst: a method for each type of token."""

    def __init__(self, draft):
        self.draft = draft

    def blocks(self, tokens):
        tokens = [token for token in tokens if token["type"] != "blank_line"]
        written = []
        for token, below in itertools.zip_longest(tokens, tokens[1:]):
            block = self.write(token)
            if token["type"] == "paragraph" and self.leads(block, below):
                block = f"#lead[{block}];"  # stays on the page of what it introduces
            written.append(block)
        return "\n\n".join(block for block in written if block)

    def line(self, token):
        if token["type"] in ("paragraph", "block_text"):
            return self.inlines(token["children"])
        return self.write(token)

    def leads(self, block, below):
        if block.startswith(("#captioned", "#picture", "#equation", "#rows")):
            return False
        return block.endswith(":") or (below is not None and is_display(below))

    def inlines(self, tokens):
        return "".join(self.write(token) for token in tokens)

    def write(self, token):
        method = getattr(self, token["type"], None)
        if method is None:
            raw = token.get("raw") or plain(token.get("children", []))
            return self.draft.problem(f"Markdown {token['type']} is not known", raw)
        return method(token)

    # Blocks -------------------------------------------------------------------

    def blank_line(self, token):
        return ""

    def paragraph(self, token):
        children = token["children"]
        if [child["type"] for child in children] == ["image"]:
            return self.figure(children[0])
        return self.inlines(children).strip()

    block_text = paragraph

    def heading(self, token):
        words = self.inlines(token["children"]).strip()
        if not words:
            return ""
        if len(plain(token["children"])) > _LONGEST_HEADING:
            message = f"a heading of more than {_LONGEST_HEADING} characters"
            return f"{self.draft.problem(message)}\n\n{words}"
        level = token["attrs"]["level"]
        label = plain(token["children"]).strip().replace(" ", "-")
        own = string(label) if label and self.draft.anchor(label) else None
        if level == 1 and self.draft.title is None:
            self.draft.title = words
            return f"#anchor({own});" if own else ""
        level = max(1, level - 1)
        warning = ""
        if level > self.draft.heading_level + 1:
            name = plain(token["children"])
            warning = self.draft.problem(f'heading "{name}" skips a level') + "\n\n"
            level = self.draft.heading_level + 1
        self.draft.heading_level = level
        self.draft.section = label if own else None
        return f"{warning}#section({arguments(level=level, id=own)})[{words}];"

    def list(self, token):
        ordered = token["attrs"].get("ordered")
        start = token["attrs"].get("start") if ordered else None
        items = "".join(
            f"  [{self.blocks(item['children'])}],\n" for item in token["children"]
        )
        options = arguments(tight=str(token["tight"]).lower(), start=start)
        return f"#{'enum' if ordered else 'list'}({options},\n{items});"

    def block_code(self, token):
        info = token.get("attrs", {}).get("info", "").split()
        return listing(token["raw"], info[0] if info else None)

    def block_quote(self, token):
        return f"#quote(block: true)[{self.blocks(token['children'])}];"

    def thematic_break(self, token):
        return "#line(length: 100%, stroke: 0.5pt + rule-colour);"

    def block_html(self, token):
        rest = _BREAK.sub("", _COMMENT.sub("", token["raw"])).strip()
        return self.draft.problem("HTML cannot be printed", rest) if rest else ""

    def table(self, token):
        head, body = token["children"][0], token["children"][1:]
        rows = [row for part in body for row in part["children"]]
        sides = [cell["attrs"]["align"] or "left" for cell in head["children"]]
        header = self.cells(head["children"])
        lines = [f"  {self.cells(row['children'])},\n" for row in rows]
        written = (
            f"#booktable(columns: {len(sides)}, align: ({', '.join(sides)},),\n"
            f"  header: ({header},),\n{''.join(lines)});"
        )
        if token["attrs"]["surplus"]:
            message = "a row of a table has more cells than its first row"
            written += f"\n\n{self.draft.problem(message)}"
        return written

    def broken_table(self, token):
        message = "the first two rows of a table have different numbers of cells"
        return self.draft.problem(message, token["raw"])

    def cells(self, tokens):
        return ", ".join(f"[{self.inlines(cell['children'])}]" for cell in tokens)

    def figure(self, token):
        picture = self.image(token)
        words = self.inlines(token["children"])
        if not words or not picture.startswith("#picture"):
            return picture
        alt = string(plain(token["children"]).strip() or "picture")
        return f"#captioned([{picture}], caption: [{words}], alt: {alt});"

    # Text ---------------------------------------------------------------------

    def text(self, token):
        return markup(html.unescape(token["raw"]))

    def emphasis(self, token):
        return f"#emph[{self.inlines(token['children'])}];"

    def strong(self, token):
        return f"#strong[{self.inlines(token['children'])}];"

    def strikethrough(self, token):
        return f"#strike[{self.inlines(token['children'])}];"

    def codespan(self, token):
        return f"#raw({string(html.unescape(token['raw']))});"

    def softbreak(self, token):
        return "\n"

    def linebreak(self, token):
        return "#linebreak();"

    def inline_html(self, token):
        raw = token["raw"]
        if _BREAK.fullmatch(raw):
            return "#linebreak();"
        if _COMMENT.fullmatch(raw):
            return ""
        self.draft.problem(f"HTML cannot be printed: {raw}")
        return f"#problem-mark({string(raw)});"

    def image(self, token):
        alt = plain(token["children"]).strip()
        try:
            name = picture_from_url(token["attrs"]["url"], self.draft)
        except ValueError as error:
            return self.draft.problem(str(error))
        return show_picture(name, alt or "picture")

    def link(self, token):
        url = html.unescape(token["attrs"]["url"])
        words = self.inlines(token["children"])
        if url.startswith("#") and url != "#":
            label = unquote(url[1:])
            self.draft.refer(label)
            own = "" if words in ("", "Figure", "Table", "Section") else f"[{words}]"
            return f"#refer({string(label)}){own};"
        if _URL.match(url):
            return f"#link({string(url)})[{words}];"
        return words  # a file beside the notebook, which paper cannot open

    # Mathematics --------------------------------------------------------------

    def equation_reference(self, token):
        self.draft.refer(token["raw"])
        return f"#eqref({string(token['raw'])});"

    def inline_math(self, token):
        source = token["raw"].strip()
        if not source:
            return ""
        try:
            formula = read(source, self.draft.macros)
        except TexError as error:
            self.draft.problem(f"LaTeX: {error}")
            return f"#problem-mark({string(source)});"
        self.refer_all(formula)
        if not formula:  # macros were defined
            return ""
        return f"#m(${typst.inline(formula)}$, alt: {string(source)});"

    def block_math(self, token):
        return self.display(token["raw"])

    def latex_environment(self, token):
        name, body = token["attrs"]["name"], token["attrs"]["body"]
        return self.display(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def display(self, source):
        if not source.strip():
            return ""
        try:
            formula = read_display(source, self.draft.macros)
        except TexError as error:
            return self.draft.problem(f"LaTeX: {error}", source.strip())
        self.refer_all(formula)
        for tag, label in formula.tags:
            if label is None:
                continue
            if not self.draft.anchor(label):
                where = self.draft.anchors[label]
                message = f"label {label} is already used in {where}"
                return self.draft.problem(message, source.strip())
            self.draft.tags[label] = tag
        code = typst.display(formula)
        return f"\n{code}\n" if code else ""

    def refer_all(self, formula):
        for label in references(formula):
            self.draft.refer(label)
