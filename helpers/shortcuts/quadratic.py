"""Gradient descent on a quadratic cost, in closed form.

In the basis of eigenvectors of the Hessian every coordinate goes its own way: a step
multiplies its distance to the minimum by 1 − αh (equation 2.10 of notebook 02). The
least-squares shortcut and the live figures of the straight line and of ridge regression
all compute their steps here.
"""

import numpy as np

TINY = 2.0**-500


def travelled(h, alpha, t):
    """How far t steps lead along an eigenvector, per unit of gradient at the start.

    (1 − (1 − αh)ᵗ)/h, and αt where h = 0. With g₀ the gradient at the start θ₀, both in
    the basis of eigenvectors, the parameters after t steps are
    θₜ = θ₀ − travelled(h, α, t) g₀: equation 2.10 of notebook 02, which says it of the
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
    x = np.where(np.abs(x) < TINY, TINY, x)  # there the share is tx, in every digit
    with np.errstate(all="ignore"):
        # |1 − x|ᵗ − 1 cancels nothing, of x near 0 as of x near 2; one array, in place.
        share = np.asarray(t * np.maximum(np.log1p(-np.minimum(x, 2 - x)), -1000))
        np.expm1(share, out=share)
        np.subtract(0, share, out=share)
        is_turned = (x > 1) & (np.asarray(t) % 2 == 1)  # then (1 − x)ᵗ is negative
        np.subtract(2, share, out=share, where=is_turned)
        share /= x
        share *= alpha
    return share
