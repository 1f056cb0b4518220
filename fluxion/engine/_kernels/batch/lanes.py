"""Single-precision numbers side by side, one for each building of a block.

Compiled, a group of lanes is one LLVM vector, which the compiler splits into registers. Interpreted, it is a NumPy
array. Operators and the functions below act lane by lane; nothing ever moves a number from one lane to another, so that
a building's results do not depend on its neighbours.

Products and sums may be fused, which rounds once instead of twice. NaN and infinities keep their meaning.
"""

import numpy as np
from numba.core.registry import cpu_target

#: True where the processor looks up reciprocals and table entries of sixteen lanes at once.
WIDE = "+avx512f" in cpu_target.target_context.codegen()._tm_features
#: Buildings side by side: two registers of AVX-512 or of AVX2. What a loop does beside arithmetic then serves more
#: buildings than with one.
LANES = 32 if WIDE else 16
#: Entries in a row of a table that lanes are looked up in.
ENTRIES = 16
#: 127 2^23: the bits of 1.0, and what centres the error of a guess made from the bits [2^23 log2].
ONE_BITS = float(0x3F800000)
CENTRE = 0.056 * 2.0**23
#: Smallest number whose root is exact.
LEAST_SQUARE = 1e-12


def entry(table, i):
    """Integer at place i of a (n,) table; i must not be negative."""
    return int(table[i])


def load(array, i):
    """Row i of a (n, lanes) array."""
    return array[i].copy()


def store(array, i, lanes):
    """Write row i of a (n, lanes) array."""
    array[i] = lanes


def add(array, i, lanes):
    """Add to row i of a (n, lanes) array."""
    store(array, i, load(array, i) + lanes)


def splat(number):
    """The same number in every lane."""
    return np.full(LANES, number, dtype=np.float32)


def smaller(a, b):
    """The smaller one, lane by lane; `b` where either is not a number."""
    return np.where(a < b, a, b)


def larger(a, b):
    """The larger one, lane by lane; `b` where either is not a number."""
    return np.where(a > b, a, b)


def magnitude(a):
    """Absolute value."""
    return np.abs(a)


def chosen(mask, a, b):
    """`a` where the mask holds, else `b`."""
    return np.where(mask, a, b)


def both(a, b):
    """True where both masks hold."""
    return a & b


def reciprocal(a):
    """1/a, to rounding, of lanes that are neither zero nor infinite; 1/a or NaN there."""
    return (np.float32(1.0) / a).astype(np.float32)


def root(a):
    """sqrt(a), to rounding, of lanes that are not negative; below `LEAST_SQUARE` it may be that of LEAST_SQUARE."""
    return np.sqrt(a)


def power_guess(a, exponent):
    """A first guess of a**exponent, -1 < exponent < 0, within 4 %, from the bits of lanes that are not negative."""
    bits = a.view(np.int32).astype(np.float32)
    scaled = bits * np.float32(exponent) + np.float32((1.0 - exponent) * ONE_BITS - CENTRE)
    return np.where(np.isfinite(scaled), scaled, 0.0).astype(np.int32).view(np.float32)


def interpolated(table, row, place):
    """Linear value in row `row` of a (n, 16) table at lanes of places; 0 stands for its first entry, 15 for its last.

    The table is the same for all buildings. Beyond its ends the value is that of the end.
    """
    held = np.clip(place, 0.0, ENTRIES - 1.001).astype(np.float32)
    low = held.astype(np.int32)
    return table[row, low] + (held - low.astype(np.float32)) * (table[row, low + 1] - table[row, low])
