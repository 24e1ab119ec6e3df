"""Gradient descent on least squares: all steps from one factorisation of the data.

With θ = (w, b) and A the matrix X with a column of ones, the cost is ‖Aθ − y‖²/n. The
penalty ½ λ‖w‖² is that of further rows, √(nλ/2) wⱼ = 0. In the basis of singular
vectors each coordinate of the residual Aθ − y then shrinks by the same factor in every
step (see `quadratic`), so that the steps need the data no more.
"""

import numpy as np

from helpers.losses import has_penalty, is_penalised, mean_squared_error
from helpers.models import Linear
from helpers.shortcuts.quadratic import travelled

CHUNK = 1024  # steps between two looks at the history


def fits(run):
    """Whether the cost is such a quadratic, and its factorisation pays.

    Parameters
    ----------
    run : Run
        The factorisation costs about as much as p steps.

    Returns
    -------
    bool
    """
    is_quadratic = type(run.model) is Linear and run.loss is mean_squared_error
    all_steps_are_alike = run.is_full_batch and run.is_plain and not run.average
    return is_quadratic and all_steps_are_alike and run.X.shape[1] < run.epochs


def steps(run):
    """Take full-batch steps on the mean squared error of a linear model.

    Parameters
    ----------
    run : Run
        One that `fits`; the parameters of its model are changed.

    Yields
    ------
    list of float
        The costs before each of the steps taken since the last list.
    """
    n = len(run.X)
    W, b = run.model.parameters["W"], run.model.parameters["b"]
    start = np.append(W[:, 0], b).astype(np.float64)
    s, V, c, floor = _factorise(run)
    h = 2 / n * s**2
    r = s * (V @ start) - c  # the residual at the start
    s, V, h, r = s[r != 0], V[r != 0], h[r != 0], r[r != 0]
    step = 0
    while step < run.epochs:
        count = min(CHUNK, run.look_every - step % run.look_every, run.epochs - step)
        t = np.arange(step, step + count)[:, np.newaxis]
        residuals = (1 - run.learning_rate * h) ** t * r
        # In the dtype of X, so that a cost overflows at the step where it would there.
        squares = (np.sum(residuals**2, axis=1) + floor).astype(run.X.dtype)
        step += count
        theta = start - (travelled(h, run.learning_rate, step) * (2 / n * s * r)) @ V
        W[:, 0], b[:] = theta[:-1], theta[-1]
        yield (squares / n).tolist()


def _factorise(run):
    """Singular values, right singular vectors, targets in the basis of the left ones.

    And what of ‖Aθ − y‖² no θ takes away: so the costs are exact, without cancellation.
    """
    n, p = run.X.shape
    A = np.column_stack([run.X, np.ones(n)]).astype(np.float64)
    Q, R = np.linalg.qr(A)
    q = Q.T @ run.y
    floor = np.sum((run.y - Q @ q) ** 2)
    columns = []
    if has_penalty(run.l2):
        columns = [*range(p + is_penalised("b", run.penalise_bias))]
    penalty_rows = np.sqrt(n * run.l2 / 2) * np.eye(p + 1)[columns]
    U, s, V = np.linalg.svd(np.vstack([R, penalty_rows]), full_matrices=False)
    targets = np.append(q, np.zeros(len(columns)))
    c = U.T @ targets
    return s, V, c, floor + np.sum((targets - U @ c) ** 2)
