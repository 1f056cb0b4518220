"""The one door to all models: check every row, compute the good ones, explain the others."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fluxion._checks import check_batch, check_known
from fluxion.design import DesignProblem
from fluxion.evaluation.result import OK, Evaluation, ZoneTable
from fluxion.typing import Column, Designs, FloatArray


@dataclass(frozen=True)
class Outcome:
    """Raw answer of a model for (k, d) valid designs.

    Attributes:
        outputs: name -> (k,) simulated or predicted outputs.
        residual: (k,) relative residual of the energy balance [-]; NaN where nothing was balanced.
        status: (k,) ``"ok"`` or a sentence.
        engine: name and time step of the engine.
        lower: name -> (k,) lower ends of 90 % intervals.
        upper: name -> (k,) upper ends.
        zones: outputs per zone, if known.
        half_width: name -> (k,) half widths of the intervals before their ends are cut at what is possible.
    """

    outputs: Mapping[str, Column]
    residual: Column
    status: NDArray[np.object_]
    engine: str
    lower: Mapping[str, Column] = field(default_factory=dict)
    upper: Mapping[str, Column] = field(default_factory=dict)
    zones: ZoneTable | None = None
    half_width: Mapping[str, Column] = field(default_factory=dict)


class AbstractEvaluator(ABC):
    """A model of a problem in a climate. Subclasses are frozen dataclasses with the attributes below.

    Attributes:
        problem: the problem with its settings.
        fidelity: what the results are called.
    """

    problem: DesignProblem
    fidelity: ClassVar[str]

    @abstractmethod
    def reported(self) -> tuple[str, ...]:
        """Outputs of the problem that this model can give, in order."""

    @abstractmethod
    def compute(self, X: Designs) -> Outcome:
        """Answer for (k, d) designs that passed the checks of the space; k may be zero."""

    def plain(self, X: Designs) -> Mapping[str, Column] | None:
        """Output -> (k,) values of (k, d) valid designs and nothing else, which is what a search asks for.

        None where designs may fail, or where nothing is saved: ask `compute`.
        """
        return None

    def evaluate(self, X: ArrayLike) -> Evaluation:
        """Evaluate (n, d) encoded designs.

        A row that is not finite, out of bounds, cannot be built or does not give finite numbers gets a sentence
        as status and NaN in every column; it does not disturb the other rows.

        Raises:
            InputError: `X` is not an array of numbers with shape (n, d).
            SurrogateError: the model as a whole cannot be used.
        """
        space = self.problem.space
        batch = check_batch(X, len(space), "the designs", "variables")
        status = space.row_status(batch)
        rows = np.flatnonzero(status == OK)
        designs = _part(batch, rows)
        outcome = self.compute(designs)
        reported = {n: outcome.outputs[check_known(n, outcome.outputs, "output")] for n in self.reported()}
        verdict = outcome.status.copy()
        good = np.asarray(verdict == OK)
        scores = self._scores(designs, outcome, good)
        lower, upper = self._intervals(designs, reported, scores, outcome)
        columns = {**reported, **scores}
        _mark_not_finite(self.complaint, columns, verdict, good)
        status[rows] = verdict
        target, source = rows[good], np.flatnonzero(good)

        whole = len(target) == len(batch)

        def spread(values: FloatArray) -> FloatArray:
            if whole:
                return np.asarray(values, dtype=np.float64)
            full = np.full((len(batch), *values.shape[1:]), np.nan)
            full[target] = values[source]
            return full

        return Evaluation(
            X=batch,
            columns={name: spread(values) for name, values in columns.items()},
            residual=spread(outcome.residual),
            status=status,
            fidelity=self.fidelity,
            engine=outcome.engine,
            lower={name: spread(values) for name, values in lower.items()},
            upper={name: spread(values) for name, values in upper.items()},
            zones=_spread_zones(outcome.zones, spread),
            out_of_domain=_flags(self.out_of_domain(designs), rows, len(batch)),
        )

    def out_of_domain(self, X: Designs) -> NDArray[np.bool_] | None:
        """(k,) which of (k, d) valid designs are unlike those that the model learned; None: it does not know."""
        return None

    def half_widths(self) -> Mapping[str, float]:
        """Half widths of the intervals of scores, for models that know them."""
        return {}

    def score_intervals(self, X: Designs, outcome: Outcome) -> Mapping[str, Column | float]:
        """Half widths of the intervals of the scores of (k, d) designs: (k,), or one number for all."""
        return self.half_widths()

    def by_design(self) -> "AbstractEvaluator":
        """This model with intervals of scores that follow the design; itself if it has no others."""
        return self

    def complaint(self, name: str, value: float) -> str:
        """Status of a row in which the column `name` is `value`, which is not finite."""
        return self.problem.complaint(name, value)

    def _intervals(
        self, X: Designs, reported: Mapping[str, Column], scores: Mapping[str, Column], outcome: Outcome
    ) -> tuple[dict[str, Column], dict[str, Column]]:
        lower = {name: outcome.lower[name] for name in reported if name in outcome.lower}
        upper = {name: outcome.upper[name] for name in reported if name in outcome.upper}
        for name, half in self.score_intervals(X, outcome).items():
            if name in scores:
                lower[name], upper[name] = scores[name] - half, scores[name] + half
        return lower, upper

    def _scores(self, X: Designs, outcome: Outcome, good: NDArray[np.bool_]) -> dict[str, Column]:
        # Scores are computed of good rows only, from the outputs that every model of the problem can give.
        rows = np.flatnonzero(good)
        predicted = {
            name: _part(outcome.outputs[check_known(name, outcome.outputs, "output")], rows)
            for name in self.problem.scored
        }
        scores = {}
        for name, values in self.problem.scores(_part(X, rows), predicted).items():
            # A score may be one of the outputs itself; their columns are separate.
            if len(rows) == len(X):
                scores[name] = np.array(values)
                continue
            scores[name] = np.full(len(X), np.nan)
            scores[name][rows] = values
        return scores


def _part(values: FloatArray, rows: NDArray[np.intp]) -> FloatArray:
    # All rows are the array itself: copies would cost as much as a surrogate's other work.
    return values if len(rows) == len(values) else values[rows]


def _mark_not_finite(
    complain: Callable[[str, float], str],
    columns: Mapping[str, Column],
    verdict: NDArray[np.object_],
    good: NDArray[np.bool_],
) -> None:
    """Explain rows that are good so far and have a result that is not finite; they are good no more."""
    if len(good) == 1 and all(isfinite(values[0]) for values in columns.values()):
        # Of one row this takes a tenth of the time.
        return
    for name, values in columns.items():
        finite = np.isfinite(values)
        if finite.all():
            continue
        for i in np.flatnonzero(good & ~finite):
            good[i] = False
            verdict[i] = complain(name, float(values[i]))


def _flags(values: NDArray[np.bool_] | None, rows: NDArray[np.int64], count: int) -> NDArray[np.bool_] | None:
    if values is None:
        return None
    # A row that the model was not asked about is refused by its status, not marked.
    flags = np.zeros(count, dtype=bool)
    flags[rows] = values
    return flags


def _spread_zones(zones: ZoneTable | None, spread: Callable[[FloatArray], FloatArray]) -> ZoneTable | None:
    if zones is None:
        return None
    return ZoneTable(zones.names, spread(zones.area_m2), {name: spread(v) for name, v in zones.outputs.items()})
