"""The network runs of the reports, against PyTorch on the same steps."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.checks import gradient_check, numerical_gradient, relative_error
from helpers.losses import mean_squared_error, softmax_cross_entropy
from helpers.models import MLP
from helpers.optimizers import SGD, Adam, Momentum
from helpers.run import Run
from helpers.shortcuts import blocks
from helpers.training import cost_and_gradients, train

LOSSES = [mean_squared_error, softmax_cross_entropy]


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


def data(loss, n=90, p=6, seed=0):
    """Random inputs and targets that suit the loss, and the number of scores."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    if loss is mean_squared_error:
        return X, rng.normal(size=n), 1
    return X, rng.integers(0, 4, n), 4


class TorchTwin:
    """The same network in PyTorch: only the forward pass and the loss are written.

    The gradients are those of its automatic differentiation, the steps those of its
    optimizers.
    """

    def __init__(self, torch, model, loss, make_optimizer):
        self.torch, self.model, self.loss = torch, model, loss
        self.P = {
            name: torch.tensor(value.copy(), requires_grad=True)
            for name, value in model.parameters.items()
        }
        self.optimizer = make_optimizer(self.P.values())

    def cost(self, X, y, masks=None):
        a = self.torch.tensor(X)
        g = getattr(self.torch, self.model.activation)
        for layer in range(1, self.model.depth + 1):
            z = a @ self.P[f"W{layer}"] + self.P[f"b{layer}"]
            a = g(z)
            if masks and layer < self.model.depth:
                a = a * self.torch.tensor(masks[layer - 1])
        if self.loss is mean_squared_error:
            return ((z[:, 0] - self.torch.tensor(y)) ** 2).mean()
        return self.torch.nn.functional.cross_entropy(z, self.torch.tensor(y))

    def step(self, X, y, masks=None):
        self.optimizer.zero_grad()
        J = self.cost(X, y, masks)
        J.backward()
        self.optimizer.step()
        return J.item()

    def run(self, X, y, batch_size, epochs, rng):
        """All steps of a run; the shuffles and masks are those of `train`."""
        costs, dropout = [], self.model.dropout
        units = [len(self.P[f"b{layer}"]) for layer in range(1, self.model.depth)]
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for first in range(0, len(X), batch_size):
                rows = order[first : first + batch_size]
                masks = None
                if dropout:
                    drawn = [rng.random((len(rows), q)) for q in units]
                    masks = [(r >= dropout) / (1 - dropout) for r in drawn]
                costs.append(self.step(X[rows], y[rows], masks))
        return costs

    def assert_equal(self, model, rtol=1e-9, atol=1e-11):
        for name, value in self.P.items():
            np.testing.assert_allclose(
                model.parameters[name], value.detach().numpy(), rtol=rtol, atol=atol
            )


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("hidden", [(8,), (8, 5)])
@pytest.mark.parametrize("dropout", [0, 0.3])
def test_a_per_sample_run_takes_the_steps_of_automatic_differentiation(
    torch, loss, activation, hidden, dropout
):
    X, y, k = data(loss)
    model = MLP(
        (6, *hidden, k), np.random.default_rng(1), activation, dropout, 0.1, 0.3
    )
    twin = TorchTwin(torch, model, loss, lambda P: torch.optim.SGD(P, lr=0.01))
    costs = twin.run(X, y, 1, 3, np.random.default_rng(2))
    trained, history = train(
        model,
        loss,
        X,
        y,
        learning_rate=0.01,
        epochs=3,
        batch_size=1,
        rng=np.random.default_rng(2),
    )
    np.testing.assert_allclose(history.costs, costs, rtol=1e-9)
    twin.assert_equal(trained)


RULES = {
    "sgd": (SGD(), lambda o: lambda P: o.SGD(P, lr=0.05)),
    "momentum": (Momentum(0.9), lambda o: lambda P: o.SGD(P, lr=0.05, momentum=0.9)),
    "adam": (Adam(), lambda o: lambda P: o.Adam(P, lr=0.05)),
    "adam, other memory": (
        Adam(0.8, 0.95, 1e-4),
        lambda o: lambda P: o.Adam(P, lr=0.05, betas=(0.8, 0.95), eps=1e-4),
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("dropout", [0, 0.4])
def test_a_mini_batch_run_takes_the_steps_of_torch_optim(torch, loss, rule, dropout):
    X, y, k = data(loss)
    model = MLP((6, 8, 5, k), np.random.default_rng(1), "tanh", dropout)
    optimizer, make = RULES[rule]
    twin = TorchTwin(torch, model, loss, make(torch.optim))
    # 90 rows in batches of 20: the last batch of an epoch is smaller.
    costs = twin.run(X, y, 20, 6, np.random.default_rng(2))
    trained, history = train(
        model,
        loss,
        X,
        y,
        learning_rate=0.05,
        epochs=6,
        batch_size=20,
        rng=np.random.default_rng(2),
        optimizer=optimizer,
    )
    np.testing.assert_allclose(history.costs, costs, rtol=1e-9)
    twin.assert_equal(trained)


@pytest.mark.parametrize("rule", ["sgd", "momentum"])
def test_a_penalty_on_everything_is_the_weight_decay_of_torch(torch, rule):
    X, y, k = data(softmax_cross_entropy)
    model = MLP((6, 8, k), np.random.default_rng(1))
    momentum = 0.9 if rule == "momentum" else 0
    twin = TorchTwin(
        torch,
        model,
        softmax_cross_entropy,
        lambda P: torch.optim.SGD(P, lr=0.05, momentum=momentum, weight_decay=0.3),
    )
    twin.run(X, y, 30, 10, np.random.default_rng(2))
    trained, _ = train(
        model,
        softmax_cross_entropy,
        X,
        y,
        learning_rate=0.05,
        epochs=10,
        batch_size=30,
        rng=np.random.default_rng(2),
        optimizer=RULES[rule][0],
        l2=0.3,
        penalise_bias=True,
    )
    twin.assert_equal(trained)


class UpdatedTooEarly(MLP):
    """Passes ∂J/∂z back through the W² of the next step, as report I21 words it."""

    def backward(self, record, dz):
        gradients = super().backward(record, dz)
        changed = copy.copy(self)
        changed.parameters = dict(self.parameters)
        changed.parameters["W2"] = self.parameters["W2"] - 0.05 * gradients["W2"]
        below = MLP.backward(changed, record, dz)
        return gradients | {"W1": below["W1"], "b1": below["b1"]}


@pytest.mark.parametrize("loss", LOSSES)
def test_only_the_weights_of_the_forward_pass_give_the_gradient(loss):
    X, y, k = data(loss, n=5)
    errors = {}
    for kind in (MLP, UpdatedTooEarly):
        model = kind((6, 8, k), np.random.default_rng(1), "tanh")
        errors[kind] = gradient_check(model, loss, X, y)["relative error"]
    assert (errors[MLP] < 1e-7).all()
    assert (errors[UpdatedTooEarly][["W2", "b2"]] < 1e-7).all()
    assert (errors[UpdatedTooEarly][["W1", "b1"]] > 1e-3).all()


def test_the_fast_per_sample_step_uses_the_weights_of_the_forward_pass():
    X, y, _ = data(mean_squared_error, n=2)
    model = MLP((6, 8, 1), np.random.default_rng(1), "tanh")
    _, right = cost_and_gradients(model, mean_squared_error, X[:1], y[:1])
    early = UpdatedTooEarly((6, 8, 1), np.random.default_rng(1), "tanh")
    _, wrong = cost_and_gradients(early, mean_squared_error, X[:1], y[:1])
    run = Run(model, mean_squared_error, X[:1], y[:1], 0.05, epochs=1, batch_size=1)
    next(blocks.steps(run))
    step = (model.parameters["W1"] - run.model.parameters["W1"]) / 0.05
    assert relative_error(step, right["W1"]) < 1e-9
    assert relative_error(step, wrong["W1"]) > 1e-3


def test_the_learning_rate_of_a_report_with_gradient_z_minus_y_is_twice_ours():
    X, y, _ = data(mean_squared_error)
    model = MLP((6, 8, 1), np.random.default_rng(1), mean=0.1, std=0.1)
    W1, b1, W2, b2 = (value.copy() for value in model.parameters.values())
    for x, target in zip(X, y, strict=True):
        z1 = x @ W1 + b1
        h1 = np.maximum(z1, 0)
        dz2 = h1 @ W2 + b2 - target
        dz1 = (W2 @ dz2) * (z1 > 0)
        W2 -= 0.001 * np.outer(h1, dz2)
        b2 -= 0.001 * dz2
        W1 -= 0.001 * np.outer(x, dz1)
        b1 -= 0.001 * dz1
    trained, _ = train(
        model, mean_squared_error, X, y, learning_rate=0.0005, epochs=1, batch_size=1
    )
    for name, value in {"W1": W1, "b1": b1, "W2": W2, "b2": b2}.items():
        np.testing.assert_allclose(trained.parameters[name], value, rtol=1e-11)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), units=st.integers(1, 12))
def test_a_step_multiplies_the_error_of_its_example_by_one_minus_rate_times_h(
    seed, units
):
    """In the limit of short steps; h is the squared length of ∂z/∂θ."""
    rng = np.random.default_rng(seed)
    model = MLP((6, units, 1), rng)
    model.parameters["b1"] = rng.normal(size=units)
    x, y = rng.normal(size=(1, 6)), rng.normal(size=1)
    W1, b1, W2, _ = model.parameters.values()
    z1 = x @ W1 + b1
    a = np.maximum(z1, 0)
    h = 1 + np.sum(a**2) + (1 + np.sum(x**2)) * np.sum(W2[z1[0] > 0] ** 2)
    error = model.forward(x)[0][0, 0] - y[0]

    def factor(rate):
        # Our learning rate is half of the rate η of the step −η e ∂z/∂θ.
        _, gradients = cost_and_gradients(model, mean_squared_error, x, y)
        moved = copy.copy(model)
        moved.parameters = {
            name: value - rate[0] / 2 * gradients[name]
            for name, value in model.parameters.items()
        }
        return (moved.forward(x)[0][0, 0] - y[0]) / error

    slope = numerical_gradient(factor, np.zeros(1), h=1e-7 / h)
    assert slope[0] == pytest.approx(-h, rel=1e-3)


@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adam()])
def test_units_that_start_equal_stay_equal(optimizer):
    X, y, k = data(softmax_cross_entropy)
    model = MLP((6, 4, k), np.random.default_rng(1), "sigmoid", mean=0.2, std=0)
    trained, _ = train(
        model,
        softmax_cross_entropy,
        X,
        y,
        learning_rate=0.3,
        epochs=20,
        batch_size=30,
        rng=np.random.default_rng(2),
        optimizer=optimizer,
    )
    W1 = trained.parameters["W1"]
    assert np.abs(W1 - 0.2).max() > 0.01
    np.testing.assert_allclose(W1, np.repeat(W1[:, :1], 4, axis=1), rtol=1e-9)
