"""Over what an index letter runs: found from the arrays that it is an index of."""

from helpers.formulas.meaning.expressions import (
    Derivative,
    Expression,
    Indexed,
    Name,
    Over,
    parts,
)
from helpers.formulas.meaning.labelled import MeaningError
from helpers.formulas.meaning.wording import shown


def free_letters(expression, scope, bound=frozenset()):
    """Index letters that an expression leaves free, in the order of reading.

    Parameters
    ----------
    expression : Expression
        Any.
    scope : Scope
        What has a meaning here is no letter.
    bound : set of str
        Letters that sums around it are over.

    Returns
    -------
    list of str
    """
    found = []
    for letter, _, _ in _uses(expression, bound):
        if letter not in found and not scope.holds(letter):
            found.append(letter)
    return found


def count_of(letter, expression, own_shape):
    """How far an index letter runs in an expression.

    Parameters
    ----------
    letter : str
        An index letter.
    expression : Expression
        Where it is an index.
    own_shape : callable
        Expression → its shape, None if that cannot be told yet.

    Returns
    -------
    int

    Raises
    ------
    MeaningError
        If it is an index of nothing, or of axes of different lengths.
    """
    counts = {}
    inside = expression.body if isinstance(expression, Over) else expression
    for found, base, axis in _uses(inside, frozenset()):
        if found == letter:
            shape = own_shape(base)
            if shape is not None and axis >= len(shape):
                raise MeaningError(too_many_indices(base.text, len(shape)))
            if shape is not None:
                counts.setdefault(shape[axis], base.text)
    if not counts:
        raise MeaningError(
            f"over what does {shown(letter)} run? write the limits, "
            rf"as in \sum_{{{letter}=1}}^{{n}}"
        )
    if len(counts) > 1:
        words = " but ".join(f"to {n} in {text}" for n, text in counts.items())
        raise MeaningError(f"{shown(letter)} runs {words}")
    return next(iter(counts))


def _uses(expression, bound):
    """Each letter that is an index and not bound: with the array, and which axis."""
    if isinstance(expression, Over):
        bound = bound | {letter for letter, _, _ in expression.ranges}
        known = set(bound)
        bound = bound | set(expression.candidates if not expression.ranges else ())
        for condition in expression.conditions:
            for part in parts(condition):
                yield from _uses(part, frozenset(known) | bound)
        yield from _uses(expression.body, bound)
        return
    if isinstance(expression, Indexed):
        for axis, index in enumerate(expression.indices):
            if isinstance(index, Name):
                if index.key not in bound:
                    yield index.key, expression.base, axis
            elif isinstance(index, Expression):
                yield from _uses(index, bound)
        yield from _uses(expression.base, bound)
        return
    if isinstance(expression, Derivative):
        yield from _uses(expression.body, bound)
        for variable in expression.by:
            yield from _uses(variable, bound)
        return
    for part in parts(expression):
        yield from _uses(part, bound)


def too_many_indices(text, count):
    """A sentence on an array that has fewer indices than are written."""
    number = {0: "no index", 1: "one index"}.get(count, f"{count} indices")
    return f"{text} has {number}, and here it has more"
