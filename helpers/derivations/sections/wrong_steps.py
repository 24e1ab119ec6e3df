r"""The formulas of the case file of wrong steps."""

import numpy as np

from helpers.derivations.worlds import K, N, P, Q
from helpers.formulas.meaning.world import World


def _direction(rng):
    scores = np.exp(rng.normal(size=K))
    return {"K": K, "s": scores / scores.sum(), "v": rng.normal(size=K)}


# The Hessian of the cross-entropy by its probabilities s.
PROBABILITIES = World(_direction, r"H = \mathrm{diag}(s) - s s^\top")


def _two_layers(rng):
    lower, upper = rng.normal(size=(P, Q)), rng.normal(size=(Q, K))
    return {"X": rng.normal(size=(N, P)), "W^{(1)}": lower, "W^{(2)}": upper}


DISPLAYS = {"S.1": PROBABILITIES, "S.2": World(_two_layers)}
UNREAD = {}
