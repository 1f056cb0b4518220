"""Tables of reduced walls: nodes against single walls, between nodes the exact U-value."""

from dataclasses import replace

import numpy as np
import pytest

from fluxion.building import Construction, Material, Resistance
from fluxion.engine.batch.reduction import discrete, order_of, reduced_wall, reduction_errors
from fluxion.engine.batch.wall_table import at_thickness, wall_table
from fluxion.engine.conduction import conduction_modes
from fluxion.errors import InputError

HOUR = 3600.0
FOAM = Material("foam", 0.10, 0.04, 30.0, 1400.0)
BRICK = Material("brick", 0.10, 0.89, 1920.0, 790.0)
BLOCK = Material("block", 0.15, 0.51, 1400.0, 1000.0)
LIGHT = (Material("siding", 0.009, 0.14, 530.0, 900.0), FOAM, Material("board", 0.0125, 0.16, 950.0, 840.0))
LAYERS = {
    "light": (LIGHT, 1),
    "heavy": ((BRICK, FOAM, BLOCK), 1),
    "floor": ((FOAM, Material("timber", 0.025, 0.14, 650.0, 1200.0)), 0),
    "behind a gap": ((Resistance("gap", 0.2), FOAM), 1),
}
# Both sides of a change in the number of cells, and the ends.
NODES = np.array([1, 2, 50, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 300])


def construction(name):
    return Construction(name, LAYERS[name][0])


def with_thickness(name, thickness):
    layers, index = LAYERS[name]
    return Construction(name, (*layers[:index], replace(layers[index], thickness=thickness), *layers[index + 1 :]))


def response(wall, period_h):
    """Outer, cross and inner mean flux into the wall per surface temperature, hourly steps."""
    step = discrete(wall, HOUR)
    delayed = 1.0 / (np.exp(2j * np.pi / period_h) - step.decay)
    pairs = (step.outer**2, step.outer * step.inner, step.inner**2)
    return np.array([d - np.sum(p * delayed) for d, p in zip((step.d_oo, -step.d_oi, step.d_ii), pairs)])


def order_in_company(wall: Construction) -> int:
    # Errors of the transmission count in shares of 0.5 W/(m2 K) where the wall insulates better.
    admittance, transmission = reduction_errors(wall)
    static = 1.0 / (wall.resistance + 1.0 / 20.0 + 1.0 / 6.0)
    good = (admittance < 0.01) & (transmission * static < 0.05 * max(static, 0.5))
    return int(np.argmax(good))


@pytest.mark.parametrize("name", LAYERS)
def test_nodes_are_the_walls_reduced_one_by_one(name):
    table = wall_table(construction(name), LAYERS[name][1], NODES)
    order = table.rates.shape[1]
    walls = [with_thickness(name, mm / 1e3) for mm in NODES]
    assert len({conduction_modes(wall).rates.size for wall in walls}) > 2
    assert order == max(order_in_company(wall) for wall in walls)
    assert order <= max(order_of(wall) for wall in walls)
    got = at_thickness(table, NODES / 1e3)
    for row, wall in enumerate(walls):
        alone = reduced_wall(wall, order)
        tabulated = replace(got, **{f: getattr(got, f)[row] for f in ("rates", "outer", "inner", "u")})
        assert tabulated.u == pytest.approx(1.0 / wall.resistance, rel=1e-12)
        count = alone.rates.size
        # The slowest mode is always well defined; the last ones of a thin wall may be rounding and reach nothing.
        assert tabulated.rates[0] == pytest.approx(alone.rates[0], rel=1e-8)
        assert (tabulated.outer[count:] == 0.0).all()
        assert (tabulated.inner[count:] == 0.0).all()
        for period in (2.0, 6.0, 24.0, 700.0):
            expected = response(alone, period)
            assert np.abs(response(tabulated, period) - expected).max() < 1e-7 * np.abs(expected).max()


def test_the_most_demanding_node_decides_among_nodes_of_equally_many_cells():
    nodes = np.arange(161, 167)
    orders = [order_in_company(with_thickness("light", mm / 1e3)) for mm in nodes]
    assert orders[0] < orders[-1]
    assert len({conduction_modes(with_thickness("light", mm / 1e3)).rates.size for mm in nodes}) == 1
    assert wall_table(construction("light"), 1, nodes).rates.shape == (nodes.size, max(orders))


@pytest.mark.parametrize("name", LAYERS)
def test_rates_ascend_and_signs_agree(name):
    table = wall_table(construction(name), LAYERS[name][1], NODES)
    assert (np.diff(table.rates, axis=1) >= 0.0).all()
    reaches = np.abs(table.inner) > 1e-9 * np.abs(table.outer)
    assert (table.inner[reaches] > 0.0).all()
    assert (table.outer[~reaches] >= 0.0).all()


def test_between_nodes_the_modes_are_the_nearest_and_the_conductance_is_exact():
    table = wall_table(construction("heavy"), 1, np.arange(20, 41))
    thickness = np.array([0.020, 0.0204, 0.0206, 0.03149, 0.0404])
    got = at_thickness(table, thickness)
    assert got.rates.shape == got.outer.shape == got.inner.shape == (5, table.rates.shape[1])
    for row, nearest in enumerate((20, 20, 21, 31, 40)):
        np.testing.assert_array_equal(got.rates[row], table.rates[nearest - 20])
        np.testing.assert_array_equal(got.outer[row], table.outer[nearest - 20])
        np.testing.assert_array_equal(got.inner[row], table.inner[nearest - 20])
    exact = [1.0 / with_thickness("heavy", t).resistance for t in thickness]
    np.testing.assert_allclose(got.u, exact, rtol=1e-13)
    # The step's static flux is that of the true thickness.
    step = discrete(got, HOUR)
    static = step.d_ii - np.sum(step.inner**2 / (1.0 - step.decay), axis=1)
    np.testing.assert_allclose(static, exact, rtol=1e-9)


def test_half_a_millimetre_hardly_moves_the_dynamics():
    table = wall_table(construction("heavy"), 1, np.arange(50, 56))
    order = table.rates.shape[1]
    for thickness in (0.0514, 0.0534):
        row = at_thickness(table, [thickness])
        rounded = replace(row, **{f: getattr(row, f)[0] for f in ("rates", "outer", "inner", "u")})
        exact = reduced_wall(with_thickness("heavy", thickness), order)
        for period in (2.0, 24.0, 200.0):
            expected = response(exact, period)
            assert np.abs(response(rounded, period) - expected).max() < 0.005 * np.abs(expected).max()


def test_no_thickness_leaves_the_layer_out():
    table = wall_table(construction("heavy"), 1, np.arange(0, 3))
    order = table.rates.shape[1]
    bare = Construction("bare", (BRICK, BLOCK))
    got = at_thickness(table, [0.0])
    assert got.u[0] == pytest.approx(1.0 / bare.resistance, rel=1e-12)
    np.testing.assert_allclose(got.rates[0], reduced_wall(bare, order).rates, rtol=1e-6)


def test_a_node_without_mass_has_rates_but_couples_to_nothing():
    table = wall_table(construction("behind a gap"), 1, np.arange(0, 60))
    assert table.rates.shape[1] > 0
    assert (table.rates > 0.0).all()
    step = discrete(at_thickness(table, [0.0]), HOUR)
    assert (step.outer == 0.0).all()
    assert (step.inner == 0.0).all()
    assert (step.d_oo[0], step.d_ii[0], step.d_oi[0]) == pytest.approx((5.0, 5.0, 5.0))


def test_the_thickness_of_the_given_layer_does_not_matter():
    thin, thick = (wall_table(with_thickness("heavy", t), 1, NODES) for t in (0.01, 0.35))
    np.testing.assert_array_equal(thin.rates, thick.rates)
    assert thin.other_resistance == thick.other_resistance


@pytest.mark.parametrize("thickness", [-0.001, 0.0190, 0.0410, np.nan, np.inf])
def test_thicknesses_outside_the_table_are_refused(thickness):
    table = wall_table(construction("light"), 1, np.arange(20, 41))
    with pytest.raises(InputError, match="20 to 40 mm"):
        at_thickness(table, [0.030, thickness])


def test_negative_thickness_is_refused_beside_a_node_at_zero():
    table = wall_table(construction("light"), 1, np.arange(0, 3))
    with pytest.raises(InputError, match=r"0 to 2 mm, but one is -0\.1 mm"):
        at_thickness(table, [-0.0001])


@pytest.mark.parametrize(
    ("layer", "nodes", "message"),
    [
        (5, [1, 2], "numbered from 0 outside, but layer 5"),
        (-1, [1, 2], "layer -1 was asked for"),
        (0, [1, 2], "resistance without thickness"),
        (1, [1.0, 2.0], "whole numbers"),
        (1, [], "whole numbers"),
        (1, [[1, 2]], "whole numbers"),
        (1, [2, 2], "ascend"),
        (1, [-1, 2], "ascend"),
    ],
)
def test_tables_that_cannot_be_built_are_refused(layer, nodes, message):
    with pytest.raises(InputError, match=message):
        wall_table(construction("behind a gap"), layer, nodes)
