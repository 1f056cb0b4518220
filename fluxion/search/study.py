"""Study files: everything that decides the answer of an optimisation, in TOML."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from fluxion._checks import check_known, check_whole, is_number
from fluxion.design import Value
from fluxion.errors import InputError
from fluxion.evaluation.robust import MEAN, RULES, WORST, robust
from fluxion.problems.files import is_reference
from fluxion.problems.task import check_risk
from fluxion.search.wishes import check_columns, check_constraints, check_variables

TRUTHS = ("physics", "energyplus")
#: How a study is searched: by what surrogate and runs say, or by NSGA-II on the truth; or whichever is cheaper.
AUTO, GUIDED, PLAIN = "auto", "guided", "plain"
POLICIES = (AUTO, GUIDED, PLAIN)
#: Values of `StudyConfig.surrogate` that are no file: the shipped model if there is one, or none at all.
SHIPPED, NONE = "shipped", "none"
DEFAULT_BUDGET = 200
SMALLEST_BUDGET = 10
SMALLEST_POPULATION = 4
#: More runs, rounds, generations or individuals than this are a slip of the keyboard and fit into no memory.
LARGEST = 10_000_000
# Rounds where none are asked for.
_LEAST_ROUNDS, _MOST_ROUNDS, _RUNS_A_ROUND = 8, 25, 100


@dataclass(frozen=True)
class StudyConfig:
    """One optimisation study.

    Attributes:
        problem: name of the problem, or one of a file, such as ``"mine.py:problem"``.
        weather: name of a bundled climate or an EPW file; several: every design is judged in all of them.
        title: one line for people, empty for none.
        objectives: columns to minimise; empty: those of the problem.
        settings: fixed parameters of the problem; values as the parameter expects them, or as text.
        fixed: variables that keep one value.
        columns: own columns, see `fluxion.search.wishes`.
        constraints: own constraints, and constraints of the problem that are replaced or dropped, likewise.
        variables: variables that are searched in a part of their range, likewise.
        robust: how columns of several climates become one: ``"worst"``, ``"mean"`` or ``"mean+std"``.
        robust_constraints: the same for what limits are held against.
        weights: how much each climate counts in means; empty: all alike.
        budget: largest number of truth runs, the baseline among them; one run is a design in all climates.
        truth: what the answers are checked by.
        engine: engine of the physics.
        steps_per_hour: time steps of the reference engine per hour; None: what the engine takes by itself.
        surrogate: ``"shipped"``, a model file (of several climates one each), or ``"none"``: the search then learns
            from the truth runs alone.
        policy: ``"guided"`` by surrogate and runs, ``"plain"`` for NSGA-II on the truth itself, or ``"auto"``: guided,
            unless plain is cheaper.
        rounds: how often search and truth runs follow each other; None: so that a round has at most a hundred runs.
        population: individuals of the genetic algorithm on the surrogate.
        generations: generations of each round on the surrogate.
        seed: the same seed gives the same run.
        risk: half widths of the 90 % interval by which the search is on the safe side of the surrogate's claims.
        stall: the search ends before its budget when the hypervolume grew by less than this share of itself in two
            rounds, or the best value of one objective fell by less than this share of the range of all feasible runs in
            four; 0: never.
        workers: programs of EnergyPlus that run at a time; None: as many as there are cores.
        qubo: how the study becomes a quadratic model, see `fluxion.problems.qubo.QuboOptions`; a search knows nothing
            of it.

    Raises:
        InputError: a value of the wrong type or out of range.
    """

    problem: str
    weather: str | tuple[str, ...]
    title: str = ""
    objectives: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Value] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    constraints: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    robust: str = WORST
    robust_constraints: str = WORST
    weights: tuple[float, ...] = ()
    budget: int = DEFAULT_BUDGET
    truth: str = "physics"
    engine: str = "auto"
    steps_per_hour: int | None = None
    surrogate: str | tuple[str, ...] = SHIPPED
    rounds: int | None = None
    population: int = 200
    generations: int = 100
    seed: int = 0
    risk: float = 0.0
    policy: str = AUTO
    stall: float = 1e-3
    workers: int | None = None
    qubo: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))
        check_known(self.truth, TRUTHS, "truth")
        check_known(self.policy, POLICIES, "policy")
        if self.truth == "energyplus" and (self.engine != "auto" or self.steps_per_hour is not None):
            raise InputError(
                "'engine' and 'steps_per_hour' are for truth = \"physics\"; EnergyPlus has its own. Leave them out."
            )
        self._check_climates()
        checks = self.budget - 1
        if self.rounds is not None and self.rounds > checks:
            raise InputError(
                f"a budget of {self.budget} runs is the baseline and {checks} checks; that is too few for "
                f"{self.rounds} rounds. Raise 'budget' or lower 'rounds'."
            )

    @property
    def planned_rounds(self) -> int:
        """Rounds as asked for, or by the budget: larger rounds are chosen on knowledge that is soon out of date."""
        by_budget = -(-self.budget // _RUNS_A_ROUND)
        return self.rounds or min(max(_LEAST_ROUNDS, by_budget), _MOST_ROUNDS)

    @property
    def weathers(self) -> tuple[str, ...]:
        """The climates, one or several."""
        return (self.weather,) if isinstance(self.weather, str) else self.weather

    def _check_climates(self) -> None:
        for name in ("robust", "robust_constraints"):
            check_known(getattr(self, name), RULES, f"value of '{name}':")
        count = len(self.weathers)
        if count == 1:
            for name in ("robust", "robust_constraints"):
                if getattr(self, name) != WORST:
                    raise InputError(f'\'{name}\' is a rule over several climates; name them: weather = ["a", "b"].')
        if self.weights:
            if count == 1:
                raise InputError('\'weights\' are for several climates; name them: weather = ["a", "b"].')
            robust(MEAN, count, self.weights)
        if not isinstance(self.surrogate, str) and len(self.surrogate) != count:
            raise InputError(
                f"'surrogate': expected one model file per climate, that is {count}; got {len(self.surrogate)}."
            )


def read_study(path: str | Path) -> StudyConfig:
    """Study of a TOML file.

    Files that it names (``.epw``, ``.onnx``, ``.py``) and the folder of a catalogue are looked for beside it first.

    Raises:
        InputError: no such file, not TOML, an unknown or missing key (the nearest match is named), or a wrong value.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"there is no file '{path}'; expected a study in TOML, see studies/first_front.") from None
    except OSError as error:
        raise InputError(f"the study '{path}' cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the study '{path}' is not valid TOML ({error}).") from error
    known = [f.name for f in fields(StudyConfig)]
    for key in content:
        try:
            check_known(key, known, "key")
        except InputError as error:
            raise InputError(f"the study '{path}': {error}") from None
    for key in ("problem", "weather"):
        if key not in content:
            raise InputError(f"the study '{path}' lacks the key '{key}'; write for example {key} = {_EXAMPLES[key]}.")
    for key in _PLACES:
        if key in content:
            content[key] = _beside(path.parent, content[key], folders=key == "settings")
    try:
        return StudyConfig(**content)
    except InputError as error:
        raise InputError(f"the study '{path}': {error}") from None


_NAMES_EXAMPLE = '["energy_kwh_m2", "cost_eur_m2"]'
_EXAMPLES = {"problem": '"office-design"', "weather": '"golden"'}


# Keys whose values may name files beside the study.
_PLACES = ("problem", "weather", "surrogate", "columns", "constraints", "settings")


def _beside(folder: Path, value: Any, folders: bool) -> Any:
    if isinstance(value, list):
        return [_beside(folder, one, folders) for one in value]
    if isinstance(value, dict):
        return {name: _beside(folder, one, folders) for name, one in value.items()}
    if not isinstance(value, str):
        return value
    place, colon, name = value.rpartition(":")
    if colon and is_reference(value) and (folder / place.strip()).is_file():
        return f"{folder / place.strip()}:{name}"
    if value.casefold().endswith((".epw", ".onnx")) and (folder / value).is_file():
        return str(folder / value)
    # Only a setting may be a folder: elsewhere it would take the place of a name or an expression.
    if folders and value.strip() and (folder / value).is_dir():
        return str(folder / value)
    return value


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(f"'{key}': expected a text in quotes; got {value!r}.")
    return value


def _name(key: str, value: Any) -> str:
    if not _text(key, value).strip():
        raise InputError(f"'{key}': expected a name; got an empty text.")
    return str(value).strip()


def _names(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise InputError(
            f'\'{key}\': expected a list of names such as ["energy_kwh_m2", "cost_eur_m2"]; got {value!r}.'
        )
    return tuple(_name(key, one) for one in value)


def _name_or_names(key: str, value: Any) -> str | tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        return _name(key, value)
    names = tuple(_name(key, one) for one in value)
    if not names:
        raise InputError(f"'{key}': expected a name, or a list of names; got an empty list.")
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"'{key}' names '{name}' {names.count(name)} times; name it once.")
    return names[0] if len(names) == 1 else names


def _numbers(key: str, value: Any) -> tuple[float, ...]:
    if not isinstance(value, (list, tuple)):
        raise InputError(f"'{key}': expected a list of numbers such as [2, 1]; got {value!r}.")
    return tuple(value)


def _whole(least: int, most: int | None = None) -> Callable[[str, Any], int]:
    return lambda key, value: check_whole(value, f"'{key}'", least, most)


def _whole_or_none(least: int, most: int | None = None) -> Callable[[str, Any], int | None]:
    check = _whole(least, most)
    return lambda key, value: None if value is None else check(key, value)


def _risk(key: str, value: Any) -> float:
    return check_risk(value, f"'{key}'")


def _share(key: str, value: Any) -> float:
    if not is_number(value) or not 0.0 <= value < 1.0:
        raise InputError(f"'{key}': expected a share from 0 to below 1, such as 0.001; got {value!r}.")
    return float(value)


def _values(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"'{key}': expected a table [{key}] with lines such as name = value; got {value!r}.")
    return dict(value)


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "problem": _name,
    "weather": _name_or_names,
    "title": _text,
    "objectives": _names,
    "settings": _values,
    "fixed": _values,
    "columns": check_columns,
    "constraints": check_constraints,
    "variables": check_variables,
    "robust": _name,
    "robust_constraints": _name,
    "weights": _numbers,
    "budget": _whole(SMALLEST_BUDGET, LARGEST),
    "truth": _name,
    "engine": _name,
    "steps_per_hour": _whole_or_none(1),
    "surrogate": _name_or_names,
    "rounds": _whole_or_none(1, LARGEST),
    "population": _whole(SMALLEST_POPULATION, LARGEST),
    "generations": _whole(1, LARGEST),
    "seed": _whole(0),
    "risk": _risk,
    "policy": _name,
    "stall": _share,
    "workers": _whole_or_none(1),
    "qubo": _values,
}
