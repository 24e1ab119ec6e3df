"""Runs of the tests, at the top level of a module that processes import quickly."""

import _thread
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from helpers.study import run_study

CONFIGURATIONS = {"low": {"mean": 0.0}, "high": {"mean": 5.0}}
SEEDS = [3, 0, 1]


def in_this_process(*arguments, **options):
    with ThreadPoolExecutor(1) as executor:
        return run_study(*arguments, executor=executor, **options)


def calls_of(marks):
    return sorted(path.name for path in marks.iterdir() if "-" in path.name)


def draw(configuration, seed):
    """The later a run is submitted, the sooner it finishes."""
    time.sleep(0.02 * max(0, 3 - seed))
    numbers = np.random.default_rng(seed).normal(configuration["mean"], 1, 5)
    return {"mean of 5": numbers.mean(), "numbers": numbers, "count": np.int64(5)}


def leave_a_mark(configuration, seed):
    """Count the calls of each run in files."""
    folder = Path(configuration["folder"])
    calls = len(list(folder.glob(f"{seed}-*")))
    (folder / f"{seed}-{calls}").touch()
    return {"square": seed**2}


def fail_at_two(configuration, seed):
    if seed == 2:
        raise RuntimeError("two\n is not\n for me")
    return leave_a_mark(configuration, seed)


def stop_at_two(configuration, seed):
    """The user presses Ctrl-C while the study waits for a run, once."""
    if seed == 2 and not (Path(configuration["folder"]) / "interrupted").exists():
        (Path(configuration["folder"]) / "interrupted").touch()
        time.sleep(0.2)
        _thread.interrupt_main()
        time.sleep(0.2)
    return leave_a_mark(configuration, seed)


class UnpicklableError(Exception):
    def __reduce__(self):
        raise TypeError("this exception is not to be pickled")


class UnreadableError(Exception):
    """Its pickle cannot be read: it lacks an argument."""

    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


class SpeechlessError(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def deep_list(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def misbehave(configuration, seed):
    """One way to fail for each seed; seed 0 does well."""
    if seed == 1:
        sys.exit("leaving")
    if seed == 2:
        raise KeyboardInterrupt
    if seed == 3:
        raise UnpicklableError("lock")
    if seed == 4:
        raise UnreadableError("1", "2")
    if seed == 5:
        raise SpeechlessError
    if seed == 7:
        return {"deep": deep_list(100_000)}
    return {
        0: {"square": 0},
        6: {"lock": threading.Lock()},
        8: {"seed": 77},
        9: {"configuration": "other"},
        10: {"error": ""},
        11: {"mean": 1.0},
        12: 12,
    }[seed]


def use_up(configuration, seed):
    """Change the configuration, as a run may."""
    return {"left": len(configuration), "had": configuration.pop("mean")}


def kill_the_process(configuration, seed):
    """Seeds 1 and 2 take their process down, each in another way, the first time."""
    result = leave_a_mark(configuration, seed)
    first_time = len(list(Path(configuration["folder"]).glob(f"{seed}-*"))) == 1
    if seed == 1 and first_time:
        os._exit(3)
    if seed == 2 and first_time:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    time.sleep(0.05)
    return result


def return_a_number(configuration, seed):
    return seed


def return_a_set(configuration, seed):
    return {"a": {1, 2}}
