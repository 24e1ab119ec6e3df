"""The nodes of a formula in a row: what only shapes it is taken away."""

from dataclasses import replace

from helpers.formulas import tree
from helpers.formulas.meaning.labelled import MeaningError
from helpers.formulas.meaning.wording import in_a_line

OPENING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⟦": "⟧", "⌊": "⌋", "⌈": "⌉"}
BARS = ("|", "‖", "∣", "∥")
RELATIONS = {
    **{"=": "=", "≡": "=", "≔": "=", "≜": "=", "≝": "="},
    **{"≠": "≠", "<": "<", ">": ">", "≤": "≤", "≥": "≥", "⩽": "≤", "⩾": "≥"},
    **{"≦": "≤", "≧": "≥", "⪰": "⪰", "≽": "⪰", "≻": "⪰", "∈": "∈"},
}


def flat(nodes):
    """Take sizes, colours, boxes, spaces and braces away.

    Parameters
    ----------
    nodes : tuple
        A sequence of a tree.

    Returns
    -------
    list of node
    """
    found = []
    for node in nodes:
        if symbol(node) == "=" and found and symbol(found[-1]) == ":":
            found.pop()  # := is a defining equals sign
        match node:
            case tree.Space() | tree.Group(body=()):
                continue
            case tree.Decoration(name=name) if "phantom" in name:
                continue
            case tree.Style() | tree.Colour() | tree.Decoration() | tree.Brace():
                found += flat(node.body)
            case tree.Part():
                found += flat(node.body)
            case tree.Stacked():
                found += flat(node.base)
            case tree.Font(name=font, body=body) if len(body) > 1:
                found += [tree.Font(font, (part,)) for part in flat(body)]
            case tree.Delimiter(text=text):
                found.append(_delimiter(text))
            case tree.Scripts(base=tree.Delimiter(text=text)):
                found.append(replace(node, base=_delimiter(text)))
            case tree.Scripts(base=tree.Brace(body=body)) if len(flat(body)) == 1:
                found.append(replace(node, base=flat(body)[0]))
            case _:
                found.append(node)
    return found


def _delimiter(text):
    if text in OPENING:
        return tree.Symbol(text, "opening")
    if text in OPENING.values():
        return tree.Symbol(text, "closing")
    return tree.Symbol(text)


def core(node):
    """A node without its scripts."""
    return node.base if isinstance(node, tree.Scripts) else node


def symbol(node, kind=None):
    """The character of a node, without its scripts; empty if it is none."""
    inner = core(node)
    if isinstance(inner, tree.Symbol) and kind in (None, inner.kind):
        return inner.text
    return ""


def relation(node):
    """The relation that a node is, in one spelling; empty if it is none."""
    return RELATIONS.get(symbol(node, "relation"), "")


def closing_place(items, start):
    """The place of the bracket that closes the one at `start`.

    Raises
    ------
    MeaningError
        If there is none.
    """
    opening, depth = symbol(items[start]), 0
    for place in range(start, len(items)):
        kind = getattr(core(items[place]), "kind", "")
        depth += {"opening": 1, "closing": -1}.get(kind, 0)
        if not depth:
            return place
    near = in_a_line(tuple(items[start:]))[:30]
    raise MeaningError(f'the bracket {opening} is never closed near "{near}"')


def split(items, is_mark):
    """Cut a row where a mark stands outside of all brackets.

    Parameters
    ----------
    items : list of node
        A flat row.
    is_mark : callable
        node → bool.

    Returns
    -------
    pieces : list of list of node
        One more than there are marks.
    marks : list of node
    """
    pieces, marks, place = [[]], [], 0
    while place < len(items):
        node = items[place]
        if symbol(node, "opening"):
            end = closing_place(items, place)
            pieces[-1] += items[place : end + 1]
            place = end + 1
            continue
        if is_mark(node):
            marks.append(node)
            pieces.append([])
        else:
            pieces[-1].append(node)
        place += 1
    return pieces, marks


def commas(items):
    """Cut a row at its commas."""
    return split(items, lambda node: symbol(node) in (",", ";"))[0]


def has_relation(items):
    """Whether a relation stands in a row, outside of all brackets."""
    return any(map(relation, split(items, relation)[1]))
