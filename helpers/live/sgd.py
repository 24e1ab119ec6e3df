"""Stochastic gradient descent in the plane of two weights."""

import itertools

import numpy as np

from helpers.batches import batches, select
from helpers.checking.arguments import (
    as_floats,
    check_count,
    check_examples,
    check_fraction,
    check_positive,
    check_text,
)
from helpers.live.figure import LiveFigure
from helpers.live.shared import BLACK, BLUE, RED, SKY, check_classes, moving_titles
from helpers.live.sliders import choice_slider, log_slider
from helpers.losses import binary_cross_entropy, sigmoid
from helpers.optimizers import Momentum
from helpers.plots import new_figure


def explore_sgd(X, y, names, steps=100, seed=0):
    """Path of stochastic gradient descent in the plane of two weights.

    Logistic regression without a bias, ŷ = σ(w₁x₁ + w₂x₂), from w = 0. A batch B gives
    the gradient (1/|B|) Σ (ŷᵢ − yᵢ) xᵢ (equation 3.6 of notebook 03), and momentum the
    step v ← βv + gradient, w ← w − αv.

    Parameters
    ----------
    X : ndarray, shape (n, 2)
        Two inputs, centred. No straight line through 0 may part the two classes: then
        the cost would have no minimum.
    y : ndarray, shape (n,)
        Targets 0 or 1, both of them.
    names : (str, str)
        What the two weights belong to.
    steps : int
        Length of the path.
    seed : int
        Of the shuffling: the same batch size always sees the same batches.

    Returns
    -------
    LiveFigure
        Sliders: batch size, learning rate α, momentum β.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    _check_plane(X, y)
    y = y.astype(np.float64)
    if not isinstance(names, (tuple, list)) or len(names) != 2:
        raise ValueError(f"names must be a pair of str; got {names!r}")
    for name in names:
        check_text("each of names", name)
    check_count("steps", steps)
    check_count("seed", seed, smallest=0)
    n = len(X)
    best = _minimum(X, y)
    lowest = path_costs(X, y, best[np.newaxis])[0]
    figure, (left, right) = new_figure(2, height=3.4)
    path, end = _draw_plane(left, X, y, best, lowest)
    left.set(xlabel=f"weight of {names[0]}", ylabel=f"weight of {names[1]}")
    noisy, smooth = _draw_costs(right, lowest, steps)
    titles = moving_titles(left, right)
    checked = np.r_[0:steps:4, steps]

    def update(batch_size, alpha, beta):
        weights, costs = sgd_path(X, y, batch_size, alpha, beta, steps, seed)
        whole = path_costs(X, y, weights[checked])
        path.set_data(*weights.T)
        end.set_data(*weights[-1:].T)
        noisy.set_data(np.arange(steps), costs)
        smooth.set_data(checked, whole)
        epochs = steps * batch_size / n
        titles[0].set_text(f"|B| = {batch_size}, α = {alpha:.3g}, β = {beta:g}")
        titles[1].set_text(f"{epochs:.2g} epochs, cost at the end {whole[-1]:.3f}")

    sizes = [size for size in (1, 4, 16, 64, 256, 1024) if size < n] + [n]
    usual = max(size for size in sizes if size <= 16)
    return LiveFigure(
        figure,
        [path, end, noisy, smooth, *titles],
        update,
        batch_size=choice_slider("batch size (images)", usual, sizes),
        alpha=log_slider("learning rate α", 1.0, smallest=0.01, largest=100),
        beta=choice_slider("momentum β", 0.0, (0.0, 0.5, 0.8, 0.9, 0.95)),
    )


def _check_plane(X, y):
    """Raise unless each example has two inputs, and a class of two."""
    check_examples(X, y)
    if X.shape[1] != 2:
        raise ValueError(f"X must have shape (n, 2); got {X.shape}")
    check_classes("y", y, 2)


def _draw_plane(ax, X, y, best, lowest):
    """Level lines of the cost around its minimum; a path and its end that move."""
    # Where the minimum is near 0 the plane still shows weights that change a score.
    reach = max(1.1 * max(abs(best)), 0.5 / np.sqrt(np.mean(X**2)))
    w1, w2 = (centre + reach * np.linspace(-1, 1, 41) for centre in 0.6 * best)
    grid = np.stack(np.meshgrid(w1, w2), axis=-1)
    J = path_costs(X, y, grid.reshape(-1, 2)).reshape(len(w2), len(w1))
    levels = lowest * (J.max() / lowest) ** (np.linspace(0.1, 0.95, 12) ** 2)
    ax.contour(w1, w2, J, levels, colors="#999999", linewidths=0.6)
    ax.plot(*best, "*", color=BLACK, markersize=8)
    (path,) = ax.plot([], [], ".-", color=BLUE, linewidth=0.8, markersize=4)
    (end,) = ax.plot([], [], "o", color=RED)
    ax.set(xlim=w1[[0, -1]], ylim=w2[[0, -1]])
    ax.grid(False)
    return path, end


def _draw_costs(ax, lowest, steps):
    """Axes of the costs; the curve of the batches and that of all examples, to move."""
    (noisy,) = ax.plot([], [], color=SKY, linewidth=0.8, label="batch")
    (smooth,) = ax.plot([], [], color=BLUE, label="all examples")
    ax.axhline(lowest, color=BLACK, linestyle="--", linewidth=1, label="minimum")
    ax.set(xlabel="step", ylabel="cost (nats per image)")
    ax.set(xlim=(0, steps), ylim=(0, 1))
    ax.legend(loc="upper right")
    return noisy, smooth


def sgd_path(X, y, batch_size, alpha, beta, steps, seed):
    """Weights before each step and after the last, and the cost of each batch.

    Parameters
    ----------
    X : ndarray, shape (n, 2)
        Two inputs.
    y : ndarray, shape (n,)
        Targets 0 or 1, both of them.
    batch_size : int
        Examples in a batch, n at most: then in their order, otherwise shuffled.
    alpha, beta : float
        Learning rate and momentum.
    steps, seed : int
        Length of the path, and the seed of the shuffling.

    Returns
    -------
    weights : ndarray, shape (steps + 1, 2)
    costs : ndarray, shape (steps,)

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    _check_plane(X, y)
    check_count("batch_size", batch_size, largest=len(X))
    check_positive("alpha", alpha)
    check_fraction("beta", beta)
    check_count("steps", steps)
    check_count("seed", seed, smallest=0)
    rng = np.random.default_rng(seed) if batch_size < len(X) else None
    parameters, optimizer = {"w": np.zeros(2)}, Momentum(float(beta))
    weights, costs = [np.zeros(2)], []
    chosen = itertools.islice(batches(len(X), batch_size, steps, rng), steps)
    for rows in chosen:
        X_batch, y_batch = select(X, rows), select(y, rows)
        z = X_batch @ parameters["w"]
        J, dz = binary_cross_entropy(z[:, np.newaxis], y_batch)
        optimizer.update(parameters, {"w": X_batch.T @ dz[:, 0]}, float(alpha))
        weights.append(parameters["w"].copy())
        costs.append(J)
    return np.array(weights), np.array(costs)


def path_costs(X, y, weights):
    """Cost on all examples of logistic regression without a bias, for each weights.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Inputs.
    y : ndarray, shape (n,)
        Targets 0 or 1.
    weights : ndarray, shape (K, p)
        The weights of K models: the places on a path.

    Returns
    -------
    ndarray, shape (K,)

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    check_examples(X, y)
    weights = as_floats("weights", weights)
    if weights.ndim != 2 or len(weights) == 0 or weights.shape[1] != X.shape[1]:
        raise ValueError(
            f"weights must have shape (K, {X.shape[1]}), K ≥ 1, one column for each "
            f"of X; got {weights.shape}"
        )
    z = X @ weights.T
    return binary_cross_entropy(z[..., np.newaxis], y)[0]


def _minimum(X, y):
    """Weights of the lowest cost, by Newton's method."""
    # It exists if the examples, those of class 0 mirrored, lie in no half-plane (with
    # its border): seen from 0, no gap between them is as wide as half a turn.
    mirrored = np.where(y[:, np.newaxis] == 1, X, -X)
    mirrored = mirrored[np.any(mirrored != 0, axis=1)]
    angles = np.sort(np.arctan2(mirrored[:, 1], mirrored[:, 0]))
    gaps = np.diff(angles, append=angles[:1] + 2 * np.pi)
    if len(angles) == 0 or gaps.max() > np.pi - 1e-6:
        raise ValueError(
            "X must hold classes that no straight line through 0 parts: else the cost "
            "has no minimum; got classes that one parts"
        )
    w = np.zeros(2)
    for _ in range(50):
        y_hat = sigmoid(X @ w)
        hessian = X.T @ (X * (y_hat * (1 - y_hat))[:, np.newaxis])
        step = np.linalg.solve(hessian, X.T @ (y_hat - y))
        while np.diff(path_costs(X, y, np.stack([w, w - step])))[0] > 0:
            step /= 2  # too far
        w = w - step
    return w
