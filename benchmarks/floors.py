"""Floors: what the kernels alone cost, in the same rounds as the jobs."""

from functools import partial

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
    weights = [np.ones_like(W) for W in work.weight_matrices()]
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
    """Speed of the kernels at the shapes used, in the fastest round.

    Parameters
    ----------
    X : ndarray, shape (n, 784)
        Images; copied and gathered from.
    rows_of_two_digits : int
        Examples of full-batch logistic regression.
    rounds : int
        Rounds of timing.
    peak_size : int
        Size of the square product that stands for the peak.

    Returns
    -------
    list of dict
        `kernel`, `microseconds`, and `rate` in `unit`.
    """
    p, batch = X.shape[1], min(128, len(X))
    runs, amounts = {}, {}

    def add(name, run, amount, unit):
        runs[name], amounts[name] = run, (amount / 1e9, unit)

    for m, n, k in ((batch, p, 10), (batch, p, 200), (batch, 200, 10)):
        A, B, D = (np.ones(shape, X.dtype) for shape in ((m, n), (n, k), (m, k)))
        operations = 2 * m * n * k, "GFLOP/s"
        add(f"GEMM {m}x{n}x{k} (X W)", partial(np.dot, A, B), *operations)
        add(f"GEMM {n}x{m}x{k} (Xᵀ D)", partial(np.dot, A.T, D), *operations)
    square = np.ones((peak_size, peak_size), X.dtype)
    product = partial(np.dot, square, square)
    add(f"GEMM {peak_size}³", product, 2 * peak_size**3, "GFLOP/s")
    for m in (batch, rows_of_two_digits):
        A, w, d = np.ones((m, p), X.dtype), np.ones(p, X.dtype), np.ones(m, X.dtype)
        add(f"gemv {m}x{p} (X w)", partial(np.dot, A, w), A.nbytes, "GB/s")
        add(f"gemv {p}x{m} (Xᵀ d)", partial(np.dot, A.T, d), A.nbytes, "GB/s")
    copy = partial(np.copyto, np.empty_like(X), X)
    add("copy, read and write", copy, 2 * X.nbytes, "GB/s")
    gather = f"gather of {batch} random rows, all rows in turn"
    add(gather, partial(_gather, X, batch), 2 * X.nbytes, "GB/s")
    repeats = {
        name: repeats_for(warm_up(run)[1], most=5000) for name, run in runs.items()
    }
    timings = time_rounds(runs, repeats, rounds)
    rows = []
    for name, (giga, unit) in amounts.items():
        best = timings[name].wall.min()
        row = {"kernel": name, "microseconds": best * 1e6, "rate": giga / best}
        rows.append(row | {"unit": unit})
    return rows


def _gather(X, batch_size):
    for rows in batch_rows(len(X), batch_size, 1):
        X[rows]
