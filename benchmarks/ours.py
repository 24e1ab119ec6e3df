"""Our own ways to do a piece of work."""

from dataclasses import replace

from benchmarks.work import MOMENTUM, Outcome, new_rng, numbered, separately
from helpers.optimizers import SGD, Adam, Momentum
from helpers.sweeps import sweep
from helpers.training import train


def trainer(work):
    """Function that runs `helpers.training.train`; it returns an Outcome."""
    if isinstance(work.l2, list):
        return separately(trainer, work)
    optimizers = {
        "SGD": SGD(),
        "momentum": Momentum(MOMENTUM),
        "Adam": Adam(epsilon=work.epsilon),
    }
    settings = _settings(work) | {"optimizer": optimizers[work.optimizer]}
    if work.validation:
        settings["monitor"] = {"validation": work.validation}
        settings["monitor_every"] = work.monitor_every

    def run():
        trained, history = train(rng=new_rng() if work.shuffle else None, **settings)
        names = ("validation_cost", "validation_accuracy")
        checks = [row[name] for row in history.checks for name in names]
        return Outcome(history.costs, trained.parameters, checks)

    return run


def step_by_step(work):
    """Our loop without the shortcuts, which need a constant learning rate."""
    return trainer(replace(work, learning_rate=lambda step: work.learning_rate))


def at_once(work):
    """Function that trains with all penalties of `work` at once, by `sweep`."""
    settings = _settings(work)

    def run():
        runs = sweep(rng=new_rng() if work.shuffle else None, **settings)
        return numbered(trained.parameters for trained, _ in runs)

    return run


def _settings(work):
    names = ("model", "loss", "X", "y", "learning_rate", "epochs", "batch_size", "l2")
    return {name: getattr(work, name) for name in names}


TRAINERS = {
    "helpers": trainer,
    "helpers, step by step": step_by_step,
    "helpers, all at once": at_once,
    "helpers, separate runs": trainer,
}
