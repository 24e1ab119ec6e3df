r"""The formulas of notebook 01: derivations."""

import numpy as np

from helpers.derivations.worlds import (
    CROSS_ENTROPY,
    HIDDEN_LAYER,
    LINEAR,
    LOGISTIC,
    LOGISTIC_REGRESSION,
    PENALTY,
    QUADRATIC_FORM,
    SCORE_ALONE,
    SQUARED_LOSS,
    WITH_SUM,
    K,
    N,
    P,
    Q,
)
from helpers.formulas.meaning.world import World


def _classes(rng):
    X, T = rng.normal(size=(N, P)), np.eye(K)[rng.integers(0, K, N)]
    sizes = {"n": N, "p": P, "K": K}
    parameters = {"W": rng.normal(size=(P, K)), "b": rng.normal(size=K)}
    return sizes | parameters | {"x": X, "t": T}


# Softmax regression: n examples with one-hot targets.
SOFTMAX_REGRESSION = World(
    _classes,
    r"z_{ik} = \sum_{j=1}^{p} x_{ij} W_{jk} + b_k",
    r"\hat{y}_{ik} = \frac{e^{z_{ik}}}{\sum_{k'=1}^{K} e^{z_{ik'}}}",
    r"J = -\frac{1}{n} \sum_{i=1}^{n} \sum_{k=1}^{K} t_{ik} \log \hat{y}_{ik}",
)


# A convex function and two scores.
TANGENT = World(
    lambda rng: {"z": rng.normal(0, 2), "s": rng.normal(0, 2)},
    r"f(z) = \log(1 + e^{-z})",
)


def _affine(rng):
    drawn = {"K": K, "A": rng.normal(size=(K, Q)), "c": rng.normal(size=K)}
    parameters = {r"\theta": rng.normal(size=Q), "v": rng.normal(size=Q)}
    return drawn | parameters | {"y": int(rng.integers(1, K + 1))}


# The cross-entropy of scores that are affine in the parameters.
AFFINE = World(
    _affine,
    r"f(z) = \log \sum_{k=1}^{K} e^{z_k} - z_y",
    r"h(\theta) = f(A \theta + c)",
)


# A network of two weights.
TWO_WEIGHTS = World(
    lambda rng: {"w": rng.normal(size=2)},
    r"L = (w_1 w_2 - 1)^2",
)


def _mistaken(rng):
    x, W = rng.normal(size=P), rng.normal(size=(P, K))
    return {"p": P, "K": K, "x": x, "W": W, "y": int(np.argmin(x @ W)) + 1}


# An example that the perceptron gets wrong, so that its loss has a slope.
PERCEPTRON = World(
    _mistaken,
    r"z_k = \sum_{j=1}^{p} x_j W_{jk}",
    r"L = \max_k z_k - z_y",
)

_WORLDS = (
    (LINEAR, 4),
    (SCORE_ALONE, 6),
    (LOGISTIC, 10),
    (LOGISTIC_REGRESSION, 11),
    (WITH_SUM, 16),
    (CROSS_ENTROPY, 18),
    (SOFTMAX_REGRESSION, 19),
    (QUADRATIC_FORM, 21),
    (TANGENT, 22),
    (AFFINE, 23),
    (SQUARED_LOSS, 24),
    (TWO_WEIGHTS, 25),
    (PENALTY, 28),
    (PERCEPTRON, 30),
    (HIDDEN_LAYER, 35),
)

DISPLAYS = {}
for _world, _last in _WORLDS:  # each world up to the number of its last formula
    DISPLAYS |= {
        f"1.{number}": _world for number in range(len(DISPLAYS) + 1, _last + 1)
    }
UNREAD = {}
