"""How good a quadratic model is: where it matters, not on average.

A model may explain nearly all of the variance of a grid and still rank its best designs at random, so that its own
optimum is far from the true one. What counts is the order of the best designs.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from fluxion.qubo.pairwise import PairwiseModel
from fluxion.typing import Column, IntArray

#: Share of the designs that count as the best.
BEST = 0.01
# Fewer of them have no order worth a figure.
_LEAST_BEST = 20


@dataclass(frozen=True)
class FitQuality:
    """Figures on designs that were not fitted, drawn evenly from the grid.

    Attributes:
        r2: share of the variance that the model explains.
        rank_correlation: Spearman's, over all of them.
        best_rank_correlation: Spearman's, over the best 1 % by the values; None where those are too few or all alike.
        designs: how many there were.
    """

    r2: float
    rank_correlation: float
    best_rank_correlation: float | None
    designs: int


def fit_quality(model: PairwiseModel, levels: IntArray, values: Column) -> FitQuality:
    """Figures of a model for (n, v) level numbers with (n,) known values."""
    said = model.values(levels)
    spread = float(np.square(values - values.mean()).sum())
    r2 = 1.0 - float(np.square(said - values).sum()) / spread if spread > 0.0 else 0.0
    best = np.argsort(values, kind="stable")[: int(BEST * len(values))]
    return FitQuality(r2, _spearman(said, values) or 0.0, _spearman(said[best], values[best]), len(values))


def _spearman(a: Column, b: Column) -> float | None:
    if len(a) < _LEAST_BEST or np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
        return None
    return float(stats.spearmanr(a, b).statistic)
