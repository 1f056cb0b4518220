import numpy as np
import pytest
from yearly import expand

from fluxion.building import Schedule
from fluxion.energyplus.document import Document
from fluxion.energyplus.schedules import ScheduleWriter


@pytest.mark.parametrize(
    "values",
    [
        np.random.default_rng(1).uniform(-5.0, 30.0, 8760),
        Schedule.weekdays(7, 18, 20.0, 16.0).values,
        Schedule.daily(tuple(float(i) for i in range(24))).values,
        np.repeat(np.random.default_rng(2).uniform(0.0, 1.0, 365), 24),
        np.full(8760, 0.3),
    ],
    ids=["random", "weekdays", "daily", "by day", "constant"],
)
def test_every_hour_comes_back(values):
    document = Document()
    name = ScheduleWriter(document, 6).write(Schedule("s", values))
    np.testing.assert_array_equal(expand(document.objects, name), values)


def test_a_week_of_two_day_types_needs_few_objects():
    document = Document()
    ScheduleWriter(document, 6).write(Schedule.weekdays(7, 18, 20.0, 16.0))
    assert len(document.objects["Schedule:Day:Hourly"]) == 2
    # The last day of the year is a Monday and stands alone in its week.
    assert len(document.objects["Schedule:Week:Daily"]) <= 2


def test_equal_values_share_one_object():
    document = Document()
    writer = ScheduleWriter(document, 6)
    a = writer.write(Schedule.weekdays(7, 18, 20.0, 16.0, "a"))
    b = writer.write(Schedule.weekdays(7, 18, 20.0, 16.0, "b"))
    c = writer.write(Schedule.weekdays(7, 18, 21.0, 16.0, "a"))
    assert a == b != c
    assert writer.constant(1.0) == writer.write(Schedule.constant(1.0))


LINE = Schedule.daily_line([(6, 16.0), (8, 20.0), (17, 20.0), (17, 23.0), (21, 15.0)], "line")


@pytest.mark.parametrize("steps", [2, 3, 4, 6, 12, 60])
def test_a_ramp_has_its_mean_in_every_step(steps):
    document = Document()
    name = ScheduleWriter(document, steps).write(LINE)
    np.testing.assert_array_equal(expand(document.objects, name, steps), LINE.at_steps(steps))
    (day,) = document.objects["Schedule:Day:List"].values()
    assert day["minutes_per_item"] == 60 // steps
    assert len(day["extensions"]) == 24 * steps
    assert "Schedule:Day:Hourly" not in document.objects


def test_a_ramp_at_one_step_an_hour_is_the_mean_of_each_hour():
    document = Document()
    name = ScheduleWriter(document, 1).write(LINE)
    np.testing.assert_array_equal(expand(document.objects, name), LINE.means())
    assert expand(document.objects, name)[6:8].tolist() == [17.0, 19.0]


def test_a_ramp_on_some_days_only():
    ends = Schedule.weekdays(7, 18, 20.0, 16.0).values.copy()
    starts = ends.copy()
    starts[7 : 31 * 24 : 168] = 16.0
    schedule = Schedule("monday mornings of january", starts, ends)
    document = Document()
    name = ScheduleWriter(document, 4).write(schedule)
    np.testing.assert_array_equal(expand(document.objects, name, 4), schedule.at_steps(4))
    assert len(document.objects["Schedule:Day:List"]) == 3


def test_ends_that_equal_their_beginnings_are_hours():
    document = Document()
    writer = ScheduleWriter(document, 6)
    values = Schedule.weekdays(7, 18, 20.0, 16.0).values
    assert writer.write(Schedule("a", values, values)) == writer.write(Schedule("b", values))
    assert "Schedule:Day:List" not in document.objects


def test_ramp_and_jump_of_the_same_beginnings_are_told_apart():
    document = Document()
    writer = ScheduleWriter(document, 6)
    jumping = Schedule("line", LINE.values)
    assert writer.write(LINE) != writer.write(jumping)
    np.testing.assert_array_equal(expand(document.objects, writer.write(jumping)), LINE.values)
