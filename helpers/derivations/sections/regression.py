r"""The formulas of notebook 02: linear regression and its learning rate."""

import numpy as np

from helpers.data import standardise
from helpers.derivations.worlds import LINEAR, N, P
from helpers.formulas.meaning.world import World
from helpers.losses import mean_squared_error
from helpers.models import Linear
from helpers.training import train


def _raw(rng):
    """Raw inputs r; standardised as the package does it."""
    R = rng.normal(3, 2, (N, P))
    X, mean, std = standardise(R)
    z = {"w": rng.normal(size=P), "b": rng.normal()}
    z["z"] = X @ z["w"] + z["b"]
    return z | {"n": N, "p": P, "r": R, "x": X, r"\bar{r}": mean, "s": std}


RAW = World(_raw)


def _before(rng):
    return LINEAR.draw(rng) | {r"\alpha": rng.uniform(0.1, 0.5)}


def _after(drawn):
    """One step as the package takes it."""
    model = Linear(P)
    W, b = drawn["w"][:, np.newaxis], np.array([drawn["b"]])
    model.parameters = {"W": W, "b": b}
    model, _ = train(
        model,
        mean_squared_error,
        drawn["X"],
        drawn["y"],
        learning_rate=drawn[r"\alpha"],
        epochs=1,
    )
    W, b = model.parameters.values()
    return {"w": W[:, 0], "b": b[0]}


# One step of gradient descent.
STEP = LINEAR.drawing(_before, after=_after)


def _quadratic(rng):
    """Steps on the cost as a function of θ, taken as the package takes them."""
    A, y = np.column_stack([rng.normal(size=(N, P)), np.ones(N)]), rng.normal(size=N)
    h, Q = np.linalg.eigh(2 / N * A.T @ A)
    alpha, t = rng.uniform(0.1, 1.9) / h[-1], int(rng.integers(1, 6))
    lowest = np.linalg.lstsq(A, y, rcond=None)[0]
    models = [
        train(
            Linear(P),
            mean_squared_error,
            A[:, :-1],
            y,
            learning_rate=alpha,
            epochs=steps,
        )
        for steps in (t, t + 1)
    ]
    here, there = (
        np.concatenate([part.ravel() for part in model.parameters.values()])
        for model, _ in models
    )
    return {
        **{"n": N, "p": P, "A": A, "y": y, r"\theta": here, "I": np.eye(P + 1)},
        **{r"\theta_t": here, r"\theta_{t+1}": there, r"\theta_{\min}": lowest},
        **{r"\alpha": alpha, "t": t, "h": h, r"h_{\max}": h[-1], "c": Q.T @ lowest},
        **{"J_t": models[1][1].costs[t], r"J_{\min}": np.mean((A @ lowest - y) ** 2)},
    }


QUADRATIC = World(
    _quadratic,
    r"J = \frac{1}{n} \lVert A \theta - y \rVert^2",
    r"H = \frac{2}{n} A^\top A",
)

DISPLAYS = {
    "2.1": RAW,
    **dict.fromkeys(("2.2", "2.3", "2.4"), LINEAR),
    "2.6": STEP,
    "2.7": RAW,
    **dict.fromkeys(("2.8", "2.9", "2.10", "2.11", "2.12"), QUADRATIC),
}
UNREAD = {"2.5": "is true up to terms of order ε²"}
