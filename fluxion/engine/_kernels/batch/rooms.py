"""Zones of sixteen buildings: faces and star node eliminated, air under ideal control, faces restored.

A zone is solved while those before it in the order stand at their new temperatures. What lies behind a partition and is
solved later is taken to move as the own face moves; what this misses of the heat through the partition is paid back in
the next steps, so that no heat is lost.
"""

from numba import njit

from fluxion.engine._kernels.batch.air import fresh_flow, night_flow
from fluxion.engine._kernels.batch.films import inside_film, radiative_tangent
from fluxion.engine._kernels.batch.lanes import larger, load, reciprocal, smaller, splat, store
from fluxion.engine._kernels.batch.outside import eliminate, exchange
from fluxion.engine._kernels.batch.panes import reduce_chain, renew_chain
from fluxion.engine._kernels.batch.records import (
    BETWEEN,
    BOOKED,
    EARTH,
    FRESHENED,
    GAIN,
    GLASS,
    HOUR,
    LEAKED,
    PANE,
    SEALED,
    SUN,
)
from fluxion.engine._kernels.batch.walls import move_on, of_last_hour, sent_out

# A star node without radiation has no temperature of its own; this keeps its equation solvable [W/K].
_LEAST_STAR = 1e-6


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def behind_face(f, layout, faces, state):
    """What the neighbours show of themselves behind a partition [degC]; see `Faces.spread`."""
    total = splat(0.0)
    for pair in range(layout.first_pair[f], layout.first_pair[f + 1]):
        total = total + load(faces.pair_share, pair) * load(state.shown, layout.pair_face[pair])
    return total


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def face_equation(f, k, part, per_second, b, row, state, step):
    """Conductance from a face to what lies behind it, and the flux that comes from there with the sun on the face.

    [W/(m2 K)], [W/m2]; keeps what restores the temperature of the far side.
    """
    layout, layers, sun = b.layout, b.layers, b.sun
    kind, c, s = layout.kind[f], layout.layers[f], layout.side[f]
    classes = layout.first_mode.size - 1
    first, at = layout.first_mode[c] + part * layout.first_mode[classes], c + part * classes
    kept = layout.first_state[f]
    order = layout.slow[c] if part == HOUR else layout.first_mode[c + 1] - layout.first_mode[c]
    d_ii, d_oi = load(layers.d_ii, at), load(layers.d_oi, at)
    inner, far = load(state.surface, f), load(state.far, f)
    flux = load(sun, row + f) + load(state.given_in, f) + sent_out(first, order, kept, layers.inner, state.modes)
    if part == HOUR and kind != GLASS:
        late, last = of_last_hour(c, order, layers.late_ii, layers.late_oi, layers.k_ii, layers.k_oi, inner, far)
        store(step.late_in, f, late)
        flux = flux + last
    if kind == EARTH:
        store(step.late_out, f, load(layers.late_oo, c) * far + load(layers.late_oi, c) * inner)
        return d_ii, flux + d_oi * load(b.faces.ground, 12 * layout.ground[f] + b.weather.month[k])
    if kind == BETWEEN:
        behind = behind_face(f, layout, b.faces, state) - load(b.faces.moves, f) * inner
        store(step.behind, f, behind)
        flux = flux + d_oi * behind - load(b.faces.repaid, f) * load(state.owed, f) * per_second
        return d_ii - d_oi * load(b.faces.follows, f), flux
    d_oo, total, drive = load(layers.d_oo, at), splat(0.0), splat(0.0)
    if kind != SEALED:
        imposed, wetted = layout.side_imposed[s], layout.side_wetted[s]
        total, drive = exchange(k, s, imposed, wetted, b.sides, b.weather, far)
        pane, past = layout.first_pane[f], layout.first_pane[f + 1]
        if past > pane:
            absorbed = row + layout.kind.size + layout.side_imposed.size + pane
            d_oo, d_ii, d_oi, released, flux = reduce_chain(
                pane, past, per_second, b.panes, state.panes, sun, absorbed, step.chain
            )
            drive = drive + released
        else:
            drive = drive + load(sun, row + layout.kind.size + s)
    drive = drive + load(state.given_out, f) + sent_out(first, order, kept, layers.outer, state.modes)
    if part == HOUR and kind != GLASS:
        late, last = of_last_hour(c, order, layers.late_oo, layers.late_oi, layers.k_oo, layers.k_oi, far, inner)
        store(step.late_out, f, late)
        drive = drive + last
    base, follow = eliminate(total, drive, d_oo, d_oi)
    store(step.base, s, base)
    store(step.follow, s, follow)
    return d_ii - d_oi * follow, flux + d_oi * base


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def solve_zone(z, k, part, length, shapes, b, row, state, step, books):
    """Air and star temperature of a zone and the ideal power that holds its setpoints, over a step of `length` hours.

    The faces answer linearly: T = (hc Ta + hr Ts + drive) response. Eliminated, they leave two equations; without the
    star node the air's is P Ta = R + power.
    """
    layout, faces, zones = b.layout, b.faces, b.zones
    per_second = 1.0 / (3600.0 * length)
    air, star = load(state.air, z), load(state.star, z)
    low = load(zones.low_base, z) + load(zones.low_span, z) * shapes[layout.low_shape[z]]
    high = load(zones.high_base, z) + load(zones.high_span, z) * shapes[layout.high_shape[z]]
    convective, radiant = splat(0.0), splat(0.0)
    for gain in range(layout.first_gain[z], layout.first_gain[z + 1]):
        convective = convective + load(zones.convective, gain) * shapes[layout.gain_shape[gain]]
        radiant = radiant + load(zones.radiant, gain) * shapes[layout.gain_shape[gain]]
    # Films follow a setpoint jump at once: they are taken from the air that the control will hold.
    expected, four_sigma = larger(low, smaller(high, air)), radiative_tangent(star)
    conductance, source = splat(0.0), splat(0.0)
    star_conductance, star_source, coupling, sunshine = splat(_LEAST_STAR), splat(0.0), splat(0.0), splat(0.0)
    for f in range(layout.first_face[z], layout.first_face[z + 1]):
        film = layout.film[f]
        hc = inside_film(film, load(state.surface, f), expected, load(faces.hot, f), load(faces.cold, f))
        hr = load(faces.star, f) * four_sigma
        behind, drive = face_equation(f, k, part, per_second, b, row, state, step)
        drive = drive + load(faces.radiant, f) * radiant
        response = reciprocal(hc + hr + behind)
        store(step.convective, f, hc)
        store(step.radiative, f, hr)
        store(step.response, f, response)
        store(step.drive, f, drive)
        area = load(faces.area, f)
        by_air, by_star = area * hc, area * hr
        answer_air, answer_star = by_air * response, by_star * response
        conductance = conductance + by_air - answer_air * hc
        star_conductance = star_conductance + by_star - answer_star * hr
        coupling = coupling + answer_air * hr
        source = source + answer_air * drive
        star_source = star_source + answer_star * drive
        if layout.kind[f] != GLASS:
            sunshine = sunshine + area * load(b.sun, row + f)
    t_out, rc = b.weather.temperature[k], b.weather.heat_capacity[k]
    leak = load(zones.leak, z) * rc
    fresh = splat(0.0)
    if layout.fresh_shape[z] >= 0:
        flow, fresh = fresh_flow(z, zones, shapes[layout.fresh_shape[z]], air, t_out)
        fresh = fresh * rc
        store(step.moved, 2 * z, load(step.moved, 2 * z) + flow * (3600.0 * length))
    if layout.night_shape[z] >= 0:
        flow = night_flow(z, zones, shapes[layout.night_shape[z]], air, t_out)
        fresh = fresh + flow * rc
        store(step.moved, 2 * z + 1, load(step.moved, 2 * z + 1) + flow * (3600.0 * length))
    inertia = load(zones.capacity, z) * per_second
    conductance = conductance + leak + fresh + inertia
    source = source + (leak + fresh) * t_out + convective + inertia * air
    free_star = reciprocal(star_conductance)
    conductance = conductance - coupling * coupling * free_star
    source = source + coupling * star_source * free_star
    free = source * reciprocal(conductance)
    held = larger(low, smaller(high, free))
    power = conductance * (held - free)
    store(state.air, z, held)
    store(state.star, z, (coupling * held + star_source) * free_star)
    store(step.heat, z, load(step.heat, z) + larger(0.0, power) * length)
    store(step.cool, z, load(step.cool, z) - smaller(0.0, power) * length)
    booked = BOOKED * z
    drive = (t_out - held) * length
    add(books.zone, booked + SUN, sunshine * length)
    add(books.zone, booked + GAIN, (convective + radiant) * length)
    add(books.zone, booked + LEAKED, leak * drive)
    add(books.zone, booked + FRESHENED, fresh * drive)
    return radiant


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def add(sums, i, amount):
    """Add lanes to a row."""
    store(sums, i, load(sums, i) + amount)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def restore_faces(z, length, radiant, b, state, step, books):
    """Temperatures of the faces of a zone and of their far sides, partitions excepted; what windows give is booked."""
    layout, faces = b.layout, b.faces
    air, star = load(state.air, z), load(state.star, z)
    mean, glass = splat(0.0), splat(0.0)
    for f in range(layout.first_face[z], layout.first_face[z + 1]):
        hc, hr = load(step.convective, f), load(step.radiative, f)
        surface = (hc * air + hr * star + load(step.drive, f)) * load(step.response, f)
        if layout.kind[f] == BETWEEN:
            behind = load(step.behind, f) + load(faces.follows, f) * surface
            store(step.behind, f, behind)
            store(state.shown, f, surface - load(faces.spread, f) * behind)
        store(state.surface, f, surface)
        mean = mean + load(faces.sight, f) * surface
        s = layout.side[f]
        if s >= 0:
            store(state.far, f, load(step.base, s) + load(step.follow, s) * surface)
        if layout.kind[f] == GLASS:
            given = hc * (surface - air) + hr * (surface - star) - load(faces.radiant, f) * radiant
            glass = glass + load(faces.area, f) * given
            if layout.first_pane[f + 1] > layout.first_pane[f]:
                renew_chain(
                    layout.first_pane[f],
                    layout.first_pane[f + 1],
                    step.chain,
                    load(state.far, f),
                    surface,
                    state.panes,
                )
    add(books.zone, BOOKED * z + PANE, glass * length)
    add(step.mean_air, z, air * length)
    add(step.mean_operative, z, 0.5 * (air + mean) * length)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def move_walls(k, part, length, b, state, step, books):
    """Advance the stored heat of all faces, now that every zone is solved; what partitions took too much is owed."""
    layout, layers = b.layout, b.layers
    classes = layout.first_mode.size - 1
    for f in range(layout.kind.size):
        kind, c = layout.kind[f], layout.layers[f]
        if kind == GLASS:
            continue
        first = layout.first_mode[c] + part * layout.first_mode[classes]
        order = layout.slow[c] if part == HOUR else layout.first_mode[c + 1] - layout.first_mode[c]
        surface = load(state.surface, f)
        if kind == BETWEEN:
            outer = behind_face(f, layout, b.faces, state) + load(b.faces.spread, f) * surface
            missed = load(layers.d_oi, c + part * classes) * (load(step.behind, f) - outer)
            kept = load(state.owed, f) * (1.0 - load(b.faces.repaid, f))
            store(state.owed, f, kept + missed * (3600.0 * length))
        elif kind == EARTH:
            outer = load(b.faces.ground, 12 * layout.ground[f] + b.weather.month[k])
        else:
            outer = load(state.far, f)
        store(state.far, f, outer)
        add(books.across, f, (surface - outer) * length)
        move_on(first, order, layout.first_state[f], layers, outer, surface, state.modes)
        given_in, given_out = splat(0.0), splat(0.0)
        if part == HOUR:
            quick_oi = load(layers.quick_oi, c)
            given_in = load(layers.quick_ii, c) * surface + quick_oi * outer - load(step.late_in, f)
            if kind != BETWEEN:
                given_out = load(layers.quick_oo, c) * outer + quick_oi * surface - load(step.late_out, f)
        store(state.given_in, f, given_in)
        store(state.given_out, f, given_out)
