"""Find the mistake, and prove it: the case file of two digits."""

import numpy as np

from helpers.exercises.exercise import Exercise, Prediction, Spot

# --- D.2 --------------------------------------------------------------------------


def _two_orders(labels, size, chosen):
    is_chosen = np.isin(labels, chosen)
    return np.sum(is_chosen[:size]), min(np.sum(is_chosen), size)


def _labels(rng):
    """Fifty-five labels of five classes, with more chosen ones than are kept."""
    labels = rng.permutation(np.repeat(np.arange(5), 11))
    size = int(rng.integers(14, 20))
    labels[:3], labels[size : size + 6] = [2, 2, 0], [3, 3, 2, 3, 2, 2]
    labels[-7:] = 4
    return {"labels": labels, "size": size, "chosen": [2, 3]}


TWO_ORDERS = Exercise(
    "my_two_orders",
    "D.2",
    "slice and choose, in both orders",
    "two_orders",
    _two_orders,
    _labels,
    mistakes={
        "The first number belongs to slicing first: the two are in the other order.": (
            lambda *given: _two_orders(*given)[::-1]
        ),
        "Where the images are chosen first, only `size` of them are kept.": (
            lambda labels, size, chosen: (
                _two_orders(labels, size, chosen)[0],
                np.sum(np.isin(labels, chosen)),
            )
        ),
        "Of the first `size` images only those of a chosen class are left.": (
            lambda labels, size, chosen: (size, size)
        ),
        "An image is left if it is of any of the chosen classes, not only the first.": (
            lambda labels, size, chosen: _two_orders(labels, size, chosen[:1])
        ),
        "The images are sliced from the beginning, not from the end.": (
            lambda labels, size, chosen: _two_orders(labels[::-1], size, chosen)
        ),
        "Count the images; those are shares.": (
            lambda labels, size, chosen: (
                np.mean(np.isin(labels[:size], chosen)),
                np.mean(np.isin(labels, chosen)),
            )
        ),
        "Those are the images that are left out.": (
            lambda labels, size, chosen: (
                size - np.sum(np.isin(labels[:size], chosen)),
                len(labels) - size,
            )
        ),
    },
    extremes={
        "fewer chosen images than are to be kept": {
            "labels": np.array([2, 0, 1, 3, 0, 1, 2, 1]),
            "size": 5,
            "chosen": [2, 3],
        }
    },
    returns=("sliced first", "chosen first"),
)


# --- D.4 --------------------------------------------------------------------------


def _variance(right, n):
    return right / n * (1 - right / n) / n


def _errors_apart(right_a, n_a, right_b, n_b):
    difference = right_a / n_a - right_b / n_b
    return difference / np.sqrt(_variance(right_a, n_a) + _variance(right_b, n_b))


def _of_one_error(variance):
    """The difference of the accuracies over the root of another variance."""

    def wrong(right_a, n_a, right_b, n_b):
        difference = right_a / n_a - right_b / n_b
        return difference / np.sqrt(variance(right_a, n_a, right_b, n_b))

    return wrong


def _counts(rng):
    n_a, n_b = (int(n) for n in rng.permutation([55, 77, 110])[:2])
    shares = rng.uniform([0.9, 0.6], [0.95, 0.7])
    right_a, right_b = (round(s * n) for s, n in zip(shares, (n_a, n_b), strict=True))
    return {"right_a": right_a, "n_a": n_a, "right_b": right_b, "n_b": n_b}


ERRORS_APART = Exercise(
    "my_errors_apart",
    "D.4",
    "how many standard errors are two accuracies apart?",
    "errors_apart",
    _errors_apart,
    _counts,
    mistakes={
        "Two errors do not add up; their squares do.": (
            lambda right_a, n_a, right_b, n_b: (
                (right_a / n_a - right_b / n_b)
                / (np.sqrt(_variance(right_a, n_a)) + np.sqrt(_variance(right_b, n_b)))
            )
        ),
        "Divide by the standard error, the root of the variance.": (
            lambda right_a, n_a, right_b, n_b: (
                (right_a / n_a - right_b / n_b)
                / (_variance(right_a, n_a) + _variance(right_b, n_b))
            )
        ),
        "Both accuracies have an error; that of b is missing.": _of_one_error(
            lambda right_a, n_a, *_: _variance(right_a, n_a)
        ),
        "Both accuracies have an error; that of a is missing.": _of_one_error(
            lambda _a, _n, right_b, n_b: _variance(right_b, n_b)
        ),
        "The variance of an accuracy is a(1 − a)/n: where is the n?": _of_one_error(
            lambda right_a, n_a, right_b, n_b: (
                n_a * _variance(right_a, n_a) + n_b * _variance(right_b, n_b)
            )
        ),
        "Each accuracy has an error of its own; you took one of both together.": (
            _of_one_error(
                lambda right_a, n_a, right_b, n_b: (
                    _variance(right_a + right_b, n_a + n_b)
                    * (n_a + n_b)
                    * (1 / n_a + 1 / n_b)
                )
            )
        ),
        "The errors of two sets add up in the variance, they do not cancel.": (
            lambda right_a, n_a, right_b, n_b: (
                (right_a / n_a - right_b / n_b)
                / np.sqrt(abs(_variance(right_a, n_a) - _variance(right_b, n_b)))
            )
        ),
        "It is the distance of a above b, with its sign.": (
            lambda *counts: -_errors_apart(*counts)
        ),
        "That is the difference of the accuracies; in how many standard errors?": (
            lambda right_a, n_a, right_b, n_b: right_a / n_a - right_b / n_b
        ),
        "Compare the shares of the images that are right, not their numbers.": (
            lambda right_a, n_a, right_b, n_b: (
                (right_a - right_b)
                / np.sqrt(_variance(right_a, n_a) + _variance(right_b, n_b))
            )
        ),
    },
    extremes={
        "a set of which all images are right": {
            "right_a": 40,
            "n_a": 40,
            "right_b": 45,
            "n_b": 50,
        }
    },
)


# --- D.6 --------------------------------------------------------------------------


def _place(step, n, size):
    return divmod(step - 1, n // size)


def _step_and_sizes(rng):
    size, batches = (int(number) for number in rng.permutation([5, 7, 11])[:2])
    epoch, batch = int(rng.integers(2, 9)), int(rng.integers(1, batches - 1))
    n = size * batches + int(rng.integers(1, size))
    return {"step": epoch * batches + batch + 1, "n": n, "size": size}


PLACE = Exercise(
    "my_place",
    "D.6",
    "epoch and batch of a step",
    "place",
    _place,
    _step_and_sizes,
    mistakes={
        "Step 1 is the first, in epoch 0 with batch 0.": (
            lambda step, n, size: divmod(step, n // size)
        ),
        "Epochs count from 0.": (
            lambda step, n, size: (
                _place(step, n, size)[0] + 1,
                _place(step, n, size)[1],
            )
        ),
        "What remains of an epoch is left out: it has n // size batches.": (
            lambda step, n, size: divmod(step - 1, -(-n // size))
        ),
        "The epoch comes first, then the batch.": (lambda *given: _place(*given)[::-1]),
        "An epoch has n // size steps, not `size`.": (
            lambda step, n, size: divmod(step - 1, size)
        ),
        "A step sees one batch, not one example.": (
            lambda step, n, size: divmod(step - 1, n)
        ),
    },
    extremes={
        "the last step of an epoch": {"step": 14, "n": 37, "size": 5},
        "the very first step": {"step": 1, "n": 37, "size": 5},
    },
    returns=("epoch", "batch"),
)


# --- D.8 --------------------------------------------------------------------------


def _windows(costs, reach):
    return np.lib.stride_tricks.sliding_window_view(costs, 2 * reach + 1)


def _excess(costs, reach):
    return costs[reach : len(costs) - reach] - np.median(_windows(costs, reach), axis=1)


def _others(costs, reach):
    """Costs of the neighbours alone."""
    return np.delete(_windows(costs, reach), reach, axis=1)


def _spiky_costs(rng):
    costs = 1 / np.arange(2, 19) + rng.uniform(0, 0.05, 17)
    costs[[4, 9, 14]] += rng.uniform(0.3, 0.4, 3)
    return {"costs": costs, "reach": int(rng.integers(2, 4))}


EXCESS = Exercise(
    "my_excess",
    "D.8",
    "how far a cost lies above its neighbours",
    "excess",
    _excess,
    _spiky_costs,
    mistakes={
        "A spike pulls the mean of its neighbours up: take the median.": (
            lambda costs, reach: (
                costs[reach:-reach] - _windows(costs, reach).mean(axis=1)
            )
        ),
        "The cost itself is one of the 2 · reach + 1.": (
            lambda costs, reach: (
                costs[reach:-reach] - np.median(_others(costs, reach), axis=1)
            )
        ),
        "A cost above its neighbours has a positive excess.": (
            lambda *given: -_excess(*given)
        ),
        "A cost below its neighbours has a negative excess: keep the sign.": (
            lambda *given: np.abs(_excess(*given))
        ),
        "The neighbours stand on both sides; yours all come before.": (
            lambda costs, reach: (
                costs[2 * reach :] - np.median(_windows(costs, reach), axis=1)
            )
        ),
        "The neighbours stand on both sides; yours all come after.": (
            lambda costs, reach: (
                costs[: -2 * reach] - np.median(_windows(costs, reach), axis=1)
            )
        ),
        "Those are the medians; how far above them is the cost?": (
            lambda costs, reach: np.median(_windows(costs, reach), axis=1)
        ),
        "The excess is a difference, not a ratio.": (
            lambda costs, reach: (
                costs[reach:-reach] / np.median(_windows(costs, reach), axis=1)
            )
        ),
        "The median of the neighbours, not of all costs.": (
            lambda costs, reach: costs[reach:-reach] - np.median(costs)
        ),
        "The lowest of the neighbours is not their median.": (
            lambda costs, reach: (
                costs[reach:-reach] - _windows(costs, reach).min(axis=1)
            )
        ),
        "Leave out the first and the last `reach` costs: they lack neighbours.": (
            lambda costs, reach: np.pad(_excess(costs, reach), reach)
        ),
    },
    extremes={
        "no neighbours at all": {"costs": np.array([0.3, 0.1, 0.2]), "reach": 0},
    },
)

TASKS = (TWO_ORDERS, ERRORS_APART, PLACE, EXCESS)

PREDICTIONS = (
    Prediction("one_image", "D.P1", ("chance", "sampling bias", "another run")),
    Prediction("eighteen", "D.P2", ("holds", "fails", "undecided")),
)

SPOTS = (
    Spot(
        "told_order",
        "D.1",
        "How the data were chosen",
        (
            "MNIST has 60,000 training images of ten digits.",
            "“First, we removed all images that did not contain 2 or 3. The training "
            "set was set to 20000 images.”",
            "The first tenth of the training images is the validation set.",
            "The last 2,000 test images are the test set.",
        ),
        2,
        "A tenth of 60,000 is 6,000: there cannot be 20,000 2s and 3s. The digits were "
        "chosen *after* slicing.",
        {1: "Every course says so, and you can count them."},
    ),
    Spot(
        "reported_accuracy",
        "D.3",
        "The reported accuracy",
        (
            "The test set has 405 images, so one image is 0.25 %.",
            "The standard error of such an accuracy is about 0.6 %.",
            "The described run (α = 0.01, 10,000 steps) has 98.77 % on the test set.",
            "A run that goes further on the same path has 98.77 % at some step.",
        ),
        3,
        "The described run gets 399 of 405 right, 98.52 %; 98.77 % are 400. That one "
        "image is well within the standard error.",
        {
            1: "1/405 is 0.247 %.",
            2: "√(a(1 − a)/n) with a = 0.985 and n = 405.",
            4: "It does, which shows how little the number says about the run.",
        },
    ),
    Spot(
        "sampling_bias",
        "D.5",
        "Test above validation",
        (
            "The test accuracy exceeds the validation accuracy by about 1.5 standard "
            "errors of the difference.",
            "A difference of 1.5 standard errors happens by chance in one of seven "
            "comparisons.",
            "So the difference must come from sampling bias.",
            "Other slices of the test images have other accuracies.",
        ),
        3,
        "What chance explains needs no other cause: from 1.5 standard errors nothing "
        "*must* follow. That the slices do differ is another finding, from other data.",
        {2: "Twice the area of the normal distribution beyond 1.5 is 13 %."},
    ),
    Spot(
        "spikes",
        "D.7",
        "The spikes",
        (
            "An epoch has 31 batches, and there is a check every 6 steps.",
            "One batch has a much longer gradient than the others.",
            "A check right after that batch lies above its neighbours.",
            "From one epoch to the next the check comes one batch later, so it meets "
            "the same batch again after 31 epochs.",
        ),
        4,
        "31 = 5 · 6 + 1: five checks fit into an epoch and one step is left, so each "
        "check comes one batch *earlier* in the next epoch, and after six epochs the "
        "next check in line stands where the first one stood.",
        {2: "The bars of the left figure show it."},
    ),
    Spot(
        "epoch_33",
        "D.9",
        "Shuffling and the stop",
        (
            "Without shuffling the run stops in epoch 33, and does so every time.",
            "One run with shuffling stops in epoch 18.",
            "So shuffling nearly halves the training time.",
            "Other shuffles stop in other epochs.",
        ),
        3,
        "One shuffle is no experiment: over 40 shuffles the stops lie so far apart "
        "that 18 and 33 are both among them.",
        {1: "Nothing in it is random: zero weights, and the order of the file."},
    ),
)
