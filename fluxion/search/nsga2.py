"""NSGA-II (Deb et al. 2002, doi 10.1109/4235.996017) by pymoo, on whatever answers a task."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.evaluator import Evaluator
from pymoo.core.population import Population
from pymoo.problems.static import StaticProblem
from pymoo.termination import get_termination

from fluxion.problems.pymoo import FluxionMutation, FluxionRepair, PymooProblem
from fluxion.problems.task import Answer, Task
from fluxion.typing import Designs, FloatArray


@dataclass(frozen=True)
class Found:
    """Last population of a search.

    Attributes:
        X: (p, d) valid designs.
        F: (p, m) objectives; +inf where there is no result.
        G: (p, k) constraint values, met where <= 0.
        evaluations: designs evaluated on the way.
    """

    X: Designs
    F: FloatArray
    G: FloatArray
    evaluations: int


def search(
    task: Task,
    start: Designs,
    population: int,
    generations: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> Found:
    """Search `task` with a vectorised evaluation of every generation.

    Args:
        task: what is minimised.
        start: (s, d) first population; repaired, duplicates dropped, cut to `population`.
        population: individuals that survive a generation.
        generations: generations, the first population being one.
        seed: of all random moves.
        progress: called with the number of generations done.
    """
    algorithm = _algorithm(task, start, population, generations, seed)
    while algorithm.has_next():
        algorithm.next()
        if progress is not None:
            progress(algorithm.n_iter - 1)
    return _found(task, algorithm)


def proposals(
    task: Task, start: Designs, population: int, generations: int, seed: int
) -> Iterator[tuple[Designs, Callable[[Answer], None]]]:
    """As `search`, but whoever iterates evaluates: yields (n, d) designs and the function that takes the answer."""
    algorithm = _algorithm(task, start, population, generations, seed)
    while algorithm.has_next():
        asked = algorithm.ask()

        def tell(answer: Answer, asked: Any = asked) -> None:
            Evaluator().eval(StaticProblem(algorithm.problem, F=answer.F, G=answer.G), asked)
            algorithm.tell(infills=asked)

        yield algorithm.problem.designs(asked.get("X")), tell


def first_population(task: Task, known: Designs, population: int, seed: int) -> Designs:
    """(population, d) designs: up to half of them from (k, d) `known` ones, the others from a Sobol sequence."""
    known = known[: max(1, population // 2)]
    fresh = task.sample(population, seed)
    return np.concatenate([known, fresh])[:population]


def _algorithm(task: Task, start: Designs, population: int, generations: int, seed: int) -> Any:
    distinct = np.unique(task.designs(start)[:population], axis=0)
    algorithm = NSGA2(
        pop_size=population,
        sampling=Population.new(X=distinct),
        repair=FluxionRepair(),
        mutation=FluxionMutation(),
    )
    algorithm.setup(PymooProblem(task), termination=get_termination("n_gen", generations), seed=seed, verbose=False)
    return algorithm


def _found(task: Task, algorithm: Any) -> Found:
    last = algorithm.pop
    G = last.get("G") if task.problem.constraints else np.empty((len(last), 0))
    return Found(last.get("X"), last.get("F"), G, int(algorithm.evaluator.n_eval))
