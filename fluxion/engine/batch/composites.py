"""Faces of a zone that behave alike, taken together.

Partitions of one construction that stand alike see the same air, the same star node and the same film; by linearity
they act as one face towards the area-weighted mean of what lies behind them. Likewise walls and windows of one kind in
one orientation. Each takes its stored heat from its own side of the wall, so the heat that leaves one zone through a
partition is what the other zone receives.
"""

from dataclasses import dataclass, field

import numpy as np

from fluxion.building import Adiabatic, Ground, Outdoors, Window
from fluxion.building.glazing import Glazing
from fluxion.building.material import Layer
from fluxion.engine._kernels.batch import records
from fluxion.engine.faces import Element, Face
from fluxion.typing import IntArray

_DIGITS = 6


@dataclass
class Composite:
    """Faces of one zone that are computed as one.

    Attributes:
        zone: position of the zone.
        kind: what lies behind, one of `records.OUTSIDE` .. `records.BETWEEN`.
        layers: from the far side to the zone; None for windows.
        glazing: of windows, else None.
        members: positions of its faces in the building's list.
    """

    zone: int
    kind: int
    layers: tuple[Layer, ...] | None
    glazing: Glazing | None
    members: list[int] = field(default_factory=list)


def composites_of(elements: list[Element], faces: list[Face]) -> tuple[list[Composite], IntArray]:
    """Composite faces in the order of the zones, and the one that each face belongs to, (f,).

    Args:
        elements: from `faces.elements_of`.
        faces: from `faces.faces_of`.
    """
    found: dict[tuple[object, ...], int] = {}
    composites: list[Composite] = []
    member_of = np.empty(len(faces), dtype=np.int64)
    for position, face in enumerate(faces):
        kind, layers, key = _likeness(elements[face.element], face)
        number = found.setdefault((face.zone, *key), len(composites))
        if number == len(composites):
            source = elements[face.element].source
            glazing = source.glazing if isinstance(source, Window) else None
            composites.append(Composite(face.zone, kind, layers, glazing))
        composites[number].members.append(position)
        member_of[position] = number
    return composites, member_of


def _likeness(element: Element, face: Face) -> tuple[int, tuple[Layer, ...] | None, tuple[object, ...]]:
    # Kind, layers seen from the zone, and what faces must share to be taken together.
    source, boundary = element.source, element.surface.boundary
    room = (round(face.room_tilt, _DIGITS), face.imposed, face.glass_film)
    place = (tuple(round(c, _DIGITS) for c in source.normal), round(source.centroid[2], _DIGITS), source.films.outside)
    if isinstance(source, Window):
        return records.GLASS, None, (records.GLASS, source.glazing, *room, *place)
    layers = source.construction.layers
    if isinstance(boundary, Outdoors):
        finish = source.construction.outside
        return records.OUTSIDE, layers, (records.OUTSIDE, layers, finish, boundary, *room, *place)
    if isinstance(boundary, Ground):
        return records.EARTH, layers, (records.EARTH, layers, boundary.monthly, *room)
    if isinstance(boundary, Adiabatic):
        return records.SEALED, layers, (records.SEALED, layers, *room)
    seen = layers[::-1] if face.outer else layers
    return records.BETWEEN, seen, (records.BETWEEN, seen, *room)
