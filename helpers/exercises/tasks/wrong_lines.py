"""Find the wrong line: the case file of derivations by linear and softmax models."""

from helpers.derivations.sections.wrong_lines import SUMMED
from helpers.exercises.exercise import Derivation, Prediction, Spot

TASKS = ()

PREDICTIONS = (
    Prediction("b_in_the_sum", "W.P1", ("0", "1", "p")),
    Prediction("one_weight_moves", "W.P2", ("3", "9", "24")),
    Prediction("cost_without_brackets", "W.P3", ("no", "yes")),
)


def maths(*lines):
    """Lines of maths, each with an empty one below it: fractions need room."""
    return tuple(f"$\\displaystyle {line}$\n" for line in lines)


DERIVATIONS = (
    Derivation(
        "summed_dw_lines",
        "W.7",
        "∂E/∂wⱼₖ",
        SUMMED,
        r"\frac{\partial E}{\partial w_{jk}}",
        ("x", "t", r"\hat{y}", "n"),
        {
            "E has no 1/n: where does this one come from?": (
                r"\frac{1}{n} \sum_i (\hat{y}_{ik} - t_{ik}) x_{ij}"
            ),
            "The weight belongs to one class k: what does a sum over all classes do "
            "here? The differences sum to 0.": (
                r"\sum_i \sum_{k'} (\hat{y}_{ik'} - t_{ik'}) x_{ij}"
            ),
            "Prediction minus target, or target minus prediction?": (
                r"\sum_i (t_{ik} - \hat{y}_{ik}) x_{ij}"
            ),
            "Where are the other classes? Their probabilities move, too.": (
                r"\sum_i t_{ik} (\hat{y}_{ik} - 1) x_{ij}"
            ),
            "The other classes bring their own targets, not that of class k.": (
                r"\sum_i \left( t_{ik} (\hat{y}_{ik} - 1) x_{ij}"
                r" + t_{ik} \hat{y}_{ik} x_{ij} \right)"
            ),
            "Each term needs its input: what is the derivative of the score?": (
                r"\sum_i (\hat{y}_{ik} - t_{ik})"
            ),
        },
    ),
)

SPOTS = (
    Spot(
        "lost_sum",
        "W.1",
        "The derivative by the bias",
        maths(
            r"z_i = \sum_{j=1}^{p} w_j x_{ij} + b",
            r"J = \frac{1}{n} \sum_{i=1}^{n} (y_i - z_i)^2",
            r"\frac{\partial J}{\partial b} = \sum_{i=1}^{n} "
            r"\frac{\partial J}{\partial z_i} \frac{\partial z_i}{\partial b}",
            r"\frac{\partial J}{\partial z_i} = -\frac{2}{n} (y_i - z_i), \quad "
            r"\frac{\partial z_i}{\partial b} = 1",
            r"\frac{\partial J}{\partial b} = -\frac{2}{n} (y_i - z_i)",
        ),
        5,
        "On the left there is no $i$, on the right there is one: the sum of line 3 is "
        "lost.",
        {
            2: "The mean of the squared errors; $(y_i - z_i)^2 = (z_i - y_i)^2$.",
            3: "The bias moves every score, so the sum runs over all examples.",
            4: "Only one term of $J$ contains $z_i$, so here is no sum.",
        },
    ),
    Spot(
        "counted_twice",
        "W.2",
        "The derivative by a weight",
        maths(
            r"J = \frac{1}{n} \sum_{i=1}^{n} L_i, \quad L_i = (y_i - z_i)^2",
            r"\frac{\partial J}{\partial w_j} = \frac{1}{n} \sum_{i=1}^{n} "
            r"\frac{\partial J}{\partial z_i} \frac{\partial z_i}{\partial w_j}",
            r"\frac{\partial J}{\partial z_i} = "
            r"\frac{1}{n} \frac{\partial L_i}{\partial z_i}",
            r"\frac{\partial z_i}{\partial w_j} = x_{ij}",
        ),
        2,
        r"The chain rule has no $\frac{1}{n}$ of its own: it is in "
        r"$\partial J/\partial z_i$ already, and here it counts twice.",
        {
            1: r"This is where the $\frac{1}{n}$ comes from.",
            3: "$J$ contains $L_i$ once, and no other loss contains $z_i$.",
        },
    ),
    Spot(
        "sum_of_losses",
        "W.3",
        "The derivative by one score",
        maths(
            r"L_i = (y_i - z_i)^2",
            r"\frac{\partial L_i}{\partial z_i} = 2 (z_i - y_i)",
            r"\frac{\partial J}{\partial L_i} = \frac{1}{n}",
            r"\frac{\partial J}{\partial z_i} = \frac{1}{n} \sum_{i=1}^{n} 2 L_i",
        ),
        4,
        r"Lines 2 and 3 give $\frac{2}{n} (z_i - y_i)$: one example, not a sum, and "
        "the error itself, not its square. The square is never negative, so this line "
        "would always push the same way.",
        {
            2: "The minus of $-z_i$ turns $y_i - z_i$ round.",
            3: "$J$ is the mean of the losses.",
        },
    ),
    Spot(
        "one_example_left",
        "W.4",
        "The logistic gradient",
        maths(
            r"J = -\frac{1}{n} \sum_{i=1}^{n} \left[ y_i \log \hat{y}_i "
            r"+ (1 - y_i) \log (1 - \hat{y}_i) \right], \quad "
            r"\hat{y}_i = \sigma(z_i)",
            r"-\frac{\partial J}{\partial w_j} = \frac{1}{n} \sum_{i=1}^{n} \left[ "
            r"y_i \frac{\hat{y}_i (1 - \hat{y}_i)\, x_{ij}}{\hat{y}_i} - (1 - y_i) "
            r"\frac{\hat{y}_i (1 - \hat{y}_i)\, x_{ij}}{1 - \hat{y}_i} \right]",
            r"\phantom{-\frac{\partial J}{\partial w_j}} = \frac{1}{n} \sum_{i=1}^{n} "
            r"\left[ y_i (1 - \hat{y}_i)\, x_{ij} - (1 - y_i)\, \hat{y}_i\, x_{ij} "
            r"\right]",
            r"\phantom{-\frac{\partial J}{\partial w_j}} = \frac{1}{n} \sum_{i=1}^{n} "
            r"(y_i - \hat{y}_i)\, x_{ij}",
            r"\phantom{-\frac{\partial J}{\partial w_j}} = (y_i - \hat{y}_i)\, x_{ij}",
        ),
        5,
        "Sum and mean vanish from one line to the next, and an $i$ is left that the "
        "left-hand side does not have.",
        {
            2: r"$\sigma' = \hat{y} (1 - \hat{y})$, and the derivative of "
            r"$\log (1 - \hat{y})$ has a minus.",
            3: "The fractions cancel.",
            4: r"$y_i - y_i \hat{y}_i - \hat{y}_i + y_i \hat{y}_i$. The minus stands "
            "on the left, so target minus prediction is right here.",
        },
    ),
    Spot(
        "uphill",
        "W.5",
        "The step with a penalty",
        maths(
            r"C(w) = \frac{1}{2} \lVert w \rVert^2, \quad "
            r"\frac{\partial C}{\partial w} = w",
            r"J = E + \lambda\, C",
            r"-\frac{\partial E}{\partial w} = (y_i - \hat{y}_i)\, x_i "
            r"\quad \text{for the single example } i",
            r"\Delta w = -\alpha \left( (y_i - \hat{y}_i)\, x_i + \lambda w \right)",
        ),
        4,
        "Line 3 is *minus* the gradient, and line 4 puts a second minus before it. The "
        "penalty goes downhill, the loss uphill.",
        {
            1: r"With the $\frac{1}{2}$ the derivative is $w$, not $2 w$.",
            3: "The gradient is prediction minus target, so minus the gradient is "
            "target minus prediction.",
        },
    ),
    Spot(
        "the_other_classes",
        "W.6",
        "The softmax gradient",
        maths(
            r"J = -\frac{1}{n} \sum_{i=1}^{n} \sum_{k'=1}^{K} t_{ik'} \left( z_{ik'} "
            r"- \log \sum_{k''=1}^{K} e^{z_{ik''}} \right)",
            r"\frac{\partial z_{ik}}{\partial w_{jk}} = x_{ij}",
            r"-\frac{\partial J}{\partial w_{jk}} = \frac{1}{n} \sum_{i=1}^{n} \left[ "
            r"t_{ik} (x_{ij} - \hat{y}_{ik}\, x_{ij}) "
            r"- t_{ik}\, \hat{y}_{ik}\, x_{ij} \right]",
            r"-\frac{\partial J}{\partial w_{jk}} = \frac{1}{n} \sum_{i=1}^{n} "
            r"x_{ij} (t_{ik} - \hat{y}_{ik})",
        ),
        3,
        "For a class that is not the true one $t_{ik} = 0$, and the line says that its "
        "weights need no change. The last term needs the targets of the *other* "
        r"classes, $\sum_{k' \ne k} t_{ik'}$.",
        {
            1: "The cross-entropy, with the logarithm of the softmax written out.",
            4: "It equals the measured derivative: a right result below a wrong line.",
        },
    ),
    Spot(
        "two_derivatives",
        "W.8",
        "The derivatives of softmax",
        maths(
            r"\hat{y}_k = \frac{e^{z_k}}{S}, \quad S = \sum_{k'=1}^{K} e^{z_{k'}}",
            r"\frac{\partial \hat{y}_k}{\partial z_k} = \frac{e^{z_k} S - e^{z_k} "
            r"e^{z_k}}{S^2} = \hat{y}_k (1 - \hat{y}_k) \quad \text{if } k = k'",
            r"\frac{\partial \hat{y}_k}{\partial z_k} = \frac{0 - e^{z_k} "
            r"e^{z_{k'}}}{S^2} = -\hat{y}_k\, \hat{y}_{k'} \quad \text{if } k \ne k'",
            r"\sum_{k'=1}^{K} \frac{\partial \hat{y}_k}{\partial z_{k'}} = 0",
        ),
        3,
        "One derivative cannot have two values. The second case is the derivative by "
        r"*another* score, $\partial \hat{y}_k/\partial z_{k'}$.",
        {
            2: "The quotient rule, by the score of the class itself.",
            4: "Adding the same number to all scores changes no probability.",
        },
    ),
)
