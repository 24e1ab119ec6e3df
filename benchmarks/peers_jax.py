"""JAX, as its users would write it: all steps compiled into one program."""

import itertools
import os

# XLA reads this when JAX is first used: products on one thread, and a pool of one
# thread for all else. The column `peer_cpu_share` shows whether that held.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")
os.environ.setdefault("NPROC", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

from benchmarks.work import MOMENTUM, Outcome, numbered
from helpers import losses

jax.config.update("jax_enable_x64", True)  # the dtype is that of X


def squared_error(z, y):
    """Mean squared error of one column."""
    return jnp.mean((z[:, 0] - y) ** 2)


def logistic(z, y):
    """Binary cross-entropy of one column of logits."""
    return jnp.mean(jnp.logaddexp(0, z[:, 0]) - y * z[:, 0])


def softmax(z, y):
    """Cross-entropy of logits."""
    return jnp.mean(jax.nn.logsumexp(z, axis=1) - _of_class(z, y))


def perceptron(z, y):
    """Best score minus the score of the true class, on average."""
    return jnp.mean(_of_class(z, jnp.argmax(z, axis=1)) - _of_class(z, y))


def _of_class(z, k):
    return jnp.take_along_axis(z, k[:, None], axis=1)[:, 0]


LOSSES = {
    losses.mean_squared_error: squared_error,
    losses.binary_cross_entropy: logistic,
    losses.softmax_cross_entropy: softmax,
    losses.perceptron_loss: perceptron,
}


def scores(parameters, X):
    """Scores of a linear model, or of a network with ReLU between its layers."""
    *hidden, last = sorted(name[1:] for name in parameters if name[0] == "W")
    for layer in hidden:
        X = jax.nn.relu(X @ parameters["W" + layer] + parameters["b" + layer])
    return X @ parameters["W" + last] + parameters["b" + last]


def _sgd(work):
    def update(parameter, gradient, memory, t):
        return parameter - work.learning_rate * gradient, memory

    return update


def _momentum(work):
    def update(parameter, gradient, memory, t):
        m = MOMENTUM * memory[0] + gradient
        return parameter - work.learning_rate * m, (m, memory[1])

    return update


def _adam(work):
    def update(parameter, gradient, memory, t):
        m = 0.9 * memory[0] + 0.1 * gradient
        v = 0.999 * memory[1] + 0.001 * gradient**2
        t = t.astype(parameter.dtype)
        mean, square = m / (1 - 0.9**t), v / (1 - 0.999**t)
        step = work.learning_rate * mean / (jnp.sqrt(square) + work.epsilon)
        return parameter - step, (m, v)

    return update


UPDATES = {"SGD": _sgd, "momentum": _momentum, "Adam": _adam}


def _program(work):
    """All steps with batches of one size: (state, X, y, rows, l2) → state, costs."""
    loss, update = LOSSES[work.loss], UPDATES[work.optimizer](work)

    def objective(parameters, X, y, l2):
        z = scores(parameters, X)
        weights = (W for name, W in parameters.items() if name[0] == "W")
        return loss(z, y) + l2 / 2 * sum(jnp.sum(W**2) for W in weights)

    def program(state, X, y, rows, l2):
        def step(state, chosen):
            parameters, memories, t = state
            X_batch, y_batch = (X, y) if rows.shape[1] == 0 else (X[chosen], y[chosen])
            cost, slopes = jax.value_and_grad(objective)(
                parameters, X_batch, y_batch, l2
            )
            moved = {
                name: update(value, slopes[name], memories[name], t + 1)
                for name, value in parameters.items()
            }
            parameters = {name: pair[0] for name, pair in moved.items()}
            memories = {name: pair[1] for name, pair in moved.items()}
            return (parameters, memories, t + 1), cost

        return lax.scan(step, state, rows)

    return program


def _start(work):
    """First weights, what the optimizer remembers, and the number of steps taken."""
    parameters = {name: jnp.asarray(W) for name, W in work.first_weights().items()}
    zeros = {name: jnp.zeros_like(W) for name, W in parameters.items()}
    memories = {
        name: (W, W) if work.optimizer != "SGD" else () for name, W in zeros.items()
    }
    return parameters, memories, jnp.array(0)


def _blocks(work):
    """The rows of all steps, in arrays (steps, batch) of batches of the same size.

    A full batch has no rows to choose: its array is (steps, 0).
    """
    sizes = itertools.groupby(work.rows(), key=_size)
    for size, batches in sizes:
        batches = list(batches)
        yield np.empty((len(batches), 0), int) if size is None else np.array(batches)


def _size(rows):
    return None if isinstance(rows, slice) else len(rows)


def trainer(work):
    """Function that trains from the first weights; its first call compiles."""
    program = jax.jit(_program(work))
    X, y = jnp.asarray(work.X), jnp.asarray(work.y)

    def run():
        state, costs = _start(work), []
        for rows in _blocks(work):
            state, some = program(state, X, y, rows, work.l2)
            costs.append(np.asarray(some))
        parameters = {name: np.asarray(W) for name, W in state[0].items()}
        return Outcome(np.concatenate(costs), {} if work.steps else parameters)

    return run


def vmap_sweep(work):
    """Function that trains with all penalties at once."""
    program = jax.jit(jax.vmap(_program(work), in_axes=(0, None, None, None, 0)))
    X, y = jnp.asarray(work.X), jnp.asarray(work.y)
    l2 = jnp.asarray(work.l2, X.dtype)
    K = len(work.l2)

    def run():
        state = jax.tree.map(lambda part: jnp.stack([part] * K), _start(work))
        for rows in _blocks(work):
            state, _ = program(state, X, y, rows, l2)
        stacked = {name: np.asarray(W) for name, W in state[0].items()}
        return numbered({name: W[k] for name, W in stacked.items()} for k in range(K))

    return run


TRAINERS = {"JAX": trainer, "JAX vmap": vmap_sweep}
