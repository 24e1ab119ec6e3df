"""Explorers: at every position of the sliders they show what a real run would do."""

import base64
import io
import itertools
import warnings

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image
from scipy.optimize import linprog
from test_odd_values import (
    REFUSED,
    array,
    count,
    either,
    finite,
    not_negative,
    odd_values,
    positive,
    text,
    unclear,
    zero,
)

from helpers import explorers
from helpers import live as live_module
from helpers.data import Dataset
from helpers.explorers import Ridge, StraightLine, losses_of_margin
from helpers.losses import (
    accuracy,
    binary_cross_entropy,
    mean_squared_error,
    softmax_cross_entropy,
)
from helpers.models import Linear
from helpers.optimizers import SGD
from helpers.training import annealed, cost_and_gradients, train


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


@pytest.fixture(autouse=True)
def at_rest_at_once(monkeypatch):
    monkeypatch.setattr(live_module, "REST", 0)


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
    if live._sharpening is not None:
        live._sharpening.join(10)
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


def test_a_principal_component_whose_weights_cancel_is_kept():
    X = np.array([[1.0, -1], [-1, 1], [0.5, 0.5], [-0.5, -0.5]])
    components = explorers.principal_components(X)(X)
    np.testing.assert_allclose(np.cov(components.T, ddof=0), np.eye(2), atol=1e-12)


# --- Odd values -------------------------------------------------------------------


def plane(n=40):
    X, y = two_classes(n, p=2)
    return X, y


def ten_classes(seed):
    X, _ = images(10, n=20, seed=seed)
    return X, np.arange(20) % 10


def varied(values):
    return finite(values) and len(np.unique(values, axis=0)) > 1


def inputs(X):
    return array(X.shape, "f", varied)


def targets(y, is_valid=finite):
    return array(y.shape, "fiub", lambda y: finite(y) and is_valid(y), True)


def holds(*classes):
    return lambda y: set(np.unique(y)) == set(classes)


def holds_some_of(*classes):
    return lambda y: set(np.unique(y)) <= set(classes)


def pair(X, y, domain_of_y):
    """Valid examples with the domains of their two arrays."""
    return (X, y), (inputs(X), domain_of_y)


def different(domain):
    """Lists and arrays of different values of a domain."""

    def of_all(values):
        if type(values) is np.ndarray and values.ndim == 1:
            values = values.tolist()
        if not isinstance(values, (list, tuple)) or not values:
            return REFUSED
        fit = all(domain(value) is not REFUSED for value in values)
        return values if fit and len({*values}) == len(values) else REFUSED

    return of_all


def below(limit, domain):
    def limited(value):
        form = domain(value)
        return form if form is not REFUSED and form < limit else REFUSED

    return limited


def has_a_minimum(X, y):
    """Whether some weights have the lowest logistic cost: by linear programming."""
    mirrored = np.where(y[:, np.newaxis] == 1, X, -X)
    best = linprog(-mirrored.sum(axis=0), A_ub=-mirrored, b_ub=0 * y, bounds=(-1, 1))
    return np.linalg.matrix_rank(X) == 2 and -best.fun < 1e-9


X1, Y1 = regression(12, p=1)
XR, YR = regression(15)
XB, YB = two_classes(12)
XP, YP = plane()
XI, YI = ten_classes(seed=0)
XN, YN = images([3, 5, 8], n=12)
YN[:3] = 3, 5, 8
BINARY, SOME_BINARY = targets(YB, holds(0, 1)), targets(YB, holds_some_of(0, 1))
SEED = either(count, zero)

# Each explorer: for each argument a valid value, and the domain. For a pair of inputs
# and targets there are two domains, one for each of them.
DOORS = {
    "explore_learning_rate": {
        "x": (X1[:, 0], array((12,), "f", varied)),
        "y": (Y1, targets(Y1, varied)),
        "x_label": ("x", text),
        "y_label": ("y", text),
        "iterations": (9, count),
    },
    "explore_ridge": {
        "train": pair(XR, YR, targets(YR, varied)),
        "test": pair(XR, YR, targets(YR)),
        "unit": ("kg", text),
    },
    "explore_annealing": {
        "train": pair(XB, YB, BINARY),
        "validation": pair(XB, YB, SOME_BINARY),
        "rates": (np.array([0.1, 0.3]), different(positive)),
        "decays": (np.array([0.0, 0.1]), different(not_negative)),
        "steps": (5, count),
    },
    "explore_sgd": {
        "X": (XP, array(XP.shape, "f", lambda X: finite(X) and has_a_minimum(X, YP))),
        "y": (YP, targets(YP, lambda y: holds(0, 1)(y) and has_a_minimum(XP, y))),
        "names": (("one", "two"), lambda value: REFUSED),
        "steps": (5, count),
        "seed": (0, SEED),
    },
    "explore_penalty": {
        "train": pair(XI, YI, targets(YI, holds(*range(10)))),
        "validation": pair(XI, YI, targets(YI, holds_some_of(*range(10)))),
        "penalties": (np.array([0.0, 1.0]), different(below(20, not_negative))),
        "epochs": (2, count),
        "learning_rate": (0.1, below(2, positive)),
        "seed": (0, SEED),
    },
    "explore_network": {
        "train_set": pair(XN, YN, targets(YN, holds(3, 5, 8))),
        "validation_set": pair(XN, YN, targets(YN, holds_some_of(3, 5, 8))),
        "units": (np.array([1, 2]), different(count)),
        "rates": (np.array([0.1]), different(positive)),
        "epochs": (2, count),
        "seed": (0, SEED),
    },
}


def odd_cases(valid, domain):
    """Odd values of an argument, by what they are, with their ordinary form."""
    if not isinstance(domain, tuple):
        for what, value in odd_values(valid).items():
            yield what, value, domain(value)
        return
    for what, value in odd_values(None).items():
        yield what, value, REFUSED
    X, y = valid
    for what, value in odd_values(X).items():
        form = domain[0](value)
        yield f"X: {what}", (value, y), form if form is REFUSED else (form, y)
    for what, value in odd_values(y).items():
        form = domain[1](value)
        yield f"y: {what}", (X, value), form if form is REFUSED else (X, form)


def content(figure, artists, update, **sliders):
    """What a live figure would show at first, as numbers: drawing takes longer."""
    values = {name: slider.value for name, slider in sliders.items()}
    update(**values)
    shown = [getattr(slider, "options", slider.value) for slider in sliders.values()]
    for ax in figure.axes:
        shown += [ax.get_xlim(), ax.get_ylim(), ax.get_xlabel(), ax.get_ylabel()]
        shown += [line.get_xydata() for line in ax.lines]
        shown += [image.get_array() for image in ax.images]
        shown += [path.vertices for c in ax.collections for path in c.get_paths()]
    texts = [artist.get_text() for artist in artists if isinstance(artist, Text)]
    return [values, shown, texts]


def answer(explorer, arguments):
    """What an explorer shows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explorers, "LiveFigure", content)
        return getattr(explorers, explorer)(**arguments)


def fault(explorer, name, value, form):
    """What is wrong with the answer to a value, if anything; a warning is."""
    valid = {name: valid for name, (valid, _) in DOORS[explorer].items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = answer(explorer, valid | {name: value})
    except Exception as error:
        if form is not REFUSED:
            return f"refused: {error!r}"
        return unclear(name, error)
    if form is REFUSED:
        return "accepted"
    try:
        np.testing.assert_equal(result, answer(explorer, valid | {name: form}))
    except AssertionError:
        return "another figure than with the ordinary form"
    return ""


ARGUMENTS = [(explorer, name) for explorer in DOORS for name in DOORS[explorer]]


@pytest.mark.parametrize(("explorer", "name"), ARGUMENTS)
def test_an_odd_value_is_taken_rightly_or_refused_clearly(explorer, name):
    cases = odd_cases(*DOORS[explorer][name])
    faults = {what: fault(explorer, name, value, form) for what, value, form in cases}
    assert {what: fault for what, fault in faults.items() if fault} == {}


def test_every_argument_of_every_explorer_has_such_a_test():
    for make in EXPLORERS:
        function = getattr(explorers, make.__name__)
        code = function.__code__
        names = code.co_varnames[: code.co_argcount]
        assert set(names) == set(DOORS.get(make.__name__, ()))


@pytest.mark.parametrize("n", [4, 15, 17, 33])
def test_few_examples_are_enough(n):
    X = np.random.default_rng(n).normal(size=(n, 4))
    two, three = np.arange(n) % 2, np.arange(n) % 3
    figures = [
        explorers.explore_learning_rate(X[:, 0], X[:, 1], "x", "y"),
        explorers.explore_ridge((X, X[:, 0]), (X, X[:, 0]), "kg"),
        explorers.explore_annealing((X, two), (X, two), steps=3),
        explorers.explore_network((X, three), (X, three), (1,), (0.1,), epochs=1),
    ]
    ring = np.stack([np.cos(np.arange(n)), np.sin(np.arange(n))], axis=1)
    figures.append(explorers.explore_sgd(ring, two, ("a", "b")))
    sizes = [value for _, value in figures[-1].sliders["batch_size"].options]
    assert max(sizes) == n
    for live in figures:
        assert live.message.value == ""
        live.close()


@pytest.mark.parametrize("n", [10, 50, 99, 100, 101])
def test_few_images_are_enough_for_the_penalty(n):
    X, _ = images(10, n=n)
    live = explorers.explore_penalty((X, np.arange(n) % 10), (X, np.arange(n) % 10))
    put(live, l2=0.0)
    live.close()


@pytest.mark.parametrize("count_of_values", [1, 2])
def test_one_value_is_enough_for_a_slider(count_of_values):
    some = slice(count_of_values)
    figures = [
        explorers.explore_annealing(
            (XB, YB), (XB, YB), (0.1, 0.3)[some], (0.0, 1.0)[some], steps=3
        ),
        explorers.explore_penalty((XI, YI), (XI, YI), (0.01, 0.1)[some], epochs=1),
        explorers.explore_network(
            (XN, YN), (XN, YN), (2, 3)[some], (0.1, 0.3)[some], epochs=1
        ),
    ]
    for live in figures:
        live.close()


@pytest.mark.parametrize(
    ("explorer", "name"),
    [
        ("explore_ridge", "train"),
        ("explore_annealing", "train"),
        ("explore_penalty", "validation"),
        ("explore_network", "validation_set"),
    ],
)
def test_a_data_set_serves_as_a_pair(explorer, name):
    valid = {name: valid for name, (valid, _) in DOORS[explorer].items()}
    dataset = Dataset(*valid[name], (), (), "some", True)
    with_pair, with_dataset = (
        answer(explorer, valid | {name: value}) for value in (valid[name], dataset)
    )
    np.testing.assert_equal(with_pair, with_dataset)


@pytest.mark.parametrize(
    ("explorer", "names"),
    [
        ("explore_annealing", ("train", "validation")),
        ("explore_penalty", ("train", "validation")),
        ("explore_network", ("train_set", "validation_set")),
    ],
)
def test_classes_that_were_never_seen_are_not_scored(explorer, names):
    valid = {name: valid for name, (valid, _) in DOORS[explorer].items()}
    X, y = valid[names[1]]
    message = f"{names[1]} must hold only classes that {names[0]} holds; got .11"
    with pytest.raises(ValueError, match=message):
        getattr(explorers, explorer)(**valid | {names[1]: (X, np.full_like(y, 11))})


def test_a_network_of_twos_and_sevens_does_not_judge_fives():
    train_set, fives = images([2, 7], n=60), images([5], n=30)
    with pytest.raises(ValueError, match="validation_set must .*; got .5"):
        explorers.explore_network(train_set, fives)


def test_classes_that_a_line_parts_have_no_minimum_to_show():
    X, _ = plane()
    parted = (X @ [1, -2] > 0).astype(int)
    with pytest.raises(ValueError, match="X must .* no minimum; got"):
        explorers.explore_sgd(X, parted, ("one", "two"))
    along_a_line = np.outer(X[:, 0], [1, 3])
    with pytest.raises(ValueError, match="X must .* no minimum; got"):
        explorers.explore_sgd(along_a_line, two_classes(40)[1], ("one", "two"))


@pytest.mark.parametrize("seed", range(20))
def test_the_minimum_is_found_exactly_where_there_is_one(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(8, 2)) * 10.0 ** rng.integers(-3, 4, size=2)
    y = np.arange(8) % 2
    if has_a_minimum(X, y):
        best = explorers._minimum(X, y)
        _, dz = binary_cross_entropy((X @ best)[:, np.newaxis], y)
        np.testing.assert_allclose(X.T @ dz[:, 0] / np.abs(X).max(axis=0), 0, atol=1e-9)
    else:
        with pytest.raises(ValueError, match="no minimum"):
            explorers._minimum(X, y)


def test_a_minimum_at_zero_still_has_a_plane_around_it():
    X = np.array([[1.0, 1], [-1, -1], [1, -1], [-1, 1]])
    live = explorers.explore_sgd(X, np.array([1, 1, 0, 0]), ("one", "two"))
    left = live._canvas.figure.axes[0]
    assert np.ptp(left.get_xlim()) > 0.5
    live.close()


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
        live = explorers.explore_learning_rate(np.array(x), np.array(y), "x", "y")
    left, middle, _ = live._canvas.figure.axes
    low, high = left.get_ylim()
    assert 0 < low < high < 1e9 * low
    assert min(np.ptp(middle.get_xlim()), np.ptp(middle.get_ylim())) > 0.1
    live.close()


def test_a_run_that_diverges_is_called_so():
    X, y = images([3, 5], n=40)
    live = explorers.explore_network((X, y), (X, y), (4,), (0.1, 1e300), epochs=2)
    put(live, alpha=1e300, activation="relu")
    assert "the run diverges in step" in titles(live)
    put(live, alpha=0.1)
    assert "validation accuracy" in titles(live)
    live.close()
    X, y = two_classes()
    live = explorers.explore_annealing((1e6 * X, y), (X, y), (0.1, 1e38), steps=9)
    put(live, alpha=1e38)
    assert "the run diverges: no cost after step" in titles(live)
    live.close()


def test_a_penalty_that_makes_the_weights_grow_is_refused():
    with pytest.raises(ValueError, match="penalties must be below 2/learning_rate, 4"):
        explorers.explore_penalty((XI, YI), (XI, YI), (0.0, 4.0), learning_rate=0.5)


def test_bad_data_are_refused():
    X, y = two_classes()
    with pytest.raises(ValueError, match="train: y must have shape"):
        explorers.explore_ridge((X, y[:-1]), (X, y), "kg")
    with pytest.raises(ValueError, match="train: X must be finite"):
        explorers.explore_annealing((X * np.inf, y), (X, y))
    with pytest.raises(ValueError, match="validation must have the 6 columns of train"):
        explorers.explore_annealing((X, y), (X[:, :5], y))
    with pytest.raises(ValueError, match="train must hold square images; got 6"):
        explorers.explore_penalty((X, y), (X, y))
    with pytest.raises(ValueError, match="train_set: X must vary in two directions"):
        explorers.explore_network((X[:, :1], y), (X[:, :1], y))
    with pytest.raises(ValueError, match="train_set must hold two or three .* got"):
        explorers.explore_network((X, np.zeros(len(X))), (X, y))
    with pytest.raises(ValueError, match="train: X must fit into float32"):
        explorers.explore_annealing((1e200 * X, y), (X, y))
    with pytest.raises(ValueError, match="train must hold every class index"):
        explorers.explore_annealing((X, 2 + 5 * y), (X, 2 + 5 * y))
    with pytest.raises(ValueError, match="name must be one of 'squared', .* got 'abs'"):
        losses_of_margin("abs", np.zeros(3))
