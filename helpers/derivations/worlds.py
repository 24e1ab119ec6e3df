r"""The worlds of our derivations: random numbers for the letters, and definitions.

Sizes differ from each other, so that a shape tells what is wrong; classes are counted
from 1. A quantity that is defined by a formula may be differentiated by any name.
"""

from functools import partial

import numpy as np

from helpers.formulas.meaning.world import World

N, P, K, Q = 5, 3, 4, 6  # examples, inputs, classes, hidden units

SIGMOID = r"\sigma(z) = \frac{1}{1 + e^{-z}}"
SOFTMAX = (
    r"\mathrm{softmax}(z)_k = \frac{e^{z_k}}{\sum_{k'=1}^{K} e^{z_{k'}}}",
    r"\hat{y}_k = \frac{e^{z_k}}{\sum_{k'=1}^{K} e^{z_{k'}}}",
)
SCORE = r"z_i = \sum_{j=1}^{p} x_{ij} w_j + b"


def _inputs(rng):
    X = rng.normal(size=(N, P))
    return {"n": N, "p": P, "X": X, "x": X}


def _linear(rng):
    parameters = {"w": rng.normal(size=P), "b": rng.normal()}
    return _inputs(rng) | parameters | {"y": rng.normal(size=N)}


# A line through examples, with the mean squared error.
LINEAR = World(_linear, SCORE, r"J = \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i)^2")


# One score.
SCORE_ALONE = World(lambda rng: {"z": rng.normal(0, 2)}, SIGMOID)


# One example with the label 0 or 1, each of them at least once.
LOGISTIC = World(
    lambda rng: {"z": rng.normal(0, 2), "y": float(rng.integers(2))},
    SIGMOID,
    r"\hat{y} = \sigma(z)",
    r"L = -y \log \hat{y} - (1 - y) \log(1 - \hat{y})",
    extremes=(
        lambda rng: {"z": rng.normal(0, 2), "y": 0.0},
        lambda rng: {"z": rng.normal(0, 2), "y": 1.0},
    ),
)


def _labels(rng):
    y = np.zeros(N)
    y[rng.permutation(N)[:2]] = 1
    return y


# Logistic regression.
LOGISTIC_REGRESSION = World(
    lambda rng: _linear(rng) | {"y": _labels(rng)},
    SCORE,
    SIGMOID,
    r"\hat{y}_i = \sigma(z_i)",
    r"J = -\frac{1}{n} \sum_{i=1}^{n} \left( y_i \log \hat{y}_i"
    r" + (1 - y_i) \log(1 - \hat{y}_i) \right)",
)


def _one_hot(rng, y=None):
    y = int(rng.integers(1, K + 1)) if y is None else y
    scores = rng.normal(size=K)
    target = np.eye(K)[y - 1]
    return {"K": K, "z": scores, "y": y, "t": target, "c": rng.normal()}


# The scores of one example, its class y and the same one-hot, t; a constant c.
EACH_CLASS = tuple(partial(_one_hot, y=y) for y in range(1, K + 1))
LOSS = (r"L = -\log \hat{y}_y", r"M = \max_k z_k")
CROSS_ENTROPY = World(_one_hot, *SOFTMAX, *LOSS, extremes=EACH_CLASS)

# The same with a letter for the sum of the exponentials.
WITH_SUM = CROSS_ENTROPY.defining(r"S = \sum_{k=1}^{K} e^{z_k}")


def _direction(rng):
    return _one_hot(rng) | {"v": rng.normal(size=K)}


# The Hessian of the cross-entropy, and a direction v.
QUADRATIC_FORM = World(
    _direction,
    *SOFTMAX,
    LOSS[0],
    r"H_{kk'} = \frac{\partial^2 L}{\partial z_k \, \partial z_{k'}}",
    extremes=(lambda rng: _direction(rng) | {"v": np.ones(K)},),
)


# Weights with a cost of their own, to which a penalty is added.
PENALTY = World(
    lambda rng: {
        **{"p": P, "K": K, "W": rng.normal(size=(P, K)), "A": rng.normal(size=(P, K))},
        **{r"\lambda": rng.uniform(0.2, 0.8), r"\alpha": rng.uniform(0.2, 0.8)},
    },
    r"J = \sum_{j=1}^{p} \sum_{k=1}^{K} A_{jk} W_{jk}^3",
)


def _layers(rng):
    drawn = {"n": N, "p": P, "q": Q, "K": K, "y": rng.normal(size=(N, K))}
    X = rng.normal(size=(N, P))
    return drawn | {
        **{"X": X, "x": X, "W^{(1)}": rng.normal(size=(P, Q)) / 2},
        **{"W^{(2)}": rng.normal(size=(Q, K)), "b^{(1)}": rng.normal(size=Q)},
        "b^{(2)}": rng.normal(size=K),
    }


# One hidden layer with a smooth activation, and a cost of its scores.
HIDDEN_LAYER = World(
    _layers,
    r"g(z) = \tanh(z)",
    r"z^{(1)}_{iu} = \sum_{j=1}^{p} x_{ij} W^{(1)}_{ju} + b^{(1)}_u",
    r"a_{iu} = g(z^{(1)}_{iu})",
    r"z^{(2)}_{ik} = \sum_{u=1}^{q} a_{iu} W^{(2)}_{uk} + b^{(2)}_k",
    r"J = \frac{1}{n} \sum_{i=1}^{n} \sum_{k=1}^{K} (z^{(2)}_{ik} - y_{ik})^2",
)


def _one_example(rng):
    inputs = {r"\tilde{x}": np.append(rng.normal(size=P), 1.0), "y": rng.normal()}
    return inputs | {r"\theta": rng.normal(size=P + 1), "v": rng.normal(size=P + 1)}


# The squared loss of one example with the inputs x̃, the last of them 1.
SQUARED_LOSS = World(
    _one_example,
    r"h(\theta) = (\tilde{x}^\top \theta - y)^2",
    extremes=(lambda rng: _one_example(rng) | {"v": np.zeros(P + 1)},),
)
