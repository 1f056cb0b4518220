"""Solar signals of a building: incident on its outer faces, transmitted and absorbed by its windows."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from fluxion.building import Building, Outdoors, Surface, Window
from fluxion.building.geometry import Polygon
from fluxion.engine._kernels.exposure import add_opaque, add_window, incident
from fluxion.engine.climate import StepWeather
from fluxion.engine.optics import simple_glazing
from fluxion.engine.shading import UNSHADED, Sunlit, facing, sunlit, without_windows
from fluxion.typing import FloatArray

_NO_TABLE = np.empty((0, 0))


@dataclass
class SolarSignals:
    """Columns of solar radiation at the steps, and what the faces see of the sky.

    Attributes:
        values: (n, columns) [W/m2]; an opaque face has one column (incident), a window three (transmitted beam,
            transmitted diffuse, absorbed).
        column: first column of each surface or window, by name.
        sky: share of the isotropic sky that each surface or window sees, relative to an open view, by name.
    """

    values: FloatArray
    column: dict[str, int] = field(default_factory=dict)
    sky: dict[str, float] = field(default_factory=dict)


def solar_columns(building: Building, climate: StepWeather) -> SolarSignals:
    """Compute the solar signals of all sun-exposed faces.

    Faces that share orientation and view share their incident column.
    """
    exposed = [
        surface
        for zone in building.zones
        for surface in zone.surfaces
        if isinstance(surface.boundary, Outdoors) and surface.boundary.sun_exposed
    ]
    shades: tuple[Polygon, ...] = tuple(shade.vertices for shade in building.shades)
    shades += tuple(surface.vertices for surface in exposed)
    total = sum(1 + 3 * len(surface.windows) for surface in exposed)
    signals = SolarSignals(np.zeros((climate.temperature.size, total)))
    shared: dict[tuple[float, ...], int] = {}
    next_column = 0
    for surface in exposed:
        key = tuple(round(c, 9) for c in surface.normal)
        gross, openings = _views(surface, shades)
        wall = without_windows(gross, surface.area, [(v, w.area) for w, v in openings], surface.normal)
        signals.sky[surface.name] = wall.isotropic
        if wall.table is None and key in shared:
            signals.column[surface.name] = shared[key]
        else:
            beam, _, diffuse = _incident(surface, wall, building.ground_reflectance, climate)
            add_opaque(beam, diffuse, climate.up, climate.sun_steps, next_column, signals.values)
            signals.column[surface.name] = next_column
            if wall.table is None:
                shared[key] = next_column
            next_column += 1
        for window, view in openings:
            signals.sky[window.name] = view.isotropic
            signals.column[window.name] = next_column
            optics = simple_glazing(window.glazing)
            beam, cosine, diffuse = _incident(window, view, building.ground_reflectance, climate)
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
                next_column,
                signals.values,
            )
            next_column += 3
    signals.values = np.ascontiguousarray(signals.values[:, :next_column])
    return signals


def _views(surface: Surface, shades: tuple[Polygon, ...]) -> tuple[Sunlit, list[tuple[Window, Sunlit]]]:
    gross = sunlit(surface.vertices, surface.normal, shades)
    see: Callable[[Window], Sunlit] = lambda w: sunlit(w.vertices, surface.normal, shades)  # noqa: E731
    return gross, [(w, UNSHADED if gross.table is None else see(w)) for w in surface.windows]


def _incident(
    face: Surface | Window, view: Sunlit, reflectance: float, climate: StepWeather
) -> tuple[FloatArray, FloatArray, FloatArray]:
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
