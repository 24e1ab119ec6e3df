"""Find the mistake, and prove it: the case file of ten digits."""

import numpy as np

from helpers.exercises.exercise import Exercise, Prediction, Spot

# --- T.2 --------------------------------------------------------------------------


def _rising_stop(costs, rises=2, first=4, anew=True, equal=False):
    """Steps done when the cost has risen twice in a row; with mistakes on demand."""
    count = 0
    for t in range(1, len(costs)):
        rose = costs[t] >= costs[t - 1] if equal else costs[t] > costs[t - 1]
        count = count + 1 if rose else (0 if anew else count)
        if count >= rises and t + 1 >= first:
            return t + 1
    return 0


def _wandering_costs(rng):
    """Two rises too early, one alone, one after an equal cost, two in a row, three."""
    some, more = rng.integers(3, size=2)
    signs = [1, 1, -1, -1, *[-1] * some, 1, -1, *[-1] * more, 0, 1, -1, 1, 1, -1, -1]
    steps = np.array([*signs, 1, 1, 1, -1]) * rng.uniform(0.1, 0.2, len(signs) + 4)
    steps[-5] = -3  # the lowest cost comes after the stop
    return {"costs": 9 + np.cumsum([0, *steps])}


RISING_STOP = Exercise(
    "my_rising_stop",
    "T.2",
    "the rule that stops a rising cost",
    "rising_stop",
    _rising_stop,
    _wandering_costs,
    mistakes={
        "One rise is not two in a row.": lambda costs: _rising_stop(costs, rises=1),
        "A cost that falls starts the count anew.": (
            lambda costs: _rising_stop(costs, anew=False)
        ),
        "Two rises are enough.": lambda costs: _rising_stop(costs, rises=3),
        "Before step 4 the rule does not look.": (
            lambda costs: _rising_stop(costs, first=0)
        ),
        "An equal cost has not risen.": lambda costs: _rising_stop(costs, equal=True),
        "Count the steps: after the first, `costs[0]`, one is done.": (
            lambda costs: _rising_stop(costs) - 1
        ),
        "The run ends at the second rise; yours takes one step more.": (
            lambda costs: _rising_stop(costs) + 1
        ),
        "That is the step with the lowest cost: the rule cannot know it.": (
            lambda costs: int(np.argmin(costs)) + 1
        ),
        "This run does stop: where does its cost rise twice in a row?": lambda costs: 0,
    },
    extremes={
        "costs that never rise": {"costs": np.array([1, 0.9, 0.8, 0.7, 0.6])},
        "no costs": {"costs": np.array([])},
    },
)


# --- T.3 --------------------------------------------------------------------------


def _turning_step(alpha, l2, n, K):
    return 1 / (alpha * l2 * n * K) - 1 / 2


def _rate_and_sizes(rng):
    n, K = rng.permutation([5, 7, 11])[:2].tolist()
    return {
        "alpha": rng.uniform(0.05, 0.2),
        "l2": rng.uniform(0.005, 0.02),
        "n": n,
        "K": K,
    }


TURNING_STEP = Exercise(
    "my_turning_step",
    "T.3",
    "the step from which the penalty wins",
    "turning_step",
    _turning_step,
    _rate_and_sizes,
    mistakes={
        "The difference of the squares is 2t + 1: where is the 1?": (
            lambda alpha, l2, n, K: 1 / (alpha * l2 * n * K)
        ),
        "Solve αλ(t + ½) = 1/(nK): the ½ goes to the other side with a minus.": (
            lambda alpha, l2, n, K: 1 / (alpha * l2 * n * K) + 1 / 2
        ),
        "The watched cost is divided by K, too.": (
            lambda alpha, l2, n, K: 1 / (alpha * l2 * n) - 1 / 2
        ),
        "The watched cost is divided by n, too.": (
            lambda alpha, l2, n, K: 1 / (alpha * l2 * K) - 1 / 2
        ),
        "With the right cost there would be neither n nor K; here both are.": (
            lambda alpha, l2, n, K: 1 / (alpha * l2) - 1 / 2
        ),
        "The ½ of the penalty has cancelled against 2t + 1.": (
            lambda alpha, l2, n, K: 2 / (alpha * l2 * n * K) - 1 / 2
        ),
        "A longer step makes the weights grow sooner: where is α?": (
            lambda alpha, l2, n, K: 1 / (l2 * n * K) - 1 / 2
        ),
        "A larger penalty wins sooner: where is λ?": (
            lambda alpha, l2, n, K: 1 / (alpha * n * K) - 1 / 2
        ),
        "n and K make the penalty count more, not less: they belong below.": (
            lambda alpha, l2, n, K: n * K / (alpha * l2) - 1 / 2
        ),
        "That is 1 over the step.": (
            lambda alpha, l2, n, K: 1 / _turning_step(alpha, l2, n, K)
        ),
    },
)


# --- T.7 --------------------------------------------------------------------------


def _stop_check(costs, first_best, patience, waits=0, previous=False, anew=True):
    """Number of the check that ends the run; with mistakes on demand."""
    best, poor, before = first_best, 0, np.inf
    for number, cost in enumerate(costs):
        is_poor = cost > before if previous else cost >= best
        poor = poor + 1 if is_poor else (0 if anew else poor)
        best, before = min(best, cost), cost
        if poor == patience + waits:
            return number
    return -1


def _checked_costs(rng):
    """A cost that falls below the first best, wanders, and falls again too late."""
    patience = int(rng.integers(3, 5))
    starts = 1.9 - 0.3 * np.arange(int(rng.integers(1, 3)))
    wanders = [0.9, 0.95, 0.7, 0.75, 0.72, 0.6, 0.5, 0.53, 0.52, 0.58, 0.51]
    late = [0.45, 0.3, 0.35, 0.41, 0.45, 0.5, 0.55, 0.6]
    costs = np.array([*starts, *wanders[: 7 + patience], *late])
    costs += rng.uniform(0, 0.01)
    return {"costs": costs, "first_best": 1.0, "patience": patience}


STOP_CHECK = Exercise(
    "my_stop_check",
    "T.7",
    "the rule that waits for a new best",
    "stop_check",
    _stop_check,
    _checked_costs,
    mistakes={
        "A new best starts the count anew.": (
            lambda costs, *rule: _stop_check(costs, *rule, anew=False)
        ),
        "A check is poor if it is no new best; whether it lies above the check before "
        "does not matter.": lambda costs, *rule: _stop_check(
            costs, *rule, previous=True
        ),
        "The run ends with poor check number `patience`: yours waits for one more.": (
            lambda costs, *rule: _stop_check(costs, *rule, waits=1)
        ),
        "Yours stops one check too early.": (
            lambda costs, *rule: _stop_check(costs, *rule, waits=-1)
        ),
        "Checks count from 0.": lambda costs, *rule: _stop_check(costs, *rule) + 1,
        "That is the lowest of all checks; a rule cannot look ahead.": (
            lambda costs, *rule: int(np.argmin(costs))
        ),
        "That is the best check before the stop. Which check ends the run?": (
            lambda costs, *rule: int(np.argmin(costs[: _stop_check(costs, *rule)]))
        ),
        "This run does stop: look for `patience` poor checks in a row.": (
            lambda costs, *rule: -1
        ),
    },
    extremes={
        "costs that stay above `first_best`, and fall": {
            "costs": np.array([2, 1.8, 1.7, 1.6, 1.5, 1.4]),
            "first_best": 1.0,
            "patience": 4,
        },
        "an infinite `first_best`, and costs that fall to the end": {
            "costs": np.array([2, 1.8, 1.7, 1.6, 1.5, 1.4]),
            "first_best": np.inf,
            "patience": 4,
        },
    },
)


# --- T.9 --------------------------------------------------------------------------


def _roughness(image):
    across, down = np.diff(image, axis=1), np.diff(image, axis=0)
    return np.mean(np.append(across**2, down**2)) / (2 * np.var(image))


def _round_the_edge(image):
    steps = [(image - np.roll(image, 1, axis)) ** 2 for axis in (0, 1)]
    return np.mean(steps) / (2 * np.var(image))


def _pixels(rng):
    size = rng.permutation([5, 7, 11])[:2]
    return {"image": 1 + rng.normal(size=size) + np.linspace(0, 3, size[1])}


ROUGHNESS = Exercise(
    "my_roughness",
    "T.9",
    "how rough is an image?",
    "roughness",
    _roughness,
    _pixels,
    mistakes={
        "A difference of two independent pixels has twice the variance of one: divide "
        "by 2 var.": lambda image: 2 * _roughness(image),
        "Neighbours stand below each other, too.": (
            lambda image: np.mean(np.diff(image, axis=1) ** 2) / (2 * np.var(image))
        ),
        "Neighbours stand side by side, too.": (
            lambda image: np.mean(np.diff(image, axis=0) ** 2) / (2 * np.var(image))
        ),
        "One mean over all differences: there are not as many across as down.": (
            lambda image: (
                sum(np.mean(np.diff(image, axis=axis) ** 2) for axis in (0, 1))
                / (4 * np.var(image))
            )
        ),
        "Both means were added: take one mean over all differences.": (
            lambda image: (
                sum(np.mean(np.diff(image, axis=axis) ** 2) for axis in (0, 1))
                / (2 * np.var(image))
            )
        ),
        "Divide by the variance, the square of the standard deviation.": (
            lambda image: _roughness(image) * np.std(image)
        ),
        "The variance is about the mean: the mean of the squares is something else.": (
            lambda image: _roughness(image) * np.var(image) / np.mean(image**2)
        ),
        "The last pixel of a row is no neighbour of the first.": _round_the_edge,
        "The variance of all pixels is the mean over all of them: `image.var()`.": (
            lambda image: _roughness(image) * np.var(image) / np.var(image, ddof=1)
        ),
        "That depends on the scale of the image: divide by its variance.": (
            lambda image: _roughness(image) * np.var(image)
        ),
    },
)

TASKS = (RISING_STOP, TURNING_STEP, STOP_CHECK, ROUGHNESS)

PREDICTIONS = (
    Prediction("right_cost", "T.P1", ("all three", "only 0.01", "none")),
    Prediction("another_order", "T.P2", ("earlier", "at the same step", "later")),
    Prediction("a_hundredth", "T.P3", ("overfits", "underfits", "neither")),
)

SPOTS = (
    Spot(
        "divided_twice",
        "T.1",
        "The cost as code",
        (
            "`y_hat = softmax(X @ W)`",
            "`entropy = -np.mean(T * np.log(y_hat)) / len(X)`",
            "`J = entropy + l2 / 2 * np.sum(W**2)`",
            "`dW = X.T @ (y_hat - T) / len(X) + l2 * W`",
        ),
        2,
        "`np.mean` takes the mean over all nK entries, and the line divides by n once "
        "more. The cross-entropy is $-\\frac{1}{n} \\sum_i \\sum_k t_{ik} \\log "
        "\\hat{y}_{ik}$: `-np.sum(T * np.log(y_hat)) / len(X)`.",
        {
            1: "The probabilities of a model without a bias.",
            3: "The penalty of the whole cost, divided by nothing.",
            4: "Prediction minus target, the mean over the images, and λW.",
        },
    ),
    Spot(
        "thousand_steps",
        "T.4",
        "Eighty-eight per cent",
        (
            "The validation set has 2,000 images: one image is 0.05 %.",
            "The standard error of an accuracy of 88 % on them is about 0.7 %.",
            "88 % and 86 % on these images may be the same run: two percentage points "
            "are three standard errors.",
            "Nothing in the run is random, so a rerun gives the same images right.",
        ),
        3,
        "The standard error tells how far the accuracy on *other* images may lie. On "
        "the same images the same run has the same accuracy, to the last image.",
        {
            2: "√(0.88 · 0.12 / 2000) is 0.0073.",
            4: "Zero weights, and all images in each step.",
        },
    ),
    Spot(
        "shorter_weights",
        "T.5",
        "The penalty of N19",
        (
            "After 2,000 steps the weights for λ = 0.01 are the shortest of the three.",
            "By itself, a penalty with λ = 0.01 needs 10,000 steps of this rate to "
            "shorten the weights by the factor e.",
            "After 2,000 steps the three models classify equally many validation "
            "images correctly.",
            "So λ = 0.01 has kept the run from overfitting.",
        ),
        4,
        "None of the three has overfitted: the smallest penalty has a lower validation "
        "cost than the largest. There was nothing to keep the run from.",
        {
            1: "They are, by less than a tenth.",
            2: "Each step multiplies them by 1 − αλ = 0.9999.",
            3: "The table below counts them.",
        },
    ),
    Spot(
        "plotted_length",
        "T.6",
        "The length as code",
        (
            "`theta = np.append(w, b)`",
            "`penalty = l2 / 2 * np.sum(theta**2)`",
            "`gradient = cross_entropy_gradient(theta) + l2 * theta`",
            "`length = np.sum(theta**2)`",
        ),
        4,
        "The length is the root of it: `np.sqrt(np.sum(theta**2))`.",
        {
            1: "The bias joins the weights, and so it is penalised. One may do so, but "
            "has to say it.",
            2: "½λ‖θ‖² has the square.",
            3: "½λ‖θ‖² has the gradient λθ.",
        },
    ),
    Spot(
        "less_likely_overfit",
        "T.8",
        "Less likely to be overfit",
        (
            "The cost on new images lies above that on the training images by less for "
            "λ = 0.01 than for λ = 0.001.",
            "The cost on the training images is higher for λ = 0.01.",
            "The cost on new images is higher for λ = 0.01.",
            "The model with the smaller gap is the better one on new images.",
        ),
        4,
        "A model that learns nothing has no gap. What counts on new images is their "
        "cost, and line 3 says which is lower.",
        {
            1: "The gaps are in the table below: it is smaller.",
            2: "The penalty holds it back from the lowest training cost.",
            3: "The lines below have it, for three orders of the images.",
        },
    ),
)
