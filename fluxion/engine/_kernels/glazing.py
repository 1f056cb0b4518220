"""Windows: from panes and gaps to one conductance between the two faces and the heat that the panes release there."""

import math

from numba import njit

from fluxion.engine._kernels.films import KELVIN, radiative_secant

#: Pressure of the gas in a sealed gap [Pa]: that of the works where it was filled, not of the site (EnergyPlus,
#: window heat balance, gap gas pressure).
SEALED_PRESSURE = 1.0e5
_GRAVITY = 9.81
_GAS_CONSTANT = 8314.462618e-3


@njit(cache=True, nogil=True, fastmath=False)
def vertical_nusselt(rayleigh, aspect):
    """Nusselt number of a vertical gap (ISO 15099, equations 48 to 52); aspect: height over thickness."""
    if rayleigh > 5.0e4:
        first = 0.0673838 * rayleigh ** (1.0 / 3.0)
    elif rayleigh > 1.0e4:
        first = 0.028154 * rayleigh**0.4134
    else:
        first = 1.0 + 1.7596678e-10 * rayleigh**2.2984755
    return max(first, 0.242 * (rayleigh / aspect) ** 0.272)


@njit(cache=True, nogil=True, fastmath=False)
def steep_nusselt(rayleigh, aspect):
    """Nusselt number of a gap at 60 degrees, heated from below (ISO 15099, equations 44 to 47)."""
    g = 0.5 / (1.0 + (rayleigh / 3160.0) ** 20.6) ** 0.1
    first = (1.0 + (0.0936 * rayleigh**0.314 / (1.0 + g)) ** 7) ** (1.0 / 7.0)
    return max(first, (0.104 + 0.175 / aspect) * rayleigh**0.283)


@njit(cache=True, nogil=True, fastmath=False)
def gap_nusselt(rayleigh, aspect, tilt):
    """Nusselt number of a gap (ISO 15099, section 5.3.3); tilt: 0 horizontal and heated from below, pi from above."""
    steep, upright = math.pi / 3.0, math.pi / 2.0
    if rayleigh <= 0.0:
        return 1.0
    if tilt < steep:
        # Hollands et al. 1976.
        drive = rayleigh * math.cos(tilt)
        onset = max(0.0, 1.0 - 1708.0 / drive)
        corrected = max(0.0, 1.0 - 1708.0 * math.sin(1.8 * tilt) ** 1.6 / drive)
        return 1.0 + 1.44 * onset * corrected + max(0.0, (drive / 5830.0) ** (1.0 / 3.0) - 1.0)
    if tilt < upright:
        share = (tilt - steep) / (upright - steep)
        low = steep_nusselt(rayleigh, aspect)
        return low + share * (vertical_nusselt(rayleigh, aspect) - low)
    return 1.0 + (vertical_nusselt(rayleigh, aspect) - 1.0) * math.sin(tilt)


@njit(cache=True, nogil=True, fastmath=False)
def gap_conductance(outer, inner, emissivity, thickness, height, tilt, gas):
    """Conductance of a sealed gap between faces at `outer` and `inner` [degC]: gas and radiation [W/(m2 K)].

    tilt: of the window's outward normal from the zenith [rad]; gas: (7,) properties as in `optics.GapGas`.
    """
    mean = 0.5 * (outer + inner) + KELVIN
    conductivity = gas[0] + gas[1] * mean
    viscosity = gas[2] + gas[3] * mean
    heat = gas[4] + gas[5] * mean
    density = SEALED_PRESSURE * gas[6] / (_GAS_CONSTANT * mean)
    rayleigh = (
        density * density * thickness**3 * _GRAVITY * heat * abs(inner - outer) / (mean * viscosity * conductivity)
    )
    # The lower face of an inclined gap is the inner one; with the upper face warmer the gas is stratified.
    slope = tilt if inner > outer else math.pi - tilt
    nusselt = gap_nusselt(rayleigh, height / thickness, slope)
    return nusselt * conductivity / thickness + emissivity * radiative_secant(outer, inner)


@njit(cache=True, nogil=True, fastmath=False)
def chain(first, last, step, panes, sun, inside, pane_faces, links, own, drive):
    """Nodes of a window, the two faces of each of its panes first..last from outside to inside; returns their number.

    sun: (p,) what each pane absorbs from outside [W/m2]; inside: what the window absorbs from the room [W/m2]; links:
    conductance to the next node; own: the node's capacity over the step, half of its pane's; drive: the heat that it
    receives, half of the sun in its pane, and what it has stored [W/m2].
    """
    for p in range(first, last):
        i = p - first
        inertia = 0.5 * panes.capacity[p] / step
        half = 0.5 * (sun[i] + inside * panes.back_share[p])
        for side in range(2):
            own[2 * i + side] = inertia
            drive[2 * i + side] = half + inertia * pane_faces[p, side]
        links[2 * i] = 1.0 / panes.resistance[p]
        if p < last - 1:
            links[2 * i + 1] = gap_conductance(
                pane_faces[p, 1],
                pane_faces[p + 1, 0],
                panes.gap_emissivity[p],
                panes.gap_thickness[p],
                panes.height[p],
                panes.tilt[p],
                panes.gas[p],
            )
    return 2 * (last - first)


@njit(cache=True, nogil=True, fastmath=False)
def reduce_windows(k, step, el, panes, climate, sunshine, pane_faces, work, released_out, released_in):
    """Renew the conductances of every window, all nodes between its two faces eliminated.

    pane_faces: (p, 2) temperatures of the panes' faces at the last step; work: (3, 2 p) scratch; released_out,
    released_in: (e,) receive what the panes release at the window's faces beside conduction [W/m2].
    """
    links, own, drive = work[0], work[1], work[2]
    for e in range(el.area.size):
        if not el.is_window[e]:
            continue
        first, last, column = panes.first[e], panes.first[e + 1], el.solar_column[e] + 2
        inside = sunshine[el.inner_face[e]]
        if last - first == 1 and panes.capacity[first] == 0.0:
            # A pane that stores nothing needs no chain; rated windows are such panes.
            half = 0.5 * (climate.solar[k, column] + inside * panes.back_share[first])
            el.d_oo[e] = el.d_oi[e] = el.d_ii[e] = 1.0 / panes.resistance[first]
            released_out[e] = released_in[e] = half
            continue
        sun = climate.solar[k, column : column + last - first]
        count = chain(first, last, step, panes, sun, inside, pane_faces, links, own, drive)
        here, through, outward = links[0] + own[0], links[0], drive[0]
        diagonal, heat = links[0] + own[1], drive[1]
        for i in range(1, count - 1):
            # Node i goes: its neighbours see each other through it.
            share_out, share_in = through / (diagonal + links[i]), links[i] / (diagonal + links[i])
            here -= through * share_out
            outward += heat * share_out
            through *= share_in
            diagonal, heat = links[i] - links[i] * share_in + own[i + 1], drive[i + 1] + heat * share_in
        el.d_oo[e], el.d_oi[e], el.d_ii[e] = here, through, diagonal
        released_out[e], released_in[e] = outward, heat


@njit(cache=True, nogil=True, fastmath=False)
def renew_panes(k, step, el, panes, climate, sunshine, work, outer, surface, pane_faces):
    """Temperatures of the panes' faces, once those of the windows' two faces are known."""
    links, own, drive = work[0], work[1], work[2]
    for e in range(el.area.size):
        if not el.is_window[e]:
            continue
        first, last, column = panes.first[e], panes.first[e + 1], el.solar_column[e] + 2
        inner = surface[el.inner_face[e]]
        if last - first > 1:
            sun = climate.solar[k, column : column + last - first]
            inside = sunshine[el.inner_face[e]]
            nodes = chain(first, last, step, panes, sun, inside, pane_faces, links, own, drive)
            # Forward elimination of the nodes between the faces, then their temperatures from the inside outwards.
            before, heat = 0.0, outer[e]
            for i in range(1, nodes - 1):
                pivot = links[i - 1] * (1.0 - before) + links[i] + own[i]
                heat = (drive[i] + links[i - 1] * heat) / pivot
                before = links[i] / pivot
                drive[i], own[i] = heat, before
            here = inner
            for i in range(nodes - 2, 0, -1):
                here = drive[i] + own[i] * here
                pane_faces[first + i // 2, i % 2] = here
        pane_faces[first, 0] = outer[e]
        pane_faces[last - 1, 1] = inner
