"""Run a function with many configurations and seeds; the results are a table."""

import contextlib
import os
import pickle
import sys
from concurrent.futures import Executor, as_completed
from numbers import Integral

import numpy as np
import pandas as pd

from helpers.checking.arguments import check_count
from helpers.machine.place import IN_BROWSER
from helpers.machine.progress import progress_bar
from helpers.study.folder import result_files
from helpers.study.outcomes import attempt, failure, result_and_error, to_json

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
        In a browser one run follows the other.
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
        files = result_files(folder, run, calls)
    for pair, file in files.items():
        result = file.read(taken)
        if result is not None:
            results[pair] = result
    missing = {pair: call for pair, call in calls.items() if pair not in results}
    if executor is not None:
        outcomes = _in_executor(run, missing, executor)
    elif IN_BROWSER:
        outcomes = ((pair, attempt(run, *missing[pair])) for pair in missing)
    else:
        from helpers.study.processes import in_processes  # a browser has none

        outcomes = in_processes(run, missing, processes)
    with contextlib.closing(outcomes), progress_bar(len(missing), unit="run") as bar:
        for pair, outcome in outcomes:
            results[pair], errors[pair] = result_and_error(outcome, taken)
            if pair in files and not errors[pair]:
                files[pair].write(results[pair])
            bar.update()

    rows = [
        {"configuration": name, **named[name], "seed": seed, **results[name, seed]}
        for name, seed in calls
    ]
    return pd.DataFrame(rows).assign(error=[errors.get(pair, "") for pair in calls])


def _in_executor(run, calls, executor):
    """Yield each key of `calls` with the outcome of its run, as soon as it ends."""
    futures = {}
    try:
        for key, call in calls.items():
            try:
                futures[executor.submit(attempt, run, *call)] = key
            except Exception as error:  # the executor is broken, or shut down
                yield key, failure(error)
        for future in as_completed(futures):
            try:
                outcome = future.result()
            except Exception as error:  # a process was killed, or the run cancelled
                outcome = failure(error)
            yield futures[future], outcome
    finally:
        for future in futures:
            future.cancel()


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
            to_json(configuration)
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
