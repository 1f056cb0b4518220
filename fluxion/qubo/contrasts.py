"""Columns in which a pairwise function is linear and whose coefficients are few and comparable."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fluxion.qubo.pairwise import PairwiseModel
from fluxion.typing import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Contrasts:
    """One constant, some columns for every variable, and products of the columns of two variables.

    Attributes:
        counts: (v,) numbers of levels.
        mains: (v) per variable its (k, a) columns by level.
        parts: (v) per variable the (k, b) columns whose products with those of another variable make pairs.
    """

    counts: tuple[int, ...]
    mains: tuple[FloatArray, ...]
    parts: tuple[FloatArray, ...]

    @cached_property
    def starts(self) -> IntArray:
        """(v,) first column of every variable, behind the constant."""
        widths = [table.shape[1] for table in self.mains]
        return 1 + np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(np.int64)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int, int], ...]:
        """(variable, variable, first column) of every pair of variables."""
        column = self.singles
        found = []
        for v in range(len(self.counts)):
            for w in range(v + 1, len(self.counts)):
                found.append((v, w, column))
                column += self.parts[v].shape[1] * self.parts[w].shape[1]
        return tuple(found)

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        widths = [table.shape[1] for table in self.parts]
        return self.singles + (sum(widths) ** 2 - sum(width**2 for width in widths)) // 2

    @property
    def singles(self) -> int:
        """Number of columns in front of the pairs."""
        return 1 + sum(table.shape[1] for table in self.mains)

    def apply(self, levels: IntArray) -> FloatArray:
        """(n, width) columns of (n, v) level numbers."""
        rows = np.empty((len(levels), self.width))
        rows[:, 0] = 1.0
        mains = [table[levels[:, v]] for v, table in enumerate(self.mains)]
        parts = [table[levels[:, v]] for v, table in enumerate(self.parts)]
        for start, main in zip(self.starts, mains):
            rows[:, start : start + main.shape[1]] = main
        for v, w, start in self.pairs:
            product = parts[v][:, :, None] * parts[w][:, None, :]
            rows[:, start : start + product[0].size] = product.reshape(len(levels), -1)
        return rows

    def model(self, coefficients: FloatArray) -> PairwiseModel:
        """The pairwise function with these (width,) coefficients."""
        size = sum(self.counts)
        offsets = np.concatenate([[0], np.cumsum(self.counts)]).astype(np.int64)
        main, pair = np.zeros(size), np.zeros((size, size))
        for v, table in enumerate(self.mains):
            own = coefficients[self.starts[v] : self.starts[v] + table.shape[1]]
            main[offsets[v] : offsets[v + 1]] = table @ own
        for v, w, start in self.pairs:
            a, b = self.parts[v], self.parts[w]
            own = coefficients[start : start + a.shape[1] * b.shape[1]].reshape(a.shape[1], b.shape[1])
            rows, columns = slice(offsets[v], offsets[v + 1]), slice(offsets[w], offsets[w + 1])
            pair[rows, columns] = a @ own @ b.T
            pair[columns, rows] = pair[rows, columns].T
        return PairwiseModel(self.counts, float(coefficients[0]), main, pair)


def contrasts(counts: Sequence[int]) -> Contrasts:
    """Columns in which every pairwise function is linear: k - 1 for a variable of k levels.

    Over a design whose levels are all alike probable the columns are uncorrelated with variance 1, so that a ridge
    holds all coefficients small in the same way.
    """
    tables = tuple(_helmert(count) for count in counts)
    return Contrasts(tuple(counts), tables, tables)


def _helmert(count: int) -> FloatArray:
    """(k, k - 1) columns that are orthogonal to each other and to the constant, with mean square 1."""
    table = np.zeros((count, count - 1))
    for column in range(count - 1):
        table[: column + 1, column] = 1.0
        table[column + 1, column] = -(column + 1.0)
        table[:, column] *= np.sqrt(count / ((column + 1.0) * (column + 2.0)))
    return table
