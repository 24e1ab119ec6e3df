"""Exercises of notebook 01: lines of derivations, predictions, a line to find."""

from helpers.derivations.worlds import (
    CROSS_ENTROPY,
    HIDDEN_LAYER,
    LINEAR,
    LOGISTIC,
    LOGISTIC_REGRESSION,
    PENALTY,
    QUADRATIC_FORM,
    SCORE_ALONE,
    SQUARED_LOSS,
    WITH_SUM,
)
from helpers.exercises.exercise import Derivation, Prediction, Spot

DERIVATIONS = (
    Derivation(
        "mse_dw_lines",
        "1.1",
        "∂J/∂wⱼ",
        LINEAR,
        r"\frac{\partial J}{\partial w_j}",
        ("x", "X", "y", "z", "n"),
        {
            "J is a mean: where is the 1/n?": r"2 \sum_i (z_i - y_i) x_{ij}",
            "The 1/n is in ∂J/∂zᵢ already: is it there twice?": (
                r"\frac{2}{n^2} \sum_i (z_i - y_i) x_{ij}"
            ),
            "Where is the 2 of the square?": r"\frac{1}{n} \sum_i (z_i - y_i) x_{ij}",
            "Each term needs its input: what is ∂zᵢ/∂wⱼ?": (
                r"\frac{2}{n} \sum_i (z_i - y_i)"
            ),
            "The input j is fixed: what does a sum over the inputs do here?": (
                r"\frac{2}{n} \sum_i (z_i - y_i) \sum_{j'} x_{ij'}"
            ),
            "The derivative of a square is no square.": (
                r"\frac{2}{n} \sum_i (z_i - y_i)^2 x_{ij}"
            ),
        },
    ),
    Derivation(
        "sigmoid_prime_lines",
        "1.2",
        "σ′",
        SCORE_ALONE,
        r"\sigma'(z)",
        (r"\sigma", "z"),
        {
            "The inner function, e^−z, has a derivative, too.": (
                r"-\frac{1}{(1 + e^{-z})^2}"
            ),
            "Two derivatives bring a minus: that of 1/u and that of e^−z.": (
                r"-\frac{e^{-z}}{(1 + e^{-z})^2}"
            ),
            "The exponent keeps its sign.": r"\frac{e^{z}}{(1 + e^{-z})^2}",
            "Is it plus or minus? The second factor is e^−z/(1 + e^−z).": (
                r"\sigma(z) (1 + \sigma(z))"
            ),
            "That is only one of the two factors.": r"1 - \sigma(z)",
        },
    ),
    Derivation(
        "logistic_dz_lines",
        "1.3",
        "∂L/∂z",
        LOGISTIC,
        r"\frac{\partial L}{\partial z}",
        (r"\hat{y}", "y"),
        {
            "That is ∂L/∂ŷ: the factor ∂ŷ/∂z is missing.": (
                r"-\frac{y}{\hat{y}} + \frac{1 - y}{1 - \hat{y}}"
            ),
            "The logarithm of 1 − ŷ brings a minus of its own.": (
                r"-y (1 - \hat{y}) - (1 - y) \hat{y}"
            ),
            "Prediction minus target, or target minus prediction?": r"y - \hat{y}",
            "ŷ(1 − ŷ) cancels: is it there twice?": (
                r"(\hat{y} - y) \hat{y} (1 - \hat{y})"
            ),
            "Where is the target?": r"\hat{y}",
        },
    ),
    Derivation(
        "logistic_curvature_lines",
        "1.4",
        "∂²L/∂z²",
        LOGISTIC,
        r"\frac{\partial^2 L}{\partial z^2}",
        (r"\hat{y}",),
        {
            "The target is a constant: its derivative is 0.": (
                r"\hat{y} (1 - \hat{y}) - y"
            ),
            "That is the first derivative.": r"\hat{y} - y",
            "The derivative of ŷ by z is not 1: ŷ is σ(z).": "1",
            "Is it plus or minus? Look at σ′.": r"\hat{y} (1 + \hat{y})",
            "That is only one of the two factors of σ′.": r"1 - \hat{y}",
        },
        points=2,
    ),
    Derivation(
        "logistic_dw_lines",
        "1.5",
        "∂J/∂wⱼ",
        LOGISTIC_REGRESSION,
        r"\frac{\partial J}{\partial w_j}",
        ("x", "X", "y", r"\hat{y}", "n"),
        {
            "J is a mean: where is the 1/n?": r"\sum_i (\hat{y}_i - y_i) x_{ij}",
            "The 1/n is in ∂J/∂zᵢ already: is it there twice?": (
                r"\frac{1}{n^2} \sum_i (\hat{y}_i - y_i) x_{ij}"
            ),
            "Prediction minus target, or target minus prediction?": (
                r"\frac{1}{n} \sum_i (y_i - \hat{y}_i) x_{ij}"
            ),
            "Each term needs its input: what is ∂zᵢ/∂wⱼ?": (
                r"\frac{1}{n} \sum_i (\hat{y}_i - y_i)"
            ),
            "ŷ(1 − ŷ) has cancelled in ∂L/∂z.": (
                r"\frac{1}{n} \sum_i (\hat{y}_i - y_i) \hat{y}_i (1 - \hat{y}_i) x_{ij}"
            ),
            "The score is no probability: ŷ is σ(z).": (
                r"\frac{1}{n} \sum_i (z_i - y_i) x_{ij}"
            ),
            "That is twice as much: only the square has a 2.": (
                r"\frac{2}{n} \sum_i (\hat{y}_i - y_i) x_{ij}"
            ),
        },
    ),
    Derivation(
        "shift_lines",
        "1.6",
        "a shift",
        WITH_SUM,
        r"\mathrm{softmax}(z + c)_k",
        (r"\hat{y}", r"\mathrm{softmax}", "z", "S", "K"),
        {
            "The exponential of a sum is a product of exponentials.": (
                r"\frac{e^{z_k} + e^c}{\sum_{k'} (e^{z_{k'}} + e^c)}"
            ),
            "The factor e^c stands in the denominator, too.": r"e^c \hat{y}_k",
            "The factor e^c stands in the numerator, too.": r"e^{-c} \hat{y}_k",
            "e^c is a factor of each term: it leaves the sum once, not K times.": (
                r"\frac{\hat{y}_k}{K}"
            ),
        },
        points=2,
    ),
    Derivation(
        "softmax_jacobian_lines",
        "1.7",
        "∂ŷₖ/∂zₖ′",
        WITH_SUM,
        r"\frac{\partial \hat{y}_k}{\partial z_{k'}}",
        (r"\hat{y}",),
        {
            "That is the case k = k′, in every column.": r"\hat{y}_k (1 - \hat{y}_k)",
            "The other scores stand in S: their derivatives are not 0.": (
                r"[k = k'] \hat{y}_k (1 - \hat{y}_k)"
            ),
            "That is the case of another score only: where is [k = k′]?": (
                r"-\hat{y}_k \hat{y}_{k'}"
            ),
            "Look at the sign of the term from S.": (
                r"\hat{y}_k ([k = k'] + \hat{y}_{k'})"
            ),
            "The factor ŷₖ before the bracket is missing.": r"[k = k'] - \hat{y}_{k'}",
            "The denominator is S, the sum over all classes.": r"e^{z_k - z_{k'}}",
        },
    ),
    Derivation(
        "stable_loss_lines",
        "1.8",
        "the stable loss",
        CROSS_ENTROPY,
        "L",
        ("z", "y", "M", "K"),
        {
            "The bracket turns the sign of M: −(z − M) is −z + M.": (
                r"\log \sum_k e^{z_k - M} - z_y - M"
            ),
            "M has to be taken from the score of the true class, too.": (
                r"\log \sum_k e^{z_k - M} - z_y"
            ),
            "M has to be taken from the scores in the sum, too.": (
                r"\log \sum_k e^{z_k} - (z_y - M)"
            ),
            "A loss is positive: it is −log ŷ, not log ŷ.": (
                r"z_y - \log \sum_k e^{z_k}"
            ),
            "The logarithm of a sum is not the sum of the logarithms.": (
                r"\sum_k z_k - z_y"
            ),
            "The score of the true class is missing.": r"\log \sum_k e^{z_k}",
        },
    ),
    Derivation(
        "cross_entropy_dz_lines",
        "1.9",
        "∂L/∂zₖ",
        WITH_SUM,
        r"\frac{\partial L}{\partial z_k}",
        (r"\hat{y}", "t"),
        {
            "Prediction minus target, or target minus prediction?": r"t_k - \hat{y}_k",
            "Where is the target?": r"\hat{y}_k",
            "Does zₖ move only its own probability?": r"t_k (\hat{y}_k - 1)",
            "Its own probability, k′ = k, has a term, too.": r"\hat{y}_k (1 - t_k)",
            "That is ∂L/∂ŷₖ: the factors ∂ŷ/∂z are missing.": (
                r"-\frac{t_k}{\hat{y}_k}"
            ),
            "In the sum over the others the target is tₖ′ and the prediction ŷₖ.": (
                r"-t_k (1 - \hat{y}_k) + \sum_{k' \ne k} t_k \hat{y}_{k'}"
            ),
        },
    ),
    Derivation(
        "quadratic_form_lines",
        "1.11",
        "vᵀHv ≥ 0",
        QUADRATIC_FORM,
        r"v^\top H v",
        (r"\hat{y}", "v"),
        {
            "Each pair of classes stands there twice: where is the ½?": (
                r"\sum_k \sum_{k'} \hat{y}_k \hat{y}_{k'} (v_k - v_{k'})^2"
            ),
            "The entries beside the diagonal are negative.": (
                r"\sum_k \hat{y}_k v_k^2"
                r" + \sum_k \sum_{k'} \hat{y}_k \hat{y}_{k'} v_k v_{k'}"
            ),
            "The entries beside the diagonal are not 0.": (
                r"\sum_k \hat{y}_k (1 - \hat{y}_k) v_k^2"
            ),
            "ŷₖ stands on the diagonal of H, and so does −ŷₖ².": (
                r"\sum_k \hat{y}_k v_k^2"
            ),
        },
        concludes="≥ 0",
        positive=(r"\hat{y}",),
    ),
    Derivation(
        "squared_convex_lines",
        "1.12",
        "a convex cost",
        SQUARED_LOSS,
        r"v^\top \nabla^2 h \, v",
        (r"\tilde{x}", "v"),
        {
            "Where is the 2 of the square?": r"(\tilde{x}^\top v)^2",
            "x̃x̃ᵀ is a matrix, x̃ᵀx̃ a number.": r"2 \tilde{x}^\top \tilde{x} v^\top v",
            "v stands on both sides: the product is a square.": r"2 \tilde{x}^\top v",
            "Two derivatives of a square leave a 2, not a 4.": (
                r"4 (\tilde{x}^\top v)^2"
            ),
        },
        concludes="≥ 0",
        points=2,
    ),
    Derivation(
        "other_penalty_lines",
        "1.14",
        "the step",
        PENALTY,
        r"W_{jk} - \alpha \frac{\partial}{\partial W_{jk}}"
        r" (J + \lambda \lVert W \rVert^2)",
        ("W", r"\lambda", r"\alpha", "J", "∂"),
        {
            "There is no ½ before this penalty: the 2 of the square stays.": (
                r"(1 - \alpha \lambda) W_{jk}"
                r" - \alpha \frac{\partial J}{\partial W_{jk}}"
            ),
            "Does the penalty shrink the weight, or make it grow?": (
                r"(1 + 2 \alpha \lambda) W_{jk}"
                r" - \alpha \frac{\partial J}{\partial W_{jk}}"
            ),
            "A step goes against the gradient of J, too.": (
                r"(1 - 2 \alpha \lambda) W_{jk}"
                r" + \alpha \frac{\partial J}{\partial W_{jk}}"
            ),
            "The learning rate multiplies the penalty, too.": (
                r"(1 - 2 \lambda) W_{jk} - \alpha \frac{\partial J}{\partial W_{jk}}"
            ),
            "The weight itself is missing: that is the step, not where it ends.": (
                r"-2 \alpha \lambda W_{jk} - \alpha \frac{\partial J}{\partial W_{jk}}"
            ),
            "Where is the gradient of J?": r"(1 - 2 \alpha \lambda) W_{jk}",
        },
    ),
    Derivation(
        "hidden_dz_lines",
        "1.16",
        "∂J/∂z⁽¹⁾",
        HIDDEN_LAYER,
        r"\frac{\partial J}{\partial z^{(1)}_{iu}}",
        ("z^{(1)}", "z^{(2)}", "W^{(2)}", "g", "J", "∂"),
        {
            "Where is g′, the slope of the activation?": (
                r"\sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}"
            ),
            "It is g′, not g, that multiplies.": (
                r"g(z^{(1)}_{iu})"
                r" \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}"
            ),
            "The slope is taken at the score, not at the hidden value.": (
                r"g'(a_{iu})"
                r" \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}"
            ),
            "Where are the weights between the two layers?": (
                r"g'(z^{(1)}_{iu}) \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}}"
            ),
            "The 1/n of the mean is in ∂J/∂z⁽²⁾ already.": (
                r"\frac{1}{n} g'(z^{(1)}_{iu})"
                r" \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}"
            ),
        },
    ),
    Derivation(
        "collapse_lines",
        "1.18",
        "two layers are one",
        HIDDEN_LAYER,
        r"\sum_{u=1}^{q} z^{(1)}_{iu} W^{(2)}_{uk} + b^{(2)}_k",
        ("x", "X", "W^{(1)}", "b^{(1)}", "W^{(2)}", "b^{(2)}"),
        {
            "The bias of the first layer goes through the second one, too.": (
                r"\sum_j x_{ij} \sum_u W^{(1)}_{ju} W^{(2)}_{uk} + b^{(2)}_k"
            ),
            "The bias of the first layer is multiplied by the second weights, too.": (
                r"\sum_j x_{ij} \sum_u W^{(1)}_{ju} W^{(2)}_{uk}"
                r" + \sum_u b^{(1)}_u + b^{(2)}_k"
            ),
            "Where is the bias of the second layer?": (
                r"\sum_j x_{ij} \sum_u W^{(1)}_{ju} W^{(2)}_{uk}"
                r" + \sum_u b^{(1)}_u W^{(2)}_{uk}"
            ),
            "Layers are composed: the weights are multiplied, not added.": (
                r"\sum_j x_{ij} \sum_u (W^{(1)}_{ju} + W^{(2)}_{uk})"
                r" + \sum_u b^{(1)}_u W^{(2)}_{uk} + b^{(2)}_k"
            ),
        },
    ),
)

TASKS = ()

PREDICTIONS = (
    Prediction("pulls_back", "1.P1", ("squared", "logistic", "perceptron")),
    Prediction("updated_too_early", "1.P2", ("layer 1", "layer 2", "both")),
)

SPOTS = (
    Spot(
        "square_of_convex",
        "1.13",
        "Convex of convex",
        (
            "$f(w) = w^2 - 1$ is convex: its second derivative is 2.",
            "The square $s^2$ is convex in $s$.",
            "So $f(w)^2 = (w^2 - 1)^2$, a convex function of a convex function, is "
            "convex.",
            "If $f$ is convex and nowhere negative, then $f^2$ is convex.",
        ),
        3,
        "At 0 it is 1, above the chord from −1 to 1, where it is 0. The outer function "
        "must also *rise*, and $s^2$ falls where $s < 0$.",
        {
            2: "Its second derivative is 2.",
            4: "On values that are not negative the square rises, which is what the "
            "outer function has to do.",
        },
    ),
)
