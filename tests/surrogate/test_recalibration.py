import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.surrogate.recalibration import LEAST_POINTS, CheckedRound, interpolated_quantile, rolling_scale


def checked(error, width=None, scale=1.0, rolling=True):
    error = np.asarray(error, dtype=float)
    return CheckedRound(error, np.ones(len(error)) if width is None else np.asarray(width, dtype=float), scale, rolling)


def simulate(rounds, points, spread_of_round, seed):
    """Coverage per round of rolling intervals whose true errors have the standard deviation of the round."""
    generator, history, covered = np.random.default_rng(seed), [], []
    for number in range(rounds):
        width = generator.uniform(0.5, 2.0, points)
        error = np.abs(generator.standard_normal(points)) * width * spread_of_round(number)
        scale = rolling_scale(history)
        one = checked(error, width, 1.0 if scale is None else scale, scale is not None)
        covered.append(1.0 - one.missed)
        history.append(one)
    return np.array(covered)


def test_quantile_lies_between_two_values():
    assert interpolated_quantile(np.arange(1.0, 10.0), 0.9) == 9.0
    assert interpolated_quantile(np.arange(1.0, 20.0), 0.9) == 18.0
    assert interpolated_quantile(np.arange(1.0, 26.0), 0.9) == pytest.approx(23.4)
    assert interpolated_quantile(np.array([3.0, 1.0, 2.0]), 0.9) == 3.0


def test_nothing_is_claimed_of_too_few_designs():
    assert rolling_scale([]) is None
    assert rolling_scale([checked([1.0] * 8)]) is None
    assert rolling_scale([checked([1.0] * 9, rolling=False)]) == 1.0


def test_only_the_latest_rounds_count():
    old, new = checked([9.0] * 30, rolling=False), checked([2.0] * LEAST_POINTS, rolling=False)
    assert rolling_scale([old, new]) == 2.0
    assert rolling_scale([old, checked([2.0] * (LEAST_POINTS - 1), rolling=False)]) > 2.0


def test_the_width_is_taken_off():
    width = np.linspace(0.1, 3.0, 40)
    assert rolling_scale([checked(1.7 * width, width, rolling=False)]) == pytest.approx(1.7)


def test_misses_widen_and_their_absence_narrows():
    error = np.linspace(0.01, 1.0, 100)
    plain = rolling_scale([checked(error, rolling=False)])
    assert rolling_scale([checked(error, scale=0.7)]) > plain
    assert rolling_scale([checked(error, scale=2.0)]) < plain


def test_claims_that_were_exact_leave_a_narrow_interval_that_rounding_stays_inside():
    nothing = np.zeros(30)
    scale = rolling_scale([checked(nothing, rolling=False)])
    assert 0.0 < scale <= 0.01
    assert checked(np.full(30, 1e-12), scale=scale).missed == 0.0
    assert checked(np.full(30, 0.5), scale=scale).missed == 1.0


@pytest.mark.parametrize("trend", [lambda r: 1.0, lambda r: 0.75**r, lambda r: 1.15**r], ids=["same", "less", "more"])
def test_coverage_is_kept_while_errors_change(trend):
    later = np.mean([simulate(12, 25, trend, seed)[1:] for seed in range(40)])
    assert 0.86 < later < 0.94


def test_a_level_that_is_not_moved_lags_behind_shrinking_errors():
    # What moving the level is for: without it the last round's errors are too wide for this one's.
    shrinking = [checked(np.linspace(0.01, 1.0, 50) * 0.6**r, scale=0.6 ** (r - 1), rolling=r > 0) for r in range(5)]
    fixed = [CheckedRound(one.error, one.width, one.scale, False) for one in shrinking]
    assert rolling_scale(shrinking) < rolling_scale(fixed)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -1.0])
def test_a_confidence_outside_its_range_is_refused(confidence):
    with pytest.raises(InputError, match="confidence"):
        rolling_scale([], confidence)


def test_errors_and_widths_of_different_designs_are_refused():
    with pytest.raises(InputError, match="one error and one width"):
        CheckedRound(np.ones(3), np.ones(2), 1.0, True)
