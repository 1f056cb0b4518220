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
    name = ScheduleWriter(document).write(Schedule("s", values))
    np.testing.assert_array_equal(expand(document.objects, name), values)


def test_a_week_of_two_day_types_needs_few_objects():
    document = Document()
    ScheduleWriter(document).write(Schedule.weekdays(7, 18, 20.0, 16.0))
    assert len(document.objects["Schedule:Day:Hourly"]) == 2
    # The last day of the year is a Monday and stands alone in its week.
    assert len(document.objects["Schedule:Week:Daily"]) <= 2


def test_equal_values_share_one_object():
    document = Document()
    writer = ScheduleWriter(document)
    a = writer.write(Schedule.weekdays(7, 18, 20.0, 16.0, "a"))
    b = writer.write(Schedule.weekdays(7, 18, 20.0, 16.0, "b"))
    c = writer.write(Schedule.weekdays(7, 18, 21.0, 16.0, "a"))
    assert a == b != c
    assert writer.constant(1.0) == writer.write(Schedule.constant(1.0))
