"""Walls and windows: conduction between their two sides, the outer side in its weather, and what they store."""

from numba import njit

from fluxion.engine._kernels.films import outside_film, radiative_secant
from fluxion.engine._kernels.records import ADJACENT, EARTH, GLAZING, GROUND, OPAQUE, OUTDOORS, PARTITIONS, STORAGE

#: Film of a face in the rain, which brings it to the wet-bulb temperature [W/(m2 K)] (EnergyPlus Engineering
#: Reference, "Outside surface heat balance").
WET_FILM = 1000.0
# Sums over modes may be taken in any order, which lets the compiler use vector registers; NaN keeps its meaning.
_ANY_ORDER = {"reassoc", "contract"}


@njit(cache=True, nogil=True, fastmath=_ANY_ORDER)
def history(first, last, inner_mean, outer_mean, z):
    """What the stored heat of a wall sends out of its inner and its outer face [W/m2]."""
    inner = outer = 0.0
    for m in range(first, last):
        inner += inner_mean[m] * z[m]
        outer += outer_mean[m] * z[m]
    return inner, outer


@njit(cache=True, nogil=True, fastmath=_ANY_ORDER)
def advance_modes(first, last, decay, outer_gain, inner_gain, weight, to, ti, z):
    """Advance the modes of a wall by one step; returns the change of its stored heat [J/m2]."""
    stored = 0.0
    for m in range(first, last):
        state = decay[m] * z[m] + outer_gain[m] * to + inner_gain[m] * ti
        stored += weight[m] * (state - z[m])
        z[m] = state
    return stored


@njit(cache=True, nogil=True, fastmath=False)
def outer_sides(
    k, month, el, modes, climate, scheduled, z, outer, released_out, d_eff, f_eff, gain, source, inner_sum, outer_sum
):  # fmt: skip
    """Eliminate the outer face of each element: flux into it from inside = d_eff Ti - f_eff.

    The outer temperature follows as gain (source + d_oi Ti); for the ground it is given.
    """
    t_out, t_sky = climate.temperature[k], climate.sky[k]
    for e in range(el.area.size):
        hi, ho = history(el.first_mode[e], el.first_mode[e + 1], modes.inner_mean, modes.outer_mean, z)
        inner_sum[e], outer_sum[e] = hi, ho
        kind = el.boundary[e]
        if kind == ADJACENT:
            continue
        if kind == GROUND:
            d_eff[e] = el.d_ii[e]
            f_eff[e] = hi + el.d_oi[e] * scheduled.ground[month, e]
            continue
        total, drive = 0.0, 0.0
        if kind == OUTDOORS:
            air, film = t_out, el.imposed[e]
            if film < 0.0 and climate.raining[k] and el.wetted[e]:
                air, film = climate.wet_bulb[k], WET_FILM
            elif film < 0.0:
                upwind = climate.wind_x[k] * el.normal_x[e] + climate.wind_y[k] * el.normal_y[e] >= -1e-9
                forced = el.windward[e] * climate.wind_089[k] if upwind else el.leeward[e] * climate.wind_0617[k]
                film = outside_film(outer[e], t_out, el.hot_film[e], el.cold_film[e], el.roughness[e], forced)
            to_sky = el.emissivity[e] * el.sky_share[e] * radiative_secant(outer[e], t_sky)
            to_air = el.emissivity[e] * (1.0 - el.sky_share[e]) * radiative_secant(outer[e], t_out)
            total = to_sky + to_air + film
            drive = to_sky * t_sky + to_air * t_out + film * air
            column = el.solar_column[e]
            if el.is_window[e]:
                drive += released_out[e]
            elif column >= 0:
                drive += el.absorptance[e] * climate.solar[k, column]
        gain[e] = 1.0 / (total + el.d_oo[e])
        source[e] = drive + ho
        d_eff[e] = el.d_ii[e] - el.d_oi[e] * el.d_oi[e] * gain[e]
        f_eff[e] = hi + el.d_oi[e] * gain[e] * source[e]


@njit(cache=True, nogil=True, fastmath=False)
def advance_walls(step, el, modes, faces, released_in, surface, outer, inner_sum, outer_sum, z, terms, gross):
    """Advance the modes and book conduction and storage of every element into terms (z, TERMS) and gross (z,) [J]."""
    for e in range(el.area.size):
        i = el.inner_face[e]
        zone, area = faces.zone[i], el.area[e]
        to, ti = outer[e], surface[i]
        from_inside = area * step * (el.d_ii[e] * ti - el.d_oi[e] * to - inner_sum[e])
        from_outside = area * step * (el.d_oo[e] * to - el.d_oi[e] * ti - outer_sum[e])
        kind = el.boundary[e]
        if el.is_window[e]:
            given = area * step * released_in[e] - from_inside
            terms[zone, GLAZING] += given
            gross[zone] += abs(given)
            continue
        stored = advance_modes(
            el.first_mode[e],
            el.first_mode[e + 1],
            modes.decay,
            modes.outer_gain,
            modes.inner_gain,
            modes.stored,
            to,
            ti,
            z,
        )
        if kind == ADJACENT:
            terms[zone, PARTITIONS] -= from_inside
            terms[faces.zone[el.outer_face[e]], PARTITIONS] -= from_outside
            gross[zone] += abs(from_inside)
            gross[faces.zone[el.outer_face[e]]] += abs(from_outside)
            continue
        terms[zone, STORAGE] += area * stored
        gross[zone] += abs(from_outside) + abs(area * stored)
        if kind == OUTDOORS:
            terms[zone, OPAQUE] += from_outside
        elif kind == GROUND:
            terms[zone, EARTH] += from_outside
        # An adiabatic outer face carries no heat: its flux is zero by construction and storage is all there is.
