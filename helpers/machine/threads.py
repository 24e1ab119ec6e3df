"""Threads of the libraries that multiply NumPy's matrices."""

import os
import threading
from contextlib import contextmanager

from threadpoolctl import ThreadpoolController

from helpers.machine.place import IN_BROWSER


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
    if IN_BROWSER:  # there is one thread
        yield
        return
    _BLAS.enter()
    try:
        with _BLAS.controller.limit(limits=threads, user_api="blas"):
            yield
    finally:
        _BLAS.leave()


class _Blas:
    """The number of threads of NumPy's libraries: one for the whole process."""

    def __init__(self):
        self.controller = None
        self._lock = threading.Lock()
        self._open_blocks, self._overlap, self._before = 0, False, None

    def enter(self):
        with self._lock:
            if self.controller is None:  # by now the libraries are loaded
                self.controller = ThreadpoolController()
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
