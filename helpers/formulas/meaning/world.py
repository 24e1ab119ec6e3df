"""A small world: random numbers for the names, and what is defined from them."""

from dataclasses import dataclass

import numpy as np

from helpers.formulas import tree
from helpers.formulas.meaning import items as rows
from helpers.formulas.meaning.expressions import Expression, Name, parts
from helpers.formulas.meaning.grammar import Known, expression
from helpers.formulas.meaning.items import symbol
from helpers.formulas.meaning.labelled import MeaningError, constant
from helpers.formulas.meaning.wording import in_a_line, key, label
from helpers.formulas.reader import read


@dataclass(frozen=True)
class Definition:
    """A quantity, entry by entry: z_i = …; or a function with its parameters.

    Attributes
    ----------
    key : str
        Its name.
    letters : tuple of str
        The indices of an entry.
    body : Expression
        What it is.
    parameters : tuple of str or None
        Of a function.
    """

    key: str
    letters: tuple
    body: Expression
    parameters: tuple | None = None


class World:
    r"""Names with a meaning: drawn at random, or defined by a formula.

    Parameters
    ----------
    draw : callable
        rng → dict of numbers and arrays by the LaTeX of their names. Sizes that differ
        let a shape tell what is wrong.
    *statements : str
        LaTeX of definitions such as ``z_i = \sum_{j=1}^{p} x_{ij} w_j + b`` or
        ``\sigma(z) = \frac{1}{1 + e^{-z}}``; each may use those before it.
    after : callable, optional
        dict of what was drawn → dict, by the same LaTeX, of what a step makes new: the
        left side of ``w \leftarrow w - \alpha dw`` is looked up there.
    functions : dict of str to callable, optional
        Functions of arrays that no formula defines, such as ``\lambda_{\max}``, by the
        LaTeX of their names. They cannot be differentiated.
    extremes : tuple of callable
        Further points, drawn as by `draw`, at which all must hold: where an inequality
        becomes an equality.

    Raises
    ------
    MeaningError
        If a statement is no definition.
    """

    def __init__(self, draw, *statements, after=None, extremes=(), functions=None):
        self.draw = draw
        self.after = after
        self.extremes = extremes
        self.drawn = {name: name_of(name) for name in draw(np.random.default_rng(0))}
        self.definitions = {}
        for name, function in (functions or {}).items():
            key = name_of(name)
            self.definitions[key] = Definition(key, (), function, ("argument",))
        self._define_all(statements)

    def _define_all(self, statements):
        for statement in statements:
            nodes = rows.flat(read(statement))
            (left, right), _ = rows.split(nodes, rows.relation)
            self._define(left, right)

    def _define(self, left, right):
        definition = self.read_definition(left, right)
        self.definitions[definition.key] = definition

    def drawing(self, draw, after=None):
        """The same definitions, with other numbers drawn."""
        other = object.__new__(World)
        other.__dict__ |= self.__dict__
        other.draw, other.after = draw, after
        other.drawn = {name: name_of(name) for name in draw(np.random.default_rng(0))}
        return other

    def defining(self, *statements):
        """The same world with more definitions."""
        other = self.drawing(self.draw, self.after)
        other.definitions = dict(self.definitions)
        other._define_all(statements)
        return other

    def with_definition(self, left, right):
        """The same world with one more definition, from the nodes of both its sides."""
        more = object.__new__(World)
        more.__dict__ |= self.__dict__
        more.definitions = dict(self.definitions)
        more._define(left, right)
        return more

    @property
    def known(self):
        """Which names have a meaning."""
        definitions = self.definitions.values()
        functions = {d.key for d in definitions if d.parameters is not None}
        names = set(self.drawn.values()) | {d.key for d in definitions} - functions
        return Known(frozenset(names), frozenset(functions), self.uses())

    def uses(self):
        r"""For each definition the keys of all names that it depends on.

        What is drawn under a name such as ``\alpha(t)`` depends on t.
        """
        found = {
            key: {_parameter([node]) for node in rows.flat(read(name))[2:-1:2]}
            for name, key in self.drawn.items()
            if name.endswith(")")
        }
        for definition in self.definitions.values():
            is_formula = isinstance(definition.body, Expression)
            names = _names(definition.body) if is_formula else set()
            for name in tuple(names):
                names |= found.get(name, set())
            found[definition.key] = names - set(definition.parameters or ())
        return found

    def read_definition(self, left, right):
        """Read a definition from the nodes of both its sides."""
        known = self.known
        target, parameters = _function(left)
        scripts = left[-1] if isinstance(left[-1], tree.Scripts) else None
        base = key(rows.core(target))
        if base is None or (parameters is None and len(left) > 1):
            raise MeaningError(
                f"{in_a_line(tuple(left))} is no name that can be defined"
            )
        sub = scripts.sub if scripts else None
        letters = ()
        if sub is not None:
            letters = _letters(sub, known)
            base = base if letters else f"{base}_{label(sub)}"
        sup = scripts.sup if scripts else None
        if sup is not None:
            base = f"{base}^{label(sup)}"
        inner = Known(known.names | set(parameters or ()), known.functions, known.uses)
        return Definition(base, letters, expression(right, inner), parameters)

    def values(self, rng, draw):
        """Draw numbers and arrays: by key, also what a step makes of them."""
        drawn = draw(rng)
        after = self.after(drawn) if self.after is not None else {}
        return tuple(
            {name_of(name): constant(value) for name, value in found.items()}
            for found in (drawn, after)
        )


def name_of(latex):
    r"""The key of a name that is written with all its scripts, as in ``W^{(1)}``.

    A bracket behind it, as in ``\alpha(t)``, only says what it depends on.
    """
    node, *_ = rows.flat(read(latex))
    base = key(rows.core(node))
    if isinstance(node, tree.Scripts):
        base += "'" * node.primes
        base += f"_{label(node.sub)}" if node.sub is not None else ""
        base += f"^{label(node.sup)}" if node.sup is not None else ""
    return base


def _function(left):
    """The node that is defined, and the parameters if it is a function."""
    target = left[0]
    if len(left) == 2 and isinstance(rows.core(left[1]), tree.Fenced):
        inside = rows.flat(rows.core(left[1]).body)
    elif len(left) > 2 and symbol(left[1]) == "(":
        inside = left[2 : rows.closing_place(left, 1)]
    else:
        return target, None
    return target, tuple(_parameter(part) for part in rows.commas(inside))


def _parameter(part):
    node = part[0]
    found = key(rows.core(node))
    if isinstance(node, tree.Scripts) and node.sub is not None:
        found = f"{found}_{label(node.sub)}"
    return found


def _letters(sub, known):
    """The index letters of a pattern such as z_ik; none if it is part of the name."""
    letters = []
    for node in rows.flat(sub):
        if symbol(node) == ",":
            continue
        letter = key(rows.core(node))
        if letter is None or len(letter) > 1 or letter in known.names:
            return ()
        is_primed = isinstance(node, tree.Scripts)
        letters.append(letter + "'" * (node.primes if is_primed else 0))
    return tuple(letters)


def _names(body):
    """Keys of all names and functions in an expression."""
    found = {body.key} if isinstance(body, Name) or hasattr(body, "key") else set()
    for part in parts(body):
        found |= _names(part)
    return found
