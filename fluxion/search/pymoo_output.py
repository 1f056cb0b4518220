"""What a search on truth runs shows of itself in pymoo."""

from typing import Any

import numpy as np
from pymoo.util.display.column import Column
from pymoo.util.display.output import Output

from fluxion.problems.pymoo import PymooProblem
from fluxion.search.pareto import Scale, hypervolume


class FluxionOutput(Output):  # type: ignore[misc]
    """Columns of a run of pymoo: truth runs, how good their front is, and how much better a model had promised.

    ======== ===========================================================================================
    n_truth  truth runs so far; 0 while a surrogate answers
    hv_true  hypervolume of the feasible truth runs, scaled by their front so far (the ideal point alone
             would be 1.1 to the power of the number of objectives); of one objective its smallest value
    gap      share of it by which the last batch fell short of what was expected of it; negative where the
             truth was kinder
    ======== ===========================================================================================

    Of algorithms other than `TrustNSGA2` nobody knows what was expected, and ``gap`` stays empty.
    """

    def __init__(self) -> None:
        super().__init__()
        self.n_truth, self.hv_true, self.gap = Column("n_truth", 8), Column("hv_true"), Column("gap")
        self.columns += [self.n_truth, self.hv_true, self.gap]

    def update(self, algorithm: Any) -> None:
        """Take the values of this iteration."""
        super().update(algorithm)
        for column in (self.hv_true, self.gap):
            column.set(None)
        problem = algorithm.problem
        true = isinstance(problem, PymooProblem) and problem.task.evaluator.fidelity != "surrogate"
        self.n_truth.set(algorithm.evaluator.n_eval if true else 0)
        if not true or algorithm.opt is None:
            return
        F, feasible = algorithm.opt.get("F", "feas")
        front = F[feasible.astype(bool).ravel()]
        if not len(front):
            return
        if problem.n_obj == 1:
            self.hv_true.set(float(front.min()))
            return
        scale = Scale.of_front(front)
        if scale is None:
            return
        volume = hypervolume(front, scale)
        self.hv_true.set(volume)
        self.gap.set(_gap(algorithm, scale, volume))


def _gap(algorithm: Any, scale: Scale, volume: float) -> float | None:
    """Hypervolume that all runs were expected to reach before the last batch was run, over the true one, less 1."""
    last = algorithm.off
    if last is None or not last.has("claim"):
        return None
    claims = last.get("claim")
    if not np.isfinite(claims).any() or volume <= 0.0:
        return None
    before = algorithm.pop[: len(algorithm.pop) - len(last)]
    usable = before.get("feas").astype(bool).ravel() if len(before) else np.zeros(0, dtype=bool)
    known = before.get("F")[usable] if usable.any() else np.empty((0, claims.shape[1]))
    return hypervolume(np.concatenate([known, claims]), scale) / volume - 1.0
