"""Rounds of search and checks: the surrogate proposes, physics decides."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fluxion.evaluation import Evaluation
from fluxion.problems.task import Answer, Task
from fluxion.search.correction import corrected
from fluxion.search.forecast import Forecasts, recalibrated
from fluxion.search.nsga2 import first_population, proposals, search
from fluxion.search.pareto import front_of
from fluxion.search.recheck import BASELINE, Archive, worth_a_run
from fluxion.search.result import Costs, RunResult, conclude
from fluxion.search.setup import Setup
from fluxion.typing import Designs

#: Told how far a stage is: (stage, done, total).
Watch = Callable[[str, int, int], None]

# Directly on physics a generation must stay small, or the budget is spent before anything was learned.
_GENERATIONS_OF_BUDGET = 10
_SMALLEST_GENERATION = 8


def run_study(setup: Setup, archive: Archive | None = None, watch: Watch | None = None) -> RunResult:
    """Run a study to the end of its budget.

    The baseline is simulated first. With a surrogate, each round searches it by NSGA-II, spends its share of the
    budget on designs spread along the claimed front, corrects the claims and their intervals by what physics said of
    them, and starts the next search from what physics found best. With a risk, it searches that many half widths on
    the safe side of the claims.
    Without one, NSGA-II works on physics itself.

    Args:
        setup: what `prepare` made of the study.
        archive: where truth runs are kept; pass one to keep them if the run is interrupted.
        watch: told of progress.
    """
    started = time.perf_counter()
    tell = watch or _silent
    archive = archive if archive is not None else new_archive(setup, tell)
    archive.run(setup.truth.baseline[None, :], BASELINE)
    expected = None
    if setup.surrogate is None:
        evaluations, searching = _search_physics(setup, archive), 0.0
    else:
        evaluations, searching, expected = _search_surrogate(setup, setup.surrogate, archive, tell)
    total = time.perf_counter() - started
    return conclude(setup, archive, Costs(evaluations, searching, total - searching, total), expected)


def new_archive(setup: Setup, watch: Watch | None = None) -> Archive:
    """Empty archive for a study that tells `watch` of every truth run."""
    tell, budget = watch or _silent, setup.study.budget
    return Archive(setup.truth, budget, lambda done: tell("physics runs", done, budget))


def _search_surrogate(
    setup: Setup, surrogate: Task, archive: Archive, tell: Watch
) -> tuple[int, float, Evaluation | None]:
    """Surrogate evaluations, seconds of searching, and what was expected of every truth run before it."""
    study = setup.study
    forecasts = Forecasts().with_baseline(surrogate, archive.evaluation)
    evaluations, searching = 0, 0.0
    for number in range(1, study.rounds + 1):
        started = time.perf_counter()
        stage = f"search {number} of {study.rounds} on the surrogate"

        def progress(done: int, stage: str = stage) -> None:
            tell(stage, done, study.generations)

        seed = _seed(study.seed, number)
        start = first_population(surrogate, _best(archive.answer), study.population, seed)
        informed = corrected(surrogate, archive.evaluation)
        expecting = recalibrated(informed, forecasts.scales())
        if study.risk > 0.0:
            informed = replace(informed, evaluator=expecting, risk=study.risk)
        found = search(informed, start, study.population, study.generations, seed, progress)
        claimed = informed.evaluate(archive.evaluation.X)
        share = -(-archive.left // (study.rounds - number + 1))
        chosen = worth_a_run(found, archive, claimed, share)
        evaluations += found.evaluations + len(archive)
        searching += time.perf_counter() - started
        before = len(archive)
        if archive.run(chosen, f"round {number}") == 0:
            break
        forecasts = forecasts.with_round(expecting, archive.since(before))
    return evaluations, searching, forecasts.evaluation


def _search_physics(setup: Setup, archive: Archive) -> int:
    """NSGA-II whose every evaluation is a truth run; no surrogate evaluations."""
    population = max(_SMALLEST_GENERATION, setup.study.budget // _GENERATIONS_OF_BUDGET)
    population = min(population, setup.study.population, archive.budget)
    seed = _seed(setup.study.seed, 1)
    start = first_population(setup.truth, archive.evaluation.X, population, seed)
    generations = proposals(setup.truth, start, population, archive.budget, seed)
    for number, (X, tell_answer) in enumerate(generations, start=1):
        archive.run(X, f"generation {number}")
        if not archive.known(X).all() or archive.left == 0:
            break
        tell_answer(archive.answers(X))
    return 0


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
