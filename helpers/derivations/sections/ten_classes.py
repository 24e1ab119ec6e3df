r"""The formulas of notebook 04: softmax regression and the perceptron."""

import numpy as np

from helpers.derivations.worlds import K, N, P
from helpers.formulas.meaning.world import World
from helpers.losses import perceptron_loss, softmax
from helpers.models import Linear
from helpers.training import train


def _classes(rng):
    y = rng.integers(1, K + 1, N)
    return {
        **{"n": N, "p": P, "K": K, "x": rng.normal(size=(N, P)), "c": rng.normal()},
        **{"W": rng.normal(size=(P, K)), "b": rng.normal(size=K)},
        **{"y": y, "t": np.eye(K)[y - 1]},
    }


DEFINITIONS = (
    r"z_{ik} = \sum_{j=1}^{p} x_{ij} W_{jk} + b_k",
    r"\hat{y}_{ik} = \frac{e^{z_{ik}}}{\sum_{k'=1}^{K} e^{z_{ik'}}}",
    r"J = -\frac{1}{n} \sum_{i=1}^{n} \sum_{k=1}^{K} t_{ik} \log \hat{y}_{ik}",
)

# Softmax regression: n examples, their classes y, and the same one-hot, t.
SOFTMAX_REGRESSION = World(_classes, *DEFINITIONS)


# The same at zero weights.
AT_ZERO = World(
    lambda rng: _classes(rng) | {"W": np.zeros((P, K)), "b": np.zeros(K)},
    *DEFINITIONS,
)


def _example(rng):
    """One example, and the class with the largest score."""
    x, W, b = rng.normal(size=P), rng.normal(size=(P, K)), rng.normal(size=K)
    z = x @ W + b
    drawn = {"K": K, "x": x, "W": W, "b": b, "z": z, "y": int(np.argmin(z)) + 1}
    return drawn | {r"\hat{k}": int(np.argmax(z)) + 1}


def _after(drawn):
    """One step as the package takes it."""
    model = Linear(P, K)
    model.parameters = {"W": drawn["W"], "b": drawn["b"]}
    model, _ = train(
        model,
        perceptron_loss,
        drawn["x"][np.newaxis],
        np.array([drawn["y"] - 1]),
        learning_rate=1.0,
        epochs=1,
    )
    return model.parameters


# One example that the perceptron gets wrong.
PERCEPTRON = World(_example, after=_after)


def _path(rng):
    W, b = rng.normal(size=(N, P, K)), rng.normal(size=(N, K))
    means = {r"\bar{W}": W.mean(axis=0), r"\bar{b}": b.mean(axis=0)}
    return {"n": N, "p": P, "K": K, "W": W, "b": b} | means


def _counts(rng):
    y, winners = rng.integers(0, K, (2, 6 * N))
    y[:K] = range(K)
    C = np.zeros((K, K))
    for pair in zip(y, winners, strict=True):
        C[pair] += 1
    hits = [winners[y == k] == k for k in range(K)]
    recall = np.array([hit.mean() for hit in hits])
    error = np.array([hit.std() / np.sqrt(hit.size) for hit in hits])
    drawn = {"n": len(y), "K": K, "y": y + 1, r"\hat{k}": winners + 1}
    return drawn | {"C": C, "r": recall, "s": error}


# True classes and winners of some examples, counted one by one.
COUNTS = World(_counts)


def _certain(rng):
    Y_hat = softmax(rng.normal(size=(N, K)))
    return {"n": N, "K": K, r"\hat{y}": Y_hat, "q": np.sort(Y_hat, axis=1)[:, -1]}


def _bins(rng):
    """Certainties and hits, example by example, and what the formula has of them."""
    bins = np.append(np.arange(10), rng.integers(0, 10, 20))
    q, hits = (bins + rng.random(30)) / 10, rng.random(30) < 0.5
    inside = [bins == B for B in range(10)]
    error = sum(abs(np.sum(hits[i] - q[i])) for i in inside) / 30
    count = np.array([i.sum() for i in inside])
    accuracy = np.array([hits[i].mean() for i in inside])
    certainty = np.array([q[i].mean() for i in inside])
    return {"E": error, "n": count, "a": accuracy, r"\bar{q}": certainty}


def _tempered(rng):
    z, tau = rng.normal(size=(N, K)), rng.uniform(0.5, 3)
    return {"K": K, "z": z, r"\tau": tau, r"\hat{y}": softmax(z / tau)}


DISPLAYS = {
    **{f"4.{number}": SOFTMAX_REGRESSION for number in (1, 2, 3, 4, 5, 6, 11)},
    "4.7": AT_ZERO,
    **dict.fromkeys(("4.8", "4.9"), PERCEPTRON),
    "4.10": World(_path),
    **dict.fromkeys(("4.12", "4.13"), COUNTS),
    "4.14": World(_certain),
    "4.15": World(_bins),
    "4.16": World(_tempered),
}
UNREAD = {}
