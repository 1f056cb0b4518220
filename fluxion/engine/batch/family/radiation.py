"""Radiation inside the zones of a family: long-wave exchange, radiant gains, where sun through windows ends."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fluxion.building import Window
from fluxion.engine._kernels.enclosure import exchange_totals, matched_star, strengths_of_many
from fluxion.engine.batch.face_portrait import LARGEST_SHARE
from fluxion.engine.batch.family.areas import Areas
from fluxion.engine.batch.parts import Parts
from fluxion.engine.faces import Face
from fluxion.engine.interior import planes_of
from fluxion.engine.simple_window import RatedPanes
from fluxion.typing import FloatArray


@dataclass(frozen=True, eq=False)
class Entry:
    """Where the sun through one window ends.

    Attributes:
        element: the window.
        zone: its zone.
        beam: (n, m) share of the transmitted beam that each face of the zone absorbs [-].
        diffuse: (n, m) share of the diffuse radiation.
    """

    element: int
    zone: int
    beam: FloatArray
    diffuse: FloatArray


def zone_faces(faces: list[Face], zones: int) -> list[slice]:
    """Faces of each zone."""
    first = np.searchsorted([face.zone for face in faces], np.arange(zones + 1))
    return [slice(int(a), int(b)) for a, b in pairwise(first)]


@dataclass(frozen=True, eq=False)
class Room:
    """How the faces of one zone see each other in all members of a family.

    Attributes:
        own: its faces.
        area: (n, m) [m2]; (1, m) where no area varies.
        sees: (m, m) 1 where two faces see each other.
        strengths: (n, m) or (1, m) of `strengths_of_many`.
    """

    own: slice
    area: FloatArray
    sees: FloatArray
    strengths: FloatArray


def rooms_of(parts: Parts, faces: list[Face], areas: Areas) -> list[Room]:
    """The rooms of all zones."""
    rooms = []
    for own in zone_faces(faces, len(parts.building.zones)):
        area = np.ascontiguousarray(areas.face[:, own])
        if (area == area[0]).all():
            area = area[:1]
        plane = planes_of(faces[own])
        sees = (plane[:, None] != plane[None, :]).astype(np.float64)
        rooms.append(Room(own, area, sees, strengths_of_many(area, sees)))
    return rooms


def long_wave(parts: Parts, faces: list[Face], areas: Areas, rooms: list[Room]) -> dict[str, FloatArray]:
    """(n, c) `star`, `sight` and `radiant` of `face_portrait.faces_portrait`."""
    emissivity = np.array([face.emissivity for face in faces])
    count = len(areas.face)
    star, sight, radiant = (np.zeros((count, len(parts.composites))) for _ in range(3))
    for room in rooms:
        own = emissivity[room.own]
        weights = room.area * own if own.any() else room.area
        weights = weights / weights.sum(axis=1, keepdims=True)
        group = parts.member_of[room.own]
        first, last = int(group.min()), int(group.max()) + 1
        # Faces that emit nothing exchange nothing; their reflections would go on for ever.
        if own.any():
            totals = exchange_totals(room.area, own, room.strengths, room.sees, group - first)
            star[:, first:last] = matched_star(totals, LARGEST_SHARE) / areas.composite[:, first:last]
        for f, c in enumerate(group):
            sight[:, c] += weights[:, f]
        radiant[:, first:last] = sight[:, first:last] / areas.composite[:, first:last]
    return {"star": star, "sight": sight, "radiant": radiant}


def solar_entries(parts: Parts, faces: list[Face], areas: Areas, rooms: list[Room], panes: RatedPanes) -> list[Entry]:
    """Where the sun through each window ends; the model of `enclosure.solar_shares` with spread reflections."""
    entries = []
    glass = np.array([isinstance(parts.elements[face.element].source, Window) for face in faces])
    opaque = np.array([0.0 if lit else face.absorptance for face, lit in zip(faces, glass)])
    level = np.array([1.0 if face.room_tilt < 1.0 else 0.0 for face in faces])
    for zone, room in enumerate(rooms):
        own = room.own
        windows = np.flatnonzero(glass[own])
        if not windows.size:
            continue
        absorptance = np.where(glass[own], panes.kept_diffuse[:, None], opaque[own])
        reflected = 1.0 - absorptance - np.where(glass[own], panes.through_diffuse[:, None], 0.0)
        takes = (room.area * (1.0 - reflected)).sum(axis=1, keepdims=True)
        spread = room.area * absorptance / takes
        floor = room.area * level[own]
        on_floor = floor.sum(axis=1, keepdims=True)
        for w in windows:
            view = window_view(room, int(w))
            diffuse = absorptance * view + spread * (view * reflected).sum(axis=1, keepdims=True)
            beam = diffuse
            if on_floor.all():
                first = floor / on_floor
                beam = absorptance * first + spread * (first * reflected).sum(axis=1, keepdims=True)
            entries.append(Entry(faces[own][w].element, zone, beam, diffuse))
    return entries


def window_view(room: Room, window: int) -> FloatArray:
    """(n, m) view factors of a window to the faces of its room; the model of `enclosure.view_factors`."""
    own = room.strengths[:, window, None] / room.area[:, window, None]
    view: FloatArray = own * room.strengths * room.sees[window]
    view[:, window] += np.maximum(0.0, 1.0 - view.sum(axis=1))
    return view


def inside_shares(parts: Parts, areas: Areas, entry: Entry, own: slice) -> list[tuple[int, FloatArray, FloatArray]]:
    """Composites of a zone, and the sun on each per unit of beam and diffuse radiation through one window, (n,) [-].

    Args:
        parts: of the template.
        areas: of the family.
        entry: of the window.
        own: faces of its zone.
    """
    size = areas.element[:, entry.element]
    shares = []
    for c in np.unique(parts.member_of[own]):
        members = np.flatnonzero(parts.member_of[own] == c)
        per_area = size / areas.composite[:, c]
        beam, diffuse = (sum(share[:, m] for m in members) * per_area for share in (entry.beam, entry.diffuse))
        shares.append((int(c), beam, diffuse))
    return shares
