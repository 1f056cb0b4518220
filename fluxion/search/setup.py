"""What a study needs, opened and checked before anything is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fluxion.design import DesignProblem
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.evaluation.surrogate import shipped_model
from fluxion.problems import load
from fluxion.problems.task import Task, define_task
from fluxion.search.study import NONE, SHIPPED, StudyConfig
from fluxion.surrogate.providers import CPU
from fluxion.weather import Weather, load_weather


@dataclass(frozen=True)
class Setup:
    """A study with its problem, climate and models.

    Attributes:
        study: the study.
        truth: the task as physics answers it.
        surrogate: the task as the surrogate answers it, None if physics is searched directly.
        method: one sentence on what is searched and why.
        weather: the climate.
    """

    study: StudyConfig
    truth: Task
    surrogate: Task | None
    method: str
    weather: Weather

    @property
    def problem(self) -> DesignProblem:
        """The problem with the settings and objectives of the study."""
        return self.truth.problem


def prepare(study: StudyConfig, providers: Sequence[str] = CPU) -> Setup:
    """Open what `study` names; `providers` compute the surrogate's network, see `Surrogate.load`.

    Raises:
        InputError: an unknown problem, weather, parameter, variable, objective, engine or provider, or a wrong value.
        MissingDependencyError: the installed ONNX Runtime lacks a provider.
        SurrogateError: the study names a model file that cannot be used.
    """
    problem = load(study.problem)
    problem = problem.with_settings(**_settings(problem, study.settings))
    weather = load_weather(study.weather)
    physics = PhysicsEvaluator(problem, weather, engine=study.engine, steps_per_hour=study.steps_per_hour)
    objectives = study.objectives or None
    truth = define_task(problem, physics, objectives, study.fixed)
    evaluator, method = _surrogate(study, problem, weather, providers)
    surrogate = None
    if evaluator is not None:
        try:
            surrogate = define_task(problem, evaluator, objectives, study.fixed)
        except InputError as error:
            if study.surrogate != SHIPPED:
                raise
            method = f"NSGA-II on physics, because the shipped surrogate cannot give every column: {error}"
    return Setup(study, truth, surrogate, method, weather)


def _settings(problem: DesignProblem, values: Mapping[str, Any]) -> dict[str, Any]:
    # A command line gives texts, a study file gives values; a text parameter is the same in both.
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    others = {name: _frozen(value) for name, value in values.items() if not isinstance(value, str)}
    return {**others, **problem.parse_settings(texts)}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _surrogate(
    study: StudyConfig, problem: DesignProblem, weather: Weather, providers: Sequence[str]
) -> tuple[SurrogateEvaluator | None, str]:
    if study.surrogate == NONE:
        return None, "NSGA-II on physics, as the study asks for no surrogate."
    if study.surrogate != SHIPPED:
        model = load_surrogate(problem, weather, study.surrogate, providers)
        evaluator = SurrogateEvaluator(problem, weather, model)
        return evaluator, f"NSGA-II on the surrogate '{study.surrogate}', checked by physics in rounds."
    if shipped_model(problem, weather) is None:
        return None, (
            f"NSGA-II on physics, because no surrogate ships for the problem '{problem.name}' in the weather "
            f"'{weather.name}'; 'fluxion train' makes one."
        )
    model = load_surrogate(problem, weather, providers=providers)
    try:
        return SurrogateEvaluator(problem, weather, model), (
            "NSGA-II on the shipped surrogate, checked by physics in rounds."
        )
    except SurrogateError as error:
        return None, f"NSGA-II on physics, because the shipped surrogate does not fit this study: {error}"
