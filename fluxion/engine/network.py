"""From a building and a climate to the arrays of the march."""

import itertools
import math
from dataclasses import dataclass

import numpy as np

from fluxion.building import Adiabatic, Adjacent, Building, Construction, Ground, Outdoors, Surface, Window
from fluxion.building.construction import ROUGHNESS
from fluxion.engine._kernels import records
from fluxion.engine.climate import StepWeather
from fluxion.engine.conduction import conduction_modes, step_response
from fluxion.engine.enclosure import exchange_factors, solar_shares, star_conductances
from fluxion.engine.exposure import SolarSignals
from fluxion.engine.films import forced_film, glass_film, natural_film
from fluxion.engine.optics import simple_glazing
from fluxion.typing import FloatArray, IntArray

_GLASS_ROUGHNESS = 1.0


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


@dataclass(frozen=True)
class Network:
    """The records of one building in one climate, ready for the march."""

    elements: records.Elements
    modes: records.Modes
    faces: records.Faces
    zones: records.Zones
    sun: records.Sun


def _plane_key(face: Surface | Window) -> tuple[float, ...]:
    n, p = face.normal, face.vertices[0]
    offset = sum(a * b for a, b in zip(n, p))
    # The two sides of a wall lie in one plane, so the sign of the normal must not matter.
    flip = -1.0 if (round(n[0], 6), round(n[1], 6), round(n[2], 6)) < (0.0, 0.0, 0.0) else 1.0
    return tuple(round(flip * value, 4) + 0.0 for value in (*n, offset))


def _elements(building: Building) -> list[Element]:
    return [
        element
        for position, zone in enumerate(building.zones)
        for surface in zone.surfaces
        for element in (
            Element(surface, surface, position, surface.net_area),
            *(Element(window, surface, position, window.area) for window in surface.windows),
        )
    ]


def _faces(building: Building, elements: list[Element], pressure: float) -> list[Face]:
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


def build_network(building: Building, climate: StepWeather, signals: SolarSignals, step_s: float) -> Network:
    """Assemble all records but schedules and climate.

    Args:
        building: the building.
        climate: its weather at the steps.
        signals: its solar signals.
        step_s: length of a step [s].
    """
    elements = _elements(building)
    faces = _faces(building, elements, climate.pressure)
    wall_modes, first_mode, conductances = _conduction(elements, step_s)
    face_zone = np.array([face.zone for face in faces])
    first_face = np.searchsorted(face_zone, np.arange(len(building.zones) + 1))
    face_record, sun = _zone_radiation(faces, elements, first_face)
    return Network(
        elements=_element_record(building, elements, faces, signals, first_mode, conductances),
        modes=wall_modes,
        faces=face_record,
        zones=_zone_record(building, climate, first_face),
        sun=sun,
    )


def _conduction(elements: list[Element], step_s: float) -> tuple[records.Modes, IntArray, FloatArray]:
    responses, first = [], [0]
    conductances = np.empty((len(elements), 3))
    done: dict[Construction, tuple] = {}
    for row, element in zip(conductances, elements):
        if isinstance(element.source, Window):
            row[:] = simple_glazing(element.source.glazing).conductance
            first.append(first[-1])
            continue
        construction = element.surface.construction
        if construction not in done:
            modes = conduction_modes(construction)
            done[construction] = modes, step_response(modes, step_s)
        modes, response = done[construction]
        row[:] = response.d_oo, response.d_ii, response.d_oi
        responses.append((modes, response))
        first.append(first[-1] + modes.rates.size)

    def joined(values: list[FloatArray]) -> FloatArray:
        return np.concatenate([np.empty(0), *values])

    return (
        records.Modes(
            decay=joined([r.decay for _, r in responses]),
            outer_gain=joined([r.outer_gain for _, r in responses]),
            inner_gain=joined([r.inner_gain for _, r in responses]),
            outer_mean=joined([r.outer_mean for _, r in responses]),
            inner_mean=joined([r.inner_mean for _, r in responses]),
            stored=joined([m.stored for m, _ in responses]),
            steady=joined([(m.outer + m.inner) / m.rates for m, _ in responses]),
        ),
        np.array(first, dtype=np.int64),
        conductances,
    )


def _element_record(
    building: Building,
    elements: list[Element],
    faces: list[Face],
    signals: SolarSignals,
    first_mode: IntArray,
    conductances: FloatArray,
) -> records.Elements:
    kinds = {
        Outdoors: records.OUTDOORS,
        Ground: records.GROUND,
        Adjacent: records.ADJACENT,
        Adiabatic: records.ADIABATIC,
    }
    inner = np.full(len(elements), -1, dtype=np.int64)
    outer = np.full(len(elements), -1, dtype=np.int64)
    for position, face in enumerate(faces):
        (outer if face.outer else inner)[face.element] = position
    rows = [_outdoor_row(building, element, signals) for element in elements]
    table = np.array([row[1:] for row in rows], dtype=np.float64).reshape(len(elements), 10)
    return records.Elements(
        area=np.array([element.area for element in elements]),
        boundary=np.array([kinds[type(element.surface.boundary)] for element in elements], dtype=np.int64),
        is_window=np.array([isinstance(element.source, Window) for element in elements]),
        inner_face=inner,
        outer_face=outer,
        d_oo=conductances[:, 0].copy(),
        d_ii=conductances[:, 1].copy(),
        d_oi=conductances[:, 2].copy(),
        first_mode=first_mode,
        solar_column=np.array([row[0] for row in rows], dtype=np.int64),
        **{name: table[:, i].copy() for i, name in enumerate(_OUTDOOR_FIELDS)},
    )


_OUTDOOR_FIELDS = (
    "absorptance",
    "emissivity",
    "sky_share",
    "hot_film",
    "cold_film",
    "roughness",
    "windward",
    "leeward",
    "normal_x",
    "normal_y",
)


def _outdoor_row(building: Building, element: Element, signals: SolarSignals) -> tuple[float, ...]:
    # Solar column, then the values of _OUTDOOR_FIELDS; all zero where the outer side is not outdoors.
    boundary = element.surface.boundary
    if not isinstance(boundary, Outdoors):
        return (-1, *(0.0,) * 10)
    normal = element.surface.normal
    # Walton (1983): the sky part of the long-wave view falls by beta because air near the horizon is warm.
    view = 0.5 * (1.0 + normal[2])
    beta = math.sqrt(view)
    seen = signals.sky.get(element.source.name, 0.0)
    windward, leeward = forced_film(building.terrain, element.source.centroid[2], boundary.wind_exposed)
    finish = element.surface.construction.outside
    glass = isinstance(element.source, Window)
    return (
        signals.column.get(element.source.name, -1),
        finish.solar_absorptance,
        element.source.glazing.emissivity if isinstance(element.source, Window) else finish.emissivity,
        view * seen * beta,
        *natural_film(element.surface.tilt_deg),
        _GLASS_ROUGHNESS if glass else ROUGHNESS[finish.roughness],
        windward,
        leeward,
        # A horizontal face is windward whatever the direction.
        normal[0] if abs(normal[2]) < 0.98 else 0.0,
        normal[1] if abs(normal[2]) < 0.98 else 0.0,
    )


def _zone_radiation(
    faces: list[Face], elements: list[Element], first_face: IntArray
) -> tuple[records.Faces, records.Sun]:
    area = np.array([face.area for face in faces])
    emissivity = np.array([face.emissivity for face in faces])
    radiative, mean_radiant, radiant_gain = np.zeros(len(faces)), np.zeros(len(faces)), np.zeros(len(faces))
    widest = int(np.diff(first_face).max())
    exchange = np.zeros((len(faces), widest))
    sources, beams, diffuses = [], [], []
    for a, b in itertools.pairwise(first_face):
        part, own = slice(a, b), faces[a:b]
        numbers: dict[tuple[float, ...], int] = {}
        plane = np.array([numbers.setdefault(face.plane, len(numbers)) for face in own])
        emitting = area[part] * emissivity[part]
        weights = emitting if emitting.sum() > 0.0 else area[part]
        radiative[part] = star_conductances(area[part], emissivity[part], plane)
        mean_radiant[part] = weights / weights.sum()
        radiant_gain[part] = weights / weights.sum() / area[part]
        exchange[part, : b - a] = exchange_factors(area[part], emissivity[part], plane)
        windows = np.array(
            [i for i, face in enumerate(own) if isinstance(elements[face.element].source, Window)], dtype=np.int64
        )
        beam, diffuse = solar_shares(
            area[part],
            np.array([face.absorptance for face in own]),
            np.array([face.transmittance for face in own]),
            plane,
            np.array([1.0 if face.room_tilt < 1.0 else 0.0 for face in own]),
            windows,
        )
        for w, share_beam, share_diffuse in zip(windows, beam, diffuse):
            sources.append((own[w].element, own[w].zone))
            beams.append(np.pad(share_beam, (0, widest - share_beam.size)))
            diffuses.append(np.pad(share_diffuse, (0, widest - share_diffuse.size)))
    films = np.array([face.film for face in faces]).reshape(len(faces), 2)
    pairs = np.array(sources, dtype=np.int64).reshape(len(sources), 2)
    return (
        records.Faces(
            area=area,
            zone=np.array([face.zone for face in faces], dtype=np.int64),
            radiative=radiative,
            mean_radiant=mean_radiant,
            radiant_gain=radiant_gain,
            hot_film=films[:, 0].copy(),
            cold_film=films[:, 1].copy(),
            exponent=np.array([face.exponent for face in faces]),
            exchange=exchange,
        ),
        records.Sun(
            element=pairs[:, 0].copy(),
            zone=pairs[:, 1].copy(),
            beam=np.array(beams).reshape(len(sources), widest),
            diffuse=np.array(diffuses).reshape(len(sources), widest),
        ),
    )


def _zone_record(building: Building, climate: StepWeather, first_face: IntArray) -> records.Zones:
    zones = building.zones
    fresh = [zone.ventilation for zone in zones]
    night = [zone.ventilative_cooling for zone in zones]

    def column(values: list[float]) -> FloatArray:
        return np.array(values, dtype=np.float64)

    return records.Zones(
        first_face=first_face.astype(np.int64),
        capacity=column([zone.volume * climate.indoor_heat_capacity for zone in zones]),
        infiltration=column([zone.volume * zone.infiltration_ach / 3600.0 for zone in zones]),
        ventilation=column([v.flow_m3_s if v else 0.0 for v in fresh]),
        recovery=column([v.heat_recovery if v else 0.0 for v in fresh]),
        bypass=column([v.bypass_above_c if v and v.bypass_above_c is not None else math.inf for v in fresh]),
        night=column([v.flow_m3_s if v else 0.0 for v in night]),
        night_indoor=column([v.above_indoor_c if v else 0.0 for v in night]),
        night_delta=column([v.delta_k if v else 0.0 for v in night]),
        night_outdoor=column([v.above_outdoor_c if v else 0.0 for v in night]),
    )
