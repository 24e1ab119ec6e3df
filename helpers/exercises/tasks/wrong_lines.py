"""Find the wrong line: the case file of five reports' derivations."""

import numpy as np

from helpers.exercises.exercise import Exercise, Prediction, Spot
from helpers.losses import perceptron_loss, softmax

# --- What three lines of code should say -------------------------------------------


def _split_sum(t, y_hat):
    """∂L/∂z of L = −Σₖ tₖ log ŷₖ, whatever the targets sum to."""
    return y_hat * np.sum(t) - t


def _targets(rng):
    k = rng.choice([5, 7, 11])
    return {"t": rng.uniform(0.1, 1, k), "y_hat": softmax(rng.normal(size=k))}


SPLIT_SUM = Exercise(
    "my_split_sum",
    "W.8",
    "∂L/∂z, class by class",
    "split_sum",
    _split_sum,
    _targets,
    mistakes={
        "That is 0 for every class, because the probabilities sum to 1. Whose target "
        "and whose prediction stand in the sum over the other classes?": (
            lambda t, y_hat: np.zeros(len(t))
        ),
        "That is right where the targets sum to 1. Here they need not: keep the sum.": (
            lambda t, y_hat: y_hat - t
        ),
        "That is the term of the class itself. Where are the other classes?": (
            lambda t, y_hat: -t * (1 - y_hat)
        ),
        "Those are the other classes. Where is the term of the class itself?": (
            lambda t, y_hat: y_hat * (np.sum(t) - t)
        ),
        "The second term keeps the target of the class itself: the other classes "
        "bring their own.": lambda t, y_hat: -t * (1 - y_hat) + t * y_hat,
        "The sum has the targets of the other classes, but the prediction is that of "
        "the class k by whose score you derive.": (
            lambda t, y_hat: -t * (1 - y_hat) + np.sum(t * y_hat) - t * y_hat
        ),
        "The sum runs over the other classes: is k in it once more?": (
            lambda t, y_hat: _split_sum(t, y_hat) + t * y_hat
        ),
        "The other classes push ŷ the other way: look at the sign of their sum.": (
            lambda t, y_hat: -t * (1 - y_hat) - y_hat * (np.sum(t) - t)
        ),
    },
)


def _perceptron(W, x, y):
    """One perceptron step for one example, with a column of W for each class."""
    _, dz = perceptron_loss((x @ W)[np.newaxis], np.array([y]))
    return W - np.outer(x, dz)


def _example(rng):
    """An example that the weights take for another class."""
    p, k = rng.permutation([5, 7, 11])[:2]
    W, x = rng.normal(size=(p, k)), rng.normal(size=p)
    others = np.delete(np.arange(k), np.argmax(x @ W))
    return {"W": W, "x": x, "y": int(rng.choice(others))}


def _moved(W, x, by_class):
    """W with by_class[k] times x added to column k."""
    return W + np.outer(x, by_class)


def _one_hot(y, k):
    return np.eye(k)[y]


PERCEPTRON = Exercise(
    "my_mended_perceptron",
    "W.12",
    "the perceptron step",
    "mended_perceptron",
    _perceptron,
    _example,
    mistakes={
        "Both signs are reversed: the true class must gain, the winner must lose.": (
            lambda W, x, y: 2 * W - _perceptron(W, x, y)
        ),
        "The true class gains. What happens to the class that won?": (
            lambda W, x, y: _moved(W, x, _one_hot(y, W.shape[1]))
        ),
        "The winner loses. What happens to the true class?": lambda W, x, y: _moved(
            W, x, -_one_hot(np.argmax(x @ W), W.shape[1])
        ),
        "Only the winner loses, not every class but the true one.": (
            lambda W, x, y: _moved(W, x, 2 * _one_hot(y, W.shape[1]) - 1)
        ),
        "That is the step of logistic regression: a perceptron moves by the whole x, "
        "whatever the probabilities are.": lambda W, x, y: _moved(
            W, x, _one_hot(y, W.shape[1]) - softmax(x @ W)
        ),
        "The winner is the class with the largest score, not the smallest.": (
            lambda W, x, y: _moved(
                W,
                x,
                _one_hot(y, W.shape[1]) - _one_hot(np.argmin(x @ W), W.shape[1]),
            )
        ),
        "That is the change of the weights: return the weights.": (
            lambda W, x, y: _perceptron(W, x, y) - W
        ),
    },
    extremes={
        "an example whose class is right already": {
            "W": np.array([[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]]),
            "x": np.array([1.0, 1.0]),
            "y": 1,
        },
    },
)


def _both_layers(x, y, W1, b1, W2, b2, alpha):
    """One step on ½(z⁽²⁾ − y)² of one example, in a network with hidden ReLU units."""
    z1 = x @ W1 + b1
    a = np.maximum(z1, 0)
    dz2 = a @ W2 + b2 - y
    dz1 = dz2 * W2 * (z1 > 0)
    return (
        W1 - alpha * np.outer(x, dz1),
        b1 - alpha * dz1,
        W2 - alpha * dz2 * a,
        b2 - alpha * dz2,
    )


def _network(rng):
    p, q = rng.permutation([5, 7, 11])[:2]
    return {
        "x": rng.normal(size=p),
        "y": rng.normal(),
        "W1": rng.normal(size=(p, q)),
        "b1": rng.normal(size=q),
        "W2": rng.normal(size=q),
        "b2": rng.normal(),
        "alpha": rng.uniform(0.1, 0.4),
    }


def _with_slope(slope, error=1.0, biases=1.0, early=False):
    """The same step with another slope of the ReLU, and other faults."""

    def step(x, y, W1, b1, W2, b2, alpha):
        z1 = x @ W1 + b1
        a = np.maximum(z1, 0)
        dz2 = error * (a @ W2 + b2 - y)
        stepped = W2 - alpha * dz2 * a
        dz1 = dz2 * (stepped if early else W2) * slope(z1)
        return (
            W1 - alpha * np.outer(x, dz1),
            b1 - alpha * biases * dz1,
            stepped,
            b2 - alpha * biases * dz2,
        )

    return step


def _is_active(z):
    return z > 0


def _changes(*arguments):
    old = arguments[2:6]
    return tuple(a - b for a, b in zip(_both_layers(*arguments), old, strict=True))


BOTH_LAYERS = Exercise(
    "my_step_of_both_layers",
    "W.13",
    "one step of both layers",
    "step_of_both_layers",
    _both_layers,
    _network,
    returns=("W1", "b1", "W2", "b2"),
    mistakes={
        "W2 has moved already when dz1 is computed: the gradient at the old weights "
        "needs the old W2.": _with_slope(_is_active, early=True),
        "One factor of the chain rule is missing: the slope of the ReLU.": (
            _with_slope(lambda z: 1.0)
        ),
        "It is the slope of the ReLU that multiplies, 0 or 1, not its value.": (
            _with_slope(lambda z: np.maximum(z, 0))
        ),
        "A unit passes something back where its score is positive, not where it is "
        "negative.": _with_slope(lambda z: z < 0),
        "That goes uphill.": _with_slope(_is_active, error=-1.0),
        "The loss is ½(z − y)²: is there a 2 too many?": (
            _with_slope(_is_active, error=2.0)
        ),
        "The biases move, too.": _with_slope(_is_active, biases=0.0),
        "Those are the changes: return the weights after the step.": _changes,
    },
    points=3,
)

TASKS = (SPLIT_SUM, PERCEPTRON, BOTH_LAYERS)

PREDICTIONS = (
    Prediction("b_in_the_sum", "W.P1", ("0", "1", "p")),
    Prediction("cost_without_brackets", "W.P2", ("no", "yes")),
    Prediction("entries_of_a_gradient", "W.P3", ("4", "5", "25")),
    Prediction("one_row_for_all", "W.P4", ("no", "yes")),
    Prediction("softmax_and_arg_max", "W.P5", ("none", "some", "most")),
)


# --- Which line is wrong? ------------------------------------------------------------


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
        "convex_of_convex",
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
