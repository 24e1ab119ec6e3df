"""Exercises of notebook 06: ReLU and its slope, and what layers are without them."""

from itertools import pairwise

import numpy as np

from helpers.exercises.exercise import Exercise
from helpers.exercises.tasks.mlp import random_layers
from helpers.losses import sigmoid
from helpers.models import ACTIVATIONS

_RELU, _RELU_SLOPE = ACTIVATIONS["relu"]

# --- 6.1 --------------------------------------------------------------------------

RELU = Exercise(
    "my_relu",
    "6.1",
    "ReLU",
    "relu",
    _RELU,
    lambda rng: {"z": rng.normal(0, 2, (5, 7))},
    mistakes={
        "What becomes of a negative score?": np.abs,
        "That keeps the negative scores, not the positive ones.": (
            lambda z: np.minimum(z, 0)
        ),
        "That is the slope: 1 or 0.": lambda z: (z > 0).astype(float),
        "ReLU has no upper limit.": lambda z: np.clip(z, 0, 1),
        "Negative scores become 0, not small.": lambda z: np.where(z > 0, z, 0.01 * z),
        "That is smooth; ReLU has a kink at 0.": lambda z: np.logaddexp(0, z),
        "That is the sigmoid.": sigmoid,
        "One maximum for each entry, not one for the whole array.": (
            lambda z: np.maximum(np.max(z), 0)
        ),
        "Only the positive ones are left, and the others have lost their places.": (
            lambda z: z[z > 0]
        ),
    },
    extremes={"large scores": {"z": np.array([-800.0, 0.0, 800.0])}},
    points=1,
)


# --- 6.2 --------------------------------------------------------------------------

RELU_SLOPE = Exercise(
    "my_relu_slope",
    "6.2",
    "the slope of ReLU",
    "relu_slope",
    _RELU_SLOPE,
    lambda rng: {"a": np.maximum(rng.normal(0, 2, (7, 5)), 0)},
    mistakes={
        "a ≥ 0 holds for every a: which units are on?": np.ones_like,
        "That is ReLU once more.": lambda a: a,
        "That is 1 for the units that are off.": lambda a: (a == 0).astype(float),
        "At 0 we take the slope 0.": lambda a: np.where(a > 0, 1, 0.5),
        "That is the slope of tanh.": (lambda a: 1 - a * a),
        "That is the slope of the sigmoid.": lambda a: a * (1 - a),
        "Is it a > 0, or a > 1?": lambda a: (a > 1).astype(float),
        "A slope for each entry, not one number.": lambda a: np.mean(a > 0),
        "Is the slope where a unit is on 1 or −1?": lambda a: -1.0 * (a > 0),
    },
    extremes={"a tiny activation": {"a": np.array([[0.0, 1e-12], [1e-300, 800.0]])}},
    points=1,
)


# --- 6.4 --------------------------------------------------------------------------


def _collapsed(layers):
    W, b = layers[0]
    for V, c in layers[1:]:
        W, b = W @ V, b @ V + c
    return W, b


def _square_layers(rng):
    """Equal sizes: then a wrong order gives wrong numbers, and no error."""
    return {"layers": random_layers(rng, [5, 5, 5, 5])}


def _combine(layers, combine):
    """One W from all of them, with the right b."""
    W = layers[0][0]
    for V, _ in layers[1:]:
        W = combine(W, V)
    return W, _collapsed(layers)[1]


def _reversed_bias(layers):
    b = layers[0][1]
    for (W, _), (_, c) in pairwise(layers):
        b = b @ W + c
    return _collapsed(layers)[0], b


COLLAPSED = Exercise(
    "my_collapsed",
    "6.4",
    "the collapse of linear layers",
    "collapsed",
    _collapsed,
    _square_layers,
    returns=("W", "b"),
    mistakes={
        "X meets the first W first: which product is that?": (
            lambda layers: _combine(layers, lambda W, V: V @ W)
        ),
        "Layers are composed, one inside the other; they are not summed.": (
            lambda layers: _combine(layers, np.add)
        ),
        "That multiplies entry by entry: a product of matrices is `@`.": (
            lambda layers: _combine(layers, np.multiply)
        ),
        "A bias goes through all layers above it.": (
            lambda layers: (_collapsed(layers)[0], sum(b for _, b in layers))
        ),
        "The biases of the layers below the last one are lost.": (
            lambda layers: (_collapsed(layers)[0], layers[-1][1])
        ),
        "b is added *after* the product with its own W: it meets those above it.": (
            _reversed_bias
        ),
        "Is the bias of the last layer there?": (
            lambda layers: (
                _collapsed(layers)[0],
                _collapsed(layers)[1] - layers[-1][1],
            )
        ),
        "That is the W of the first layer: there are more.": (
            lambda layers: (layers[0][0], _collapsed(layers)[1])
        ),
    },
    extremes={
        "layers of different sizes": {
            "layers": random_layers(np.random.default_rng(0), [7, 3, 11])
        },
        "a single layer": {"layers": random_layers(np.random.default_rng(1), [5, 7])},
    },
)

TASKS = (RELU, RELU_SLOPE, COLLAPSED)
PREDICTIONS = ()
SPOTS = ()
