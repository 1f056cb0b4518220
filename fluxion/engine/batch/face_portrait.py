"""Composite faces, their partitions and their outer sides as numbers."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from fluxion.building import Ground
from fluxion.engine._kernels import records as reference
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.enclosure import matched_star
from fluxion.engine.batch.composites import Composite
from fluxion.engine.batch.hourly_wall import SteppedWall
from fluxion.engine.batch.parts import Integers, Numbers, Parts
from fluxion.engine.glazing import glazing_optics
from fluxion.typing import FloatArray, IntArray

# Film and radiation on an inner face, for what depends on them weakly [W/(m2 K)].
_ROOM_FILM = 6.5
#: Share of a zone's radiation that one face may have towards the star node.
LARGEST_SHARE = 0.49


def conduction_of(parts: Parts) -> tuple[IntArray, tuple[object, ...]]:
    """(c,) class of layers of each composite, and what the classes are.

    A class is a tuple of layers from the far side to the zone, or the conductance of a window [W/(m2 K)].
    """
    classes: dict[object, int] = {}
    numbers = []
    for c in parts.composites:
        what: object = c.layers if c.glazing is None else c.glazing
        numbers.append(classes.setdefault(what, len(classes)))
    found = tuple(
        what if isinstance(what, tuple) else 1.0 / sum(glazing_optics(what).resistances)  # type: ignore[arg-type]
        for what in classes
    )
    return np.array(numbers), found


def faces_portrait(parts: Parts) -> tuple[Integers, Numbers]:
    """Faces towards the zones."""
    faces, zones = parts.network.faces, parts.building.zones
    zone = [c.zone for c in parts.composites]
    film = [_film_kind(faces, c.members[0]) for c in parts.composites]
    glazed, imposed = np.array(film) == records.GLAZED, np.array(film) == records.IMPOSED
    hot = np.where(glazed, parts.first(faces.glass_film), parts.first(faces.hot_film))
    ground: list[tuple[float, ...]] = []
    number = []
    for c in parts.composites:
        boundary = parts.elements[parts.element_of[c.members[0]]].surface.boundary
        number.append(len(ground) if isinstance(boundary, Ground) else -1)
        if isinstance(boundary, Ground):
            ground.append(boundary.monthly)
    integers = {
        "first_face": np.searchsorted(zone, np.arange(len(zones) + 1)).tolist(),
        "kind": [c.kind for c in parts.composites],
        "film": film,
        "ground": number,
        "first_pane": np.cumsum([0, *(parts.panes_of(c).size for c in parts.composites)]).tolist(),
    }
    numbers = {
        "area": parts.area,
        "star": star_conductances(parts),
        "sight": parts.total(faces.mean_radiant),
        "radiant": parts.mean(faces.radiant_gain),
        "hot": np.where(imposed, parts.first(faces.imposed), hot),
        "cold": np.where(glazed, parts.first(faces.glass_slope), parts.first(faces.cold_film)),
        "ground": np.array(ground, dtype=np.float64).reshape(-1),
    }
    return integers, numbers


def _film_kind(faces: reference.Faces, face: int) -> int:
    if faces.imposed[face] >= 0.0:
        return records.IMPOSED
    if faces.glass_film[face] > 0.0:
        return records.GLAZED
    return records.UPRIGHT if faces.hot_film[face] == faces.cold_film[face] else records.FLAT


def star_conductances(parts: Parts) -> FloatArray:
    """(c,) conductances to the star node per 4 sigma T^3 and area: those that keep every face's exchange with the rest.

    The exact exchange of grey faces, reflections included, is that of the reference engine; a star network cannot carry
    which face exchanges with which, but it can carry how much each exchanges with all others together.
    """
    star = np.zeros(len(parts.composites))
    for a, b in pairwise(parts.network.zones.first_face):
        own = parts.member_of[a:b]
        first, count = own.min(), own.max() - own.min() + 1
        sums = np.zeros((count, count))
        np.add.at(sums, (own[:, None] - first, own[None, :] - first), parts.network.faces.exchange[a:b, : b - a])
        np.fill_diagonal(sums, 0.0)
        star[first : first + count] = matched_star(sums.sum(axis=1)[None, :], LARGEST_SHARE)[0]
    conductances: FloatArray = star / parts.area
    return conductances


def pairs_portrait(parts: Parts) -> tuple[Integers, Numbers]:
    """What lies behind partitions: the composites of the zones there, by their share of the area."""
    first: list[int] = [0]
    pair_face: list[int] = []
    shares: list[float] = []
    ahead: list[float] = []
    el, area = parts.network.elements, parts.network.faces.area
    for number, c in enumerate(parts.composites):
        behind: dict[int, float] = {}
        for f in c.members if c.kind == records.BETWEEN else ():
            element = parts.element_of[f]
            other = el.outer_face[element] if el.inner_face[element] == f else el.inner_face[element]
            far = int(parts.member_of[other])
            behind[far] = behind.get(far, 0.0) + area[f] / parts.area[number]
        pair_face.extend(behind)
        shares.extend(behind.values())
        first.append(len(pair_face))
        ahead.append(sum(share for far, share in behind.items() if parts.composites[far].zone > c.zone))
    spread = np.array([_spread(c) for c in parts.composites])
    moves = np.array(ahead) * (1.0 - spread)
    integers = {"first_pair": first, "pair_face": pair_face}
    return integers, {"pair_share": np.array(shares), "spread": spread, "moves": moves, "follows": spread + moves}


def _spread(c: Composite) -> float:
    # One of several partitions that are taken together stands nearer to its own neighbour than their mean does: by the
    # share of the wall in the resistance from the neighbour's face to the own room.
    if c.kind != records.BETWEEN or c.layers is None:
        return 0.0
    u = 1.0 / sum(layer.resistance for layer in c.layers)
    return u / (u + _ROOM_FILM)


def repaid_shares(walls: Sequence[SteppedWall], classes: IntArray, follows: FloatArray) -> FloatArray:
    """(..., c) share of what a partition is owed that is paid back in an hour: as much as its face can take calmly.

    A flux of d_oi per kelvin that was missed moves a face by d_oi/(film + d_ii - d_oi follows); where that is more than
    one, paying it back at once would overshoot and grow from hour to hour.

    Args:
        walls: of each class; leading axes of those that have some lead in the answer.
        classes: (c,) class of each composite.
        follows: (c,) from `pairs_portrait`.
    """
    hour = np.broadcast_arrays(*(wall.direct[..., 0, :] for wall in walls))
    _, inner, across = np.moveaxis(np.stack([hour[c] for c in classes], axis=-2), -1, 0)
    stiffness = _ROOM_FILM + np.maximum(inner - across * follows, 0.0)
    shares: FloatArray = stiffness / (stiffness + np.maximum(across, 0.0))
    return shares


def sides_portrait(parts: Parts) -> tuple[Integers, Numbers]:
    """Outer sides in their weather, and far sides through which no heat leaves."""
    el = parts.network.elements
    side = np.full(len(parts.composites), -1)
    side[parts.sided] = np.arange(parts.sided.size)
    elements = [parts.element_of[parts.composites[n].members[0]] for n in parts.sided]
    emissivity, imposed = el.emissivity[elements], el.imposed[elements]
    sky = parts.mean(el.sky_share[parts.element_of])[parts.sided]
    integers = {
        "side": side.tolist(),
        "side_imposed": (imposed >= 0.0).astype(int).tolist(),
        "side_wetted": el.wetted[elements].astype(int).tolist(),
    }
    numbers = {
        "to_sky": emissivity * sky,
        "to_air": emissivity * (1.0 - sky),
        "side_hot": np.where(imposed >= 0.0, imposed, el.hot_film[elements]),
        "side_cold": el.cold_film[elements],
        "roughness": el.roughness[elements],
        "windward": el.windward[elements],
        "leeward": el.leeward[elements],
        "normal_x": el.normal_x[elements],
        "normal_y": el.normal_y[elements],
    }
    return integers, numbers
