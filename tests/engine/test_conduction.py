"""Conduction: modes against the matrix exponential, cells against the exact frequency response."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import WallOfCells, admittances

from fluxion.building import Construction, Finish, Material, Resistance
from fluxion.engine.conduction import conduction_modes, step_response

FOAM = Material("foam", 0.10, 0.04, 30.0, 1400.0)
WALLS = {
    "one brick": (Material("brick", 0.50, 0.89, 1920.0, 790.0),),
    "board": (Material("board", 0.0125, 0.16, 950.0, 840.0),),
    "light": (Material("siding", 0.009, 0.14, 530.0, 900.0), FOAM, Material("board", 0.0125, 0.16, 950.0, 840.0)),
    "insulated outside": (FOAM, Material("concrete", 0.30, 1.4, 2100.0, 840.0)),
    "insulated inside": (Material("brick", 0.40, 0.89, 1920.0, 790.0), FOAM),
    "timber": (Material("fibre", 0.20, 0.04, 160.0, 2100.0), Material("clt", 0.20, 0.12, 450.0, 1600.0)),
    "with a gap": (Material("board", 0.0125, 0.16, 950.0, 840.0), Resistance("gap", 0.18), FOAM),
    "gaps at both faces": (Resistance("a", 0.1), Material("brick", 0.24, 0.89, 1920.0, 790.0), Resistance("b", 0.2)),
    "soil": (Material("soil", 1.5, 1.5, 1800.0, 1000.0), Material("slab", 0.15, 1.4, 2100.0, 840.0)),
    "foil": (FOAM, Material("copper", 1e-5, 400.0, 8900.0, 385.0)),
    "panel": (Material("steel", 0.001, 50.0, 7800.0, 480.0), FOAM, Material("steel", 0.001, 50.0, 7800.0, 480.0)),
}
# Period [h] and allowed share of the error; second order cells: a daily wave is carried within 0.25 %.
ALLOWED = ((2.0, 0.03), (6.0, 0.011), (24.0, 0.0025), (168.0, 5e-4), (8760.0, 1e-4))


def wall(name):
    return Construction(name, WALLS[name])


def modal_admittance(modes, omega):
    """Fluxes into the wall from the continuous modes: q = G T - sum(coupling of both faces / (i omega + rate))."""
    if not modes.rates.size:
        u = modes.through
        return np.array([[u, -u], [-u, u]])
    faces = np.array([modes.outer, modes.inner])
    held = np.diag([modes.outer_conductance, modes.inner_conductance])
    return held - (faces / (1j * omega + modes.rates)) @ faces.T


@pytest.mark.parametrize("name", [n for n in WALLS if n != "foil"])
@pytest.mark.parametrize(("period_h", "share"), ALLOWED)
def test_cells_reproduce_the_exact_frequency_response(name, period_h, share):
    omega = 2.0 * np.pi / (period_h * 3600.0)
    exact = admittances(wall(name), omega)
    got = modal_admittance(conduction_modes(wall(name)), omega)
    # The transmitted part is judged against the steady U-value, the admittances against themselves.
    assert abs(got[0, 0] - exact[0, 0]) < share * abs(exact[0, 0])
    assert abs(got[1, 1] - exact[1, 1]) < share * abs(exact[1, 1])
    assert abs(got[0, 1] - exact[0, 1]) < share / wall(name).resistance
    assert got[0, 1] == pytest.approx(got[1, 0], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", WALLS)
@pytest.mark.parametrize("step_s", [60.0, 600.0, 3600.0])
def test_one_step_of_the_modes_equals_the_matrix_exponential(name, step_s):
    twin = WallOfCells(wall(name), step_s)
    modes = conduction_modes(wall(name))
    step = step_response(modes, step_s)
    start, faces = 20.0, ((3.0, 24.0), (-5.0, 21.0), (30.0, 20.5))
    z, cells = (modes.outer + modes.inner) / modes.rates * start, twin.start(start)
    for to, ti in faces:
        q_out, q_in = twin.fluxes(cells)
        expected = [q[0] + q[1] * to + q[2] * ti for q in (q_out, q_in)]
        got = [
            step.d_oo * to - step.d_oi * ti - step.outer_mean @ z,
            step.d_ii * ti - step.d_oi * to - step.inner_mean @ z,
        ]
        assert got == pytest.approx(expected, rel=1e-6, abs=1e-6 * max(abs(v) for v in expected) + 1e-7)
        cells_next = twin.advance(cells, to, ti)
        z_next = step.decay * z + step.outer_gain * to + step.inner_gain * ti
        kept = modes.stored @ (z_next - z)
        assert kept == pytest.approx(twin.capacity @ (cells_next - cells), rel=1e-6, abs=1e-3)
        # What entered is what is kept.
        assert kept == pytest.approx(sum(got) * step_s, rel=1e-7, abs=1e-4)
        z, cells = z_next, cells_next


@pytest.mark.parametrize("name", WALLS)
def test_steady_heat_flow_is_the_u_value(name):
    modes = conduction_modes(wall(name))
    step = step_response(modes, 3600.0)
    z = modes.outer / modes.rates * -10.0 + modes.inner / modes.rates * 20.0
    inward = step.d_oo * -10.0 - step.d_oi * 20.0 - step.outer_mean @ z
    outward = step.d_ii * 20.0 - step.d_oi * -10.0 - step.inner_mean @ z
    assert outward == pytest.approx(30.0 / wall(name).resistance, rel=1e-6)
    assert inward == pytest.approx(-outward, rel=1e-6)
    np.testing.assert_allclose(step.decay * z + step.outer_gain * -10.0 + step.inner_gain * 20.0, z, rtol=1e-7)


def test_a_gap_alone_stores_nothing_and_conducts_at_once():
    gap = Construction("gap", (Resistance("gap", 0.18), Resistance("more", 0.32)))
    step = step_response(conduction_modes(gap), 3600.0)
    assert step.decay.size == 0
    assert (step.d_oo, step.d_ii, step.d_oi) == pytest.approx((2.0, 2.0, 2.0))


def test_stored_heat_of_a_uniform_wall_is_its_capacity():
    for name in WALLS:
        modes = conduction_modes(wall(name))
        state = (modes.outer + modes.inner) / modes.rates
        assert modes.stored @ state == pytest.approx(wall(name).heat_capacity, rel=1e-7)


def test_finishes_do_not_matter_and_turning_a_wall_swaps_its_sides():
    dark = Construction("dark", WALLS["light"], outside=Finish(0.9, 0.5))
    assert conduction_modes(dark) is conduction_modes(Construction("pale", WALLS["light"]))
    there = step_response(conduction_modes(Construction("w", WALLS["insulated outside"])), 600.0)
    back = step_response(conduction_modes(Construction("w", WALLS["insulated outside"][::-1])), 600.0)
    assert (there.d_oo, there.d_ii, there.d_oi) == pytest.approx((back.d_ii, back.d_oo, back.d_oi), rel=1e-9)


@given(
    thickness=st.floats(0.002, 0.6),
    conductivity=st.floats(0.02, 3.0),
    density=st.floats(15.0, 2500.0),
    heat=st.floats(800.0, 2500.0),
    gap=st.floats(0.01, 5.0),
    step_s=st.floats(60.0, 3600.0),
)
def test_every_wall_is_passive(thickness, conductivity, density, heat, gap, step_s):
    layers = (Material("m", thickness, conductivity, density, heat), Resistance("r", gap), FOAM)
    modes = conduction_modes(Construction("w", layers))
    step = step_response(modes, step_s)
    assert (modes.rates > 0.0).all()
    assert ((step.decay >= 0.0) & (step.decay < 1.0)).all()
    assert step.d_oi >= -1e-12
    # A step's own answer can take no more than a half space that is fed through the faces, and never gives heat back.
    assert step.d_oo * step.d_ii >= step.d_oi**2 * (1.0 - 1e-9)
    assert step.d_ii + 1e-12 >= step.d_oi
    # Diagonal dominance is what the elimination in the march relies on.
    assert step.d_oo + 1e-12 >= step.d_oi
