"""The value of an expression at a point."""

import operator
from dataclasses import replace
from functools import reduce, singledispatch

import numpy as np

from helpers.formulas.meaning import expressions as ex
from helpers.formulas.meaning import labelled as lb
from helpers.formulas.meaning.elementary import FUNCTIONS, NEUTRAL, REDUCED
from helpers.formulas.meaning.labelled import Labelled, MeaningError, constant
from helpers.formulas.meaning.place import (
    Place,
    UnknownNameError,
    new_letter,
    refuse_known,
    unknown,
)
from helpers.formulas.meaning.ranges import count_of, too_many_indices
from helpers.formulas.meaning.scope import Scope
from helpers.formulas.meaning.wording import shown

HIGHEST_ORDER = 3
_RELATIONS = {
    "=": operator.eq,
    "≠": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "≤": operator.le,
    "≥": operator.ge,
}


def points(world, rng, count):
    """Draw points of a world: some at random, and its extreme ones.

    Parameters
    ----------
    world : World
        What is drawn and defined.
    rng : numpy.random.Generator
        Draws them.
    count : int
        How many at random.

    Returns
    -------
    list of Scope
        In each of them every name has a value.
    """
    draws = [world.draw] * count + list(world.extremes)
    values = [world.values(rng, draw) for draw in draws]
    return [Scope(world, drawn, defined, after=after) for drawn, after in values]


def defined(definition, scope):
    """The value of a defined quantity, with its indices as axes of its own.

    Parameters
    ----------
    definition : Definition
        Of a quantity.
    scope : Scope
        What names are.

    Returns
    -------
    Labelled or Dual
    """
    place = open_letters(definition.letters, definition.body, Place(scope, {}))
    return _as_own(value(definition.body, place), place.letters)


def _as_own(found, letters):
    """Make the axes of index letters the axes of the value itself."""
    labels = [letter.labels[0] for letter in letters.values()]
    return lb.to_own(
        found, labels, [len(letter.numbers) for letter in letters.values()]
    )


def open_letters(letters, expression, place):
    """Let letters run as far as they do in an expression.

    Parameters
    ----------
    letters : iterable of str
        Index letters that are free in it.
    expression : Expression
        Tells how far each of them runs.
    place : Place
        Where it stands.

    Returns
    -------
    Place
        The same with those letters.
    """
    found = {}
    for letter in letters:
        last = _count(letter, expression, place.having(**found))
        found[letter] = new_letter(letter, 1, last, place.scope)
    return place.having(**found)


def _count(letter, expression, place):
    """How far a letter runs in an expression."""

    def own_shape(base):
        try:
            return value(base, place).own
        except UnknownNameError:
            if not isinstance(base, ex.Name):  # it may be a letter that runs not yet
                return None
            raise
        except MeaningError:
            return None

    return count_of(letter, expression, own_shape)


@singledispatch
def value(expression, place):
    """The value of an expression.

    Parameters
    ----------
    expression : Expression
        As read by the grammar.
    place : Place
        Names and index letters.

    Returns
    -------
    Labelled or Dual

    Raises
    ------
    MeaningError
        If it has none.
    """
    raise TypeError(f"no expression: {expression!r}")


@value.register
def _(number: ex.Num, place):
    return constant(number.value)


@value.register
def _(ones: ex.Ones, place):
    return constant(1.0)


@value.register
def _(name: ex.Name, place):
    scope = place.scope
    if name.key in place.letters:
        return place.letters[name.key]
    if not scope.holds(name.key):
        raise unknown(name.key, scope)
    return scope.value(name.key)


@value.register
def _(entry: ex.Indexed, place):
    base = value(entry.base, place)
    if len(entry.indices) > len(base.own):
        raise MeaningError(too_many_indices(entry.base.text, len(base.own)))
    return lb.gather(base, _places(entry, base.own, place))


def _places(entry, sizes, place):
    """Where the entries stand, counted from 0; None for a whole axis."""
    found = []
    for index, size in zip(entry.indices, sizes, strict=False):
        if index is None:
            found.append(None)
            continue
        at = lb.plain(value(index, place))
        if at.own or not np.array_equal(at.numbers, np.round(at.numbers)):
            raise MeaningError(f"{index.text} is no index, in {entry.text}")
        outside = (at.numbers < 1) | (at.numbers > size)
        if outside.any():
            raise MeaningError(
                f"{entry.text} has no entry {at.numbers[outside].flat[0]:.0f}: "
                f"its index runs from 1 to {size}"
            )
        found.append(Labelled(at.numbers - 1, at.labels))
    return found


# --- arithmetic -----------------------------------------------------------------------


@value.register
def _(total: ex.Plus, place):
    terms = [value(term, place) for term in total.terms]
    return _told(total, lambda: lb.add(*terms))


def _told(expression, compute):
    """Compute; an error says in which expression it is."""
    try:
        return compute()
    except MeaningError as error:
        if " in " in f"{error}" or not expression.text:
            raise
        raise type(error)(f"{error}, in {expression.text[:60]}") from None


@value.register
def _(minus: ex.Minus, place):
    return lb.negative(value(minus.term, place))


@value.register
def _(times: ex.Times, place):
    left, right = value(times.left, place), value(times.right, place)
    if isinstance(times.right, ex.Ones) and len(left.own) == 2:
        right = constant(np.ones(left.own[-1]))
    if times.sign == "⊙":
        return _told(times, lambda: lb.times(left, right))
    return _told(times, lambda: lb.product(left, right, is_dot=times.sign == "⋅"))


@value.register
def _(quotient: ex.Divided, place):
    top, bottom = value(quotient.top, place), value(quotient.bottom, place)
    if bottom.own and top.own and top.own != bottom.own:
        raise MeaningError(f"division by an array, in {quotient.text}")
    return _told(quotient, lambda: lb.times(top, lb.reciprocal(bottom)))


@value.register
def _(power: ex.Power, place):
    base, exponent = value(power.base, place), value(power.exponent, place)
    if len(base.own) == 2:
        if power.exponent == ex.Minus(ex.Num(1.0)):
            return lb.inverse(base)
        raise MeaningError(f"a power of a whole matrix, in {power.text}: write indices")
    return _told(power, lambda: lb.power(base, exponent))


@value.register
def _(turned: ex.Transposed, place):
    return lb.transposed(value(turned.body, place))


@value.register
def _(applied: ex.Applied, place):
    arguments = [value(argument, place) for argument in applied.arguments]
    return _told(applied, lambda: FUNCTIONS[applied.function](*arguments))


# --- functions, conditions ------------------------------------------------------------


@value.register
def _(call: ex.Call, place):
    definition = place.scope.world.definitions[call.key]
    written = call.arguments or tuple(map(ex.Name, definition.parameters))
    arguments = [value(argument, place) for argument in written]
    if len(arguments) != len(definition.parameters):
        raise MeaningError(
            f"{call.key} has {len(definition.parameters)} argument(s), in {call.text}"
        )
    return _told(call, lambda: _called(definition, arguments, call.primes, place.scope))


def _called(definition, arguments, primes, scope):
    if primes:
        inner = scope.inside({}, deeper=True)
        (x,) = arguments
        ones = constant(np.ones(x.own))
        raised = [lb.Dual(x, ones, inner.level)]
        return lb.slope_at(_called(definition, raised, primes - 1, inner), inner.level)
    if callable(definition.body):
        (x,) = map(lb.plain, arguments)
        if x.labels:
            raise MeaningError(
                f"{shown(definition.key)} of something with free indices"
            )
        return constant(definition.body(x.numbers))
    inner = scope.inside(zip(definition.parameters, arguments, strict=True))
    return defined(definition, inner)


def truth(condition, place):
    """Where a condition holds: an array of true and false."""
    if isinstance(condition, ex.All):
        found = [truth(part, place) for part in condition.conditions]
        return reduce(lambda a, b: lb.compare(operator.and_, a, b), found)
    sides = [value(side, place) for side in condition.sides]
    found = []
    for a, b, sign in zip(sides, sides[1:], condition.relations, strict=False):
        if sign not in _RELATIONS:
            raise MeaningError(f"the condition {condition.text} is not understood")
        found.append(lb.compare(_RELATIONS[sign], a, b))
    return reduce(lambda a, b: lb.compare(operator.and_, a, b), found)


@value.register
def _(bracket: ex.Bracket, place):
    holds = truth(bracket.condition, place)
    return Labelled(holds.numbers.astype(float), holds.labels)


@value.register
def _(cases: ex.Cases, place):
    conditions = [
        constant(np.array(True)) if condition is None else truth(condition, place)
        for condition in cases.conditions
    ]
    covered = reduce(lambda a, b: lb.compare(operator.or_, a, b), conditions)
    if not covered.numbers.all():
        raise MeaningError("the cases leave a case out")
    found = value(cases.values[-1], place)
    pairs = list(zip(conditions, cases.values, strict=True))
    for condition, expression in reversed(pairs[:-1]):
        found = lb.choose(condition, value(expression, place), found)
    return found


@value.register
def _(matrix: ex.Matrix, place):
    height, width = len(matrix.rows), len(matrix.rows[0])
    entries = []
    for r, row in enumerate(matrix.rows):
        for c, entry in enumerate(row):
            unit = np.zeros((height, width))
            unit[r, c] = 1
            unit = unit[:, 0] if width == 1 else unit
            entries.append(lb.times(value(entry, place), constant(unit)))
    return lb.add(*entries) if len(entries) > 1 else entries[0]


# --- sums, and the like ---------------------------------------------------------------


@value.register
def _(over: ex.Over, place):
    letters = {}
    for letter, first, last in over.ranges:
        refuse_known(letter, place)
        start = 1 if first is None else _whole(first, place)
        inner = place.having(**letters)
        end = _count(letter, over, inner) if last is None else _whole(last, place)
        letters[letter] = new_letter(letter, start, end, place.scope)
    bound = set(letters)
    for letter in _new(over, bound, place):
        end = _count(letter, over, place)
        letters[letter] = new_letter(letter, 1, end, place.scope)
    inner = place.having(**letters)
    found = value(over.body, inner)
    for condition in over.conditions:
        found = lb.choose(truth(condition, inner), found, NEUTRAL[over.kind])
    for letter in letters.values():
        found = REDUCED[over.kind](found, letter.labels[0], len(letter.numbers))
    return found


def _whole(expression, place):
    """A limit of a sum."""
    found = lb.plain(value(expression, place))
    if found.labels or found.own or found.numbers != np.round(found.numbers):
        raise MeaningError(f"{expression.text} is no limit of a sum")
    return int(found.numbers)


def _new(over, bound, place):
    """The letters of conditions that the sum is over: those that mean nothing yet.

    If all of them mean something, and the sum has no other letter, it is the first.
    """
    unbound = [x for x in over.candidates if x not in bound and x not in place.letters]
    new = [letter for letter in unbound if not place.scope.holds(letter)]
    if not new and not bound:
        new = unbound[:1]
    if not new and not bound:
        raise MeaningError(f"over which index is {over.text[:40]}?")
    return new


# --- derivatives ----------------------------------------------------------------------


@value.register
def _(derivative: ex.Derivative, place):
    return _told(derivative, lambda: _derived(derivative.body, derivative.by, place))


def _derived(body, by, place):
    """The derivative of an expression by the first of some variables, of the rest."""
    if not by:
        return value(body, place)
    first, *rest = by
    variable = first.base if isinstance(first, ex.Indexed) else first
    if not place.scope.holds(variable.key):
        raise unknown(variable.key, place.scope)
    if place.scope.level > HIGHEST_ORDER:
        raise MeaningError(f"derivatives of an order above {HIGHEST_ORDER}")
    x = place.scope.value(variable.key)
    inner = place.scope.inside({}, deeper=True)
    labels = [f"∂#{next(inner.counter)}" for _ in x.own]
    inner.values[variable.key] = lb.perturbed(x, labels, inner.level)
    found = _derived(body, rest, replace(place, scope=inner))
    slope = lb.slope_at(found, inner.level)
    if isinstance(first, ex.Indexed):
        places = _places(first, x.own, place)
        whole = lb.to_own(slope, labels, x.own)
        return lb.gather(whole, places)
    return lb.whole_derivative(slope, labels, x.own)


@value.register
def _(gradient: ex.Gradient, place):
    body = gradient.body
    if gradient.by is not None:
        return value(ex.Derivative(body, (gradient.by,) * gradient.order), place)
    definitions = place.scope.world.definitions
    keys = definitions[body.key].parameters if isinstance(body, ex.Call) else ()
    if len(keys) != 1:
        raise MeaningError(f"∇ by what? write ∇_w, in {gradient.text}")
    definition = definitions[body.key]
    x = value((*body.arguments, ex.Name(keys[0]))[0], place)

    def along(x, order, scope):
        if not order:
            return _called(definition, [x], body.primes, scope)
        inner = scope.inside({}, deeper=True)
        labels = [f"∂#{next(inner.counter)}" for _ in x.own]
        raised = lb.perturbed(x, labels, inner.level)
        slope = lb.slope_at(along(raised, order - 1, inner), inner.level)
        return lb.whole_derivative(slope, labels, x.own)

    return along(x, gradient.order, place.scope)
