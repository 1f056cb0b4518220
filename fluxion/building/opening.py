"""What a surface carries in its plane: windows and opaque doors or panels."""

from dataclasses import dataclass

from fluxion.building.checks import require_name
from fluxion.building.construction import Construction
from fluxion.building.films import COMPUTED, Films
from fluxion.building.geometry import Polygon
from fluxion.building.glazing import Glazing
from fluxion.building.plane import Plane, check_polygon


@dataclass(frozen=True)
class Window(Plane):
    """A glazed opening in the plane of a surface, without frame or reveal.

    Attributes:
        name: name of the window.
        vertices: convex polygon, counter-clockwise seen from outside [m].
        glazing: the product.
        films: imposed convective coefficients, if any.

    Raises:
        InputError: the polygon is unusable.
    """

    name: str
    vertices: Polygon
    glazing: Glazing
    films: Films = COMPUTED

    def __post_init__(self) -> None:
        require_name("window", self.name)
        check_polygon(f"window '{self.name}'", self.vertices)


@dataclass(frozen=True)
class Door(Plane):
    """An opaque part of a surface with a construction of its own: a door, a spandrel, an infill panel.

    Attributes:
        name: name of the door.
        vertices: convex polygon, counter-clockwise seen from outside [m].
        construction: layers from outside to inside.
        films: imposed convective coefficients, if any.

    Raises:
        InputError: the polygon is unusable.
    """

    name: str
    vertices: Polygon
    construction: Construction
    films: Films = COMPUTED

    def __post_init__(self) -> None:
        require_name("door", self.name)
        check_polygon(f"door '{self.name}'", self.vertices)


Opening = Window | Door
