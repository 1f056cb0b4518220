"""From a building and a climate to the arrays of the march."""

import math
from dataclasses import dataclass

import numpy as np

from fluxion.building import Adiabatic, Adjacent, Building, Construction, Ground, Outdoors, Window
from fluxion.building.construction import ROUGHNESS
from fluxion.engine._kernels import records
from fluxion.engine.climate import StepWeather
from fluxion.engine.conduction import ConductionModes, StepResponse, conduction_modes, step_response
from fluxion.engine.exposure import SolarSignals
from fluxion.engine.faces import Element, Face, elements_of, faces_of
from fluxion.engine.films import forced_film, natural_film
from fluxion.engine.glazing import glazing_optics
from fluxion.engine.panes import panes_record
from fluxion.engine.tracing import traced_beam
from fluxion.engine.zones import air_record, radiation_records
from fluxion.typing import FloatArray, IntArray

_GLASS_ROUGHNESS = 1.0


@dataclass(frozen=True)
class Network:
    """The records of one building in one climate, ready for the march."""

    elements: records.Elements
    panes: records.Panes
    modes: records.Modes
    faces: records.Faces
    zones: records.Zones
    sun: records.Sun


def build_network(building: Building, climate: StepWeather, signals: SolarSignals, step_s: float) -> Network:
    """Assemble all records but schedules and climate.

    Args:
        building: the building.
        climate: its weather at the steps.
        signals: its solar signals.
        step_s: length of a step [s].
    """
    elements = elements_of(building)
    faces = faces_of(building, elements, climate.pressure)
    wall_modes, first_mode, conductances = _conduction(elements, step_s)
    face_zone = np.array([face.zone for face in faces])
    first_face = np.searchsorted(face_zone, np.arange(len(building.zones) + 1))
    face_record, sun = radiation_records(building, faces, elements, first_face)
    if building.interior_beam == "traced":
        sun = sun._replace(traced=traced_beam(building, climate, signals, faces, elements, first_face))
    return Network(
        panes=panes_record(elements),
        elements=_element_record(building, elements, faces, signals, first_mode, conductances),
        modes=wall_modes,
        faces=face_record,
        zones=air_record(building, climate, first_face),
        sun=sun,
    )


def _conduction(elements: list[Element], step_s: float) -> tuple[records.Modes, IntArray, FloatArray]:
    responses, first = [], [0]
    conductances = np.empty((len(elements), 3))
    done: dict[Construction, tuple[ConductionModes, StepResponse]] = {}
    for row, element in zip(conductances, elements):
        construction = element.construction
        if construction is None:
            # Windows have no heat capacity; their conductance is renewed at every step.
            row[:] = 0.0
            first.append(first[-1])
            continue
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
    table = np.array([row[1:] for row in rows], dtype=np.float64).reshape(len(elements), len(_OUTDOOR_FIELDS))
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
        imposed=np.array([-1.0 if e.films.outside is None else e.films.outside for e in elements]),
        wetted=np.array(
            [isinstance(e.surface.boundary, Outdoors) and e.surface.boundary.wind_exposed for e in elements]
        ),
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
        return (-1, *(0.0,) * len(_OUTDOOR_FIELDS))
    normal = element.surface.normal
    # Walton (1983): the sky part of the long-wave view falls by beta because air near the horizon is warm.
    view = 0.5 * (1.0 + normal[2])
    beta = math.sqrt(view)
    seen = signals.sky.get(element.source.name, 0.0)
    windward, leeward = forced_film(building.terrain, element.source.centroid[2], boundary.wind_exposed)
    if isinstance(element.source, Window):
        absorptance, emissivity = 0.0, glazing_optics(element.source.glazing).emissivity_front
        roughness = _GLASS_ROUGHNESS
    else:
        finish = element.source.construction.outside
        absorptance, emissivity = finish.solar_absorptance, finish.emissivity
        roughness = ROUGHNESS[finish.roughness]
    return (
        signals.column.get(element.source.name, -1),
        absorptance,
        emissivity,
        view * seen * beta,
        *natural_film(element.surface.tilt_deg),
        roughness,
        windward,
        leeward,
        # A horizontal face is windward whatever the direction.
        normal[0] if abs(normal[2]) < 0.98 else 0.0,
        normal[1] if abs(normal[2]) < 0.98 else 0.0,
    )
