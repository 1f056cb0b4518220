"""Conduction of a block of buildings: how stored heat moves on, and what it sends out.

A wall is a few modes z. Over a step in which the temperatures To and Ti of its faces rise linearly about their means,

    q_i = U (Ti - To) + sum i/(1 - e) (z+ - z),    z+ = e z + d + r (d - d'),    d = o To + i Ti,

where d' are the inputs of the step before: the rise over the step is taken to be most of that since the last one. An
hour is then as accurate for sun and weather as half-hours without it. A part of an hour begins with a jump of a
schedule; there the rise is taken to be zero, r = 0.

So that a slow mode costs no more for it, the march keeps y = z - r/e d', for which y+ = e y + w d with
w = 1 + r - r/e, and

    q_i = d_ii Ti - d_oi To - k_ii Ti' - k_oi To' - sum i y.

A swift mode has forgotten what it was an hour ago: e = 0, z+ = d + r (d - d'). Swift modes of a wall are one number
for each of its faces, the flux that they give back in the next hour. Within parts of an hour they are modes like the
others.

What a face gets in a step beside d_ii Ti - d_oi To is known as the step begins; it is summed as the step before ends,
while temperatures and modes are at hand, and kept as the flux that the wall has sent.
"""

import numpy as np
from numba import njit

from fluxion.engine._kernels.batch.lanes import entry, load, splat, store
from fluxion.engine._kernels.batch.records import (
    ALL_MODES,
    BETWEEN,
    DECAY,
    FACE,
    FAR,
    GIVE_IN,
    GIVE_OUT,
    K_II,
    K_OI,
    K_OO,
    KIND,
    LASTING,
    LATE_II,
    LATE_IN,
    LATE_OI,
    LATE_OO,
    LATE_OUT,
    LAYERS,
    MEMBER,
    MODE_ROWS,
    MODES,
    SENT_IN,
    SENT_OUT,
    SHIFT,
    SLOW,
    STATES,
    SURFACE,
    TAKE_IN,
    TAKE_OUT,
)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def rows_to_parts(first_mode):
    """Rows of `Block.modes` from a mode in whole hours to the same in parts; first_mode: of the layout."""
    return MODE_ROWS * first_mode[first_mode.size - 1]


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def move_on(row, count, kept, modes, outer, inner, stored, sent_out, sent_in):
    """Advance the stored heat of a wall by a step with its face temperatures; adds what it sends out of its faces."""
    for m in range(count):
        mode = load(modes, row + DECAY) * load(stored, kept + m)
        mode = mode + load(modes, row + TAKE_OUT) * outer + load(modes, row + TAKE_IN) * inner
        store(stored, kept + m, mode)
        sent_out = sent_out + load(modes, row + GIVE_OUT) * mode
        sent_in = sent_in + load(modes, row + GIVE_IN) * mode
        row += MODE_ROWS
    return sent_out, sent_in


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def move_on_inside(row, count, kept, modes, outer, inner, stored, sent_in):
    """The same for a wall whose other half belongs to another zone: only the inner face gets heat."""
    for m in range(count):
        mode = load(modes, row + DECAY) * load(stored, kept + m)
        mode = mode + load(modes, row + TAKE_OUT) * outer + load(modes, row + TAKE_IN) * inner
        store(stored, kept + m, mode)
        sent_in = sent_in + load(modes, row + GIVE_IN) * mode
        row += MODE_ROWS
    return sent_in


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def taken(row, outer, inner, modes):
    """What the true form of a mode takes from its faces."""
    return load(modes, row + GIVE_OUT) * outer + load(modes, row + GIVE_IN) * inner


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def stored_flux(row, count, kept, modes, stored):
    """Flux that the stored heat of a wall sends out of its outer and its inner face [W/m2]."""
    outer, inner = splat(0.0), splat(0.0)
    for m in range(count):
        mode = load(stored, kept + m)
        outer = outer + load(modes, row + GIVE_OUT) * mode
        inner = inner + load(modes, row + GIVE_IN) * mode
        row += MODE_ROWS
    return outer, inner


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def last_flux(at, outer, inner, layers):
    """Flux that slow modes need for the last temperatures of a wall's faces, outer and inner face [W/m2]."""
    across = load(layers, at + K_OI)
    return load(layers, at + K_OO) * outer + across * inner, load(layers, at + K_II) * inner + across * outer


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def late_flux(at, outer, inner, layers):
    """What swift modes take less in the next hour for these temperatures, outer and inner face [W/m2]."""
    across = load(layers, at + LATE_OI)
    return load(layers, at + LATE_OO) * outer + across * inner, load(layers, at + LATE_II) * inner + across * outer


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def given_back(f, kept, row, at, slow, faces, layers, modes, stored):
    """Flux that swift modes give to the outer and the inner face in the next whole hour [W/m2]."""
    outer, inner = load(faces, f + FAR), load(faces, f + SURFACE)
    slow_out, slow_in = stored_flux(row, slow, kept, modes, stored)
    last_out, last_in = last_flux(at, outer, inner, layers)
    given_out = load(faces, f + SENT_OUT) - load(faces, f + LATE_OUT) - last_out - slow_out
    given_in = load(faces, f + SENT_IN) - load(faces, f + LATE_IN) - last_in - slow_in
    return given_out, given_in


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def ready_heat(row, count, kept, length, outer, inner, modes, stored):
    """Heat of some modes of a wall that stands ready for its outer and inner face [W h/m2].

    It is the part of the stored heat that leaves through a face if both are held at zero. outer, inner: temperatures.
    """
    ready_out, ready_in = splat(0.0), splat(0.0)
    for m in range(count):
        mode = load(stored, kept + m) + load(modes, row + SHIFT) * taken(row, outer, inner, modes)
        mode = mode * load(modes, row + LASTING)
        ready_out = ready_out + load(modes, row + GIVE_OUT) * mode
        ready_in = ready_in + load(modes, row + GIVE_IN) * mode
        row += MODE_ROWS
    return ready_out * length, ready_in * length


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def divide_hour(parts, to_parts, walls, faces, layers, modes, stored):
    """From whole hours to parts: swift modes stand at their present inputs, what they hold beyond is given at once.

    to_parts: rows of `modes` from a mode in whole hours to the same in parts.
    """
    factor, length, many = np.float32(parts**0.5), np.float32(1.0 / parts), np.float32(parts)
    for i in range(0, walls.size, MEMBER):
        slow, count, between = entry(walls, i + SLOW), entry(walls, i + ALL_MODES), entry(walls, i + KIND) == BETWEEN
        f, at = entry(walls, i + FACE), entry(walls, i + LAYERS)
        kept, row = entry(walls, i + STATES), entry(walls, i + MODES)
        outer, inner = load(faces, f + FAR), load(faces, f + SURFACE)
        given_out, given_in, sent_out, sent_in = splat(0.0), splat(0.0), splat(0.0), splat(0.0)
        if count > slow:
            given_out, given_in = given_back(f, kept, row, at, slow, faces, layers, modes, stored)
        for m in range(slow):
            mode = load(stored, kept + m) + load(modes, row + SHIFT) * taken(row, outer, inner, modes)
            mode = mode * factor
            store(stored, kept + m, mode)
            sent_out = sent_out + load(modes, row + to_parts + GIVE_OUT) * mode
            sent_in = sent_in + load(modes, row + to_parts + GIVE_IN) * mode
            row += MODE_ROWS
        for m in range(slow, count):
            here = row + to_parts
            lasting = load(modes, here + LASTING)
            mode = taken(here, outer, inner, modes) * lasting
            store(stored, kept + m, mode)
            leaves_out, leaves_in = load(modes, here + GIVE_OUT) * mode, load(modes, here + GIVE_IN) * mode
            sent_out, sent_in = sent_out + leaves_out, sent_in + leaves_in
            held = lasting * length
            given_out, given_in = given_out - leaves_out * held, given_in - leaves_in * held
            row += MODE_ROWS
        store(faces, f + SENT_IN, sent_in + given_in * many)
        if not between:
            store(faces, f + SENT_OUT, sent_out + given_out * many)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def join_hour(parts, to_parts, walls, faces, layers, modes, stored):
    """From parts to whole hours: swift modes give what they hold in the next hour."""
    factor, length = np.float32(1.0 / parts**0.5), np.float32(1.0 / parts)
    for i in range(0, walls.size, MEMBER):
        slow, count, between = entry(walls, i + SLOW), entry(walls, i + ALL_MODES), entry(walls, i + KIND) == BETWEEN
        f, at = entry(walls, i + FACE), entry(walls, i + LAYERS)
        kept, row = entry(walls, i + STATES), entry(walls, i + MODES)
        outer, inner = load(faces, f + FAR), load(faces, f + SURFACE)
        sent_out, sent_in = last_flux(at, outer, inner, layers)
        for m in range(slow):
            shift = load(modes, row + SHIFT) * taken(row, outer, inner, modes)
            mode = load(stored, kept + m) * factor - shift
            store(stored, kept + m, mode)
            sent_out = sent_out + load(modes, row + GIVE_OUT) * mode
            sent_in = sent_in + load(modes, row + GIVE_IN) * mode
            row += MODE_ROWS
        if count > slow:
            held_out, held_in = ready_heat(
                row + to_parts, count - slow, kept + slow, length, outer, inner, modes, stored
            )
            late_out, late_in = late_flux(at, outer, inner, layers)
            store(faces, f + LATE_OUT, late_out)
            store(faces, f + LATE_IN, late_in)
            sent_out, sent_in = sent_out + held_out + late_out, sent_in + held_in + late_in
        store(faces, f + SENT_IN, sent_in)
        if not between:
            store(faces, f + SENT_OUT, sent_out)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def all_ready_heat(i, parts, to_parts, walls, faces, layers, modes, stored):
    """Heat that stands ready for the outer and the inner face of a wall [W h/m2]; i: its place in the table."""
    slow, count = entry(walls, i + SLOW), entry(walls, i + ALL_MODES)
    f, at = entry(walls, i + FACE), entry(walls, i + LAYERS)
    kept, row = entry(walls, i + STATES), entry(walls, i + MODES)
    outer, inner = load(faces, f + FAR), load(faces, f + SURFACE)
    if parts > 1:
        length = np.float32(1.0 / parts)
        return ready_heat(row + to_parts, count, kept, length, outer, inner, modes, stored)
    ready_out, ready_in = ready_heat(row, slow, kept, np.float32(1.0), outer, inner, modes, stored)
    if count > slow:
        given_out, given_in = given_back(f, kept, row, at, slow, faces, layers, modes, stored)
        ready_out, ready_in = ready_out + given_out, ready_in + given_in
    return ready_out, ready_in
