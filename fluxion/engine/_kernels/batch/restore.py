"""Faces and walls of a block of buildings at the end of a step: their temperatures, their heat, what windows gave."""

from numba import njit

from fluxion.engine._kernels.batch.lanes import add, entry, load, store
from fluxion.engine._kernels.batch.panes import renew_chain
from fluxion.engine._kernels.batch.records import (
    ACROSS,
    AIR,
    ALL_MODES,
    AREA,
    BACK,
    BACK_II,
    BACK_OI,
    BACK_OO,
    BASE,
    BEAMED,
    BEHIND,
    CONVECTIVE,
    D_OI,
    DRIVE,
    EARTH,
    FACE,
    FAR,
    FOLLOW,
    GROUND,
    HOUR,
    KIND,
    LATE_IN,
    LATE_OUT,
    LAYERS,
    MEMBER,
    MODES,
    OWED,
    PAIR,
    PANE,
    PANE_GAIN,
    PAST_PANE,
    RADIANT,
    RADIATED,
    REPAID,
    RESPONSE,
    SENT_IN,
    SENT_OUT,
    SLOW,
    SPREAD,
    STAR,
    STAR_NODE,
    STATES,
    SURFACE,
    TANGENT,
    ZONE,
)
from fluxion.engine._kernels.batch.rooms import behind_face
from fluxion.engine._kernels.batch.walls import late_flux, move_on, move_on_inside


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def restored(f, z, faces, zones):
    """Temperature of a face, now that air and star of its zone are known; f, z: rows of face and zone."""
    flux = load(faces, f + CONVECTIVE) * load(zones, z + AIR) + load(faces, f + STAR) * load(zones, z + BEAMED)
    return (flux + load(faces, f + DRIVE)) * load(faces, f + RESPONSE)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def move_outer_walls(now, members, faces, sides, zones, layers, modes, stored, ground):
    """Faces, far sides and stored heat of walls that stand between a zone and outdoors, the ground or nothing."""
    for i in range(0, members.size, MEMBER):
        f, z, s = entry(members, i + FACE), entry(members, i + ZONE), entry(members, i + BACK)
        at, kept = entry(members, i + LAYERS) + now.layer_row, entry(members, i + STATES)
        earth, g = entry(members, i + KIND) == EARTH, entry(members, i + GROUND) + now.ground
        slow, count = entry(members, i + SLOW), entry(members, i + ALL_MODES)
        row, swift = entry(members, i + MODES) + now.mode_row, False
        if now.part == HOUR:
            # Within whole hours swift modes are no states.
            count, swift = slow, count > slow
        surface = restored(f, z, faces, zones)
        outer = load(ground, g) if earth else load(sides, s + BASE) + load(sides, s + FOLLOW) * surface
        store(faces, f + SURFACE, surface)
        store(faces, f + FAR, outer)
        add(faces, f + ACROSS, (surface - outer) * now.length)
        back_oi = load(layers, at + BACK_OI)
        sent_out = load(layers, at + BACK_OO) * outer + back_oi * surface
        sent_in = load(layers, at + BACK_II) * surface + back_oi * outer
        if swift:
            sent_out, sent_in = sent_out - load(faces, f + LATE_OUT), sent_in - load(faces, f + LATE_IN)
            late_out, late_in = late_flux(at, outer, surface, layers)
            store(faces, f + LATE_OUT, late_out)
            store(faces, f + LATE_IN, late_in)
        sent_out, sent_in = move_on(row, count, kept, modes, outer, surface, stored, sent_out, sent_in)
        store(faces, f + SENT_OUT, sent_out)
        store(faces, f + SENT_IN, sent_in)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def move_inner_walls(now, members, pairs, pair_share, faces, partitions, layers, modes, stored):
    """Stored heat of partitions, each half for its own zone; what one took too much is owed."""
    for i in range(0, members.size, MEMBER):
        f, p, pair = entry(members, i + FACE), entry(members, i + BACK), entry(members, i + PAIR)
        at, kept = entry(members, i + LAYERS) + now.layer_row, entry(members, i + STATES)
        slow, count = entry(members, i + SLOW), entry(members, i + ALL_MODES)
        row, swift = entry(members, i + MODES) + now.mode_row, False
        if now.part == HOUR:
            # Within whole hours swift modes are no states.
            count, swift = slow, count > slow
        surface = load(faces, f + SURFACE)
        outer = behind_face(pair, pairs, pair_share, partitions)
        outer = outer + load(partitions, p + SPREAD) * surface
        debt = load(partitions, p + OWED) * (1.0 - load(partitions, p + REPAID))
        missed = load(layers, at + D_OI) * (load(partitions, p + BEHIND) - outer)
        store(partitions, p + OWED, debt + missed * now.seconds)
        store(faces, f + FAR, outer)
        add(faces, f + ACROSS, (surface - outer) * now.length)
        sent_in = load(layers, at + BACK_II) * surface + load(layers, at + BACK_OI) * outer
        if swift:
            sent_in = sent_in - load(faces, f + LATE_IN)
            _, late_in = late_flux(at, outer, surface, layers)
            store(faces, f + LATE_IN, late_in)
        store(faces, f + SENT_IN, move_on_inside(row, count, kept, modes, outer, surface, stored, sent_in))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def restore_windows(now, members, faces, sides, zones, pane_faces, chain):
    """Faces and panes of all windows; what they give to their zones is booked."""
    for i in range(0, members.size, MEMBER):
        f, z, s = entry(members, i + FACE), entry(members, i + ZONE), entry(members, i + BACK)
        pane, past = entry(members, i + PANE), entry(members, i + PAST_PANE)
        surface = restored(f, z, faces, zones)
        far = load(sides, s + BASE) + load(sides, s + FOLLOW) * surface
        store(faces, f + SURFACE, surface)
        store(faces, f + FAR, far)
        given = load(faces, f + CONVECTIVE) * (surface - load(zones, z + AIR))
        hr = load(faces, f + STAR) * load(zones, z + TANGENT)
        given = given + hr * (surface - load(zones, z + STAR_NODE))
        given = given - load(faces, f + RADIANT) * load(zones, z + RADIATED)
        add(zones, z + PANE_GAIN, load(faces, f + AREA) * given * now.length)
        if past > pane:
            renew_chain(pane, past, chain, far, surface, pane_faces)
