r"""The formulas of notebook 06: a network, its start, and the rules of its steps."""

from itertools import product

import numpy as np

from helpers.derivations.worlds import K, N, P, Q
from helpers.formulas.meaning.world import World
from helpers.models import MLP
from helpers.optimizers import Adam, Momentum


def _network(rng):
    X, T = rng.normal(size=(N, P)), np.eye(K)[rng.integers(0, K, N)]
    W1, W2 = rng.normal(size=(P, Q)), rng.normal(size=(Q, K))
    b1, b2 = rng.normal(size=Q), rng.normal(size=K)
    return {
        **{"n": N, "p": P, "q": Q, "K": K, "X": X, "x": X, "t": T},
        **{"W^{(1)}": W1, "b^{(1)}": b1, "W^{(2)}": W2, "b^{(2)}": b2},
        "Z": (X @ W1 + b1) @ W2 + b2,
    }


# One hidden layer with a smooth activation, and the cross-entropy.
NETWORK = World(
    _network,
    r"g(z) = \tanh(z)",
    r"z^{(1)}_{iu} = \sum_{j=1}^{p} x_{ij} W^{(1)}_{ju} + b^{(1)}_u",
    r"a_{iu} = g(z^{(1)}_{iu})",
    r"z^{(2)}_{ik} = \sum_{u=1}^{q} a_{iu} W^{(2)}_{uk} + b^{(2)}_k",
    r"\hat{y}_{ik} = \frac{e^{z^{(2)}_{ik}}}{\sum_{k'=1}^{K} e^{z^{(2)}_{ik'}}}",
    r"J = -\frac{1}{n} \sum_{i=1}^{n} \sum_{k=1}^{K} t_{ik} \log \hat{y}_{ik}",
)

RELU = World(lambda rng: {"z": rng.normal(0, 2)}, r"g(z) = \frac{z + |z|}{2}")


def _signs(count):
    """All weights ±1: their mean is 0, their variance 1, and they are independent."""
    return np.array(list(product((-1.0, 1.0), repeat=count)))


def _scales(rng):
    """Means over *all* draws of weights ±s, counted and not derived."""
    s, a, delta = rng.uniform(0.5, 2), rng.uniform(0, 1, P), rng.normal(size=Q)
    z = s * _signs(P) @ a
    squares = np.mean(np.maximum(z, 0) ** 2)
    down = s * _signs(Q) @ delta
    on_or_off = np.concatenate([down, 0 * down])
    return {
        **{"p": P, "q": Q, "s": s, "a": a, r"\delta": delta, "S": np.mean(z**2)},
        **{"c": np.sqrt(squares / np.mean(a**2)), "D": np.mean(on_or_off**2)},
    }


SCALES = World(_scales)


def _start(rng):
    """The standard deviation of the package, from the weights that it draws."""
    seed = int(rng.integers(2**32))
    W = MLP((P, Q), np.random.default_rng(seed)).parameters["W1"]
    unit = np.random.default_rng(seed).normal(size=(P, Q))
    return {"p": P, "s": np.mean(W / unit)}


def _powers(rng):
    L = int(rng.integers(4, 7))
    return {"c": rng.uniform(0.5, 2), "l": int(rng.integers(2, L)), "L": L}


COST = r"J = \sum_{j=1}^{p} A_j w_j^3"


def _weights(rng):
    w, A, m = rng.normal(size=(3, P))
    return {"p": P, "w": w, "A": A, "m": m, r"\alpha": rng.uniform(0.1, 0.9)}


def _moved(rule, drawn):
    """The weights after a step as the package takes it."""
    gradient, parameters = 3 * drawn["A"] * drawn["w"] ** 2, {"w": drawn["w"].copy()}
    rule.update(parameters, {"w": gradient}, drawn[r"\alpha"])
    return parameters["w"]


def _after_momentum(drawn):
    rule = Momentum(drawn[r"\beta"])
    rule.velocity = {"w": drawn["m"].copy()}
    return {"w": _moved(rule, drawn), "m": rule.velocity["w"]}


MOMENTUM = World(
    lambda rng: _weights(rng) | {r"\beta": rng.uniform(0.1, 0.9)},
    COST,
    after=_after_momentum,
)


def _memory(rng):
    constants = (r"\beta_1", r"\beta_2", r"\varepsilon")
    drawn = _weights(rng) | {"v": rng.uniform(0.5, 2, P), "t": int(rng.integers(2, 6))}
    return drawn | {name: rng.uniform(0.1, 0.9) for name in constants}


def _adam(drawn):
    rule = Adam(drawn[r"\beta_1"], drawn[r"\beta_2"], drawn[r"\varepsilon"])
    rule.first, rule.second = {"w": drawn["m"].copy()}, {"w": drawn["v"].copy()}
    rule.steps = drawn["t"] - 1
    return {"w": _moved(rule, drawn), "m": rule.first["w"], "v": rule.second["w"]}


# The memory of Adam before a step, and after it.
ADAM_BEFORE = World(_memory, COST, after=_adam)


def _with_new_memory(rng):
    """The memory has taken up the gradient; the weights, next B, have not moved."""
    drawn = _memory(rng)
    after = _adam(drawn)
    hats = {
        r"\hat{m}": after["m"] / (1 - drawn[r"\beta_1"] ** drawn["t"]),
        r"\hat{v}": after["v"] / (1 - drawn[r"\beta_2"] ** drawn["t"]),
    }
    return drawn | {"m": after["m"], "v": after["v"], "B": after["w"]} | hats


ADAM_AFTER = World(_with_new_memory, after=lambda drawn: {"w": drawn["B"]})


def _dropped(rng):
    d, a = rng.uniform(0.2, 0.6), rng.uniform(0.5, 2, Q)
    kept = MLP((P, Q), rng, dropout=d).dropout_mask(a, rng)
    return {"d": d, "a": a, "r": np.sign(kept), "B": a * kept}


DROPOUT = World(_dropped, after=lambda drawn: {"a": drawn["B"]})

DISPLAYS = {
    **dict.fromkeys(("6.1", "6.3", "6.4", "6.5", "6.6"), NETWORK),
    "6.2": RELU,
    **dict.fromkeys(("6.7", "6.8", "6.9"), SCALES),
    "6.10": World(_start),
    "6.11": World(_powers),
    "6.12": MOMENTUM,
    "6.13": ADAM_BEFORE,
    "6.14": ADAM_AFTER,
    "6.15": DROPOUT,
}
UNREAD = {}
