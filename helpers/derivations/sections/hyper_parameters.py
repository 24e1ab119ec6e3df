r"""The formulas of the case file of the hyper-parameters."""

import itertools

import numpy as np

from helpers.formulas.meaning.world import World


def _factors(rng):
    """Factors of several values each; M counts what differs from 0 in one at most."""
    counts = rng.integers(1, 5, 4)
    grid = itertools.product(*map(range, counts))
    M = sum(np.count_nonzero(values) <= 1 for values in grid)
    return {"F": 4, "v": counts.astype(float), "M": M}


def _comparisons(rng):
    return {"m": int(rng.integers(2, 9)), "P": rng.uniform(0.01, 0.4)}


def _two_models(rng):
    """Which of 11 images each model gets right, and what a report says of it."""
    A, B = rng.integers(0, 2, (2, 11)).astype(float)
    drawn = {"n": 11, "D": A - B, "a": A.mean(), "b": B.mean()}
    return drawn | {"d": np.mean(A != B), "s": np.std(A - B)}


DISPLAYS = {
    "P.1": World(_factors),
    "P.2": World(_comparisons),
    "P.3": World(_two_models),
}
UNREAD = {}
