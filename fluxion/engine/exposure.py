"""Solar signals of a building: incident on its outer faces, transmitted and absorbed by its windows."""

from dataclasses import dataclass, field

import numpy as np

from fluxion.building import Building, Door, Opening, Outdoors, Surface, Window
from fluxion.building.geometry import Polygon
from fluxion.engine._kernels.exposure import add_opaque, add_window, incident
from fluxion.engine.climate import StepWeather
from fluxion.engine.glazing import glazing_optics
from fluxion.engine.shading import UNSHADED, Sunlit, facing, sunlit, without_openings
from fluxion.typing import FloatArray

_NO_TABLE = np.empty((0, 0))


@dataclass
class SolarSignals:
    """Columns of solar radiation at the steps, and what the faces see of the sky.

    Attributes:
        values: (n, columns) [W/m2]; an opaque face has one column (incident), a window of p panes 2 + p (transmitted
            beam, transmitted diffuse, absorbed in each pane).
        column: first column of each surface, window or door, by name.
        sky: share of the isotropic sky that each of them sees, relative to an open view, by name.
        views: sunlit shares of each window, by name.
    """

    values: FloatArray
    column: dict[str, int] = field(default_factory=dict)
    sky: dict[str, float] = field(default_factory=dict)
    views: dict[str, Sunlit] = field(default_factory=dict)


def solar_columns(building: Building, climate: StepWeather) -> SolarSignals:
    """Compute the solar signals of all sun-exposed faces.

    Faces that share orientation and view share their incident column.
    """
    writer = _Columns(building, climate)
    shades = shading_faces(building)
    for surface in _exposed(building):
        gross, openings = _views(surface, shades)
        parts = [(view, opening.area) for opening, view in openings]
        writer.opaque(surface, without_openings(gross, surface.area, parts, surface.normal))
        for opening, view in openings:
            if isinstance(opening, Window):
                writer.glazed(opening, view)
            else:
                writer.opaque(opening, view)
    return writer.finished()


def shading_faces(building: Building) -> tuple[Polygon, ...]:
    """Everything that casts shade: the building's shades and its own sun-exposed faces."""
    return (
        *(shade.vertices for shade in building.shades),
        *(surface.vertices for surface in _exposed(building)),
    )


def _exposed(building: Building) -> list[Surface]:
    return [
        surface
        for zone in building.zones
        for surface in zone.surfaces
        if isinstance(surface.boundary, Outdoors) and surface.boundary.sun_exposed
    ]


class _Columns:
    """Fills the columns of `SolarSignals` one face at a time."""

    def __init__(self, building: Building, climate: StepWeather) -> None:
        self._reflectance, self._climate = building.ground_reflectance, climate
        most = sum(
            1 + len(surface.doors) + sum(2 + len(glazing_optics(w.glazing).resistances) for w in surface.windows)
            for surface in _exposed(building)
        )
        self._signals = SolarSignals(np.zeros((climate.temperature.size, most)))
        self._shared: dict[tuple[float, ...], int] = {}
        self._next = 0

    def opaque(self, face: Surface | Door, view: Sunlit) -> None:
        """Incident radiation of a wall or door."""
        signals, climate = self._signals, self._climate
        key = tuple(round(c, 9) for c in face.normal)
        signals.sky[face.name] = view.isotropic
        if view.table is None and key in self._shared:
            signals.column[face.name] = self._shared[key]
            return
        beam, _, diffuse = incident_on(face, view, self._reflectance, climate)
        add_opaque(beam, diffuse, climate.up, climate.sun_steps, self._next, signals.values)
        signals.column[face.name] = self._next
        if view.table is None:
            self._shared[key] = self._next
        self._next += 1

    def glazed(self, window: Window, view: Sunlit) -> None:
        """Transmitted and absorbed radiation of a window."""
        signals, climate = self._signals, self._climate
        signals.sky[window.name], signals.views[window.name] = view.isotropic, view
        signals.column[window.name] = self._next
        optics = glazing_optics(window.glazing)
        beam, cosine, diffuse = incident_on(window, view, self._reflectance, climate)
        add_window(
            beam,
            cosine,
            diffuse,
            optics.transmittance,
            optics.absorptance,
            optics.diffuse_transmittance,
            optics.diffuse_absorptance,
            climate.up,
            climate.sun_steps,
            self._next,
            signals.values,
        )
        self._next += 2 + len(optics.resistances)

    def finished(self) -> SolarSignals:
        """The signals without the columns that sharing has left empty."""
        self._signals.values = np.ascontiguousarray(self._signals.values[:, : self._next])
        return self._signals


def _views(surface: Surface, shades: tuple[Polygon, ...]) -> tuple[Sunlit, list[tuple[Opening, Sunlit]]]:
    gross = sunlit(surface.vertices, surface.normal, shades)
    if gross.table is None:
        return gross, [(opening, UNSHADED) for opening in surface.openings]
    return gross, [(opening, sunlit(opening.vertices, surface.normal, shades)) for opening in surface.openings]


def incident_on(
    face: Surface | Window | Door, view: Sunlit, reflectance: float, climate: StepWeather
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Beam, cosine of incidence and diffuse irradiance of a face at the sub-steps with sun, (u,) each [W/m2].

    Args:
        face: a sun-exposed face.
        view: its sunlit shares.
        reflectance: of the ground.
        climate: weather at the steps; `climate.up` says which sub-steps these are.
    """
    normal = np.array(face.normal)
    beam, cosine, diffuse = incident(
        normal,
        facing(face.normal),
        _NO_TABLE if view.table is None else view.table,
        view.isotropic,
        view.horizon,
        reflectance,
        climate.up,
        climate.sun,
        climate.elevation,
        climate.azimuth,
        climate.dni,
        climate.dhi,
        climate.f1,
        climate.f2,
    )
    return beam, cosine, diffuse
