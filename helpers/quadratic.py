"""Gradient descent on least squares: many steps from one factorisation of the data.

With θ = (w, b) and A the matrix X with a column of ones, the cost is
J = ‖Aθ − y‖²/n + ½ λ‖w‖². A step θ ← θ − α ∇J is the affine map θ ← Mθ + v with
M = I − αH and v = α (2/n) Aᵀy, where H is the Hessian (equation 2.13 of notebook 02).
M and v are small and the same in every step, so the steps need the data no more.
"""

import numpy as np

from helpers.losses import mean_squared_error
from helpers.models import Linear

CHUNK = 256  # steps between two looks at the history


def applies(model, loss, X, epochs):
    """Whether the cost is such a quadratic, and its factorisation pays.

    Parameters
    ----------
    model : Linear or MLP
        The factorisation is for a `Linear` with one score.
    loss : callable
        And for the mean squared error.
    X : ndarray, shape (n, p)
        Inputs; it costs about as much as p steps.
    epochs : int
        Steps to take.

    Returns
    -------
    bool
    """
    p = X.shape[1]
    return type(model) is Linear and loss is mean_squared_error and p < epochs


def steps(
    model, X, y, learning_rate, epochs, l2=0.0, penalise_bias=False, monitor_every=CHUNK
):
    """Take full-batch steps on the mean squared error of a linear model.

    Parameters
    ----------
    model : Linear
        With one score; its parameters are changed in place.
    X : ndarray, shape (n, p)
        Inputs.
    y : ndarray, shape (n,)
        Targets.
    learning_rate : float
        α.
    epochs : int
        Steps to take.
    l2 : float
        λ of the penalty.
    penalise_bias : bool
        Whether the penalty counts the bias too.
    monitor_every : int
        The parameters are up to date at least after every so many steps.

    Yields
    ------
    list of float
        The costs before each of the steps taken since the last list.
    """
    n, p = X.shape
    A = np.column_stack([X, np.ones(n)]).astype(np.float64)
    # ‖Aθ − y‖² = ‖Rθ − q‖² + ‖y − Qq‖²: exact, and free of cancellation.
    Q, R = np.linalg.qr(A)
    q = Q.T @ y
    remainder = np.sum((y - Q @ q) ** 2)
    decay = np.full(p + 1, float(l2))
    decay[-1] *= penalise_bias
    M = np.eye(p + 1) - learning_rate * (2 / n * R.T @ R + np.diag(decay))
    v = learning_rate * 2 / n * R.T @ q
    W, b = model.parameters["W"], model.parameters["b"]
    theta = np.append(W[:, 0], b).astype(np.float64)
    step = 0
    while step < epochs:
        count = min(CHUNK, monitor_every - step % monitor_every, epochs - step)
        path = np.empty((count, p + 1))
        for t in range(count):
            path[t] = theta
            theta = np.dot(M, theta)
            theta += v
        residuals = path @ R.T - q
        # In the dtype of X, so that a cost overflows at the step where it would there.
        squares = (np.sum(residuals**2, axis=1) + remainder).astype(X.dtype)
        costs = squares / n + (path**2 @ decay / 2).astype(X.dtype)
        W[:, 0], b[:] = theta[:-1], theta[-1]
        step += count
        yield costs.tolist()
