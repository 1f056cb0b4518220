"""Buildings of one kind side by side as arrays with one row a building: what blocks of lanes are cut from."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from fluxion.engine._kernels.batch import records
from fluxion.engine.batch import numbers as told
from fluxion.engine.batch.hourly_wall import SIDES, SteppedWall
from fluxion.engine.batch.order import order_of
from fluxion.engine.batch.portrait import SHARED, Portrait
from fluxion.typing import FloatArray

# Where a record's name differs from that of the portrait's value.
_RENAMED: dict[type, dict[str, str]] = {
    told.Sides: {"hot": "side_hot", "cold": "side_cold"},
    told.Zones: {"radiant": "radiant_gain"},
}


@dataclass(frozen=True, eq=False)
class Stack:
    """n buildings of one kind.

    Attributes:
        layout: as of `Portrait`.
        shapes: as of `Portrait`.
        occupied: as of `Portrait`.
        shared: products that are the same for all, by the names of `records.Panes`.
        numbers: (n, rows) float32, one row of a block for each column.
        places: name of a record -> field -> its columns in `numbers`.
        sun: (n, cells) sun of all lit hours [W/m2]; no cells where it is computed as the year goes.
        light: integers and tables of `records.Light` that all buildings share; empty where the sun is given.
    """

    layout: dict[str, np.ndarray]
    shapes: np.ndarray
    occupied: np.ndarray
    shared: dict[str, FloatArray]
    numbers: np.ndarray
    places: dict[str, dict[str, slice]]
    sun: np.ndarray
    light: dict[str, np.ndarray]

    @property
    def size(self) -> int:
        """Number of buildings."""
        return len(self.numbers)

    @cached_property
    def order(self) -> records.Order:
        """Who is computed together in every block of the stack."""
        return order_of(records.Layout(**self.layout, parts=np.empty(0, dtype=np.int32)))


def stack_of(portraits: Sequence[Portrait]) -> Stack:
    """Portraits with equal keys side by side."""
    first = portraits[0]
    walls = [_together([p.walls[c] for p in portraits]) for c in range(len(first.walls))]
    values = {name: np.stack([p.values[name] for p in portraits]) for name in first.values if name not in SHARED}
    numbers, places = numbers_of(len(portraits), layer_columns(walls, len(portraits)), values, {})
    return Stack(
        layout=first.layout,
        shapes=first.shapes,
        occupied=first.occupied,
        shared={name: first.values[name] for name in SHARED},
        numbers=numbers,
        places=places,
        sun=np.stack([p.sun.reshape(-1) for p in portraits]),
        light={},
    )


def numbers_of(
    count: int, layers: dict[str, FloatArray], values: dict[str, FloatArray], light: dict[str, FloatArray]
) -> tuple[np.ndarray, dict[str, dict[str, slice]]]:
    """`Stack.numbers` and `Stack.places`.

    Args:
        count: n.
        layers: (n, rows) or (rows,) by the names of `told.Layers`.
        values: likewise by the names of `Portrait.values`.
        light: likewise by the names of `records.Light`.
    """
    sources: dict[type, dict[str, FloatArray]] = {
        told.Layers: layers,
        told.Faces: values,
        told.Sides: values,
        told.Zones: values,
        records.Light: light,
    }
    columns: list[FloatArray] = []
    places: dict[str, dict[str, slice]] = {}
    width = 0
    for record, source in sources.items():
        own = places.setdefault(record.__name__, {})
        for field in record._fields:  # type: ignore[attr-defined]
            name = _RENAMED.get(record, {}).get(field, field)
            if name in source:
                columns.append(source[name])
                own[field] = slice(width, width + source[name].shape[-1])
                width = own[field].stop
    numbers = np.empty((count, width), dtype=np.float32)
    for column, place in zip(columns, (place for own in places.values() for place in own.values())):
        numbers[:, place] = column
    return numbers, places


def _together(walls: list[SteppedWall]) -> SteppedWall:
    # A leading axis for the buildings.
    arrays = (one.name for one in fields(SteppedWall) if one.name != "slow")
    return SteppedWall(slow=walls[0].slow, **{name: np.stack([getattr(w, name) for w in walls]) for name in arrays})


def layer_columns(walls: Sequence[SteppedWall], count: int) -> dict[str, FloatArray]:
    """(n, rows) arrays of `told.Layers` from the walls of each class.

    Args:
        walls: of each class; arrays with a leading axis (n,) differ between buildings.
        count: n.
    """

    def rows(name: str, *place: int) -> FloatArray:
        parts = [np.empty((count, 0))]
        for wall in walls:
            values = getattr(wall, name)
            differs = wall.through.ndim == 1
            for i in place:
                values = values[:, i] if differs else values[i]
            values = values if differs else values[None]
            values = values.reshape(len(values), -1) if values.ndim > 1 else values[:, None]
            parts.append(np.broadcast_to(values, (count, values.shape[1])))
        return np.concatenate(parts, axis=1)

    def both(name: str, *place: int) -> FloatArray:
        return np.concatenate([rows(name, kind, *place) for kind in (records.HOUR, records.PART)], axis=1)

    columns = {name: both(name) for name in ("decay", "weight", "outer", "inner", "shift")}
    columns |= {f"d_{side}": both("direct", i) for i, side in enumerate(SIDES)}
    for word, name in (("k", "last"), ("late", "late")):
        columns |= {f"{word}_{side}": rows(name, i) for i, side in enumerate(SIDES)}
    return columns | {"through": rows("through")}
