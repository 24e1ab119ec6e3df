"""The textbook loop: example after example, gradients added up, then a step."""

import math

import numpy as np

from benchmarks.work import Outcome
from helpers import losses
from helpers.models import MLP


def trainer(work):
    """Function that trains with a loop over the examples; it returns an Outcome."""
    model, X, y = work.model, work.X, work.y
    if isinstance(model, MLP):
        example = network_example(LOSSES[work.loss], model.depth)
    else:
        example = linear_example(LOSSES[work.loss])

    def run():
        parameters = work.first_weights()
        costs = []
        for rows in work.rows():
            total = 0.0
            sums = {name: np.zeros_like(value) for name, value in parameters.items()}
            examples = range(len(X)) if isinstance(rows, slice) else rows
            for i in examples:
                cost, gradients = example(parameters, X[i], y[i])
                total += cost
                for name, gradient in gradients.items():
                    sums[name] += gradient
            for name, value in sums.items():
                parameters[name] -= work.learning_rate * (value / len(examples))
            costs.append(total / len(examples))
        return Outcome(costs, {} if work.steps else parameters)

    return run


def linear_example(loss):
    """Cost and gradients of one example of a linear model."""

    def example(parameters, x, y):
        cost, dz = loss(x @ parameters["W"] + parameters["b"], y)
        return cost, {"W": np.outer(x, dz), "b": dz}

    return example


def network_example(loss, depth):
    """Cost and gradients of one example of a network with ReLU."""

    def example(parameters, x, y):
        activations = [x]
        for layer in range(1, depth + 1):
            z = activations[-1] @ parameters[f"W{layer}"] + parameters[f"b{layer}"]
            activations.append(np.maximum(z, 0))
        cost, dz = loss(z, y)
        gradients = {}
        for layer in range(depth, 0, -1):
            gradients[f"W{layer}"] = np.outer(activations[layer - 1], dz)
            gradients[f"b{layer}"] = dz
            if layer > 1:
                dz = (parameters[f"W{layer}"] @ dz) * (activations[layer - 1] > 0)
        return cost, gradients

    return example


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
