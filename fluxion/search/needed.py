"""Which predicted outputs the objectives and limits of a task depend on, and in which direction they hurt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.design import DesignColumns, DesignProblem
from fluxion.evaluation import Evaluation
from fluxion.typing import Column

# An output counts if a change by its standard deviation moves some column by more than this share of that column's.
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class NeededScore:
    """The score function of a problem of which only some outputs are known: columns that need others are left out.

    Attributes:
        problem: the whole problem.
        kept: the score columns that are computed.
    """

    problem: DesignProblem
    kept: tuple[str, ...]

    def __call__(
        self, columns: Mapping[str, NDArray[Any]], settings: Mapping[str, Any], outputs: Mapping[str, Column]
    ) -> dict[str, Column]:
        """Score columns (n,) of n designs."""
        assert isinstance(columns, DesignColumns)
        # No column that is kept depends on what stands in for the missing outputs.
        filled = {name: outputs.get(name, np.zeros(columns.count)) for name in self.problem.predicted}
        found = self.problem.scores_of(columns, filled, columns.count)
        return {name: found[name] for name in self.kept}


def needed_outputs(problem: DesignProblem, truth: Evaluation) -> dict[str, float]:
    """Outputs that objectives or limits depend on, each with +1 where a rise makes a design worse, or -1.

    Every output is moved by its standard deviation over the usable runs in turn, to see which columns move along.

    Args:
        problem: the task's problem.
        truth: runs; at least one is usable.
    """
    X = truth.X[truth.ok]
    limits = [(one.column, one.upper is not None) for one in problem.constraints]
    judged = {**dict(limits), **dict.fromkeys(problem.objectives, True)}
    known = {*problem.predicted, *(name for name in judged if name in problem.outputs)}
    candidates = [name for name in truth.columns if name in known]
    outputs = {name: truth.columns[name][truth.ok] for name in candidates}
    # One call for all outputs, block 0 as they are and then one block for each that is moved: a score costs what its
    # calls cost.
    moved = {name: np.tile(values, (len(outputs) + 1, 1)) for name, values in outputs.items()}
    for block, (name, values) in enumerate(outputs.items(), start=1):
        moved[name][block] += float(values.std()) or 1.0
    flat = {name: values.ravel() for name, values in moved.items()}
    found = {**problem.scores(np.tile(X, (len(outputs) + 1, 1)), flat), **flat}
    columns = {name: found[name].reshape(len(outputs) + 1, len(X)) for name in judged}
    needed = {}
    for block, name in enumerate(outputs, start=1):
        harm, largest = 0.0, 0.0
        for column, upwards in judged.items():
            before, after = columns[column][0], columns[column][block]
            change = (after - before) / (float(np.std(before)) or 1.0)
            harm += float(np.nansum(change)) * (1.0 if upwards else -1.0)
            largest = max(largest, float(np.nanmax(np.abs(change), initial=0.0)))
        if largest > _NEGLIGIBLE:
            needed[name] = 1.0 if harm >= 0.0 else -1.0
    return needed


def needed_problem(problem: DesignProblem, needed: Mapping[str, float]) -> DesignProblem:
    """The problem with nothing but the needed outputs, and the columns that objectives and limits look at."""
    columns = dict.fromkeys([*problem.objectives, *(constraint.column for constraint in problem.constraints)])
    kept = tuple(name for name in columns if name not in problem.outputs)
    return replace(
        problem,
        outputs=tuple(needed),
        predicted=tuple(needed),
        score=NeededScore(problem, kept),
        unscored=(),
        derived=(),
        reference={},
        monotone={},
        families=None,
    )
