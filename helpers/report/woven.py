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

from .colours import ink
from .tables import Cell, Grid, span

_SECONDS = 5  # to read the HTML of a cell
_DEEPEST = 100  # elements inside each other
_SPACE = re.compile(r"[ \t\n\r\f]+")

# Elements that say what Markdown can say, and those that only change how words look.
_LOOKS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var", "address"), "emphasis"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **{"sub": "sub", "sup": "super", "small": "small", "big": "large"},
    **{"mark": "highlight", "q": "quoted"},
}
_PLAIN = set(
    "a abbr acronym b bdi bdo big blink cite data del dfn em font i ins "
    "label mark nobr output q rp rt ruby s small span strike strong sub sup time u var "
    "noscript picture slot center".split()
)
_VERBATIM = {"code", "kbd", "samp", "tt"}
_CONTAINERS = set(
    "p div section article header footer main nav aside address figure figcaption "
    "center hgroup "
    "fieldset legend form body dialog search menuitem optgroup option".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_QUIET = {"style", "template", "head", "title", "meta", "link", "base", "col"}
_QUIET |= {"colgroup", "source", "track", "param", "area", "map", "html"}
_LOST = set(
    "script iframe object embed applet video audio canvas input button select textarea "
    "math noframes noembed marquee meter progress xmp plaintext".split()
)
_OTHERS = set(
    "table caption thead tbody tfoot tr td th ul ol menu dir li dl dt dd pre listing "
    "blockquote hr br wbr img image svg details summary nobr".split()
)
_KNOWN = _LOOKS.keys() | _PLAIN | _VERBATIM | _CONTAINERS | _HEADINGS.keys() | _QUIET
_KNOWN |= _LOST | _OTHERS
_SIDES = {"center", "right", "left"}
_BLOCKS = set(
    "paragraph block_text heading list block_code block_quote thematic_break table "
    "broken_table grid aligned boxed folded indented lost".split()
)
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
_LEAF = "md-leaf"
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


def has_html(tokens):
    """Tell whether there is HTML among the tokens of a text, at any depth.

    Parameters
    ----------
    tokens : list of dict
        Tokens of the Markdown parser.

    Returns
    -------
    bool
        Whether any of them is HTML.
    """
    return any(
        token["type"] in ("inline_html", "block_html")
        or has_html(token.get("children", ()))
        for token in tokens
    )


def is_block(token):
    """Tell whether a token is set below what stands before it, not beside it."""
    inside = token.get("children", ())
    return token["type"] in _BLOCKS or any(map(is_block, inside))


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


def words_in(tokens):
    """Return the bare text of tokens.

    Parameters
    ----------
    tokens : list of dict
        Tokens, of Markdown or without HTML.

    Returns
    -------
    str
        Their text; formulas as their LaTeX.
    """
    return "".join(map(_source, tokens))


def _source(token):
    kind, raw = token["type"], token.get("raw", "")
    if kind in ("softbreak", "linebreak"):
        return "\n"
    if kind in ("inline_math", "block_math"):
        mark = "$" if kind == "inline_math" else "$$"
        return f"{mark}{raw}{mark}"
    if kind == "latex_environment":
        name, body = token["attrs"]["name"], token["attrs"]["body"]
        return rf"\begin{{{name}}}{body}\end{{{name}}}"
    if kind == "grid":
        rows = token["grid"].header + token["grid"].body
        return "\n".join(" ".join(cell.words for cell in row) for row in rows)
    ends = "\n" if kind in _BLOCKS else ""
    inside = token.get("summary", []) + token.get("children", [])
    return html.unescape(raw) + words_in(inside) + ends


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
    """Weaves tokens into HTML, and takes the tree apart into tokens."""

    def __init__(self, maths, with_places=False):
        self.maths = maths
        self.with_places = with_places  # whether an id is a place to refer to
        self.tokens = []
        self.leaves = set()  # their numbers; the other tokens hold some of them
        self.seen = set()
        self.mark = "md"

    def blocks_of(self, tokens):
        text = repr(tokens)
        while self.mark in text:
            self.mark += "d"
        page = "".join(map(self.woven, tokens))
        parser = html5lib.HTMLParser(tree=_Builder, namespaceHTMLElements=False)
        tree = parser.parse(f"<!doctype html><body>{page}")
        written = self.blocks(self.inside(tree.find("body")))
        hidden = [self.tokens[number] for number in sorted(self.leaves - self.seen)]
        if words_in(hidden).strip():
            reason = "HTML hides what stands in it or follows it"
            written.append({"type": "lost", "raw": words_in(hidden), "reason": reason})
        return written

    # Weaving ------------------------------------------------------------------

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
        return f'<{_LEAF} {self.mark}="{number}"></{_LEAF}>'

    def piece(self, match):
        """Hold what is no HTML: formulas, and words that only look like a tag."""
        if match["maths"]:
            return "".join(map(self.leaf, self.maths(match[0])))
        if match["tag"] and match["name"].lower() not in _KNOWN:
            return self.leaf({"type": "text", "raw": html.escape(match[0])})
        return match[0]

    # Taking apart -------------------------------------------------------------

    def inside(self, element):
        """Return the tokens of what an element holds."""
        tokens = self.words(element.text)
        for child in element:
            if isinstance(child.tag, str):  # and no comment
                tokens += self.element(child)
            tokens += self.words(child.tail)
        return tokens

    def words(self, text):
        text = _SPACE.sub(" ", text or "")
        return [{"type": "text", "raw": html.escape(text)}] if text else []

    def element(self, element):
        number = element.get(self.mark)
        if number is not None:
            self.seen.add(int(number))
            token = self.tokens[int(number)]
            if element.tag == _LEAF:
                return [token]
            return self.own(token, self.inside(element))
        written = self.converted(element)
        colour = ink(element.get("color"), element.get("style"))
        if colour and written:
            inside = self.flow(written)
            written = [{"type": "coloured", "colour": colour, "children": inside}]
        place = element.get("id") or (element.tag == "a" and element.get("name"))
        if place and self.with_places:
            written = [{"type": "place", "raw": place}, *written]
        return written

    def own(self, token, inside):
        """Return a token of Markdown with what it holds now."""
        kind = token["type"]
        if kind in ("paragraph", "block_text") and any(map(is_block, inside)):
            return self.blocks(inside)
        if kind == "list":
            inside = [item for item in inside if item["type"] == "list_item"]
        elif kind in ("list_item", "block_quote"):
            inside = self.blocks(inside)
        elif kind == "heading":
            inside = _inlines(inside)
        return [{**token, "children": self.flow(inside)}]

    def converted(self, element):
        tag = element.tag
        if tag in _QUIET:
            self.note(element)
            return []
        if tag in _LOST:
            return self.lost(element)
        if tag in _VERBATIM:
            raw = html.escape(self.note(element))
            return [{"type": "key" if tag == "kbd" else "codespan", "raw": raw}]
        if tag in ("pre", "listing"):
            return [{"type": "block_code", "raw": self.note(element)}]
        if tag.endswith("}svg"):
            svg = ElementTree.tostring(element, encoding="unicode")
            return [{"type": "image", "attrs": {"svg": svg}, "children": []}]
        method = getattr(self, f"on_{tag}", None)
        if method:
            return method(element)
        inside = self.inside(element)
        if tag in _LOOKS and inside:
            return [{"type": _LOOKS[tag], "children": self.flow(inside)}]
        if tag in _HEADINGS:
            level = {"level": _HEADINGS[tag]}
            return [{"type": "heading", "attrs": level, "children": _inlines(inside)}]
        return self.contained(element, inside)

    def contained(self, element, inside):
        """Return what stands in a box or on one side of the page."""
        is_central = element.tag in ("center", "figure")
        side = _side(element) or ("center" if is_central else None)
        is_boxed = re.search(r"\b(alert|admonition)", element.get("class") or "")
        is_boxed = is_boxed or re.search(r"\b(background|border)\b", _style(element))
        if element.tag not in _CONTAINERS:
            return inside
        inside = self.blocks(inside)
        if is_boxed and inside:
            inside = [{"type": "boxed", "children": inside}]
        if side in ("center", "right") and inside:
            inside = [{"type": "aligned", "side": side, "children": inside}]
        return inside

    def flow(self, tokens):
        """Return a line of text as it is, and all else as blocks."""
        return self.blocks(tokens) if any(map(is_block, tokens)) else tokens

    def blocks(self, tokens):
        """Put what stands beside each other into paragraphs."""
        blocks, words = [], []

        def end():
            says = [bool(_source(token).strip()) or _shows(token) for token in words]
            if True in says:
                last = len(says) - says[::-1].index(True)
                line = words[says.index(True) : last]
                blocks.append({"type": "paragraph", "children": line})
            words.clear()

        for token in tokens:
            if token["type"] == "blank_line":
                continue
            if is_block(token):
                end()
                blocks.append(token)
            else:
                words.append(token)
        end()
        return blocks

    def note(self, element):
        """Return the bare text of an element, all of which is dealt with now."""
        text = self.held(element.get(self.mark)) + (element.text or "")
        for child in element:
            if child.tag == "br":
                text += "\n"
            if isinstance(child.tag, str):
                text += self.note(child)
            text += child.tail or ""

        # Inside a script or a text field, tags are text.
        text = re.sub(
            rf'<[\w-]+ {self.mark}="(\d+)">', lambda match: self.held(match[1]), text
        )
        return re.sub(r"</(?:md-leaf|md-text)>", "", text)

    def held(self, number):
        """Return the bare text of a leaf, which is dealt with now."""
        if number is None or int(number) not in self.leaves:
            return ""
        self.seen.add(int(number))
        return _source(self.tokens[int(number)])

    def lost(self, element):
        words = " ".join(self.note(element).split())
        if element.tag == "input":
            kind = (element.get("type") or "text").lower()
            if kind == "checkbox":
                box = "[x]" if element.get("checked") is not None else "[ ]"
                return [{"type": "text", "raw": box}]
            if kind == "hidden":
                return []
            words = element.get("value") or element.get("placeholder") or ""
        words = " ".join([words, element.get("src") or ""]).strip()
        reason = f"HTML <{element.tag}> cannot be printed"
        return [{"type": "lost", "raw": words, "reason": reason}]

    # Elements -----------------------------------------------------------------

    def on_br(self, element):
        return [{"type": "linebreak"}]

    def on_wbr(self, element):
        return [{"type": "text", "raw": "\u200b"}]

    def on_hr(self, element):
        return [{"type": "thematic_break"}]

    def on_img(self, element):
        attrs = {"url": (element.get("src") or "").strip(), "is_html": True}
        for name in ("width", "height"):
            own = element.get(name)
            found = re.search(
                rf"(?<![\w-]){name}\s*:\s*([\d.]+\s*(?:px|%))",
                element.get("style") or "",
            )
            attrs[name] = found[1] if found else own
        alt = {"type": "text", "raw": html.escape(element.get("alt") or "")}
        return [{"type": "image", "attrs": attrs, "children": [alt]}]

    def on_a(self, element):
        inside = self.inside(element)
        if not element.get("href"):
            return inside
        attrs = {"url": html.escape(element.get("href").strip())}
        return [{"type": "link", "attrs": attrs, "children": self.flow(inside)}]

    def on_blockquote(self, element):
        inside = self.blocks(self.inside(element))
        return [{"type": "block_quote", "children": inside}]

    def on_ul(self, element):
        items, others = [], []
        for token in self.inside(element):
            (items if token["type"] == "list_item" else others).append(token)
        start = element.get("start") or ""
        attrs = {
            "ordered": element.tag == "ol",
            "start": int(start) if re.fullmatch(r"\d{1,6}", start, re.ASCII) else None,
            "numbering": element.get("type"),
        }
        is_tight = all(len(item["children"]) <= 2 for item in items)
        whole = {"type": "list", "attrs": attrs, "tight": is_tight, "children": items}
        return [*self.blocks(others), *([whole] if items else [])]

    on_ol = on_menu = on_dir = on_ul

    def on_li(self, element):
        item = {"type": "list_item"}
        return [{**item, "children": self.blocks(self.inside(element))}]

    def on_dt(self, element):
        strong = {"type": "strong", "children": self.inside(element)}
        return self.blocks([strong])

    def on_dd(self, element):
        inside = self.blocks(self.inside(element))
        return [{"type": "indented", "children": inside}]

    def on_details(self, element):
        summary = next((child for child in element if child.tag == "summary"), None)
        words = _inlines(self.inside(summary)) if summary is not None else []
        if summary is not None:
            summary.tag = "template"  # it is no part of what is folded
        inside = self.blocks(self.inside(element))
        return [{"type": "folded", "summary": words, "children": inside}]

    def on_table(self, element):
        grid, others = Grid(), []

        def add(row, rows):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            rows.append([self.cell(cell) for cell in cells])
            others.extend(child for child in row if child not in cells)

        for part in element:
            if part.tag in ("thead", "tbody", "tfoot"):
                rows = [row for row in part if row.tag == "tr"]
                for row in rows:
                    add(row, grid.header if part.tag == "thead" else grid.body)
                others += [child for child in part if child not in rows]
            elif part.tag == "tr":
                add(part, grid.body)
            else:
                others.append(part)
        others = [child for child in others if isinstance(child.tag, str)]
        above = [token for child in others for token in self.element(child)]
        return [*self.blocks(above), {"type": "grid", "grid": grid}]

    def on_caption(self, element):
        words = self.blocks(self.inside(element))
        return [{"type": "aligned", "side": "center", "children": words}]

    def cell(self, element):
        tokens = self.flow(self.element(element))
        words = " ".join(words_in(tokens).split())
        return Cell(
            [words],
            span(element.get("colspan")),
            span(element.get("rowspan")),
            element.tag == "th",
            tokens=tokens,
            side=_side(element),
        )


def _drawings_joined(tokens):
    """Return tokens with each SVG, whose parts are no Markdown, in one of them."""
    joined, rest = [], iter(tokens)
    for token in rest:
        if token["type"] == "inline_html" and token["raw"].startswith("<svg"):
            part = token
            while part and part.get("raw") != "</svg>":
                part = next(rest, None)
                raw = html.escape(_source(part)) if part else ""
                is_tag = part and part["type"] == "inline_html"
                token = {
                    **token,
                    "raw": token["raw"] + (part["raw"] if is_tag else raw),
                }
        joined.append(token)
    return joined


def _style(element):
    return (element.get("style") or "").lower()


def _side(element):
    """Return the side on which an element says that its words stand."""
    found = re.search(r"text-align\s*:\s*(\w+)", _style(element))
    side = found[1] if found else (element.get("align") or "").lower()
    return side if side in _SIDES else None


def _shows(token):
    """Tell whether a token without words shows something."""
    return token["type"] in ("image", "place", "key") or any(
        map(_shows, token.get("children", ()))
    )


def _inlines(tokens):
    """Return what can stand in one line: of blocks, what they hold."""
    inlines = []
    for token in tokens:
        if is_block(token) and token["type"] not in ("lost", "grid"):
            inlines += _inlines(token.get("children") or [])
            if token["type"] == "block_code":
                inlines.append({"type": "codespan", "raw": html.escape(token["raw"])})
        else:
            inlines.append(token)
    return inlines
