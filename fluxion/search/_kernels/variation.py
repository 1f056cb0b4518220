"""Offspring of mixed designs: tournament, crossover, mutation, and no design twice.

Real variables: simulated binary crossover and polynomial mutation within bounds (Deb and Agrawal 1995; Deb and Goyal
1996). Integers: the same crossover, rounded; a mutation is a step up or down, short ones more often than long ones.
Choices have no order: offspring take the option of either parent, a mutation is any other option.
"""

import math

import numpy as np
from numba import njit

#: Kinds of variables.
REAL, INTEGER, CHOICE = 0, 1, 2
# Attempts for each wanted child before a population counts as exhausted: small spaces have few designs.
_ATTEMPTS = 20


@njit(cache=True, nogil=True, fastmath=False)
def offspring(X, level, crowding, lower, upper, kinds, settings, count, generator):
    """Up to `count` new designs, none like another or like a parent.

    Args:
        X: (p, d) parents, contiguous, without -0.0, which would count as another number than 0.0.
        level: (p,) their fronts, smaller is better.
        crowding: (p,) their crowding distances, larger is better.
        lower: (d,) smallest values; equal to `upper` where a variable is held.
        upper: (d,) largest values.
        kinds: (d,) REAL, INTEGER or CHOICE.
        settings: (5,) chance of a crossover, its distribution index, chance of a mutation per variable, its index,
            chance of a move by differences instead of a crossover.
        count: wanted designs.
        generator: NumPy's random generator.

    Returns:
        (k, d) designs, k <= count.
    """
    p, d = X.shape
    children = np.empty((count, d))
    pair = np.empty((2, d))
    table = _table(p + count)
    for i in range(p):
        _remember(table, X, i, children, p, X[i])
    made = 0
    for _ in range(_ATTEMPTS * count):
        if made == count:
            break
        pair[0] = X[_winner(level, crowding, generator)]
        pair[1] = X[_winner(level, crowding, generator)]
        if generator.random() < settings[4]:
            for k in range(2):
                _step(pair[k], X, level, crowding, lower, upper, kinds, generator)
        elif generator.random() < settings[0]:
            _cross(pair, lower, upper, kinds, settings[1], generator)
        for k in range(2):
            if made == count:
                break
            _mutate(pair[k], lower, upper, kinds, settings[2], settings[3], generator)
            if _remember(table, X, p + made, children, p, pair[k]):
                children[made] = pair[k]
                made += 1
    return children[:made]


@njit(cache=True, nogil=True, fastmath=False)
def distinct(X):
    """(k,) rows of contiguous (n, d) designs without -0.0 that are like none before them."""
    n = len(X)
    table = _table(n)
    rows = np.empty(n, dtype=np.int64)
    nobody = np.empty((0, X.shape[1]))
    k = 0
    for i in range(n):
        if _remember(table, X, i, nobody, n, X[i]):
            rows[k] = i
            k += 1
    return rows[:k]


@njit(cache=True, nogil=True, fastmath=False)
def _winner(level, crowding, generator):
    p = len(level)
    a, b = int(generator.random() * p), int(generator.random() * p)
    if level[a] != level[b]:
        return a if level[a] < level[b] else b
    if crowding[a] != crowding[b]:
        return a if crowding[a] > crowding[b] else b
    return a


@njit(cache=True, nogil=True, fastmath=False)
def _cross(pair, lower, upper, kinds, eta, generator):
    for j in range(pair.shape[1]):
        if generator.random() >= 0.5 or pair[0, j] == pair[1, j]:
            continue
        if kinds[j] != CHOICE:
            low, high = min(pair[0, j], pair[1, j]), max(pair[0, j], pair[1, j])
            u, gap = generator.random(), high - low
            pair[0, j] = 0.5 * (low + high - gap * _spread(1.0 + 2.0 * (low - lower[j]) / gap, u, eta))
            pair[1, j] = 0.5 * (low + high + gap * _spread(1.0 + 2.0 * (upper[j] - high) / gap, u, eta))
            for k in range(2):
                if kinds[j] == INTEGER:
                    pair[k, j] = math.floor(pair[k, j] + generator.random())
                pair[k, j] = min(max(pair[k, j], lower[j]), upper[j]) + 0.0
        if generator.random() < 0.5:
            pair[0, j], pair[1, j] = pair[1, j], pair[0, j]


@njit(cache=True, nogil=True, fastmath=False)
def _step(x, X, level, crowding, lower, upper, kinds, generator):
    """Move a design by the difference of two others; what would leave the bounds ends on them."""
    p, d = X.shape
    a = X[int(generator.random() * p)]
    b = X[int(generator.random() * p)]
    length = generator.random()
    share = 0.2 + 0.7 * generator.random()
    for j in range(d):
        if generator.random() >= share or lower[j] == upper[j]:
            continue
        if kinds[j] == CHOICE:
            if generator.random() < 0.5:
                x[j] = a[j]
            continue
        moved = x[j] + length * (a[j] - b[j])
        if kinds[j] == INTEGER:
            moved = math.floor(moved + generator.random())
        x[j] = min(max(moved, lower[j]), upper[j]) + 0.0


@njit(cache=True, nogil=True, fastmath=False)
def _spread(beta, u, eta):
    alpha = 2.0 - beta ** -(eta + 1.0)
    if u <= 1.0 / alpha:
        return (u * alpha) ** (1.0 / (eta + 1.0))
    return (1.0 / (2.0 - u * alpha)) ** (1.0 / (eta + 1.0))


@njit(cache=True, nogil=True, fastmath=False)
def _mutate(x, lower, upper, kinds, chance, eta, generator):
    for j in range(len(x)):
        if generator.random() >= chance or lower[j] == upper[j]:
            continue
        width = upper[j] - lower[j]
        if kinds[j] == REAL:
            x[j] += width * _shift((x[j] - lower[j]) / width, generator.random(), eta)
        elif kinds[j] == INTEGER:
            step = 1.0
            while generator.random() < 0.5:
                step += 1.0
            x[j] += step if generator.random() < 0.5 else -step
        else:
            # A shift round the circle reaches every other option equally often.
            shifted = x[j] - lower[j] + 1.0 + math.floor(generator.random() * width)
            x[j] = lower[j] + shifted % (width + 1.0)
        x[j] = min(max(x[j], lower[j]), upper[j]) + 0.0


@njit(cache=True, nogil=True, fastmath=False)
def _shift(place, u, eta):
    power = 1.0 / (eta + 1.0)
    if u <= 0.5:
        return (2.0 * u + (1.0 - 2.0 * u) * (1.0 - place) ** (eta + 1.0)) ** power - 1.0
    return 1.0 - (2.0 * (1.0 - u) + 2.0 * (u - 0.5) * place ** (eta + 1.0)) ** power


@njit(cache=True, nogil=True, fastmath=False)
def _table(rows):
    """Empty hash table for so many rows, at most half full."""
    size = 16
    while size < 2 * rows:
        size *= 2
    table = np.empty(size, dtype=np.int64)
    table[:] = -1
    return table


@njit(cache=True, nogil=True, fastmath=False)
def _remember(table, X, number, more, first, x):
    """Enter a row under its number; False if an equal one is there. Numbers from `first` on are rows of `more`."""
    mask = len(table) - 1
    place = _hash(x) & mask
    while table[place] >= 0:
        other = table[place]
        if other < first:
            if _equal(X[other], x):
                return False
        elif _equal(more[other - first], x):
            return False
        place = (place + 1) & mask
    table[place] = number
    return True


@njit(cache=True, nogil=True, fastmath=False)
def _equal(one, other):
    for j in range(len(one)):
        if one[j] != other[j]:
            return False
    return True


@njit(cache=True, nogil=True, fastmath=False)
def _hash(x):
    mixed = np.uint64(1469598103934665603)
    words = x.view(np.uint64)
    for j in range(len(x)):
        mixed = (mixed ^ words[j]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.int64(mixed >> np.uint64(2))
