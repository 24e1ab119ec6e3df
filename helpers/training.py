"""Training: the objective (loss plus penalty), its gradient, and steps against it.

One loop serves every model, loss, batch size and optimizer: `train` says what a run is,
and `follow` takes its steps.
"""

import math

import numpy as np

from helpers.batches import batches, select
from helpers.checking.arguments import (
    check_all_finite,
    check_flag,
    check_not_negative,
    check_positive,
    check_rng,
    check_text,
)
from helpers.early_stopping import Watcher
from helpers.history import History
from helpers.losses import (
    CLASSIFICATION_LOSSES,
    accuracy,
    has_penalty,
    is_penalised,
    penalty,
)
from helpers.machine.progress import progress_bar
from helpers.machine.threads import one_blas_thread
from helpers.optimizers import SGD
from helpers.run import Run, as_penalty, as_rate, check_fit
from helpers.shortcuts import SHORTCUTS


def objective(model, loss, X, y, l2, penalise_bias, rng):
    """Objective J and its gradient, for arguments that have been checked.

    J = loss + ½ λ ‖W‖², with the gradient ∂loss/∂W + λW (equation 1.26 of
    notebook 01). This is what `train` follows, step by step.

    Parameters
    ----------
    model, loss, X, y, l2, penalise_bias, rng
        As in `cost_and_gradients`.

    Returns
    -------
    J : float
        Cost; of a stack of models (see `sweeps`) an array, one cost for each.
    gradients : dict
        ∂J/∂parameter, with the names of `model.parameters`.
    """
    z, record = model.forward(X, rng)
    J, dz = loss(z, y)
    gradients = model.backward(record, dz)
    if has_penalty(l2):
        for name, gradient in gradients.items():
            if is_penalised(name, penalise_bias):
                W = model.parameters[name]
                J += penalty(W, l2)
                gradient += l2 * W
    return J, gradients


def cost_and_gradients(model, loss, X, y, l2=0.0, penalise_bias=False, rng=None):
    """Objective J and its gradient with respect to every parameter.

    What `train` follows (see `objective`), at the parameters as they are.

    Parameters
    ----------
    model : Linear or MLP
        Gives z and, from ∂J/∂z, the gradients of its parameters.
    loss : callable
        A function of `helpers.losses`: (z, y) → (cost, ∂cost/∂z).
    X : ndarray, shape (n, p)
        Inputs.
    y : ndarray, shape (n,)
        Targets.
    l2 : float
        λ, the strength of the penalty.
    penalise_bias : bool
        Whether ‖W‖² counts the biases too.
    rng : numpy.random.Generator, optional
        Draws dropout masks; without it nothing is dropped.

    Returns
    -------
    J : float
        Cost.
    gradients : dict
        ∂J/∂parameter, with the names of `model.parameters`.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    check_fit(model, loss, X, y)
    check_not_negative("l2", l2)
    check_flag("penalise_bias", penalise_bias)
    if rng is not None:
        check_rng("rng", rng)
    return objective(model, loss, X, y, float(l2), penalise_bias, rng)


def train(
    model,
    loss,
    X,
    y,
    *,
    learning_rate,
    epochs,
    batch_size=None,
    drop_last=False,
    rng=None,
    optimizer=None,
    l2=0.0,
    penalise_bias=False,
    monitor=None,
    monitor_every=None,
    monitor_from=0,
    early_stopping=None,
    average=False,
):
    """Train a copy of a model by (stochastic) gradient descent.

    Each step evaluates the cost of one batch and then moves the parameters against its
    gradient. A run whose cost stops being finite ends there, without an error: the
    history says at which step.

    Parameters
    ----------
    model : Linear or MLP
        Where to start. It is not changed; its copy takes the dtype of X.
    loss : callable
        A function of `helpers.losses`.
    X : ndarray of float, shape (n, p)
        Inputs, one row per example.
    y : ndarray, shape (n,)
        Targets: real, 0/1 or class indices, as the loss expects.
    learning_rate : float or callable
        α, or a function step → α such as `annealed(...)`; steps count from 0.
    epochs : int
        Passes through the data; with full batches an epoch is one step.
    batch_size : int, optional
        Examples per step: 1 is per-sample, None (the default) the full batch.
    drop_last : bool
        Whether to leave out the last batch of an epoch if it is not full.
    rng : numpy.random.Generator, optional
        Shuffles the examples before each epoch and draws dropout masks. Without it the
        batches run through the rows in their order.
    optimizer : SGD, Momentum or Adam, optional
        Turns a gradient into a step; SGD() by default. It is not changed.
    l2 : float
        λ of the penalty ½ λ ‖W‖².
    penalise_bias : bool
        Whether the penalty counts the biases too.
    monitor : dict of str to (X, y), optional
        Sets on which to evaluate the loss (without penalty) and, for classes, the
        accuracy: {"validation": (X_validation, y_validation)}, for instance.
    monitor_every : int, optional
        Steps between two such checks; by default one epoch. A last check comes after
        the last step.
    monitor_from : int
        Steps before the first check; 0 checks the model as it was passed in.
    early_stopping : EarlyStopping, optional
        When to stop before `epochs`; then the weights of the best check are returned.
    average : bool
        Whether to check and return the mean of the weights after every step, instead
        of the last ones (equation 4.10 of notebook 04). The steps stay the same.

    Returns
    -------
    model : Linear or MLP
        The trained copy.
    history : History
        Costs, checks, how the run ended, and the optimizer as it stood then: pass the
        model and `optimizer=history.optimizer` to another call to go on from there.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described. Two things show only at the step that meets
        them: an X that is not finite, by its cost, and a target between the smallest
        and the largest that is none for this loss.
    """
    run = Run(
        model=model,
        loss=loss,
        X=X,
        y=y,
        learning_rate=as_rate("learning_rate", learning_rate),
        epochs=epochs,
        batch_size=batch_size,
        drop_last=drop_last,
        rng=rng,
        optimizer=SGD() if optimizer is None else optimizer,
        l2=as_penalty("l2", l2),
        penalise_bias=penalise_bias,
        monitor=monitor,
        monitor_every=monitor_every,
        monitor_from=monitor_from,
        early_stopping=early_stopping,
        average=average,
    )
    model, history = follow(run)
    history.finish(early_stopping)
    return model, history


def follow(run):
    """Take the steps of a run, and check the monitored sets when it is time.

    Parameters
    ----------
    run : Run
        What to do. Of a stack of models the costs are arrays of K.

    Returns
    -------
    model, history
        As `train` returns them; it remains to `finish` the history.
    """
    history, watcher = History(run.steps_per_epoch), Watcher(run.early_stopping)
    steps = next((way.steps for way in SHORTCUTS if way.fits(run)), textbook_steps)
    step = 0

    def check():
        row, model = {"step": step}, run.result(step)
        for name, (X, y) in run.monitor.items():
            row |= evaluate(model, run.loss, X, y, name)
            if not np.isfinite(row[f"{name}_cost"]).all():
                check_all_finite(f"X of monitor[{name!r}]", X)
        history.checks.append(row)
        return watcher.wants_to_stop(row, model, run.optimizer)

    # A cost that overflows is a result and goes into the history; NumPy need not warn.
    with (
        one_blas_thread(),
        np.errstate(all="ignore"),
        progress_bar(run.last_step) as bar,
    ):
        if run.is_due(step):
            check()
        for costs in steps(run):
            history.costs += costs
            if _have_diverged(costs):
                check_all_finite("X", run.X)
                break
            step += len(costs)
            bar.update(len(costs))
            if run.is_due(step) and check() and step < run.last_step:
                history.stopped_at = step
                break

    # To read all of X in advance would take as long as some steps. But if a number in
    # it is not finite, then the next cost or the weights are not, either.
    if not all(np.isfinite(value).all() for value in run.model.parameters.values()):
        check_all_finite("X", run.X)
    model = run.result(step)
    history.optimizer, history.best_step = run.optimizer, watcher.best_step
    if watcher.best is not None:
        model.parameters, history.optimizer = watcher.best
    return model, history


def textbook_steps(run):
    """The plain way: for each batch the cost, its gradient, and a step.

    Parameters
    ----------
    run : Run
        Any; its model is changed.

    Yields
    ------
    list of float
        The costs before each of the steps taken since the last list, here one.
    """
    model, loss, X, y, alpha = run.model, run.loss, run.X, run.y, run.learning_rate
    l2, penalise_bias, rng, sums = run.l2, run.penalise_bias, run.rng, run.sums
    changes = callable(alpha)
    shuffle = None if run.is_full_batch else run.rng
    selections = batches(len(X), run.batch_size, run.epochs, shuffle, run.drop_last)
    for step, rows in enumerate(selections):
        J, gradients = objective(
            model, loss, select(X, rows), select(y, rows), l2, penalise_bias, rng
        )
        if changes:
            alpha = run.learning_rate(step)
        run.optimizer.update(model.parameters, gradients, alpha)
        for name in sums or ():
            sums[name] += model.parameters[name]
        yield [J if isinstance(J, np.ndarray) else float(J)]


def _have_diverged(costs):
    """Whether a cost is not finite; of a stack of models, one of each of them."""
    total = sum(costs)  # quick; if it overflows, that alone is no divergence
    if math.isfinite(total if isinstance(total, float) else np.add.reduce(total)):
        return False
    return not np.isfinite(costs).all(axis=0).any()


def annealed(learning_rate, k):
    """Schedule α(t) = α₀/(1 + kt) for the `learning_rate` of `train`.

    Parameters
    ----------
    learning_rate : float
        α₀, the rate of step 0.
    k : float
        Decay per step, 0 or more.

    Returns
    -------
    callable
        step → α.
    """
    check_positive("learning_rate", learning_rate)
    check_not_negative("k", k)
    learning_rate, k = float(learning_rate), float(k)
    return lambda step: learning_rate / (1 + k * step)


def evaluate(model, loss, X, y, name):
    """Cost and, for a classifier, accuracy on a set.

    Parameters
    ----------
    model, loss, X, y
        As in `cost_and_gradients`.
    name : str
        What the set is called.

    Returns
    -------
    dict
        `<name>_cost` and perhaps `<name>_accuracy`; arrays for stacked models.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    check_fit(model, loss, X, y)
    check_text("name", name)
    z, _ = model.forward(X)
    row = {f"{name}_cost": loss(z, y)[0]}
    if loss in CLASSIFICATION_LOSSES:
        row[f"{name}_accuracy"] = accuracy(z, y)
    return row
