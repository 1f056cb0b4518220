"""A quadratic model of a design problem with everything that is needed to send it away and to read what comes back."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fluxion.qubo.bits import BitModel, bit_labels, penalty_bits, to_bits
from fluxion.qubo.encodings import Bits, Encoding
from fluxion.qubo.grid import LevelGrid
from fluxion.qubo.pairwise import PairwiseModel
from fluxion.qubo.slack import SLACK_BITS, AdditiveLimit, slack_terms, widened
from fluxion.typing import Column, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class QuboModel:
    """An objective over the levels of a grid, as energies of bits.

    ``value = scale * energy``, in the unit of the objective; the energy of bits that stand for no design is larger by
    what they cost.

    Attributes:
        grid: the levels.
        encoding: which bits stand for which level.
        objective: what is minimised, with what is added for limits that are held by an excess.
        slack: limits that are held by slack bits, with their weights.
        penalties: (v,) what invalid bits of a variable cost at least, in the unit of the objective.
    """

    grid: LevelGrid
    encoding: Encoding
    objective: PairwiseModel
    slack: tuple[tuple[AdditiveLimit, float], ...]
    penalties: FloatArray

    @property
    def width(self) -> int:
        """Number of bits, slack included."""
        return self.encoding.width + SLACK_BITS * len(self.slack)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """(b,) names of the bits."""
        extra = [f"slack_{limit.name}_{bit}" for limit, _ in self.slack for bit in range(SLACK_BITS)]
        return (*bit_labels(self.grid.names, self.encoding), *extra)

    @cached_property
    def scale(self) -> float:
        """Unit of the objective per unit of energy: the largest coefficient of the bits is 1."""
        sizes = np.abs(self._raw.coefficients)
        return float(sizes.max()) if len(sizes) else 1.0

    @cached_property
    def bits(self) -> BitModel:
        """The energies."""
        return self._raw.times(1.0 / self.scale)

    @cached_property
    def _raw(self) -> BitModel:
        width = self.width
        total = widened(to_bits(self.objective, self.encoding), width)
        total = total.plus(widened(penalty_bits(self.encoding, self.penalties), width))
        own = self.encoding.width
        for number, (limit, weight) in enumerate(self.slack):
            terms = slack_terms(limit, self.encoding, self.grid.counts)
            places = np.concatenate([np.arange(own), own + SLACK_BITS * number + np.arange(SLACK_BITS)])
            spread = BitModel(terms.constant, np.zeros(width), np.zeros((width, width)))
            spread.linear[places] = terms.linear
            spread.quadratic[np.ix_(places, places)] = terms.quadratic
            total = total.plus(spread, weight)
        return total

    def encode(self, levels: IntArray) -> Bits:
        """(n, b) bits of (n, v) level numbers, with the slack that fits best."""
        parts = [self.encoding.encode(levels)]
        starts = self.objective.starts
        parts += [limit.slack(limit.values(levels, starts), self.grid.counts) for limit, _ in self.slack]
        return np.concatenate(parts, axis=1)

    def decode(self, bits: Bits) -> tuple[IntArray, NDArray[np.bool_]]:
        """(n, v) level numbers of (n, b) bits, and (n,) whether they are a design; slack bits mean nothing here."""
        return self.encoding.decode(bits[:, : self.encoding.width])

    def values(self, levels: IntArray) -> Column:
        """(n,) what the model says of (n, v) level numbers, in the unit of the objective."""
        result = self.objective.values(levels)
        for limit, weight in self.slack:
            result = result + weight * self.slack_cost(limit, levels)
        return result

    def slack_cost(self, limit: AdditiveLimit, levels: IntArray) -> Column:
        """(n,) squares of what the best slack bits do not make up for."""
        values = limit.values(levels, self.objective.starts)
        made_up = limit.slack(values, self.grid.counts) @ (2.0 ** np.arange(SLACK_BITS))
        return np.asarray(np.square(values + made_up * limit.step(self.grid.counts)))

    def swings(self) -> FloatArray:
        """(v,) bounds on what a change of one variable can change, in the unit of the objective."""
        found = self.objective.swings()
        for limit, weight in self.slack:
            for v in range(len(found)):
                found[v] += weight * float(np.ptp(limit.main[self.objective.block(v)])) ** 2
        return found

    def to_value(self, energy: Column | float) -> Column | float:
        """Energies of designs in the unit of the objective."""
        return self.scale * energy
