"""Fixed-point iterations behind the radiation network of a zone."""

import numpy as np
from numba import njit

_MOST_ITERATIONS = 500
_CONVERGED = 1e-12


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
