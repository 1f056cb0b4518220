"""Areas of a family's walls, windows, faces and composites."""

from dataclasses import dataclass

import numpy as np

from fluxion.building import Window
from fluxion.engine.batch.family.facades import Facade
from fluxion.engine.batch.parts import Parts
from fluxion.typing import FloatArray


@dataclass(frozen=True, eq=False)
class Areas:
    """(n, ...) areas [m2].

    Attributes:
        element: (n, e) of walls without their openings, windows and doors.
        face: (n, f) of the faces towards the zones.
        composite: (n, c) of the composite faces.
        share: (n, f) of each face in its composite.
    """

    element: FloatArray
    face: FloatArray
    composite: FloatArray
    share: FloatArray


def areas_of(parts: Parts, facades: list[Facade], count: int) -> Areas:
    """Areas of n = `count` buildings.

    Args:
        parts: of the template.
        facades: of the family.
        count: n.
    """
    bands = {facade.band.name: facade.band for facade in facades if facade.band is not None}
    grown = {
        facade.surface.name: facade.band.width * facade.band.height for facade in facades if facade.band is not None
    }
    element = np.tile(np.array([e.area for e in parts.elements]), (count, 1))
    for number, e in enumerate(parts.elements):
        if isinstance(e.source, Window) and e.source.name in bands:
            element[:, number] = bands[e.source.name].width * bands[e.source.name].height
        elif e.source.name in grown:
            element[:, number] = e.surface.area - grown[e.source.name]
    face = element[:, parts.element_of]
    composite = summed(parts, face)
    return Areas(element, face, composite, face / composite[:, parts.member_of])


def summed(parts: Parts, values: FloatArray) -> FloatArray:
    """(n, c) sums of (n, f) values over the faces of each composite."""
    total: FloatArray = np.zeros((len(values), len(parts.composites)))
    for f, c in enumerate(parts.member_of):
        total[:, c] += values[:, f]
    return total
