"""Walls of a family: a row of a table each, with the static conductance of the true thickness."""

from dataclasses import replace

import numpy as np
import pytest
from boxes import INSULATED, box, pair
from numpy.testing import assert_allclose, assert_array_equal

from fluxion.building import Construction
from fluxion.building.family import Family, VariedLayer
from fluxion.engine.batch.family.layers import stepped_table, walls_of
from fluxion.engine.batch.hourly_wall import stepped_wall
from fluxion.engine.batch.reduction import reduced_wall
from fluxion.engine.conduction import conduction_modes
from fluxion.errors import InputError
from fluxion.problems.reference_office.layers import constructions

LOW, HIGH = 0.04, 0.16
# At a millimetre, between two, and at the ends of the table.
THICK = np.array([0.1, 0.1003, 0.0749, LOW, HIGH])
PARTS = 3


def family(construction, template=None, thickness=THICK):
    template = template or box(construction=construction)
    layer = next(name.name for name in construction.layers if name.name in ("foam", "insulation"))
    varied = VariedLayer(construction.name, layer, thickness, LOW, HIGH)
    return Family(template, thickness.size, layers=(varied,))


def thickened(construction, thickness):
    layers = (
        replace(layer, thickness=thickness) if layer.name in ("foam", "insulation") else layer
        for layer in construction.layers
    )
    return Construction(construction.name, tuple(layers))


def response(wall, wave_h):
    """Complex fluxes (2, 2) into a wall at its outer and inner face per kelvin of a wave at either, by whole hours."""
    z, slow = np.exp(2j * np.pi / wave_h), wall.slow

    def pair(outer, inner, across, sign=1.0):
        return np.array([[outer, sign * across], [sign * across, inner]])

    faces = np.array([wall.outer[0, :slow], wall.inner[0, :slow]])
    modes = (faces * wall.weight[0, :slow] / (z - wall.decay[0, :slow])) @ faces.T
    late = pair(*wall.late)
    return pair(*wall.direct[0], -1.0) - (pair(*wall.last) + pair(*wall.quick) + late) / z + late / z**2 - modes


WALLS = {
    "insulated": INSULATED,
    **{f"{mass} {part}": constructions(mass, 0.1, 0.1, 0.1)[part]
       for mass in ("light", "heavy") for part in ("wall", "roof", "ground")},
}  # fmt: skip


@pytest.mark.parametrize("name", WALLS)
def test_a_row_of_the_table_is_the_wall_at_its_thickness(name):
    construction = WALLS[name]
    (walls,) = walls_of(family(construction), (construction.layers,), np.empty(0), PARTS)
    assert walls.through.shape == THICK.shape
    for row, thickness in enumerate(THICK):
        own = thickened(construction, thickness)
        assert walls.through[row] == pytest.approx(1.0 / own.resistance, rel=1e-12)
        one = member(walls, row)
        count = min(one.decay.shape[1], conduction_modes(own).rates.size)
        alike = stepped_wall(reduced_wall(own, count), PARTS, min(walls.slow, count))
        alone = stepped_wall(reduced_wall(own), PARTS)
        # Whole millimetres are nodes of the table; others take the modes of the nearest.
        near = 1e-6 if (1e3 * thickness) % 1.0 < 1e-9 else 5e-3
        for wave, by_itself in ((3.0, 0.1), (24.0, 0.025), (168.0, 0.015)):
            got, expected = response(one, wave), response(alike, wave)
            assert_allclose(got, expected, atol=near * np.abs(expected).max())
            # The table fits all thicknesses: its slow modes are those of the slowest wall, and a thin wall's quick ones
            # are kept a little longer than they last.
            assert_allclose(got, response(alone, wave), atol=by_itself * np.abs(expected).max())


FIELDS = ("decay", "weight", "outer", "inner", "shift", "direct", "last", "quick", "late", "through")


def member(walls, row):
    """One wall of many."""
    return replace(walls, **{field: getattr(walls, field)[row] for field in FIELDS})


@pytest.mark.parametrize("name", WALLS)
def test_equal_temperatures_on_both_sides_move_no_heat(name):
    construction = WALLS[name]
    (walls,) = walls_of(family(construction), (construction.layers,), np.empty(0), PARTS)
    for row in range(THICK.size):
        wall = member(walls, row)
        steady = {}
        for kind in (0, 1):
            gain = wall.weight[kind] * (wall.outer[kind] + wall.inner[kind]) / (1.0 - wall.decay[kind])
            slow = np.arange(gain.size) < (wall.slow if kind == 0 else gain.size)
            steady[kind] = [side[kind][slow] @ gain[slow] for side in (wall.outer, wall.inner)]
        oo, ii, oi = wall.direct[1]
        assert_allclose([oo - oi - steady[1][0], ii - oi - steady[1][1]], 0.0, atol=1e-9)
        (oo, ii, oi), (k_oo, k_ii, k_oi) = wall.direct[0], wall.last
        quick = wall.quick
        outer = oo - oi - k_oo - k_oi - steady[0][0] - quick[0] - quick[2]
        inner = ii - oi - k_ii - k_oi - steady[0][1] - quick[1] - quick[2]
        assert_allclose([outer, inner], 0.0, atol=1e-9)


def test_windows_and_walls_that_do_not_vary():
    construction = WALLS["insulated"]
    conductance = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    window, wall = walls_of(family(construction), (2.5, WALLS["heavy wall"].layers), conductance, PARTS)
    assert_array_equal(window.through, conductance)
    assert_array_equal(window.direct[:, 0, 2], conductance)
    assert window.decay.shape == (5, 2, 0)
    alone = stepped_wall(reduced_wall(WALLS["heavy wall"]), PARTS)
    assert wall.through.shape == ()
    assert_array_equal(wall.direct, alone.direct)


def test_members_do_not_depend_on_each_other():
    construction = WALLS["light wall"]
    (many,) = walls_of(family(construction), (construction.layers,), np.empty(0), PARTS)
    for row in range(THICK.size):
        some = family(construction, thickness=THICK[row : row + 1])
        (one,) = walls_of(some, (construction.layers,), np.empty(0), PARTS)
        for field in FIELDS:
            assert_array_equal(getattr(one, field)[0], getattr(many, field)[row])


def test_a_table_is_made_once_for_a_span():
    layers = WALLS["insulated"].layers
    assert stepped_table(layers, 0, LOW, HIGH, PARTS) is stepped_table(layers, 0, LOW, HIGH, PARTS)
    assert stepped_table(layers, 0, LOW, HIGH, PARTS).table.thicknesses_mm.tolist() == list(range(40, 161))


def test_partitions_do_not_vary():
    template = pair(partition=INSULATED)
    with pytest.raises(InputError, match="the partition 'west E' is made of it; give partitions a construction"):
        walls_of(family(INSULATED, template), (INSULATED.layers,), np.empty(0), PARTS)
