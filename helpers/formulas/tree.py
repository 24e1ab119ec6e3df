r"""What a formula says: the tree that the reader makes of LaTeX.

A sequence, the content of a pair of braces or of a cell, is a tuple of nodes in the
order in which they are written. Nothing here knows how a formula looks, or LaTeX's
other spellings of it: ``\alpha`` and ``α``, ``\ge`` and ``\geq`` are the same node.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import count


@dataclass(frozen=True)
class Number:
    """Digits, perhaps with a decimal point."""

    text: str


@dataclass(frozen=True)
class Symbol:
    """One character, and its part in a formula.

    `kind` is ordinary (letters too), large (the sum sign), binary, relation, opening,
    closing or punctuation. The bars of an absolute value are ordinary unless the author
    wrote which bar opens.
    """

    text: str
    kind: str = "ordinary"


@dataclass(frozen=True)
class Dots:
    """An ellipsis, raised between operators and low between commas."""

    is_raised: bool = False


@dataclass(frozen=True)
class Space:
    """A space: its name, such as thin, or a length, such as 1cm."""

    width: str


@dataclass(frozen=True)
class Word:
    r"""Letters that are one name, as in ``\mathrm{MSE}``."""

    text: str
    font: str = "upright"


@dataclass(frozen=True)
class Text:
    """Prose: strings, and at every second place the sequence of a formula in it."""

    pieces: tuple
    font: str = "upright"


@dataclass(frozen=True)
class Operator:
    r"""A named function, such as log, max or ``\operatorname{softmax}``.

    With `has_limits` its subscript stands below it. A name that is more than plain
    words has a sequence as its `body`; `name` is then its LaTeX.
    """

    name: str
    has_limits: bool = False
    body: tuple | None = None


@dataclass(frozen=True)
class Group:
    """A sequence in braces."""

    body: tuple


@dataclass(frozen=True)
class Scripts:
    r"""A base with primes, subscript and superscript.

    `base` is None if nothing stands there; `sub` and `sup` are sequences or None.
    `limits` tells whether ``\limits`` or ``\nolimits`` was written, None if neither.
    """

    base: object
    primes: int = 0
    sub: tuple | None = None
    sup: tuple | None = None
    limits: bool | None = None


@dataclass(frozen=True)
class Fraction:
    """One sequence above another: a fraction, or with delimiters a binomial."""

    top: tuple
    bottom: tuple
    has_line: bool = True
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True)
class Root:
    """A root, square if there is no degree."""

    body: tuple
    degree: tuple | None = None


@dataclass(frozen=True)
class Accent:
    """A mark above or below: hat, bar, vec, overline... as LaTeX names them."""

    name: str
    body: tuple


@dataclass(frozen=True)
class Font:
    """A sequence in another font: bold, blackboard, calligraphic..."""

    name: str
    body: tuple


@dataclass(frozen=True)
class Style:
    """A sequence in another size: display, inline, script, large..."""

    name: str
    body: tuple


@dataclass(frozen=True)
class Colour:
    """A sequence in a colour, given as #rrggbb."""

    value: str
    body: tuple


@dataclass(frozen=True)
class Decoration:
    """A sequence in a box, struck out or invisible: box, cancel, phantom..."""

    name: str
    body: tuple


@dataclass(frozen=True)
class Part:
    r"""A sequence that takes the part of one symbol, as in ``\mathrel{R}``."""

    kind: str
    body: tuple


@dataclass(frozen=True)
class Fenced:
    r"""``\left( ... \right]``: a delimiter that was not wanted is empty."""

    opening: str
    body: tuple
    closing: str


@dataclass(frozen=True)
class Delimiter:
    r"""A delimiter of a size of its own: ``\bigl(``, or middle in a fence."""

    text: str
    size: str
    kind: str = "ordinary"


@dataclass(frozen=True)
class Brace:
    """A brace over or under a sequence, perhaps with a note."""

    is_over: bool
    body: tuple
    note: tuple | None = None


@dataclass(frozen=True)
class Stacked:
    """A sequence with another one, smaller, above or below it."""

    base: tuple
    above: tuple | None = None
    below: tuple | None = None


@dataclass(frozen=True)
class Arrow:
    """An arrow that grows with what is written above and below it."""

    text: str
    above: tuple
    below: tuple | None = None


@dataclass(frozen=True)
class Modulo:
    """``(mod n)`` at the end of a congruence."""

    body: tuple


@dataclass(frozen=True)
class Substack:
    """Lines under a sum sign."""

    lines: tuple


@dataclass(frozen=True)
class Reference:
    """The tag of the equation with this label."""

    label: str


@dataclass(frozen=True)
class Row:
    """A row of an environment: its cells are sequences; `source` is its LaTeX."""

    cells: tuple
    tag: str | None = None
    label: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Environment:
    r"""A matrix, cases or aligned rows, by the name of the environment.

    `columns` holds a letter (l, c, r) or bar for each column of an array or the line
    between two. `rules` counts the rows above each ``\hline``.
    """

    name: str
    rows: tuple
    columns: str = ""
    rules: tuple = ()


@dataclass(frozen=True)
class Display:
    """A displayed formula.

    Attributes
    ----------
    rows : tuple of Row
        Its rows. Only the rows of an align and the like have tags of their own.
    tag, label : str or None
        Of the whole display.
    name : str
        The environment that the rows come from; empty if there is none.
    tail : tuple
        What follows the environment: nothing, or a full stop.
    source : str
        Its LaTeX.
    """

    rows: tuple
    tag: str | None = None
    label: str | None = None
    name: str = ""
    tail: tuple = ()
    source: str = ""

    @property
    def tags(self):
        """Pairs of tag and label of what is numbered here, in order."""
        return [(part.tag, part.label) for part in (self, *self.rows) if part.tag]

    def numbered(self, taken):
        """Return the display with a number as the tag of each label that has none.

        Parameters
        ----------
        taken : collection of str
            The tags of other displays.

        Returns
        -------
        Display
            With the same formula.
        """
        parts = (self, *self.rows)
        if all(part.tag or not part.label for part in parts):
            return self
        taken = {*taken, *(part.tag for part in parts)}
        free = (str(number) for number in count(1) if str(number) not in taken)
        display, *rows = (
            replace(part, tag=next(free)) if part.label and not part.tag else part
            for part in parts
        )
        return replace(display, rows=tuple(rows))

    @property
    def is_empty(self):
        """Whether nothing is to be seen, as where macros are only defined."""
        cells = [cell for row in self.rows for cell in row.cells]
        return not (self.name or self.tags or any(cells))


def walk(node):
    """Go through a tree in the order of reading.

    Parameters
    ----------
    node : node, tuple or Display
        A tree, or several.

    Yields
    ------
    object
        Every node, before what it consists of.
    """
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from walk(getattr(node, field.name))


def references(tree):
    """Return the labels of equations that a tree refers to.

    Parameters
    ----------
    tree : node, tuple or Display
        What was read.

    Returns
    -------
    list of str
        The labels, in order.
    """
    return [node.label for node in walk(tree) if isinstance(node, Reference)]
