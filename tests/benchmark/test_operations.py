"""Operations counted by hand for small layouts, and how the count answers to what is added to a layout."""

import dataclasses

import numpy as np
import pytest

from fluxion.benchmark.cases import BOX, OFFICE, Case, case
from fluxion.benchmark.marches import marches_of
from fluxion.benchmark.operations import count_light, count_operations, operations_of
from fluxion.engine._kernels.batch.light import INSTANTS
from fluxion.engine._kernels.batch.records import (
    BETWEEN,
    EARTH,
    FLAT,
    GLASS,
    GLAZED,
    IMPOSED,
    OUTSIDE,
    SEALED,
    UPRIGHT,
    Layout,
)
from fluxion.engine.batch.stack import stack_of
from fluxion.engine.batch.year import candidate_of

#: Hours of the year and of the warm-up.
HOURS = 8760 + 720


def layout(faces, gains=(0,), divided=(), parts=3):
    """Faces as (kind, film, modes, slow modes, panes, faces behind), all in one zone unless there are more `gains`."""
    steps = np.ones(8760, dtype=np.int32)
    steps[list(divided)] = parts
    kinds, films, modes, slow, panes, pairs = (np.array(column, dtype=np.int32) for column in zip(*faces))
    sided = np.isin(kinds, (OUTSIDE, GLASS, SEALED))
    none = np.zeros(len(gains), dtype=np.int32)

    def first(counts):
        return np.cumsum([0, *counts]).astype(np.int32)

    values = {
        "first_face": np.array([0, len(faces)], dtype=np.int32),
        "kind": kinds,
        "film": films,
        "layers": np.arange(len(faces), dtype=np.int32),
        "first_state": first(modes),
        "side": np.where(sided, np.cumsum(sided) - 1, -1),
        "ground": np.where(kinds == EARTH, 0, -1),
        "first_mode": first(modes),
        "slow": slow,
        "first_pair": first(pairs),
        "pair_face": np.zeros(pairs.sum(), dtype=np.int32),
        "side_imposed": np.zeros(sided.sum(), dtype=np.int32),
        "side_wetted": np.zeros(sided.sum(), dtype=np.int32),
        "first_pane": first(panes),
        "first_gain": first(gains),
        "gain_shape": np.zeros(sum(gains), dtype=np.int32),
        "parts": steps,
    }
    return Layout(**{**dict.fromkeys(Layout._fields, none), **values})


WALL = (OUTSIDE, UPRIGHT, 2, 1, 0, 0)
WINDOW = (GLASS, GLAZED, 0, 0, 0, 0)


def test_one_wall_in_one_zone_by_hand():
    counted = count_operations(layout([WALL]))
    # Setpoints 4, star radiation 4, leak 1, inertia 1; conductance 3, source 6; star node 1 + 3 + 3; free air 2, power
    # 2; star 3; heat and cold 4; difference to outdoors 2; books 2 + 3 + 2 + 2; window heat and means 2 + 2 + 4.
    zone_step = 4 + 4 + 2 + 9 + 7 + 4 + 3 + 4 + 2 + 9 + 8
    assert counted.zones == HOURS * zone_step + 8760 * 8
    # Film: difference, root, product. Star 1, gains 2, response 2 + 1, areas 2, answers 2, sums 3 + 3 + 2 + 2 + 2,
    # temperature 5, mean radiant temperature 2.
    assert counted.faces == HOURS * (3 + 1 + 2 + 3 + 16 + 5 + 2)
    # Towards the room: sun and swift modes 1, slow mode 2, last hour 3 + 4 + 1. Outwards: the same, elimination 4, seen
    # from the room 4, temperature 2. Sun in the balance 2, difference 3; mode 3 + 1 + 2; swift modes 4 + 4.
    assert counted.walls == HOURS * ((1 + 2 + 8) + (1 + 2 + 8) + 10 + 2 + 3 + 6 + 8)
    # Kelvin 1, secants 5 + 4 and shares 2; upwind 3, wind 2; difference 1, root 1, product 1, squares 3, root 1,
    # roughness 3; sums 2 + 5; sun 1.
    assert counted.outside == HOURS * (12 + 5 + 10 + 7 + 1)
    assert counted.panes == 0
    assert counted.roots == 3 * HOURS
    assert counted.total == counted.zones + counted.faces + counted.walls + counted.outside


def added(face, to=(WALL,)):
    """Operations a step of a year without divided hours that one more face brings."""
    return (count_operations(layout([*to, face])).total - count_operations(layout(list(to))).total) / HOURS


@pytest.mark.parametrize(
    ("face", "expected"),
    [
        # Star, gains, response, equations, temperature, mean; film; heat given; elimination; weather.
        (WINDOW, 29 + 9 + 9 + 10 + 35),
        # Two panes: ends 6, one gap 26, two nodes eliminated and restored.
        ((GLASS, GLAZED, 0, 0, 2, 0), 29 + 9 + 9 + 10 + 35 + 6 + 26 + 2 * (18 + 4)),
        # The ground: sun, flux, difference; inner side late 3 + 1 and next 4, far side late 3 and next 4.
        ((EARTH, FLAT, 3, 0, 0, 0), 29 + 3 + 6 + 2 + 8 + 7),
        # The same with a slow mode: its part of the last hour 4, sent 2, moved 6.
        ((EARTH, FLAT, 3, 1, 0, 0), 29 + 3 + 6 + 2 + 8 + 7 + 4 + 8),
        # A partition before two faces keeps account of one side.
        ((BETWEEN, UPRIGHT, 1, 0, 0, 2), 29 + 3 + 6 + 8 + 21 + 2 * 4),
        # No heat behind: both sides keep account, elimination, no weather; an imposed film costs nothing.
        ((SEALED, IMPOSED, 1, 0, 0, 0), 29 + 6 + 16 + 10 + 1),
    ],
    ids=["window", "panes", "ground", "slow ground", "partition", "sealed"],
)
def test_one_more_face(face, expected):
    assert added(face) == expected


def test_a_gain_and_a_zone_more():
    alone = count_operations(layout([WALL]))
    assert count_operations(layout([WALL], gains=(2,))).total - alone.total == 2 * 4 * HOURS
    assert count_operations(layout([WALL], gains=(0, 0))).total - alone.total == alone.zones


def test_a_divided_hour():
    whole = count_operations(layout([WALL]))
    # Noon of 2 January, outside the day that the warm-up repeats.
    divided = count_operations(layout([WALL], divided=[36]))
    assert divided.zones - whole.zones == 2 * 56
    assert divided.faces - whole.faces == 2 * 32
    assert divided.outside - whole.outside == 2 * 35
    # A part: layers 6, far side 11, two modes of 10 each. A whole hour: one mode, account of both sides.
    step, hour = 6 + 11 + 2 * 10, 6 + 11 + 10 + 2 * (8 + 4)
    # There: slow mode 6, swift mode 17, face 4; back: 6, 12 and 6.
    assert divided.walls - whole.walls == 3 * step - hour + 27 + 24
    # Two divided hours in a row change the length of the step once in each direction.
    longer = count_operations(layout([WALL], divided=[36, 37]))
    assert longer.walls - divided.walls == 3 * step - hour
    # What happens on the first day happens in every day of the warm-up.
    first_day = count_operations(layout([WALL], divided=[12]))
    assert first_day.walls - whole.walls == 31 * (3 * step - hour + 27 + 24)


def test_sun_that_is_computed_on_the_way():
    # Three lit hours; the second has sun at two of its six instants, the others at all, one of them by its halo alone.
    weights = np.ones((4, INSTANTS, 2), dtype=np.float32)
    weights[0] = 0.0
    weights[2, 2:] = 0.0
    weights[3, 0, 0] = 0.0
    instants = np.concatenate([np.ones((4, INSTANTS, 3)), weights], axis=2).reshape(-1, 5)
    light = {"instants": instants, "glazed": np.array([1, 0]), "shaded": np.array([1, 0]), "first_ray": [0, 2, 3]}
    sun_row = np.zeros(8760, dtype=np.int64)
    sun_row[100:103] = 1, 2, 3
    # Cosine 3 + 2, direct 1, sums 1 + 2; window: power 1, higher powers 3, sums 4. Overhang: shadow 3, lit 1, halo 2,
    # sums of the mean sun 2 + 2 + (3 + 2).
    plain, window, overhang = 5 + 1 + 3, 1 + 3 + 4, 3 + 1 + 2 + 2 + 2 + 5
    # Ground 1, halo 1, sky 5, incident 3; window: sky 4, ground 1, two polynomials of 4 products and 3 sums, 3 for the
    # diffuse part. Overhang: mean sun 1 + 3, band 2, one over the cosine 1; ends: near, far and edge 5, triangles 5,
    # share 4; shadows: argument 2, reach, grazing and end 3, per area 4, own 12, upper from 1, to 2, triangles 13,
    # sums 5; kept 2 + 2; sky 5, incident 3; power 1, sums 1 + 2 + 3 + 4, halo 3. Three rays of
    # a product and a sum.
    mean_sun, shadows, ends_sums = (
        1 + 3 + 2 + 1,
        (5 + 5 + 4) + (2 + 3 + 4 + 12 + 1 + 2 + 13 + 5),
        1 + (1 + 2 + 3 + 4) + 3,
    )
    hour = 2 * (2 + 5 + 3) + (4 + 1 + 2 * 7 + 3) + (mean_sun + shadows + 4 + 5 + 3 + ends_sums) + 3 * 2
    instant = 2 * plain + window + overhang
    assert count_light(light, sun_row) == (6 + 2 + 6) * instant + 3 * hour
    # An hour of the first day comes once more in each day of the warm-up.
    sun_row[100:103], sun_row[12] = 0, 2
    assert count_light(light, sun_row) == 31 * (2 * instant + hour)
    assert count_light({}, sun_row) == 0.0


def test_buildings_have_counts_of_their_size(golden):
    box, office = (
        operations_of(stack_of([candidate_of(case(name).default_building(), golden).portrait]), golden)
        for name in (BOX, OFFICE)
    )
    # Seven faces, most of them in the weather: about a hundred operations a face and hour.
    assert 5e6 < box.total < 10e6
    assert 4.0 < office.zones / box.zones < 15.0
    assert 20e6 < office.total < 100e6
    assert 0 < box.roots < box.total
    # A single building has its sun computed beforehand.
    assert box.light == office.light == 0.0


@pytest.mark.parametrize(("name", "marches"), [(OFFICE, 2), (BOX, 1)])
def test_families_compute_their_sun_on_the_way(golden, name, marches):
    found = marches_of(case(name), golden)
    assert len(found) == marches
    assert all(0.0 < march.operations.light < 0.3 * march.operations.total for march in found)


def test_buildings_without_families_march_too(golden):
    one = case(BOX)
    alone = Case("alone", dataclasses.replace(one.problem, families=None))
    found = marches_of(alone, golden)
    assert len(found) == 4
    assert found[0].operations.light == 0.0
    year = found[0].run()
    assert year.status == (None,) * 16
