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


def test_the_least_gap_is_that_of_the_hour_in_which_the_setpoints_are_nearest():
    ramp = Schedule.daily_line([(0, 30.0), (12, 30.0), (13, 23.5), (13, 30.0)])
    assert Thermostat(Schedule.weekdays(7, 18, 20.0, 16.0), always(25.0)).least_gap_k == 5.0
    assert Thermostat(always(20.0), ramp).least_gap_k == 3.5
    for alone in (Thermostat(always(20.0), None), Thermostat(None, always(25.0)), Thermostat(None, None)):
        assert alone.least_gap_k == math.inf


def test_ramps_that_cross_are_refused_with_the_hour():
    morning = Schedule.daily_line([(0, 18.0), (5, 18.0), (6, 26.0), (7, 18.0)])
    with pytest.raises(
        InputError,
        match=r"heating setpoint \(26 degC\) is above the cooling setpoint \(25 degC\) in hour 5 of the year",
    ):
        Thermostat(morning, always(25.0))
    # A cooling setpoint that dips at the end of an hour below a constant heating setpoint.
    with pytest.raises(InputError, match=r"heating setpoint \(20 degC\) .* \(19 degC\) in hour 12 of the year"):
        Thermostat(always(20.0), Schedule.daily_line([(12, 25.0), (13, 19.0), (13, 25.0)]))
    # Crossing within an hour shows at one of its ends, since both are lines.
    with pytest.raises(InputError, match=r"heating setpoint \(24 degC\) .* \(20 degC\) in hour 8 of the year"):
        Thermostat(
            Schedule.daily_line([(8, 16.0), (9, 24.0), (9, 16.0)]),
            Schedule.daily_line([(8, 28.0), (9, 20.0), (9, 28.0)]),
        )


def test_ramps_that_meet_or_run_side_by_side_are_allowed():
    points = [(0, 15.0), (6, 15.0), (8, 21.0), (18, 21.0), (20, 15.0)]
    heating = Schedule.daily_line(points)
    cooling = Schedule.daily_line([(hour, value + 4.0) for hour, value in points])
    assert Thermostat(heating, cooling).heating_c.high == 21.0
    assert Thermostat(heating, heating).cooling_c is heating
    assert Thermostat(heating, always(21.0)).cooling_c.low == 21.0


@pytest.mark.parametrize("service", ["heating", "cooling"])
def test_a_ramp_to_an_impossible_setpoint_is_refused(service):
    ramp = Schedule.daily_line([(6, 20.0), (7, 95.0), (7, 20.0)])
    arguments = (ramp, None) if service == "heating" else (None, ramp)
    with pytest.raises(InputError, match=f"thermostat: {service} setpoint must be a number between -60 and 90 degC"):
        Thermostat(*arguments)


def test_a_ramp_below_zero_is_refused_where_shares_are_meant():
    dip = Schedule.daily_line([(6, 1.0), (7, -0.5), (7, 1.0)])
    for make in (
        lambda: InternalGain("people", 100.0, 0.3, dip),
        lambda: Ventilation(0.1, dip),
        lambda: VentilativeCooling(0.1, dip),
    ):
        with pytest.raises(InputError, match="its schedule has a value below zero"):
            make()


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"S": -0.1}, r"zone 'room': solar share of 'S' must be a number between 0 and 1"),
        ({"S": 1.1}, r"zone 'room': solar share of 'S' must be a number between 0 and 1"),
        ({"S": math.nan}, r"zone 'room': solar share of 'S' must be a number between 0 and 1"),
        ({"S": "half"}, r"zone 'room': solar share of 'S' must be a number between 0 and 1"),
        (
            {"floor": 0.7, "S": 0.4},
            r"zone 'room': the solar shares must not exceed 1 together, but they add up to 1\.1",
        ),
    ],
)
def test_solar_shares(shares, words):
    with pytest.raises(InputError, match=words):
        room(solar_shares=shares)


def test_solar_shares_may_fill_the_zone_and_may_leave_some_to_the_windows():
    assert sum(room(solar_shares={"floor": 0.6, "S": 0.3, "roof": 0.1}).solar_shares.values()) == pytest.approx(1.0)
    assert room(solar_shares={"floor": 0.642}).solar_shares == {"floor": 0.642}
    assert room().solar_shares == {}
    assert hash(room(solar_shares={"floor": 0.5})) == hash(room(solar_shares={"floor": 0.5}))


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
