"""What to simulate next: the designs that promise most, by what the truth runs so far have taught.

Two searches. One takes the model at its word; the other is optimistic where little is known, since a model that has
never seen a good combination of choices thinks badly of it, and a search that believes it never looks there. Of one
objective there are four, from optimistic to pessimistic: the best design lies on the edge of a limit, where a model
that is a little wrong finds designs that all miss it together, and a pessimistic search keeps clear of the edge.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fluxion._blas import single_blas_thread
from fluxion._checks import check_whole, is_number
from fluxion.errors import InputError
from fluxion.evaluation import AbstractEvaluator, Evaluation
from fluxion.problems.task import Answer, Task, check_risk
from fluxion.search.apart import good_and_apart
from fluxion.search.evolution import Population, Worth
from fluxion.search.evolving import search_task
from fluxion.search.forecast import RecalibratedEvaluator, recalibrated
from fluxion.search.learned import LearnedEvaluator, Memory, encoding_of, learn, quick_answer
from fluxion.search.pareto import Scale, front_of
from fluxion.search.picking import promising
from fluxion.search.study import SMALLEST_POPULATION
from fluxion.surrogate.kernel_ridge import squared_distances
from fluxion.typing import Column, Designs, FloatArray


@dataclass(frozen=True)
class SearchOptions:
    """How a proposal is searched.

    Attributes:
        population: designs that survive a generation.
        generations: generations of each search.
        explored: share of the designs that the optimistic search proposes.
        optimism: standard deviations that it takes off.
        optimisms: standard deviations that each of the searches for one objective takes off.
        tolerance: what is nearly as good as the best of one objective, as a share of the range of the runs.
        risk: half widths of the 90 % interval by which the other search is on the safe side.

    Raises:
        InputError: a value of the wrong type or out of range.
    """

    population: int = 200
    generations: int = 100
    explored: float = 0.3
    optimism: float = 2.0
    optimisms: tuple[float, ...] = (0.0, 2.0, -1.0, 1.0)
    tolerance: float = 0.05
    risk: float = 0.0

    def __post_init__(self) -> None:
        for name, least in (("population", SMALLEST_POPULATION), ("generations", 1)):
            object.__setattr__(self, name, check_whole(getattr(self, name), name, least))
        for name in ("explored", "tolerance"):
            value = getattr(self, name)
            if not is_number(value) or not 0.0 <= value <= 1.0:
                raise InputError(f"{name}: expected a share from 0 to 1; got {value!r}.")
        for value in (self.optimism, *self.optimisms):
            if not is_number(value) or not math.isfinite(value):
                raise InputError(f"optimism and optimisms: expected finite numbers; got {value!r}.")
        check_risk(self.risk)


def check_options(options: object) -> None:
    """Refuse what is neither None nor `SearchOptions`.

    Raises:
        InputError: it is neither.
    """
    if options is not None and not isinstance(options, SearchOptions):
        raise InputError(f"options of the search: expected SearchOptions(...) or None; got {options!r}.")


@dataclass(frozen=True, eq=False)
class Proposal:
    """Designs worth a truth run.

    Attributes:
        X: (k, d) designs, none of which has been run; the most promising first.
        expecting: who says what is expected of them; None where nothing is known yet.
        evaluations: designs that were looked at.
        memory: for the next proposal.
    """

    X: Designs
    expecting: RecalibratedEvaluator | None
    evaluations: int
    memory: Memory


def propose(
    task: Task,
    base: AbstractEvaluator | None,
    truth: Answer,
    count: int,
    seed: int,
    options: SearchOptions | None = None,
    memory: Memory | None = None,
    scales: Mapping[str, float] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Proposal:
    """Up to `count` designs, learned from the runs in `truth`.

    Args:
        task: the task as the truth answers it.
        base: a surrogate of the problem that the runs correct; None: the runs are all that is known.
        truth: the runs so far, as the task answers them.
        count: designs wanted.
        seed: of all random moves; another one for every call.
        options: how it is searched.
        memory: of the proposal before this one.
        scales: what interval half widths are multiplied with, see `Forecasts.scales`.
        progress: told the generations done and their number.
    """
    # Small matrices lose more to threads of BLAS than they gain, and wait for each other on a busy machine.
    with single_blas_thread():
        return _proposal(
            task, base, truth, count, seed, options or SearchOptions(), memory or Memory(), scales or {}, progress
        )


def _proposal(
    task: Task,
    base: AbstractEvaluator | None,
    truth: Answer,
    count: int,
    seed: int,
    options: SearchOptions,
    memory: Memory,
    scales: Mapping[str, float],
    progress: Callable[[int, int], None] | None,
) -> Proposal:
    model, memory = learn(task, base, truth, memory, seed)
    if model is None:
        if base is None:
            return Proposal(_unseen(task, truth, count, seed), None, 0, memory)
        model = _plain(task, base, truth)
    expecting = recalibrated(replace(task, evaluator=model), scales)
    search = _Search(task, model, expecting, truth, options, seed, progress)
    # A surrogate that no run has corrected yet knows no standard deviations.
    certain = base is not None and not model.processes
    if truth.F.shape[1] == 1:
        chosen = search.run_for_one(count, (0.0,) if certain else options.optimisms)
    else:
        explored = 0 if certain else round(options.explored * count)
        chosen = search.run(count - explored, 0.0)
        chosen = np.concatenate([chosen, search.run(explored, options.optimism, chosen)])
    if len(chosen) < count:
        # Too few promise anything: the space itself is the next best source.
        more = _unseen(task, truth, count - len(chosen), seed, chosen)
        chosen = np.concatenate([chosen, more])
    return Proposal(chosen, expecting, search.evaluations, memory)


class _Search:
    """The searches of one proposal."""

    def __init__(
        self,
        task: Task,
        model: LearnedEvaluator,
        expecting: RecalibratedEvaluator,
        truth: Answer,
        options: SearchOptions,
        seed: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.task, self.model, self.truth, self.options, self.seed = task, model, truth, options, seed
        self.evaluations = 0
        self._cautious = replace(task, evaluator=expecting, risk=options.risk)
        self._progress = progress
        front = front_of(truth.F, truth.feasible)
        self._front = truth.F[front]
        self._best = truth.evaluation.X[front if len(front) else np.argsort(truth.violation, kind="stable")[:20]]

    def run(self, count: int, optimism: float, picked: Designs | None = None) -> Designs:
        """Up to `count` new designs by one search; `picked` ones count as taken."""
        if count < 1:
            return np.empty((0, self.task.problem.space.lower.size))
        options = self.options
        before = options.generations if optimism else 0
        progress = self._progress_from(before, options.generations * (2 if options.explored else 1))
        seed = self.seed + (1 if optimism else 0)
        found, evaluations = search_task(
            self.task,
            self._start(optimism),
            options.population,
            options.generations,
            seed,
            progress=progress,
            worth=lambda X: self._worth(X, optimism),
        )
        self.evaluations += evaluations
        return self._pick(found, count, picked)

    def run_for_one(self, count: int, optimisms: Sequence[float]) -> Designs:
        """Up to `count` new designs for one objective, as many by each search; good ones that lie apart."""
        options, size = self.options, max(2, self.options.population // 2)
        generations = max(1, options.generations // 2)
        known = self.truth.F[self.truth.feasible if self.truth.feasible.any() else self.truth.evaluation.ok, 0]
        tolerance = options.tolerance * float(np.ptp(known)) if len(known) else 0.0
        picked = np.empty((0, self.task.problem.space.lower.size))
        for number, optimism in enumerate(optimisms):
            wanted = (count - len(picked)) // (len(optimisms) - number)
            if wanted < 1:
                continue
            seen = _Seen(lambda X, optimism=optimism: self._worth(X, optimism))  # type: ignore[misc]
            start = np.concatenate([picked, self._start(optimism)])
            progress = self._progress_from(number * generations, len(optimisms) * generations)
            _, evaluations = search_task(
                self.task, start, size, generations, self.seed + number, progress=progress, worth=seen
            )
            self.evaluations += evaluations
            X, values, violation = seen.new(_keys(self.truth.evaluation.X) | _keys(picked))
            if len(X):
                places = self.model.encoding.apply
                rows = good_and_apart(values, violation, places(X), places(picked), wanted, tolerance)
                picked = np.concatenate([picked, X[rows]])
        return picked

    def _progress_from(self, before: int, total: int) -> Callable[[int], None]:
        tell = self._progress
        return _silent if tell is None else lambda done: tell(before + done, total)

    def _worth(self, X: Designs, optimism: float) -> tuple[FloatArray, Column]:
        if self.options.risk > 0.0 and not optimism:
            answer = self._cautious.evaluate(X)
            F, violation = answer.F, answer.violation
        else:
            F, violation = quick_answer(self.task, self.model, X, optimism)
        return F, np.where(self._looks_failed(X), np.inf, violation)

    def _looks_failed(self, X: Designs) -> NDArray[np.bool_]:
        return looks_failed(self.model, self.truth.evaluation, X)

    def _start(self, optimism: float) -> Designs:
        """At most half of the population from the best runs, the others from a Sobol sequence."""
        size = self.options.population
        generator = np.random.default_rng(self.seed)
        known = self._best[generator.permutation(len(self._best))[: size // 2]]
        return np.concatenate([known, self.task.sample(size, self.seed + (1 if optimism else 0))])

    def _pick(self, found: Population, count: int, picked: Designs | None) -> Designs:
        X = found.X
        taken, claimed = self._front, np.empty((0, self._front.shape[1]))
        seen = _keys(self.truth.evaluation.X)
        if picked is not None and len(picked):
            F, violation = quick_answer(self.task, self.model, picked)
            claimed = F[violation <= 0.0]
            seen |= _keys(picked)
        new = np.array([_key(row) not in seen for row in X], dtype=bool)
        X, F, violation = X[new], found.F[new], found.violation[new]
        feasible = np.flatnonzero(violation <= 0.0)
        if not len(feasible):
            # Nothing is claimed to meet the limits: the truth may be kinder where the claim misses them least.
            return X[np.argsort(violation, kind="stable")[:count]]
        known = np.concatenate([taken, claimed])
        everything = np.concatenate([known, F[feasible]])
        scale = Scale.of(everything[front_of(everything, np.ones(len(everything), dtype=bool))])
        first = feasible[promising(scale.apply(F[feasible]), scale.apply(known), count)]
        # Where few designs add something, what the search kept beside them is the next best guess.
        others = np.setdiff1d(feasible, first)
        places = np.linspace(0, len(others) - 1, min(count - len(first), len(others))).astype(np.int64)
        return X[np.concatenate([first, others[places]])]


class _Seen:
    """Judges designs of one objective, and remembers all that it has judged."""

    def __init__(self, worth: Worth) -> None:
        self._worth = worth
        self._parts: list[tuple[Designs, Column, Column]] = []

    def __call__(self, X: Designs) -> tuple[FloatArray, Column]:
        F, violation = self._worth(X)
        self._parts.append((X, F[:, 0], violation))
        return F, violation

    def new(self, known: set[bytes]) -> tuple[Designs, Column, Column]:
        """(n, d) distinct designs that are not `known`, with their (n,) objectives and violations."""
        X, values, violation = (np.concatenate(part) for part in zip(*self._parts))
        first = {_key(row): i for i, row in reversed(list(enumerate(X)))}
        rows = np.sort([i for key, i in first.items() if key not in known]).astype(np.int64)
        return X[rows], values[rows], violation[rows]


def looks_failed(model: LearnedEvaluator, truth: Evaluation, X: Designs) -> NDArray[np.bool_]:
    """(n,) whose nearest run had no result: models know nothing of failures, and would go there again."""
    failed = ~truth.ok
    if not failed.any():
        return np.zeros(len(X), dtype=bool)
    squares = squared_distances(model.encoding.apply(X), model.encoding.apply(truth.X))
    nearest_good = squares[:, ~failed].min(axis=1, initial=np.inf)
    return np.asarray(squares[:, failed].min(axis=1) < nearest_good)


def _plain(task: Task, base: AbstractEvaluator, truth: Answer) -> LearnedEvaluator:
    """The base as it is, while too few runs are known to correct it."""
    problem = task.problem
    return LearnedEvaluator(
        replace(problem, outputs=base.reported()), base, encoding_of(task), {}, truth.evaluation.engine
    )


def _unseen(task: Task, truth: Answer, count: int, seed: int, picked: Designs | None = None) -> Designs:
    """Up to `count` designs of a Sobol sequence that have not been run or picked."""
    seen = _keys(truth.evaluation.X) | (set() if picked is None else _keys(picked))
    X = task.sample(2 * count + 16, seed)
    fresh: dict[bytes, int] = {}
    for i, row in enumerate(X):
        key = _key(row)
        if key not in seen:
            fresh.setdefault(key, i)
    return X[list(fresh.values())[:count]]


def _keys(X: Designs) -> set[bytes]:
    return {_key(row) for row in X}


def _key(row: FloatArray) -> bytes:
    # Adding zero turns -0.0 into 0.0, which is the same design.
    return (row + 0.0).tobytes()


def _silent(done: int) -> None:
    """Nobody watches."""
