"""A problem as an optimiser sees it: which columns are minimised, which variables are held, who answers."""

import math
from collections import ChainMap
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fluxion._checks import check_batch, check_known, is_number
from fluxion.design import DesignProblem, Value
from fluxion.errors import InputError
from fluxion.evaluation import AbstractEvaluator, Evaluation
from fluxion.problems.bounds import Range, SearchBounds, search_bounds
from fluxion.typing import Column, Designs, FloatArray

#: Constraint value of a design that has no result: worse than any violation.
FAILED_CONSTRAINT = 1.0


@dataclass(frozen=True)
class Answer:
    """Numbers for an optimiser that minimises; a design without a result is infeasible and infinitely bad.

    Attributes:
        F: (n, m) objectives; +inf in failed rows, never NaN.
        G: (n, k) constraint values between -1 and 1, met where <= 0: g / (s + |g|) of the value g, s being the size
            of its limits; +1 in failed rows. Optimisers add up constraints of unlike units, and prefer the smaller
            sum among infeasible designs; so bounded, each counts and a design without a result is the worst.
        evaluation: everything else that is known of the n designs, with the constraint values in their units.
        limits: (n, k) the constraint values in their own units as G judges them, risk included; NaN in failed rows.
    """

    F: FloatArray
    G: FloatArray
    evaluation: Evaluation
    limits: FloatArray

    @property
    def feasible(self) -> NDArray[np.bool_]:
        """(n,) which designs have a result and meet every constraint."""
        return np.asarray(self.evaluation.ok & (self.G <= 0.0).all(axis=1))

    @property
    def violation(self) -> FloatArray:
        """(n,) sum of the constraint values above zero; +inf for a failed row."""
        return np.where(self.evaluation.ok, np.maximum(self.G, 0.0).sum(axis=1), np.inf)


@dataclass(frozen=True)
class Task:
    """Use `define_task`, which checks what it is given.

    Attributes:
        problem: the problem; its objectives are those of this task.
        evaluator: who answers.
        held: (column, code) of every variable that keeps one value.
        risk: half widths of the 90 % interval that are added to every objective and constraint column.
        bounds: the part of the space that is searched; None: all of it.
    """

    problem: DesignProblem
    evaluator: AbstractEvaluator
    held: tuple[tuple[int, float], ...] = ()
    risk: float = 0.0
    bounds: SearchBounds | None = None

    @property
    def free(self) -> tuple[int, ...]:
        """Columns of the variables that are searched."""
        fixed = {column for column, _ in self.held}
        return tuple(j for j in range(len(self.problem.space)) if j not in fixed)

    @cached_property
    def searched(self) -> SearchBounds:
        """The part of the space that is searched, whatever is held."""
        return self.bounds or SearchBounds(self.problem.space, self.problem.space.variables)

    @property
    def box(self) -> tuple[FloatArray, FloatArray]:
        """(d,) smallest and (d,) largest codes of a design; equal where a variable is held."""
        lower, upper = self.searched.lower.copy(), self.searched.upper.copy()
        for column, code in self.held:
            lower[column] = upper[column] = code
        return lower, upper

    def sample(self, count: int, seed: int, method: str = "sobol") -> Designs:
        """(count, d) random designs of the task, see `DesignSpace.sample`."""
        return self.designs(self.searched.sample(count, seed, method))

    @property
    def baseline(self) -> FloatArray:
        """(d,) default design, moved into the bounds, with the held values."""
        return self.designs(self.problem.baseline[None, :])[0]

    def designs(self, X: ArrayLike) -> Designs:
        """Nearest valid (n, d) designs of an optimiser's (n, d) numbers: in bounds, whole codes, held values.

        A row that is not finite has no nearest design and is handed on for the evaluator to explain.

        Raises:
            InputError: not an array of numbers with shape (n, d).
        """
        batch = check_batch(X, len(self.problem.space), "the designs", "variables").copy()
        for column, code in self.held:
            batch[:, column] = code
        finite = np.isfinite(batch).all(axis=1)
        batch[finite] = self.searched.repair(batch[finite])
        return batch

    def evaluate(self, X: ArrayLike) -> Answer:
        """Objectives and constraints of (n, d) numbers, each row read as its nearest valid design.

        Raises:
            InputError: not an array of numbers with shape (n, d).
        """
        return self.answer(self.evaluator.evaluate(self.designs(X)))

    def worth(self, X: Designs) -> tuple[FloatArray, Column]:
        """What a search needs of (n, d) valid designs, at a fraction of the cost of `evaluate` on a surrogate.

        The numbers are those of `evaluate`; on a surrogate, rows are only looked at for what they are judged by.

        Returns:
            F: (n, m) objectives; +inf in rows without a result.
            violation: (n,) sums of the constraint values above zero, see `Answer`; +inf in rows without a result.
        """
        outputs = self.evaluator.plain(X) if self.risk == 0.0 else None
        if outputs is not None:
            return self.judge(X, outputs)
        answer = self.evaluate(X)
        return answer.F, answer.violation

    def judge(self, X: Designs, outputs: Mapping[str, Column]) -> tuple[FloatArray, Column]:
        """F and violation as in `worth` of (n, d) valid designs whose outputs are known."""
        F, limits = self.judged(X, outputs)
        excess = np.maximum(limits, 0.0)
        # Column by column: sums of an axis would add up in another order.
        violation = np.zeros(len(X))
        for values, size in zip(excess.T, self.limit_sizes):
            violation += values / (size + values)
        finite = np.isfinite(F).all(axis=1) & np.isfinite(violation)
        if not finite.all():
            F[~finite], violation[~finite] = np.inf, np.inf
        return F, violation

    def judged(self, X: Designs, outputs: Mapping[str, Column]) -> tuple[FloatArray, FloatArray]:
        """(n, m) objectives and (n, k) constraint values in their own units of designs whose outputs are known."""
        columns = ChainMap(self.evaluator.problem.scores(X, outputs), cast(MutableMapping[str, Column], outputs))
        F = np.stack([columns[name] for name in self.problem.objectives], axis=1)
        limits = np.empty((len(self.problem.constraints), len(X)))
        for values, constraint in zip(limits, self.problem.constraints):
            values[:] = constraint.value(columns, self.problem.settings)
        return F, limits.T

    @property
    def limit_sizes(self) -> tuple[float, ...]:
        """(k,) sizes of the limits, by which values are judged large or small."""
        return tuple(constraint.size(self.problem.settings) for constraint in self.problem.constraints)

    def answer(self, evaluation: Evaluation) -> Answer:
        """Objectives and constraints of designs that were evaluated before, pessimistic by the task's risk."""
        failed = ~evaluation.ok[:, None]
        judged = pessimistic(evaluation, self.risk)
        F = np.where(failed, np.inf, judged.objectives(self.problem))
        settings = self.problem.settings
        sizes = [constraint.size(settings) for constraint in self.problem.constraints]
        low = lowered(evaluation, self.risk)
        values = judged.constraints(self.problem, low)
        G = np.where(failed, FAILED_CONSTRAINT, values / (np.array(sizes) + np.abs(values)))
        return Answer(F, G, evaluation, values)


def define_task(
    problem: DesignProblem,
    evaluator: AbstractEvaluator,
    objectives: Sequence[str] | None = None,
    fixed: Mapping[str, Value] | None = None,
    risk: float = 0.0,
    bounds: Mapping[str, Range] | None = None,
) -> Task:
    """Task of minimising `objectives` of `problem` as `evaluator` sees them.

    Args:
        problem: the problem with its settings.
        evaluator: an evaluator of the same problem with the same settings.
        objectives: columns to minimise, outputs or scores; None: those of the problem.
        fixed: variables that keep one value, by name.
        risk: how many half widths of its 90 % interval are added to a predicted column before it is minimised or
            held against a limit: 0 takes the prediction as it is, 1 its upper end. Simulated columns have no
            interval and stay as they are.
        bounds: variables that are searched in a part of their range: (low, high), None leaving that end as it is, or
            some of the options. The space, and with it the surrogate, stays the same.

    Raises:
        InputError: the evaluator is for another problem or other settings; no, unknown or repeated objectives
            (the nearest match is named); an unknown variable, a value it does not allow, or all of them fixed; bounds
            outside the space; a negative risk.
    """
    risk = check_risk(risk)
    _check_evaluator(problem, evaluator)
    if isinstance(objectives, str):
        raise InputError(f"objectives: expected a list of names such as ['{objectives}']; got the text '{objectives}'.")
    names = problem.objectives if objectives is None else tuple(objectives)
    known = available_columns(problem, evaluator)
    if not names:
        raise InputError(
            f"the problem '{problem.name}' has no objectives of its own; name the columns to minimise, for example "
            f"{', '.join(known[:2])}."
        )
    for name in names:
        check_known(name, known, f"objective of the problem '{problem.name}'")
        if names.count(name) > 1:
            raise InputError(f"the objective '{name}' is given {names.count(name)} times; give it once.")
    for constraint in problem.constraints:
        check_known(constraint.column, known, f"column of the constraint '{constraint.name}'")
    # A width that is the same for every design would move an objective without changing the order of designs.
    judge = evaluator.by_design() if risk > 0.0 else evaluator
    held, searched = _held(problem, fixed or {}, bounds or {})
    return Task(replace(problem.judged_by(names), objectives=names), judge, held, risk, searched)


def check_risk(risk: float, what: str = "risk") -> float:
    """`risk` as a float.

    Raises:
        InputError: not a finite number of at least 0.
    """
    if not is_number(risk) or not math.isfinite(risk) or risk < 0.0:
        raise InputError(f"{what}: expected a number of half widths of at least 0, such as 1.0; got {risk!r}.")
    return float(risk)


def pessimistic(evaluation: Evaluation, risk: float) -> Evaluation:
    """The evaluation with `risk` half widths added to every column that has an interval; itself without risk.

    The half width is the distance to the upper end, so a column is never moved beyond what is possible by risk 1.
    """
    if risk == 0.0 or not evaluation.upper:
        return evaluation
    columns = dict(evaluation.columns)
    for name, upper in evaluation.upper.items():
        columns[name] = columns[name] + risk * (upper - columns[name])
    return replace(evaluation, columns=columns)


def lowered(evaluation: Evaluation, risk: float) -> Mapping[str, Column]:
    """Columns less `risk` half widths, for lower limits; the half width is the distance to the lower end."""
    columns = dict(evaluation.columns)
    if risk > 0.0:
        for name, lower in evaluation.lower.items():
            columns[name] = columns[name] - risk * (columns[name] - lower)
    return columns


def available_columns(problem: DesignProblem, evaluator: AbstractEvaluator) -> tuple[str, ...]:
    """Names that can be minimised: the outputs that the evaluator reports, then the scores of the problem."""
    return tuple(dict.fromkeys([*evaluator.reported(), *problem.score_names]))


def _check_evaluator(problem: DesignProblem, evaluator: AbstractEvaluator) -> None:
    other = evaluator.problem
    if other.name != problem.name or other.space != problem.space:
        raise InputError(
            f"the evaluator answers for the problem '{other.name}', not for '{problem.name}' with these variables; "
            "make it from the same problem."
        )
    for own in problem.derived:
        if own not in other.derived:
            raise InputError(
                f"the evaluator does not know the own column '{own.name}'; make it from the problem that has it."
            )
    for name, value in problem.settings.items():
        if other.settings.get(name) != value:
            raise InputError(
                f"the evaluator was made with {name}={other.settings.get(name)}, the problem has {name}={value}; "
                "make it from the same problem."
            )


def _held(
    problem: DesignProblem, fixed: Mapping[str, Value], ranges: Mapping[str, Range]
) -> tuple[tuple[tuple[int, float], ...], SearchBounds | None]:
    for name in fixed:
        if name in ranges:
            raise InputError(f"the variable '{name}' is fixed and has bounds for the search; give one of the two.")
    bounds, single = search_bounds(problem.space, ranges)
    held = []
    for name, value in {**fixed, **single}.items():
        column = problem.space.index(name)
        try:
            held.append((column, problem.space.variables[column].encode(value)))
        except InputError as error:
            raise InputError(f"fixed variable '{name}': {error}") from None
    if len(held) == len(problem.space):
        raise InputError("every variable is fixed, so nothing is left to search; leave at least one free.")
    return tuple(sorted(held)), bounds if ranges else None
