"""Runs in processes of our own: what ends a process concerns its run alone."""

import contextlib
import multiprocessing
import os
import pickle
import sys
import threading
from multiprocessing.connection import wait

from threadpoolctl import threadpool_limits

from helpers.study.outcomes import attempt, failure


def in_processes(run, calls, processes):
    """Yield each key of `calls` with the outcome of its run, as soon as it ends.

    A run whose process ends has failed, and another process takes the next one.
    """
    waiting, idle, busy = list(calls), [], {}
    try:
        while waiting or busy:
            while waiting and len(busy) < processes:
                worker = idle.pop() if idle else Worker()
                busy[worker] = waiting.pop(0)
                worker.send((run, *calls[busy[worker]]))
            ready = {*wait([handle for worker in busy for handle in worker.handles])}
            for worker in [worker for worker in busy if ready & {*worker.handles}]:
                outcome, key = worker.receive(), busy.pop(worker)
                if outcome is not None:
                    idle.append(worker)
                else:
                    code = worker.process.exitcode
                    message = f"the process of this run ended; exit code {code}"
                    outcome = failure(ChildProcessError(message))
                yield key, outcome
    finally:
        for worker in busy:  # the study was interrupted
            worker.process.terminate()
        for worker in [*idle, *busy]:
            worker.connection.close()  # at this an idle process ends
        for worker in busy:
            worker.end()


class Worker:
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
        """Let the process do a run: `call` is (run, configuration, seed)."""
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
        """Wait until the process has ended; after five seconds it is killed."""
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
                connection.send(failure(error))
            else:
                connection.send(attempt(*call))


def _end_with(parent):
    parent.join()
    os._exit(1)  # in the middle of a run, whose result nobody would receive
