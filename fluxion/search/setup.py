"""What a study needs, opened and checked before anything is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fluxion.design import DesignProblem
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import (
    AbstractEvaluator,
    ClimatesEvaluator,
    EnergyPlusEvaluator,
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
from fluxion.search.study import GUIDED, NONE, PLAIN, SHIPPED, StudyConfig
from fluxion.search.wishes import ranges, with_wishes
from fluxion.surrogate import ModelCard
from fluxion.surrogate.providers import CPU
from fluxion.weather import Weather, load_weather

#: What people call the models that check answers.
TRUTH_NAMES = {"physics": "physics", "energyplus": "EnergyPlus"}


@dataclass(frozen=True)
class Setup:
    """A study with its problem, climate and models.

    Attributes:
        study: the study.
        truth: the task as physics or EnergyPlus answers it.
        surrogate: the task as the surrogate answers it, None without one.
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
    def policy(self) -> str:
        """How the study is searched, unless plain NSGA-II turns out to be cheaper."""
        return PLAIN if self.study.policy == PLAIN else GUIDED

    @property
    def weathers(self) -> tuple[Weather, ...]:
        """All climates."""
        return self.weather, *self.further_weathers

    @property
    def cards(self) -> list[ModelCard]:
        """Cards of the surrogates, one per climate; none without a surrogate."""
        if self.surrogate is None:
            return []
        evaluator = self.surrogate.evaluator
        members = evaluator.members if isinstance(evaluator, ClimatesEvaluator) else (evaluator,)
        return [member.surrogate.card for member in members if isinstance(member, SurrogateEvaluator)]

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
    problem = load(study.problem, **checked_settings(load(study.problem), study.settings))
    return assemble(study, problem, open_weathers(study.weathers), providers)


def assemble(
    study: StudyConfig, problem: DesignProblem, weathers: Mapping[str, Weather], providers: Sequence[str] = CPU
) -> Setup:
    """As `prepare`, with problem and climates at hand, whatever the study calls them.

    Args:
        study: everything else.
        problem: the problem with its settings.
        weathers: the climates by name.
        providers: compute the surrogate's network.
    """
    problem = with_wishes(problem, study.columns, study.constraints).judged_by(study.objectives)
    asked = (study.objectives or None, study.fixed, 0.0, ranges(study.variables))
    members = [_truth(study, problem, weather) for weather in weathers.values()]
    if needs_baseline(problem):
        baseline = define_task(problem, members[0], *asked).baseline
        members = [for_problem(one, compared_with_baseline(problem, one, baseline)) for one in members]
    evaluator = _together(study, weathers, members)
    truth = define_task(evaluator.problem, evaluator, *asked)
    models, reason = (None, "") if study.policy == PLAIN else _surrogates(study, members, providers)
    surrogate = None
    if models is not None:
        try:
            evaluator = _together(study, weathers, models)
            surrogate = define_task(evaluator.problem, evaluator, *asked)
        except InputError as error:
            if study.surrogate != SHIPPED:
                raise
            reason = f"because the shipped surrogate cannot give every column: {error}"
    method = _method(study, truth, surrogate is not None, reason)
    if len(weathers) > 1:
        method += f" Every design is judged in {len(weathers)} climates: {', '.join(weathers)}."
    first, *further = weathers.values()
    return Setup(study, truth, surrogate, method, first, tuple(further))


def _truth(study: StudyConfig, problem: DesignProblem, weather: Weather) -> AbstractEvaluator:
    if study.truth == EnergyPlusEvaluator.fidelity:
        return EnergyPlusEvaluator(problem, weather, workers=study.workers)
    return PhysicsEvaluator(problem, weather, engine=study.engine, steps_per_hour=study.steps_per_hour)


def _method(study: StudyConfig, truth: Task, surrogate: bool, reason: str) -> str:
    """One sentence on what is searched, and why."""
    name = TRUTH_NAMES[truth.evaluator.fidelity]
    if study.policy == PLAIN:
        return f"NSGA-II on {name} itself, as the study asks for it."
    if surrogate:
        return f"A search guided by {reason} and by every run of {name}."
    words = f", {reason}" if reason else ""
    return f"A search guided by what the runs of {name} teach{words}."


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


def checked_settings(problem: DesignProblem, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of parameters as a study has them: texts, or values as the parameter expects them."""
    # A command line gives texts, a study file gives values; a text parameter is the same in both.
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    others = {name: _frozen(value) for name, value in values.items() if not isinstance(value, str)}
    return {**others, **problem.parse_settings(texts)}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _surrogates(
    study: StudyConfig, members: Sequence[AbstractEvaluator], providers: Sequence[str]
) -> tuple[list[SurrogateEvaluator] | None, str]:
    """A surrogate for every climate, or none; and which they are, or why there is none."""
    if study.surrogate == NONE:
        return None, "as the study asks for no surrogate"
    places = [(one.problem, _weather_of(one)) for one in members]
    if study.surrogate != SHIPPED:
        files = (study.surrogate,) if isinstance(study.surrogate, str) else study.surrogate
        if len(files) != len(members):
            raise InputError(f"surrogate: expected one model file per climate, that is {len(members)}; got 1.")
        models = []
        for (problem, weather), file in zip(places, files):
            models.append(SurrogateEvaluator(problem, weather, load_surrogate(problem, weather, file, providers)))
        shown = ", ".join(f"'{file}'" for file in files)
        return models, f"the surrogate {shown}"
    for problem, weather in places:
        if shipped_model(problem, weather) is None:
            return None, (
                f"because no surrogate ships for the problem '{problem.name}' in the weather '{weather.name}'; "
                "'fluxion train' makes one"
            )
    try:
        return [
            SurrogateEvaluator(problem, weather, load_surrogate(problem, weather, providers=providers))
            for problem, weather in places
        ], "the shipped surrogate"
    except SurrogateError as error:
        return None, f"because the shipped surrogate does not fit this study: {error}"


def _weather_of(member: AbstractEvaluator) -> Weather:
    assert isinstance(member, PhysicsEvaluator | EnergyPlusEvaluator)
    return member.weather
