"""Reduced walls over the thickness of one layer, tabulated by the millimetre.

A candidate's wall takes its modes from the nearest node and its static conductance from the true thickness: the U-value
is exact, and only the dynamics are rounded, by half a millimetre. Modes are not interpolated: those of two neighbours
need not correspond where two rates cross.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from fluxion._blas import single_blas_thread
from fluxion._kept import kept
from fluxion.building import Construction, Material
from fluxion.engine import conduction
from fluxion.engine.batch import reduction
from fluxion.engine.batch.reduction import BalancedWalls, ReducedWall, balanced_walls, required_orders, truncated
from fluxion.engine.conduction import conduction_modes
from fluxion.errors import InputError
from fluxion.typing import FloatArray, IntArray

# Rate of the entries in rows of walls without heat capacity [1/s]; their couplings are zero.
_IDLE_RATE = 1.0 / 3600.0
# The thickest insulation decides how many states all walls of a table have. Where a wall insulates better than this,
# errors of its transmission count in shares of this: when the little that it lets through arrives matters to no room
# [W/(m2 K)]. How much arrives is exact at any order.
_LEAST_TRANSMISSION = 0.5
# Nodes at which the order is judged: every one of so many, and the last.
_JUDGED_EVERY = 16
# Distance to the ends of the table that counts as the node there [mm].
_REACH_MM = 0.5


@dataclass(frozen=True)
class WallTable:
    """Modes of a construction at k thicknesses of one layer, all with the order M that the most demanding one needs.

    Which nodes there are decides M, so a table should span what a variable may be, never what a batch happens to hold.

    Attributes:
        thicknesses_mm: (k,) ascending thicknesses of the layer [mm].
        rates: (k, M) decay rates, ascending [1/s]; walls with fewer cells than M repeat their last one.
        outer: (k, M) coupling to the outer surface temperature; zero for repeated rates.
        inner: (k, M) coupling to the inner surface temperature, likewise.
        conductivity: of the layer [W/(m K)].
        other_resistance: of all other layers [m2 K/W].
    """

    thicknesses_mm: IntArray
    rates: FloatArray
    outer: FloatArray
    inner: FloatArray
    conductivity: float
    other_resistance: float


def wall_table(construction: Construction, layer_index: int, thicknesses_mm: ArrayLike) -> WallTable:
    """Reduce a construction at every thickness of one of its layers.

    Args:
        construction: layers outside to inside; the thickness that the layer has there does not matter.
        layer_index: position of the layer, 0 for the outermost.
        thicknesses_mm: (k,) whole millimetres, ascending; 0 stands for the wall without the layer.

    Raises:
        InputError: the layer does not exist or has no thickness, or thicknesses are not ascending whole numbers.
    """
    layer = _layer(construction, layer_index)
    nodes = _nodes(thicknesses_mm)
    # Finishes and names do not matter, thicknesses of the varied layer neither.
    others = construction.layers[:layer_index], construction.layers[layer_index + 1 :]
    key = f"{others} {layer.conductivity} {layer.density} {layer.specific_heat} {nodes.tolist()}"
    sources = (__file__, reduction.__file__, conduction.__file__)
    arrays = kept("walls", key, sources, lambda: _computed(construction, layer_index, layer, nodes))
    resistance = sum(one.resistance for side in others for one in side)
    return WallTable(nodes, arrays["rates"], arrays["outer"], arrays["inner"], layer.conductivity, resistance)


def _computed(construction: Construction, layer_index: int, layer: Material, nodes: IntArray) -> dict[str, FloatArray]:
    # Threads that wait for work in small eigenproblems cost twenty times what they save.
    with single_blas_thread():
        return _tabulated(construction, layer_index, layer, nodes)


def _tabulated(construction: Construction, layer_index: int, layer: Material, nodes: IntArray) -> dict[str, FloatArray]:
    # Rates and couplings of all nodes.
    others = construction.layers[:layer_index], construction.layers[layer_index + 1 :]
    walls = [Construction("node", (*others[0], *_slab(layer, int(node)), *others[1])) for node in nodes]
    cells = np.array([conduction_modes(wall).rates.size for wall in walls])
    groups = [(np.flatnonzero(cells == n), _balanced(walls, cells, n)) for n in np.unique(cells)]
    # The criterion changes slowly with the thickness; it is dearer than the reduction itself.
    judged = np.unique([*range(0, nodes.size, _JUDGED_EVERY), nodes.size - 1])
    some, part = [walls[i] for i in judged], cells[judged]
    order = max(int(required_orders(_balanced(some, part, n), _LEAST_TRANSMISSION).max()) for n in np.unique(part))
    rates = np.full((nodes.size, order), _IDLE_RATE)
    outer, inner = np.zeros_like(rates), np.zeros_like(rates)
    for rows, group in groups:
        part = truncated(group, order)
        count = part.rates.shape[1]
        rates[rows, :count], outer[rows, :count], inner[rows, :count] = part.rates, part.outer, part.inner
        if count:
            rates[rows, count:] = part.rates[:, -1:]
    return {"rates": rates, "outer": outer, "inner": inner}


def at_thickness(table: WallTable, thickness_m: ArrayLike) -> ReducedWall:
    """(n, M) walls with the dynamics of the nearest node and the static conductance of the true thickness.

    Args:
        table: from `wall_table`.
        thickness_m: (n,) thicknesses of the layer [m], within half a millimetre of the table.

    Raises:
        InputError: a thickness lies outside the table.
    """
    thickness = np.asarray(thickness_m, dtype=np.float64)
    row = nearest_rows(table, thickness)
    u = 1.0 / (table.other_resistance + thickness / table.conductivity)
    return ReducedWall(table.rates[row], table.outer[row], table.inner[row], u)


def nearest_rows(table: WallTable, thickness_m: FloatArray) -> IntArray:
    """(n,) rows of the table nearest to (n,) thicknesses [m].

    Raises:
        InputError: a thickness lies outside the table.
    """
    nodes = table.thicknesses_mm
    first, last = nodes[0] - _REACH_MM, nodes[-1] + _REACH_MM
    wrong = ~((thickness_m >= max(first, 0.0) / 1e3) & (thickness_m <= last / 1e3))
    if wrong.any():
        raise InputError(
            f"thicknesses must lie in the table, {nodes[0]} to {nodes[-1]} mm, but one is "
            f"{1e3 * thickness_m[wrong][0]:g} mm; build the table for the whole range of the variable."
        )
    rows: IntArray = np.searchsorted(0.5 * (nodes[1:] + nodes[:-1]), 1e3 * thickness_m)
    return rows


def _layer(construction: Construction, index: int) -> Material:
    if not 0 <= index < len(construction.layers):
        raise InputError(
            f"construction '{construction.name}' has {len(construction.layers)} layers, numbered from 0 outside, "
            f"but layer {index} was asked for."
        )
    layer = construction.layers[index]
    if not isinstance(layer, Material):
        raise InputError(
            f"construction '{construction.name}': layer {index}, '{layer.name}', is a resistance without thickness; "
            "choose a layer of material."
        )
    return layer


def _nodes(thicknesses_mm: ArrayLike) -> IntArray:
    given = np.asarray(thicknesses_mm)
    if given.ndim != 1 or not given.size or given.dtype.kind not in "iu":
        raise InputError(
            f"thicknesses_mm must be whole numbers with shape (k,), k at least 1; got {given.dtype} with shape "
            f"{given.shape}. Use numpy.arange(first, last + 1)."
        )
    nodes = given.astype(np.int64)
    if nodes[0] < 0 or (np.diff(nodes) <= 0).any():
        raise InputError(f"thicknesses_mm must ascend from 0 or more; got {nodes.tolist()}.")
    return nodes


def _slab(layer: Material, thickness_mm: int) -> tuple[Material, ...]:
    return (replace(layer, thickness=thickness_mm / 1e3),) if thickness_mm else ()


def _balanced(walls: list[Construction], cells: IntArray, count: int) -> BalancedWalls:
    return balanced_walls([wall for wall, n in zip(walls, cells) if n == count])
