"""How the faces of a zone see each other, and where sun ends that falls on them."""

import numpy as np

from fluxion.building import Building
from fluxion.engine.enclosure import spread_reflections, traced_reflections, view_factors
from fluxion.engine.faces import Face
from fluxion.typing import FloatArray, IntArray


def planes_of(own: list[Face]) -> IntArray:
    """(n,) number of the plane that each face of a zone lies in."""
    numbers: dict[tuple[float, ...], int] = {}
    return np.array([numbers.setdefault(face.plane, len(numbers)) for face in own], dtype=np.int64)


def interior_of(building: Building, own: list[Face]) -> tuple[FloatArray, FloatArray]:
    """View factors between the faces of a zone, and where the sun ends that first falls on each; (n, n) both.

    Where the beam is traced, so are the reflections; otherwise they spread evenly, as in EnergyPlus.

    Args:
        building: says whether the beam is traced.
        own: the faces of the zone.
    """
    area = np.array([face.area for face in own])
    absorptance = np.array([face.absorptance for face in own])
    transmittance = np.array([face.transmittance for face in own])
    view = view_factors(area, planes_of(own))
    if building.interior_beam == "traced":
        return view, traced_reflections(view, absorptance, transmittance)
    return view, spread_reflections(area, absorptance, transmittance)
