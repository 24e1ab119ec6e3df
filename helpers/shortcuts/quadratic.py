"""Gradient descent on a quadratic cost, in closed form.

In the basis of eigenvectors of the Hessian every coordinate goes its own way: a step
multiplies its distance to the minimum by 1 − αh (equation 1.53 of notebook 01). The
least-squares shortcut and the live figures of the straight line and of ridge regression
all compute their steps here.
"""

import numpy as np


def travelled(h, alpha, t):
    """How far t steps lead along an eigenvector, per unit of gradient at the start.

    (1 − (1 − αh)ᵗ)/h, and αt where h = 0. With g₀ the gradient at the start θ₀, both in
    the basis of eigenvectors, the parameters after t steps are
    θₜ = θ₀ − travelled(h, α, t) g₀: equation 1.53 of notebook 01, which says it of the
    distance to the minimum, without a division by the h that are zero.

    Parameters
    ----------
    h : ndarray
        Eigenvalues of the Hessian.
    alpha : float
        Learning rate α.
    t : int or ndarray of int
        Steps, 0 or more; of a shape that goes with that of h.

    Returns
    -------
    ndarray
        Infinite where the steps grow beyond the largest float.
    """
    x = alpha * np.asarray(h, np.float64)
    near = np.abs(x) < 0.5  # 1 − (1 − x)ᵗ would cancel there
    with np.errstate(all="ignore"):
        share = np.where(
            near, -np.expm1(t * np.log1p(-np.where(near, x, 0))), 1 - (1 - x) ** t
        )
        return np.where(x == 0, alpha * t, alpha * share / x)
