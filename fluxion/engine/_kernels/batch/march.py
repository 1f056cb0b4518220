"""The march of sixteen buildings through the year, hour by hour."""

from numba import njit

from fluxion.engine._kernels.batch.books import close_month, open_month
from fluxion.engine._kernels.batch.lanes import chosen, larger, load, splat, store
from fluxion.engine._kernels.batch.light import light_hour
from fluxion.engine._kernels.batch.records import (
    ABOVE_26,
    ABOVE_26_OCC,
    ABOVE_28,
    ABOVE_28_OCC,
    ABOVE_ADAPTIVE,
    BOOKED,
    COOL_PEAK,
    COOLED,
    FRESH_AIR,
    HEAT_PEAK,
    HOUR,
    NIGHT_AIR,
    PART,
    SERIES,
    UNMET_COOL,
    UNMET_HEAT,
    WARMED,
    ZONE_RESULTS,
)
from fluxion.engine._kernels.batch.rooms import add, move_walls, restore_faces, solve_zone
from fluxion.engine._kernels.batch.walls import divide_hour, join_hour
from fluxion.engine._kernels.records import UNMET_TOLERANCE


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def take_step(k, part, length, shapes, b, row, state, step, books):
    """One step of all zones, one after another, then of the heat in their walls."""
    for z in range(b.layout.first_face.size - 1):
        radiant = solve_zone(z, k, part, length, shapes, b, row, state, step, books)
        restore_faces(z, length, radiant, b, state, step, books)
    move_walls(k, part, length, b, state, step, books)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def clear_hour(step):
    """Start the means of an hour."""
    zero = splat(0.0)
    for z in range(step.heat.shape[0]):
        store(step.heat, z, zero)
        store(step.cool, z, zero)
        store(step.mean_air, z, zero)
        store(step.mean_operative, z, zero)
        store(step.moved, 2 * z, zero)
        store(step.moved, 2 * z + 1, zero)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def count_hour(k, shapes, b, step, books, results):
    """Book an hour: loads, peaks, comfort hours, missed setpoints, air."""
    zones, layout, weather = b.zones, b.layout, b.weather
    nz = step.heat.shape[0]
    occupied, one = weather.occupied[k] > 0.0, splat(1.0)
    heating, cooling = splat(0.0), splat(0.0)
    for z in range(nz):
        heat, cool = load(step.heat, z), load(step.cool, z)
        air, operative = load(step.mean_air, z), load(step.mean_operative, z)
        first = ZONE_RESULTS * z
        heating, cooling = heating + heat, cooling + cool
        add(books.zone, BOOKED * z + WARMED, heat)
        add(books.zone, BOOKED * z + COOLED, cool)
        store(results.zone, first + HEAT_PEAK, larger(load(results.zone, first + HEAT_PEAK), heat))
        store(results.zone, first + COOL_PEAK, larger(load(results.zone, first + COOL_PEAK), cool))
        above_26, above_28 = chosen(operative > 26.0, one, 0.0), chosen(operative > 28.0, one, 0.0)
        add(results.zone, first + ABOVE_26, above_26)
        add(results.zone, first + ABOVE_28, above_28)
        add(results.zone, first + FRESH_AIR, load(step.moved, 2 * z))
        add(results.zone, first + NIGHT_AIR, load(step.moved, 2 * z + 1))
        if occupied:
            low = load(zones.low_base, z) + load(zones.low_span, z) * shapes[layout.low_shape[z]]
            high = load(zones.high_base, z) + load(zones.high_span, z) * shapes[layout.high_shape[z]]
            add(results.zone, first + ABOVE_26_OCC, above_26)
            add(results.zone, first + ABOVE_28_OCC, above_28)
            add(results.zone, first + ABOVE_ADAPTIVE, chosen(operative > weather.adaptive[k], one, 0.0))
            add(results.zone, first + UNMET_HEAT, chosen(air < low - UNMET_TOLERANCE, one, 0.0))
            add(results.zone, first + UNMET_COOL, chosen(air > high + UNMET_TOLERANCE, one, 0.0))
        if results.hourly.shape[0] > 0:
            at = SERIES * (k * nz + z)
            store(results.hourly, at, heat)
            store(results.hourly, at + 1, cool)
            store(results.hourly, at + 2, air)
            store(results.hourly, at + 3, operative)
    store(results.peaks, 0, larger(load(results.peaks, 0), heating))
    store(results.peaks, 1, larger(load(results.peaks, 1), cooling))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def march(warmup_hours, shapes, b, state, step, books, results):
    """Run the warm-up, which repeats the first day, and the year; shapes: (shapes,) scratch."""
    weather, layout = b.weather, b.layout
    last = 1
    columns = layout.kind.size + layout.side_imposed.size + b.panes.resistance.size
    live = b.light.glazed.size > 0
    lit = 0
    for count in range(-warmup_hours, 8760):
        k = count if count >= 0 else count % 24
        if count >= 0 and (k == 0 or weather.month[k] != weather.month[k - 1]):
            if k > 0:
                close_month(weather.month[k - 1], last, b, state, books, results)
            open_month(last, b, state, books)
        parts = layout.parts[k]
        if parts != last:
            if last > 1:
                join_hour(last, layout, b.layers, state)
            if parts > 1:
                divide_hour(parts, layout, b.layers, state)
            last = parts
        if live:
            light_hour(weather.sun_row[k], lit, b.light, b.sun)
            lit = weather.sun_row[k]
        clear_hour(step)
        for j in range(parts):
            share = (j + 0.5) / parts
            for i in range(shapes.size):
                shapes[i] = weather.shapes[i, 0, k] + share * (weather.shapes[i, 1, k] - weather.shapes[i, 0, k])
            take_step(
                k,
                HOUR if parts == 1 else PART,
                1.0 / parts,
                shapes,
                b,
                0 if live else weather.sun_row[k] * columns,
                state,
                step,
                books,
            )
        if count >= 0:
            for i in range(shapes.size):
                shapes[i] = 0.5 * (weather.shapes[i, 0, k] + weather.shapes[i, 1, k])
            count_hour(k, shapes, b, step, books, results)
    close_month(11, last, b, state, books, results)
