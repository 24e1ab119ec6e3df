"""The explorer of stochastic gradient descent: its steps, and its minimum."""

import numpy as np
import pytest
from explored import has_a_minimum, two_classes

from helpers.live.sgd import _minimum, explore_sgd, path_costs, sgd_path
from helpers.losses import binary_cross_entropy


def test_sgd_with_full_batches_takes_the_steps_of_gradient_descent():
    X, y = two_classes(p=2)
    weights, costs = sgd_path(X, y, len(X), 0.7, 0.0, 20, seed=0)
    w = np.zeros(2)
    for step in range(20):
        np.testing.assert_allclose(weights[step], w)
        J, dz = binary_cross_entropy((X @ w)[:, np.newaxis], y)
        np.testing.assert_allclose(costs[step], J)
        w = w - 0.7 * X.T @ dz[:, 0]
    np.testing.assert_allclose(path_costs(X, y, weights[:-1]), costs)


def test_sgd_sees_the_same_batches_at_every_rate():
    X, y = two_classes(p=2)
    slow, fast = (sgd_path(X, y, 4, alpha, 0.0, 5, seed=3)[0] for alpha in (0.1, 0.2))
    np.testing.assert_allclose(2 * slow[1], fast[1])  # the first step, from zero


def test_the_star_of_the_sgd_plane_is_the_minimum():
    X, y = two_classes(p=2)
    best = _minimum(X, y)
    _, dz = binary_cross_entropy((X @ best)[:, np.newaxis], y)
    np.testing.assert_allclose(X.T @ dz[:, 0], 0, atol=1e-12)


def test_classes_that_a_line_parts_have_no_minimum_to_show():
    X, _ = two_classes(40, p=2)
    parted = (X @ [1, -2] > 0).astype(int)
    with pytest.raises(ValueError, match="X must .* no minimum; got"):
        explore_sgd(X, parted, ("one", "two"))
    along_a_line = np.outer(X[:, 0], [1, 3])
    with pytest.raises(ValueError, match="X must .* no minimum; got"):
        explore_sgd(along_a_line, two_classes(40)[1], ("one", "two"))


@pytest.mark.parametrize("seed", range(20))
def test_the_minimum_is_found_exactly_where_there_is_one(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(8, 2)) * 10.0 ** rng.integers(-3, 4, size=2)
    y = np.arange(8) % 2
    if has_a_minimum(X, y):
        best = _minimum(X, y)
        _, dz = binary_cross_entropy((X @ best)[:, np.newaxis], y)
        np.testing.assert_allclose(X.T @ dz[:, 0] / np.abs(X).max(axis=0), 0, atol=1e-9)
    else:
        with pytest.raises(ValueError, match="no minimum"):
            _minimum(X, y)


def test_a_minimum_at_zero_still_has_a_plane_around_it():
    X = np.array([[1.0, 1], [-1, -1], [1, -1], [-1, 1]])
    live = explore_sgd(X, np.array([1, 1, 0, 0]), ("one", "two"))
    left = live._canvas.figure.axes[0]
    assert np.ptp(left.get_xlim()) > 0.5
    live.close()
