"""Explorers: live figures in which a slider trains again, at once and exactly.

Each function takes data and returns a `LiveFigure`. Behind the sliders stands either a
closed form, which is evaluated for the value on the slider, or a set of runs of
`helpers.training` and `helpers.sweeps`, made when the cell runs; then the sliders offer
only the values of these runs. So what is shown always belongs to the sliders.
"""

import contextlib
import itertools
import math
import reprlib

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import to_rgb

from helpers.arguments import (
    check_array,
    check_choice,
    check_count,
    check_examples,
    check_not_negative,
    check_positive,
    check_text,
)
from helpers.batches import batches, select
from helpers.data import Dataset
from helpers.live import LiveFigure, as_choices, choice_slider, log_slider
from helpers.losses import (
    accuracy,
    binary_cross_entropy,
    mean_squared_error,
    perceptron_loss,
    sigmoid,
    softmax,
    softmax_cross_entropy,
)
from helpers.machine.progress import progress_bar
from helpers.models import ACTIVATIONS, MLP, Linear
from helpers.optimizers import Momentum
from helpers.plots import COLOURS, new_figure
from helpers.sweeps import sweep
from helpers.training import annealed, train

BLUE, RED, GREEN, PINK, ORANGE, SKY, BLACK = COLOURS


# --- Losses -----------------------------------------------------------------------


def explore_losses():
    """Three losses of one example and their derivatives, against the margin.

    With two classes written as s = ±1 the margin is m = s z, positive if the prediction
    is right. The squared loss is (1 − m)², the logistic loss log(1 + e^−m), the
    perceptron loss max(0, −m) (equations 1.2, 1.11 and 1.40 of notebook 01).

    Returns
    -------
    LiveFigure
        Slider: the margin.
    """
    margins = np.linspace(-3, 3, 241)
    curves = {name: losses_of_margin(name, margins) for name in LOSSES_OF_MARGIN}
    figure, (left, right) = new_figure(2, height=3.3)
    left.set(xlabel="margin m", ylabel="loss", xlim=(-3, 3), ylim=(-0.2, 6))
    right.set(xlabel="margin m", ylabel="derivative of the loss by m")
    right.set(xlim=(-3, 3), ylim=(-6, 3))
    points, tangents = {}, {}
    for colour, (name, (loss, slope)) in zip(COLOURS, curves.items(), strict=False):
        left.plot(margins, loss, color=colour, label=name)
        right.plot(margins, slope, color=colour)
        points[name] = [ax.plot([], [], "o", color=colour)[0] for ax in (left, right)]
        (tangents[name],) = left.plot([], [], "--", color=colour, linewidth=1)
    left.legend(loc="upper right")
    titles = [_title(ax) for ax in (left, right)]

    def update(margin):
        ends = np.array([margin - 1, margin + 1])
        losses, slopes = [], []
        for name in curves:
            (loss,), (slope,) = losses_of_margin(name, np.array([margin]))
            for point, value in zip(points[name], (loss, slope), strict=True):
                point.set_data([margin], [value])
            tangents[name].set_data(ends, loss + slope * (ends - margin))
            losses.append(f"{loss:.2f}")
            slopes.append(f"{slope:.2f}")
        titles[0].set_text(_minus(f"m = {margin:.2f}, losses {', '.join(losses)}"))
        titles[1].set_text(_minus(f"derivatives {', '.join(slopes)}"))

    slider = widgets.FloatSlider(
        -1, min=-3, max=3, step=0.05, description="margin m (unit of the score)"
    )
    artists = [*itertools.chain(*points.values()), *tangents.values(), *titles]
    return LiveFigure(figure, artists, update, margin=slider)


# What `helpers.losses` calls the margin m: the score of an example of class 1, or the
# lead of the true class over the other.
LOSSES_OF_MARGIN = {
    "squared": lambda m: mean_squared_error(np.array([[m]]), np.array([1.0])),
    "logistic": lambda m: binary_cross_entropy(np.array([[m]]), np.array([1])),
    "perceptron": lambda m: perceptron_loss(np.array([[m, 0.0]]), np.array([0])),
}


def losses_of_margin(name, margins):
    """Loss and derivative of one example at each margin.

    Parameters
    ----------
    name : {"squared", "logistic", "perceptron"}
        Which loss.
    margins : ndarray, shape (n,)
        Margins m.

    Returns
    -------
    loss, slope : ndarray, shape (n,)
        L(m) and ∂L/∂m.

    Raises
    ------
    ValueError
        If there is no such loss.
    """
    check_choice("name", name, LOSSES_OF_MARGIN)
    pairs = [LOSSES_OF_MARGIN[name](m) for m in margins]
    return np.array([J for J, _ in pairs]), np.array([dz[0, 0] for _, dz in pairs])


# --- Linear regression ------------------------------------------------------------


def explore_learning_rate(x, y, x_label, y_label, iterations=200):
    """Gradient descent for a straight line: cost, path of (w, b), and the line.

    From θ = (w, b) = 0 the parameters after t steps are
    θₜ = θ* + (I − αH)ᵗ (θ₀ − θ*), and the cost is J(θ*) + ½ (θₜ − θ*)ᵀH(θₜ − θ*)
    (equations 1.53 and 1.54 of notebook 01). The limit of the rate is 2/λmax, λmax
    being the largest eigenvalue of H.

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
    line = StraightLine(x, y)
    limit = 2 / line.h[-1]
    figure, (left, middle, right) = new_figure(3, height=2.9)

    start = line.cost(np.zeros(2))
    lowest = max(line.floor, 1e-6 * start)  # of an exact fit the floor is rounding
    at_limit = line.cost(line.path(limit, iterations))
    left.plot(at_limit, ":", color=BLACK, linewidth=1, label="α = 2/λmax")
    left.axhline(line.floor, color=BLACK, linestyle="--", linewidth=1, label="minimum")
    (curve,) = left.plot([], [], color=BLUE)
    (point,) = left.plot([], [], "o", color=RED)
    left.set(yscale="log", xlabel="step", xlim=(0, iterations))
    left.set(ylabel="cost J", ylim=(0.7 * lowest, 20 * start))
    left.legend(loc="upper right", fontsize=8)

    _draw_valley(middle, line, start, lowest)
    (path,) = middle.plot([], [], ".-", color=BLUE, linewidth=0.8, markersize=3)
    (place,) = middle.plot([], [], "o", color=RED)

    right.plot(x, y, ".", color=SKY, markersize=2)
    ends = np.array([x.min(), x.max()])
    (fitted,) = right.plot([], [], color=RED)
    height = y.max() - y.min()
    right.set(xlabel=x_label, ylabel=y_label)
    right.set(ylim=(y.min() - 0.2 * height, y.max() + 0.1 * height))
    titles = [_title(ax) for ax in (left, middle, right)]

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
        titles[2].set_text(_minus(f"w = {w:.3g}, b = {b:.3g}"))

    rate = log_slider(
        "learning rate α",
        _rounded(0.9 * limit),
        smallest=_rounded(limit / 1000),
        largest=_rounded(1.2 * limit),
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
    _check_varies("x", x)
    _check_varies("y", y)
    return y.astype(np.float64)


def _draw_valley(ax, line, start, lowest):
    """Level lines of the cost from `lowest` up, around 0 and the minimum."""
    # A minimum near an axis needs a range all the same: a change that costs something.
    reach = 0.2 * np.sqrt(2 * start / np.diag(line.H))
    reach = np.copysign(np.maximum(np.abs(line.best), reach), line.best)
    w, b = (r * np.linspace(-1.4, 1.6, 121) for r in reach)
    J = line.cost(np.stack(np.meshgrid(w, b), axis=-1))
    levels = lowest * (J.max() / lowest) ** np.linspace(0.02, 0.9, 12)
    ax.contour(w, b, J, levels, colors="#999999", linewidths=0.6)
    ax.plot(*line.best, "*", color=BLACK)
    ax.set(xlabel="weight w", ylabel="bias b", xlim=sorted(w[[0, -1]]))
    ax.set(ylim=sorted(b[[0, -1]]))
    ax.grid(False)


class StraightLine:
    """The cost of a straight line, as a quadratic function of θ = (w, b).

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Input and target.

    Attributes
    ----------
    best : ndarray, shape (2,)
        The minimum θ*.
    floor : float
        Its cost.
    H, h : ndarray
        Hessian, and its eigenvalues in ascending order.
    """

    def __init__(self, x, y):
        A = np.column_stack([x, np.ones(len(x))])
        self.best = np.linalg.lstsq(A, y, rcond=None)[0]
        self.floor = np.mean((A @ self.best - y) ** 2)
        self.H = 2 / len(x) * A.T @ A
        self.h, self._Q = np.linalg.eigh(self.H)

    def cost(self, theta):
        """Cost J of one or of many θ, an array of shape (..., 2)."""
        d = theta - self.best
        return self.floor + np.sum(d @ self.H * d, axis=-1) / 2

    def path(self, alpha, steps):
        """θ after 0, 1, …, `steps` steps from zero, of shape (steps + 1, 2)."""
        t = np.arange(steps + 1)[:, np.newaxis]
        c = -self.best @ self._Q
        return self.best + ((1 - alpha * self.h) ** t * c) @ self._Q.T


# --- Ridge regression -------------------------------------------------------------


def explore_ridge(train, test, unit):
    """Penalty, learning rate and early stopping, on the same linear regression.

    The cost is (1/n) ‖Xw + b − y‖² + ½ λ‖w‖² with centred inputs, so that b is the mean
    of y. In the basis of eigenvectors of H = (2/n) XᵀX, with eigenvalues hₘ and
    c = (2/n) Xᵀy, the weights after t steps from zero are
    wₘ = cₘ (1 − (1 − α(hₘ + λ))ᵗ)/(hₘ + λ): exact for every value on the sliders.

    Parameters
    ----------
    train, test : (X, y) or Dataset
        Inputs (n, p) and real targets (n,).
    unit : str
        Unit of the target.

    Returns
    -------
    LiveFigure
        Sliders: penalty λ, learning rate α, steps t.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or all training examples have the same
        inputs or the same target.
    """
    check_text("unit", unit)
    ridge = Ridge(train, test)
    limit = 2 / ridge.h.max()
    steps = np.unique(np.geomspace(1, 100_000, 101).astype(int))
    penalties = np.geomspace(1e-4, 10, 51)
    start = max(error[0] for error in ridge.errors(0, limit, 0.0))
    figure, (left, right) = new_figure(2, height=3.3, sharey=True)
    curves, points = {}, {}
    for ax in (left, right):
        for name, colour in (("train", BLUE), ("test", RED)):
            (curves[ax, name],) = ax.plot([], [], color=colour, label=name)
            (points[ax, name],) = ax.plot([], [], "o", color=colour)
    left.set(xscale="log", xlabel="step", ylabel=f"root mean squared error ({unit})")
    left.set(xlim=(1, 100_000), ylim=(0.1 * start, 0.8 * start))
    right.set(xscale="log", xlabel="penalty λ", xlim=(1e-4, 10))
    (best,) = right.plot([], [], "v", color=BLACK, label="lowest test error")
    (kept,) = left.plot([], [], "v", color=BLACK)
    right.legend(loc="upper left")
    titles = [_title(ax) for ax in (left, right)]

    def update(l2, alpha, t):
        over_steps = ridge.errors(steps, alpha, l2)
        over_penalties = ridge.errors(t, alpha, penalties)
        here = ridge.errors(t, alpha, l2)
        for ax, grid, errors, x in (
            (left, steps, over_steps, t),
            (right, penalties, over_penalties, l2),
        ):
            for name, error, now in zip(("train", "test"), errors, here, strict=True):
                curves[ax, name].set_data(grid, error)
                points[ax, name].set_data([x], now)
        for marker, grid, (_, error) in (
            (kept, steps, over_steps),
            (best, penalties, over_penalties),
        ):
            i = error.argmin()
            marker.set_data([grid[i]], [error[i] - 0.025 * start])
        verdict = "" if alpha * (ridge.h.max() + l2) < 2 else "(does not converge)"
        titles[0].set_text(f"λ = {l2:.3g}, α = {alpha:.3g} {verdict}")
        titles[1].set_text(f"t = {t:,}: train {here[0][0]:.3f}, test {here[1][0]:.3f}")

    artists = [*curves.values(), *points.values(), best, kept, *titles]
    return LiveFigure(
        figure,
        artists,
        update,
        l2=log_slider("penalty λ", 1e-3, 1e-4, 10),
        alpha=log_slider(
            "learning rate α",
            _rounded(limit / 2),
            smallest=_rounded(limit / 100),
            largest=_rounded(1.2 * limit),
        ),
        t=choice_slider("steps taken t", steps[-21].item(), steps.tolist()),
    )


class Ridge:
    """Errors of ridge regression after any number of steps, from one factorisation.

    Parameters
    ----------
    train, test : (X, y) or Dataset
        Inputs (n, p) and targets (n,).

    Attributes
    ----------
    h : ndarray, shape (r,)
        Eigenvalues of (2/n) XᵀX that are not zero.
    """

    def __init__(self, train, test):
        (X, y), (X_test, y_test) = _pairs(np.float64, train=train, test=test)
        _check_varies("X of train", X)
        _check_varies("y of train", y)
        mean, b = X.mean(axis=0), y.mean()
        X, X_test = X - mean, X_test - mean
        h, Q = np.linalg.eigh(2 / len(X) * X.T @ X)
        kept = h > 1e-10 * h[-1]  # along the others the weights stay zero
        self.h, Q = h[kept], Q[:, kept]
        self.c = 2 / len(X) * Q.T @ (X.T @ (y - b))
        self._sets = [
            _moments(inputs @ Q, targets - b)
            for inputs, targets in ((X, y), (X_test, y_test))
        ]

    def weights(self, t, alpha, l2):
        """Weights in the eigenbasis, one row for each of the steps t or penalties l2.

        Parameters
        ----------
        t : int or ndarray, shape (K,)
            Steps.
        alpha : float
            Learning rate.
        l2 : float or ndarray, shape (K,)
            Penalty λ.

        Returns
        -------
        ndarray, shape (K, r)
        """
        t, l2 = np.broadcast_arrays(np.atleast_1d(t), l2)
        k = self.h + l2[:, np.newaxis]
        with np.errstate(over="ignore"):
            return self.c * (1 - (1 - alpha * k) ** t[:, np.newaxis]) / k

    def errors(self, t, alpha, l2):
        """Root mean squared errors on both sets, each of shape (K,).

        Where the weights overflow, the errors are NaN.
        """
        w = self.weights(t, alpha, l2)
        w = np.where(np.abs(w).max(axis=1, keepdims=True) < 1e6, w, np.nan)
        # ‖Xw − y‖²/n without a pass through the data: wᵀBw − 2wᵀg + s.
        squares = (np.sum(w @ B * w, axis=1) - 2 * w @ g + s for B, g, s in self._sets)
        return [np.sqrt(np.maximum(square, 0)) for square in squares]


def _moments(X, y):
    """The numbers B, g and s of the mean squared error wᵀBw − 2wᵀg + s."""
    n = len(X)
    return X.T @ X / n, X.T @ y / n, y @ y / n


# --- Logistic regression ----------------------------------------------------------


def explore_annealing(
    train,
    validation,
    rates=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    decays=(0.0, 0.01, 0.1, 1.0),
    steps=200,
):
    """Learning rate and annealing of logistic or softmax regression, full batches.

    α(t) = α₀/(1 + kt) (equation 3.4 of notebook 03). All pairs of α₀ and k are trained
    at once when the function is called, in float32.

    Parameters
    ----------
    train, validation : (X, y) or Dataset
        Inputs (n, p), and targets 0 or 1 or class indices; each class is in `train`.
    rates, decays : sequence of float
        The values of α₀, and of k.
    steps : int
        Length of each run.

    Returns
    -------
    LiveFigure
        Sliders: learning rate α₀, annealing constant k.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    rates = _each("rates", rates, check_positive)
    decays = _each("decays", decays, check_not_negative)
    check_count("steps", steps)
    histories = _annealed_runs(train, validation, rates, decays, steps)
    tables = {pair: run.to_frame() for pair, run in histories.items()}
    figure, (left, right) = new_figure(2, height=3.2)
    (training,) = left.plot([], [], color=BLUE, label="training")
    (checked,) = left.plot([], [], color=RED, label="validation")
    left.set(yscale="log", xlabel="step", ylabel="cost (nats per image)")
    lowest = min(table["cost"].min() for table in tables.values())
    left.set(xlim=(0, steps), ylim=(max(0.7 * lowest, 1e-6), 6))
    left.legend(loc="upper right")
    t = np.arange(steps)
    (rate,) = right.plot([], [], color=GREEN)
    right.set(yscale="log", xlabel="step", ylabel="learning rate α(t)", xlim=(0, steps))
    right.set(ylim=(min(rates) / (1 + max(decays) * steps) / 2, 2 * max(rates)))
    titles = [_title(ax) for ax in (left, right)]

    def update(alpha, k):
        table, diverged_at = tables[alpha, k], histories[alpha, k].diverged_at
        costs, checks = table["cost"].dropna(), table["validation_cost"].dropna()
        training.set_data(costs.index, costs)
        checked.set_data(checks.index, checks)
        rate.set_data(t, annealed(alpha, k)(t))
        last = f"training {costs.iloc[-1]:.3f}, validation {checks.iloc[-1]:.3f}"
        titles[0].set_text(
            f"at the end: {last}"
            if diverged_at is None
            else f"the run diverges: no cost after step {diverged_at}"
        )
        titles[1].set_text(f"α(t) = {alpha:g}/(1 + {k:g} t)")

    return LiveFigure(
        figure,
        [training, checked, rate, *titles],
        update,
        alpha=choice_slider("learning rate α₀", rates[max(len(rates) - 2, 0)], rates),
        k=choice_slider("annealing constant k (1/step)", decays[0], decays),
    )


def _annealed_runs(train, validation, rates, decays, steps):
    """History of the run for each pair of α₀ and k."""
    (X, y), checked = _pairs(np.float32, train=train, validation=validation)
    _check_classes("train", y)
    _check_known("train", y, "validation", checked[1])
    y, classes = y.astype(np.int64), len(np.unique(y))
    model, loss = Linear(X.shape[1], classes), softmax_cross_entropy
    if classes == 2:
        model, loss = Linear(X.shape[1]), binary_cross_entropy
    pairs = list(itertools.product(rates, decays))
    runs = sweep(
        model,
        loss,
        X,
        y,
        learning_rate=[annealed(alpha, k) for alpha, k in pairs],
        epochs=steps,
        monitor={"validation": (checked[0], checked[1].astype(np.int64))},
        monitor_every=max(1, steps // 100),
    )
    return {pair: run for pair, (_, run) in zip(pairs, runs, strict=True)}


def explore_sgd(X, y, names, steps=100, seed=0):
    """Path of stochastic gradient descent in the plane of two weights.

    Logistic regression without a bias, ŷ = σ(w₁x₁ + w₂x₂), from w = 0. A batch B gives
    the gradient (1/|B|) Σ (ŷᵢ − yᵢ) xᵢ (equation 3.2 of notebook 03), and momentum the
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
    check_examples(X, y)
    if X.shape[1] != 2:
        raise ValueError(f"X must have shape (n, 2); got {X.shape}")
    _check_classes("y", y, 2)
    y = y.astype(np.float64)
    if not isinstance(names, (tuple, list)) or len(names) != 2:
        raise ValueError(f"names must be a pair of str; got {names!r}")
    for name in names:
        check_text("each of names", name)
    check_count("steps", steps)
    check_count("seed", seed, smallest=0)
    n = len(X)
    sizes = [size for size in (1, 4, 16, 64, 256, 1024) if size < n] + [n]
    usual = max(size for size in sizes if size <= 16)
    best = _minimum(X, y)
    figure, (left, right) = new_figure(2, height=3.4)
    # Where the minimum is near 0 the plane still shows weights that change a score.
    reach = max(1.1 * max(abs(best)), 0.5 / np.sqrt(np.mean(X**2)))
    w1, w2 = (centre + reach * np.linspace(-1, 1, 41) for centre in 0.6 * best)
    grid = np.stack(np.meshgrid(w1, w2), axis=-1)
    J = path_costs(X, y, grid.reshape(-1, 2)).reshape(len(w2), len(w1))
    lowest = path_costs(X, y, best[np.newaxis])[0]
    levels = lowest * (J.max() / lowest) ** (np.linspace(0.1, 0.95, 12) ** 2)
    left.contour(w1, w2, J, levels, colors="#999999", linewidths=0.6)
    left.plot(*best, "*", color=BLACK, markersize=8)
    (path,) = left.plot([], [], ".-", color=BLUE, linewidth=0.8, markersize=4)
    (end,) = left.plot([], [], "o", color=RED)
    left.set(xlabel=f"weight of {names[0]}", ylabel=f"weight of {names[1]}")
    left.set(xlim=w1[[0, -1]], ylim=w2[[0, -1]])
    left.grid(False)
    (noisy,) = right.plot([], [], color=SKY, linewidth=0.8, label="batch")
    (smooth,) = right.plot([], [], color=BLUE, label="all examples")
    right.axhline(lowest, color=BLACK, linestyle="--", linewidth=1, label="minimum")
    right.set(xlabel="step", ylabel="cost (nats per image)")
    right.set(xlim=(0, steps), ylim=(0, 1))
    right.legend(loc="upper right")
    titles = [_title(ax) for ax in (left, right)]
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

    return LiveFigure(
        figure,
        [path, end, noisy, smooth, *titles],
        update,
        batch_size=choice_slider("batch size (images)", usual, sizes),
        alpha=log_slider("learning rate α", 1.0, smallest=0.01, largest=100),
        beta=choice_slider("momentum β", 0.0, (0.0, 0.5, 0.8, 0.9, 0.95)),
    )


def sgd_path(X, y, batch_size, alpha, beta, steps, seed):
    """Weights before each step and after the last, and the cost of each batch.

    Parameters
    ----------
    X, y, batch_size, steps, seed
        As in `explore_sgd`.
    alpha, beta : float
        Learning rate and momentum.

    Returns
    -------
    weights : ndarray, shape (steps + 1, 2)
    costs : ndarray, shape (steps,)
    """
    rng = np.random.default_rng(seed) if batch_size < len(X) else None
    parameters, optimizer = {"w": np.zeros(2)}, Momentum(beta)
    weights, costs = [np.zeros(2)], []
    chosen = itertools.islice(batches(len(X), batch_size, steps, rng), steps)
    for rows in chosen:
        X_batch, y_batch = select(X, rows), select(y, rows)
        z = X_batch @ parameters["w"]
        J, dz = binary_cross_entropy(z[:, np.newaxis], y_batch)
        optimizer.update(parameters, {"w": X_batch.T @ dz[:, 0]}, alpha)
        weights.append(parameters["w"].copy())
        costs.append(J)
    return np.array(weights), np.array(costs)


def path_costs(X, y, weights):
    """Cost on all examples at each of K pairs of weights, of shape (K,)."""
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


# --- Softmax regression -----------------------------------------------------------


def explore_penalty(
    train,
    validation,
    penalties=(0.0, 0.0001, 0.001, 0.01, 0.1, 1.0),
    epochs=5,
    learning_rate=0.1,
    seed=0,
):
    """Weight images, length of the weights and accuracy of softmax for each λ.

    One run for each λ of the penalty ½ λ‖W‖², all at once, in float32 and on the same
    batches of 100, or of all images if there are fewer (equation 1.36 of notebook 01).

    Parameters
    ----------
    train, validation : (X, y) or Dataset
        Square images (n, p) and class indices, ten classes; all of them are in `train`.
    penalties : sequence of float
        The values of λ, in ascending order. From 2/α on the weights would grow without
        bound.
    epochs, learning_rate, seed
        Settings of the runs; the seed is that of the shuffling.

    Returns
    -------
    LiveFigure
        Slider: penalty λ.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    penalties = _each("penalties", penalties, check_not_negative)
    check_count("epochs", epochs)
    check_positive("learning_rate", learning_rate)
    check_count("seed", seed, smallest=0)
    if max(penalties) * learning_rate >= 2:
        raise ValueError(
            f"each of penalties must be below 2/learning_rate, {2 / learning_rate:g}; "
            f"got {max(penalties)!r}"
        )
    (X, y), (X_validation, y_validation) = _image_sets(train, validation)
    models = _penalised_models(X, y, penalties, epochs, learning_rate, seed)
    accuracies = [
        100 * accuracy(model.forward(X_validation)[0], y_validation) for model in models
    ]
    lengths = [np.linalg.norm(model.parameters["W"]) for model in models]
    chosen = int(np.argmax(accuracies))
    figure, (left, middle, right) = new_figure(
        3, height=3.2, width_ratios=(1, 1.6, 1.6)
    )
    images = left.imshow(weight_images(models[0]), cmap="RdBu", vmin=-1, vmax=1)
    left.set(xticks=[], yticks=[])
    left.grid(False)
    middle.set(ylabel="validation accuracy (%)")
    right.set(ylabel="length ‖W‖")
    points = []
    for ax, values in ((middle, accuracies), (right, lengths)):
        ax.plot(values, ".-", color=BLUE)
        ax.axvline(chosen, color=BLACK, linestyle=":", linewidth=1)
        points += ax.plot([], [], "o", color=RED)
        ax.set_xticks(range(len(penalties)), [f"{l2:g}" for l2 in penalties])
        ax.tick_params(axis="x", labelrotation=45)
        ax.set(xlabel="penalty λ")
    titles = [_title(ax) for ax in (left, middle, right)]

    def update(l2):
        i = penalties.index(l2)
        images.set_data(weight_images(models[i]))
        for point, values in zip(points, (accuracies, lengths), strict=True):
            point.set_data([i], [values[i]])
        titles[0].set_text(f"λ = {l2:g}")
        titles[1].set_text(f"{accuracies[i]:.1f} %")
        titles[2].set_text(f"‖W‖ = {lengths[i]:.3g}")

    slider = choice_slider("penalty λ", penalties[len(penalties) // 2], penalties)
    return LiveFigure(figure, [images, *points, *titles], update, l2=slider)


def _image_sets(train, validation):
    """Both sets, with class indices; raise unless they hold square images."""
    (X, y), (X_validation, y_validation) = _pairs(
        np.float32, train=train, validation=validation
    )
    if math.isqrt(X.shape[1]) ** 2 != X.shape[1]:
        raise ValueError(f"train must hold square images; got {X.shape[1]} pixels each")
    _check_classes("train", y, 10)
    _check_known("train", y, "validation", y_validation)
    return (X, y.astype(np.int64)), (X_validation, y_validation.astype(np.int64))


def _penalised_models(X, y, penalties, epochs, learning_rate, seed):
    """Softmax regression with each penalty, trained side by side."""
    runs = sweep(
        Linear(X.shape[1], 10),
        softmax_cross_entropy,
        X,
        y,
        learning_rate=learning_rate,
        l2=penalties,
        epochs=epochs,
        batch_size=min(100, len(X)),
        rng=np.random.default_rng(seed),
    )
    return [model for model, _ in runs]


def weight_images(model):
    """The weights of ten classes as one picture, five rows of two images.

    Parameters
    ----------
    model : Linear
        With ten scores of square images.

    Returns
    -------
    ndarray, shape (5 s, 2 s)
        Each class divided by its largest weight.
    """
    W = model.parameters["W"].T
    W = W / np.maximum(np.abs(W).max(axis=1, keepdims=True), 1e-12)
    side = int(np.sqrt(W.shape[1]))
    return W.reshape(5, 2, side, side).swapaxes(1, 2).reshape(5 * side, 2 * side)


# --- Networks ---------------------------------------------------------------------


def explore_network(
    train_set,
    validation_set,
    units=(1, 2, 4, 8, 32),
    rates=(0.01, 0.1, 1.0),
    epochs=20,
    seed=0,
):
    """Regions in which a network with one hidden layer decides for each class.

    The inputs are the first two principal components of the images. One network for
    each setting is trained when the function is called, by mini-batches of 32, from
    the same seed (equations 1.44 to 1.48 of notebook 01).

    Parameters
    ----------
    train_set, validation_set : (X, y) or Dataset
        Images (n, p) and their classes, two or three different numbers; all of them
        are in `train_set`.
    units : sequence of int
        Numbers of hidden units.
    rates : sequence of float
        Learning rates.
    epochs, seed : int
        Settings of the runs.

    Returns
    -------
    LiveFigure
        Sliders: hidden units, learning rate α, activation.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or the images differ in one way only.
    """
    units = _each("units", units, check_count)
    rates = _each("rates", rates, check_positive)
    check_count("epochs", epochs)
    check_count("seed", seed, smallest=0)
    classes, (X, y), validation = _component_sets(train_set, validation_set)
    reach = np.abs(X).max()
    colours = np.array([to_rgb(colour) for colour in COLOURS[: len(classes)]])
    settings = list(itertools.product(units, rates, ACTIVATIONS))
    runs = _network_runs(settings, (X, y), validation, epochs, seed)
    pictures = {at: _regions(net, reach, colours) for at, (net, _) in runs.items()}
    figure, (left, right) = new_figure(2, height=3.4)
    extent = (-reach, reach, -reach, reach)
    look = {"extent": extent, "origin": "lower", "zorder": 0}
    regions = left.imshow(pictures[settings[0]], **look)
    points = []
    for k, name in enumerate(classes):
        look = {"color": colours[k], "markersize": 3, "label": f"class {name}"}
        points += left.plot(*X[y == k].T, ".", **look)
    left.set(xlabel="first principal component", ylabel="second principal component")
    left.grid(False)
    curves = {}
    for name, colour in zip(("training", "validation"), (GREEN, BLACK), strict=True):
        (curves[name],) = right.plot([], [], color=colour, label=name)
    right.set(xlabel="epoch", ylabel="cost (nats per image)", xlim=(0, epochs))
    right.set(ylim=(0, 1.3 * np.log(len(classes))))
    right.legend(handles=[*curves.values(), *points], loc="upper right")
    titles = [_title(ax) for ax in (left, right)]

    def update(units, alpha, activation):
        regions.set_data(pictures[units, alpha, activation])
        _, history = runs[units, alpha, activation]
        for name, curve in curves.items():
            costs = [row[f"{name}_cost"] for row in history.checks]
            curve.set_data(np.arange(len(costs)), costs)
        titles[0].set_text(f"q = {units}, α = {alpha:g}, {activation}")
        share = 100 * history.checks[-1]["validation_accuracy"]
        titles[1].set_text(
            f"validation accuracy {share:.1f} %"
            if history.diverged_at is None
            else f"the run diverges in step {history.diverged_at}"
        )

    return LiveFigure(
        figure,
        [regions, *points, *curves.values(), *titles],
        update,
        units=choice_slider("hidden units q", units[max(len(units) - 2, 0)], units),
        alpha=choice_slider("learning rate α", rates[len(rates) // 2], rates),
        activation=choice_slider("activation", "relu", tuple(ACTIVATIONS)),
    )


def _component_sets(train_set, validation_set):
    """Classes, and both sets: two principal components and indices of the classes."""
    (X, y), (X_validation, y_validation) = _pairs(
        np.float64, train_set=train_set, validation_set=validation_set
    )
    classes = np.unique(y)
    if len(classes) not in (2, 3):
        raise ValueError(
            "train_set must hold two or three different classes; "
            f"got {reprlib.repr(classes.tolist())}"
        )
    _check_known("train_set", y, "validation_set", y_validation)
    with _about("train_set"):
        project = principal_components(X)
    sets = (X, y), (X_validation, y_validation)
    return classes, *[(project(X), np.searchsorted(classes, y)) for X, y in sets]


def _network_runs(settings, train_set, validation, epochs, seed):
    """Trained network and history for each q, α and activation."""
    X, y = train_set
    runs = {}
    with progress_bar(len(settings)) as bar:
        for q, alpha, activation in settings:
            rng = np.random.default_rng(seed)
            runs[q, alpha, activation] = train(
                MLP((2, q, int(y.max()) + 1), rng, activation),
                softmax_cross_entropy,
                X,
                y,
                learning_rate=alpha,
                epochs=epochs,
                batch_size=min(32, len(X)),
                rng=rng,
                monitor={"training": train_set, "validation": validation},
            )
            bar.update()
    return runs


def _regions(network, reach, colours):
    """Colours of the classes on a square around 0, mixed by their probabilities."""
    places = reach * np.linspace(-1, 1, 80)
    grid = np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):  # of a run that diverged
        shares = softmax(network.forward(grid)[0]).reshape(80, 80, -1)
        picture = 1 - 0.5 * (1 - shares @ colours)  # half way to white
    return np.nan_to_num(picture, nan=1)


def principal_components(X):
    """The map of inputs onto their first two principal components.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Inputs that define the components; along both their standard deviation is 1.

    Returns
    -------
    callable
        Inputs (m, p) → components (m, 2).

    Raises
    ------
    ValueError
        If the inputs vary in fewer than two directions.
    """
    mean = X.mean(axis=0)
    variances, directions = np.linalg.eigh(np.atleast_2d(np.cov(X.T, ddof=0)))
    varies = (X != X[0]).any() and (variances > 1e-10 * variances[-1]).sum() >= 2
    if not varies:
        raise ValueError("X must vary in two directions or more; got fewer")
    scaled = directions[:, :-3:-1] / np.sqrt(variances[:-3:-1])
    # Eigenvectors have no sign of their own.
    scaled *= np.where(scaled.sum(axis=0) < 0, -1, 1)
    return lambda inputs: (inputs - mean) @ scaled


# --- Shared -----------------------------------------------------------------------


@contextlib.contextmanager
def _about(argument):
    """Begin the errors of a `with` block with the name of the argument."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"{argument}: {error}") from None


def _pair(name, examples, dtype):
    """Inputs and targets of a pair or of a Dataset, checked."""
    if isinstance(examples, Dataset):
        examples = examples.X, examples.y
    if not isinstance(examples, (tuple, list)) or len(examples) != 2:
        kind = reprlib.repr(examples)
        raise TypeError(f"{name} must be a pair (X, y) or a Dataset; got {kind}")
    X, y = examples
    with _about(name):
        check_examples(X, y)
        with np.errstate(over="ignore"):
            X = X.astype(dtype, copy=False)
        if not np.isfinite(X).all():
            raise ValueError("X must fit into float32; got larger numbers")
    return X, y.astype(np.float64) if y.dtype.kind == "f" else y


def _pairs(dtype, **sets):
    """Inputs and targets of two arguments, given by name, with the same columns."""
    first, second = (_pair(name, examples, dtype) for name, examples in sets.items())
    columns, others = first[0].shape[1], second[0].shape[1]
    if columns != others:
        names = list(sets)
        raise ValueError(
            f"{names[1]} must have the {columns} columns of {names[0]}; got {others}"
        )
    return first, second


def _each(name, values, check):
    """Tuple of different values, each of them checked."""
    values = as_choices(name, values)
    for value in values:
        check(f"each of {name}", value)
    return values


def _check_varies(name, array):
    if (array == array[0]).all():
        raise ValueError(f"{name} must vary from example to example; got all the same")


def _check_classes(name, y, k=None):
    """Raise unless every class index from 0 to k − 1 occurs, and no other number."""
    classes = np.unique(y)
    k = max(len(classes), 2) if k is None else k
    if not np.array_equal(classes, np.arange(k)):
        raise ValueError(
            f"{name} must hold every class index from 0 to {k - 1} and no other; "
            f"got {reprlib.repr(classes.tolist())}"
        )


def _check_known(name, y, name_checked, y_checked):
    """Raise if the second set holds a class that the first does not."""
    unknown = np.setdiff1d(y_checked, y)
    if len(unknown):
        raise ValueError(
            f"{name_checked} must hold only classes that {name} holds; "
            f"got {reprlib.repr(unknown.tolist())}"
        )


def _rounded(value):
    """Two significant digits, as a slider can show them."""
    return float(f"{value:.2g}")


def _title(ax):
    """Title at the left of the axes, for words that change."""
    return ax.set_title("", loc="left", fontsize=9)


def _minus(text):
    """The text with minus signs for hyphens, as on the axes."""
    return text.replace("-", "−")
