"""What a search expects of a design before it is simulated, with intervals that learn from what it expected before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from fluxion.design import DesignProblem
from fluxion.engine import BALANCE_OUTPUTS
from fluxion.evaluation import AbstractEvaluator, Evaluation, concatenate
from fluxion.evaluation.base import Outcome
from fluxion.evaluation.names import without_climate
from fluxion.problems.task import Task
from fluxion.surrogate.recalibration import CheckedRound, rolling_scale
from fluxion.typing import Column, Designs
from fluxion.units import HOURS_PER_YEAR


@dataclass(frozen=True)
class RecalibratedEvaluator(AbstractEvaluator):
    """A surrogate whose intervals are as wide as the last checks ask for.

    Attributes:
        problem: the problem with its settings.
        base: the surrogate, corrected or not, with intervals of scores that follow the design.
        scales: by output and score, what the base's half widths are multiplied with; 1 where a name is missing.
    """

    problem: DesignProblem
    base: AbstractEvaluator
    scales: Mapping[str, float]
    fidelity: ClassVar[str] = "surrogate"

    def reported(self) -> tuple[str, ...]:
        """Outputs of the surrogate."""
        return self.base.reported()

    def compute(self, X: Designs) -> Outcome:
        """Predict (k, d) valid designs; `Outcome.half_width` stays that of scale 1."""
        outcome = self.base.compute(X)
        lower, upper = {}, {}
        for name, width in outcome.half_width.items():
            mean, half = outcome.outputs[name], self.scales.get(name, 1.0) * width
            # Loads and hours are not negative, terms of the balance may be; a year has so many hours.
            signed = (mean < 0.0) | (without_climate(name) in BALANCE_OUTPUTS)
            least = np.where(signed, -np.inf, 0.0)
            most = HOURS_PER_YEAR if "hours" in name.split("_") else np.inf
            lower[name], upper[name] = np.maximum(mean - half, least), np.minimum(mean + half, most)
        return replace(outcome, lower=lower, upper=upper)

    def score_intervals(self, X: Designs, outcome: Outcome) -> Mapping[str, Column | float]:
        """Half widths of the intervals of the scores of (k, d) designs."""
        base = self.base.score_intervals(X, outcome)
        return {name: self.scales.get(name, 1.0) * half for name, half in base.items()}

    def widths(self, X: Designs) -> dict[str, Column]:
        """(k,) half widths at scale 1 of all outputs and scores that have an interval."""
        outcome = self.base.compute(X)
        widths = {**outcome.half_width, **self.base.score_intervals(X, outcome)}
        return {name: np.broadcast_to(np.asarray(width, dtype=np.float64), (len(X),)) for name, width in widths.items()}


@dataclass(frozen=True, eq=False)
class Forecasts:
    """What was expected of truth runs, each before it was known, in the order of the runs.

    Attributes:
        parts: expectations of the baseline and of every round.
        checked: by output and score, the rounds that truth has answered.
    """

    parts: tuple[Evaluation, ...] = ()
    checked: Mapping[str, tuple[CheckedRound, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)

    @property
    def evaluation(self) -> Evaluation | None:
        """(n,) expectations of all truth runs, NaN with a sentence where there were none; None if there is nothing."""
        if not self.parts or not self.parts[-1].columns:
            return None
        return concatenate([_with_columns_of(self.parts[-1], part) for part in self.parts])

    def scales(self) -> dict[str, float]:
        """Interval scales of the next round; a name is missing as long as too few designs were checked."""
        found = {name: rolling_scale(rounds) for name, rounds in self.checked.items()}
        return {name: scale for name, scale in found.items() if scale is not None}

    def with_baseline(self, surrogate: Task, truth: Evaluation) -> "Forecasts":
        """These and the expectation of the baseline, which no interval learns from: no search has chosen it."""
        return replace(self, parts=(*self.parts, recalibrated(surrogate, {}).evaluate(truth.X)))

    def without(self, truth: Evaluation) -> "Forecasts":
        """These, and runs of which nobody expected anything."""
        return replace(self, parts=(*self.parts, _nothing_expected(truth)))

    def with_round(self, evaluator: RecalibratedEvaluator, truth: Evaluation) -> "Forecasts":
        """These and one more round.

        Args:
            evaluator: who expected; it must know nothing of `truth`.
            truth: the round's truth runs.
        """
        expected = evaluator.evaluate(truth.X)
        usable = truth.ok & expected.ok
        checked = dict(self.checked)
        for name, width in evaluator.widths(truth.X).items():
            if name not in truth.columns or name not in expected.columns:
                continue
            one = CheckedRound(
                error=np.abs(truth.columns[name] - expected.columns[name])[usable],
                width=width[usable],
                scale=evaluator.scales.get(name, 1.0),
                rolling=name in evaluator.scales,
            )
            checked[name] = (*checked.get(name, ()), one)
        return Forecasts((*self.parts, expected), checked)


def recalibrated(surrogate: Task, scales: Mapping[str, float]) -> RecalibratedEvaluator:
    """The surrogate of a task with its intervals multiplied by `scales`; those of scores follow the design."""
    base = surrogate.evaluator.by_design()
    return RecalibratedEvaluator(base.problem, base, scales)


def _nothing_expected(truth: Evaluation) -> Evaluation:
    status = np.full(len(truth), "nothing was known when this design was run", dtype=object)
    return Evaluation(truth.X, {}, np.full(len(truth), np.nan), status, RecalibratedEvaluator.fidelity, "")


def _with_columns_of(pattern: Evaluation, part: Evaluation) -> Evaluation:
    """`part` with the columns of `pattern`: models that learn know fewer of them than a surrogate."""

    def like(columns: Mapping[str, Column], names: Mapping[str, Column]) -> dict[str, Column]:
        return {name: columns.get(name, np.full(len(part), np.nan)) for name in names}

    return replace(
        part,
        columns=like(part.columns, pattern.columns),
        lower=like(part.lower, pattern.lower),
        upper=like(part.upper, pattern.upper),
        fidelity=pattern.fidelity,
        engine=pattern.engine,
    )
