"""The guided search as an algorithm of pymoo: every evaluation that pymoo counts is a truth run.

Example::

    problem = to_pymoo(load("office-design"), PhysicsEvaluator(...))
    result = minimize(problem, TrustNSGA2(surrogate), ("n_evals", 500), seed=1)
"""

import math
from typing import Any

import numpy as np
from pymoo.core.algorithm import Algorithm
from pymoo.core.population import Population
from pymoo.core.termination import TerminateIfAll, Termination

from fluxion._checks import is_whole
from fluxion.errors import InputError
from fluxion.evaluation import AbstractEvaluator, Evaluation
from fluxion.problems.pymoo import PymooProblem
from fluxion.problems.task import Answer, define_task
from fluxion.search._kernels.variation import distinct
from fluxion.search.forecast import Forecasts, RecalibratedEvaluator
from fluxion.search.learned import Memory
from fluxion.search.proposal import SearchOptions, check_options, propose
from fluxion.search.pymoo_output import FluxionOutput
from fluxion.typing import Designs

# Without a surrogate the first runs are spread over the space: a few per variable, at most a quarter of the budget.
_FIRST_RUNS_PER_VARIABLE, _LARGEST_FIRST_SHARE = 4, 0.25


class TrustNSGA2(Algorithm):  # type: ignore[misc]
    """NSGA-II on what truth runs have taught, which proposes the next runs; its problem is the truth's.

    The baseline comes first, without a surrogate followed by designs all over the space; then batches of proposals
    (`propose`). ``pop`` holds all truth runs, ``opt`` those of them that are feasible and not dominated, so that no
    claim of a model is ever part of a result. An individual carries, beside what `PymooProblem` gives it, ``claim``:
    the (m,) objectives that were expected of it before it was run, +inf where nothing was.

    Seeds, ``n_evals`` (the last batch is cut to fit), ``n_gen`` and ``time`` work as with every algorithm, and so do
    histories, and pickles of the algorithm that go on later.

    Attributes:
        surrogate: the model that the runs correct.
        batch: truth runs of an iteration.
        search: how proposals are searched.
    """

    def __init__(
        self,
        surrogate: AbstractEvaluator | None = None,
        batch: int = 25,
        search: SearchOptions | None = None,
        output: Any = None,
        **kwargs: Any,
    ) -> None:
        """An algorithm for `pymoo.optimize.minimize`.

        Args:
            surrogate: a model of the problem; None: the runs are all that is known.
            batch: truth runs of an iteration; the fewer, the more is learned of each and the longer searches take.
            search: how proposals are searched; None: as `fluxion.minimize` does.
            output: what is shown; None: `FluxionOutput`.
            kwargs: as of every algorithm of pymoo.

        Raises:
            InputError: no whole number of at least 1 as batch.
        """
        if not is_whole(batch) or batch < 1:
            raise InputError(f"batch: expected a whole number of runs of at least 1; got {batch!r}.")
        super().__init__(output=output or FluxionOutput(), **kwargs)
        self.pop: Any
        self.surrogate = surrogate
        self.batch = int(batch)
        check_options(search)
        self.search = search or SearchOptions()
        self._memory = Memory()
        self._forecasts = Forecasts()
        self._expecting: RecalibratedEvaluator | None = None

    def _setup(self, problem: Any, **kwargs: Any) -> None:
        if not isinstance(problem, PymooProblem):
            raise InputError(f"TrustNSGA2 needs a problem made by to_pymoo; got {type(problem).__name__}.")
        task = problem.task
        if task.evaluator.fidelity == "surrogate":
            raise InputError(
                "TrustNSGA2 needs the problem of a truth, to_pymoo(problem, PhysicsEvaluator(...)); got one of a "
                "surrogate, which belongs in TrustNSGA2(surrogate)."
            )
        if self.surrogate is not None:
            define_task(task.problem, self.surrogate, task.problem.objectives)

    @property
    def answer(self) -> Answer:
        """All truth runs, as the task answers them."""
        return self._answer(self.pop)

    def _answer(self, pop: Any) -> Answer:
        X = self.problem.designs(pop.get("X"))
        values = pop.get("columns").reshape(len(X), len(self.problem.columns))
        columns = {name: values[:, j] for j, name in enumerate(self.problem.columns)}
        status, fidelity = pop.get("status", "fidelity")
        unbalanced = np.full(len(X), math.nan)
        evaluation = Evaluation(X, columns, unbalanced, status.astype(object), str(fidelity[0]), str(fidelity[0]))
        return self.problem.task.answer(evaluation)

    def _seed(self) -> int:
        return int(self.random_state.integers(2**31))

    def _initialize_infill(self) -> Any:
        task, left = self.problem.task, runs_left(self)
        first = task.baseline[None, :]
        if self.surrogate is None:
            wanted = max(1, int(min(_FIRST_RUNS_PER_VARIABLE * len(task.free), _LARGEST_FIRST_SHARE * left)))
            first = np.concatenate([first, task.sample(wanted, self._seed())])
        return self._individuals(first[distinct(first)][: int(min(left, len(first)))])

    def _infill(self) -> Any:
        count = int(min(self.batch, runs_left(self)))
        truth, task, seed = self.answer, self.problem.task, self._seed()
        proposal = propose(
            task, self.surrogate, truth, count, seed, self.search, self._memory, self._forecasts.scales()
        )
        self._memory, self._expecting = proposal.memory, proposal.expecting
        if not len(proposal.X):
            # Every design has been run.
            self.termination.terminate()
            return None
        infills = self._individuals(proposal.X)
        if proposal.expecting is not None:
            columns = proposal.expecting.evaluate(proposal.X).columns
            claims = np.stack([columns[name] for name in task.problem.objectives], axis=1)
            infills.set("claim", np.where(np.isfinite(claims), claims, np.inf))
        return infills

    def _individuals(self, X: Designs) -> Any:
        unknown = np.full((len(X), self.problem.n_obj), np.inf)
        return Population.new(X=self.problem.individuals(X), claim=unknown)

    def _advance(self, infills: Any = None, **kwargs: Any) -> None:
        if infills is None:
            return
        self.pop = Population.merge(self.pop, infills)
        if self._expecting is not None:
            self._forecasts = self._forecasts.with_round(self._expecting, self._answer(infills).evaluation)


def runs_left(algorithm: Any) -> float:
    """Truth runs that the termination of an algorithm still allows; infinite where it counts none."""
    return _largest(algorithm.termination) - algorithm.evaluator.n_eval


def _largest(termination: Termination) -> float:
    count = getattr(termination, "n_max_evals", None)
    if count is not None:
        return float(count)
    if isinstance(termination, TerminateIfAll):
        return math.inf
    # Whatever else pymoo makes of several criteria ends with the first of them.
    several = getattr(termination, "terminations", getattr(termination, "criteria", ()))
    return min((_largest(one) for one in several), default=math.inf)
