"""Find the mistake, choose, test: the case file of the hyper-parameters."""

import numpy as np

from helpers.exercises.exercise import Exercise, Spot

# --- P.5 --------------------------------------------------------------------------


def _gaps_of_winners(validation, test, winners):
    gap = validation - test
    return gap[winners, np.arange(gap.shape[1])] - gap.mean(axis=0)


def _optimism(validation, test):
    return _gaps_of_winners(validation, test, validation.argmax(axis=0)).mean()


def _runs(rng):
    """Seven configurations, five runs: winners by row, mean, test and gap differ."""
    quality = rng.uniform(0.85, 0.86, (7, 1))
    validation = quality + rng.normal(0, 0.01, (7, 5))
    test = quality - 0.02 + rng.normal(0, 0.01, (7, 5))
    return {"validation": validation, "test": test}


OPTIMISM = Exercise(
    "my_optimism",
    "P.5",
    "what the winner owes to its images",
    "optimism",
    _optimism,
    _runs,
    mistakes={
        "Test images may be harder for all: take off the mean difference of all "
        "configurations.": lambda validation, test: np.mean(
            validation.max(axis=0)
            - test[validation.argmax(axis=0), np.arange(test.shape[1])]
        ),
        "The test accuracy of the *winner* is wanted, not the highest one.": (
            lambda validation, test: np.mean(
                validation.max(axis=0)
                - test.max(axis=0)
                - (validation - test).mean(axis=0)
            )
        ),
        "The validation images choose the winner, not the test images.": (
            lambda validation, test: np.mean(
                _gaps_of_winners(validation, test, test.argmax(axis=0))
            )
        ),
        "One winner in each run: the configurations are the rows.": (
            lambda validation, test: _optimism(validation.T, test.T)
        ),
        "Each run has a winner of its own; yours is the winner of the means.": (
            lambda validation, test: np.mean(
                _gaps_of_winners(
                    validation,
                    test,
                    np.full(test.shape[1], validation.mean(axis=1).argmax()),
                )
            )
        ),
        "The winner has the highest accuracy, not the lowest.": (
            lambda validation, test: np.mean(
                _gaps_of_winners(validation, test, validation.argmin(axis=0))
            )
        ),
        "That is how far the winner lies above the others on validation images.": (
            lambda validation, test: np.mean(
                validation.max(axis=0) - validation.mean(axis=0)
            )
        ),
        "That is what is left of the lead on test images.": (
            lambda validation, test: np.mean(
                test[validation.argmax(axis=0), np.arange(test.shape[1])]
                - test.mean(axis=0)
            )
        ),
        "The winner has the highest validation accuracy, not the widest gap.": (
            lambda validation, test: np.mean(
                _gaps_of_winners(validation, test, (validation - test).argmax(axis=0))
            )
        ),
        "The mean over the runs, not their sum.": (
            lambda validation, test: _optimism(validation, test) * test.shape[1]
        ),
        "The mean over all runs, not the last one alone.": lambda validation, test: (
            _gaps_of_winners(validation, test, validation.argmax(axis=0))[-1]
        ),
        "Validation minus test, not test minus validation.": (
            lambda validation, test: -_optimism(validation, test)
        ),
    },
    extremes={
        "one configuration": {
            "validation": np.array([[0.8, 0.9]]),
            "test": np.array([[0.7, 0.95]]),
        }
    },
)


# --- P.7 --------------------------------------------------------------------------


def _gap_error(a, b, d, n):
    return np.sqrt((d - (a - b) ** 2) / n)


def _two_accuracies(rng):
    a, b = rng.uniform(0.8, 0.85), rng.uniform(0.86, 0.9)
    return {"a": a, "b": b, "d": rng.uniform(0.11, 0.15), "n": int(rng.integers(5, 99))}


GAP_ERROR = Exercise(
    "my_gap_error",
    "P.7",
    "the error of a gap on the same images",
    "gap_error",
    _gap_error,
    _two_accuracies,
    mistakes={
        "The images are the same for both: what counts is d.": (
            lambda a, b, d, n: np.sqrt((a * (1 - a) + b * (1 - b)) / n)
        ),
        "The variance is about the mean: take off (a − b)².": (
            lambda a, b, d, n: np.sqrt(d / n)
        ),
        "That is a variance; the error is its root.": (
            lambda a, b, d, n: (d - (a - b) ** 2) / n
        ),
        "That is the spread of one image, not that of the mean of n.": (
            lambda a, b, d, n: np.sqrt(d - (a - b) ** 2)
        ),
        "The root covers the n, too.": (
            lambda a, b, d, n: np.sqrt(d - (a - b) ** 2) / n
        ),
        "The difference of the accuracies is squared.": (
            lambda a, b, d, n: np.sqrt((d - np.abs(a - b)) / n)
        ),
        "d is the mean of the squares: take (a − b)² off, do not add it.": (
            lambda a, b, d, n: np.sqrt((d + (a - b) ** 2) / n)
        ),
        "d is the mean of D², and must not be treated as an accuracy: not d(1 − d).": (
            lambda a, b, d, n: np.sqrt(d * (1 - d) / n)
        ),
        "d is the mean of the squares already: do not square it again.": (
            lambda a, b, d, n: np.sqrt(np.abs(d**2 - (a - b) ** 2) / n)
        ),
        "One standard error, not half the width of an interval of 95 %.": (
            lambda a, b, d, n: 1.96 * _gap_error(a, b, d, n)
        ),
    },
    extremes={
        "models that are right on the same images": {"a": 0.9, "b": 0.9, "d": 0, "n": 9}
    },
)

TASKS = (OPTIMISM, GAP_ERROR)

PREDICTIONS = ()

SPOTS = (
    Spot(
        "second_layer",
        "P.4",
        "One layer against two",
        (
            "The better network with one hidden layer has α = 0.001, and 87.93 % on "
            "the test images.",
            "The better of two and three hidden layers, with all other settings at "
            "their defaults, has two, and 87.45 %.",
            "Both were tested on the same 10,000 images: the difference is 48 images.",
            "Only the number of layers differs, so the second layer costs the 48 "
            "images.",
        ),
        4,
        "The default rate is α = 0.01, so two settings differ: depth and rate. From "
        "these two runs nobody can tell which of them costs the 48 images, or whether "
        "another seed would.",
        {
            1: "So the report says.",
            2: "So the report says; the defaults include α = 0.01.",
            3: "0.0048 · 10,000 = 48.",
        },
    ),
    Spot(
        "best_of_many",
        "P.6",
        "The best of fifteen",
        (
            "Each of fifteen configurations is trained, and its accuracy on the "
            "validation images is noted.",
            "The configuration with the highest of these accuracies is chosen.",
            "No training step has seen the validation images, so the highest accuracy "
            "is an unbiased estimate for new images.",
            "The test images have chosen nothing; the accuracy of the chosen network "
            "on them is an unbiased estimate for new images.",
        ),
        3,
        "The validation images have chosen the winner. The largest of fifteen noisy "
        "numbers is large partly by luck, whatever the training has seen.",
        {
            2: "That is what validation images are for.",
            4: "As long as they are looked at once.",
        },
    ),
)
