r"""The formulas of the case file of wrong lines."""

import numpy as np

from helpers.derivations.worlds import LINEAR, SOFTMAX, K, N, P
from helpers.formulas.meaning.world import World


def _any_targets(rng):
    return {"K": K, "z": rng.normal(size=K), "t": rng.uniform(0.1, 1, K)}


# The loss of one example with targets that need not sum to 1.
ANY_TARGETS = World(_any_targets, *SOFTMAX, r"L = -\sum_{k=1}^{K} t_k \log \hat{y}_k")


def _classified(rng):
    sizes = {"n": N, "p": P, "K": K, "x": rng.normal(size=(N, P))}
    t = np.eye(K)[rng.integers(0, K, N)]
    return sizes | {"w": rng.normal(size=(P, K)), "t": t}


# Softmax regression without a bias; its cost is a sum, not a mean.
SUMMED = World(
    _classified,
    r"z_{ik} = \sum_{j=1}^{p} x_{ij} w_{jk}",
    r"\hat{y}_{ik} = \frac{e^{z_{ik}}}{\sum_{k'=1}^{K} e^{z_{ik'}}}",
    r"E = -\sum_{i=1}^{n} \sum_{k=1}^{K} t_{ik} \log \hat{y}_{ik}",
)

DISPLAYS = {"W.1": LINEAR, "W.2": ANY_TARGETS}
UNREAD = {}
