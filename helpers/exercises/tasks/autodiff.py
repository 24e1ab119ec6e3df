"""Exercises of notebook 07: the parts of automatic differentiation.

`d` is always the derivative of the cost by the result of an operation, and has its
shape.
"""

from dataclasses import dataclass

import numpy as np

from helpers import losses
from helpers.exercises.exercise import Exercise


def sizes(rng):
    """Three sizes that no factor confuses."""
    return (int(size) for size in rng.permutation([5, 7, 11]))


# --- 7.1 --------------------------------------------------------------------------


def _sum_back(d, shape):
    front = d.ndim - len(shape)
    d = d.sum(axis=tuple(range(front)))
    ones = tuple(i for i, size in enumerate(shape) if size == 1)
    return d.sum(axis=ones, keepdims=True)


def _stretched(rng):
    """Copies were made along a new axis in front and along the last one."""
    n, p, k = sizes(rng)
    return {"d": rng.normal(size=(n, p, k)), "shape": (p, 1)}


SUM_BACK = Exercise(
    "my_sum_back",
    "7.1",
    "broadcasting, backwards",
    "sum_back",
    _sum_back,
    _stretched,
    mistakes={
        "Every copy has an influence of its own: add them, do not average.": (
            lambda d, shape: d.mean(axis=(0, 2))[:, np.newaxis]
        ),
        "The axes in front are summed; an axis of size 1 that was stretched is not.": (
            lambda d, shape: d.sum(axis=0)
        ),
        "The stretched axis is summed; the axes that were put in front are not.": (
            lambda d, shape: d.sum(axis=2, keepdims=True)
        ),
        "That takes one of the copies; all of them count.": (
            lambda d, shape: d[0][:, :1]
        ),
        "Everything is added: only the axes along which copies were made.": (
            lambda d, shape: np.full(shape, d.sum())
        ),
        "That is the derivative as it came: has it the shape asked for?": (
            lambda d, shape: d
        ),
    },
    extremes={
        "an array that was not stretched": {
            "d": np.array([[1.0, -2.0], [3.0, 0.5], [0.2, 4.0]]),
            "shape": (3, 2),
        },
        "a single number, of shape ()": {
            "d": np.array([[1.0, -2.0], [3.0, 0.5], [0.2, 4.0]]),
            "shape": (),
        },
        "a row of shape (1, k)": {
            "d": np.array([[1.0, -2.0], [3.0, 0.5], [0.2, 4.0]]),
            "shape": (1, 2),
        },
    },
    points=3,
)


# --- 7.2 --------------------------------------------------------------------------


def _product_back(u, v, d):
    return _sum_back(d * v, u.shape), _sum_back(d * u, v.shape)


def _rows_times_row(rng):
    n, k, _ = sizes(rng)
    u, v = rng.normal(size=(n, k)), rng.normal(size=k)
    return {"u": u, "v": v, "d": rng.normal(size=(n, k))}


PRODUCT_BACK = Exercise(
    "my_product_back",
    "7.2",
    "the product of numbers, backwards",
    "product_back",
    _product_back,
    _rows_times_row,
    returns=("du", "dv"),
    mistakes={
        "Which of the two factors is the derivative by u?": (
            lambda u, v, d: (d * u, np.sum(d * v, axis=0))
        ),
        "dv must have the shape of v: v was used in every row.": (
            lambda u, v, d: (d * v, d * u)
        ),
        "The chain rule has two factors: where is d?": (
            lambda u, v, d: (v * np.ones_like(u), u.sum(axis=0))
        ),
        "Every row of u adds to dv: a sum, not a mean.": (
            lambda u, v, d: (d * v, np.mean(d * u, axis=0))
        ),
        "First multiply by u, then sum over the rows.": (
            lambda u, v, d: (d * v, d.sum(axis=0) * u.sum(axis=0))
        ),
        "That is a sum, backwards; here u and v are multiplied.": (
            lambda u, v, d: (d, d.sum(axis=0))
        ),
        "Over which axis is the sum? dv has one entry for each column.": (
            lambda u, v, d: (d * v, np.sum(d * u, axis=1))
        ),
    },
    extremes={
        "a column times a row, both stretched": {
            "u": np.array([[1.0], [-2.0], [0.5]]),
            "v": np.array([3.0, -1.0]),
            "d": np.array([[1.0, 2.0], [0.3, -0.4], [-1.5, 0.7]]),
        },
    },
)


# --- 7.3 --------------------------------------------------------------------------


def _matmul_back(A, B, d):
    return d @ B.T, A.T @ d


def _matrices(rng):
    n, p, k = sizes(rng)
    A, B = rng.normal(size=(n, p)), rng.normal(size=(p, k))
    return {"A": A, "B": B, "d": rng.normal(size=(n, k))}


MATMUL_BACK = Exercise(
    "my_matmul_back",
    "7.3",
    "the matrix product, backwards",
    "matmul_back",
    _matmul_back,
    _matrices,
    returns=("dA", "dB"),
    mistakes={
        "Both are transposed: dA has the shape of A.": (
            lambda A, B, d: (B @ d.T, d.T @ A)
        ),
        "First dA, then dB.": lambda A, B, d: (A.T @ d, d @ B.T),
        "A mean over the examples? d holds the 1/n already, if there is one.": (
            lambda A, B, d: (d @ B.T, A.T @ d / len(A))
        ),
        "The chain rule has two factors: where is d?": (
            lambda A, B, d: (np.ones_like(d) @ B.T, A.T @ np.ones_like(d))
        ),
        "Each factor of the product gets the *other* one.": (
            lambda A, B, d: (
                A * d.sum(axis=1, keepdims=True),
                B * d.sum(axis=0),
            )
        ),
    },
)


# --- 7.4 --------------------------------------------------------------------------


def _log_sum_exp_back(z, d):
    return d[:, np.newaxis] * losses.softmax(z)


def _scores(rng):
    n, k, _ = sizes(rng)
    return {"z": rng.normal(0, 2, (n, k)), "d": rng.normal(size=n)}


LOG_SUM_EXP_BACK = Exercise(
    "my_log_sum_exp_back",
    "7.4",
    "the logarithm of the sum of exponentials, backwards",
    "log_sum_exp_back",
    _log_sum_exp_back,
    _scores,
    mistakes={
        "The chain rule has two factors: where is d?": lambda z, d: losses.softmax(z),
        "The outer function is a logarithm: its derivative is 1 over the sum.": (
            lambda z, d: d[:, np.newaxis] * np.exp(z)
        ),
        "The sum runs over the classes of one example, not over the examples.": (
            lambda z, d: d[:, np.newaxis] * losses.softmax(z.T).T
        ),
        "The sum runs over the classes of one example, not over all entries.": (
            lambda z, d: d[:, np.newaxis] * np.exp(z) / np.exp(z).sum()
        ),
        "The inner function is missing: the derivative of the exponential is itself.": (
            lambda z, d: d[:, np.newaxis] / np.exp(z).sum(axis=1, keepdims=True)
        ),
        "That is the logarithm of the derivative.": (
            lambda z, d: d[:, np.newaxis] * np.log(losses.softmax(z))
        ),
        "That is the softmax, backwards; here it is its denominator's logarithm.": (
            lambda z, d: d[:, np.newaxis] * losses.softmax(z) * (1 - losses.softmax(z))
        ),
        "That is the value going forwards, not the derivative.": (
            lambda z, d: d * np.log(np.exp(z).sum(axis=1))
        ),
    },
    extremes={
        "a score of 800": {
            "z": np.array([[800.0, 1.0, -2.0], [0.0, 1.0, 2.0]]),
            "d": np.array([0.5, -0.25]),
        },
        "scores of −800": {
            "z": np.array([[-800.0, -800.0], [0.0, 1.0]]),
            "d": np.array([0.5, -0.25]),
        },
    },
    points=3,
)


# --- 7.5 --------------------------------------------------------------------------


@dataclass(eq=False)
class Node:
    """A variable of a graph; each parent is sent `slope` times what arrives."""

    number: int
    parents: tuple = ()
    slopes: tuple = ()

    def __post_init__(self):
        """Take what the variables of the notebook have, too."""
        self.name = f"v{self.number}"
        self.value = np.array(float(self.number))
        self.gradient = np.array(0.0)

    def send_back(self, d):
        """One derivative for each parent."""
        return [slope * d for slope in self.slopes]


def _graph(rng):
    """The last of eleven nodes; several are used twice, one of them by one node."""
    nodes = [Node(number) for number in range(4)]
    pairs = [(0, 1), (4, 4), (5, 2), (4, 6), (7, 3), (6, 8), (9, 5)]
    for pair in pairs:
        parents = tuple(nodes[number] for number in rng.permutation(pair))
        slopes = tuple(rng.uniform(0.5, 2, 2) * rng.choice([-1, 1], 2))
        nodes.append(Node(len(nodes), parents, slopes))
    return {"last": nodes[-1]}


def _topological(last):
    order = []

    def visit(v):
        if v not in order:
            for parent in v.parents:
                visit(parent)
            order.append(v)

    visit(last)
    return order


def _read_order(order):
    """How many variables there are, which, and how many stand before a parent."""
    numbers = [v.number for v in order]
    early = [
        any(parent.number not in numbers[:place] for parent in v.parents)
        for place, v in enumerate(order)
    ]
    return len(numbers), np.sort(numbers), sum(early)


def _with_repetitions(last):
    before = [v for parent in last.parents for v in _with_repetitions(parent)]
    return [*before, last]


def _in_layers(last):
    """Breadth first: the result, its parents, theirs, each where it is first met."""
    found, waiting = [], [last]
    while waiting:
        v = waiting.pop(0)
        if v not in found:
            found.append(v)
            waiting += v.parents
    return found


TOPOLOGICAL = Exercise(
    "my_topological",
    "7.5",
    "the order of the variables",
    "topological",
    _topological,
    _graph,
    reads=_read_order,
    returns=(
        "number of variables",
        "the variables",
        "number of variables that stand before one of their parents",
    ),
    result="a list of the variables themselves",
    mistakes={
        "A variable that is used twice is listed twice: was it visited before?": (
            _with_repetitions
        ),
        "The result comes last, after all that it was computed from: yours begins "
        "with it.": lambda last: _topological(last)[::-1],
        "Nearer to the result is not later: a variable may be met again further down, "
        "as a parent of one that stands before it.": (
            lambda last: _in_layers(last)[::-1]
        ),
        "The variable itself is missing.": lambda last: _topological(last)[:-1],
        "Only its own parents: and theirs?": (lambda last: [*set(last.parents), last]),
        "Variables without parents belong to it too: the gradients are wanted there.": (
            lambda last: [v for v in _topological(last) if v.parents]
        ),
    },
    points=3,
)


# --- 7.6 --------------------------------------------------------------------------


def _derivatives(last, add=True, start=1.0, backwards=True):
    """The backward pass, with the mistakes that are asked for."""
    order = _topological(last)
    found = dict.fromkeys(order, 0.0) | {last: np.array(start)}
    for v in order[::-1] if backwards else order:
        if v.parents:
            for parent, d in zip(v.parents, v.send_back(found[v]), strict=True):
                found[parent] = found[parent] + d if add else d
    return found


def _read_derivatives(found):
    """The derivatives in the order of the numbers of their variables."""
    numbered = {v.number: float(np.asarray(d)) for v, d in found.items()}
    return (np.array([numbered[number] for number in sorted(numbered)]),)


def _one_path(last):
    """Every variable receives from the first that uses it, and from no other."""
    found = {last: 1.0}
    for v in _topological(last)[::-1]:
        if v.parents:
            for parent, d in zip(v.parents, v.send_back(found[v]), strict=True):
                found.setdefault(parent, d)
    return found


def _in_order_of_layers(last):
    found = dict.fromkeys(_topological(last), 0.0) | {last: 1.0}
    for v in _in_layers(last):
        if v.parents:
            for parent, d in zip(v.parents, v.send_back(found[v]), strict=True):
                found[parent] = found[parent] + d
    return found


def _without_slopes(last):
    found = dict.fromkeys(_topological(last), 0.0) | {last: 1.0}
    for v in _topological(last)[::-1]:
        for parent in v.parents:
            found[parent] = found[parent] + found[v]
    return found


DERIVATIVES = Exercise(
    "my_derivatives",
    "7.6",
    "the backward pass",
    "derivatives",
    _derivatives,
    _graph,
    reads=_read_derivatives,
    returns=("∂J/∂v",),
    result="a dictionary from each variable itself to its derivative",
    mistakes={
        "A variable that is used twice receives twice: add, do not overwrite.": (
            lambda last: _derivatives(last, add=False)
        ),
        "A variable that is used twice receives twice: yours keeps what came first.": (
            _one_path
        ),
        "What is the derivative of the cost by itself? Nothing flows from a 0.": (
            lambda last: _derivatives(last, start=0.0)
        ),
        "A variable sends on before all has arrived: go through the order from its "
        "end.": lambda last: _derivatives(last, backwards=False),
        "A variable sends on before all has arrived: use `topological`.": (
            _in_order_of_layers
        ),
        "What arrives at v is not what its parents get: `v.send_back` says that.": (
            _without_slopes
        ),
        "Only variables without parents are there; return all of them.": (
            lambda last: {v: d for v, d in _derivatives(last).items() if not v.parents}
        ),
    },
    points=3,
)


TASKS = (
    SUM_BACK,
    PRODUCT_BACK,
    MATMUL_BACK,
    LOG_SUM_EXP_BACK,
    TOPOLOGICAL,
    DERIVATIVES,
)
PREDICTIONS = ()
SPOTS = ()
