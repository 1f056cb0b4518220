"""Conduction of a family's layers: one thickness of each varied construction picks a row of its table."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fluxion.building import Adjacent, Construction
from fluxion.building.family import Family, varied_layer_index
from fluxion.building.material import Layer
from fluxion.engine.batch.hourly_wall import SteppedWall, slow_modes, stepped_wall
from fluxion.engine.batch.portrait import reduced_layers
from fluxion.engine.batch.reduction import ReducedWall
from fluxion.engine.batch.wall_table import WallTable, nearest_rows, wall_table
from fluxion.errors import InputError
from fluxion.typing import FloatArray


@dataclass(frozen=True, eq=False)
class SteppedTable:
    """A wall over the thickness of one layer, ready for the march.

    Attributes:
        table: (k,) thicknesses and modes.
        walls: (k, ...) coefficients.
    """

    table: WallTable
    walls: SteppedWall


@lru_cache(maxsize=64)
def stepped_table(layers: tuple[Layer, ...], index: int, low: float, high: float, parts_per_hour: int) -> SteppedTable:
    """Coefficients for every millimetre of one layer.

    Args:
        layers: of the wall; the thickness of the varied one does not matter.
        index: position of the varied layer.
        low: least thickness [m].
        high: largest one [m].
        parts_per_hour: steps of a divided hour.
    """
    nodes = np.arange(round(1e3 * low), round(1e3 * high) + 1)
    table = wall_table(Construction("layers", layers), index, nodes)
    u = 1.0 / (table.other_resistance + nodes / 1e3 / table.conductivity)
    reduced = ReducedWall(table.rates, table.outer, table.inner, u)
    return SteppedTable(table, stepped_wall(reduced, parts_per_hour, slow_modes(reduced)))


def walls_of(
    family: Family, found: tuple[object, ...], conductance: FloatArray, parts_per_hour: int
) -> list[SteppedWall]:
    """Coefficients of each class of layers; with a leading axis (n,) where they vary.

    Args:
        family: the family.
        found: classes of the template from `face_portrait.conduction_of`: layers, or the conductance of a window.
        conductance: (n,) of the rated windows [W/(m2 K)].
        parts_per_hour: steps of a divided hour.

    Raises:
        InputError: a varied layer lies in a partition.
    """
    varied = _varied_layers(family)
    walls = []
    for what in found:
        if isinstance(what, float):
            none = np.empty((conductance.size, 0))
            walls.append(stepped_wall(ReducedWall(none, none, none, conductance), parts_per_hour))
        elif what in varied:
            index, thickness, low, high = varied[what]
            walls.append(_at_thickness(stepped_table(what, index, low, high, parts_per_hour), thickness))
        else:
            walls.append(stepped_wall(reduced_layers(what), parts_per_hour))
    return walls


def _varied_layers(family: Family) -> dict[object, tuple[int, FloatArray, float, float]]:
    # By the layers as they stand in the template, from the far side to the zone.
    found: dict[object, tuple[int, FloatArray, float, float]] = {}
    names = {varied.construction: varied for varied in family.layers}
    for zone in family.template.zones:
        for surface in zone.surfaces:
            varied = names.get(surface.construction.name)
            if varied is None:
                continue
            if isinstance(surface.boundary, Adjacent):
                raise InputError(
                    f"family of '{family.template.name}': '{surface.construction.name}' has a varied layer, but the "
                    f"partition '{surface.name}' is made of it; give partitions a construction of their own."
                )
            index = varied_layer_index(family.template, varied)
            found[surface.construction.layers] = index, varied.thickness, varied.low, varied.high
    return found


def _at_thickness(stepped: SteppedTable, thickness: FloatArray) -> SteppedWall:
    # Dynamics of the nearest millimetre; the static conductance is that of the true thickness.
    rows = nearest_rows(stepped.table, thickness)
    u = 1.0 / (stepped.table.other_resistance + thickness / stepped.table.conductivity)
    walls = stepped.walls
    direct = walls.direct[rows] + (u - walls.through[rows])[:, None, None]
    return SteppedWall(
        slow=walls.slow,
        direct=direct,
        through=u,
        **{name: getattr(walls, name)[rows] for name in ("decay", "weight", "outer", "inner", "shift")},
        **{name: getattr(walls, name)[rows] for name in ("last", "quick", "late")},
    )
