r"""The formulas of the case file of clothes."""

import numpy as np

from helpers.derivations.worlds import LOGISTIC_REGRESSION, K, N, P
from helpers.formulas.meaning.world import World
from helpers.losses import perceptron_loss
from helpers.models import Linear
from helpers.training import train


def _stepped(W, x, y):
    """The weights after a step of the perceptron, by the package."""
    model = Linear(*W.shape)
    model.parameters["W"] = W
    settings = {"learning_rate": 1.0, "epochs": 1}
    model, _ = train(model, perceptron_loss, x[np.newaxis], np.array([y]), **settings)
    return model.parameters["W"]


def _mistake(rng):
    """An example x of a class y that is not the winner, and any weights V."""
    x, W, V = rng.normal(size=P), rng.normal(size=(P, K)), rng.normal(size=(P, K))
    z = x @ W
    y = int(np.argmin(z))
    return {
        **{
            "p": P,
            "K": K,
            "x": x,
            "W": W,
            "V": V,
            "z": z,
            r"\tilde{W}": _stepped(W, x, y),
        },
        **{"y": y + 1, r"\hat{k}": int(np.argmax(z)) + 1},
    }


MISTAKE = World(_mistake)


def _mistakes(rng):
    """M mistakes from zero weights, in one pass over examples that V separates."""
    x, V, count = rng.normal(size=(8 * N, P)), rng.normal(size=(P, K)), 0
    z = x @ V
    lead = np.diff(np.sort(z, axis=1)[:, -2:], axis=1).min()
    W = np.zeros((P, K))
    for example, y in zip(x, z.argmax(axis=1), strict=True):
        winner = np.argmax(example @ W)
        if winner != y:
            W[:, y] += example
            W[:, winner] -= example
            count += 1
    R = np.linalg.norm(x, axis=1).max()
    return {"M": count, "R": R, "V": V, r"\gamma": lead}


BOUND = World(_mistakes)

DISPLAYS = {"K.1": MISTAKE, "K.2": MISTAKE, "K.3": BOUND, "K.4": LOGISTIC_REGRESSION}
UNREAD = {}
