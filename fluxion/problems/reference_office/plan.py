"""Floor plan and faces of the reference office, before its zones get a use."""

import math
from dataclasses import dataclass
from typing import Any, TypeVar

from fluxion.building import Adjacent, Construction, Ground, Outdoors, Shade, SimpleGlazing, Surface, Window
from fluxion.building.geometry import Point, Polygon
from fluxion.errors import InputError
from fluxion.typing import FloatArray

LENGTH = 30.0
WIDTH = 20.0
FLOOR_HEIGHT = 3.0
PERIMETER_DEPTH = 4.5
#: Free wall between a window band and the corner of the building [m].
SIDE_MARGIN = 0.15
SILL = 0.8
#: A band must end this far below the storey above [m].
HEAD_CLEARANCE = 0.01
#: Units of a storey: four facades and the core.
UNITS = ("S", "E", "N", "W", "C")

_D = PERIMETER_DEPTH
_OUTER = ((0.0, 0.0), (LENGTH, 0.0), (LENGTH, WIDTH), (0.0, WIDTH))
_INNER = ((_D, _D), (LENGTH - _D, _D), (LENGTH - _D, WIDTH - _D), (_D, WIDTH - _D))

Values = TypeVar("Values", float, FloatArray)
Plan = tuple[tuple[float, float], ...]


def unit_plan(unit: str) -> Plan:
    """Corners of one unit's floor, counter-clockwise from above [m]."""
    if unit == "C":
        return _INNER
    i = UNITS.index(unit)
    j = (i + 1) % 4
    return _OUTER[i], _OUTER[j], _INNER[j], _INNER[i]


def unit_area(unit: str) -> float:
    """Floor area of one unit [m2]."""
    corners = unit_plan(unit)
    return 0.5 * sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1]))


def facade_length(unit: str) -> float:
    """Length of a facade [m]."""
    return LENGTH if unit in "SN" else WIDTH


def band_height(unit: str, wwr: Values) -> Values:
    """Height that the window band of a facade needs for a window-to-wall ratio, one or an array [m]."""
    length = facade_length(unit)
    return wwr * FLOOR_HEIGHT * length / (length - 2.0 * SIDE_MARGIN)


def band_fits(height: Values) -> Any:
    """Whether a band of this height stays under the storey above."""
    return (height > 0.0) & (SILL + height < FLOOR_HEIGHT - HEAD_CLEARANCE)


def window_height(unit: str, wwr: float) -> float:
    """Height of the window band of a facade [m].

    Raises:
        InputError: the band would not fit under the storey above.
    """
    height = band_height(unit, wwr)
    if not band_fits(height):
        length, limit = facade_length(unit), FLOOR_HEIGHT - HEAD_CLEARANCE
        raise InputError(
            f"the window band of facade {unit} does not fit: WWR {wwr:g} needs a height of {height:.3f} m above the "
            f"sill at {SILL:g} m, and the head must stay below {limit:g} m; expected a WWR above 0 and at most "
            f"{(limit - SILL) * (length - 2.0 * SIDE_MARGIN) / (FLOOR_HEIGHT * length):.3f}."
        )
    return height


@dataclass(frozen=True)
class Placement:
    """Turns plan coordinates into site coordinates.

    Attributes:
        orientation_deg: clockwise turn of the whole building [deg].
    """

    orientation_deg: float

    def __call__(self, x: float, y: float, z: float) -> Point:
        """Site coordinates of a plan point [m]."""
        angle = math.radians(self.orientation_deg)
        c, s = math.cos(angle), math.sin(angle)
        return x * c + y * s, -x * s + y * c, z


def storey_name(floor: int, unit: str) -> str:
    """Zone name such as ``F1_S``; storeys count from 1."""
    return f"F{floor + 1}_{unit}"


def unit_surfaces(
    floor: int,
    n_floors: int,
    unit: str,
    place: Placement,
    parts: dict[str, Construction],
    glazing: SimpleGlazing,
    wwr: float,
    ground: Ground,
) -> tuple[Surface, ...]:
    """The faces that one zone owns: floor, roof, facade with its band, and partitions to the next unit and the core."""
    name = storey_name(floor, unit)
    z0, z1 = floor * FLOOR_HEIGHT, (floor + 1) * FLOOR_HEIGHT
    corners = unit_plan(unit)
    down: Polygon = tuple(place(x, y, z0) for x, y in reversed(corners))
    boundary = ground if floor == 0 else Adjacent(storey_name(floor - 1, unit))
    surfaces = [Surface(f"{name}_floor", down, parts["ground" if floor == 0 else "midfloor"], boundary)]
    if floor == n_floors - 1:
        up: Polygon = tuple(place(x, y, z1) for x, y in corners)
        surfaces.append(Surface(f"{name}_roof", up, parts["roof"], Outdoors()))
    if unit == "C":
        return tuple(surfaces)

    def wall(start: tuple[float, float], end: tuple[float, float]) -> Polygon:
        (xa, ya), (xb, yb) = start, end
        return place(xa, ya, z0), place(xb, yb, z0), place(xb, yb, z1), place(xa, ya, z1)

    outer0, outer1, inner1, inner0 = corners
    band = Window(f"{name}_window", _band(outer0, outer1, z0, window_height(unit, wwr), place), glazing)
    surfaces.append(Surface(f"{name}_facade", wall(outer0, outer1), parts["wall"], Outdoors(), (band,)))
    following = UNITS[(UNITS.index(unit) + 1) % 4]
    to_next, to_core = Adjacent(storey_name(floor, following)), Adjacent(storey_name(floor, "C"))
    surfaces.append(Surface(f"{name}_to_{following}", wall(outer1, inner1), parts["partition"], to_next))
    surfaces.append(Surface(f"{name}_to_C", wall(inner1, inner0), parts["partition"], to_core))
    return tuple(surfaces)


def _band(start: tuple[float, float], end: tuple[float, float], z0: float, height: float, place: Placement) -> Polygon:
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    tx, ty = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    a = (start[0] + SIDE_MARGIN * tx, start[1] + SIDE_MARGIN * ty)
    b = (end[0] - SIDE_MARGIN * tx, end[1] - SIDE_MARGIN * ty)
    low, high = z0 + SILL, z0 + SILL + height
    return place(*a, low), place(*b, low), place(*b, high), place(*a, high)


def overhang(floor: int, unit: str, depth: float, wwr: float, place: Placement) -> Shade:
    """Horizontal plane of the given depth [m] at the window head, over the full length of the facade."""
    (x0, y0), (x1, y1) = unit_plan(unit)[:2]
    length = math.hypot(x1 - x0, y1 - y0)
    nx, ny = (y1 - y0) / length * depth, -(x1 - x0) / length * depth
    z = floor * FLOOR_HEIGHT + SILL + window_height(unit, wwr)
    corners = ((x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1, y1), (x0, y0))
    return Shade(f"{storey_name(floor, unit)}_overhang", tuple(place(x, y, z) for x, y in corners))
