"""Where the beam through a window falls: shares of the faces behind it, for a table of sun directions."""

import math

import numpy as np
from numba import njit

from fluxion.engine._kernels.exposure import over_cosine, table_value, wrapped
from fluxion.engine._kernels.sunlit import STRIPS, clip_front, covered_length, scratch, span


@njit(cache=True, nogil=True, fastmath=False)
def project(polygon, count, sx, sy, sz):
    """Move corners (n, 3) along the direction (sx, sy, sz) into the plane z = 0, in place."""
    for i in range(count):
        z = polygon[i, 2]
        polygon[i, 0] -= z * sx / sz
        polygon[i, 1] -= z * sy / sz


@njit(cache=True, nogil=True, fastmath=False)
def lit_length(low, high, starts, ends, count):
    """Length of low..high that the disjoint, sorted intervals leave uncovered."""
    total = high - low
    for i in range(count):
        total -= max(0.0, min(high, ends[i]) - max(low, starts[i]))
    return total


@njit(cache=True, nogil=True, fastmath=False)
def merge(starts, ends, count):
    """Sort intervals and join those that touch, in place; returns their number."""
    covered_length(starts, ends, count)
    used = 0
    for i in range(count):
        if used > 0 and starts[i] <= ends[used - 1]:
            ends[used - 1] = max(ends[used - 1], ends[i])
        else:
            starts[used], ends[used] = starts[i], ends[i]
            used += 1
    return used


@njit(cache=True, nogil=True, fastmath=False)
def beam_shares(window, shades, shade_corners, backs, back_corners, sx, sy, sz, work, starts, ends, shares):
    """Share of the sunlit beam through a window that falls on each polygon behind it, into shares (b,).

    window: (n, 2) in its own plane; shades and backs: (m, c, 3) in its axes, z outwards, before and behind the plane;
    (sx, sy, sz): towards the sun, sz > 0; work: (3, m, 2 c, 3) scratch. Without any sunlit part the shares are those
    of the unshaded window.
    """
    projected, dark = 0, work[0]
    counts = np.empty(shades.shape[0], dtype=np.int64)
    for s in range(shades.shape[0]):
        n = clip_front(shades[s], shade_corners[s], dark[projected])
        if n >= 3:
            project(dark[projected], n, sx, sy, sz)
            counts[projected] = n
            projected += 1
    behind = work[1]
    for b in range(backs.shape[0]):
        behind[b, : back_corners[b]] = backs[b, : back_corners[b]]
        project(behind[b], back_corners[b], sx, sy, sz)
    bottom, top = window[:, 1].min(), window[:, 1].max()
    lit, whole = np.zeros(backs.shape[0]), np.zeros(backs.shape[0])
    lit_area, area = 0.0, 0.0
    for strip in range(STRIPS):
        y = bottom + (strip + 0.5) * (top - bottom) / STRIPS
        left, right = span(window, window.shape[0], y)
        if right <= left:
            continue
        pieces = 0
        for s in range(projected):
            a, b = span(dark[s], counts[s], y)
            a, b = max(a, left), min(b, right)
            if b > a:
                starts[pieces], ends[pieces] = a, b
                pieces += 1
        pieces = merge(starts, ends, pieces)
        area += right - left
        lit_area += lit_length(left, right, starts, ends, pieces)
        for f in range(backs.shape[0]):
            a, b = span(behind[f], back_corners[f], y)
            a, b = max(a, left), min(b, right)
            if b > a:
                whole[f] += b - a
                lit[f] += lit_length(a, b, starts, ends, pieces)
    some = lit_area > 1e-6 * area
    for f in range(backs.shape[0]):
        shares[f] = lit[f] / lit_area if some else whole[f] / area


@njit(cache=True, nogil=True, fastmath=False)
def share_table(
    window, shades, shade_corners, backs, back_corners, axes, azimuth, elevations, relative_azimuths, grazing
):
    """Shares of the beam for every pair of sun elevation and azimuth relative to the window, (e, a, b).

    axes: (3, 3) rows along, up, normal of the window in site coordinates; azimuth: of its normal [rad]; grazing:
    smallest cosine of incidence that is projected.
    """
    table = np.zeros((elevations.size, relative_azimuths.size, backs.shape[0]))
    most = max(shades.shape[0], backs.shape[0], 1)
    widest = max(shades.shape[1], backs.shape[1])
    polygons, _, starts, ends = scratch(2 * most, widest)
    work = polygons.reshape((2, most, 2 * widest, 3))
    for i in range(elevations.size):
        for j in range(relative_azimuths.size):
            horizontal = math.cos(elevations[i])
            direction = azimuth + relative_azimuths[j]
            x, y, z = horizontal * math.sin(direction), horizontal * math.cos(direction), math.sin(elevations[i])
            sz = axes[2, 0] * x + axes[2, 1] * y + axes[2, 2] * z
            # The band just behind the plane is needed only to interpolate.
            if sz < -0.2:
                continue
            sx = axes[0, 0] * x + axes[0, 1] * y + axes[0, 2] * z
            sy = axes[1, 0] * x + axes[1, 1] * y + axes[1, 2] * z
            beam_shares(
                window, shades, shade_corners, backs, back_corners, sx, sy, max(sz, grazing), work, starts, ends,
                table[i, j],
            )  # fmt: skip
    return table


@njit(cache=True, nogil=True, fastmath=False)
def add_traced(beam, cosine, transmittance, area, table, azimuth, up, per_step, elevation, sun_azimuth, first_hit):
    """Add the mean power that the beam through a window brings to each face behind it [W] to first_hit (n, b).

    beam, cosine: (u,) at the sub-steps `up`; transmittance: over an even grid of the cosine; table: (e, a, b).
    """
    for j in range(up.size):
        k = up[j]
        power = beam[j] * over_cosine(transmittance, cosine[j]) * area / per_step
        if power <= 0.0:
            continue
        turned = wrapped(sun_azimuth[k] - azimuth)
        for f in range(table.shape[2]):
            first_hit[k // per_step, f] += power * table_value(table[:, :, f], elevation[k], turned)
