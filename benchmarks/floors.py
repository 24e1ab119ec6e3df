"""Floors: what the kernels alone cost, in the same rounds as the jobs."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from benchmarks.measure import repeats_for, time_rounds, warm_up
from benchmarks.work import batch_rows
from helpers.models import MLP
from helpers.shortcuts.blocks import BLOCK


def floor(work):
    """Function that does only the kernels of `work`."""
    if work.batch_size == 1:
        return block_products(work)
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
    """Per batch: gather the rows, and the products of each layer, both ways."""
    weights = [np.ones_like(W) for W in work.weight_matrices()]
    shapes = [(work.batch_size, W.shape[1]) for W in weights]
    inputs = [np.ones(shape, work.X.dtype) for shape in shapes]

    def run():
        for rows in work.rows():
            batch = [work.X[rows], *(a[: len(rows)] for a in inputs)]
            for layer, W in enumerate(weights):
                np.dot(batch[layer], W)
                np.dot(batch[layer].T, batch[layer + 1])
                if layer > 0:
                    np.dot(batch[layer + 1], W.T)

    return run


def block_products(work):
    """One example per step: the products of each block, and those of each example."""
    weights = [np.ones_like(W) for W in work.weight_matrices()]
    first, *upper = weights
    D = np.ones((BLOCK, first.shape[1]), work.X.dtype)
    inputs = [np.ones(W.shape, W.dtype) for W in upper]
    blocks = replace(work, batch_size=BLOCK)

    def run():
        for rows in blocks.rows():
            batch = work.X[rows]
            G = np.dot(batch, batch.T)
            np.dot(batch, first)
            for i in range(len(batch)):
                np.dot(G[i, :i], D[:i])
                for W, a in zip(upper, inputs, strict=True):
                    np.dot(a[:, 0], W)
                    np.dot(W, a[0])
            np.dot(batch.T, D[: len(batch)])

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
    """Speed of the kernels at the shapes used, in the fastest round, as a DataFrame.

    Parameters
    ----------
    X : ndarray, shape (n, 784)
        Images; copied and gathered from.
    rows_of_two_digits, rounds, peak_size : int
        Examples of full-batch logistic regression; rounds of timing; size of the square
        product that stands for the peak.
    """
    p, batch = X.shape[1], min(128, len(X))
    runs, amounts = {}, {}

    def product(name, A, B):
        runs[name] = partial(np.dot, A, B)
        operations = 2 * A.size * B.shape[-1], "GFLOP/s"
        amounts[name] = operations if B.ndim == 2 else (A.nbytes, "GB/s")

    for m, n, k in ((batch, p, 10), (batch, p, 200), (batch, 200, 10)):
        A, B, D = (np.ones(shape, X.dtype) for shape in ((m, n), (n, k), (m, k)))
        product(f"GEMM {m}x{n}x{k} (X W)", A, B)
        product(f"GEMM {n}x{m}x{k} (Xᵀ D)", A.T, D)
    square = np.ones((peak_size, peak_size), X.dtype)
    product(f"GEMM {peak_size}³", square, square)
    for m in (batch, rows_of_two_digits):
        A, w, d = np.ones((m, p), X.dtype), np.ones(p, X.dtype), np.ones(m, X.dtype)
        product(f"gemv {m}x{p} (X w)", A, w)
        product(f"gemv {p}x{m} (Xᵀ d)", A.T, d)
    moved = {
        "copy, read and write": partial(np.copyto, np.empty_like(X), X),
        f"gather of {batch} random rows, all rows in turn": partial(_gather, X, batch),
    }
    runs |= moved
    amounts |= dict.fromkeys(moved, (2 * X.nbytes, "GB/s"))
    repeats = {
        name: repeats_for(warm_up(run)[1], most=5000) for name, run in runs.items()
    }
    timings = time_rounds(runs, repeats, rounds)
    seconds = np.array([timing.wall.min() for timing in timings.values()])
    amount, unit = zip(*amounts.values(), strict=True)
    rate = np.array(amount) / seconds / 1e9
    return pd.DataFrame(
        {"kernel": [*runs], "microseconds": seconds * 1e6, "rate": rate, "unit": unit}
    )


def _gather(X, batch_size):
    for rows in batch_rows(len(X), batch_size, 1):
        X[rows]
