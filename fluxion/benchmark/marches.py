"""Blocks of prepared buildings that march through the year, taken the way in which a population takes them."""

from collections.abc import Callable
from dataclasses import dataclass

from fluxion.benchmark.cases import Case
from fluxion.benchmark.operations import Operations, operations_of
from fluxion.building import Building
from fluxion.engine.batch.stack import Stack, stack_of
from fluxion.engine.batch.year import BLOCK, candidate_of, simulate_rows, stack_family
from fluxion.weather import Weather

# Designs among which families are looked for: of the office one of light and one of heavy ones, each a full block.
_DESIGNS = 2 * BLOCK
# Buildings that stand for all where there are no families; of the office two are light and two are heavy.
_SINGLE = 4


@dataclass(frozen=True)
class March:
    """A full block that is prepared.

    Attributes:
        run: marches it through the year.
        operations: of one of its buildings.
    """

    run: Callable[[], object]
    operations: Operations


def marches_of(one: Case, weather: Weather) -> list[March]:
    """A few full blocks of random designs of a case."""
    population = one.problem.population(one.designs(_DESIGNS, seed=2))
    families = population.families()
    if families:
        return [
            _march(stack_family(family.portion(slice(0, BLOCK)), weather), family.template, weather)
            for _, family in families
        ]
    candidates = [candidate_of(building, weather) for building in population[:_SINGLE]]
    # Sixteen times the same building: its march takes as long as that of sixteen different ones.
    return [_march(stack_of([c.portrait] * BLOCK), c.building, weather) for c in candidates]


def _march(stack: Stack, building: Building, weather: Weather) -> March:
    rows = slice(0, stack.size)
    return March(lambda: simulate_rows(stack, rows, [building], weather), operations_of(stack, weather))
