"""The fit of a design problem: one pairwise model per objective and limit, from which every weighting is a sum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.problems.qubo.options import QuboOptions
from fluxion.problems.qubo.scalar import Scalar
from fluxion.problems.qubo.teaching import Lesson, fit_weights
from fluxion.problems.task import Task
from fluxion.qubo.contrasts import Contrasts
from fluxion.qubo.fitting import FittedColumns, fit_columns
from fluxion.qubo.pairwise import PairwiseModel, combined
from fluxion.qubo.slack import AdditiveLimit
from fluxion.typing import Column, IntArray

_EXCESS = "excess of "


@dataclass(frozen=True, eq=False)
class ProblemFit:
    """Pairwise models of everything that a scalar is made of.

    Attributes:
        objectives: names of the objectives.
        limits: names of the limits that some design of the lesson broke.
        columns: the models: of objectives and limits by name, of what is exceeded as ``excess of NAME`` in sizes.
        additive: limits as sums over single variables, by name.
        sizes: sizes of the limits, by name.
    """

    objectives: tuple[str, ...]
    limits: tuple[str, ...]
    columns: FittedColumns
    additive: dict[str, AdditiveLimit]
    sizes: dict[str, float]

    def objective(self, scalar: Scalar, held: Sequence[str]) -> PairwiseModel:
        """The model of a scalar, of whose limits those in `held` count by their excess."""
        models = [self.columns.models[name] for name in self.objectives]
        models += [self.columns.models[_EXCESS + name] for name in held]
        weights = [*scalar.weights.tolist(), *[scalar.severity] * len(held)]
        return combined(models, weights).centred()

    def limit_models(self) -> dict[str, PairwiseModel]:
        """Models of the values of the limits, which are met where <= 0."""
        return {name: self.columns.models[name] for name in self.limits}


def fit_problem(
    task: Task, basis: Contrasts, lesson: Lesson, scalars: Sequence[Scalar], options: QuboOptions
) -> ProblemFit:
    """Fit all columns at once to a lesson, weighted towards designs that are good for any of the scalars."""
    names = task.problem.objectives
    limits = [constraint.name for constraint in task.problem.constraints]
    excess = scalars[0].excess(lesson.limits)
    broken = [k for k in range(len(limits)) if excess[:, k].any()]
    columns: dict[str, Column] = dict(zip(names, lesson.F.T))
    columns |= {limits[k]: lesson.limits[:, k] for k in broken}
    columns |= {_EXCESS + limits[k]: excess[:, k] for k in broken}
    weights = fit_weights(lesson, scalars, options.temperature)
    found = fit_columns(basis, lesson.levels, columns, weights)
    additive = {
        limits[k]: _additive(limits[k], basis.counts, lesson.levels, lesson.limits[:, k], weights) for k in broken
    }
    sizes = {limits[k]: task.limit_sizes[k] for k in broken}
    return ProblemFit(names, tuple(sizes), found, additive, sizes)


def _additive(name: str, counts: tuple[int, ...], levels: IntArray, values: Column, weights: Column) -> AdditiveLimit:
    """Weighted least squares of a sum over single variables."""
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    width = int(sum(counts))
    # Normal equations of 0/1 columns are sums of weights over pairs of levels.
    gram, moment = np.zeros((width, width)), np.zeros(width)
    places = levels + starts
    mean = float(weights @ values / weights.sum())
    for v in range(len(counts)):
        moment += np.bincount(places[:, v], weights * (values - mean), width)
        for w in range(len(counts)):
            pairs = np.bincount(places[:, v] * width + places[:, w], weights, width * width)
            gram += pairs.reshape(width, width)
    main = np.asarray(np.linalg.lstsq(gram, moment, rcond=1e-10)[0], dtype=np.float64)
    said = mean + main[places].sum(axis=1)
    spread = float(weights @ np.square(values - mean))
    r2 = 1.0 - float(weights @ np.square(values - said)) / spread if spread > 0.0 else 1.0
    return AdditiveLimit(name, mean, main, r2)
