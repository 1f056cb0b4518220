"""Faces of a box-shaped zone as polygons, counter-clockwise seen from outside."""

from collections.abc import Sequence

from fluxion.building.geometry import Point, Polygon

WALLS = ("south", "east", "north", "west")
FACES = (*WALLS, "roof", "floor")


def face(origin: Sequence[float], size: Sequence[float], name: str) -> Polygon:
    """One face of a box.

    Args:
        origin: corner with the lowest coordinates [m].
        size: extent in x, y and z [m].
        name: one of `FACES`.
    """
    x0, y0, z0 = (float(value) for value in origin)
    x1, y1, z1 = (low + float(extent) for low, extent in zip((x0, y0, z0), size))
    if name == "roof":
        return (x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)
    if name == "floor":
        return (x0, y1, z0), (x1, y1, z0), (x1, y0, z0), (x0, y0, z0)
    corners = {"south": (x0, y0, x1, y0), "east": (x1, y0, x1, y1), "north": (x1, y1, x0, y1), "west": (x0, y1, x0, y0)}
    left_x, left_y, right_x, right_y = corners[name]
    return (left_x, left_y, z0), (right_x, right_y, z0), (right_x, right_y, z1), (left_x, left_y, z1)


def opening(wall: Polygon, start: float, sill: float, width: float, height: float) -> Polygon:
    """A rectangle in a wall.

    Args:
        wall: face of `face`.
        start: from the left edge of the wall seen from outside [m].
        sill: above the lower edge of the wall [m].
        width: [m].
        height: [m].
    """
    (x, y, z), (far_x, far_y, _) = wall[0], wall[1]
    length = ((far_x - x) ** 2 + (far_y - y) ** 2) ** 0.5
    dx, dy = (far_x - x) / length, (far_y - y) / length

    def corner(along: float, up: float) -> Point:
        return x + along * dx, y + along * dy, z + up

    return (
        corner(start, sill),
        corner(start + width, sill),
        corner(start + width, sill + height),
        corner(start, sill + height),
    )
