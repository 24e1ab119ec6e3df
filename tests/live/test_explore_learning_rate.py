"""The explorer of the learning rate: its path is that of a training run."""

import warnings

import numpy as np
import pytest
from explored import put, regression, titles

from helpers.live.learning_rate import _StraightLine, explore_learning_rate
from helpers.losses import mean_squared_error
from helpers.models import Linear
from helpers.optimizers import SGD
from helpers.training import cost_and_gradients


def test_the_path_of_the_straight_line_is_that_of_a_training_run():
    X, y = regression(p=1)
    line = _StraightLine(X[:, 0], y)
    alpha = 1.5 / line.h[-1]
    path = line.path(alpha, 30)
    model = Linear(1)
    for theta in path:
        J, gradients = cost_and_gradients(model, mean_squared_error, X, y)
        expected = [model.parameters["W"][0, 0], model.parameters["b"][0]]
        np.testing.assert_allclose(theta, expected, atol=1e-12)
        np.testing.assert_allclose(line.cost(theta), J)
        SGD().update(model.parameters, gradients, alpha)


def test_the_limit_of_the_straight_line_separates_falling_from_growing():
    X, y = regression(p=1)
    line = _StraightLine(X[:, 0], y)
    limit = 2 / line.h[-1]
    falling, growing = (line.cost(line.path(f * limit, 2000)) for f in (0.99, 1.01))
    np.testing.assert_allclose(falling[-1], line.floor)
    assert growing[-1] > growing[-2] > growing[0]


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([-1.0, 0.0, 1.0], [-2.0, 0.1, 2.0]),  # centred: the bias is zero
        ([-1.0, 0.0, 1.0], [1.0, 0.0, 1.0]),  # the weight is zero
        ([1.0, 2.0, 4.0], [3.0, 5.0, 9.0]),  # an exact fit
    ],
)
def test_a_line_through_special_points_has_a_plane_and_a_cost_axis(x, y):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)
        live = explore_learning_rate(np.array(x), np.array(y), "x", "y")
    left, middle, _ = live._canvas.figure.axes
    low, high = left.get_ylim()
    assert 0 < low < high < 1e9 * low
    assert min(np.ptp(middle.get_xlim()), np.ptp(middle.get_ylim())) > 0.1
    live.close()


def test_a_long_run_beyond_the_limit_grows_without_a_warning():
    X, y = regression(p=1)
    live = explore_learning_rate(X[:, 0], y, "x", "y", iterations=5000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)
        put(live, alpha=1e9, t=5000)
    assert "t = 5000: J = inf" in titles(live)
    live.close()


def test_a_run_starts_at_zero_itself():
    X, y = regression(p=1)
    live = explore_learning_rate(X[:, 0], y, "x", "y")
    put(live, t=0)
    assert titles(live).endswith("w = 0, b = 0")
    live.close()
