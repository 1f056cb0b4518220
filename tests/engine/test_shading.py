"""Shading of faces: overhangs, fins, roofs and the building itself, for beam and sky."""

import math

import numpy as np
import pytest
from boxes import box, room, turned
from naive import sunlit_by_rays

from fluxion.building import Building, Shade
from fluxion.building.geometry import dot, local_axes, newell, subtract, unit
from fluxion.engine.climate import step_weather
from fluxion.engine.exposure import solar_columns
from fluxion.engine.shading import ELEVATIONS, RELATIVE_AZIMUTHS, UNSHADED, sunlit, with_sky_shares, without_openings

SOUTH = (0.0, -1.0, 0.0)
FACADE = ((0.0, 0.0, 0.0), (6.0, 0.0, 0.0), (6.0, 0.0, 3.0), (0.0, 0.0, 3.0))


def overhang(depth, z=3.0, reach=0.0):
    return ((-reach, -depth, z), (6.0 + reach, -depth, z), (6.0 + reach, 0.0, z), (-reach, 0.0, z))


def direction(elevation_deg, azimuth_deg):
    e, a = math.radians(elevation_deg), math.radians(azimuth_deg)
    return math.cos(e) * math.sin(a), math.cos(e) * math.cos(a), math.sin(e)


def by_rays(polygon, normal, shades, towards):
    """Sunlit share from site coordinates."""
    along, up = local_axes(normal)

    def local(p):
        offset = subtract(p, polygon[0])
        return [dot(offset, along), dot(offset, up), dot(offset, normal)]

    receiver = np.array([local(p)[:2] for p in polygon])
    planes = [np.array([local(p) for p in shade]) for shade in shades]
    return sunlit_by_rays(receiver, planes, [dot(towards, a) for a in (along, up, normal)], n=120)


@pytest.mark.parametrize("turn", [0.0, 33.0, 90.0, 200.0])
def test_table_equals_rays_for_a_facade_with_overhang_and_fin(turn):
    place = turned(turn)

    def put(polygon):
        return tuple(place(*p) for p in polygon)

    fin = ((6.0, -1.5, 0.0), (6.0, 0.0, 0.0), (6.0, 0.0, 3.0), (6.0, -1.5, 3.0))
    facade, shades = put(FACADE), (put(overhang(1.2)), put(fin))
    view = sunlit(facade, unit(newell(facade)), shades)
    for i in (0, 5, 10, 20, 25):
        for j in (20, 27, 36, 44, 52):
            towards = direction(math.degrees(ELEVATIONS[i]), 180.0 + turn + math.degrees(RELATIVE_AZIMUTHS[j]))
            expected = by_rays(facade, unit(newell(facade)), shades, towards)
            assert view.table[i, j] == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("turn", [0.0, 30.0, 90.0, 120.0, 180.0, 270.0])
def test_a_roof_beside_a_tower_is_shaded_from_the_right_side(golden, turn):
    # Rounding in a turned roof's normal must not turn its shade table.
    place = turned(turn)
    tower = tuple(place(*p) for p in ((-20.0, -0.5, 0.0), (26.0, -0.5, 0.0), (26.0, -0.5, 12.0), (-20.0, -0.5, 12.0)))
    building = box(place=place, shades=(tower,))
    roof = next(s for s in building.zones[0].surfaces if s.name == "roof")
    climate = step_weather(golden, 1)
    signals = solar_columns(building, climate)
    got = signals.values[:, signals.column["roof"]]
    chosen = climate.up[(climate.dni[climate.up] > 300.0)][::97]
    expected, reached = 0.0, 0.0
    for k in chosen:
        lit = by_rays(roof.vertices, roof.normal, (tower,), climate.sun[k])
        expected += lit * climate.dni[k] * climate.sun[k, 2]
        reached += got[k // 6]
    diffuse = sum(climate.dhi[k] for k in chosen)
    assert expected * 0.9 < reached < expected + 1.1 * diffuse + 0.05 * expected


def test_no_shade_in_front_means_no_table():
    assert sunlit(FACADE, SOUTH, ()) is UNSHADED
    assert sunlit(FACADE, SOUTH, (FACADE,)) is UNSHADED
    behind = tuple((x, y + 5.0, z) for x, y, z in FACADE)
    assert sunlit(FACADE, SOUTH, (behind,)) is UNSHADED
    below = tuple((x, y - 5.0, z - 9.0) for x, y, z in FACADE)
    assert sunlit(FACADE, SOUTH, (below,)) is UNSHADED


def test_sky_share_under_a_long_overhang_is_its_view_factor():
    # Two perpendicular planes of equal width: F from facade to overhang 1 - 1/sqrt(2); the sky is half of the view.
    deep = overhang(3.0, reach=300.0)
    view = sunlit(FACADE, SOUTH, (deep,))
    covered = 0.5 * (1.0 + 1.0 - math.sqrt(2.0)) * 1.0
    assert 0.5 * view.isotropic == pytest.approx(0.5 - covered, abs=0.01)


def test_deeper_overhangs_leave_less_sky():
    shares = [sunlit(FACADE, SOUTH, (overhang(d),)).isotropic for d in (0.1, 0.5, 1.0, 2.0)]
    assert (np.diff(shares) < 0.0).all()
    assert 0.9 < shares[0] < 1.0


def test_overhang_hides_the_horizon_hardly():
    view = sunlit(FACADE, SOUTH, (overhang(1.0),))
    assert view.horizon > view.isotropic
    assert view.horizon > 0.9


def test_constant_tables_give_their_constant():
    view = with_sky_shares(np.full((31, 73), 0.4), SOUTH)
    assert view.isotropic == pytest.approx(0.4)
    assert view.horizon == pytest.approx(0.4)


def test_wall_and_window_together_are_the_whole_facade():
    band = ((0.5, 0.0, 1.0), (5.5, 0.0, 1.0), (5.5, 0.0, 2.5), (0.5, 0.0, 2.5))
    shades = (overhang(0.8, z=2.5),)
    gross, window = sunlit(FACADE, SOUTH, shades), sunlit(band, SOUTH, shades)
    rest = without_openings(gross, 18.0, [(window, 7.5)], SOUTH)
    together = (10.5 * rest.table + 7.5 * window.table) / 18.0
    front = together[:, 24:49]
    np.testing.assert_allclose(front, gross.table[:, 24:49], atol=0.03)
    assert ((rest.table >= 0.0) & (rest.table <= 1.0)).all()


def test_a_tall_wall_in_front_takes_most_of_the_sun(golden):
    climate = step_weather(golden, 1)
    tall = ((-30.0, -3.0, 0.0), (36.0, -3.0, 0.0), (36.0, -3.0, 15.0), (-30.0, -3.0, 15.0))
    alone, shaded = box(), box(shades=(tall,))
    free, dark = solar_columns(alone, climate), solar_columns(shaded, climate)
    assert dark.values[:, dark.column["S"]].sum() < 0.35 * free.values[:, free.column["S"]].sum()
    np.testing.assert_allclose(dark.values[:, dark.column["N"]], free.values[:, free.column["N"]])
    assert dark.sky["S"] < 0.3
    assert dark.sky["N"] == 1.0


def test_the_building_shades_itself(golden):
    # Two rooms face each other across a gap of one metre: the walls in the gap see little, the others do not notice.
    south = room("south", prefix="s ")
    north = room("north", prefix="n ", origin=(0.0, 9.0, 0.0))
    climate = step_weather(golden, 1)
    signals = solar_columns(Building("gap", (south, north)), climate)
    free = solar_columns(box(), climate)
    gap, open_south = signals.values[:, signals.column["n S"]], free.values[:, free.column["S"]]
    assert gap.sum() < 0.6 * open_south.sum()
    np.testing.assert_allclose(signals.values[:, signals.column["s S"]], open_south)
    assert signals.sky["n S"] < 0.5
    assert signals.sky["n N"] == 1.0


def test_fins_on_the_south_side_take_morning_or_afternoon_sun(golden):
    climate = step_weather(golden, 1)
    east_fin = ((6.0, -2.0, 0.0), (6.0, 0.0, 0.0), (6.0, 0.0, 2.7), (6.0, -2.0, 2.7))
    west_fin = tuple((0.0, y, z) for _, y, z in east_fin)
    hour = np.arange(8760) % 24
    band = {"S": (0.5, 0.8, 2.2)}

    def beam(shades):
        building = box(shades=shades, bands=band)
        signals = solar_columns(building, climate)
        values = signals.values[:, signals.column["S window"]]
        return values[hour < 11].sum(), values[hour >= 13].sum()

    open_am, open_pm = beam(())
    am, pm = beam((east_fin,))
    assert am < 0.85 * open_am
    assert pm == pytest.approx(open_pm, rel=0.02)
    am, pm = beam((west_fin,))
    assert am == pytest.approx(open_am, rel=0.02)
    assert pm < 0.85 * open_pm


def test_a_shade_may_have_many_corners():
    angle = np.linspace(0.0, 2.0 * math.pi, 50, endpoint=False)
    disc = Shade("disc", tuple((3.0 + math.cos(a), -1.0, 1.5 + math.sin(a)) for a in angle))
    view = sunlit(FACADE, SOUTH, (disc.vertices,))
    j = 36
    assert view.table[0, j] == pytest.approx(1.0 - math.pi / 18.0, abs=0.01)
