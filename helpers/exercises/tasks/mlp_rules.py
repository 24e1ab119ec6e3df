"""Exercises of notebook 06 about runs: the start, momentum, Adam, dropout."""

from itertools import pairwise

import numpy as np

from helpers.exercises.exercise import Exercise, Prediction
from helpers.exercises.tasks.mlp import parts
from helpers.optimizers import Adam, Momentum

# --- 6.8 --------------------------------------------------------------------------


def _layers(sizes, rng, sd, mean=0.0, bias=0.0):
    """Layers whose W has the standard deviation sd(inputs, units)."""
    pairs = pairwise(sizes)
    return [
        (rng.normal(mean, sd(m, q), (m, q)), np.full(q, float(bias))) for m, q in pairs
    ]


def _first_layers(sizes, rng):
    return _layers(sizes, rng, lambda m, q: np.sqrt(2 / m))


def _random_biases(sizes, rng):
    return [(W, rng.normal(0, 1, len(b))) for W, b in _first_layers(sizes, rng)]


def _uniform(sizes, rng):
    pairs = pairwise(sizes)
    return [
        (np.sqrt(2 / m) * rng.uniform(-1, 1, (m, q)), np.zeros(q)) for m, q in pairs
    ]


def _transposed(sizes, rng):
    return [(W.T, b) for W, b in _first_layers(sizes, rng)]


FIRST_LAYERS = Exercise(
    "my_first_layers",
    "6.8",
    "the first weights",
    "first_layers",
    _first_layers,
    lambda rng: {
        "sizes": tuple(int(size) for size in rng.permutation([3, 5, 7, 11])),
        "rng": np.random.default_rng(rng.integers(2**32)),
    },
    reads=parts,
    returns=("the list of all sizes", "W of all layers", "b of all layers"),
    result="a list of pairs (W, b)",
    mistakes={
        "`rng.normal` wants the standard deviation, not the variance.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: 2 / m)
        ),
        "ReLU halves the square: the variance is 2/inputs, not 1/inputs.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: np.sqrt(1 / m))
        ),
        "Divide by the number of inputs of the layer, not by that of its units.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: np.sqrt(2 / q))
        ),
        "That averages inputs and units; here only the inputs count.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: np.sqrt(4 / (m + q)))
        ),
        "Inputs plus units, as for tanh? Here the variance is 2/inputs.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: np.sqrt(2 / (m + q)))
        ),
        "Units that start equal stay equal.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: 0.0)
        ),
        "The scale depends on the number of inputs.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: 0.01)
        ),
        "Is the standard deviation 1 in every layer?": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: 1.0)
        ),
        "The mean of the weights is 0.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: np.sqrt(2 / m), mean=1)
        ),
        "The biases start at 0.": (
            lambda sizes, rng: _layers(sizes, rng, lambda m, q: np.sqrt(2 / m), bias=1)
        ),
        "The biases start at 0, not at random.": _random_biases,
        "That draws from a uniform distribution.": _uniform,
        "W has a row for each input and a column for each unit.": _transposed,
    },
)


# --- 6.9 --------------------------------------------------------------------------


def _momentum(w, dw, m, alpha, beta):
    rule, moved = Momentum(beta), {"w": np.array(w)}
    rule.velocity = {"w": np.array(m)}
    rule.update(moved, {"w": dw}, alpha)
    return moved["w"], rule.velocity["w"]


def _momentum_inputs(rng):
    shape = tuple(rng.permutation([5, 7, 11])[:2])
    arrays = {name: rng.normal(size=shape) for name in ("w", "dw", "m")}
    return arrays | {"alpha": rng.uniform(0.1, 0.4), "beta": rng.uniform(0.6, 0.95)}


MOMENTUM = Exercise(
    "my_momentum",
    "6.9",
    "momentum",
    "momentum",
    _momentum,
    _momentum_inputs,
    returns=("w", "m"),
    mistakes={
        "The weights move along the new m, not along the gradient.": (
            lambda w, dw, m, alpha, beta: (w - alpha * dw, beta * m + dw)
        ),
        "The weights move along the new m, not along the old one.": (
            lambda w, dw, m, alpha, beta: (w - alpha * m, beta * m + dw)
        ),
        "That goes uphill.": (
            lambda w, dw, m, alpha, beta: _momentum(w, dw, m, -alpha, beta)
        ),
        "Here the gradient enters m as a whole, without 1 − β.": (
            lambda w, dw, m, alpha, beta: (
                w - alpha * (beta * m + (1 - beta) * dw),
                beta * m + (1 - beta) * dw,
            )
        ),
        "α belongs to the step, not to m.": (
            lambda w, dw, m, alpha, beta: _momentum(w, alpha * dw, m, 1, beta)
        ),
        "β multiplies the old m, not the gradient.": (
            lambda w, dw, m, alpha, beta: (w - alpha * (m + beta * dw), m + beta * dw)
        ),
        "m never forgets: where is β?": (
            lambda w, dw, m, alpha, beta: (w - alpha * (m + dw), m + dw)
        ),
        "The next step needs the new m.": (
            lambda w, dw, m, alpha, beta: (w - alpha * (beta * m + dw), m)
        ),
        "Where is the learning rate?": (
            lambda w, dw, m, alpha, beta: _momentum(w, dw, m, 1, beta)
        ),
        "First w, then m.": (
            lambda w, dw, m, alpha, beta: _momentum(w, dw, m, alpha, beta)[::-1]
        ),
    },
)


# --- 6.10 -------------------------------------------------------------------------


def _adam(w, dw, m, v, t, alpha, beta1=0.9, beta2=0.999, epsilon=1e-8):
    rule, moved = Adam(beta1, beta2, epsilon), {"w": np.array(w)}
    rule.first, rule.second = {"w": np.array(m)}, {"w": np.array(v)}
    rule.steps = t - 1
    rule.update(moved, {"w": dw}, alpha)
    return moved["w"], rule.first["w"], rule.second["w"]


def _adam_inputs(rng):
    shape = tuple(rng.permutation([5, 7, 11])[:2])
    w, dw, m = rng.normal(size=(3, *shape))
    return {
        "w": w,
        "dw": dw,
        "m": m,
        "v": rng.uniform(0.5, 2, shape),
        "t": int(rng.integers(3, 8)),
        "alpha": rng.uniform(0.1, 0.4),
        "beta1": rng.uniform(0.6, 0.75),
        "beta2": rng.uniform(0.8, 0.95),
        "epsilon": rng.uniform(0.05, 0.2),
    }


def _by_hand(
    w,
    dw,
    m,
    v,
    t,
    alpha,
    beta1,
    beta2,
    epsilon,
    first=True,
    second=True,
    size=lambda v, epsilon: np.sqrt(v) + epsilon,
    remember_hats=False,
):
    """The rule line by line, with the mistakes that are asked for."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw * dw
    m_hat = m / (1 - beta1**t) if first else m
    v_hat = v / (1 - beta2**t) if second else v
    w = w - alpha * m_hat / size(v_hat, epsilon)
    return (w, m_hat, v_hat) if remember_hats else (w, m, v)


def _changed(**mistake):
    return lambda *given: _by_hand(*given, **mistake)


def _earlier(w, dw, m, v, t, *others):
    return _by_hand(w, dw, m, v, t - 1, *others)


def _later(w, dw, m, v, t, *others):
    return _by_hand(w, dw, m, v, t + 1, *others)


def _without_the_new_gradient(w, dw, m, v, t, alpha, beta1, beta2, epsilon):
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    _, m, v = _by_hand(w, dw, m, v, t, alpha, beta1, beta2, epsilon)
    return w - alpha * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def _not_squared(w, dw, m, v, t, alpha, beta1, beta2, epsilon):
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - alpha * m_hat / (np.sqrt(np.abs(v_hat)) + epsilon), m, v


def _whole_gradients(w, dw, m, v, t, alpha, beta1, beta2, epsilon):
    m, v = beta1 * m + dw, beta2 * v + dw * dw
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - alpha * m_hat / (np.sqrt(v_hat) + epsilon), m, v


ADAM = Exercise(
    "my_adam",
    "6.10",
    "Adam",
    "adam",
    _adam,
    _adam_inputs,
    returns=("w", "m", "v"),
    mistakes={
        "m and v start at 0 and are too small at first: where is the correction?": (
            _changed(first=False, second=False)
        ),
        "v starts at 0, too: it needs its correction.": _changed(second=False),
        "m starts at 0, too: it needs its correction.": _changed(first=False),
        "ε stands outside the root.": (
            _changed(size=lambda v, epsilon: np.sqrt(v + epsilon))
        ),
        "Where is ε?": _changed(size=lambda v, epsilon: np.sqrt(v)),
        "The size of a gradient is the *root* of v.": (
            _changed(size=lambda v, epsilon: v + epsilon)
        ),
        "The first step has t = 1: yours counts from 0.": _earlier,
        "t counts this step already: yours is one step ahead.": _later,
        "The hats are for this step only: m and v are kept without correction.": (
            _changed(remember_hats=True)
        ),
        "That goes uphill.": (
            lambda w, dw, m, v, t, alpha, *others: _by_hand(
                w, dw, m, v, t, -alpha, *others
            )
        ),
        "First m and v take up the new gradient, then w moves.": (
            _without_the_new_gradient
        ),
        "v is a mean of squares: the gradient is not squared.": _not_squared,
        "Running means: the new gradient enters with the factor 1 − β.": (
            _whole_gradients
        ),
        "β₁ belongs to m, β₂ to v: are they exchanged?": (
            lambda w, dw, m, v, t, alpha, beta1, beta2, epsilon: _by_hand(
                w, dw, m, v, t, alpha, beta2, beta1, epsilon
            )
        ),
    },
    points=3,
)


# --- 6.11 -------------------------------------------------------------------------


def _dropout(a, d, rng):
    return a * (rng.random(a.shape) >= d) / (1 - d)


def _once_for_all(a, d, rng):
    return a * (rng.random(a.shape[1]) >= d) / (1 - d)


def _whole_examples(a, d, rng):
    return a * (rng.random((len(a), 1)) >= d) / (1 - d)


DROPOUT = Exercise(
    "my_dropout",
    "6.11",
    "dropout",
    "dropout",
    _dropout,
    lambda rng: {
        "a": rng.uniform(0.2, 2, (11, 7)),
        "d": rng.uniform(0.25, 0.4),
        "rng": np.random.default_rng(rng.integers(2**32)),
    },
    mistakes={
        "The units that are left make up for the others: divide by 1 − d.": (
            lambda a, d, rng: a * (rng.random(a.shape) >= d)
        ),
        "Divide by the share that is left, 1 − d, not by d.": (
            lambda a, d, rng: a * (rng.random(a.shape) >= d) / d
        ),
        "Divide by 1 − d; yours multiplies.": (
            lambda a, d, rng: a * (rng.random(a.shape) >= d) * (1 - d)
        ),
        "d is the share that is dropped, not the share that is kept.": (
            lambda a, d, rng: a * (rng.random(a.shape) < d) / d
        ),
        "Those with a number below d are dropped, not kept.": (
            lambda a, d, rng: a * (rng.random(a.shape) < d) / (1 - d)
        ),
        "Each example has its own draw: one number for each entry of a.": _once_for_all,
        "Units are dropped, not whole examples: one number for each entry of a.": (
            _whole_examples
        ),
        "That is the factor: multiply a by it.": (
            lambda a, d, rng: (rng.random(a.shape) >= d) / (1 - d)
        ),
        "Nothing is dropped.": lambda a, d, rng: a,
        "Half of the units are dropped, whatever d is.": (
            lambda a, d, rng: a * (rng.random(a.shape) >= 0.5) / 0.5
        ),
    },
    extremes={
        "d = 0": {
            "a": np.array([[1.0, 2.0], [0.0, 3.0]]),
            "d": 0.0,
            "rng": np.random.default_rng(0),
        }
    },
)

TASKS = (FIRST_LAYERS, MOMENTUM, ADAM, DROPOUT)
PREDICTIONS = (
    Prediction("fading", "6.P1", ("the first layer", "the last layer", "all alike")),
    Prediction("best_rule", "6.P2", ("plain", "momentum", "Adam", "undecided")),
    Prediction("dropout_helps", "6.P3", ("higher", "lower", "undecided")),
)
SPOTS = ()
