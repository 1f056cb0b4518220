"""The opaque faces of a zone, and planes that only cast shade."""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from fluxion.building import geometry
from fluxion.building.boundary import Adiabatic, Boundary, Ground, Outdoors
from fluxion.building.checks import require_name
from fluxion.building.construction import Construction
from fluxion.building.films import COMPUTED, Films
from fluxion.building.geometry import Polygon
from fluxion.building.opening import Door, Opening, Window
from fluxion.building.plane import Plane, check_polygon
from fluxion.errors import InputError

#: Opaque area that the openings of a surface leave at least [m2].
LEAST_OPAQUE = 1e-6


@dataclass(frozen=True)
class Shade(Plane):
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
        check_polygon(f"shade '{self.name}'", self.vertices)


@dataclass(frozen=True)
class Surface(Plane):
    """An opaque face of a zone.

    Attributes:
        name: name of the surface.
        vertices: convex polygon, counter-clockwise seen from outside the zone [m].
        construction: layers from outside to inside.
        boundary: what lies behind the outer face.
        windows: glazed openings in it; their area is taken off.
        doors: opaque parts of another construction; their area is taken off.
        films: imposed convective coefficients, if any.

    Raises:
        InputError: polygon, openings or films do not fit.
    """

    name: str
    vertices: Polygon
    construction: Construction
    boundary: Boundary
    windows: tuple[Window, ...] = ()
    doors: tuple[Door, ...] = ()
    films: Films = COMPUTED

    def __post_init__(self) -> None:
        require_name("surface", self.name)
        owner = f"surface '{self.name}'"
        check_polygon(owner, self.vertices)
        if self.openings and not (isinstance(self.boundary, Outdoors) and self.boundary.sun_exposed):
            raise InputError(
                f"{owner}: only a surface towards outdoors that the sun can reach can carry windows or doors."
            )
        if self.films.outside is not None and isinstance(self.boundary, Ground | Adiabatic):
            raise InputError(
                f"{owner}: an outside film is imposed, but there is no air behind a {type(self.boundary).__name__} "
                "boundary; leave it out."
            )
        for opening in self.openings:
            _require_fit(owner, self, opening)
        for one, other in combinations(self.openings, 2):
            if geometry.overlap(one.vertices, other.vertices):
                raise InputError(
                    f"{owner}: {_plural(self.openings)} '{one.name}' and '{other.name}' overlap; move them apart."
                )
        if self.openings and sum(opening.area for opening in self.openings) > self.area - LEAST_OPAQUE:
            raise InputError(f"{owner}: {_plural(self.openings)} leave no opaque area; make them smaller.")

    @property
    def openings(self) -> tuple[Opening, ...]:
        """Windows, then doors."""
        return (*self.windows, *self.doors)

    @cached_property
    def net_area(self) -> float:
        """Area without windows and doors [m2]."""
        return self.area - sum(opening.area for opening in self.openings)


def _plural(openings: tuple[Opening, ...]) -> str:
    return "the openings" if any(isinstance(opening, Door) for opening in openings) else "the windows"


def _require_fit(owner: str, surface: Surface, opening: Opening) -> None:
    kind = type(opening).__name__.lower()
    if not geometry.contains(surface.vertices, opening.vertices):
        raise InputError(
            f"{owner}: {kind} '{opening.name}' does not lie within the surface; make it smaller or move it into the "
            "wall's plane."
        )
    if geometry.dot(surface.normal, opening.normal) < 0.0:
        raise InputError(f"{owner}: {kind} '{opening.name}' runs clockwise seen from outside; reverse its vertices.")
