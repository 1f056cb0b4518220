"""Who is computed together: faces, sides and walls of a block in lists for the loops of the march."""

import numpy as np

from fluxion.engine._kernels.batch import records
from fluxion.typing import IntArray


def order_of(layout: records.Layout) -> records.Order:
    """Lists of faces, by what the loops of the march need.

    Args:
        layout: of the block.
    """
    kind, zones = layout.kind, layout.first_face.size - 1
    lines = member_lines(layout)
    zone = np.repeat(np.arange(zones), np.diff(layout.first_face))
    between, glass = kind == records.BETWEEN, kind == records.GLASS
    paned = np.diff(layout.first_pane) > 0
    films = np.argsort(layout.film, kind="stable")
    in_weather = np.flatnonzero((kind == records.OUTSIDE) | (glass & ~paned))
    opened = in_weather[np.lexsort((layout.layers[in_weather], lines[in_weather, records.PLACE]))]
    walls = np.lexsort((layout.layers, kind))
    walls = walls[kind[walls] != records.GLASS]
    partition = np.cumsum(between) - 1
    beside = np.ones(layout.pair_face.size, dtype=np.int64)
    beside[layout.first_pair[1:][between] - 1] = 0
    shown = records.PARTITION_ROWS * partition[layout.pair_face] + records.SHOWN
    tables = {
        "films": lines[films],
        "open": lines[opened],
        "paned": lines[paned],
        "sealed": lines[kind == records.SEALED],
        "earth": lines[kind == records.EARTH],
        "between": lines[between],
        "own": lines[~between],
        "glass": lines[glass],
        "outer_walls": lines[walls[kind[walls] != records.BETWEEN]],
        "inner_walls": lines[walls[kind[walls] == records.BETWEEN]],
        "walls": lines[walls],
        "film_first": records.MEMBER * np.searchsorted(layout.film[films], np.arange(records.FILMS + 1)),
        "between_first": records.MEMBER * np.searchsorted(zone[between], np.arange(zones + 1)),
        "own_first": records.MEMBER * np.searchsorted(zone[~between], np.arange(zones + 1)),
        "pairs": np.stack([shown, np.arange(beside.size), beside], axis=-1),
    }
    return records.Order(**{name: np.array(table, dtype=np.int32).reshape(-1) for name, table in tables.items()})


def member_lines(layout: records.Layout) -> IntArray:
    """(f, MEMBER) what the loops need to know of each face; see `records.FACE`."""
    kind, side, faces = layout.kind, np.maximum(layout.side, 0), layout.kind.size
    between, zones = kind == records.BETWEEN, layout.first_face.size - 1
    modes, classes = layout.first_mode, layout.layers
    numbers = np.arange(faces)
    sided = np.flatnonzero(layout.side >= 0)
    place = np.full(faces, records.SHELTERED)
    place[sided[layout.side_wetted[side[sided]] != 0]] = records.RAINY
    place[sided[layout.side_imposed[side[sided]] != 0]] = records.IMPOSED_SIDE
    pane, past_pane = layout.first_pane[:-1], layout.first_pane[1:]
    sides = layout.side_imposed.size
    columns = {
        records.FACE: records.FACE_ROWS * numbers,
        records.ZONE: records.ZONE_ROWS * np.repeat(np.arange(zones), np.diff(layout.first_face)),
        records.BACK: np.where(between, records.PARTITION_ROWS * (np.cumsum(between) - 1), records.SIDE_ROWS * side),
        records.LAYERS: records.LAYER_ROWS * classes,
        records.MODES: records.MODE_ROWS * modes[classes],
        records.STATES: layout.first_state[:-1],
        records.GROUND: 12 * np.maximum(layout.ground, 0),
        # Panes take the place of a window's own sun.
        records.SUN_IN: np.where(past_pane > pane, faces + sides + pane, numbers),
        records.SUN_OUT: (faces + side),
        records.KIND: kind,
        records.PLACE: place,
        records.SLOW: layout.slow[classes],
        records.ALL_MODES: np.diff(modes)[classes],
        records.PAIR: records.PAIR_ENTRIES * layout.first_pair[:-1],
        records.PANE: pane,
        records.PAST_PANE: past_pane,
    }
    lines = np.zeros((faces, records.MEMBER), dtype=np.int64)
    for column, values in columns.items():
        lines[:, column] = values
    return lines
