"""Windows: from panes and gaps to one conductance between the two faces and the heat that the panes release there."""

import math

from numba import njit

from fluxion.engine._kernels.films import KELVIN, radiative_secant

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
def gap_conductance(outer, inner, emissivity, thickness, height, tilt, pressure, gas):
    """Conductance of a sealed gap between faces at `outer` and `inner` [degC]: gas and radiation [W/(m2 K)].

    tilt: of the window's outward normal from the zenith [rad]; gas: (7,) properties as in `optics.GapGas`.
    """
    mean = 0.5 * (outer + inner) + KELVIN
    conductivity = gas[0] + gas[1] * mean
    viscosity = gas[2] + gas[3] * mean
    heat = gas[4] + gas[5] * mean
    density = pressure * gas[6] / (_GAS_CONSTANT * mean)
    rayleigh = (
        density * density * thickness**3 * _GRAVITY * heat * abs(inner - outer) / (mean * viscosity * conductivity)
    )
    # The lower face of an inclined gap is the inner one; with the upper face warmer the gas is stratified.
    slope = tilt if inner > outer else math.pi - tilt
    nusselt = gap_nusselt(rayleigh, height / thickness, slope)
    return nusselt * conductivity / thickness + emissivity * radiative_secant(outer, inner)


@njit(cache=True, nogil=True, fastmath=False)
def reduce_windows(k, el, panes, climate, sunshine, pane_faces, link, released_out, released_in):
    """Renew the conductance of every window and split the sun that its panes absorb over its two faces.

    Each pane releases half of what it absorbs on each of its faces. Between the two faces of the window lies a chain
    of resistances, so a source within it reaches an end in proportion to the resistance towards the other end.
    pane_faces: (p, 2) temperatures of the panes' faces at the last step; link: (p,) receives the resistance of the gap
    behind each pane; released_out, released_in: (e,) receive the heat [W/m2].
    """
    for e in range(el.area.size):
        if not el.is_window[e]:
            continue
        first, last = panes.first[e], panes.first[e + 1]
        total = 0.0
        for p in range(first, last):
            link[p] = 0.0
            if p < last - 1:
                link[p] = 1.0 / gap_conductance(
                    pane_faces[p, 1],
                    pane_faces[p + 1, 0],
                    panes.gap_emissivity[p],
                    panes.gap_thickness[p],
                    panes.height[p],
                    panes.tilt[p],
                    climate.pressure,
                    panes.gas[p],
                )
            total += panes.resistance[p] + link[p]
        place, inward, everything = 0.0, 0.0, 0.0
        for p in range(first, last):
            source = pane_source(k, el, panes, climate, sunshine, e, p)
            inward += 0.5 * source * (2.0 * place + panes.resistance[p]) / total
            everything += source
            place += panes.resistance[p] + link[p]
        released_in[e], released_out[e] = inward, everything - inward
        el.d_oo[e] = el.d_ii[e] = el.d_oi[e] = 1.0 / total


@njit(cache=True, nogil=True, fastmath=False)
def pane_source(k, el, panes, climate, sunshine, e, p):
    """Sun that pane p of window e absorbs, from outside and from the room [W/m2]."""
    outside = climate.solar[k, el.solar_column[e] + 2 + p - panes.first[e]]
    return outside + sunshine[el.inner_face[e]] * panes.back_share[p]


@njit(cache=True, nogil=True, fastmath=False)
def renew_panes(k, el, panes, climate, sunshine, link, released_out, outer, surface, pane_faces):
    """Temperatures of the panes' faces, once those of the windows' two faces are known."""
    for e in range(el.area.size):
        if not el.is_window[e]:
            continue
        first, last = panes.first[e], panes.first[e + 1]
        if last - first == 1:
            continue
        # Heat that leaves the outermost face towards the room, and its temperature; both advance along the chain.
        half = 0.5 * pane_source(k, el, panes, climate, sunshine, e, first)
        flow = (outer[e] - surface[el.inner_face[e]]) * el.d_oi[e] - released_out[e] + half
        here = outer[e]
        for p in range(first, last):
            half = 0.5 * pane_source(k, el, panes, climate, sunshine, e, p)
            if p > first:
                here -= flow * link[p - 1]
                flow += half
            pane_faces[p, 0] = here
            here -= flow * panes.resistance[p]
            pane_faces[p, 1] = here
            flow += half
