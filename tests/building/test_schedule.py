"""The calendar: 365 days, 1 January is a Monday, value i holds from hour i to i + 1."""

import numpy as np
import pytest

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
