"""Energy balance of a block of buildings, period by period: months, or hours."""

import numpy as np
from numba import njit

from fluxion.engine._kernels.batch.lanes import add, entry, load, splat, store
from fluxion.engine._kernels.batch.records import (
    ACROSS,
    AIR,
    AIR_BEFORE,
    AREA,
    BETWEEN,
    CAPACITY,
    COOLED,
    EARTH,
    FACE,
    FRESHENED,
    GAIN,
    KIND,
    LAYERS,
    LEAKED,
    MEMBER,
    OUTSIDE,
    PANE_GAIN,
    SUN,
    THROUGH,
    WARMED,
    ZONE,
    ZONE_ROWS,
)
from fluxion.engine._kernels.batch.walls import all_ready_heat
from fluxion.engine._kernels.records import (
    COOLING,
    GAINS,
    GLAZING,
    HEATING,
    INFILTRATION,
    OPAQUE,
    PARTITIONS,
    SOLAR,
    STORAGE,
    TERMS,
    VENTILATION,
)
from fluxion.engine._kernels.records import (
    EARTH as GROUND_TERM,
)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def open_period(parts, to_parts, walls, faces, zones, layers, modes, stored, period_start):
    """Start the sums of a period; to_parts: see `walls.rows_to_parts`."""
    zero = splat(0.0)
    for i in range(0, walls.size, MEMBER):
        store(faces, entry(walls, i + FACE) + ACROSS, zero)
        outer, inner = all_ready_heat(i, parts, to_parts, walls, faces, layers, modes, stored)
        store(period_start, 2 * (i // MEMBER), outer)
        store(period_start, 2 * (i // MEMBER) + 1, inner)
    for z in range(0, zones.shape[0], ZONE_ROWS):
        for booked in (SUN, GAIN, PANE_GAIN, LEAKED, FRESHENED, WARMED, COOLED):
            store(zones, z + booked, zero)
        store(zones, z + AIR_BEFORE, load(zones, z + AIR))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def book_walls(at, parts, to_parts, walls, faces, layers, modes, stored, period_start, balance):
    """Add the terms of all walls to the balance of a period, whose first row is `at`.

    Summed over steps, the recursion of the modes leaves the static flux U (Ti - To) and the change of the heat that
    stands ready for the face.
    """
    joule = np.float32(3600.0)
    for i in range(0, walls.size, MEMBER):
        f, kind = entry(walls, i + FACE), entry(walls, i + KIND)
        own = at + entry(walls, i + ZONE) // ZONE_ROWS * TERMS
        flux = load(layers, entry(walls, i + LAYERS) + THROUGH) * load(faces, f + ACROSS)
        ready_out, ready_in = all_ready_heat(i, parts, to_parts, walls, faces, layers, modes, stored)
        start, area = 2 * (i // MEMBER), load(faces, f + AREA) * joule
        inner = area * (flux + ready_in - load(period_start, start + 1))
        outer = area * (ready_out - load(period_start, start) - flux)
        if kind == BETWEEN:
            add(balance, own + PARTITIONS, -inner)
            continue
        add(balance, own + STORAGE, inner + outer)
        if kind == OUTSIDE:
            add(balance, own + OPAQUE, outer)
        elif kind == EARTH:
            add(balance, own + GROUND_TERM, outer)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def book_zones(at, zones, balance):
    """Add the terms of all zones to the balance of a period, whose first row is `at`."""
    joule = np.float32(3600.0)
    for z in range(0, zones.shape[0], ZONE_ROWS):
        warmed = load(zones, z + AIR) - load(zones, z + AIR_BEFORE)
        add(balance, at + STORAGE, load(zones, z + CAPACITY) * warmed)
        store(balance, at + HEATING, load(zones, z + WARMED) * joule)
        store(balance, at + COOLING, load(zones, z + COOLED) * -joule)
        store(balance, at + SOLAR, load(zones, z + SUN) * joule)
        store(balance, at + GAINS, load(zones, z + GAIN) * joule)
        store(balance, at + GLAZING, load(zones, z + PANE_GAIN) * joule)
        store(balance, at + INFILTRATION, load(zones, z + LEAKED) * joule)
        store(balance, at + VENTILATION, load(zones, z + FRESHENED) * joule)
        at += TERMS
