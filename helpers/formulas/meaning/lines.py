r"""The lines of a derivation: what is said to be equal to what, and where.

A display such as ``a &= b \\ &= c`` is a chain of three pieces. A remark in words is
passed over; ``\text{if } k \ne y``, or a condition behind a wide space, belongs to its
row. What has another left side begins another chain.
"""

from dataclasses import dataclass, field

from helpers.formulas import tree
from helpers.formulas.meaning import items as rows
from helpers.formulas.meaning.items import symbol
from helpers.formulas.meaning.wording import in_a_line, key

_ENDS = (".", ",", ";", "■", "□", "∎", "◻")
_LINKS = ("⟹", "⇒", "⟺", "⇔", "∴", "→", "⟶")
_BINARY = ("+", "-", "−", "⋅", "×", "⊙")
_IF = ("if", "for", "when", "whenever", "provided", "falls", "wenn", "für", "si")
_BECAUSE = ("since", "because", "as", "by", "using", "da", "weil")
_LET = ("let", "define", "set", "with", "where", "sei", "mit", "wobei", "com", "der")
_AND = ("and", "or", "und")


@dataclass
class Piece:
    """An expression of a chain.

    Attributes
    ----------
    relation : str
        What it is said to be to the piece before; empty for the first.
    nodes : list of node
        The expression.
    row : int
        The row that it stands in, from 0.
    """

    relation: str
    nodes: list
    row: int


@dataclass
class Chain:
    """Pieces with relations between them, and conditions under which they hold.

    An aside stands behind a word such as where: it may define something.
    """

    pieces: list
    conditions: list = field(default_factory=list)
    is_aside: bool = False


def chains(display):
    """Read the chains of a display.

    Parameters
    ----------
    display : Display
        As read by :func:`helpers.formulas.reader.read_display`.

    Returns
    -------
    list of Chain
        In order.
    """
    found, main = [], 0
    for number, row in enumerate(rows_of(display)):
        nodes = _in_a_row(row.cells)
        is_first = True
        for part, kind in _parts(nodes):
            if kind == "condition":
                if found:
                    found[-1].conditions.append(part)
                continue
            if is_first and _relation(part[0]) and found:
                found.append(found.pop(main))  # goes on where its row above began
            _continue(found, part, number)
            found[-1].is_aside = kind == "aside"
            main = len(found) - 1 if is_first else main
            is_first = False
    return found


def _in_a_row(cells):
    """The nodes of all cells; each second cell begins another equation."""
    nodes = []
    for number, cell in enumerate(cells):
        before = rows.flat(nodes)
        if number and number % 2 == 0 and not (before and _relation(before[-1])):
            nodes.append(tree.Space("quad"))
        nodes += cell
    return nodes


def _goes_on(nodes):
    """Whether a relation, or more words, stand behind a remark."""
    rest = rows.flat(nodes)
    return not rest or bool(_relation(rest[0])) or symbol(rest[0]) in (",", ".")


def rows_of(display):
    """The rows of a display, also if they stand in an array.

    Parameters
    ----------
    display : Display
        As read.

    Returns
    -------
    tuple of Row
    """
    nodes = rows.flat(display.rows[0].cells[0])
    is_alone = len(display.rows) == len(display.rows[0].cells) == len(nodes) == 1
    if is_alone and getattr(nodes[0], "name", "") == "array":
        return nodes[0].rows
    return display.rows


def _continue(found, part, row):
    """Add a part of a row to the chain that it belongs to."""
    sides, marks = rows.split(part, _relation)
    signs = list(map(_relation, marks))
    first = sides[0]
    last = found[-1].pieces[-1] if found else None
    if last is not None and not last.nodes:  # the row before ended in a relation
        last.nodes, last.row = first, row
    elif first and last is not None and symbol(first[0]) in _BINARY:
        last.nodes = last.nodes + first
    elif first:
        found.append(Chain([Piece("", first, row)]))
    elif not found:
        found.append(Chain([Piece("", [], row)]))
    for sign, side in zip(signs, sides[1:], strict=True):
        found[-1].pieces.append(Piece(sign, side, row))


def _relation(node):
    """The relation that a node is; an arrow to the left is an assignment."""
    if symbol(node) in ("←", "⟵"):
        return "←"
    return rows.relation(node)


def _parts(nodes):
    """Cut a row into equations, asides and conditions; remarks are left out."""
    nodes = _spliced(nodes)
    part, depth, is_condition, is_aside = [], 0, False, False
    found = []

    def close():
        nonlocal part
        items = _trimmed(rows.flat(part))
        if items:
            kind = "aside" if is_aside else "equation"
            if is_condition or _is_condition(items, bool(found)):
                kind = "condition"
            found.append((items, kind))
        part = []

    def ends_part(node):
        return symbol(node) in (",", ";") and not is_condition

    for place, node in enumerate(nodes):
        kind = getattr(rows.core(node), "kind", "")
        depth += {"opening": 1, "closing": -1}.get(kind, 0)
        if isinstance(node, tree.Text) and not depth:
            word = _words(node).partition(" ")[0]
            if word in _BECAUSE:
                break
            if word in _IF or word in _LET or word in _AND:
                close()
                is_condition, is_aside = word in _IF, word in _LET
                part += _maths(node)
            elif _is_name(node):
                part.append(node)
            elif not _goes_on(nodes[place + 1 :]):
                break
        elif symbol(node) == "∀":
            close()
            is_condition = True
        elif not depth and (_is_wide(node) or ends_part(node)):
            close()
        else:
            part.append(node)
    close()
    return found


def _spliced(nodes):
    """Take boxes, colours, styles and braces away, but keep spaces."""
    found = []
    for node in nodes:
        if isinstance(node, (tree.Style, tree.Colour, tree.Decoration, tree.Brace)):
            found += _spliced(node.body)
        elif isinstance(node, tree.Scripts) and isinstance(node.base, tree.Brace):
            found += _spliced(node.base.body)
        else:
            found.append(node)
    return found


def _words(text):
    said = "".join(piece for piece in text.pieces if isinstance(piece, str))
    return said.strip(" ,.;:()[]").lower()


def _is_name(text):
    r"""Whether words are a function's name, as in ``\text{softmax}(z)``."""
    return _words(text) in ("softmax", "relu", "sigmoid", "diag", "tr", "sign")


def _maths(text):
    """The formulas inside of words."""
    pieces = (piece for piece in text.pieces if not isinstance(piece, str))
    return [node for piece in pieces for node in piece]


def _is_wide(node):
    return isinstance(node, tree.Space) and "quad" in node.width


def _trimmed(items):
    """A row without arrows before it and punctuation behind it."""
    while items and symbol(items[0]) in _LINKS:
        items = items[1:]
    while items and symbol(items[-1]) in (*_ENDS, *_LINKS):
        items = items[:-1]
    return items


def _is_condition(items, is_behind):
    """Whether a part behind an equation only says where that holds."""
    if not is_behind or symbol(items[0], "relation"):
        return False
    items = unwrapped(items)
    sides, marks = rows.split(items, rows.relation)
    return bool(marks) and all(len(side) == 1 and _is_plain(side[0]) for side in sides)


def _is_plain(node):
    """Whether a node is a letter, perhaps with a prime, or a number."""
    if isinstance(node, tree.Scripts):
        return node.sup is None and node.sub is None and key(node.base) is not None
    return key(node) is not None or isinstance(node, tree.Number)


def unwrapped(items):
    """A condition without the brackets around the whole of it."""
    if len(items) == 1 and isinstance(items[0], tree.Fenced):
        return rows.flat(items[0].body)
    is_open = bool(items) and symbol(items[0], "opening")
    if is_open and rows.closing_place(items, 0) == len(items) - 1:
        return items[1:-1]
    return items


def in_words(piece):
    """A piece as plain text."""
    return in_a_line(tuple(piece.nodes)).strip()
