"""Comparisons of runs: against SciPy's tests, and how often they are right."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from helpers.compare import compare, compare_predictions, holds

RUNS = arrays(float, st.integers(2, 9), elements=st.floats(-1e6, 1e6, width=32))
A = np.array([0.91, 0.93, 0.92, 0.95])
B = np.array([0.90, 0.91, 0.91, 0.92])


def interval(result, level, comparisons):
    """The interval of one of SciPy's tests."""
    return result.confidence_interval(1 - (1 - level) / comparisons)


@given(
    a=RUNS,
    b=RUNS,
    paired=st.booleans(),
    level=st.sampled_from([0.5, 0.95, 0.999]),
    comparisons=st.sampled_from([1, 3, 45]),
)
def test_intervals_are_those_of_scipy(a, b, paired, level, comparisons):
    if paired:
        b = np.resize(b, len(a))
        assume(np.ptp(a - b) > 1e-3)
        expected = stats.ttest_rel(a, b)
    else:
        assume(np.ptp(a) > 1e-3)
        assume(np.ptp(b) > 1e-3)
        expected = stats.ttest_ind(a, b, equal_var=False)
    found = compare(a, b, paired=paired, comparisons=comparisons, level=level)
    low, high = interval(expected, level, comparisons)
    close = {"rtol": 1e-6, "atol": 1e-6}
    np.testing.assert_allclose(found.value - found.half_width, low, **close)
    np.testing.assert_allclose(found.value + found.half_width, high, **close)
    # SciPy's p-value and our verdict say the same, where rounding does not decide.
    p = expected.pvalue * comparisons
    assume(abs(p - (1 - level)) > 1e-6)
    decided = "a is larger" if found.value > 0 else "b is larger"
    assert found.verdict == (decided if p < 1 - level else "undecided")


@given(a=RUNS, b=RUNS)
def test_the_other_way_round_it_is_the_opposite(a, b):
    there, back = compare(a, b), compare(b, a)
    assert there.value == pytest.approx(-back.value)
    assert there.half_width == pytest.approx(back.half_width)
    opposite = {"a is larger": "b is larger", "b is larger": "a is larger"}
    assert back.verdict == opposite.get(there.verdict, "undecided")


def test_as_many_runs_are_paired_and_others_are_not():
    assert compare(A, B) == compare(A, B, paired=True)
    assert compare(A, B[:3]) == compare(A, B[:3], paired=False)
    assert compare(A, B, paired=False).n == (4, 4)
    assert compare(A, B).error < compare(A, B, paired=False).error


def test_more_comparisons_take_more_to_decide():
    assert compare(A, B).verdict == "a is larger"
    assert compare(A, B, comparisons=10).verdict == "undecided"


@pytest.mark.parametrize("paired", [True, False])
def test_no_spread_at_all(paired):
    same = compare(np.full(3, 0.1), np.full(3, 0.1), paired=paired)
    assert (same.value, same.half_width, same.verdict) == (0, 0, "undecided")
    more = compare(np.full(3, 0.5), np.full(3, 0.25), paired=paired)
    assert (more.value, more.error, more.verdict) == (0.25, 0, "a is larger")
    less = compare(np.full(3, 0.25), np.full(4, 0.5))
    assert (less.error, less.verdict) == (0, "b is larger")


def test_one_set_without_spread_has_the_freedom_of_the_other():
    found = compare(A, np.full(9, 0.5), paired=False)
    assert found.half_width == pytest.approx(stats.t.ppf(0.975, 3) * stats.sem(A))


def test_a_rounding_error_decides_nothing():
    assert compare(np.full(5, 0.1 + 0.2), np.full(5, 0.3)).verdict == "undecided"
    single = A.astype(np.float32)
    assert compare(single, A).verdict == "undecided"
    assert holds(0.3, np.full(5, 0.1 + 0.2), tolerance=0).verdict == "holds"
    assert holds(0.92, np.full(5, 0.925), tolerance=0.005).verdict == "holds"


def test_integers_are_taken_and_nothing_is_changed():
    a, b = np.array([3, 4, 5]), np.array([1, 2, 4])
    assert compare(a, b) == compare(a * 1.0, b * 1.0)
    assert a.tolist() == [3, 4, 5]


@pytest.mark.parametrize(
    ("a", "b", "options", "error", "message"),
    [
        (A[:1], B, {}, ValueError, r"a must have shape \(n,\), n ≥ 2; got \(1,\)"),
        (A, B[:0], {}, ValueError, r"b must have shape .* got \(0,\)"),
        (A[:, None], B, {}, ValueError, r"a must have shape .* got \(4, 1\)"),
        (A, np.array(1.0), {}, ValueError, r"b must have shape .* got \(\)"),
        (A, np.append(B, np.nan), {}, ValueError, "b must be finite.* got nan"),
        (A * np.inf, B, {}, ValueError, "a must be finite.* got inf"),
        (A * 1e200, B, {}, ValueError, "a must be finite, below 1e150"),
        (A, B[:3], {"paired": True}, ValueError, "4 of a do not match 3 of b"),
        (A, B, {"paired": 1}, TypeError, "paired must be True or False"),
        (A, B, {"comparisons": 0}, ValueError, "comparisons must be"),
        (A, B, {"comparisons": 1.5}, TypeError, "comparisons must be"),
        (A, B, {"level": 0}, ValueError, "level must be"),
        (A, B, {"level": 95}, ValueError, "level must be"),
        (list(A), B, {}, TypeError, "a must be a NumPy array; got a list"),
        (A, B + 0j, {}, TypeError, "b must hold float32 or float64"),
    ],
)
def test_what_cannot_be_compared_is_named(a, b, options, error, message):
    with pytest.raises(error, match=message):
        compare(a, b, **options)


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ((A + 0.0012, B), "a − b = 0.019 ± 0.015 (n = 4): a is larger"),
        ((A + 0.0012, B[:2]), "a − b = 0.024 ± 0.027 (n = 4 and 2): undecided"),
        ((1e4 * A, 1e4 * B), "a − b = 175 ± 152 (n = 4): a is larger"),
        (
            (A - A, A - A + 1e-7),
            "a − b = -0.0000001000 ± 0.0000000000 (n = 4): b is larger",
        ),
        ((A, A), "a − b = 0.0 ± 0.0 (n = 4): undecided"),
        ((A, np.roll(A, 1) + 1e-9), "a − b = 0.000 ± 0.050 (n = 4): undecided"),
    ],
)
def test_a_result_is_one_line(runs, expected):
    found = compare(*runs)
    assert str(found) == expected
    assert found._repr_markdown_() == expected
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.verdict = "a is larger"


def share_right(draw, runs, seed):
    """How many of the intervals have the true value in them: `draw(rng)` says so."""
    rng = np.random.default_rng(seed)
    return np.mean([draw(rng) for _ in range(runs)])


def paired_runs(rng):
    seeds = rng.normal(0, 5, 4)  # what the runs of a seed have in common
    found = compare(seeds + rng.normal(1, 1, 4), seeds + rng.normal(0, 1, 4), level=0.9)
    return abs(found.value - 1) <= found.half_width


def unlike_runs(rng):
    found = compare(rng.normal(1, 4, 12), rng.normal(0, 1, 8), level=0.9)
    return abs(found.value - 1) <= found.half_width


def three_comparisons(rng):
    sets = rng.normal(0, 1, (3, 5))
    pairs = [(0, 1), (0, 2), (1, 2)]
    found = [compare(sets[i], sets[j], comparisons=3, level=0.9) for i, j in pairs]
    return all(one.verdict == "undecided" for one in found)


@pytest.mark.parametrize(
    ("draw", "low", "high"),
    [
        (paired_runs, 0.88, 0.92),
        (unlike_runs, 0.88, 0.92),
        (three_comparisons, 0.88, 0.97),  # Bonferroni gives at least the level
    ],
)
def test_intervals_are_right_as_often_as_they_say(draw, low, high):
    assert low < share_right(draw, 1500, seed=1) < high


@given(n=st.integers(2, 400), seed=st.integers(0, 1000), part=st.floats(0, 0.2))
def test_predictions_are_paired_and_mcnemar_agrees(n, seed, part):
    rng = np.random.default_rng(seed)
    right_b = rng.random(n) < 0.8
    right_a = right_b | (rng.random(n) < part)
    right_a &= rng.random(n) > part / 4
    found = compare_predictions(right_a, right_b)
    accuracies = right_a.mean() - right_b.mean()
    assert found.value == pytest.approx(accuracies)
    d = right_a.astype(float) - right_b
    assert found.error == pytest.approx(d.std(ddof=1) / math.sqrt(n))
    assert found.n == (n,)
    wins, losses = np.sum(d > 0), np.sum(d < 0)
    if found.verdict == "undecided":
        assert abs(accuracies) <= found.half_width or (
            stats.binomtest(wins, wins + losses).pvalue > 0.05
        )
    else:
        assert abs(accuracies) > found.half_width
        assert stats.binomtest(wins, wins + losses).pvalue <= 0.05
        assert found.verdict == f"{'ab'[int(losses > wins)]} is larger"


def apart(wins, losses, n=1000):
    """What the two models get right if so many examples part them."""
    right_a, right_b = np.ones((2, n), dtype=bool)
    right_b[:wins] = right_a[wins : wins + losses] = False
    return right_a, right_b


@pytest.mark.parametrize(
    ("wins", "losses", "verdict"),
    [
        (0, 0, "undecided"),
        (5, 0, "undecided"),  # 0 is outside of the interval, but 2 · 2⁻⁵ = 0.0625
        (6, 0, "a is larger"),
        (0, 6, "b is larger"),
        (60, 40, "undecided"),
        (65, 35, "a is larger"),
    ],
)
def test_few_examples_that_part_two_models_decide_nothing(wins, losses, verdict):
    assert compare_predictions(*apart(wins, losses)).verdict == verdict


def test_comparisons_count_for_predictions_too():
    assert compare_predictions(*apart(6, 0), comparisons=2).verdict == "undecided"


@pytest.mark.parametrize(
    ("right_a", "right_b", "error", "message"),
    [
        (A, A > 0, TypeError, "right_a must hold booleans; got dtype float64"),
        (A > 0, [True] * 4, TypeError, "right_b must be a NumPy array; got a list"),
        (A > 0, B[:3] > 0, ValueError, "4 of a do not match 3 of b"),
        (A[:1] > 0, B[:1] > 0, ValueError, "n ≥ 2"),
    ],
)
def test_predictions_that_cannot_be_compared(right_a, right_b, error, message):
    with pytest.raises(error, match=message):
        compare_predictions(right_a, right_b)


@pytest.mark.parametrize(
    ("claimed", "tolerance", "verdict"),
    [
        (0.925, 0.05, "holds"),
        (0.93, 0.04, "holds"),
        (0.925, 0.01, "undecided"),  # the runs are too few to say
        (0.96, 0.01, "undecided"),
        (0.80, 0.05, "fails"),
        (0.99, 0.01, "fails"),
        (0.90, 0, "fails"),  # t · s/√n = 3.182 · 0.00854 = 0.0272 < 0.0275
    ],
)
def test_a_claim_holds_fails_or_is_undecided(claimed, tolerance, verdict):
    found = holds(claimed, A, tolerance=tolerance)
    assert found.verdict == verdict
    assert found.value == pytest.approx(A.mean())
    assert found.half_width == pytest.approx(stats.t.ppf(0.975, 3) * stats.sem(A))


def test_a_claim_is_one_line():
    assert str(holds(0.8, A, tolerance=0.05)) == "mean = 0.927 ± 0.027 (n = 4): fails"


def test_a_true_claim_seldom_fails_and_a_false_one_seldom_holds():
    rng = np.random.default_rng(2)
    true = [holds(1, rng.normal(1, 1, 5), tolerance=0).verdict for _ in range(1500)]
    assert 0.035 < true.count("fails") / 1500 < 0.065
    edge = [holds(1, rng.normal(1.5, 0.2, 5), tolerance=0.5) for _ in range(1500)]
    assert sum(found.verdict == "holds" for found in edge) / 1500 < 0.04


@pytest.mark.parametrize(
    ("claimed", "runs", "tolerance", "message"),
    [
        (np.nan, A, 0.1, "claimed must be a finite float"),
        (0.9, A[:1], 0.1, "runs must have shape"),
        (0.9, A, -0.1, "tolerance must be"),
    ],
)
def test_claims_that_cannot_be_judged(claimed, runs, tolerance, message):
    with pytest.raises(ValueError, match=message):
        holds(claimed, runs, tolerance=tolerance)
