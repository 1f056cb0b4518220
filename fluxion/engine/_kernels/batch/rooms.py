"""Zones of a block of buildings: faces and star node eliminated, air under ideal control.

A zone is solved while those before it in the order stand at their new temperatures. What lies behind a partition and is
solved later is taken to move as the own face moves; what this misses of the heat through the partition is paid back in
the next steps, so that no heat is lost.
"""

from numba import njit

from fluxion.engine._kernels.batch.air import fresh_flow, night_flow
from fluxion.engine._kernels.batch.films import inside_film, radiative_tangent
from fluxion.engine._kernels.batch.lanes import add, entry, larger, load, reciprocal, smaller, splat, store
from fluxion.engine._kernels.batch.records import (
    AIR,
    AREA,
    BACK,
    BEAMED,
    BEHIND,
    CAPACITY,
    COLD,
    CONDUCTANCE,
    CONVECTIVE,
    COOL,
    D_OI,
    DRIVE,
    EXPECTED,
    FACE,
    FACE_ROWS,
    FLAT,
    FOLLOWS,
    FRESH_FLOW,
    FRESH_MOVED,
    FRESHENED,
    GAIN,
    GLAZED,
    HEAT,
    HIGH,
    HIGH_BASE,
    HIGH_SPAN,
    HOLD,
    HOT,
    IMPOSED,
    LAYERS,
    LEAK,
    LEAKED,
    LIT_AREA,
    LOW,
    LOW_BASE,
    LOW_SPAN,
    MEAN_AIR,
    MEAN_OPERATIVE,
    MEMBER,
    MORE,
    MOVES,
    NIGHT_MOVED,
    PAIR,
    PAIR_ENTRIES,
    RADIATED,
    RESPONSE,
    SHARE_ROW,
    SHOWN,
    SHOWN_ROW,
    SIGHT,
    SOURCE,
    SPREAD,
    STAR,
    STAR_NODE,
    SUN,
    SURFACE,
    TANGENT,
    UPRIGHT,
    ZONE,
    ZONE_ROWS,
)

# A star node without radiation has no temperature of its own; this keeps its equation solvable [W/K].
_LEAST_STAR = 1e-6


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def prepare_zones(now, shapes, layout, zones, gain_convective, gain_radiant):
    """Setpoints, gains and outdoor air of all zones: what does not depend on their faces."""
    for number in range(layout.low_shape.size):
        low_share, high_share = shapes[layout.low_shape[number]], shapes[layout.high_shape[number]]
        airy = layout.fresh_shape[number] >= 0 or layout.night_shape[number] >= 0
        z = ZONE_ROWS * number
        air = load(zones, z + AIR)
        low = load(zones, z + LOW_BASE) + load(zones, z + LOW_SPAN) * low_share
        high = load(zones, z + HIGH_BASE) + load(zones, z + HIGH_SPAN) * high_share
        store(zones, z + LOW, low)
        store(zones, z + HIGH, high)
        # Films follow a setpoint jump at once: they are taken from the air that the control will hold.
        store(zones, z + EXPECTED, larger(low, smaller(high, air)))
        store(zones, z + TANGENT, radiative_tangent(load(zones, z + STAR_NODE)))
        convective, radiant = splat(0.0), splat(0.0)
        for gain in range(layout.first_gain[number], layout.first_gain[number + 1]):
            share = shapes[layout.gain_shape[gain]]
            convective = convective + load(gain_convective, gain) * share
            radiant = radiant + load(gain_radiant, gain) * share
        store(zones, z + RADIATED, radiant)
        add(zones, z + GAIN, (convective + radiant) * now.length)
        outdoor = load(zones, z + LEAK) * now.heat_capacity
        if airy:
            fresh = outdoor_air(number, z, now, shapes, air, layout, zones)
            store(zones, z + FRESH_FLOW, fresh)
            outdoor = outdoor + fresh
        inertia = load(zones, z + CAPACITY) * now.per_second
        store(zones, z + CONDUCTANCE, outdoor + inertia)
        store(zones, z + SOURCE, outdoor * now.temperature + convective + inertia * air)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def outdoor_air(number, z, now, shapes, air, layout, zones):
    """Heat capacity of the mechanical and the night air that arrive at outdoor temperature [W/K]."""
    fresh = splat(0.0)
    if layout.fresh_shape[number] >= 0:
        flow, fresh = fresh_flow(z, zones, shapes[layout.fresh_shape[number]], air, now.temperature)
        add(zones, z + FRESH_MOVED, flow * now.seconds)
    if layout.night_shape[number] >= 0:
        flow = night_flow(z, zones, shapes[layout.night_shape[number]], air, now.temperature)
        fresh = fresh + flow
        add(zones, z + NIGHT_MOVED, flow * now.seconds)
    return fresh * now.heat_capacity


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def answer_kind(kind, members, first, past, faces, zones):
    """Films and answers of the faces with one kind of film."""
    for i in range(first, past, MEMBER):
        f, z = entry(members, i + FACE), entry(members, i + ZONE)
        hot, cold = load(faces, f + HOT), load(faces, f + COLD)
        hc = inside_film(kind, load(faces, f + SURFACE), load(zones, z + EXPECTED), hot, cold)
        hr = load(faces, f + STAR) * load(zones, z + TANGENT)
        store(faces, f + CONVECTIVE, hc)
        store(faces, f + RESPONSE, reciprocal(hc + hr + load(faces, f + HOLD)))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def answer_faces(members, first, faces, zones):
    """Films of all faces, and how their temperatures answer to flux: T = (hc Ta + hr Ts + drive) response."""
    answer_kind(UPRIGHT, members, first[UPRIGHT], first[UPRIGHT + 1], faces, zones)
    answer_kind(FLAT, members, first[FLAT], first[FLAT + 1], faces, zones)
    answer_kind(GLAZED, members, first[GLAZED], first[GLAZED + 1], faces, zones)
    answer_kind(IMPOSED, members, first[IMPOSED], first[IMPOSED + 1], faces, zones)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def behind_face(pair, pairs, pair_share, partitions):
    """What the neighbours show of themselves behind a partition [degC]; see `records.SPREAD`."""
    shown = load(partitions, entry(pairs, pair + SHOWN_ROW))
    total = load(pair_share, entry(pairs, pair + SHARE_ROW)) * shown
    while entry(pairs, pair + MORE) > 0:
        pair += PAIR_ENTRIES
        shown = load(partitions, entry(pairs, pair + SHOWN_ROW))
        total = total + load(pair_share, entry(pairs, pair + SHARE_ROW)) * shown
    return total


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def add_face(f, tangent, drive, sums, faces):
    """Add a face to the equations of its zone.

    sums: conductance and source of the air, the same of the star node, coupling of the two [W/K], [W].
    """
    conductance, source, star_conductance, star_source, coupling = sums
    hc, hr = load(faces, f + CONVECTIVE), load(faces, f + STAR) * tangent
    area, response = load(faces, f + AREA), load(faces, f + RESPONSE)
    by_air, by_star = area * hc, area * hr
    answer_air, answer_star = by_air * response, by_star * response
    conductance = conductance + by_air - answer_air * hc
    star_conductance = star_conductance + by_star - answer_star * hr
    coupling = coupling + answer_air * hr
    source, star_source = source + answer_air * drive, star_source + answer_star * drive
    return conductance, source, star_conductance, star_source, coupling


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def solve_zones(now, own, own_first, between, between_first, pairs, pair_share, airy, faces, partitions, zones, layers):
    """Air and star temperature of one zone after another, the ideal power that holds its setpoints, its partitions.

    Eliminated, its faces leave a zone two equations; without the star node the air's is P Ta = R + power.
    """
    for number in range(airy.size):
        z = ZONE_ROWS * number
        tangent = load(zones, z + TANGENT)
        sums = load(zones, z + CONDUCTANCE), load(zones, z + SOURCE), splat(_LEAST_STAR), splat(0.0), splat(0.0)
        for i in range(own_first[number], own_first[number + 1], MEMBER):
            f = entry(own, i + FACE)
            sums = add_face(f, tangent, load(faces, f + DRIVE), sums, faces)
        for i in range(between_first[number], between_first[number + 1], MEMBER):
            f, p = entry(between, i + FACE), entry(between, i + BACK)
            behind = behind_face(entry(between, i + PAIR), pairs, pair_share, partitions)
            behind = behind - load(partitions, p + MOVES) * load(faces, f + SURFACE)
            d_oi = load(layers, entry(between, i + LAYERS) + now.layer_row + D_OI)
            drive = load(faces, f + DRIVE) + d_oi * behind
            store(partitions, p + BEHIND, behind)
            store(faces, f + DRIVE, drive)
            sums = add_face(f, tangent, drive, sums, faces)
        held, beamed = control_zone(z, now, airy[number] > 0, tangent, sums, zones)
        for i in range(between_first[number], between_first[number + 1], MEMBER):
            f, p = entry(between, i + FACE), entry(between, i + BACK)
            flux = load(faces, f + CONVECTIVE) * held + load(faces, f + STAR) * beamed + load(faces, f + DRIVE)
            surface = flux * load(faces, f + RESPONSE)
            behind = load(partitions, p + BEHIND) + load(partitions, p + FOLLOWS) * surface
            store(faces, f + SURFACE, surface)
            store(partitions, p + BEHIND, behind)
            store(partitions, p + SHOWN, surface - load(partitions, p + SPREAD) * behind)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def control_zone(z, now, airy, tangent, sums, zones):
    """Temperature of the air that the control holds, and of the star node times its 4 sigma T^3; both are kept."""
    conductance, source, star_conductance, star_source, coupling = sums
    free_star = reciprocal(star_conductance)
    passed = coupling * free_star
    conductance = conductance - coupling * passed
    free = (source + passed * star_source) * reciprocal(conductance)
    held = larger(load(zones, z + LOW), smaller(load(zones, z + HIGH), free))
    star = (coupling * held + star_source) * free_star
    beamed = tangent * star
    power = conductance * (held - free)
    store(zones, z + AIR, held)
    store(zones, z + STAR_NODE, star)
    store(zones, z + BEAMED, beamed)
    add(zones, z + HEAT, larger(0.0, power) * now.length)
    add(zones, z + COOL, smaller(0.0, power) * -now.length)
    drop = (now.temperature - held) * now.length
    add(zones, z + LEAKED, load(zones, z + LEAK) * now.heat_capacity * drop)
    if airy:
        add(zones, z + FRESHENED, load(zones, z + FRESH_FLOW) * drop)
    return held, beamed


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def close_step(now, first_face, faces, zones, sun):
    """Means of the hour and the sun that the walls absorb, once all faces have their temperatures."""
    for number in range(first_face.size - 1):
        z, mean, sunshine = ZONE_ROWS * number, splat(0.0), splat(0.0)
        for face in range(first_face[number], first_face[number + 1]):
            f = FACE_ROWS * face
            mean = mean + load(faces, f + SIGHT) * load(faces, f + SURFACE)
            sunshine = sunshine + load(faces, f + LIT_AREA) * load(sun, face)
        air = load(zones, z + AIR)
        add(zones, z + MEAN_AIR, air * now.length)
        add(zones, z + MEAN_OPERATIVE, 0.5 * (air + mean) * now.length)
        add(zones, z + SUN, sunshine * now.length)
