"""Re-execute notebooks with the BLAS kernels that other processors choose.

    python tests/blas_kernels.py [notebooks/02_regression.ipynb ...]

Each kernel rounds differently, and so does each number of threads, but the stored
outputs must be the same. Needs the full data, a NumPy with OpenBLAS, and an idle
machine: beside other work two threads mostly wait for each other.
"""

import os
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

from helpers.download import missing_files

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
KERNELS = ("Haswell", "SkylakeX", "Zen", "Prescott")
THREADS = (1, 2)

# Which kernel it is, and a product over 500 columns: OpenBLAS 0.3.34 takes them at once
# though some of its kernels have room for 256. (It would halve 600.)
PROBE = """
import numpy as np
from threadpoolctl import threadpool_info

print(*{info["architecture"] for info in threadpool_info()
        if info["internal_api"] == "openblas"}, flush=True)
np.ones((500, 500)) @ np.ones((500, 500))
"""


def main(notebooks):
    """Try every setting; returns whether the notebooks passed in all of them."""
    if missing_files():
        sys.exit("Needs the full data: `make data` fetches them.")
    passed = [
        try_setting(notebooks, kernel, threads)
        for kernel, threads in product(KERNELS, THREADS)
    ]
    return all(passed)


def try_setting(notebooks, kernel, threads):
    """Whether the notebooks passed with this kernel and number of threads."""
    settings = {"OPENBLAS_CORETYPE": kernel, "HELPERS_THREADS": str(threads)}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    start = time.perf_counter()
    probe = run("-c", PROBE)
    heading = f"{kernel} ({probe.stdout.strip()}), threads: {threads}"
    if probe.returncode != 0:
        print(f"{heading}: NOT TRIED, a matrix product ends the process", flush=True)
        return False
    result = run("-m", "pytest", "--quiet", *map(str, notebooks))
    verdict = "FAILED" if result.returncode else "passed"
    seconds = time.perf_counter() - start
    print(f"{heading}: {verdict} in {seconds:.0f} s", flush=True)
    if result.returncode:
        print(result.stdout)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:] or sorted(NOTEBOOKS.glob("*.ipynb"))))
