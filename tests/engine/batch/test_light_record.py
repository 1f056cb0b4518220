"""Sky and sun of a block: the tables of a climate, and what overhangs leave of the sky."""

import math

import numpy as np
import pytest
from boxes import box

from fluxion.building.family import Family
from fluxion.engine._kernels.batch.lanes import LANES
from fluxion.engine._kernels.batch.light import INSTANT, INSTANTS
from fluxion.engine._kernels.batch.records import SIDE_ROWS, TO_AIR, TO_SKY
from fluxion.engine.batch.blocks import block_of, weather_record
from fluxion.engine.batch.family.portrait import family_stack
from fluxion.engine.batch.light_record import sky_directions, sun_tables
from fluxion.engine.batch.sun_portrait import sun_rows
from fluxion.engine.climate import step_weather
from fluxion.engine.shading import HORIZON, sunlit
from fluxion.units import STEFAN_BOLTZMANN
from fluxion.weather import Weather

HEAD, TALL, WIDE = 2.2, 2.7, 6.0
BAND = {"S": (0.5, 0.8, HEAD)}


@pytest.fixture(scope="module")
def climate():
    return step_weather(Weather.bundled("golden"), 1)


@pytest.fixture(scope="module")
def block(climate):
    """A box with an overhang of growing depth over its south window."""
    depth = np.array([0.0, 0.3, 0.8, 1.5])
    height = {"S window": np.full(4, HEAD - 0.8)}
    family = Family(box(bands=BAND), 4, window_height=height, overhang_depth=depth)
    stack = family_stack(family, climate, 3)
    return depth, stack, block_of(stack, slice(0, 4), weather_record(climate, np.zeros(8760)), 3)


def test_directions_in_front_of_a_wall_weigh_one_sky():
    cosine, rise, along, even, rim = sky_directions().astype(np.float64).T
    np.testing.assert_allclose(cosine**2 + rise**2 + along**2, 1.0, rtol=1e-5)
    assert (cosine > 0.0).all()
    assert (cosine * even).sum() == pytest.approx(1.0, rel=1e-5)
    assert (cosine * rim).sum() == pytest.approx(1.0, rel=1e-5)
    # The rim is a band at one elevation.
    assert (cosine * rim * np.arcsin(rise)).sum() == pytest.approx(HORIZON, rel=1e-5)
    # A wall receives of an even sky: the integral of cos(elevation)^2 up to an elevation.
    low = rise < math.sin(math.radians(45.0))
    expected = (math.pi / 4.0 + 0.5) / (math.pi / 2.0)
    assert (cosine * even)[low].sum() == pytest.approx(expected, abs=0.03)


def test_tables_hold_the_radiation_of_the_lit_hours(climate):
    tables, rows = sun_tables(climate), sun_rows(climate)
    instants = tables["instants"].reshape(-1, INSTANTS, INSTANT).astype(np.float64)
    assert len(instants) == len(tables["skies"]) == rows.max() + 1
    assert not instants[0].any()
    assert not tables["skies"][0].any()
    up = np.zeros(8760 * INSTANTS, dtype=bool)
    up[climate.up] = True
    for hour in np.flatnonzero(rows)[::400]:
        own = slice(hour * INSTANTS, (hour + 1) * INSTANTS)
        got, sky = instants[rows[hour]], tables["skies"][rows[hour]]
        assert got[:, 3].sum() == pytest.approx(climate.dni[own][up[own]].sum() / INSTANTS, rel=1e-5)
        level = np.maximum(climate.sun[own, 2], 0.0)
        total = ((climate.dni[own] * level + climate.dhi[own]) * up[own]).sum() / INSTANTS
        assert sky[2] == pytest.approx(total, rel=1e-5)
        # A level plane sees the whole sky and no rim: the halo and the even sky are what it receives of diffuse sun.
        halo = (got[:, 4] * np.maximum(level, 0.0872)).sum()
        diffuse = (climate.dhi[own] * up[own]).sum() / INSTANTS
        assert sky[0] + halo == pytest.approx(diffuse, rel=1e-4, abs=1e-3)


def test_sky_under_an_overhang_is_that_of_the_sunlit_tables(block):
    depths, stack, records = block
    facade = int(np.flatnonzero(stack.light["shaded"])[0])
    wall = ((0.0, 0.0, 0.0), (WIDE, 0.0, 0.0), (WIDE, 0.0, TALL), (0.0, 0.0, TALL))
    window = ((0.5, 0.0, 0.8), (5.5, 0.0, 0.8), (5.5, 0.0, HEAD), (0.5, 0.0, HEAD))
    size, whole = 5.0 * (HEAD - 0.8), WIDE * TALL
    for lane, depth in enumerate(depths):
        overhang = ((0.0, -depth, HEAD), (WIDE, -depth, HEAD), (WIDE, 0.0, HEAD), (0.0, 0.0, HEAD))
        shades = (overhang,) if depth else ()
        one, all_of_it = (sunlit(face, (0.0, -1.0, 0.0), shades) for face in (window, wall))
        light = records.light
        # A wall sees half of the sky, and of its rim all that stands before it.
        assert 2.0 * light.window_sky[facade, lane] == pytest.approx(one.isotropic, abs=0.01)
        assert light.window_rim[facade, lane] == pytest.approx(one.horizon, abs=0.01)
        # The tables cut the wall into forty strips, each wholly above or below the overhang.
        strip = 0.5 / 40.0 * whole / (whole - size) + 0.005
        rest = (all_of_it.isotropic * whole - one.isotropic * size) / (whole - size)
        assert 2.0 * light.wall_sky[facade, lane] == pytest.approx(rest, abs=strip)
        rest = (all_of_it.horizon * whole - one.horizon * size) / (whole - size)
        assert light.wall_rim[facade, lane] == pytest.approx(rest, abs=strip)


def test_what_an_overhang_hides_of_the_sky_is_air(block):
    depths, stack, built = block
    facade = stack.light["side_facade"]
    sides = built.sides.reshape(-1, SIDE_ROWS, LANES) / STEFAN_BOLTZMANN
    to_sky, to_air = sides[:, TO_SKY], sides[:, TO_AIR]
    total = to_sky + to_air
    np.testing.assert_allclose(total, np.repeat(total[:, :1], total.shape[1], axis=1), rtol=1e-6)
    shaded = facade == np.flatnonzero(stack.light["shaded"])[0]
    assert shaded.sum() == 2
    assert (np.diff(to_sky[shaded][:, : depths.size], axis=1) < -0.003).all()
    open_sides = to_sky[~shaded]
    np.testing.assert_array_equal(open_sides, np.repeat(open_sides[:, :1], open_sides.shape[1], axis=1))


def test_a_building_with_given_sun_has_no_facades(climate):
    from fluxion.engine.batch.portrait import portrait_of
    from fluxion.engine.batch.stack import stack_of

    stack = stack_of([portrait_of(box(bands=BAND), climate, 3)])
    records = block_of(stack, slice(0, 1), weather_record(climate, np.zeros(8760)), 3)
    assert records.light.glazed.size == 0
    assert records.light.first_ray.tolist() == [0]
    assert records.suns.shape[0] == stack.sun.shape[1]
