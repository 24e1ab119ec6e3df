"""What several explorers share: checks of their data, colours and texts."""

import contextlib
import reprlib

import numpy as np

from helpers.checking.arguments import check_examples
from helpers.data import Dataset
from helpers.live.sliders import as_choices
from helpers.plots import COLOURS

BLUE, RED, GREEN, PINK, ORANGE, SKY, BLACK = COLOURS


@contextlib.contextmanager
def about(argument):
    """Begin the errors of a `with` block with the name of the argument."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"{argument}: {error}") from None


def as_pairs(dtype, **sets):
    """Inputs and targets of two sets of examples with the same columns.

    Parameters
    ----------
    dtype : type
        What the inputs become.
    **sets : (X, y) or Dataset
        The two sets, by the names of the arguments that they are.

    Returns
    -------
    first, second : (X, y)

    Raises
    ------
    TypeError, ValueError
        If they are no such sets.
    """
    first, second = (_pair(name, examples, dtype) for name, examples in sets.items())
    columns, others = first[0].shape[1], second[0].shape[1]
    if columns != others:
        names = list(sets)
        raise ValueError(
            f"{names[1]} must have the {columns} columns of {names[0]}; got {others}"
        )
    return first, second


def _pair(name, examples, dtype):
    """Inputs and targets of a pair or of a Dataset, checked."""
    if isinstance(examples, Dataset):
        examples = examples.X, examples.y
    if not isinstance(examples, (tuple, list)) or len(examples) != 2:
        kind = reprlib.repr(examples)
        raise TypeError(f"{name} must be a pair (X, y) or a Dataset; got {kind}")
    X, y = examples
    with about(name):
        check_examples(X, y)
        with np.errstate(over="ignore"):
            X = X.astype(dtype, copy=False)
        if not np.isfinite(X).all():
            raise ValueError("X must fit into float32; got larger numbers")
    return X, y.astype(np.float64) if y.dtype.kind == "f" else y


def each(name, values, check):
    """Tuple of different values, each of them checked."""
    values = as_choices(name, values)
    for value in values:
        check(f"each of {name}", value)
    return values


def check_varies(name, array):
    """Raise if all entries (or rows) of the array are the same."""
    if (array == array[0]).all():
        raise ValueError(f"{name} must vary from example to example; got all the same")


def check_classes(name, y, k=None):
    """Raise unless every class index from 0 to k − 1 occurs, and no other number."""
    classes = np.unique(y)
    k = max(len(classes), 2) if k is None else k
    if not np.array_equal(classes, np.arange(k)):
        raise ValueError(
            f"{name} must hold every class index from 0 to {k - 1} and no other; "
            f"got {reprlib.repr(classes.tolist())}"
        )


def check_known(name, y, name_checked, y_checked):
    """Raise if the second set holds a class that the first does not."""
    unknown = np.setdiff1d(y_checked, y)
    if len(unknown):
        raise ValueError(
            f"{name_checked} must hold only classes that {name} holds; "
            f"got {reprlib.repr(unknown.tolist())}"
        )


def rounded(value):
    """Two significant digits, as a slider can show them."""
    return float(f"{value:.2g}")


def moving_titles(*axes):
    """One title at the left of each axes, for words that change."""
    return [ax.set_title("", loc="left", fontsize=9) for ax in axes]


def with_minus(text):
    """The text with minus signs for hyphens, as on the axes."""
    return text.replace("-", "−")
