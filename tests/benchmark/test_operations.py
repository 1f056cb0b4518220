"""Operations counted by hand for small layouts, and how the count answers to what is added to a layout."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

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
    # Setpoints 4, star radiation 4, leak 1, inertia 1, conductance 1, source 4; star node 1 + 1, conductance 2, free
    # air 2 + 2, star 3, beamed 1, power 2; gains 3, heat and cold 4, difference to outdoors 2, leak 3, means 2 + 4, sun
    # 2.
    zone_step = 4 + 4 + 2 + 1 + 4 + 2 + 2 + 4 + 3 + 1 + 2 + 3 + 4 + 2 + 3 + 2 + 4 + 2
    assert counted.zones == HOURS * zone_step + 8760 * 8
    # Film: difference, root, product. Sun 1 and gains 2 on it, star 1, response 2 + 1; star again 1, areas 2, answers
    # 2, sums 3 + 3 + 2 + 2 + 2; temperature 5, mean radiant temperature 2, sun of the zone 2.
    assert counted.faces == HOURS * (3 + 3 + 1 + 3 + 1 + 16 + 5 + 2 + 2)
    # Difference 3, temperatures back 3 a side, swift modes 1 + 3 a side; elimination 8, temperature 2; mode moved
    # 1 + 4, sent 2 + 2.
    assert counted.walls == HOURS * (3 + 2 * 3 + 2 * 4 + 8 + 2 + 5 + 4)
    # Upwind 3, wind 2; difference 1, root 1, product 1, squares 3, root 1, roughness 3. Kelvin 1, square 1, secants 4,
    # shares 2, sums 2, sources 5, their sums 2; sun 1, stored heat 1.
    assert counted.outside == HOURS * (5 + 10 + 17 + 2)
    assert counted.panes == 0
    assert counted.roots == 3 * HOURS
    assert counted.total == counted.zones + counted.faces + counted.walls + counted.outside


def added(face, to=(WALL,)):
    """Operations a step of a year without divided hours that one more face brings."""
    return (count_operations(layout([*to, face])).total - count_operations(layout(list(to))).total) / HOURS


@pytest.mark.parametrize(
    ("face", "expected"),
    [
        # Sun, gains, star, response, equations, temperature, means; film; heat given; elimination; weather.
        (WINDOW, 33 + 9 + 11 + 10 + 34),
        # Two panes: ends 6 but no sun of other windows, one gap 26, two nodes eliminated and restored.
        ((GLASS, GLAZED, 0, 0, 2, 0), 33 + 9 + 11 + 10 + 34 + 4 + 26 + 2 * (18 + 4)),
        # The ground: flux, difference, both sides back and late.
        ((EARTH, FLAT, 3, 0, 0, 0), 33 + 3 + 2 + 3 + 2 * (3 + 4)),
        # The same with a slow mode: moved 5, sent 4.
        ((EARTH, FLAT, 3, 1, 0, 0), 33 + 3 + 2 + 3 + 2 * (3 + 4) + 9),
        # A partition before two faces keeps account of one side.
        ((BETWEEN, UPRIGHT, 1, 0, 0, 2), 33 + 3 + 3 + 3 + 4 + 19 + 2 * 4),
        # No heat behind: both sides keep account, elimination, no weather; an imposed film costs nothing.
        ((SEALED, IMPOSED, 1, 0, 0, 0), 33 + 3 + 2 * (3 + 4) + 10),
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
    assert divided.zones - whole.zones == 2 * 49
    assert divided.faces - whole.faces == 2 * 36
    assert divided.outside - whole.outside == 2 * 34
    # A part: layers 3 and 6, far side 10, two modes of 9 each. A whole hour: one mode, swift ones late on both sides.
    step, hour = 3 + 6 + 10 + 2 * 9, 3 + 6 + 10 + 9 + 2 * 4
    # There: slow mode 10, swift mode 13, sides 4, both kinds 12 + 4; back: 10, 10, 6 and 12.
    there, back = 10 + 13 + 4 + 12 + 4, 10 + 10 + 6 + 12
    assert divided.walls - whole.walls == 3 * step - hour + there + back
    # Two divided hours in a row change the length of the step once in each direction.
    longer = count_operations(layout([WALL], divided=[36, 37]))
    assert longer.walls - divided.walls == 3 * step - hour
    # What happens on the first day happens in every day of the warm-up.
    first_day = count_operations(layout([WALL], divided=[12]))
    assert first_day.walls - whole.walls == 31 * (3 * step - hour + there + back)


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


def test_interpreted_kernels_take_what_is_counted():
    """Lane by lane, whatever the layout: an office and a room behind glass that follows its panes."""
    program = Path(__file__).with_name("counted_lanes.py")
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    for name, (kernels, model) in json.loads(done.stdout).items():
        assert kernels["part"] == model["part"] > 0.0, name
        assert kernels["divided"] + kernels["joined"] == model["changes"], name
        # Of a partition the kernels know what swift modes take less at its far side, too, which nobody reads and the
        # compiler leaves out.
        unread = 3 * 20 if name == "office" else 0
        assert kernels["hour"] == model["hour"] + unread, name


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
