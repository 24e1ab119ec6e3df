"""Wrong answers to the case file of the hyper-parameters that no exercise declares."""

import numpy as np
import pytest
from scipy import stats
from test_undeclared import check_that_it_is_told

from helpers.exercises.judging import judge
from helpers.exercises.tasks import TASKS


def configurations(base, factors, keep=lambda name, value, base: value != base[name]):
    found = [dict(base)]
    for name, values in factors.items():
        for value in values:
            if keep(name, value, base):
                found.append({**base, name: value})
    return found


def chance(c, R, m, tail=None):
    tail = stats.t.sf(c, R - 1) if tail is None else tail
    return 1 - (1 - 2 * tail) ** m


def width(s, R, m, level=0.95):
    return stats.t.ppf(1 - (1 - level) / 2 / m, R - 1) * s / R**0.5


def seeds(s, delta, m, test=lambda found, delta: found <= delta, **options):
    R = next(R for R in range(2, 999) if test(width(s, R, m, **options), delta))
    return R, width(s, R, m)


def winners(validation, test, best=np.argmax):
    rows = best(validation, axis=0), np.arange(validation.shape[1])
    return validation[rows] - test[rows], validation - test


def in_one_run(validation, test, which):
    gap, every = winners(validation, test)
    return which(gap - every.mean(axis=0))


WRONG = {
    "my_one_factor": [
        lambda base, factors: dict(base),
        lambda base, factors: [dict(base)],
        lambda base, factors: configurations(base, factors)[:-1],
        lambda base, factors: configurations(base, factors)[::-1],
        lambda base, factors: [dict(base)] * len(configurations(base, factors)),
        lambda base, factors: configurations(base, factors) * 2,
        lambda base, factors: list(factors.values()),
        lambda base, factors: [{name: v} for name in factors for v in factors[name]],
        lambda base, factors: len(configurations(base, factors)),
        lambda base, factors: configurations(
            base, factors, lambda name, value, base: value > base[name]
        ),
        lambda base, factors: configurations(
            base, factors, lambda name, value, base: value == base[name]
        ),
        lambda base, factors: [
            {**base, name: values} for name, values in factors.items()
        ],
        lambda base, factors: [
            {**base, name: 2 * base[name]} for name, values in factors.items()
        ],
        lambda base, factors: [
            base | {name: values[k] for name, values in factors.items()}
            for k in range(2)
        ],
    ],
    "my_false_alarm": [
        lambda c, R, m: 1 - (1 - 2 * stats.t.cdf(c, R - 1)) ** m,
        lambda c, R, m: chance(c, R, m + 1),
        lambda c, R, m: chance(c, R, m - 1),
        lambda c, R, m: chance(c, R, m * (m - 1) / 2),
        lambda c, R, m: chance(c, R, R),
        lambda c, R, m: chance(c, m, m),
        lambda c, R, m: chance(c, m, R),
        lambda c, R, m: chance(c, R - 1, m),
        lambda c, R, m: chance(c, R, m, stats.t.pdf(c, R - 1)),
        lambda c, R, m: chance(c, R, m) / 2,
        lambda c, R, m: 100 * chance(c, R, m),
        lambda c, R, m: 1 - 2 * stats.t.sf(c, R - 1) ** m,
        lambda c, R, m: chance(c, R, m) > 0.05,
        lambda c, R, m: round(chance(c, R, m), 2),
        lambda c, R, m: 1 - 0.95**m,
    ],
    "my_seeds_needed": [
        lambda s, delta, m: (s / delta) ** 2,
        lambda s, delta, m: ((1.96 * s / delta) ** 2, delta),
        lambda s, delta, m: seeds(s, delta, m)[0],
        lambda s, delta, m: seeds(s, delta, m)[::-1],
        lambda s, delta, m: seeds(s, 2 * delta, m),
        lambda s, delta, m: seeds(s, delta, m + 1),
        lambda s, delta, m: seeds(s, delta, m * m),
        lambda s, delta, m: seeds(s**2, delta, m),
        lambda s, delta, m: seeds(s, delta, m, level=0.9),
        lambda s, delta, m: (seeds(s, delta, m)[0], 100 * seeds(s, delta, m)[1]),
        lambda s, delta, m: (seeds(s, delta, m)[0], 2 * seeds(s, delta, m)[1]),
        lambda s, delta, m: seeds(s, delta, m, lambda found, delta: found > delta),
        lambda s, delta, m: (m * seeds(s, delta, 1)[0], seeds(s, delta, 1)[1]),
        lambda s, delta, m: (2, width(s, 2, m)),
    ],
    "my_optimism": [
        lambda validation, test: winners(validation, test)[0] - 0,
        lambda validation, test: winners(validation, test)[1].mean(),
        lambda validation, test: np.mean(validation.max(axis=0)),
        lambda validation, test: validation.max() - test.max(),
        lambda validation, test: validation.mean() - test.mean(),
        lambda validation, test: in_one_run(validation, test, np.median),
        lambda validation, test: in_one_run(validation, test, np.max),
        lambda validation, test: in_one_run(validation, test, lambda gap: gap[0]),
        lambda validation, test: in_one_run(validation, test, lambda gap: gap),
        lambda validation, test: in_one_run(validation, test, np.std),
        lambda validation, test: in_one_run(
            validation, test, lambda gap: np.abs(gap).mean()
        ),
        lambda validation, test: in_one_run(
            validation, test, lambda gap: 100 * gap.mean()
        ),
        lambda validation, test: int(validation.mean(axis=1).argmax()),
        lambda validation, test: in_one_run(
            validation[:, ::-1], test, lambda gap: gap.mean()
        ),
        lambda validation, test: validation.mean(axis=1).max() - test.mean(),
    ],
    "my_gap_error": [
        lambda a, b, d, n: a - b,
        lambda a, b, d, n: np.sqrt((d - (a - b)) / n),
        lambda a, b, d, n: np.sqrt((d - a * b) / n + 1),
        lambda a, b, d, n: np.sqrt(d) - (a - b) ** 2 / n,
        lambda a, b, d, n: np.sqrt((d - a**2 - b**2 + 2) / n),
        lambda a, b, d, n: np.sqrt((d - (a - b) ** 2) / (n - 1)),
        lambda a, b, d, n: np.sqrt(2 * (d - (a - b) ** 2) / n),
        lambda a, b, d, n: np.sqrt((d - (a + b) ** 2 / 4 + 1) / n),
        lambda a, b, d, n: np.sqrt(n * (d - (a - b) ** 2)),
        lambda a, b, d, n: np.sqrt(d * n) / n**2,
        lambda a, b, d, n: 100 * np.sqrt((d - (a - b) ** 2) / n),
        lambda a, b, d, n: np.sqrt(a * (1 - a) / n),
        lambda a, b, d, n: 0.5 / np.sqrt(n),
        lambda a, b, d, n: (a - b) / np.sqrt((d - (a - b) ** 2) / n),
    ],
}

ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


def test_the_defaults_are_one_configuration_even_where_nothing_varies():
    """A list of the changes alone is empty there, and right nowhere else."""

    def starts_with_the_first_factor(base, factors):
        return configurations(base, factors) if factors else []

    name = "my_one_factor"
    verdict = judge(TASKS[name], starts_with_the_first_factor, np.random.default_rng(0))
    assert verdict.state == "partly"
    assert "no factors" in verdict.text
