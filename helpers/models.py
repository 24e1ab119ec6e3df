"""Models: inputs X in, scores z out; dJ/dz in, dJ/d(parameters) out.

This is the right factor of the chain rule: losses own dJ/dz. Every model has

- `parameters`: a dictionary of arrays; names that begin with W are weights, names that
  begin with b are biases;
- `forward(X, rng=None)`: the scores z and a record of what `backward` will need;
- `backward(record, dz)`: a dictionary of gradients with the names of the parameters.
"""

import copy

import numpy as np

from helpers.checking.arguments import (
    FLOATS,
    as_floats,
    check_choice,
    check_count,
    check_finite,
    check_fraction,
    check_model,
    check_not_negative,
    check_rng,
)
from helpers.losses import sigmoid


class Linear:
    """Affine scores z = XW + b: linear, logistic and softmax regression.

    Parameters
    ----------
    p : int
        Number of features.
    k : int
        Number of scores: 1 for a regression or two classes, else one per class.

    Attributes
    ----------
    parameters : dict
        `W` of shape (p, k) and `b` of shape (k,), zero at first. Zero is a fair start
        because the costs of this model are convex.
    """

    def __init__(self, p, k=1):
        check_count("p", p)
        check_count("k", k)
        self.parameters = {"W": np.zeros((p, k)), "b": np.zeros(k)}

    def forward(self, X, rng=None):
        """Scores of the rows of X, z = XW + b (equation 2.2 of notebook 02).

        Parameters
        ----------
        X : ndarray, shape (n, p)
            Inputs.
        rng : None
            Not used; a model with dropout needs it.

        Returns
        -------
        z : ndarray, shape (n, k)
            Scores.
        record : ndarray
            What `backward` needs: X itself.

        Raises
        ------
        TypeError
            If X is no array of real numbers.
        ValueError
            If X does not have p columns.
        """
        X = _checked_inputs(X, len(self.parameters["W"]))
        z = product(X, self.parameters["W"])
        z += self.parameters["b"]
        return z, X

    def backward(self, record, dz):
        """Gradients of the cost: ∂J/∂W = Xᵀ ∂J/∂z and ∂J/∂b = Σᵢ ∂J/∂zᵢ.

        Equation 2.4 of notebook 02.

        Parameters
        ----------
        record : ndarray, shape (n, p)
            The second result of `forward`.
        dz : ndarray, shape (n, k)
            ∂J/∂z.

        Returns
        -------
        dict
            `W` of shape (p, k) and `b` of shape (k,).

        Raises
        ------
        TypeError
            If dz is no array of real numbers.
        ValueError
            If dz does not have the shape of the scores.
        """
        X = record
        dz = _checked_dz(dz, len(X), len(self.parameters["b"]))
        return {"W": product(X.T, dz), "b": np.add.reduce(dz)}


def product(A, B):
    """Matrix product AB, computed as (BᵀAᵀ)ᵀ where that may be faster.

    For a full batch, here more than a million numbers, steps in float64 with the
    transposed form take little more than half the time on processors with AVX-512, and
    up to a tenth more on others. Where A is float32 and lies row by row in memory it
    seldom pays.

    Parameters
    ----------
    A : ndarray, shape (m, n)
    B : ndarray, shape (n, k)

    Returns
    -------
    ndarray, shape (m, k)
    """
    if A.size > 1_000_000 and (A.dtype == np.float64 or A.flags.f_contiguous):
        return np.dot(B.T, A.T).T
    return np.dot(A, B)


class MLP:
    """Multi-layer perceptron: affine layers with an activation between them.

    With a⁰ = X: zˡ = aˡ⁻¹Wˡ + bˡ and aˡ = g(zˡ); the last z are the scores.

    Parameters
    ----------
    sizes : sequence of int
        Features, hidden units of each layer, scores: (784, 200, 10), for instance.
    rng : numpy.random.Generator
        Draws the first weights.
    activation : {"relu", "tanh", "sigmoid"}
        The function g.
    dropout : float
        Fraction of the hidden units that are switched off at random in training; the
        others are scaled by 1/(1 − dropout), so that prediction needs no change.
    mean, std : float
        Mean and standard deviation of the first weights. Without `std` it is √(2/m)
        for ReLU and √(1/m) otherwise, m being the number of inputs of the layer, which
        keeps the scale of the activations from layer to layer.

    Attributes
    ----------
    parameters : dict
        `W1`, `b1`, `W2`, `b2`, …; Wl has shape (sizes[l − 1], sizes[l]). The biases
        start at zero, the weights at random: units that start equal stay equal.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """

    def __init__(self, sizes, rng, activation="relu", dropout=0.0, mean=0.0, std=None):
        if not isinstance(sizes, (tuple, list)) or len(sizes) < 2:
            raise ValueError(
                f"sizes must be a tuple with two entries or more; got {sizes!r}"
            )
        for size in sizes:
            check_count("each entry of sizes", size)
        check_rng("rng", rng)
        check_choice("activation", activation, ACTIVATIONS)
        check_fraction("dropout", dropout)
        check_finite("mean", mean)
        if std is not None:
            check_not_negative("std", std)
        self.activation = activation
        self.dropout = dropout
        self.depth = len(sizes) - 1
        self.parameters = {}
        for layer in range(1, self.depth + 1):
            m, units = sizes[layer - 1], sizes[layer]
            gain = 2 if activation == "relu" else 1
            scale = np.sqrt(gain / m) if std is None else std
            self.parameters[f"W{layer}"] = rng.normal(mean, scale, (m, units))
            self.parameters[f"b{layer}"] = np.zeros(units)

    def forward(self, X, rng=None):
        """Scores of the rows of X.

        Parameters
        ----------
        X : ndarray, shape (n, p)
            Inputs.
        rng : numpy.random.Generator, optional
            Draws the dropout masks. Without it nothing is dropped, as in prediction.

        Returns
        -------
        z : ndarray, shape (n, k)
            Scores.
        record : list
            What `backward` needs: for each layer its inputs, and the factor
            ∂(inputs)/∂z of the layer before (activation and dropout mask).

        Raises
        ------
        TypeError
            If X is no array of real numbers, or rng no generator.
        ValueError
            If X does not have p columns.
        """
        X = _checked_inputs(X, len(self.parameters["W1"]))
        if rng is not None:
            check_rng("rng", rng)
        g, g_prime = ACTIVATIONS[self.activation]
        inputs, slope = X, None
        record = []
        for layer in range(1, self.depth + 1):
            record.append((inputs, slope))
            z = np.dot(inputs, self.parameters[f"W{layer}"])
            z += self.parameters[f"b{layer}"]
            if layer == self.depth:
                return z, record
            inputs = g(z)
            slope = g_prime(inputs)
            if rng is not None and self.dropout > 0:
                kept = self.dropout_mask(z, rng)
                inputs = inputs * kept
                slope = slope * kept

    def dropout_mask(self, z, rng):
        """Random factors of hidden units: 0 (dropped) or 1/(1 − dropout).

        Parameters
        ----------
        z : ndarray
            The factors take its shape and dtype.
        rng : numpy.random.Generator
            Draws which units are dropped.

        Returns
        -------
        ndarray
            Like z.
        """
        z = as_floats("z", z)
        check_rng("rng", rng)
        kept = (rng.random(z.shape) >= self.dropout) / (1 - self.dropout)
        return kept.astype(z.dtype, copy=False)

    def backward(self, record, dz):
        """Gradients of the cost by back-propagation, last layer first.

        ∂J/∂Wˡ = (aˡ⁻¹)ᵀ ∂J/∂zˡ, ∂J/∂bˡ = Σᵢ ∂J/∂zᵢˡ, and one layer down
        ∂J/∂zˡ⁻¹ = (∂J/∂zˡ Wˡᵀ) ⊙ g′(zˡ⁻¹) (equations 1.32 and 1.34 of notebook 01).

        Parameters
        ----------
        record : list
            The second result of `forward`.
        dz : ndarray, shape (n, k)
            ∂J/∂z of the scores.

        Returns
        -------
        dict
            Gradients with the names and shapes of `parameters`.

        Raises
        ------
        TypeError
            If dz is no array of real numbers.
        ValueError
            If dz does not have the shape of the scores.
        """
        dz = _checked_dz(dz, len(record[0][0]), len(self.parameters[f"b{self.depth}"]))
        gradients = {}
        for layer in range(self.depth, 0, -1):
            inputs, slope = record[layer - 1]
            gradients[f"W{layer}"] = np.dot(inputs.T, dz)
            gradients[f"b{layer}"] = np.add.reduce(dz)
            if layer > 1:
                dz = np.dot(dz, self.parameters[f"W{layer}"].T) * slope
        return gradients


def with_dtype(model, dtype):
    """Copy of a model whose parameters have the given dtype.

    Parameters
    ----------
    model : Linear or MLP
        Left as it is.
    dtype : dtype
        float32 or float64, for instance that of X.

    Returns
    -------
    Linear or MLP

    Raises
    ------
    TypeError
        If the model has no parameters, or the dtype is another one.
    """
    check_model(model)
    if not isinstance(dtype, (type, str, np.dtype)) or dtype not in FLOATS:
        raise TypeError(f"dtype must be float32 or float64; got {dtype!r}")
    model = copy.copy(model)
    model.parameters = {
        name: as_floats(f"{name} of the model", value).astype(dtype)
        for name, value in model.parameters.items()
    }
    return model


# Each activation g with its derivative, written in terms of a = g(z).
ACTIVATIONS = {
    "relu": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(a.dtype)),
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "sigmoid": (sigmoid, lambda a: a * (1 - a)),
}


def _checked_inputs(X, p):
    X = as_floats("X", X)
    if X.ndim != 2 or X.shape[1] != p:
        raise ValueError(f"X must have shape (n, {p}); got {X.shape}")
    return X


def _checked_dz(dz, n, k):
    dz = as_floats("dz", dz)
    if dz.shape != (n, k):
        raise ValueError(f"dz must have shape ({n}, {k}), like z; got {dz.shape}")
    return dz
