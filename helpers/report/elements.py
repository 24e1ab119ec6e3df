"""A tree of HTML to tokens, those of Markdown where it says the same."""

import html
import re
from xml.etree import ElementTree

from .colours import ink
from .html_names import CONTAINERS, HEADINGS, LOOKS, LOST, QUIET, SIDES, VERBATIM
from .tables import Cell, Grid, span
from .tokens import inlines_of, is_block, shows, source_of, words_in

_SPACE = re.compile(r"[ \t\n\r\f]+")
_XMLNS = "{http://www.w3.org/2000/xmlns/}"
LEAF = "md-leaf"


def tokens_of_tree(tree, tokens, leaves, mark, with_places):
    """Take a tree of HTML apart.

    Parameters
    ----------
    tree : Element
        The body of a page.
    tokens : list of dict
        The tokens of Markdown that are woven into it.
    leaves : set of int
        The numbers of those that hold no others.
    mark : str
        The attribute in which an element has the number of its token.
    with_places : bool
        Whether an id is a place to refer to.

    Returns
    -------
    tuple of list of dict and set of int
        Tokens of blocks, and the numbers of the tokens that stand in the tree.
    """
    unweaver = _Unweaver(tokens, leaves, mark, with_places)
    return unweaver.blocks(unweaver.inside(tree)), unweaver.seen


class _Unweaver:
    """Takes a tree apart: ``on_x`` makes tokens of an element ``x``."""

    def __init__(self, tokens, leaves, mark, with_places):
        self.tokens = tokens
        self.leaves = leaves
        self.mark = mark
        self.with_places = with_places
        self.seen = set()

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
            if element.tag == LEAF:
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
            inside = inlines_of(inside)
        return [{**token, "children": self.flow(inside)}]

    def converted(self, element):
        tag = element.tag
        if tag in QUIET:
            self.note(element)
            return []
        if tag in LOST:
            return self.lost(element)
        if tag in VERBATIM:
            raw = html.escape(self.note(element))
            return [{"type": "key" if tag == "kbd" else "codespan", "raw": raw}]
        if tag in ("pre", "listing"):
            return [{"type": "block_code", "raw": self.note(element)}]
        if tag.endswith("}svg"):
            svg = ElementTree.tostring(_well_formed(element), encoding="unicode")
            return [{"type": "image", "attrs": {"svg": svg}, "children": []}]
        method = getattr(self, f"on_{tag}", None)
        if method:
            return method(element)
        inside = self.inside(element)
        if tag in LOOKS and inside:
            return [{"type": LOOKS[tag], "children": self.flow(inside)}]
        if tag in HEADINGS:
            level = {"level": HEADINGS[tag]}
            return [{"type": "heading", "attrs": level, "children": inlines_of(inside)}]
        return self.contained(element, inside)

    def contained(self, element, inside):
        """Return what stands in a box or on one side of the page."""
        is_central = element.tag in ("center", "figure")
        side = _side(element) or ("center" if is_central else None)
        is_boxed = re.search(r"\b(alert|admonition)", element.get("class") or "")
        is_boxed = is_boxed or re.search(r"\b(background|border)\b", _style(element))
        if element.tag not in CONTAINERS:
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
            says = [bool(source_of(token).strip()) or shows(token) for token in words]
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
        return source_of(self.tokens[int(number)])

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

    def on_progress(self, element):
        """Say in numbers how far a bar is."""
        self.note(element)  # is only for browsers that know no bars
        try:
            share = float(element.get("value")) / float(element.get("max") or 1)
            words = f"{100 * share:.0f} %"
        except (TypeError, ValueError, ArithmeticError):
            words = "…"
        return [{"type": "text", "raw": words}]

    on_meter = on_progress

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
        words = inlines_of(self.inside(summary)) if summary is not None else []
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


def _well_formed(svg):
    """Take out of a drawing what HTML allows and XML does not, and nobody sees."""
    for element in svg.iter():
        for name in [name for name in element.attrib if name.startswith(_XMLNS)]:
            del element.attrib[name]
        for child in list(element):
            if isinstance(child.tag, str) and child.tag.endswith("}metadata"):
                element.remove(child)
    return svg


def _style(element):
    return (element.get("style") or "").lower()


def _side(element):
    """Return the side on which an element says that its words stand."""
    found = re.search(r"text-align\s*:\s*(\w+)", _style(element))
    side = found[1] if found else (element.get("align") or "").lower()
    return side if side in SIDES else None
