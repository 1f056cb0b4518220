"""What the truth runs of a study teach about its surrogate: errors are alike in like designs.

A search drives a surrogate to the designs where it errs in the search's favour, so its errors there are larger
than on random designs and mostly of one sign. Kernel ridge regression of (truth - claim) over the designs that were
simulated takes them off, near those designs and less and less away from them (an additive correction as in
multi-fidelity Kriging, Kennedy and O'Hagan 2000, doi 10.1093/biomet/87.1.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from fluxion.design import DesignProblem
from fluxion.engine import BALANCE_OUTPUTS
from fluxion.evaluation import AbstractEvaluator, Evaluation
from fluxion.evaluation.base import Outcome
from fluxion.evaluation.names import without_climate
from fluxion.problems.task import Task
from fluxion.surrogate.kernel_ridge import gaussian_kernel, ridge, squared_distances, unit_features
from fluxion.typing import Column, Designs, FloatArray

# Kernel lengths, as shares of the diagonal of the unit cube, and noise shares of the error's variance.
_LENGTHS = (0.1, 0.2, 0.4, 0.8, 1.6)
_NOISES = (1e-3, 1e-2, 1e-1)
# Fewer runs than this say nothing about how far an error reaches.
_LEAST_RUNS = 5


@dataclass(frozen=True, eq=False)
class Term:
    """Correction of one output: a kernel of width `length` at every simulated design, with (n,) weights."""

    length: float
    weights: Column


@dataclass(frozen=True)
class CorrectedEvaluator(AbstractEvaluator):
    """A surrogate whose predictions are shifted by the errors that truth runs have shown.

    Attributes:
        problem: the problem with its settings.
        base: the surrogate.
        points: (n, q) features of the simulated designs.
        terms: correction by output; an output is missing where none would have helped.
    """

    problem: DesignProblem
    base: AbstractEvaluator
    points: FloatArray
    terms: Mapping[str, Term]
    fidelity: ClassVar[str] = "surrogate"

    def reported(self) -> tuple[str, ...]:
        """Outputs of the surrogate."""
        return self.base.reported()

    def by_design(self) -> "CorrectedEvaluator":
        """The same correction of the surrogate with intervals of scores that follow the design."""
        return replace(self, base=self.base.by_design())

    def score_intervals(self, X: Designs, outcome: Outcome) -> Mapping[str, Column | float]:
        """Half widths of the surrogate, at the corrected outputs."""
        return self.base.score_intervals(X, outcome)

    def compute(self, X: Designs) -> Outcome:
        """Predict (k, d) valid designs and correct the predictions; intervals move along."""
        outcome = self.base.compute(X)
        squares = squared_distances(unit_features(self.problem.space, X), self.points)
        shifts = {name: gaussian_kernel(squares, term.length) @ term.weights for name, term in self.terms.items()}
        return replace(
            outcome,
            outputs=_shifted(outcome.outputs, shifts),
            lower=_shifted(outcome.lower, shifts),
            upper=_shifted(outcome.upper, shifts),
        )


def corrected(surrogate: Task, truth: Evaluation) -> Task:
    """The surrogate's task with predictions corrected by truth runs.

    Each output is corrected with the kernel length and noise that predict its errors best when every run is left
    out in turn, and only if that is better than no correction.

    Args:
        surrogate: the task as the surrogate answers it.
        truth: the runs so far.
    """
    problem, base = surrogate.problem, surrogate.evaluator
    X = truth.X[truth.ok]
    if len(X) < _LEAST_RUNS:
        return surrogate
    claims = base.compute(X).outputs
    points = unit_features(problem.space, X)
    squares = squared_distances(points, points)
    terms = {}
    for name in claims:
        # No score depends on the other terms of the balance.
        if name in truth.columns and without_climate(name) not in BALANCE_OUTPUTS:
            term = _fit(squares, truth.columns[name][truth.ok] - claims[name])
            if term is not None:
                terms[name] = term
    return replace(surrogate, evaluator=CorrectedEvaluator(base.problem, base, points, terms))


def _fit(squares: FloatArray, errors: Column) -> Term | None:
    """Best correction by leave-one-out, None if none is better than leaving the claims alone."""
    best, term = float(errors @ errors), None
    for length in _LENGTHS:
        kernel = gaussian_kernel(squares, length)
        for noise in _NOISES:
            fit = ridge(kernel, noise, errors)
            score = float(fit.left_out @ fit.left_out)
            if score < best:
                best, term = score, Term(length, fit.weights)
    return term


def _shifted(columns: Mapping[str, Column], shifts: Mapping[str, Column]) -> dict[str, Column]:
    result = dict(columns)
    for name, values in columns.items():
        if name in shifts:
            # What a surrogate knows to be no less than zero (loads, hours) stays so.
            result[name] = np.maximum(values + shifts[name], np.minimum(values, 0.0))
    return result
