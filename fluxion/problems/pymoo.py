"""Design problems for pymoo; the only place where its classes are extended.

Example::

    problem = load("office-design")
    evaluator = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather))
    result = minimize(to_pymoo(problem, evaluator), NSGA2(repair=FluxionRepair()), ("n_gen", 100))
"""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
from pymoo.core.mutation import Mutation
from pymoo.core.problem import Problem
from pymoo.core.repair import Repair
from pymoo.core.variable import Choice as ChoiceVariable
from pymoo.core.variable import Integer as IntegerVariable
from pymoo.core.variable import Real as RealVariable
from pymoo.operators.mutation.pm import PolynomialMutation

from fluxion._checks import check_known
from fluxion.design import Choice, DesignProblem, Integer, Real, Value, Variable
from fluxion.errors import InputError
from fluxion.evaluation import AbstractEvaluator
from fluxion.problems.bounds import Range
from fluxion.problems.task import Answer, Task, available_columns, define_task
from fluxion.typing import Designs, FloatArray

FORMS = ("continuous", "vars")
#: Half width of the 90 % interval of a normal distribution, in standard deviations.
NINETY_PERCENT = 1.645


def to_pymoo(
    problem: DesignProblem,
    evaluator: AbstractEvaluator,
    objectives: Sequence[str] | None = None,
    form: str = "continuous",
    fixed: Mapping[str, Value] | None = None,
    risk: float = 0.0,
    bounds: Mapping[str, Range] | None = None,
) -> "PymooProblem":
    """`problem` as a vectorised pymoo problem.

    Args:
        problem: the problem with its settings.
        evaluator: who answers: usually a `SurrogateEvaluator`; a `PhysicsEvaluator` works as well.
        objectives: columns to minimise; None: those of the problem.
        form: ``"continuous"``: rows of floats, choices and integers as whole numbers (use `FluxionRepair`);
            ``"vars"``: dictionaries of values, for `MixedVariableGA` (with ``survival=RankAndCrowding()``).
        fixed: variables that keep one value, by name.
        risk: half widths of the 90 % interval that are added to predictions, see `define_task`.
        bounds: variables that are searched in a part of their range, see `define_task`.

    Raises:
        InputError: unknown form, and what `define_task` refuses.
    """
    return PymooProblem(define_task(problem, evaluator, objectives, fixed, risk, bounds), form)


class PymooProblem(Problem):  # type: ignore[misc]
    """A task as pymoo sees it. Picklable; a deep copy shares the task, which never changes.

    G is bounded, see `fluxion.problems.task.Answer`: a design without a result has F = +inf and G = +1, the worst.
    Individuals carry, beside F and G,

    * ``status``: ``"ok"`` or a sentence;
    * ``fidelity``: ``"physics"``, ``"energyplus"`` or ``"surrogate"``;
    * ``std``: (m,) standard deviations of the objectives where they are predicted, zeros where they were simulated,
      +inf where nothing is known of an error or there is no result;
    * ``limits``: (k,) constraint values in their own units, pessimistic like F and G where the task has a risk;
    * ``columns``: (c,) everything else that is known of the design, in the order of the problem's `columns`.

    Attributes:
        task: problem, evaluator and held values.
        form: ``"continuous"`` or ``"vars"``.
        columns: names of the outputs and scores.
    """

    def __init__(self, task: Task, form: str = "continuous") -> None:
        check_known(form, FORMS, "form of a pymoo problem")
        self.task = task
        self.form = form
        self.columns = available_columns(task.problem, task.evaluator)
        space, size = task.problem.space, {"n_obj": len(task.problem.objectives)}
        size["n_ieq_constr"] = len(task.problem.constraints)
        if form == "vars":
            super().__init__(
                vars={space.names[j]: pymoo_variable(task.searched.variables[j]) for j in task.free}, **size
            )
            return
        # Equal bounds keep pymoo's crossover and mutation away from a held variable.
        lower, upper = task.box
        super().__init__(n_var=len(space), xl=lower, xu=upper, **size)

    def name(self) -> str:
        """Name of the design problem."""
        return self.task.problem.name

    def designs(self, X: Any) -> Designs:
        """(n, d) valid designs that pymoo's `X` stands for: (n, d) or (d,) floats, or dictionaries of values.

        Raises:
            InputError: another shape, an unknown variable, or a value that its variable does not allow.
        """
        if self.form == "continuous":
            return self.task.designs(np.atleast_2d(np.asarray(X, dtype=np.float64)))
        rows = [X] if isinstance(X, Mapping) else list(X)
        if not all(isinstance(row, Mapping) for row in rows):
            raise InputError('the form "vars" expects dictionaries of values; for arrays use form="continuous".')
        space = self.task.problem.space
        return self.task.designs(space.encode([{name: _plain(row[name]) for name in row} for row in rows]))

    def individuals(self, X: Designs) -> Any:
        """(n, d) valid designs as pymoo holds them: (n, d) floats, or (n,) dictionaries of what is searched."""
        if self.form == "continuous":
            return X
        space, found = self.task.problem.space, np.empty(len(X), dtype=object)
        for i, row in enumerate(space.decode(X)):
            found[i] = {space.names[j]: row[space.names[j]] for j in self.task.free}
        return found

    def do(self, X: Any, return_values_of: list[str], *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As in pymoo; one dictionary counts as one row, not as a row per variable."""
        rows = [X] if isinstance(X, Mapping) else X
        result: dict[str, Any] = super().do(rows, return_values_of, *args, **kwargs)
        return result

    def _evaluate(self, X: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        answer = self.task.evaluate(self.designs(X))
        # pymoo reshapes whatever it gets, so a transposed array would scramble the objectives unseen.
        _check_shape("objectives", answer.F, (len(X), self.n_obj))
        _check_shape("constraints", answer.G, (len(X), self.n_ieq_constr))
        out["F"] = answer.F
        if self.n_ieq_constr:
            out["G"] = answer.G
            out["limits"] = answer.limits
        out["std"] = _spread(answer, self.task.problem.objectives)
        out["columns"] = np.stack([answer.evaluation.columns[name] for name in self.columns], axis=1)
        out["status"] = answer.evaluation.status
        out["fidelity"] = np.full(len(X), answer.evaluation.fidelity, dtype=object)

    def __deepcopy__(self, memo: dict[int, Any]) -> "PymooProblem":
        # Histories copy the problem every generation; climate and network are immutable and stay shared.
        return copy(self)


class FluxionRepair(Repair):  # type: ignore[misc]
    """Moves individuals to their nearest valid design: in bounds, whole codes, held values."""

    def _do(self, problem: Any, X: Any, **kwargs: Any) -> Any:
        if not isinstance(problem, PymooProblem):
            raise InputError(f"FluxionRepair needs a problem made by to_pymoo; got {type(problem).__name__}.")
        return problem.designs(X) if problem.form == "continuous" else X


class FluxionMutation(Mutation):  # type: ignore[misc]
    """Polynomial mutation of real variables; another option for choices; a step up or down for integers.

    Rounding a polynomial step would leave choices and integers unmoved most of the time, and give choices an
    order that they do not have.
    """

    def __init__(self, eta: float = 20.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.polynomial = PolynomialMutation(prob=1.0, eta=eta)

    def _do(self, problem: Any, X: Any, *args: Any, random_state: Any = None, **kwargs: Any) -> Any:
        searched = problem.task.searched
        mutated = self.polynomial._do(problem, X, random_state=random_state)
        hit = random_state.random(X.shape) < self.get_prob_var(problem, size=len(X))[:, None]
        for j in problem.task.free:
            variable, codes = searched.variables[j], X[:, j]
            if isinstance(variable, Real):
                continue
            if isinstance(variable, Choice):
                # A shift by 1 .. k-1 positions round the circle reaches every other option equally often.
                allowed = searched.options_of(j)
                shifts = random_state.integers(1, len(allowed), len(X))
                moved = allowed[np.mod(np.searchsorted(allowed, codes) + shifts, len(allowed))]
            else:
                moved = codes + random_state.choice([-1.0, 1.0], len(X)) * random_state.geometric(0.5, len(X))
                moved = np.clip(moved, variable.lower, variable.upper)
            mutated[:, j] = np.where(hit[:, j], moved, codes)
        return mutated


def pymoo_variable(variable: Variable) -> Any:
    """A variable as pymoo's algorithms for mixed variables know it."""
    if isinstance(variable, Real):
        return RealVariable(bounds=(variable.low, variable.high))
    if isinstance(variable, Integer):
        return IntegerVariable(bounds=(variable.low, variable.high))
    return ChoiceVariable(options=list(variable.options))


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _spread(answer: Answer, objectives: Sequence[str]) -> FloatArray:
    """(n, m) standard deviations of objectives; see `PymooProblem`."""
    evaluation = answer.evaluation
    spread = np.full(answer.F.shape, np.inf if evaluation.fidelity == "surrogate" else 0.0)
    for j, name in enumerate(objectives):
        if name in evaluation.upper:
            value = evaluation.columns[name]
            # An end that was cut at what is possible is nearer than the half width.
            half = np.maximum(evaluation.upper[name] - value, value - evaluation.lower[name])
            spread[:, j] = half / NINETY_PERCENT
    spread[~evaluation.ok] = np.inf
    return spread


def _check_shape(what: str, array: FloatArray, shape: tuple[int, int]) -> None:
    if array.shape != shape:
        raise InputError(f"expected {what} with shape {shape}, one row per design; got {array.shape}.")
