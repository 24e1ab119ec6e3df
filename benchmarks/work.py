"""The specification of a run, its outcome, and how far two outcomes are apart."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from helpers.batches import batches
from helpers.losses import accuracy
from helpers.models import MLP, Linear

SEED = 0
TOLERANCE = 1e-4
MOMENTUM = 0.9


@dataclass(frozen=True)
class Work:
    """A training run, as every library is told to do it."""

    model: Linear | MLP  # architecture and first weights
    loss: Callable  # of `helpers`
    X: np.ndarray  # the run takes its dtype
    y: np.ndarray
    learning_rate: float  # constant
    epochs: int = 1
    batch_size: int | None = None  # None: all rows
    optimizer: str = "SGD"  # or "momentum", which is 0.9, or "Adam"
    epsilon: float = 1e-8  # of Adam
    l2: float | list = 0.0  # penalty; a list asks for one run with each
    shuffle: bool = True  # in the common order; False keeps the rows in order
    validation: tuple | None = None  # (X, y): cost and accuracy are evaluated on it
    monitor_every: int | None = None  # every so many steps
    steps: int | None = None  # take only so many; the outcome then holds costs only

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
    """Result of one training run, to be compared with that of another library."""

    costs: Sequence[float] = ()  # of each step, as far as the library tells
    # Final weights, named and shaped as in `helpers`; none if the run was cut short.
    parameters: dict = field(default_factory=dict)
    checks: Sequence[float] = ()  # costs and accuracies on the validation set


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
    steps = min(len(ours.costs), len(theirs.costs))
    pairs = [(theirs.costs[:steps], ours.costs[:steps]), (theirs.checks, ours.checks)]
    pairs += [(W, ours.parameters[name]) for name, W in theirs.parameters.items()]
    shared = [pair for pair in pairs if all(map(len, pair))]
    if not shared:
        raise ValueError("the two runs must share costs, checks or parameters")
    return max(relative_distance(*pair) for pair in shared)


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
