"""What is counted hour by hour of a block of buildings: loads, peaks, comfort, missed setpoints, air."""

from numba import njit

from fluxion.engine._kernels.batch.lanes import add, chosen, larger, load, splat, store
from fluxion.engine._kernels.batch.records import (
    ABOVE_26,
    ABOVE_26_OCC,
    ABOVE_28,
    ABOVE_28_OCC,
    ABOVE_ADAPTIVE,
    COOL,
    COOL_PEAK,
    COOLED,
    FRESH_AIR,
    FRESH_MOVED,
    HEAT,
    HEAT_PEAK,
    HIGH_BASE,
    HIGH_SPAN,
    LOW_BASE,
    LOW_SPAN,
    MEAN_AIR,
    MEAN_OPERATIVE,
    NIGHT_AIR,
    NIGHT_MOVED,
    SERIES,
    UNMET_COOL,
    UNMET_HEAT,
    WARMED,
    ZONE_RESULTS,
    ZONE_ROWS,
)
from fluxion.engine._kernels.records import UNMET_TOLERANCE


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def clear_hour(zones):
    """Start the means of an hour."""
    zero = splat(0.0)
    for z in range(0, zones.shape[0], ZONE_ROWS):
        store(zones, z + HEAT, zero)
        store(zones, z + COOL, zero)
        store(zones, z + MEAN_AIR, zero)
        store(zones, z + MEAN_OPERATIVE, zero)
        store(zones, z + FRESH_MOVED, zero)
        store(zones, z + NIGHT_MOVED, zero)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def count_hour(k, shapes, occupied, adaptive, low_shape, high_shape, zones, results):
    """Book an hour.

    shapes: values of the schedules in its middle; occupied: its comfort counts; adaptive: upper limit of the operative
    temperature [degC].
    """
    counted, one = results.zone, splat(1.0)
    heating, cooling = splat(0.0), splat(0.0)
    for number in range(low_shape.size):
        z, at = ZONE_ROWS * number, ZONE_RESULTS * number
        heat, cool, operative = load(zones, z + HEAT), load(zones, z + COOL), load(zones, z + MEAN_OPERATIVE)
        heating, cooling = heating + heat, cooling + cool
        add(zones, z + WARMED, heat)
        add(zones, z + COOLED, cool)
        store(counted, at + HEAT_PEAK, larger(load(counted, at + HEAT_PEAK), heat))
        store(counted, at + COOL_PEAK, larger(load(counted, at + COOL_PEAK), cool))
        above_26, above_28 = chosen(operative > 26.0, one, 0.0), chosen(operative > 28.0, one, 0.0)
        add(counted, at + ABOVE_26, above_26)
        add(counted, at + ABOVE_28, above_28)
        add(counted, at + FRESH_AIR, load(zones, z + FRESH_MOVED))
        add(counted, at + NIGHT_AIR, load(zones, z + NIGHT_MOVED))
        if occupied:
            add(counted, at + ABOVE_26_OCC, above_26)
            add(counted, at + ABOVE_28_OCC, above_28)
            add(counted, at + ABOVE_ADAPTIVE, chosen(operative > adaptive, one, 0.0))
            count_missed(z, at, shapes[low_shape[number]], shapes[high_shape[number]], zones, counted)
    store(results.peaks, 0, larger(load(results.peaks, 0), heating))
    store(results.peaks, 1, larger(load(results.peaks, 1), cooling))
    if results.hourly.shape[0] > 0:
        for number in range(low_shape.size):
            at = SERIES * (k * low_shape.size + number)
            for series, row in ((0, HEAT), (1, COOL), (2, MEAN_AIR), (3, MEAN_OPERATIVE)):
                store(results.hourly, at + series, load(zones, ZONE_ROWS * number + row))


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def count_missed(z, at, low_share, high_share, zones, counted):
    """Count an occupied hour whose mean temperature misses a setpoint of a zone; z, at: rows of the zone."""
    air, one = load(zones, z + MEAN_AIR), splat(1.0)
    low = load(zones, z + LOW_BASE) + load(zones, z + LOW_SPAN) * low_share
    high = load(zones, z + HIGH_BASE) + load(zones, z + HIGH_SPAN) * high_share
    add(counted, at + UNMET_HEAT, chosen(air < low - UNMET_TOLERANCE, one, 0.0))
    add(counted, at + UNMET_COOL, chosen(air > high + UNMET_TOLERANCE, one, 0.0))
