"""Energy balance of sixteen buildings, month by month."""

from numba import njit

from fluxion.engine._kernels.batch.lanes import load, splat, store
from fluxion.engine._kernels.batch.records import (
    BETWEEN,
    BOOKED,
    COOLED,
    EARTH,
    FRESHENED,
    GAIN,
    GLASS,
    LEAKED,
    OUTSIDE,
    PANE,
    SUN,
    WARMED,
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
def open_month(parts, b, state, books):
    """Start the sums of a month."""
    zero = splat(0.0)
    for sums in (books.across, books.zone):
        for i in range(sums.shape[0]):
            store(sums, i, zero)
    for f in range(b.layout.kind.size):
        inner, outer = all_ready_heat(f, parts, b.layout, b.layers, state)
        store(books.stored_in, f, inner)
        store(books.stored_out, f, outer)
    for z in range(state.air.shape[0]):
        store(books.air, z, load(state.air, z))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def face_heat(f, parts, b, state, books):
    """Heat per m2 that a month has brought into a wall through its inner and its outer face [W h/m2].

    Summed over steps, the recursion of the modes leaves the static flux U (Ti - To) and the change of the heat that
    stands ready for the face.
    """
    flux = load(b.layers.through, b.layout.layers[f]) * load(books.across, f)
    inner, outer = all_ready_heat(f, parts, b.layout, b.layers, state)
    return flux + inner - load(books.stored_in, f), outer - load(books.stored_out, f) - flux


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def close_month(month, parts, b, state, books, results):
    """Write the terms of a month."""
    layout, joule = b.layout, 3600.0
    nz = state.air.shape[0]
    for z in range(nz):
        opaque, earth, between, storage = splat(0.0), splat(0.0), splat(0.0), splat(0.0)
        for f in range(layout.first_face[z], layout.first_face[z + 1]):
            if layout.kind[f] == GLASS:
                continue
            inner, outer = face_heat(f, parts, b, state, books)
            area = load(b.faces.area, f) * joule
            if layout.kind[f] == BETWEEN:
                between = between - area * inner
                continue
            storage = storage + area * (inner + outer)
            if layout.kind[f] == OUTSIDE:
                opaque = opaque + area * outer
            elif layout.kind[f] == EARTH:
                earth = earth + area * outer
        storage = storage + load(b.zones.capacity, z) * (load(state.air, z) - load(books.air, z))
        at, booked = (month * nz + z) * TERMS, BOOKED * z
        store(results.balance, at + HEATING, load(books.zone, booked + WARMED) * joule)
        store(results.balance, at + COOLING, load(books.zone, booked + COOLED) * -joule)
        store(results.balance, at + SOLAR, load(books.zone, booked + SUN) * joule)
        store(results.balance, at + GAINS, load(books.zone, booked + GAIN) * joule)
        store(results.balance, at + OPAQUE, opaque)
        store(results.balance, at + GLAZING, load(books.zone, booked + PANE) * joule)
        store(results.balance, at + GROUND_TERM, earth)
        store(results.balance, at + INFILTRATION, load(books.zone, booked + LEAKED) * joule)
        store(results.balance, at + VENTILATION, load(books.zone, booked + FRESHENED) * joule)
        store(results.balance, at + PARTITIONS, between)
        store(results.balance, at + STORAGE, storage)
