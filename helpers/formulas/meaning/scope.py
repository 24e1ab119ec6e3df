"""The values of names at a point, and what changes when some of them change."""

import itertools


class Scope:
    """The values of names at a point, some of them perhaps replaced by others.

    Parameters
    ----------
    world : World
        What is defined.
    values : dict of str to value
        By key: what was drawn, or what takes another value here.
    compute : callable
        (definition, scope) → its value.
    after : dict of str to value
        What some names are after a step.
    outer : Scope, optional
        Where the other values are looked up.
    """

    def __init__(self, world, values, compute, outer=None, after=None):
        self.world = world
        self.compute = compute
        self.values = values
        self.outer = outer
        self.after = after or {}
        self.level = outer.level if outer else 0
        self.counter = outer.counter if outer else itertools.count()
        self.known = outer.known if outer else world.known
        self.uses = outer.uses if outer else world.uses()

    def inside(self, values, deeper=False):
        """A scope in which some names have other values; deeper: with slopes."""
        scope = Scope(self.world, dict(values), self.compute, self)
        scope.level += deeper
        return scope

    def holds(self, name):
        """Whether a name has a value here."""
        here = name in self.values or name in self.world.definitions
        return here or (self.outer is not None and self.outer.holds(name))

    def value(self, name):
        """The value of a name: looked up, or computed once from its definition."""
        if name in self.values:
            return self.values[name]
        definition = self.world.definitions.get(name)
        if definition is None or not self.touches(name):
            return self.outer.value(name)
        self.values[name] = self.compute(definition, self)
        return self.values[name]

    def touches(self, name):
        """Whether a definition has to be computed here and not further out."""
        return self.outer is None or bool(self.uses[name] & set(self.values))
