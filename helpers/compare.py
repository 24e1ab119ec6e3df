"""Is A better than B? Means of runs, with the interval that their spread allows.

With probability `level` all of the `comparisons` that are made are right (Bonferroni).
ValueError for fewer than two runs or what is not finite, TypeError for no plain array.
"""

from dataclasses import dataclass, replace
from math import floor, hypot, log10, sqrt

import numpy as np
from scipy import special

from helpers.checking import arguments


@dataclass(frozen=True)
class Estimate:
    """A mean or a difference of two: value ± half_width, from n runs (or n of each)."""

    what: str
    value: float
    error: float
    half_width: float
    n: tuple
    verdict: str

    def __str__(self):
        places = max(0, 1 - floor(log10(self.half_width or abs(self.value) / 100 or 1)))
        value, width = round(self.value, places) + 0.0, self.half_width  # no -0.00
        text = f"{self.what} = {value:.{places}f} ± {width:.{places}f}"
        return f"{text} (n = {' and '.join(map(str, self.n))}): {self.verdict}"

    _repr_markdown_ = __str__


def compare(a, b, *, paired=None, comparisons=1, level=0.95):
    """Estimate mean(a) − mean(b), where a and b (n,) have one number per run.

    The interval is ± t · error. If a[i] and b[i] are `paired` (the same seed or split)
    the error is s/√n of a − b, with n − 1 degrees of freedom, else
    √(s_a²/n_a + s_b²/n_b) with those of Welch. By default as many runs are paired: it
    costs width where pairs have nothing in common; only *sorted* numbers must not be.
    The verdict is "a is larger", "b is larger" or "undecided": 0 is in the interval, or
    the difference is within rounding. ValueError if unequal numbers are to be paired.
    """
    (a, b), rounding = zip(_runs("a", a), _runs("b", b), strict=True)
    paired = len(a) == len(b) if paired is None else paired
    arguments.check_flag("paired", paired)
    if paired:
        if len(a) != len(b):
            raise ValueError(f"paired runs: {len(a)} of a do not match {len(b)} of b")
        error, freedom, n = _error(a - b), len(a) - 1, (len(a),)
    else:
        error, n = hypot(_error(a), _error(b)), (len(a), len(b))
        share = (_error(a) / error) ** 2 if error else 1  # of a in the variance
        freedom = 1 / (share**2 / (len(a) - 1) + (1 - share) ** 2 / (len(b) - 1))
    value, width = np.mean(a) - np.mean(b), _t(freedom, comparisons, level) * error
    verdict = "a is larger" if value > 0 else "b is larger"
    verdict = "undecided" if abs(value) <= max(width, *rounding) else verdict
    return Estimate("a − b", float(value), error, width, n, verdict)


def compare_predictions(right_a, right_b, *, comparisons=1, level=0.95):
    """Estimate the difference of two accuracies on the same examples, as paired runs.

    `right_a` and `right_b` (n,) say which examples each model gets right, as booleans.
    Where few examples part the two, the interval is too narrow: for a verdict the exact
    sign test of those examples (McNemar's) must agree.
    """
    for name, right in (("right_a", right_a), ("right_b", right_b)):
        arguments.check_array(name, right)
        if right.dtype != bool:
            raise TypeError(f"{name} must hold booleans; got dtype {right.dtype}")
    found = compare(right_a, right_b, paired=True, comparisons=comparisons, level=level)
    a, b = np.sum(right_a & ~right_b), np.sum(right_b & ~right_a)
    if 2 * special.bdtr(min(a, b), a + b, 0.5) > (1 - level) / comparisons:
        found = replace(found, verdict="undecided")
    return found


def holds(claimed, runs, *, tolerance, comparisons=1, level=0.95):
    """Estimate the mean of runs (n,), and whether it is `claimed`, within `tolerance`.

    For a claim of 0.92 the tolerance is 0.005, or what would count as the same. The
    verdict is "holds" if the whole interval is within the tolerance of the claim,
    "fails" if none of it is, and else "undecided".
    """
    arguments.check_finite("claimed", claimed)
    arguments.check_not_negative("tolerance", tolerance)
    runs, rounding = _runs("runs", runs)
    value, error = float(np.mean(runs)), _error(runs)
    width = _t(len(runs) - 1, comparisons, level) * error
    away, near = abs(value - claimed), tolerance + rounding
    verdict = "fails" if away - width > near else "undecided"
    verdict = "holds" if away + width <= near else verdict
    return Estimate("mean", value, error, width, (len(runs),), verdict)


def _runs(name, values):
    """Return runs as float64, and how large a rounding error in them may be."""
    values = arguments.as_floats(name, values)
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(f"{name} must have shape (n,), n ≥ 2; got {values.shape}")
    largest = float(np.abs(values).max())
    if not largest < 1e150:  # its square is finite too
        raise ValueError(f"{name} must be finite, below 1e150; got {largest}")
    return values.astype(np.float64), 8 * np.finfo(values.dtype).eps * largest


def _error(values):
    """Return the standard error of a mean, s/√n: exactly 0 for equal numbers."""
    return float(np.std(values, ddof=1)) / sqrt(len(values)) if np.ptp(values) else 0.0


def _t(freedom, comparisons, level):
    """Return the quantile of Student's t: how many errors the interval has a side."""
    arguments.check_count("comparisons", comparisons)
    arguments.check_positive("level", level)
    arguments.check_fraction("level", level)
    return float(-special.stdtrit(freedom, (1 - level) / 2 / comparisons))
