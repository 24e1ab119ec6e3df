"""Ways of being wrong in the exercises on networks that none of them declares."""

from itertools import pairwise

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS, activations, mlp, mlp_rules
from helpers.losses import softmax_cross_entropy
from helpers.models import MLP
from helpers.training import cost_and_gradients


def right(name):
    return TASKS[name].oracle


def forward(X, layers, g):
    return right("my_network_forward")(X, layers, g)


def backward(inputs, layers, dz, slope):
    return right("my_network_backward")(inputs, layers, dz, slope)


def step(X, y, layers, alpha):
    return right("my_network_step")(X, y, layers, alpha)


def draws(sizes, rng, sd):
    return [(rng.normal(0, sd(m, q), (m, q)), np.zeros(q)) for m, q in pairwise(sizes)]


def each(layers, change):
    return [change(W, b) for W, b in layers]


WRONG = {
    "my_relu": [
        lambda z: z,
        lambda z: -z,
        lambda z: np.maximum(z, 1),
        lambda z: z**2,
        lambda z: np.maximum(-z, 0),
        lambda z: np.maximum(z, 0) / 2,
        lambda z: np.where(z > 1, z, 0),
        lambda z: np.maximum(z, 0).T,
        lambda z: np.maximum(z, 0).sum(axis=1),
        lambda z: np.tanh(z),
        lambda z: z - z.min(),
        lambda z: np.maximum(z, z.mean()),
        lambda z: max(z, 0),
    ],
    "my_relu_slope": [
        lambda a: a > 0.5,
        lambda a: 2 * (a > 0),
        lambda a: np.zeros_like(a),
        lambda a: (a > 0).T,
        lambda a: a[a > 0],
        lambda a: np.any(a > 0, axis=1),
        lambda a: (a > a.mean()).astype(float),
        lambda a: 1 / (1 + np.exp(-a)),
        lambda a: np.exp(-a),
        lambda a: np.gradient(a, axis=0),
        lambda a: a**2,
        lambda a: 0.1 + 0.9 * (a > 0),
    ],
    "my_network_forward": [
        lambda X, layers, g: forward(X, layers, g)[0],
        lambda X, layers, g: forward(X, layers, g)[1],
        lambda X, layers, g: forward(X, layers[:-1], g),
        lambda X, layers, g: forward(X, layers[:1], g),
        lambda X, layers, g: forward(X, each(layers, lambda W, b: (W, -b)), g),
        lambda X, layers, g: forward(X, each(layers, lambda W, b: (2 * W, b)), g),
        lambda X, layers, g: forward(X, each(layers, lambda W, b: (W.T, b)), g),
        lambda X, layers, g: (forward(X, layers, g)[0], X),
        lambda X, layers, g: (forward(X, layers, g)[0], [X] * len(layers)),
        lambda X, layers, g: (forward(X, layers, g)[0][:, 0], forward(X, layers, g)[1]),
        lambda X, layers, g: (forward(X, layers, g)[0].T, forward(X, layers, g)[1]),
        lambda X, layers, g: forward(X, layers, lambda z: z * (z > 0) + 0.1 * z),
        lambda X, layers, g: forward(X, layers, lambda z: g(g(z))),
        lambda X, layers, g: (
            forward(X, layers, g)[0],
            [a.T for a in forward(X, layers, g)[1]],
        ),
    ],
    "my_collapsed": [
        lambda layers: right("my_collapsed")(layers)[0],
        lambda layers: right("my_collapsed")(layers)[::-1],
        lambda layers: right("my_collapsed")(layers[:-1]),
        lambda layers: right("my_collapsed")(layers[1:]),
        lambda layers: right("my_collapsed")(layers[::-1]),
        lambda layers: layers[-1],
        lambda layers: (right("my_collapsed")(layers)[0].T, layers[-1][1]),
        lambda layers: (right("my_collapsed")(layers)[0], 0.0),
        lambda layers: (
            right("my_collapsed")(layers)[0],
            -right("my_collapsed")(layers)[1],
        ),
        lambda layers: (
            right("my_collapsed")(layers)[0],
            np.mean([b for _, b in layers], axis=0),
        ),
        lambda layers: (np.linalg.multi_dot([W.T for W, _ in layers]), layers[0][1]),
        lambda layers: (np.eye(5), right("my_collapsed")(layers)[1]),
    ],
    "my_network_backward": [
        lambda inputs, layers, dz, slope: backward(inputs, layers, dz, slope)[0],
        lambda inputs, layers, dz, slope: backward(inputs, layers, -dz, slope),
        lambda inputs, layers, dz, slope: backward(inputs, layers, 2 * dz, slope),
        lambda inputs, layers, dz, slope: backward(inputs, layers, dz**2, slope),
        lambda inputs, layers, dz, slope: backward(inputs, layers, dz, lambda a: a),
        lambda inputs, layers, dz, slope: backward(
            inputs, layers, dz, lambda a: slope(slope(a))
        ),
        lambda inputs, layers, dz, slope: backward(
            inputs, each(layers, lambda W, b: (-W, b)), dz, slope
        ),
        lambda inputs, layers, dz, slope: [
            dW for dW, _ in backward(inputs, layers, dz, slope)
        ],
        lambda inputs, layers, dz, slope: [
            (db, dW) for dW, db in backward(inputs, layers, dz, slope)
        ],
        lambda inputs, layers, dz, slope: [
            (dW, db[np.newaxis]) for dW, db in backward(inputs, layers, dz, slope)
        ],
        lambda inputs, layers, dz, slope: [
            (dW, 0 * db) for dW, db in backward(inputs, layers, dz, slope)
        ],
        lambda inputs, layers, dz, slope: [
            (dW + 0.1 * W, db)
            for (dW, db), (W, _) in zip(
                backward(inputs, layers, dz, slope), layers, strict=True
            )
        ],
        lambda inputs, layers, dz, slope: layers,
        lambda inputs, layers, dz, slope: [(inputs[-1].T @ dz, dz.sum(axis=0))],
        lambda inputs, layers, dz, slope: backward(inputs[::-1], layers, dz, slope),
    ],
    "my_network_step": [
        lambda X, y, layers, alpha: layers,
        lambda X, y, layers, alpha: step(X, y, layers, alpha**2),
        lambda X, y, layers, alpha: step(X, y, layers, alpha / 2),
        lambda X, y, layers, alpha: step(X, y, step(X, y, layers, alpha), alpha),
        lambda X, y, layers, alpha: step(X[:1], y[:1], layers, alpha),
        lambda X, y, layers, alpha: step(X, (y + 1) % 3, layers, alpha),
        lambda X, y, layers, alpha: step(X, np.zeros_like(y), layers, alpha),
        lambda X, y, layers, alpha: step(X, y, layers, alpha)[::-1],
        lambda X, y, layers, alpha: step(X, y, layers, alpha)[0],
        lambda X, y, layers, alpha: softmax_cross_entropy(
            forward(X, layers, right("my_relu"))[0], y
        ),
        lambda X, y, layers, alpha: [
            (0.9 * W, b) for W, b in step(X, y, layers, alpha)
        ],
        lambda X, y, layers, alpha: [step(X, y, layers, alpha)[0], *layers[1:]],
        lambda X, y, layers, alpha: step(X - X.mean(axis=0), y, layers, alpha),
    ],
    "my_first_layers": [
        lambda sizes, rng: draws(sizes, rng, lambda m, q: np.sqrt(2) / m),
        lambda sizes, rng: draws(sizes, rng, lambda m, q: np.sqrt(m / 2)),
        lambda sizes, rng: draws(sizes, rng, lambda m, q: np.sqrt(2 * m)),
        lambda sizes, rng: draws(sizes, rng, lambda m, q: 2 / np.sqrt(m)),
        lambda sizes, rng: draws(sizes, rng, lambda m, q: np.sqrt(2 / sizes[0])),
        lambda sizes, rng: draws(sizes, rng, lambda m, q: 0.1),
        lambda sizes, rng: draws(sizes[::-1], rng, lambda m, q: np.sqrt(2 / m)),
        lambda sizes, rng: draws(sizes[:-1], rng, lambda m, q: np.sqrt(2 / m)),
        lambda sizes, rng: draws(sizes, rng, lambda m, q: np.sqrt(2 / m))[::-1],
        lambda sizes, rng: [
            W for W, _ in draws(sizes, rng, lambda m, q: np.sqrt(2 / m))
        ],
        lambda sizes, rng: [
            (np.abs(W), b) for W, b in draws(sizes, rng, lambda m, q: np.sqrt(2 / m))
        ],
        lambda sizes, rng: [
            (W, np.ones_like(W))
            for W, _ in draws(sizes, rng, lambda m, q: np.sqrt(2 / m))
        ],
        lambda sizes, rng: draws(
            sizes, np.random.default_rng(0), lambda m, q: np.sqrt(2 / m)
        ),
    ],
    "my_momentum": [
        lambda w, dw, m, alpha, beta: (w, m),
        lambda w, dw, m, alpha, beta: (w - alpha * dw, m),
        lambda w, dw, m, alpha, beta: (w - alpha * m, m),
        lambda w, dw, m, alpha, beta: (w - alpha * (beta * m - dw), beta * m - dw),
        lambda w, dw, m, alpha, beta: w - alpha * (beta * m + dw),
        lambda w, dw, m, alpha, beta: (-alpha * (beta * m + dw), beta * m + dw),
        lambda w, dw, m, alpha, beta: (
            w - alpha * ((1 - beta) * m + dw),
            (1 - beta) * m + dw,
        ),
        lambda w, dw, m, alpha, beta: (
            w - alpha * (beta * m + dw) - alpha * dw,
            beta * m + dw,
        ),
        lambda w, dw, m, alpha, beta: (w - alpha * (beta * m), beta * m),
        lambda w, dw, m, alpha, beta: (w - alpha * beta * (m + dw), beta * (m + dw)),
        lambda w, dw, m, alpha, beta: (w - alpha * (alpha * m + dw), alpha * m + dw),
        lambda w, dw, m, alpha, beta: (beta * w - alpha * dw, beta * m + dw),
    ],
    "my_adam": [
        lambda w, dw, m, v, t, a, b1, b2, e: (w, m, v),
        lambda w, dw, m, v, t, a, b1, b2, e: (w - a * dw, m, v),
        lambda *given: mlp_rules.ADAM.oracle(*given)[0],
        lambda *given: mlp_rules.ADAM.oracle(*given)[::-1],
        lambda w, dw, m, v, t, a, b1, b2, e: (
            w - a * np.sign(dw),
            *right("my_adam")(w, dw, m, v, t, a, b1, b2, e)[1:],
        ),
        lambda w, dw, m, v, t, a, b1, b2, e: right("my_adam")(
            w, dw, m, v, 2 * t, a, b1, b2, e
        ),
        lambda w, dw, m, v, t, a, b1, b2, e: right("my_adam")(
            w, dw, m, v, t, a, 0.9, 0.999, 1e-8
        ),
        lambda w, dw, m, v, t, a, b1, b2, e: right("my_adam")(
            w, dw, 0 * m, 0 * v, 1, a, b1, b2, e
        ),
        lambda w, dw, m, v, t, a, b1, b2, e: right("my_adam")(
            w, dw, m, v, t, a, 1 - b1, 1 - b2, e
        ),
        lambda w, dw, m, v, t, a, b1, b2, e: right("my_adam")(
            w, dw, m, v, t, 2 * a, b1, b2, e
        ),
        lambda w, dw, m, v, t, a, b1, b2, e: right("my_adam")(
            w, dw, m, v, t, a, b1, b2, e**2
        ),
        lambda w, dw, m, v, t, a, b1, b2, e: (
            right("my_adam")(w, dw, m, v, t, a, b1, b2, e)[0] - w,
            m,
            v,
        ),
    ],
    "my_dropout": [
        lambda a, d, rng: np.zeros_like(a),
        lambda a, d, rng: a * d,
        lambda a, d, rng: a / (1 - d),
        lambda a, d, rng: a * rng.random(a.shape),
        lambda a, d, rng: rng.random(a.shape) >= d,
        lambda a, d, rng: a * (rng.random(a.shape) >= d) / (1 - d) ** 2,
        lambda a, d, rng: a * (rng.random(a.shape) >= d) / np.sqrt(1 - d),
        lambda a, d, rng: a * (rng.random(a.shape) >= 1 - d) / (1 - d),
        lambda a, d, rng: a[rng.random(a.shape) >= d] / (1 - d),
        lambda a, d, rng: a - (rng.random(a.shape) < d),
        lambda a, d, rng: a * (rng.random(a.T.shape).T >= d) / (1 - d),
        lambda a, d, rng: np.where(rng.random(a.shape) >= d, a, a.mean()) / (1 - d),
        lambda a, d, rng: a * (rng.normal(size=a.shape) >= d) / (1 - d),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


def test_every_exercise_of_the_notebook_has_ten_of_them():
    declared = activations.TASKS + mlp.TASKS + mlp_rules.TASKS
    assert WRONG.keys() == {task.name for task in declared}
    assert min(map(len, WRONG.values())) >= 10


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


def test_a_step_in_place_is_told_even_within_a_list():
    def in_place(X, y, layers, alpha):
        for (W, b), (moved, c) in zip(layers, step(X, y, layers, alpha), strict=True):
            W += moved - W
            b += c - b
        return layers

    verdict = judge(TASKS["my_network_step"], in_place, np.random.default_rng(0))
    assert verdict.mistake == "changes its argument"
    assert "`layers`" in verdict.text


@pytest.mark.parametrize("sizes", [(4, 3), (5, 7, 3), (5, 7, 6, 3)])
def test_the_layers_of_the_exercises_are_those_of_the_package(sizes):
    rng = np.random.default_rng(0)
    layers = right("my_first_layers")(sizes, rng)
    network = MLP(sizes, np.random.default_rng(0))
    X, y = rng.normal(size=(9, sizes[0])), rng.integers(0, 3, 9)
    expected = cost_and_gradients(network, softmax_cross_entropy, X, y)[1]
    after = step(X, y, layers, 0.1)
    for number, ((W, b), (V, c)) in enumerate(zip(layers, after, strict=True), 1):
        np.testing.assert_array_equal(W, network.parameters[f"W{number}"])
        np.testing.assert_allclose((W - V) / 0.1, expected[f"W{number}"], atol=1e-12)
        np.testing.assert_allclose((b - c) / 0.1, expected[f"b{number}"], atol=1e-12)
