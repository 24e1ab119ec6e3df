r"""The formulas of notebook 07: derivatives sent back, forgotten zeros, comparisons."""

import numpy as np

from helpers.compare import compare
from helpers.derivations.worlds import K, N, P
from helpers.formulas.meaning.world import World
from helpers.losses import softmax, softmax_cross_entropy
from helpers.models import Linear
from helpers.training import train

# The cost of whatever z is: all its entries count, each in its own way.
COST = r"J = \sum_{i=1}^{n} \sum_{k=1}^{K} A_{ik} z_{ik}^3"


def _ways(rng):
    factors = {"A": rng.normal(size=N), "B": rng.normal(size=N)}
    return factors | {"C": N, "u": rng.normal()}


# A number u that is used C times.
WAYS = World(_ways, r"v_c = A_c u^2", r"J = \sum_{c=1}^{C} B_c v_c^3")


def _entries(rng):
    names = ("A", "u", "v", "z")
    entries = {name: rng.normal(size=(N, K)) for name in names}
    drawn = {"n": N, "p": P, "K": K, "b": rng.normal(size=K)}
    return (
        drawn | entries | {"x": rng.normal(size=(N, P)), "w": rng.normal(size=(P, K))}
    )


def _without_z(rng):
    return {name: value for name, value in _entries(rng).items() if name != "z"}


BROADCAST = World(_without_z, r"z_{ik} = u_{ik} + b_k", COST)
PRODUCT = World(
    _without_z, r"z_{ik} = u_{ik} v_{ik}", COST, r"d_{ik} = 3 A_{ik} z_{ik}^2"
)
MATRICES = World(_without_z, r"z_{ik} = \sum_{j=1}^{p} x_{ij} w_{jk}", COST)
SCORES = World(_entries)


def _targets(rng):
    z, y = rng.normal(size=(N, K)), rng.integers(0, K, N)
    J, _ = softmax_cross_entropy(z, y)
    return {"n": N, "K": K, "z": z, "t": np.eye(K)[y], "J": J}


# The cost as the package has it.
SOFTMAX_COST = World(_targets)


def _never_zeroed(rng):
    """Steps along a gradient to which each step adds."""
    tau, alpha = int(rng.integers(1, N + 1)), rng.uniform(0.1, 0.9)
    G, W = rng.normal(size=(N, P, K)), rng.normal(size=(P, K))
    gradient = np.zeros((P, K))
    for step in range(tau):
        gradient += G[step]
        before, W = W, W - alpha * gradient
    drawn = {"G": G, r"\tau": tau, r"\alpha": alpha}
    return drawn | {r"W_\tau": before, r"W_{\tau+1}": W}


def _single_images(rng):
    """Scores of each example, and after one step on it as the package takes it."""
    X, y, alpha = rng.normal(size=(N, P)), rng.integers(0, K, N), rng.uniform(0.1, 0.9)
    model = Linear(P, K)
    model.parameters = {"W": rng.normal(size=(P, K)), "b": rng.normal(size=K)}
    z, _ = model.forward(X)
    after = np.empty_like(z)
    for i in range(N):
        part = slice(i, i + 1)
        moved, _ = train(
            model,
            softmax_cross_entropy,
            X[part],
            y[part],
            learning_rate=alpha,
            epochs=1,
        )
        after[part] = moved.forward(X[part])[0]
    drawn = {"n": N, "p": P, "K": K, "x": X, "z": z, r"\hat{y}": softmax(z)}
    return drawn | {"t": np.eye(K)[y], r"\alpha": alpha, r"\tilde{z}": after}


def _pairs(rng):
    a, b = rng.normal(size=(2, N))
    return {"R": N, "D": a - b, "s": compare(a, b, paired=True).error}


DISPLAYS = {
    "7.1": WAYS,
    "7.2": BROADCAST,
    "7.3": PRODUCT,
    "7.4": MATRICES,
    "7.5": SCORES,
    "7.6": SOFTMAX_COST,
    "7.7": World(_never_zeroed),
    "7.8": World(_single_images),
    "7.9": World(_pairs),
}
UNREAD = {"7.10": "has a binomial coefficient"}
