"""Memory and time against the rows of a file on disk: `python -m benchmarks.rows`.

X is memory-mapped: the system reads the rows that a step selects, and takes their
memory back when it needs it. What `train` itself allocates is traced by `tracemalloc`
in a run of its own, for tracing takes time. The largest file has 800 MB.
"""

import tempfile
import time
import tracemalloc
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.__main__ import RESULTS
from benchmarks.work import new_rng
from helpers.losses import softmax_cross_entropy
from helpers.models import Linear
from helpers.training import train

ROWS = (10_000, 100_000, 1_000_000, 10_000_000)
COLUMNS, CLASSES, BATCH = 20, 3, 1024


def main(sizes=ROWS, output=RESULTS):
    """Print the table and write it to `rows.csv`."""
    table = pd.DataFrame([row for n in sizes for row in _measure(n)])
    print(table.to_string(index=False, float_format="%.3g"))
    table.to_csv(Path(output) / "rows.csv", index=False, float_format="%.3g")
    return table


def _measure(n):
    """One epoch of softmax regression on n rows, shuffled and in their order."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "X.npy"
        _write(file, n)
        X = np.load(file, mmap_mode="r")
        y = new_rng().integers(CLASSES, size=n, dtype=np.uint8)
        for order in ("shuffled", "as in the file"):
            run = partial(_epoch, X, y, order)
            run()  # the file is read once before it is timed
            start = time.perf_counter()
            steps = run()
            seconds = time.perf_counter() - start
            tracemalloc.start()
            run()
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            yield {
                "rows": n,
                "file_mb": X.nbytes / 1e6,
                "order": order,
                "us_per_step": seconds / steps * 1e6,
                "peak_mb": peak / 1e6,
                "bytes_per_row": peak / n,
            }
        del X  # Windows removes no file that is in use


def _write(file, n):
    X = np.lib.format.open_memmap(file, "w+", np.float32, (n, COLUMNS))
    rng = new_rng()
    for start in range(0, n, 100_000):
        part = X[start : start + 100_000]
        part[:] = rng.standard_normal(part.shape, np.float32)
    X.flush()


def _epoch(X, y, order):
    """Train for one epoch; the number of steps."""
    rng = new_rng() if order == "shuffled" else None
    settings = {"learning_rate": 0.1, "epochs": 1, "batch_size": BATCH, "rng": rng}
    model = Linear(COLUMNS, CLASSES)
    return len(train(model, softmax_cross_entropy, X, y, **settings)[1].costs)


if __name__ == "__main__":
    main()
