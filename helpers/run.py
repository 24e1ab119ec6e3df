"""One run of training: all that it is, checked once."""

import copy
import math
from dataclasses import dataclass

import numpy as np

from helpers.checking.arguments import (
    as_floats,
    check_count,
    check_example_arrays,
    check_flag,
    check_loss,
    check_model,
    check_not_negative,
    check_positive,
    check_rng,
    check_targets,
)
from helpers.early_stopping import EarlyStopping
from helpers.models import with_dtype
from helpers.optimizers import SGD


@dataclass
class Run:
    """What `train` was asked for, and the copies that it works on.

    The loop in `training` and each shortcut read a run, and change nothing of it but
    the numbers in `model.parameters`, `optimizer` and `sums`.

    Parameters
    ----------
    model, loss, X, y, learning_rate, epochs, ...
        As in `train`. Of a stack of models (see `sweeps`) learning rate and `l2` are
        columns of shape (K, 1), and a schedule gives such columns.

    Attributes
    ----------
    model, optimizer
        Copies of those that were passed in; the parameters have the dtype of X.
    sums : dict of ndarray or None
        For `average`: the sums of the weights after each step so far.
    steps_per_epoch, last_step : int
        Steps in one pass through the data, and in all.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as `train` describes it.
    """

    model: object
    loss: object
    X: np.ndarray
    y: np.ndarray
    learning_rate: object
    epochs: int
    batch_size: int | None = None
    drop_last: bool = False
    rng: object = None
    optimizer: object = SGD()
    l2: object = 0.0
    penalise_bias: bool = False
    monitor: dict | None = None
    monitor_every: int | None = None
    monitor_from: int = 0
    early_stopping: EarlyStopping | None = None
    average: bool = False

    def __post_init__(self):
        self._check()
        n = len(self.X)
        self.batch_size = self.batch_size or n
        whole, rest = divmod(n, self.batch_size)
        self.steps_per_epoch = whole + (rest > 0 and not self.drop_last)
        self.last_step = self.epochs * self.steps_per_epoch
        self.monitor = self.monitor or {}
        if self.monitor_every is None:
            self.monitor_every = self.steps_per_epoch
        check_count("monitor_every", self.monitor_every)
        check_count("monitor_from", self.monitor_from, smallest=0)
        self.model = with_dtype(self.model, self.X.dtype)
        self.optimizer = copy.deepcopy(self.optimizer)
        self.sums = None
        if self.average:  # precise, whatever the dtype of the weights
            shapes = {k: v.shape for k, v in self.model.parameters.items()}
            self.sums = {name: np.zeros(shape) for name, shape in shapes.items()}

    @property
    def is_full_batch(self):
        """Whether each step sees all the examples; then nothing is shuffled."""
        return self.batch_size == len(self.X)

    @property
    def is_plain(self):
        """Whether each step is −α times the gradient, with one α for all steps."""
        constant = isinstance(self.learning_rate, float)
        return constant and type(self.optimizer) is SGD

    @property
    def look_every(self):
        """The weights are needed at least after every so many steps."""
        if not self.monitor:
            return self.last_step
        return math.gcd(self.monitor_every, self.monitor_from)

    def is_due(self, step):
        """Whether to check the monitored sets after so many steps."""
        if not self.monitor:
            return False
        since = step - self.monitor_from
        return step == self.last_step or (
            since >= 0 and since % self.monitor_every == 0
        )

    def result(self, step):
        """The model after so many steps, or the mean of its weights after each."""
        if self.sums is None or step == 0:
            return self.model
        mean = copy.copy(self.model)
        mean.parameters = {
            name: (total / step).astype(self.X.dtype)
            for name, total in self.sums.items()
        }
        return mean

    def _check(self):
        """Refuse bad arguments before anything is trained."""
        check_data(self.model, self.loss, self.X, self.y)
        check_count("epochs", self.epochs)
        if self.batch_size is not None:
            check_count("batch_size", self.batch_size, largest=len(self.X))
        for name in ("drop_last", "penalise_bias", "average"):
            check_flag(name, getattr(self, name))
        if self.rng is not None:
            check_rng("rng", self.rng)
        elif getattr(self.model, "dropout", 0) > 0:
            raise ValueError("rng must be given to a model with dropout; got None")
        if self.optimizer is not None:
            check_optimizer(self.optimizer)
        self._check_monitor()

    def _check_monitor(self):
        expected = "monitor must be a dict of name: (X, y)"
        if not isinstance(self.monitor, (dict, type(None))):
            raise TypeError(f"{expected}; got {self.monitor!r}")
        for name, examples in (self.monitor or {}).items():
            if not isinstance(name, str) or type(examples) not in (tuple, list):
                kind = type(examples).__name__
                raise TypeError(f"{expected}; got an entry {name!r} with a {kind}")
            if len(examples) != 2:
                raise ValueError(
                    f"monitor[{name!r}] must be a pair (X, y); got {len(examples)} "
                    "things"
                )
            check_data(self.model, self.loss, *examples, f"X of monitor[{name!r}]")
        stopping = self.early_stopping
        if not isinstance(stopping, (EarlyStopping, type(None))):
            raise TypeError(
                f"early_stopping must be EarlyStopping(...); got {stopping!r}"
            )
        if stopping is not None and stopping.watch not in (self.monitor or {}):
            raise ValueError(
                f"monitor must hold {stopping.watch!r}, the set that early_stopping "
                f"watches; got {sorted(self.monitor or {})}"
            )


def as_rate(name, value):
    """The learning rate, or the function step → learning rate, that `value` is."""
    if not callable(value) or isinstance(value, type):
        check_positive(name, value)
        return float(value)  # a NumPy float64 would make float32 steps slower

    def rate_of_step(step):
        rate = value(step)
        check_not_negative(f"learning_rate of step {step}", rate)
        return float(rate)

    rate_of_step(0)
    return rate_of_step


def as_penalty(name, value):
    """The number λ that `value` is, as a float."""
    check_not_negative(name, value)
    return float(value)


def check_optimizer(optimizer):
    """Raise unless `optimizer` can update parameters like SGD(), say."""
    other = isinstance(optimizer, (type, dict, set))  # which have an update, too
    if other or not hasattr(optimizer, "update"):
        raise TypeError(
            f"optimizer must be SGD(), Momentum() or Adam(); got {optimizer!r}"
        )


def check_fit(model, loss, X, y):
    """Raise unless the four go together; the loss is tried on the first example."""
    check_model(model)
    check_loss(loss)
    X = as_floats("X", np.atleast_1d(X))
    check_targets("y", y, len(X), rows_of="X")
    _try_loss(loss, model.forward(X[:1])[0], y[:1])


def check_data(model, loss, X, y, name="X"):
    """Raise early, before training, what the model or the loss would raise late."""
    check_model(model)
    check_loss(loss)
    check_example_arrays(X, y, name)
    z, _ = model.forward(X[:1])
    targets = np.array([y.min(), y.max()])
    _try_loss(loss, np.zeros((len(targets), *z.shape[1:]), X.dtype), targets)


def _try_loss(loss, z, y):
    result = loss(z, y)
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"loss must return a pair (J, dz); got {result!r}")
    if np.shape(result[1]) != z.shape:
        raise ValueError(
            f"loss must return a dz of the shape of z, here {z.shape}; "
            f"got {np.shape(result[1])}"
        )
