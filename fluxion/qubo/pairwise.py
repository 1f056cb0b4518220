"""Functions of one level per variable that are sums over variables and pairs of variables."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import Column, FloatArray, IntArray

#: Most combinations that are enumerated: the table of their values takes 80 MB.
MOST_ENUMERATED = 10_000_000


def check_enumerable(counts: tuple[int, ...]) -> None:
    """Refuse grids of more combinations than can be enumerated.

    Raises:
        InputError: there are more than `MOST_ENUMERATED`.
    """
    size = np.prod([float(count) for count in counts])
    if size > MOST_ENUMERATED:
        raise InputError(
            f"the grid has {size:.3g} combinations, more than the {MOST_ENUMERATED:,} that can be enumerated; give "
            "fewer levels, or take a sampler such as 'sa'."
        )


# Rows whose pairs are looked up at a time; more would leave the cache.
_ROWS = 4096


@dataclass(frozen=True, eq=False)
class PairwiseModel:
    """value = constant + sum_v main[v, level_v] + sum_{v < w} pair[(v, level_v), (w, level_w)].

    Attributes:
        counts: (v,) numbers of levels.
        constant: the part that all designs have.
        main: (L,) for every level of every variable, one variable after another; L is the sum of `counts`.
        pair: (L, L) symmetric, zero where both levels belong to one variable.
    """

    counts: tuple[int, ...]
    constant: float
    main: FloatArray
    pair: FloatArray

    @cached_property
    def starts(self) -> IntArray:
        """(v,) place of the first level of every variable in `main`."""
        return np.concatenate([[0], np.cumsum(self.counts)[:-1]]).astype(np.int64)

    def block(self, v: int) -> slice:
        """Places of the levels of one variable."""
        return slice(int(self.starts[v]), int(self.starts[v]) + self.counts[v])

    def values(self, levels: IntArray) -> Column:
        """(n,) values of (n, v) level numbers."""
        result = np.empty(len(levels))
        flat, width = self.pair.ravel(), len(self.main)
        for start in range(0, len(levels), _ROWS):
            places = levels[start : start + _ROWS] + self.starts
            total = self.constant + self.main[places].sum(axis=1)
            for v in range(len(self.counts)):
                rows = places[:, v, None] * width + places[:, v + 1 :]
                total += flat[rows].sum(axis=1)
            result[start : start + _ROWS] = total
        return result

    def swings(self) -> FloatArray:
        """(v,) bounds on how much the value can change when one variable changes its level."""
        found = np.zeros(len(self.counts))
        for v, count in enumerate(self.counts):
            own = self.block(v)
            for a in range(count):
                for b in range(a):
                    change = np.abs(self.pair[own.start + a] - self.pair[own.start + b])
                    others = np.maximum.reduceat(change, self.starts).sum()
                    found[v] = max(found[v], abs(self.main[own][a] - self.main[own][b]) + others)
        return found

    def table(self) -> FloatArray:
        """Values of all combinations, with one axis per variable.

        Raises:
            InputError: there are more than `MOST_ENUMERATED`.
        """
        check_enumerable(self.counts)
        whole = np.full(self.counts, self.constant)
        axes = len(self.counts)
        for v in range(axes):
            whole += self.main[self.block(v)].reshape([-1 if a == v else 1 for a in range(axes)])
            for w in range(v + 1, axes):
                pair = self.pair[self.block(v), self.block(w)]
                whole += pair.reshape([self.counts[a] if a in (v, w) else 1 for a in range(axes)])
        return whole

    def centred(self) -> "PairwiseModel":
        """The same function with main effects and pairs that add up to zero over the levels of each variable.

        Many tables say the same; these have the smallest interactions, and so the smallest coefficients of bits.
        """
        constant, main, pair = self.constant, self.main.copy(), self.pair.copy()
        for v in range(len(self.counts)):
            for w in range(v + 1, len(self.counts)):
                own, other = self.block(v), self.block(w)
                part = pair[own, other]
                mean, rows, columns = part.mean(), part.mean(axis=1), part.mean(axis=0)
                pair[own, other] = part - rows[:, None] - columns[None, :] + mean
                pair[other, own] = pair[own, other].T
                main[own] += rows - mean
                main[other] += columns - mean
                constant += mean
        for v in range(len(self.counts)):
            own = self.block(v)
            mean = main[own].mean()
            main[own] -= mean
            constant += mean
        return PairwiseModel(self.counts, float(constant), main, pair)


def combined(models: Sequence[PairwiseModel], weights: Sequence[float], constant: float = 0.0) -> PairwiseModel:
    """``constant + sum weights * models``; models of one grid.

    Raises:
        InputError: there are none, or they have different levels.
    """
    if not models or any(model.counts != models[0].counts for model in models):
        raise InputError("only models of the same levels can be added, and at least one is needed.")
    return PairwiseModel(
        models[0].counts,
        constant + sum(weight * model.constant for weight, model in zip(weights, models)),
        np.sum([weight * model.main for weight, model in zip(weights, models)], axis=0),
        np.sum([weight * model.pair for weight, model in zip(weights, models)], axis=0),
    )
