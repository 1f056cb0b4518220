"""Beam behind windows against rays, in boxes, under sloping roofs and behind shades; what is no closed convex zone."""

import dataclasses
import itertools
import math

import naive
import numpy as np
import pytest
from boxes import BOARD, BRICK, INSULATED, box, changed, pair, room, turned, wall

from fluxion.building import (
    Adiabatic,
    Building,
    Construction,
    Door,
    Finish,
    Gap,
    Outdoors,
    Pane,
    PaneGlazing,
    Surface,
    Window,
    Zone,
)
from fluxion.engine.climate import step_weather
from fluxion.engine.exposure import shading_faces, solar_columns
from fluxion.engine.faces import elements_of, faces_of
from fluxion.engine.interior import interior_of
from fluxion.engine.network import build_network
from fluxion.engine.shading import ELEVATIONS, RELATIVE_AZIMUTHS, facing
from fluxion.engine.tracing import _face_shares, traced_beam
from fluxion.errors import InputError

BAND = {"S": (0.8, 0.8, 2.2)}
BLACK = Finish(1.0, 0.9)
OVERHANG = ((-1.0, -1.2, 2.3), (4.0, -1.2, 2.3), (4.0, 0.0, 2.3), (-1.0, 0.0, 2.3))
FIN = ((4.0, -1.5, 0.0), (4.0, 0.0, 0.0), (4.0, 0.0, 2.7), (4.0, -1.5, 2.7))


def shed(place=None, construction=INSULATED, low=2.4, high=4.2):
    """A room of 6 x 5 m under a roof that rises to the south, windows in the south wall and in the roof."""
    put = place or turned(0.0)

    def face(name, *corners, boundary=None):
        return Surface(name, tuple(put(*c) for c in corners), construction, boundary or Outdoors())

    south = face("S", (0, 0, 0), (6, 0, 0), (6, 0, high), (0, 0, high))
    roof = face("roof", (0, 0, high), (6, 0, high), (6, 5, low), (0, 5, low))
    glass = tuple(put(*c) for c in ((1, 0, 1), (5, 0, 1), (5, 0, 3.5), (1, 0, 3.5)))

    def on_roof(x, y):
        return put(x, y, high + (low - high) * y / 5.0)

    light = tuple(on_roof(x, y) for x, y in ((2, 1.5), (4, 1.5), (4, 3.5), (2, 3.5)))
    surfaces = (
        dataclasses.replace(south, windows=(Window("front", glass, UNIT),)),
        dataclasses.replace(roof, windows=(Window("skylight", light, UNIT),)),
        face("E", (6, 0, 0), (6, 5, 0), (6, 5, low), (6, 0, high)),
        face("N", (6, 5, 0), (0, 5, 0), (0, 5, low), (6, 5, low)),
        face("W", (0, 5, 0), (0, 0, 0), (0, 0, high), (0, 5, low)),
        face("floor", (0, 0, 0), (0, 5, 0), (6, 5, 0), (6, 0, 0), boundary=Adiabatic()),
    )
    zone = Zone("shed", 30.0, 30.0 * 0.5 * (low + high), surfaces)
    return Building("shed", (zone,), interior_beam="traced")


CLEAR = Pane(0.003, 0.834, 0.075, 0.075)
UNIT = PaneGlazing("unit", (CLEAR, CLEAR), (Gap(0.012),))


def parts(building, zone=0):
    """Elements, all faces, and those of one zone."""
    elements = elements_of(building)
    faces = faces_of(building, elements, 101325.0)
    return elements, faces, [face for face in faces if face.zone == zone]


def towards(elevation, azimuth):
    return np.array(
        [math.cos(elevation) * math.sin(azimuth), math.cos(elevation) * math.cos(azimuth), math.sin(elevation)]
    )


def against_rays(building, name, directions, zone=0, allowed=0.02):
    """Compare the shares behind one window with rays, at grid points (row, column) of the table."""
    elements, _, own = parts(building, zone)
    (window,) = (e.source for e in elements if e.source.name == name)
    shades = shading_faces(building)
    table = _face_shares(window, own, elements, shades)
    assert table.shape == (31, 73, len(own))
    # Openings after the walls that they lie in.
    order = sorted(range(len(own)), key=lambda i: not isinstance(elements[own[i].element].source, Surface))
    behind = [i for i in order if own[i].plane != next(f.plane for f in own if f.name == name)]
    compared, most = 0, 0.0
    for i, j in directions:
        sun = towards(ELEVATIONS[i], facing(window.normal) + RELATIVE_AZIMUTHS[j])
        if sun @ np.array(window.normal) < 0.05:
            continue
        outlines = [elements[own[f].element].source.vertices for f in behind]
        others = [shade for shade in shades if not coplanar(shade, window)]
        expected = naive.beam_by_rays(window.vertices, outlines, others, sun)
        if expected is None:
            continue
        compared += 1
        assert table[i, j].sum() == pytest.approx(1.0, abs=1e-9)
        np.testing.assert_allclose(table[i, j][behind], expected, atol=allowed)
        most = max(most, (expected > 0.02).sum())
    return compared, most


def coplanar(polygon, window):
    n = np.array(window.normal)
    return np.abs((np.array(polygon) - np.array(window.vertices[0])) @ n).max() < 1e-6


GRID = list(itertools.product((2, 6, 10, 15, 20, 25), (20, 25, 30, 36, 41, 47, 53)))
ALL_ROUND = list(itertools.product((3, 8, 14, 20, 27), range(2, 73, 7)))


@pytest.mark.parametrize("turn", [0.0, 37.0])
def test_beam_in_a_box_falls_where_rays_do(turn):
    building = box(bands={**BAND, "E": (0.5, 0.5, 2.0), "N": (0.5, 0.5, 2.0)}, place=turned(turn))
    assert against_rays(building, "S window", GRID)[0] > 30
    # Late sun through the east window meets other windows.
    assert against_rays(building, "E window", GRID)[1] >= 3


def test_openings_take_their_part_of_a_wall():
    plain = box(bands={"S": (0.3, 0.5, 2.4)})
    north = next(s for s in plain.zones[0].surfaces if s.name == "N")
    # Seen from outside the north wall runs from east to west.
    door = Door("door", ((3.0, 8.0, 0.0), (2.0, 8.0, 0.0), (2.0, 8.0, 2.0), (3.0, 8.0, 2.0)), BOARD)
    glass = Window("back", ((5.5, 8.0, 0.5), (3.5, 8.0, 0.5), (3.5, 8.0, 2.0), (5.5, 8.0, 2.0)), UNIT)
    assert north.normal == pytest.approx((0.0, 1.0, 0.0))
    building = changed(plain, "N", windows=(glass,), doors=(door,))
    low_sun = list(itertools.product((1, 2, 3, 4), (32, 34, 36, 38, 40)))
    compared, parts_hit = against_rays(building, "S window", low_sun)
    assert compared == 20
    assert parts_hit >= 4


def test_shades_move_the_beam():
    shades = (OVERHANG, FIN)
    building = box(bands=BAND, shades=shades, size=(6.0, 3.0, 2.7))
    assert against_rays(building, "S window", GRID, allowed=0.04)[0] > 20
    # Head on and 30 degrees high the sun reaches 1.73 m up in a room of 3 m; the overhang leaves it 1.61 m.
    elements, _, own = parts(building)
    window = next(e.source for e in elements if e.source.name == "S window")
    floor = next(i for i, f in enumerate(own) if f.name == "floor")
    open_box, wide = (
        box(bands=BAND, size=(6.0, 3.0, 2.7), shades=planes)
        for planes in ((), (tuple((2.0 * x, y, z) for x, y, z in OVERHANG),))
    )
    shaded, free = (_face_shares(window, own, elements, shading_faces(b))[10, 36, floor] for b in (wide, open_box))
    assert free == pytest.approx((3.0 * math.tan(math.radians(30.0)) - 0.8) / 1.4, abs=0.5 / 40)
    assert shaded == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("turn", [0.0, 120.0])
def test_beam_under_a_sloping_roof_falls_where_rays_do(turn):
    building = shed(turned(turn))
    assert against_rays(building, "front", GRID)[0] > 30
    compared, faces_hit = against_rays(building, "skylight", ALL_ROUND)
    assert compared > 30
    assert faces_hit >= 3


@pytest.mark.parametrize("turn", [0.0, 50.0])
def test_beam_through_a_flat_roof_light_falls_where_rays_do(turn):
    place = turned(turn)
    plain = box(place=place, bands=BAND)
    corners = tuple(place(*p) for p in ((2.0, 2.0, 2.7), (4.0, 2.0, 2.7), (4.0, 5.0, 2.7), (2.0, 5.0, 2.7)))
    building = changed(plain, "roof", windows=(Window("light", corners, UNIT),))
    compared, faces_hit = against_rays(building, "light", ALL_ROUND)
    assert compared > 40
    assert faces_hit >= 3


@pytest.mark.parametrize("zone", [0, 1])
def test_a_partition_is_hit_from_both_its_sides(zone):
    building = pair(BRICK, bands=BAND)
    name = ("west S window", "east S window")[zone]
    assert against_rays(building, name, GRID, zone)[0] > 30
    elements, _, own = parts(building, zone)
    window = next(e.source for e in elements if e.source.name == name)
    table = _face_shares(window, own, elements, shading_faces(building))
    partition = next(i for i, f in enumerate(own) if f.name == "west E")
    # The sun in the west reaches the east wall of the west room, the sun in the east the west wall of the east room.
    west, east = table[5, 48, partition], table[5, 24, partition]
    assert (west > 0.3, east > 0.3) == ((True, False), (False, True))[zone]


def record(building, weather, per_hour=1):
    climate = step_weather(weather, per_hour)
    signals = solar_columns(building, climate)
    elements, faces, _ = parts(building)
    first = np.searchsorted([face.zone for face in faces], np.arange(len(building.zones) + 1))
    return traced_beam(building, climate, signals, faces, elements, first), signals, elements, faces


def black(building):
    """The same rooms with black opaque faces inside."""

    def painted(construction):
        return Construction("black", construction.layers, construction.outside, BLACK)

    zones = tuple(
        dataclasses.replace(
            z, surfaces=tuple(dataclasses.replace(s, construction=painted(s.construction)) for s in z.surfaces)
        )
        for z in building.zones
    )
    return dataclasses.replace(building, zones=zones)


@pytest.mark.parametrize("make", [lambda: box(bands=BAND, shades=(OVERHANG,)), shed], ids=["box", "shed"])
def test_black_rooms_keep_the_whole_beam(golden, make):
    building = dataclasses.replace(black(make()), interior_beam="traced")
    absorbed, signals, elements, faces = record(building, golden)
    area = np.array([face.area for face in faces])
    entered = sum(
        signals.values[:, signals.column[e.source.name]] * e.area for e in elements if isinstance(e.source, Window)
    )
    assert entered.max() > 1000.0
    got = absorbed @ area
    # Skylight and front see each other: what falls on glass is not kept by it.
    glass = [i for i, f in enumerate(faces) if f.transmittance > 0.0]
    assert (got <= entered * (1.0 + 1e-9) + 1e-9).all()
    if len(glass) == 1:
        np.testing.assert_allclose(got, entered, rtol=1e-9, atol=1e-9)
        assert (absorbed[:, glass] == 0.0).all()
    assert got.sum() > 0.9 * entered.sum()


@pytest.mark.parametrize("per_hour", [1, 2])
def test_the_beam_of_a_step_falls_on_the_face_that_rays_meet(golden, per_hour):
    # A black box on days about the equinox: hour by hour against rays at every sub-step.
    building = dataclasses.replace(black(box(bands=BAND)), interior_beam="traced")
    absorbed, signals, _, faces = record(building, golden, per_hour)
    climate = step_weather(golden, per_hour)
    window = building.zones[0].surfaces[0].windows[0]
    walls = [f for f in faces if f.name not in ("S", "S window")]
    outlines = [next(s.vertices for s in building.zones[0].surfaces if s.name == f.name) for f in walls]
    n = climate.sun_steps
    beam = signals.values[:, signals.column["S window"]] * window.area
    steps = [k for k in range(80 * 24 * per_hour, 84 * 24 * per_hour) if beam[k] > 500.0]
    assert len(steps) > 15
    for k in steps:
        subs = [j for j in range(k * n, k * n + n) if climate.sun[j] @ np.array(window.normal) > 0.05]
        shares = [naive.beam_by_rays(window.vertices, outlines, (), climate.sun[j], n=40) for j in subs]
        weights = [climate.dni[j] * (climate.sun[j] @ np.array(window.normal)) for j in subs]
        expected = beam[k] * np.average(shares, axis=0, weights=weights)
        got = [absorbed[k, faces.index(f)] * f.area for f in walls]
        # Sub-steps pass glass by their angle as well, and the table is linear between its directions.
        np.testing.assert_allclose(got, expected, atol=0.03 * beam[k])


@pytest.mark.parametrize("make", [lambda: box(bands={**BAND, "W": (1.0, 1.0, 2.0)}), shed], ids=["box", "shed"])
def test_what_is_not_absorbed_leaves_through_the_glass(golden, make):
    # Radiosity: what falls on a face is what the windows bring and what the faces that see it reflect.
    building = dataclasses.replace(make(), interior_beam="traced")
    absorbed, signals, elements, faces = record(building, golden)
    area = np.array([face.area for face in faces])
    alpha = np.array([face.absorptance for face in faces])
    tau = np.array([face.transmittance for face in faces])
    view, _ = interior_of(building, faces)
    entered = sum(
        signals.values[:, signals.column[e.source.name]] * e.area for e in elements if isinstance(e.source, Window)
    )
    falls = absorbed * area / alpha
    first = falls - (falls * (1.0 - alpha - tau)) @ view
    assert first.min() > -1e-6 * entered.max()
    np.testing.assert_allclose(first.sum(axis=1), entered, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose((absorbed * area).sum(axis=1) + falls @ tau, entered, rtol=1e-9, atol=1e-6)


def test_imposed_shares_take_the_beam_to_the_faces_they_name(golden):
    shares = {"floor": 0.5, "N": 0.25, "S window": 0.1}
    for mode in ("floor", "traced"):
        building = dataclasses.replace(box(bands=BAND, solar_shares=shares), interior_beam=mode)
        climate = step_weather(golden, 1)
        signals = solar_columns(building, climate)
        net = build_network(building, climate, signals, 3600.0)
        faces = parts(building)[1]
        expected = np.array([shares.get(face.name, 0.0) for face in faces])
        np.testing.assert_array_equal(net.sun.beam, [expected])
        np.testing.assert_array_equal(net.sun.diffuse, [expected])
        if mode == "traced":
            column = signals.values[:, signals.column["S window"]]
            power = net.sun.traced * np.array([face.area for face in faces])
            np.testing.assert_allclose(power, column[:, None] * 4.4 * 1.4 * expected, atol=1e-6)


@pytest.mark.parametrize(
    ("surfaces", "caught"),
    [
        # Without its back wall and roof the room lets rays escape.
        (("N",), "0 to 100"),
        (("floor", "N", "E", "W", "roof"), "0"),
    ],
)
def test_a_room_that_its_faces_do_not_close_is_refused(golden, surfaces, caught):
    open_room = dataclasses.replace(box(bands=BAND, skip=surfaces), interior_beam="traced")
    with pytest.raises(InputError) as refused:
        record(open_room, golden)
    text = str(refused.value)
    assert text.startswith("window 'S window': the faces behind it catch ")
    assert "instead of 100; tracing needs a convex zone that its faces close." in text
    assert text.endswith("Complete or split the zone, or set interior_beam='floor'.")
    # The same room is fine where its beam falls on the floor.
    if "floor" not in surfaces:
        build = dataclasses.replace(open_room, interior_beam="floor")
        climate = step_weather(golden, 1)
        build_network(build, climate, solar_columns(build, climate), 3600.0)


def test_a_zone_with_a_corner_that_points_inwards_is_refused(golden):
    # An L in plan, 8 x 8 m without its north-east quarter; floor and lid in two parts.
    plan = [(0.0, 0.0), (8.0, 0.0), (8.0, 4.0), (4.0, 4.0), (4.0, 8.0), (0.0, 8.0)]
    walls = [
        wall(f"side {i}", start, end, 0.0, 3.0, band=(0.8, 0.8, 2.2) if i == 0 else None)
        for i, (start, end) in enumerate(zip(plan, plan[1:] + plan[:1]))
    ]
    lids = [
        surface
        for i, (x1, y0, y1) in enumerate(((8.0, 0.0, 4.0), (4.0, 4.0, 8.0)))
        for surface in room(size=(x1, y1 - y0, 3.0), origin=(0.0, y0, 0.0), prefix=f"part {i} ").surfaces[4:]
    ]
    zone = Zone("L", 48.0, 144.0, (*walls, *lids))
    with pytest.raises(InputError, match=r"side 0 window.* tracing needs a convex zone"):
        record(Building("L", (zone,), interior_beam="traced"), golden)


def test_rooms_without_windows_need_no_geometry(golden):
    building = dataclasses.replace(box(skip=("N",)), interior_beam="traced")
    absorbed, *_ = record(building, golden)
    assert absorbed.shape == (8760, 5)
    assert (absorbed == 0.0).all()


def test_a_zone_with_given_shares_needs_no_geometry(golden):
    building = box(bands=BAND, skip=("N",), solar_shares={"floor": 1.0})
    absorbed, _, _, faces = record(dataclasses.replace(building, interior_beam="traced"), golden)
    floor = next(i for i, face in enumerate(faces) if face.name == "floor")
    assert absorbed[:, floor].max() > 0.0
    assert np.delete(absorbed, floor, axis=1).max() == 0.0
