"""The walls, doors and windows of a building and the faces that they turn to its zones."""

from dataclasses import dataclass

from fluxion.building import Adjacent, Building, Construction, Door, Films, Surface, Window
from fluxion.engine.films import glass_film, natural_film
from fluxion.engine.glazing import glazing_optics


@dataclass(frozen=True)
class Face:
    """A face towards the air of a zone.

    Attributes:
        zone: position of the zone.
        element: position of the wall or window that it belongs to.
        outer: True for the far side of a partition, in the neighbour's zone.
        area: [m2].
        room_tilt: angle between the normal into the room and the zenith [deg].
        plane: identifies the plane it lies in.
        emissivity: [-].
        absorptance: solar [-].
        transmittance: diffuse solar, to the outside [-].
        film: coefficients of a face warmer and colder than the air.
        glass_film: of vertical glass instead, see `films.glass_film`; (0, 0) for every other face.
        imposed: film that is not computed [W/(m2 K)], or None.
        name: of the wall, window or door.
    """

    zone: int
    element: int
    outer: bool
    area: float
    room_tilt: float
    plane: tuple[float, ...]
    emissivity: float
    absorptance: float
    transmittance: float
    film: tuple[float, float]
    glass_film: tuple[float, float]
    imposed: float | None
    name: str


@dataclass(frozen=True)
class Element:
    """A wall, door or window between two sides."""

    source: Surface | Window | Door
    surface: Surface
    zone: int
    area: float

    @property
    def construction(self) -> Construction | None:
        """Its layers; None for a window."""
        return None if isinstance(self.source, Window) else self.source.construction

    @property
    def films(self) -> Films:
        """Its imposed films."""
        return self.source.films


def elements_of(building: Building) -> list[Element]:
    """Every surface of every zone, each followed by its windows and doors."""
    return [
        element
        for position, zone in enumerate(building.zones)
        for surface in zone.surfaces
        for element in (
            Element(surface, surface, position, surface.net_area),
            *(Element(opening, surface, position, opening.area) for opening in surface.openings),
        )
    ]


def faces_of(building: Building, elements: list[Element], pressure: float) -> list[Face]:
    """The faces of all zones, zone by zone; a partition has one in each of its zones.

    Args:
        building: the building.
        elements: from `elements_of`.
        pressure: of the air [Pa].
    """
    zone_index = {zone.name: i for i, zone in enumerate(building.zones)}
    faces = []
    for number, element in enumerate(elements):
        tilt = 180.0 - element.surface.tilt_deg
        plane = _plane_key(element.source)
        name, films = element.source.name, element.films
        if isinstance(element.source, Window):
            optics = glazing_optics(element.source.glazing)
            vertical = abs(tilt - 90.0) < 1e-6
            faces.append(
                Face(
                    element.zone, number, False, element.area, tilt, plane, optics.emissivity_back,
                    float(optics.back_absorptance.sum()), optics.diffuse_transmittance,
                    natural_film(tilt), glass_film(element.source.height, pressure) if vertical else (0.0, 0.0),
                    films.inside, name,
                )
            )  # fmt: skip
            continue
        finish = element.source.construction.inside
        faces.append(
            Face(
                element.zone, number, False, element.area, tilt, plane, finish.emissivity,
                finish.solar_absorptance, 0.0, natural_film(tilt), (0.0, 0.0), films.inside, name,
            )
        )  # fmt: skip
        if isinstance(element.surface.boundary, Adjacent):
            far = element.source.construction.outside
            other = zone_index[element.surface.boundary.zone]
            faces.append(
                Face(
                    other, number, True, element.area, 180.0 - tilt, plane, far.emissivity,
                    far.solar_absorptance, 0.0, natural_film(180.0 - tilt), (0.0, 0.0), films.outside, name,
                )
            )  # fmt: skip
    return sorted(faces, key=lambda face: face.zone)


def _plane_key(face: Surface | Window | Door) -> tuple[float, ...]:
    n, p = face.normal, face.vertices[0]
    offset = sum(a * b for a, b in zip(n, p))
    # The two sides of a wall lie in one plane, so the sign of the normal must not matter.
    flip = -1.0 if (round(n[0], 6), round(n[1], 6), round(n[2], 6)) < (0.0, 0.0, 0.0) else 1.0
    return tuple(round(flip * value, 4) + 0.0 for value in (*n, offset))
