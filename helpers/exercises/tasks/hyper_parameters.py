"""Vary and compare: the first exercises of the case file of the hyper-parameters."""

import itertools

import numpy as np
from scipy import special

from helpers.exercises.exercise import Exercise, Prediction

# --- P.1 --------------------------------------------------------------------------


def _one_factor(base, factors):
    changes = [
        {name: value}
        for name, values in factors.items()
        for value in values
        if value != base[name]
    ]
    return [base] + [base | change for change in changes]


def _as_rows(configurations):
    """How many there are, and their settings as numbers, in the order of the names."""
    rows = [[c[name] for name in sorted(c)] for c in configurations]
    return len(rows), np.array(rows, float)


def _base_and_factors(rng):
    """Four settings; three are varied, one of them first by its default value."""
    base = {
        "rate": round(rng.uniform(0.01, 0.02), 4),
        "hidden": int(rng.integers(100, 200)),
        "dropout": round(rng.uniform(0.1, 0.4), 3),
        "epochs": int(rng.integers(5, 20)),
    }
    factors = {
        "rate": [10 * base["rate"], base["rate"], base["rate"] / 10],
        "hidden": [base["hidden"], 2 * base["hidden"]],
        "dropout": [base["dropout"] + 0.25, base["dropout"] + 0.5, base["dropout"]],
    }
    return {"base": base, "factors": factors}


def _with_repetitions(base, factors):
    pairs = [(name, value) for name in factors for value in factors[name]]
    return [base] + [base | {name: value} for name, value in pairs]


def _keeping_changes(base, factors):
    found, current = [base], base
    for name, values in factors.items():
        for value in values:
            if value != base[name]:
                current = current | {name: value}
                found.append(current)
    return found


def _grid(base, factors):
    combinations = itertools.product(*factors.values())
    return [base | dict(zip(factors, values, strict=True)) for values in combinations]


ONE_FACTOR = Exercise(
    "my_one_factor",
    "P.1",
    "one factor at a time",
    "one_factor",
    _one_factor,
    _base_and_factors,
    reads=_as_rows,
    returns=("number of configurations", "settings"),
    result="a list of dictionaries",
    mistakes={
        "The defaults themselves are missing: they come first.": (
            lambda base, factors: _one_factor(base, factors)[1:]
        ),
        "A value that is the default one gives the defaults once more: leave it out.": (
            _with_repetitions
        ),
        "The same without the defaults at the front, and with them where a value is "
        "the default one.": (
            lambda base, factors: _with_repetitions(base, factors)[1:]
        ),
        "Each configuration begins with the defaults again: yours keeps the changes "
        "of those before.": _keeping_changes,
        "That is a grid of all combinations: only one setting may differ.": _grid,
        "The settings that do not vary are missing: each configuration is whole.": (
            lambda base, factors: [
                {name: c[name] for name in factors} for c in _one_factor(base, factors)
            ]
        ),
        "Every factor is varied, not only the first.": (
            lambda base, factors: _one_factor(base, dict([*factors.items()][:1]))
        ),
        "Every factor is varied, not only the last.": (
            lambda base, factors: _one_factor(base, dict([*factors.items()][-1:]))
        ),
        "All values of a factor are tried, not only the first.": (
            lambda base, factors: _one_factor(
                base, {name: values[:1] for name, values in factors.items()}
            )
        ),
        "All values of a factor are tried, not only the last.": (
            lambda base, factors: _one_factor(
                base, {name: values[-1:] for name, values in factors.items()}
            )
        ),
        "The defaults come first, not last.": (
            lambda base, factors: [
                *_one_factor(base, factors)[1:],
                *_one_factor(base, factors)[:1],
            ]
        ),
    },
    extremes={
        "no factors": {"base": {"rate": 0.1, "hidden": 5}, "factors": {}},
        "a factor with its default value only": {
            "base": {"rate": 0.1, "hidden": 5},
            "factors": {"hidden": [5]},
        },
    },
)


# --- P.2 --------------------------------------------------------------------------


def _two_sided(c, freedom):
    return 2 * special.stdtr(freedom, -c)


def _false_alarm(c, R, m):
    return 1 - (1 - _two_sided(c, R - 1)) ** m


FALSE_ALARM = Exercise(
    "my_false_alarm",
    "P.2",
    "the chance of a false alarm",
    "false_alarm",
    _false_alarm,
    lambda rng: {
        "c": rng.uniform(2, 3.5),
        "R": int(rng.integers(4, 9)),
        "m": int(rng.choice([5, 7, 11])),
    },
    mistakes={
        "The error is estimated from a few runs: Student's t, not the normal "
        "distribution.": lambda c, R, m: 1 - (1 - 2 * special.ndtr(-c)) ** m,
        "R differences have R − 1 degrees of freedom.": (
            lambda c, R, m: 1 - (1 - _two_sided(c, R)) ** m
        ),
        "The runs are paired: R − 1 degrees of freedom, not 2(R − 1).": (
            lambda c, R, m: 1 - (1 - _two_sided(c, 2 * (R - 1))) ** m
        ),
        "A difference may be large in either direction: both tails count.": (
            lambda c, R, m: 1 - (1 - special.stdtr(R - 1, -c)) ** m
        ),
        "That is an upper bound, Bonferroni's; the product is exact.": (
            lambda c, R, m: m * _two_sided(c, R - 1)
        ),
        "That is the probability that *all* of them are false alarms.": (
            lambda c, R, m: _two_sided(c, R - 1) ** m
        ),
        "That is the probability of *no* false alarm.": (
            lambda c, R, m: (1 - _two_sided(c, R - 1)) ** m
        ),
        "That is the probability for one comparison; there are m.": (
            lambda c, R, m: _two_sided(c, R - 1)
        ),
        "That is the central part of the distribution, without its tails.": (
            lambda c, R, m: 1 - (1 - (1 - _two_sided(c, R - 1))) ** m
        ),
        "c is a number of standard errors, and the error has the √R already.": (
            lambda c, R, m: 1 - (1 - _two_sided(c * np.sqrt(R), R - 1)) ** m
        ),
    },
)


# --- P.3 --------------------------------------------------------------------------


def _half_width(s, R, m, freedom=-1, tails=2, level=0.95):
    tail = (1 - level) / tails / m
    return -special.stdtrit(R + freedom, tail) * s / np.sqrt(R)


def _first_below(width, delta):
    R = 2
    while width(R) > delta:
        R += 1
    return R, width(R)


def _seeds_needed(s, delta, m, **changes):
    return _first_below(lambda R: _half_width(s, R, m, **changes), delta)


SEEDS_NEEDED = Exercise(
    "my_seeds_needed",
    "P.3",
    "how many seeds?",
    "seeds_needed",
    _seeds_needed,
    lambda rng: {
        "s": rng.uniform(0.004, 0.006),
        "delta": rng.uniform(0.003, 0.005),
        "m": int(rng.choice([5, 7, 11])),
    },
    returns=("R", "half_width"),
    mistakes={
        "The spread is estimated from the same runs: Student's t with R − 1 degrees of "
        "freedom, not the normal distribution.": lambda s, delta, m: _first_below(
            lambda R: -special.ndtri(0.025 / m) * s / np.sqrt(R), delta
        ),
        "m comparisons are made: the 5 % are shared among them.": (
            lambda s, delta, m: _seeds_needed(s, delta, 1)
        ),
        "A difference may have either sign: half of 5 %/m lies in each tail.": (
            lambda s, delta, m: _seeds_needed(s, delta, m, tails=1)
        ),
        "R differences have R − 1 degrees of freedom.": (
            lambda s, delta, m: _seeds_needed(s, delta, m, freedom=0)
        ),
        "The mean of R differences has the error s/√R.": lambda s, delta, m: (
            _first_below(lambda R: _half_width(s, R, m) / np.sqrt(R), delta)
        ),
        "That R is one too small: its interval is wider than delta.": (
            lambda s, delta, m: (
                _seeds_needed(s, delta, m)[0] - 1,
                _half_width(s, _seeds_needed(s, delta, m)[0] - 1, m),
            )
        ),
        "That R is one too large: one seed less is enough.": (
            lambda s, delta, m: (
                _seeds_needed(s, delta, m)[0] + 1,
                _half_width(s, _seeds_needed(s, delta, m)[0] + 1, m),
            )
        ),
        "The half width must be below delta, not the whole width.": (
            lambda s, delta, m: _seeds_needed(s, delta / 2, m)
        ),
        "R is right. The second result is the half width at this R, not delta.": (
            lambda s, delta, m: (_seeds_needed(s, delta, m)[0], delta)
        ),
        "R is right. The second result is t s/√R, not s/√R alone.": (
            lambda s, delta, m: (
                _seeds_needed(s, delta, m)[0],
                s / np.sqrt(_seeds_needed(s, delta, m)[0]),
            )
        ),
        "s is the spread of the differences already: not √2 times it.": (
            lambda s, delta, m: _seeds_needed(np.sqrt(2) * s, delta, m)
        ),
        "The level is 95 %, not 99 %.": (
            lambda s, delta, m: _seeds_needed(s, delta, m, level=0.99)
        ),
    },
    extremes={
        "a difference that two seeds can show": {"s": 0.001, "delta": 0.5, "m": 1}
    },
    points=3,
)

TASKS = (ONE_FACTOR, FALSE_ALARM, SEEDS_NEEDED)

PREDICTIONS = (
    Prediction("how_many_decided", "P.P1", ("none", "fewer than half", "half or more")),
    Prediction("depth_or_rate", "P.P2", ("depth", "rate", "both", "neither")),
    Prediction("own_factor", "P.P3", ("better", "worse", "undecided")),
)

SPOTS = ()
