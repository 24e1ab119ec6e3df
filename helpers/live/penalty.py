"""The penalty of softmax regression, and what it does to the weights."""

import math

import numpy as np

from helpers.checking.arguments import check_count, check_not_negative, check_positive
from helpers.live.figure import LiveFigure
from helpers.live.shared import (
    BLACK,
    BLUE,
    RED,
    as_pairs,
    check_classes,
    check_known,
    each,
    moving_titles,
)
from helpers.live.sliders import choice_slider
from helpers.losses import accuracy, softmax_cross_entropy
from helpers.models import Linear
from helpers.plots import new_figure
from helpers.sweeps import sweep


def explore_penalty(
    train,
    validation,
    penalties=(0.0, 0.0001, 0.001, 0.01, 0.1, 1.0),
    epochs=5,
    learning_rate=0.1,
    seed=0,
):
    """Weight images, length of the weights and validation cost of softmax for each λ.

    One run for each λ of the penalty ½ λ‖W‖², all at once, in float32 and on the same
    batches of 100, or of all images if there are fewer (equation 1.26 of notebook 01).
    A dotted line marks the choice of the validation set, the λ with the lowest cost.

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
    penalties = each("penalties", penalties, check_not_negative)
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
    scores = [model.forward(X_validation)[0] for model in models]
    costs = [softmax_cross_entropy(z, y_validation)[0] for z in scores]
    accuracies = [accuracy(z, y_validation) for z in scores]
    lengths = [np.linalg.norm(model.parameters["W"]) for model in models]
    figure, (left, *others) = new_figure(3, height=2.8, width_ratios=(1, 1.6, 1.6))
    images = left.imshow(_weight_images(models[0]), cmap="RdBu", vmin=-1, vmax=1)
    left.set(xticks=[], yticks=[])
    left.grid(False)
    chosen = int(np.argmin(costs))
    points = [
        _draw_curve(ax, penalties, values, chosen)
        for ax, values in zip(others, (costs, lengths), strict=True)
    ]
    others[0].set(ylabel="validation cost (nats)")
    others[1].set(ylabel="length ‖W‖")
    titles = moving_titles(left, *others)

    def update(l2):
        i = penalties.index(l2)
        images.set_data(_weight_images(models[i]))
        for point, values in zip(points, (costs, lengths), strict=True):
            point.set_data([i], [values[i]])
        titles[0].set_text(f"λ = {l2:g}")
        titles[1].set_text(f"{costs[i]:.3f} nats, {accuracies[i]:.1%} right")
        titles[2].set_text(f"‖W‖ = {lengths[i]:.3g}")

    slider = choice_slider("penalty λ", penalties[len(penalties) // 2], penalties)
    return LiveFigure(figure, [images, *points, *titles], update, l2=slider)


def _image_sets(train, validation):
    """Both sets, with class indices; raise unless they hold square images."""
    (X, y), (X_validation, y_validation) = as_pairs(
        np.float32, train=train, validation=validation
    )
    if math.isqrt(X.shape[1]) ** 2 != X.shape[1]:
        raise ValueError(f"train must hold square images; got {X.shape[1]} pixels each")
    check_classes("train", y, 10)
    check_known("train", y, "validation", y_validation)
    return (X, y.astype(np.intp)), (X_validation, y_validation.astype(np.intp))


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


def _draw_curve(ax, penalties, values, chosen):
    """Values over the penalties, with the chosen one marked; a point that moves."""
    ax.plot(values, ".-", color=BLUE)
    ax.axvline(chosen, color=BLACK, linestyle=":", linewidth=1)
    (point,) = ax.plot([], [], "o", color=RED)
    ax.set_xticks(range(len(penalties)), [f"{l2:g}" for l2 in penalties])
    ax.tick_params(axis="x", labelrotation=45)
    ax.set(xlabel="penalty λ")
    return point


def _weight_images(model):
    """The weights of ten classes, each divided by its largest, as one picture.

    It has five rows of two images.
    """
    W = model.parameters["W"].T
    W = W / np.maximum(np.abs(W).max(axis=1, keepdims=True), 1e-12)
    side = math.isqrt(W.shape[1])
    return W.reshape(5, 2, side, side).swapaxes(1, 2).reshape(5 * side, 2 * side)
