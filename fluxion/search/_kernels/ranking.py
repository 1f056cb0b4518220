"""Non-dominated sorting: two objectives by a sweep, more by sets of bits.

Rows are visited in lexicographic order, in which nothing can dominate what stands before it. A row belongs to the first
front that holds no row dominating it; if a front holds one, so do all fronts before it (dominance is transitive), so
the front is found by bisection (Zhang et al. 2015, doi 10.1109/TEVC.2014.2308305). Which rows are as good in one
objective is a set of bits, filled in the order of that objective; the intersection over all objectives is what
dominates a row, sixty-four rows an instruction.
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, fastmath=False)
def ranks(F):
    """(n,) number of the front that each row of (n, m) objectives lies on, from 0; +inf is a value like others."""
    order = lexicographic(F)
    if F.shape[1] == 1:
        return _ranks_of_one(F, order)
    if F.shape[1] == 2:
        return _ranks_of_two(F, order)
    return _ranks_of_many(F, order)


@njit(cache=True, nogil=True, fastmath=False)
def lexicographic(F):
    """(n,) rows by the first objective, ties by the second and so on."""
    order = np.arange(len(F))
    # Stable sorts from the last objective to the first one.
    for k in range(F.shape[1] - 1, -1, -1):
        order = order[np.argsort(F[order, k], kind="mergesort")]
    return order


@njit(cache=True, nogil=True, fastmath=False)
def _ranks_of_one(F, order):
    rank = np.zeros(len(F), dtype=np.int64)
    for i in range(1, len(order)):
        rank[order[i]] = rank[order[i - 1]] + (F[order[i], 0] > F[order[i - 1], 0])
    return rank


@njit(cache=True, nogil=True, fastmath=False)
def _ranks_of_two(F, order):
    n = len(F)
    rank = np.zeros(n, dtype=np.int64)
    # The smallest second objective on each front: the last row that joined it.
    least = np.empty(n)
    fronts = 0
    for i in range(n):
        row = order[i]
        if i > 0 and F[row, 0] == F[order[i - 1], 0] and F[row, 1] == F[order[i - 1], 1]:
            rank[row] = rank[order[i - 1]]
            continue
        low, high = 0, fronts
        while low < high:
            middle = (low + high) // 2
            if least[middle] <= F[row, 1]:
                low = middle + 1
            else:
                high = middle
        rank[row] = low
        least[low] = F[row, 1]
        fronts = max(fronts, low + 1)
    return rank


@njit(cache=True, nogil=True, fastmath=False)
def _ranks_of_many(F, order):
    n = len(F)
    words = (n + 63) // 64
    as_good = _as_good(F, order, words)
    rank = np.zeros(n, dtype=np.int64)
    members = np.zeros((n, words), dtype=np.uint64)
    fronts = 0
    for i in range(n):
        row = order[i]
        if i > 0 and (F[row] == F[order[i - 1]]).all():
            rank[row] = rank[order[i - 1]]
            low = rank[row]
        else:
            last = i // 64 + 1
            low, high = 0, fronts
            while low < high:
                middle = (low + high) // 2
                if _meet(as_good[i], members[middle], last):
                    low = middle + 1
                else:
                    high = middle
            rank[row] = low
            fronts = max(fronts, low + 1)
        members[low, i // 64] |= np.uint64(1) << np.uint64(i % 64)
    return rank


@njit(cache=True, nogil=True, fastmath=False)
def _as_good(F, order, words):
    """(n, words) for each row in `order` the set of places whose rows are as good in all objectives but the first."""
    n, m = F.shape
    sets = np.empty((n, words), dtype=np.uint64)
    sets[:] = ~np.uint64(0)
    place_of = np.arange(n)
    running = np.empty(words, dtype=np.uint64)
    for k in range(1, m):
        values = F[order, k]
        by_value = place_of[np.argsort(values, kind="mergesort")]
        running[:] = np.uint64(0)
        first = 0
        while first < n:
            end = first
            while end < n and values[by_value[end]] == values[by_value[first]]:
                place = by_value[end]
                running[place // 64] |= np.uint64(1) << np.uint64(place % 64)
                end += 1
            for j in range(first, end):
                place = by_value[j]
                # Nothing that stands later in the order can dominate.
                for w in range(place // 64 + 1):
                    sets[place, w] &= running[w]
            first = end
    return sets


@njit(cache=True, nogil=True, fastmath=False)
def _meet(one, other, words):
    for w in range(words):
        if one[w] & other[w]:
            return True
    return False
