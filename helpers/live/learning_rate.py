"""The learning rate: gradient descent for a straight line."""

import ipywidgets as widgets
import numpy as np

from helpers.checking.arguments import (
    check_array,
    check_count,
    check_examples,
    check_text,
)
from helpers.live.figure import LiveFigure
from helpers.live.shared import (
    BLACK,
    BLUE,
    RED,
    SKY,
    check_varies,
    moving_titles,
    rounded,
    with_minus,
)
from helpers.live.sliders import log_slider
from helpers.plots import new_figure
from helpers.shortcuts.quadratic import travelled


def explore_learning_rate(x, y, x_label, y_label, iterations=200):
    """Gradient descent for a straight line: cost, path of (w, b), and the line.

    The cost is J(θ*) + ½ (θ − θ*)ᵀH(θ − θ*) with θ = (w, b), and from θ₀ = 0 the
    parameters after t steps are θₜ = θ* + (I − αH)ᵗ (θ₀ − θ*) (equations 2.10 and 2.11
    of notebook 02). The limit of the rate is 2/h_max, with h_max the largest eigenvalue
    of H.

    Parameters
    ----------
    x : ndarray, shape (n,)
        The input. Not centred, it gives a narrow valley.
    y : ndarray, shape (n,)
        The target.
    x_label, y_label : str
        Their names with units.
    iterations : int
        Steps of a whole run.

    Returns
    -------
    LiveFigure
        Sliders: learning rate α, and the steps t taken so far.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or x or y is the same for all examples.
    """
    y = _checked_targets(x, y)
    check_text("x_label", x_label)
    check_text("y_label", y_label)
    check_count("iterations", iterations)
    line = _StraightLine(x, y)
    limit = 2 / line.h[-1]
    figure, axes = new_figure(3, height=2.9)
    lowest = max(line.floor, 1e-6 * line.start)  # of an exact fit the floor is rounding
    curve, point = _draw_costs(axes[0], line, lowest, limit, iterations)
    path, place = _draw_valley(axes[1], line, lowest)
    fitted, ends = _draw_line(axes[2], x, y)
    axes[2].set(xlabel=x_label, ylabel=y_label)
    titles = moving_titles(*axes)

    @np.errstate(over="ignore", invalid="ignore")  # of a run that grows beyond bounds
    def update(alpha, t):
        thetas = line.path(alpha, iterations)
        costs = line.cost(thetas)
        w, b = thetas[t]
        curve.set_data(np.arange(iterations + 1), costs)
        point.set_data([t], [costs[t]])
        path.set_data(*thetas[: t + 1].T)
        place.set_data([w], [b])
        fitted.set_data(ends, w * ends + b)
        sign = "<" if alpha < limit else "≥"
        titles[0].set_text(f"α = {alpha:.3g} {sign} {limit:.3g}")
        titles[1].set_text(f"t = {t}: J = {costs[t]:.4g}")
        titles[2].set_text(with_minus(f"w = {w:.3g}, b = {b:.3g}"))

    rate = log_slider(
        "learning rate α",
        rounded(0.9 * limit),
        smallest=rounded(limit / 1000),
        largest=rounded(1.2 * limit),
    )
    steps = widgets.IntSlider(
        min(20, iterations), max=iterations, description="steps taken t"
    )
    artists = [curve, point, path, place, fitted, *titles]
    return LiveFigure(figure, artists, update, alpha=rate, t=steps)


def _checked_targets(x, y):
    """Targets of a straight line as float64; raise unless they and x vary."""
    check_array("x", x)
    if x.ndim != 1:
        raise ValueError(f"x must have shape (n,); got {x.shape}")
    check_examples(x[:, np.newaxis], y, name="x")
    check_varies("x", x)
    check_varies("y", y)
    return y.astype(np.float64)


def _draw_costs(ax, line, lowest, limit, iterations):
    """Cost over the steps: the run at the limit; a curve and a point that move."""
    at_limit = line.cost(line.path(limit, iterations))
    ax.plot(at_limit, ":", color=BLACK, linewidth=1, label=r"$\alpha = 2/h_{\max}$")
    ax.axhline(line.floor, color=BLACK, linestyle="--", linewidth=1, label="minimum")
    (curve,) = ax.plot([], [], color=BLUE)
    (point,) = ax.plot([], [], "o", color=RED)
    ax.set(yscale="log", xlabel="step", xlim=(0, iterations))
    ax.set(ylabel="cost J", ylim=(0.7 * lowest, 20 * line.start))
    ax.legend(loc="upper right", fontsize=8)
    return curve, point


def _draw_valley(ax, line, lowest):
    """Level lines of the cost from `lowest` up; a path and a point that move."""
    # A minimum near an axis needs a range all the same: a change that costs something.
    reach = 0.2 * np.sqrt(2 * line.start / np.diag(line.H))
    reach = np.copysign(np.maximum(np.abs(line.best), reach), line.best)
    w, b = (r * np.linspace(-1.4, 1.6, 121) for r in reach)
    J = line.cost(np.stack(np.meshgrid(w, b), axis=-1))
    levels = lowest * (J.max() / lowest) ** np.linspace(0.02, 0.9, 12)
    ax.contour(w, b, J, levels, colors="#999999", linewidths=0.6)
    ax.plot(*line.best, "*", color=BLACK)
    ax.set(xlabel="weight w", ylabel="bias b", xlim=sorted(w[[0, -1]]))
    ax.set(ylim=sorted(b[[0, -1]]))
    ax.grid(False)
    (path,) = ax.plot([], [], ".-", color=BLUE, linewidth=0.8, markersize=3)
    (place,) = ax.plot([], [], "o", color=RED)
    return path, place


def _draw_line(ax, x, y):
    """The examples; a straight line that moves, and between which x it is drawn."""
    ax.plot(x, y, ".", color=SKY, markersize=2)
    (fitted,) = ax.plot([], [], color=RED)
    height = y.max() - y.min()
    ax.set(ylim=(y.min() - 0.2 * height, y.max() + 0.1 * height))
    return fitted, np.array([x.min(), x.max()])


class _StraightLine:
    """The cost of a straight line, as a quadratic function of θ = (w, b).

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Input and target.

    Attributes
    ----------
    best : ndarray, shape (2,)
        The minimum θ*.
    floor, start : float
        The cost there, and at θ = 0.
    H, h : ndarray
        Hessian, and its eigenvalues in ascending order.
    """

    def __init__(self, x, y):
        A = np.column_stack([x, np.ones(len(x))])
        self.best = np.linalg.lstsq(A, y, rcond=None)[0]
        self.floor = np.mean((A @ self.best - y) ** 2)
        self.H = 2 / len(x) * A.T @ A
        self.h, self._Q = np.linalg.eigh(self.H)
        self._g = 2 / len(x) * self._Q.T @ (A.T @ y)  # minus the gradient at θ = 0
        self.start = self.cost(np.zeros(2))

    def cost(self, theta):
        """Cost J of one or of many θ, an array of shape (..., 2)."""
        d = theta - self.best
        return self.floor + np.sum(d @ self.H * d, axis=-1) / 2

    def path(self, alpha, steps):
        """θ after 0, 1, …, `steps` steps from zero, of shape (steps + 1, 2)."""
        t = np.arange(steps + 1)[:, np.newaxis]
        return travelled(self.h, alpha, t) * self._g @ self._Q.T
