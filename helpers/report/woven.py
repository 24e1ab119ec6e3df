"""HTML in Markdown: all of it as tokens of the Markdown parser, for one writer.

The two may be woven into each other: ``<div>``, Markdown, ``</div>``. So the tokens of
a cell are written as HTML, each with its number; that is parsed as a browser parses it,
and the tree becomes tokens again: those with a number as they were, and elements as the
Markdown that says the same, or as tokens of their own kinds.
"""

import html
import re
import time
from xml.etree import ElementTree

import html5lib
from html5lib.treebuilders import getTreeBuilder

from .elements import LEAF, tokens_of_tree
from .html_names import KNOWN
from .tokens import has_html, source_of, words_in

_SECONDS = 5  # to read the HTML of a cell
_DEEPEST = 100  # elements inside each other
_NAMES = {  # of the elements that stand for Markdown's own containers
    "paragraph": "p",
    "block_text": "md-text",
    "heading": "h6",
    "list": "ul",
    "list_item": "li",
    "block_quote": "blockquote",
    "emphasis": "em",
    "strong": "strong",
    "strikethrough": "del",
    "link": "a",
}
_TAG = r"""</?(?P<name>[a-zA-Z][^\s<>/]*)(?:"[^"]*"|'[^']*'|[^<>"'])*>"""
_PIECE = re.compile(
    r"(?P<whole><!--.*?(?:-->|\Z)"
    r"|<(?P<kind>svg|math|script|style)\b.*?(?:</(?P=kind)\s*>|\Z))"
    rf"|(?P<tag>{_TAG})"
    r"|(?P<maths>(?<![\\$])\$\$.+?(?<!\\)\$\$"
    r"|(?<![\\$])\$(?:(?!</[a-zA-Z]|<[a-zA-Z][^<>$]*>)[^$])+?(?<![\\$])\$"
    r"|\\begin\{(?P<env>[a-z]*\*?)\}.*?\\end\{(?P=env)\})",
    re.DOTALL | re.IGNORECASE,
)


def unwoven(tokens, maths):
    """Replace the HTML among the tokens of a text.

    Parameters
    ----------
    tokens : list of dict
        Tokens of the Markdown parser.
    maths : callable
        Returns the tokens of a text that holds nothing but a formula.

    Returns
    -------
    list of dict
        Tokens of blocks without HTML. A token ``lost`` stands for each element that
        paper cannot show, and for Markdown that a browser would not show either.

    Raises
    ------
    ValueError
        If the HTML is nested too deeply, or takes too long to read.
    """
    return _Loom(maths, with_places=True).blocks_of(tokens)


def tokens_of(page, maths):
    """Return the tokens of an HTML output.

    Parameters
    ----------
    page : str
        HTML.
    maths : callable
        As for :func:`unwoven`.

    Returns
    -------
    list of dict
        As for :func:`unwoven`.

    Raises
    ------
    ValueError
        As for :func:`unwoven`.
    """
    return _Loom(maths).blocks_of([{"type": "block_html", "raw": page}])


class _Builder(getTreeBuilder("etree", ElementTree)):
    """A tree of HTML that stops to grow where hostile HTML would make it slow."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.end = time.monotonic() + _SECONDS

    def insertElementNormal(self, token):  # noqa: N802, a method of html5lib
        self.stop_in_time()
        return super().insertElementNormal(token)

    def createElement(self, token):  # noqa: N802, a method of html5lib
        self.stop_in_time()
        return super().createElement(token)

    def stop_in_time(self):
        if len(self.openElements) > _DEEPEST:
            raise ValueError("HTML is nested too deeply")
        if time.monotonic() > self.end:
            raise ValueError(f"HTML that takes more than {_SECONDS} seconds to read")


class _Loom:
    """Weaves tokens into HTML, of which a tree and tokens again are made."""

    def __init__(self, maths, with_places=False):
        self.maths = maths
        self.with_places = with_places  # whether an id is a place to refer to
        self.tokens = []
        self.leaves = set()  # their numbers; the other tokens hold some of them
        self.mark = "md"

    def blocks_of(self, tokens):
        text = repr(tokens)
        while self.mark in text:
            self.mark += "d"
        page = "".join(map(self.woven, tokens))
        parser = html5lib.HTMLParser(tree=_Builder, namespaceHTMLElements=False)
        tree = parser.parse(f"<!doctype html><body>{page}")
        written, seen = tokens_of_tree(
            tree.find("body"), self.tokens, self.leaves, self.mark, self.with_places
        )
        hidden = [self.tokens[number] for number in sorted(self.leaves - seen)]
        if words_in(hidden).strip():
            reason = "HTML hides what stands in it or follows it"
            written.append({"type": "lost", "raw": words_in(hidden), "reason": reason})
        return written

    def woven(self, token):
        kind = token["type"]
        if kind in ("inline_html", "block_html"):
            return _PIECE.sub(self.piece, token["raw"])
        if kind == "table":
            token = self.woven_table(token)
        name = _NAMES.get(kind)
        if name is None:
            return self.leaf(token)
        self.tokens.append(token)
        number = len(self.tokens) - 1
        inside = "".join(map(self.woven, _drawings_joined(token["children"])))
        return f'<{name} {self.mark}="{number}">{inside}</{name}>'

    def woven_table(self, token):
        """Return a Markdown table without the HTML in its cells."""
        if not has_html([token]):
            return token
        if token["type"] == "table_cell":
            inside = _Loom(self.maths, self.with_places).blocks_of(token["children"])
            is_one = len(inside) == 1 and inside[0]["type"] == "paragraph"
            return {**token, "children": inside[0]["children"] if is_one else inside}
        return {**token, "children": [self.woven_table(t) for t in token["children"]]}

    def leaf(self, token):
        number = len(self.tokens)
        self.tokens.append(token)
        self.leaves.add(number)
        return f'<{LEAF} {self.mark}="{number}"></{LEAF}>'

    def piece(self, match):
        """Hold what is no HTML: formulas, and words that only look like a tag."""
        if match["maths"]:
            return "".join(map(self.leaf, self.maths(match[0])))
        if match["tag"] and match["name"].lower() not in KNOWN:
            return self.leaf({"type": "text", "raw": html.escape(match[0])})
        return match[0]


def _drawings_joined(tokens):
    """Return tokens with each SVG, whose parts are no Markdown, in one of them."""
    joined, rest = [], iter(tokens)
    for token in rest:
        if token["type"] == "inline_html" and token["raw"].startswith("<svg"):
            part = token
            while part and part.get("raw") != "</svg>":
                part = next(rest, None)
                raw = html.escape(source_of(part)) if part else ""
                is_tag = part and part["type"] == "inline_html"
                token = {
                    **token,
                    "raw": token["raw"] + (part["raw"] if is_tag else raw),
                }
        joined.append(token)
    return joined
