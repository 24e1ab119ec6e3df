"""The explorer of networks: its regions, and the two components that they lie in."""

import itertools

import explored
import numpy as np
import pytest
from explored import images, put, titles
from matplotlib.colors import to_rgb

from helpers.live.network import explore_network, principal_components
from helpers.plots import COLOURS


def test_network_shows_the_accuracy_of_its_regions():
    """Reading the colour under each validation image gives the accuracy above it."""
    live = explored.explore_network()
    project = principal_components(images([3, 5, 8])[0])
    X_validation, y_validation = images([3, 5, 8], seed=1)
    places = project(X_validation)
    left, right, bottom, top = live._canvas.figure.axes[0].images[0].get_extent()
    for units, activation in itertools.product((1, 4), ("relu", "tanh", "sigmoid")):
        put(live, units=units, alpha=0.1, activation=activation)
        picture = np.asarray(live._canvas.figure.axes[0].images[0].get_array())
        columns = np.round((places[:, 0] - left) / (right - left) * 79).astype(int)
        rows = np.round((places[:, 1] - bottom) / (top - bottom) * 79).astype(int)
        inside = (0 <= rows) & (rows < 80) & (0 <= columns) & (columns < 80)
        seen = picture[rows[inside], columns[inside]]
        colours = [to_rgb(c) for c in COLOURS[:3]]
        shares = np.linalg.solve(np.array(colours).T, (1 - 2 * (1 - seen)).T).T
        right_ones = np.array([3, 5, 8])[shares.argmax(axis=1)] == y_validation[inside]
        said = float(titles(live).split("accuracy ")[1].split(" %")[0])
        assert abs(100 * right_ones.mean() - said) < 3  # percentage points: 80 pixels
    live.close()


def test_principal_components_are_uncorrelated_and_scaled():
    X, _ = images(10)
    components = principal_components(X)(X)
    np.testing.assert_allclose(components.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(np.cov(components.T, ddof=0), np.eye(2), atol=1e-9)


def test_a_principal_component_whose_weights_cancel_is_kept():
    X = np.array([[1.0, -1], [-1, 1], [0.5, 0.5], [-0.5, -0.5]])
    components = principal_components(X)(X)
    np.testing.assert_allclose(np.cov(components.T, ddof=0), np.eye(2), atol=1e-12)


def test_a_network_of_twos_and_sevens_does_not_judge_fives():
    train_set, fives = images([2, 7], n=60), images([5], n=30)
    with pytest.raises(ValueError, match="validation_set must .*; got .5"):
        explore_network(train_set, fives)


def test_a_run_that_diverges_is_called_so():
    X, y = images([3, 5], n=40)
    live = explore_network((X, y), (X, y), (4,), (0.1, 1e300), epochs=2)
    put(live, alpha=1e300, activation="relu")
    assert "the run diverges in step" in titles(live)
    put(live, alpha=0.1)
    assert "validation accuracy" in titles(live)
    live.close()
