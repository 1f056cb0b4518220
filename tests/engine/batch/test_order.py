"""Lists of the march: every face is computed once, in the right loop, with the rows that are its own."""

from itertools import chain

import numpy as np
import pytest
from boxes import box, heated_to, pair

from fluxion.building import Ground
from fluxion.engine._kernels.batch import records
from fluxion.engine.batch.order import member_lines, order_of
from fluxion.engine.batch.year import candidate_of
from fluxion.problems.reference_office.building import reference_office

BUILDINGS = {
    "box": lambda: box(thermostat=heated_to(20.0), bands={"S": (0.5, 0.8, 2.2)}),
    "pair": lambda: pair(boundaries={"floor": Ground(12.0)}),
    "office": reference_office,
}


@pytest.fixture(params=BUILDINGS)
def layout(request, golden):
    portrait = candidate_of(BUILDINGS[request.param](), golden).portrait
    return records.Layout(**portrait.layout, parts=np.ones(8760, dtype=np.int32))


def faces_of(table):
    rows = table.reshape(-1, records.MEMBER)[:, records.FACE]
    assert (rows % records.FACE_ROWS == 0).all()
    return (rows // records.FACE_ROWS).tolist()


def test_every_face_stands_in_each_set_of_lists_once(layout):
    order, everyone = order_of(layout), list(range(layout.kind.size))
    assert sorted(faces_of(order.films)) == everyone
    assert sorted(faces_of(order.own) + faces_of(order.between)) == everyone
    behind = (order.open, order.paned, order.sealed, order.earth, order.between)
    assert sorted(chain.from_iterable(map(faces_of, behind))) == everyone
    restored = (order.outer_walls, order.inner_walls, order.glass)
    assert sorted(chain.from_iterable(map(faces_of, restored))) == everyone
    assert sorted(faces_of(order.walls)) == sorted(faces_of(order.outer_walls) + faces_of(order.inner_walls))


def test_lists_of_zones_and_films_hold_their_own_faces(layout):
    order = order_of(layout)
    for first, table in ((order.own_first, order.own), (order.between_first, order.between)):
        for zone in range(layout.low_shape.size):
            for face in faces_of(table[first[zone] : first[zone + 1]]):
                assert layout.first_face[zone] <= face < layout.first_face[zone + 1]
    for kind in range(records.FILMS):
        faces = faces_of(order.films[order.film_first[kind] : order.film_first[kind + 1]])
        assert (layout.film[faces] == kind).all()


def test_pairs_show_the_faces_behind_a_partition(layout):
    order, lines = order_of(layout), member_lines(layout)
    partitions = np.flatnonzero(layout.kind == records.BETWEEN)
    pairs = order.pairs.reshape(-1, records.PAIR_ENTRIES)
    for face in partitions:
        at, seen = lines[face, records.PAIR] // records.PAIR_ENTRIES, []
        while True:
            row, share, more = pairs[at]
            seen.append((int(partitions[row // records.PARTITION_ROWS]), int(share)))
            assert row % records.PARTITION_ROWS == records.SHOWN
            at += 1
            if not more:
                break
        first, past = layout.first_pair[face : face + 2]
        assert seen == list(zip(layout.pair_face[first:past].tolist(), range(first, past)))


def test_rows_of_layers_modes_and_states_are_those_of_the_layout(layout):
    lines = member_lines(layout)
    classes = layout.layers
    np.testing.assert_array_equal(lines[:, records.LAYERS], records.LAYER_ROWS * classes)
    np.testing.assert_array_equal(lines[:, records.MODES], records.MODE_ROWS * layout.first_mode[classes])
    np.testing.assert_array_equal(lines[:, records.STATES], layout.first_state[:-1])
    assert (lines[:, records.SLOW] <= lines[:, records.ALL_MODES]).all()
