"""Sunlit share of a convex polygon under convex shades, for a table of sun directions."""

import math

import numpy as np
from numba import njit

# The union of shadows is exact along a strip and sampled across strips; 40 strips keep the error of a single
# direction under 1.3 % of the height and that of the sky integrals under 0.1 %.
STRIPS = 40


@njit(cache=True, nogil=True, fastmath=False)
def clip_front(shade, count, clipped):
    """Keep the part of a polygon (count, 3) with z > 0 (Sutherland-Hodgman); returns the number of corners."""
    kept = 0
    for i in range(count):
        j = (i + 1) % count
        za, zb = shade[i, 2], shade[j, 2]
        if za > 0.0:
            clipped[kept] = shade[i]
            kept += 1
        if (za > 0.0) != (zb > 0.0):
            t = za / (za - zb)
            for c in range(3):
                clipped[kept, c] = shade[i, c] + t * (shade[j, c] - shade[i, c])
            clipped[kept, 2] = 0.0
            kept += 1
    return kept


@njit(cache=True, nogil=True, fastmath=False)
def span(polygon, count, y):
    """Interval of x in which the line at height y crosses a convex polygon (count, >=2); (1, 0) if it does not."""
    low, high = np.inf, -np.inf
    j = count - 1
    for i in range(count):
        ya, yb = polygon[i, 1], polygon[j, 1]
        if (ya <= y) != (yb <= y):
            x = polygon[i, 0] + (y - ya) / (yb - ya) * (polygon[j, 0] - polygon[i, 0])
            low = min(low, x)
            high = max(high, x)
        j = i
    if low > high:
        return 1.0, 0.0
    return low, high


@njit(cache=True, nogil=True, fastmath=False)
def covered_length(starts, ends, count):
    """Length of the union of intervals; sorts the first `count` of them in place."""
    for i in range(1, count):
        a, b = starts[i], ends[i]
        j = i - 1
        while j >= 0 and starts[j] > a:
            starts[j + 1], ends[j + 1] = starts[j], ends[j]
            j -= 1
        starts[j + 1], ends[j + 1] = a, b
    total, reach = 0.0, -np.inf
    for i in range(count):
        begin = max(starts[i], reach)
        if ends[i] > begin:
            total += ends[i] - begin
            reach = ends[i]
    return total


@njit(cache=True, nogil=True, fastmath=False)
def scratch(shades, corners):
    """Working arrays of `sunlit_share`: projected polygons, their numbers of corners, ends of intervals."""
    # Every edge can cross the plane once: rounding may do so where an edge lies in it.
    return np.empty((shades, 2 * corners, 3)), np.empty(shades, dtype=np.int64), np.empty(shades), np.empty(shades)


@njit(cache=True, nogil=True, fastmath=False)
def sunlit_share(receiver, shades, corners, sx, sy, sz, projected, counts, starts, ends):
    """Share of the receiver that sees the direction (sx, sy, sz), sz > 0 along its outward normal.

    receiver: (n, 2) convex polygon in its own plane; shades: (m, c, 3) polygons in the same axes, z outwards;
    corners: (m,) number of corners of each; the rest is scratch from `scratch`.
    """
    m = shades.shape[0]
    used = 0
    for s in range(m):
        n = clip_front(shades[s], corners[s], projected[used])
        if n < 3:
            continue
        for i in range(n):
            z = projected[used, i, 2]
            projected[used, i, 0] -= z * sx / sz
            projected[used, i, 1] -= z * sy / sz
        counts[used] = n
        used += 1
    bottom, top = receiver[:, 1].min(), receiver[:, 1].max()
    area, shaded = 0.0, 0.0
    for strip in range(STRIPS):
        y = bottom + (strip + 0.5) * (top - bottom) / STRIPS
        left, right = span(receiver, receiver.shape[0], y)
        if right <= left:
            continue
        area += right - left
        pieces = 0
        for s in range(used):
            a, b = span(projected[s], counts[s], y)
            a, b = max(a, left), min(b, right)
            if b > a:
                starts[pieces], ends[pieces] = a, b
                pieces += 1
        shaded += covered_length(starts, ends, pieces)
    if area <= 0.0:
        return 1.0
    return 1.0 - shaded / area


@njit(cache=True, nogil=True, fastmath=False)
def sunlit_table(receiver, shades, corners, axes, azimuth, elevations, relative_azimuths, grazing):
    """Sunlit share for every pair of sun elevation and azimuth relative to the surface [rad].

    axes: (3, 3) rows along, up, normal of the receiver in site coordinates; azimuth: of its normal [rad];
    grazing: smallest cosine of incidence at which the projection is evaluated.
    """
    table = np.ones((elevations.size, relative_azimuths.size))
    projected, counts, starts, ends = scratch(shades.shape[0], shades.shape[1])
    for i in range(elevations.size):
        for j in range(relative_azimuths.size):
            horizontal = math.cos(elevations[i])
            direction = azimuth + relative_azimuths[j]
            x = horizontal * math.sin(direction)
            y = horizontal * math.cos(direction)
            z = math.sin(elevations[i])
            sz = axes[2, 0] * x + axes[2, 1] * y + axes[2, 2] * z
            # Behind the plane no beam arrives; the band just behind it is needed only to interpolate.
            if sz < -0.2:
                table[i, j] = 0.0
                continue
            sx = axes[0, 0] * x + axes[0, 1] * y + axes[0, 2] * z
            sy = axes[1, 0] * x + axes[1, 1] * y + axes[1, 2] * z
            table[i, j] = sunlit_share(
                receiver, shades, corners, sx, sy, max(sz, grazing), projected, counts, starts, ends
            )
    return table
