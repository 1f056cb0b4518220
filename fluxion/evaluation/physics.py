"""Physics behind the common door."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from fluxion.design import DesignProblem
from fluxion.engine import (
    EngineChoice,
    PopulationResult,
    check_threads,
    choose_engine,
    simulate_population,
    simulate_population_distributed,
)
from fluxion.errors import InputError
from fluxion.evaluation.base import AbstractEvaluator, Outcome
from fluxion.evaluation.result import ZoneTable
from fluxion.typing import Designs
from fluxion.weather import Weather

if TYPE_CHECKING:
    from distributed import Client


@dataclass(frozen=True)
class PhysicsEvaluator(AbstractEvaluator):
    """Simulates every design with the heat-balance engine.

    Attributes:
        problem: the problem with its settings.
        weather: the climate.
        engine: one of `fluxion.engine.ENGINES`.
        steps_per_hour: time steps of the reference engine per hour; None: what the engine takes by itself.
        threads: designs simulated at a time; None: as many as there are cores.
        progress: called with the number of designs finished; None: nobody is told.
        client: of a Dask cluster that simulates the designs; None: this machine does.

    Raises:
        InputError: unknown engine, an impossible number of steps or threads, or threads beside a client.
    """

    problem: DesignProblem
    weather: Weather
    engine: str = "auto"
    steps_per_hour: int | None = None
    threads: int | None = None
    progress: Callable[[int], None] | None = None
    client: "Client | None" = None
    fidelity: ClassVar[str] = "physics"

    def __post_init__(self) -> None:
        choose_engine(self.engine, self.steps_per_hour)
        check_threads(self.threads)
        if self.threads is not None and self.client is not None:
            raise InputError(
                f"threads: expected None beside a client, whose workers have their own number; got {self.threads}."
            )

    @property
    def choice(self) -> EngineChoice:
        """The engine that simulates."""
        return choose_engine(self.engine, self.steps_per_hour)

    def reported(self) -> tuple[str, ...]:
        """Outputs of the problem; the engine gives all of them."""
        return self.problem.outputs

    def out_of_domain(self, X: Designs) -> NDArray[np.bool_]:
        """(k,) False: nothing was learned, so no design is far from it."""
        return np.zeros(len(X), dtype=bool)

    def compute(self, X: Designs) -> Outcome:
        """Simulate (k, d) valid designs."""
        result = self._simulate(X)
        return Outcome(
            outputs=result.outputs,
            residual=result.residual,
            status=result.status,
            engine=result.engine,
            zones=ZoneTable(tuple(result.zone_names), result.zone_area_m2, result.zone_outputs),
        )

    def _simulate(self, X: Designs) -> PopulationResult:
        buildings = self.problem.population(X)
        if self.client is not None:
            return simulate_population_distributed(
                buildings,
                self.weather,
                self.client,
                engine=self.engine,
                steps_per_hour=self.steps_per_hour,
                progress=self.progress,
            )
        return simulate_population(
            buildings,
            self.weather,
            engine=self.engine,
            steps_per_hour=self.steps_per_hour,
            threads=self.threads,
            progress=self.progress,
        )
