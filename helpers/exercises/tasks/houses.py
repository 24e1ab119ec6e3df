"""Exercises of the case file of houses: errors of logs, ridge, steps for one house."""

import numpy as np

from helpers import losses
from helpers.exercises.exercise import Exercise, Prediction, Spot
from helpers.models import MLP

# --- H.2 --------------------------------------------------------------------------


def _log_rmse(z, y):
    return float(np.sqrt(losses.mean_squared_error(z[:, np.newaxis], y)[0]))


def _log_prices(rng):
    y = rng.normal(2, 0.4, rng.choice([5, 7, 11]))
    return {"z": y + rng.normal(0.1, 0.3, len(y)), "y": y}


LOG_RMSE = Exercise(
    "my_log_rmse",
    "H.2",
    "the root mean squared error",
    "log_rmse",
    _log_rmse,
    _log_prices,
    mistakes={
        "That is the mean squared error. Where is the root?": (
            lambda z, y: np.mean((z - y) ** 2)
        ),
        "That is the root of the sum: it grows with the number of houses.": (
            lambda z, y: np.sqrt(np.sum((z - y) ** 2))
        ),
        "The root comes last: here each error is rooted by itself, which is the mean "
        "absolute error.": lambda z, y: np.mean(np.abs(z - y)),
        "Errors of both signs cancel: square first, then take the mean.": (
            lambda z, y: np.abs(np.mean(z - y))
        ),
        "The targets are logarithms already, and so are the predictions.": (
            lambda z, y: _log_rmse(np.log(np.abs(z)), np.log(np.abs(y)))
        ),
        "That is an error in dollars: the curves of the report are in logarithms.": (
            lambda z, y: _log_rmse(np.exp(z), np.exp(y))
        ),
        "That has the ½ of the loss of one house; the curves have none.": (
            lambda z, y: np.sqrt(np.mean((z - y) ** 2) / 2)
        ),
        "Divide by n, not by n − 1: no mean was subtracted.": (
            lambda z, y: np.sqrt(np.sum((z - y) ** 2) / (len(y) - 1))
        ),
        "A constant error counts too: do not subtract the mean error.": (
            lambda z, y: np.std(z - y)
        ),
    },
    extremes={
        "predictions that are all right": {
            "z": np.array([1.0, 2.0, 3.0]),
            "y": np.array([1.0, 2.0, 3.0]),
        },
    },
    points=1,
)


# --- H.4 --------------------------------------------------------------------------


def _shortest(A, y):
    """The shortest of all θ that minimise ‖Aθ − y‖²."""
    return np.linalg.lstsq(A, y, rcond=1e-10)[0]


def _ridge(A, y, strength):
    return np.linalg.solve(A.T @ A + strength * np.eye(A.shape[1]), A.T @ y)


def _with_repetitions(rng):
    """Inputs of which some are sums of others, and one is zero."""
    n, p = 11, int(rng.choice([5, 7]))
    A = rng.normal(size=(n, p))
    A[:, 1] = 0
    A[:, 3] = A[:, 0] - 2 * A[:, 2]
    return {"A": A, "y": rng.normal(size=n)}


def _without_the_sum(A, y):
    """A minimiser that gives the fourth input the weight 0."""
    kept = [j for j in range(A.shape[1]) if j != 3]
    theta = np.zeros(A.shape[1])
    theta[kept] = _shortest(A[:, kept], y)
    return theta


SHORTEST = Exercise(
    "my_shortest_solution",
    "H.4",
    "the shortest minimiser",
    "shortest_solution",
    _shortest,
    _with_repetitions,
    mistakes={
        "That is ridge regression with the unit matrix of the report: it has another "
        "minimum.": lambda A, y: _ridge(A, y, 1),
        "That is a penalty, if a small one: it moves the minimum.": (
            lambda A, y: _ridge(A, y, 0.1)
        ),
        "That is a minimiser, but there is a shorter one.": _without_the_sum,
        "That is the right-hand side Aᵀy of the normal equations: solve them.": (
            lambda A, y: A.T @ y
        ),
        "Those are the predictions Aθ: return θ.": lambda A, y: A @ _shortest(A, y),
        "Those are the errors: return θ.": lambda A, y: A @ _shortest(A, y) - y,
        "The mean of the targets belongs to them: nothing is to be centred.": (
            lambda A, y: _shortest(A, y - y.mean())
        ),
        "The inputs are not to be centred: the bias is one of them.": (
            lambda A, y: _shortest(A - A.mean(axis=0), y)
        ),
    },
    extremes={
        "more inputs than houses": {
            "A": np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0]]),
            "y": np.array([1.0, -2.0]),
        },
        "no minimum but one": {
            "A": np.array([[2.0, 1.0], [0.0, 1.0], [1.0, 1.0]]),
            "y": np.array([1.0, 2.0, 0.5]),
        },
    },
    tolerance=1e-8,
)


# --- H.5 --------------------------------------------------------------------------


def _free_bias(X, y, l2):
    """Weights and bias that minimise (1/n) ‖Xw + b − y‖² + ½ l2 ‖w‖²."""
    w = _ridge(X - X.mean(axis=0), y - y.mean(), len(y) * l2 / 2)
    return w, float(y.mean() - X.mean(axis=0) @ w)


def _stretched(factor):
    """The same with another penalty."""
    return lambda X, y, l2: _free_bias(X, y, factor(l2, len(y)))


def _all_penalised(X, y, l2):
    A = np.column_stack([X, np.ones(len(y))])
    theta = _ridge(A, y, len(y) * l2 / 2)
    return theta[:-1], float(theta[-1])


def _not_centred(X, y, l2):
    w = _ridge(X, y - y.mean(), len(y) * l2 / 2)
    return w, float(y.mean() - X.mean(axis=0) @ w)


def _with_bias(bias):
    """The right weights with another bias."""

    def answer(X, y, l2):
        w, _ = _free_bias(X, y, l2)
        return w, float(bias(X, y, w))

    return answer


def _far_from_zero(rng):
    n, p = 11, int(rng.choice([5, 7]))
    X = rng.normal(rng.uniform(1, 2, p), 1, (n, p))
    return {"X": X, "y": rng.normal(6, 1, n), "l2": rng.uniform(0.2, 0.9)}


FREE_BIAS = Exercise(
    "my_free_bias",
    "H.5",
    "ridge regression with a free bias",
    "free_bias",
    _free_bias,
    _far_from_zero,
    returns=("w", "b"),
    mistakes={
        "The bias is penalised like a weight: leave it out of the penalty.": (
            _all_penalised
        ),
        "The penalty is ½λ‖w‖² beside a mean: what does λ become if the equation is "
        "multiplied by n/2?": _stretched(lambda l2, n: 2 * l2 / n),
        "Is there an n too few in the penalty?": _stretched(lambda l2, n: l2 / n),
        "There is a ½ in the penalty that cancels the 2 of the squares only once.": (
            _stretched(lambda l2, n: 2 * l2)
        ),
        "There is no penalty.": _stretched(lambda l2, n: 0),
        "The inputs must be centred, too.": _not_centred,
        "The bias is the mean of y only if the inputs have the mean 0.": _with_bias(
            lambda X, y, w: y.mean()
        ),
        "The prediction at the mean inputs must be the mean of y: look at the sign.": (
            _with_bias(lambda X, y, w: y.mean() + X.mean(axis=0) @ w)
        ),
        "That is the bias for centred targets: the mean of y is missing.": _with_bias(
            lambda X, y, w: -X.mean(axis=0) @ w
        ),
    },
    extremes={
        "no penalty": {
            "X": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0]]),
            "y": np.array([3.0, 5.0, 4.0, 6.0]),
            "l2": 0.0,
        },
        "a single input": {
            "X": np.array([[1.0], [2.0], [4.0]]),
            "y": np.array([3.0, 5.0, 4.0]),
            "l2": 0.5,
        },
    },
)


# --- H.7 --------------------------------------------------------------------------


def _squared_slope(x, W1, b1, W2):
    """The squared length of ∂z/∂θ for one house."""
    net = MLP((*W1.shape, 1), np.random.default_rng(0))
    net.parameters = {
        **{"W1": W1, "b1": b1},
        **{"W2": W2[:, np.newaxis], "b2": np.zeros(1)},
    }
    _, record = net.forward(x[np.newaxis])
    gradients = net.backward(record, np.ones((1, 1)))
    return float(sum(np.sum(g**2) for g in gradients.values()))


def _error_factor(x, W1, b1, W2, eta):
    return 1 - eta * _squared_slope(x, W1, b1, W2)


def _small_network(rng):
    p, q = (int(size) for size in rng.permutation([5, 7, 11])[:2])
    b1 = rng.normal(size=q)
    x, W1 = rng.normal(size=p), rng.normal(size=(p, q))
    b1[:2] = (1, -1) - x @ W1[:, :2]  # one unit is active, one is not
    return {
        **{"x": x, "W1": W1, "b1": b1, "W2": rng.normal(size=q)},
        "eta": rng.uniform(0.01, 0.1),
    }


def _by_parts(combine):
    """1 − ηh with h made of 1, ‖a‖², 1 + ‖x‖², the mask and W2."""

    def answer(x, W1, b1, W2, eta):
        z1 = x @ W1 + b1
        a = np.maximum(z1, 0)
        return float(1 - eta * combine(a, x, z1 > 0, W2))

    return answer


ERROR_FACTOR = Exercise(
    "my_error_factor",
    "H.7",
    "what a step makes of an error",
    "error_factor",
    _error_factor,
    _small_network,
    mistakes={
        "Only the active units pass something on to the lower layer.": _by_parts(
            lambda a, x, on, W2: 1 + a @ a + (1 + x @ x) * (W2 @ W2)
        ),
        "The biases have slopes, too: b⁽¹⁾ and b⁽²⁾ move with the step.": _by_parts(
            lambda a, x, on, W2: a @ a + (x @ x) * (W2[on] @ W2[on])
        ),
        "b⁽²⁾ has a slope of 1, which is missing.": _by_parts(
            lambda a, x, on, W2: a @ a + (1 + x @ x) * (W2[on] @ W2[on])
        ),
        "b⁽¹⁾ moves with the step, as if it had an input of 1.": _by_parts(
            lambda a, x, on, W2: 1 + a @ a + (x @ x) * (W2[on] @ W2[on])
        ),
        "Those are the slopes of the upper layer. Does the lower one stand still?": (
            _by_parts(lambda a, x, on, W2: 1 + a @ a)
        ),
        "Those are the slopes of the lower layer. Does the upper one stand still?": (
            _by_parts(lambda a, x, on, W2: (1 + x @ x) * (W2[on] @ W2[on]))
        ),
        "The weights of the upper layer are squared, and then added.": _by_parts(
            lambda a, x, on, W2: 1 + a @ a + (1 + x @ x) * np.sum(W2[on]) ** 2
        ),
        "The slopes are squared: a length is no sum of slopes.": _by_parts(
            lambda a, x, on, W2: 1 + np.sum(a) + (1 + x @ x) * (W2[on] @ W2[on])
        ),
        "The loss of one house is ½(z − y)²: its step has η, not 2η.": (
            lambda x, W1, b1, W2, eta: 2 * _error_factor(x, W1, b1, W2, eta) - 1
        ),
        "That is ηh, by which the error falls. By what is it multiplied?": (
            lambda x, W1, b1, W2, eta: 1 - _error_factor(x, W1, b1, W2, eta)
        ),
        "That is h: the factor of the error is 1 − ηh.": (
            lambda x, W1, b1, W2, eta: _squared_slope(x, W1, b1, W2)
        ),
        "The step goes downhill: look at the sign of ηh.": (
            lambda x, W1, b1, W2, eta: 2 - _error_factor(x, W1, b1, W2, eta)
        ),
    },
    extremes={
        "no active unit": {
            "x": np.array([1.0, 2.0]),
            "W1": -np.ones((2, 3)),
            "b1": np.zeros(3),
            "W2": np.array([1.0, -2.0, 0.5]),
            "eta": 0.1,
        },
    },
    points=3,
)

TASKS = (LOG_RMSE, SHORTEST, FREE_BIAS, ERROR_FACTOR)

PREDICTIONS = (
    Prediction(
        "end_of_the_run",
        "H.P1",
        ("the analytical solution", "the shortest minimiser", "neither"),
    ),
    Prediction(
        "share_of_the_pools",
        "H.P2",
        ("about 1 %", "about 10 %", "more than half"),
    ),
    Prediction("other_splits", "H.P3", ("in none", "in some", "in all")),
)

SPOTS = (
    Spot(
        "loss_of_houses",
        "H.1",
        "The loss",
        (
            "Each step follows the gradient of ½(z − y)², the loss of one house.",
            "“both models reach losses between 0.1 and 0.2 in the training set”: so "
            "the mean of ½(z − y)² lies between 0.1 and 0.2.",
            "The target is the natural logarithm of the price, so an error of 0.15 "
            "multiplies the price by about 1.16.",
            "A model that predicts the mean log price for every house has a root mean "
            "squared error of about 0.4.",
        ),
        2,
        "A mean of ½(z − y)² between 0.1 and 0.2 is a root mean squared error of 0.45 "
        "to 0.63, worse than to predict the mean for every house. What lies between "
        "0.1 and 0.2 is the root mean squared error of the log price.",
        {
            1: "Its gradient is (z − y)x, equation (13) of the report.",
            3: "e to the power 0.15 is 1.162.",
            4: "The log prices of the test houses lie 0.41 from that mean, root mean "
            "square.",
        },
    ),
    Spot(
        "exact_weights",
        "H.3",
        "The analytical solution",
        (
            "The inputs with a column of ones have 349 columns, but a rank below 349, "
            "so that $X^\\top X$ has no inverse.",
            "$(X^\\top X + I)^{-1} X^\\top y$ minimises the sum of the squared errors "
            "plus the squared length of the weights.",
            "“the analytical solution (that represents the exact weights that map the "
            "training set features to its outputs)”",
            "The unit matrix penalises the bias as well as the weights.",
        ),
        3,
        "It leaves an error on the training houses. It is ridge regression, so it is "
        "not even the set of weights with the smallest one.",
        {
            1: "A column that is zero for all training houses is enough.",
            2: "Its gradient is zero there, and the sum is convex.",
            4: "The column of ones is a column of X in the report, and I has a 1 for "
            "it.",
        },
    ),
    Spot(
        "unlucky_sample",
        "H.6",
        "The spikes",
        (
            "The curve of the linear model is smooth, that of the network has spikes.",
            "One step changes the prediction for its own house by −ηh times its error, "
            "to first order.",
            "“the SGD … may face an ‘unlucky’ sample where the loss is high, thus the "
            "spikes.”",
            "If ηh lies between 0 and 1, the step makes the error of its own house "
            "smaller, however large it is.",
        ),
        3,
        "A large error alone is corrected. What turns it into damage is a step that is "
        "too long for this house: with ηh above 2 its error grows.",
        {
            2: "The step moves θ by −η times the error times the slope, and the "
            "prediction by the slope times that.",
            4: "The factor 1 − ηh lies between 0 and 1.",
        },
    ),
    Spot(
        "generalises_better",
        "H.8",
        "Does it generalise better?",
        (
            "At the end of one run the test error of the network lies below that of "
            "the linear model.",
            "The test error of the linear model was lower before, in the middle of its "
            "run.",
            "“the relation between the output and the features is not completely "
            "linear, and that is why the second model generalises better.”",
            "A linear model with a free bias and a penalty has a smaller gap between "
            "test and training error than both runs.",
        ),
        3,
        "One seed on one split decides nothing, and there are linear models with a "
        "smaller gap. The network is set against a linear run with a bad bias.",
        {
            1: "It does, in the run with the seed of the script.",
            2: "That is the minimum near epoch 70 that the report itself names.",
        },
    ),
)
