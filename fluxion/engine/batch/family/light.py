"""The facades of a family as the kernels compute their sun, and the rays from them to faces and sides."""

from dataclasses import dataclass, field

import numpy as np

from fluxion.building.family import Family
from fluxion.engine._kernels.batch import records
from fluxion.engine._kernels.batch.light import ABSORBED, BEAM, COLUMNS, DIFFUSE, INCIDENT, INCIDENT_BELOW
from fluxion.engine.batch.family.areas import Areas
from fluxion.engine.batch.family.facades import Facade, distance_above
from fluxion.engine.batch.family.radiation import Entry, inside_shares, zone_faces
from fluxion.engine.batch.light_record import LOWER_SKY, WALL_SKY, WINDOW_SKY, sun_tables
from fluxion.engine.batch.parts import Parts
from fluxion.engine.climate import StepWeather
from fluxion.engine.faces import Face
from fluxion.engine.simple_window import RatedPanes
from fluxion.typing import FloatArray

_DIGITS = 6


@dataclass
class Aspect:
    """Facades that the sun meets alike: one direction, one band of windows.

    Attributes:
        facade: the first of them.
        glazed: whether any of them has windows.
        upper: the first of them that stands below another overhang, or None.
    """

    facade: Facade
    glazed: bool = False
    upper: Facade | None = None


@dataclass
class Aspects:
    """The aspects of a family and which of them each wall, door and window has.

    Attributes:
        found: the aspects.
        number: name of a wall, door or window -> position of its aspect.
        lower: names of walls below another overhang.
    """

    found: list[Aspect] = field(default_factory=list)
    number: dict[str, int] = field(default_factory=dict)
    lower: set[str] = field(default_factory=set)


def aspects_of(facades: list[Facade]) -> Aspects:
    """Sort facades by how the sun meets them."""
    aspects = Aspects()
    for facade in facades:
        number = next((i for i, a in enumerate(aspects.found) if _alike(a, facade)), len(aspects.found))
        if number == len(aspects.found):
            aspects.found.append(Aspect(facade))
        aspect, surface = aspects.found[number], facade.surface
        aspect.glazed |= bool(surface.windows)
        if facade.above is not None:
            aspects.lower.add(surface.name)
            aspect.upper = aspect.upper or facade
        for face in (surface, *surface.openings):
            aspects.number[face.name] = number
    return aspects


def _alike(aspect: Aspect, facade: Facade) -> bool:
    one, other = aspect.facade, facade
    if [round(c, _DIGITS) for c in one.surface.normal] != [round(c, _DIGITS) for c in other.surface.normal]:
        return False
    if one.band is None or other.band is None:
        return one.band is None and other.band is None
    upper = aspect.upper.above if aspect.upper is not None else None
    if facade.above is not None and upper is not None and not np.array_equal(facade.above, upper):
        return False
    places = [
        (round(f.surface.area, _DIGITS), round(f.surface.height, _DIGITS), *(round(v, _DIGITS) for v in place))
        for f in (one, other)
        for place in [(f.band.width, f.band.sill, f.band.margin)]  # type: ignore[union-attr]
    ]
    return places[0] == places[1] and np.array_equal(one.band.height, other.band.height)


def light_columns(family: Family, aspects: Aspects, panes: RatedPanes) -> dict[str, FloatArray]:
    """(n, a) arrays of `records.Light` that describe the aspects."""
    count, many = family.size, len(aspects.found)
    columns = {name: np.zeros((count, many)) for name in _GEOMETRY}
    angle = np.radians(family.turn_deg) if family.turn_deg is not None else np.zeros(count)
    depth = family.overhang_depth if family.overhang_depth is not None else np.zeros(count)
    for i, aspect in enumerate(aspects.found):
        surface, band = aspect.facade.surface, aspect.facade.band
        x, y, z = surface.normal
        columns["normal_x"][:, i] = x * np.cos(angle) + y * np.sin(angle)
        columns["normal_y"][:, i] = -x * np.sin(angle) + y * np.cos(angle)
        columns["normal_z"][:, i] = z
        columns["ground_view"][:, i] = 0.5 * (1.0 - z) * family.template.ground_reflectance
        if band is None:
            continue
        window = band.width * band.height
        opaque, head = surface.area - window, band.sill + band.height
        columns["depth"][:, i] = depth
        columns["height"][:, i] = band.height
        columns["margin"][:, i] = band.margin
        columns["width"][:, i] = surface.area / surface.height
        columns["below"][:, i] = head
        columns["above"][:, i] = surface.height - head
        columns["distance"][:, i] = distance_above(aspect.upper or aspect.facade, count)
        columns["per_height"][:, i] = 1.0 / band.height
        columns["per_window"][:, i] = 0.5 / window
        columns["per_wall"][:, i] = surface.area / surface.height / opaque
        columns["window_to_wall"][:, i] = window / opaque
    for name in ("through", "kept"):
        columns[name] = np.tile(getattr(panes, name), (1, many))
    for name in ("through_diffuse", "kept_diffuse"):
        columns[name] = np.tile(getattr(panes, name)[:, None], (1, many))
    return columns


_GEOMETRY = (
    "normal_x",
    "normal_y",
    "normal_z",
    "depth",
    "height",
    "margin",
    "width",
    "below",
    "above",
    "distance",
    "per_height",
    "per_window",
    "per_wall",
    "window_to_wall",
    "ground_view",
)


@dataclass
class _Rays:
    # Rays of each receiver: column and (n,) share.
    receivers: list[list[tuple[int, FloatArray]]]

    def add(self, receiver: int, column: int, share: FloatArray) -> None:
        if np.any(share):
            self.receivers[receiver].append((column, share))


def light_rays(
    parts: Parts, faces: list[Face], areas: Areas, aspects: Aspects, entries: list[Entry]
) -> tuple[dict[str, np.ndarray], FloatArray]:
    """`first_ray` and `ray_column` of `records.Light`, and the (n, rays) shares.

    A window releases half of what it absorbs at either side.
    """
    count, sided = len(parts.composites), parts.sided
    rays = _Rays([[] for _ in range(count + sided.size)])
    side = {int(c): count + s for s, c in enumerate(sided)}
    zones = zone_faces(faces, len(parts.building.zones))
    for entry in entries:
        name = parts.elements[entry.element].source.name
        if name not in aspects.number:
            continue
        first = COLUMNS * aspects.number[name]
        for c, beam, diffuse in inside_shares(parts, areas, entry, zones[entry.zone]):
            for column, share in ((BEAM, beam), (DIFFUSE, diffuse)):
                if parts.composites[c].kind == records.GLASS:
                    rays.add(c, first + column, 0.5 * share)
                    rays.add(side[c], first + column, 0.5 * share)
                else:
                    rays.add(c, first + column, share)
    absorptance = parts.network.elements.absorptance
    for c, composite in enumerate(parts.composites):
        for f in composite.members:
            element = int(parts.element_of[f])
            name = parts.elements[element].source.name
            if name not in aspects.number:
                continue
            first = COLUMNS * aspects.number[name]
            if composite.kind == records.GLASS:
                rays.add(c, first + ABSORBED, 0.5 * areas.share[:, f])
                rays.add(side[c], first + ABSORBED, 0.5 * areas.share[:, f])
            elif composite.kind == records.OUTSIDE:
                column = INCIDENT_BELOW if name in aspects.lower else INCIDENT
                rays.add(side[c], first + column, areas.share[:, f] * absorptance[element])
    flat = [ray for receiver in rays.receivers for ray in receiver]
    layout = {
        "first_ray": np.cumsum([0, *(len(receiver) for receiver in rays.receivers)]).astype(np.int32),
        "ray_column": np.array([column for column, _ in flat], dtype=np.int32),
    }
    shares = [share for _, share in flat]
    # Where no sun arrives there are no rays to stack.
    return layout, np.stack(shares, axis=1) if shares else np.empty((len(areas.element), 0))


def light_layout(family: Family, parts: Parts, aspects: Aspects, climate: StepWeather) -> dict[str, np.ndarray]:
    """Integers and tables of `records.Light`, and which part of which facade every side is."""
    facade, sky = [], []
    for c in parts.sided:
        name = parts.elements[parts.element_of[parts.composites[c].members[0]]].source.name
        facade.append(aspects.number.get(name, -1))
        is_window = parts.composites[c].kind == records.GLASS
        sky.append(WINDOW_SKY if is_window else LOWER_SKY if name in aspects.lower else WALL_SKY)
    overhung = family.overhang_depth is not None
    return {
        "glazed": np.array([a.glazed for a in aspects.found], dtype=np.int32),
        "shaded": np.array([overhung and a.facade.band is not None for a in aspects.found], dtype=np.int32),
        "side_facade": np.array(facade, dtype=np.int32),
        "side_sky": np.array(sky, dtype=np.int32),
        **sun_tables(climate),
    }
