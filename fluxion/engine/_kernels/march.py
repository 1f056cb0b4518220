"""The march through the year: heat balance of faces, star nodes and air, step by step.

Each step is one linear problem: conduction by the modes of the walls, films and radiation with coefficients from the
last temperatures, and all zones coupled through their partitions at the same instant. The faces are eliminated; what
remains are air and star temperature of each zone.
"""

import numpy as np
from numba import njit

from fluxion.engine._kernels.films import emission, inside_film, outside_film, radiative_secant
from fluxion.engine._kernels.records import (
    ADJACENT,
    COOLING,
    EARTH,
    GAINS,
    GLAZING,
    GROUND,
    HEATING,
    INFILTRATION,
    OPAQUE,
    OUTDOORS,
    PARTITIONS,
    SOLAR,
    STORAGE,
    VENTILATION,
)
from fluxion.engine._kernels.thermostat import predicted_air, thermostat

#: What a march reports: finished, the thermostats did not settle, a temperature was not finite.
FINISHED, UNSETTLED, NOT_FINITE = 0, 1, 2


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
def outer_sides(k, month, el, modes, climate, hourly, z, outer, d_eff, f_eff, gain, source, inner_sum, outer_sum):
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
            f_eff[e] = hi + el.d_oi[e] * hourly.ground[month, e]
            continue
        total, drive = 0.0, 0.0
        if kind == OUTDOORS:
            upwind = climate.wind_x[k] * el.normal_x[e] + climate.wind_y[k] * el.normal_y[e] >= -1e-9
            forced = el.windward[e] * climate.wind_089[k] if upwind else el.leeward[e] * climate.wind_0617[k]
            film = outside_film(outer[e], t_out, el.hot_film[e], el.cold_film[e], el.roughness[e], forced)
            to_sky = el.emissivity[e] * el.sky_share[e] * radiative_secant(outer[e], t_sky)
            to_air = film + el.emissivity[e] * (1.0 - el.sky_share[e]) * radiative_secant(outer[e], t_out)
            total = to_sky + to_air
            drive = to_sky * t_sky + to_air * t_out
            column = el.solar_column[e]
            if el.is_window[e]:
                # Half of what the pane absorbs is released on each of its faces.
                drive += 0.5 * climate.solar[k, column + 2]
            elif column >= 0:
                drive += el.absorptance[e] * climate.solar[k, column]
        gain[e] = 1.0 / (total + el.d_oo[e])
        source[e] = drive + ho
        d_eff[e] = el.d_ii[e] - el.d_oi[e] * el.d_oi[e] * gain[e]
        f_eff[e] = hi + el.d_oi[e] * gain[e] * source[e]


@njit(cache=True, nogil=True, fastmath=False)
def exchange_beyond_star(first, last, faces, surface, radiative, absorbed):
    """Add to each face of a zone its exact long-wave exchange less that of the star network, at the last temperatures.

    The star network carries the exchange within the step; what it lacks (faces in one plane do not see each other)
    changes slowly and may lag. Both exchanges sum to zero over the zone, so no heat is made.
    """
    weight = mean = 0.0
    for f in range(first, last):
        weight += faces.area[f] * radiative[f]
        mean += faces.area[f] * radiative[f] * surface[f]
    if weight <= 0.0:
        return
    mean /= weight
    for f in range(first, last):
        own, received = emission(surface[f]), 0.0
        for g in range(first, last):
            received += faces.exchange[f, g - first] * (emission(surface[g]) - own)
        absorbed[f] += received / faces.area[f] - radiative[f] * (mean - surface[f])


@njit(cache=True, nogil=True, fastmath=False)
def inner_faces(k, hour, faces, zones, sun, el, climate, hourly, surface, star, air, convective, radiative, absorbed):
    """Film and radiative coefficients of the faces towards the zones, and the radiation they absorb [W/m2].

    `absorbed` holds sun through windows, radiant gains and what the long-wave exchange differs from that of the star
    network; it lacks the glass's own absorption.
    """
    for f in range(faces.area.size):
        zone = faces.zone[f]
        convective[f] = inside_film(surface[f], air[zone], faces.hot_film[f], faces.cold_film[f], faces.exponent[f])
        radiative[f] = faces.radiative[f] * radiative_secant(surface[f], star[zone])
        absorbed[f] = faces.radiant_gain[f] * hourly.radiant[hour, zone]
    for zone in range(star.size):
        exchange_beyond_star(zones.first_face[zone], zones.first_face[zone + 1], faces, surface, radiative, absorbed)
    for w in range(sun.element.size):
        e, zone = sun.element[w], sun.zone[w]
        beam = climate.solar[k, el.solar_column[e]] * el.area[e]
        diffuse = climate.solar[k, el.solar_column[e] + 1] * el.area[e]
        if beam + diffuse <= 0.0:
            continue
        first = zones.first_face[zone]
        for f in range(first, zones.first_face[zone + 1]):
            share = beam * sun.beam[w, f - first] + diffuse * sun.diffuse[w, f - first]
            absorbed[f] += share / faces.area[f]


@njit(cache=True, nogil=True, fastmath=False)
def add_face(matrix, rhs, area, hc, hr, zone, response, hc_from, hr_from, zone_from):
    """Enter into the equations of `zone` that a face answers `response` to the air and star of `zone_from`."""
    a, b = 2 * zone, 2 * zone_from
    matrix[a, b] -= area * hc * response * hc_from
    matrix[a, b + 1] -= area * hc * response * hr_from
    matrix[a + 1, b] -= area * hr * response * hc_from
    matrix[a + 1, b + 1] -= area * hr * response * hr_from


@njit(cache=True, nogil=True, fastmath=False)
def assemble(k, el, faces, climate, d_eff, f_eff, inner_sum, outer_sum, hc, hr, absorbed, matrix, rhs):
    """Equations of air and star nodes with all faces eliminated; air flows are added by the caller."""
    matrix[:, :] = 0.0
    rhs[:] = 0.0
    for f in range(faces.area.size):
        a = 2 * faces.zone[f]
        matrix[a, a] += faces.area[f] * hc[f]
        matrix[a + 1, a + 1] += faces.area[f] * hr[f]
    for e in range(el.area.size):
        i = el.inner_face[e]
        zi, area = faces.zone[i], el.area[e]
        if el.boundary[e] != ADJACENT:
            own = 0.5 * climate.solar[k, el.solar_column[e] + 2] if el.is_window[e] else 0.0
            response = 1.0 / (hc[i] + hr[i] + d_eff[e])
            steady = response * (absorbed[i] + own + f_eff[e])
            add_face(matrix, rhs, area, hc[i], hr[i], zi, response, hc[i], hr[i], zi)
            rhs[2 * zi] += area * hc[i] * steady
            rhs[2 * zi + 1] += area * hr[i] * steady
            continue
        o = el.outer_face[e]
        zo = faces.zone[o]
        ki, ko = hc[i] + hr[i] + el.d_ii[e], hc[o] + hr[o] + el.d_oo[e]
        det = 1.0 / (ki * ko - el.d_oi[e] * el.d_oi[e])
        rii, roo, rio = ko * det, ki * det, el.d_oi[e] * det
        bi, bo = absorbed[i] + inner_sum[e], absorbed[o] + outer_sum[e]
        add_face(matrix, rhs, area, hc[i], hr[i], zi, rii, hc[i], hr[i], zi)
        add_face(matrix, rhs, area, hc[i], hr[i], zi, rio, hc[o], hr[o], zo)
        add_face(matrix, rhs, area, hc[o], hr[o], zo, roo, hc[o], hr[o], zo)
        add_face(matrix, rhs, area, hc[o], hr[o], zo, rio, hc[i], hr[i], zi)
        si, so = rii * bi + rio * bo, roo * bo + rio * bi
        rhs[2 * zi] += area * hc[i] * si
        rhs[2 * zi + 1] += area * hr[i] * si
        rhs[2 * zo] += area * hc[o] * so
        rhs[2 * zo + 1] += area * hr[o] * so


@njit(cache=True, nogil=True, fastmath=False)
def air_flows(k, hour, zones, climate, hourly, air, leak, fresh, flows):
    """Conductance of outdoor air to each zone [W/K]: infiltration, and ventilation with recovery and night air.

    flows: (z, 2) mechanical and night volume flow [m3/s].
    """
    t_out, rc = climate.temperature[k], climate.heat_capacity[k]
    for z in range(leak.size):
        leak[z] = zones.infiltration[z] * rc
        flow = zones.ventilation[z] * hourly.ventilation[hour, z]
        bypassed = air[z] > zones.bypass[z] and t_out < air[z]
        recovery = 0.0 if bypassed else zones.recovery[z]
        open_air = (
            air[z] > zones.night_indoor[z] and air[z] - t_out > zones.night_delta[z] and t_out >= zones.night_outdoor[z]
        )
        night = zones.night[z] * hourly.night[hour, z] if open_air else 0.0
        flows[z, 0], flows[z, 1] = flow, night
        fresh[z] = (flow * (1.0 - recovery) + night) * rc


@njit(cache=True, nogil=True, fastmath=False)
def back_substitute(
    k, month, el, faces, climate, hourly, d_eff, f_eff, gain, source, inner_sum, outer_sum, hc, hr, absorbed, x,
    surface, outer,
):  # fmt: skip
    """Face temperatures from the solved air and star temperatures; outer temperatures of all elements."""
    for e in range(el.area.size):
        i = el.inner_face[e]
        zi = faces.zone[i]
        drive = hc[i] * x[2 * zi] + hr[i] * x[2 * zi + 1] + absorbed[i]
        if el.boundary[e] == ADJACENT:
            o = el.outer_face[e]
            zo = faces.zone[o]
            bi = drive + inner_sum[e]
            bo = hc[o] * x[2 * zo] + hr[o] * x[2 * zo + 1] + absorbed[o] + outer_sum[e]
            ki, ko = hc[i] + hr[i] + el.d_ii[e], hc[o] + hr[o] + el.d_oo[e]
            det = 1.0 / (ki * ko - el.d_oi[e] * el.d_oi[e])
            surface[i] = (ko * bi + el.d_oi[e] * bo) * det
            surface[o] = (ki * bo + el.d_oi[e] * bi) * det
            outer[e] = surface[o]
            continue
        own = 0.5 * climate.solar[k, el.solar_column[e] + 2] if el.is_window[e] else 0.0
        surface[i] = (drive + own + f_eff[e]) / (hc[i] + hr[i] + d_eff[e])
        if el.boundary[e] == GROUND:
            outer[e] = hourly.ground[month, e]
        else:
            outer[e] = gain[e] * (source[e] + el.d_oi[e] * surface[i])


@njit(cache=True, nogil=True, fastmath=False)
def advance_walls(k, step, el, modes, faces, climate, surface, outer, inner_sum, outer_sum, z, terms, gross):
    """Advance the modes and book conduction and storage of every element into terms (z, TERMS) and gross (z,) [J]."""
    for e in range(el.area.size):
        i = el.inner_face[e]
        zone, area = faces.zone[i], el.area[e]
        to, ti = outer[e], surface[i]
        from_inside = area * step * (el.d_ii[e] * ti - el.d_oi[e] * to - inner_sum[e])
        from_outside = area * step * (el.d_oo[e] * to - el.d_oi[e] * ti - outer_sum[e])
        kind = el.boundary[e]
        if el.is_window[e]:
            own = 0.5 * climate.solar[k, el.solar_column[e] + 2]
            terms[zone, GLAZING] += area * step * own - from_inside
            gross[zone] += abs(area * step * own - from_inside)
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


@njit(cache=True, nogil=True, fastmath=False)
def book_air(k, hour, step, faces, zones, climate, hourly, absorbed, leak, fresh, power, before, air, terms, gross):
    """Book sun, gains, air flows, heating, cooling and air storage into terms (z, TERMS) and gross (z,) [J]."""
    t_out = climate.temperature[k]
    for z in range(air.size):
        taken = 0.0
        for f in range(zones.first_face[z], zones.first_face[z + 1]):
            taken += absorbed[f] * faces.area[f]
        radiant = hourly.radiant[hour, z]
        gains = radiant + hourly.convective[hour, z]
        drive = t_out - air[z]
        kept = zones.capacity[z] * (air[z] - before[z])
        terms[z, SOLAR] += step * (taken - radiant)
        terms[z, GAINS] += step * gains
        terms[z, INFILTRATION] += step * leak[z] * drive
        terms[z, VENTILATION] += step * fresh[z] * drive
        terms[z, STORAGE] += kept
        gross[z] += step * (taken - radiant + gains + (leak[z] + fresh[z]) * abs(drive) + abs(power[z])) + abs(kept)
        if power[z] > 0.0:
            terms[z, HEATING] += step * power[z]
        else:
            terms[z, COOLING] += step * power[z]


@njit(cache=True, nogil=True, fastmath=False)
def march(per_hour, warmup_hours, start, memory, slot, el, modes, faces, zones, sun, hourly, climate, results):
    """Run the warm-up and the year; fills `results` and returns FINISHED, UNSETTLED or NOT_FINITE.

    start: temperature of everything before the warm-up; memory: share of the last step's mean radiant temperature
    in the operative one; slot: (8760,) slot of the balance that each hour belongs to.
    """
    ne, nf, nz = el.area.size, faces.area.size, zones.capacity.size
    step = 3600.0 / per_hour
    z = modes.steady * start
    outer, d_eff, f_eff = np.full(ne, start), np.zeros(ne), np.zeros(ne)
    gain, source, inner_sum, outer_sum = np.zeros(ne), np.zeros(ne), np.zeros(ne), np.zeros(ne)
    surface, hc, hr, absorbed = np.full(nf, start), np.zeros(nf), np.zeros(nf), np.zeros(nf)
    air, star, radiant_mean = np.full(nz, start), np.full(nz, start), np.full(nz, start)
    leak, fresh, flows, power = np.zeros(nz), np.zeros(nz), np.zeros((nz, 2)), np.zeros(nz)
    matrix, work = np.zeros((2 * nz, 2 * nz)), np.zeros((2 * nz, 2 * nz))
    rhs, x, control = np.zeros(2 * nz), np.zeros(2 * nz), np.zeros(nz, dtype=np.int64)
    unused, unused_gross = np.zeros((nz, results.balance.shape[2])), np.zeros(nz)
    n = 8760 * per_hour
    for count in range(-warmup_hours * per_hour, n):
        # The warm-up repeats the first day, as EnergyPlus and the programs of Standard 140 do.
        k = count if count >= 0 else count % (24 * per_hour)
        hour = k // per_hour
        month = hourly.month[hour]
        low, high = hourly.heating[hour], hourly.cooling[hour]
        outer_sides(k, month, el, modes, climate, hourly, z, outer, d_eff, f_eff, gain, source, inner_sum, outer_sum)
        expected = predicted_air(air, low, high)
        inner_faces(k, hour, faces, zones, sun, el, climate, hourly, surface, star, expected, hc, hr, absorbed)
        assemble(k, el, faces, climate, d_eff, f_eff, inner_sum, outer_sum, hc, hr, absorbed, matrix, rhs)
        air_flows(k, hour, zones, climate, hourly, air, leak, fresh, flows)
        for i in range(nz):
            inertia = zones.capacity[i] / step
            matrix[2 * i, 2 * i] += leak[i] + fresh[i] + inertia
            rhs[2 * i] += (leak[i] + fresh[i]) * climate.temperature[k] + hourly.convective[hour, i] + inertia * air[i]
            if matrix[2 * i + 1, 2 * i + 1] <= 1e-9:
                # Faces that emit nothing leave the star node without meaning; any value serves.
                matrix[2 * i + 1, 2 * i + 1] = 1.0
        if not thermostat(matrix, rhs, low, high, control, work, x, power):
            return UNSETTLED
        back_substitute(
            k, month, el, faces, climate, hourly, d_eff, f_eff, gain, source, inner_sum, outer_sum, hc, hr, absorbed,
            x, surface, outer,
        )  # fmt: skip
        terms = results.balance[slot[hour]] if count >= 0 else unused
        gross = results.gross if count >= 0 else unused_gross
        advance_walls(k, step, el, modes, faces, climate, surface, outer, inner_sum, outer_sum, z, terms, gross)
        before = air.copy()
        for i in range(nz):
            air[i], star[i] = x[2 * i], x[2 * i + 1]
        book_air(k, hour, step, faces, zones, climate, hourly, absorbed, leak, fresh, power, before, air, terms, gross)
        for i in range(nz):
            mean = 0.0
            for f in range(zones.first_face[i], zones.first_face[i + 1]):
                mean += faces.mean_radiant[f] * surface[f]
            if count >= 0:
                results.heating[hour, i] += max(power[i], 0.0) / per_hour
                results.cooling[hour, i] += max(-power[i], 0.0) / per_hour
                results.air[hour, i] += air[i] / per_hour
                felt = mean + memory * (radiant_mean[i] - mean)
                results.operative[hour, i] += 0.5 * (air[i] + felt) / per_hour
                results.volume[i, 0] += flows[i, 0] * step
                results.volume[i, 1] += flows[i, 1] * step
            radiant_mean[i] = mean
        if not np.isfinite(x.sum()):
            return NOT_FINITE
    return FINISHED
