"""The faces of a zone: opaque surfaces, the windows they carry, and planes that only cast shade."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from fluxion.building import geometry
from fluxion.building.checks import require_between, require_name
from fluxion.building.construction import Construction
from fluxion.building.geometry import Point, Polygon
from fluxion.building.glazing import Glazing
from fluxion.errors import InputError


@dataclass(frozen=True)
class Outdoors:
    """The outer face meets outdoor air.

    Attributes:
        sun_exposed: False for a face that sun and sky never reach (the underside of a raised floor); it then
            exchanges long-wave radiation with surroundings at air temperature.
        wind_exposed: False where only natural convection acts.
    """

    sun_exposed: bool = True
    wind_exposed: bool = True


@dataclass(frozen=True)
class Ground:
    """The outer face of the construction is held at a temperature, without a film.

    Attributes:
        temperature_c: [degC], one value or twelve monthly values from January.

    Raises:
        InputError: neither one nor twelve finite values.
    """

    temperature_c: float | Sequence[float] = 18.0

    def __post_init__(self) -> None:
        if isinstance(self.temperature_c, Sequence):
            object.__setattr__(self, "temperature_c", tuple(self.temperature_c))
        values = self.monthly
        if len(values) != 12:
            raise InputError(f"ground: expected one temperature or twelve monthly ones, but got {len(values)}.")
        for value in values:
            require_between("ground", "temperature_c", value, -50.0, 60.0, "degC")

    @property
    def monthly(self) -> tuple[float, ...]:
        """The twelve monthly temperatures [degC]."""
        if isinstance(self.temperature_c, Sequence):
            return tuple(self.temperature_c)
        return (self.temperature_c,) * 12


@dataclass(frozen=True)
class Adjacent:
    """The outer face lies in another zone; the surface is stated once, in one of the two zones.

    Attributes:
        zone: name of the other zone.
    """

    zone: str


@dataclass(frozen=True)
class Adiabatic:
    """No heat crosses the outer face."""


Boundary = Outdoors | Ground | Adjacent | Adiabatic


def _check_polygon(owner: str, vertices: Polygon) -> None:
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


class _Plane:
    """Geometry that everything with vertices has; the vertices decide, nothing is stored twice."""

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


@dataclass(frozen=True)
class Window(_Plane):
    """A glazed opening in the plane of a surface, without frame or reveal.

    Attributes:
        name: name of the window.
        vertices: convex polygon, counter-clockwise seen from outside [m].
        glazing: the product.

    Raises:
        InputError: the polygon is unusable.
    """

    name: str
    vertices: Polygon
    glazing: Glazing

    def __post_init__(self) -> None:
        require_name("window", self.name)
        _check_polygon(f"window '{self.name}'", self.vertices)


@dataclass(frozen=True)
class Shade(_Plane):
    """An opaque plane that casts shade on both sides, reflects nothing and is at outdoor air temperature.

    Attributes:
        name: name of the shade.
        vertices: convex polygon [m].

    Raises:
        InputError: the polygon is unusable.
    """

    name: str
    vertices: Polygon

    def __post_init__(self) -> None:
        require_name("shade", self.name)
        _check_polygon(f"shade '{self.name}'", self.vertices)


@dataclass(frozen=True)
class Surface(_Plane):
    """An opaque face of a zone.

    Attributes:
        name: name of the surface.
        vertices: convex polygon, counter-clockwise seen from outside the zone [m].
        construction: layers from outside to inside.
        boundary: what lies behind the outer face.
        windows: openings in it; their area is taken off.

    Raises:
        InputError: polygon or windows do not fit.
    """

    name: str
    vertices: Polygon
    construction: Construction
    boundary: Boundary
    windows: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        require_name("surface", self.name)
        owner = f"surface '{self.name}'"
        _check_polygon(owner, self.vertices)
        if self.windows and not (isinstance(self.boundary, Outdoors) and self.boundary.sun_exposed):
            raise InputError(f"{owner}: only a surface towards outdoors that the sun can reach can carry windows.")
        for window in self.windows:
            if not geometry.contains(self.vertices, window.vertices):
                raise InputError(
                    f"{owner}: window '{window.name}' does not lie within the surface; "
                    "make it smaller or move it into the wall's plane."
                )
            if geometry.dot(self.normal, window.normal) < 0.0:
                raise InputError(
                    f"{owner}: window '{window.name}' runs clockwise seen from outside; reverse its vertices."
                )
        for one, other in combinations(self.windows, 2):
            if geometry.overlap(one.vertices, other.vertices):
                raise InputError(f"{owner}: the windows '{one.name}' and '{other.name}' overlap; move them apart.")
        if self.windows and sum(window.area for window in self.windows) > self.area - 1e-6:
            raise InputError(f"{owner}: the windows leave no opaque area; make them smaller.")

    @cached_property
    def net_area(self) -> float:
        """Opaque area without the windows [m2]."""
        return self.area - sum(window.area for window in self.windows)
