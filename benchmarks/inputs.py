"""The data of the jobs, loaded once, and how much of it is used."""

from dataclasses import dataclass

import numpy as np

from benchmarks.work import new_rng
from helpers.data import load_ames, load_auto_mpg, load_mnist, standardise


@dataclass(frozen=True)
class Sizes:
    """How much work the jobs do."""

    images: int = 20_000  # rows of MNIST for training; fewer if fewer are bundled
    validation_images: int = 10_000
    iterations: int = 2000  # full-batch steps of linear regression
    logistic_iterations: int = 100  # and of logistic regression
    ames_epochs: int = 150  # one example per step
    logistic_epochs: int = 10  # in mini-batches
    torch_epochs: int = 2  # of PyTorch on Ames, from which its time is scaled
    textbook_updates: dict = None  # steps from which that of the textbook is scaled
    sweeps: tuple = (4, 5, 8)  # models trained at once
    softmax_updates: int = 2048  # of the per-sample jobs
    mlp_updates: int = 1000
    growth: dict = None  # sizes along each axis
    growth_steps: int = 50  # mini-batches of each of those runs
    converged: bool = True  # other algorithms arrive at the same cost


FULL = Sizes(
    textbook_updates={"linear": 200, "ames": 14_650, "logistic": 5, "mlp": 10},
    growth={
        "rows": (1250, 2500, 5000, 10_000, 20_000),
        "features": (25, 49, 98, 196, 392, 784),
        "classes": (2, 5, 10, 20, 50, 100),
        "hidden units": (10, 25, 50, 100, 200, 400, 800),
        "models": (1, 2, 4, 8, 16),
    },
)
QUICK = Sizes(
    images=512,
    validation_images=200,
    iterations=50,
    logistic_iterations=5,
    ames_epochs=2,
    logistic_epochs=2,
    torch_epochs=1,
    textbook_updates={"linear": 5, "ames": 100, "logistic": 2, "mlp": 2},
    sweeps=(2,),
    softmax_updates=64,
    mlp_updates=64,
    growth={
        "rows": (128, 256),
        "features": (49, 98),
        "classes": (2, 5),
        "hidden units": (10, 20),
        "models": (1, 2),
    },
    growth_steps=2,
    converged=False,
)


@dataclass(frozen=True)
class Inputs:
    """Arrays of the jobs: for each data set the inputs and the targets.

    Attributes
    ----------
    cars, houses : (X, y)
        Auto MPG standardised, float32; Ames, float64.
    images, validation_images : (X, y)
        MNIST, X/255 in float32 and the digit.
    digits, validation_digits : (X, y)
        The 2s (y = 0) and 3s (y = 1) among them, y in float32.
    complete : bool
        False if bundled substitutes stand in for MNIST or Ames.
    """

    cars: tuple
    houses: tuple
    images: tuple
    validation_images: tuple
    digits: tuple
    validation_digits: tuple
    complete: bool


def load(sizes):
    """Load the data sets at these sizes, as Inputs."""
    cars, (houses, _), mnist = load_auto_mpg(), load_ames(), load_mnist()
    train, validation = mnist
    images = _images(train[: sizes.images])
    validation_images = _images(validation[: sizes.validation_images])
    return Inputs(
        cars=(_single(standardise(cars.X)[0]), _single(cars.y)),
        houses=(np.ascontiguousarray(houses.X), houses.y),
        images=images,
        validation_images=validation_images,
        digits=_two_or_three(*images),
        validation_digits=_two_or_three(*validation_images),
        complete=train.complete and houses.complete,
    )


def random_classes(n, k):
    """Targets of n examples, drawn from k classes."""
    return new_rng().integers(k, size=n)


def _images(dataset):
    return _single(dataset.X / np.float32(255)), dataset.y


def _single(X):
    return np.ascontiguousarray(X, dtype=np.float32)


def _two_or_three(X, y):
    rows = (y == 2) | (y == 3)
    return X[rows], (y[rows] == 3).astype(np.float32)
