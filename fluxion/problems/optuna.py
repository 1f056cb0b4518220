"""Design problems for Optuna: an objective function that knows its directions, distributions and constraints.

Example::

    objective = to_optuna(problem, evaluator)
    study = optuna.create_study(directions=objective.directions, sampler=optuna.samplers.NSGAIISampler(seed=0))
    study.optimize(objective, n_trials=500)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fluxion.design import Choice, DesignProblem, Integer, Value, Variable
from fluxion.evaluation import OK, AbstractEvaluator
from fluxion.problems.bounds import Range
from fluxion.problems.task import Answer, Task, define_task
from fluxion.typing import Designs

#: User attribute with the list of constraint values, read by `constraints_of`.
CONSTRAINTS = "constraints"
#: User attributes with what answered, and with what is said of the design.
FIDELITY, STATUS = "fidelity", "status"
#: User attribute with the columns of the run that others may learn from, and the engine that computed them.
RUN = "run"


def to_optuna(
    problem: DesignProblem,
    evaluator: AbstractEvaluator,
    objectives: Sequence[str] | None = None,
    fixed: Mapping[str, Value] | None = None,
    risk: float = 0.0,
    bounds: Mapping[str, Range] | None = None,
) -> "OptunaObjective":
    """Objective function of `problem` for ``study.optimize``.

    Args:
        problem: the problem with its settings.
        evaluator: who answers.
        objectives: columns to minimise; None: those of the problem.
        fixed: variables that keep one value, by name; they are no parameters of the trials.
        risk: half widths of the 90 % interval that are added to predictions, see `define_task`.
        bounds: variables that are searched in a part of their range, see `define_task`.

    Raises:
        InputError: see `fluxion.problems.task.define_task`.
    """
    return OptunaObjective(define_task(problem, evaluator, objectives, fixed, risk, bounds))


@dataclass(frozen=True)
class OptunaObjective:
    """A function of a trial that returns its objectives; picklable.

    Constraint values go to the trial by name (``trial.set_constraint``, Optuna 5) and as the user attribute
    ``constraints`` for samplers of Optuna 4 (``constraints_func=constraints_of``), in their own units. Further user
    attributes: ``fidelity``, ``status`` and ``run``, see `run_attributes`.

    A design that has no result is pruned with its sentence. Samplers then learn to avoid it, where a failed
    trial would tell them nothing and an exception would end the whole study.

    Attributes:
        task: problem, evaluator and held values.
    """

    task: Task

    @property
    def directions(self) -> list[str]:
        """One ``"minimize"`` per objective, for ``optuna.create_study``."""
        return ["minimize"] * len(self.task.problem.objectives)

    @property
    def distributions(self) -> dict[str, Any]:
        """Optuna's distribution of every free variable, for ``study.ask``."""
        from optuna import distributions

        variables = self.task.searched.variables
        return {variables[j].name: _distribution(variables[j], distributions) for j in self.task.free}

    def design(self, params: Mapping[str, Any]) -> Designs:
        """(1, d) design of a trial's parameters.

        Raises:
            InputError: an unknown parameter, or a value that its variable does not allow.
        """
        return self.task.designs(self.task.problem.space.encode([params]))

    def __call__(self, trial: Any) -> float | tuple[float, ...]:
        """Objectives of one trial: a number, or a tuple where there are several.

        Raises:
            optuna.TrialPruned: the design has no result; the message says why.
        """
        import optuna

        params = {name: _suggest(trial, name, variable) for name, variable in self._free_variables()}
        answer = self.task.evaluate(self.design(params))
        status = str(answer.evaluation.status[0])
        for name, value in run_attributes(self.task, answer, 0).items():
            trial.set_user_attr(name, value)
        if status == OK and hasattr(trial, "set_constraint"):
            for constraint, value in zip(self.task.problem.constraints, answer.limits[0].tolist()):
                trial.set_constraint(constraint.name, value)
        if status != OK:
            raise optuna.TrialPruned(status)
        objectives = tuple(float(value) for value in answer.F[0])
        return objectives if len(objectives) > 1 else objectives[0]

    def _free_variables(self) -> list[tuple[str, Variable]]:
        variables = self.task.searched.variables
        return [(variables[j].name, variables[j]) for j in self.task.free]


def run_attributes(task: Task, answer: Answer, row: int) -> dict[str, Any]:
    """User attributes of a trial for one row of an answer.

    Returns:
        ``fidelity`` and ``status``; of a design with a result also ``constraints``, a list in the order of the problem,
        and ``run``: ``{"engine": text, "columns": {name: value}}`` with the columns of `learned_columns`.
    """
    evaluation = answer.evaluation
    status = str(evaluation.status[row])
    attributes: dict[str, Any] = {FIDELITY: evaluation.fidelity, STATUS: status}
    if status == OK:
        limits = answer.limits[row].tolist()
        attributes |= {CONSTRAINTS: limits} if limits else {}
        names = [name for name in learned_columns(task.problem) if name in evaluation.columns]
        columns = {name: float(evaluation.columns[name][row]) for name in names}
        attributes[RUN] = {"engine": evaluation.engine, "columns": columns}
    return attributes


def learned_columns(problem: DesignProblem) -> tuple[str, ...]:
    """The columns of a run from which a search learns: outputs that models predict, objectives, what limits look at."""
    limited = [constraint.column for constraint in problem.constraints]
    return tuple(dict.fromkeys([*problem.predicted, *problem.objectives, *limited]))


def constraints_of(trial: Any) -> list[float]:
    """Constraint values of a finished trial, for ``constraints_func`` of Optuna 4; met where <= 0."""
    return [float(value) for value in trial.user_attrs.get(CONSTRAINTS, ())]


def _distribution(variable: Variable, kinds: Any) -> Any:
    if isinstance(variable, Choice):
        return kinds.CategoricalDistribution(variable.options)
    if isinstance(variable, Integer):
        return kinds.IntDistribution(variable.low, variable.high)
    return kinds.FloatDistribution(variable.low, variable.high)


def _suggest(trial: Any, name: str, variable: Variable) -> Value:
    if isinstance(variable, Choice):
        return str(trial.suggest_categorical(name, variable.options))
    if isinstance(variable, Integer):
        return int(trial.suggest_int(name, variable.low, variable.high))
    return float(np.clip(trial.suggest_float(name, variable.low, variable.high), variable.low, variable.high))
