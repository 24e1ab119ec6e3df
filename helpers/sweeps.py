"""Sweeps: K linear models, one for each learning rate or penalty, trained at once."""

import math

import numpy as np

from helpers.arguments import check_all_finite, check_flag, check_not_negative
from helpers.batches import batches, select
from helpers.models import Linear, product
from helpers.training import (
    SGD,
    History,
    as_rate,
    check_intervals,
    check_run,
    evaluate,
    objective,
    one_blas_thread,
    progress_bar,
    rate_of_step,
)


class Stack(Linear):
    """K linear models side by side, so that one matrix product serves them all.

    Parameters
    ----------
    model : Linear
        Where all of them start.
    K : int
        How many there are.
    dtype : dtype
        Of the parameters.

    Attributes
    ----------
    parameters : dict
        `W` of shape (p, K, k) and `b` of shape (K, k).
    """

    def __init__(self, model, K, dtype):
        self.parameters = {
            name: np.repeat(value[..., np.newaxis, :], K, axis=-2).astype(dtype)
            for name, value in model.parameters.items()
        }

    def forward(self, X, rng=None):
        """Scores of the rows of X under each model, of shape (n, K, k)."""
        W = self.parameters["W"]
        z = product(X, W.reshape(len(W), -1)).reshape(len(X), *W.shape[1:])
        z += self.parameters["b"]
        return z, X

    def backward(self, record, dz):
        """Gradients of each model, `W` of shape (p, K, k) and `b` of shape (K, k)."""
        X = record
        dW = product(X.T, dz.reshape(len(dz), -1))
        return {"W": dW.reshape(-1, *dz.shape[1:]), "b": np.add.reduce(dz)}

    def single(self, i):
        """Model number i, as a `Linear` of its own."""
        model = Linear(*self.parameters["W"][:, i].shape)
        model.parameters = {
            name: value[..., i, :].copy() for name, value in self.parameters.items()
        }
        return model


def sweep(
    model,
    loss,
    X,
    y,
    *,
    learning_rate,
    epochs,
    l2=0.0,
    batch_size=None,
    drop_last=False,
    rng=None,
    penalise_bias=False,
    monitor=None,
    monitor_every=None,
    monitor_from=0,
):
    """Train K copies of a linear model at once, as K calls of `train` would.

    All copies see the same batches in the same order. The result of each equals that
    of a run of its own up to rounding; a copy whose cost overflows does not disturb
    the others.

    Parameters
    ----------
    model : Linear
        Where to start.
    learning_rate, l2 : float or sequence of float
        The K values of α, of λ, or of both together; a single number serves for all.
        A learning rate may also be a function step → α such as `annealed(...)`.
    loss, X, y, epochs, batch_size, drop_last, rng, penalise_bias
        As in `train`.
    monitor, monitor_every, monitor_from
        As in `train`.

    Returns
    -------
    list of (Linear, History)
        The trained copies with their histories, in the order of the values.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    check_run(model, loss, X, y, epochs, batch_size, drop_last, rng, monitor)
    if type(model) is not Linear:
        raise TypeError(f"model must be a Linear; got {type(model).__name__}")
    check_flag("penalise_bias", penalise_bias)
    rates, penalties = _pairs(learning_rate, l2)
    n, K = len(X), len(rates)
    batch_size = batch_size or n
    steps_per_epoch = n // batch_size if drop_last else math.ceil(n / batch_size)
    if monitor_every is None:
        monitor_every = steps_per_epoch
    check_intervals(monitor_every, monitor_from)
    # One column for each model, in the dtype of X: float64 would slow float32 down.
    penalties = np.array(penalties, X.dtype)[:, np.newaxis]
    schedule = _column_of_rates(rates, X.dtype)

    stack = Stack(model, K, X.dtype)
    optimizer = SGD()
    costs, checks = [], []

    def check(step):
        row = {"step": np.full(K, step)}
        for name, (X_check, y_check) in monitor.items():
            row |= evaluate(stack, loss, X_check, y_check, name)
            if not np.isfinite(row[f"{name}_cost"]).all():
                check_all_finite(f"X of monitor[{name!r}]", X_check)
        checks.append(row)

    steps = epochs * steps_per_epoch
    shuffle = rng if batch_size < n else None
    with one_blas_thread(), np.errstate(all="ignore"), progress_bar(steps) as bar:
        selections = batches(n, batch_size, epochs, shuffle, drop_last)
        for step, rows in enumerate(selections):
            since = step - monitor_from
            if monitor and since >= 0 and since % monitor_every == 0:
                check(step)
            J, gradients = objective(
                stack, loss, select(X, rows), select(y, rows), 0, False, None
            )
            J = J + _penalty(stack.parameters, gradients, penalties, penalise_bias)
            optimizer.update(stack.parameters, gradients, schedule(step))
            costs.append(J)
            bar.update()
        if monitor:
            check(steps)

    weights = stack.parameters.values()
    if not all(np.isfinite(values).all() for values in (costs, *weights)):
        check_all_finite("X", X)
    runs = []
    for i, own_costs in enumerate(np.transpose(costs).tolist()):
        history = History(steps_per_epoch)
        history.costs = own_costs
        history.checks = [{key: row[key][i] for key in row} for row in checks]
        history.finish()
        runs.append((stack.single(i), history))
    return runs


def _pairs(learning_rate, l2):
    """The K learning rates and the K penalties, as two lists."""
    rates = [
        as_rate(name, value) for name, value in _each("learning_rate", learning_rate)
    ]
    penalties = []
    for name, value in _each("l2", l2):
        check_not_negative(name, value)
        penalties.append(float(value))
    K = max(len(rates), len(penalties))
    if not ({len(rates), len(penalties)} <= {1, K}):
        raise ValueError(
            "learning_rate and l2 must hold equally many values, or one of them a "
            f"single value; got {len(rates)} and {len(penalties)}"
        )
    return rates * (K // len(rates)), penalties * (K // len(penalties))


def _each(name, values):
    """Each value with its name in errors, of a sequence of them or a single one."""
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if not isinstance(values, (list, tuple, range)):
        return [(name, values)]
    if len(values) == 0:
        raise ValueError(f"{name} must hold one value or more; got {values!r}")
    return [(f"each {name}", value) for value in values]


def _column_of_rates(rates, dtype):
    """Function of the step: the learning rate of each model, of shape (K, 1)."""

    def column(step):
        values = [
            rate_of_step(rate, step) if callable(rate) else rate for rate in rates
        ]
        return np.array(values, dtype)[:, np.newaxis]

    if any(map(callable, rates)):
        return column
    constant = column(0)
    return lambda step: constant


def _penalty(parameters, gradients, l2, penalise_bias):
    """½ λ ‖W‖² of each model; its gradient λW is added to `gradients`."""
    penalty = 0
    for name, gradient in gradients.items():
        if name == "W" or penalise_bias:
            squares = parameters[name] ** 2  # the last axes are models and classes
            lengths = squares.sum(axis=0) if squares.ndim == 3 else squares
            penalty = penalty + 0.5 * l2[:, 0] * lengths.sum(axis=-1)
            gradient += l2 * parameters[name]
    return penalty
