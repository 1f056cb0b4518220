"""Faces towards the zones: films, radiation, and their elimination from the equations of the zones."""

from numba import njit

from fluxion.engine._kernels.films import emission, inside_film, inside_glass_film, radiative_secant
from fluxion.engine._kernels.records import ADJACENT, GROUND


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
def room_sun(k, faces, zones, sun, el, climate, sunshine):
    """Sun through the windows that each face towards a zone absorbs [W/m2]."""
    traced = sun.traced.shape[0] > 0
    for f in range(faces.area.size):
        sunshine[f] = sun.traced[k, f] if traced else 0.0
    for w in range(sun.element.size):
        e, zone = sun.element[w], sun.zone[w]
        beam = 0.0 if traced else climate.solar[k, el.solar_column[e]] * el.area[e]
        diffuse = climate.solar[k, el.solar_column[e] + 1] * el.area[e]
        if beam + diffuse <= 0.0:
            continue
        first = zones.first_face[zone]
        for f in range(first, zones.first_face[zone + 1]):
            share = beam * sun.beam[w, f - first] + diffuse * sun.diffuse[w, f - first]
            sunshine[f] += share / faces.area[f]


@njit(cache=True, nogil=True, fastmath=False)
def inner_faces(row, faces, zones, scheduled, sunshine, surface, star, air, convective, radiative, absorbed):
    """Film and radiative coefficients of the faces towards the zones, and the radiation they absorb [W/m2].

    `absorbed` holds sun on opaque faces, radiant gains and what the long-wave exchange differs from that of the star
    network; what glass absorbs of the sun is released by its panes.
    """
    for f in range(faces.area.size):
        zone = faces.zone[f]
        if faces.imposed[f] >= 0.0:
            convective[f] = faces.imposed[f]
        elif faces.glass_film[f] > 0.0:
            convective[f] = inside_glass_film(surface[f], air[zone], faces.glass_film[f], faces.glass_slope[f])
        else:
            convective[f] = inside_film(surface[f], air[zone], faces.hot_film[f], faces.cold_film[f])
        radiative[f] = faces.radiative[f] * radiative_secant(surface[f], star[zone])
        absorbed[f] = faces.radiant_gain[f] * scheduled.radiant[row, zone]
        if not faces.is_glass[f]:
            absorbed[f] += sunshine[f]
    for zone in range(star.size):
        exchange_beyond_star(zones.first_face[zone], zones.first_face[zone + 1], faces, surface, radiative, absorbed)


@njit(cache=True, nogil=True, fastmath=False)
def add_face(matrix, rhs, area, hc, hr, zone, response, hc_from, hr_from, zone_from):
    """Enter into the equations of `zone` that a face answers `response` to the air and star of `zone_from`."""
    a, b = 2 * zone, 2 * zone_from
    matrix[a, b] -= area * hc * response * hc_from
    matrix[a, b + 1] -= area * hc * response * hr_from
    matrix[a + 1, b] -= area * hr * response * hc_from
    matrix[a + 1, b + 1] -= area * hr * response * hr_from


@njit(cache=True, nogil=True, fastmath=False)
def assemble(el, faces, released_in, d_eff, f_eff, inner_sum, outer_sum, hc, hr, absorbed, matrix, rhs):
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
            response = 1.0 / (hc[i] + hr[i] + d_eff[e])
            steady = response * (absorbed[i] + released_in[e] + f_eff[e])
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
def back_substitute(
    month, el, faces, scheduled, released_in, d_eff, f_eff, gain, source, inner_sum, outer_sum, hc, hr, absorbed, x,
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
        surface[i] = (drive + released_in[e] + f_eff[e]) / (hc[i] + hr[i] + d_eff[e])
        if el.boundary[e] == GROUND:
            outer[e] = scheduled.ground[month, e]
        else:
            outer[e] = gain[e] * (source[e] + el.d_oi[e] * surface[i])
