"""One building as the numbers that the batch kernels need."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fluxion.building import Building, Construction
from fluxion.engine.batch.face_portrait import (
    conduction_of,
    faces_portrait,
    pairs_portrait,
    repaid_shares,
    sides_portrait,
)
from fluxion.engine.batch.hourly_wall import SteppedWall, stepped_wall
from fluxion.engine.batch.pane_portrait import panes_portrait
from fluxion.engine.batch.parts import parts_of
from fluxion.engine.batch.reduction import ReducedWall, reduced_wall
from fluxion.engine.batch.shapes import ShapeCollection
from fluxion.engine.batch.sun_portrait import sun_portrait, sun_rows
from fluxion.engine.batch.zone_portrait import zones_portrait
from fluxion.engine.climate import StepWeather
from fluxion.typing import FloatArray

#: Values that describe a product and are the same for all buildings of a block.
SHARED = ("resistance", "pane_capacity", "gap_emissivity", "gap_gas")


@dataclass(frozen=True)
class Portrait:
    """A building in numbers.

    Attributes:
        key: equal for buildings that may share a block.
        layout: integers by the names of `records.Layout`, `parts` excepted.
        shapes: (shapes, 2, 8760) float32 values of schedules.
        walls: of each class of layers.
        values: name -> (rows,) numbers of the records without their lanes; `SHARED` ones as the kernels take them.
        occupied: (8760,) float32 above zero where comfort counts.
        sun: (1 + lit hours, columns) float32 [W/m2].
    """

    key: bytes
    layout: dict[str, np.ndarray]
    shapes: np.ndarray
    walls: tuple[SteppedWall, ...]
    values: dict[str, FloatArray]
    occupied: np.ndarray
    sun: np.ndarray


def portrait_of(building: Building, climate: StepWeather, parts_per_hour: int) -> Portrait:
    """Take the portrait of a building.

    Args:
        building: any building.
        climate: its weather at one step an hour.
        parts_per_hour: steps of an hour that begins with a jump of a schedule.
    """
    parts = parts_of(building, climate)
    classes, found = conduction_of(parts)
    walls = tuple(stepped_wall(reduced_layers(what), parts_per_hour) for what in found)
    modes = np.array([wall.decay.shape[1] for wall in walls])
    shapes = ShapeCollection()
    integers = {
        "layers": classes.tolist(),
        "first_mode": np.cumsum([0, *modes]).tolist(),
        "slow": [wall.slow for wall in walls],
        "first_state": np.cumsum([0, *modes[classes]]).tolist(),
    }
    numbers = panes_portrait(parts)
    for some_integers, some_numbers in (
        faces_portrait(parts),
        pairs_portrait(parts),
        sides_portrait(parts),
        zones_portrait(parts, shapes),
    ):
        integers |= some_integers
        numbers |= some_numbers
    numbers["repaid"] = repaid_shares(walls, classes, numbers["follows"])
    layout = {name: np.array(values, dtype=np.int32) for name, values in integers.items()}
    table = shapes.table()
    shared = (numbers[name].tobytes() for name in SHARED)
    named = (name.encode() + values.tobytes() for name, values in layout.items())
    occupied = building.occupied.values.astype(np.float32)
    key = hashlib.sha256(b"|".join([table.tobytes(), occupied.tobytes(), *shared, *named])).digest()
    sun = sun_portrait(parts, sun_rows(climate))
    return Portrait(key, layout, table, walls, numbers, occupied, sun)


@lru_cache(maxsize=4096)
def reduced_layers(what: object) -> ReducedWall:
    """The reduced wall of a class of layers from `face_portrait.conduction_of`."""
    if isinstance(what, float):
        none = np.empty(0)
        return ReducedWall(none, none, none, np.float64(what))  # type: ignore[arg-type]
    return reduced_wall(Construction("layers", what))  # type: ignore[arg-type]
