"""Functions that everybody knows, and what ∑, ∏, max and min make of many values."""

import operator
from functools import reduce

import numpy as np

from helpers.formulas.meaning import labelled as lb
from helpers.formulas.meaning.labelled import constant

MOST_FACTORS = 1_000


def _norm(x):
    return lb.power(lb.sum_of_entries(lb.times(x, x)), constant(0.5))


def _tanh(x):
    double = lb.exp(lb.add(x, x))
    half = lb.reciprocal(lb.add(double, constant(1.0)))
    return lb.add(constant(1.0), lb.times(constant(-2.0), half))


def _largest(*xs):
    return reduce(
        lambda a, b: lb.choose(lb.compare(operator.ge, a, b), a, b), xs[1:], xs[0]
    )


def _smallest(*xs):
    return lb.negative(_largest(*map(lb.negative, xs)))


def _columns(x):
    """The sum of each column: a row of ones times the value."""
    if len(x.own) < 2:
        return lb.sum_of_entries(x)
    ones = constant(np.ones(x.own[0]))
    return lb.product(ones, x)


FUNCTIONS = {
    "columns": _columns,
    "log": lb.log,
    "exp": lb.exp,
    "tanh": _tanh,
    "abs": lb.absolute,
    "sign": lb.sign,
    "norm": _norm,
    "diag": lb.diagonal,
    "tr": lambda x: lb.sum_of_entries(lb.diagonal(x)),
    "max": _largest,
    "min": _smallest,
}


def _product(x, label, count):
    if count > MOST_FACTORS:
        raise lb.MeaningError(f"a product of {count:,} factors")
    return reduce(lb.times, lb.along(x, label, count))


def _maximum(x, label, count):
    if label not in lb.plain(x).labels:
        return x
    first = lb.to_own(x, (label,), (count,))
    numbers = lb.plain(first).numbers
    axis = numbers.ndim - len(first.own)
    place = lb.Labelled(np.argmax(numbers, axis=axis), lb.plain(first).labels)
    return lb.gather(first, [place])


def _minimum(x, label, count):
    return lb.negative(_maximum(lb.negative(x), label, count))


REDUCED = {
    "sum": lb.total,
    "product": _product,
    "max": _maximum,
    "min": _minimum,
}
NEUTRAL = {
    "sum": constant(0.0),
    "product": constant(1.0),
    "max": constant(-np.inf),
    "min": constant(np.inf),
}
