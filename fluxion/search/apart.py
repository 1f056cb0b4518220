"""Which of many good designs are worth a truth run where only the best one is wanted: good ones that lie apart.

A search for one best design ends in a crowd of designs that hardly differ. They would all turn out right or wrong
together: one of them is worth a run, the next run is worth more elsewhere.
"""

import numpy as np

from fluxion.surrogate.kernel_ridge import squared_distances
from fluxion.typing import Column, FloatArray, IntArray

# Candidates without a feasible one among them from which some are chosen, per design wanted.
_NEAREST_MISSES = 10


def good_and_apart(
    values: Column, violation: Column, Z: FloatArray, taken: FloatArray, count: int, tolerance: float
) -> IntArray:
    """Up to `count` rows of n candidates: the best, then the one farthest from all chosen among those nearly as good.

    Args:
        values: (n,) what is minimised.
        violation: (n,) 0 where feasible. If no candidate is, those that miss the limits least are chosen from.
        Z: (n, q) where the candidates lie.
        taken: (k, q) where designs lie that have been chosen already.
        count: rows wanted.
        tolerance: how much worse than the best is nearly as good, in the unit of `values`.
    """
    order = np.lexsort((values, violation))
    feasible = order[violation[order] <= 0.0]
    if len(feasible):
        pool = feasible[values[feasible] <= values[feasible[0]] + tolerance]
    else:
        pool = order[np.isfinite(violation[order])][: _NEAREST_MISSES * count]
    if not len(pool) or count < 1:
        return np.empty(0, dtype=np.int64)
    away = squared_distances(Z[pool], taken).min(axis=1, initial=np.inf)
    chosen = [0]
    for _ in range(min(count, len(pool)) - 1):
        away = np.minimum(away, squared_distances(Z[pool], Z[pool[chosen[-1:]]])[:, 0])
        away[chosen] = -np.inf
        chosen.append(int(away.argmax()))
    return np.asarray(pool[chosen], dtype=np.int64)
