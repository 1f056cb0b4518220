"""The project's own searches, and what they are compared with beside NSGA-II on physics."""

import time

import numpy as np
from cases import Case, Paid

import fluxion
from fluxion.evaluation import SurrogateEvaluator, load_surrogate
from fluxion.problems.task import Task, define_task
from fluxion.search.evolving import search_task
from fluxion.search.pareto import Scale, front_of
from fluxion.search.picking import promising
from fluxion.search.result import RunResult


def guided(case: Case, seed: int, budget: int, surrogate: str = "shipped") -> Paid:
    """`fluxion.minimize` with the shipped surrogate."""
    started = time.perf_counter()
    answer = minimized(case, seed, budget, surrogate).answer
    return Paid(answer.F, answer.feasible, time.perf_counter() - started)


def minimized(case: Case, seed: int, budget: int, surrogate: str = "shipped") -> RunResult:
    """`fluxion.minimize`; nothing ends it before its budget."""
    return fluxion.minimize(
        "office-design",
        case.climate,
        objectives=case.columns,
        budget=budget,
        seed=seed,
        surrogate=surrogate,
        policy="guided",
        stall=0.0,
    )


def learned(case: Case, seed: int, budget: int) -> Paid:
    """The same without a surrogate: all that is known comes from the runs that are paid for."""
    return guided(case, seed, budget, "none")


def final_only(case: Case, seed: int, budget: int) -> Paid:
    """NSGA-II on the surrogate, 40,000 evaluations; physics is asked once, at the end, along the claimed front."""
    truth, started = case.truth(), time.perf_counter()
    weather = truth.evaluator.weather  # type: ignore[attr-defined]
    model = load_surrogate(truth.problem, weather)
    task = define_task(truth.problem, SurrogateEvaluator(truth.problem, weather, model, marks=False), case.columns)
    found = _searched(task, max(200, budget), seed)
    answer = truth.evaluate(found[:budget])
    return Paid(answer.F, answer.feasible, time.perf_counter() - started)


def _searched(task: Task, size: int, seed: int) -> np.ndarray:
    """(size, d) survivors, those first that add most hypervolume."""
    last, _ = search_task(task, task.sample(size, seed), size, 40_000 // size, seed)
    rows = np.flatnonzero(last.violation <= 0.0)
    scale = Scale.of(last.F[front_of(last.F, last.violation <= 0.0)])
    first = rows[promising(scale.apply(last.F[rows]), np.empty((0, last.F.shape[1])), size)]
    others = np.setdiff1d(np.arange(len(last.X)), first)
    return np.asarray(last.X[np.concatenate([first, others])])
