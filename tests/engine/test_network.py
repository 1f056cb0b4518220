"""The arrays of one building against what a drawing shows."""

import dataclasses

import numpy as np
import pytest
from boxes import BOARD, BRICK, INSULATED, always, box, changed, pair, turned

from fluxion.building import (
    Adjacent,
    Door,
    Films,
    Gap,
    Ground,
    Outdoors,
    Pane,
    PaneGlazing,
    SimpleGlazing,
    Terrain,
    Ventilation,
    VentilativeCooling,
    Window,
)
from fluxion.engine._kernels import records
from fluxion.engine.climate import step_weather
from fluxion.engine.conduction import conduction_modes
from fluxion.engine.exposure import solar_columns
from fluxion.engine.films import forced_film, glass_film
from fluxion.engine.glazing import glazing_optics
from fluxion.engine.network import build_network

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
    # Rain falls where the wind blows; films are computed unless imposed.
    assert el.wetted.tolist() == [True, True, True, False, True, True, False]
    assert el.imposed.tolist() == [-1.0] * 7
    assert el.absorptance[south] == 0.6
    assert el.emissivity[window] == 0.84
    assert el.emissivity[ground] == 0.0


def test_inner_faces_of_a_room(room):
    net, climate = room
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
    coefficient, slope = glass_film(1.4, climate.pressure)
    assert faces.glass_film.tolist() == [0.0, coefficient, *[0.0] * 5]
    assert faces.glass_slope.tolist() == [0.0, slope, *[0.0] * 5]
    assert faces.is_glass.tolist() == [False, True, *[False] * 5]
    assert faces.imposed.tolist() == [-1.0] * 7
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


CLEAR = Pane(0.004, 0.834, 0.075, 0.075)
COATED = Pane(0.006, 0.452, 0.359, 0.397, emissivity_back=0.047, conductivity=0.9)
UNIT = PaneGlazing("unit", (COATED, CLEAR), (Gap(0.012, "argon"),))


def test_doors_and_imposed_films_have_their_own_rows(golden):
    plain = box(bands=BAND)
    south = next(s for s in plain.zones[0].surfaces if s.name == "S")
    door = Door("door", ((0.1, 0.0, 0.0), (0.4, 0.0, 0.0), (0.4, 0.0, 2.0), (0.1, 0.0, 2.0)), BOARD, Films(outside=9.0))
    window = Window("glass", south.windows[0].vertices, UNIT, Films(inside=2.0))
    building = changed(plain, "S", windows=(window,), doors=(door,), films=Films(3.0, 11.0))
    net, _ = network(changed(building, "floor", films=Films(inside=1.5)), golden)
    el, faces = net.elements, net.faces
    # A surface, its windows, its doors.
    assert el.area[:3] == pytest.approx([16.2 - 7.0 - 0.6, 7.0, 0.6])
    assert el.is_window[:3].tolist() == [False, True, False]
    assert el.imposed[:4].tolist() == [11.0, -1.0, 9.0, -1.0]
    assert faces.imposed[el.inner_face].tolist() == [3.0, 2.0, -1.0, -1.0, -1.0, -1.0, -1.0, 1.5]
    assert faces.is_glass[el.inner_face[:3]].tolist() == [False, True, False]
    # Wall, glass and door lie in one plane: each sees the sky and the wind at its own height.
    assert el.sky_share[:3] == pytest.approx(0.5 * np.sqrt(0.5))
    assert el.windward[2] == pytest.approx(forced_film(Terrain(), 1.0, True)[0])
    assert np.diff(el.first_mode)[:3].tolist() == [conduction_modes(INSULATED).rates.size, 0, 2]
    assert len(set(el.solar_column[:3])) == 2


def test_panes_of_all_windows(golden):
    plain = box(bands={"S": (0.5, 0.8, 2.2), "W": (0.5, 0.5, 2.0)}, glazing=SimpleGlazing("rated", 1.8, 0.45))
    west = next(s for s in plain.zones[0].surfaces if s.name == "W")
    net, _ = network(changed(plain, "W", windows=(Window("unit", west.windows[0].vertices, UNIT),)), golden)
    el, panes = net.elements, net.panes
    rated, unit = np.flatnonzero(el.is_window)
    assert np.flatnonzero(np.diff(panes.first)).tolist() == [rated, unit]
    assert np.diff(panes.first)[[rated, unit]].tolist() == [1, 2]
    assert panes.resistance[1:] == pytest.approx([0.006 / 0.9, 0.004])
    assert panes.capacity == pytest.approx([0.0, 0.006 * 2500.0 * 750.0, 0.004 * 2500.0 * 750.0])
    assert panes.height == pytest.approx([1.4, 1.5, 1.5])
    assert panes.tilt == pytest.approx(np.pi / 2)
    # Two large parallel grey plates.
    assert panes.gap_emissivity[1] == pytest.approx(1.0 / (1.0 / 0.047 + 1.0 / 0.84 - 1.0))
    assert panes.gap_thickness[1] == 0.012
    absorbed = glazing_optics(UNIT).back_absorptance
    assert panes.back_share[0] == 1.0
    assert panes.back_share[1:] == pytest.approx(absorbed / absorbed.sum())
    # A window of p panes has 2 + p columns of sun.
    assert el.solar_column[unit] - el.solar_column[rated] >= 3


def test_a_traced_beam_is_given_face_by_face_and_an_untraced_one_by_shares(golden):
    building = box(bands=BAND)
    plain, _ = network(building, golden)
    assert plain.sun.traced.shape == (0, 0)
    traced, _ = network(dataclasses.replace(building, interior_beam="traced"), golden)
    assert traced.sun.traced.shape == (8760, 7)
