"""NSGA-II (Deb et al. 2002, doi 10.1109/4235.996017) on arrays: mixed variables, constraints, any number of objectives.

The population is one array, a generation is two calls of compiled kernels, so that a search costs little more than its
evaluations. Whoever searches evaluates: `Evolution.ask` gives designs, `Evolution.tell` takes what they are worth.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fluxion.design import Choice, Integer, Variable
from fluxion.errors import InputError
from fluxion.search._kernels.survival import survive
from fluxion.search._kernels.variation import CHOICE, INTEGER, REAL, distinct, offspring
from fluxion.typing import Column, Designs, FloatArray, IntArray

#: (n, d) designs -> (n, m) objectives and (n,) violations: 0 where feasible, +inf where there is no result.
Worth = Callable[[Designs], tuple[FloatArray, Column]]


@dataclass(frozen=True, eq=False)
class Moves:
    """Where designs may go.

    Attributes:
        lower: (d,) smallest values.
        upper: (d,) largest values; equal to `lower` where a variable is held.
        kinds: (d,) how each variable moves: as a real number, an integer, or a choice.
    """

    lower: FloatArray
    upper: FloatArray
    kinds: IntArray

    @classmethod
    def within(cls, variables: Sequence[Variable], held: Sequence[tuple[int, float]] = ()) -> "Moves":
        """Moves of variables, of which `held` (column, code) keep a value."""
        kinds = [CHOICE if isinstance(v, Choice) else INTEGER if isinstance(v, Integer) else REAL for v in variables]
        low = np.array([v.lower for v in variables], dtype=np.float64)
        high = np.array([v.upper for v in variables], dtype=np.float64)
        for column, code in held:
            low[column] = high[column] = code
        return cls(low + 0.0, high + 0.0, np.array(kinds, dtype=np.int64))


@dataclass(frozen=True)
class Variation:
    """How offspring differ from their parents; the defaults are those of pymoo's NSGA-II, `WIDE` suits buildings.

    Attributes:
        crossover: chance that two parents are crossed.
        crossover_eta: distribution index of the crossover: the larger, the nearer children stay to parents.
        mutation: chance that a variable mutates; None: one over the number of free variables.
        mutation_eta: distribution index of the mutation.
        differences: chance that two parents are not crossed but moved by the difference of two others, as in
            differential evolution (Storn and Price 1997, doi 10.1023/A:1008202821328). It follows valleys that no
            variable follows alone, and ends on bounds exactly, where many variables of a building belong.
    """

    crossover: float = 0.9
    crossover_eta: float = 15.0
    mutation: float | None = None
    mutation_eta: float = 20.0
    differences: float = 0.0


#: Longer steps, and moves by differences: fronts of buildings lie on bounds and in narrow valleys, which small steps
#: reach late.
WIDE = Variation(crossover_eta=5.0, mutation_eta=5.0, differences=0.5)


@dataclass(frozen=True, eq=False)
class Population:
    """Survivors of a generation, best first.

    Attributes:
        X: (p, d) designs.
        F: (p, m) objectives.
        violation: (p,) 0 where feasible.
        level: (p,) the front each lies on; infeasible designs behind all fronts.
        crowding: (p,) crowding distance within the front.
    """

    X: Designs
    F: FloatArray
    violation: Column
    level: IntArray
    crowding: Column


class Evolution:
    """One search.

    Attributes:
        size: designs that survive a generation.
        population: the survivors; None before the first `tell`.
        evaluated: designs told of so far.
    """

    def __init__(self, moves: Moves, start: Designs, size: int, seed: int, variation: Variation | None = None) -> None:
        """Begin with (s, d) valid designs, of which the first distinct `size` are used.

        Raises:
            InputError: no start, or a population too small to cross.
        """
        if size < 2 or len(start) == 0:
            raise InputError(f"a search needs at least 2 designs; got {size} and a start of {len(start)}.")
        self.size = size
        self.population: Population | None = None
        self.evaluated = 0
        self._moves = moves
        self._generator = np.random.default_rng(seed)
        first = np.ascontiguousarray(start, dtype=np.float64) + 0.0
        self._start = first[distinct(first)][:size]
        self._settings = _settings(moves, variation or Variation())

    def ask(self, count: int | None = None) -> Designs:
        """(k, d) new designs, at most `count` or as many as survive; none if the space seems exhausted."""
        if self.population is None:
            return self._start
        now, moves = self.population, self._moves
        return offspring(
            now.X,
            now.level,
            now.crowding,
            moves.lower,
            moves.upper,
            moves.kinds,
            self._settings,
            self.size if count is None else count,
            self._generator,
        )

    def tell(self, X: Designs, F: FloatArray, violation: Column) -> Population:
        """Let (n, d) designs with their (n, m) objectives and (n,) violations join; returns the survivors.

        Rows whose objectives are not finite count as without result.
        """
        violation = np.where(np.isfinite(F).all(axis=1) & (violation >= 0.0), violation, np.inf)
        self.evaluated += len(X)
        if self.population is not None:
            now = self.population
            X = np.concatenate([now.X, X])
            F = np.concatenate([now.F, F])
            violation = np.concatenate([now.violation, violation])
        F, violation = np.ascontiguousarray(F, dtype=np.float64), np.ascontiguousarray(violation, dtype=np.float64)
        rows, level, crowding = survive(F, violation, self.size)
        self.population = Population(X[rows], F[rows], violation[rows], level, crowding)
        return self.population


def evolve(
    worth: Worth,
    moves: Moves,
    start: Designs,
    size: int,
    generations: int,
    seed: int,
    variation: Variation | None = None,
    progress: Callable[[int], None] | None = None,
) -> Evolution:
    """Search for `generations` generations, the start being one; the finished search.

    Args:
        worth: evaluates.
        moves: where designs may go.
        start: (s, d) first designs.
        size: survivors of a generation.
        generations: how many.
        seed: of all random moves.
        variation: how offspring differ.
        progress: told the number of generations done.
    """
    search = Evolution(moves, start, size, seed, variation)
    for done in range(1, generations + 1):
        X = search.ask()
        if len(X):
            search.tell(X, *worth(X))
        if progress is not None:
            progress(done)
        if not len(X):
            break
    return search


def _settings(moves: Moves, variation: Variation) -> NDArray[np.float64]:
    free = max(1, int((moves.upper > moves.lower).sum()))
    mutation = 1.0 / free if variation.mutation is None else variation.mutation
    return np.array(
        [variation.crossover, variation.crossover_eta, mutation, variation.mutation_eta, variation.differences]
    )
