"""The arrays of one building against what a drawing shows."""

import numpy as np
import pytest
from boxes import BOARD, BRICK, INSULATED, always, box, heated_to, pair, turned

from fluxion.building import (
    Adjacent,
    Ground,
    InternalGain,
    Outdoors,
    Schedule,
    Terrain,
    Ventilation,
    VentilativeCooling,
)
from fluxion.engine._kernels import records
from fluxion.engine.climate import step_weather
from fluxion.engine.exposure import solar_columns
from fluxion.engine.films import forced_film
from fluxion.engine.network import build_network
from fluxion.engine.schedules import hourly_record

BAND = {"S": (0.5, 0.8, 2.2)}


def network(building, weather):
    climate = step_weather(weather, 1)
    return build_network(building, climate, solar_columns(building, climate), 3600.0), climate


@pytest.fixture(scope="module")
def room(request):
    from fluxion.weather import Weather

    golden = Weather.bundled("golden")
    building = box(bands=BAND, boundaries={"floor": Ground(9.0), "N": Outdoors(wind_exposed=False)})
    return network(building, golden)


def test_elements_of_a_room(room):
    net, _ = room
    el = net.elements
    # Each surface, followed by its windows.
    assert el.area == pytest.approx([16.2 - 7.0, 7.0, 21.6, 16.2, 21.6, 48.0, 48.0])
    assert el.is_window.tolist() == [False, True, False, False, False, False, False]
    assert el.boundary.tolist() == [records.OUTDOORS] * 6 + [records.GROUND]
    assert (el.outer_face == -1).all()
    assert sorted(el.inner_face) == list(range(7))
    assert el.solar_column[-1] == -1
    assert (el.solar_column[:-1] >= 0).all()
    assert np.diff(el.first_mode)[1] == 0
    assert (np.diff(el.first_mode)[[0, 2, 3, 4, 5, 6]] > 0).all()


def test_outer_sides_of_a_room(room):
    net, _ = room
    el = net.elements
    south, window, east, north, _west, roof, ground = range(7)
    # Walls see half of the sky, reduced by sqrt(1/2); the roof all of it.
    assert el.sky_share[[south, window, east]] == pytest.approx(0.5 * np.sqrt(0.5))
    assert el.sky_share[roof] == pytest.approx(1.0)
    assert (el.hot_film[roof], el.cold_film[roof]) == pytest.approx((1.509, 0.760), rel=0.001)
    assert el.hot_film[south] == el.cold_film[south] == 1.31
    assert el.roughness[window] == 1.0
    assert el.roughness[south] == 1.67
    assert (el.windward[south], el.leeward[south]) == pytest.approx(forced_film(Terrain(), 1.35, True))
    assert el.windward[window] == pytest.approx(forced_film(Terrain(), 1.5, True)[0])
    assert el.windward[north] == 0.0
    assert (el.normal_x[east], el.normal_y[south]) == (1.0, -1.0)
    # A roof is windward whatever the direction.
    assert el.normal_x[roof] == el.normal_y[roof] == 0.0
    assert el.absorptance[south] == 0.6
    assert el.emissivity[window] == 0.84
    assert el.emissivity[ground] == 0.0


def test_inner_faces_of_a_room(room):
    net, _ = room
    faces = net.faces
    assert faces.area.sum() == pytest.approx(2 * (16.2 + 21.6 + 48.0))
    emitting = faces.area * np.where(np.arange(7) == 1, 0.84, 0.9)
    assert faces.mean_radiant == pytest.approx(emitting / emitting.sum())
    assert faces.mean_radiant.sum() == pytest.approx(1.0)
    assert (faces.radiant_gain * faces.area).sum() == pytest.approx(1.0)
    ceiling, floor = 5, 6
    assert faces.hot_film[floor] == pytest.approx(1.509, rel=0.001)
    assert faces.hot_film[ceiling] == pytest.approx(0.760, rel=0.001)
    assert faces.cold_film[ceiling] == pytest.approx(1.509, rel=0.001)
    assert faces.exponent.tolist() == [pytest.approx(1 / 3), 0.25, *[pytest.approx(1 / 3)] * 5]
    # Wall and window of one plane have the same view factor; what differs is their emissivity.
    assert 1.0 / faces.radiative[0] - 0.1 / 0.9 == pytest.approx(1.0 / faces.radiative[1] - 0.16 / 0.84)
    assert (faces.radiative > 0.0).all()


def test_sun_of_a_room_reaches_its_floor_first(room):
    net, _ = room
    assert net.sun.element.tolist() == [1]
    assert net.sun.zone.tolist() == [0]
    assert int(np.argmax(net.sun.beam[0])) == 6
    assert net.sun.beam[0, 6] > 0.6
    assert net.sun.beam.sum() < 1.0
    assert net.sun.diffuse[0, 0] < net.sun.diffuse[0, 3]


def test_a_partition_has_a_face_in_each_zone(golden):
    building = pair(BRICK, west={"bands": BAND}, east={"bands": BAND})
    net, climate = network(building, golden)
    el, faces, zones = net.elements, net.faces, net.zones
    (partition,) = np.flatnonzero(el.boundary == records.ADJACENT)
    i, o = el.inner_face[partition], el.outer_face[partition]
    assert faces.zone[[i, o]].tolist() == [0, 1]
    assert faces.area[i] == faces.area[o] == pytest.approx(21.6)
    assert zones.first_face.tolist() == [0, 7, 14]
    assert (np.diff(faces.zone) >= 0).all()
    assert zones.capacity == pytest.approx(129.6 * climate.indoor_heat_capacity)
    # Positions of faces and elements match: every face is used once.
    used = np.concatenate([el.inner_face, el.outer_face[el.outer_face >= 0]])
    assert sorted(used) == list(range(14))
    assert net.sun.zone.tolist() == [0, 1]


def test_an_intermediate_floor_is_a_floor_above_and_a_ceiling_below(golden):
    from boxes import room as make_room

    from fluxion.building import Building

    low = make_room("low", prefix="low ", skip=("roof",))
    high = make_room(
        "high",
        prefix="high ",
        origin=(0.0, 0.0, 2.7),
        boundaries={"floor": Adjacent("low")},
        constructions={"floor": BOARD},
    )
    net, _ = network(Building("two", (low, high)), golden)
    el, faces = net.elements, net.faces
    (slab,) = np.flatnonzero(el.boundary == records.ADJACENT)
    above, below = el.inner_face[slab], el.outer_face[slab]
    assert faces.zone[[above, below]].tolist() == [1, 0]
    assert faces.hot_film[above] == pytest.approx(1.509, rel=0.001)
    assert faces.hot_film[below] == pytest.approx(0.760, rel=0.001)


def test_turning_a_building_leaves_its_inside_alone(golden):
    straight, _ = network(pair(BRICK, bands=BAND), golden)
    askew, _ = network(pair(BRICK, bands=BAND, place=turned(33.0)), golden)
    for name in ("area", "radiative", "mean_radiant", "hot_film", "cold_film"):
        np.testing.assert_allclose(getattr(askew.faces, name), getattr(straight.faces, name), rtol=1e-9)
    np.testing.assert_allclose(askew.sun.diffuse, straight.sun.diffuse, rtol=1e-6)


def test_equal_open_walls_share_their_solar_column(golden):
    net, _ = network(pair(BRICK), golden)
    el = net.elements
    exposed = el.solar_column[el.solar_column >= 0]
    # South and north of both rooms, one west, one east, two roofs: five different columns.
    assert len(set(exposed)) == 5


def test_zone_numbers(golden):
    building = box(
        infiltration_ach=0.5,
        ventilation=Ventilation(0.04, always(1.0), 0.7, 24.0),
        ventilative_cooling=VentilativeCooling(0.2, always(1.0), 23.0, 3.0, 12.0),
    )
    zones = network(building, golden)[0].zones
    assert zones.infiltration[0] == pytest.approx(0.5 * 129.6 / 3600.0)
    assert (zones.ventilation[0], zones.recovery[0], zones.bypass[0]) == (0.04, 0.7, 24.0)
    assert (zones.night[0], zones.night_indoor[0], zones.night_delta[0], zones.night_outdoor[0]) == (
        0.2,
        23.0,
        3.0,
        12.0,
    )
    none = network(box(), golden)[0].zones
    assert none.bypass[0] == np.inf
    assert none.night[0] == none.ventilation[0] == 0.0


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
    record = hourly_record(building)
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
    free = hourly_record(box())
    assert free.heating.max() == -np.inf
    assert free.cooling.min() == np.inf
