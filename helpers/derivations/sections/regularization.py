r"""The formulas of notebook 05: regularization."""

import numpy as np

from helpers.derivations.sections.derivations import SOFTMAX_REGRESSION
from helpers.derivations.worlds import PENALTY, N, P
from helpers.formulas.meaning.world import World

WITH_PENALTY = (
    r"J_\lambda = J + \frac{\lambda}{2} \sum_{j=1}^{p} \sum_{k=1}^{K} W_{jk}^2"
)


def _with_deviation(rng):
    return PENALTY.draw(rng) | {"n": N, r"\tau": rng.uniform(0.5, 2)}


# Weights with a cost of their own, the penalty, and the deviation τ of a prior.
PENALISED = PENALTY.drawing(_with_deviation).defining(WITH_PENALTY)


def _with_rate(rng):
    return SOFTMAX_REGRESSION.draw(rng) | {r"\lambda": rng.uniform(0.2, 0.8)}


# Softmax regression with a penalty.
PENALISED_REGRESSION = SOFTMAX_REGRESSION.drawing(_with_rate).defining(WITH_PENALTY)


def _differences(rng):
    d = rng.normal(size=N)
    s = np.std(d, ddof=1) / np.sqrt(N)
    return {"n": N, "d": d, r"\bar{d}": d.mean(), "s": s}


# Differences of pairs, their mean and its standard error.
DIFFERENCES = World(_differences)


def _ridge(rng):
    """Least squares and what becomes of it: by a penalty, and by stopping early."""
    X, y, w = rng.normal(size=(N, P)), rng.normal(size=N), rng.normal(size=P)
    l2, t = rng.uniform(0.2, 0.8), int(rng.integers(3, 9))
    h, v = np.linalg.eigh(2 / N * X.T @ X)
    rate, stopped = 0.5 / h[-1], np.zeros(P)
    for _ in range(t):
        stopped = stopped - rate * 2 / N * X.T @ (X @ stopped - y)
    rows = np.vstack([X, np.sqrt(N * l2 / 2) * np.eye(P)])
    shrunk = np.linalg.lstsq(rows, np.append(y, np.zeros(P)), rcond=None)[0]
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    return {
        **{"n": N, "p": P, "X": X, "y": y, "w": w, "I": np.eye(P)},
        **{r"\lambda": l2, r"\alpha": rate, "t": t, "h": h, "v": v.T},
        **{r"w_\lambda": shrunk, "w_0": best, r"\tilde{w}": stopped},
    }


RIDGE = World(_ridge)

DISPLAYS = {
    **dict.fromkeys((f"5.{number}" for number in range(1, 7)), PENALISED),
    **{"5.7": DIFFERENCES, "5.8": DIFFERENCES, "5.9": PENALISED_REGRESSION},
    **dict.fromkeys((f"5.{number}" for number in range(10, 15)), RIDGE),
}
UNREAD = {}
