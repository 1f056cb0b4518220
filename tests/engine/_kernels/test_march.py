"""The march against a dense system over every unknown, step by step through setpoint jumps, sun and night air."""

import dataclasses

import numpy as np
import pytest
from boxes import BARE, BOARD, BRICK, INSULATED, MIRROR, always, changed, pair, room, slab, turned, wall
from naive import NaiveMarch

from fluxion.building import (
    Adiabatic,
    Adjacent,
    Building,
    Construction,
    Door,
    Films,
    Finish,
    Gap,
    Ground,
    InternalGain,
    Material,
    Outdoors,
    Pane,
    PaneGlazing,
    Resistance,
    Schedule,
    Shade,
    SimpleGlazing,
    Thermostat,
    Ventilation,
    VentilativeCooling,
    Window,
    Zone,
)
from fluxion.engine import simulate
from fluxion.engine.climate import step_weather
from fluxion.engine.exposure import solar_columns
from fluxion.engine.network import build_network

# The first day is repeated that many hours.
WARMUP = 30 * 24


def compare(building, weather, per_hour, hours):
    """Largest differences of loads [W], air and operative temperature [K] and terms [-] over the first hours."""
    climate = step_weather(weather, per_hour)
    signals = solar_columns(building, climate)
    network = build_network(building, climate, signals, 3600.0 / per_hour)
    twin = NaiveMarch(building, network, climate, signals.values, per_hour)
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
        "largest cooling": cooling.max(),
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


CLEAR = Pane(0.003, 0.834, 0.075, 0.075)
COATED = Pane(0.004, 0.452, 0.359, 0.397, emissivity_back=0.047)
# Films made of plastic have next to no mass, thick glass has much.
FOIL = Pane(0.0002, 0.75, 0.10, 0.10, conductivity=0.2, density=0.0)
THICK = Pane(0.012, 0.70, 0.07, 0.07)
LOW_E = PaneGlazing("low-e argon", (COATED, CLEAR), (Gap(0.012, "argon"),))
TRIPLE = PaneGlazing("triple", (COATED, FOIL, CLEAR), (Gap(0.010, "krypton"), Gap(0.020, "air")))
SHEET = PaneGlazing("thick sheet", (THICK,))


def rectangle(surface, left, right, bottom, top):
    """Part of a rectangular face, as shares of its two edges from the first corner."""
    origin, along, _, up = (np.array(v) for v in surface.vertices)
    a, b = along - origin, up - origin
    return tuple(
        tuple(float(c) for c in origin + u * a + v * b)
        for u, v in ((left, bottom), (right, bottom), (right, top), (left, top))
    )


def openings_of_all_kinds(interior_beam):
    """Two closed rooms: panes with and without mass, a skylight, doors, imposed films and shares, ramps."""
    wooden = Construction("door", (Material("oak", 0.05, 0.17, 700.0, 2000.0),), Finish(0.8, 0.85, "smooth"))
    steel = Construction("steel door", (Resistance("core", 0.6),), Finish(0.3, 0.3, "very smooth"))
    ramp = Schedule.daily_line([(4, 15.0), (7, 21.0), (20, 21.0), (20, 15.0)])
    lid = Schedule.daily_line([(6, 29.0), (9, 24.0), (18, 24.0), (18, 29.0)])
    use = Schedule.daily_line([(8, 0.0), (10, 1.0), (16, 1.0), (18, 0.1)])
    west = {
        "constructions": {"floor": BRICK},
        "boundaries": {"floor": Ground(8.0)},
        "thermostat": Thermostat(ramp, lid),
        "gains": (InternalGain("people", 3000.0, 0.4, use),),
        "infiltration_ach": 0.3,
        "ventilation": Ventilation(0.02, use, 0.6, bypass_above_c=22.0),
        "ventilative_cooling": VentilativeCooling(0.05, use, above_indoor_c=20.0, delta_k=1.0),
    }
    east = {
        "bands": {"S": (0.5, 0.8, 2.2)},
        "glazing": SHEET,
        "boundaries": {"N": Outdoors(wind_exposed=False), "E": Outdoors(sun_exposed=False)},
        "thermostat": Thermostat(always(17.0), None),
        "solar_shares": {"east floor": 0.6, "east S window": 0.05, "west E": 0.2},
    }
    place = turned(20.0)
    building = pair(BRICK, west=west, east=east, place=place)
    face = {surface.name: surface for zone in building.zones for surface in zone.surfaces}
    south, side, roof, north = face["west S"], face["west W"], face["west roof"], face["east N"]
    building = changed(
        building,
        "west S",
        windows=(
            Window("low-e", rectangle(south, 0.05, 0.45, 0.3, 0.9), LOW_E),
            Window("triple", rectangle(south, 0.5, 0.75, 0.3, 0.9), TRIPLE, Films(inside=3.0)),
        ),
        doors=(Door("oak door", rectangle(south, 0.8, 0.95, 0.0, 0.8), wooden, Films(outside=15.0)),),
    )
    building = changed(
        building,
        "west W",
        windows=(
            Window("rated", rectangle(side, 0.1, 0.6, 0.3, 0.8), SimpleGlazing("rated", 1.8, 0.45), Films(2.5, 20.0)),
        ),
    )
    building = changed(building, "west roof", windows=(Window("skylight", rectangle(roof, 0.3, 0.6, 0.3, 0.6), LOW_E),))
    building = changed(building, "east N", doors=(Door("steel", rectangle(north, 0.4, 0.6, 0.0, 0.8), steel),))
    building = changed(building, "east S", films=Films(4.0, 12.0))
    building = changed(building, "west E", films=Films(2.0, 1.5))
    eaves = Shade("eaves", tuple(place(*p) for p in ((-1, -1, 2.8), (7, -1, 2.8), (7, 0, 2.8), (-1, 0, 2.8))))
    return dataclasses.replace(building, shades=(eaves,), interior_beam=interior_beam)


def rainy(weather):
    """Showers of a few hours, some of which are too light to wet anything."""
    hour = np.arange(8760)
    showers = np.where(hour % 31 < 4, 2.0, 0.0) + np.where(hour % 17 == 0, 0.5, 0.0)
    return dataclasses.replace(weather, rain_mm=showers)


@pytest.mark.parametrize(("interior_beam", "per_hour"), [("floor", 1), ("traced", 2)])
def test_openings_films_rain_and_ramps_equal_the_dense_system(golden, interior_beam, per_hour):
    worst = compare(openings_of_all_kinds(interior_beam), rainy(golden), per_hour, hours=240)
    assert worst["largest cooling"] > 100.0
    assert worst["air"] < 1e-8
    assert worst["operative"] < 1e-8
    assert worst["heating"] < 1e-5
    assert worst["cooling"] < 1e-5
    assert worst["terms"] < 1e-9


@pytest.mark.parametrize("interior_beam", ["floor", "traced"])
def test_the_books_of_a_whole_year_close_with_everything_at_once(golden, interior_beam):
    result = simulate(openings_of_all_kinds(interior_beam), rainy(golden), steps_per_hour=2)
    assert result.residual < 1e-9
    assert result.outputs["heating_kwh"] > 1000.0
    assert result.outputs["cooling_kwh"] > 1000.0


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
