"""The explorer of annealing: its costs are those of an annealed run."""

import numpy as np
import pytest
from explored import curve, images, put, titles, two_classes

from helpers.live import explore_annealing
from helpers.losses import binary_cross_entropy, softmax_cross_entropy
from helpers.models import Linear
from helpers.training import annealed, train


@pytest.mark.parametrize(("alpha", "k"), [(0.01, 0.0), (3.0, 0.1)])
@pytest.mark.parametrize("classes", [2, 10])
def test_annealing_shows_the_costs_of_an_annealed_run(alpha, k, classes):
    if classes == 2:
        examples, validation = two_classes(), two_classes(seed=1)
        model, loss = Linear(6), binary_cross_entropy
    else:
        examples, validation = images(10), images(10, seed=1)
        model, loss = Linear(16, 10), softmax_cross_entropy
    live = explore_annealing(examples, validation, epochs=40)
    put(live, alpha=alpha, k=k)
    _, history = train(
        model, loss, *examples, learning_rate=annealed(alpha, k), epochs=40,
        monitor={"validation": validation},
    )  # fmt: skip
    np.testing.assert_allclose(curve(live, "training")[1], history.costs, rtol=1e-4)
    checks = [row["validation_cost"] for row in history.checks]
    np.testing.assert_allclose(curve(live, "validation")[1], checks, rtol=1e-4)
    live.close()


def test_a_run_that_diverges_is_called_so():
    X, y = two_classes()
    live = explore_annealing((1e6 * X, y), (X, y), (0.1, 1e38), epochs=9)
    put(live, alpha=1e38)
    assert "the run diverges: no cost after step" in titles(live)
    live.close()


def test_with_batches_it_shows_the_run_on_the_same_batches():
    examples, validation = two_classes(), two_classes(seed=1)
    batches = {"epochs": 3, "batch_size": 10}
    live = explore_annealing(examples, validation, seed=3, **batches)
    put(live, alpha=1.0, k=0.1)
    _, history = train(
        Linear(6), binary_cross_entropy, *examples, learning_rate=annealed(1.0, 0.1),
        rng=np.random.default_rng(3), monitor={"training": examples}, monitor_every=1,
        **batches,
    )  # fmt: skip
    checks = [row["training_cost"] for row in history.checks]
    np.testing.assert_allclose(curve(live, "training")[1], checks, rtol=1e-3)
    live.close()
