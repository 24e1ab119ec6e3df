"""Optimizers: a gradient in, a step of the parameters out.

Each has `update(parameters, gradients, learning_rate)`, which moves the parameters in
place and may remember the gradients it has seen.
"""

import math

import numpy as np

from helpers.checking.arguments import check_fraction, check_positive


class SGD:
    """Plain gradient descent: θ ← θ − α ∂J/∂θ (equation 2.6 of notebook 02)."""

    def update(self, parameters, gradients, learning_rate):
        """Move the parameters (in place) one step against their gradients."""
        for name, gradient in gradients.items():
            parameters[name] -= learning_rate * gradient


class Momentum:
    """Gradient descent with momentum: v ← βv + ∂J/∂θ, then θ ← θ − αv.

    Parameters
    ----------
    beta : float
        How much of the velocity v is kept at each step, in [0, 1).
    """

    def __init__(self, beta=0.9):
        check_fraction("beta", beta)
        self.beta = float(beta)
        self.velocity = {}

    def update(self, parameters, gradients, learning_rate):
        """Move the parameters (in place) one step along the velocity."""
        for name, gradient in gradients.items():
            v = _memory(self.velocity, name, gradient)
            v *= self.beta
            v += gradient
            parameters[name] -= learning_rate * v


class Adam:
    """Adam: steps scaled by running moments of the gradient (Kingma and Ba, 2015).

    m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², and after t steps
    θ ← θ − α m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    Parameters
    ----------
    beta1, beta2 : float
        Memory of the two moments, in [0, 1).
    epsilon : float
        Keeps the division finite.
    """

    def __init__(self, beta1=0.9, beta2=0.999, epsilon=1e-8):
        check_fraction("beta1", beta1)
        check_fraction("beta2", beta2)
        check_positive("epsilon", epsilon)
        self.beta1, self.beta2 = float(beta1), float(beta2)
        self.epsilon = float(epsilon)
        self.first, self.second = {}, {}
        self.steps = 0

    def update(self, parameters, gradients, learning_rate):
        """Move the parameters (in place) one step of Adam."""
        self.steps += 1
        for name, g in gradients.items():
            m = _memory(self.first, name, g)
            v = _memory(self.second, name, g)
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            # α m̂/(√v̂ + ε), with the corrections of m̂ and v̂ taken out as numbers.
            correction = math.sqrt(1 - self.beta2**self.steps)
            step = learning_rate * correction / (1 - self.beta1**self.steps)
            parameters[name] -= step * m / (np.sqrt(v) + self.epsilon * correction)


def _memory(arrays, name, gradient):
    """What an optimizer remembers of the gradients of a parameter: zero at first."""
    if name not in arrays:
        arrays[name] = np.zeros_like(gradient)
    if arrays[name].shape != gradient.shape:
        raise ValueError(
            f"optimizer must come from a run of the same model: it remembers {name} of "
            f"shape {arrays[name].shape}; got {gradient.shape}"
        )
    return arrays[name]
