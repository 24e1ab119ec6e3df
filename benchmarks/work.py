"""The specification of a run, its outcome, and how far two outcomes are apart."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from helpers.batches import batches
from helpers.losses import accuracy

SEED = 0
TOLERANCE = 1e-4
MOMENTUM = 0.9


@dataclass(frozen=True)
class Work:
    """A training run, as every library is told to do it.

    Attributes
    ----------
    model : Linear or MLP
        Architecture and first weights.
    loss : callable
        Loss of `helpers`.
    X, y : ndarray
        Inputs and targets; the run takes the dtype of X.
    learning_rate, epochs
        Constant step size, passes over the data.
    batch_size : int or None
        None: all rows.
    optimizer : {"SGD", "momentum", "Adam"}
        Momentum is 0.9.
    epsilon : float
        ε of Adam.
    l2 : float or list of float
        Penalty; a list asks for one run with each.
    shuffle : bool
        Whether to shuffle, in the common order, or to keep the rows in order.
    validation : (X, y) or None
        Set whose cost and accuracy are evaluated every `monitor_every` steps.
    steps : int or None
        Take only so many; the outcome then holds costs only.
    """

    model: object
    loss: Callable
    X: np.ndarray
    y: np.ndarray
    learning_rate: float
    epochs: int = 1
    batch_size: int | None = None
    optimizer: str = "SGD"
    epsilon: float = 1e-8
    l2: float | list = 0.0
    shuffle: bool = True
    validation: tuple | None = None
    monitor_every: int | None = None
    steps: int | None = None

    @property
    def scale(self):
        """All the work over the steps that are taken."""
        steps = self.epochs * len(self.X) / (self.batch_size or len(self.X))
        return steps / self.steps if self.steps else 1.0

    def first_weights(self):
        """Copies of the first weights, in the dtype of X."""
        parameters = self.model.parameters
        return {name: value.astype(self.X.dtype) for name, value in parameters.items()}

    def weight_matrices(self):
        """The weights without the biases, layer by layer."""
        return [W for name, W in self.first_weights().items() if name[0] == "W"]

    def rows(self):
        """Rows of each step, in the common order."""
        rows = batch_rows(len(self.X), self.batch_size or len(self.X), self.epochs)
        return itertools.islice(rows, self.steps)


@dataclass(frozen=True)
class Outcome:
    """Result of one training run, to be compared with that of another library.

    Attributes
    ----------
    costs : sequence of float
        Cost of each step, as far as the library tells.
    parameters : dict of str to ndarray
        Final weights, named and shaped as in `helpers`; empty if the run was cut short.
    checks : sequence of float
        Costs and accuracies on the validation set.
    """

    costs: list = ()
    parameters: dict = field(default_factory=dict)
    checks: list = ()


def numbered(runs):
    """Outcome of several runs, from the parameters of each."""
    return Outcome(
        parameters={
            f"{name} of run {number}": value
            for number, parameters in enumerate(runs)
            for name, value in parameters.items()
        }
    )


def separately(trainer, work):
    """Function that trains with each penalty of `work`, one after the other."""
    runs = [trainer(replace(work, l2=l2)) for l2 in work.l2]
    return lambda: numbered(run().parameters for run in runs)


def new_rng():
    """Generator that draws the same orders for every library."""
    return np.random.default_rng(SEED)


def batch_rows(n, batch_size, epochs):
    """Row selections in the common order, that of `helpers.training.train`."""
    return batches(n, batch_size, epochs, new_rng() if batch_size < n else None)


def relative_distance(a, b):
    """‖a − b‖ / ‖b‖ in float64, or ‖a‖ if b is zero."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    scale = np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / (scale if scale > 0 else 1))


def run_distance(ours, theirs, work=None):
    """Largest relative distance between two runs of the same work.

    Compared are the costs of the steps that both took, the validation checks and every
    final parameter, as far as both report them.
    """
    distances = []
    steps = min(len(ours.costs), len(theirs.costs))
    if steps:
        distances.append(relative_distance(theirs.costs[:steps], ours.costs[:steps]))
    if len(ours.checks) and len(theirs.checks):
        distances.append(relative_distance(theirs.checks, ours.checks))
    for name in theirs.parameters:
        distances.append(
            relative_distance(theirs.parameters[name], ours.parameters[name])
        )
    if not distances:
        raise ValueError("the two runs must share costs, checks or parameters")
    return max(distances)


def tail_distance(ours, theirs, work):
    """Relative distance of the mean cost over the second half of the steps."""
    half = len(ours.costs) // 2
    return relative_distance(np.mean(theirs.costs[half:]), np.mean(ours.costs[half:]))


def cost_distance(ours, theirs, work):
    """Relative distance of the final costs of two linear models."""
    return relative_distance(_final_cost(theirs, work), _final_cost(ours, work))


def cost_excess(ours, theirs, work):
    """By how much the final cost of a linear model exceeds ours, relatively."""
    return max(0.0, float(_final_cost(theirs, work) / _final_cost(ours, work) - 1))


def accuracy_distance(ours, theirs, work):
    """Difference of the final accuracies of two linear classifiers."""
    theirs, ours = (accuracy(_scores(run, work), work.y) for run in (theirs, ours))
    return abs(theirs - ours)


def _final_cost(run, work):
    return work.loss(_scores(run, work), work.y)[0]


def _scores(run, work):
    return work.X @ run.parameters["W"] + run.parameters["b"]
