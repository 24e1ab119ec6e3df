"""Tokens to Typst: a method for each type of token."""

import html
import itertools
import re
from functools import partial
from urllib.parse import unquote

from ..formulas import typst
from ..formulas.reader import learn, read, read_display
from ..formulas.strings import arguments, string
from ..formulas.tokens import TexError
from ..formulas.tree import references
from .draft import LONGEST_CAPTION
from .listings import listing
from .pictures import NotHereError, picture_from_url, show_picture
from .tables import write_cells, write_grid
from .text import is_right_to_left, markup
from .tokens import (
    bare,
    is_block,
    is_display,
    pictures_of,
    plain,
    without_links,
    words_in,
)

_LONGEST_HEADING = 500
_RUNNING = {"paragraph", "heading", "list", "block_quote", "table"}
_SHORT_LIST, _SHORT_TEXT = 9, 5000  # items and characters of one that stays together
_SHORT = 60  # characters of a picture's data that are printed as text
_LATEX = re.compile(r"\\[a-zA-Z]+|[{}^_$]+")  # which is wider than what it sets
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


def write_blocks(tokens, draft, has_sections=True):
    """Write the tokens of a text.

    Parameters
    ----------
    tokens : list of dict
        Tokens of blocks, without HTML.
    draft : Draft
        Collects problems, labels, references and pictures.
    has_sections : bool
        Whether headings are sections of the report; else they are those of an output.

    Returns
    -------
    str
        Typst markup.
    """
    return _Writer(draft, has_sections).blocks(tokens)


def write_line(tokens, draft):
    """Write the tokens of a text of one paragraph as a line, such as a caption.

    Parameters
    ----------
    tokens, draft
        As for :func:`write_blocks`.

    Returns
    -------
    str
        Typst markup.
    """
    return " ".join(map(_Writer(draft).line, tokens))


class _Writer:
    """Writes tokens as Typst: a method for each type of token."""

    def __init__(self, draft, has_sections=True):
        self.draft = draft
        self.has_sections = has_sections
        self.address = None  # that the link opens which is being written
        self.is_in_list = False

    def blocks(self, tokens):
        tokens = [token for token in tokens if token["type"] != "blank_line"]
        written = []
        for token, below in itertools.zip_longest(tokens, tokens[1:]):
            block = self.write(token)
            if token["type"] == "paragraph" and self.leads(block, below):
                block = f"#lead[{block}];"  # stays on the page of what it introduces
            if token["type"] in _RUNNING and is_right_to_left(plain([token])):
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
        words = self.inlines(bare(children)).strip()
        del self.draft.problems[count:]  # which are named already
        if not words:
            return shown
        name = " ".join(plain(bare(children)).split())
        if len(name) > _LONGEST_HEADING:
            message = f"a heading of more than {_LONGEST_HEADING} characters"
            return f"{self.draft.problem(message)}\n\n{shown}"
        label = name.replace(" ", "-")
        own = string(label) if label and self.draft.anchor(label) else None
        level = token["attrs"]["level"]
        if level == 1 and self.draft.title is None:
            self.draft.title = words
            pictures = self.inlines(pictures_of(children))
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
        is_inner, self.is_in_list = self.is_in_list, True
        items = [self.blocks(item["children"]) for item in token["children"]]
        self.is_in_list = is_inner
        kind = token["attrs"].get("numbering")
        numbering = string(f"{kind}.") if ordered and kind in _NUMBERINGS else None
        options = arguments(
            tight=str(token["tight"]).lower(), start=start, numbering=numbering
        )
        lines = "".join(f"  [{item}],\n" for item in items)
        written = f"#{'enum' if ordered else 'list'}({options},\n{lines});"
        if is_inner or len(items) > _SHORT_LIST or len(written) > _SHORT_TEXT:
            return written
        options = arguments(
            most="55mm" if ordered else None,  # whose lines are compared, perhaps
            spacing="1.35em" if ordered and not token["tight"] else None,
        )
        return f"#short-list({options})[{written}];"

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
        return "#rule;"

    def table(self, token):
        head, body = token["children"][0], token["children"][1:]
        rows = [row for part in body for row in part["children"]]
        sides = [cell["attrs"]["align"] or "left" for cell in head["children"]]
        rows = [head["children"], *(row["children"] for row in rows)]
        cells = [[self.inside(cell) for cell in row] for row in rows]
        words = [[_LATEX.sub(".", words_in([cell])) for cell in row] for row in rows]
        written = "\n\n".join(write_cells(cells, words, sides))
        if token["attrs"]["surplus"]:
            message = "a row of a table has more cells than its first row"
            written += f"\n\n{self.draft.problem(message)}"
        return written

    def broken_table(self, token):
        message = "the first two rows of a table have different numbers of cells"
        return self.draft.problem(message, token["raw"])

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
        """Write what is folded away, but for hints in which no student wrote."""
        summary = " ".join(words_in(token["summary"]).split())
        is_hint = summary.lower().startswith("hint")
        if is_hint and self.draft.with_hints:
            return self.hint(token, summary)
        if is_hint and self.draft.is_as_handed_out:
            learn(words_in(token["children"]), self.draft.macros)
            return ""
        words = self.inlines(token["summary"]) or "Details"
        return f"#folded([{words}])[\n{self.blocks(token['children'])}\n];"

    def hint(self, token, summary):
        """Keep a hint for the appendix, and write where it is."""
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
        words = self.inside({"children": without_links(token["children"])})
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
        if len(alt) > LONGEST_CAPTION:
            message = f"a caption of more than {LONGEST_CAPTION:,} characters"
            return "\n\n".join([picture, self.draft.problem(message), words])
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
            # Rows and tags make a display, between whatever signs they stand.
            shown = self.draft.attempt(partial(self.display, source))
            if shown is not None:
                return shown
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
        formula = formula.numbered(self.draft.tags.values())
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


def _length(value):
    """Return a length of HTML as Typst writes it."""
    found = _SIZE.fullmatch(value or "")
    if not found or not float(found[1]):
        return None
    if found[2] == "%":
        return f"{float(found[1]):g}%"
    return f"{0.75 * float(found[1]):.4f}pt"  # 96 pixels an inch
