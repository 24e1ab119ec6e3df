"""Numbers with named axes, and with slopes: what the value of a formula consists of.

The value of x_ij has an axis for each of its free indices i and j, and an axis has a
label. Behind them it has the axes of its own: none (a number), one (a vector) or two (a
matrix). A :class:`Dual` carries besides its value the slope in some directions, so that
the derivative of a formula is exact, and a second derivative too.
"""

import math
from dataclasses import dataclass

import numpy as np

MOST_NUMBERS = 1_000_000


class MeaningError(ValueError):
    """A formula that has no value: what stands there is no mathematics we know."""


@dataclass(frozen=True)
class Labelled:
    """An array whose first axes have labels; the others are its own."""

    numbers: np.ndarray
    labels: tuple = ()

    @property
    def own(self):
        """The shape without the labelled axes."""
        return self.numbers.shape[len(self.labels) :]


@dataclass(frozen=True)
class Dual:
    """A value and its slope. The higher of two levels was perturbed later."""

    value: object
    slope: object
    level: int

    @property
    def own(self):
        """The shape without the labelled axes."""
        return self.value.own


def constant(numbers):
    """A value without labels and slope."""
    array = np.asarray(numbers)
    return Labelled(array if array.dtype == bool else array.astype(float))


def plain(x):
    """A value without its slopes."""
    while isinstance(x, Dual):
        x = x.value
    return x


def _level(x):
    return x.level if isinstance(x, Dual) else 0


def _parts(x, level):
    """Value and slope at a level; the slope is None if there is none."""
    if _level(x) == level:
        return x.value, x.slope
    return x, None


def linear(f, *xs):
    """Apply a function of arrays that is linear in all of them together."""
    top = max(map(_level, xs))
    if not top:
        return f(*xs)
    values, slopes = zip(*(_parts(x, top) for x in xs), strict=True)
    slopes = [
        constant(np.zeros(x.own)) if slope is None else slope
        for x, slope in zip(values, slopes, strict=True)
    ]
    return Dual(linear(f, *values), linear(f, *slopes), top)


def bilinear(f, a, b):
    """Apply a function of two arrays that is linear in each of them: a product."""
    top = max(_level(a), _level(b))
    if not top:
        return f(a, b)
    (a, da), (b, db) = _parts(a, top), _parts(b, top)
    slopes = [bilinear(f, da, b)] if da is not None else []
    slopes += [bilinear(f, a, db)] if db is not None else []
    slope = slopes[0] if len(slopes) == 1 else add(*slopes)
    return Dual(bilinear(f, a, b), slope, top)


def elementwise(f, derivative, x):
    """Apply a function of numbers; `derivative` is a function of values."""
    if isinstance(x, Dual):
        slope = times(derivative(x.value), x.slope)
        return Dual(elementwise(f, derivative, x.value), slope, x.level)
    return Labelled(f(x.numbers), x.labels)


# --- axes -----------------------------------------------------------------------------


def _union(*xs):
    """The labels of all, if their axes together are not too many numbers."""
    sizes = {}
    for x in xs:
        sizes |= dict(zip(x.labels, x.numbers.shape, strict=False))
    if math.prod(sizes.values()) > MOST_NUMBERS:
        raise MeaningError(
            f"{math.prod(sizes.values()):,} terms at once: at most {MOST_NUMBERS:,}"
        )
    return tuple(sizes)


def _spread(x, labels):
    """The numbers of x with an axis for each of the labels; of length 1 if it has none.

    >>> _spread(Labelled(np.zeros((3, 2)), ("i",)), ("j", "i")).shape
    (1, 3, 2)
    """
    order = [x.labels.index(label) for label in labels if label in x.labels]
    own = range(len(x.labels), x.numbers.ndim)
    moved = x.numbers.transpose(*order, *own)
    sizes = dict(zip(x.labels, x.numbers.shape, strict=False))
    return moved.reshape((*(sizes.get(label, 1) for label in labels), *x.own))


def _broadcast(*xs):
    """The labels of all, and all numbers with as many axes of their own."""
    labels = _union(*xs)
    own = max((x.own for x in xs), key=len)
    arrays = []
    for x in xs:
        if x.own and x.own != own[len(own) - len(x.own) :]:
            raise MeaningError(f"{_shape(xs[0].own)} and {_shape(x.own)} do not fit")
        ones = (1,) * (len(own) - len(x.own))
        array = _spread(x, labels)
        arrays.append(array.reshape((*array.shape[: len(labels)], *ones, *x.own)))
    return labels, arrays


def _shape(own):
    if not own:
        return "a number"
    kind = "a vector" if len(own) == 1 else "a matrix"
    return f"{kind} of shape ({', '.join(map(str, own))}{',' * (len(own) == 1)})"


def gather(x, indices):
    """Entries of x: for each of its first own axes an array of places, or None: all."""
    chosen = [axis for axis, place in enumerate(indices) if place is not None]
    places = [indices[axis] for axis in chosen]

    def picked(x):
        kept = [axis for axis in range(len(x.own)) if axis not in chosen]
        first = len(x.labels)
        order = [*range(first), *(first + axis for axis in (*chosen, *kept))]
        labels = _union(x, *places)
        index = []
        for axis, label in enumerate(x.labels):
            mesh = [1] * len(labels)
            mesh[labels.index(label)] = -1
            index.append(np.arange(x.numbers.shape[axis]).reshape(mesh))
        index += [_spread(place, labels).astype(int) for place in places]
        return Labelled(x.numbers.transpose(order)[tuple(index)], labels)

    return linear(picked, x)


def to_own(x, labels, sizes):
    """Make labelled axes, in this order, the first axes of its own."""

    def moved(x):
        others = tuple(label for label in x.labels if label not in labels)
        array = _spread(x, (*others, *labels))
        shape = (*array.shape[: len(others)], *sizes, *x.own)
        return Labelled(np.broadcast_to(array, shape), others)

    return linear(moved, x)


def transposed(x):
    """Rows become columns; a vector becomes a matrix of one row."""

    def turned(x):
        if len(x.own) == 1:
            return Labelled(x.numbers[..., np.newaxis, :], x.labels)
        if x.own[0] == 1:
            return Labelled(x.numbers[..., 0, :], x.labels)
        return Labelled(np.swapaxes(x.numbers, -1, -2), x.labels)

    return linear(turned, x) if x.own else x


# --- arithmetic -----------------------------------------------------------------------


def add(*xs):
    """Sum of values, entry by entry."""

    def total(*xs):
        labels, arrays = _broadcast(*xs)
        return Labelled(sum(arrays[1:], arrays[0]), labels)

    return linear(total, *xs)


def negative(x):
    """Minus a value."""
    return linear(lambda x: Labelled(-x.numbers, x.labels), x)


def times(a, b):
    """Product of values, entry by entry."""

    def product(a, b):
        labels, (a, b) = _broadcast(a, b)
        return Labelled(a * b, labels)

    return bilinear(product, a, b)


def product(a, b, is_dot=False):
    """Product as it is written: of numbers, or of matrices.

    Two vectors have one only with a dot between them; `is_dot` says so.
    """
    if not a.own or not b.own:
        return times(a, b)
    if len(a.own) == len(b.own) == 1 and not is_dot:
        raise MeaningError(
            r"two vectors side by side: write an index, \odot, or ^\top at one of them"
        )
    is_outer = len(a.own) == 1 and len(b.own) == 2 and b.own[0] == 1
    inner = a.own[-1] if not is_outer else 1
    if inner != b.own[0]:
        raise MeaningError(f"{_shape(a.own)} times {_shape(b.own)} does not fit")

    def matrices(a, b):
        labels = _union(a, b)
        left, right = _spread(a, labels), _spread(b, labels)
        left = left[..., :, np.newaxis] if is_outer else left
        left = left[..., np.newaxis, :] if left.ndim == len(labels) + 1 else left
        right = right[..., :, np.newaxis] if right.ndim == len(labels) + 1 else right
        numbers = left @ right
        if len(b.own) == 1:
            numbers = numbers[..., 0]
        row_times_vector = len(b.own) == 1 and len(a.own) == 2 and a.own[0] == 1
        if (len(a.own) == 1 and not is_outer) or row_times_vector:
            labelled, own = (
                numbers.shape[: len(labels)],
                numbers.shape[len(labels) + 1 :],
            )
            numbers = numbers.reshape((*labelled, *own))
        return Labelled(numbers, labels)

    return bilinear(matrices, a, b)


def reciprocal(x):
    """1 over a value, entry by entry."""

    def slope(x):
        return negative(power(x, constant(-2)))

    return elementwise(lambda numbers: 1 / numbers, slope, x)


def inverse(x):
    """The inverse of a matrix."""
    if isinstance(x, Dual):
        value = inverse(x.value)
        slope = negative(product(product(value, x.slope), value))
        return Dual(value, slope, x.level)
    if len(x.own) != 2 or x.own[0] != x.own[1]:
        raise MeaningError(f"{_shape(x.own)} has no inverse")
    return Labelled(np.linalg.inv(x.numbers), x.labels)


def exp(x):
    """E to the power of each entry."""
    return elementwise(np.exp, exp, x)


def log(x):
    """The natural logarithm of each entry."""
    return elementwise(np.log, reciprocal, x)


def power(x, exponent):
    """Each entry to a power."""
    if isinstance(exponent, Dual):
        return exp(times(exponent, log(x)))
    if isinstance(x, Dual):
        lower = power(x.value, add(exponent, constant(-1)))
        slope = times(times(exponent, lower), x.slope)
        return Dual(power(x.value, exponent), slope, x.level)
    labels, (x, exponent) = _broadcast(x, exponent)
    return Labelled(x**exponent, labels)


def sign(x):
    """−1, 0 or 1 for each entry."""
    x = plain(x)
    return Labelled(np.sign(x.numbers), x.labels)


def absolute(x):
    """The absolute value of each entry."""
    return times(sign(x), x)


def compare(operator, a, b):
    """Truth of a relation, entry by entry."""
    labels, (a, b) = _broadcast(plain(a), plain(b))
    return Labelled(operator(a, b), labels)


def choose(condition, a, b):
    """Where a condition holds a, elsewhere b."""

    def chosen(a, b):
        labels, (where, a, b) = _broadcast(condition, a, b)
        return Labelled(np.where(where, a, b), labels)

    return linear(chosen, a, b)


# --- sums, and the like ---------------------------------------------------------------


def total(x, label, count):
    """Sum over a labelled axis; without that label the value is counted so often."""

    def summed(x):
        if label not in x.labels:
            return Labelled(x.numbers * count, x.labels)
        axis = x.labels.index(label)
        others = tuple(other for other in x.labels if other != label)
        return Labelled(x.numbers.sum(axis=axis), others)

    return linear(summed, x)


def along(x, label, count):
    """The values along a labelled axis, one after the other."""
    own = to_own(x, (label,), (count,))
    return [gather(own, [constant(place)]) for place in range(count)]


def sum_of_entries(x):
    """Sum over all axes of its own."""

    def summed(x):
        axes = tuple(range(len(x.labels), x.numbers.ndim))
        return Labelled(x.numbers.sum(axis=axes), x.labels)

    return linear(summed, x)


def diagonal(x):
    """The matrix with a vector on its diagonal, or the diagonal of a matrix."""
    if len(x.own) == 1:
        eye = constant(np.eye(x.own[0]))
        return linear(
            lambda x: Labelled(x.numbers[..., np.newaxis] * eye.numbers, x.labels), x
        )
    if len(x.own) == 2 and x.own[0] == x.own[1]:
        return linear(
            lambda x: Labelled(
                np.diagonal(x.numbers, axis1=-2, axis2=-1).copy(), x.labels
            ),
            x,
        )
    raise MeaningError(f"{_shape(x.own)} has no diagonal")


def perturbed(x, labels, level):
    """A value with slope 1 in the direction of each of its entries.

    `labels` name the axes of the directions, one for each axis of its own.
    """
    size = int(np.prod(x.own, dtype=int))
    directions = np.eye(size).reshape((*x.own, *x.own))
    return Dual(x, Labelled(directions, tuple(labels)), level)


def slope_at(x, level):
    """The slope of a value at a level; zero if it does not depend on it."""
    value, slope = _parts(x, level)
    return constant(np.zeros(value.own)) if slope is None else slope


def whole_derivative(slope, labels, sizes):
    """The gradient of a number, or the Jacobian of a vector: one row for each entry."""
    if len(slope.own) + len(sizes) > 2:
        raise MeaningError("a derivative with more than two axes: write indices")
    found = to_own(slope, labels, sizes)
    if len(slope.own) == len(sizes) == 1:
        return linear(
            lambda x: Labelled(np.swapaxes(x.numbers, -1, -2), x.labels), found
        )
    return found
