"""Several objectives and limits as the one number that a quadratic model minimises."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

import moocore
import numpy as np

from fluxion._checks import check_known
from fluxion.errors import InputError
from fluxion.problems.qubo.options import QuboOptions
from fluxion.problems.task import Task
from fluxion.typing import Column, FloatArray

#: Share of its size by which a limit is exceeded where half of the severity is reached.
HALF = 0.1


@dataclass(frozen=True, eq=False)
class Scalar:
    """``weights . objectives + severity * excess``; excess grows quickly at a limit and hardly any more far from it.

    A sum over pairs can follow a step, but no slope without end behind it: fitted to such a slope it errs where the
    limit lies.

    Attributes:
        weights: (m,) one per objective, in front of its value.
        sizes: (k,) sizes of the limits.
        severity: what a design costs that is far beyond a limit.
    """

    weights: FloatArray
    sizes: FloatArray
    severity: float = 0.0

    def objective(self, F: FloatArray) -> Column:
        """(n,) weighted sums of (n, m) objectives; +inf where one of them is not finite."""
        known = np.isfinite(F).all(axis=1)
        result = np.full(len(F), np.inf)
        result[known] = F[known] @ self.weights
        return result

    def excess(self, limits: FloatArray) -> FloatArray:
        """(n, k) what designs exceed their limits by, from 0 to 1."""
        over = np.maximum(limits, 0.0) / self.sizes
        return np.asarray(over / (over + HALF))

    def values(self, F: FloatArray, limits: FloatArray) -> Column:
        """(n,) what is minimised."""
        return np.asarray(self.objective(F) + self.severity * self.excess(limits).sum(axis=1))

    def harder(self, factor: float) -> "Scalar":
        """With excess that costs more."""
        return replace(self, severity=factor * self.severity)


def with_severity(scalar: Scalar, F: FloatArray, limits: FloatArray) -> Scalar:
    """A severity at which breaking a limit by a typical amount costs as much as the objective usually varies.

    Only a first guess: too little is seen from samples that break limits, and corrected.
    """
    excess = scalar.excess(limits).sum(axis=1)
    broken = excess[excess > 0.0]
    spread = float(np.subtract(*np.percentile(scalar.objective(F), [95.0, 5.0])))
    typical = float(np.median(broken)) if len(broken) else 1.0
    return replace(scalar, severity=max(spread, np.finfo(float).tiny) / typical)


def weight_vectors(task: Task, options: QuboOptions, ranges: FloatArray, points: int = 1) -> list[FloatArray]:
    """(m,) weights of every model of a sweep, or of the only one.

    Args:
        task: whose objectives.
        options: its weights hold for a single model.
        ranges: (m,) ranges of the objectives over the best compromises.
        points: models of a sweep over all shares of two objectives; more objectives take at least so many.

    Raises:
        InputError: a weight for something that is no objective, a sweep of one objective, or one with given weights.
    """
    names = task.problem.objectives
    for name in options.weights:
        check_known(name, names, "objective with a weight:")
    if points == 1:
        if options.weights:
            return [np.array([float(options.weights.get(name, 0.0)) for name in names])]
        # A single objective keeps its unit.
        return [np.ones(1)] if len(names) == 1 else [1.0 / ranges / len(names)]
    if options.weights:
        raise InputError("a sweep takes every share of the objectives in turn; leave out 'weights'.")
    if len(names) < 2:
        raise InputError(f"a sweep is over the shares of at least two objectives; the study has only '{names[0]}'.")
    return [shares / ranges for shares in _shares(len(names), points)]


def compromise_ranges(F: FloatArray, limits: FloatArray) -> FloatArray:
    """(m,) ranges of (n, m) objectives over those that nothing else beats, of feasible designs if there are any."""
    feasible = (limits <= 0.0).all(axis=1)
    known = F[feasible] if feasible.any() else F
    best = known[moocore.is_nondominated(known)] if F.shape[1] > 1 else known
    ranges = np.ptp(best, axis=0)
    # An objective that does not vary there is measured by its size.
    return np.where(ranges > 0.0, ranges, np.maximum(np.abs(best).max(axis=0), 1.0))


def _shares(count: int, points: int) -> Sequence[FloatArray]:
    """Shares that add up to 1, evenly spread, the single objectives among them."""
    parts = 1
    while _number(count, parts) < points:
        parts += 1
    found = []
    for cuts in combinations_with_replacement(range(parts + 1), count - 1):
        edges = np.array([0, *cuts, parts])
        found.append(np.diff(edges) / parts)
    return found


def _number(count: int, parts: int) -> int:
    return sum(1 for _ in combinations_with_replacement(range(parts + 1), count - 1))
