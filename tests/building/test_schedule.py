"""The calendar: 365 days, 1 January is a Monday, value i holds from hour i to i + 1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.building import Schedule
from fluxion.building.schedule import month_of_hour, weekday_mask
from fluxion.errors import InputError


def test_first_of_january_is_a_monday():
    work = Schedule.weekdays(8, 18, inside=1.0, outside=0.0).values
    assert work[:8].sum() == 0.0
    assert (work[8:18] == 1.0).all()
    assert work[18:24].sum() == 0.0
    # Friday is the fifth day, the sixth and seventh are free, the eighth is a Monday again.
    assert work[4 * 24 : 5 * 24].sum() == 10.0
    assert work[5 * 24 : 7 * 24].sum() == 0.0
    assert work[7 * 24 : 8 * 24].sum() == 10.0
    # 52 weeks and a Monday.
    assert work.sum() == 261 * 10


@pytest.mark.parametrize(("start", "end"), [(0, 24), (0, 1), (23, 24)])
def test_edges_of_the_day(start, end):
    assert weekday_mask(start, end).sum() == 261 * (end - start)


@pytest.mark.parametrize(("start", "end"), [(18, 8), (8, 8), (-1, 5), (5, 25)])
def test_impossible_hours_are_refused(start, end):
    with pytest.raises(InputError, match=r"schedule 'w': expected 0 <= start < end <= 24 h, but got"):
        Schedule.weekdays(start, end, 1.0, 0.0, "w")


def test_months():
    month = month_of_hour()
    assert month.shape == (8760,)
    assert np.bincount(month).tolist() == [d * 24 for d in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]
    assert month[31 * 24 - 1] == 0
    assert month[31 * 24] == 1


def test_daily_and_constant():
    day = tuple(float(h) for h in range(24))
    values = Schedule.daily(day).values
    assert values[:24].tolist() == list(day)
    assert values[-1] == 23.0
    assert (Schedule.constant(3).values == 3.0).all()
    with pytest.raises(InputError, match="schedule 'd': expected 24 hourly values, but got 23"):
        Schedule.daily(day[:23], "d")


def test_wrong_lengths_and_gaps_are_refused():
    with pytest.raises(InputError, match=r"schedule 's': expected 8760 hourly values, but the shape is \(8759,\)"):
        Schedule("s", np.zeros(8759))
    gap = np.zeros(8760)
    gap[100] = np.nan
    with pytest.raises(InputError, match="schedule 's': the value of hour 100 is not finite"):
        Schedule("s", gap)


def test_values_are_a_read_only_copy():
    source = np.zeros(8760)
    schedule = Schedule("s", source)
    source[0] = 5.0
    assert schedule.values[0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        schedule.values[0] = 1.0


def line_value(points, t):
    """Value of the line at `t` hours of the day, inside an hour, from the two points around it."""
    before = [p for p in points if p[0] <= t]
    after = [p for p in points if p[0] > t]
    if not before or not after:
        return (after or before[::-1])[0][1]
    (t0, v0), (t1, v1) = before[-1], after[0]
    return v0 + (v1 - v0) * (t - t0) / (t1 - t0)


SETBACK = [(0, 10.0), (5, 10.0), (7, 20.0), (23, 20.0), (23, 10.0)]


def test_a_daily_line_ramps_and_jumps():
    line = Schedule.daily_line(SETBACK)
    day, ends = line.values[:24].tolist(), line.end_values[:24].tolist()
    assert day == [10.0] * 6 + [15.0] + [20.0] * 16 + [10.0]
    assert ends == [10.0] * 5 + [15.0] + [20.0] * 17 + [10.0]
    np.testing.assert_array_equal(line.values.reshape(365, 24), np.tile(day, (365, 1)))
    np.testing.assert_array_equal(line.end_values.reshape(365, 24), np.tile(ends, (365, 1)))
    assert line.ramps
    assert (line.low, line.high) == (10.0, 20.0)
    assert line.means()[4:8].tolist() == [10.0, 12.5, 17.5, 20.0]


def test_a_line_of_jumps_only_does_not_ramp():
    fan = Schedule.daily_line([(0, 1.0), (7, 1.0), (7, 0.0), (18, 0.0), (18, 1.0), (24, 1.0)])
    assert not fan.ramps
    assert fan.values[:24].tolist() == [1.0] * 7 + [0.0] * 11 + [1.0] * 6


def test_before_the_first_and_after_the_last_point_their_values_hold():
    line = Schedule.daily_line([(6, 1.0), (10, 5.0)])
    assert line.values[:24].tolist() == [1.0] * 7 + [2.0, 3.0, 4.0] + [5.0] * 14
    assert line.end_values[:12].tolist() == [1.0] * 6 + [2.0, 3.0, 4.0, 5.0, 5.0, 5.0]
    assert (Schedule.daily_line([(12, 3.0)]).values == 3.0).all()
    # A jump at either end of the day joins it to its neighbours.
    edges = Schedule.daily_line([(0, 9.0), (0, 1.0), (24, 3.0), (24, 9.0)])
    assert (edges.values[0], edges.end_values[23]) == (1.0, 3.0)


@given(
    st.lists(st.tuples(st.integers(0, 24), st.floats(-50.0, 50.0)), min_size=1, max_size=8, unique_by=lambda p: p[0])
)
def test_any_line_is_met_at_both_ends_of_every_hour(points):
    points = sorted(points)
    line = Schedule.daily_line(points)
    for hour in range(24):
        for place in (0.25, 0.75):
            inside = line.values[hour] + place * (line.end_values[hour] - line.values[hour])
            assert inside == pytest.approx(line_value(points, hour + place), abs=1e-9)


@pytest.mark.parametrize("per_hour", [1, 2, 4, 6])
def test_steps_hold_the_mean_of_the_line(per_hour):
    line = Schedule.daily_line(SETBACK)
    steps = line.at_steps(per_hour)
    assert steps.shape == (8760 * per_hour,)
    # The mean of a line over a step is its value in the middle, since points lie at whole hours only.
    middles = (np.arange(24 * per_hour) + 0.5) / per_hour
    np.testing.assert_allclose(steps[: 24 * per_hour], [line_value(SETBACK, t) for t in middles], rtol=1e-14)
    np.testing.assert_allclose(steps.reshape(8760, per_hour).mean(axis=1), line.means(), rtol=1e-14)
    # Two hours at 10 to 20, sixteen at 20, six at 10.
    assert steps.mean() == pytest.approx((2 * 15.0 + 16 * 20.0 + 6 * 10.0) / 24.0)


@pytest.mark.parametrize("per_hour", [1, 2, 4, 6])
def test_steps_of_hourly_values_repeat_them(per_hour):
    values = np.random.default_rng(7).uniform(-5.0, 30.0, 8760)
    schedule = Schedule("s", values)
    assert not schedule.ramps
    assert schedule.end_values is schedule.values
    np.testing.assert_array_equal(schedule.at_steps(per_hour), np.repeat(values, per_hour))
    np.testing.assert_array_equal(schedule.means(), values)
    assert (schedule.low, schedule.high) == (values.min(), values.max())


def test_extremes_may_lie_at_the_end_of_an_hour():
    values, ends = np.zeros(8760), np.zeros(8760)
    ends[7], ends[8] = 3.0, -2.0
    peak = Schedule("peak", values, ends)
    assert (peak.low, peak.high) == (-2.0, 3.0)
    assert peak.ramps
    assert Schedule("flat", values, values.copy()).ramps is False


def test_ends_are_checked_like_values():
    with pytest.raises(InputError, match=r"schedule 's': expected 8760 hourly values, but the shape is \(24,\)"):
        Schedule("s", np.zeros(8760), np.zeros(24))
    gap = np.zeros(8760)
    gap[8759] = np.inf
    with pytest.raises(InputError, match="schedule 's': the value of hour 8759 is not finite"):
        Schedule("s", np.zeros(8760), gap)
    ends = np.zeros(8760)
    schedule = Schedule("s", np.zeros(8760), ends)
    ends[0] = 1.0
    assert schedule.end_values[0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        schedule.end_values[0] = 1.0


@pytest.mark.parametrize(
    "hours",
    [[], [6.5], [-1, 5], [5, 25], [8, 6], [6, 6, 6], [float("nan")], [float("inf")]],
    ids=["none", "half hour", "before midnight", "after midnight", "descending", "three at one", "nan", "inf"],
)
def test_impossible_points_are_refused(hours):
    with pytest.raises(InputError, match=r"schedule 'l': expected points at whole hours .* but got the hours \["):
        Schedule.daily_line([(hour, 1.0) for hour in hours], "l")


def test_points_without_a_value_are_refused():
    with pytest.raises(InputError, match="schedule 'l': the value of hour 0 is not finite"):
        Schedule.daily_line([(0, float("nan")), (12, 1.0)], "l")
