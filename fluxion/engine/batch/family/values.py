"""Faces, sides and zones of a family: the template's numbers with what varies put in."""

import numpy as np

from fluxion.building import Window
from fluxion.building.family import Family
from fluxion.engine._kernels.batch import records
from fluxion.engine.batch.family.facades import Facade
from fluxion.engine.batch.parts import Numbers, Parts
from fluxion.engine.films import forced_film, glass_film
from fluxion.typing import FloatArray


def film_values(parts: Parts, facades: list[Facade], template: Numbers, pressure: float) -> dict[str, FloatArray]:
    """(n, c) `hot` and `cold`, renewed for windows whose height varies; empty if none does.

    Args:
        parts: of the template.
        facades: of the family.
        template: numbers of the template.
        pressure: of the air [Pa].
    """
    bands = {facade.band.name: facade.band for facade in facades if facade.band is not None}
    if not bands:
        return {}
    count = next(iter(bands.values())).height.size
    hot, cold = (np.tile(template[name], (count, 1)) for name in ("hot", "cold"))
    for c, composite in enumerate(parts.composites):
        element = parts.elements[parts.element_of[composite.members[0]]]
        if composite.kind == records.GLASS and element.source.name in bands and element.films.inside is None:
            hot[:, c], cold[:, c] = glass_film(bands[element.source.name].height, pressure)
    return {"hot": hot, "cold": cold}


def side_values(family: Family, parts: Parts, facades: list[Facade], template: Numbers) -> dict[str, FloatArray]:
    """(n, s) normals and forced films of the outer sides."""
    count = family.size
    values = {}
    if family.turn_deg is not None:
        angle, x, y = np.radians(family.turn_deg)[:, None], template["normal_x"], template["normal_y"]
        values["normal_x"] = x * np.cos(angle) + y * np.sin(angle)
        values["normal_y"] = -x * np.sin(angle) + y * np.cos(angle)
    bands = {facade.band.name: (facade, facade.band) for facade in facades if facade.band is not None}
    windward, leeward = (np.tile(template[name], (count, 1)) for name in ("windward", "leeward"))
    for s, c in enumerate(parts.sided):
        element = parts.elements[parts.element_of[parts.composites[c].members[0]]]
        if isinstance(element.source, Window) and element.source.name in bands:
            facade, band = bands[element.source.name]
            bottom = min(p[2] for p in facade.surface.vertices)
            centre = bottom + band.sill + 0.5 * band.height
            exposed = facade.surface.boundary.wind_exposed  # type: ignore[union-attr]
            windward[:, s], leeward[:, s] = forced_film(family.template.terrain, centre, exposed)
    return values | {"windward": windward, "leeward": leeward}


def zone_values(family: Family, parts: Parts, template: Numbers) -> dict[str, FloatArray]:
    """(n, ...) numbers of the zones and their gains that vary."""
    values = {}
    if family.infiltration_ach is not None:
        volumes = np.array([zone.volume for zone in family.template.zones])
        values["leak"] = family.infiltration_ach[:, None] * volumes / 3600.0
    for name, factor in (("fresh", family.ventilation_factor), ("night", family.night_factor)):
        if factor is not None:
            values[name] = factor[:, None] * template[name]
    if family.heat_recovery is not None:
        values["recovery"] = np.broadcast_to(family.heat_recovery[:, None], (family.size, len(template["recovery"])))
    if family.gain_factor is not None:
        for name in ("convective", "radiant_gain"):
            values[name] = family.gain_factor[:, None] * template[name]
    for name, shift in (("low_base", family.heating_shift_k), ("high_base", family.cooling_shift_k)):
        if shift is not None:
            values[name] = shift[:, None] + template[name]
    return values
