"""Models for the tests of the checks: at random parameters, with gradients spoiled."""

import numpy as np

from helpers.models import MLP, Linear

TOLERANCE = 1e-7  # relative error of a right gradient


def random_model(k, sizes=None, activation="tanh", seed=0, **options):
    """A model whose parameters, biases included, are all away from zero."""
    rng = np.random.default_rng(seed)
    model = MLP(sizes, rng, activation, **options) if sizes else Linear(5, k)
    model.parameters = {
        name: rng.normal(size=value.shape) for name, value in model.parameters.items()
    }
    return model


def spoiled(model, name, change):
    """The model with one of its gradients changed."""

    class Spoiled(type(model)):
        def backward(self, record, dz):
            gradients = super().backward(record, dz)
            return gradients | {name: change(gradients[name])}

    wrong = Spoiled.__new__(Spoiled)
    wrong.__dict__.update(model.__dict__)
    return wrong


def one_entry(gradient):
    changed = gradient.copy()
    changed.flat[0] *= 1.5
    return changed


MISTAKES = {
    "sign": lambda gradient: -gradient,
    "factor 2": lambda gradient: 2 * gradient,
    "factor 0.99": lambda gradient: 0.99 * gradient,
    "missing": lambda gradient: 0 * gradient,
    "one entry": one_entry,
}
