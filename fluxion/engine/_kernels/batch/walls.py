"""Conduction of sixteen buildings: what stored heat sends out, and how it moves on.

A wall is a few modes z. Over a step in which the temperatures To and Ti of its faces rise linearly about their means,

    q_i = U (Ti - To) + sum i/(1 - e) (z+ - z),    z+ = e z + d + r (d - d'),    d = o To + i Ti,

where d' are the inputs of the step before: the rise over the step is taken to be that since the last one. An hour is
then as accurate for sun and weather as half-hours without it. A part of an hour begins with a jump of a schedule; there
the rise is taken to be zero, r = 0.

So that a slow mode costs no more for it, the march keeps y = z - r/e d', for which y+ = e y + w d with
w = 1 + r - r/e, and

    q_i = d_ii Ti - d_oi To - k_ii Ti' - k_oi To' - sum i y.

A swift mode has forgotten what it was an hour ago: e = 0, z+ = d + r (d - d'). Swift modes of a wall are one number
for each of its faces, the flux that they give back in the next hour. Within parts of an hour they are modes like the
others.
"""

from numba import njit

from fluxion.engine._kernels.batch.lanes import load, splat, store
from fluxion.engine._kernels.batch.records import HOUR, PART


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def sent_out(first_mode, order, first_state, gain, modes):
    """Flux that the stored heat of a wall sends out of one of its faces [W/m2]."""
    flux = splat(0.0)
    for m in range(order):
        flux = flux + load(gain, first_mode + m) * load(modes, first_state + m)
    return flux


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def of_last_hour(c, slow, late_own, late_across, k_own, k_across, own, other):
    """What the last temperatures of a face and of the other one send out of it in a whole hour [W/m2].

    Returns the part that swift modes take less in this hour, and all of it.
    """
    late = load(late_own, c) * own + load(late_across, c) * other
    if slow == 0:
        return late, late
    return late, late + load(k_own, c) * own + load(k_across, c) * other


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def move_on(first_mode, order, first_state, layers, outer, inner, modes):
    """Advance the stored heat of a wall by one step with its face temperatures."""
    for m in range(order):
        drive = load(layers.outer, first_mode + m) * outer + load(layers.inner, first_mode + m) * inner
        state = load(layers.decay, first_mode + m) * load(modes, first_state + m)
        store(modes, first_state + m, state + load(layers.weight, first_mode + m) * drive)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def ready_heat(f, part, length, first, last, layout, layers, state):
    """Heat of modes first..last of a wall that stands ready for its inner and outer face [W h/m2].

    It is the part of the stored heat that leaves through a face if both are held at zero.
    """
    c = layout.layers[f]
    base = layout.first_mode[c] + part * layout.first_mode[layout.first_mode.size - 1]
    inner, outer = splat(0.0), splat(0.0)
    drive_in, drive_out = load(state.surface, f), load(state.far, f)
    for m in range(first, last):
        drive = load(layers.outer, base + m) * drive_out + load(layers.inner, base + m) * drive_in
        mode = load(state.modes, layout.first_state[f] + m) + load(layers.shift, base + m) * drive
        mode = mode * length / (1.0 - load(layers.decay, base + m))
        inner = inner + load(layers.inner, base + m) * mode
        outer = outer + load(layers.outer, base + m) * mode
    return inner, outer


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def divide_hour(parts, layout, layers, state):
    """From whole hours to parts: swift modes stand at their present inputs, what they hold beyond is given at once."""
    factor, modes = parts**0.5, layout.first_mode[layout.first_mode.size - 1]
    for f in range(layout.kind.size):
        c, kept = layout.layers[f], layout.first_state[f]
        slow, all_modes = layout.slow[c], layout.first_mode[c + 1] - layout.first_mode[c]
        first = layout.first_mode[c]
        inner, outer = load(state.surface, f), load(state.far, f)
        for m in range(slow):
            drive = load(layers.outer, first + m) * outer + load(layers.inner, first + m) * inner
            store(state.modes, kept + m, (load(state.modes, kept + m) + load(layers.shift, first + m) * drive) * factor)
        for m in range(slow, all_modes):
            at = first + modes + m
            drive = load(layers.outer, at) * outer + load(layers.inner, at) * inner
            store(state.modes, kept + m, drive / (1.0 - load(layers.decay, at)))
        held_in, held_out = ready_heat(f, PART, 1.0 / parts, slow, all_modes, layout, layers, state)
        store(state.given_in, f, (load(state.given_in, f) - held_in) * float(parts))
        store(state.given_out, f, (load(state.given_out, f) - held_out) * float(parts))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def join_hour(parts, layout, layers, state):
    """From parts to whole hours: swift modes give what they hold in the next hour."""
    factor = 1.0 / parts**0.5
    for f in range(layout.kind.size):
        c, kept = layout.layers[f], layout.first_state[f]
        slow, all_modes = layout.slow[c], layout.first_mode[c + 1] - layout.first_mode[c]
        first = layout.first_mode[c]
        held_in, held_out = ready_heat(f, PART, 1.0 / parts, slow, all_modes, layout, layers, state)
        store(state.given_in, f, load(state.given_in, f) * factor * factor + held_in)
        store(state.given_out, f, load(state.given_out, f) * factor * factor + held_out)
        inner, outer = load(state.surface, f), load(state.far, f)
        for m in range(slow):
            drive = load(layers.outer, first + m) * outer + load(layers.inner, first + m) * inner
            store(state.modes, kept + m, load(state.modes, kept + m) * factor - load(layers.shift, first + m) * drive)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def all_ready_heat(f, parts, layout, layers, state):
    """Heat of a wall that stands ready for its inner and outer face, all modes [W h/m2]."""
    c = layout.layers[f]
    last = layout.slow[c] if parts == 1 else layout.first_mode[c + 1] - layout.first_mode[c]
    inner, outer = ready_heat(f, HOUR if parts == 1 else PART, 1.0 / parts, 0, last, layout, layers, state)
    return inner + load(state.given_in, f) * (1.0 / parts), outer + load(state.given_out, f) * (1.0 / parts)
