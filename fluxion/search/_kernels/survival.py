"""Who survives a generation: feasible before infeasible, better fronts first, crowded ones last (Deb et al. 2002)."""

import numpy as np
from numba import njit

from fluxion.search._kernels.ranking import ranks


@njit(cache=True, nogil=True, fastmath=False)
def survive(F, violation, keep):
    """The best rows of a population.

    Args:
        F: (n, m) objectives.
        violation: (n,) sum of broken constraints, 0 for feasible rows, +inf for rows without result.
        keep: how many survive.

    Returns:
        rows: (k,) survivors, k = min(keep, n), best first.
        level: (k,) their fronts; the infeasible behind all of these, in the order of their violation.
        crowding: (k,) crowding distances within the front, +inf at its ends; 0 for the infeasible.
    """
    feasible = np.flatnonzero(violation <= 0.0)
    infeasible = np.flatnonzero(violation > 0.0)
    keep = min(keep, len(F))
    rows = np.empty(keep, dtype=np.int64)
    level = np.empty(keep, dtype=np.int64)
    crowding = np.zeros(keep)
    filled, front = 0, 0
    if len(feasible):
        objectives = F[feasible]
        rank = ranks(objectives)
        by_rank = np.argsort(rank, kind="mergesort")
        first = 0
        while first < len(feasible) and filled < keep:
            end = first
            while end < len(feasible) and rank[by_rank[end]] == front:
                end += 1
            members = by_rank[first:end]
            distance = crowding_distances(objectives[members])
            room = keep - filled
            chosen = np.arange(len(members))
            if len(members) > room:
                chosen = np.argsort(-distance, kind="mergesort")[:room]
            for j in chosen:
                rows[filled] = feasible[members[j]]
                level[filled] = front
                crowding[filled] = distance[j]
                filled += 1
            first = end
            front += 1
    order = np.argsort(violation[infeasible], kind="mergesort")
    for j in order:
        if filled == keep:
            break
        rows[filled] = infeasible[j]
        level[filled] = front
        front += 1
        filled += 1
    return rows, level, crowding


@njit(cache=True, nogil=True, fastmath=False)
def crowding_distances(F):
    """(n,) sums over the objectives of the gap between both neighbours, over the range; +inf at the ends."""
    n, m = F.shape
    distance = np.zeros(n)
    for k in range(m):
        order = np.argsort(F[:, k], kind="mergesort")
        low, high = F[order[0], k], F[order[n - 1], k]
        distance[order[0]] = np.inf
        distance[order[n - 1]] = np.inf
        if not high > low or not np.isfinite(high - low):
            continue
        for i in range(1, n - 1):
            distance[order[i]] += (F[order[i + 1], k] - F[order[i - 1], k]) / (high - low)
    return distance
