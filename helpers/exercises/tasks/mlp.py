"""Exercises of notebook 06: the layers of a network, forward, backward and one step.

A network is a list of its layers, each a pair (W, b): W has shape (inputs, units).
"""

from itertools import pairwise

import numpy as np

from helpers.exercises.exercise import Exercise, Spot
from helpers.losses import softmax_cross_entropy
from helpers.models import ACTIVATIONS

_RELU, _RELU_SLOPE = ACTIVATIONS["relu"]


def _tanh_slope(a):
    return 1 - a * a


def random_layers(rng, sizes):
    """Layers of these sizes in which nothing is zero, the biases included."""
    pairs = pairwise(sizes)
    return [(rng.normal(size=(p, q)) / 2, rng.normal(size=q)) for p, q in pairs]


def parts(layers):
    """The shapes of all arrays, all numbers of the Ws, all numbers of the bs."""
    arrays = [[np.asarray(array) for array in layer] for layer in layers]
    shapes = [size for pair in arrays for array in pair for size in array.shape]
    weights, biases = zip(*arrays, strict=True)
    return np.array(shapes), *(
        np.concatenate([array.ravel() for array in kind]) for kind in (weights, biases)
    )


# --- 6.3 --------------------------------------------------------------------------


def _forward(X, layers, g, last=None, first=None, bias=True):
    """Scores and inputs of each layer, with the mistakes that are asked for."""
    a, inputs = X if first is None else first(X), []
    for count, (W, b) in enumerate(layers, 1):
        inputs.append(a)
        z = a @ W + (b if bias else 0)
        a = g(z)
        if count == len(layers):
            return (z if last is None else last(z)), inputs


def _forward_inputs(rng):
    """Depth 2 to 4, so that the number of layers cannot be written into the code."""
    sizes = rng.permutation([3, 5, 7, 9, 11])[: rng.integers(3, 6)]
    return {
        "X": rng.normal(size=(6, sizes[0])),
        "layers": random_layers(rng, sizes),
        "g": np.tanh,
    }


def _scores_and_inputs(result):
    z, inputs = result
    entries = [np.asarray(a, float).ravel() for a in inputs]
    return np.asarray(z), len(inputs), np.concatenate(entries)


def _before_activation(X, layers, g):
    z, inputs = _forward(X, layers, g)
    pairs = zip(inputs[:-1], layers[:-1], strict=True)
    return z, [X] + [a @ W + b for a, (W, b) in pairs]


def _without_x(X, layers, g):
    z, inputs = _forward(X, layers, g)
    return z, [*inputs[1:], z]


def _with_scores(X, layers, g):
    z, inputs = _forward(X, layers, g)
    return z, [*inputs, z]


def _hidden_only(X, layers, g):
    z, inputs = _forward(X, layers, g)
    return z, inputs[1:]


FORWARD = Exercise(
    "my_network_forward",
    "6.3",
    "the forward pass",
    "network_forward",
    _forward,
    _forward_inputs,
    reads=_scores_and_inputs,
    returns=("z", "the number of inputs", "inputs"),
    result="the scores and a list of arrays",
    mistakes={
        "The last layer gives scores: there is no activation after it.": (
            lambda X, layers, g: _forward(X, layers, g, last=g)
        ),
        "Is there an activation between the layers?": (
            lambda X, layers, g: _forward(X, layers, lambda z: z)
        ),
        "Use the g that is passed, not always ReLU.": (
            lambda X, layers, g: _forward(X, layers, _RELU)
        ),
        "Where are the biases?": lambda X, layers, g: _forward(
            X, layers, g, bias=False
        ),
        "X itself goes into the first layer, without g.": (
            lambda X, layers, g: _forward(X, layers, g, first=g)
        ),
        "The record holds what goes *into* a layer: a = g(z), not z.": (
            _before_activation
        ),
        "The record begins with X and ends with what goes into the last layer.": (
            _without_x
        ),
        "The scores go into no layer: they do not belong to the record.": _with_scores,
        "X goes into the first layer: it belongs to the record, too.": _hidden_only,
        "Each layer has its own entry of the record, the first one first.": (
            lambda X, layers, g: (
                _forward(X, layers, g)[0],
                _forward(X, layers, g)[1][::-1],
            )
        ),
    },
    points=3,
)


# --- 6.5 --------------------------------------------------------------------------


def _backward(inputs, layers, dz, slope):
    gradients = []
    for a, (W, _) in zip(inputs[::-1], layers[::-1], strict=True):
        gradients.insert(0, (a.T @ dz, dz.sum(axis=0)))
        dz = (dz @ W.T) * slope(a)
    return gradients


def _backward_inputs(rng):
    drawn = _forward_inputs(rng)
    z, inputs = _forward(**drawn)
    return {
        "inputs": inputs,
        "layers": drawn["layers"],
        "dz": rng.normal(size=z.shape),
        "slope": _tanh_slope,
    }


def _scaled(inputs, layers, dz, slope, weights=1, biases=1):
    right = _backward(inputs, layers, dz, slope)
    return [(weights * dW, biases * db) for dW, db in right]


def _slope_of_scores(inputs, layers, dz, slope):
    W, b = layers[-1]
    return _backward(inputs, layers, dz * slope(inputs[-1] @ W + b), slope)


BACKWARD = Exercise(
    "my_network_backward",
    "6.5",
    "the backward pass",
    "network_backward",
    _backward,
    _backward_inputs,
    reads=parts,
    returns=("the list of all sizes", "dW of all layers", "db of all layers"),
    result="a list of pairs (dW, db)",
    mistakes={
        "The gradients stand in the order of the layers, the first one first.": (
            lambda *given: _backward(*given)[::-1]
        ),
        "Is the slope of the activation missing?": (
            lambda inputs, layers, dz, slope: _backward(
                inputs, layers, dz, np.ones_like
            )
        ),
        "The slope is there twice.": (
            lambda inputs, layers, dz, slope: _backward(
                inputs, layers, dz, lambda a: slope(a) ** 2
            )
        ),
        "The last layer has no activation, so no slope.": _slope_of_scores,
        "The 1/n is in dz already.": (
            lambda inputs, layers, dz, slope: _scaled(
                inputs, layers, dz, slope, 1 / len(dz), 1 / len(dz)
            )
        ),
        "The 1/n is in dz already: db is a sum.": (
            lambda inputs, layers, dz, slope: _scaled(
                inputs, layers, dz, slope, 1, 1 / len(dz)
            )
        ),
        "A bias adds to every example: its gradient is summed over them.": (
            lambda inputs, layers, dz, slope: [
                (dW, db * np.ones((len(dz), 1)))
                for dW, db in _backward(inputs, layers, dz, slope)
            ]
        ),
        "A gradient has the shape of its W: is it transposed?": (
            lambda *given: [(dW.T, db) for dW, db in _backward(*given)]
        ),
        "Use the slope that is passed, not always that of ReLU.": (
            lambda inputs, layers, dz, slope: _backward(inputs, layers, dz, _RELU_SLOPE)
        ),
        "Each layer has a gradient, the first one, too.": (
            lambda *given: _backward(*given)[1:]
        ),
    },
    points=4,
)


# --- 6.6 --------------------------------------------------------------------------

TOO_EARLY = Spot(
    "too_early",
    "6.6",
    "Five lines of a step",
    (
        "`z, inputs = network_forward(X, [(W1, b1), (W2, b2)], relu)`",
        "`dz2 = class_slopes(z, y)`",
        "`W2 = W2 - alpha * (inputs[1].T @ dz2)`",
        "`dz1 = (dz2 @ W2.T) * relu_slope(inputs[1])`",
        "`W1 = W1 - alpha * (X.T @ dz1)`",
    ),
    4,
    "∂J/∂z⁽¹⁾ needs the W⁽²⁾ that made the scores. Here it meets the W⁽²⁾ of after the "
    "step: nothing stops, the shapes fit, and the gradient is that of no cost.",
    {
        1: "It is the forward pass; `inputs[1]` are the hidden units.",
        2: "It is ∂J/∂z⁽²⁾, with its 1/n.",
        3: "The gradient in it is right. Who reads `W2` after this line?",
        5: "It does what (6.6) says, with the `dz1` that it is given.",
    },
)


# --- 6.7 --------------------------------------------------------------------------


def _moved(layers, gradients, alpha):
    return [
        (W - alpha * dW, b - alpha * db)
        for (W, b), (dW, db) in zip(layers, gradients, strict=True)
    ]


def _gradients(X, y, layers, n_times=1, last=None):
    z, inputs = _forward(X, layers, _RELU, last)
    dz = n_times * softmax_cross_entropy(z, y)[1]
    return _backward(inputs, layers, dz, _RELU_SLOPE)


def _step(X, y, layers, alpha):
    return _moved(layers, _gradients(X, y, layers), alpha)


def _step_inputs(rng):
    n, p, q = rng.permutation([5, 7, 11])
    y = np.resize(np.arange(3), n)
    return {
        "X": rng.normal(size=(n, p)),
        "y": rng.permutation(y),
        "layers": random_layers(rng, [p, q, 9, 3]),
        "alpha": rng.uniform(0.2, 0.6),
    }


def _updated_while_going_down(X, y, layers, alpha):
    z, inputs = _forward(X, layers, _RELU)
    dz, moved = softmax_cross_entropy(z, y)[1], []
    for a, (W, b) in zip(inputs[::-1], layers[::-1], strict=True):
        W, b = W - alpha * a.T @ dz, b - alpha * dz.sum(axis=0)
        moved.insert(0, (W, b))
        dz = (dz @ W.T) * _RELU_SLOPE(a)
    return moved


STEP = Exercise(
    "my_network_step",
    "6.7",
    "one step of the network",
    "network_step",
    _step,
    _step_inputs,
    reads=parts,
    returns=("the list of all sizes", "W of all layers", "b of all layers"),
    result="a list of pairs (W, b)",
    mistakes={
        "That goes uphill.": lambda X, y, layers, alpha: _step(X, y, layers, -alpha),
        "Where is the learning rate?": lambda X, y, layers, alpha: _step(
            X, y, layers, 1
        ),
        "Do the biases move, too?": (
            lambda X, y, layers, alpha: [
                (moved, b)
                for (moved, _), (_, b) in zip(
                    _step(X, y, layers, alpha), layers, strict=True
                )
            ]
        ),
        "Only the last layer moves.": (
            lambda X, y, layers, alpha: [
                *layers[:-1],
                _step(X, y, layers, alpha)[-1],
            ]
        ),
        "All gradients belong to the same weights: first all of them, then the step.": (
            _updated_while_going_down
        ),
        "Those are the gradients: where is the step?": (
            lambda X, y, layers, alpha: _gradients(X, y, layers)
        ),
        "That is the step, not the place after it.": (
            lambda X, y, layers, alpha: [
                (-alpha * dW, -alpha * db) for dW, db in _gradients(X, y, layers)
            ]
        ),
        "The mean is in ∂J/∂z already: 1/n is there twice.": (
            lambda X, y, layers, alpha: _moved(
                layers, _gradients(X, y, layers, 1 / len(y)), alpha
            )
        ),
        "∂J/∂z is the derivative of a mean: is it multiplied by n?": (
            lambda X, y, layers, alpha: _moved(
                layers, _gradients(X, y, layers, len(y)), alpha
            )
        ),
        "The scores have no activation after the last layer.": (
            lambda X, y, layers, alpha: _moved(
                layers, _gradients(X, y, layers, last=_RELU), alpha
            )
        ),
    },
    points=3,
)

TASKS = (FORWARD, BACKWARD, STEP)
PREDICTIONS = ()
SPOTS = (TOO_EARLY,)
