"""Learning rate and annealing of logistic and softmax regression."""

import itertools

import numpy as np

from helpers.checking.arguments import check_count, check_not_negative, check_positive
from helpers.live.figure import LiveFigure
from helpers.live.shared import (
    BLUE,
    GREEN,
    RED,
    as_pairs,
    check_classes,
    check_known,
    each,
    moving_titles,
)
from helpers.live.sliders import choice_slider
from helpers.losses import binary_cross_entropy, softmax_cross_entropy
from helpers.models import Linear
from helpers.plots import new_figure
from helpers.sweeps import sweep
from helpers.training import annealed


def explore_annealing(
    train,
    validation,
    rates=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    decays=(0.0, 0.01, 0.1, 1.0),
    epochs=200,
    batch_size=None,
    seed=0,
):
    """Learning rate and annealing of logistic or softmax regression.

    α(t) = α₀/(1 + kt) (equation 3.10 of notebook 03). All pairs of α₀ and k are trained
    at once when the function is called, in float32, on the same batches.

    Parameters
    ----------
    train, validation : (X, y) or Dataset
        Inputs (n, p), and targets 0 or 1 or class indices; each class is in `train`.
    rates, decays : sequence of float
        The values of α₀, and of k.
    epochs : int
        Passes through the training data; with full batches an epoch is one step.
    batch_size : int, optional
        Examples per step; None: all of them.
    seed : int
        Of the order of the examples, another one in each epoch.

    Returns
    -------
    LiveFigure
        Sliders: learning rate α₀, annealing constant k.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    rates = each("rates", rates, check_positive)
    decays = each("decays", decays, check_not_negative)
    histories = _annealed_runs(
        train, validation, rates, decays, epochs, batch_size, seed
    )
    tables = {pair: run.to_frame() for pair, run in histories.items()}
    steps = max(len(run.costs) for run in histories.values())
    figure, (left, right) = new_figure(2, height=3.2)
    (training,) = left.plot([], [], color=BLUE, label="training")
    (checked,) = left.plot([], [], color=RED, label="validation")
    left.set(yscale="log", xlabel="step", ylabel="cost (nats per image)")
    # Of full batches the cost of each step is that of all the examples.
    training_cost = "cost" if batch_size is None else "training_cost"
    lowest = min(table[training_cost].min() for table in tables.values())
    left.set(xlim=(0, steps), ylim=(max(0.7 * lowest, 1e-6), 6))
    left.legend(loc="upper right")
    t = np.arange(steps)
    (rate,) = right.plot([], [], color=GREEN)
    right.set(yscale="log", xlabel="step", ylabel="learning rate α(t)", xlim=(0, steps))
    right.set(ylim=(min(rates) / (1 + max(decays) * steps) / 2, 2 * max(rates)))
    titles = moving_titles(left, right)

    def update(alpha, k):
        table = tables[alpha, k]
        costs = table[training_cost].dropna()
        checks = table["validation_cost"].dropna()
        training.set_data(costs.index, costs)
        checked.set_data(checks.index, checks)
        rate.set_data(t, annealed(alpha, k)(t))
        titles[0].set_text(_end(costs, checks, histories[alpha, k].diverged_at))
        titles[1].set_text(f"α(t) = {alpha:g}/(1 + {k:g} t)")

    return LiveFigure(
        figure,
        [training, checked, rate, *titles],
        update,
        alpha=choice_slider("learning rate α₀", rates[max(len(rates) - 2, 0)], rates),
        k=choice_slider("annealing constant k (1/step)", decays[0], decays),
    )


def _annealed_runs(train, validation, rates, decays, epochs, batch_size, seed):
    """History of the run for each pair of α₀ and k."""
    (X, y), checked = as_pairs(np.float32, train=train, validation=validation)
    check_classes("train", y)
    check_count("epochs", epochs)
    check_count("seed", seed, smallest=0)
    if batch_size is not None:
        check_count("batch_size", batch_size, largest=len(X))
    check_known("train", y, "validation", checked[1])
    y, classes = y.astype(np.intp), len(np.unique(y))
    model, loss = Linear(X.shape[1], classes), softmax_cross_entropy
    if classes == 2:
        model, loss = Linear(X.shape[1]), binary_cross_entropy
    pairs = list(itertools.product(rates, decays))
    sets = {"validation": (checked[0], checked[1].astype(np.intp))}
    if batch_size is not None:
        sets["training"] = X, y
    per_epoch = 1 if batch_size is None else max(1, len(X) // batch_size)
    runs = sweep(
        model,
        loss,
        X,
        y,
        learning_rate=[annealed(alpha, k) for alpha, k in pairs],
        epochs=epochs,
        batch_size=batch_size,
        rng=np.random.default_rng(seed),
        monitor=sets,
        monitor_every=max(1, epochs * per_epoch // 100),
    )
    return {pair: run for pair, (_, run) in zip(pairs, runs, strict=True)}


def _end(costs, checks, diverged_at):
    """How a run ends, in words."""
    if diverged_at is not None:
        return f"the run diverges: no cost after step {diverged_at}"
    last = f"training {costs.iloc[-1]:.3f}, validation {checks.iloc[-1]:.3f}"
    return f"at the end: {last}"
