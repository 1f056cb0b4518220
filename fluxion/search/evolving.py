"""The genetic algorithm on whatever answers a task."""

from collections.abc import Callable
from dataclasses import replace

from fluxion.problems.task import Task
from fluxion.search.evolution import WIDE, Moves, Population, Variation, Worth, evolve
from fluxion.typing import Designs


def search_task(
    task: Task,
    start: Designs,
    size: int,
    generations: int,
    seed: int,
    variation: Variation = WIDE,
    progress: Callable[[int], None] | None = None,
    worth: Worth | None = None,
) -> tuple[Population, int]:
    """Survivors of a search within the bounds of a task, and the number of designs that were looked at.

    Args:
        task: what is minimised.
        start: (s, d) valid designs to begin with.
        size: survivors of a generation.
        generations: how many, the start being one.
        seed: of all random moves.
        variation: how offspring differ from parents.
        progress: told the generations done.
        worth: evaluates (n, d) designs instead of the task's evaluator.
    """
    bounds = task.searched

    evaluate = worth or task.worth
    moves = Moves.within(bounds.variables, task.held)
    search = evolve(
        lambda X: evaluate(bounds.whole(X)), moves, bounds.narrowed(start), size, generations, seed, variation, progress
    )
    assert search.population is not None
    return replace(search.population, X=bounds.whole(search.population.X)), search.evaluated
