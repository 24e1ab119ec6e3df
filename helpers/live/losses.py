"""Three losses of one example, and their slopes, against the margin."""

import itertools

import ipywidgets as widgets
import numpy as np

from helpers.checking.arguments import as_floats, check_choice
from helpers.live.figure import LiveFigure
from helpers.live.shared import moving_titles, with_minus
from helpers.losses import binary_cross_entropy, mean_squared_error, perceptron_loss
from helpers.plots import COLOURS, new_figure

# What `helpers.losses` calls the margin m: the score of an example of class 1, or the
# lead of the true class over the other.
LOSSES_OF_MARGIN = {
    "squared": lambda m: mean_squared_error(np.array([[m]]), np.array([1.0])),
    "logistic": lambda m: binary_cross_entropy(np.array([[m]]), np.array([1])),
    "perceptron": lambda m: perceptron_loss(np.array([[m, 0.0]]), np.array([0])),
}


def explore_losses():
    """Three losses of one example and their derivatives, against the margin.

    With two classes written as s = ±1 the margin is m = s z, positive if the prediction
    is right. The squared loss is (1 − m)², the logistic loss log(1 + e^−m), the
    perceptron loss max(0, −m) (equations 1.1, 1.7 and 1.29 of notebook 01).

    Returns
    -------
    LiveFigure
        Slider: the margin.
    """
    margins = np.linspace(-3, 3, 241)
    figure, (left, right) = new_figure(2, height=2.6)
    left.set(xlabel="margin m", ylabel="loss", xlim=(-3, 3), ylim=(-0.2, 6))
    right.set(xlabel="margin m", ylabel="derivative of the loss by m")
    right.set(xlim=(-3, 3), ylim=(-6, 3))
    points, tangents = {}, {}
    styles = zip(LOSSES_OF_MARGIN, COLOURS, ("-", "--", "-."), strict=False)
    for name, colour, style in styles:
        loss, slope = losses_of_margin(name, margins)
        left.plot(margins, loss, style, color=colour, label=name)
        right.plot(margins, slope, style, color=colour)
        points[name] = [ax.plot([], [], "o", color=colour)[0] for ax in (left, right)]
        (tangents[name],) = left.plot([], [], ":", color=colour)
    left.legend(loc="upper right")
    titles = moving_titles(left, right)

    def update(margin):
        ends = np.array([margin - 1, margin + 1])
        losses, slopes = [], []
        for name, tangent in tangents.items():
            (loss,), (slope,) = losses_of_margin(name, np.array([margin]))
            for point, value in zip(points[name], (loss, slope), strict=True):
                point.set_data([margin], [value])
            tangent.set_data(ends, loss + slope * (ends - margin))
            losses.append(f"{loss:.2f}")
            slopes.append(f"{slope:.2f}")
        titles[0].set_text(with_minus(f"m = {margin:.2f}, losses {', '.join(losses)}"))
        titles[1].set_text(with_minus(f"derivatives {', '.join(slopes)}"))

    slider = widgets.FloatSlider(
        -1, min=-3, max=3, step=0.05, description="margin m (unit of the score)"
    )
    artists = [*itertools.chain(*points.values()), *tangents.values(), *titles]
    return LiveFigure(figure, artists, update, margin=slider)


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
    TypeError, ValueError
        If there is no such loss, or the margins are not as described.
    """
    check_choice("name", name, LOSSES_OF_MARGIN)
    margins = as_floats("margins", margins)
    if margins.ndim != 1:
        raise ValueError(f"margins must have shape (n,); got {margins.shape}")
    pairs = [LOSSES_OF_MARGIN[name](m) for m in margins]
    return np.array([J for J, _ in pairs]), np.array([dz[0, 0] for _, dz in pairs])
