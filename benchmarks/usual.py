"""The usual way to answer sliders: `interact`, `plt.subplots`, training in a loop.

It trains with a loop over steps for the values on the sliders, and draws a new figure;
the penalty curve of the ridge explorer, fifty more runs, is left out, in its favour.
"""

import functools
import io
import itertools

import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact
from matplotlib.collections import PathCollection

from helpers import live as explorers
from helpers.batches import batches
from helpers.data import load_ames, load_auto_mpg, load_mnist, standardise
from helpers.live.losses import LOSSES_OF_MARGIN
from helpers.live.network import principal_components
from helpers.losses import binary_cross_entropy, softmax_cross_entropy
from helpers.models import MLP, Linear
from helpers.training import annealed, train

LONGEST = 300  # steps of a run; the usual way needs half a minute for 10,000 on Ames


# --- The arguments of each explorer -----------------------------------------------


def digits(first, last, classes):
    """Pixels from 0 to 1 and labels of some of the training images."""
    images = load_mnist()[0][first:last]
    images = images[np.isin(images.y, classes)]
    return images.X / 255, images.y


def twos(first, last):
    """2s and 3s, with the label 1 for a 2."""
    X, y = digits(first, last, [2, 3])
    return X, (y == 2).astype(int)


def likeness():
    """Two numbers for each 2 and 3, products with the mean images; what they are."""
    X, y = twos(1000, 4000)
    means = np.stack([X[y == 1].mean(axis=0), X[y == 0].mean(axis=0)])
    return standardise(X @ means.T)[0], y, ("likeness to a 2", "likeness to a 3")


def cars():
    """Power and mileage; what they are."""
    data = load_auto_mpg()
    return data.X[:, 2] / 100, data.y, "horsepower (100 hp)", "mileage (mpg)"


DATA = {
    "losses": lambda: (),
    "learning_rate": cars,
    "ridge": lambda: (*load_ames(), "log dollars"),
    "annealing": lambda: (twos(1000, 4000), twos(0, 1000)),
    "sgd": likeness,
    "penalty": lambda: (digits(1000, 4000, range(10)), digits(0, 1000, range(10))),
    "network": lambda: (digits(1000, 3000, [1, 2]), digits(0, 1000, [1, 2])),
}


@functools.cache
def data_of(name):
    """The arguments of the explorer of this name, loaded once."""
    return DATA[name]()


def live(name):
    """The explorer of this name, on its data."""
    figure = getattr(explorers, f"explore_{name}")(*data_of(name))
    if name == "ridge":
        steps = figure.sliders["t"]
        steps.value = max(t for _, t in steps.options if t < LONGEST / 2)
    return figure


# --- The usual way, from these arguments and the values on the sliders -------------


def train_losses(margin):
    """Nothing to train: the three curves, point by point."""
    for m in np.linspace(-3, 3, 241):
        for loss in LOSSES_OF_MARGIN.values():
            loss(m)


def train_learning_rate(x, y, *_, alpha, t):
    """Gradient descent for a straight line, example by example."""
    x, y, n = x.tolist(), y.tolist(), len(x)
    w = b = 0.0
    for _ in range(200):
        dw = db = 0.0
        for i in range(n):
            e = w * x[i] + b - y[i]
            dw += 2 / n * e * x[i]
            db += 2 / n * e
        w, b = w - alpha * dw, b - alpha * db


def train_ridge(houses, others, _, *, l2, alpha, t):
    """Gradient descent step by step, with both errors at each."""
    X, y, w, mean = houses.X, houses.y, np.zeros(houses.X.shape[1]), houses.y.mean()
    with np.errstate(all="ignore"):
        for _ in range(t):
            e = X @ w + mean - y
            np.sqrt(np.mean(e**2))
            np.sqrt(np.mean((others.X @ w + mean - others.y) ** 2))
            w = w - alpha * (2 / len(y) * X.T @ e + l2 * w)


def train_annealing(training, validation, *, alpha, k):
    """One run of `train`."""
    train(
        Linear(784), binary_cross_entropy, *training, learning_rate=annealed(alpha, k),
        epochs=200, monitor={"validation": validation}, monitor_every=2,
    )  # fmt: skip


def train_sgd(X, y, _, *, batch_size, alpha, beta):
    """Steps over the examples of each batch, and the cost of all now and then."""
    w, v = np.zeros(2), np.zeros(2)
    rows = batches(len(X), batch_size, 100, np.random.default_rng(0))
    for step, batch in enumerate(itertools.islice(rows, 100)):
        gradient = np.zeros(2)
        for i in batch:
            y_hat = 1 / (1 + np.exp(-(X[i] @ w)))
            gradient += (y_hat - y[i]) * X[i] / len(batch)
        v = beta * v + gradient
        w = w - alpha * v
        if step % 4 == 0:
            binary_cross_entropy((X @ w)[:, np.newaxis], y)


def train_penalty(training, validation, *, l2):
    """One run of `train`, and the accuracy."""
    model, _ = train(
        Linear(784, 10), softmax_cross_entropy, *training, learning_rate=0.1, l2=l2,
        epochs=5, batch_size=100, rng=np.random.default_rng(0),
    )  # fmt: skip
    model.forward(validation[0])


def train_network(training, validation, *, units, alpha, activation):
    """One run of `train`, and the scores of the grid."""
    project, rng = principal_components(training[0]), np.random.default_rng(0)
    sets = {"training": training, "validation": validation}
    sets = {name: (project(X), y - 1) for name, (X, y) in sets.items()}
    model, _ = train(
        MLP((2, units, 2), rng, activation), softmax_cross_entropy, *sets["training"],
        learning_rate=alpha, epochs=20, batch_size=32, rng=rng, monitor=sets,
    )  # fmt: skip
    model.forward(np.zeros((6400, 2)))


def draw_again(figure):
    """A new figure with everything that the other one shows."""
    old, size = figure.axes, figure.get_size_inches()
    new, axes = plt.subplots(1, len(old), figsize=size, squeeze=False)
    for source, ax in zip(old, axes[0], strict=True):
        for image in source.images:
            ax.imshow(image.get_array(), extent=image.get_extent(), origin="lower")
        for lines in source.collections:
            paths = lines.get_paths()
            ax.add_collection(PathCollection(paths, facecolors="none", lw=0.6))
        for line in source.lines:
            if line.get_transform() == source.transData:
                look = "label color linestyle marker markersize"
                ax.plot(*line.get_data(), **_properties(line, look))
        ax.set(**_properties(source, "xlabel ylabel xscale yscale xlim ylim"))
        ax.set_title(source.get_title(loc="left"))
        if source.get_legend():
            ax.legend()
    return new


def _properties(artist, names):
    return {name: plt.getp(artist, name) for name in names.split()}


class Usual:
    """The usual way to answer the sliders of the explorer of this name."""

    def __init__(self, name):
        self.train = functools.partial(globals()[f"train_{name}"], *data_of(name))
        self.twin = live(name)  # says what to draw

    def draw(self, **values):
        """Train, and draw a new figure."""
        self.train(**values)
        self.twin._update(**values)
        return draw_again(self.twin._canvas.figure)

    def png(self, **values):
        """Train, draw, and encode as Jupyter's inline figures are."""
        figure, png = self.draw(**values), io.BytesIO()
        figure.savefig(png, format="png", bbox_inches="tight")
        plt.close(figure)
        return png.getvalue()

    def interact(self):
        """Put it under sliders like those of the explorer."""
        for slider in self.twin.sliders.values():
            slider.unobserve(self.twin._move, "value")

        def show(**values):
            self.draw(**values)
            plt.show()

        interact(show, **self.twin.sliders)
