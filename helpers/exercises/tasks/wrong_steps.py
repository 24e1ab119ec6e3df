"""Find the wrong step: the case file of convexity, perceptron and networks."""

from helpers.exercises.exercise import Prediction, Spot
from helpers.exercises.tasks.wrong_lines import maths

TASKS = ()

PREDICTIONS = (
    Prediction("entries_of_a_gradient", "S.P1", ("4", "5", "25")),
    Prediction("one_row_for_all", "S.P2", ("no", "yes")),
    Prediction("softmax_and_arg_max", "S.P3", ("none", "some", "most")),
)

SPOTS = (
    Spot(
        "wrong_denominator",
        "S.1",
        "The loss of one example",
        maths(
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
        "S.2",
        "The quadratic form",
        maths(
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
        "S.4",
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
    Spot(
        "score_not_affine",
        "S.5",
        "A score that is not affine",
        (
            "The proof needs a score that is affine in the weights.",
            "$z = u^2$ is not affine in the weight $u$.",
            r"So the conditions of the proof are not met, and $\log(1 + e^z)$ is not "
            "convex in $u$.",
            r"$\log(1 + e^{-z})$ is not convex in $u$: at 0 it lies above its chord "
            "from −1 to 1.",
        ),
        3,
        "A proof whose conditions are not met proves nothing, neither a claim nor its "
        "opposite. This loss *is* convex in $u$.",
        {
            1: "A convex function of an affine one is convex: that was the proof.",
            2: "Its second derivative is 2, not 0.",
            4: r"$\log 2$ is more than $\log(1 + e^{-1})$. One counter-example is a "
            "proof: the claim does not hold for every score.",
        },
    ),
    Spot(
        "error_of_the_network",
        "S.7",
        "Back-propagation",
        maths(
            r"z^{(1)}_u = \sum_{j=1}^{p} x_j W^{(1)}_{ju} + b^{(1)}_u, \quad "
            r"z^{(2)} = \sum_{u=1}^{q} W^{(2)}_u \max(z^{(1)}_u, 0) + b^{(2)}",
            r"\frac{\partial L}{\partial z^{(2)}} = \sum_{j=1}^{p} x_j w_j + b - y",
            r"\frac{\partial L}{\partial W^{(2)}_u} = "
            r"\frac{\partial L}{\partial z^{(2)}} \max(z^{(1)}_u, 0)",
            r"\frac{\partial L}{\partial z^{(1)}_u} = "
            r"\frac{\partial L}{\partial z^{(2)}} W^{(2)}_u\, [z^{(1)}_u > 0]",
        ),
        2,
        "This is the error of a linear model, with a $w$ and a $b$ that the network "
        "does not have. Its own error is $z^{(2)} - y$.",
        {
            1: "Two layers, with a ReLU between them.",
            3: "The weight of a hidden unit is multiplied by its value.",
            4: "The slope of the ReLU is 1 or 0.",
        },
    ),
    Spot(
        "summed_layers",
        "S.9",
        "Linear activations",
        (
            "With linear activations the first layer gives $X W^{(1)}$.",
            "The second layer has the values of the first one as its inputs.",
            "“summing the MLP layers would result in another linear function”: "
            "$X (W^{(1)} + W^{(2)})$.",
            "Whatever the two layers are, one linear layer does the same.",
        ),
        3,
        "A layer is put into the next one: $X W^{(1)} W^{(2)}$. The sum exists only if "
        "both layers have the same shape, and is another function.",
        {
            2: "So they are composed.",
            4: "A right conclusion: its weights are the product $W^{(1)} W^{(2)}$.",
        },
    ),
)
