"""From the options of ``fluxion evaluate`` to the model that answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fluxion.cli.energyplus_options import run_cache
from fluxion.errors import InputError

if TYPE_CHECKING:
    from fluxion.design import DesignProblem
    from fluxion.evaluation import AbstractEvaluator, EnergyPlusEvaluator, SurrogateEvaluator
    from fluxion.weather import Weather

FIDELITIES = ("physics", "surrogate", "energyplus")
# Option -> the fidelities that have a use for it, and why the others have none.
_USES = {
    "--surrogate": (("surrogate",), "only a surrogate is read from a file"),
    "--provider": (("surrogate",), "only a surrogate is a network"),
    "--engine": (("physics",), "the others have no choice of engines"),
    "--steps-per-hour": (("physics", "energyplus"), "a surrogate takes the steps of the engine that taught it"),
    "--per-zone": (("physics", "energyplus"), "a surrogate predicts the whole building as its model learned it"),
    "--cache": (("energyplus",), "the others keep no runs"),
    "--no-cache": (("energyplus",), "the others keep no runs"),
    "--timeout": (("energyplus",), "the others start no program"),
}
# Any change of physics that matters moves some output of a random design; two keep the wait near a second.
_PROBES = 2


@dataclass(frozen=True)
class ModelOptions:
    """What the command line says of the model; None, False and ``"auto"`` stand for options that were not given."""

    fidelity: str
    engine: str = "auto"
    steps_per_hour: int | None = None
    surrogate: Path | None = None
    per_zone: Path | None = None
    cache: Path | None = None
    no_cache: bool = False
    timeout_s: float | None = None
    provider: str | None = None

    def given(self) -> tuple[str, ...]:
        """Names of the options that were given beside the fidelity."""
        told = {
            "--surrogate": self.surrogate is not None,
            "--provider": self.provider is not None,
            "--engine": self.engine != "auto",
            "--steps-per-hour": self.steps_per_hour is not None,
            "--per-zone": self.per_zone is not None,
            "--cache": self.cache is not None,
            "--no-cache": self.no_cache,
            "--timeout": self.timeout_s is not None,
        }
        return tuple(name for name, is_given in told.items() if is_given)


def make_evaluator(problem: "DesignProblem", weather_name: str, options: ModelOptions) -> "AbstractEvaluator":
    """The evaluator that the options ask for.

    Raises:
        InputError: unknown fidelity, engine, provider or weather, impossible numbers, or an option of another fidelity.
        MissingDependencyError: EnergyPlus or a provider is asked for and not installed.
        SurrogateError: the surrogate cannot answer for this problem.
    """
    from fluxion._checks import check_known
    from fluxion.weather import load_weather

    check_known(options.fidelity, FIDELITIES, "fidelity")
    for name in options.given():
        users, reason = _USES[name]
        if options.fidelity not in users:
            raise InputError(f"{name} needs --fidelity {' or '.join(users)}; {reason}.")
    weather = load_weather(weather_name)
    if options.fidelity == "surrogate":
        return _surrogate(problem, weather, options)
    if options.fidelity == "energyplus":
        return _energyplus(problem, weather, options)
    from fluxion.evaluation import PhysicsEvaluator

    return PhysicsEvaluator(problem, weather, engine=options.engine, steps_per_hour=options.steps_per_hour)


def _surrogate(problem: "DesignProblem", weather: "Weather", options: ModelOptions) -> "SurrogateEvaluator":
    from fluxion.evaluation import SurrogateEvaluator, load_surrogate
    from fluxion.surrogate.providers import provider_order

    model = load_surrogate(problem, weather, options.surrogate, provider_order(options.provider))
    evaluator = SurrogateEvaluator(problem, weather, model)
    if options.surrogate is not None:
        # The shipped models are compared with the engine before a release; others may be older than it.
        from fluxion.evaluation.probes import check_engine

        check_engine(evaluator, _PROBES)
    return evaluator


def _energyplus(problem: "DesignProblem", weather: "Weather", options: ModelOptions) -> "EnergyPlusEvaluator":
    from fluxion.energyplus import DEFAULT_STEPS_PER_HOUR, DEFAULT_TIMEOUT_S, check_options, find_program
    from fluxion.evaluation import EnergyPlusEvaluator

    steps = DEFAULT_STEPS_PER_HOUR if options.steps_per_hour is None else options.steps_per_hour
    timeout_s = DEFAULT_TIMEOUT_S if options.timeout_s is None else options.timeout_s
    check_options(steps, timeout_s)
    # Missing EnergyPlus is said before a folder is made.
    program = find_program()
    cache = run_cache(options.cache, options.no_cache)
    return EnergyPlusEvaluator(problem, weather, steps, timeout_s=timeout_s, cache=cache, program=program)
