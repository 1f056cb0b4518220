"""Surfaces, windows, doors and films: what fits, what does not, and what the message says."""

import math

import pytest

from fluxion.building import (
    Adiabatic,
    Adjacent,
    Construction,
    Door,
    Films,
    Ground,
    Outdoors,
    Resistance,
    Shade,
    SimpleGlazing,
    Surface,
    Window,
)
from fluxion.errors import InputError

PLAIN = Construction("plain", (Resistance("r", 2.0),))
GLASS = SimpleGlazing("glass", 1.8, 0.45)
WALL = ((0.0, 0.0, 0.0), (4.0, 0.0, 0.0), (4.0, 0.0, 3.0), (0.0, 0.0, 3.0))
BAND = ((0.5, 0.0, 0.8), (3.5, 0.0, 0.8), (3.5, 0.0, 2.2), (0.5, 0.0, 2.2))
LEAF = ((0.1, 0.0, 0.0), (0.4, 0.0, 0.0), (0.4, 0.0, 2.0), (0.1, 0.0, 2.0))
PANEL = Construction("panel", (Resistance("p", 1.0),))


def surface(vertices=WALL, boundary=None, windows=(), doors=(), **more):
    return Surface("south", vertices, PLAIN, boundary or Outdoors(), windows, doors, **more)


def test_areas_and_orientation():
    wall = surface(windows=(Window("band", BAND, GLASS),))
    assert wall.area == pytest.approx(12.0)
    assert wall.net_area == pytest.approx(12.0 - 4.2)
    assert wall.tilt_deg == pytest.approx(90.0)
    assert wall.azimuth_deg == pytest.approx(180.0)
    assert wall.height == pytest.approx(3.0)
    assert wall.windows[0].height == pytest.approx(1.4)
    assert wall.centroid == pytest.approx((2.0, 0.0, 1.5))


@pytest.mark.parametrize(
    ("vertices", "words"),
    [
        (WALL[:2], "needs at least 3 vertices, but it has 2"),
        ((*WALL[:3], (0.0, 0.0)), "a vertex needs x, y and z"),
        ((*WALL[:3], (0.0, math.nan, 3.0)), "vertex coordinate must be a number"),
        ((WALL[0], WALL[1], WALL[1]), "the polygon has no area"),
        ((*WALL[:3], (0.0, 0.5, 3.0)), "do not lie in one plane"),
        ((*WALL[:3], (3.0, 0.0, 1.0)), "is not convex; split it into convex parts"),
    ],
)
def test_unusable_polygons_are_refused_with_their_owner(vertices, words):
    with pytest.raises(InputError, match=f"surface 'south': .*{words}"):
        surface(vertices)
    with pytest.raises(InputError, match=f"window 'band': .*{words}"):
        Window("band", vertices, GLASS)
    with pytest.raises(InputError, match=f"door 'leaf': .*{words}"):
        Door("leaf", vertices, PANEL)
    with pytest.raises(InputError, match=f"shade 'fin': .*{words}"):
        Shade("fin", vertices)


@pytest.mark.parametrize(("dx", "dy", "dz"), [(1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.01, 0.0), (-9.0, 0.0, 0.0)])
def test_a_window_outside_its_wall_is_refused(dx, dy, dz):
    moved = tuple((x + dx, y + dy, z + dz) for x, y, z in BAND)
    with pytest.raises(InputError, match="surface 'south': window 'band' does not lie within the surface"):
        surface(windows=(Window("band", moved, GLASS),))
    with pytest.raises(InputError, match="surface 'south': door 'leaf' does not lie within the surface"):
        surface(doors=(Door("leaf", moved, PANEL),))


def test_a_clockwise_window_is_refused():
    with pytest.raises(InputError, match="window 'band' runs clockwise seen from outside; reverse its vertices"):
        surface(windows=(Window("band", BAND[::-1], GLASS),))
    with pytest.raises(InputError, match="door 'leaf' runs clockwise seen from outside; reverse its vertices"):
        surface(doors=(Door("leaf", LEAF[::-1], PANEL),))


def test_a_wall_needs_some_opaque_area():
    with pytest.raises(InputError, match="the windows leave no opaque area"):
        surface(windows=(Window("all", WALL, GLASS),))
    with pytest.raises(InputError, match="the openings leave no opaque area; make them smaller"):
        surface(doors=(Door("all", WALL, PANEL),))
    left = ((0.0, 0.0, 0.0), (2.0, 0.0, 0.0), (2.0, 0.0, 3.0), (0.0, 0.0, 3.0))
    right = tuple((x + 2.0, y, z) for x, y, z in left)
    with pytest.raises(InputError, match="the openings leave no opaque area"):
        surface(windows=(Window("left", left, GLASS),), doors=(Door("right", right, PANEL),))


@pytest.mark.parametrize("boundary", [Ground(), Adjacent("other"), Adiabatic(), Outdoors(sun_exposed=False)])
def test_windows_need_the_outdoors(boundary):
    with pytest.raises(
        InputError, match=r"surface 'south': only a surface towards outdoors .*can carry windows or doors"
    ):
        surface(boundary=boundary, windows=(Window("band", BAND, GLASS),))
    with pytest.raises(
        InputError, match=r"surface 'south': only a surface towards outdoors .*can carry windows or doors"
    ):
        surface(boundary=boundary, doors=(Door("leaf", LEAF, PANEL),))


def test_ground_temperatures():
    assert Ground(10.0).monthly == (10.0,) * 12
    assert Ground(tuple(range(12))).monthly == tuple(range(12))
    assert Ground([5.0] * 12).monthly == (5.0,) * 12
    with pytest.raises(InputError, match="expected one temperature or twelve monthly ones, but got 11"):
        Ground((5.0,) * 11)
    for bad in (math.nan, 500.0, (5.0,) * 11 + (math.inf,), None):
        with pytest.raises(InputError, match="ground: temperature_c must be a number between -50 and 60"):
            Ground(bad)


def test_windows_may_touch_but_not_overlap():
    (x0, y, z0), (x1, _, _), (_, _, z1), _ = BAND
    middle = 0.5 * (x0 + x1)

    def band(name, a, b):
        return Window(name, ((a, y, z0), (b, y, z0), (b, y, z1), (a, y, z1)), GLASS)

    assert len(surface(windows=(band("left", x0, middle), band("right", middle, x1))).windows) == 2
    with pytest.raises(InputError, match="the windows 'left' and 'right' overlap; move them apart"):
        surface(windows=(band("left", x0, middle + 0.1), band("right", middle, x1)))


def test_doors_take_their_area_off_the_wall():
    wall = surface(windows=(Window("band", BAND, GLASS),), doors=(Door("leaf", LEAF, PANEL),))
    assert wall.net_area == pytest.approx(12.0 - 4.2 - 0.6)
    assert [opening.name for opening in wall.openings] == ["band", "leaf"]
    assert wall.doors[0].area == pytest.approx(0.6)
    assert wall.doors[0].azimuth_deg == pytest.approx(180.0)
    assert wall.doors[0].construction is PANEL
    assert surface().openings == ()


def test_doors_may_touch_windows_but_not_overlap_them_or_each_other():
    window = Window("band", BAND, GLASS)
    touching = tuple((x + 0.1, y, z) for x, y, z in LEAF)
    assert len(surface(windows=(window,), doors=(Door("leaf", touching, PANEL),)).openings) == 2
    over = tuple((x + 0.3, y, z) for x, y, z in LEAF)
    with pytest.raises(InputError, match="the openings 'band' and 'leaf' overlap; move them apart"):
        surface(windows=(window,), doors=(Door("leaf", over, PANEL),))
    with pytest.raises(InputError, match="the openings 'first' and 'second' overlap; move them apart"):
        surface(doors=(Door("first", LEAF, PANEL), Door("second", LEAF, PANEL)))


def test_openings_need_names():
    for name in ("", "  ", None):
        with pytest.raises(InputError, match="door: a name with at least one character is needed"):
            Door(name, LEAF, PANEL)
        with pytest.raises(InputError, match="window: a name with at least one character is needed"):
            Window(name, BAND, GLASS)


def test_films_of_walls_windows_and_doors():
    films = Films(inside=8.3, outside=29.3)
    assert surface().films == Films()
    assert surface(films=films).films == films
    assert Window("band", BAND, GLASS).films == Films()
    assert Window("band", BAND, GLASS, films).films.outside == 29.3
    assert Door("leaf", LEAF, PANEL, films).films.inside == 8.3


def test_an_outside_film_needs_air_behind_the_wall():
    for boundary, name in ((Ground(), "Ground"), (Adiabatic(), "Adiabatic")):
        assert surface(boundary=boundary, films=Films(inside=3.0)).films.inside == 3.0
        with pytest.raises(
            InputError, match=f"surface 'south': an outside film is imposed, .* behind a {name} boundary"
        ):
            surface(boundary=boundary, films=Films(outside=3.0))
    assert surface(boundary=Adjacent("other"), films=Films(3.0, 4.0)).films.outside == 4.0
    assert surface(boundary=Outdoors(sun_exposed=False), films=Films(3.0, 4.0)).films.outside == 4.0
