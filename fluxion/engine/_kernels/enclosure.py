"""Fixed-point iterations behind the radiation network of a zone."""

import numpy as np
from numba import njit

_MOST_ITERATIONS = 500
_CONVERGED = 1e-12
# Relative change at which iterations for the engine of single precision end.
_SINGLE_PRECISION = 1e-8


@njit(cache=True, nogil=True, fastmath=False)
def exchange_strengths(area, sees):
    """Strengths x with x_i sum_j sees_ij x_j = area_i: the symmetric exchange x_i x_j sees_ij then has rows A_i."""
    x = area / np.sqrt(area.sum())
    for _ in range(_MOST_ITERATIONS):
        change = 0.0
        seen = sees @ x
        for i in range(x.size):
            new = np.sqrt(x[i] * area[i] / seen[i]) if seen[i] > 0.0 else 0.0
            change = max(change, abs(new - x[i]) / max(new, 1e-300))
            x[i] = new
        if change < _CONVERGED:
            break
    return x


@njit(cache=True, nogil=True, fastmath=False)
def mrt_factors(area, largest_share):
    """Carroll's MRT view factors F with F_i = 1 / (1 - A_i F_i / sum(A F)); shares are capped at `largest_share`."""
    f = np.ones(area.size)
    for _ in range(_MOST_ITERATIONS):
        total = np.sum(area * f)
        change = 0.0
        for i in range(f.size):
            new = 1.0 / (1.0 - min(area[i] * f[i] / total, largest_share))
            change = max(change, abs(new - f[i]) / new)
            f[i] = new
        if change < _CONVERGED:
            break
    return f


@njit(cache=True, nogil=True, fastmath=False)
def strengths_of_many(area, sees):
    """Strengths (n, m) of many rooms of one plan, scaled down where a room is not closed; see `exchange_strengths`.

    The exchange between faces i and j is then y_i y_j sees_ij, and never more than their areas. area: (n, m).
    """
    n, m = area.shape
    strengths, seen = np.empty((n, m)), np.empty(m)
    for k in range(n):
        x = strengths[k]
        total = 0.0
        for i in range(m):
            total += area[k, i]
        for i in range(m):
            x[i] = area[k, i] / np.sqrt(total)
        for _ in range(_MOST_ITERATIONS):
            change = 0.0
            for i in range(m):
                seen[i] = 0.0
                for j in range(m):
                    seen[i] += sees[i, j] * x[j]
            for i in range(m):
                new = np.sqrt(x[i] * area[k, i] / seen[i]) if seen[i] > 0.0 else 0.0
                change = max(change, abs(new - x[i]) - _SINGLE_PRECISION * new)
                x[i] = new
            if change <= 0.0:
                break
        for i in range(m):
            seen[i] = 0.0
            for j in range(m):
                seen[i] += sees[i, j] * x[j]
        for i in range(m):
            out = x[i] * seen[i]
            seen[i] = min(1.0, area[k, i] / out) if out > 0.0 else 1.0
        for i in range(m):
            x[i] *= seen[i]
    return strengths


@njit(cache=True, nogil=True, fastmath=False)
def exchange_totals(area, emissivity, strengths, sees, group):
    """Radiative exchange of groups of faces with all others in many rooms of one plan; see `enclosure`.

    area: (n, m); emissivity, group: (m,); strengths: (n, m) from `strengths_of_many`; sees: (m, m). Returns (n, c), the
    sum of Hottel's factors [m2] from the faces of each group to those of the others.
    """
    n, m = area.shape
    totals = np.zeros((n, group.max() + 1))
    system, script = np.empty((m, m)), np.empty((m, m))
    for k in range(n):
        own, x = area[k], strengths[k]
        for i in range(m):
            left = own[i]
            for j in range(m):
                script[i, j] = x[i] * x[j] * sees[i, j]
                left -= script[i, j]
            script[i, i] += max(0.0, left)
            reflected = (1.0 - emissivity[i]) / own[i]
            for j in range(m):
                system[i, j] = -reflected * script[i, j]
            system[i, i] += 1.0
        # script becomes A F (1 - (1 - eps) F)^-1: columns are solved by elimination from the right.
        solve_from_right(system, script)
        for i in range(m):
            for j in range(m):
                if group[i] != group[j]:
                    both = emissivity[i] * emissivity[j]
                    totals[k, group[i]] += 0.5 * both * (script[i, j] + script[j, i])
    return totals


@njit(cache=True, nogil=True, fastmath=False)
def solve_from_right(system, values):
    """Replace `values` (m, m) by values system^-1; `system`, diagonally dominant, is destroyed."""
    m = system.shape[0]
    for p in range(m):
        inverse = 1.0 / system[p, p]
        for i in range(m):
            values[i, p] *= inverse
            system[i, p] *= inverse
        for j in range(m):
            if j != p:
                factor = system[p, j]
                for i in range(m):
                    values[i, j] -= factor * values[i, p]
                    system[i, j] -= factor * system[i, p]


@njit(cache=True, nogil=True, fastmath=False)
def matched_star(total, largest_share):
    """Conductances k (n, c) to a star node through which every face exchanges its `total` (n, c) with all others.

    Through the node a face exchanges k_i (1 - k_i / sum k); shares are capped at `largest_share`.
    """
    k = total.copy()
    for row in k:
        own = row.copy()
        for _ in range(_MOST_ITERATIONS):
            whole, change = row.sum(), 0.0
            if whole <= 0.0:
                break
            for i in range(row.size):
                new = own[i] / (1.0 - min(row[i] / whole, largest_share))
                change = max(change, abs(new - row[i]))
                row[i] = new
            if change < _SINGLE_PRECISION * whole:
                break
    return k
