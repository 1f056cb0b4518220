"""Shading by overhangs, fins and the building itself: sunlit shares for sun and sky.

Each outdoor face gets one table of its sunlit share over sun elevation and azimuth relative to the face. The beam
interpolates in it; the sky integrals of the diffuse shares use the same table, so sun and sky see the same shades.
"""

import math
from dataclasses import dataclass

import numpy as np

from fluxion.building.geometry import Point, Polygon, azimuth_deg, dot, local_axes, subtract
from fluxion.engine._kernels.sunlit import sunlit_table
from fluxion.typing import FloatArray

#: Grid of the tables [rad]: 3 degrees of elevation, 5 degrees of relative azimuth.
ELEVATIONS = np.radians(np.linspace(0.0, 90.0, 31))
RELATIVE_AZIMUTHS = np.radians(np.linspace(-180.0, 180.0, 73))
# Cosine of incidence below which a shadow is not projected: it would reach hundreds of metres.
GRAZING = 0.01
#: Elevation of the horizon band of the Perez sky [rad]: the middle of a 15 degree band.
HORIZON = math.radians(7.5)
# A shade closer to the plane than this casts no shadow on it [m].
_TOUCH = 1e-4


@dataclass(frozen=True)
class Sunlit:
    """What a face sees of sun and sky.

    Attributes:
        table: (31, 73) sunlit share over `ELEVATIONS` and `RELATIVE_AZIMUTHS`, or None if nothing shades it.
        isotropic: share of the isotropic sky radiation that still arrives [-].
        horizon: share of the horizon band that still arrives [-].
    """

    table: FloatArray | None
    isotropic: float
    horizon: float


UNSHADED = Sunlit(None, 1.0, 1.0)


def facing(normal: Point) -> float:
    """Azimuth from which the tables count, clockwise from north [rad]: of the normal, 0 for a horizontal face."""
    return math.radians(azimuth_deg(normal))


def sunlit(polygon: Polygon, normal: Point, shades: tuple[Polygon, ...]) -> Sunlit:
    """Sunlit shares of one convex polygon.

    Args:
        polygon: the face, counter-clockwise seen from outside [m].
        normal: its outward unit normal.
        shades: convex polygons anywhere; those that do not reach in front of the face are left out.
    """
    along, up = local_axes(normal)
    origin = polygon[0]

    def local(point: Point) -> Point:
        offset = subtract(point, origin)
        return dot(offset, along), dot(offset, up), dot(offset, normal)

    # The sun stands above the horizon: what ends below the face's lowest point never shades it.
    bottom = min(p[2] for p in polygon)
    front = [[local(p) for p in shade] for shade in shades if max(p[2] for p in shade) > bottom + _TOUCH]
    front = [shade for shade in front if max(p[2] for p in shade) > _TOUCH]
    if not front:
        return UNSHADED
    corners = np.array([len(shade) for shade in front], dtype=np.int64)
    padded = np.zeros((len(front), int(corners.max()), 3))
    for row, shade in zip(padded, front):
        row[: len(shade)] = shade
    receiver = np.array([local(p)[:2] for p in polygon])
    axes = np.array([along, up, normal])
    table = sunlit_table(receiver, padded, corners, axes, facing(normal), ELEVATIONS, RELATIVE_AZIMUTHS, GRAZING)
    return with_sky_shares(table, normal)


def with_sky_shares(table: FloatArray, normal: Point) -> Sunlit:
    """Integrate a table over the sky: the shares of isotropic and horizon radiation that arrive.

    Args:
        table: (31, 73) sunlit share.
        normal: outward unit normal of the face.
    """
    tilt_cosine, tilt_sine = normal[2], math.hypot(normal[0], normal[1])
    elevation, azimuth = np.meshgrid(ELEVATIONS, RELATIVE_AZIMUTHS[:-1], indexing="ij")
    cosine = np.maximum(0.0, tilt_sine * np.cos(elevation) * np.cos(azimuth) + tilt_cosine * np.sin(elevation))
    weight = cosine * np.cos(elevation)
    weight[0] *= 0.5
    weight[-1] *= 0.5
    open_sky = weight.sum()
    isotropic = float((weight * table[:, :-1]).sum() / open_sky) if open_sky > 0.0 else 1.0
    place = HORIZON / ELEVATIONS[1]
    row = int(place)
    ring = table[row, :-1] + (place - row) * (table[row + 1, :-1] - table[row, :-1])
    seen = np.maximum(
        0.0, tilt_sine * math.cos(HORIZON) * np.cos(RELATIVE_AZIMUTHS[:-1]) + tilt_cosine * math.sin(HORIZON)
    )
    horizon = float((seen * ring).sum() / seen.sum()) if seen.sum() > 0.0 else 1.0
    return Sunlit(table, isotropic, horizon)


def without_openings(gross: Sunlit, gross_area: float, openings: list[tuple[Sunlit, float]], normal: Point) -> Sunlit:
    """Sunlit shares of the opaque rest of a wall.

    Args:
        gross: shares of the whole wall.
        gross_area: its area [m2].
        openings: shares and area [m2] of each window and door in it.
        normal: outward unit normal.
    """
    if gross.table is None:
        return gross
    lit = gross.table * gross_area
    net_area = gross_area
    for view, area in openings:
        lit = lit - area * (1.0 if view.table is None else view.table)
        net_area -= area
    return with_sky_shares(np.clip(lit / net_area, 0.0, 1.0), normal)
