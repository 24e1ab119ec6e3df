"""Markdown tables, read as JupyterLab reads them.

A ``|`` inside ``$...$`` belongs to the formula. A row may have fewer cells than the
first one, and need not begin or end with a ``|``.
"""

import re

_HEAD = r"^ {0,3}(?=\S)[^\n]*\|[^\n]*(?:\n|$)"
_RULE = re.compile(r" {0,3}(?=[^\n]*\|)(?=[^\n]*-)[-:| \t]+")  # dashes and bars
_SIDE = re.compile(r"(:?)-+(:?)")
_MATHS = re.compile(r"(?<![\\$])(\$\$?)(?!\$)[^$\n]+?(?<!\\)\1(?!\$)")
_HELD = re.compile("\0(\\d+)\0")
_OTHER_BLOCK = re.compile(
    r" {0,3}(?:#{1,6}\s|>|```|~~~|[-*+]\s|\d+[.)]\s|</?[a-zA-Z!]|(?:[-*_] *){3,}$)"
)


def pipe_tables(parser):
    """Teach Jupyter's Markdown parser these tables: a plugin of mistune.

    Parameters
    ----------
    parser : mistune.Markdown
        The parser. Its tokens of type ``table`` are those of mistune's own plugin, with
        ``surplus`` among the attributes: the most cells that a row has too many. What
        only resembles a table becomes a token ``broken_table``.
    """
    block = parser.block
    block.register("table", _HEAD, _parse, before="paragraph")
    for rules in (block.block_quote_rules, block.list_rules):
        block.insert_rule(rules, "table", before="paragraph")


def _parse(block, match, state):
    """Read the table that may begin with the line matched; return where it ends."""
    rule, end = _line(state, match.end())
    if not _RULE.fullmatch(rule.rstrip()):
        return None
    body, (line, after) = [], _line(state, end)
    while line.strip() and not _OTHER_BLOCK.match(line):
        body.append(line)
        end = after
        line, after = _line(state, end)
    sides = [_SIDE.fullmatch(side) for side in _split(rule, with_maths=False)]
    head = _cells(match[0], len(sides))
    if None in sides or len(head) != len(sides):
        raw = state.src[match.start() : end].rstrip("\n")
        state.append_token({"type": "broken_table", "raw": raw})
        return end
    names = {(":", ":"): "center", (":", ""): "left", ("", ":"): "right"}
    sides = [names.get(side.groups()) for side in sides]
    rows = [_cells(line, len(sides)) for line in body]
    surplus = max((len(row) - len(sides) for row in rows), default=0)
    rows = [_fitted(row, len(sides)) for row in rows]
    rows = [{"type": "table_row", "children": _tokens(row, sides)} for row in rows]
    children = [
        {"type": "table_head", "children": _tokens(head, sides)},
        {"type": "table_body", "children": rows},
    ]
    attrs = {"surplus": max(0, surplus)}
    state.append_token({"type": "table", "children": children, "attrs": attrs})
    return end


def _line(state, start):
    """Return the line that begins at `start`, and where the next one does."""
    end = state.src.find("\n", start, state.cursor_max)
    end = state.cursor_max if end < 0 else end
    return state.src[start:end], min(end + 1, state.cursor_max)


def _cells(line, number):
    """Split a row, so that it has `number` cells if there is a way."""
    cells = _split(line)
    if len(cells) == number:
        return cells
    plain = _split(line, with_maths=False)  # perhaps the $ were sums of money
    return plain if len(plain) == number else cells


def _split(line, with_maths=True):
    held = []

    def hold(match):
        held.append(match[0])
        return f"\0{len(held) - 1}\0"

    if with_maths:
        line = _MATHS.sub(hold, line)
    line = line.strip().removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    cells = re.split(r"(?<!\\)\|", line)
    cells = [cell.strip().replace("\\|", "|") for cell in cells]
    return [_HELD.sub(lambda match: held[int(match[1])], cell) for cell in cells]


def _fitted(row, number):
    """Add empty cells; put what is too much, with its bars, into the last cell."""
    row = row + [""] * (number - len(row))
    return [*row[: number - 1], " | ".join(row[number - 1 :])]


def _tokens(cells, sides):
    return [
        {"type": "table_cell", "text": cell, "attrs": {"align": side}}
        for cell, side in zip(cells, sides, strict=True)
    ]
