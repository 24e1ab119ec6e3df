"""Training: the objective (loss plus penalty), its gradient, and steps against it.

One loop serves every model, loss, batch size and optimizer.
"""

import copy
import math
import os
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController
from tqdm import tqdm

from helpers import persample, quadratic
from helpers.arguments import (
    as_floats,
    check_all_finite,
    check_choice,
    check_count,
    check_example_arrays,
    check_finite,
    check_flag,
    check_fraction,
    check_loss,
    check_model,
    check_not_negative,
    check_positive,
    check_rng,
    check_targets,
)
from helpers.batches import batches, select
from helpers.losses import CLASSIFICATION_LOSSES, accuracy
from helpers.models import with_dtype


def objective(model, loss, X, y, l2, penalise_bias, rng):
    """Objective J and its gradient, for arguments that have been checked.

    J = loss + ½ λ ‖W‖², with the gradient ∂loss/∂W + λW (equations 1.36 and 1.37 of
    notebook 01). This is what `train` follows, step by step.

    Parameters
    ----------
    model, loss, X, y, l2, penalise_bias, rng
        As in `cost_and_gradients`.

    Returns
    -------
    J : float
        Cost.
    gradients : dict
        ∂J/∂parameter, with the names of `model.parameters`.
    """
    z, record = model.forward(X, rng)
    J, dz = loss(z, y)
    gradients = model.backward(record, dz)
    if l2 > 0:
        for name, gradient in gradients.items():
            if name.startswith("W") or penalise_bias:
                parameter = model.parameters[name]
                J += 0.5 * l2 * np.vdot(parameter, parameter)
                gradient += l2 * parameter
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
    _check_fit(model, loss, X, y)
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
        of the last ones (equation 4.4 of notebook 04). The steps stay the same.

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
    check_run(model, loss, X, y, epochs, batch_size, drop_last, rng, monitor)
    learning_rate = as_rate("learning_rate", learning_rate)
    check_not_negative("l2", l2)
    l2 = float(l2)
    check_flag("penalise_bias", penalise_bias)
    check_flag("average", average)
    optimizer = SGD() if optimizer is None else optimizer
    no_optimizer = isinstance(optimizer, (type, dict, set))  # which have an update, too
    if no_optimizer or not hasattr(optimizer, "update"):
        raise TypeError(
            f"optimizer must be SGD(), Momentum() or Adam(); got {optimizer!r}"
        )
    _check_early_stopping(early_stopping, monitor)
    n = len(X)
    batch_size = batch_size or n
    steps_per_epoch = n // batch_size if drop_last else math.ceil(n / batch_size)
    if monitor_every is None:
        monitor_every = steps_per_epoch
    check_intervals(monitor_every, monitor_from)

    model = with_dtype(model, X.dtype)
    optimizer = copy.deepcopy(optimizer)
    history = History(steps_per_epoch)
    watcher = _Watcher(early_stopping)
    sums = None
    if average:  # sums of the weights over the steps, precise whatever the dtype
        sums = {k: np.zeros(v.shape) for k, v in model.parameters.items()}

    def result(step):
        return _mean_model(model, sums, step) if average and step > 0 else model

    def check(step):
        row = {"step": step}
        checked = result(step)
        for name, (X_check, y_check) in monitor.items():
            row |= evaluate(checked, loss, X_check, y_check, name)
            if not math.isfinite(row[f"{name}_cost"]):
                check_all_finite(f"X of monitor[{name!r}]", X_check)
        history.checks.append(row)
        return watcher.wants_to_stop(row, checked, optimizer)

    # Some runs can take the same steps faster; a full batch needs no shuffling.
    shuffle = rng if batch_size < n else None
    plain = type(optimizer) is SGD and not callable(learning_rate)
    # Checks at these steps need the weights of these steps.
    every = (
        math.gcd(monitor_every, monitor_from) if monitor else steps_per_epoch * epochs
    )
    if (plain and batch_size == n and not average) and quadratic.applies(
        model, loss, X, epochs
    ):
        steps = quadratic.steps(
            model, X, y, learning_rate, epochs, l2, penalise_bias, every
        )
    elif (
        (plain and batch_size == 1 < n and l2 == 0 and every % n == 0)
        and persample.applies(model, loss, average)
    ):  # fmt: skip
        steps = persample.steps(model, loss, X, y, learning_rate, epochs, shuffle, sums)
    else:
        selections = batches(n, batch_size, epochs, shuffle, drop_last)
        parts = (model, loss, X, y, l2, penalise_bias, rng)
        steps = _steps(selections, parts, optimizer, learning_rate, sums)

    step, last_step = 0, epochs * steps_per_epoch
    # A cost that overflows is a result and goes into the history; NumPy need not warn.
    with one_blas_thread(), np.errstate(all="ignore"), progress_bar(last_step) as bar:
        if monitor and monitor_from == 0:
            check(0)
        for costs in steps:
            history.costs += costs
            # The sum is quick; if it overflows, that alone is no divergence.
            if not math.isfinite(sum(costs)) and not np.isfinite(costs).all():
                check_all_finite("X", X)
                break
            step += len(costs)
            bar.update(len(costs))
            due = step >= monitor_from and (step - monitor_from) % monitor_every == 0
            if not monitor or not (due or step == last_step):
                continue
            if check(step) and step < last_step:
                history.stopped_at = step
                break

    # To read all of X in advance would take as long as some steps. But if a number in
    # it is not finite, then the next cost or the weights are not, either.
    if not all(np.isfinite(value).all() for value in model.parameters.values()):
        check_all_finite("X", X)
    model = result(step)
    history.best_step = watcher.best_step
    if watcher.best is not None:
        model.parameters, optimizer = watcher.best
    history.optimizer = optimizer
    history.finish(early_stopping)
    return model, history


class History:
    """What happened in a run of `train`.

    Attributes
    ----------
    costs : list of float
        `costs[t]` is the cost (penalty included) of the batch of step t, evaluated
        before the parameters move; steps count from 0.
    checks : list of dict
        The monitored losses and accuracies, each with the number of steps done.
    steps_per_epoch : int
        Steps in one pass through the data.
    diverged_at : int or None
        First step whose cost was not finite.
    stopped_at : int or None
        Steps done when early stopping ended the run.
    best_step : int or None
        With early stopping: steps done at the best check.
    optimizer : SGD, Momentum, Adam or None
        With its memory of the gradients, as it stood with the weights of the result.
    message : str
        How the run ended, in one sentence.
    """

    def __init__(self, steps_per_epoch):
        self.steps_per_epoch = steps_per_epoch
        self.costs = []
        self.checks = []
        self.diverged_at = None
        self.stopped_at = None
        self.best_step = None
        self.optimizer = None
        self.message = ""

    def __repr__(self):
        return f"History({self.message})"

    def finish(self, early_stopping=None):
        """End the costs at the first that is not finite, and say how the run ended."""
        finite = np.isfinite(self.costs)
        if not finite.all():
            self.diverged_at = int(finite.argmin())
            del self.costs[self.diverged_at + 1 :]
            self.checks = [
                row for row in self.checks if row["step"] <= self.diverged_at
            ]
            end = f"diverged: the cost of step {self.diverged_at} is not finite"
        elif self.stopped_at is not None:
            end = f"stopped after {self.stopped_at} steps: {early_stopping}"
        else:
            end = f"ran all {len(self.costs)} steps"
        kept = self.stopped_at if self.best_step is None else self.best_step
        weights = f"; the weights are those after {kept} steps"
        self.message = end if kept is None else end + weights

    def to_frame(self):
        """Costs and checks as a table.

        Returns
        -------
        pandas.DataFrame
            Indexed by step, with the columns `epoch` (passes completed), `cost` and,
            for each monitored set, `<name>_cost` and `<name>_accuracy`. Steps without
            a check hold NaN there.
        """
        steps = pd.RangeIndex(len(self.costs), name="step")
        frame = pd.DataFrame({"cost": self.costs}, index=steps)
        if self.checks:
            frame = frame.join(pd.DataFrame(self.checks).set_index("step"), how="outer")
        frame.insert(0, "epoch", frame.index / self.steps_per_epoch)
        return frame


@dataclass(frozen=True)
class EarlyStopping:
    """Stop after `patience` checks in a row that do not improve.

    Parameters
    ----------
    patience : int
        Checks to wait.
    watch : str
        The monitored set whose cost is watched.
    criterion : {"best", "rising"}
        What a check must do to improve: fall below the lowest cost so far ("best"), or
        not rise above the cost of the check before ("rising").
    first_best : float
        For "best": the cost to beat at the first check.
    """

    patience: int
    watch: str = "validation"
    criterion: str = "best"
    first_best: float = math.inf

    def __post_init__(self):
        check_count("patience", self.patience)
        if not isinstance(self.watch, str):
            raise TypeError(f"watch must be the name of a set; got {self.watch!r}")
        check_choice("criterion", self.criterion, ("best", "rising"))
        if self.first_best != math.inf:
            check_finite("first_best", self.first_best)

    def __str__(self):
        if self.criterion == "rising":
            return f"the {self.watch} cost rose in {self.patience} checks in a row"
        return f"no new lowest {self.watch} cost in {self.patience} checks"


class SGD:
    """Plain gradient descent: θ ← θ − α ∂J/∂θ (equation 2.10 of notebook 02)."""

    def update(self, parameters, gradients, learning_rate):
        """Move the parameters (in place) one step against their gradients."""
        for name, gradient in gradients.items():
            parameters[name] -= learning_rate * gradient


class Momentum:
    """Gradient descent with momentum: v ← βv + ∂J/∂θ, then θ ← θ − αv.

    Parameters
    ----------
    beta : float
        How much of the velocity v is kept at each step, in [0, 1).
    """

    def __init__(self, beta=0.9):
        check_fraction("beta", beta)
        self.beta = beta
        self.velocity = {}

    def update(self, parameters, gradients, learning_rate):
        """Move the parameters (in place) one step along the velocity."""
        for name, gradient in gradients.items():
            v = _memory(self.velocity, name, gradient)
            v *= self.beta
            v += gradient
            parameters[name] -= learning_rate * v


class Adam:
    """Adam: steps scaled by running moments of the gradient (Kingma and Ba, 2015).

    m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², and after t steps
    θ ← θ − α m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    Parameters
    ----------
    beta1, beta2 : float
        Memory of the two moments, in [0, 1).
    epsilon : float
        Keeps the division finite.
    """

    def __init__(self, beta1=0.9, beta2=0.999, epsilon=1e-8):
        check_fraction("beta1", beta1)
        check_fraction("beta2", beta2)
        check_positive("epsilon", epsilon)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.first, self.second = {}, {}
        self.steps = 0

    def update(self, parameters, gradients, learning_rate):
        """Move the parameters (in place) one step of Adam."""
        self.steps += 1
        for name, g in gradients.items():
            m = _memory(self.first, name, g)
            v = _memory(self.second, name, g)
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            # α m̂/(√v̂ + ε), with the corrections of m̂ and v̂ taken out as numbers.
            correction = math.sqrt(1 - self.beta2**self.steps)
            step = learning_rate * correction / (1 - self.beta1**self.steps)
            parameters[name] -= step * m / (np.sqrt(v) + self.epsilon * correction)


def _memory(arrays, name, gradient):
    """What an optimizer remembers of the gradients of a parameter: zero at first."""
    if name not in arrays:
        arrays[name] = np.zeros_like(gradient)
    if arrays[name].shape != gradient.shape:
        raise ValueError(
            f"optimizer must come from a run of the same model: it remembers {name} of "
            f"shape {arrays[name].shape}; got {gradient.shape}"
        )
    return arrays[name]


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


class _Watcher:
    """Remembers the best check for early stopping."""

    def __init__(self, early_stopping):
        self.early_stopping = early_stopping
        self.best_cost = early_stopping.first_best if early_stopping else math.inf
        self.last_cost = math.inf
        self.best_step = None
        self.best = None  # the parameters then, and the optimizer
        self.poor_checks = 0

    def wants_to_stop(self, row, model, optimizer):
        if self.early_stopping is None:
            return False
        cost = row[f"{self.early_stopping.watch}_cost"]
        is_best = cost < self.best_cost
        if is_best:
            self.best_cost, self.best_step = cost, row["step"]
            self.best = copy.deepcopy((model.parameters, optimizer))
        rises = not cost <= self.last_cost
        self.last_cost = math.inf if math.isnan(cost) else cost  # as bad as can be
        by_rising = self.early_stopping.criterion == "rising"
        is_poor = rises if by_rising else not is_best
        self.poor_checks = self.poor_checks + 1 if is_poor else 0
        return self.poor_checks >= self.early_stopping.patience


def _mean_model(model, sums, step):
    """The model with the mean of the weights after each of the steps done."""
    mean = copy.copy(model)
    mean.parameters = {
        name: (total / step).astype(model.parameters[name].dtype)
        for name, total in sums.items()
    }
    return mean


def _steps(selections, parts, optimizer, learning_rate, sums=None):
    """The textbook loop: for each batch the cost, its gradient, and a step."""
    model, loss, X, y, l2, penalise_bias, rng = parts
    for step, rows in enumerate(selections):
        J, gradients = objective(
            model, loss, select(X, rows), select(y, rows), l2, penalise_bias, rng
        )
        alpha = learning_rate
        if callable(learning_rate):
            alpha = rate_of_step(learning_rate, step)
        optimizer.update(model.parameters, gradients, alpha)
        for name in sums or ():
            sums[name] += model.parameters[name]
        yield [float(J)]


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
    _check_fit(model, loss, X, y)
    if not isinstance(name, str):
        raise TypeError(f"name must be the name of a set; got {name!r}")
    z, _ = model.forward(X)
    row = {f"{name}_cost": loss(z, y)[0]}
    if loss in CLASSIFICATION_LOSSES:
        row[f"{name}_accuracy"] = accuracy(z, y)
    return row


def check_run(model, loss, X, y, epochs, batch_size, drop_last, rng, monitor):
    """Refuse bad arguments before anything is trained.

    Parameters
    ----------
    model, loss, X, y, epochs, batch_size, drop_last, rng, monitor
        As in `train`.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as `train` describes it.
    """
    _check_data(model, loss, X, y)
    check_count("epochs", epochs)
    if batch_size is not None:
        check_count("batch_size", batch_size, largest=len(X))
    check_flag("drop_last", drop_last)
    if rng is not None:
        check_rng("rng", rng)
    elif getattr(model, "dropout", 0) > 0:
        raise ValueError("rng must be given to a model with dropout; got None")
    if not isinstance(monitor, (dict, type(None))):
        raise TypeError(f"monitor must be a dict of name: (X, y); got {monitor!r}")
    for name, examples in (monitor or {}).items():
        if not isinstance(name, str) or type(examples) not in (tuple, list):
            raise TypeError(
                f"monitor must be a dict of name: (X, y); got an entry {name!r} with a "
                f"{type(examples).__name__}"
            )
        if len(examples) != 2:
            raise ValueError(
                f"monitor[{name!r}] must be a pair (X, y); got {len(examples)} things"
            )
        _check_data(model, loss, *examples, name=f"X of monitor[{name!r}]")


def as_rate(name, value):
    """The learning rate, or the function step → learning rate, that `value` is."""
    if callable(value) and not isinstance(value, type):
        rate_of_step(value, 0)
        return value
    check_positive(name, value)
    return float(value)  # a NumPy float64 would make float32 steps slower


def rate_of_step(schedule, step):
    """Learning rate that a schedule gives for a step; 0 or more."""
    value = schedule(step)
    check_not_negative(f"learning_rate of step {step}", value)
    return float(value)


def check_intervals(monitor_every, monitor_from):
    """Raise unless there are steps at which to check the monitored sets."""
    check_count("monitor_every", monitor_every)
    check_count("monitor_from", monitor_from, smallest=0)


def _check_early_stopping(early_stopping, monitor):
    if not isinstance(early_stopping, (EarlyStopping, type(None))):
        raise TypeError(
            f"early_stopping must be EarlyStopping(...); got {early_stopping!r}"
        )
    if early_stopping is not None and early_stopping.watch not in (monitor or {}):
        raise ValueError(
            f"monitor must hold {early_stopping.watch!r}, the set that early_stopping "
            f"watches; got {sorted(monitor or {})}"
        )


@contextmanager
def one_blas_thread():
    """Limit NumPy's matrix products to one thread, within a `with` block.

    More threads gain little here, and on a machine with other work (a class on a
    server, two notebooks on a laptop) they wait for each other and lose much. The
    environment variable HELPERS_THREADS sets another number.

    Where two blocks overlap, in two threads, the later one may find the limit lifted by
    the earlier; when both have ended, the number is that of before.

    Raises
    ------
    ValueError
        On entering, if HELPERS_THREADS is no positive integer.
    """
    threads = _threads()
    _BLAS.enter()
    try:
        with _BLAS.controller.limit(limits=threads, user_api="blas"):
            yield
    finally:
        _BLAS.leave()


class _Blas:
    """The number of threads of NumPy's libraries: one for the whole process."""

    def __init__(self):
        self.controller = ThreadpoolController()
        self._lock = threading.Lock()
        self._open_blocks, self._overlap, self._before = 0, False, None

    def enter(self):
        with self._lock:
            if self._open_blocks == 0:
                libraries = self.controller.lib_controllers
                self._before = [(library, library.num_threads) for library in libraries]
            self._overlap = self._open_blocks > 0
            self._open_blocks += 1

    def leave(self):
        with self._lock:
            self._open_blocks -= 1
            if self._open_blocks == 0 and self._overlap:
                # A block that opened inside another took its limit for the number of
                # before. Corrected in a thread that ends: while a thread lives that set
                # the number, it alone may change it.
                correction = threading.Thread(target=self._give_back)
                correction.start()
                correction.join()

    def _give_back(self):
        for library, number in self._before:
            library.set_num_threads(number)


_BLAS = _Blas()


def _threads():
    value = os.environ.get("HELPERS_THREADS", "1")
    if not value.isdecimal() or int(value) == 0:
        raise ValueError(f"HELPERS_THREADS must be a positive integer; got {value!r}")
    return int(value)


def progress_bar(steps, unit="step"):
    """A bar that appears only if the run takes longer than a second.

    On stdout: what Jupyter finds on stderr it shows in red, even when it is empty.
    """
    return tqdm(
        total=steps, unit=unit, delay=1, leave=False, ascii=True, file=sys.stdout
    )


def _check_fit(model, loss, X, y):
    """Raise unless the four go together; the loss is tried on the first example."""
    check_model(model)
    check_loss(loss)
    X = as_floats("X", np.atleast_1d(X))
    check_targets("y", y, len(X), rows_of="X")
    _try_loss(loss, model.forward(X[:1])[0], y[:1])


def _check_data(model, loss, X, y, name="X"):
    """Raise early, before training, what the model or the loss would raise late."""
    check_model(model)
    check_loss(loss)
    check_example_arrays(X, y, name)
    z, _ = model.forward(X[:1])
    targets = np.array([y.min(), y.max()])
    _try_loss(loss, np.zeros((len(targets), z.shape[1]), X.dtype), targets)


def _try_loss(loss, z, y):
    result = loss(z, y)
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"loss must return a pair (J, dz); got {result!r}")
    if np.shape(result[1]) != z.shape:
        raise ValueError(
            f"loss must return a dz of the shape of z, here {z.shape}; "
            f"got {np.shape(result[1])}"
        )
