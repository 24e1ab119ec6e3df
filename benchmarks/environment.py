"""The machine and the libraries of a measurement, and their number of threads."""

import contextlib
import os
import platform
import sys
from pathlib import Path

import numpy as np
import scipy
import sklearn
from threadpoolctl import threadpool_info, threadpool_limits


def describe(torch_side):
    """Lines that say where the numbers come from; `torch_side` as in `run.trainers`."""
    blas = {
        f"{info['internal_api']} {info['version']} for {info.get('architecture')}"
        for info in threadpool_info()
        if info["user_api"] == "blas"
    }
    lines = [
        f"processor: {_processor()}, {os.cpu_count()} cores",
        f"Python {sys.version.split()[0]} on {platform.system()}",
        f"NumPy {np.__version__}, SciPy {scipy.__version__}; {', '.join(sorted(blas))}",
        f"scikit-learn {sklearn.__version__}",
        f"PyTorch {torch_side.version()}" if torch_side else "PyTorch: not installed",
    ]
    if hasattr(os, "getloadavg"):
        lines.append(f"load of the last minute at the start: {os.getloadavg()[0]:.2f}")
    return lines


@contextlib.contextmanager
def limited_threads(threads, torch_side):
    """Give every library this many threads within a `with` block."""
    before = os.environ.get("HELPERS_THREADS")
    os.environ["HELPERS_THREADS"] = str(threads)  # read by helpers.training
    torch_before = torch_side.set_threads(threads) if torch_side else None
    try:
        with threadpool_limits(limits=threads):
            yield
    finally:
        if torch_side:
            torch_side.set_threads(torch_before)
        if before is None:
            del os.environ["HELPERS_THREADS"]
        else:
            os.environ["HELPERS_THREADS"] = before


def _processor():
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
