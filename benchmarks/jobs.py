"""The jobs: our run, the same work by others, and the targets."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks import floors, peers_sklearn, textbook
from benchmarks.inputs import random_classes
from benchmarks.work import (
    TOLERANCE,
    Outcome,
    accuracy_distance,
    cost_distance,
    cost_excess,
    new_rng,
    run_distance,
    tail_distance,
)
from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    perceptron_loss,
    softmax_cross_entropy,
)
from helpers.models import MLP, Linear
from helpers.optimizers import SGD, Adam, Momentum
from helpers.sweeps import sweep
from helpers.training import train

BATCH = 128
NETWORK_TOLERANCE = 10 * TOLERANCE  # rounding may switch a ReLU unit on or off
TINY = 1e-16  # an ε of Adam that has no effect


@dataclass(frozen=True)
class Peer:
    """Another way to do the work of a job.

    Attributes
    ----------
    name : str
        Library and what it does.
    run : callable
        What is timed; returns an Outcome.
    target : float or None
        The ratio its time / our time that we aim at.
    scale : float
        The work of the job over the work of `run`; the time is multiplied by it.
    compare : callable or None
        (ours, theirs) → distance of the two outcomes; None: nothing to compare.
    tolerance : float
        Largest such distance.
    proof : (callable, callable) or None
        Our run and theirs to be compared instead of the timed ones, in an order of the
        examples that both can take.
    remark : str
        What the reader must know.
    """

    name: str
    run: Callable
    target: float | None = None
    scale: float = 1.0
    compare: Callable | None = run_distance
    tolerance: float = TOLERANCE
    proof: tuple | None = None
    remark: str = ""


@dataclass(frozen=True)
class Job:
    """Work that we do and others too.

    Attributes
    ----------
    group, case : str
        What the job belongs to, and what distinguishes it there.
    ours : callable
        Our run; returns an Outcome.
    peers : list of Peer
        The others.
    size : int or None
        For the growth of the cost: the size along the axis `case`.
    """

    group: str
    case: str
    ours: Callable
    peers: list
    size: int | None = None


def ours(model, loss, X, y, *, shuffle=True, validation=None, **settings):
    """Function that runs `helpers.training.train`.

    Parameters
    ----------
    shuffle : bool
        Whether to shuffle in the common order, or to keep the rows in order.
    validation : (X, y), optional
        Set whose cost and accuracy are evaluated every `monitor_every` steps.
    **settings
        Passed on to `train`.

    Returns
    -------
    callable
        Without arguments; returns an Outcome.
    """
    monitor = {"validation": validation} if validation else None

    def run():
        rng = new_rng() if shuffle else None
        trained, history = train(
            model, loss, X, y, rng=rng, monitor=monitor, **settings
        )
        names = ("validation_cost", "validation_accuracy")
        checks = [row[name] for row in history.checks for name in names]
        return Outcome(history.costs, trained.parameters, checks)

    return run


def step_by_step(model, loss, X, y, *, learning_rate, **settings):
    """Peer: our own loop without the shortcuts that some runs allow."""
    run = ours(model, loss, X, y, learning_rate=lambda step: learning_rate, **settings)
    return Peer("helpers, step by step", run, remark="our loop without the shortcut")


def linear_jobs(inputs, sizes, torch_side):
    """Linear regression with full batches on Auto MPG."""
    X, y = inputs.cars
    model, loss = Linear(X.shape[1]), mean_squared_error
    work = {"learning_rate": 0.01, "epochs": sizes.iterations}
    peers = [step_by_step(model, loss, X, y, **work)]
    if torch_side:
        run = torch_side.trainer(
            model,
            torch_side.squared_error,
            X,
            y,
            optimizer=torch_side.sgd(0.01),
            epochs=sizes.iterations,
        )
        peers.append(Peer("PyTorch", run, target=8))
    cost = _if_converged(sizes, cost_distance(loss, X, y))
    peers += [
        Peer(
            "sklearn LinearRegression",
            peers_sklearn.least_squares(X, y),
            compare=cost,
            tolerance=0.02,
            remark="solves exactly; final costs within 2 %",
        ),
        Peer(
            "sklearn SGDRegressor",
            peers_sklearn.regressor(X, y, learning_rate=5e-5, epochs=sizes.iterations),
            compare=cost,
            tolerance=0.02,
            remark="a step per example, α = 5e-5; final costs within 2 %",
        ),
        _textbook(
            model,
            textbook.linear_example(textbook.squared_error),
            X,
            y,
            sizes.textbook_updates["linear"],
            sizes.iterations,
            **work,
        ),
    ]
    return [Job("linear", "full batch", ours(model, loss, X, y, **work), peers)]


def ames_jobs(inputs, sizes, torch_side):
    """Linear regression, one example per step, on Ames."""
    return [
        _ames_job(inputs, sizes, torch_side, dtype)
        for dtype in (np.float32, np.float64)
    ]


def _ames_job(inputs, sizes, torch_side, dtype):
    X, y = (array.astype(dtype) for array in inputs.houses)
    model, loss, rate = Linear(X.shape[1]), mean_squared_error, 5e-4
    single = dtype == np.float32
    work = {"learning_rate": rate, "epochs": sizes.ames_epochs, "batch_size": 1}
    peers = [step_by_step(model, loss, X, y, **work)]
    if torch_side:
        run = torch_side.trainer(
            model,
            torch_side.squared_error,
            X,
            y,
            optimizer=torch_side.sgd(rate),
            epochs=sizes.torch_epochs,
            batch_size=1,
            complete=False,
        )
        scale = sizes.ames_epochs / sizes.torch_epochs
        remark = f"scaled from {sizes.torch_epochs} epochs"
        target = 60 if single else None
        peers.append(Peer("PyTorch", run, target, scale, remark=remark))
    settings = {"learning_rate": rate, "epochs": sizes.ames_epochs}
    peers += [
        Peer(
            "sklearn SGDRegressor",
            peers_sklearn.regressor(X, y, **settings),
            target=1.0 if single else None,
            proof=(
                ours(model, loss, X, y, shuffle=False, **work),
                peers_sklearn.regressor(X, y, shuffle=False, **settings),
            ),
            remark=_OWN_ORDER,
        ),
        _textbook(
            model,
            textbook.linear_example(textbook.squared_error),
            X,
            y,
            sizes.textbook_updates["ames"],
            sizes.ames_epochs * len(X),
            **work,
        ),
    ]
    case = f"per sample, {np.dtype(dtype)}"
    return Job("ames", case, ours(model, loss, X, y, **work), peers)


def logistic_jobs(inputs, sizes, torch_side):
    """Logistic regression, 2 against 3."""
    X, y = inputs.digits
    model, loss, rate = Linear(784), binary_cross_entropy, 0.1
    epochs = sizes.logistic_epochs
    batch = min(BATCH, len(X) // 2)
    every = max(1, round(len(X) / batch / 5))
    checks = {"validation": inputs.validation_digits, "monitor_every": every}
    work = {"learning_rate": rate, "epochs": epochs, "batch_size": batch}
    full = {"learning_rate": rate, "epochs": sizes.logistic_iterations}

    def by_torch(epochs, **settings):
        return torch_side.trainer(
            model,
            torch_side.logistic,
            X,
            y,
            optimizer=torch_side.sgd(rate),
            epochs=epochs,
            **settings,
        )

    example = textbook.linear_example(textbook.logistic)
    plain = [
        Peer(
            "sklearn MLPClassifier(())",
            peers_sklearn.network(model, X, y, **work),
            target=2,
            proof=(
                ours(model, loss, X, y, shuffle=False, **work),
                peers_sklearn.network(model, X, y, shuffle=False, **work),
            ),
            remark=_OWN_ORDER,
        ),
        Peer("textbook loop", textbook.trainer(model, example, X, y, **work)),
    ]
    checked = []
    at_once = [
        Peer(
            "sklearn LogisticRegression",
            peers_sklearn.lbfgs(X, y, iterations=sizes.logistic_iterations),
            compare=_if_converged(sizes, cost_excess(loss, X, y)),
            remark="L-BFGS, another algorithm; its final cost is not above ours",
        ),
        _textbook(
            model,
            example,
            X,
            y,
            sizes.textbook_updates["logistic"],
            sizes.logistic_iterations,
            **full,
        ),
        _floor(floors.two_gemv(X, sizes.logistic_iterations), "two gemv a step"),
    ]
    if torch_side:
        loader = {"batch_size": batch, "batches": torch_side.loader_batches}
        plain.insert(0, Peer("PyTorch", by_torch(epochs, batch_size=batch)))
        plain.insert(1, Peer("PyTorch DataLoader", by_torch(epochs, **loader)))
        checked = [
            Peer("PyTorch", by_torch(epochs, batch_size=batch, **checks), target=2.5),
            Peer("PyTorch DataLoader", by_torch(epochs, **loader, **checks)),
        ]
        at_once.insert(0, Peer("PyTorch", by_torch(sizes.logistic_iterations)))
    run = ours(model, loss, X, y, **work)
    run_checked = ours(model, loss, X, y, **work, **checks)
    return [
        Job("logistic", f"batch {batch}", run, plain),
        Job("logistic", f"batch {batch}, validation", run_checked, checked),
        Job("logistic", "full batch", ours(model, loss, X, y, **full), at_once),
    ]


def softmax_jobs(inputs, sizes, torch_side):
    """Softmax regression, one epoch of mini-batches."""
    X, y = inputs.images
    model, loss = Linear(784, 10), softmax_cross_entropy
    work = {"learning_rate": 0.1, "epochs": 1, "batch_size": BATCH}
    peers = []
    if torch_side:
        for name, batches, target in (
            ("PyTorch", torch_side.sliced_batches, 1.8),
            ("PyTorch DataLoader", torch_side.loader_batches, None),
        ):
            run = torch_side.trainer(
                model,
                torch_side.softmax,
                X,
                y,
                optimizer=torch_side.sgd(0.1),
                epochs=1,
                batch_size=BATCH,
                batches=batches,
            )
            peers.append(Peer(name, run, target=target))
    example = textbook.linear_example(textbook.softmax)
    peers += [
        Peer(
            "sklearn MLPClassifier(())",
            peers_sklearn.network(model, X, y, **work),
            target=1.8,
            proof=(
                ours(model, loss, X, y, shuffle=False, **work),
                peers_sklearn.network(model, X, y, shuffle=False, **work),
            ),
            remark=_OWN_ORDER,
        ),
        Peer("textbook loop", textbook.trainer(model, example, X, y, **work)),
        _floor(floors.softmax_epoch(X, 10, BATCH), "gather and two products a step"),
    ]
    return [Job("softmax", f"batch {BATCH}", ours(model, loss, X, y, **work), peers)]


def sweep_jobs(inputs, sizes, torch_side):
    """Softmax regression for several penalties."""
    return [_sweep_job(inputs, K, torch_side) for K in sizes.sweeps]


def _sweep_job(inputs, K, torch_side):
    X, y = inputs.images
    n = len(X) // BATCH * BATCH  # sklearn divides the penalty by the size of a batch
    X, y = X[:n], y[:n]
    model, loss = Linear(784, 10), softmax_cross_entropy
    penalties = np.geomspace(1e-4, 1e-1, K).tolist()
    work = {"learning_rate": 0.1, "epochs": 1, "batch_size": BATCH}

    def at_once(shuffle=True):
        rng = new_rng() if shuffle else None
        runs = sweep(model, loss, X, y, l2=penalties, rng=rng, **work)
        return _sweep_outcome(runs)

    def one_by_one():
        return _sweep_outcome(
            train(model, loss, X, y, l2=l2, rng=new_rng(), **work) for l2 in penalties
        )

    peers = [Peer("helpers, separate runs", one_by_one, target=1.9 if K == 8 else None)]
    settings = {"l2": penalties, **work}
    if torch_side:
        arguments = (model, torch_side.softmax, X, y)
        separate = torch_side.separate_sweep(*arguments, **settings)
        vmap = torch_side.vmap_sweep(*arguments, **settings)
        remark = "penalty as weight_decay, not in the reported cost"
        peers += [
            Peer("PyTorch, separate runs", separate, target=3.5, remark=remark),
            Peer("PyTorch vmap", vmap, target=2.5, remark="penalty in the gradient"),
        ]
    peers.append(
        Peer(
            "sklearn MLPClassifier(()), separate runs",
            peers_sklearn.separate_sweep(model, X, y, **settings),
            target=3,
            proof=(
                lambda: at_once(shuffle=False),
                peers_sklearn.separate_sweep(model, X, y, shuffle=False, **settings),
            ),
            remark=_OWN_ORDER,
        )
    )
    return Job("sweep", f"{K} penalties", at_once, peers)


def _sweep_outcome(runs):
    return Outcome(
        parameters={
            f"{name} of run {number}": value
            for number, (trained, _) in enumerate(runs)
            for name, value in trained.parameters.items()
        }
    )


def mlp_jobs(inputs, sizes, torch_side):
    """Networks with ReLU, one epoch of mini-batches."""
    sgd = ("SGD", SGD(), 0.1)
    momentum = ("momentum", Momentum(0.9), 0.01)
    adam = ("Adam", Adam(), 0.001)
    cases = [
        (1, BATCH, sgd, 0.0),
        (1, 64, sgd, 0.0),
        (1, BATCH, momentum, 0.0),
        (1, BATCH, adam, 0.0),
        (2, BATCH, sgd, 0.0),
        (3, BATCH, sgd, 0.0),
        (1, BATCH, sgd, 0.3),
    ]
    return [_mlp_job(inputs, sizes, torch_side, *case) for case in cases]


def _mlp_job(inputs, sizes, torch_side, hidden, batch, optimizer, dropout):
    X, y = inputs.images
    name, our_optimizer, rate = optimizer
    shape = (784, *[200] * hidden, 10)
    model, loss = MLP(shape, new_rng(), dropout=dropout), softmax_cross_entropy
    work = {"learning_rate": rate, "epochs": 1, "batch_size": batch}
    peers = []
    if torch_side:
        peers.append(_torch_network(torch_side, model, X, y, name, batch, rate, sizes))
    if not dropout:
        peers.append(_sklearn_network(model, loss, X, y, name, our_optimizer, work))
    if (hidden, batch, name, dropout) == (1, BATCH, "SGD", 0.0):
        peers += [
            _textbook(
                model,
                textbook.network_example(textbook.softmax, model.depth),
                X,
                y,
                sizes.textbook_updates["mlp"],
                len(X) / batch,
                **work,
            ),
            _floor(floors.network_epoch(X, shape, batch), "its matrix products"),
        ]
    layers = "1 hidden layer" if hidden == 1 else f"{hidden} hidden layers"
    case = f"{layers}, batch {batch}, {name}" + (", dropout" if dropout else "")
    run = ours(model, loss, X, y, optimizer=our_optimizer, **work)
    return Job("mlp", case, run, peers)


def _sklearn_network(model, loss, X, y, name, our_optimizer, work):
    settings = work | {
        "optimizer": "adam" if name == "Adam" else "sgd",
        "momentum": 0.9 if name == "momentum" else 0.0,
    }
    run = peers_sklearn.network(model, X, y, **settings)
    remark = _OWN_ORDER + "; compared in float64"
    X64 = X.astype(np.float64)
    if name == "Adam":
        our_optimizer = Adam(epsilon=TINY)
        settings["epsilon"] = TINY
        remark += f"; compared at ε = {TINY}, which it adds elsewhere"
    proof = (
        ours(model, loss, X64, y, shuffle=False, optimizer=our_optimizer, **work),
        peers_sklearn.network(model, X64, y, shuffle=False, **settings),
    )
    return Peer(
        "sklearn MLPClassifier",
        run,
        target=1.2,
        tolerance=1e-8,
        proof=proof,
        remark=remark,
    )


def _torch_network(torch_side, model, X, y, name, batch, rate, sizes):
    optimizers = {
        "SGD": torch_side.sgd(rate),
        "momentum": torch_side.sgd(rate, momentum=0.9),
        "Adam": torch_side.adam(rate),
    }
    run = torch_side.trainer(
        model,
        torch_side.softmax,
        X,
        y,
        optimizer=optimizers[name],
        epochs=1,
        batch_size=batch,
    )
    if model.dropout:
        remark = "other dropout masks; mean cost of the second half within 5 %"
        compare = _if_converged(sizes, tail_distance)
        return Peer("PyTorch", run, 1.2, compare=compare, tolerance=0.05, remark=remark)
    return Peer("PyTorch", run, target=1.2, tolerance=NETWORK_TOLERANCE)


def per_sample_jobs(inputs, sizes, torch_side):
    """One example per step on images."""
    return [
        _softmax_per_sample(inputs, sizes, torch_side),
        _perceptron_per_sample(inputs, sizes, torch_side),
        _mlp_per_sample(inputs, sizes, torch_side),
    ]


def _softmax_per_sample(inputs, sizes, torch_side):
    X, y = (array[: sizes.softmax_updates] for array in inputs.images)
    model, loss, rate = Linear(784, 10), softmax_cross_entropy, 0.01
    work = {"learning_rate": rate, "epochs": 1, "batch_size": 1}
    peers = [step_by_step(model, loss, X, y, **work)]
    if torch_side:
        peers.append(
            _torch_per_sample(torch_side, model, torch_side.softmax, X, y, rate, 8)
        )
    example = textbook.linear_example(textbook.softmax)
    peers += [
        Peer(
            "sklearn SGDClassifier",
            peers_sklearn.one_vs_rest(X, y, learning_rate=rate, epochs=1),
            target=2,
            compare=_if_converged(sizes, accuracy_distance(X, y)),
            tolerance=0.05,
            remark="one-vs-rest, another model; accuracies within 0.05",
        ),
        _sklearn_per_sample(model, loss, X, y, target=2, **work),
        Peer("textbook loop", textbook.trainer(model, example, X, y, **work)),
    ]
    return _per_sample_job("softmax", model, loss, X, y, work, peers)


def _perceptron_per_sample(inputs, sizes, torch_side):
    X, y = (array[: sizes.softmax_updates] for array in inputs.images)
    model, loss = Linear(784, 10), perceptron_loss
    work = {"learning_rate": 1.0, "epochs": 1, "batch_size": 1}
    peers = []
    if torch_side:
        peers.append(
            _torch_per_sample(torch_side, model, torch_side.perceptron, X, y, 1.0, None)
        )
    example = textbook.linear_example(textbook.perceptron)
    peers += [
        Peer(
            "sklearn Perceptron",
            peers_sklearn.perceptron(X, y, epochs=1),
            compare=_if_converged(sizes, accuracy_distance(X, y)),
            tolerance=0.1,
            remark="one-vs-rest, another model; accuracies within 0.1",
        ),
        Peer("textbook loop", textbook.trainer(model, example, X, y, **work)),
    ]
    return _per_sample_job("perceptron", model, loss, X, y, work, peers)


def _mlp_per_sample(inputs, sizes, torch_side):
    X, y = (array[: sizes.mlp_updates] for array in inputs.images)
    model, loss, rate = MLP((784, 200, 10), new_rng()), softmax_cross_entropy, 0.01
    work = {"learning_rate": rate, "epochs": 1, "batch_size": 1}
    peers = [step_by_step(model, loss, X, y, **work)]
    if torch_side:
        peers.append(
            _torch_per_sample(torch_side, model, torch_side.softmax, X, y, rate, 5)
        )
    example = textbook.network_example(textbook.softmax, model.depth)
    peers += [
        _sklearn_per_sample(model, loss, X, y, target=10, **work),
        Peer("textbook loop", textbook.trainer(model, example, X, y, **work)),
    ]
    return _per_sample_job("mlp", model, loss, X, y, work, peers)


def _per_sample_job(name, model, loss, X, y, work, peers):
    case = f"{name}, {len(X)} updates"
    return Job("per-sample", case, ours(model, loss, X, y, **work), peers)


def _torch_per_sample(torch_side, model, loss, X, y, rate, target):
    run = torch_side.trainer(
        model,
        loss,
        X,
        y,
        optimizer=torch_side.sgd(rate),
        epochs=1,
        batch_size=1,
    )
    return Peer("PyTorch", run, target)


def _sklearn_per_sample(model, loss, X, y, target, **work):
    return Peer(
        "sklearn MLPClassifier",
        peers_sklearn.network(model, X, y, **work),
        target,
        proof=(
            ours(model, loss, X, y, shuffle=False, **work),
            peers_sklearn.network(model, X, y, shuffle=False, **work),
        ),
        remark=_OWN_ORDER,
    )


def growth_jobs(inputs, sizes, torch_side):
    """How the time grows along each axis, ours and PyTorch's."""
    jobs = []
    for axis, values in sizes.growth.items():
        if axis == "models":
            jobs += _growing_sweeps(inputs, values, sizes, torch_side)
        else:
            jobs += [
                _growth_job(inputs, axis, value, sizes, torch_side)
                for value in values
                if axis != "rows" or value <= len(inputs.images[0])
            ]
    return jobs


def _growth_job(inputs, axis, value, sizes, torch_side):
    X, y = inputs.images
    n = value if axis == "rows" else min(len(X), sizes.growth_steps * BATCH)
    p = value if axis == "features" else 784
    X, y = np.ascontiguousarray(X[:n, 784 - p :]), y[:n]
    k = value if axis == "classes" else 10
    if axis == "classes":
        y = random_classes(n, k)
    model = MLP((p, value, k), new_rng()) if axis == "hidden units" else Linear(p, k)
    work = {"learning_rate": 0.1, "epochs": 1, "batch_size": BATCH}
    peers = []
    if torch_side:
        run = torch_side.trainer(
            model,
            torch_side.softmax,
            X,
            y,
            optimizer=torch_side.sgd(0.1),
            epochs=1,
            batch_size=BATCH,
        )
        peers.append(Peer("PyTorch", run))
    run = ours(model, softmax_cross_entropy, X, y, **work)
    return Job("growth", axis, run, peers, size=value)


def _growing_sweeps(inputs, values, sizes, torch_side):
    X, y = inputs.images
    n = min(len(X), sizes.growth_steps * BATCH)
    model, loss = Linear(784, 10), softmax_cross_entropy
    work = {"learning_rate": 0.1, "epochs": 1, "batch_size": BATCH}
    jobs = []
    for K in values:
        penalties = np.geomspace(1e-4, 1e-1, K).tolist()
        settings = {"l2": penalties, **work}

        def run(settings=settings):
            return _sweep_outcome(
                sweep(model, loss, X[:n], y[:n], rng=new_rng(), **settings)
            )

        peers = []
        if torch_side:
            arguments = (model, torch_side.softmax, X[:n], y[:n])
            separate = torch_side.separate_sweep(*arguments, **settings)
            peers.append(Peer("PyTorch", separate))
        jobs.append(Job("growth", "models", run, peers, size=K))
    return jobs


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

_OWN_ORDER = "compared with the rows in order; timed with a shuffling of its own"


def _textbook(model, example, X, y, updates, all_updates, **work):
    """Peer: the textbook loop, its time scaled from its first updates."""
    run = textbook.trainer(model, example, X, y, updates=updates, **work)
    remark = f"scaled from {updates} updates"
    return Peer("textbook loop", run, scale=all_updates / updates, remark=remark)


def _floor(run, what):
    """Peer: the kernels alone; the ratio is the fraction of the floor reached."""
    return Peer("kernel floor", run, compare=None, remark=f"{what}; ratio = reached")


def _if_converged(sizes, compare):
    """No comparison of final costs where the runs are too short for one."""
    return compare if sizes.converged else None
