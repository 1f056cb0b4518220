"""Zones and what happens in them: every refusal names the object and the field."""

import math

import numpy as np
import pytest
from boxes import always, box, room

from fluxion.building import InternalGain, Schedule, Thermostat, Ventilation, VentilativeCooling, Zone
from fluxion.errors import InputError


def test_heating_above_cooling_is_refused_with_the_hour():
    heating = Schedule.weekdays(7, 18, 22.0, 18.0)
    with pytest.raises(
        InputError,
        match=r"heating setpoint \(22 degC\) is above the cooling setpoint \(21 degC\) in hour 7 .*lower the heating",
    ):
        Thermostat(heating, always(21.0))
    assert Thermostat(always(21.0), always(21.0)).heating_c.values[0] == 21.0
    assert Thermostat(None, None).heating_c is None


def test_setpoints_stay_within_reason():
    for word, arguments in (("heating", (always(200.0), None)), ("cooling", (None, always(-100.0)))):
        with pytest.raises(InputError, match=f"thermostat: {word} setpoint must be a number"):
            Thermostat(*arguments)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("power_w", -1.0, "power_w"),
        ("power_w", math.nan, "power_w"),
        ("radiant_fraction", 1.2, "radiant_fraction"),
        ("schedule", Schedule.constant(-0.1), "schedule has a value below zero"),
    ],
)
def test_gains(field, value, words):
    arguments = {"name": "people", "power_w": 100.0, "radiant_fraction": 0.3, "schedule": always(1.0), field: value}
    with pytest.raises(InputError, match=f"internal gain 'people': .*{words}"):
        InternalGain(**arguments)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("flow_m3_s", -0.1),
        ("flow_m3_s", math.nan),
        ("heat_recovery", 1.01),
        ("heat_recovery", -0.1),
        ("bypass_above_c", math.nan),
        ("schedule", Schedule.constant(-1.0)),
    ],
)
def test_ventilation(field, value):
    arguments = {"flow_m3_s": 0.1, "schedule": always(1.0), "heat_recovery": 0.5, "bypass_above_c": 24.0, field: value}
    with pytest.raises(InputError, match=f"ventilation: .*{field}"):
        Ventilation(**arguments)


@pytest.mark.parametrize("field", ["flow_m3_s", "above_indoor_c", "delta_k", "above_outdoor_c"])
def test_ventilative_cooling(field):
    with pytest.raises(InputError, match=f"ventilative cooling: {field} must be a number"):
        VentilativeCooling(**{"flow_m3_s": 0.1, "schedule": always(1.0), field: math.nan})
    with pytest.raises(InputError, match="ventilative cooling: its schedule has a value below zero"):
        VentilativeCooling(0.1, Schedule.constant(-1.0))


@pytest.mark.parametrize(
    ("field", "value"),
    [("floor_area", 0.0), ("volume", -3.0), ("volume", math.nan), ("infiltration_ach", -0.1), ("floor_area", "ten")],
)
def test_zone(field, value):
    good = room()
    arguments = {"name": "room", "floor_area": 48.0, "volume": 130.0, "surfaces": good.surfaces, field: value}
    with pytest.raises(InputError, match=f"zone 'room': {field} must be a number"):
        Zone(**arguments)


def test_the_test_room_is_closed():
    # Area vectors of a closed volume sum to zero.
    total = np.sum([np.array(s.normal) * s.area for s in box().zones[0].surfaces], axis=0)
    np.testing.assert_allclose(total, 0.0, atol=1e-9)
