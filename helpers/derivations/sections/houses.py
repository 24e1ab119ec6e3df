r"""The formulas of the case file of houses."""

import numpy as np

from helpers.derivations.worlds import N, P, Q
from helpers.formulas.meaning.world import World
from helpers.losses import mean_squared_error
from helpers.models import MLP, Linear
from helpers.training import train


def _predictions(rng):
    z, y = rng.normal(size=(2, N))
    error = np.sqrt(mean_squared_error(z[:, np.newaxis], y)[0])
    return {"n": N, "z": z, "y": y, r"\mathrm{RMSE}": error}


def _stepped(model, x, y, eta):
    """The parameters after a step for one house, by the package."""
    model, _ = train(
        model,
        mean_squared_error,
        x[np.newaxis],
        np.array([y]),
        learning_rate=eta / 2,
        epochs=1,
    )
    return model.parameters


def _house(rng):
    x, w = rng.normal(size=(2, P))
    b, y, eta = rng.normal(), rng.normal(), rng.uniform(0.1, 0.9)
    model = Linear(P)
    model.parameters = {"W": w[:, np.newaxis], "b": np.array([b])}
    after = _stepped(model, x, y, eta)
    z_after = x @ after["W"][:, 0] + after["b"][0]
    return {"x": x, "w": w, "b": b, "y": y, r"\eta": eta, r"z_{+}": z_after}


def _after(drawn):
    model = Linear(P)
    W, b = drawn["w"][:, np.newaxis], np.array([drawn["b"]])
    model.parameters = {"W": W, "b": b}
    after = _stepped(model, drawn["x"], drawn["y"], drawn[r"\eta"])
    return {"w": after["W"][:, 0], "b": after["b"][0]}


SCORE = r"z = w^\top x + b"
SLOPE = r"h = 1 + \lVert x \rVert^2"


def _dependent(rng):
    """A with columns that depend on each other; θ is its shortest minimiser."""
    A, y = rng.normal(size=(N, P)), rng.normal(size=N)
    A[:, 2] = A[:, 0] - A[:, 1]
    theta = np.linalg.lstsq(A, y, rcond=1e-10)[0]
    return {"A": A, "y": y, r"\theta": theta}


def _ridge(rng):
    """θ minimises the mean of the squares and a penalty: squares of further rows."""
    A, y, l2 = rng.normal(size=(N, P)), rng.normal(size=N), rng.uniform(0.1, 0.9)
    longer = np.vstack([A, np.sqrt(N * l2 / 2) * np.eye(P)])
    theta = np.linalg.lstsq(longer, np.append(y, np.zeros(P)), rcond=None)[0]
    return {
        **{"n": N, "A": A, "y": y, "I": np.eye(P)},
        **{r"\lambda": l2, r"\theta": theta},
    }


def _free(rng):
    X, y, l2 = rng.normal(1, 1, (N, P)), rng.normal(size=N), rng.uniform(0.1, 0.9)
    rows = np.column_stack([np.sqrt(N * l2 / 2) * np.eye(P), np.zeros(P)])
    longer = np.vstack([np.column_stack([X, np.ones(N)]), rows])
    theta = np.linalg.lstsq(longer, np.append(y, np.zeros(P)), rcond=None)[0]
    centred = X - X.mean(axis=0)
    return {
        **{"n": N, "X": X, "y": y, "I": np.eye(P), r"\lambda": l2},
        **{"w": theta[:-1], "b": theta[-1], r"X_{\mathrm{c}}": centred},
        **{r"\bar{x}": X.mean(axis=0), r"\bar{y}": y.mean()},
    }


def _network(rng):
    net = MLP((P, Q, 1), rng)
    x = rng.normal(size=P)
    net.parameters["b1"] = rng.normal(size=Q)
    _, record = net.forward(x[np.newaxis])
    gradients = net.backward(record, np.ones((1, 1)))
    W1, b1, W2, _ = net.parameters.values()
    z1 = x @ W1 + b1
    return {
        **{"q": Q, "x": x, "a": np.maximum(z1, 0), "z^{(1)}": z1},
        **{"w^{(2)}": W2[:, 0], "h": sum(np.sum(g**2) for g in gradients.values())},
    }


DISPLAYS = {
    "H.1": World(_predictions),
    "H.2": World(_house, SCORE, after=_after),
    "H.3": World(_dependent),
    "H.4": World(_ridge),
    "H.5": World(_free),
    "H.6": World(_house, SCORE, SLOPE),
    "H.7": World(_network),
}
UNREAD = {}
