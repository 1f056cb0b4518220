"""The march of a block of buildings through the year, hour by hour."""

import numpy as np
from numba import njit

from fluxion.engine._kernels.batch.books import book_walls, book_zones, open_period
from fluxion.engine._kernels.batch.counts import clear_hour, count_hour
from fluxion.engine._kernels.batch.lanes import load, store
from fluxion.engine._kernels.batch.light import light_hour
from fluxion.engine._kernels.batch.outside import (
    grounds,
    open_sides,
    paned_sides,
    partition_faces,
    sealed_sides,
    side_films,
)
from fluxion.engine._kernels.batch.records import HOUR, LAYER_ROWS, PART, Moment
from fluxion.engine._kernels.batch.restore import move_inner_walls, move_outer_walls, restore_windows
from fluxion.engine._kernels.batch.rooms import answer_faces, close_step, prepare_zones, solve_zones
from fluxion.engine._kernels.batch.walls import divide_hour, join_hour, rows_to_parts
from fluxion.engine._kernels.films import KELVIN
from fluxion.engine._kernels.records import TERMS


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def moment(k, parts, to_parts, classes, weather):
    """The time of the steps of an hour; to_parts: see `walls.rows_to_parts`; classes: number of classes of layers."""
    temperature, sky, kelvin = weather.temperature[k], weather.sky[k], np.float32(KELVIN)
    return Moment(
        HOUR if parts == 1 else PART,
        0 if parts == 1 else LAYER_ROWS * classes,
        0 if parts == 1 else to_parts,
        weather.month[k],
        np.float32(1.0 / parts),
        np.float32(3600.0 / parts),
        np.float32(parts / 3600.0),
        temperature,
        sky,
        temperature + kelvin,
        sky + kelvin,
        (temperature + kelvin) * (temperature + kelvin),
        (sky + kelvin) * (sky + kelvin),
        weather.heat_capacity[k],
        weather.wind_089[k],
        weather.wind_0617[k],
        weather.wind_x[k],
        weather.wind_y[k],
        weather.raining[k] != 0,
        weather.wet_bulb[k],
    )


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def take_step(now, shapes, b):
    """One step of all zones and all walls; each function is a loop over what needs the same equations.

    They are told no more than they need, since every array of a record is compiled again where it is passed on. Called
    from an inlined function they are inlined themselves, which costs no time.
    """
    o = b.order
    faces, sides, zones, partitions, layers, sun = b.faces, b.sides, b.zones, b.partitions, b.layers, b.sun
    prepare_zones(now, shapes, b.layout, zones, b.convective, b.radiant)
    side_films(now, o.open, faces, sides)
    side_films(now, o.paned, faces, sides)
    open_sides(now, o.open, faces, sides, zones, layers, sun)
    if o.paned.size > 0:
        paned_sides(now, o.paned, faces, sides, zones, b.panes, b.pane_faces, b.chain, sun)
    if o.sealed.size > 0:
        sealed_sides(now, o.sealed, faces, sides, zones, layers, sun)
    if o.earth.size > 0:
        grounds(now, o.earth, faces, zones, layers, b.ground, sun)
    if o.between.size > 0:
        partition_faces(now, o.between, faces, partitions, zones, layers, sun)
    answer_faces(o.films, o.film_first, faces, zones)
    solve_zones(
        now, o.own, o.own_first, o.between, o.between_first, o.pairs, b.pair_share, b.airy, faces, partitions, zones,
        layers,
    )  # fmt: skip
    move_outer_walls(now, o.outer_walls, faces, sides, zones, layers, b.modes, b.stored, b.ground)
    if o.between.size > 0:
        move_inner_walls(now, o.inner_walls, o.pairs, b.pair_share, faces, partitions, layers, b.modes, b.stored)
    restore_windows(now, o.glass, faces, sides, zones, b.pane_faces, b.chain)
    close_step(now, b.layout.first_face, faces, zones, sun)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def read_shapes(k, share, weather, shapes):
    """Values of all schedules at a share of an hour."""
    for i in range(shapes.size):
        first, last = weather.shapes[i, 0, k], weather.shapes[i, 1, k]
        shapes[i] = first + np.float32(share) * (last - first)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def bring_sun(row, before, light, suns, sun):
    """Bring the sun of an hour; row, before: of this hour and the last one, 0 for dark ones."""
    # A building without any facade in the sun has receivers all the same: its sun is not in `suns`.
    if light.first_ray.size > 1:
        light_hour(row, before, light, sun)
        return
    # In one sweep it comes from memory much faster than face by face.
    for i in range(sun.shape[0]):
        store(sun, i, load(suns, row * sun.shape[0] + i))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def march(warmup_hours, last_hour, shapes, b, results):
    """Run the warm-up, which repeats the first day, and the year up to an hour; shapes: (shapes,) scratch."""
    weather, layout, walls, faces, zones = b.weather, b.layout, b.order.walls, b.faces, b.zones
    layers, modes, stored, to_parts = b.layers, b.modes, b.stored, rows_to_parts(layout.first_mode)
    last, lit = 1, 0
    for count in range(-warmup_hours, last_hour):
        k = count if count >= 0 else count % 24
        if count >= 0 and (k == 0 or weather.period[k] != weather.period[k - 1]):
            open_period(last, to_parts, walls, faces, zones, layers, modes, stored, b.period_start)
        parts = layout.parts[k]
        if parts != last:
            if last > 1:
                join_hour(last, to_parts, walls, faces, layers, modes, stored)
            if parts > 1:
                divide_hour(parts, to_parts, walls, faces, layers, modes, stored)
            last = parts
        if weather.sun_row[k] != lit:
            bring_sun(weather.sun_row[k], lit, b.light, b.suns, b.sun)
            lit = weather.sun_row[k]
        clear_hour(zones)
        now = moment(k, parts, to_parts, layout.first_mode.size - 1, weather)
        for j in range(parts):
            read_shapes(k, (j + 0.5) / parts, weather, shapes)
            take_step(now, shapes, b)
        if count >= 0:
            read_shapes(k, 0.5, weather, shapes)
            occupied, adaptive = weather.occupied[k] > 0.0, weather.adaptive[k]
            count_hour(k, shapes, occupied, adaptive, layout.low_shape, layout.high_shape, zones, results)
            if count == last_hour - 1 or weather.period[k] != weather.period[k + 1]:
                at = weather.period[k] * layout.low_shape.size * TERMS
                book_walls(at, last, to_parts, walls, faces, layers, modes, stored, b.period_start, results.balance)
                book_zones(at, zones, results.balance)
