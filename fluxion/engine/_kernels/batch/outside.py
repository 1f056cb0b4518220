"""What lies behind the faces of a block of buildings, eliminated: seen from the face, a conductance and a flux.

Outer sides stand in their weather, with a film, long-wave exchange and sun; others are sealed, or lie on the ground, or
between two zones.
"""

from numba import njit

from fluxion.engine._kernels.batch.films import outside_film
from fluxion.engine._kernels.batch.lanes import chosen, entry, load, reciprocal, splat, store
from fluxion.engine._kernels.batch.panes import reduce_chain
from fluxion.engine._kernels.batch.records import (
    BACK,
    BASE,
    D_II,
    D_OI,
    D_OO,
    DRIVE,
    FACE,
    FAR,
    FOLLOW,
    FOLLOWS,
    GROUND,
    HOLD,
    IMPOSED_SIDE,
    LAYERS,
    LEEWARD,
    MEMBER,
    NORMAL_X,
    NORMAL_Y,
    OWED,
    PANE,
    PAST_PANE,
    PLACE,
    RADIANT,
    RADIATED,
    RAINY,
    REPAID,
    ROUGHNESS,
    SENT_IN,
    SENT_OUT,
    SIDE_COLD,
    SIDE_FILM,
    SIDE_HOT,
    SUN_IN,
    SUN_OUT,
    TO_AIR,
    TO_SKY,
    WINDWARD,
    ZONE,
)
from fluxion.engine._kernels.films import KELVIN
from fluxion.engine._kernels.walls import WET_FILM


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def side_films(now, members, faces, sides):
    """Films of walls and windows in the weather [W/(m2 K)]; imposed ones stand there already."""
    for i in range(0, members.size, MEMBER):
        f, s, place = entry(members, i + FACE), entry(members, i + BACK), entry(members, i + PLACE)
        if place == IMPOSED_SIDE or (place == RAINY and now.raining):
            continue
        upwind = load(sides, s + NORMAL_X) * now.wind_x + load(sides, s + NORMAL_Y) * now.wind_y
        windward, leeward = load(sides, s + WINDWARD) * now.wind_089, load(sides, s + LEEWARD) * now.wind_0617
        forced = chosen(upwind >= -1e-6, windward, leeward)
        hot, cold, roughness = load(sides, s + SIDE_HOT), load(sides, s + SIDE_COLD), load(sides, s + ROUGHNESS)
        film = outside_film(load(faces, f + FAR), now.temperature, hot, cold, roughness, forced)
        store(sides, s + SIDE_FILM, film)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def exchange(now, s, wet, sides, outer):
    """Conductance of a side to its surroundings [W/(m2 K)], and that times their temperature [W/m2]; s: its row."""
    kelvin = outer + KELVIN
    square = kelvin * kelvin
    # Secants of sigma T^4; the row holds sigma.
    to_sky = load(sides, s + TO_SKY) * ((square + now.sky_square) * (kelvin + now.sky_k))
    to_air = load(sides, s + TO_AIR) * ((square + now.temperature_square) * (kelvin + now.temperature_k))
    air, film = now.temperature, load(sides, s + SIDE_FILM)
    if wet:
        air, film = now.wet_bulb, splat(WET_FILM)
    return to_sky + to_air + film, to_sky * now.sky + to_air * now.temperature + film * air


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def eliminate(f, s, total, drive, flux, d_oo, d_ii, d_oi, faces, sides):
    """Leave a side out: its temperature is base + follow times that of the inner face.

    f, s: rows of face and side; total, drive: conductance to its surroundings, and all that reaches it from there and
    from the wall; flux: what reaches the inner face beside; d: of the wall.
    """
    gain = reciprocal(total + d_oo)
    base, follow = gain * drive, gain * d_oi
    store(sides, s + BASE, base)
    store(sides, s + FOLLOW, follow)
    store(faces, f + HOLD, d_ii - d_oi * follow)
    store(faces, f + DRIVE, flux + d_oi * base)


@njit(cache=True, nogil=True, fastmath=False, forceinline=True, _nrt=False)
def at_once(f, z, sun_row, faces, zones, sun):
    """Flux that reaches a face beside conduction of this step: from the wall's past, sun and radiant gains [W/m2]."""
    return load(faces, f + SENT_IN) + load(sun, sun_row) + load(faces, f + RADIANT) * load(zones, z + RADIATED)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def open_sides(now, members, faces, sides, zones, layers, sun):
    """Walls and windows in the weather; windows that follow their panes have their own loop."""
    for i in range(0, members.size, MEMBER):
        f, z, s = entry(members, i + FACE), entry(members, i + ZONE), entry(members, i + BACK)
        at, wet = entry(members, i + LAYERS) + now.layer_row, now.raining and entry(members, i + PLACE) == RAINY
        sun_in, sun_out = entry(members, i + SUN_IN), entry(members, i + SUN_OUT)
        total, drive = exchange(now, s, wet, sides, load(faces, f + FAR))
        drive = drive + load(sun, sun_out) + load(faces, f + SENT_OUT)
        flux = at_once(f, z, sun_in, faces, zones, sun)
        d_oo, d_ii, d_oi = load(layers, at + D_OO), load(layers, at + D_II), load(layers, at + D_OI)
        eliminate(f, s, total, drive, flux, d_oo, d_ii, d_oi, faces, sides)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def paned_sides(now, members, faces, sides, zones, panes, pane_faces, chain, sun):
    """Windows that follow their panes."""
    for i in range(0, members.size, MEMBER):
        f, z, s = entry(members, i + FACE), entry(members, i + ZONE), entry(members, i + BACK)
        pane, past, sun_in = entry(members, i + PANE), entry(members, i + PAST_PANE), entry(members, i + SUN_IN)
        wet = now.raining and entry(members, i + PLACE) == RAINY
        total, drive = exchange(now, s, wet, sides, load(faces, f + FAR))
        reduced = reduce_chain(pane, past, now.per_second, panes, pane_faces, sun, sun_in, chain)
        d_oo, d_ii, d_oi, released, flux = reduced
        flux = flux + load(faces, f + RADIANT) * load(zones, z + RADIATED)
        eliminate(f, s, total, drive + released, flux, d_oo, d_ii, d_oi, faces, sides)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def sealed_sides(now, members, faces, sides, zones, layers, sun):
    """Walls through whose far side no heat leaves."""
    for i in range(0, members.size, MEMBER):
        f, z, s = entry(members, i + FACE), entry(members, i + ZONE), entry(members, i + BACK)
        at, sun_in = entry(members, i + LAYERS) + now.layer_row, entry(members, i + SUN_IN)
        d_oo, d_ii, d_oi = load(layers, at + D_OO), load(layers, at + D_II), load(layers, at + D_OI)
        flux = at_once(f, z, sun_in, faces, zones, sun)
        eliminate(f, s, splat(0.0), load(faces, f + SENT_OUT), flux, d_oo, d_ii, d_oi, faces, sides)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def grounds(now, members, faces, zones, layers, ground, sun):
    """Faces on the ground, whose temperature is given."""
    for i in range(0, members.size, MEMBER):
        f, z, g = entry(members, i + FACE), entry(members, i + ZONE), entry(members, i + GROUND) + now.ground
        at, sun_in = entry(members, i + LAYERS) + now.layer_row, entry(members, i + SUN_IN)
        flux = at_once(f, z, sun_in, faces, zones, sun)
        store(faces, f + HOLD, load(layers, at + D_II))
        store(faces, f + DRIVE, flux + load(layers, at + D_OI) * load(ground, g))


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def partition_faces(now, members, faces, partitions, zones, layers, sun):
    """Faces towards other zones; what stands behind them is added when their zone is solved."""
    for i in range(0, members.size, MEMBER):
        f, z, p = entry(members, i + FACE), entry(members, i + ZONE), entry(members, i + BACK)
        at, sun_in = entry(members, i + LAYERS) + now.layer_row, entry(members, i + SUN_IN)
        repaid = load(partitions, p + REPAID) * load(partitions, p + OWED) * now.per_second
        store(faces, f + HOLD, load(layers, at + D_II) - load(layers, at + D_OI) * load(partitions, p + FOLLOWS))
        store(faces, f + DRIVE, at_once(f, z, sun_in, faces, zones, sun) - repaid)
