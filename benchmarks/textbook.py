"""The textbook loop: example after example, gradients added up, then a step."""

import math

import numpy as np

from benchmarks.work import Outcome
from helpers import losses


def trainer(work):
    """Function that trains with a loop over the examples; it returns an Outcome."""
    loss, X, y = LOSSES[work.loss], work.X, work.y
    names = list(work.model.parameters)
    layers = list(zip(names[::2], names[1::2], strict=True))

    def run():
        parameters = work.first_weights()
        costs = []
        for rows in work.rows():
            total = 0.0
            sums = {name: np.zeros_like(value) for name, value in parameters.items()}
            examples = range(len(X)) if isinstance(rows, slice) else rows
            for i in examples:
                cost, gradients = example(loss, layers, parameters, X[i], y[i])
                total += cost
                for name, gradient in gradients.items():
                    sums[name] += gradient
            for name, value in sums.items():
                parameters[name] -= work.learning_rate * (value / len(examples))
            costs.append(total / len(examples))
        return Outcome(costs, {} if work.steps else parameters)

    return run


def example(loss, layers, parameters, x, y):
    """Cost and gradients of one example: of a linear model, or a network with ReLU.

    `layers` holds the names of the weights and the bias of each layer.
    """
    if len(layers) == 1:  # without the loops, which would cost it time
        ((W, b),) = layers
        cost, dz = loss(x @ parameters[W] + parameters[b], y)
        return cost, {W: np.outer(x, dz), b: dz}
    inputs, z = [], x
    for W, b in layers:
        a = np.maximum(z, 0) if inputs else x
        inputs.append(a)
        z = a @ parameters[W] + parameters[b]
    cost, dz = loss(z, y)
    gradients = {}
    for W, b in reversed(layers):
        a = inputs.pop()
        gradients[W], gradients[b] = np.outer(a, dz), dz
        if inputs:
            dz = (parameters[W] @ dz) * (a > 0)
    return cost, gradients


def squared_error(z, y):
    """Squared error of one example and its derivative."""
    e = z - y
    return float(e[0]) ** 2, 2 * e


def logistic(z, y):
    """Cross-entropy of one example with two classes and its derivative."""
    logit, y = float(z[0]), float(y)
    small = math.exp(-abs(logit))
    probability = (1 if logit >= 0 else small) / (1 + small)
    cost = max(logit, 0) - y * logit + math.log1p(small)
    return cost, np.array([probability - y], z.dtype)


def softmax(z, y):
    """Cross-entropy of one example with several classes and its derivative."""
    z = z - z.max()
    dz = np.exp(z)
    total = dz.sum()
    cost = math.log(total) - float(z[y])
    dz /= total
    dz[y] -= 1
    return cost, dz


def perceptron(z, y):
    """Perceptron loss of one example and its subgradient."""
    winner = z.argmax()
    dz = np.zeros_like(z)
    dz[winner] += 1
    dz[y] -= 1
    return float(z[winner] - z[y]), dz


LOSSES = {
    losses.mean_squared_error: squared_error,
    losses.binary_cross_entropy: logistic,
    losses.softmax_cross_entropy: softmax,
    losses.perceptron_loss: perceptron,
}
TRAINERS = {"textbook loop": trainer}
