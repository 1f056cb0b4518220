"""The beam inside convex zones: on which faces it falls, and where the part that they reflect ends."""

from itertools import pairwise

import numpy as np

from fluxion.building import Building, Surface, Window
from fluxion.building.geometry import Point, Polygon, dot, local_axes, subtract
from fluxion.engine._kernels.tracing import add_traced, share_table
from fluxion.engine.climate import StepWeather
from fluxion.engine.exposure import SolarSignals, incident_on, shading_faces
from fluxion.engine.faces import Element, Face
from fluxion.engine.glazing import glazing_optics
from fluxion.engine.interior import interior_of
from fluxion.engine.shading import ELEVATIONS, GRAZING, RELATIVE_AZIMUTHS, facing
from fluxion.errors import InputError
from fluxion.typing import FloatArray, IntArray

# Faces that do not reach behind the window's plane by more than this cannot be hit [m].
_TOUCH = 1e-4
# The faces of a convex, closed zone share the whole beam; polygons cut into strips, to this accuracy.
_CLOSED = 0.02


def traced_beam(
    building: Building,
    climate: StepWeather,
    signals: SolarSignals,
    faces: list[Face],
    elements: list[Element],
    first_face: IntArray,
) -> FloatArray:
    """Beam that each face of each zone absorbs, (n, f) [W/m2].

    Each face keeps its share of what falls on it; the rest is reflected diffusely and followed to where it ends.

    Args:
        building: with convex zones.
        climate: its weather at the steps.
        signals: its solar signals.
        faces: from `faces_of`.
        elements: from `elements_of`.
        first_face: (z + 1,) position of the first face of each zone.

    Raises:
        InputError: the faces behind a window do not close its zone, or the zone is not convex.
    """
    absorbed = np.zeros((climate.temperature.size, len(faces)))
    shades = shading_faces(building)
    for zone, (a, b) in zip(building.zones, pairwise(first_face)):
        own = faces[a:b]
        windows = [elements[face.element] for face in own if isinstance(elements[face.element].source, Window)]
        if not windows:
            continue
        area = np.array([face.area for face in own])
        if zone.solar_shares:
            shares = np.array([zone.solar_shares.get(face.name, 0.0) for face in own])
            power = sum(signals.values[:, signals.column[w.source.name]] * w.area for w in windows)
            absorbed[:, a:b] = np.asarray(power)[:, None] * shares / area
            continue
        hit = np.zeros((climate.temperature.size, len(own)))
        for element in windows:
            _add_window(hit, building, climate, signals, element, own, elements, shades)
        _, ends = interior_of(building, own)
        absorbed[:, a:b] = hit @ ends.T / area
    return absorbed


def _add_window(
    hit: FloatArray,
    building: Building,
    climate: StepWeather,
    signals: SolarSignals,
    element: Element,
    own: list[Face],
    elements: list[Element],
    shades: tuple[Polygon, ...],
) -> None:
    window = element.source
    assert isinstance(window, Window)
    table = _face_shares(window, own, elements, shades)
    view = signals.views[window.name]
    beam, cosine, _ = incident_on(window, view, building.ground_reflectance, climate)
    add_traced(
        beam,
        cosine,
        glazing_optics(window.glazing).transmittance,
        element.area,
        table,
        facing(window.normal),
        climate.up,
        climate.sun_steps,
        climate.elevation,
        climate.azimuth,
        hit,
    )


def _face_shares(window: Window, own: list[Face], elements: list[Element], shades: tuple[Polygon, ...]) -> FloatArray:
    # (31, 73, faces) shares of the beam; a wall gets what its outline gets less what its openings get.
    along, up = local_axes(window.normal)
    axes = np.array([along, up, window.normal])

    def local(point: Point) -> Point:
        offset = subtract(point, window.vertices[0])
        return dot(offset, along), dot(offset, up), dot(offset, window.normal)

    outlines = [[local(p) for p in elements[face.element].source.vertices] for face in own]
    reached = [i for i, outline in enumerate(outlines) if min(p[2] for p in outline) < -_TOUCH]
    backs, back_corners = _padded([outlines[i] for i in reached])
    bottom = min(p[2] for p in window.vertices)
    before = [[local(p) for p in shade] for shade in shades if max(p[2] for p in shade) > bottom + _TOUCH]
    before = [shade for shade in before if max(p[2] for p in shade) > _TOUCH]
    dark, dark_corners = _padded(before)
    shares = share_table(
        np.array([local(p)[:2] for p in window.vertices]), dark, dark_corners, backs, back_corners, axes,
        facing(window.normal), ELEVATIONS, RELATIVE_AZIMUTHS, GRAZING,
    )  # fmt: skip
    table = np.zeros((*shares.shape[:2], len(own)))
    position = {elements[own[i].element].source.name: i for i in reached}
    for row, i in enumerate(reached):
        element = elements[own[i].element]
        table[:, :, i] += shares[:, :, row]
        if not isinstance(element.source, Surface):
            table[:, :, position[element.surface.name]] -= shares[:, :, row]
    total = table.sum(axis=2)
    open_part = np.abs(total[total > 0.0] - 1.0)
    if not reached or open_part.size == 0 or open_part.max() > _CLOSED:
        raise InputError(
            f"window '{window.name}': the faces behind it catch {_percent(total)} % of its beam instead of 100; "
            "tracing needs a convex zone that its faces close. Complete or split the zone, or set "
            "interior_beam='floor'."
        )
    np.divide(table, total[:, :, None], out=table, where=total[:, :, None] > 0.0)
    return np.maximum(table, 0.0)


def _percent(total: FloatArray) -> str:
    seen = total[total > 0.0]
    return f"{100.0 * seen.min():.0f} to {100.0 * seen.max():.0f}" if seen.size else "0"


def _padded(polygons: list[list[Point]]) -> tuple[FloatArray, IntArray]:
    corners = np.array([len(polygon) for polygon in polygons], dtype=np.int64)
    padded = np.zeros((len(polygons), int(corners.max(initial=3)), 3))
    for row, polygon in zip(padded, polygons):
        row[: len(polygon)] = polygon
    return padded, corners
