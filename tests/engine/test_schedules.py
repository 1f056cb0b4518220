"""Schedules of all zones as rows: one an hour, or one a step where a value moves within its hour."""

import numpy as np
import pytest
from boxes import BOARD, INSULATED, always, box, changed, heated_to, pair

from fluxion.building import Door, Ground, InternalGain, Schedule, Thermostat, Ventilation, VentilativeCooling
from fluxion.building.schedule import month_of_hour
from fluxion.engine.schedules import schedule_record

BAND = {"S": (0.5, 0.8, 2.2)}


def test_schedules_of_all_zones():
    day = Schedule.weekdays(8, 18, 1.0, 0.2)
    building = pair(
        INSULATED,
        west={
            "thermostat": heated_to(20.0, 26.0),
            "gains": (InternalGain("a", 100.0, 0.25, day), InternalGain("b", 50.0, 1.0, always(1.0))),
            "ventilation": Ventilation(0.1, day),
        },
        east={"thermostat": heated_to(18.0), "boundaries": {"floor": Ground(tuple(range(12)))}, "bands": BAND},
    )
    record = schedule_record(building, 4)
    # Nothing moves within an hour: one row for its four steps.
    assert record.steps == 4
    assert record.heating.shape == (8760, 2)
    assert record.heating[0].tolist() == [20.0, 18.0]
    assert record.cooling[0].tolist() == [26.0, np.inf]
    assert record.convective[12].tolist() == [75.0, 0.0]
    assert record.radiant[12].tolist() == [75.0, 0.0]
    assert record.radiant[0].tolist() == [55.0, 0.0]
    assert record.ventilation[0].tolist() == [0.2, 0.0]
    assert record.night.max() == 0.0
    # Elements: six of the west room, then south, its window, east, north, roof, floor.
    assert record.ground.shape == (12, 12)
    assert record.ground[:, -1].tolist() == list(range(12))
    assert record.ground[:, :-1].max() == 0.0
    free = schedule_record(box(), 4)
    assert free.heating.max() == -np.inf
    assert free.cooling.min() == np.inf


def test_openings_have_a_ground_temperature_that_nobody_reads():
    plain = box(bands=BAND, boundaries={"floor": Ground(9.0)})
    south = next(s for s in plain.zones[0].surfaces if s.name == "S")
    door = Door("door", ((0.1, 0.0, 0.0), (0.4, 0.0, 0.0), (0.4, 0.0, 2.0), (0.1, 0.0, 2.0)), BOARD)
    ground = schedule_record(changed(plain, "S", windows=south.windows, doors=(door,)), 1).ground
    assert ground[0].tolist() == [0.0] * 7 + [9.0]


RAMP = Schedule.daily_line([(6, 15.0), (8, 21.0), (20, 21.0), (20, 15.0)])


@pytest.mark.parametrize("per_hour", [1, 2, 4, 6])
def test_a_ramp_takes_a_row_for_every_step_with_its_mean(per_hour):
    record = schedule_record(box(thermostat=Thermostat(RAMP, always(26.0))), per_hour)
    assert record.steps == 1
    assert record.heating.shape == (8760 * per_hour, 1)
    middle = (np.arange(24 * per_hour) + 0.5) / per_hour
    expected = np.interp(middle, [0.0, 6.0, 8.0, 20.0, 20.0 + 1e-9, 24.0], [15.0, 15.0, 21.0, 21.0, 15.0, 15.0])
    np.testing.assert_allclose(record.heating[: 24 * per_hour, 0], expected, atol=1e-9)
    np.testing.assert_array_equal(record.heating[24 * per_hour : 48 * per_hour], record.heating[: 24 * per_hour])
    assert (record.cooling == 26.0).all()
    # Months and ground are counted by the hour in any case.
    np.testing.assert_array_equal(record.month, month_of_hour())


@pytest.mark.parametrize("part", ["heating", "cooling", "gain", "ventilation", "night"])
def test_whatever_moves_within_its_hours_is_seen(part):
    options = {
        "heating": {"thermostat": Thermostat(RAMP, None)},
        "cooling": {"thermostat": Thermostat(None, RAMP)},
        "gain": {"gains": (InternalGain("g", 10.0, 0.5, RAMP),)},
        "ventilation": {"ventilation": Ventilation(0.1, RAMP)},
        "night": {"ventilative_cooling": VentilativeCooling(0.1, RAMP)},
    }
    record = schedule_record(box(**options[part]), 2)
    assert record.steps == 1
    assert record.night.shape == (17520, 1)
    table = {
        "heating": record.heating,
        "cooling": record.cooling,
        "gain": 2.0 * record.radiant / 10.0,
        "ventilation": record.ventilation,
        "night": record.night,
    }[part]
    assert table[12:16, 0] == pytest.approx([15.75, 17.25, 18.75, 20.25])
