"""Losses: scores z and targets y in, the cost J and its derivative dJ/dz out.

This is the left factor of the chain rule: models own dz/d(parameters). J is always the
*mean* over the examples, and `dz` is the derivative of exactly that mean.

Scores of several models at once may be stacked in a model axis between examples and
classes, z of shape (n, K, k); then J has shape (K,), one cost for each model.
"""

import numpy as np

from helpers.checking.arguments import as_floats, check_targets


def mean_squared_error(z, y):
    """Mean squared error of a regression.

    J = (1/n) Σᵢ (zᵢ − yᵢ)²  and  ∂J/∂zᵢ = (2/n)(zᵢ − yᵢ)
    (equations 2.3 and 2.4 of notebook 02).

    Parameters
    ----------
    z : ndarray, shape (n, 1)
        Scores, here the predictions.
    y : ndarray, shape (n,)
        Targets, in the unit of z.

    Returns
    -------
    J : float
        Cost, in the squared unit of y.
    dz : ndarray, shape (n, 1)
        ∂J/∂z.

    Raises
    ------
    TypeError
        If z or y is no array of real numbers.
    ValueError
        If the shapes do not match.
    """
    z = _checked_scores(z, y, columns=1)
    n = len(y)
    e = z[..., 0] - _targets_like(z, y)
    return np.add.reduce(e * e) / n, (2 / n * e)[..., np.newaxis]


def binary_cross_entropy(z, y):
    """Cross-entropy of a logistic regression, from the logits.

    With ŷ = σ(z), J = −(1/n) Σᵢ [yᵢ log ŷᵢ + (1 − yᵢ) log(1 − ŷᵢ)]. It is computed as
    (1/n) Σᵢ [max(zᵢ, 0) − yᵢ zᵢ + log(1 + e^−|zᵢ|)], the same number without overflow
    and without log 0. The derivative is ∂J/∂zᵢ = (ŷᵢ − yᵢ)/n
    (equations 1.7 and 1.9 of notebook 01).

    Parameters
    ----------
    z : ndarray, shape (n, 1)
        Logits.
    y : ndarray, shape (n,)
        Targets, 0 or 1.

    Returns
    -------
    J : float
        Cost, in nats per example.
    dz : ndarray, shape (n, 1)
        ∂J/∂z.

    Raises
    ------
    TypeError
        If z or y is no array of real numbers.
    ValueError
        If the shapes do not match, or a target is neither 0 nor 1.
    """
    z = _checked_scores(z, y, columns=1)
    _check_binary(y)
    n = len(y)
    z, y = z[..., 0], _targets_like(z, y)
    J = np.add.reduce(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))) / n
    return J, ((sigmoid(z) - y) / n)[..., np.newaxis]


def softmax_cross_entropy(z, y):
    """Cross-entropy of a softmax regression, from the logits.

    With ŷ = softmax(z), J = −(1/n) Σᵢ log ŷᵢ,yᵢ. It is computed as log Σₖ e^zₖ − z_y
    with the largest logit of the row subtracted first, which changes nothing but keeps
    every exponential at most 1. The derivative is ∂J/∂zᵢₖ = (ŷᵢₖ − [k = yᵢ])/n
    (equations 1.17 and 1.19 of notebook 01).

    Parameters
    ----------
    z : ndarray, shape (n, k)
        Logits.
    y : ndarray of int, shape (n,)
        Class indices, 0 to k − 1.

    Returns
    -------
    J : float
        Cost, in nats per example.
    dz : ndarray, shape (n, k)
        ∂J/∂z.

    Raises
    ------
    TypeError
        If z is no array of real numbers, or the targets are not integers.
    ValueError
        If the shapes do not match, or a target is outside 0 … k − 1.
    """
    z = _checked_scores(z, y)
    _check_classes(z, y)
    n = len(y)
    rows = np.arange(n)
    z = np.asfortranarray(z)  # class by class: sums over a few classes are faster
    z = z - z.max(axis=-1, keepdims=True)
    dz = np.exp(z)
    total = dz.sum(axis=-1, keepdims=True)
    J = np.add.reduce(np.log(total[..., 0]) - z[rows, ..., y]) / n
    dz /= total
    dz[rows, ..., y] -= 1
    dz /= n
    return J, dz


def perceptron_loss(z, y):
    """Perceptron loss: how far the best score exceeds that of the true class.

    J = (1/n) Σᵢ (maxₖ zᵢₖ − zᵢ,yᵢ), and a subgradient is
    ∂J/∂zᵢₖ = ([k = argmax zᵢ] − [k = yᵢ])/n: zero for an example that is classified
    correctly. A step of length 1 on one example is the perceptron update
    (equations 1.29 and 1.30 of notebook 01).

    Parameters
    ----------
    z : ndarray, shape (n, k)
        Scores.
    y : ndarray of int, shape (n,)
        Class indices, 0 to k − 1.

    Returns
    -------
    J : float
        Cost, in the unit of z.
    dz : ndarray, shape (n, k)
        The subgradient; where two scores tie, the lower index counts as the largest.

    Raises
    ------
    TypeError
        If z is no array of real numbers, or the targets are not integers.
    ValueError
        If the shapes do not match, or a target is outside 0 … k − 1.
    """
    z = _checked_scores(z, y)
    _check_classes(z, y)
    n = len(y)
    rows = np.arange(n)
    winner = z.argmax(axis=-1)
    J = np.add.reduce(z.max(axis=-1) - z[rows, ..., y]) / n
    dz = (np.arange(z.shape[-1]) == winner[..., np.newaxis]).astype(z.dtype)
    dz[rows, ..., y] -= 1
    dz /= n
    return J, dz


def has_penalty(l2):
    """Whether there is a penalty at all; λ may be a column, one for each of a stack."""
    return isinstance(l2, np.ndarray) or l2 > 0


def is_penalised(name, penalise_bias):
    """Whether the penalty counts this parameter: the names of weights begin with W."""
    return name[0] == "W" or penalise_bias


def penalty(W, l2):
    """Penalty ½ λ ‖W‖² of the weights; its gradient is λW.

    Equation 1.26 of notebook 01.

    Parameters
    ----------
    W : ndarray
        One parameter. A stack of K models has their axis before the last one.
    l2 : float or ndarray, shape (K, 1)
        λ, for a stack one of each model.

    Returns
    -------
    float
        For a stack an array of shape (K,).
    """
    if not isinstance(l2, np.ndarray):
        return 0.5 * l2 * np.vdot(W, W)
    squares = (W**2).reshape(-1, *W.shape[-2:]).sum(axis=0)
    return 0.5 * l2[:, 0] * squares.sum(axis=-1)


def sigmoid(z):
    """σ(z) = 1/(1 + e^−z), without overflow (equation 1.5 of notebook 01).

    Parameters
    ----------
    z : ndarray of float
        Logits, any shape.

    Returns
    -------
    ndarray
        Like z, each entry in [0, 1].

    Raises
    ------
    TypeError
        If z is no array of real numbers.
    """
    z = as_floats("z", z)
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)


def softmax(z):
    """Softmax over the last axis, ŷₖ = e^zₖ / Σⱼ e^zⱼ, without overflow.

    Equation 1.12 of notebook 01.

    Parameters
    ----------
    z : ndarray of float, shape (..., k)
        Logits.

    Returns
    -------
    ndarray, shape (..., k)
        Probabilities: each row sums to 1.

    Raises
    ------
    TypeError
        If z is no array of real numbers.
    ValueError
        If there is no class: z is a single number, or k is 0.
    """
    z = as_floats("z", z)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z must have shape (..., k), k ≥ 1; got {z.shape}")
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def accuracy(z, y):
    """Fraction of examples whose predicted class is the true one.

    One column of logits predicts class 1 where z > 0 (that is, σ(z) > ½); several
    predict the column with the largest score. Scores that are not numbers (NaN) predict
    no class: they are never right.

    Parameters
    ----------
    z : ndarray, shape (n, k)
        Scores.
    y : ndarray, shape (n,)
        Class indices, 0 to k − 1 (0 or 1 if k = 1).

    Returns
    -------
    float
        Between 0 and 1; for stacked models an array of shape (K,).

    Raises
    ------
    TypeError
        If z is no array of real numbers, or the targets of several classes are not
        integers.
    ValueError
        If the shapes do not match, or a target is none of the classes.
    """
    z = _checked_scores(z, y)
    if z.shape[-1] == 1:
        _check_binary(y)
        winning = z[..., 0]
        predicted = winning > 0
    else:
        _check_classes(z, y)
        predicted = z.argmax(axis=-1)  # of a row with NaN: the place of a NaN
        winning = np.take_along_axis(z, predicted[..., np.newaxis], axis=-1)[..., 0]
    is_right = predicted == y.reshape(-1, *(1,) * (z.ndim - 2))
    right = np.mean(is_right & ~np.isnan(winning), axis=0)
    return float(right) if z.ndim == 2 else right


CLASSIFICATION_LOSSES = (binary_cross_entropy, softmax_cross_entropy, perceptron_loss)


def _checked_scores(z, y, columns=None):
    """The scores as floats, once z and y are known to fit each other."""
    z = as_floats("z", z)
    if z.ndim < 2 or z.size == 0 or (columns is not None and z.shape[-1] != columns):
        expected = "(n, k), n and k" if columns is None else f"(n, {columns}), n"
        raise ValueError(f"z must have shape {expected} ≥ 1; got {z.shape}")
    check_targets("y", y, len(z), rows_of="z")
    return z


def _targets_like(z, y):
    """Targets in the dtype of z, with an axis of length 1 for each model axis."""
    y = y.astype(z.dtype, copy=False)
    return y if z.ndim == 2 else y.reshape(-1, *(1,) * (z.ndim - 2))


def _check_binary(y):
    is_binary = (y == 0) | (y == 1)
    if not is_binary.all():
        wrong = y[~is_binary][0]
        raise ValueError(f"y must hold only 0 and 1; got {wrong}")


def _check_classes(z, y):
    if y.dtype.kind not in "iu":
        raise TypeError(f"y must hold integer class indices; got dtype {y.dtype}")
    k = z.shape[-1]
    if y.min() < 0 or y.max() >= k:
        wrong = y[(y < 0) | (y >= k)][0]
        raise ValueError(f"y must hold class indices from 0 to {k - 1}; got {wrong}")
