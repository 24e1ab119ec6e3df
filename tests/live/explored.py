"""Small data for the explorers, and what they show."""

import base64
import io
from unittest import mock

import numpy as np
from matplotlib.text import Text
from PIL import Image
from scipy.optimize import linprog

from helpers import live
from helpers.exercises.tasks.autodiff import TOPOLOGICAL


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


def ten_classes(seed):
    X, _ = images(10, n=20, seed=seed)
    return X, np.arange(20) % 10


def has_a_minimum(X, y):
    """Whether some weights have the lowest logistic cost: by linear programming."""
    mirrored = np.where(y[:, np.newaxis] == 1, X, -X)
    best = linprog(-mirrored.sum(axis=0), A_ub=-mirrored, b_ub=0 * y, bounds=(-1, 1))
    return np.linalg.matrix_rank(X) == 2 and -best.fun < 1e-9


def explore_learning_rate():
    X, y = regression(p=1)
    return live.explore_learning_rate(X[:, 0], y, "x (m)", "y (kg)", 50)


def explore_ridge():
    return live.explore_ridge(regression(), regression(seed=1), "kg")


def explore_annealing():
    return live.explore_annealing(two_classes(), two_classes(seed=1), epochs=40)


def explore_sgd():
    X, y = two_classes(p=2)
    return live.explore_sgd(X, y, ("first", "second"), steps=30)


def explore_penalty():
    return live.explore_penalty(images(10), images(10, seed=1), epochs=2)


def explore_network():
    sets = images([3, 5, 8]), images([3, 5, 8], seed=1)
    return live.explore_network(*sets, units=(1, 4), epochs=3)


def graph():
    """Variables, each after its parents."""
    return TOPOLOGICAL.oracle(**TOPOLOGICAL.draw(np.random.default_rng(0)))


def explore_backward():
    return live.explore_backward(graph())


EXPLORERS = [
    live.explore_losses,
    explore_learning_rate,
    explore_ridge,
    explore_annealing,
    explore_sgd,
    explore_penalty,
    explore_network,
    explore_backward,
]


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
    """What an explorer shows at first, see `content`."""
    function = getattr(live, explorer)
    with mock.patch.dict(function.__globals__, LiveFigure=content):
        return function(**arguments)
