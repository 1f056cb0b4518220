"""Sixteen single-precision numbers side by side, one for each building of a block.

Compiled, a group of lanes is one LLVM vector: one register of AVX-512, two of AVX2, four of SSE or NEON; the compiler
splits it where registers are narrower. Interpreted, it is a NumPy array of sixteen values. Operators and the functions
below act lane by lane; nothing ever moves a number from one lane to another, which is why a building's results do not
depend on its neighbours.

Products and sums may be fused, which rounds once instead of twice. NaN and infinities keep their meaning.
"""

import numpy as np

#: Buildings side by side.
LANES = 16
#: 127 2^23: the bits of 1.0, and what centres the error of a guess made from the bits [2^23 log2].
ONE_BITS = float(0x3F800000)
CENTRE = 0.056 * 2.0**23


def load(array, i):
    """Row i of a (n, 16) array."""
    return array[i].copy()


def store(array, i, lanes):
    """Write row i of a (n, 16) array."""
    array[i] = lanes


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


def either(a, b):
    """True where one of two masks holds."""
    return a | b


def both(a, b):
    """True where both masks hold."""
    return a & b


def reciprocal(a):
    """1/a."""
    return (np.float32(1.0) / a).astype(np.float32)


def inverse_root(a):
    """1/sqrt(a), to rounding; infinity at zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return (np.float32(1.0) / np.sqrt(a)).astype(np.float32)


def power_guess(a, exponent):
    """A first guess of a**exponent, -1 < exponent < 0, within 4 %, from the bits of lanes that are not negative."""
    bits = a.view(np.int32).astype(np.float32)
    scaled = bits * np.float32(exponent) + np.float32((1.0 - exponent) * ONE_BITS - CENTRE)
    return np.where(np.isfinite(scaled), scaled, 0.0).astype(np.int32).view(np.float32)


def interpolated(table, row, place):
    """Linear value in row `row` of a (n, 16) table at lanes of places; 0 stands for its first entry, 15 for its last.

    The table is the same for all buildings. Beyond its ends the value is that of the end.
    """
    held = np.clip(place, 0.0, LANES - 1.001).astype(np.float32)
    low = held.astype(np.int32)
    return table[row, low] + (held - low.astype(np.float32)) * (table[row, low + 1] - table[row, low])
