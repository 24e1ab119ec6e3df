"""Bare NumPy: the same steps by the fewest and fastest calls that we found.

Nothing is checked, and only what the jobs need is there: a constant learning rate,
ReLU, no dropout, penalties for linear models and plain steps. It saves time by what
`helpers` leaves out to stay readable: all parameters are parts of one vector, which one
call moves; the weights of narrow layers are stored as Wᵀ and their scores as zᵀ, where
sums and products over few classes are faster; the gradients come times α/n; sums over a
batch are products with ones.
"""

import math

import numpy as np

from benchmarks.work import MOMENTUM, Outcome, numbered
from helpers import losses

NARROW = 32  # units of a layer up to which storing Wᵀ is faster


def trainer(work):
    """Function that trains a model, or K linear ones at once, one for each penalty."""
    X, y, full = work.X, work.y, work.batch_size or len(work.X)
    if work.loss is losses.binary_cross_entropy:
        y = 2 * y - 1
    loss, update = LOSSES[work.loss], UPDATES[work.optimizer]
    factor = 1 if work.optimizer == "Adam" else work.learning_rate
    l2 = np.atleast_1d(np.asarray(work.l2, X.dtype))
    K, has_penalty = len(l2), l2.any()
    first = [np.tile(value, K) for value in work.first_weights().values()]
    turned = [part.shape[-1] <= NARROW for part in first]  # a bias is its own transpose
    stored = [a.T if turn else a for a, turn in zip(first, turned, strict=True)]
    ends = np.cumsum([part.size for part in first])
    penalties = np.repeat(l2, len(first[1]) // K)  # one for each column of W
    index, ones = np.arange(full), np.ones(max(full, X.shape[1]), X.dtype)
    batch = np.empty((full, X.shape[1]), X.dtype)
    zeros = [np.zeros((full, len(b)), X.dtype) for b in first[1:-1:2]]

    def parts(vector):
        pairs = zip(np.split(vector, ends[:-1]), stored, strict=True)
        return [part.reshape(like.shape) for part, like in pairs]

    def run():
        theta = np.concatenate([part.ravel() for part in stored])
        slope, memory = np.empty_like(theta), np.zeros((2, theta.size), X.dtype)
        pairs = zip(parts(theta), turned, strict=True)
        parameters = [part.T if turn else part for part, turn in pairs]
        weights, biases, slopes = parameters[::2], parameters[1::2], parts(slope)
        layers, costs = range(len(weights)), []
        for step, rows in enumerate(work.rows()):
            a, target, inputs = X, y, []
            if not isinstance(rows, slice):
                target = y.take(rows)  # mode: with "raise", `out` would be copied
                a = X.take(rows, 0, out=batch[: len(rows)], mode="clip")
            n = len(target)
            for i in layers:
                inputs.append(a)
                z = np.dot(a, weights[i])
                z += biases[i]
                if i < layers[-1]:  # with a single 0 this takes three times as long
                    a = np.maximum(z, zeros[i][:n], out=z)
            z = np.ascontiguousarray(z.T)
            J, dz = loss(z.reshape(K, -1, n), target, index[:n])
            J /= n
            dz *= factor / n
            dz = dz.reshape(z.shape).T
            for i in reversed(layers):
                a = inputs[i]
                left, right = (dz, a) if turned[2 * i] else (a, dz)
                np.dot(left.T, right, out=slopes[2 * i])
                np.dot(ones[:n], dz, out=slopes[2 * i + 1])
                if i:
                    dz = np.dot(dz, weights[i].T)
                    dz *= a > 0
            if has_penalty:
                W = weights[0]
                halves = np.dot(ones[: len(W)], W * W) * penalties / 2
                J += np.add.reduce(halves.reshape(K, -1), axis=1)
                W *= 1 - work.learning_rate * penalties
            costs += J.tolist()
            update(theta, slope, memory, step + 1, work)
        models = zip(*(np.split(a, K, axis=-1) for a in parameters), strict=True)
        runs = [dict(zip(work.model.parameters, a, strict=True)) for a in models]
        return numbered(runs) if K > 1 else Outcome(costs, runs[0])

    return run


def softmax(z, y, index):
    """Sums over n examples: costs of scores (K, classes, n), and their derivatives."""
    z -= np.maximum.reduce(z, axis=1, keepdims=True)
    chosen = z[:, y, index]
    dz = np.exp(z, out=z)
    total = np.add.reduce(dz, axis=1)
    dz /= total[:, np.newaxis]
    dz[:, y, index] -= 1
    return np.add.reduce(np.log(total) - chosen, axis=1), dz


def logistic(z, sign, index):
    """The same for one column and targets ±1, with t = tanh(z/2) = 2σ(z) − 1."""
    z *= 0.5
    t = np.tanh(z)
    J = np.abs(z) - np.log1p(np.abs(t)) - sign * z
    return np.add.reduce(J[:, 0], axis=1) + len(sign) * math.log(2), (t - sign) / 2


def sgd(theta, slope, memory, t, work):
    """One step; `slope` is the gradient times α, with Adam the gradient."""
    theta -= slope


def momentum(theta, slope, memory, t, work):
    """The same, along the velocity."""
    velocity = memory[0]
    velocity *= MOMENTUM
    velocity += slope
    theta -= velocity


def adam(theta, slope, memory, t, work):
    """The same, with the two moments kept without their factors 1 − β."""
    mean, square = memory
    mean *= 0.9
    mean += slope
    slope *= slope
    square *= 0.999
    square += slope
    correction = math.sqrt((1 - 0.999**t) / 0.001)
    root = np.sqrt(square, out=slope)
    root += work.epsilon * correction
    np.divide(mean, root, out=root)
    root *= work.learning_rate * 0.1 / (1 - 0.9**t) * correction
    theta -= root


LOSSES = {
    losses.binary_cross_entropy: logistic,
    losses.softmax_cross_entropy: softmax,
}
UPDATES = {"SGD": sgd, "momentum": momentum, "Adam": adam}
TRAINERS = {"bare NumPy": trainer}
