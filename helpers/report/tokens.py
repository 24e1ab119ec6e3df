"""What is asked of tokens, those of the Markdown parser and those made of HTML."""

import html

_BLOCKS = set(
    "paragraph block_text heading list block_code block_quote thematic_break table "
    "broken_table grid aligned boxed folded indented lost".split()
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


def is_display(token):
    """Tell whether a paragraph is nothing but a displayed equation."""
    kinds = {child["type"] for child in token.get("children", [])}
    return bool(kinds) and kinds <= {"block_math", "latex_environment"}


def shows(token):
    """Tell whether a token without words shows something."""
    return token["type"] in ("image", "place", "key") or any(
        map(shows, token.get("children", ()))
    )


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
    return "".join(map(source_of, tokens))


def source_of(token):
    """Return the bare text of one token."""
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


def plain(tokens):
    """Return the bare text of inline tokens, for alternative texts and labels."""
    return "".join(
        " "
        if token["type"] == "softbreak"
        else html.unescape(token.get("raw", "")) + plain(token.get("children", []))
        for token in tokens
    )


def inlines_of(tokens):
    """Return what can stand in one line: of blocks, what they hold."""
    inlines = []
    for token in tokens:
        if is_block(token) and token["type"] not in ("lost", "grid"):
            inlines += inlines_of(token.get("children") or [])
            if token["type"] == "block_code":
                inlines.append({"type": "codespan", "raw": html.escape(token["raw"])})
        else:
            inlines.append(token)
    return inlines


def without_links(tokens, convert=None):
    """Return tokens with the words of links in their places."""
    convert = convert or without_links
    found = []
    for token in tokens:
        inside = convert(token.get("children", []))
        if token["type"] == "link":
            found += inside
        else:
            found.append({**token, "children": inside} if inside else token)
    return found


def bare(tokens):
    """Return the tokens of a heading as contents and page heads repeat them."""
    tokens = [token for token in tokens if token["type"] not in ("image", "place")]
    return without_links(tokens, bare)


def pictures_of(tokens):
    """Return the pictures among tokens."""
    found = []
    for token in tokens:
        is_picture = token["type"] == "image"
        found += [token] if is_picture else pictures_of(token.get("children", []))
    return found
