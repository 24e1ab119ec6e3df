"""The jobs: a piece of work each, who else does it, and the targets."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.inputs import random_classes
from benchmarks.work import (
    TOLERANCE,
    Work,
    accuracy_distance,
    cost_distance,
    cost_excess,
    new_rng,
    run_distance,
    tail_distance,
)
from helpers import losses
from helpers.models import MLP, Linear

BATCH = 128
PRECISE = 1e-8  # largest distance in float64, where no ReLU unit switches by rounding
TINY = 1e-16  # an ε of Adam that has no effect
AT_ONCE = "helpers, all at once"
OWN_ORDER = "compared with the rows in order; timed with a shuffling of its own"


@dataclass(frozen=True)
class Peer:
    """Another way to do the work of a job."""

    name: str  # one of `benchmarks.run.trainers`: library and what it does
    target: float | None = None  # the ratio its time / our time that we aim at
    remark: str = ""  # what the reader must know
    # What its work differs in. If it takes fewer `steps`, its time is scaled.
    changes: dict = field(default_factory=dict)
    # (ours, theirs, work) → distance of the two outcomes; None: nothing to compare.
    compare: Callable | None = run_distance
    tolerance: float = TOLERANCE  # largest such distance
    # Compare runs of both with these changes instead of the timed ones: over the rows
    # in order for a library that shuffles in an order of its own, or in float64.
    instead: dict | None = None
    # Of the ratio of its first call, which compiles, to our time.
    first_target: float | None = None


@dataclass(frozen=True)
class Job:
    """Work that we do and others too."""

    group: str  # what the job belongs to
    case: str  # and what distinguishes it there
    work: Work
    peers: list
    ours: str = "helpers"  # the way we do it, one of `benchmarks.run.trainers`
    size: int | None = None  # along the axis `case`, for the growth of the time


IN_FLOAT64 = "compared in float64"
TORCH = Peer("PyTorch")
ONE_PROGRAM = "all steps in one program; compiled in its first call"
COMPILED = Peer("JAX", 1, ONE_PROGRAM, first_target=5)
LOADER = Peer("PyTorch DataLoader")
TEXTBOOK = Peer("textbook loop")
BARE = Peer("bare NumPy", remark="no checks, no objects; ratio = reached")
STEP_BY_STEP = Peer("helpers, step by step", remark="our loop without the shortcut")


def linear_jobs(inputs, sizes):
    """Linear regression with full batches on Auto MPG."""
    X, y = inputs.cars
    model, iterations = Linear(X.shape[1]), sizes.iterations
    work = Work(model, losses.mean_squared_error, X, y, 0.01, epochs=iterations)
    final = {"compare": _if_converged(sizes, cost_distance), "tolerance": 0.02}
    exact = "solves exactly; final costs within 2 %"
    per_example = "a step per example, α = 5e-5; final costs within 2 %"
    rate = {"learning_rate": 5e-5}
    peers = [
        STEP_BY_STEP,
        Peer("PyTorch", 8),
        COMPILED,
        Peer("sklearn LinearRegression", None, exact, **final),
        Peer("sklearn SGDRegressor", None, per_example, rate, **final),
        _first_steps("textbook loop", sizes.textbook_updates["linear"]),
    ]
    return [Job("linear", "full batch", work, peers)]


def ames_jobs(inputs, sizes):
    """Linear regression, one example per step, on Ames."""
    jobs, epochs = [], sizes.torch_epochs
    targets = {np.float32: (60, 1), np.float64: (None, None)}
    for dtype, (torch_target, sklearn_target) in targets.items():
        X, y = (array.astype(dtype) for array in inputs.houses)
        model, loss = Linear(X.shape[1]), losses.mean_squared_error
        work = Work(model, loss, X, y, 5e-4, sizes.ames_epochs, batch_size=1)
        peers = [
            STEP_BY_STEP,
            _first_steps("PyTorch", epochs * len(X), torch_target, f"{epochs} epochs"),
            COMPILED,
            _shuffled("sklearn SGDRegressor", sklearn_target),
            _first_steps("textbook loop", sizes.textbook_updates["ames"]),
        ]
        jobs.append(Job("ames", f"per sample, {np.dtype(dtype)}", work, peers))
    return jobs


def logistic_jobs(inputs, sizes):
    """Logistic regression, 2 against 3."""
    X, y = inputs.digits
    model, loss = Linear(784), losses.binary_cross_entropy
    full = Work(model, loss, X, y, 0.1, sizes.logistic_iterations)
    batch = min(BATCH, len(X) // 2)
    work = replace(full, epochs=sizes.logistic_epochs, batch_size=batch)
    validation, every = inputs.validation_digits, max(1, round(len(X) / batch / 5))
    checked = replace(work, validation=validation, monitor_every=every)
    lbfgs = Peer(
        "sklearn LogisticRegression",
        remark="L-BFGS, another algorithm; its final cost is not above ours",
        compare=_if_converged(sizes, cost_excess),
    )
    few = _first_steps("textbook loop", sizes.textbook_updates["logistic"])
    at_once = [TORCH, COMPILED, lbfgs, few, BARE, _floor("two gemv a step")]
    plain = [
        TORCH,
        LOADER,
        COMPILED,
        _shuffled("sklearn MLPClassifier(())", 2),
        TEXTBOOK,
        BARE,
    ]
    case = f"batch {batch}"
    return [
        Job("logistic", case, work, plain),
        Job("logistic", f"{case}, validation", checked, [Peer("PyTorch", 2.5), LOADER]),
        Job("logistic", "full batch", full, at_once),
    ]


def softmax_jobs(inputs, sizes):
    """Softmax regression, one epoch of mini-batches."""
    peers = [
        Peer("PyTorch", 1.8),
        LOADER,
        COMPILED,
        _shuffled("sklearn MLPClassifier(())", 1.8),
        TEXTBOOK,
        BARE,
        _floor("gather and two products a step"),
    ]
    return [Job("softmax", f"batch {BATCH}", _softmax(*inputs.images), peers)]


def sweep_jobs(inputs, sizes):
    """Softmax regression for several penalties."""
    X, y = inputs.images
    n = len(X) // BATCH * BATCH  # sklearn divides the penalty by the size of a batch
    decay = "penalty as weight_decay, not in the reported cost"
    jobs = []
    for K in sizes.sweeps:
        peers = [
            Peer("helpers, separate runs", 1.9 if K == 8 else None),
            Peer("PyTorch, separate runs", 3.5, decay),
            Peer("PyTorch vmap", 2.5, "penalty in the gradient"),
            replace(COMPILED, name="JAX vmap"),
            _shuffled("sklearn MLPClassifier(()), separate runs", 3),
            BARE,
        ]
        work = _softmax(X[:n], y[:n], l2=_penalties(K))
        jobs.append(Job("sweep", f"{K} penalties", work, peers, ours=AT_ONCE))
    return jobs


def mlp_jobs(inputs, sizes):
    """Networks with ReLU, one epoch of mini-batches."""
    cases = [
        (1, BATCH, "SGD", 0.1, 0.0),
        (1, 64, "SGD", 0.1, 0.0),
        (1, BATCH, "momentum", 0.01, 0.0),
        (1, BATCH, "Adam", 0.001, 0.0),
        (2, BATCH, "SGD", 0.1, 0.0),
        (3, BATCH, "SGD", 0.1, 0.0),
        (1, BATCH, "SGD", 0.1, 0.3),
    ]
    X64 = inputs.images[0].astype(np.float64)
    return [_mlp_job(inputs, sizes, X64, *case) for case in cases]


def _mlp_job(inputs, sizes, X64, hidden, batch, optimizer, rate, dropout):
    model = MLP((784, *[200] * hidden, 10), new_rng(), dropout=dropout)
    settings = {"learning_rate": rate, "batch_size": batch, "optimizer": optimizer}
    work = replace(_softmax(*inputs.images, **settings), model=model)
    layers = "1 hidden layer" if hidden == 1 else f"{hidden} hidden layers"
    case = f"{layers}, batch {batch}, {optimizer}"
    if dropout:
        remark = "other dropout masks; mean cost of the second half within 5 %"
        compare = _if_converged(sizes, tail_distance)
        peers = [Peer("PyTorch", 1.2, remark, compare=compare, tolerance=0.05)]
        return Job("mlp", f"{case}, dropout", work, peers)
    remark, in_order = f"{OWN_ORDER}; {IN_FLOAT64}", {"X": X64, "shuffle": False}
    if optimizer == "Adam":
        remark += f"; compared at ε = {TINY}, which it adds elsewhere"
        in_order["epsilon"] = TINY
    name = "sklearn MLPClassifier"
    peers = [
        Peer("PyTorch", 1.2, IN_FLOAT64, tolerance=PRECISE, instead={"X": X64}),
        _in_float64(COMPILED, X64),
        Peer(name, 1.2, remark, tolerance=PRECISE, instead=in_order),
        _in_float64(BARE, X64),
        _floor("gather and matrix products"),
    ]
    if (hidden, batch, optimizer) == (1, BATCH, "SGD"):
        peers.append(_first_steps("textbook loop", sizes.textbook_updates["mlp"]))
    return Job("mlp", case, work, peers)


def per_sample_jobs(inputs, sizes):
    """One example per step on images."""
    few = [array[: sizes.softmax_updates] for array in inputs.images]
    fewer = [array[: sizes.mlp_updates] for array in inputs.images]
    softmax = _softmax(*few, learning_rate=0.01, batch_size=1)
    perceptron = replace(softmax, loss=losses.perceptron_loss, learning_rate=1.0)
    network = MLP((784, 200, 10), new_rng())
    mlp = replace(softmax, model=network, X=fewer[0], y=fewer[1])
    compare = {"compare": _if_converged(sizes, accuracy_distance)}
    other = "one-vs-rest, another model; accuracies within "
    network_peer = "sklearn MLPClassifier"
    cases = {
        "softmax": (
            softmax,
            STEP_BY_STEP,
            Peer("PyTorch", 8),
            COMPILED,
            Peer("sklearn SGDClassifier", 2, f"{other}0.05", tolerance=0.05, **compare),
            _shuffled(network_peer, 2),
            _floor("products of a block"),
        ),
        "perceptron": (
            perceptron,
            TORCH,
            COMPILED,
            Peer("sklearn Perceptron", None, f"{other}0.1", tolerance=0.1, **compare),
        ),
        "mlp": (
            mlp,
            STEP_BY_STEP,
            Peer("PyTorch", 5),
            _in_float64(COMPILED, fewer[0].astype(np.float64)),
            _shuffled(network_peer, 10),
            _floor("products of a block and of each example"),
        ),
    }
    return [
        Job("per-sample", f"{name}, {len(work.X)} updates", work, [*peers, TEXTBOOK])
        for name, (work, *peers) in cases.items()
    ]


def growth_jobs(inputs, sizes):
    """How the time grows along each axis, ours and PyTorch's."""
    return [
        _growth_job(inputs, sizes, axis, value)
        for axis, values in sizes.growth.items()
        for value in values
        if axis != "rows" or value <= len(inputs.images[0])
    ]


def _growth_job(inputs, sizes, axis, value):
    X, y = inputs.images
    n = value if axis == "rows" else min(len(X), sizes.growth_steps * BATCH)
    p = value if axis == "features" else 784
    X, y = np.ascontiguousarray(X[:n, 784 - p :]), y[:n]
    if axis == "models":
        work, peers = _softmax(X, y, l2=_penalties(value)), [TORCH]
        return Job("growth", axis, work, peers, AT_ONCE, value)
    work = _softmax(X, y)
    if axis == "classes":
        work = replace(work, model=Linear(p, value), y=random_classes(n, value))
    elif axis == "hidden units":
        work = replace(work, model=MLP((p, value, 10), new_rng()))
    return Job("growth", axis, work, [TORCH], size=value)


GROUPS = {
    "linear": linear_jobs,
    "ames": ames_jobs,
    "logistic": logistic_jobs,
    "softmax": softmax_jobs,
    "sweep": sweep_jobs,
    "mlp": mlp_jobs,
    "per-sample": per_sample_jobs,
    "growth": growth_jobs,
}


def without(missing, job):
    """The same job without the rows of these libraries."""
    peers = [peer for peer in job.peers if not peer.name.startswith(tuple(missing))]
    return replace(job, peers=peers)


def _softmax(X, y, **settings):
    model, loss = Linear(X.shape[1], 10), losses.softmax_cross_entropy
    settings = {"learning_rate": 0.1, "batch_size": BATCH} | settings
    return Work(model, loss, X, y, **settings)


def _penalties(K):
    return np.geomspace(1e-4, 1e-1, K).tolist()


def _shuffled(name, target):
    """Peer that shuffles in an order of its own."""
    return Peer(name, target, OWN_ORDER, instead={"shuffle": False})


def _in_float64(peer, X64):
    """Peer with a network, which only float64 compares without switching ReLU units."""
    remark, instead = f"{peer.remark}; {IN_FLOAT64}", {"X": X64}
    return replace(peer, remark=remark, tolerance=PRECISE, instead=instead)


def _first_steps(name, steps, target=None, what=None):
    """Peer whose time is scaled from its first steps."""
    remark = f"scaled from {what or f'{steps} updates'}"
    return Peer(name, target, remark, changes={"steps": steps})


def _floor(what):
    """Peer: the kernels alone; the ratio is the fraction of the floor reached."""
    return Peer("kernel floor", remark=f"{what}; ratio = reached", compare=None)


def _if_converged(sizes, compare):
    """No comparison of final costs where the runs are too short for one."""
    return compare if sizes.converged else None
