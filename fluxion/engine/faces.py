"""The walls and windows of a building and the faces that they turn to its zones."""

from dataclasses import dataclass

from fluxion.building import Adjacent, Building, Surface, Window
from fluxion.engine.films import glass_film, natural_film
from fluxion.engine.optics import simple_glazing


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
        exponent: of the film.
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
    exponent: float


@dataclass(frozen=True)
class Element:
    """A wall or a window between two sides."""

    source: Surface | Window
    surface: Surface
    zone: int
    area: float


def elements_of(building: Building) -> list[Element]:
    """Every surface of every zone, each followed by its windows."""
    return [
        element
        for position, zone in enumerate(building.zones)
        for surface in zone.surfaces
        for element in (
            Element(surface, surface, position, surface.net_area),
            *(Element(window, surface, position, window.area) for window in surface.windows),
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
        if isinstance(element.source, Window):
            optics = simple_glazing(element.source.glazing)
            vertical = abs(tilt - 90.0) < 1e-6
            c = glass_film(element.source.height, pressure) if vertical else 0.0
            faces.append(
                Face(
                    element.zone, number, False, element.area, tilt, plane, optics.emissivity,
                    optics.diffuse_absorptance, optics.diffuse_transmittance,
                    (c, c) if vertical else natural_film(tilt), 0.25 if vertical else 1.0 / 3.0,
                )
            )  # fmt: skip
            continue
        finish = element.surface.construction.inside
        faces.append(
            Face(
                element.zone, number, False, element.area, tilt, plane, finish.emissivity,
                finish.solar_absorptance, 0.0, natural_film(tilt), 1.0 / 3.0,
            )
        )  # fmt: skip
        if isinstance(element.surface.boundary, Adjacent):
            far = element.surface.construction.outside
            other = zone_index[element.surface.boundary.zone]
            faces.append(
                Face(
                    other, number, True, element.area, 180.0 - tilt, plane, far.emissivity,
                    far.solar_absorptance, 0.0, natural_film(180.0 - tilt), 1.0 / 3.0,
                )
            )  # fmt: skip
    return sorted(faces, key=lambda face: face.zone)


def _plane_key(face: Surface | Window) -> tuple[float, ...]:
    n, p = face.normal, face.vertices[0]
    offset = sum(a * b for a, b in zip(n, p))
    # The two sides of a wall lie in one plane, so the sign of the normal must not matter.
    flip = -1.0 if (round(n[0], 6), round(n[1], 6), round(n[2], 6)) < (0.0, 0.0, 0.0) else 1.0
    return tuple(round(flip * value, 4) + 0.0 for value in (*n, offset))
