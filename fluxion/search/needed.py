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
# How every output is moved: up, down, to zero, to its ends and between them.
_WAYS = 6


@dataclass(frozen=True)
class NeededScore:
    """The score function of a problem of which only some outputs are known: columns that need others are left out.

    Attributes:
        problem: the whole problem.
        kept: the score columns that are computed.
        typical: output -> what stands in for it where it is not known.
    """

    problem: DesignProblem
    kept: tuple[str, ...]
    typical: Mapping[str, float]

    def __call__(
        self, columns: Mapping[str, NDArray[Any]], settings: Mapping[str, Any], outputs: Mapping[str, Column]
    ) -> dict[str, Column]:
        """Score columns (n,) of n designs."""
        assert isinstance(columns, DesignColumns)
        # No column that is kept moved when the missing outputs did.
        filled = {
            name: outputs[name] if name in outputs else np.full(columns.count, self.typical.get(name, 0.0))
            for name in self.problem.predicted
        }
        found = self.problem.scores_of(columns, filled, columns.count)
        return {name: found[name] for name in self.kept}


def needed_outputs(problem: DesignProblem, truth: Evaluation) -> dict[str, float]:
    """Outputs that objectives or limits depend on, each with +1 where a rise makes a design worse, or -1.

    Every output is moved in turn, up and down by its standard deviation over the usable runs and to its ends, to see
    which columns move along; own columns may step or bend anywhere.

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
    # One call for all outputs, block 0 as they are and then the blocks of each that is moved: a score costs what its
    # calls cost.
    blocks = 1 + _WAYS * len(outputs)
    moved = {name: np.tile(values, (blocks, 1)) for name, values in outputs.items()}
    for place, (name, values) in enumerate(outputs.items()):
        moved[name][1 + _WAYS * place : 1 + _WAYS * (place + 1)] = _moved(values)
    flat = {name: values.ravel() for name, values in moved.items()}
    found = {**problem.scores(np.tile(X, (blocks, 1)), flat), **flat}
    columns = {name: found[name].reshape(blocks, len(X)) for name in judged}
    needed = {}
    for place, name in enumerate(outputs):
        harm, largest = 0.0, 0.0
        for column, upwards in judged.items():
            before = columns[column][0]
            changes = (columns[column][1 + _WAYS * place : 1 + _WAYS * (place + 1)] - before) / (
                float(np.std(before)) or 1.0
            )
            # The first way is up, the second down.
            harm += float(np.nansum(changes[0]) - np.nansum(changes[1])) * (1.0 if upwards else -1.0)
            largest = max(largest, float(np.nanmax(np.abs(changes), initial=0.0)))
        if largest > _NEGLIGIBLE:
            needed[name] = 1.0 if harm >= 0.0 else -1.0
    return needed


def _moved(values: Column) -> NDArray[np.float64]:
    """(ways, n) the (n,) values of an output, moved."""
    step = float(values.std()) or 1.0
    low, high = float(values.min()), float(values.max())
    ends = [0.0, low, 0.5 * (low + high), high]
    return np.stack([values + step, values - step, *(np.full(len(values), end) for end in ends)])


def needed_problem(
    problem: DesignProblem, needed: Mapping[str, float], truth: Evaluation | None = None
) -> DesignProblem:
    """The problem with nothing but the needed outputs, and the columns that objectives and limits look at.

    Args:
        problem: the whole problem.
        needed: see `needed_outputs`.
        truth: runs, whose means stand in for outputs that no column depends on; None: zeros do.
    """
    typical = {}
    if truth is not None and truth.ok.any():
        known = {name: values for name, values in truth.columns.items() if name in problem.predicted}
        typical = {name: float(values[truth.ok].mean()) for name, values in known.items()}
    columns = dict.fromkeys([*problem.objectives, *(constraint.column for constraint in problem.constraints)])
    kept = tuple(name for name in columns if name not in problem.outputs)
    return replace(
        problem,
        outputs=tuple(needed),
        predicted=tuple(needed),
        score=NeededScore(problem, kept, typical),
        unscored=(),
        derived=(),
        reference={},
        monotone={},
        families=None,
    )
