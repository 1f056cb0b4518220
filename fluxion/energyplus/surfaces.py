"""Faces of the zones: opaque surfaces, partitions seen from both sides, windows and doors, films, shades, ground."""

from typing import Any

import numpy as np

from fluxion.building import (
    Adiabatic,
    Adjacent,
    Building,
    Ground,
    Opening,
    Outdoors,
    Schedule,
    Shade,
    Surface,
    Window,
)
from fluxion.building.geometry import Polygon
from fluxion.building.schedule import month_of_hour
from fluxion.energyplus.constructions import ConstructionWriter
from fluxion.energyplus.document import Document
from fluxion.energyplus.schedules import ScheduleWriter
from fluxion.errors import InputError

# Tilt from which a face has its back to the whole sky [deg].
_SEES_NO_SKY = 179.0
_TRACE = 1e-4
# EnergyPlus holds every film at this value or above it, and refuses imposed ones that are lower [W/(m2 K)].
_LEAST_FILM = 0.1
# EnergyPlus' windows and doors have three or four corners.
_MOST_CORNERS = 4
# EnergyPlus takes corners nearer to each other than this for one, and ends at a face that is left with fewer than
# three [m].
_ONE_CORNER = 0.01


class SurfaceWriter:
    """Writes all faces of a building."""

    def __init__(self, document: Document, constructions: ConstructionWriter, schedules: ScheduleWriter) -> None:
        self._document = document
        self._constructions = constructions
        self._schedules = schedules

    def write(self, building: Building) -> None:
        """Add every surface, opening and shade of `building`; shades thinner than EnergyPlus can see are left out.

        Raises:
            InputError: an imposed film is lower than EnergyPlus takes, or a glazing that it cannot express.
        """
        for zone in building.zones:
            for surface in zone.surfaces:
                self._surface(zone.name, surface)
        for shade in building.shades:
            self._shade(shade)

    def _surface(self, zone: str, surface: Surface) -> None:
        name = self._document.name("surface", surface.name)
        fields: dict[str, Any] = {
            "surface_type": _surface_type(surface.tilt_deg, surface.boundary),
            "zone_name": self._document.name("zone", zone),
            "construction_name": (
                self._constructions.adiabatic(surface.construction)
                if isinstance(surface.boundary, Adiabatic)
                else self._constructions.opaque(surface.construction)
            ),
            "sun_exposure": "NoSun",
            "wind_exposure": "NoWind",
            "vertices": _vertices(surface.vertices),
        }
        match surface.boundary:
            case Outdoors(sun_exposed=sun, wind_exposed=wind):
                fields |= {
                    "outside_boundary_condition": "Outdoors",
                    "sun_exposure": "SunExposed" if sun else "NoSun",
                    "wind_exposure": "WindExposed" if wind else "NoWind",
                }
                if not sun and surface.tilt_deg < _SEES_NO_SKY:
                    self._no_sky(name)
            case Ground():
                fields |= {
                    "outside_boundary_condition": "OtherSideCoefficients",
                    "outside_boundary_condition_object": self._ground(surface.boundary),
                }
            case Adjacent(zone=other):
                fields |= {
                    "outside_boundary_condition": "Surface",
                    "outside_boundary_condition_object": self._other_side(name, other, surface),
                }
            case Adiabatic():
                fields["outside_boundary_condition"] = "Adiabatic"
        self._document.add("BuildingSurface:Detailed", name, fields)
        outside = None if isinstance(surface.boundary, Adjacent) else surface.films.outside
        self._films(name, surface.name, surface.films.inside, outside)
        for opening in surface.openings:
            self._opening(name, opening)

    def _no_sky(self, name: str) -> None:
        # A face that sun and sky never reach exchanges heat with surroundings at air temperature. EnergyPlus takes the
        # long-wave view from the tilt alone unless surroundings are stated, and takes those for missing if no surface
        # among them has a view factor; a trace of a surface at a mild temperature changes nothing.
        surroundings = self._document.add(
            "SurfaceProperty:SurroundingSurfaces",
            "no sky",
            {
                "sky_view_factor": 0.0,
                "ground_view_factor": 1.0 - _TRACE,
                "surfaces": [
                    {
                        "surrounding_surface_name": "trace",
                        "surrounding_surface_view_factor": _TRACE,
                        "surrounding_surface_temperature_schedule_name": self._schedules.constant(10.0),
                    }
                ],
            },
        )
        self._document.add(
            "SurfaceProperty:LocalEnvironment",
            f"{name} surroundings",
            {"exterior_surface_name": name, "surrounding_surfaces_object_name": surroundings},
        )

    def _other_side(self, name: str, zone: str, surface: Surface) -> str:
        reverse = self._document.name("surface", f"{surface.name} from {zone}")
        # The air behind this face is that of the other zone; its film is stated from there.
        self._films(reverse, surface.name, surface.films.outside, None)
        return self._document.add(
            "BuildingSurface:Detailed",
            reverse,
            {
                "surface_type": _surface_type(180.0 - surface.tilt_deg, surface.boundary),
                "zone_name": self._document.name("zone", zone),
                "construction_name": self._constructions.reverse(surface.construction),
                "outside_boundary_condition": "Surface",
                "outside_boundary_condition_object": name,
                "sun_exposure": "NoSun",
                "wind_exposure": "NoWind",
                "vertices": _vertices(surface.vertices[::-1]),
            },
        )

    def _ground(self, ground: Ground) -> str:
        # A film coefficient of zero or less imposes the temperature on the face itself.
        monthly = np.array(ground.monthly)
        schedule = self._schedules.write(Schedule("ground temperature", monthly[month_of_hour()]))
        name = self._document.name("other side", f"ground {schedule}")
        return self._document.add(
            "SurfaceProperty:OtherSideCoefficients",
            name,
            {
                "combined_convective_radiative_film_coefficient": 0.0,
                "constant_temperature_coefficient": 1.0,
                "constant_temperature_schedule_name": schedule,
            },
        )

    def _films(self, name: str, face: str, inside: float | None, outside: float | None) -> None:
        places = [(place, value) for place, value in (("Inside", inside), ("Outside", outside)) if value is not None]
        fields: dict[str, Any] = {"surface_name": name}
        for i, (place, value) in enumerate(places, start=1):
            if value < _LEAST_FILM:
                raise InputError(
                    f"'{face}': EnergyPlus takes imposed films from {_LEAST_FILM:g} W/(m2 K) on, but one of this face "
                    f"is {value:g}; raise it to {_LEAST_FILM:g} or leave it out."
                )
            fields |= {
                f"convection_coefficient_{i}_location": place,
                f"convection_coefficient_{i}_type": "Value",
                f"convection_coefficient_{i}": value,
            }
        if places:
            self._document.add("SurfaceProperty:ConvectionCoefficients", f"{name} films", fields)

    def _opening(self, surface: str, opening: Opening) -> None:
        is_window = isinstance(opening, Window)
        construction = (
            self._constructions.glazing(opening.glazing)
            if isinstance(opening, Window)
            else self._constructions.opaque(opening.construction)
        )
        for i, corners in enumerate(_quadrangles(opening.vertices)):
            text = opening.name if i == 0 else f"{opening.name} part {i + 1}"
            fields: dict[str, Any] = {
                "surface_type": "Window" if is_window else "Door",
                "construction_name": construction,
                "building_surface_name": surface,
                "number_of_vertices": len(corners),
            }
            for j, (x, y, z) in enumerate(corners, start=1):
                fields |= {
                    f"vertex_{j}_x_coordinate": x,
                    f"vertex_{j}_y_coordinate": y,
                    f"vertex_{j}_z_coordinate": z,
                }
            name = self._document.add("FenestrationSurface:Detailed", self._document.name("surface", text), fields)
            self._films(name, opening.name, opening.films.inside, opening.films.outside)

    def _shade(self, shade: Shade) -> None:
        corners = np.array(shade.vertices)
        edges = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
        if np.count_nonzero(edges >= _ONE_CORNER) < 3:
            return
        name = self._document.name("surface", shade.name)
        self._document.add("Shading:Building:Detailed", name, {"vertices": _vertices(shade.vertices)})


def _surface_type(tilt_deg: float, boundary: object) -> str:
    # EnergyPlus warns unless a wall is steeper than 60 deg and a floor flatter than that.
    if tilt_deg <= 60.0:
        return "Roof" if isinstance(boundary, Outdoors) else "Ceiling"
    return "Wall" if tilt_deg < 120.0 else "Floor"


def _vertices(polygon: Polygon) -> list[dict[str, float]]:
    return [{"vertex_x_coordinate": x, "vertex_y_coordinate": y, "vertex_z_coordinate": z} for x, y, z in polygon]


def _quadrangles(polygon: Polygon) -> list[Polygon]:
    """Convex parts with at most four corners that fill the convex `polygon`."""
    parts: list[Polygon] = []
    first, rest = polygon[0], polygon[1:]
    while len(rest) > _MOST_CORNERS - 1:
        parts.append((first, *rest[: _MOST_CORNERS - 1]))
        rest = rest[_MOST_CORNERS - 2 :]
    return [*parts, (first, *rest)]
