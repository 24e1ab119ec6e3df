"""Per-sample gradient descent, exact and fast: one block of examples at a time.

With batches of one example the textbook loop spends its time on calls, not on numbers.
But inside a block of examples the scores depend on the steps taken before only through
products xᵢ·xₘ of the inputs. So all products of a block are computed at once, as one
matrix product, and the steps are then taken in their order, on short vectors.

The result is that of the textbook loop, up to rounding: the order of the steps, the
weights each step sees, and its cost are the same.
"""

from functools import cache

import numpy as np

from helpers.batches import batches, select
from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    perceptron_loss,
    sigmoid,
    softmax_cross_entropy,
)
from helpers.models import ACTIVATIONS, MLP, Linear

BLOCK = 64  # examples; blocks of 48 to 64 were fastest


def fits(run):
    """Whether the run takes one example a step, and there is a block-wise form for it.

    Parameters
    ----------
    run : Run
        Linear models, and networks with a hidden layer unless their weights are to be
        averaged. Blocks end with the epoch, so the weights within it must not be asked
        for.

    Returns
    -------
    bool
    """
    n = len(run.X)
    by_example = run.batch_size == 1 < n and run.is_plain and run.l2 == 0
    has_form = run.loss in _SLOPES and (
        type(run.model) is Linear
        or (type(run.model) is MLP and run.model.depth > 1 and not run.average)
    )
    return by_example and has_form and run.look_every % n == 0


def steps(run):
    """Take one step of gradient descent for each example, block by block.

    With zᵢ⁰ the scores of the first layer at the weights before the block, and dₘ the
    derivative ∂L/∂z of example m, step i sees the scores
    zᵢ = zᵢ⁰ − α Σₘ (xᵢ·xₘ + 1) dₘ, the sum being over the steps m < i of the block; the
    1 is the step of the bias.

    Parameters
    ----------
    run : Run
        One that `fits`; the parameters of its model, and its `sums`, are changed.

    Yields
    ------
    list of float
        The cost of each example of a block before its step.
    """
    model, X, y = run.model, run.X, run.y
    # The loss refuses targets that are none of its own: below, nobody asks it again.
    run.loss(np.zeros((len(y), model.forward(X[:1])[0].shape[1]), X.dtype), y)
    # BLAS changes the weights of the upper layers in place: they must lie row by row.
    for name, value in model.parameters.items():
        model.parameters[name] = np.ascontiguousarray(value)
    first = "W" if type(model) is Linear else "W1"
    W, b = model.parameters[first], model.parameters["b" + first[1:]]
    for rows in batches(len(X), BLOCK, run.epochs, run.rng):
        X_block, y_block = select(X, rows), select(y, rows)
        Z = np.dot(X_block, W)
        Z += b
        G = np.dot(X_block, X_block.T)
        G += 1
        G *= run.learning_rate
        if type(model) is MLP:
            costs, D = _network_steps(run, Z, G, y_block)
        elif run.loss is mean_squared_error:
            costs, D = _squared_error_steps(Z, G, y_block)
        else:
            costs, D = _linear_steps(run.loss, Z, G, y_block)
        if run.sums is not None:
            # The step of example m is part of the weights after it and all later ones.
            count = len(D)
            D_later = np.arange(count, 0, -1, dtype=D.dtype)[:, np.newaxis] * D
            D_later *= run.learning_rate
            run.sums["W"] += count * W - np.dot(X_block.T, D_later)
            run.sums["b"] += count * b - np.add.reduce(D_later)
        D *= run.learning_rate
        W -= np.dot(X_block.T, D)
        b -= np.add.reduce(D)
        yield costs.tolist()


def _squared_error_steps(Z, G, y):
    """All steps as one triangular system, (I + 2 tril(G)) e = z⁰ − y for e = z − y."""
    G *= 2
    e = Z[:, 0] - y.astype(Z.dtype, copy=False)
    # BLAS counts columns first: G is its own upper triangle there, transposed. With
    # diag=1 it takes the diagonal for ones.
    e = _blas("trsv", e.dtype)(G.T, e, lower=0, trans=1, diag=1, overwrite_x=True)
    return e * e, 2 * e[:, np.newaxis]


@cache
def _blas(name, dtype):
    from scipy.linalg import get_blas_funcs  # only here: it takes long to load

    return get_blas_funcs(name, dtype=dtype)


def _linear_steps(loss, Z, G, y):
    slope = _SLOPES[loss]
    D = np.empty_like(Z)
    for i, target in enumerate(y.tolist()):
        z = Z[i]
        z -= np.dot(G[i, :i], D[:i])
        D[i] = slope(z, target)
    return _COSTS[loss](Z, y), D


def _network_steps(run, Z, G, y):
    """Layer 1 by blocks; the layers above it are small and take plain steps."""
    model, learning_rate, slope = run.model, run.learning_rate, _SLOPES[run.loss]
    g, g_prime = ACTIVATIONS[model.activation]
    add_outer = _blas("ger", Z.dtype)
    P = model.parameters
    upper = [(P[f"W{layer}"], P[f"b{layer}"]) for layer in range(2, model.depth + 1)]
    D = np.empty_like(Z)
    scores = np.empty((len(Z), len(upper[-1][1])), Z.dtype)
    if model.dropout > 0:  # the masks of all layers and examples, in their order
        widths = [len(W) for W, _ in upper]
        drawn = model.dropout_mask(np.empty((len(Z), sum(widths)), Z.dtype), run.rng)
        masks = np.split(drawn, np.cumsum(widths)[:-1], axis=1)
    for i, target in enumerate(y.tolist()):
        z = Z[i]
        z -= np.dot(G[i, :i], D[:i])
        record = []
        for layer, (W, b) in enumerate(upper):
            a = g(z)
            a_prime = g_prime(a)
            if model.dropout > 0:
                kept = masks[layer][i]
                a, a_prime = a * kept, a_prime * kept
            record.append((W, b, a, a_prime))
            z = np.dot(a, W)
            z += b
        scores[i] = z
        d = slope(z, target)
        for W, b, a, a_prime in reversed(record):
            d_below = np.dot(W, d)  # before W takes its step
            d_below *= a_prime
            d *= learning_rate
            add_outer(-1, d, a, a=W.T, overwrite_a=True)  # W ← W − a dᵀ, in place
            b -= d
            d = d_below
        D[i] = d
    return _COSTS[run.loss](scores, y), D


def _softmax_slope(z, target):
    # Of a few numbers Python takes the largest and the sum faster than NumPy.
    y_hat = np.exp(z - max(z.tolist()))
    y_hat /= sum(y_hat.tolist())
    y_hat[target] -= 1
    return y_hat


def _perceptron_slope(z, target):
    d = np.zeros_like(z)
    d[z.argmax()] += 1
    d[target] -= 1
    return d


# ∂L/∂z of one example, and the costs L of all examples of a block.
_SLOPES = {
    mean_squared_error: lambda z, target: 2 * (z - target),
    binary_cross_entropy: lambda z, target: sigmoid(z) - target,
    softmax_cross_entropy: _softmax_slope,
    perceptron_loss: _perceptron_slope,
}


def _softmax_costs(z, y):
    z = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]


_COSTS = {
    mean_squared_error: lambda z, y: (z[:, 0] - y) ** 2,
    binary_cross_entropy: lambda z, y: np.logaddexp(0, z[:, 0]) - y * z[:, 0],
    softmax_cross_entropy: _softmax_costs,
    perceptron_loss: lambda z, y: z.max(axis=1) - z[np.arange(len(y)), y],
}
