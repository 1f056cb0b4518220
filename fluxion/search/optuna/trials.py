"""The trials of a study as truth runs: the storage is the one memory that all workers share."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from optuna.study import Study, StudyDirection
from optuna.trial import FrozenTrial, TrialState

from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.evaluation import OK, Evaluation
from fluxion.problems.optuna import FIDELITY, RUN, STATUS, learned_columns
from fluxion.problems.task import Answer, Task
from fluxion.search.needed import needed_problem
from fluxion.typing import Column


@dataclass(frozen=True, eq=False)
class Row:
    """One trial that is a design of the task.

    Attributes:
        x: (d,) the design.
        status: ``"ok"``, or why there are no columns; empty if the trial ended before anything was known.
        columns: the columns of the run; empty without a result.
        engine: what computed them; empty if the trial does not say.
    """

    x: Column
    status: str
    columns: Mapping[str, float]
    engine: str = ""


class Trials:
    """What is known of a study's trials; finished ones are read once.

    Attributes:
        task: whose designs and columns are read; objectives and limits that look at outputs alone need no scores.
        finished: trials that ended, usable or not.
        under_way: keys of designs that waiting and running trials have.
        starting: numbers of running trials whose design is not known yet.
    """

    def __init__(self, task: Task) -> None:
        self.task = task if not _plain_outputs(task.problem) else replace(task, problem=_outputs_alone(task.problem))
        self.finished = 0
        self.under_way: dict[bytes, Column] = {}
        self.starting: list[int] = []
        self._names = learned_columns(self.task.problem)
        self._rows: dict[bytes, Row] = {}
        self._read: set[int] = set()
        self._warned = False

    def __contains__(self, x: Column) -> bool:
        return key_of(x) in self._rows or key_of(x) in self.under_way

    def __len__(self) -> int:
        return len(self._rows) + sum(key not in self._rows for key in self.under_way)

    def update(self, study: Study) -> None:
        """Read what has changed since the last call."""
        self.under_way, self.starting = {}, []
        for trial in study.get_trials(deepcopy=False):
            if trial.number in self._read:
                continue
            if trial.state.is_finished():
                self._read.add(trial.number)
                self.finished += 1
                self._take(trial)
                continue
            x = self._design({**trial.system_attrs.get("fixed_params", {}), **trial.params})
            if x is not None:
                self.under_way[key_of(x)] = x
            elif trial.state == TrialState.RUNNING:
                self.starting.append(trial.number)

    def answer(self) -> Answer:
        """What the finished trials say of (n, d) designs, n may be zero.

        A trial that was broken off says nothing of its design, and neither does one that is under way: a search keeps
        away from where runs have failed.
        """
        rows = [row for row in self._rows.values() if row.status]
        nothing = np.full(len(rows), np.nan)
        evaluation = Evaluation(
            X=np.array([row.x for row in rows]).reshape(len(rows), len(self.task.problem.space)),
            columns={
                name: np.array([row.columns.get(name, np.nan) for row in rows], dtype=np.float64)
                for name in self._names
            },
            residual=nothing,
            status=np.array([row.status for row in rows], dtype=object),
            fidelity=self.task.evaluator.fidelity,
            engine=next((row.engine for row in rows if row.engine), ""),
            out_of_domain=np.zeros(len(rows), dtype=bool),
        )
        return self.task.answer(evaluation)

    def _take(self, trial: FrozenTrial) -> None:
        x = self._design(trial.params)
        row = None if x is None else self._row(x, trial)
        # A second run of a design says what the first said, unless that had no result.
        if row is not None and (row.status == OK or key_of(row.x) not in self._rows):
            self._rows[key_of(row.x)] = row
        if row is None and trial.state == TrialState.COMPLETE and not self._warned:
            self._warned = True
            fidelity = self.task.evaluator.fidelity
            warnings.warn(
                f"trial {trial.number} teaches nothing and is left out, as are others like it: expected parameters "
                f"that are a design of the task, and the user attributes of an objective by to_optuna that is answered "
                f"by {fidelity}.",
                stacklevel=2,
            )

    def _row(self, x: Column, trial: FrozenTrial) -> Row | None:
        """The trial as a run, None if it cannot be used."""
        if trial.state != TrialState.COMPLETE:
            status = str(trial.user_attrs.get(STATUS, ""))
            return Row(x, "" if status == OK else status, {})
        if trial.user_attrs.get(FIDELITY, self.task.evaluator.fidelity) != self.task.evaluator.fidelity:
            return None
        run = trial.user_attrs.get(RUN)
        found = run["columns"] if isinstance(run, dict) and "columns" in run else {}
        if not found and trial.values is not None:
            found = dict(zip(self.task.problem.objectives, trial.values))
        columns = {name: float(found[name]) for name in self._names if name in found}
        if len(columns) < len(self._names) or not np.isfinite(list(columns.values())).all():
            return None
        return Row(x, OK, columns, str(run.get("engine", "")) if isinstance(run, dict) else "")

    def _design(self, params: Mapping[str, Any]) -> Column | None:
        """(d,) design of a trial's parameters; None if some are missing or it is no design of the task."""
        task, space = self.task, self.task.problem.space
        variables = space.variables
        if any(variables[j].name not in params for j in task.free):
            return None
        x = space.defaults()
        for column, code in task.held:
            x[column] = code
        for name in params:
            if name in space.names:
                j = space.index(name)
                try:
                    x[j] = variables[j].encode(params[name])
                except InputError:
                    return None
        return x + 0.0 if bool((task.designs(x[None, :])[0] == x).all()) else None


def check_directions(study: Study, problem: DesignProblem) -> None:
    """Refuse a study whose values cannot be those of the problem.

    Raises:
        InputError: the study does not minimise as many values as the problem has objectives.
    """
    names = problem.objectives
    if list(study.directions) != [StudyDirection.MINIMIZE] * len(names):
        found = ", ".join(direction.name.lower() for direction in study.directions)
        raise InputError(
            f"the study '{study.study_name}' has the directions {found}; expected one 'minimize' for each of "
            f"{', '.join(names)}. Create it with directions=objective.directions."
        )


def key_of(x: Column) -> bytes:
    """What two rows share that are the same design."""
    # Adding zero turns -0.0 into 0.0, which is the same design.
    return (np.asarray(x, dtype=np.float64) + 0.0).tobytes()


def _judged(problem: DesignProblem) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*problem.objectives, *(one.column for one in problem.constraints)]))


def _plain_outputs(problem: DesignProblem) -> bool:
    """Whether objectives and limits are outputs themselves, and every limit that of an objective.

    The values of any trial are then all that there is to know of it, whoever ran it.
    """
    return set(_judged(problem)) <= set(problem.outputs) & set(problem.objectives)


def _outputs_alone(problem: DesignProblem) -> DesignProblem:
    return replace(needed_problem(problem, dict.fromkeys(_judged(problem), 1.0)), score=None)
