"""The models: scores forward, gradients backward."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from helpers.checks import relative_error
from helpers.losses import mean_squared_error, softmax_cross_entropy
from helpers.models import ACTIVATIONS, MLP, Linear, product, with_dtype
from helpers.training import cost_and_gradients


def random_linear(p, k, seed=0):
    """A linear model away from zero, where mistakes would hide."""
    rng = np.random.default_rng(seed)
    model = Linear(p, k)
    model.parameters = {"W": rng.normal(size=(p, k)), "b": rng.normal(size=k)}
    return model


def random_mlp(sizes, activation="relu", seed=0, **options):
    """An MLP with random biases too: at zero they can sit on a kink of ReLU."""
    rng = np.random.default_rng(seed)
    model = MLP(sizes, rng, activation, **options)
    for name, value in model.parameters.items():
        if name.startswith("b"):
            model.parameters[name] = rng.normal(size=value.shape)
    return model


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("columns", [0, 1, 3])
@pytest.mark.parametrize("rows", [40, 120_000])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_product_does_not_depend_on_how_it_is_computed(dtype, columns, rows, order):
    rng = np.random.default_rng(0)
    A = np.asarray(rng.normal(size=(rows, 9)), dtype, order)
    B = rng.normal(size=(9, columns)).astype(dtype)
    AB = product(A, B)
    assert (AB.shape, AB.dtype) == ((rows, columns), dtype)
    np.testing.assert_allclose(
        AB, np.einsum("mn,nk->mk", A, B), atol=20 * np.finfo(dtype).eps
    )


def test_a_linear_model_starts_at_zero():
    model = Linear(3, 2)
    assert model.parameters["W"].shape == (3, 2)
    assert model.parameters["b"].shape == (2,)
    assert not model.parameters["W"].any()


def test_the_scores_of_a_linear_model_are_its_formula_in_loops():
    model = random_linear(3, 2)
    W, b = model.parameters["W"], model.parameters["b"]
    X = np.random.default_rng(1).normal(size=(5, 3))
    z, _ = model.forward(X)
    for i in range(5):
        for k in range(2):
            expected = sum(X[i, j] * W[j, k] for j in range(3)) + b[k]
            assert z[i, k] == pytest.approx(expected, rel=1e-13)


def test_the_gradients_of_a_linear_model_are_their_formula_in_loops():
    model = random_linear(3, 2)
    rng = np.random.default_rng(1)
    X, dz = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    gradients = model.backward(model.forward(X)[1], dz)
    for k in range(2):
        assert gradients["b"][k] == pytest.approx(sum(dz[i, k] for i in range(5)))
        for j in range(3):
            expected = sum(dz[i, k] * X[i, j] for i in range(5))
            assert gradients["W"][j, k] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("l2", [0, 0.1, 10])
def test_the_penalised_least_squares_gradient_agrees_with_autograd(l2):
    model = random_linear(4, 1)
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(8, 4)), rng.normal(size=8)

    def cost(parameters):
        W, b = parameters["W"], parameters["b"]
        z = (anp.dot(X, W) + b)[:, 0]
        return anp.mean((z - y) ** 2) + l2 / 2 * anp.sum(W**2)

    oracle = grad(cost)(model.parameters)
    J, gradients = cost_and_gradients(model, mean_squared_error, X, y, l2)
    assert pytest.approx(cost(model.parameters), rel=1e-13) == J
    for name, gradient in gradients.items():
        assert relative_error(gradient, oracle[name]) < 1e-12, name


AUTOGRAD_ACTIVATIONS = {
    "relu": lambda z: anp.maximum(z, 0),
    "tanh": anp.tanh,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(4, 3), (4, 6, 3), (4, 6, 5, 3)])
@pytest.mark.parametrize("l2", [0, 0.1, 10])
def test_back_propagation_agrees_with_autograd(activation, sizes, l2):
    model = random_mlp(sizes, activation)
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(8, 4)), rng.integers(0, 3, 8)
    g = AUTOGRAD_ACTIVATIONS[activation]
    depth = len(sizes) - 1

    def cost(parameters):
        a = X
        for layer in range(1, depth + 1):
            z = anp.dot(a, parameters[f"W{layer}"]) + parameters[f"b{layer}"]
            a = g(z)
        log_total = anp.log(anp.sum(anp.exp(z), axis=1))
        weights = [parameters[f"W{layer}"] for layer in range(1, depth + 1)]
        penalty = l2 / 2 * sum(anp.sum(W**2) for W in weights)
        return anp.mean(log_total - z[anp.arange(8), y]) + penalty

    oracle = grad(cost)(model.parameters)
    J, gradients = cost_and_gradients(model, softmax_cross_entropy, X, y, l2)
    assert pytest.approx(cost(model.parameters), rel=1e-13) == J
    for name, gradient in gradients.items():
        assert relative_error(gradient, oracle[name]) < 1e-12, name


def test_an_mlp_without_hidden_layers_is_the_linear_model():
    linear, mlp = random_linear(4, 2), random_mlp((4, 2))
    mlp.parameters = {f"{k}1": v for k, v in linear.parameters.items()}
    X = np.random.default_rng(1).normal(size=(6, 4))
    np.testing.assert_array_equal(mlp.forward(X)[0], linear.forward(X)[0])


@pytest.mark.parametrize(("activation", "gain"), [("relu", 2), ("tanh", 1)])
def test_first_weights_keep_the_scale_of_the_activations(activation, gain):
    W = MLP((400, 300), np.random.default_rng(0), activation).parameters["W1"]
    assert W.std() == pytest.approx(np.sqrt(gain / 400), rel=0.02)
    W = MLP((400, 300), np.random.default_rng(0), mean=0.1, std=0.1).parameters["W1"]
    assert W.mean() == pytest.approx(0.1, abs=0.002)
    assert W.std() == pytest.approx(0.1, rel=0.02)


def test_the_same_seed_gives_the_same_weights():
    one = MLP((4, 3, 2), np.random.default_rng(5))
    two = MLP((4, 3, 2), np.random.default_rng(5))
    for name, value in one.parameters.items():
        np.testing.assert_array_equal(value, two.parameters[name])


class TestDropout:
    def test_it_is_off_in_prediction(self):
        model = random_mlp((4, 50, 2), dropout=0.5)
        plain = random_mlp((4, 50, 2))
        X = np.random.default_rng(1).normal(size=(6, 4))
        np.testing.assert_array_equal(model.forward(X)[0], plain.forward(X)[0])

    def test_it_switches_off_the_stated_fraction_and_keeps_the_mean(self):
        model = random_mlp((4, 1000, 2), "sigmoid", dropout=0.3)
        X = np.random.default_rng(1).normal(size=(50, 4))
        dropped = model.forward(X, np.random.default_rng(2))[1][1][0]
        plain = model.forward(X)[1][1][0]
        assert np.mean(dropped == 0) == pytest.approx(0.3, abs=0.01)
        assert dropped.mean() == pytest.approx(plain.mean(), rel=0.01)

    def test_a_unit_that_is_off_passes_no_gradient(self):
        model = random_mlp((4, 6, 2), "tanh", dropout=0.5)
        X = np.random.default_rng(1).normal(size=(1, 4))
        z, record = model.forward(X, np.random.default_rng(2))
        gradients = model.backward(record, np.ones_like(z))
        off = record[1][0][0] == 0
        assert off.any()
        assert not off.all()
        assert not gradients["W1"][:, off].any()
        assert gradients["W1"][:, ~off].all()


@pytest.mark.parametrize("model", [Linear(4, 1), random_mlp((4, 3, 1), dropout=0.2)])
def test_everything_stays_in_float32(model):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(6, 4)).astype(np.float32), rng.normal(size=6)
    model = with_dtype(model, np.float32)
    J, gradients = cost_and_gradients(
        model, mean_squared_error, X, y, l2=0.1, rng=np.random.default_rng(0)
    )
    assert np.asarray(J).dtype == np.float32
    assert {g.dtype for g in gradients.values()} == {np.dtype(np.float32)}


class TestBadInput:
    @pytest.mark.parametrize("model", [Linear(3), random_mlp((3, 2, 1))])
    def test_inputs_with_another_number_of_features(self, model):
        message = r"X must have shape \(n, 3\); got \(5, 4\)"
        with pytest.raises(ValueError, match=message):
            model.forward(np.zeros((5, 4)))

    @pytest.mark.parametrize(("value", "error"), [(0, ValueError), (2.0, TypeError)])
    def test_sizes(self, value, error):
        with pytest.raises(error, match=f"p must be an integer.*got {value}"):
            Linear(value)
        with pytest.raises(error, match=f"entry of sizes must be.*got {value}"):
            MLP((3, value, 2), np.random.default_rng(0))

    def test_an_unknown_activation(self):
        message = "activation must be one of 'relu', 'tanh', 'sigmoid'; got 'swish'"
        with pytest.raises(ValueError, match=message):
            MLP((3, 2), np.random.default_rng(0), "swish")

    def test_a_seed_in_place_of_a_generator(self):
        with pytest.raises(TypeError, match=r"rng must be a numpy.*got 42"):
            MLP((3, 2), 42)

    @pytest.mark.parametrize("dropout", [-0.1, 1, float("nan")])
    def test_a_dropout_that_is_no_fraction(self, dropout):
        with pytest.raises(ValueError, match=r"dropout must be a float in \[0, 1\)"):
            MLP((3, 2), np.random.default_rng(0), dropout=dropout)
