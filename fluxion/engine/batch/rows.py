"""Numbers of a block in the rows that the kernels read: all of one face together, all of one zone, and so on."""

import numpy as np

from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.lanes import LANES
from fluxion.engine._kernels.films import STEFAN_BOLTZMANN
from fluxion.engine.batch import numbers
from fluxion.engine.batch.lane_arrays import aligned

_FACES = {
    "area": records.AREA,
    "star": records.STAR,
    "sight": records.SIGHT,
    "radiant": records.RADIANT,
    "hot": records.HOT,
    "cold": records.COLD,
}
_PARTITIONS = {
    "spread": records.SPREAD,
    "moves": records.MOVES,
    "repaid": records.REPAID,
    "follows": records.FOLLOWS,
}
_SIDES = {
    "hot": records.SIDE_HOT,
    "cold": records.SIDE_COLD,
    "roughness": records.ROUGHNESS,
    "windward": records.WINDWARD,
    "leeward": records.LEEWARD,
    "normal_x": records.NORMAL_X,
    "normal_y": records.NORMAL_Y,
}
_ZONES = {
    "capacity": records.CAPACITY,
    "leak": records.LEAK,
    "fresh": records.FRESH,
    "recovery": records.RECOVERY,
    "bypass": records.BYPASS,
    "night": records.NIGHT,
    "night_indoor": records.NIGHT_INDOOR,
    "night_delta": records.NIGHT_DELTA,
    "night_outdoor": records.NIGHT_OUTDOOR,
    "low_base": records.LOW_BASE,
    "low_span": records.LOW_SPAN,
    "high_base": records.HIGH_BASE,
    "high_span": records.HIGH_SPAN,
}
_MODES = {
    "decay": records.DECAY,
    "outer": records.GIVE_OUT,
    "inner": records.GIVE_IN,
    "shift": records.SHIFT,
}
_DIRECT = {"d_oo": records.D_OO, "d_ii": records.D_II, "d_oi": records.D_OI}
_LAST = {"k_oo": records.K_OO, "k_ii": records.K_II, "k_oi": records.K_OI}
_LATE = {"late_oo": records.LATE_OO, "late_ii": records.LATE_II, "late_oi": records.LATE_OI}
# Rows of the conductances of an outer face, an inner one, and across, and the sign of what is sent back in them.
_CLOSED = (
    (records.D_OO, records.LATE_OO, records.BACK_OO, 1.0),
    (records.D_II, records.LATE_II, records.BACK_II, 1.0),
    (records.D_OI, records.LATE_OI, records.BACK_OI, -1.0),
)


def things(block: np.ndarray, rows: int) -> np.ndarray:
    """(count, rows, L) view of a (count rows, L) array."""
    return block.reshape(-1, rows, LANES)


def face_rows(layout: records.Layout, faces: numbers.Faces) -> np.ndarray:
    """(f FACE_ROWS, L) faces."""
    block, by_face = _empty(layout.kind.size, records.FACE_ROWS)
    _fill(by_face, _FACES, faces)
    by_face[:, records.LIT_AREA] = faces.area * (layout.kind != records.GLASS)[:, None]
    return block


def partition_rows(layout: records.Layout, faces: numbers.Faces) -> np.ndarray:
    """(partitions PARTITION_ROWS, L) partitions in the order of the faces."""
    own = layout.kind == records.BETWEEN
    block, by_partition = _empty(int(own.sum()), records.PARTITION_ROWS)
    for name, row in _PARTITIONS.items():
        by_partition[:, row] = getattr(faces, name)[own]
    return block


def side_rows(sides: numbers.Sides) -> np.ndarray:
    """(s SIDE_ROWS, L) outer sides."""
    block, by_side = _empty(len(sides.hot), records.SIDE_ROWS)
    _fill(by_side, _SIDES, sides)
    by_side[:, records.TO_SKY] = sides.to_sky * STEFAN_BOLTZMANN
    by_side[:, records.TO_AIR] = sides.to_air * STEFAN_BOLTZMANN
    # The march writes films over it where they are not imposed.
    by_side[:, records.SIDE_FILM] = sides.hot
    return block


def zone_rows(zones: numbers.Zones) -> np.ndarray:
    """(z ZONE_ROWS, L) zones."""
    block, by_zone = _empty(len(zones.capacity), records.ZONE_ROWS)
    _fill(by_zone, _ZONES, zones)
    return block


def layer_rows(layout: records.Layout, layers: numbers.Layers, modes: np.ndarray) -> np.ndarray:
    """(2 c LAYER_ROWS, L) classes of layers in whole hours, then in parts.

    At constant temperatures a wall must let through what its static conductance says. What rounding leaves of that
    would add up over the year; coefficients that are sums of others are made from the rounded ones.

    Args:
        layout: of the block.
        layers: numbers of the classes.
        modes: from `mode_rows`.
    """
    classes = len(layers.through)
    block, by_class = _empty(2 * classes, records.LAYER_ROWS)
    hour, part = by_class[:classes], by_class[classes:]
    _fill(by_class, _DIRECT, layers)
    _fill(hour, _LAST | _LATE, layers)
    hour[:, records.THROUGH] = layers.through
    by_mode = np.split(things(modes, records.MODE_ROWS).astype(np.float64), 2)
    through, first = layers.through.astype(np.float64), layout.first_mode
    of_hour = _steady(by_mode[records.HOUR], first[:-1], layout.slow)
    of_part = _steady(by_mode[records.PART], first[:-1], np.diff(first))
    for (direct, late, back, sign), in_hour, in_part in zip(_CLOSED, of_hour, of_part):
        part[:, direct] = through + sign * in_part
        hour[:, back] = sign * (hour[:, direct] - through) - in_hour + hour[:, late]
    return block


def _steady(modes: np.ndarray, first: np.ndarray, count: np.ndarray) -> np.ndarray:
    # (3, c, L) what the modes of each class, `count` from `first`, send back per kelvin at constant temperatures: out
    # of the outer face for it, inner likewise, across.
    held = 1.0 / (1.0 - modes[:, records.DECAY])
    pairs = (
        (records.GIVE_OUT, records.TAKE_OUT),
        (records.GIVE_IN, records.TAKE_IN),
        (records.GIVE_IN, records.TAKE_OUT),
    )
    sent = np.stack([modes[:, give] * modes[:, take] * held for give, take in pairs])
    sums = np.zeros((3, first.size, LANES))
    for m in range(int(count.max(initial=0))):
        own = np.flatnonzero(count > m)
        sums[:, own] += sent[:, first[own] + m]
    return sums


def mode_rows(layers: numbers.Layers) -> np.ndarray:
    """(2 m MODE_ROWS, L) modes in whole hours, then in parts."""
    block, by_mode = _empty(len(layers.decay), records.MODE_ROWS)
    _fill(by_mode, _MODES, layers)
    by_mode[:, records.TAKE_OUT] = layers.weight * layers.outer
    by_mode[:, records.TAKE_IN] = layers.weight * layers.inner
    by_mode[:, records.LASTING] = 1.0 / (1.0 - layers.decay)
    return block


def _empty(count: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    block = aligned(count * rows)
    return block, things(block, rows)


def _fill(by_thing: np.ndarray, rows: dict[str, int], told: object) -> None:
    for name, row in rows.items():
        by_thing[:, row] = getattr(told, name)
