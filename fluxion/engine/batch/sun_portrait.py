"""Sun on the faces of one building, hour by hour: inside, outside, in the panes."""

import numpy as np

from fluxion.engine._kernels.batch import records
from fluxion.engine.batch.composites import Composite
from fluxion.engine.batch.parts import Parts
from fluxion.engine.climate import StepWeather
from fluxion.typing import FloatArray
from fluxion.units import HOURS_PER_YEAR


def sun_rows(climate: StepWeather) -> np.ndarray:
    """(8760,) int32 number of each hour among those with sun, from 1; 0 for dark hours.

    Half of the year is dark; what is not stored need not travel from memory in every march.
    """
    lit = np.zeros(HOURS_PER_YEAR, dtype=bool)
    lit[climate.up // climate.sun_steps] = True
    return np.where(lit, np.cumsum(lit), 0).astype(np.int32)


def sun_portrait(parts: Parts, sun_row: np.ndarray) -> np.ndarray:
    """(1 + lit, faces + sides + panes) float32: what faces absorb inside, sides outside, and panes that are followed.

    A window that does not follow its pane releases half of what it absorbs at either side. [W/m2]

    Args:
        parts: the building.
        sun_row: (8760,) from `sun_rows`; row 0 is dark.
    """
    inside = _room_sun(parts)
    faces, el = parts.network.faces, parts.network.elements
    count, sides = len(parts.composites), parts.sided.size
    columns = np.zeros((HOURS_PER_YEAR, count + sides + parts.followed.size), dtype=np.float32)
    pane = count + sides
    for number, c in enumerate(parts.composites):
        share = faces.area[c.members] / parts.area[number]
        side = count + int(np.searchsorted(parts.sided, number))
        if c.kind == records.GLASS:
            absorbed = _absorbed(parts, c, share, inside)
            if parts.panes_of(c).size:
                columns[:, pane : pane + absorbed.shape[1]] = absorbed
                pane += absorbed.shape[1]
            else:
                columns[:, number] = columns[:, side] = 0.5 * absorbed[:, 0]
            continue
        columns[:, number] = inside[:, c.members] @ share
        if c.kind == records.OUTSIDE:
            for element, weight in zip(parts.element_of[c.members], share):
                if el.solar_column[element] >= 0:
                    incident = parts.signals.values[:, el.solar_column[element]]
                    columns[:, side] += weight * el.absorptance[element] * incident
    return np.concatenate([np.zeros_like(columns[:1]), columns[sun_row > 0]])


def _room_sun(parts: Parts) -> FloatArray:
    # (8760, f) sun through the windows that each face of the network absorbs [W/m2].
    faces, el, sun = parts.network.faces, parts.network.elements, parts.network.sun
    values, first = parts.signals.values, parts.network.zones.first_face
    traced = sun.traced.shape[0] > 0
    inside = sun.traced.copy() if traced else np.zeros((HOURS_PER_YEAR, faces.area.size))
    for w, (element, zone) in enumerate(zip(sun.element, sun.zone)):
        own = slice(first[zone], first[zone + 1])
        column, area = el.solar_column[element], faces.area[own]
        if not traced:
            inside[:, own] += np.outer(values[:, column] * el.area[element], sun.beam[w, : area.size] / area)
        inside[:, own] += np.outer(values[:, column + 1] * el.area[element], sun.diffuse[w, : area.size] / area)
    return inside


def _absorbed(parts: Parts, c: Composite, share: FloatArray, inside: FloatArray) -> FloatArray:
    # (8760, p) what the panes of a composite window absorb from both sides.
    panes, el = parts.network.panes, parts.network.elements
    total: FloatArray = np.zeros((HOURS_PER_YEAR, 0))
    for f, element, weight in zip(c.members, parts.element_of[c.members], share):
        own = np.arange(panes.first[element], panes.first[element + 1])
        column = el.solar_column[element] + 2
        from_outside = parts.signals.values[:, column : column + own.size]
        part = weight * (from_outside + np.outer(inside[:, f], panes.back_share[own]))
        total = part if not total.shape[1] else total + part
    return total
