"""What a study needs, opened and checked before anything is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fluxion.design import DesignProblem
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import (
    AbstractEvaluator,
    PhysicsEvaluator,
    SurrogateEvaluator,
    compared_with_baseline,
    in_climates,
    load_surrogate,
)
from fluxion.evaluation.baseline import for_problem, needs_baseline
from fluxion.evaluation.surrogate import shipped_model
from fluxion.problems import load
from fluxion.problems.task import Task, define_task
from fluxion.search.study import NONE, SHIPPED, StudyConfig
from fluxion.search.wishes import ranges, with_wishes
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
        weather: the climate, of several the first.
        further_weathers: the other climates in which every design is judged.
    """

    study: StudyConfig
    truth: Task
    surrogate: Task | None
    method: str
    weather: Weather
    further_weathers: tuple[Weather, ...] = ()

    @property
    def weathers(self) -> tuple[Weather, ...]:
        """All climates."""
        return self.weather, *self.further_weathers

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
    problem = load(study.problem, **_settings(load(study.problem), study.settings))
    problem = with_wishes(problem, study.columns, study.constraints)
    weathers = open_weathers(study.weathers)
    asked = (study.objectives or None, study.fixed, 0.0, ranges(study.variables))
    physics = [
        PhysicsEvaluator(problem, weather, engine=study.engine, steps_per_hour=study.steps_per_hour)
        for weather in weathers.values()
    ]
    if needs_baseline(problem):
        baseline = define_task(problem, physics[0], *asked).baseline
        physics = [for_problem(one, compared_with_baseline(problem, one, baseline)) for one in physics]
    evaluator = _together(study, weathers, physics)
    truth = define_task(evaluator.problem, evaluator, *asked)
    models, method = _surrogates(study, physics, providers)
    surrogate = None
    if models is not None:
        try:
            evaluator = _together(study, weathers, models)
            surrogate = define_task(evaluator.problem, evaluator, *asked)
        except InputError as error:
            if study.surrogate != SHIPPED:
                raise
            method = f"NSGA-II on physics, because the shipped surrogate cannot give every column: {error}"
    if len(weathers) > 1:
        method += f" Every design is judged in {len(weathers)} climates: {', '.join(weathers)}."
    first, *further = weathers.values()
    return Setup(study, truth, surrogate, method, first, tuple(further))


def open_weathers(names: Sequence[str]) -> dict[str, Weather]:
    """The climates that a study names, under names that differ.

    Raises:
        InputError: an unknown climate or unusable file, or one climate under two names.
    """
    found: dict[str, Weather] = {}
    for text in names:
        weather = load_weather(text)
        for name, other in found.items():
            if other.fingerprint() == weather.fingerprint():
                raise InputError(f"weather: '{text}' is the climate '{name}' again; name each climate once.")
        name = weather.name
        if name in found:
            name = f"{name}_{len(found) + 1}"
        found[name] = weather
    return found


def _together(
    study: StudyConfig, weathers: Mapping[str, Weather], members: Sequence[AbstractEvaluator]
) -> AbstractEvaluator:
    if len(members) == 1:
        return members[0]
    return in_climates(dict(zip(weathers, members)), study.robust, study.robust_constraints, study.weights or None)


def _settings(problem: DesignProblem, values: Mapping[str, Any]) -> dict[str, Any]:
    # A command line gives texts, a study file gives values; a text parameter is the same in both.
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    others = {name: _frozen(value) for name, value in values.items() if not isinstance(value, str)}
    return {**others, **problem.parse_settings(texts)}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _surrogates(
    study: StudyConfig, physics: Sequence[PhysicsEvaluator], providers: Sequence[str]
) -> tuple[list[SurrogateEvaluator] | None, str]:
    """A surrogate for every climate, or none; and why."""
    if study.surrogate == NONE:
        return None, "NSGA-II on physics, as the study asks for no surrogate."
    if study.surrogate != SHIPPED:
        files = (study.surrogate,) if isinstance(study.surrogate, str) else study.surrogate
        if len(files) != len(physics):
            raise InputError(f"surrogate: expected one model file per climate, that is {len(physics)}; got 1.")
        models = []
        for one, file in zip(physics, files):
            model = load_surrogate(one.problem, one.weather, file, providers)
            models.append(SurrogateEvaluator(one.problem, one.weather, model))
        shown = ", ".join(f"'{file}'" for file in files)
        return models, f"NSGA-II on the surrogate {shown}, checked by physics in rounds."
    for one in physics:
        if shipped_model(one.problem, one.weather) is None:
            return None, (
                f"NSGA-II on physics, because no surrogate ships for the problem '{one.problem.name}' in the weather "
                f"'{one.weather.name}'; 'fluxion train' makes one."
            )
    try:
        return [
            SurrogateEvaluator(one.problem, one.weather, load_surrogate(one.problem, one.weather, providers=providers))
            for one in physics
        ], "NSGA-II on the shipped surrogate, checked by physics in rounds."
    except SurrogateError as error:
        return None, f"NSGA-II on physics, because the shipped surrogate does not fit this study: {error}"
