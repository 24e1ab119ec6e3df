r"""The formulas of notebook 03: logistic regression."""

import numpy as np

from helpers.derivations.worlds import LOGISTIC_REGRESSION, N, P
from helpers.formulas.meaning.world import World
from helpers.losses import binary_cross_entropy
from helpers.models import Linear
from helpers.training import train


def _before(rng):
    return LOGISTIC_REGRESSION.draw(rng) | {r"\alpha": rng.uniform(0.1, 0.9)}


def _after(drawn):
    """One step as the package takes it."""
    model = Linear(P)
    model.parameters = {
        "W": drawn["w"][:, np.newaxis],
        "b": np.array([drawn["b"]]),
    }
    model, _ = train(
        model,
        binary_cross_entropy,
        drawn["X"],
        drawn["y"].astype(int),
        learning_rate=drawn[r"\alpha"],
        epochs=1,
    )
    W, b = model.parameters.values()
    return {"w": W[:, 0], "b": b[0]}


# One step of gradient descent.
STEP = LOGISTIC_REGRESSION.drawing(_before, after=_after)


def _curvature(rng):
    A = rng.normal(size=(N, P))
    largest = np.linalg.norm(A, 2) ** 2 / N
    return {
        "n": N,
        "A": A,
        r"h_{\max}": largest,
        r"\alpha": rng.uniform(0, 8 / largest),
    }


# Learning rates below the bound.
CURVATURE = World(
    _curvature, functions={r"\lambda_{\max}": lambda H: np.linalg.eigvalsh(H)[-1]}
)


def _rates(rng):
    rate, k, t = rng.uniform(0.1, 0.9, 3)
    return {r"\alpha_0": rate, "k": k, "t": t, r"\alpha(t)": rate / (1 + k * t)}


ANNEALED = World(_rates)


def _shares(rng):
    hits = np.arange(N) < rng.integers(1, N)
    return {"n": N, "a": hits.mean(), "s": hits.std() / np.sqrt(N)}


# The share of right predictions, and its standard error from the predictions.
SHARES = World(_shares)

DISPLAYS = {
    **dict.fromkeys(("3.1", "3.2", "3.3", "3.4", "3.5", "3.6"), LOGISTIC_REGRESSION),
    "3.7": STEP,
    "3.8": CURVATURE,
    "3.10": ANNEALED,
    "3.11": SHARES,
}
UNREAD = {"3.9": "is an interval"}
