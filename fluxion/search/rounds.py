"""Rounds of search and truth runs: what the runs teach proposes, the truth decides."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fluxion.evaluation import Evaluation
from fluxion.problems.task import Answer
from fluxion.search.evolution import WIDE, Evolution, Moves
from fluxion.search.forecast import Forecasts
from fluxion.search.learned import Memory
from fluxion.search.pareto import Scale, front_of, hypervolume
from fluxion.search.proposal import SearchOptions, propose
from fluxion.search.recheck import BASELINE, Archive
from fluxion.search.result import Costs, RunResult, conclude
from fluxion.search.run_log import RunLog
from fluxion.search.setup import Setup
from fluxion.search.study import GUIDED, PLAIN
from fluxion.typing import Designs

#: Told how far a stage is: (stage, done, total).
Watch = Callable[[str, int, int], None]

#: Plain NSGA-II needs at least so many times the runs of a guided search for the same front (studies/front_quality).
PLAIN_FACTOR = 20
# Budgets below this are too small for plain NSGA-II whatever a run costs.
_LEAST_PLAIN_BUDGET = 4000
# Without a surrogate the first runs are spread over the space: a few per variable, at most a quarter of the budget.
_FIRST_RUNS_PER_VARIABLE, _LARGEST_FIRST_SHARE = 4, 0.25
# Directly on the truth a generation must stay small, or the budget is spent before anything was learned.
_GENERATIONS_OF_BUDGET = 10
_SMALLEST_GENERATION = 8
# Rounds over which the hypervolume must have grown, or the best of one objective have fallen: a front grows at many
# places, a best design is beaten by one.
_PATIENCE, _PATIENCE_FOR_ONE = 2, 4
# Fewer runs than this in those rounds have not shown that there is nothing to find.
_LEAST_FRUITLESS_RUNS = 20
# Generations in a row without a new design after which a small space counts as exhausted.
_IDLE_GENERATIONS = 10


@dataclass
class _Progress:
    """What a search has used so far, and why it ended."""

    evaluations: int = 0
    searching_s: float = 0.0
    expected: Evaluation | None = None
    ended: str = ""
    policy: str = GUIDED


def run_study(setup: Setup, archive: Archive | None = None, watch: Watch | None = None) -> RunResult:
    """Run a study to the end of its budget, or until its front has stopped growing.

    The baseline comes first. A guided search then proposes designs by what is known (`propose`), runs them, learns, and
    goes on; without a surrogate it begins with runs all over the space. A plain search is NSGA-II on the truth.

    Args:
        setup: what `prepare` made of the study.
        archive: where truth runs are kept; pass one to keep them if the run is interrupted.
        watch: told of progress.
    """
    started = time.perf_counter()
    tell = watch or _silent
    archive = archive if archive is not None else new_archive(setup, tell)
    archive.confirm(setup.truth.baseline[None, :])
    archive.run(setup.truth.baseline[None, :], BASELINE)
    used = _Progress(policy=setup.policy)
    if setup.policy != PLAIN:
        _search_guided(setup, archive, used, tell)
    if used.policy == PLAIN:
        used.ended = _search_plain(setup, archive)
    total = time.perf_counter() - started
    costs = Costs(used.evaluations, used.searching_s, total - used.searching_s, total)
    return conclude(setup, archive, costs, used.expected, used.ended)


def new_archive(setup: Setup, watch: Watch | None = None, log: RunLog | None = None) -> Archive:
    """Empty archive for a study that tells `watch` of every truth run."""
    tell, budget = watch or _silent, setup.study.budget
    stage = f"{setup.truth.evaluator.fidelity} runs"
    return Archive(setup.truth, budget, lambda done: tell(stage, done, budget), log)


def _search_guided(setup: Setup, archive: Archive, used: _Progress, tell: Watch) -> None:
    study, task = setup.study, setup.truth
    base = None if setup.surrogate is None else setup.surrogate.evaluator
    options = SearchOptions(study.population, study.generations, risk=study.risk)
    memory, states, truth_s = Memory(), [], 0.0
    if setup.surrogate is not None:
        forecasts = Forecasts().with_baseline(setup.surrogate, archive.evaluation)
    else:
        started = time.perf_counter()
        _run_first(setup, archive)
        truth_s = (time.perf_counter() - started) / len(archive)
        forecasts = Forecasts().without(archive.evaluation)
    for number in range(1, study.planned_rounds + 1):
        if archive.left == 0:
            break
        started = time.perf_counter()
        stage = f"search {number} of {study.planned_rounds}"
        share = -(-archive.left // (study.planned_rounds - number + 1))
        seed = _seed(study.seed, number)
        proposal = propose(
            task,
            base,
            archive.answer,
            share,
            seed,
            options,
            memory,
            forecasts.scales(),
            lambda done, total, stage=stage: tell(stage, done, total),  # type: ignore[misc]
        )
        memory = proposal.memory
        used.evaluations += proposal.evaluations
        round_s = time.perf_counter() - started
        used.searching_s += round_s
        if number == 1 and base is None and _plain_is_cheaper(setup, archive, truth_s, round_s):
            used.policy = PLAIN
            return
        before = len(archive)
        if archive.run(proposal.X, f"round {number}") == 0:
            used.ended = "every design that promised anything has been run"
            break
        fresh = archive.since(before)
        if proposal.expecting is None:
            forecasts = forecasts.without(fresh)
        else:
            forecasts = forecasts.with_round(proposal.expecting, fresh)
        states.append(archive.answer)
        if number < study.planned_rounds and _stalled(states, study.stall):
            used.ended = _why_stalled(study.stall, archive.answer)
            break
    used.expected = forecasts.evaluation


def _run_first(setup: Setup, archive: Archive) -> None:
    """Runs all over the space, of which a search without a surrogate learns first."""
    task = setup.truth
    wanted = min(_FIRST_RUNS_PER_VARIABLE * len(task.free), int(_LARGEST_FIRST_SHARE * archive.budget))
    archive.run(task.sample(max(wanted, 1), _seed(setup.study.seed, 0)), "first designs")


def _plain_is_cheaper(setup: Setup, archive: Archive, truth_s: float, round_s: float) -> bool:
    """Whether plain NSGA-II takes less time for the front that a guided search finds with a fraction of the runs.

    It needs `PLAIN_FACTOR` times the runs, but no searches on models between them. Decided once, and kept in the log:
    a study that goes on must not decide otherwise because a clock ran differently.
    """
    budget, rounds = setup.study.budget, setup.study.planned_rounds
    if setup.study.policy != "auto" or budget < _LEAST_PLAIN_BUDGET:
        return False
    cheaper = budget * truth_s < budget / PLAIN_FACTOR * truth_s + rounds * round_s
    return bool(cheaper if archive.log is None else archive.log.decide("plain", bool(cheaper)))


def _stalled(states: list[Answer], stall: float) -> bool:
    """Whether the front has hardly grown over the last rounds, on the scale that it has now.

    Of one objective, whether its best value has hardly fallen, as a share of its range over all feasible runs.
    """
    patience = _patience(states[-1])
    if stall <= 0.0 or len(states) <= patience:
        return False
    now, before = states[-1], states[-1 - patience]
    if len(now.F) - len(before.F) < _LEAST_FRUITLESS_RUNS:
        return False
    if now.F.shape[1] == 1:
        values, earlier = now.F[now.feasible, 0], before.F[before.feasible, 0]
        return bool(len(earlier) and earlier.min() - values.min() <= stall * np.ptp(values))
    front = front_of(now.F, now.feasible)
    scale = Scale.of_front(now.F[front])
    if scale is None:
        return False
    volume = hypervolume(now.F[front], scale)
    return volume - hypervolume(before.F[before.feasible], scale) < stall * volume


def _patience(answer: Answer) -> int:
    return _PATIENCE_FOR_ONE if answer.F.shape[1] == 1 else _PATIENCE


def _why_stalled(stall: float, answer: Answer) -> str:
    rounds = _patience(answer)
    if answer.F.shape[1] == 1:
        return f"the best value fell by less than {stall:.2g} of the range of the runs in {rounds} rounds"
    return f"the hypervolume grew by less than {stall:.2g} of itself in {rounds} rounds"


def _search_plain(setup: Setup, archive: Archive) -> str:
    """NSGA-II whose every evaluation is a truth run; why it ended before its budget, empty if it did not."""
    task, study = setup.truth, setup.study
    size = max(_SMALLEST_GENERATION, study.budget // _GENERATIONS_OF_BUDGET)
    size = min(size, study.population, archive.budget)
    seed = _seed(study.seed, 1)
    bounds = task.searched
    known = _best(archive.answer)[: max(1, size // 2)]
    start = np.concatenate([known, task.sample(size, seed)])[:size]
    search = Evolution(Moves.within(bounds.variables, task.held), bounds.narrowed(start), size, seed, WIDE)
    number = idle = 0
    while archive.left > 0:
        number += 1
        X = search.ask()
        whole = task.designs(bounds.whole(X))
        idle = 0 if archive.run(whole, f"generation {number}") else idle + 1
        if not len(X) or idle == _IDLE_GENERATIONS:
            return f"{_IDLE_GENERATIONS} generations brought no design that had not been run"
        if not archive.known(whole).all():
            break
        answer = archive.answers(whole)
        search.tell(X, answer.F, answer.violation)
    return ""


def _best(answer: Answer) -> Designs:
    """Designs on the true front; if none is feasible, those that miss the limits least."""
    front = front_of(answer.F, answer.feasible)
    if len(front) == 0:
        front = np.argsort(answer.violation, kind="stable")[:1]
    return answer.evaluation.X[front]


def _seed(seed: int, number: int) -> int:
    # Rounds must not repeat each other's random moves, nor those of a study with the next seed.
    return int(np.random.SeedSequence((seed, number)).generate_state(1)[0])


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""
