r"""The formulas of the case file of the cars."""

import numpy as np

from helpers.derivations.worlds import LINEAR, SCORE, N, P
from helpers.formulas.meaning.world import World

# The mean and the sum of the squared errors of a line.
SUM_AND_MEAN = World(
    LINEAR.draw,
    SCORE,
    r"J = \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i)^2",
    r"S = \sum_{i=1}^{n} (z_i - y_i)^2",
)


def _columns(rng):
    A = np.column_stack([rng.normal(size=(N, P)), np.ones(N)])
    return {"n": N, "p": P, "A": A, "y": rng.normal(size=N)}


def _fitted(rng):
    """The minimum, and the errors of its entries by a QR decomposition."""
    drawn = _columns(rng)
    Q, R = np.linalg.qr(drawn["A"])
    inverse = np.linalg.inv(R)
    residuals = drawn["y"] - Q @ (Q.T @ drawn["y"])
    errors = np.linalg.norm(residuals) / np.sqrt(N - P - 1)
    errors = errors * np.linalg.norm(inverse, axis=1)
    predicted = drawn["y"] - residuals
    return drawn | {"V": inverse @ inverse.T, "z": predicted, r"\tau": errors}


def _direction(rng):
    return _columns(rng) | {"d": rng.normal(size=P + 1)}


CURVATURE = World(
    _direction,
    r"H = \frac{2}{n} A^\top A",
    extremes=(lambda rng: _direction(rng) | {"d": np.zeros(P + 1)},),
)


def _arriving(rng):
    alpha, h, rho = rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9), rng.uniform(0.01, 0.5)
    t = np.log(rho) / np.log(1 - alpha * h)
    return {r"\alpha": alpha, "h": h, r"\rho": rho, "t": t}


DISPLAYS = {
    "C.1": SUM_AND_MEAN,
    "C.2": World(_fitted),
    "C.3": CURVATURE,
    "C.4": World(_arriving),
}
UNREAD = {}
