"""Explorers: at every position of the sliders they show what a real run would do."""

import base64
import io
import itertools

import numpy as np
import pytest
from PIL import Image

from helpers import explorers
from helpers.explorers import Ridge, StraightLine, losses_of_margin
from helpers.losses import (
    accuracy,
    binary_cross_entropy,
    mean_squared_error,
    softmax_cross_entropy,
)
from helpers.models import Linear
from helpers.training import SGD, annealed, cost_and_gradients, train


def regression(n=60, p=5, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) + 1
    return X, X @ rng.normal(size=p) + rng.normal(size=n)


def two_classes(n=120, p=6, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p))
    return X, (X[:, 0] + rng.normal(0, 0.7, n) > 0).astype(int)


def images(classes, n=200, seed=0):
    """Noisy images of 4 × 4 pixels, one pattern for each class."""
    patterns = np.random.default_rng(99).normal(size=(10, 16))
    rng = np.random.default_rng(seed)
    y = rng.choice(classes, n)
    return patterns[y] + rng.normal(0, 0.8, (n, 16)), y


def explore_learning_rate():
    X, y = regression(p=1)
    return explorers.explore_learning_rate(X[:, 0], y, "x (m)", "y (kg)", 50)


def explore_ridge():
    return explorers.explore_ridge(regression(), regression(seed=1), "kg")


def explore_annealing():
    return explorers.explore_annealing(two_classes(), two_classes(seed=1), steps=40)


def explore_sgd():
    X, y = two_classes(p=2)
    return explorers.explore_sgd(X, y, ("first", "second"), steps=30)


def explore_penalty():
    return explorers.explore_penalty(images(10), images(10, seed=1), epochs=2)


def explore_network():
    sets = images([3, 5, 8]), images([3, 5, 8], seed=1)
    return explorers.explore_network(*sets, units=(1, 4), epochs=3)


EXPLORERS = [
    explorers.explore_losses,
    explore_learning_rate,
    explore_ridge,
    explore_annealing,
    explore_sgd,
    explore_penalty,
    explore_network,
]


@pytest.fixture(scope="module", params=EXPLORERS, ids=lambda make: make.__name__)
def live(request):
    figure = request.param()
    yield figure
    figure.close()


def positions(slider):
    """Smallest, first and largest value of a slider."""
    if hasattr(slider, "options"):
        values = [value for _, value in slider.options]
        ends = values[0], values[-1]
    elif hasattr(slider, "base"):
        ends = slider.base**slider.min, slider.base**slider.max
    else:
        ends = slider.min, slider.max
    return ends[0], slider.value, ends[1]


def pixels(live):
    png = base64.b64decode(bytes(live.picture.value).partition(b",")[2])
    return np.asarray(Image.open(io.BytesIO(png)))


def put(live, **values):
    for name, value in values.items():
        live.sliders[name].value = value
    assert live.message.value == ""


def curve(live, label):
    """Data of the line with this label."""
    for ax in live._canvas.figure.axes:
        for line in ax.lines:
            if line.get_label() == label:
                return line.get_xdata(), line.get_ydata()
    raise LookupError(label)


def titles(live):
    return " ".join(ax.get_title(loc="left") for ax in live._canvas.figure.axes)


def test_every_explorer_is_tested_here():
    known = {name for name in vars(explorers) if name.startswith("explore_")}
    assert known == {make.__name__ for make in EXPLORERS}


def test_no_combination_of_ends_fails(live):
    live.reset()
    corners = {name: positions(slider) for name, slider in live.sliders.items()}
    size = pixels(live).shape
    for values in itertools.product(*corners.values()):
        put(live, **dict(zip(corners, values, strict=True)))
        assert pixels(live).shape == size


def test_each_slider_changes_the_picture_and_reset_brings_it_back(live):
    live.reset()
    first = pixels(live)
    for name, slider in live.sliders.items():
        smallest, _, largest = positions(slider)
        put(live, **{name: smallest})
        picture = pixels(live)
        put(live, **{name: largest})
        assert (pixels(live) != picture).any(), name
        live.reset()
        np.testing.assert_array_equal(pixels(live), first)


def test_sliders_have_labels_in_words(live):
    for slider in live.sliders.values():
        assert len(slider.description.split()) >= 2 or slider.description.islower()


def test_axes_have_labels_and_text_stays_within_the_figure(live):
    live.reset()
    figure = live._canvas.figure
    for ax in figure.axes:
        if ax.images and not ax.get_xlabel():
            continue  # weight images need no axes
        assert ax.get_xlabel()
        title = ax.title if ax.get_title() else ax._left_title
        box = title.get_window_extent()
        assert box.x1 <= figure.bbox.x1, title.get_text()


@pytest.mark.parametrize("name", explorers.LOSSES_OF_MARGIN)
def test_the_slope_of_a_loss_is_its_derivative(name):
    margins = np.linspace(-3, 3, 50)  # none of them is the kink at 0
    step = 1e-6
    above, below = (losses_of_margin(name, margins + d)[0] for d in (step, -step))
    slopes = losses_of_margin(name, margins)[1]
    np.testing.assert_allclose(slopes, (above - below) / (2 * step), atol=1e-8)


def test_the_path_of_the_straight_line_is_that_of_a_training_run():
    X, y = regression(p=1)
    line = StraightLine(X[:, 0], y)
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
    line = StraightLine(X[:, 0], y)
    limit = 2 / line.h[-1]
    falling, growing = (line.cost(line.path(f * limit, 2000)) for f in (0.99, 1.01))
    np.testing.assert_allclose(falling[-1], line.floor)
    assert growing[-1] > growing[-2] > growing[0]


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("steps", [1, 50])
def test_ridge_has_the_errors_of_a_training_run(l2, steps):
    (X, y), (X_test, y_test) = regression(), regression(seed=1)
    ridge = Ridge((X, y), (X_test, y_test))
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
        for inputs, targets in ((X, y), (X_test, y_test))
    ]
    errors = ridge.errors(steps, alpha, l2)
    np.testing.assert_allclose(np.ravel(errors), expected, rtol=1e-9)


def test_ridge_leaves_directions_without_data_alone():
    X, y = regression()
    doubled = np.hstack([X, X]), y  # five directions in which the inputs never differ
    errors = Ridge(doubled, doubled).errors(10_000_000, 0.01, 0.0)
    A = np.column_stack([X, np.ones(len(X))])
    residuals = A @ np.linalg.lstsq(A, y, rcond=None)[0] - y
    np.testing.assert_allclose(np.ravel(errors), np.sqrt(np.mean(residuals**2)))


def test_ridge_beyond_the_limit_has_no_error_to_show():
    ridge = Ridge(regression(), regression(seed=1))
    assert np.isnan(ridge.errors(100_000, 2.5 / ridge.h.max(), 0.0)).all()


@pytest.mark.parametrize(("alpha", "k"), [(0.01, 0.0), (3.0, 0.1)])
@pytest.mark.parametrize("classes", [2, 10])
def test_annealing_shows_the_costs_of_an_annealed_run(alpha, k, classes):
    if classes == 2:
        examples, validation = two_classes(), two_classes(seed=1)
        model, loss = Linear(6), binary_cross_entropy
    else:
        examples, validation = images(10), images(10, seed=1)
        model, loss = Linear(16, 10), softmax_cross_entropy
    live = explorers.explore_annealing(examples, validation, steps=40)
    put(live, alpha=alpha, k=k)
    _, history = train(
        model, loss, *examples, learning_rate=annealed(alpha, k), epochs=40,
        monitor={"validation": validation},
    )  # fmt: skip
    np.testing.assert_allclose(curve(live, "training")[1], history.costs, rtol=1e-4)
    checks = [row["validation_cost"] for row in history.checks]
    np.testing.assert_allclose(curve(live, "validation")[1], checks, rtol=1e-4)
    live.close()


def test_sgd_with_full_batches_takes_the_steps_of_gradient_descent():
    X, y = two_classes(p=2)
    weights, costs = explorers.sgd_path(X, y, len(X), 0.7, 0.0, 20, seed=0)
    w = np.zeros(2)
    for step in range(20):
        np.testing.assert_allclose(weights[step], w)
        J, dz = binary_cross_entropy((X @ w)[:, np.newaxis], y)
        np.testing.assert_allclose(costs[step], J)
        w = w - 0.7 * X.T @ dz[:, 0]
    np.testing.assert_allclose(explorers.path_costs(X, y, weights[:-1]), costs)


def test_sgd_sees_the_same_batches_at_every_rate():
    X, y = two_classes(p=2)
    slow, fast = (
        explorers.sgd_path(X, y, 4, alpha, 0.0, 5, seed=3)[0] for alpha in (0.1, 0.2)
    )
    np.testing.assert_allclose(2 * slow[1], fast[1])  # the first step, from zero


def test_the_star_of_the_sgd_plane_is_the_minimum():
    X, y = two_classes(p=2)
    best = explorers._minimum(X, y)
    _, dz = binary_cross_entropy((X @ best)[:, np.newaxis], y)
    np.testing.assert_allclose(X.T @ dz[:, 0], 0, atol=1e-12)


def test_penalty_shows_the_accuracy_of_a_run_with_this_penalty():
    live = explore_penalty()
    X, y = images(10)
    X_validation, y_validation = images(10, seed=1)
    for l2 in (0.0, 1.0):
        put(live, l2=l2)
        model, _ = train(
            Linear(16, 10), softmax_cross_entropy, X, y, learning_rate=0.1, l2=l2,
            epochs=2, batch_size=100, rng=np.random.default_rng(0),
        )  # fmt: skip
        right = accuracy(model.forward(X_validation)[0], y_validation)
        length = np.linalg.norm(model.parameters["W"])
        assert titles(live) == f"λ = {l2:g} {100 * right:.1f} % ‖W‖ = {length:.3g}"
        picture = live._canvas.figure.axes[0].images[0].get_array()
        W = model.parameters["W"].T.reshape(10, 4, 4)
        np.testing.assert_allclose(
            picture[4:8, 4:8], W[3] / np.abs(W[3]).max(), atol=1e-5
        )
    live.close()


def test_network_shows_the_accuracy_of_its_regions():
    """Reading the colour under each validation image gives the accuracy above it."""
    live = explore_network()
    project = explorers.principal_components(images([3, 5, 8])[0])
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
        colours = [explorers.to_rgb(c) for c in explorers.COLOURS[:3]]
        shares = np.linalg.solve(np.array(colours).T, (1 - 2 * (1 - seen)).T).T
        right_ones = np.array([3, 5, 8])[shares.argmax(axis=1)] == y_validation[inside]
        said = float(titles(live).split("accuracy ")[1].split(" %")[0])
        assert abs(100 * right_ones.mean() - said) < 3  # percentage points: 80 pixels
    live.close()


def test_principal_components_are_uncorrelated_and_scaled():
    X, _ = images(10)
    components = explorers.principal_components(X)(X)
    np.testing.assert_allclose(components.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(np.cov(components.T, ddof=0), np.eye(2), atol=1e-9)


def test_bad_data_are_refused():
    X, y = two_classes()
    with pytest.raises(ValueError, match="y must have shape"):
        explorers.explore_ridge((X, y[:-1]), (X, y), "kg")
    with pytest.raises(ValueError, match="X must be finite"):
        explorers.explore_annealing((X * np.inf, y), (X, y))
