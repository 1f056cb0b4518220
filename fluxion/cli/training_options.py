"""From the options of ``fluxion train`` to the training that they ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fluxion.cli.energyplus_options import run_cache
from fluxion.cli.progress import Report
from fluxion.errors import InputError
from fluxion.training.amounts import DEFAULT_HELD_OUT, DEFAULT_RUNS, DEFAULT_TRUTH_RUNS

if TYPE_CHECKING:
    from fluxion.design import DesignProblem
    from fluxion.evaluation import EnergyPlusEvaluator
    from fluxion.training.checkpoint import CheckpointPlace
    from fluxion.training.pipeline import TrainedModel
    from fluxion.weather import Weather

PHYSICS, ENERGYPLUS = "physics", "energyplus"
TRUTHS = (PHYSICS, ENERGYPLUS)


@dataclass(frozen=True)
class TrainingOptions:
    """What the command line says of the training; None, False and ``"auto"`` stand for options that were not given."""

    truth: str
    runs: int | None
    held_out: int | None
    physics_runs: int | None
    seed: int
    engine: str
    steps_per_hour: int | None
    data: Path
    cache: Path | None = None
    no_cache: bool = False
    timeout_s: float | None = None
    sampling: str | None = None
    refine: int | None = None
    folds: int | None = None
    checkpoint: "CheckpointPlace | None" = None

    def check(self) -> None:
        """Refuse an unknown truth and options that another truth has a use for.

        Raises:
            InputError: one of these.
        """
        from fluxion._checks import check_known

        check_known(self.truth, TRUTHS, "truth")
        given = {
            "--held-out": (self.held_out is not None, PHYSICS),
            "--sampling": (self.sampling is not None, PHYSICS),
            "--refine": (self.refine is not None, PHYSICS),
            "--folds": (self.folds is not None, PHYSICS),
            "--physics-runs": (self.physics_runs is not None, ENERGYPLUS),
            "--cache": (self.cache is not None, ENERGYPLUS),
            "--no-cache": (self.no_cache, ENERGYPLUS),
            "--timeout": (self.timeout_s is not None, ENERGYPLUS),
        }
        for name, (is_given, truth) in given.items():
            if is_given and truth != self.truth:
                raise InputError(f"{name} needs --truth {truth}; got --truth {self.truth}.")

    def physics(self) -> dict[str, Any]:
        """What every training wants to know of the physics."""
        return {
            "seed": self.seed,
            "engine": self.engine,
            "steps_per_hour": self.steps_per_hour,
            "data": self.data,
            "checkpoint": self.checkpoint,
        }


def make_training(
    problem: "DesignProblem", weather_name: str, options: TrainingOptions
) -> "tuple[Callable[[Report], TrainedModel], Path | None]":
    """The training that the options ask for, and the folder that keeps finished EnergyPlus runs, if any.

    Raises:
        InputError: an unknown truth or weather, an option of another truth, or an unusable cache.
        MissingDependencyError: EnergyPlus is asked for and not installed.
    """
    from fluxion.weather import load_weather

    options.check()
    weather = load_weather(weather_name)
    if options.truth == ENERGYPLUS:
        return _calibrated(problem, weather, options)
    from fluxion.training.folds import check_folds
    from fluxion.training.pipeline import train_surrogate

    runs = DEFAULT_RUNS if options.runs is None else options.runs
    if options.folds is not None:
        check_folds(options.folds, runs)

    def training(report: Report) -> "TrainedModel":
        return train_surrogate(
            problem,
            weather,
            runs=runs,
            held_out=DEFAULT_HELD_OUT if options.held_out is None else options.held_out,
            sampling="sobol" if options.sampling is None else options.sampling,
            refine=0 if options.refine is None else options.refine,
            progress=report,
            **options.physics(),
        )

    return training, None


def _calibrated(
    problem: "DesignProblem", weather: "Weather", options: TrainingOptions
) -> "tuple[Callable[[Report], TrainedModel], Path | None]":
    from fluxion.training.multifidelity import check_request, train_multifidelity

    runs = DEFAULT_TRUTH_RUNS if options.runs is None else options.runs
    simulated = DEFAULT_RUNS if options.physics_runs is None else options.physics_runs
    check_request(problem, runs, simulated)
    truth = _energyplus(problem, weather, options)

    def training(report: Report) -> "TrainedModel":
        return train_multifidelity(
            problem, weather, truth, runs=runs, simulated=simulated, progress=report, **options.physics()
        )

    return training, None if truth.cache is None else truth.cache.folder


def _energyplus(problem: "DesignProblem", weather: "Weather", options: TrainingOptions) -> "EnergyPlusEvaluator":
    from fluxion.energyplus import DEFAULT_STEPS_PER_HOUR, DEFAULT_TIMEOUT_S, check_options, find_program
    from fluxion.evaluation import EnergyPlusEvaluator

    timeout_s = DEFAULT_TIMEOUT_S if options.timeout_s is None else options.timeout_s
    check_options(DEFAULT_STEPS_PER_HOUR, timeout_s)
    # Missing EnergyPlus is said before a folder is made.
    program = find_program()
    cache = run_cache(options.cache, options.no_cache)
    return EnergyPlusEvaluator(problem, weather, timeout_s=timeout_s, cache=cache, program=program)
