"""Plane polygons in space: normal, area, tilt, azimuth, convexity.

Plain floats instead of arrays: a polygon has four corners, and a call into an array library would cost more
than the arithmetic.
"""

import math

Point = tuple[float, float, float]
Polygon = tuple[Point, ...]


def newell(polygon: Polygon) -> Point:
    """Area vector of a plane polygon [m2]: its length is the area, its direction the outward normal (Newell)."""
    x = y = z = 0.0
    for (x0, y0, z0), (x1, y1, z1) in zip(polygon, polygon[1:] + polygon[:1]):
        x += (y0 - y1) * (z0 + z1)
        y += (z0 - z1) * (x0 + x1)
        z += (x0 - x1) * (y0 + y1)
    return 0.5 * x, 0.5 * y, 0.5 * z


def length(vector: Point) -> float:
    """Euclidean length of a vector."""
    return math.sqrt(vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2)


def unit(vector: Point) -> Point:
    """The vector scaled to length one."""
    size = length(vector)
    return vector[0] / size, vector[1] / size, vector[2] / size


def dot(a: Point, b: Point) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Point, b: Point) -> Point:
    """Vector product."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def subtract(a: Point, b: Point) -> Point:
    """Difference of two points."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def centroid(polygon: Polygon) -> Point:
    """Mean of the corners; for the parallelograms and trapezoids of buildings close to the centre of area."""
    n = len(polygon)
    return (
        sum(p[0] for p in polygon) / n,
        sum(p[1] for p in polygon) / n,
        sum(p[2] for p in polygon) / n,
    )


def tilt_deg(normal: Point) -> float:
    """Angle between the outward normal and the zenith [deg]: 0 roof, 90 wall, 180 floor."""
    return math.degrees(math.acos(max(-1.0, min(1.0, normal[2]))))


def azimuth_deg(normal: Point) -> float:
    """Compass direction of the outward normal, clockwise from north [deg]: 180 faces south; 0 if horizontal."""
    if abs(normal[0]) < 1e-9 and abs(normal[1]) < 1e-9:
        return 0.0
    return math.degrees(math.atan2(normal[0], normal[1])) % 360.0


def local_axes(normal: Point) -> tuple[Point, Point]:
    """Two unit vectors in the plane: `along` horizontal (to the right seen from outside), `up` in the plane.

    For a horizontal plane `along` is east.
    """
    horizontal = math.hypot(normal[0], normal[1])
    along: Point = (1.0, 0.0, 0.0) if horizontal < 1e-9 else (-normal[1] / horizontal, normal[0] / horizontal, 0.0)
    return along, cross(normal, along)


def is_planar(polygon: Polygon, tolerance: float = 1e-3) -> bool:
    """True if no corner is farther than `tolerance` [m] from the polygon's plane."""
    normal = unit(newell(polygon))
    return all(abs(dot(subtract(p, polygon[0]), normal)) <= tolerance for p in polygon)


def is_convex(polygon: Polygon, tolerance: float = 1e-9) -> bool:
    """True if the boundary never turns clockwise (seen from outside)."""
    normal = unit(newell(polygon))
    n = len(polygon)
    for i in range(n):
        before = subtract(polygon[(i + 1) % n], polygon[i])
        after = subtract(polygon[(i + 2) % n], polygon[(i + 1) % n])
        if dot(cross(before, after), normal) < -tolerance * max(1.0, length(before) * length(after)):
            return False
    return True


def contains(outer: Polygon, inner: Polygon, tolerance: float = 1e-3) -> bool:
    """True if every corner of `inner` lies in the plane and inside the convex polygon `outer`, to `tolerance` [m]."""
    normal = unit(newell(outer))
    for point in inner:
        if abs(dot(subtract(point, outer[0]), normal)) > tolerance:
            return False
        for start, end in zip(outer, outer[1:] + outer[:1]):
            edge = subtract(end, start)
            size = length(edge)
            inward = dot(cross(edge, subtract(point, start)), normal)
            if size > 0.0 and inward / size < -tolerance:
                return False
    return True


def overlap(first: Polygon, second: Polygon, tolerance: float = 1e-3) -> bool:
    """True if two convex polygons lie in one plane and share more than a strip of `tolerance` [m].

    Two convex polygons are apart if and only if some edge of one separates them (separating axis theorem).
    """
    normal = unit(newell(first))
    if any(abs(dot(subtract(point, first[0]), normal)) > tolerance for point in second):
        return False
    for polygon in (first, second):
        for start, end in zip(polygon, polygon[1:] + polygon[:1]):
            across = cross(normal, subtract(end, start))
            size = length(across)
            if size == 0.0:
                continue
            ours = [dot(point, across) / size for point in first]
            theirs = [dot(point, across) / size for point in second]
            if min(max(ours), max(theirs)) - max(min(ours), min(theirs)) <= tolerance:
                return False
    return True
