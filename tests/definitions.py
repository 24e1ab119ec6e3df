"""Runs to compare with, for the tests of training and its shortcuts."""

import numpy as np

from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    softmax_cross_entropy,
)
from helpers.models import with_dtype
from helpers.training import cost_and_gradients

LOSSES = [mean_squared_error, binary_cross_entropy, softmax_cross_entropy]


def data(loss, n, p=5, seed=0, dtype=np.float64):
    """Random inputs and targets that suit the loss, and the number of scores."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)).astype(dtype)
    if loss is mean_squared_error:
        return X, rng.normal(size=n).astype(dtype), 1
    if loss is binary_cross_entropy:
        return X, rng.integers(0, 2, n), 1
    return X, rng.integers(0, 4, n), 4


def textbook(model, loss, X, y, learning_rate, epochs, batch_size, rng=None, l2=0.0):
    """The definition: one batch, one gradient, one step, in plain sight."""
    model = with_dtype(model, X.dtype)
    costs = []
    for _ in range(epochs):
        order = rng.permutation(len(X)) if rng is not None else np.arange(len(X))
        for first in range(0, len(X), batch_size):
            rows = order[first : first + batch_size]
            J, gradients = cost_and_gradients(
                model, loss, X[rows], y[rows], l2, rng=rng
            )
            for name, gradient in gradients.items():
                model.parameters[name] -= learning_rate * gradient
            costs.append(J)
    return model, costs


def assert_same_run(run, definition, rtol=1e-12, atol=1e-13):
    """The costs and the parameters of a run are those of its definition."""
    (model, history), (expected, costs) = run, definition
    np.testing.assert_allclose(history.costs, costs, rtol=rtol, atol=atol)
    for name, value in expected.parameters.items():
        np.testing.assert_allclose(model.parameters[name], value, rtol=rtol, atol=atol)
