"""What is compared: the order of the examples, the result of a run, same or not."""

from dataclasses import dataclass, field

import numpy as np

from helpers.losses import accuracy

SEED = 0
TOLERANCE = 1e-4


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


def new_rng():
    """Generator that draws the same orders for every library."""
    return np.random.default_rng(SEED)


def batch_rows(n, batch_size, epochs):
    """Row selections in the order that `helpers.training.train` takes them."""
    rng = new_rng()
    for _ in range(epochs):
        if batch_size >= n:
            yield slice(0, n)
            continue
        order = rng.permutation(n)
        for first in range(0, n, batch_size):
            yield order[first : first + batch_size]


def relative_distance(a, b):
    """‖a − b‖ / ‖b‖ in float64, or ‖a‖ if b is zero."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    scale = np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / (scale if scale > 0 else 1))


def run_distance(ours, theirs):
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


def tail_distance(ours, theirs):
    """Relative distance of the mean cost over the second half of the steps."""
    half = len(ours.costs) // 2
    return relative_distance(np.mean(theirs.costs[half:]), np.mean(ours.costs[half:]))


def cost_distance(loss, X, y):
    """Comparison of two linear models by their final cost on (X, y)."""

    def compare(ours, theirs):
        costs = [loss(_scores(run, X), y)[0] for run in (theirs, ours)]
        return relative_distance(*costs)

    return compare


def cost_excess(loss, X, y):
    """By how much the final cost of a linear model exceeds ours, relatively."""

    def compare(ours, theirs):
        costs = [loss(_scores(run, X), y)[0] for run in (theirs, ours)]
        return max(0.0, float(costs[0] / costs[1] - 1))

    return compare


def accuracy_distance(X, y):
    """Comparison of two linear classifiers by their final accuracy on (X, y)."""

    def compare(ours, theirs):
        return abs(accuracy(_scores(theirs, X), y) - accuracy(_scores(ours, X), y))

    return compare


def _scores(run, X):
    return X @ run.parameters["W"] + run.parameters["b"]
