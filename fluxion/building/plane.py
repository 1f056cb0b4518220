"""Geometry that everything with vertices has; the vertices decide, nothing is stored twice."""

from functools import cached_property

from fluxion.building import geometry
from fluxion.building.checks import require_between
from fluxion.building.geometry import Point, Polygon
from fluxion.errors import InputError


def check_polygon(owner: str, vertices: Polygon) -> None:
    """Refuse a polygon that is not plane and convex or has no area.

    Raises:
        InputError: names owner, defect and remedy.
    """
    if len(vertices) < 3:
        raise InputError(f"{owner}: a polygon needs at least 3 vertices, but it has {len(vertices)}.")
    for vertex in vertices:
        if len(vertex) != 3:
            raise InputError(f"{owner}: a vertex needs x, y and z in metres, but one is {vertex!r}.")
        for value in vertex:
            require_between(owner, "vertex coordinate", value, -1e5, 1e5, "m")
    if geometry.length(geometry.newell(vertices)) < 1e-6:
        raise InputError(f"{owner}: the polygon has no area; its vertices are {vertices!r}.")
    if not geometry.is_planar(vertices):
        raise InputError(f"{owner}: the vertices do not lie in one plane: {vertices!r}.")
    if not geometry.is_convex(vertices):
        raise InputError(f"{owner}: the polygon is not convex; split it into convex parts.")


class Plane:
    """Base of the dataclasses with vertices: a convex polygon, counter-clockwise seen from outside [m]."""

    name: str
    vertices: Polygon

    @cached_property
    def area(self) -> float:
        """Gross area [m2]."""
        return geometry.length(geometry.newell(self.vertices))

    @cached_property
    def normal(self) -> Point:
        """Outward unit normal."""
        return geometry.unit(geometry.newell(self.vertices))

    @cached_property
    def tilt_deg(self) -> float:
        """Angle between outward normal and zenith [deg]: 0 roof, 90 wall, 180 floor."""
        return geometry.tilt_deg(self.normal)

    @cached_property
    def azimuth_deg(self) -> float:
        """Compass direction of the outward normal, clockwise from north [deg]."""
        return geometry.azimuth_deg(self.normal)

    @cached_property
    def centroid(self) -> Point:
        """Mean of the corners [m]."""
        return geometry.centroid(self.vertices)

    @cached_property
    def height(self) -> float:
        """Vertical extent [m]."""
        z = [vertex[2] for vertex in self.vertices]
        return max(z) - min(z)
