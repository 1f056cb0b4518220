"""The sun-exposed planes of a family: walls with their windows and overhangs, roofs."""

import math
from dataclasses import dataclass

import numpy as np

from fluxion.building import Building, Outdoors, Surface, Window
from fluxion.building.family import Family
from fluxion.building.surface import LEAST_OPAQUE
from fluxion.errors import InputError
from fluxion.typing import FloatArray

# Differences in place and direction below which planes count as equal [m], [-].
_SAME = 1e-4
# Distance of an overhang that is not there [m].
_NOWHERE = 1e6


@dataclass(frozen=True, eq=False)
class Band:
    """The window of a wall that varies with the family.

    Attributes:
        name: of the window.
        width: [m].
        sill: height of its lower edge above that of the wall [m].
        margin: from the window to the nearer end of the wall [m].
        height: (n,) [m].
    """

    name: str
    width: float
    sill: float
    margin: float
    height: FloatArray


@dataclass(frozen=True, eq=False)
class Facade:
    """One sun-exposed surface of the template.

    Attributes:
        surface: the surface.
        band: its varied window, or None.
        above: (n,) distance from its top up to the overhang of the wall above it; None without one [m].
    """

    surface: Surface
    band: Band | None
    above: FloatArray | None


def facades_of(family: Family) -> list[Facade]:
    """Every sun-exposed surface.

    Raises:
        InputError: a varied window is not alone in an upright wall, not a level rectangle in a level rectangle, higher
            than its wall allows, or leaves no opaque area.
    """
    surfaces = exposed_surfaces(family.template)
    bands = {surface.name: _band(family, surface) for surface in surfaces}
    found = []
    for surface in surfaces:
        above = None
        for other in surfaces:
            band = bands[other.name]
            if band is not None and _stands_on(other, surface):
                above = band.sill + band.height
        found.append(Facade(surface, bands[surface.name], above if bands[surface.name] is not None else None))
    return found


def exposed_surfaces(building: Building) -> list[Surface]:
    """Surfaces that sun can reach, in the order of the zones."""
    return [
        surface
        for zone in building.zones
        for surface in zone.surfaces
        if isinstance(surface.boundary, Outdoors) and surface.boundary.sun_exposed
    ]


def _band(family: Family, surface: Surface) -> Band | None:
    varied = [window for window in surface.windows if window.name in family.window_height]
    if not varied:
        return None
    window = varied[0]
    if len(surface.openings) > 1 or abs(surface.normal[2]) > _SAME or not (_is_level(surface) and _is_level(window)):
        raise InputError(
            f"family of '{family.template.name}': the window '{window.name}' varies in height; expected it to be a "
            f"level rectangle and the only opening of an upright rectangular wall, but the wall '{surface.name}' has "
            f"{len(surface.openings)} openings or another shape."
        )
    height = family.window_height[window.name]
    sill = min(p[2] for p in window.vertices) - min(p[2] for p in surface.vertices)
    width = window.area / window.height
    beyond = (height <= 0.0) | (sill + height > surface.height)
    if beyond.any():
        raise InputError(
            f"family of '{family.template.name}': the height of '{window.name}' must be above 0 and at most "
            f"{surface.height - sill:g} m, but one is {height[beyond][0]:g} m."
        )
    whole = width * height > surface.area - LEAST_OPAQUE
    if whole.any():
        raise InputError(
            f"family of '{family.template.name}': the window '{window.name}' must leave some opaque area in the wall "
            f"'{surface.name}', but one is {height[whole][0]:g} m high and leaves none; make it smaller."
        )
    places = [_along(surface, p) for p in window.vertices]
    ends = [_along(surface, p) for p in surface.vertices]
    margin = min(min(places) - min(ends), max(ends) - max(places))
    return Band(window.name, width, sill, margin, height)


def _along(surface: Surface, point: tuple[float, float, float]) -> float:
    # Place along an upright wall.
    nx, ny, _ = surface.normal
    return ny * point[0] - nx * point[1]


def _is_level(face: Surface | Window) -> bool:
    # A rectangle with two level edges: four corners at two heights, its area the product of height and width.
    heights = [p[2] for p in face.vertices]
    low, high = min(heights), max(heights)
    corners = [p for p in face.vertices if p[2] - low < _SAME or high - p[2] < _SAME]
    if len(face.vertices) != 4 or len(corners) != 4:
        return False
    width = max(math.dist(p[:2], q[:2]) for p in corners for q in corners)
    return abs(width * (high - low) - face.area) < _SAME * face.area


def _stands_on(upper: Surface, lower: Surface) -> bool:
    # One upright wall directly on another, both in one plane and equally wide.
    if upper is lower or math.dist(upper.normal, lower.normal) > _SAME:
        return False
    bottom = sorted(p[:2] for p in upper.vertices if p[2] - min(q[2] for q in upper.vertices) < _SAME)
    top = sorted(p[:2] for p in lower.vertices if max(q[2] for q in lower.vertices) - p[2] < _SAME)
    level = min(p[2] for p in upper.vertices) - max(p[2] for p in lower.vertices)
    return abs(level) < _SAME and len(bottom) == len(top) and all(math.dist(p, q) < _SAME for p, q in zip(bottom, top))


def distance_above(facade: Facade, count: int) -> FloatArray:
    """(n,) distance from the top of a facade up to the next overhang; very far without one [m]."""
    return np.full(count, _NOWHERE) if facade.above is None else facade.above
