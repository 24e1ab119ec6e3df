r"""The formulas of the case file of wrong lines."""

import numpy as np

from helpers.derivations.worlds import LINEAR, SOFTMAX, K, N, P, Q
from helpers.formulas.meaning.world import World


def _any_targets(rng):
    return {"K": K, "z": rng.normal(size=K), "t": rng.uniform(0.1, 1, K)}


# The loss of one example with targets that need not sum to 1.
ANY_TARGETS = World(_any_targets, *SOFTMAX, r"L = -\sum_{k=1}^{K} t_k \log \hat{y}_k")


def _direction(rng):
    scores = np.exp(rng.normal(size=K))
    return {"K": K, "s": scores / scores.sum(), "v": rng.normal(size=K)}


# The Hessian of the cross-entropy by its probabilities s.
PROBABILITIES = World(_direction, r"H = \mathrm{diag}(s) - s s^\top")


def _two_layers(rng):
    lower, upper = rng.normal(size=(P, Q)), rng.normal(size=(Q, K))
    return {"X": rng.normal(size=(N, P)), "W^{(1)}": lower, "W^{(2)}": upper}


DISPLAYS = {
    "W.1": LINEAR,
    "W.2": ANY_TARGETS,
    "W.3": PROBABILITIES,
    "W.4": World(_two_layers),
}
UNREAD = {}
