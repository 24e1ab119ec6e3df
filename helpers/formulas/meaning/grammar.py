"""Reading a formula as mathematics: which factor belongs to which sum or function."""

from dataclasses import dataclass, field

from helpers.formulas import tree
from helpers.formulas.meaning import differentials
from helpers.formulas.meaning import items as rows
from helpers.formulas.meaning.expressions import (
    All,
    Applied,
    Bracket,
    Cases,
    Divided,
    Matrix,
    Minus,
    Num,
    Ones,
    Plus,
    Power,
    Related,
    Times,
    Transposed,
)
from helpers.formulas.meaning.functions import applied, largest, over
from helpers.formulas.meaning.items import symbol
from helpers.formulas.meaning.labelled import MeaningError
from helpers.formulas.meaning.naming import name, with_scripts
from helpers.formulas.meaning.wording import in_a_line, key

_PRODUCT = {"⋅": "⋅", "×": "⋅", "*": "⋅", "∗": "⋅", "·": "⋅"}
_FUNCTIONS = {"log": "log", "ln": "log", "exp": "exp", "tanh": "tanh"}
_FUNCTIONS |= {"diag": "diag", "tr": "tr", "Tr": "tr", "trace": "tr"}
_FUNCTIONS |= {"sign": "sign", "sgn": "sign"}
_OVER = {"∑": "sum", "∏": "product", "Σ": "sum"}
_LARGEST = {"max": "max", "min": "min", "sup": "max", "inf": "min"}

DEEPEST = 20
MOST_FACTORS = 50


@dataclass(frozen=True)
class Known:
    """Which names have a meaning.

    Attributes
    ----------
    names : set of str
        Keys of variables and quantities.
    functions : set of str
        Keys of functions.
    uses : dict of str to set of str
        Of a quantity, all names that it depends on.
    """

    names: frozenset = frozenset()
    functions: frozenset = frozenset()
    uses: dict = field(default_factory=dict)

    def depends(self, key, others):
        """Whether all the others are what a quantity depends on."""
        return bool(others) and others <= self.uses.get(key, set())


def expression(nodes, known, depth=0):
    """Read a sequence of nodes as one expression.

    Parameters
    ----------
    nodes : tuple or list of node
        From the reader of formulas.
    known : Known
        Which names have a meaning.
    depth : int
        In how many brackets, fractions and scripts they stand.

    Returns
    -------
    Expression

    Raises
    ------
    MeaningError
        If something in it is not understood; the message says what and where.
    """
    parser = _Parser(rows.flat(nodes), known, depth)
    if depth > DEEPEST:
        raise parser.error(f"brackets in brackets, more than {DEEPEST}")
    if not parser.items:
        raise MeaningError("nothing stands there")
    found = parser.sum()
    if parser.items[parser.place :]:
        raise parser.error(f"unexpected {in_a_line(parser.items[parser.place])}")
    return found


def related(nodes, known, depth=0):
    """Read sides and the relations between them.

    Parameters
    ----------
    nodes, known, depth
        As for `expression`.

    Returns
    -------
    Related or All
    """
    items = rows.flat(nodes)
    conditions = rows.split(items, _is_and)[0]
    if len(conditions) > 1:
        found = tuple(related(part, known, depth) for part in conditions)
        return All(found, text=in_a_line(tuple(items)).strip())
    sides, marks = rows.split(items, rows.relation)
    if not marks:
        raise MeaningError(f"{in_a_line(tuple(items)) or 'nothing'} is no condition")
    return Related(
        tuple(expression(side, known, depth) for side in sides),
        tuple(map(rows.relation, marks)),
        text=in_a_line(tuple(items)).strip(),
    )


def _is_and(node):
    """Whether a node stands between two conditions that must both hold."""
    if isinstance(node, tree.Text):
        return in_a_line(node).strip() in ("and", "und", "e", "et", "y", "og")
    return symbol(node) in (",", ";", "∧", "&")


class _Parser:
    """A recursive-descent parser of a flat row of nodes."""

    def __init__(self, items, known, depth):
        self.items = items
        self.known = known
        self.depth = depth
        self.place = 0

    def error(self, message):
        near = in_a_line(tuple(self.items[max(0, self.place - 2) :]))
        return MeaningError(f'{message} near "{near.strip()[:40]}"')

    def read(self, nodes):
        """Read other nodes, such as those of a script, as an expression."""
        return expression(nodes, self.known, self.depth + 1)

    def relate(self, nodes):
        """Read other nodes as a condition."""
        return related(nodes, self.known, self.depth + 1)

    def peek(self):
        return self.items[self.place] if self.place < len(self.items) else None

    def text(self, start):
        return in_a_line(tuple(self.items[start : self.place])).strip()

    # Sums and products ----------------------------------------------------------------

    def sum(self):
        """Terms with + and − between them, up to whatever else comes."""
        start, terms = self.place, []
        while True:
            sign = symbol(self.peek(), "binary")
            if sign in ("+", "-", "−"):
                self.place += 1
            elif terms:
                break
            term = self.term()
            if sign in ("-", "−"):
                term = Minus(term, text=f"−{term.text}")
            terms.append(term)
        return (
            terms[0] if len(terms) == 1 else Plus(tuple(terms), text=self.text(start))
        )

    def term(self):
        """A product, up to the next + or −."""
        start, found = self.place, self.run()
        while symbol(self.peek()) == "⊙" or symbol(self.peek()) == "∘":
            self.place += 1
            found = Times(found, self.run(), "⊙", text=self.text(start))
        return found

    def run(self):
        """Factors side by side, or with a dot or a stroke between them."""
        start, found = self.place, self.factor()
        if found == Transposed(Ones()) and self.peek() is not None:
            return Applied("columns", (self.run(),), text=self.text(start))
        count = 1
        while (node := self.peek()) is not None:
            if (sign := _PRODUCT.get(symbol(node), "")) or self.starts_factor(node):
                self.place += bool(sign)
                right = self.signed_factor() if sign else self.factor()
                if right == Transposed(Ones()) and self.peek() is not None:
                    right = Applied("columns", (self.run(),))
                found = Times(found, right, sign, text=self.text(start))
                count += 1
                if count > MOST_FACTORS:
                    raise self.error(f"more than {MOST_FACTORS} factors")
            elif symbol(node) == "/":
                self.place += 1
                bottom = self.factor()
                if isinstance(bottom, Num) and self.starts_letter(self.peek()):
                    raise self.error("what is divided by? use \\frac, or brackets,")
                found = Divided(found, bottom, text=self.text(start))
            else:
                break
        return found

    def signed_factor(self):
        if symbol(self.peek()) in ("-", "−"):
            self.place += 1
            factor = self.factor()
            return Minus(factor, text=f"−{factor.text}")
        return self.factor()

    def starts_letter(self, node):
        return node is not None and key(rows.core(node)) is not None

    def starts_factor(self, node):
        inner = rows.core(node)
        if isinstance(inner, tree.Symbol):
            return inner.kind in ("ordinary", "opening", "large") and inner.text != "/"
        is_name = key(inner) in self.known.functions | self.known.names
        return is_name or not isinstance(inner, tree.Text | tree.Dots)

    # Factors --------------------------------------------------------------------------

    def factor(self):
        """One factor: a name, a bracket, a fraction, a function with its argument."""
        node, start = self.peek(), self.place
        if node is None:
            raise self.error("something is missing at the end")
        inner = rows.core(node)
        if symbol(node) in _OVER and symbol(node, "large"):
            return over(self, _OVER[symbol(node)])
        if symbol(node) == "∇":
            return differentials.gradient(self)
        if symbol(node) == "∂" or differentials.is_total(self, self.place):
            return differentials.slashed(self)
        if isinstance(inner, tree.Operator | tree.Word | tree.Text | tree.Font):
            word = key(inner)
            if word in _LARGEST:
                return largest(self, _LARGEST[word])
            if word in _FUNCTIONS and word not in self.known.functions:
                return applied(self, _FUNCTIONS[word])
        if symbol(node, "opening") or symbol(node) in rows.BARS:
            return self.bracket()
        self.place += 1
        scripts = node if isinstance(node, tree.Scripts) else None
        return self.atom(inner, scripts, start)

    def atom(self, inner, scripts, start):
        match inner:
            case tree.Number(text=text):
                return with_scripts(self, Num(float(text), text=text), scripts, start)
            case tree.Fraction():
                return with_scripts(
                    self, differentials.fraction(self, inner, start), scripts, start
                )
            case tree.Fenced(opening=opening, body=body):
                if opening in rows.BARS:
                    found = self.measured(opening, body)
                else:
                    found = self.grouped(body)
                return with_scripts(self, found, scripts, start)
            case tree.Group(body=body) if key(inner) is None:
                return with_scripts(self, self.read(body), scripts, start)
            case tree.Root(body=body, degree=None):
                half = Num(0.5, text="½")
                root = Power(self.read(body), half, text=in_a_line(inner))
                return with_scripts(self, root, scripts, start)
            case tree.Environment(name=kind, rows=lines):
                found = self.environment(kind, lines)
                return with_scripts(self, found, scripts, start)
            case tree.Font(body=(tree.Number() as one,)):
                return self.indicator(one, scripts, start)
        if key(inner) is None:
            self.place = start
            raise self.error(f"not understood: {in_a_line(inner) or 'a script alone'}")
        return name(self, inner, scripts, start)

    def indicator(self, one, scripts, start):
        """A bold 1: the sign of a condition, in brackets or as a subscript."""
        if (
            scripts is not None
            and scripts.sub
            and rows.has_relation(rows.flat(self.unwrapped(scripts.sub)))
        ):
            condition = self.relate(self.unwrapped(scripts.sub))
            return Bracket(condition, text=self.text(start))
        found = Ones(text="1") if one.text == "1" else Num(float(one.text))
        return with_scripts(self, found, scripts, start)

    def unwrapped(self, nodes):
        """A script without the brackets around the whole of it."""
        items = rows.flat(nodes)
        if len(items) == 1 and isinstance(items[0], tree.Fenced):
            return items[0].body
        is_open = bool(items) and symbol(items[0], "opening")
        if is_open and rows.closing_place(items, 0) == len(items) - 1:
            return tuple(items[1:-1])
        return tuple(items)

    def grouped(self, body):
        """The inside of brackets; with a relation in it, it is 1 or 0."""
        items = rows.flat(body)
        if rows.has_relation(items):
            condition = self.relate(items)
            return Bracket(condition, text=f"[{condition.text}]")
        return self.read(items)

    def measured(self, bar, body):
        function = "norm" if bar in ("‖", "∥") else "abs"
        argument = self.read(body)
        return Applied(function, (argument,), text=f"{bar}{argument.text}{bar}")

    def bracket(self):
        """Round, square or curly brackets, or bars, that are single characters."""
        start, opening = self.place, symbol(self.peek())
        if opening in rows.BARS:
            end = start + 1
            while end < len(self.items) and symbol(self.items[end]) != opening:
                end += 1
            if end == len(self.items):
                raise self.error(f"the bar {opening} is never closed")
        else:
            end = rows.closing_place(self.items, start)
        inside = self.items[start + 1 : end]
        self.place = end + 1
        if opening in rows.BARS:
            found = self.measured(opening, inside)
        else:
            found = self.grouped(inside)
        last = self.items[end]
        scripts = last if isinstance(last, tree.Scripts) else None
        return with_scripts(self, found, scripts, start)

    def next_bracket(self):
        """What stands in the bracket that comes next, and its scripts; else None."""
        node = self.peek()
        if (
            isinstance(rows.core(node), tree.Fenced)
            and rows.core(node).opening in "([{"
        ):
            self.place += 1
            scripts = node if isinstance(node, tree.Scripts) else None
            return rows.flat(rows.core(node).body), scripts
        if node is not None and symbol(node, "opening"):
            end = rows.closing_place(self.items, self.place)
            inside = self.items[self.place + 1 : end]
            self.place = end + 1
            last = self.items[end]
            return inside, last if isinstance(last, tree.Scripts) else None
        return None

    def environment(self, kind, lines):
        if kind.endswith("cases"):
            values, conditions = [], []
            for line in lines:
                value, condition = (*line.cells, ())[:2]
                values.append(self.read(_without_end(value)))
                conditions.append(_condition(condition, self.known))
            return Cases(tuple(values), tuple(conditions), text="cases")
        cells = tuple(tuple(self.read(cell) for cell in line.cells) for line in lines)
        if len({len(row) for row in cells}) != 1:
            raise self.error("the rows of a matrix differ in length")
        return Matrix(cells, text="matrix")


def _without_end(cell):
    """A cell without the comma or full stop at its end."""
    items = rows.flat(cell)
    return items[:-1] if items and symbol(items[-1]) in (",", ".", ";") else items


_ELSE = ("otherwise", "else", "sonst", "elsewhere")


def _condition(cell, known):
    """The condition of a case; None for else."""
    items = []
    for node in _without_end(cell):
        said = in_a_line(node).lower() if isinstance(node, tree.Text) else ""
        if any(word in said for word in _ELSE):
            return None
        if isinstance(node, tree.Text) and not _is_and(node):
            maths = (part for part in node.pieces if not isinstance(part, str))
            items += [inner for part in maths for inner in part]
        else:
            items.append(node)
    if not rows.has_relation(items):
        raise MeaningError("each case needs its condition, or the word otherwise")
    return related(items, known)
