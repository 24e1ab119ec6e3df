"""Rows, environments and displays: what holds cells, tags and labels."""

import re

from . import commands, tree
from .symbols import character

_STAR = re.compile(r"\s*\*")  # a tag without brackets, which has them here
_ROW_SPACE = re.compile(r"\[[^]]*\]")
_ONLY_ALONE = commands.NUMBERED_STACKS | commands.EQUATIONS


class Numbering:
    """The tag and the label of a row or a display while it is read."""

    def __init__(self):
        self.tag = self.label = None


def grid(reader, stops, is_numbered=False, is_ruled=False):
    r"""Read cells split by ``&`` and rows split by a double backslash.

    Parameters
    ----------
    reader : Reader
        Where to read.
    stops : tuple of str
        The tokens that end the rows.
    is_numbered : bool
        Whether each row has a tag and a label of its own.
    is_ruled : bool
        Whether there may be an ``\hline`` above a row.

    Returns
    -------
    rows : tuple of Row
        At least one.
    rules : tuple of int
        The number of rows above each ``\hline``.
    """
    rows, rules, outer = [], [], reader.numbering
    ends = ("&", r"\\", *stops)
    while True:
        while is_ruled and reader.peek() == r"\hline":
            reader.take()
            rules.append(len(rows))
        start = reader.position
        own = Numbering() if is_numbered else None
        reader.numbering = own or outer
        cells = [reader.sequence(ends)]
        while reader.peek() == "&":
            reader.take()
            cells.append(reader.sequence(ends))
        numbers = (own.tag, own.label) if own else (None, None)
        text = reader.source[start : reader.position]
        rows.append(tree.Row(tuple(cells), *numbers, text))
        if reader.peek() != r"\\":
            break
        reader.take()
        reader.skip(_ROW_SPACE)
    reader.numbering = outer
    if len(rows) > 1 and rows[-1].cells == ((),):
        rows.pop()  # a double backslash after the last row
    return tuple(rows), tuple(dict.fromkeys(rules))


def environment(reader):
    r"""Read an environment, just behind ``\begin``."""
    name = reader.raw_argument()
    is_numbered = name in commands.NUMBERED_STACKS and reader.at_start
    is_display = name in commands.EQUATIONS and reader.at_start
    is_matrix = name in commands.MATRICES
    if not (is_numbered or is_display or is_matrix or name in commands.STACKS):
        raise reader.error(f"unknown environment {name}")
    reader.at_start = is_display
    if is_matrix:
        reader.raw_option()  # where its middle is, which paper does without
    columns = reader.raw_argument() if name in commands.WITH_COLUMNS else ""
    columns = _columns(reader, columns) if is_matrix else ""
    rows, rules = grid(reader, (r"\end",), is_numbered, is_matrix)
    reader.expect(r"\end")
    if reader.raw_argument() != name:
        raise reader.error(rf"missing \end{{{name}}}")
    return tree.Environment(name, rows, columns, rules)


def _columns(reader, specification):
    """Check the columns of an array, such as ``cc|c``."""
    letters = re.sub(r"\s|[@!]\{[^{}]*\}", "", specification)
    letters = re.sub(r"[pmb]\{[^{}]*\}", "l", letters)
    if not re.fullmatch("[lcr|]*", letters):
        raise reader.error(f"unknown columns {specification}")
    return letters


def number(reader, command):
    """Read a tag or a label."""
    if reader.numbering is None:
        raise reader.error(f"misplaced {command}")
    if command == r"\tag":
        if reader.numbering.tag:
            raise reader.error(r"second \tag")
        reader.skip(_STAR)
        reader.numbering.tag = reader.plain(reader.raw_argument())
    elif command == r"\label":
        reader.numbering.label = reader.label()


def display(reader):
    """Read a whole display: rows, and the numbers of the block."""
    source, own = reader.source, Numbering()
    reader.numbering, reader.at_start = own, True
    rows, _ = grid(reader, ("",))
    if reader.peek():
        raise reader.error(f"misplaced {reader.peek()}")
    block = _block(rows, commands.EQUATIONS)
    if len(block) == 1:
        rows = block[0].rows
    name, tail = "", ()
    if block := _block(rows, commands.STACKS | commands.NUMBERED_STACKS):
        name, rows, tail = block[0].name, block[0].rows, block[1:]
    for node in tree.walk(rows):
        if isinstance(node, tree.Environment) and node.name in _ONLY_ALONE:
            raise reader.error(f"something stands beside {node.name}")
    return tree.Display(rows, own.tag, own.label, name, tail, source)


def _block(rows, names):
    """Return an environment that a display consists of, and a full stop behind it."""
    cell = rows[0].cells[0]
    is_alone = len(rows) == 1 and len(rows[0].cells) == 1
    is_ended = cell[1:] in ((), *((character(mark),) for mark in ".,;"))
    if is_alone and is_ended and cell and isinstance(cell[0], tree.Environment):
        return cell if cell[0].name in names else ()
    return ()
