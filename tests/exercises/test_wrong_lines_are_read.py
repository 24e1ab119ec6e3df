r"""The lines of two case files, evaluated from their own LaTeX: one a list is wrong.

A line that begins with an equals sign has its left side in a ``\phantom``.
"""

import re

import numpy as np
import pytest

from helpers.derivations.sections.wrong_lines import SUMMED
from helpers.derivations.worlds import LOGISTIC_REGRESSION, SCORE, SOFTMAX, K, N, P, Q
from helpers.exercises.tasks import SPOTS
from helpers.formulas.meaning.following import follow
from helpers.formulas.meaning.world import World


def linear(rng):
    sizes = {"n": N, "p": P, "x": rng.normal(size=(N, P)), "w": rng.normal(size=P)}
    return sizes | {"b": rng.normal(), "y": rng.normal(size=N)}


def penalised(rng):
    rates = {r"\lambda": rng.uniform(0.2, 0.8), r"\alpha": rng.uniform(0.2, 0.8)}
    return LOGISTIC_REGRESSION.draw(rng) | rates | {"i": 2}


def one_example(rng, size=K):
    scores = {"K": size, "z": rng.normal(size=size), "v": rng.normal(size=size)}
    return scores | {"y": int(rng.integers(1, size + 1))}


SQUARED = World(
    linear, SCORE, r"L_i = (y_i - z_i)^2", r"J = \frac{1}{n} \sum_{i=1}^{n} L_i"
)
CLASSES = SUMMED.defining(r"J = \frac{1}{n} E")
LOSS = (
    *SOFTMAX,
    r"S = \sum_{k=1}^{K} e^{z_k}",
    r"s_k = \hat{y}_k",
    r"L = -\log \hat{y}_y",
    r"H_{kk'} = s_k ([k = k'] - s_{k'})",
)
EXAMPLE = World(one_example, *LOSS)


def network(rng):
    lower, upper = rng.normal(size=(P, Q)), rng.normal(size=Q)
    weights = {"W^{(1)}": lower, "b^{(1)}": rng.normal(size=Q), "W^{(2)}": upper}
    model = {"w": rng.normal(size=P), "b": rng.normal(), "b^{(2)}": rng.normal()}
    return weights | model | {"x": rng.normal(size=P), "y": rng.normal()}


NETWORK = World(
    lambda rng: {"p": P, "q": Q} | network(rng),
    r"z^{(1)}_u = \sum_{j=1}^{p} x_j W^{(1)}_{ju} + b^{(1)}_u",
    r"z^{(2)} = \sum_{u=1}^{q} W^{(2)}_u \max(z^{(1)}_u, 0) + b^{(2)}",
    r"L = \frac{1}{2} (z^{(2)} - y)^2",
)
WORLDS = {
    "lost_sum": SQUARED,
    "counted_twice": SQUARED,
    "sum_of_losses": SQUARED,
    "one_example_left": LOGISTIC_REGRESSION,
    "the_other_classes": CLASSES,
    "two_derivatives": EXAMPLE,
    "wrong_denominator": EXAMPLE,
    "error_of_the_network": NETWORK,
    "last_square": World(lambda rng: one_example(rng, 3), *LOSS),
}
PHANTOM = re.compile(r"\\phantom\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")


def latex(line):
    """The formula of a line; which of two cases it is about is left out."""
    text = line.strip().strip("$").removeprefix(r"\displaystyle ")
    text = PHANTOM.sub(lambda found: found[1], text)
    return re.sub(r"\\quad \\text\{if \}.*", "", text)


def holds(line, world):
    followed = follow(latex(line), world, np.random.default_rng(0))
    states = {step.state for step in followed.all_steps}
    assert "not understood" not in states, followed.wrong.message
    return followed.wrong is None


@pytest.mark.parametrize("name", WORLDS)
def test_only_the_wrong_line_differs(name):
    spot = SPOTS[name]
    found = [i for i, x in enumerate(spot.lines, 1) if not holds(x, WORLDS[name])]
    assert found == [spot.wrong]


def test_the_step_with_a_penalty_is_no_step_against_the_gradient():
    world = World(
        penalised,
        r"\hat{y}_i = \frac{1}{1 + e^{-\sum_{j=1}^{p} w_j x_{ij}}}",
        r"E = -y_i \log \hat{y}_i - (1 - y_i) \log(1 - \hat{y}_i)",
        r"C = \frac{1}{2} \sum_{j=1}^{p} w_j^2",
        r"J = E + \lambda C",
    )
    *_, minus_gradient, step = SPOTS["uphill"].lines
    assert holds(re.sub(r" \\quad .*\}[^}]*$", "", latex(minus_gradient)), world)
    _, _, written = latex(step).partition("= ")
    downhill = r"-\alpha \frac{\partial J}{\partial w} = "
    assert not holds(downhill + written, world)
    mended = written.replace(r"y_i - \hat{y}_i", r"\hat{y}_i - y_i")
    assert holds(downhill + mended, world)
