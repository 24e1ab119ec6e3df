"""Sweeps: K linear models, one for each learning rate or penalty, trained at once."""

import numpy as np

from helpers.models import Linear, product
from helpers.run import Run, as_penalty, as_rate, check_data
from helpers.training import follow


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
    if type(model) is not Linear:
        raise TypeError(f"model must be a Linear; got {type(model).__name__}")
    check_data(model, loss, X, y)
    rates, penalties = _pairs(learning_rate, l2)
    run = Run(
        model=Stack(model, len(rates), X.dtype),
        loss=loss,
        X=X,
        y=y,
        learning_rate=_column_of_rates(rates, X.dtype),
        epochs=epochs,
        batch_size=batch_size,
        drop_last=drop_last,
        rng=rng,
        l2=_column(penalties, X.dtype),
        penalise_bias=penalise_bias,
        monitor=monitor,
        monitor_every=monitor_every,
        monitor_from=monitor_from,
    )
    stack, history = follow(run)
    return [(stack.single(i), history.single(i)) for i in range(len(rates))]


def _pairs(learning_rate, l2):
    """The K learning rates and the K penalties, as two lists."""
    rates = [
        as_rate(name, value) for name, value in _each("learning_rate", learning_rate)
    ]
    penalties = [as_penalty(name, value) for name, value in _each("l2", l2)]
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


def _column(values, dtype):
    """One row for each model, in the dtype of X: float64 would slow float32 down."""
    return np.array(values, dtype)[:, np.newaxis]


def _column_of_rates(rates, dtype):
    """The learning rate of each model; a function of the step if one of them is."""
    if not any(map(callable, rates)):
        return _column(rates, dtype)
    return lambda step: _column(
        [rate(step) if callable(rate) else rate for rate in rates], dtype
    )
