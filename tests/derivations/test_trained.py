"""The worlds of the derivations are what the package trains: cost and gradient."""

import numpy as np
import pytest

from helpers import losses
from helpers.derivations import worlds
from helpers.derivations.sections.derivations import PERCEPTRON, SOFTMAX_REGRESSION
from helpers.formulas.meaning.evaluation import Place, points, value
from helpers.formulas.meaning.grammar import expression
from helpers.formulas.meaning.labelled import plain
from helpers.formulas.reader import read
from helpers.models import MLP, Linear
from helpers.training import cost_and_gradients


class At:
    """A point of a world, at which LaTeX has a value."""

    def __init__(self, world, seed):
        (self.scope, *_) = points(world, np.random.default_rng(seed), 1)

    def __call__(self, latex):
        found = expression(read(latex), self.scope.known)
        return plain(value(found, Place(self.scope, {}))).numbers


def linear(at, loss, targets, k):
    """Cost and gradients of a linear model as they are trained."""
    X, W, b = at("x"), at("W" if k > 1 else "w"), at("b")
    model = Linear(X.shape[1], k)
    model.parameters = {"W": W.reshape(X.shape[1], k).copy(), "b": np.reshape(b, k)}
    return cost_and_gradients(model, loss, X, targets)


def assert_equal(found, expected):
    np.testing.assert_allclose(np.squeeze(found), np.squeeze(expected), rtol=1e-10)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("world", "loss", "whole"),
    [
        (worlds.LINEAR, losses.mean_squared_error, float),
        (worlds.LOGISTIC_REGRESSION, losses.binary_cross_entropy, int),
    ],
)
def test_regression(world, loss, whole, seed):
    at = At(world, seed)
    J, gradients = linear(at, loss, at("y").astype(whole), 1)
    assert_equal(at("J"), J)
    assert_equal(at(r"\frac{\partial J}{\partial w}"), gradients["W"])
    assert_equal(at(r"\frac{\partial J}{\partial b}"), gradients["b"])


@pytest.mark.parametrize("seed", range(3))
def test_softmax_regression(seed):
    at = At(SOFTMAX_REGRESSION, seed)
    J, gradients = linear(
        at, losses.softmax_cross_entropy, at("t").argmax(axis=1), worlds.K
    )
    assert_equal(at("J"), J)
    assert_equal(at(r"\frac{\partial J}{\partial W}"), gradients["W"])
    assert_equal(at(r"\frac{\partial J}{\partial b}"), gradients["b"])


@pytest.mark.parametrize("seed", range(3))
def test_perceptron(seed):
    at = At(PERCEPTRON, seed)
    z, y = at("z")[np.newaxis], np.array([int(at("y")) - 1])
    L, dz = losses.perceptron_loss(z, y)
    assert_equal(at("L"), L)
    assert_equal(at(r"\frac{\partial L}{\partial z}"), dz)


@pytest.mark.parametrize("seed", range(3))
def test_the_network_with_one_hidden_layer(seed):
    at = At(worlds.HIDDEN_LAYER, seed)
    names = {"W1": "W^{(1)}", "b1": "b^{(1)}", "W2": "W^{(2)}", "b2": "b^{(2)}"}
    sizes = (worlds.P, worlds.Q, worlds.K)
    net = MLP(sizes, np.random.default_rng(0), activation="tanh")
    net.parameters = {name: at(latex).copy() for name, latex in names.items()}

    z, record = net.forward(at("X"))
    dz = 2 * (z - at("y")) / len(z)
    gradients = net.backward(record, dz)
    assert_equal(at("z^{(2)}"), z)
    assert_equal(at(r"\frac{\partial J}{\partial z^{(2)}}"), dz)
    for name, latex in names.items():
        assert_equal(at(rf"\frac{{\partial J}}{{\partial {latex}}}"), gradients[name])


@pytest.mark.parametrize("seed", range(3))
def test_the_penalty(seed):
    at = At(worlds.PENALTY, seed)
    W, lam = at("W"), float(at(r"\lambda"))
    added = r"\frac{\lambda}{2} \lVert W \rVert^2"
    slope = at(rf"\frac{{\partial}}{{\partial W}} \left( {added} \right)")
    assert_equal(at(added), losses.penalty(W, lam))
    assert_equal(slope, lam * W)
