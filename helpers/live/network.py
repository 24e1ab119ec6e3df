"""Regions in which a small network decides for each class."""

import itertools
import reprlib

import numpy as np
from matplotlib.colors import to_rgb

from helpers.checking.arguments import (
    as_floats,
    check_all_finite,
    check_count,
    check_positive,
)
from helpers.live.figure import LiveFigure
from helpers.live.shared import (
    BLACK,
    GREEN,
    about,
    as_pairs,
    check_known,
    each,
    moving_titles,
)
from helpers.live.sliders import choice_slider
from helpers.losses import softmax, softmax_cross_entropy
from helpers.machine.progress import progress_bar
from helpers.models import ACTIVATIONS, MLP
from helpers.plots import COLOURS, new_figure
from helpers.training import train


def explore_network(
    train_set,
    validation_set,
    units=(1, 2, 4, 8, 32),
    rates=(0.01, 0.1, 1.0),
    epochs=20,
    seed=0,
):
    """Regions in which a network with one hidden layer decides for each class.

    The inputs are the first two principal components of the images. One network for
    each setting is trained when the function is called, by mini-batches of 32, from
    the same seed (equations 1.31, 1.32, 1.33 and 1.34 of notebook 01).

    Parameters
    ----------
    train_set, validation_set : (X, y) or Dataset
        Images (n, p) and their classes, two or three different numbers; all of them
        are in `train_set`.
    units : sequence of int
        Numbers of hidden units.
    rates : sequence of float
        Learning rates.
    epochs, seed : int
        Settings of the runs.

    Returns
    -------
    LiveFigure
        Sliders: hidden units, learning rate α, activation.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the images differ in one way only.
    """
    units = each("units", units, check_count)
    rates = each("rates", rates, check_positive)
    check_count("epochs", epochs)
    check_count("seed", seed, smallest=0)
    classes, (X, y), validation = _component_sets(train_set, validation_set)
    reach = np.abs(X).max()
    colours = np.array([to_rgb(colour) for colour in COLOURS[: len(classes)]])
    settings = list(itertools.product(units, rates, ACTIVATIONS))
    runs = _network_runs(settings, (X, y), validation, epochs, seed)
    pictures = {at: _regions(net, reach, colours) for at, (net, _) in runs.items()}
    figure, (left, right) = new_figure(2, height=3.0)
    extent = (-reach, reach, -reach, reach)
    look = {"extent": extent, "origin": "lower", "zorder": 0}
    regions = left.imshow(pictures[settings[0]], **look)
    points = _draw_points(left, X, y, classes, colours)
    curves = _draw_curves(right, epochs, len(classes))
    right.legend(handles=[*curves.values(), *points], loc="upper right")
    titles = moving_titles(left, right)

    def update(units, alpha, activation):
        regions.set_data(pictures[units, alpha, activation])
        _, history = runs[units, alpha, activation]
        for name, curve in curves.items():
            costs = [row[f"{name}_cost"] for row in history.checks]
            curve.set_data(np.arange(len(costs)), costs)
        titles[0].set_text(f"q = {units}, α = {alpha:g}, {activation}")
        titles[1].set_text(_end(history))

    return LiveFigure(
        figure,
        [regions, *points, *curves.values(), *titles],
        update,
        units=choice_slider("hidden units q", units[max(len(units) - 2, 0)], units),
        alpha=choice_slider("learning rate α", rates[len(rates) // 2], rates),
        activation=choice_slider("activation", "relu", tuple(ACTIVATIONS)),
    )


def _component_sets(train_set, validation_set):
    """Classes, and both sets: two principal components and indices of the classes."""
    (X, y), (X_validation, y_validation) = as_pairs(
        np.float64, train_set=train_set, validation_set=validation_set
    )
    classes = np.unique(y)
    if len(classes) not in (2, 3):
        raise ValueError(
            "train_set must hold two or three different classes; "
            f"got {reprlib.repr(classes.tolist())}"
        )
    check_known("train_set", y, "validation_set", y_validation)
    with about("train_set"):
        project = principal_components(X)
    sets = (X, y), (X_validation, y_validation)
    return classes, *[(project(X), np.searchsorted(classes, y)) for X, y in sets]


def _network_runs(settings, train_set, validation, epochs, seed):
    """Trained network and history for each q, α and activation."""
    X, y = train_set
    runs = {}
    with progress_bar(len(settings)) as bar:
        for q, alpha, activation in settings:
            rng = np.random.default_rng(seed)
            runs[q, alpha, activation] = train(
                MLP((2, q, int(y.max()) + 1), rng, activation),
                softmax_cross_entropy,
                X,
                y,
                learning_rate=alpha,
                epochs=epochs,
                batch_size=min(32, len(X)),
                rng=rng,
                monitor={"training": train_set, "validation": validation},
            )
            bar.update()
    return runs


def _regions(network, reach, colours):
    """Colours of the classes on a square around 0, mixed by their probabilities."""
    places = reach * np.linspace(-1, 1, 80)
    grid = np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):  # of a run that diverged
        shares = softmax(network.forward(grid)[0]).reshape(80, 80, -1)
        picture = 1 - 0.5 * (1 - shares @ colours)  # half way to white
    return np.nan_to_num(picture, nan=1)


def _draw_points(ax, X, y, classes, colours):
    """The training images as points, one line for each class."""
    points = []
    for k, name in enumerate(classes):
        look = {"color": colours[k], "markersize": 3, "label": f"class {name}"}
        points += ax.plot(*X[y == k].T, ".", **look)
    ax.set(xlabel="first principal component", ylabel="second principal component")
    ax.grid(False)
    return points


def _draw_curves(ax, epochs, k):
    """Axes of the costs of k classes, and the two curves that move."""
    curves = {}
    for name, colour in zip(("training", "validation"), (GREEN, BLACK), strict=True):
        (curves[name],) = ax.plot([], [], color=colour, label=name)
    ax.set(xlabel="epoch", ylabel="cost (nats per image)")
    ax.set(xlim=(0, epochs), ylim=(0, 1.3 * np.log(k)))
    return curves


def _end(history):
    """How a run ends, in words."""
    if history.diverged_at is not None:
        return f"the run diverges in step {history.diverged_at}"
    share = 100 * history.checks[-1]["validation_accuracy"]
    return f"validation accuracy {share:.1f} %"


def principal_components(X):
    """The map of inputs onto their first two principal components.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Inputs that define the components; along both their standard deviation is 1.

    Returns
    -------
    callable
        Inputs (m, p) → components (m, 2).

    Raises
    ------
    TypeError, ValueError
        If X is not as described, or the inputs vary in fewer than two directions.
    """
    X = as_floats("X", X)
    if X.ndim != 2 or 0 in X.shape:
        raise ValueError(f"X must have shape (n, p), neither of them 0; got {X.shape}")
    check_all_finite("X", X)
    mean = X.mean(axis=0)
    variances, directions = np.linalg.eigh(np.atleast_2d(np.cov(X.T, ddof=0)))
    varies = (X != X[0]).any() and (variances > 1e-10 * variances[-1]).sum() >= 2
    if not varies:
        raise ValueError("X must vary in two directions or more; got fewer")
    scaled = directions[:, :-3:-1] / np.sqrt(variances[:-3:-1])
    # Eigenvectors have no sign of their own.
    scaled *= np.where(scaled.sum(axis=0) < 0, -1, 1)

    def project(inputs):
        inputs = as_floats("inputs", inputs)
        if inputs.ndim != 2 or inputs.shape[1] != len(mean):
            raise ValueError(
                f"inputs must have shape (m, {len(mean)}); got {inputs.shape}"
            )
        return (inputs - mean) @ scaled

    return project
