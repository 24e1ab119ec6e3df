"""Studies: one training function, many configurations, several seeds.

The runs of a study do not depend on each other, so they may take place anywhere: in
this process, on the cores of this machine, or on a cluster. The table is the same.

`python -m helpers.study --seeds 3 --output docs/study.csv` computes the long table of
notebook 07.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import pickle
import sys
import time
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from numbers import Integral
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from helpers.arguments import check_choice, check_count
from helpers.data import load_fashion_mnist
from helpers.losses import softmax_cross_entropy
from helpers.models import MLP, Linear
from helpers.training import SGD, Adam, Momentum, evaluate, progress_bar, train


def run_study(
    run, configurations, seeds, *, processes=None, executor=None, folder=None
):
    """Call run(configuration, seed) for every pair; collect the results in a table.

    Parameters
    ----------
    run : callable
        A function at the top level of a module, so that other processes can import it.
        It takes a dict and an int and returns a dict of numbers, strings or lists.
    configurations : sequence of dict, or dict of str to dict
        What to run; the second form gives names.
    seeds : sequence of int
        Each configuration runs once with each seed.
    processes : int, optional
        Processes on this machine, with one BLAS thread each; by default one per core.
    executor : concurrent.futures.Executor, optional
        Where to run instead: `ThreadPoolExecutor(1)` takes one run after the other in
        this process, `client.get_executor()` of a `dask.distributed.Client` a cluster.
    folder : path, optional
        Keeps a small JSON file for each finished run. A study that was interrupted
        reads them and computes only what is missing. They are found by the name of
        `run`, the configuration and the seed: if you change the code of `run`, take
        another folder.

    Returns
    -------
    pandas.DataFrame
        One row per pair, configuration by configuration, whatever finished first:
        `configuration` (name or number), its entries, `seed`, the results, and `error`:
        empty, or what went wrong. A run that failed is tried again next time.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described; nothing has run then.
    """
    named = configurations
    if not isinstance(named, dict):
        named = dict(enumerate(configurations))
    seeds = list(seeds)
    _check_study(run, named, seeds)
    if executor is None:
        _check_importable(run)
        if processes is None:
            processes = min(os.cpu_count() or 1, 61)  # Windows allows no more
        check_count("processes", processes)

    calls = {(name, seed): (named[name], seed) for name in named for seed in seeds}
    results, errors, paths = {}, {}, {}
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        paths = {pair: _path(folder, run, *call) for pair, call in calls.items()}
        found = {pair: _read_result(paths[pair], run, *calls[pair]) for pair in calls}
        results = {pair: result for pair, result in found.items() if result is not None}
    missing = {pair: call for pair, call in calls.items() if pair not in results}
    with progress_bar(len(missing), unit="run") as bar:
        for pair, future in _finished(run, missing, processes, executor):
            try:
                results[pair] = _plain_result(future.result(), named[pair[0]])
            except Exception as error:
                results[pair] = {}
                errors[pair] = " ".join(f"{type(error).__name__}: {error}".split())
            else:
                if pair in paths:
                    _write_result(paths[pair], run, *calls[pair], results[pair])
            bar.update()

    rows = [
        {"configuration": name, **named[name], "seed": seed, **results[name, seed]}
        for name, seed in calls
    ]
    return pd.DataFrame(rows).assign(error=[errors.get(pair, "") for pair in calls])


def _finished(run, calls, processes, executor):
    """Yield each key of `calls` with its future, as soon as the run has ended.

    If a process of our own is killed, the runs under way are repeated, one at a time,
    in processes of their own: only a run that kills its process twice has failed.
    """
    pool = _pool(processes) if executor is None else executor
    # In our own pool no run waits for a process: whatever is submitted is under way.
    most = processes if executor is None else len(calls)
    waiting, under_way, suspects = list(calls), {}, []
    try:
        while waiting or under_way or suspects:
            if suspects and not under_way:
                for key in suspects:
                    with _pool(1) as alone:
                        future = alone.submit(run, *calls[key])
                    yield key, future
                pool, suspects = _pool(processes), []
            while waiting and not suspects and len(under_way) < most:
                try:
                    future = pool.submit(run, *calls[waiting[0]])
                except BrokenProcessPool:
                    if executor is not None:
                        raise
                    pool = pool if under_way else _pool(processes)
                    break
                under_way[future] = waiting.pop(0)
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in [future for future in under_way if future in done]:
                key = under_way.pop(future)
                if executor is None and isinstance(
                    future.exception(), BrokenProcessPool
                ):
                    suspects.append(key)
                else:
                    yield key, future
    finally:
        for future in under_way:
            future.cancel()
        if executor is None:
            pool.shutdown(wait=False, cancel_futures=True)


def _pool(processes):
    """Clean processes, started in the same way on every system."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, spawn, initializer=_prepare_process)


def _prepare_process():
    threadpool_limits(1, user_api="blas")
    # Its progress bars would mix with ours.
    sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def _path(folder, run, configuration, seed):
    """File of a run: its name is a hash of what is run."""
    text = json.dumps(_identity(run, configuration, seed), sort_keys=True)
    return Path(folder) / f"{hashlib.sha256(text.encode()).hexdigest()[:20]}.json"


def _identity(run, configuration, seed):
    name = f"{run.__module__}.{run.__qualname__}"
    return {"run": name, "configuration": _plain(configuration), "seed": int(seed)}


def _read_result(path, run, configuration, seed):
    """Result in a file; None if there is no file, or not a whole one of this run."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        result = content.pop("result")
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None
    same = content == _identity(run, configuration, seed)
    return result if same and isinstance(result, dict) else None


def _write_result(path, run, configuration, seed, result):
    """Write the file elsewhere and move it: it is there as a whole or not at all."""
    content = _identity(run, configuration, seed) | {"result": result}
    unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
    unfinished.write_text(json.dumps(content), encoding="utf-8")
    unfinished.replace(path)


def _plain_result(result, configuration):
    """Result as it would come from a file; an error if it cannot be written to one."""
    if not isinstance(result, dict):
        raise TypeError(f"run must return a dict; got {result!r}")
    taken = sorted({"configuration", "seed", "error", *configuration} & set(result))
    if taken:
        raise ValueError(f"run must not return {taken[0]!r}: the column is taken")
    return _plain(result)


def _plain(value):
    """Python's own numbers, strings, lists and dicts, as JSON returns them."""
    return json.loads(json.dumps(value, default=_from_numpy))


def _from_numpy(value):
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"{value!r} is no number, string, list or dict")


def _check_study(run, named, seeds):
    if not callable(run) or not hasattr(run, "__qualname__"):
        raise TypeError(f"run must be a function; got {run!r}")
    if not named or not seeds:
        raise ValueError("configurations and seeds must hold one entry or more")
    for name, configuration in named.items():
        if not isinstance(configuration, dict):
            raise TypeError(
                f"configuration {name!r} must be a dict; got {configuration!r}"
            )
        taken = sorted({"configuration", "seed", "error"} & set(configuration))
        if taken:
            raise ValueError(f"configuration {name!r} must not have a {taken[0]!r}")
        _plain(configuration)
    for seed in seeds:
        if isinstance(seed, bool) or not isinstance(seed, Integral):
            raise TypeError(f"seeds must be integers; got {seed!r}")
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds must differ from each other; got {seeds}")


def _check_importable(run):
    in_notebook = run.__module__ == "__main__" and not hasattr(
        sys.modules["__main__"], "__file__"
    )
    try:
        pickle.dumps(run)
    except (pickle.PicklingError, AttributeError):
        in_notebook = True
    if in_notebook:
        raise TypeError(
            "run must be a function at the top level of a .py file, so that other "
            f"processes can import it; got {run!r}"
        )


# The runs of notebook 07. These settings are the defaults of the student report I21.
DEFAULTS = {
    "learning_rate": 0.01,
    "hidden": 200,
    "layers": 1,
    "dropout": 0.3,
    "activation": "relu",
    "optimizer": "SGD",
    "l2": 0.0,
    "batch_size": 1,
    "epochs": 20,
    "images": 50000,
    "dtype": "float32",
}
OPTIMIZERS = {"SGD": SGD, "Momentum": Momentum, "Adam": Adam}


def train_classifier(configuration, seed):
    """Train one classifier of Fashion-MNIST, as a run of `run_study`.

    Parameters
    ----------
    configuration : dict
        What differs from `DEFAULTS`. `hidden` is the number of units of each hidden
        layer, `layers` the number of hidden layers (0: softmax regression, from zero
        weights), `images` the number of training images at most.
    seed : int
        Of the generator that draws first weights, order of the images, and dropout.

    Returns
    -------
    dict
        `validation_cost`, `validation_accuracy`, `test_cost` and `test_accuracy` after
        the last epoch, `training_cost` (mean over the last epoch), costs in nats;
        `validation_accuracies` after each epoch, on at most `images` validation images,
        `best_epoch` (the first with the highest of them), `diverged` and `seconds`.

    Raises
    ------
    ValueError
        If the configuration has an unknown entry or value.
    """
    for name in configuration:
        check_choice("entry of the configuration", name, DEFAULTS)
    settings = DEFAULTS | configuration
    check_choice("optimizer", settings["optimizer"], OPTIMIZERS)
    start = time.perf_counter()
    rng = np.random.default_rng(seed)
    sets = classification_sets(settings["images"], settings["dtype"])
    X, y = sets["training"]
    X_watched, y_watched = (part[: settings["images"]] for part in sets["validation"])
    if settings["layers"] == 0:
        model = Linear(X.shape[1], 10)
    else:
        sizes = (X.shape[1], *[settings["hidden"]] * settings["layers"], 10)
        model = MLP(sizes, rng, settings["activation"], settings["dropout"])
    model, history = train(
        model,
        softmax_cross_entropy,
        X,
        y,
        learning_rate=settings["learning_rate"],
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        rng=rng,
        optimizer=OPTIMIZERS[settings["optimizer"]](),
        l2=settings["l2"],
        monitor={"validation": (X_watched, y_watched)},
    )
    curve = [row["validation_accuracy"] for row in history.checks[1:]]
    result = {}
    with np.errstate(all="ignore"):  # the model may have diverged
        for name in ("validation", "test"):
            result |= evaluate(model, softmax_cross_entropy, *sets[name], name)
    return result | {
        "training_cost": float(np.mean(history.costs[-history.steps_per_epoch :])),
        "validation_accuracies": curve,
        "best_epoch": int(np.argmax(curve)) + 1 if curve else 0,
        "diverged": history.diverged_at is not None,
        "seconds": time.perf_counter() - start,
    }


def classification_sets(images, dtype="float64"):
    """Fashion-MNIST as the report I21 splits and scales it.

    Parameters
    ----------
    images : int
        Training images at most.
    dtype : dtype
        Of the inputs.

    Returns
    -------
    dict of str to (X, y)
        "training"; "validation", a sixth of the training images, drawn as by
        `sklearn.model_selection.train_test_split(..., random_state=42)`; and "test".
        The pixels are divided by 256.
    """
    check_count("images", images)
    train_set, test_set = load_fashion_mnist()
    order = np.random.RandomState(42).permutation(len(train_set))
    held_out = len(order) // 6
    parts = {
        "training": train_set[order[held_out : held_out + images]],
        "validation": train_set[order[:held_out]],
        "test": test_set,
    }
    scale = np.dtype(dtype).type(256)
    return {name: (part.X / scale, part.y) for name, part in parts.items()}


def study_configurations(**shared):
    """Configurations of notebook 07: depth by learning rate, and one factor at a time.

    Parameters
    ----------
    **shared
        Entries for all of them, `images=10000` for instance.

    Returns
    -------
    dict of str to dict
        Names and whole configurations.
    """
    changes = [{"layers": n, "learning_rate": a} for n in (1, 2, 3) for a in RATES]
    changes += [{"learning_rate": 0.1}, {"hidden": 100}, {"dropout": 0.0}]
    changes += [{"dropout": 0.5}, {"activation": "tanh"}]
    # Adam in its usual setting: one example at a time it takes ten times as long.
    changes += [{"optimizer": "Adam", "learning_rate": 0.001, "batch_size": 32}]
    named = {}
    for change in changes:
        differences = {k: v for k, v in change.items() if v != DEFAULTS[k]}
        name = " and ".join(f"{k} {v}" for k, v in differences.items()) or "defaults"
        named[name] = DEFAULTS | shared | change
    return named


RATES = (0.0003, 0.001, 0.01)


def main(arguments=None):
    """Compute the table of the notebook at full length and write it to a CSV file."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.study", description=__doc__
    )
    parser.add_argument("--output", required=True, help="CSV file")
    parser.add_argument("--seeds", type=int, default=3, help="0, 1, …: how many")
    parser.add_argument("--images", type=int, default=50000, help="for training")
    names = list(study_configurations())
    parser.add_argument(
        "--only",
        nargs="+",
        choices=names,
        default=names,
        metavar="NAME",
        help=f"some of the configurations: {'; '.join(names)}",
    )
    parser.add_argument("--folder", default="study", help="finished runs")
    parser.add_argument("--processes", type=int, help="default: one per core")
    options = parser.parse_args(arguments)
    configurations = study_configurations(images=options.images)
    table = run_study(
        train_classifier,
        {name: configurations[name] for name in options.only},
        range(options.seeds),
        processes=options.processes,
        folder=options.folder,
    )
    table.to_csv(options.output, index=False)
    print(f"{len(table)} runs, {sum(table['error'] != '')} failed: {options.output}")


if __name__ == "__main__":
    from helpers import study  # so that other processes find the functions there

    study.main()
