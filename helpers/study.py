"""Studies: one training function, many configurations, several seeds.

The runs of a study do not depend on each other, so they may take place anywhere: in
this process, on the cores of this machine, or on a cluster. The table is the same.

`python -m helpers.study --seeds 3 --output docs/study.csv` computes the long table of
notebook 07.
"""

import argparse
import contextlib
import copy
import hashlib
import inspect
import json
import multiprocessing
import os
import pickle
import sys
import threading
import time
import traceback
import warnings
from concurrent.futures import Executor, as_completed
from multiprocessing.connection import wait
from numbers import Integral
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from helpers.arguments import check_choice, check_count
from helpers.data import load_fashion_mnist
from helpers.losses import softmax_cross_entropy
from helpers.machine.progress import progress_bar
from helpers.models import MLP, Linear
from helpers.optimizers import SGD, Adam, Momentum
from helpers.training import evaluate, train

TAKEN = {"configuration", "seed", "error"}  # columns of every table


def run_study(
    run, configurations, seeds, *, processes=None, executor=None, folder=None
):
    """Call run(configuration, seed) for every pair; collect the results in a table.

    Parameters
    ----------
    run : callable
        A function at the top level of a module, so that other processes can import it.
        It takes a dict and an int and returns a dict of numbers, strings or lists,
        whose names are not those of other columns.
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
        `run` and of its module, the configuration and the seed. In place of a module
        stands the path of a script, or the source of a function in a notebook. If you
        change the code of `run`, take another folder.

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

    Warns
    -----
    UserWarning
        If a file of the folder cannot be used or written. The table is complete.
    """
    named, seeds = _check_configurations(configurations), _check_seeds(seeds)
    processes = _check_place(run, named, processes, executor)
    calls = {(name, seed): (named[name], seed) for name in named for seed in seeds}
    taken = TAKEN.union(*named.values())
    results, errors, files = {}, {}, {}
    if folder is not None:
        files = _result_files(folder, run, calls)
    for pair, file in files.items():
        result = file.read(taken)
        if result is not None:
            results[pair] = result
    missing = {pair: call for pair, call in calls.items() if pair not in results}
    if executor is None:
        outcomes = _in_processes(run, missing, processes)
    else:
        outcomes = _in_executor(run, missing, executor)
    with contextlib.closing(outcomes), progress_bar(len(missing), unit="run") as bar:
        for pair, outcome in outcomes:
            results[pair], errors[pair] = _result_and_error(outcome, taken)
            if pair in files and not errors[pair]:
                files[pair].write(results[pair])
            bar.update()

    rows = [
        {"configuration": name, **named[name], "seed": seed, **results[name, seed]}
        for name, seed in calls
    ]
    return pd.DataFrame(rows).assign(error=[errors.get(pair, "") for pair in calls])


def _attempt(run, configuration, seed):
    """Outcome of a run: its result, or what went wrong, as JSON.

    Text passes between processes, whatever the run raises or returns; and whatever it
    raises, `sys.exit` included, concerns this run alone.
    """
    try:
        result = run(copy.deepcopy(configuration), seed)
        _check_result(result)
        return _to_json({"result": result, "error": ""})
    except BaseException as error:
        return _failure(error)


def _failure(error):
    """Outcome of a run that has no result."""
    return _to_json({"result": {}, "error": _one_line(error)})


def _one_line(error):
    return " ".join("".join(traceback.format_exception_only(error)).split())


def _result_and_error(outcome, taken):
    try:
        content = json.loads(outcome)
        _check_result(content["result"], taken)
    except (TypeError, ValueError, RecursionError) as error:
        return {}, _one_line(error)
    return content["result"], content["error"]


def _check_result(result, taken=()):
    if not isinstance(result, dict):
        raise TypeError(f"run must return a dict; got {result!r}")
    for name in result:
        if name in taken:
            raise ValueError(f"run must not return {name!r}: the column is taken")


def _in_executor(run, calls, executor):
    """Yield each key of `calls` with the outcome of its run, as soon as it ends."""
    futures = {}
    try:
        for key, call in calls.items():
            try:
                futures[executor.submit(_attempt, run, *call)] = key
            except Exception as error:  # the executor is broken, or shut down
                yield key, _failure(error)
        for future in as_completed(futures):
            try:
                outcome = future.result()
            except Exception as error:  # a process was killed, or the run cancelled
                outcome = _failure(error)
            yield futures[future], outcome
    finally:
        for future in futures:
            future.cancel()


def _in_processes(run, calls, processes):
    """Yield each key of `calls` with the outcome of its run, as soon as it ends.

    If its process is killed, a run is repeated when the others have ended, alone: there
    may not have been memory for two. Only if it is killed again the run has failed.
    """
    waiting, killed, again, idle, busy = list(calls), [], [], [], {}
    try:
        while waiting or busy or again:
            if not waiting and not busy:
                waiting.append(again.pop(0))
            while waiting and len(busy) < processes:
                worker = idle.pop() if idle else _Worker()
                busy[worker] = waiting.pop(0)
                worker.send((run, *calls[busy[worker]]))
            ready = {*wait([handle for worker in busy for handle in worker.handles])}
            for worker in [worker for worker in busy if ready & {*worker.handles}]:
                outcome, key = worker.receive(), busy.pop(worker)
                if outcome is not None:
                    idle.append(worker)
                    yield key, outcome
                elif key not in killed:
                    killed.append(key)
                    again.append(key)
                else:
                    code = worker.process.exitcode
                    message = f"the process of this run ended, twice; exit code {code}"
                    yield key, _failure(ChildProcessError(message))
    finally:
        for worker in busy:  # the study was interrupted
            worker.process.terminate()
        for worker in [*idle, *busy]:
            worker.connection.close()  # at this an idle process ends
        for worker in busy:
            worker.end()


class _Worker:
    """A process of our own, started in the same way on every system, and a pipe to it.

    Attributes
    ----------
    process, connection
        The process, and our end of the pipe.
    handles : tuple
        What to wait for: an outcome, or the end of the process.
    """

    def __init__(self):
        spawn = multiprocessing.get_context("spawn")
        self.connection, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_work, args=(theirs,))
        self.process.start()
        theirs.close()  # then only the process holds it, and closes it when it ends
        self.handles = (self.connection, self.process.sentinel)

    def send(self, call):
        with contextlib.suppress(OSError):  # the process has ended; see `receive`
            self.connection.send(call)

    def receive(self):
        """Outcome of the run; None if the process has ended without one."""
        with contextlib.suppress(EOFError, OSError):
            if self.connection.poll():
                return self.connection.recv()
        self.connection.close()
        self.end()
        return None

    def end(self):
        self.process.join(5)
        self.process.kill()
        self.process.join()


def _work(connection):
    """Do the runs that are sent, until the study closes the connection, or has died."""
    parent = multiprocessing.parent_process()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    threadpool_limits(1, user_api="blas")
    # Its progress bars would mix with ours.
    sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            message = connection.recv_bytes()
            try:
                call = pickle.loads(message)
            except Exception as error:  # `run` cannot be imported here
                connection.send(_failure(error))
            else:
                connection.send(_attempt(*call))


def _end_with(parent):
    parent.join()
    os._exit(1)  # in the middle of a run, whose result nobody would receive


def _result_files(folder, run, calls):
    """One `_ResultFile` for each key of `calls`; the folder is made if need be."""
    if "<" in run.__qualname__ or inspect.ismethod(run):
        raise TypeError(
            "with a folder, run must be a function at the top level, because results "
            f"are found by its name; got {run!r}"
        )
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except (OSError, TypeError) as error:
        raise ValueError(
            f"folder must be one that exists or can be made; got {folder!r} ({error})"
        ) from error
    try:
        name = f"{_module(run)}.{run.__qualname__}"
    except OSError as error:
        raise TypeError(
            f"with a folder, run must stand in a file or a notebook; got {run!r}"
        ) from error
    return {key: _ResultFile(folder, name, *call) for key, call in calls.items()}


def _module(run):
    """What tells `run` from a function of the same name in another file."""
    if run.__module__ != "__main__":
        return run.__module__
    script = getattr(sys.modules["__main__"], "__file__", None)
    if script is not None:
        return os.path.abspath(script)
    if inspect.getfile(run) == "<string>":  # there inspect may find another text
        raise OSError("it stands in a string")
    return inspect.getsource(run)


class _ResultFile:
    """The file of a finished run; its name is a hash of what is run."""

    def __init__(self, folder, name, configuration, seed):
        self.identity = {"run": name, "configuration": configuration, "seed": seed}
        digest = hashlib.sha256(self._key(self.identity)).hexdigest()
        self.path = Path(folder) / f"{digest[:20]}.json"

    @staticmethod
    def _key(identity):
        return json.dumps(json.loads(_to_json(identity)), sort_keys=True).encode()

    def read(self, taken):
        """Result in the file; None if there is none, or not a good one of this run."""
        try:
            if not self.path.exists():
                return None
            if not self.path.is_file():
                raise OSError("it is no regular file")
            content = json.loads(self.path.read_text(encoding="utf-8"))
            result = content.pop("result")
            if self._key(content) != self._key(self.identity):
                raise ValueError("it belongs to another run")
            _check_result(result, taken)
            return result
        except Exception as error:  # many things can be in a file
            self._warn("cannot be used, and its run is repeated", error)
            return None

    def write(self, result):
        """Write it elsewhere and move it: it is there as a whole or not at all."""
        unfinished = self.path.with_suffix(f".{os.getpid()}.unfinished")
        try:
            content = _to_json(self.identity | {"result": result})
            unfinished.write_text(content, encoding="utf-8")
            unfinished.replace(self.path)
        except (OSError, RecursionError) as error:
            self._warn("cannot be written: the result is in the table only", error)
        finally:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def _warn(self, what, error):
        warnings.warn(f"{self.path} {what} ({_one_line(error)})", stacklevel=4)


def _to_json(value):
    return json.dumps(value, default=_from_numpy)


def _from_numpy(value):
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"{value!r} is no number, string, list or dict")


def _check_configurations(configurations):
    """Return them with their names, or with numbers."""
    named = configurations
    if not isinstance(named, dict):
        if isinstance(named, str) or not np.iterable(named):
            raise TypeError(
                "configurations must be a sequence of dicts, or a dict of dicts; "
                f"got {named!r}"
            )
        named = dict(enumerate(named))
    if not named:
        raise ValueError("configurations must hold one entry or more")
    for name, configuration in named.items():
        if not isinstance(configuration, dict):
            raise TypeError(
                f"configuration {name!r} must be a dict; got {configuration!r}"
            )
        for entry in configuration:
            if not isinstance(entry, str):
                raise TypeError(
                    f"entries of configuration {name!r} must be named by strings; "
                    f"got {entry!r}"
                )
            if entry in TAKEN:
                raise ValueError(f"configuration {name!r} must not have a {entry!r}")
        try:
            _to_json(configuration)
        except (TypeError, ValueError, RecursionError) as error:
            raise TypeError(
                f"configuration {name!r} must hold numbers, strings, lists and dicts; "
                f"{error}"
            ) from error
    return named


def _check_seeds(seeds):
    """Return them as a list of Python's integers."""
    if isinstance(seeds, str) or not np.iterable(seeds):
        raise TypeError(f"seeds must be a sequence of integers; got {seeds!r}")
    seeds = list(seeds)
    if not seeds:
        raise ValueError("seeds must hold one entry or more")
    for seed in seeds:
        if isinstance(seed, bool) or not isinstance(seed, Integral):
            raise TypeError(f"seeds must be integers; got {seed!r}")
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds must differ from each other; got {seeds}")
    return [int(seed) for seed in seeds]


def _check_place(run, named, processes, executor):
    """Return the number of processes; None if an executor takes their place."""
    if not callable(run) or not hasattr(run, "__qualname__"):
        raise TypeError(f"run must be a function; got {run!r}")
    if executor is not None:
        if not isinstance(executor, Executor):
            raise TypeError(
                f"executor must be a concurrent.futures.Executor; got {executor!r}"
            )
        if processes is not None:
            raise ValueError("give processes or an executor; got both")
        return None
    # Windows waits for 63 handles at once, and a process of ours has two.
    most = 30 if sys.platform == "win32" else None
    if processes is None:
        cores = os.cpu_count() or 1
        processes = cores if most is None else min(cores, most)
    check_count("processes", processes, most)
    in_notebook = run.__module__ == "__main__" and not hasattr(
        sys.modules["__main__"], "__file__"
    )
    try:
        pickle.dumps(run)
    except (pickle.PicklingError, AttributeError, TypeError):
        in_notebook = True
    if in_notebook:
        raise TypeError(
            "run must be a function at the top level of a .py file, so that other "
            f"processes can import it; got {run!r}"
        )
    try:
        pickle.dumps(named)
    except Exception as error:
        raise TypeError(
            f"configurations must be such that other processes can read them; {error}"
        ) from error
    return processes


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
    check_choice("optimizer", settings["optimizer"], tuple(OPTIMIZERS))
    if settings["layers"] != 0:
        check_count("layers", settings["layers"])
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
        Of the inputs: float32 or float64.

    Returns
    -------
    dict of str to (X, y)
        "training"; "validation", a sixth of the training images, drawn as by
        `sklearn.model_selection.train_test_split(..., random_state=42)`; and "test".
        The pixels are divided by 256.
    """
    check_count("images", images)
    if np.dtype(dtype) not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64; got {dtype!r}")
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

    Raises
    ------
    ValueError
        If an entry is none of `DEFAULTS`.
    """
    for name in shared:
        check_choice("entry of the configurations", name, DEFAULTS)
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
    parser.add_argument("--seeds", type=_count, default=3, help="0, 1, …: how many")
    parser.add_argument("--images", type=_count, default=50000, help="for training")
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
    parser.add_argument("--processes", type=_count, help="default: one per core")
    options = parser.parse_args(arguments)
    if not Path(options.output).absolute().parent.is_dir():
        parser.error(f"--output: there is no folder for {options.output}")
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


def _count(text):
    try:
        number = int(text)
        check_count("it", number)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no positive integer") from error
    return number


if __name__ == "__main__":
    from helpers import study  # so that other processes find the functions there

    study.main()
