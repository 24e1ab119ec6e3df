"""Markdown cells to Typst.

Jupyter's own Markdown parser (the one nbconvert uses) splits the text into tokens; each
kind of token has one method here that writes it as Typst.
"""

import html
import itertools
import re
import unicodedata
from functools import cache
from typing import ClassVar
from urllib.parse import unquote

from mistune import Markdown, import_plugin
from mistune.util import escape_url
from nbconvert.filters.markdown_mistune import MathBlockParser, MathInlineParser

from ..formulas import typst
from ..formulas.reader import learn, read, read_display
from ..formulas.strings import arguments, clean, string
from ..formulas.tokens import TexError
from ..formulas.tree import references
from .listings import listing
from .pictures import NotHereError, picture_from_url, show_picture
from .pipes import pipe_tables
from .tables import write_grid
from .text import markup
from .woven import has_html, is_block, tokens_of, unwoven, words_in

_LONGEST = 50_000  # characters of a cell: the parser's time grows with their square
_LONGEST_HEADING = 500
_RUNNING = {"paragraph", "heading", "list", "block_quote", "table"}
LONGEST_PAGE = 500_000  # characters of an HTML output
_AFTER_ADDRESS = "?!.,:;*_~\"'`"
_SHORT = 60  # characters of a picture's data that are printed as text
_URL = re.compile(r"(https?|mailto):")
_OWN_NUMBER = re.compile(
    r"\d{1,3}(\.\d{1,3})*\s?[.):–—-]\s*\S|\d{1,3}(\.\d{1,3})+\s|\d{1,2}\s+[^\W\d_a-z]"
    r"|[IVX]{1,5}[.):]\s|[A-Z][.)]\s"
)
# What stands in the place of a description: the name of a file, or no name at all.
_NO_CAPTION = re.compile(
    r"(?i).+\.(png|jpe?g|gif|svg|webp|bmp|tiff?)|(alt([ _-]?text)?|image|img|picture"
    r"|pic|figure|fig|photo|screenshot|untitled|title|drawing|png|jpe?g|gif)([ _-]?\d*)"
    r"|(screen ?shot|image|img|fig|pasted)[ _-]?\d[\d :._-]*([ap]m)?(at)?[\d :._-]*"
).fullmatch
_NUMBERINGS = {"a", "A", "i", "I", "1"}
_SIZE = re.compile(r"\s*(\d{1,5}(?:\.\d{1,9})?)\s*(px|%)?\s*", re.ASCII)


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
        Typst markup. What is folded away in ``<details>`` is printed; only if its
        summary calls it a hint, it is left out, or kept for the appendix.
    """
    return _blocks(clean(source), draft)


def html_page(source, draft):
    """Convert an HTML output to Typst markup.

    Parameters
    ----------
    source : str
        HTML.
    draft : Draft
        As for :func:`markdown`.

    Returns
    -------
    str
        Typst markup.
    """
    if len(source) > LONGEST_PAGE:
        message = f"HTML of {len(source):,} characters is too long to print"
        return draft.problem(message, source)
    try:
        tokens = tokens_of(draft.shortened(clean(source)), _maths)
        return _Writer(draft, has_sections=False).blocks(tokens)
    except (RecursionError, ValueError) as error:
        return draft.problem(_reason(error), source)


def _reason(error):
    is_deep = isinstance(error, RecursionError)
    return "HTML is nested too deeply" if is_deep else str(error)


def _blocks(source, draft):
    source = draft.shortened(source)
    if len(source) > _LONGEST:
        return draft.problem(f"Markdown of more than {_LONGEST:,} characters", source)
    try:
        return _Writer(draft).blocks(_tokens(source))
    except ValueError as error:
        return draft.problem(str(error), source)
    except RecursionError:
        return draft.problem("Markdown is nested too deeply", source)


def _tokens(source):
    tokens = _parser()(source)
    return unwoven(tokens, _maths) if has_html(tokens) else tokens


def _maths(text):
    """Return the tokens of a formula."""
    inline = _parser().inline
    state = inline.state_cls({})
    state.src = text
    return inline.parse(state)


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
        return " ".join(map(writer.line, _tokens(draft.shortened(clean(source)))))
    except ValueError as error:
        return draft.problem(str(error), source)
    except RecursionError:
        return draft.problem("a caption is nested too deeply", source)


def _is_right_to_left(text):
    """Tell whether the first letter is of a script that is written to the left."""
    sides = map(unicodedata.bidirectional, text)
    return next((side for side in sides if side in "L R AL".split()), "L") != "L"


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


def _bare(tokens):
    """Return the tokens of a heading as contents and page heads repeat them."""
    tokens = [token for token in tokens if token["type"] not in ("image", "place")]
    return _without_links(tokens, _bare)


def _without_links(tokens, convert=None):
    """Return tokens with the words of links in their places."""
    convert = convert or _without_links
    bare = []
    for token in tokens:
        inside = convert(token.get("children", []))
        if token["type"] == "link":
            bare += inside
        else:
            bare.append({**token, "children": inside} if inside else token)
    return bare


def _pictures(tokens):
    """Return the pictures among tokens."""
    found = []
    for token in tokens:
        is_picture = token["type"] == "image"
        found += [token] if is_picture else _pictures(token.get("children", []))
    return found


def _length(value):
    """Return a length of HTML as Typst writes it."""
    found = _SIZE.fullmatch(value or "")
    if not found or not float(found[1]):
        return None
    if found[2] == "%":
        return f"{float(found[1]):g}%"
    return f"{0.75 * float(found[1]):.4f}pt"  # 96 pixels an inch


class _InlineParser(MathInlineParser):
    r"""Jupyter's inline rules, ``\eqref{label}``, and addresses that are links."""

    SPECIFICATION: ClassVar = {
        **MathInlineParser.SPECIFICATION,
        "equation_reference": r"\\(?:eq)?ref\{(?P<equation_label>[^}]+)\}",
        "bare_address": r"https?://[^\s<\[\]]+",
    }
    DEFAULT_RULES: ClassVar = (
        "equation_reference",
        *MathInlineParser.DEFAULT_RULES,
        "bare_address",
    )

    def parse_equation_reference(self, match, state):
        raw = match["equation_label"]
        state.append_token({"type": "equation_reference", "raw": raw})
        return match.end()

    def parse_bare_address(self, match, state):
        # Marks at its end belong to the sentence, as does a bracket opened before it.
        url = match[0].rstrip(_AFTER_ADDRESS)
        while url.endswith(")") and url.count("(") < url.count(")"):
            url = url[:-1].rstrip(_AFTER_ADDRESS)
        text = {"type": "text", "raw": url}
        if state.in_link:
            state.append_token(text)
        else:
            attrs = {"url": escape_url(url)}
            state.append_token({"type": "link", "children": [text], "attrs": attrs})
        return match.start() + len(url)


@cache
def _parser():
    plugins = [pipe_tables, import_plugin("strikethrough")]
    return Markdown(
        renderer=None, block=MathBlockParser(), inline=_InlineParser(), plugins=plugins
    )


class _Writer:
    """Writes tokens as Typst: a method for each type of token."""

    def __init__(self, draft, has_sections=True):
        self.draft = draft
        self.has_sections = has_sections  # or headings of an output
        self.address = None  # that the link opens which is being written

    def blocks(self, tokens):
        tokens = [token for token in tokens if token["type"] != "blank_line"]
        written = []
        for token, below in itertools.zip_longest(tokens, tokens[1:]):
            block = self.write(token)
            if token["type"] == "paragraph" and self.leads(block, below):
                block = f"#lead[{block}];"  # stays on the page of what it introduces
            if token["type"] in _RUNNING and _is_right_to_left(plain([token])):
                block = f"#right-to-left[{block}];"
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

    def inside(self, token):
        """Write what a token holds: a line of text, or blocks."""
        is_line = not any(map(is_block, token["children"]))
        return (self.inlines if is_line else self.blocks)(token["children"])

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
        children = token["children"]
        shown = self.inlines(children).strip()
        if not self.has_sections and shown:
            return f"#lead[#strong[{shown}];];"
        count = len(self.draft.problems)
        words = self.inlines(_bare(children)).strip()
        del self.draft.problems[count:]  # which are named already
        if not words:
            return shown
        name = " ".join(plain(_bare(children)).split())
        if len(name) > _LONGEST_HEADING:
            message = f"a heading of more than {_LONGEST_HEADING} characters"
            return f"{self.draft.problem(message)}\n\n{shown}"
        label = name.replace(" ", "-")
        own = string(label) if label and self.draft.anchor(label) else None
        level = token["attrs"]["level"]
        if level == 1 and self.draft.title is None:
            self.draft.title = words
            pictures = self.inlines(_pictures(children))
            return (f"#anchor({own});" if own else "") + pictures
        self.draft.section = label if own else None
        if _OWN_NUMBER.match(name):
            self.draft.is_numbered = False
        depth = self.draft.depth(level)
        look = max(depth, level - 1)
        options = arguments(
            level=depth,
            look=look if look != depth else None,
            id=own,
            shown=f"[{shown}]" if shown != words else None,
        )
        return f"#section({options})[{words}];"

    def list(self, token):
        ordered = token["attrs"].get("ordered")
        start = token["attrs"].get("start") if ordered else None
        items = "".join(
            f"  [{self.blocks(item['children'])}],\n" for item in token["children"]
        )
        kind = token["attrs"].get("numbering")
        numbering = string(f"{kind}.") if ordered and kind in _NUMBERINGS else None
        options = arguments(
            tight=str(token["tight"]).lower(), start=start, numbering=numbering
        )
        return f"#{'enum' if ordered else 'list'}({options},\n{items});"

    def block_code(self, token):
        info = token.get("attrs", {}).get("info", "").split()
        language = info[0] if info else None
        written = listing(self.draft.restored(token["raw"]), language)
        if language == "mermaid":
            return f"#code-note[A diagram, in the language Mermaid:];\n{written}"
        return written

    def block_quote(self, token):
        return f"#quote(block: true)[{self.blocks(token['children'])}];"

    def thematic_break(self, token):
        return "#line(length: 100%, stroke: 0.5pt + rule-colour);"

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
        return ", ".join(f"[{self.inside(cell)}]" for cell in tokens)

    def grid(self, token):
        """Write a table of HTML."""
        for cell in itertools.chain(*token["grid"].header, *token["grid"].body):
            if any(inner["type"] != "text" for inner in cell.tokens):
                cell.code = self.inside({"children": cell.tokens}).strip()
        return write_grid(token["grid"], self.draft)

    def aligned(self, token):
        return f"#aligned({token['side']})[{self.blocks(token['children'])}];"

    def boxed(self, token):
        return f"#boxed-note[{self.blocks(token['children'])}];"

    def indented(self, token):
        return f"#pad(left: 1.5em)[{self.blocks(token['children'])}];"

    def lost(self, token):
        return self.draft.problem(token["reason"], token["raw"])

    def folded(self, token):
        """Write what is folded away; hints only for the appendix."""
        summary = " ".join(words_in(token["summary"]).split())
        if not summary.lower().startswith("hint"):
            words = self.inlines(token["summary"]) or "Details"
            return f"#folded([{words}])[\n{self.blocks(token['children'])}\n];"
        if not self.draft.with_hints:
            learn(words_in(token["children"]), self.draft.macros)
            return ""
        number = len(self.draft.hints) + 1
        own = "" if summary.lower() == "hint" else f": {summary}"
        name, label = markup(f"Hint {number}{own}"), string(f"hint-{number}")
        self.draft.anchor(f"hint-{number}")
        section = string(self.draft.section) if self.draft.section else None
        options = arguments(id=label, section=section)
        inside = self.blocks(token["children"])
        self.draft.hints.append(f"#hint([{name}], {options})[\n{inside}\n];")
        return f"#refer({label})[{name}];"

    # Text ---------------------------------------------------------------------

    def text(self, token):
        return markup(self.draft.restored(html.unescape(token["raw"]), _SHORT))

    def emphasis(self, token):
        return f"#emph[{self.inside(token)}];"

    def strong(self, token):
        return f"#strong[{self.inside(token)}];"

    def strikethrough(self, token):
        return f"#strike[{self.inside(token)}];"

    def codespan(self, token):
        code = self.draft.restored(html.unescape(token["raw"]), _SHORT)
        return f"#raw({string(code)});"

    def softbreak(self, token):
        return "\n"

    def linebreak(self, token):
        return "#linebreak();"

    def underline(self, token):
        return f"#underline[{self.inside(token)}];"

    def sub(self, token):
        return f"#sub[{self.inside(token)}];"

    def super(self, token):
        return f"#super[{self.inside(token)}];"

    def small(self, token):
        return f"#text(size: 0.85em)[{self.inside(token)}];"

    def large(self, token):
        return f"#text(size: 1.2em)[{self.inside(token)}];"

    def highlight(self, token):
        return f"#highlight[{self.inside(token)}];"

    def quoted(self, token):
        return f"“{self.inside(token)}”"

    def coloured(self, token):
        return f"#text(fill: rgb({string(token['colour'])}))[{self.inside(token)}];"

    def key(self, token):
        return f"#key({string(html.unescape(token['raw']))});"

    def place(self, token):
        """Write a place to refer to."""
        is_new = self.draft.anchor(token["raw"])
        return f"#anchor({string(token['raw'])});" if is_new else ""

    def link(self, token):
        url = html.unescape(token["attrs"]["url"])
        self.address = url
        words = self.inside({"children": _without_links(token["children"])})
        self.address = None
        if url.startswith("#") and url != "#":
            label = unquote(url[1:])
            # Only words like "Figure" need the number of what they refer to.
            is_bare = words in ("", "Figure", "Table", "Section")
            self.draft.refer(label, must_exist=is_bare)
            return f"#refer({string(label)}){'' if is_bare else f'[{words}]'};"
        if _URL.match(url):
            return f"#link({string(url)})[{words}];"
        return words  # a file beside the notebook, which paper cannot open

    # Pictures -----------------------------------------------------------------

    def figure(self, token):
        """Write a picture that stands alone, with a caption if it has one."""
        picture = self.picture(token)
        words = self.inlines(token["children"])
        alt = plain(token["children"]).strip()
        has_caption = alt and not (token["attrs"].get("is_html") or _NO_CAPTION(alt))
        if not has_caption or not picture.startswith("#picture"):
            return picture
        return f"#captioned([{picture}], caption: [{words}], alt: {string(alt)});"

    def image(self, token):
        """Write a picture that stands in a line of text."""
        return self.picture(token, in_line=True)

    def picture(self, token, in_line=False):
        attrs = token["attrs"]
        alt = plain(token["children"]).strip()
        try:
            if "svg" in attrs:
                name = self.draft.store(attrs["svg"].encode(), "svg")
            else:
                name = picture_from_url(html.unescape(attrs["url"]), self.draft)
        except NotHereError:
            if self.address:  # a badge: its words are the link
                return markup(alt or self.address)
            options = arguments(alt=string(alt) if alt else None)
            url = string(html.unescape(attrs["url"]))
            return f"#web-picture({url}{', ' * bool(options)}{options});"
        except ValueError as error:
            return self.draft.problem(str(error))
        sizes = {name: _length(attrs.get(name)) for name in ("width", "height")}
        return show_picture(name, alt or "picture", in_line=in_line, **sizes)

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
