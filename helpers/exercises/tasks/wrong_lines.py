"""Find the wrong line: the case file of five reports' derivations."""

from helpers.exercises.exercise import Prediction, Spot

TASKS = ()

PREDICTIONS = (
    Prediction("b_in_the_sum", "W.P1", ("0", "1", "p")),
    Prediction("cost_without_brackets", "W.P2", ("no", "yes")),
    Prediction("entries_of_a_gradient", "W.P3", ("4", "5", "25")),
    Prediction("one_row_for_all", "W.P4", ("no", "yes")),
    Prediction("softmax_and_arg_max", "W.P5", ("none", "some", "most")),
)


def _maths(*lines):
    """Lines of maths, each with an empty one below it: fractions need room."""
    return tuple(f"$\\displaystyle {line}$\n" for line in lines)


SPOTS = (
    Spot(
        "lost_sum",
        "W.1",
        "The derivative by the bias",
        _maths(
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
        _maths(
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
        _maths(
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
        _maths(
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
        _maths(
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
        _maths(
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
        "W.7",
        "The derivatives of softmax",
        _maths(
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
    Spot(
        "wrong_denominator",
        "W.9",
        "The loss of one example",
        _maths(
            r"L = -\log \mathrm{softmax}(z)_y = \log \frac{S}{e^{z_y}}, \quad "
            r"S = \sum_{k'=1}^{K} e^{z_{k'}}",
            r"\frac{\partial L}{\partial z_y} = \frac{e^{z_y} - S}{S} "
            r"= \mathrm{softmax}(z)_y - 1",
            r"\frac{\partial L}{\partial z_k} = \frac{e^{z_k} e^{z_y}}{(e^{z_y})^2} "
            r"\cdot \frac{e^{z_y}}{S} \quad \text{for } k \ne y",
            r"\phantom{\frac{\partial L}{\partial z_k}} = \frac{e^{z_k}}{e^{z_y}} "
            r"\quad \text{for } k \ne y",
            r"\phantom{\frac{\partial L}{\partial z_k}} = \mathrm{softmax}(z)_k "
            r"\quad \text{for } k \ne y",
        ),
        4,
        r"$e^{z_y}$ cancels and $S$ stays: $e^{z_k}/S$. The next line is right again, "
        "as if this one were not there.",
        {
            2: "Prediction minus target, for the class whose target is 1.",
            3: "The derivative of the fraction, divided by the fraction.",
            5: "Prediction minus target, for a class whose target is 0.",
        },
    ),
    Spot(
        "last_square",
        "W.10",
        "The quadratic form",
        _maths(
            r"v^\top H v = \sum_{k=1}^{3} \sum_{k'=1}^{3} H_{kk'}\, v_k v_{k'}",
            r"\phantom{v^\top H v} = (s_1 - s_1^2)\, v_1^2 - 2 s_1 s_2\, v_1 v_2 "
            r"- 2 s_1 s_3\, v_1 v_3 + (s_2 - s_2^2)\, v_2^2 - 2 s_2 s_3\, v_2 v_3 "
            r"+ (s_1 - s_1^2)\, v_3^2",
            r"\phantom{v^\top H v} = s_1 s_2 (v_1 - v_2)^2 + s_1 s_3 (v_1 - v_3)^2 "
            r"+ s_2 s_3 (v_2 - v_3)^2",
            r"\phantom{v^\top H v} \ge 0",
        ),
        2,
        r"The last square belongs to class 3: $(s_3 - s_3^2)\, v_3^2$.",
        {
            1: "The definition.",
            3: "Each pair of classes once, because $s_k - s_k^2$ is $s_k$ times the "
            "sum of the others.",
            4: "Probabilities and squares are not negative.",
        },
    ),
    Spot(
        "convex_of_a_norm",
        "W.11",
        "The squared loss is convex",
        (
            "The error $z - y$ is affine in $(W, b)$.",
            r"The norm is convex, so $\lVert z - y \rVert$ is convex in $(W, b)$.",
            r"The square, $u \mapsto u^2$, is convex.",
            "A convex function of a convex function is convex.",
            r"$\frac{1}{2} \lVert z - y \rVert^2$ is convex in $(W, b)$.",
        ),
        4,
        "In general it is not: the outer function must also rise wherever the inner "
        "one has its values.",
        {
            2: "A convex function of an affine one is convex.",
            5: "The conclusion holds. Its reason lacks one word: a norm is *not "
            "negative*, and there the square rises.",
        },
    ),
)
