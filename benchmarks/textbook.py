"""The textbook loop: example after example, gradients added up, then a step."""

import itertools
import math

import numpy as np

from benchmarks.work import Outcome, batch_rows


def trainer(
    model,
    example,
    X,
    y,
    *,
    learning_rate,
    epochs,
    batch_size=None,
    updates=None,
):
    """Function that trains with a loop over the examples.

    Parameters
    ----------
    model : Linear or MLP
        First weights.
    example : callable
        (parameters, x, y) → cost and gradients of one example.
    updates : int, optional
        Stop after so many steps; the outcome then holds costs only.

    Returns
    -------
    callable
        Without arguments; returns an Outcome.
    """
    n = len(X)
    batch_size = batch_size or n

    def run():
        parameters = {
            name: value.astype(X.dtype) for name, value in model.parameters.items()
        }
        costs = []
        for rows in itertools.islice(batch_rows(n, batch_size, epochs), updates):
            total = 0.0
            sums = {name: np.zeros_like(value) for name, value in parameters.items()}
            examples = range(n) if isinstance(rows, slice) else rows
            for i in examples:
                cost, gradients = example(parameters, X[i], y[i])
                total += cost
                for name, gradient in gradients.items():
                    sums[name] += gradient
            for name, value in sums.items():
                parameters[name] -= learning_rate * (value / len(examples))
            costs.append(total / len(examples))
        return Outcome(costs, {} if updates else parameters)

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
