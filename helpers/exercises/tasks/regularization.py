"""Exercises of notebook 05: the penalty, its prior, and the choice of λ."""

import numpy as np

from helpers import losses
from helpers.compare import compare
from helpers.exercises.exercise import Exercise, Prediction, Spot


def _weights(rng):
    """A matrix of weights with sizes that no factor confuses."""
    return rng.normal(size=rng.permutation([5, 7, 11])[:2])


# --- 5.1 --------------------------------------------------------------------------

LENGTH = Exercise(
    "my_length",
    "5.1",
    "the length of the weights",
    "length",
    np.linalg.norm,
    lambda rng: {"W": _weights(rng)},
    mistakes={
        "That is ‖W‖², the square of the length.": lambda W: np.sum(W**2),
        "For a matrix `np.linalg.norm(W, 2)` is the largest singular value; here all "
        "weights count as one long vector.": lambda W: np.linalg.norm(W, 2),
        "That is the sum of the absolute values: where are the squares?": (
            lambda W: np.sum(np.abs(W))
        ),
        "One length for all weights, not one for each column.": (
            lambda W: np.linalg.norm(W, axis=0)
        ),
        "One length for all weights, not one for each row.": (
            lambda W: np.linalg.norm(W, axis=1)
        ),
        "The sum of the squares, not their mean.": lambda W: np.sqrt(np.mean(W**2)),
        "That is the largest weight.": lambda W: np.max(np.abs(W)),
        "Each weight is squared before the sum.": lambda W: np.abs(np.sum(W)),
        "That is ½‖W‖².": lambda W: 0.5 * np.sum(W**2),
        "That adds the lengths of the columns; add their squares.": (
            lambda W: np.sum(np.linalg.norm(W, axis=0))
        ),
    },
)


# --- 5.2 --------------------------------------------------------------------------


def _penalised(J, dW, W, l2, factor):
    l2 = 2 * factor * l2  # in our convention, ½ λ‖W‖²
    return J + losses.penalty(W, l2), dW + l2 * W


def _penalised_inputs(rng):
    W = _weights(rng)
    return {
        "J": rng.uniform(0.5, 2),
        "dW": rng.normal(size=W.shape),
        "W": W,
        "l2": rng.uniform(0.1, 0.4),
        "factor": rng.uniform(0.6, 0.9),
    }


def _wrong_cost(change):
    """Wrong answers of which the cost is wrong: what it adds for λ times the factor."""

    def wrong(J, dW, W, l2, factor):
        return J + change(W, l2, factor), _penalised(J, dW, W, l2, factor)[1]

    return wrong


def _wrong_slope(change):
    """Wrong answers of which the gradient is wrong: what is added to it."""

    def wrong(J, dW, W, l2, factor):
        return _penalised(J, dW, W, l2, factor)[0], dW + change(W, l2, factor)

    return wrong


PENALISED = Exercise(
    "my_penalised",
    "5.2",
    "the penalised cost and its gradient",
    "penalised",
    _penalised,
    _penalised_inputs,
    returns=("J", "dW"),
    mistakes={
        "The derivative of a square has a 2: where is it?": (
            _wrong_slope(lambda W, l2, factor: factor * l2 * W)
        ),
        "That gradient belongs to ½λ‖W‖² alone: what does another factor change?": (
            _wrong_slope(lambda W, l2, factor: l2 * W)
        ),
        "That gradient belongs to λ‖W‖² alone: what does another factor change?": (
            _wrong_slope(lambda W, l2, factor: 2 * l2 * W)
        ),
        "The gradient needs a term of the penalty, too.": (
            _wrong_slope(lambda W, l2, factor: 0 * W)
        ),
        "Each weight has its own derivative, 2·factor·λ times this weight.": (
            _wrong_slope(lambda W, l2, factor: 2 * factor * l2 * np.sum(W))
        ),
        "The cost needs the penalty, too.": (
            _wrong_cost(lambda W, l2, factor: 0 * factor)
        ),
        "Where is the factor of the penalty in the cost?": (
            _wrong_cost(lambda W, l2, factor: l2 * np.sum(W**2))
        ),
        "The length is squared in the penalty.": (
            _wrong_cost(lambda W, l2, factor: factor * l2 * np.linalg.norm(W))
        ),
        "Those are the weights, not their squares.": (
            _wrong_cost(lambda W, l2, factor: factor * l2 * np.sum(W))
        ),
        "‖W‖² is the sum of the squares, not their mean.": (
            _wrong_cost(lambda W, l2, factor: factor * l2 * np.mean(W**2))
        ),
        "A penalty is added, not subtracted.": (
            lambda J, dW, W, l2, factor: _penalised(J, dW, W, -l2, factor)
        ),
    },
    points=3,
)


# --- 5.3 --------------------------------------------------------------------------


def _shrink(W, dW, alpha, l2):
    return (1 - alpha * l2) * W - alpha * dW


def _shrink_inputs(rng):
    W = _weights(rng)
    return {
        "W": W,
        "dW": rng.normal(size=W.shape),
        "alpha": rng.uniform(0.1, 0.4),
        "l2": rng.uniform(0.5, 0.9),
    }


SHRINK = Exercise(
    "my_shrink",
    "5.3",
    "a step with a penalty",
    "shrink",
    _shrink,
    _shrink_inputs,
    mistakes={
        "The learning rate multiplies the whole gradient, λW too: what is left of W?": (
            lambda W, dW, alpha, l2: (1 - l2) * W - alpha * dW
        ),
        "½λ‖W‖² has the gradient λW: the 2 has cancelled.": (
            lambda W, dW, alpha, l2: (1 - 2 * alpha * l2) * W - alpha * dW
        ),
        "The weights shrink; the step of the loss does not.": (
            lambda W, dW, alpha, l2: (1 - alpha * l2) * (W - alpha * dW)
        ),
        "That makes the weights grow: look at the sign of λ.": (
            lambda W, dW, alpha, l2: (1 + alpha * l2) * W - alpha * dW
        ),
        "W itself is lost: what is left of it is 1 − αλ.": (
            lambda W, dW, alpha, l2: -alpha * (dW + l2 * W)
        ),
        "That goes uphill on the loss.": (
            lambda W, dW, alpha, l2: (1 - alpha * l2) * W + alpha * dW
        ),
        "Where does λ come in?": lambda W, dW, alpha, l2: W - alpha * dW,
        "The weights shrink, but where is the step of the loss?": (
            lambda W, dW, alpha, l2: (1 - alpha * l2) * W
        ),
        "The gradient of the loss needs its learning rate.": (
            lambda W, dW, alpha, l2: (1 - alpha * l2) * W - dW
        ),
        "α and λ are multiplied with each other first: 1 − αλ.": (
            lambda W, dW, alpha, l2: (1 - alpha) * l2 * W - alpha * dW
        ),
        "The same number is taken off every weight: each loses a share of itself.": (
            lambda W, dW, alpha, l2: W - alpha * l2 - alpha * dW
        ),
    },
)


# --- 5.4 --------------------------------------------------------------------------

PRIOR = Exercise(
    "my_prior_l2",
    "5.4",
    "the λ of a prior",
    "prior_l2",
    lambda n, tau: 1 / (n * tau**2),
    lambda rng: {"n": int(rng.choice([5, 7, 11])), "tau": rng.uniform(0.3, 0.8)},
    mistakes={
        "The ½ of the exponent is the ½ of ½λ‖W‖² already.": (
            lambda n, tau: 1 / (2 * n * tau**2)
        ),
        "The ½ stands in ½λ‖W‖² on both sides: no 2 is left.": (
            lambda n, tau: 2 / (n * tau**2)
        ),
        "J is a mean over the examples: where is n?": lambda n, tau: 1 / tau**2,
        "A normal density has the variance τ² in its exponent.": (
            lambda n, tau: 1 / (n * tau)
        ),
        "More examples make the prior matter less, not more.": (
            lambda n, tau: n / tau**2
        ),
        "A narrow prior, a small τ, must make a large penalty.": (
            lambda n, tau: tau**2 / n
        ),
        "That is 1/λ.": lambda n, tau: n * tau**2,
        "Only τ is squared.": lambda n, tau: 1 / (n * tau) ** 2,
        "Without a root: the sum of the logarithms is divided by n.": (
            lambda n, tau: 1 / (np.sqrt(n) * tau**2)
        ),
    },
)


# --- 5.6 --------------------------------------------------------------------------


def _choose(penalties, training, validation):
    lowest = validation == validation.min()
    return penalties[lowest].max()


def _costs(rng):
    """Costs that let each way of choosing end at another λ."""
    penalties = np.array([0.0, 0.002, 0.005, 0.01, 0.05, 0.2, 1.0, 3.0])
    training = np.array([0.05, 0.07, 0.1, 0.2, 0.5, 0.8, 1.3, 1.9])
    validation = np.array([0.9, 0.85, 0.8, 0.66, 0.6, 1.0, 1.35, 2.1])
    moved, scale = rng.uniform(0, 0.2), rng.uniform(0.9, 1.1)
    return {
        "penalties": penalties * scale,
        "training": training + moved,
        "validation": validation + moved,
    }


CHOOSE = Exercise(
    "my_choose_l2",
    "5.6",
    "the choice of λ",
    "choose_l2",
    _choose,
    _costs,
    mistakes={
        "The training cost cannot choose: it is lowest without a penalty.": (
            lambda penalties, training, validation: penalties[training.argmin()]
        ),
        "That is the place of λ in the list, not λ.": (
            lambda penalties, training, validation: validation.argmin()
        ),
        "That is the lowest cost, not the λ that has it.": (
            lambda penalties, training, validation: validation.min()
        ),
        "That is the highest validation cost: a cost should be low.": (
            lambda penalties, training, validation: penalties[validation.argmax()]
        ),
        "The smallest gap is no aim: both costs may be high.": (
            lambda penalties, training, validation: penalties[
                np.argmin(validation - training)
            ]
        ),
        "Only images that the weights were not fitted to may choose: leave the "
        "training cost out.": (
            lambda penalties, training, validation: penalties[
                np.argmin(training + validation)
            ]
        ),
        "That is the smallest λ of all: which one has the lowest validation cost?": (
            lambda penalties, training, validation: penalties[penalties > 0].min()
        ),
    },
    extremes={
        "two equal lowest costs (take the larger λ)": {
            "penalties": np.array([0.0, 0.01, 0.1, 1.0]),
            "training": np.array([0.1, 0.2, 0.4, 0.9]),
            "validation": np.array([0.7, 0.5, 0.5, 1.0]),
        },
        "penalties that fall": {
            "penalties": np.array([1.0, 0.1, 0.01, 0.0]),
            "training": np.array([0.9, 0.4, 0.2, 0.1]),
            "validation": np.array([1.0, 0.5, 0.5, 0.7]),
        },
    },
)


# --- 5.7 --------------------------------------------------------------------------


def _paired_error(a, b):
    found = compare(a, b, paired=True)
    return found.value, found.error


def _wrong_error(change):
    """Wrong answers of which the error is wrong: a function of a and b."""
    return lambda a, b: (np.mean(a - b), change(a, b))


def _losses(rng):
    """Losses of two models on the same examples: hard ones are hard for both."""
    n = int(rng.choice([7, 11, 23]))
    hard = rng.exponential(2, n)
    return {"a": hard + rng.normal(0.3, 0.5, n), "b": hard + rng.normal(0, 0.5, n)}


PAIRED = Exercise(
    "my_paired_error",
    "5.7",
    "the error of a paired difference",
    "paired_error",
    _paired_error,
    _losses,
    returns=("mean", "error"),
    mistakes={
        "The examples are the same for both: first take the differences, then their "
        "spread.": _wrong_error(
            lambda a, b: np.sqrt((np.var(a, ddof=1) + np.var(b, ddof=1)) / len(a))
        ),
        "n − 1, not n, under the sum of the squares: `ddof=1`.": (
            _wrong_error(lambda a, b: np.std(a - b) / np.sqrt(len(a)))
        ),
        "That is the spread of one difference, not that of their mean.": (
            _wrong_error(lambda a, b: np.std(a - b, ddof=1))
        ),
        "Divide by the root of n.": (
            _wrong_error(lambda a, b: np.std(a - b, ddof=1) / len(a))
        ),
        "That is the variance of the mean; the error is its root.": (
            _wrong_error(lambda a, b: np.var(a - b, ddof=1) / len(a))
        ),
        "The standard deviation has n − 1 in it already: here n under the root.": (
            _wrong_error(lambda a, b: np.std(a - b, ddof=1) / np.sqrt(len(a) - 1))
        ),
        "That is the spread of a alone.": (
            _wrong_error(lambda a, b: np.std(a, ddof=1) / np.sqrt(len(a)))
        ),
        "a − b, not b − a.": lambda a, b: _paired_error(b, a),
        "Differences have a sign: without it they cannot cancel.": (
            lambda a, b: _paired_error(np.abs(a - b), 0 * a)
        ),
        "One standard error, not half of an interval of 95 %.": (
            _wrong_error(lambda a, b: 1.96 * _paired_error(a, b)[1])
        ),
    },
    points=3,
)

TASKS = (LENGTH, PENALISED, SHRINK, PRIOR, CHOOSE, PAIRED)

PREDICTIONS = (
    Prediction(
        "lowest_validation", "5.P1", ("at λ = 0", "in between", "at the largest λ")
    ),
    Prediction("flattered", "5.P2", ("100 images", "300 images", "1,000 images")),
    Prediction("noise_place", "5.P3", ("border", "middle", "everywhere alike")),
)

SPOTS = (
    Spot(
        "smaller_gap",
        "5.5",
        "Which penalty is better?",
        (
            "With λ = 0 the validation cost lies further above the training cost than "
            "with λ = 0.1.",
            "This gap shows that weights fit the images that they were trained on "
            "better than others.",
            "With λ = 0.1 the gap is smaller, so λ = 0.1 is the better choice.",
            "A model can have a small gap because it fits both sets badly.",
        ),
        3,
        "What counts is the cost on new images, and it is *higher* with λ = 0.1: that "
        "model has the smaller gap because its training cost is higher still. It "
        "underfits.",
        {
            1: "The two curves are further apart at λ = 0 than at λ = 0.1.",
            2: "The weights were chosen for these images.",
            4: "With λ = 1 both costs are high and close together.",
        },
    ),
)
