"""The explorer of ridge regression: its errors are those of a training run."""

import warnings

import explored
import numpy as np
import pytest
from explored import put, regression

from helpers.live.ridge import _Ridge
from helpers.losses import mean_squared_error
from helpers.models import Linear
from helpers.training import train


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("steps", [1, 50])
def test_ridge_has_the_errors_of_a_training_run(l2, steps):
    (X, y), (X_new, y_new) = regression(), regression(seed=1)
    ridge = _Ridge((X, y), (X_new, y_new))
    alpha = 1 / ridge.h.max()
    mean = X.mean(axis=0)
    start = Linear(X.shape[1])
    start.parameters["b"][:] = y.mean()
    model, _ = train(
        start, mean_squared_error, X - mean, y,
        learning_rate=alpha, epochs=steps, l2=l2,
    )  # fmt: skip
    expected = [
        np.sqrt(mean_squared_error(model.forward(inputs - mean)[0], targets)[0])
        for inputs, targets in ((X, y), (X_new, y_new))
    ]
    errors = ridge.errors(steps, alpha, l2)
    np.testing.assert_allclose(np.ravel(errors), expected, rtol=1e-9)


def test_ridge_leaves_directions_without_data_alone():
    X, y = regression()
    doubled = np.hstack([X, X]), y  # five directions in which the inputs never differ
    errors = _Ridge(doubled, doubled).errors(10_000_000, 0.01, 0.0)
    A = np.column_stack([X, np.ones(len(X))])
    residuals = A @ np.linalg.lstsq(A, y, rcond=None)[0] - y
    np.testing.assert_allclose(np.ravel(errors), np.sqrt(np.mean(residuals**2)))


def test_ridge_beyond_the_limit_has_no_error_to_show():
    ridge = _Ridge(regression(), regression(seed=1))
    assert np.isnan(ridge.errors(100_000, 2.5 / ridge.h.max(), 0.0)).all()


def test_ridge_beyond_the_limit_does_not_warn_of_a_direction_without_effect():
    X = np.array([[1.0, 1], [1, -1], [-1, 1], [-1, -1]])
    y = X[:, 0]  # the second direction has no gradient
    ridge = _Ridge((X, y), (X, y))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        errors = ridge.errors(np.array([1, 100_000]), 2.5 / ridge.h.max(), 0.0)
    np.testing.assert_array_equal(np.isnan(errors), [[False, True]] * 2)


def test_the_marks_are_the_choice_of_the_validation_set():
    live = explored.explore_ridge()
    put(live, l2=0.01, t=50)
    for ax in live._canvas.figure.axes:
        lines = {line.get_label(): line for line in ax.lines}
        grid, errors = lines["validation"].get_data()
        (marked,), _ = lines["lowest validation"].get_data()
        assert marked == grid[np.argmin(errors)]
    live.close()
