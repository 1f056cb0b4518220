"""What engines of searches cost by themselves: arrays, and the algorithms of pymoo that do the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2, RankAndCrowdingSurvival
from pymoo.core.mixed import MixedVariableGA
from pymoo.core.problem import Problem
from pymoo.optimize import minimize

from fluxion.benchmark.scope import Scope, median, timed
from fluxion.design import DesignProblem, DesignSpace
from fluxion.problems.pymoo import pymoo_variable
from fluxion.search.evolution import Moves, evolve
from fluxion.typing import Column, Designs, FloatArray

#: Designs that survive a generation.
POPULATIONS = (100, 200, 1000)
#: The engines by name, and the generations of a measurement: the fewer, the dearer.
ARRAYS, NSGA2_OF_PYMOO, MIXED = "arrays", "nsga2", "mixed"
_GENERATIONS = {ARRAYS: 40, NSGA2_OF_PYMOO: 8, MIXED: 4}
# pymoo's genetic algorithm for mixed variables takes seconds a generation where populations are large.
_MIXED_POPULATION = 200


@dataclass(frozen=True)
class EngineCost:
    """Processor time of one engine without that of any model.

    Attributes:
        engine: `ARRAYS`, `NSGA2_OF_PYMOO` or `MIXED`.
        population: designs that survive a generation.
        us: per evaluation [us].
        ratio: that over the array engine's at the same population.
    """

    engine: str
    population: int
    us: float
    ratio: float


def measure_engines(problem: DesignProblem, scope: Scope) -> tuple[EngineCost, ...]:
    """Measure the engines on the variables of a problem and two objectives that cost nothing.

    Args:
        problem: the problem.
        scope: limits; of its rows nothing is made, since generations are what counts.
    """
    cells = [(name, size) for size in POPULATIONS for name in (ARRAYS, NSGA2_OF_PYMOO)]
    cells.insert(4, (MIXED, _MIXED_POPULATION))
    runs = {cell: _RUNS[cell[0]](problem.space, cell[1]) for cell in cells}
    _RUNS[ARRAYS](problem.space, POPULATIONS[0])(0)

    def sweep(repeat: int) -> list[float]:
        # One after the other in every repeat, so that neighbours disturb all alike.
        return [
            1e6 * timed(lambda cell=cell: runs[cell](repeat)).cpu_s / (_GENERATIONS[cell[0]] * cell[1])  # type: ignore[misc]
            for cell in cells
        ]

    sweeps = scope.repeated("engines of the search", sweep)
    us = {cell: median(one[i] for one in sweeps) for i, cell in enumerate(cells)}
    return tuple(EngineCost(name, size, us[name, size], us[name, size] / us[ARRAYS, size]) for name, size in cells)


def _free(space: DesignSpace) -> Callable[[Designs], FloatArray]:
    """Two objectives that disagree and cost next to nothing: sums of the variables with weights."""
    scale = 1.0 / (space.upper - space.lower)
    weights = np.column_stack([scale, -scale * np.linspace(0.5, 1.5, len(space))])

    def objectives(X: Designs) -> FloatArray:
        return np.asarray(X @ weights)

    return objectives


def _arrays(space: DesignSpace, size: int) -> Callable[[int], object]:
    objectives, moves = _free(space), Moves.within(space.variables)

    def worth(X: Designs) -> tuple[FloatArray, Column]:
        return objectives(X), np.zeros(len(X))

    start = space.sample(size, 0)
    return lambda seed: evolve(worth, moves, start, size, _GENERATIONS[ARRAYS], seed)


class _Free(Problem):  # type: ignore[misc]
    """The free objectives as pymoo sees them."""

    def __init__(self, space: DesignSpace, **kwargs: Any) -> None:
        super().__init__(n_obj=2, **kwargs)
        self._space, self._objectives = space, _free(space)

    def _evaluate(self, X: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        out["F"] = self._objectives(X)


class _FreeMixed(_Free):
    """The same with dictionaries of values, of which nothing is made."""

    def _evaluate(self, X: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        first, second = self._space.names[-1], self._space.names[-2]
        out["F"] = np.array([[float(row[first]), -float(row[second])] for row in X])


def _nsga2(space: DesignSpace, size: int) -> Callable[[int], object]:
    problem = _Free(space, n_var=len(space), xl=space.lower, xu=space.upper)
    return lambda seed: minimize(problem, NSGA2(pop_size=size), ("n_gen", _GENERATIONS[NSGA2_OF_PYMOO]), seed=seed)


def _mixed(space: DesignSpace, size: int) -> Callable[[int], object]:
    problem = _FreeMixed(space, vars={v.name: pymoo_variable(v) for v in space.variables})

    def run(seed: int) -> object:
        algorithm = MixedVariableGA(pop_size=size, survival=RankAndCrowdingSurvival())
        return minimize(problem, algorithm, ("n_gen", _GENERATIONS[MIXED]), seed=seed)

    return run


_RUNS = {ARRAYS: _arrays, NSGA2_OF_PYMOO: _nsga2, MIXED: _mixed}
