"""Which bits stand for which level.

| encoding | bits of k levels | a level is | invalid | why |
|---|---|---|---|---|
| `reference` | k - 1 | one bit, or none for the first level | several set | coefficients of the least range |
| `domain_wall` | k - 1 | the number of leading ones | a one behind a zero | few penalties |
| `one_hot` | k | the only bit that is set | none or several set | every program knows it |
| `binary` | log2 k | a Gray code | nothing | fewest bits, but it cannot say every pairwise function |

`reference` is the default, since noise on its coefficients does least (studies/qubo_vs_bruteforce).
Domain wall: Chancellor 2019, doi 10.1088/2058-9565/ab33c2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fluxion._checks import check_known
from fluxion.qubo.contrasts import Contrasts, contrasts
from fluxion.typing import FloatArray, IntArray

Bits = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class VariableCode:
    """Bits of one variable of k levels.

    Attributes:
        patterns: (k, m) bits of every level.
        level_of: (2**m,) or None: the level of every pattern, read as a number with the first bit as the greatest; None
            where only `patterns` are valid.
        indicators: (k, 1 + m) whole numbers: constant and coefficients of bits that make 1 for a level and 0 for the
            others, over `patterns`; None if no linear function of the bits does.
        penalty: constant, (m,) and (m, m) upper triangle of a quadratic function of the bits that is 0 for `patterns`
            and at least 1 for everything else; None where nothing is invalid.
    """

    patterns: Bits
    level_of: IntArray | None
    indicators: FloatArray | None
    penalty: tuple[float, FloatArray, FloatArray] | None

    def decode(self, bits: Bits) -> IntArray:
        """(n,) levels of (n, m) bits; -1 for invalid ones."""
        powers = 1 << np.arange(bits.shape[1] - 1, -1, -1, dtype=np.int64)
        numbers = bits.astype(np.int64) @ powers
        if self.level_of is not None:
            return self.level_of[numbers]
        known = self.patterns.astype(np.int64) @ powers
        order = np.argsort(known)
        places = np.minimum(np.searchsorted(known[order], numbers), len(known) - 1)
        return np.where(known[order][places] == numbers, order[places], -1)


@dataclass(frozen=True, eq=False)
class Encoding:
    """Bits of all variables, one variable after another; use `encoding`.

    Attributes:
        name: one of `ENCODINGS`.
        codes: (v) codes of the variables.
    """

    name: str
    codes: tuple[VariableCode, ...]

    @cached_property
    def starts(self) -> IntArray:
        """(v + 1,) first bit of every variable, then the number of bits."""
        return np.concatenate([[0], np.cumsum([code.patterns.shape[1] for code in self.codes])]).astype(np.int64)

    @property
    def width(self) -> int:
        """Number of bits."""
        return int(self.starts[-1])

    def bits_of(self, v: int) -> slice:
        """Bits of one variable."""
        return slice(int(self.starts[v]), int(self.starts[v + 1]))

    def encode(self, levels: IntArray) -> Bits:
        """(n, width) bits of (n, v) level numbers."""
        return np.concatenate([code.patterns[levels[:, v]] for v, code in enumerate(self.codes)], axis=1)

    def decode(self, bits: Bits) -> tuple[IntArray, NDArray[np.bool_]]:
        """(n, v) level numbers of (n, width) bits, and (n,) whether all of them are valid; -1 where one is not."""
        levels = np.stack([code.decode(bits[:, self.bits_of(v)]) for v, code in enumerate(self.codes)], axis=1)
        return levels, np.asarray((levels >= 0).all(axis=1))

    def basis(self) -> Contrasts:
        """The columns in which a function of pairs of levels must be linear for these bits to say it exactly."""
        counts = [len(code.patterns) for code in self.codes]
        if self.name != BINARY:
            return contrasts(counts)
        parts = [_standardised(code.patterns.astype(np.float64)) for code in self.codes]
        mains = [_with_products(part) for part in parts]
        return Contrasts(tuple(counts), tuple(mains), tuple(parts))


def encoding(name: str, counts: Sequence[int]) -> Encoding:
    """The encoding `name` of variables with these numbers of levels, each at least 2.

    Raises:
        InputError: an unknown name; the nearest one is told.
    """
    make = _MAKERS[check_known(name, ENCODINGS, "encoding")]
    return Encoding(name, tuple(make(count) for count in counts))


def _one_hot(count: int) -> VariableCode:
    patterns = np.eye(count, dtype=np.int8)
    indicators = np.concatenate([np.zeros((count, 1)), np.eye(count)], axis=1)
    # (sum of bits - 1)^2, with the square of a bit being the bit.
    penalty = (1.0, np.full(count, -1.0), np.triu(np.full((count, count), 2.0), 1))
    return VariableCode(patterns, None, indicators, penalty)


def _reference(count: int) -> VariableCode:
    patterns = np.eye(count, dtype=np.int8)[:, 1:]
    indicators = np.zeros((count, count))
    indicators[0, 0], indicators[0, 1:] = 1.0, -1.0
    indicators[1:, 1:] = np.eye(count - 1)
    penalty = (0.0, np.zeros(count - 1), np.triu(np.ones((count - 1, count - 1)), 1))
    return VariableCode(patterns, None, indicators, penalty if count > 2 else None)


def _domain_wall(count: int) -> VariableCode:
    patterns = np.tril(np.ones((count, count - 1), dtype=np.int8), -1)
    indicators = np.zeros((count, count))
    indicators[0, 0] = 1.0
    for level in range(count):
        if level:
            indicators[level, level] = 1.0
        if level < count - 1:
            indicators[level, level + 1] = -1.0
    # A one behind a zero: x[i + 1] (1 - x[i]).
    linear, quadratic = np.ones(count - 1), np.zeros((count - 1, count - 1))
    linear[0] = 0.0
    for i in range(count - 2):
        quadratic[i, i + 1] = -1.0
    return VariableCode(patterns, None, indicators, (0.0, linear, quadratic) if count > 2 else None)


def _binary(count: int) -> VariableCode:
    width = max(int(count - 1).bit_length(), 1)
    numbers = np.arange(2**width)
    # Neighbouring levels differ in one bit. Patterns that are left over repeat a level, so that all of them mean one.
    gray = numbers ^ (numbers >> 1)
    level_of = np.empty(2**width, dtype=np.int64)
    level_of[gray] = numbers * count // 2**width
    first = np.array([gray[int(np.flatnonzero(numbers * count // 2**width == level)[0])] for level in range(count)])
    patterns = ((first[:, None] >> np.arange(width - 1, -1, -1)) & 1).astype(np.int8)
    return VariableCode(patterns, level_of, None, None)


def _standardised(columns: FloatArray) -> FloatArray:
    centred = columns - columns.mean(axis=0)
    size = np.sqrt(np.square(centred).mean(axis=0))
    return centred / size


def _with_products(columns: FloatArray) -> FloatArray:
    """The columns and the products of two of them, as far as they say something new."""
    found = list(columns.T)
    for i in range(columns.shape[1]):
        for j in range(i):
            found.append(columns[:, i] * columns[:, j])
    kept: list[FloatArray] = []
    known = [np.ones(len(columns)) / np.sqrt(len(columns))]
    for column in found:
        rest = column - sum((unit @ column) * unit for unit in known)
        size = float(np.linalg.norm(rest))
        if size > 1e-9:
            known.append(rest / size)
            kept.append(rest / size * np.sqrt(len(columns)))
    return np.stack(kept, axis=1)


BINARY = "binary"
_MAKERS: dict[str, Callable[[int], VariableCode]] = {
    "reference": _reference,
    "domain_wall": _domain_wall,
    "one_hot": _one_hot,
    BINARY: _binary,
}
#: Names of the encodings, the default first.
ENCODINGS = tuple(_MAKERS)
