r"""The formulas of the case file of ten digits."""

from helpers.derivations.sections.derivations import SOFTMAX_REGRESSION
from helpers.formulas.meaning.world import World


def _with_penalty(rng):
    return SOFTMAX_REGRESSION.draw(rng) | {r"\lambda": rng.uniform(0.2, 0.8)}


# Softmax regression, and a cost whose cross-entropy is divided once too often.
DIVIDED = SOFTMAX_REGRESSION.drawing(_with_penalty).defining(
    r"\tilde{J} = -\frac{1}{n^2 K} \sum_{i=1}^{n} \sum_{k=1}^{K} "
    r"t_{ik} \log \hat{y}_{ik} "
    r"+ \frac{\lambda}{2} \sum_{j=1}^{p} \sum_{k=1}^{K} W_{jk}^2"
)


def _steps(rng):
    sizes = {"n": 5, "K": 4, "t": int(rng.integers(3, 9)), "G": rng.uniform(1, 2)}
    return sizes | {r"\alpha": rng.uniform(0.1, 0.5), r"\lambda": rng.uniform(0.2, 0.8)}


# What one more step changes, where the gradient keeps its squared length G.
MORE_STEPS = World(_steps)

DISPLAYS = {"T.1": DIVIDED, "T.2": MORE_STEPS, "T.3": MORE_STEPS}
UNREAD = {}
