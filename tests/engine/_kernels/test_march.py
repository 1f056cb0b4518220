"""The march against a dense system over every unknown, step by step through setpoint jumps, sun and night air."""

import numpy as np
import pytest
from boxes import BARE, BOARD, BRICK, INSULATED, MIRROR, always, pair, room, slab, turned, wall
from naive import NaiveMarch

from fluxion.building import (
    Adiabatic,
    Adjacent,
    Building,
    Construction,
    Ground,
    InternalGain,
    Material,
    Outdoors,
    Resistance,
    Schedule,
    Thermostat,
    Ventilation,
    VentilativeCooling,
    Zone,
)
from fluxion.engine import simulate
from fluxion.engine.climate import step_weather
from fluxion.engine.exposure import solar_columns
from fluxion.engine.network import build_network
from fluxion.engine.schedules import hourly_record

# The first day is repeated that many hours.
WARMUP = 30 * 24


def compare(building, weather, per_hour, hours):
    """Largest differences of loads [W], air and operative temperature [K] and terms [J] over the first hours."""
    climate = step_weather(weather, per_hour)
    signals = solar_columns(building, climate)
    network = build_network(building, climate, signals, 3600.0 / per_hour)
    twin = NaiveMarch(building, network, hourly_record(building), climate, signals.values, per_hour)
    result = simulate(building, weather, steps_per_hour=per_hour, balance="hour")
    shape = (hours, len(building.zones))
    heating, cooling, air, operative = (np.zeros(shape) for _ in range(4))
    terms = np.zeros((*shape, 11))
    memory = 0.5 if per_hour == 1 else 0.0
    for count in range(-WARMUP * per_hour, hours * per_hour):
        power, ta, mean, last, step_terms = twin.advance(count if count >= 0 else count % (24 * per_hour))
        if count < 0:
            continue
        h = count // per_hour
        heating[h] += np.maximum(power, 0.0) / per_hour
        cooling[h] += np.maximum(-power, 0.0) / per_hour
        air[h] += ta / per_hour
        operative[h] += 0.5 * (ta + mean + memory * (last - mean)) / per_hour
        terms[h] += step_terms
    series = result.hourly
    # The comparison means something only where something happens.
    assert heating.max() > 0.0
    return {
        "heating": np.abs(series.heating_w[:hours] - heating).max(),
        "cooling": np.abs(series.cooling_w[:hours] - cooling).max(),
        "air": np.abs(series.air_c[:hours] - air).max(),
        "operative": np.abs(series.operative_c[:hours] - operative).max(),
        "terms": np.abs(result.balance.values[:hours] - terms).max() / np.abs(terms).max(),
    }


def everything_at_once():
    """Two zones with all boundaries, a heavy and a massless partition, jumps, sun, recovery, bypass and night air."""
    night = Schedule.weekdays(8, 18, inside=0.0, outside=1.0)
    west = {
        "bands": {"S": (0.5, 0.8, 2.2), "W": (1.0, 0.5, 2.0)},
        "boundaries": {"floor": Ground((5.0, 5.0, 6.0, 8.0, 10.0, 12.0, 14.0, 15.0, 14.0, 12.0, 9.0, 6.0))},
        "constructions": {"N": BRICK, "floor": BRICK},
        "thermostat": Thermostat(
            Schedule.weekdays(7, 18, inside=21.0, outside=15.0), Schedule.weekdays(7, 18, inside=24.0, outside=28.0)
        ),
        "gains": (InternalGain("people", 900.0, 0.4, Schedule.weekdays(8, 18, inside=1.0, outside=0.1)),),
        "infiltration_ach": 0.4,
        "ventilation": Ventilation(0.03, Schedule.weekdays(8, 18, inside=1.0, outside=0.0), 0.7, bypass_above_c=22.5),
        "ventilative_cooling": VentilativeCooling(0.1, night, above_indoor_c=19.0, delta_k=2.0, above_outdoor_c=-5.0),
    }
    east = {
        "bands": {"N": (0.5, 0.8, 2.2), "roof": None},
        "boundaries": {"E": Outdoors(sun_exposed=False, wind_exposed=False), "N": Outdoors(wind_exposed=False)},
        "constructions": {"roof": BARE},
        "gains": (InternalGain("machine", 500.0, 0.0, always(1.0)),),
        "infiltration_ach": 0.1,
    }
    building = pair(BRICK, west=west, east=east, place=turned(20.0))
    lofts = Zone(
        "loft",
        40.0,
        50.0,
        (
            slab("loft lid", 0.0, 0.0, 12.0, 4.0, 4.0, up=True, place=turned(20.0)),
            slab(
                "loft floor", 0.0, 0.0, 6.0, 4.0, 2.7, up=False, place=turned(20.0),
                construction=Construction("gap", (Resistance("gap", 0.3),)), boundary=Adjacent("east"),
            ),
            wall("loft wall", (0.0, 0.0), (12.0, 0.0), 2.7, 4.0, place=turned(20.0), boundary=Adiabatic()),
        ),
        thermostat=Thermostat(always(10.0), None),
    )  # fmt: skip
    return Building("all", (*building.zones, lofts))


@pytest.mark.parametrize("per_hour", [1, 2])
def test_two_weeks_of_three_zones_equal_the_dense_system(golden, per_hour):
    worst = compare(everything_at_once(), golden, per_hour, hours=240)
    assert worst["air"] < 1e-8
    assert worst["operative"] < 1e-8
    assert worst["heating"] < 1e-5
    assert worst["cooling"] < 1e-5
    assert worst["terms"] < 1e-9


def test_one_heavy_zone_equals_the_dense_system(chicago):
    zone = room(
        construction=BRICK,
        bands={"S": (0.5, 0.8, 2.2)},
        thermostat=Thermostat(Schedule.weekdays(7, 18, inside=21.0, outside=16.0), always(24.0)),
    )
    worst = compare(Building("one", (zone,)), chicago, 1, hours=240)
    assert worst["air"] < 1e-9
    assert worst["heating"] < 1e-6
    assert worst["terms"] < 1e-10


def test_faces_without_emissivity_and_thin_metal_equal_the_dense_system(golden):
    sheet = Construction("sheet", (Material("steel", 0.001, 50.0, 7800.0, 480.0), Resistance("foam", 1.0)))
    shiny = Construction("shiny", (Resistance("foam", 2.0), Material("board", 0.01, 0.2, 900.0, 1000.0)), inside=MIRROR)
    building = Building(
        "metal",
        (
            room("shiny", construction=shiny, thermostat=Thermostat(always(20.0), always(26.0)), prefix="a "),
            room("sheet", construction=sheet, origin=(20.0, 0.0, 0.0), thermostat=Thermostat(always(18.0), None)),
        ),
    )
    worst = compare(building, golden, 2, hours=96)
    assert worst["air"] < 1e-8
    assert worst["heating"] < 1e-5


def test_rooms_do_not_meet_across_a_light_partition_unless_they_share_it(golden):
    apart = Building(
        "apart",
        (
            room("a", prefix="a ", thermostat=Thermostat(always(20.0), None)),
            room("b", prefix="b ", origin=(50.0, 0.0, 0.0), construction=INSULATED),
        ),
    )
    alone = Building("alone", (room("a", thermostat=Thermostat(always(20.0), None)),))
    both, one = (simulate(b, golden, steps_per_hour=1) for b in (apart, alone))
    assert both.zone_outputs["heating_kwh"][0] == pytest.approx(one.zone_outputs["heating_kwh"][0], rel=1e-3)
    shared = pair(BOARD, west={"thermostat": Thermostat(always(20.0), None)})
    assert simulate(shared, golden, steps_per_hour=1).hourly.air_c[:, 1].mean() > both.hourly.air_c[:, 1].mean() + 1.0
