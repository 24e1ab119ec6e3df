"""The machine and the libraries of a measurement, and their number of threads."""

import contextlib
import os
import platform
import re
from pathlib import Path
from unittest.mock import patch

import numpy as np
import scipy
import sklearn
from threadpoolctl import threadpool_info, threadpool_limits


def describe(torch, jax):
    """Lines that say where the numbers come from; a module that is missing is None."""
    blas = {
        f"{info['internal_api']} {info['version']} for {info.get('architecture')}"
        for info in threadpool_info()
        if info["user_api"] == "blas"
    }
    lines = [
        f"processor: {_processor()}, {os.cpu_count()} cores",
        f"Python {platform.python_version()} on {platform.system()}",
        f"NumPy {np.__version__}, SciPy {scipy.__version__}; {', '.join(sorted(blas))}",
        f"scikit-learn {sklearn.__version__}",
        f"PyTorch {torch.__version__}" if torch else "PyTorch: not installed",
        f"JAX {jax.__version__}" if jax else "JAX: not installed",
    ]
    if hasattr(os, "getloadavg"):
        lines.append(f"load of the last minute at the start: {os.getloadavg()[0]:.2f}")
    return lines


@contextlib.contextmanager
def limited_threads(threads, torch):
    """Give every library this many threads within a `with` block."""
    ours = patch.dict(os.environ, HELPERS_THREADS=str(threads))
    if torch:
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
    try:
        with ours, threadpool_limits(limits=threads):
            yield
    finally:
        if torch:
            torch.set_num_threads(before)


def _processor():
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8") if info.exists() else ""
    model = re.search(r"^model name\s*:\s*(.*)", text, re.MULTILINE)
    return model[1] if model else platform.processor() or platform.machine()
