"""Fused multiply-adds that depend on nothing but their own accumulator.

A core starts several of them per cycle, but each takes some cycles to finish. With enough accumulators in flight the
next one is always ready, and the loop runs at the peak of the core. How many are enough depends on the width of its
registers, and with too many they no longer fit: hence a kernel of six and one of twelve groups of sixteen lanes.
"""

from numba import njit

from fluxion.engine._kernels.batch.lanes import splat, store


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def six_accumulators(rounds, factor, start, sums):
    """`rounds` times a = a factor + (1 - factor) in six groups of lanes; their sum goes to sums, (1, 16)."""
    x, y = splat(factor), splat(1.0 - factor)
    # Different starts: equal ones would be computed once.
    a, b, c = splat(start), splat(2.0 * start), splat(3.0 * start)
    d, e, f = splat(4.0 * start), splat(5.0 * start), splat(6.0 * start)
    for _ in range(rounds):
        a, b, c = a * x + y, b * x + y, c * x + y
        d, e, f = d * x + y, e * x + y, f * x + y
    store(sums, 0, a + b + c + d + e + f)


@njit(cache=True, nogil=True, fastmath=False, _nrt=False)
def twelve_accumulators(rounds, factor, start, sums):
    """`rounds` times a = a factor + (1 - factor) in twelve groups of lanes; their sum goes to sums, (1, 16)."""
    x, y = splat(factor), splat(1.0 - factor)
    a, b, c, d = splat(start), splat(2.0 * start), splat(3.0 * start), splat(4.0 * start)
    e, f, g, h = splat(5.0 * start), splat(6.0 * start), splat(7.0 * start), splat(8.0 * start)
    i, j, k, m = splat(9.0 * start), splat(10.0 * start), splat(11.0 * start), splat(12.0 * start)
    for _ in range(rounds):
        a, b, c, d = a * x + y, b * x + y, c * x + y, d * x + y
        e, f, g, h = e * x + y, f * x + y, g * x + y, h * x + y
        i, j, k, m = i * x + y, j * x + y, k * x + y, m * x + y
    store(sums, 0, a + b + c + d + e + f + g + h + i + j + k + m)
