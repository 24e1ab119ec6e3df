"""Floors: what the kernels alone cost, in the same rounds as the jobs."""

import numpy as np

from benchmarks.measure import repeats_for, time_rounds, warm_up
from benchmarks.work import batch_rows
from helpers.models import MLP


def floor(work):
    """Function that does only the kernels of `work`."""
    if isinstance(work.model, MLP):
        return network_products(work)
    return softmax_products(work) if work.batch_size else two_gemv(work)


def softmax_products(work):
    """Per batch: gather the rows, X W, and Xᵀ ∂J/∂z."""
    W = work.first_weights()["W"]

    def run():
        for rows in work.rows():
            batch = work.X[rows]
            np.dot(batch.T, np.dot(batch, W))

    return run


def network_products(work):
    """Per batch the matrix products of each layer, forwards and backwards."""
    parameters = work.first_weights()
    weights = [np.ones_like(W) for name, W in parameters.items() if name[0] == "W"]
    widths = [len(weights[0]), *(W.shape[1] for W in weights)]
    inputs = [np.ones((work.batch_size, m), work.X.dtype) for m in widths]
    steps = -(-len(work.X) // work.batch_size)

    def run():
        for _ in range(steps):
            for layer, W in enumerate(weights):
                np.dot(inputs[layer], W)
                np.dot(inputs[layer].T, inputs[layer + 1])
                if layer > 0:
                    np.dot(inputs[layer + 1], W.T)

    return run


def two_gemv(work):
    """The two products of each step of full-batch logistic regression."""
    X = work.X
    w, d = np.ones(X.shape[1], X.dtype), np.ones(len(X), X.dtype)

    def run():
        for _ in range(work.epochs):
            np.dot(X, w)
            np.dot(X.T, d)

    return run


TRAINERS = {"kernel floor": floor}


def kernels(X, rows_of_two_digits, rounds, peak_size=2048):
    """Speed of the kernels at the shapes used.

    Parameters
    ----------
    X : ndarray, shape (n, 784)
        Images; copied and gathered from.
    rows_of_two_digits : int
        Examples of full-batch logistic regression.
    rounds : int
        Rounds of timing; the fastest counts.
    peak_size : int
        Size of the square product that stands for the peak.

    Returns
    -------
    list of dict
        `kernel`, `microseconds`, and `rate` in `unit`.
    """
    p, batch = X.shape[1], min(128, len(X))
    work = {}
    for m, n, k in ((batch, p, 10), (batch, p, 200), (batch, 200, 10)):
        A, B, D = (np.ones(shape, X.dtype) for shape in ((m, n), (n, k), (m, k)))
        giga = 2 * m * n * k / 1e9
        work[f"GEMM {m}x{n}x{k} (X W)"] = (_product(A, B), giga, "GFLOP/s")
        work[f"GEMM {n}x{m}x{k} (Xᵀ D)"] = (_product(A.T, D), giga, "GFLOP/s")
    square = np.ones((peak_size, peak_size), X.dtype)
    giga = 2 * peak_size**3 / 1e9
    work[f"GEMM {peak_size}³"] = (_product(square, square), giga, "GFLOP/s")
    for m in (batch, rows_of_two_digits):
        A, w, d = np.ones((m, p), X.dtype), np.ones(p, X.dtype), np.ones(m, X.dtype)
        work[f"gemv {m}x{p} (X w)"] = (_product(A, w), A.nbytes / 1e9, "GB/s")
        work[f"gemv {p}x{m} (Xᵀ d)"] = (_product(A.T, d), A.nbytes / 1e9, "GB/s")
    target = np.empty_like(X)
    work["copy, read and write"] = (
        lambda: np.copyto(target, X),
        2 * X.nbytes / 1e9,
        "GB/s",
    )
    work[f"gather of {batch} random rows, all rows in turn"] = (
        lambda: _gather(X, batch),
        2 * X.nbytes / 1e9,
        "GB/s",
    )
    runs = {name: run for name, (run, _, _) in work.items()}
    repeats = {
        name: repeats_for(warm_up(run)[1], most=5000) for name, run in runs.items()
    }
    timings = time_rounds(runs, repeats, rounds)
    return [
        {
            "kernel": name,
            "microseconds": timings[name].wall.min() * 1e6,
            "rate": amount / timings[name].wall.min(),
            "unit": unit,
        }
        for name, (_, amount, unit) in work.items()
    ]


def _product(A, B):
    return lambda: np.dot(A, B)


def _gather(X, batch_size):
    for rows in batch_rows(len(X), batch_size, 1):
        X[rows]
