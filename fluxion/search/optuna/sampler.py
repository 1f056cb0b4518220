"""A sampler whose trials are truth runs, each chosen by what all trials of the study have taught.

Example::

    objective = to_optuna(problem, PhysicsEvaluator(problem, weather))
    sampler = SurrogateSampler(objective, surrogate)
    study = optuna.create_study(directions=objective.directions, sampler=sampler)
    study.optimize(objective, n_trials=300)
"""

import os
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.study import Study
from optuna.trial import FrozenTrial

from fluxion._checks import check_whole
from fluxion.errors import InputError
from fluxion.evaluation import AbstractEvaluator
from fluxion.problems.optuna import OptunaObjective
from fluxion.problems.task import define_task
from fluxion.search.learned import Memory
from fluxion.search.optuna.trials import Trials, check_directions, key_of
from fluxion.search.proposal import SearchOptions, check_options, propose
from fluxion.typing import Column

#: How a batch is searched: more generations find little more, since a batch is small and the next one knows better.
OPTIONS = SearchOptions(population=100, generations=15)
# Without a surrogate the first trials are spread over the space, so many per free variable.
_FIRST_PER_VARIABLE = 2
# Designs in hand are dropped when the workers of a study have finished so many batches since they were proposed.
_STALE = 2


@dataclass
class _State:
    """What a sampler knows of one study."""

    storage: Any
    name: str
    process: int
    trials: Trials
    queue: deque[Column] = field(default_factory=deque)
    spread: bool = False
    finished: int = 0
    memory: Memory = field(default_factory=Memory)
    given: dict[bytes, Column] = field(default_factory=dict)

    def is_of(self, study: Study) -> bool:
        # A copy in a forked process would give the designs of its original.
        return self.storage is study._storage and self.name == study.study_name and self.process == os.getpid()

    def refresh(self, study: Study) -> None:
        self.trials.update(study)
        # A trial may not have stored its design yet.
        self.trials.under_way |= self.given

    def pop(self) -> Column | None:
        """The next design that nobody has tried."""
        while self.queue:
            x = self.queue.popleft()
            if x not in self.trials:
                return x
        return None


class SurrogateSampler(BaseSampler):
    """Proposes the designs that promise most, by Gaussian processes of all runs on top of an optional surrogate.

    The first trial is the baseline of the task. Without a surrogate the next ones are spread over the space (Sobol).
    Then every `batch` finished trials teach a model, and a search on it fills the queue of designs
    (`fluxion.search.proposal.propose`). All that is known comes from the storage, so workers on one study learn from
    each other, and a study that is continued later goes on with what it knew. No design is proposed that has been
    tried or that some worker has at hand.

    One sampler serves the threads of ``study.optimize(..., n_jobs=k)``. Random moves follow the seed and the number of
    the trial, which no two workers share. A pickled sampler keeps its settings.
    """

    def __init__(
        self,
        objective: OptunaObjective,
        surrogate: AbstractEvaluator | None = None,
        *,
        seed: int | None = None,
        batch: int = 25,
        first: int | None = None,
        options: SearchOptions | None = None,
    ) -> None:
        """Make a sampler for studies of `objective`.

        Args:
            objective: the objective of the study, answered by a simulation.
            surrogate: an evaluator of the same problem that the runs correct; None: the runs are all that is known.
            seed: the same seed gives the same trials where one thread runs them; None: another one each time.
            batch: designs proposed at once.
            first: trials spread over the space before a model is asked, the baseline among them; None: two per free
                variable without a surrogate, none with one.
            options: how a batch is searched; None: `OPTIONS`.

        Raises:
            InputError: the objective is answered by a surrogate; the surrogate is of another problem or lacks a column;
                a number out of range.
        """
        if not isinstance(objective, OptunaObjective):
            raise InputError(f"objective: expected what to_optuna(problem, evaluator) makes; got {objective!r}.")
        if surrogate is not None and not isinstance(surrogate, AbstractEvaluator):
            raise InputError(
                "surrogate: expected an evaluator such as SurrogateEvaluator(problem, weather, model); got "
                f"{surrogate!r}."
            )
        check_options(options)
        task = objective.task
        if task.evaluator.fidelity == "surrogate":
            raise InputError(
                "SurrogateSampler chooses what to simulate, and this objective is answered by a surrogate. Make it "
                "with a PhysicsEvaluator or EnergyPlusEvaluator, and give the surrogate to the sampler."
            )
        if surrogate is not None:
            define_task(task.problem, surrogate)
        self._objective, self._surrogate = objective, surrogate
        self._seed = (
            int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else check_whole(seed, "seed", 0)
        )
        self._batch = check_whole(batch, "batch", 1)
        default = 0 if surrogate is not None else _FIRST_PER_VARIABLE * len(task.free)
        self._first = default if first is None else check_whole(first, "first", 0)
        self._options = options or OPTIONS
        self._others = RandomSampler(self._seed)
        self._state: _State | None = None
        self._lock = threading.RLock()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_lock": None, "_state": None}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.RLock()

    def reseed_rng(self) -> None:
        """Reseed what samples parameters that are no variables of the task; designs differ by trial number anyway."""
        self._others.reseed_rng()

    def infer_relative_search_space(self, study: Study, trial: FrozenTrial) -> dict[str, BaseDistribution]:
        """Distributions of the free variables; none for a trial that was enqueued with all of them."""
        distributions = self._objective.distributions
        given = trial.system_attrs.get("fixed_params", {})
        return {} if distributions.keys() <= given.keys() else distributions

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Values of the free variables by name.

        Raises:
            InputError: the study minimises another number of values than the objective has.
        """
        if not search_space:
            return {}
        with self._lock:
            x = self._next(study, trial)
        values = self._objective.task.problem.space.decode_row(x)
        return {name: values[name] for name in search_space}

    def sample_independent(
        self, study: Study, trial: FrozenTrial, param_name: str, param_distribution: BaseDistribution
    ) -> Any:
        """A random value of a parameter that is no variable of the task."""
        return self._others.sample_independent(study, trial, param_name, param_distribution)

    def _next(self, study: Study, trial: FrozenTrial) -> Column:
        task = self._objective.task
        state = self._state_of(study)
        state.refresh(study)
        baseline = task.baseline
        # An older trial that has no design yet may be about to get the baseline.
        if baseline not in state.trials and not any(number < trial.number for number in state.trials.starting):
            x: Column | None = baseline
        else:
            if self._is_stale(state):
                state.queue.clear()
            x = state.pop()
            if x is None:
                self._refill(state, trial.number)
                # Workers of other processes went on meanwhile.
                state.refresh(study)
                x = state.pop()
        if x is None:
            # Every design of a small space has been tried.
            x = task.sample(1, _mixed(self._seed, trial.number))[0]
        state.given[key_of(x)] = x
        return x

    def _state_of(self, study: Study) -> _State:
        if self._state is None or not self._state.is_of(study):
            task = self._objective.task
            check_directions(study, task.problem)
            self._state = _State(study._storage, study.study_name, os.getpid(), Trials(task))
        return self._state

    def _is_stale(self, state: _State) -> bool:
        if state.spread:
            return len(state.trials) >= self._first
        return state.trials.finished - state.finished >= _STALE * self._batch

    def _refill(self, state: _State, number: int) -> None:
        seed, known = _mixed(self._seed, number), len(state.trials)
        state.spread = known < self._first
        state.finished = state.trials.finished
        if state.spread:
            state.queue.extend(self._objective.task.sample(self._first - known, seed))
            return
        proposal = propose(
            state.trials.task,
            self._surrogate,
            state.trials.answer(),
            self._batch,
            seed,
            self._options,
            state.memory,
        )
        state.memory = proposal.memory
        state.queue.extend(proposal.X)


def _mixed(seed: int, number: int) -> int:
    # Neither trials nor samplers with the next seed may repeat each other's random moves.
    return int(np.random.SeedSequence((seed, number)).generate_state(1)[0])
