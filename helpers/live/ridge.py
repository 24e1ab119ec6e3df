"""Ridge regression: the penalty, the learning rate and early stopping."""

import numpy as np

from helpers.checking.arguments import check_text
from helpers.live.figure import LiveFigure
from helpers.live.shared import (
    BLACK,
    BLUE,
    RED,
    as_pairs,
    check_varies,
    moving_titles,
    rounded,
)
from helpers.live.sliders import choice_slider, log_slider
from helpers.plots import new_figure
from helpers.shortcuts.quadratic import travelled


def explore_ridge(train, validation, unit):
    """Penalty, learning rate and early stopping, on the same linear regression.

    The cost is (1/n) ‖Xw + b − y‖² + ½ λ‖w‖² with centred inputs, so that b is the mean
    of y. In the basis of eigenvectors of H = (2/n) XᵀX, with eigenvalues hₘ and
    c = (2/n) Xᵀy, the weights after t steps from zero are
    wₘ = cₘ (1 − (1 − α(hₘ + λ))ᵗ)/(hₘ + λ): exact for every value on the sliders.
    Triangles mark the choice of the validation set.

    Parameters
    ----------
    train, validation : (X, y) or Dataset
        Inputs (n, p) and real targets (n,); the second set is not the test set, which
        must not choose anything.
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
    ridge = _Ridge(train, validation)
    limit = 2 / ridge.h.max()
    steps = np.unique(np.geomspace(1, 100_000, 101).astype(int))
    penalties = np.geomspace(1e-4, 10, 51)
    start = max(error[0] for error in ridge.errors(0, limit, 0.0))
    figure, (left, right) = new_figure(2, height=2.8, sharey=True)
    over_steps, over_penalties = _Errors(left, steps), _Errors(right, penalties)
    left.set(xlabel="step", ylabel=f"root mean squared error ({unit})")
    left.set(xlim=(1, 100_000), ylim=(0.1 * start, 0.8 * start))
    right.set(xlabel="penalty λ", xlim=(1e-4, 10))
    right.legend(loc="upper left")
    titles = moving_titles(left, right)

    def update(l2, alpha, t):
        here = ridge.errors(t, alpha, l2)
        below = 0.025 * start
        over_steps.move(ridge.errors(steps, alpha, l2), t, here, below)
        over_penalties.move(ridge.errors(t, alpha, penalties), l2, here, below)
        verdict = "" if alpha * (ridge.h.max() + l2) < 2 else "(does not converge)"
        titles[0].set_text(f"λ = {l2:.3g}, α = {alpha:.3g} {verdict}")
        training, held_out = (error[0] for error in here)
        titles[1].set_text(
            f"t = {t:,}: train {training:.3f}, validation {held_out:.3f}"
        )

    return LiveFigure(
        figure,
        [*over_steps.artists, *over_penalties.artists, *titles],
        update,
        l2=log_slider("penalty λ", 1e-3, 1e-4, 10),
        alpha=log_slider(
            "learning rate α",
            rounded(limit / 2),
            smallest=rounded(limit / 100),
            largest=rounded(1.2 * limit),
        ),
        t=choice_slider("steps taken t", steps[-21].item(), steps.tolist()),
    )


class _Errors:
    """Both errors over a grid, as they are at one place, and where the lowest is."""

    def __init__(self, ax, grid):
        self.grid = grid
        self.curves, self.points = [], []
        for name, line, colour in (("training", "-", BLUE), ("validation", "--", RED)):
            self.curves += ax.plot([], [], line, color=colour, label=name)
            self.points += ax.plot([], [], "o", color=colour)
        (self.lowest,) = ax.plot([], [], "v", color=BLACK, label="lowest validation")
        ax.set_xscale("log")
        self.artists = [*self.curves, *self.points, self.lowest]

    def move(self, errors, place, here, below):
        """Show these errors, those `here` at a place, and the mark below the lowest."""
        for curve, point, error, now in zip(
            self.curves, self.points, errors, here, strict=True
        ):
            curve.set_data(self.grid, error)
            point.set_data([place], now)
        i = errors[1].argmin()
        self.lowest.set_data([self.grid[i]], [errors[1][i] - below])


class _Ridge:
    """Errors of ridge regression after any number of steps, from one factorisation.

    Parameters
    ----------
    train, validation : (X, y) or Dataset
        Inputs (n, p) and targets (n,).

    Attributes
    ----------
    h : ndarray, shape (r,)
        Eigenvalues of (2/n) XᵀX that are not zero.
    """

    def __init__(self, train, validation):
        (X, y), (X_new, y_new) = as_pairs(
            np.float64, train=train, validation=validation
        )
        check_varies("X of train", X)
        check_varies("y of train", y)
        mean, b = X.mean(axis=0), y.mean()
        X, X_new = X - mean, X_new - mean
        h, Q = np.linalg.eigh(2 / len(X) * X.T @ X)
        kept = h > 1e-10 * h[-1]  # along the others the weights stay zero
        self.h, Q = h[kept], Q[:, kept]
        self.c = 2 / len(X) * Q.T @ (X.T @ (y - b))
        self._sets = [
            _moments(inputs @ Q, targets - b)
            for inputs, targets in ((X, y), (X_new, y_new))
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
        t, l2 = (values[:, np.newaxis] for values in np.atleast_1d(t, l2))
        with np.errstate(over="ignore", invalid="ignore"):  # beyond the limit
            return self.c * travelled(self.h + l2, alpha, t)

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
