"""From a family to a stack: what the batch kernels need of all its members, computed at once."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fluxion.building import Building, SimpleGlazing
from fluxion.building.family import Family
from fluxion.engine.batch.face_portrait import (
    conduction_of,
    faces_portrait,
    pairs_portrait,
    repaid_shares,
    sides_portrait,
)
from fluxion.engine.batch.family.areas import areas_of
from fluxion.engine.batch.family.facades import facades_of
from fluxion.engine.batch.family.layers import walls_of
from fluxion.engine.batch.family.light import aspects_of, light_columns, light_layout, light_rays
from fluxion.engine.batch.family.radiation import long_wave, rooms_of, solar_entries
from fluxion.engine.batch.family.values import film_values, side_values, zone_values
from fluxion.engine.batch.pane_portrait import panes_portrait
from fluxion.engine.batch.parts import Integers, Numbers, Parts, parts_of
from fluxion.engine.batch.portrait import SHARED
from fluxion.engine.batch.shapes import ShapeCollection
from fluxion.engine.batch.stack import Stack, layer_columns, numbers_of
from fluxion.engine.batch.zone_portrait import zones_portrait
from fluxion.engine.climate import StepWeather
from fluxion.engine.faces import Face, elements_of, faces_of
from fluxion.engine.simple_window import rated_panes
from fluxion.errors import InputError
from fluxion.typing import IntArray


@dataclass(frozen=True, eq=False)
class Template:
    """What all members of families with one template share.

    Attributes:
        parts: its network.
        faces: its faces.
        classes: (c,) class of layers of each composite.
        found: what the classes are.
        integers: layout, without that of the layers.
        numbers: values.
        shapes: (shapes, 2, 8760) of its schedules.
    """

    parts: Parts
    faces: list[Face]
    classes: IntArray
    found: tuple[object, ...]
    integers: Integers
    numbers: Numbers
    shapes: np.ndarray


@lru_cache(maxsize=32)
def template_of(building: Building, climate: StepWeather) -> Template:
    """Take the template of a family apart; done once for a building and climate.

    Raises:
        InputError: the building has shades or angles that shade it, windows that are not rated, traced beams or stated
            solar shares, which families cannot vary.
    """
    _check_plain(building)
    parts = parts_of(building, climate)
    if any(share < 1.0 for share in parts.signals.sky.values()):
        raise _not_covered(building, "faces that shade each other")
    classes, found = conduction_of(parts)
    shapes = ShapeCollection()
    integers: Integers = {}
    numbers = panes_portrait(parts)
    for some_integers, some_numbers in (
        faces_portrait(parts),
        pairs_portrait(parts),
        sides_portrait(parts),
        zones_portrait(parts, shapes),
    ):
        integers |= some_integers
        numbers |= some_numbers
    faces = faces_of(building, elements_of(building), climate.pressure)
    return Template(parts, faces, classes, found, integers, numbers, shapes.table())


def _check_plain(building: Building) -> None:
    glazings = {window.glazing for zone in building.zones for s in zone.surfaces for window in s.windows}
    reasons = {
        "shades": bool(building.shades),
        "windows described by their panes": any(not isinstance(g, SimpleGlazing) for g in glazings),
        "several rated windows": len(glazings) > 1,
        "traced beams": building.interior_beam == "traced",
        "stated solar shares": any(zone.solar_shares for zone in building.zones),
    }
    for what, found in reasons.items():
        if found:
            raise _not_covered(building, what)


def _not_covered(building: Building, what: str) -> InputError:
    return InputError(
        f"family of '{building.name}': the template has {what}, which families do not cover; simulate such buildings "
        "one by one."
    )


def family_stack(family: Family, climate: StepWeather, parts_per_hour: int) -> Stack:
    """The stack of a family.

    Args:
        family: n buildings.
        climate: weather at one step an hour.
        parts_per_hour: steps of an hour that begins with a jump of a schedule.

    Raises:
        InputError: the template or the variation is one that families do not cover.
    """
    template = template_of(family.template, climate)
    parts, faces, count = template.parts, template.faces, family.size
    facades = facades_of(family)
    areas = areas_of(parts, facades, count)
    rooms = rooms_of(parts, faces, areas)
    panes = rated_panes(*_ratings(family))
    walls = walls_of(family, template.found, 1.0 / panes.resistance, parts_per_hour)
    aspects = aspects_of(facades)
    rays, shares = light_rays(parts, faces, areas, aspects, solar_entries(parts, faces, areas, rooms, panes))
    values = {
        **template.numbers,
        "area": areas.composite,
        **long_wave(parts, faces, areas, rooms),
        **film_values(parts, facades, template.numbers, climate.pressure),
        **side_values(family, parts, facades, template.numbers),
        **zone_values(family, parts, template.numbers),
        "repaid": repaid_shares(walls, template.classes, template.numbers["follows"]),
    }
    modes = np.array([wall.decay.shape[-1] for wall in walls])
    integers = template.integers | {
        "layers": template.classes.tolist(),
        "first_mode": np.cumsum([0, *modes]).tolist(),
        "slow": [wall.slow for wall in walls],
        "first_state": np.cumsum([0, *modes[template.classes]]).tolist(),
    }
    shared = {name: values.pop(name) for name in SHARED}
    light = light_columns(family, aspects, panes) | {"share": shares}
    numbers, places = numbers_of(count, layer_columns(walls, count), values, light)
    return Stack(
        layout={name: np.array(whole, dtype=np.int32) for name, whole in integers.items()},
        shapes=template.shapes,
        occupied=family.template.occupied.values.astype(np.float32),
        shared=shared,
        numbers=numbers,
        places=places,
        sun=np.empty((count, 0), dtype=np.float32),
        light=light_layout(family, parts, aspects, climate) | rays,
    )


def _ratings(family: Family) -> tuple[np.ndarray, np.ndarray]:
    # (n,) U-values and solar heat gain coefficients.
    windows = [window for zone in family.template.zones for s in zone.surfaces for window in s.windows]
    rated = windows[0].glazing if windows else SimpleGlazing("none", 1.0, 0.5)
    assert isinstance(rated, SimpleGlazing)
    u, g = np.full(family.size, rated.u_value), np.full(family.size, rated.shgc)
    return (
        u if family.u_value is None else family.u_value,
        g if family.shgc is None else family.shgc,
    )
