"""The buildings that are measured: the ten-zone office, and a box of one zone."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from fluxion.benchmark.box import one_zone_box
from fluxion.benchmark.scope import timed
from fluxion.building import Building
from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.typing import Designs
from fluxion.weather import Weather, load_weather

#: Names of the cases.
OFFICE, BOX = "office", "one_zone_box"
CASES = (OFFICE, BOX)
# Designs from which the cost of one is guessed before anything is measured, and what is too long for that [s].
_FEW, _MANY, _LONG_S = 16, 256, 5.0


@dataclass(frozen=True)
class Case:
    """A building that many designs vary.

    Attributes:
        name: one of `CASES`.
        problem: variables and building.
    """

    name: str
    problem: DesignProblem

    def designs(self, count: int, seed: int) -> Designs:
        """(count, d) random designs; every second one of a building that may be light or heavy is heavy."""
        X = self.problem.space.sample(count, seed)
        if "thermal_mass" in self.problem.space.names:
            X[:, self.problem.space.index("thermal_mass")] = np.arange(count) % 2
        return X

    def default_building(self) -> Building:
        """The building of the default design."""
        building: Building = self.problem.population(self.problem.baseline[None, :])[0]
        return building

    def evaluator(self, weather: Weather, threads: int = 1) -> PhysicsEvaluator:
        """The batch engine for this building."""
        return PhysicsEvaluator(self.problem, weather, engine="batch", threads=threads)


@cache
def case(name: str) -> Case:
    """A case by its name.

    Raises:
        InputError: there is none of this name.
    """
    if name == OFFICE:
        return Case(name, load("reference-office"))
    if name == BOX:
        return Case(name, one_zone_box())
    raise InputError(f"case: expected one of {list(CASES)}, but got {name!r}.")


@cache
def climate(name_or_path: str) -> Weather:
    """A bundled climate, or that of an EPW file.

    Raises:
        InputError: neither a climate nor a usable file.
    """
    return load_weather(name_or_path)


@cache
def seconds_per_design(name: str, weather: str) -> float:
    """A guess of what one design costs the batch engine on one thread [s]."""
    one = case(name)
    evaluator = one.evaluator(climate(weather))

    def seconds(count: int, seed: int) -> float:
        X = one.designs(count, seed)
        return timed(lambda: evaluator.evaluate(X)).wall_s / count

    # Kernels and tables are computed or loaded first.
    seconds(_FEW, seed=0)
    guess = seconds(_FEW, seed=1)
    # Many designs share the cost of a call; where they take long, few must do.
    return seconds(_MANY, seed=2) if guess * _MANY < _LONG_S else guess
