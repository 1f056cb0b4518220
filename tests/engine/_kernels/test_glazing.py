"""Gaps against ISO 15099 written out and by hand; windows without their inner nodes against all nodes at once."""

import itertools
import math

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.engine._kernels import records
from fluxion.engine._kernels.films import radiative_secant
from fluxion.engine._kernels.glazing import gap_conductance, gap_nusselt, reduce_windows, renew_panes

UPRIGHT = math.pi / 2
degrees = st.floats(-30.0, 70.0)
gases = st.sampled_from(sorted(naive.GASES))


def properties(gas):
    """(7,) as the kernels take a gas."""
    conductivity, viscosity, heat, molar = naive.GASES[gas]
    return np.array([*conductivity, *viscosity, *heat, molar / 1000.0])


def grey(one, other):
    return 1.0 / (1.0 / one + 1.0 / other - 1.0)


def gas_part(outer, inner, thickness, height, tilt, gas):
    return gap_conductance(outer, inner, 0.0, thickness, height, math.radians(tilt), properties(gas))


@given(
    outer=degrees,
    inner=degrees,
    emissivities=st.tuples(st.floats(0.02, 0.95), st.floats(0.02, 0.95)),
    thickness=st.floats(0.003, 0.05),
    height=st.floats(0.3, 4.0),
    tilt=st.floats(0.0, 180.0),
    gas=gases,
)
def test_gap_equals_the_standard_as_it_is_written(outer, inner, emissivities, thickness, height, tilt, gas):
    expected = naive.gap_conductance(outer, inner, emissivities, thickness, height, tilt, gas)
    got = gap_conductance(outer, inner, grey(*emissivities), thickness, height, math.radians(tilt), properties(gas))
    assert got == pytest.approx(expected, rel=1e-9)


# Worked out with pencil from the properties of the gas at 283.15 K and 1 bar: conductivity [W/(m K)], Rayleigh number
# for 15 K across the gap, Nusselt number.
@pytest.mark.parametrize(
    ("gas", "thickness", "conductivity", "rayleigh", "nusselt"),
    [
        # Air: mu 1.771e-5, cp 1006.2, rho 1.2305; cp rho^2 g dT / (T mu k) = 1.801e9 1/m3.
        ("air", 0.006, 0.02485, 389.0, 1.000),
        ("air", 0.012, 0.02485, 3112.0, 1.019),
        ("air", 0.020, 0.02485, 14406.0, 1.474),
        ("air", 0.040, 0.02485, 115300.0, 3.279),
        # Argon: mu 2.164e-5, cp 521.9, rho 1.6969; 2.138e9 1/m3.
        ("argon", 0.012, 0.01686, 2140.0 * 1.728, 1.029),
        ("argon", 0.016, 0.01686, 2140.0 * 4.096, 1.200),
    ],
)
def test_upright_gaps_by_hand(gas, thickness, conductivity, rayleigh, nusselt):
    height = 2.0
    ra = naive.gap_rayleigh(2.5, 17.5, thickness, gas)
    assert ra == pytest.approx(rayleigh, rel=0.005)
    assert gas_part(2.5, 17.5, thickness, height, 90.0, gas) == pytest.approx(
        nusselt * conductivity / thickness, rel=0.005
    )


@pytest.mark.parametrize(
    ("rayleigh", "expected"),
    [
        (1700.0, 1.0),
        # 1 + 1.44 (1 - 1708/Ra) + (Ra/5830)^(1/3) - 1
        (3416.0, 1.72),
        (5830.0, 2.018),
        (46640.0, 3.387),
    ],
)
def test_a_flat_gap_heated_from_below_convects_beyond_its_onset(rayleigh, expected):
    assert gap_nusselt(rayleigh, 50.0, 0.0) == pytest.approx(expected, abs=0.001)


@given(degrees, st.floats(0.1, 40.0), st.floats(0.003, 0.04), gases)
def test_a_flat_gap_heated_from_above_conducts_only(cold, difference, thickness, gas):
    # Roof window in summer: the outer face above is the warm one.
    conductivity = naive.gas_at(gas, cold + 0.5 * difference + 273.15)[0]
    assert gas_part(cold + difference, cold, thickness, 1.0, 0.0, gas) == pytest.approx(conductivity / thickness)
    # The same of a pane that looks down, warm inside.
    assert gas_part(cold, cold + difference, thickness, 1.0, 180.0, gas) == pytest.approx(conductivity / thickness)
    # Turned over it convects.
    assert gas_part(cold, cold + difference, thickness, 1.0, 0.0, gas) >= conductivity / thickness * (1.0 - 1e-12)


@given(degrees, st.floats(0.0, 180.0), st.floats(0.001, 0.05), gases)
def test_faces_of_one_temperature_exchange_by_conduction_and_radiation(temperature, tilt, thickness, gas):
    conductivity = naive.gas_at(gas, temperature + 273.15)[0]
    got = gap_conductance(temperature, temperature, 0.3, thickness, 1.0, math.radians(tilt), properties(gas))
    assert got == pytest.approx(conductivity / thickness + 0.3 * radiative_secant(temperature, temperature))


@given(degrees, degrees, st.floats(60.0, 180.0), gases)
def test_thin_gaps_conduct_only(outer, inner, tilt, gas):
    conductivity = naive.gas_at(gas, 0.5 * (outer + inner) + 273.15)[0]
    # Two millimetres: the Rayleigh number stays below a few hundred.
    assert gas_part(outer, inner, 0.002, 1.0, tilt, gas) == pytest.approx(conductivity / 0.002, rel=0.005)


@given(st.floats(1.0, 1e5), st.floats(5.0, 400.0))
def test_nusselt_numbers_join_at_90_degrees(rayleigh, aspect):
    at = gap_nusselt(rayleigh, aspect, UPRIGHT)
    assert gap_nusselt(rayleigh, aspect, UPRIGHT - 1e-9) == pytest.approx(at, abs=1e-6)
    assert gap_nusselt(rayleigh, aspect, UPRIGHT + 1e-9) == pytest.approx(at, abs=1e-6)


@given(st.floats(1.0, 1e5), st.floats(20.0, 400.0))
def test_nusselt_numbers_nearly_join_at_60_degrees(rayleigh, aspect):
    # Two correlations of the standard meet here; they differ by up to 7 % about the onset of convection.
    below, above = (gap_nusselt(rayleigh, aspect, math.pi / 3 + turn) for turn in (-1e-9, 1e-9))
    assert below == pytest.approx(above, rel=0.08)


@given(st.floats(0.0, 1e5), st.floats(5.0, 400.0), st.floats(0.0, math.pi))
def test_a_gas_never_conducts_less_than_at_rest(rayleigh, aspect, tilt):
    assert gap_nusselt(rayleigh, aspect, tilt) >= 1.0 - 1e-12


@given(st.floats(5.0, 400.0), st.floats(0.0, math.pi))
def test_more_drive_means_more_convection(aspect, tilt):
    numbers = [gap_nusselt(ra, aspect, tilt) for ra in np.geomspace(1.0, 1e5, 60)]
    # The pieces of the upright correlation step down by half a per cent where they meet.
    assert all(b >= a * (1.0 - 0.006) for a, b in itertools.pairwise(numbers))


@given(degrees, degrees, st.floats(0.0, 180.0), gases)
def test_a_gap_looked_at_from_behind_is_the_same(outer, inner, tilt, gas):
    there = gas_part(outer, inner, 0.015, 1.0, tilt, gas)
    back = gas_part(inner, outer, 0.015, 1.0, 180.0 - tilt, gas)
    assert there == pytest.approx(back, rel=1e-9)


# ---------------------------------------------------------------- windows


class Glass:
    """Records of windows with random panes between two walls, and the same as lists for the dense twin."""

    def __init__(self, seed, counts):
        rng = np.random.default_rng(seed)
        self.step = rng.choice([600.0, 3600.0])
        self.counts = counts
        ne, pane_count = len(counts) + 2, sum(counts)
        is_window = np.array([False, *(True for _ in counts), False])
        columns = np.cumsum([0, *(2 + n for n in counts)])
        number = np.zeros(ne)
        whole = np.zeros(ne, dtype=np.int64)
        fields = dict.fromkeys(records.Elements._fields, number)
        fields |= dict.fromkeys(("boundary", "outer_face"), whole) | {"wetted": is_window}
        fields |= {
            "is_window": is_window,
            "inner_face": np.arange(ne)[::-1].copy(),
            "first_mode": np.zeros(ne + 1, dtype=np.int64),
            "solar_column": np.array([-1, *columns[:-1], -1]),
        }
        fields |= {name: np.zeros(ne) for name in ("d_oo", "d_oi", "d_ii")}
        self.el = records.Elements(**fields)
        self.gases = rng.choice(sorted(naive.GASES), pane_count)
        self.emissivities = rng.uniform(0.03, 0.95, (pane_count, 2))
        share = rng.uniform(0.0, 1.0, pane_count)
        first = np.array([0, *np.cumsum([0, *counts]), pane_count])
        for a, b in itertools.pairwise(first):
            share[a:b] /= max(share[a:b].sum(), 1e-300)
        self.panes = records.Panes(
            first=first,
            resistance=rng.uniform(0.002, 0.05, pane_count),
            capacity=rng.uniform(0.0, 40000.0, pane_count) * (rng.random(pane_count) < 0.8),
            back_share=share,
            gap_emissivity=np.array([grey(*pair) for pair in self.emissivities]),
            gap_thickness=rng.uniform(0.004, 0.03, pane_count),
            gas=np.array([properties(gas) for gas in self.gases]),
            height=rng.uniform(0.5, 2.0, pane_count),
            tilt=rng.choice([0.0, 0.7, UPRIGHT, math.pi], pane_count),
        )
        steps = np.zeros(1)
        weather = dict.fromkeys(records.Climate._fields, steps)
        self.climate = records.Climate(
            **weather | {"raining": np.zeros(1, dtype=bool), "solar": rng.uniform(0.0, 300.0, (1, columns[-1]))}
        )
        self.sunshine = rng.uniform(0.0, 50.0, ne)
        self.last = rng.uniform(-10.0, 40.0, (pane_count, 2))

    def dense(self, e, outdoors, indoors):
        """All nodes of window e between films to two temperatures: matrix, right side, sun, capacities."""
        a, b = self.panes.first[e], self.panes.first[e + 1]
        n = 2 * (b - a)
        matrix, rhs, sun, inertia = np.zeros((n, n)), np.zeros(n), np.zeros(n), np.zeros(n)
        for i, p in enumerate(range(a, b)):
            links = [(2 * i, 2 * i + 1, 1.0 / self.panes.resistance[p])]
            if p + 1 < b:
                g = naive.gap_conductance(
                    self.last[p, 1], self.last[p + 1, 0], self.emissivities[p], self.panes.gap_thickness[p],
                    self.panes.height[p], math.degrees(self.panes.tilt[p]), self.gases[p],
                )  # fmt: skip
                links.append((2 * i + 1, 2 * i + 2, g))
            for one, other, g in links:
                matrix[[one, other], [one, other]] += g
                matrix[[one, other], [other, one]] -= g
            from_outside = self.climate.solar[0, self.el.solar_column[e] + 2 + i]
            from_room = self.sunshine[self.el.inner_face[e]] * self.panes.back_share[p]
            for side in range(2):
                sun[2 * i + side] = 0.5 * (from_outside + from_room)
                inertia[2 * i + side] = 0.5 * self.panes.capacity[p] / self.step
        before = self.last[a:b].ravel()
        matrix[np.arange(n), np.arange(n)] += inertia
        rhs += sun + inertia * before
        for node, (film, temperature) in ((0, outdoors), (n - 1, indoors)):
            matrix[node, node] += film
            rhs[node] += film * temperature
        return matrix, rhs, sun, inertia * (np.linalg.solve(matrix, rhs) - before)


@given(
    seed=st.integers(0, 10**6),
    counts=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    outdoors=st.tuples(st.floats(2.0, 40.0), degrees),
    indoors=st.tuples(st.floats(1.0, 10.0), degrees),
)
def test_windows_without_their_inner_nodes_answer_like_all_nodes_at_once(seed, counts, outdoors, indoors):
    glass = Glass(seed, counts)
    el, panes, last = glass.el, glass.panes, glass.last.copy()
    ne = el.area.size
    work, out, inside = np.full((3, 2 * sum(counts)), np.nan), np.zeros(ne), np.zeros(ne)
    reduce_windows(0, glass.step, el, panes, glass.climate, glass.sunshine, last, work, out, inside)
    assert (last == glass.last).all()
    # Walls are left alone.
    assert el.d_oo[0] == el.d_oi[0] == el.d_ii[-1] == out[0] == inside[-1] == 0.0
    outer, surface, expected = np.zeros(ne), np.zeros(ne), np.zeros_like(last)
    for e in range(1, ne - 1):
        matrix, rhs, sun, kept = glass.dense(e, outdoors, indoors)
        nodes = np.linalg.solve(matrix, rhs)
        expected[panes.first[e] : panes.first[e + 1]] = nodes.reshape(-1, 2)
        two = np.array([[el.d_oo[e] + outdoors[0], -el.d_oi[e]], [-el.d_oi[e], el.d_ii[e] + indoors[0]]])
        faces = np.linalg.solve(two, [out[e] + outdoors[0] * outdoors[1], inside[e] + indoors[0] * indoors[1]])
        assert faces == pytest.approx(nodes[[0, -1]], abs=1e-8)
        assert el.d_oo[e] >= el.d_oi[e] - 1e-12
        assert el.d_ii[e] >= el.d_oi[e] - 1e-12
        # What both faces hand to their surroundings and what the panes keep is the sun that they absorb.
        leaves = outdoors[0] * (faces[0] - outdoors[1]) + indoors[0] * (faces[1] - indoors[1])
        assert leaves + kept.sum() == pytest.approx(sun.sum(), abs=1e-6)
        outer[e], surface[el.inner_face[e]] = faces
    renew_panes(0, glass.step, el, panes, glass.climate, glass.sunshine, work, outer, surface, last)
    np.testing.assert_allclose(last, expected, atol=1e-8)


@given(st.integers(0, 10**6), st.lists(st.integers(1, 4), min_size=1, max_size=2))
def test_massless_panes_are_resistances_in_series(seed, counts):
    glass = Glass(seed, counts)
    glass.panes.capacity[:] = 0.0
    ne = glass.el.area.size
    out, inside = np.zeros(ne), np.zeros(ne)
    work = np.zeros((3, 2 * sum(counts)))
    reduce_windows(0, glass.step, glass.el, glass.panes, glass.climate, glass.sunshine, glass.last, work, out, inside)
    for e in range(1, ne - 1):
        matrix, _rhs, sun, _ = glass.dense(e, (1.0, 0.0), (1.0, 0.0))
        in_series = -1.0 / np.diag(matrix, 1)
        assert 1.0 / glass.el.d_oi[e] == pytest.approx(in_series.sum(), rel=1e-9)
        assert glass.el.d_oo[e] == pytest.approx(glass.el.d_oi[e], rel=1e-9)
        assert glass.el.d_ii[e] == pytest.approx(glass.el.d_oi[e], rel=1e-9)
        # Sun goes both ways by the resistances that it meets: nothing is lost.
        assert out[e] + inside[e] == pytest.approx(sun.sum(), rel=1e-9)
        inward = np.concatenate([[0.0], np.cumsum(in_series)]) / in_series.sum()
        assert inside[e] == pytest.approx(sun @ inward, rel=1e-9)


def test_heavy_panes_hold_their_temperature():
    glass = Glass(3, [2])
    glass.panes.capacity[:] = 1e12
    glass.last[:] = 25.0
    ne = glass.el.area.size
    work, out, inside = np.zeros((3, 4)), np.zeros(ne), np.zeros(ne)
    reduce_windows(0, glass.step, glass.el, glass.panes, glass.climate, glass.sunshine, glass.last, work, out, inside)
    assert out[1] / glass.el.d_oo[1] == pytest.approx(25.0, abs=1e-3)
    assert inside[1] / glass.el.d_ii[1] == pytest.approx(25.0, abs=1e-3)
