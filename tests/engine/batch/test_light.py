"""Sun on facades under overhangs: grids of rays, sums over instants, compiled and interpreted."""

import math
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from fluxion.engine._kernels.batch import lanes as lanes_module
from fluxion.engine._kernels.batch import light, records
from fluxion.engine.batch.lane_arrays import aligned
from fluxion.engine.batch.light_record import sky_directions

LANES = lanes_module.LANES
# Different walls of a draw.
DRAWN = 16
INSTANTS = light.INSTANTS
INLINED = ("opened", "open_ends", "wall_shadows", "lit_shares", "polynomial", "shine", "spread")


class Wall:
    """A wall with a centred band of windows under an overhang, the same plan above; random lanes."""

    def __init__(self, seed, *, deepest=1.5, many=1):
        random = np.random.default_rng(seed)

        def draw(low, high, rows=many):
            # The same walls however many lanes there are.
            return np.tile(random.uniform(low, high, (rows, DRAWN)), (1, LANES // DRAWN))

        self.width, self.tall = draw(4.0, 30.0), draw(2.6, 4.0)
        self.depth = draw(0.0, deepest)
        self.sill = draw(0.0, 0.3) * self.tall
        self.height = draw(0.1, 0.95) * (self.tall - self.sill)
        self.margin = draw(0.0, 0.3) * self.width
        # The storey above may have windows of another height.
        self.distance = draw(0.3, 0.95) * self.tall
        self.window = (self.width - 2.0 * self.margin) * self.height
        self.opaque = self.width * self.tall - self.window
        angle = draw(0.0, 2.0 * math.pi)
        self.normal = np.stack([np.sin(angle), np.cos(angle), np.zeros((many, LANES))])
        self.sky = {name: draw(0.2, 1.0) for name in SKIES}
        self.optics = {"through": draw(-0.5, 1.0, 4 * many)}
        self.optics["kept"] = draw(-0.2, 0.4, 4 * many)
        self.optics |= {name: draw(0.1, 0.6) for name in ("through_diffuse", "kept_diffuse")}
        self.ground = draw(0.0, 0.2)

    def record(self, *, glazed=1, shaded=1, **more):
        """As the kernels take it."""
        many = len(self.width)
        head = self.sill + self.height
        values = {
            "depth": self.depth,
            "height": self.height,
            "margin": self.margin,
            "width": self.width,
            "below": head,
            "above": self.tall - head,
            "distance": self.distance,
            "per_height": 1.0 / self.height,
            "per_window": 0.5 / self.window,
            "per_wall": self.width / self.opaque,
            "window_to_wall": self.window / self.opaque,
            "ground_view": self.ground,
            **dict(zip(("normal_x", "normal_y", "normal_z"), self.normal)),
            **self.sky,
            **self.optics,
        }
        fields = dict.fromkeys(records.Light._fields, aligned(0))
        fields |= {name: filled(value) for name, value in values.items()}
        fields |= {"glazed": np.full(many, glazed, dtype=np.int32), "shaded": np.full(many, shaded, dtype=np.int32)}
        fields |= {"first_ray": np.zeros(1, dtype=np.int32), "ray_column": np.zeros(0, dtype=np.int32)}
        return records.Light(**fields | {"columns": aligned(light.COLUMNS * many)} | more)

    def lit(self, lane, c, rise, along, n=240, a=0):
        """Lit shares of window, opaque part, opaque part below the next overhang, by a grid of rays."""
        width, tall, depth = self.width[a, lane], self.tall[a, lane], self.depth[a, lane]
        sill, margin = self.sill[a, lane], self.margin[a, lane]
        head = sill + self.height[a, lane]

        def free(x, z, level):
            # A ray towards the sun rises rise/c and goes along/c to the side on every metre away from the wall.
            out = (level - z) * c / rise
            aside = x + out * along / c
            return ~((out > 0.0) & (out < depth) & (aside > 0.0) & (aside < width))

        def grid(x0, x1, z0, z1):
            x, z = (lo + (np.arange(n) + 0.5) / n * (hi - lo) for lo, hi in ((x0, x1), (z0, z1)))
            x, z = np.meshgrid(x, z)
            own = free(x, z, head)
            return np.array([own.mean(), (own & free(x, z, tall + self.distance[a, lane])).mean()])

        window = grid(margin, width - margin, sill, head)
        pieces = [(0.0, width, 0.0, sill), (0.0, width, head, tall)]
        pieces += [(0.0, margin, sill, head), (width - margin, width, sill, head)]
        sizes = np.array([(x1 - x0) * (z1 - z0) for x0, x1, z0, z1 in pieces])
        rest = sum(size * grid(*piece) for size, piece in zip(sizes, pieces) if size > 0.0) / sizes.sum()
        return window[0], rest[0], rest[1]


SKIES = ("wall_sky", "wall_rim", "lower_sky", "lower_rim", "window_sky", "window_rim")


def filled(values):
    block = aligned(len(values))
    block[:] = values
    return block


@njit(cache=False)
def _compiled_shares(c, rise, along, record, out):
    for i, share in enumerate(light.lit_shares(0, lanes_module.splat(c), rise, lanes_module.splat(along), record)):
        lanes_module.store(out, i, share)


@contextmanager
def interpreted():
    """The kernels' own Python, which runs on rows of NumPy arrays."""
    with pytest.MonkeyPatch.context() as patch:
        for name in INLINED:
            patch.setattr(light, name, getattr(light, name).py_func)
        yield


def shares(record, c, rise, along):
    out = aligned(3)
    _compiled_shares(c, rise, along, record, out)
    return out


direction = st.tuples(st.floats(0.01, 1.55), st.floats(0.0, 1.56))


def components(sun):
    elevation, azimuth = sun
    return (
        math.cos(elevation) * math.cos(azimuth),
        math.sin(elevation),
        math.cos(elevation) * math.sin(azimuth),
    )


@given(st.integers(0, 10_000), direction)
def test_lit_shares_are_those_of_a_grid_of_rays(seed, sun):
    wall, (c, rise, along) = Wall(seed), components(sun)
    got = shares(wall.record(), c, rise, along)
    for lane in (0, LANES - 1):
        expected = c * np.array(wall.lit(lane, c, rise, along))
        np.testing.assert_allclose(got[:, lane], expected, atol=c * 0.012 + 2e-6)


@given(st.integers(0, 10_000), direction)
def test_no_share_is_negative_or_more_than_whole(seed, sun):
    wall, (c, rise, along) = Wall(seed, deepest=10.0), components(sun)
    got = shares(wall.record(), c, rise, along)
    assert (got >= -2e-5).all()
    assert (got <= c + 2e-5).all()
    assert (got[2] <= got[1] + 2e-5).all()


@given(st.integers(0, 10_000), direction)
def test_interpreted_shares_are_the_compiled_ones(seed, sun):
    wall, (c, rise, along) = Wall(seed), components(sun)
    record = wall.record()
    splat = lanes_module.splat
    with interpreted():
        plain = np.array(light.lit_shares(0, splat(c), np.float32(rise), splat(along), record))
    np.testing.assert_allclose(shares(record, c, rise, along), plain, rtol=1e-4, atol=1e-5)


def test_without_an_overhang_all_is_lit():
    wall = Wall(3)
    wall.depth[:] = 0.0
    for sun in ((0.1, 0.0), (1.0, 1.0), (0.02, 1.55)):
        c, rise, along = components(sun)
        np.testing.assert_allclose(shares(wall.record(), c, rise, along), c, rtol=2e-6, atol=1e-9)


def test_a_facade_without_another_overhang_above_has_but_its_own_shadow():
    wall = Wall(4)
    wall.distance[:] = 1e6
    for sun in ((0.1, 0.0), (1.3, 0.9), (0.02, 1.55), (1.5, 1.5)):
        got = shares(wall.record(), *components(sun))
        np.testing.assert_allclose(got[2], got[1], atol=1e-6)


# An hour of sun: the sun moves from a side to the front, one instant lies before sunrise, one behind the wall.
AZIMUTHS = np.radians([80.0, 60.0, 40.0, 20.0, 0.0, 170.0])
ELEVATIONS = np.radians([0.0, 5.0, 12.0, 25.0, 40.0, 60.0])
DNI = np.array([0.0, 120.0, 300.0, 500.0, 600.0, 700.0]) / INSTANTS
HALO = np.array([0.0, 10.0, 20.0, 30.0, 40.0, 50.0]) / INSTANTS
ROW = 1


def hour(azimuths=AZIMUTHS, elevations=ELEVATIONS):
    """Tables of one lit hour, and the directions (6, 3) of its instants."""
    toward = np.column_stack(
        [np.cos(elevations) * np.sin(azimuths), np.cos(elevations) * np.cos(azimuths), np.sin(elevations)]
    )
    rows = np.column_stack([toward, DNI, HALO])
    instants = np.concatenate([np.zeros_like(rows), rows]).astype(np.float32)
    skies = np.array([[0.0, 0.0, 0.0], [90.0, 12.0, 310.0]], dtype=np.float32)
    return {"instants": instants, "skies": skies}, toward


def naive_columns(wall, lane, glazed, shaded, *sun_of_hour, n=400):
    """(5,) columns of the hour for one lane, instant by instant."""
    tables, toward = hour(*sun_of_hour)
    isotropic, rim, below = tables["skies"][ROW]
    beam, absorbed = np.zeros(3), np.zeros(2)
    normal = wall.normal[:, 0, lane]
    for sun, dni, halo in zip(toward, DNI, HALO):
        c = max(0.0, float(normal @ sun))
        if dni + halo == 0.0 or c == 0.0:
            continue
        along = abs(normal[0] * sun[1] - normal[1] * sun[0])
        window, rest, lower = wall.lit(lane, c, sun[2], along, n=n) if shaded else (1.0, 1.0, 1.0)
        beam += c * (dni + halo) * np.array([rest, lower, 0.0]) + c * halo * np.array([0.0, 0.0, window])
        powers = c ** np.arange(1, 5)
        for i, name in enumerate(("through", "kept")):
            absorbed[i] += window * c * dni * (wall.optics[name][:, lane] @ powers)
    sky = [
        wall.sky[f"{part}_sky"][0, lane] * isotropic + wall.sky[f"{part}_rim"][0, lane] * rim
        for part in ("wall", "lower", "window")
    ]
    reflected = wall.ground[0, lane] * below
    diffuse = sky[2] + beam[2] + reflected
    return np.array(
        [
            beam[0] + sky[0] + reflected,
            beam[1] + sky[1] + reflected if shaded else 0.0,
            absorbed[0] if glazed else 0.0,
            diffuse * wall.optics["through_diffuse"][0, lane] if glazed else 0.0,
            absorbed[1] + diffuse * wall.optics["kept_diffuse"][0, lane] if glazed else 0.0,
        ]
    )


@njit(cache=False)
def _compiled_shine(row, record):
    light.shine(0, row, record)


@pytest.mark.parametrize("shaded", [0, 1])
@pytest.mark.parametrize("glazed", [0, 1])
def test_an_hour_of_sun_is_the_sum_over_its_instants(glazed, shaded):
    for seed in range(3):
        wall = Wall(seed)
        tables, _ = hour()
        record = wall.record(glazed=glazed, shaded=shaded, **tables)
        with interpreted():
            light.shine(0, ROW, record)
        for lane in (1, LANES - 2):
            expected = naive_columns(wall, lane, glazed, shaded)
            np.testing.assert_allclose(record.columns[:, lane], expected, rtol=0.01, atol=0.6)


@pytest.mark.parametrize(("azimuth", "elevation"), [(100.0, 8.0), (180.0, 25.0), (250.0, 50.0)])
def test_the_mean_sun_of_an_hour_shades_walls_as_its_instants_do(azimuth, elevation):
    # Shadows on opaque parts and open ends are those of the hour's mean sun, which moves fifteen degrees in the hour.
    sun_of_hour = np.radians(azimuth + np.arange(6) * 2.5), np.radians(elevation + np.arange(6) * 1.5)
    tables, _ = hour(*sun_of_hour)
    errors, sizes = [], []
    for seed in range(4):
        wall = Wall(seed)
        record = wall.record(**tables)
        _compiled_shine(ROW, record)
        for lane in range(DRAWN):
            expected = naive_columns(wall, lane, 1, 1, *sun_of_hour, n=120)
            errors.append(record.columns[:, lane] - expected)
            sizes.append(expected)
    mean = np.mean(np.abs(sizes), axis=0)
    assert (np.sqrt(np.mean(np.square(errors), axis=0)) < 0.012 * mean).all()
    assert (np.abs(errors).max(axis=0) < 0.08 * mean).all()


@pytest.mark.parametrize("shaded", [0, 1])
@pytest.mark.parametrize("glazed", [0, 1])
def test_compiled_sun_is_the_interpreted_one(glazed, shaded):
    tables, _ = hour()
    for seed in range(8):
        wall = Wall(seed)
        compiled, plain = (wall.record(glazed=glazed, shaded=shaded, **tables) for _ in range(2))
        _compiled_shine(ROW, compiled)
        with interpreted():
            light.shine(0, ROW, plain)
        np.testing.assert_allclose(compiled.columns, plain.columns, rtol=2e-4, atol=2e-3)


def test_a_sky_that_is_darker_than_its_rim_takes_gives_none():
    # The rim of the sky model may be negative; the sky is never.
    tables, _ = hour()
    tables["skies"][ROW] = [5.0, -80.0, 0.0]
    tables["instants"][:, 3:] = 0.0
    record = Wall(1).record(**tables)
    _compiled_shine(ROW, record)
    assert (record.columns[light.INCIDENT] >= 0.0).all()
    assert (record.columns[light.DIFFUSE] >= 0.0).all()


def test_open_sky_is_a_sum_over_directions():
    directions = sky_directions()
    wall = Wall(5, many=2)
    record = wall.record()
    record.shaded[1] = 0
    light.open_sky(directions, record)
    for lane in (0, LANES - 1):
        sums = np.zeros((3, 2))
        for c, rise, along, even, edge in directions.astype(np.float64):
            # A direction in the horizon meets overhangs nowhere.
            lit = wall.lit(lane, c, rise, along, n=120) if rise > 1e-6 else (1.0, 1.0, 1.0)
            sums += c * np.outer(lit, [even, edge])
        names = ("window", "wall", "lower")
        got = [[getattr(record, f"{name}_{part}")[0, lane] for part in ("sky", "rim")] for name in names]
        np.testing.assert_allclose(got, sums, atol=0.004)
    for name in SKIES:
        assert (getattr(record, name)[1] == 1.0).all()


def test_open_sky_compiled_and_interpreted_agree():
    compiled, plain = Wall(6).record(), Wall(6).record()
    light.open_sky(sky_directions(), compiled)
    with interpreted():
        light.open_sky.py_func(sky_directions(), plain)
    for name in SKIES:
        np.testing.assert_allclose(getattr(compiled, name), getattr(plain, name), rtol=1e-4)


def rays(seed):
    """Three facades, and rays from their columns to receivers of which one receives none."""
    random = np.random.default_rng(seed)
    first = np.array([0, 2, 2, 5, 9], dtype=np.int32)
    column = random.integers(0, 3 * light.COLUMNS, 9).astype(np.int32)
    share = filled(random.uniform(0.0, 1.0, (9, LANES)))
    return {"first_ray": first, "ray_column": column, "share": share}


def test_light_of_an_hour_reaches_its_receivers_and_a_dark_hour_nothing():
    tables, _ = hour()
    some = rays(2)
    record = Wall(7, many=3).record(**tables, **some)
    sun = aligned(4)
    sun[:] = -1.0
    light.light_hour(ROW, 0, record, sun)
    assert record.columns.any()
    expected = np.zeros((4, LANES))
    for receiver in range(4):
        for ray in range(some["first_ray"][receiver], some["first_ray"][receiver + 1]):
            expected[receiver] += some["share"][ray] * record.columns[some["ray_column"][ray]]
    np.testing.assert_allclose(sun, expected, rtol=2e-6)
    assert (sun[1] == 0.0).all()
    lit = sun.copy()
    light.light_hour(0, 0, record, sun)
    np.testing.assert_array_equal(sun, lit)
    light.light_hour(0, ROW, record, sun)
    assert (sun == 0.0).all()


def test_light_of_an_hour_interpreted():
    tables, _ = hour()
    compiled, plain = (Wall(7, many=3).record(**tables, **rays(2)) for _ in range(2))
    fast, slow = aligned(4), aligned(4)
    light.light_hour(ROW, 0, compiled, fast)
    with interpreted():
        light.light_hour.py_func(ROW, 0, plain, slow)
        np.testing.assert_allclose(fast, slow, rtol=2e-4, atol=2e-3)
        light.light_hour.py_func(0, ROW, plain, slow)
    assert (slow == 0.0).all()


def test_nothing_crosses_lanes():
    tables, _ = hour()
    wall = Wall(8, many=3)
    clean, spoilt = wall.record(**tables, **rays(3)), wall.record(**tables, **rays(3))
    for name in ("depth", "height", "normal_x", "through"):
        getattr(spoilt, name)[:, 5] = np.nan
    one, other = aligned(4), aligned(4)
    light.light_hour(ROW, 0, clean, one)
    light.light_hour(ROW, 0, spoilt, other)
    rest = np.arange(LANES) != 5
    np.testing.assert_array_equal(one[:, rest], other[:, rest])
    assert np.isnan(other[:, 5]).any()
