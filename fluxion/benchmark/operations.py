"""Floating-point operations of a building's year, counted from the equations of the batch engine.

A sum, a difference or a product is one operation, a fused multiply-add two, a division or a root one, whatever a
processor needs for it. Comparisons, choices, absolute values, conversions, copies and entries of tables are none.
Neither is what all buildings of a block share, such as the schedules of an hour, what happens once a month, or the
preparation of the building: geometry, modes of the walls, sun that is computed beforehand.

The numbers below belong to the equations in `fluxion.engine._kernels.batch`; each says of which. Films are counted in
dry weather; air that is moved mechanically or at night and comfort in occupied hours, some operations a zone and hour,
are not counted. So the count is rather too low than too high.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from fluxion.engine._kernels.batch.light import INSTANTS
from fluxion.engine._kernels.batch.records import (
    BETWEEN,
    EARTH,
    FLAT,
    GLASS,
    GLAZED,
    IMPOSED,
    OUTSIDE,
    UPRIGHT,
    Layout,
)
from fluxion.engine.batch.shapes import parts_of_hours
from fluxion.engine.batch.stack import Stack
from fluxion.engine.batch.sun_portrait import sun_rows
from fluxion.engine.batch.year import PARTS_PER_HOUR
from fluxion.engine.climate import step_weather
from fluxion.engine.warmup import WARMUP_HOURS
from fluxion.typing import IntArray
from fluxion.weather import Weather

#: A zone in a step: setpoints 4, radiation of the star node 4, leaks and inertia 7, air and star node 13, power 2, what
#: is summed 19.
ZONE_STEP = 49
#: A gain in a step: its convective and its radiant part times the shape.
GAIN_STEP = 4
#: A zone in an hour: loads of the building and of the month, hours too warm, air moved.
ZONE_HOUR = 8
#: A film on an inner face by kind: difference, root, coefficient; on glass the coefficient follows the temperature.
INNER_FILM = {UPRIGHT: 3, FLAT: 3, GLAZED: 9, IMPOSED: 0}
#: A face in a step: sun and radiant gains on it 3, conductance to the star node 1, response 3, its part in the two
#: equations of the zone 17, temperature 5, part in the mean radiant temperature 2, in the sun of the zone 2.
FACE_STEP = 33
#: A face with layers in a step: mean difference 3; for each side that keeps account what temperatures send back 3.
LAYERS_STEP, SIDE_STEP = 3, 3
#: A mode in a step: moved on 5, sent to the inner face 2; to an outer face 2 more.
MODE_STEP, MODE_OUTER = 7, 2
#: A side of layers with swift modes in a step of a whole hour: what they take less, now and in the next.
SIDE_LATE = 4
#: A far side with a temperature of its own: elimination 8, temperature 2.
FAR_STEP = 10
#: An outer side in its weather: wind 5, film 10, long wave and sums 17, sun and stored heat 2.
OUTSIDE_STEP = 34
#: A face on the ground: flux from there.
EARTH_STEP = 2
#: A partition: equation 8, temperatures behind it 6, what is owed 5; for each face behind it twice 2.
BETWEEN_STEP, PAIR_STEP = 19, 4
#: Heat that a window gives.
GLASS_STEP = 11
#: Panes that are followed: both ends of the chain 6 less 2 for the sun of other windows, each node between them
#: eliminated 18 and restored 4, each gap with its gas and radiation 26.
CHAIN_STEP, NODE_STEP, GAP_STEP = 4, 22, 26
#: A facade whose sun is computed on the way, at an instant: incidence 5, sums 4; with windows powers and sums 8; with
#: overhangs shadow 4, its halo 2, the mean sun 9.
FACADE_INSTANT, GLAZED_INSTANT, SHADED_INSTANT = 9, 8, 15
#: The same in an hour: ground and halo 2, sky 5, sum 3; with windows sky 5, two polynomials 14, sums 3; with overhangs
#: mean sun 7, open ends 14, shadows of the wall 42, what is left 4, sky 5, sum 3, power and halo of the ends 14.
FACADE_HOUR, GLAZED_HOUR, SHADED_HOUR = 10, 22, 89
#: What a face, a side or a pane receives of one facade in an hour.
RAY_HOUR = 2
#: From whole hours to parts: a slow mode 10, a swift one 13, a side that keeps account 2; where there are swift modes
#: 12 a face and 4 a slow mode more. Back: a slow mode 10, a swift one 10, a face with layers 6; with swift modes 12 a
#: face more.
TO_PARTS_SLOW, TO_PARTS_SWIFT, TO_PARTS_SIDE = 10, 13, 2
TO_PARTS_BOTH, TO_PARTS_BOTH_SLOW = 12, 4
TO_HOURS_SLOW, TO_HOURS_SWIFT, TO_HOURS_FACE, TO_HOURS_BOTH = 10, 10, 6, 12


@dataclass(frozen=True)
class Operations:
    """Floating-point operations of one building's year, warm-up included.

    Attributes:
        zones: balances of the zones, their gains and books.
        faces: films on inner faces and the elimination of the faces.
        walls: conduction, partitions and what lies behind them.
        outside: outer sides in their weather.
        panes: windows that follow their panes.
        light: sun that is computed on the way.
        roots: how many of the operations are roots.
    """

    zones: float
    faces: float
    walls: float
    outside: float
    panes: float
    light: float
    roots: float

    @property
    def total(self) -> float:
        """All of them."""
        return self.zones + self.faces + self.walls + self.outside + self.panes + self.light


def operations_of(stack: Stack, weather: Weather) -> Operations:
    """Operations that the march of one building of a stack takes."""
    counted = count_operations(Layout(**stack.layout, parts=parts_of_hours(stack.shapes, PARTS_PER_HOUR)))
    return replace(counted, light=count_light(stack.light, sun_rows(step_weather(weather, 1))))


def count_operations(layout: Layout) -> Operations:
    """Operations of a year of one building with this layout, its sun given."""
    # The warm-up repeats the first day.
    hours = np.concatenate([np.resize(layout.parts[:24], WARMUP_HOURS), layout.parts])
    whole, parts = int(np.count_nonzero(hours == 1)), int(hours[hours > 1].sum())
    steps = whole + parts
    kind, film = layout.kind, layout.film
    outdoors = np.isin(kind, (OUTSIDE, GLASS))
    zones = layout.first_gain.size - 1
    rooms = steps * (zones * ZONE_STEP + int(layout.first_gain[-1]) * GAIN_STEP) + 8760 * zones * ZONE_HOUR
    films = sum(cost * np.count_nonzero(film == number) for number, cost in INNER_FILM.items())
    faces = steps * (films + kind.size * FACE_STEP + np.count_nonzero(kind == GLASS) * GLASS_STEP)
    roots = np.count_nonzero(film != IMPOSED) + 2 * np.count_nonzero(outdoors)
    return Operations(
        zones=float(rooms),
        faces=float(faces),
        walls=float(_walls(layout, whole, parts) + _changes(layout, hours)),
        outside=float(steps * np.count_nonzero(outdoors) * OUTSIDE_STEP),
        panes=float(steps * _panes(layout)),
        light=0.0,
        roots=float(steps * roots),
    )


def count_light(light: Mapping[str, np.ndarray], sun_row: IntArray) -> float:
    """Operations of the sun that is computed on the way.

    Args:
        light: `Stack.light`; empty where the sun is given.
        sun_row: (8760,) number of each hour among those with sun, 0 for dark ones.
    """
    if not light:
        return 0.0
    hours = np.concatenate([np.resize(sun_row[:24], WARMUP_HOURS), sun_row])
    hours = hours[hours > 0]
    shining = (light["instants"][:, 3] + light["instants"][:, 4] != 0.0).reshape(-1, INSTANTS).sum(axis=1)
    facades = light["glazed"].size
    glazed, shaded = np.count_nonzero(light["glazed"]), np.count_nonzero(light["shaded"])
    at_instant = facades * FACADE_INSTANT + glazed * GLAZED_INSTANT + shaded * SHADED_INSTANT
    in_hour = facades * FACADE_HOUR + glazed * GLAZED_HOUR + shaded * SHADED_HOUR
    in_hour += int(light["first_ray"][-1]) * RAY_HOUR
    return float(shining[hours].sum() * at_instant + hours.size * in_hour)


def _walls(layout: Layout, whole: int, parts: int) -> float:
    # Far sides, partitions and layers in steps of whole hours and of parts of hours.
    kind, steps = layout.kind, whole + parts
    layers, between = kind != GLASS, kind == BETWEEN
    slow, modes = _modes(layout)
    per_mode = MODE_STEP + MODE_OUTER * ~between
    sides = _sides(layout)
    always = (
        np.count_nonzero(layers) * LAYERS_STEP
        + sides.sum() * SIDE_STEP
        + np.count_nonzero(layout.side >= 0) * FAR_STEP
        + np.count_nonzero(kind == EARTH) * EARTH_STEP
        + np.count_nonzero(between) * BETWEEN_STEP
        + int(layout.first_pair[-1]) * PAIR_STEP
    )
    moved = whole * (slow * per_mode).sum() + parts * (modes * per_mode).sum()
    return float(steps * always + whole * sides[modes > slow].sum() * SIDE_LATE + moved)


def _changes(layout: Layout, hours: IntArray) -> float:
    # Changes of the length of the step between one hour and the next; the first hour follows a whole one.
    before = np.concatenate([[1], hours[:-1]])
    changed = hours != before
    slow, modes = _modes(layout)
    layers, swift = layout.kind != GLASS, modes > slow
    own, forgetting = slow[layers].sum(), (modes - slow)[layers].sum()
    to_parts = own * TO_PARTS_SLOW + forgetting * TO_PARTS_SWIFT + _sides(layout).sum() * TO_PARTS_SIDE
    to_parts += np.count_nonzero(swift) * TO_PARTS_BOTH + slow[swift].sum() * TO_PARTS_BOTH_SLOW
    to_hours = own * TO_HOURS_SLOW + forgetting * TO_HOURS_SWIFT + np.count_nonzero(layers) * TO_HOURS_FACE
    to_hours += np.count_nonzero(swift) * TO_HOURS_BOTH
    divided = np.count_nonzero(changed & (hours > 1))
    joined = np.count_nonzero(changed & (before > 1))
    return float(divided * to_parts + joined * to_hours)


def _sides(layout: Layout) -> IntArray:
    # (f,) sides of each face that keep account of the heat in its layers: a partition's far side is another face's.
    sides: IntArray = np.where(layout.kind == GLASS, 0, np.where(layout.kind == BETWEEN, 1, 2))
    return sides


def _panes(layout: Layout) -> int:
    panes = np.diff(layout.first_pane)
    panes = panes[panes > 0]
    return int((CHAIN_STEP + (panes - 1) * (2 * NODE_STEP + GAP_STEP)).sum())


def _modes(layout: Layout) -> tuple[IntArray, IntArray]:
    # (f,) slow modes and all modes of each face.
    return layout.slow[layout.layers], np.diff(layout.first_state)
