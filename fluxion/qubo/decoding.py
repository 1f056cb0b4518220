"""What samples say: distinct designs, the best first, and more beside them where they are few."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import InputError
from fluxion.qubo.encodings import Bits
from fluxion.qubo.model import QuboModel
from fluxion.typing import Column, IntArray

#: Distinct designs that are wanted at least: a sampler that has converged returns a handful, and the optimum of the
#: quadratic model is not that of the truth.
LEAST_DISTINCT = 100
# Best designs whose neighbours are looked at, and how often.
_FROM, _TIMES = 200, 20


@dataclass(frozen=True, eq=False)
class Candidates:
    """Distinct designs, the best by the model first.

    Attributes:
        levels: (k, v) level numbers.
        values: (k,) what the model says of them.
        samples: samples that were read.
        valid: share of them whose bits were a design.
        from_samples: (k,) which came from samples; the others are their neighbours.
    """

    levels: IntArray
    values: Column
    samples: int
    valid: float
    from_samples: NDArray[np.bool_]

    @property
    def sampled(self) -> int:
        """How many came from samples."""
        return int(self.from_samples.sum())


def decode(model: QuboModel, bits: Bits, wanted: int = LEAST_DISTINCT) -> Candidates:
    """At least `wanted` distinct designs of (n, b) bits, as far as the grid has so many.

    Where the samples hold fewer, designs that differ from the best ones in one level are added.

    Raises:
        InputError: there is no sample, or none is a design.
    """
    if not len(bits):
        raise InputError("there is no sample to decode; expected at least one.")
    levels, valid = model.decode(bits)
    if not valid.any():
        raise InputError(
            f"none of the {len(bits)} samples is a design: bits of at least one variable stand for no level in each of "
            "them. Raise the penalty, or take another sampler or encoding."
        )
    found = np.unique(levels[valid], axis=0)
    sampled = {row.tobytes() for row in found}
    for _ in range(_TIMES):
        if len(found) >= min(wanted, model.grid.size):
            break
        best = found[np.argsort(model.values(found), kind="stable")[:_FROM]]
        found = np.unique(np.concatenate([found, neighbours(best, model.grid.counts)]), axis=0)
    values = model.values(found)
    order = np.argsort(values, kind="stable")
    own = np.array([row.tobytes() in sampled for row in found])
    return Candidates(found[order], values[order], len(bits), float(valid.mean()), own[order])


def neighbours(levels: IntArray, counts: tuple[int, ...]) -> IntArray:
    """(m, v) all level numbers that differ from one of (n, v) in one variable; some may occur twice."""
    parts = []
    for v, count in enumerate(counts):
        for step in range(1, count):
            other = levels.copy()
            other[:, v] = (other[:, v] + step) % count
            parts.append(other)
    return np.concatenate(parts)


def exact(model: QuboModel, wanted: int = LEAST_DISTINCT) -> Candidates:
    """The best designs of the whole grid by the model.

    Raises:
        InputError: the grid is too large to be enumerated, see `PairwiseModel.table`.
    """
    table = model.objective.table().ravel()
    for limit, weight in model.slack:
        # Slack is rounded to bits, so that a design that meets a limit may cost a little.
        parts = [model.slack_cost(limit, levels) for levels in model.grid.pieces()]
        table = table + weight * np.concatenate(parts)
    count = min(wanted, len(table))
    best = np.argpartition(table, count - 1)[:count]
    order = best[np.argsort(table[best], kind="stable")]
    return Candidates(model.grid.unravel(order), table[order], len(table), 1.0, np.ones(count, dtype=bool))
