"""Reduced walls: against the full modes in frequency and in time, and against a truncation that uses no symmetry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import eig, expm, solve_discrete_lyapunov

from fluxion.building import Construction, Finish, Material, Resistance
from fluxion.engine.batch.reduction import (
    MOST_STATES,
    ReducedWall,
    balanced_walls,
    discrete,
    order_of,
    reduced_wall,
    reduction_errors,
    required_orders,
    truncated,
)
from fluxion.engine.conduction import conduction_modes, step_response
from fluxion.errors import InputError

HOUR = 3600.0
FILMS = np.diag([20.0, 6.0])
FOAM = Material("foam", 0.10, 0.04, 30.0, 1400.0)
PLASTER = Material("plasterboard", 0.012, 0.16, 950.0, 840.0)
SIDING = Material("siding", 0.009, 0.14, 530.0, 900.0)
SLAB = Material("slab", 0.15, 1.4, 2100.0, 840.0)
SOIL = Material("soil", 1.5, 1.5, 1800.0, 1000.0)
# Layers and the order they need. The first two are the walls of Standard 140.
WALLS = {
    "light": ((SIDING, Material("quilt", 0.066, 0.04, 12.0, 840.0), PLASTER), 2),
    "heavy": ((SIDING, Material("foam", 0.0615, 0.04, 10.0, 1400.0), Material("block", 0.10, 0.51, 1400.0, 1000.0)), 3),
    "concrete, insulated outside": ((FOAM, Material("concrete", 0.30, 1.4, 2100.0, 840.0)), 4),
    "brick": ((Material("brick", 0.50, 0.89, 1920.0, 790.0),), 5),
    "brick, insulated inside": ((Material("brick", 0.40, 0.89, 1920.0, 790.0), FOAM), 5),
    "timber": ((Material("fibre", 0.20, 0.04, 160.0, 2100.0), Material("clt", 0.20, 0.12, 450.0, 1600.0)), 6),
    "slab on soil": ((SOIL, SLAB), 7),
    "insulated slab on soil": ((SOIL, FOAM, SLAB), 7),
    "board": ((PLASTER,), 2),
    "gap": ((Resistance("gap", 0.18), Resistance("more", 0.32)), 0),
    "partition": ((PLASTER, Resistance("gap", 0.18), PLASTER), 2),
}
MASSIVE = [name for name in WALLS if name != "gap"]


def wall(name):
    return Construction(name, WALLS[name][0])


def full_wall(construction):
    modes = conduction_modes(construction)
    return ReducedWall(modes.rates, modes.outer, modes.inner, np.float64(1.0 / construction.resistance))


def faces_of(step):
    return np.array([step.outer, step.inner])


def direct(step):
    return np.array([[step.d_oo, -step.d_oi], [-step.d_oi, step.d_ii]])


def response(step, period_h, step_s=HOUR):
    """Mean fluxes into the wall per surface temperatures: q = D T - B' (shift - e)^-1 B T."""
    shift = np.exp(2j * np.pi * step_s / HOUR / period_h)
    return direct(step) - (faces_of(step) / (shift - step.decay)) @ faces_of(step).T


def march(step, z, air):
    """Fluxes (n, 2) into the wall for air temperatures (n, 2) behind the films, and the states that remain."""
    fluxes = []
    for outside_and_inside in air:
        back = faces_of(step) @ z
        surfaces = np.linalg.solve(FILMS + direct(step), FILMS @ outside_and_inside + back)
        fluxes.append(direct(step) @ surfaces - back)
        z = step.decay * z + surfaces @ faces_of(step)
    return np.array(fluxes), z


def steady(step, surfaces):
    return np.asarray(surfaces) @ faces_of(step) / (1.0 - step.decay)


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("step_s", [600.0, HOUR])
def test_the_static_flux_is_exact_at_any_order(name, step_s):
    u = 1.0 / wall(name).resistance
    for order in range(MOST_STATES + 3):
        reduced = reduced_wall(wall(name), order)
        assert reduced.u == pytest.approx(u, rel=1e-14)
        step = discrete(reduced, step_s)
        z = steady(step, [-10.0, 20.0])
        outer, inner = direct(step) @ [-10.0, 20.0] - faces_of(step) @ z
        assert (inner, outer) == pytest.approx((30.0 * u, -30.0 * u), rel=1e-9, abs=1e-9 * step.d_oo)


@pytest.mark.parametrize("name", MASSIVE)
def test_heat_that_enters_is_heat_stored_at_any_order(name):
    rng = np.random.default_rng(1)
    for order in range(MOST_STATES + 1):
        step = discrete(reduced_wall(wall(name), order), HOUR)
        stored = HOUR * (step.outer + step.inner) / (1.0 - step.decay)
        z = rng.normal(size=step.decay.size)
        for surfaces in rng.uniform(-10.0, 40.0, (5, 2)):
            fluxes = direct(step) @ surfaces - faces_of(step) @ z
            after = step.decay * z + surfaces @ faces_of(step)
            assert stored @ (after - z) == pytest.approx(HOUR * fluxes.sum(), rel=1e-8, abs=1e-6 * HOUR)
            z = after


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("step_s", [600.0, HOUR])
def test_all_modes_give_the_step_of_the_full_wall(name, step_s):
    modes = conduction_modes(wall(name))
    expected = step_response(modes, step_s)
    got = discrete(reduced_wall(wall(name), max(modes.rates.size, 1)), step_s)
    for conductance in ("d_oo", "d_ii", "d_oi"):
        scale = 1e-9 * expected.d_oo
        assert getattr(got, conductance) == pytest.approx(getattr(expected, conductance), rel=1e-9, abs=scale)
    np.testing.assert_allclose(got.decay, expected.decay, rtol=1e-12)
    # The states of the symmetric form are those of the full wall over the root of the step; signs are free.
    root = np.sqrt(step_s)
    np.testing.assert_allclose(np.abs(got.outer), np.abs(expected.outer_gain) / root, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(got.inner * got.outer, expected.inner_mean * expected.outer_gain, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", WALLS)
def test_walls_need_the_order_that_their_layers_demand(name):
    expected = WALLS[name][1]
    assert order_of(wall(name)) == expected
    assert reduced_wall(wall(name)).rates.size == expected


@pytest.mark.parametrize("name", MASSIVE)
def test_the_chosen_order_is_the_smallest_that_meets_the_criterion(name):
    """Errors evaluated anew, wave by wave, on a denser set than the one that chooses."""
    full = discrete(full_wall(wall(name)), HOUR)
    periods = np.geomspace(2.0, 8760.0, 150)
    exact = np.array([response(full, p) for p in periods])
    static = 1.0 / (1.0 / 20.0 + wall(name).resistance + 1.0 / 6.0)

    def into_room(responses):
        return np.linalg.inv(FILMS + responses)[:, 1, 0] * 120.0

    def errors(order):
        step = discrete(reduced_wall(wall(name), order), HOUR)
        got = np.array([response(step, p) for p in periods])
        admittance = np.abs(got - exact).max() / np.abs(exact).max()
        return admittance, np.abs(into_room(got) - into_room(exact)).max() / static

    order = WALLS[name][1]
    admittance, transmission = errors(order)
    assert admittance < 0.0105
    assert transmission < 0.053
    below = errors(order - 1)
    assert below[0] > 0.0099 or below[1] > 0.0499
    stated = reduction_errors(wall(name))
    assert (stated[0][order], stated[1][order]) == pytest.approx((admittance, transmission), rel=0.05, abs=1e-9)


@pytest.mark.parametrize("name", ["concrete, insulated outside", "brick", "brick, insulated inside", "timber"])
def test_errors_vanish_with_the_order(name):
    admittance, transmission = reduction_errors(wall(name))
    assert admittance.size == MOST_STATES + 1
    assert admittance[0] > 0.5
    assert (admittance[5:] < 0.02).all()
    assert admittance[8] < 1e-4
    assert transmission[8] < 1e-3
    assert (np.diff(admittance[4:]) < 0.0).all()


@pytest.mark.parametrize("name", ["heavy", "brick", "brick, insulated inside"])
def test_balanced_truncation_without_symmetry_gives_the_same_wall(name):
    """Moore's method on cells instead of modes: the two Gramians differ there, and the projection is oblique."""
    modes = conduction_modes(wall(name))
    n = modes.rates.size
    rng = np.random.default_rng(3)
    # Any well-conditioned change of coordinates; nothing stays symmetric.
    mix = expm(0.3 * rng.normal(size=(n, n)) / np.sqrt(n))
    unmix = np.linalg.inv(mix)
    step = discrete(full_wall(wall(name)), HOUR)
    a, b, c = mix @ np.diag(step.decay) @ unmix, mix @ faces_of(step).T, faces_of(step) @ unmix
    held = np.linalg.inv(FILMS + direct(step))
    closed, driven, seen = a + b @ held @ c, b @ held @ FILMS, FILMS @ held @ c
    reachable = solve_discrete_lyapunov(closed, driven @ driven.T)
    observable = solve_discrete_lyapunov(closed.T, seen.T @ seen)
    values, left, right = eig(reachable @ observable, left=True, right=True)
    order = WALLS[name][1]
    leading = np.argsort(-values.real)[:order]
    left, right = left[:, leading].real.T, right[:, leading].real
    left = np.linalg.solve(left @ right, left)
    small_a, small_b, small_c = left @ a @ right, left @ b, c @ right
    u = 1.0 / wall(name).resistance
    static = np.array([[u, -u], [-u, u]]) + small_c @ np.linalg.solve(np.eye(order) - small_a, small_b)
    got = discrete(reduced_wall(wall(name)), HOUR)
    np.testing.assert_allclose(np.sort(np.linalg.eigvals(small_a).real), np.sort(got.decay), rtol=1e-5, atol=1e-9)
    for period in (2.0, 5.0, 24.0, 500.0):
        shift = np.exp(2j * np.pi / period)
        expected = static - small_c @ np.linalg.solve(shift * np.eye(order) - small_a, small_b)
        np.testing.assert_allclose(response(got, period), expected, rtol=1e-5, atol=1e-5 * abs(expected).max())


@pytest.mark.parametrize("name", MASSIVE)
def test_daily_waves_and_steps_of_temperature_follow_the_full_wall(name):
    hours = np.arange(24 * 40)
    daily = np.column_stack([10.0 * np.sin(2.0 * np.pi * hours / 24.0), np.zeros(hours.size)])
    jump = np.column_stack([np.zeros(hours.size), np.where(hours >= 24, 5.0, 0.0)])
    small, full = (discrete(w, HOUR) for w in (reduced_wall(wall(name)), full_wall(wall(name))))
    for air, share in ((daily, 0.01), (jump, 0.02)):
        got, _ = march(small, steady(small, air[0]), air)
        expected, _ = march(full, steady(full, air[0]), air)
        assert np.abs(got - expected).max() < share * np.abs(expected).max()
        # What reaches the far side, in shares of the static flux of the same temperature difference.
        static = np.abs(air).max() / (1.0 / 20.0 + wall(name).resistance + 1.0 / 6.0)
        far = 1 if air is daily else 0
        assert np.abs(got[:, far] - expected[:, far]).max() < 0.05 * static


@pytest.mark.parametrize("name", MASSIVE)
def test_three_short_steps_are_one_long_step_for_surfaces_that_hold(name):
    reduced = reduced_wall(wall(name))
    long, short = discrete(reduced, HOUR), discrete(reduced, HOUR / 3.0)
    surfaces = np.array([-7.0, 23.0])
    z = np.linspace(-1.0, 2.0, long.decay.size)
    once = long.decay * z + surfaces @ faces_of(long)
    mean = direct(long) @ surfaces - faces_of(long) @ z
    z = z * np.sqrt(3.0)
    fluxes = []
    for _ in range(3):
        fluxes.append(direct(short) @ surfaces - faces_of(short) @ z)
        z = short.decay * z + surfaces @ faces_of(short)
    np.testing.assert_allclose(z / np.sqrt(3.0), once, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(np.mean(fluxes, axis=0), mean, rtol=1e-9, atol=1e-9 * long.d_oo)


@pytest.mark.parametrize("name", MASSIVE)
def test_a_change_of_the_step_keeps_the_solution(name):
    """Hours, then thirds of hours in which the room warms up, then hours again; beside the full wall."""
    rng = np.random.default_rng(5)
    weather = np.convolve(rng.normal(0.0, 4.0, 80), np.ones(6) / 6.0, mode="valid")
    before, after = (
        np.column_stack([weather[s], np.full(30, t)]) for s, t in ((slice(0, 30), 16), (slice(30, 60), 21))
    )
    between = np.column_stack([np.full(9, weather[30]), np.linspace(16.0, 21.0, 9)])
    runs = []
    for kind in (reduced_wall(wall(name)), full_wall(wall(name))):
        long, short = discrete(kind, HOUR), discrete(kind, HOUR / 3.0)
        first, z = march(long, steady(long, before[0]), before)
        middle, z = march(short, z * np.sqrt(3.0), between)
        last, _ = march(long, z / np.sqrt(3.0), after)
        runs.append((first, middle, last))
    largest = max(np.abs(part).max() for part in runs[1])
    for got, expected in zip(*runs):
        assert np.abs(got - expected).max() < 0.03 * largest


def test_a_wall_at_rest_stays_at_rest_through_changes_of_the_step():
    for name in MASSIVE:
        long, short = (discrete(reduced_wall(wall(name)), s) for s in (HOUR, HOUR / 3.0))
        z = steady(long, [3.0, 21.0])
        np.testing.assert_allclose(z * np.sqrt(3.0), steady(short, [3.0, 21.0]), rtol=1e-9)


def test_walls_without_mass_have_no_states():
    gap = reduced_wall(wall("gap"))
    assert order_of(wall("gap")) == 0
    assert gap.rates.size == gap.outer.size == gap.inner.size == 0
    step = discrete(gap, HOUR)
    assert (step.d_oo, step.d_ii, step.d_oi) == pytest.approx((2.0, 2.0, 2.0))


def test_the_order_is_a_property_of_one_wall_not_of_its_company():
    layers = (Material("foam", 0.20, 0.04, 30.0, 1400.0), Material("concrete", 0.20, 1.4, 2100.0, 840.0))
    alone = [Construction("outside", layers), Construction("inside", layers[::-1])]
    assert [order_of(c) for c in alone] == [3, 5]
    together = balanced_walls(alone)
    assert required_orders(together).tolist() == [3, 5]
    many, one = truncated(together, 4), reduced_wall(alone[1], 4)
    np.testing.assert_allclose(many.rates[1], one.rates, rtol=1e-9)
    np.testing.assert_allclose(many.inner[1], one.inner, rtol=1e-7, atol=1e-12)


def test_finishes_do_not_matter():
    dark = Construction("dark", WALLS["heavy"][0], outside=Finish(0.9, 0.5))
    np.testing.assert_array_equal(reduced_wall(dark).rates, reduced_wall(wall("heavy")).rates)


def test_many_walls_step_as_each_of_them():
    walls = [reduced_wall(wall(name), 4) for name in ("heavy", "brick", "timber")]
    stacked = ReducedWall(*(np.array([getattr(w, field) for w in walls]) for field in ("rates", "outer", "inner", "u")))
    together = discrete(stacked, HOUR)
    for row, one in enumerate(discrete(w, HOUR) for w in walls):
        for field in ("decay", "outer", "inner", "d_oo", "d_ii", "d_oi"):
            np.testing.assert_allclose(getattr(together, field)[row], getattr(one, field), rtol=1e-14)


def test_a_negative_order_is_refused():
    with pytest.raises(InputError, match="0 or more, but it is -1"):
        reduced_wall(wall("brick"), -1)


@given(
    thickness=st.floats(0.002, 0.6),
    conductivity=st.floats(0.02, 3.0),
    density=st.floats(15.0, 2500.0),
    heat=st.floats(800.0, 2500.0),
    insulation=st.floats(0.01, 0.4),
    outside=st.booleans(),
    order=st.integers(0, 10),
)
def test_every_reduced_wall_is_ordered_and_passive(thickness, conductivity, density, heat, insulation, outside, order):
    layers = (Material("m", thickness, conductivity, density, heat), Material("foam", insulation, 0.04, 30.0, 1400.0))
    reduced = reduced_wall(Construction("w", layers[::-1] if outside else layers), order)
    assert reduced.rates.size <= order
    assert (reduced.rates > 0.0).all()
    assert (np.diff(reduced.rates) >= 0.0).all()
    reaches = np.abs(reduced.inner) > 1e-9 * np.abs(reduced.outer)
    assert (reduced.inner[reaches] >= 0.0).all()
    assert (reduced.outer[~reaches] >= 0.0).all()
    for step_s in (600.0, HOUR):
        step = discrete(reduced, step_s)
        assert ((step.decay >= 0.0) & (step.decay < 1.0)).all()
        # Heat cannot be drawn from a wall in a wave of any length: the dissipated part is a positive form.
        for period in (2.0, 7.0, 24.0, 1000.0):
            q = response(step, period, step_s)
            assert np.linalg.eigvalsh(q.real).min() > -1e-9 * step.d_oo
