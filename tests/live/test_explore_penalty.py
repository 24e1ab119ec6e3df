"""The explorer of the penalty: its costs are those of runs with the penalty."""

import explored
import numpy as np
import pytest
from explored import images, put, ten_classes, titles

from helpers.live import explore_penalty
from helpers.losses import accuracy, softmax_cross_entropy
from helpers.models import Linear
from helpers.training import train


def test_penalty_shows_the_validation_cost_of_a_run_with_this_penalty():
    live = explored.explore_penalty()
    X, y = images(10)
    X_validation, y_validation = images(10, seed=1)
    for l2 in (0.0, 1.0):
        put(live, l2=l2)
        model, _ = train(
            Linear(16, 10), softmax_cross_entropy, X, y, learning_rate=0.1, l2=l2,
            epochs=2, batch_size=100, rng=np.random.default_rng(0),
        )  # fmt: skip
        z, _ = model.forward(X_validation)
        cost, _ = softmax_cross_entropy(z, y_validation)
        right = accuracy(z, y_validation)
        length = np.linalg.norm(model.parameters["W"])
        shown = f"{cost:.3f} nats, {right:.1%} right"
        assert titles(live) == f"λ = {l2:g} {shown} ‖W‖ = {length:.3g}"
        picture = live._canvas.figure.axes[0].images[0].get_array()
        W = model.parameters["W"].T.reshape(10, 4, 4)
        np.testing.assert_allclose(
            picture[4:8, 4:8], W[3] / np.abs(W[3]).max(), atol=1e-5
        )
    live.close()


def noisy(seed):
    X, y = images(10, seed=seed)
    return X + np.random.default_rng(seed).normal(0, 2, X.shape), y


def test_the_penalty_that_is_marked_has_the_lowest_validation_cost():
    live = explore_penalty(noisy(0), noisy(1), (0.0, 0.1, 3.0), epochs=300)
    _, costs, lengths = live._canvas.figure.axes
    assert np.argmin(costs.lines[0].get_ydata()) == 1  # 0 overfits, 3 underfits
    for ax in (costs, lengths):
        assert set(ax.lines[1].get_xdata()) == {1}
    live.close()


@pytest.mark.parametrize("n", [10, 50, 99, 100, 101])
def test_few_images_are_enough_for_the_penalty(n):
    X, _ = images(10, n=n)
    live = explore_penalty((X, np.arange(n) % 10), (X, np.arange(n) % 10))
    put(live, l2=0.0)
    live.close()


def test_a_penalty_that_makes_the_weights_grow_is_refused():
    X, y = ten_classes(seed=0)
    with pytest.raises(ValueError, match="penalties must be below 2/learning_rate, 4"):
        explore_penalty((X, y), (X, y), (0.0, 4.0), learning_rate=0.5)
