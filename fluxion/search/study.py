"""Study files: everything that decides the answer of an optimisation, in TOML."""

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from fluxion._checks import check_known, is_number
from fluxion.design import Value
from fluxion.errors import InputError
from fluxion.problems.task import check_risk

TRUTHS = ("physics",)
#: Values of `StudyConfig.surrogate` that are no file: the shipped model if there is one, or plain physics.
SHIPPED, NONE = "shipped", "none"
DEFAULT_BUDGET = 200
SMALLEST_BUDGET = 10
SMALLEST_POPULATION = 4


@dataclass(frozen=True)
class StudyConfig:
    """One optimisation study.

    Attributes:
        problem: name of the problem.
        weather: name of a bundled climate, or an EPW file.
        title: one line for people, empty for none.
        objectives: columns to minimise; empty: those of the problem.
        settings: fixed parameters of the problem; values as the parameter expects them, or as text.
        fixed: variables that keep one value.
        budget: largest number of truth runs, the baseline among them.
        truth: what the answers are checked by.
        engine: engine of the physics.
        steps_per_hour: time steps of the reference engine per hour; None: what the engine takes by itself.
        surrogate: ``"shipped"``, a model file, or ``"none"`` for plain physics.
        rounds: how often search and check follow each other.
        population: individuals of the genetic algorithm on the surrogate.
        generations: generations of each round on the surrogate.
        seed: the same seed gives the same run.
        risk: half widths of the 90 % interval by which the search is on the safe side of the surrogate's claims.

    Raises:
        InputError: a value of the wrong type or out of range.
    """

    problem: str
    weather: str
    title: str = ""
    objectives: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Value] = field(default_factory=dict)
    budget: int = DEFAULT_BUDGET
    truth: str = "physics"
    engine: str = "auto"
    steps_per_hour: int | None = None
    surrogate: str = SHIPPED
    rounds: int = 8
    population: int = 100
    generations: int = 100
    seed: int = 0
    risk: float = 0.0

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))
        check_known(self.truth, TRUTHS, "truth")
        checks = self.budget - 1
        if self.rounds > checks:
            raise InputError(
                f"a budget of {self.budget} runs is the baseline and {checks} checks; that is too few for "
                f"{self.rounds} rounds. Raise 'budget' or lower 'rounds'."
            )


def read_study(path: str | Path) -> StudyConfig:
    """Study of a TOML file; files that it names (``.epw``, ``.onnx``) are looked for in its own folder first.

    Raises:
        InputError: no such file, not TOML, an unknown or missing key (the nearest match is named), or a wrong value.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
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
    for key in ("weather", "surrogate"):
        content[key] = _beside(path.parent, content[key]) if key in content else None
    try:
        return StudyConfig(**{key: value for key, value in content.items() if value is not None})
    except InputError as error:
        raise InputError(f"the study '{path}': {error}") from None


_NAMES_EXAMPLE = '["energy_kwh_m2", "cost_eur_m2"]'
_EXAMPLES = {"problem": '"office-design"', "weather": '"golden"'}


def _beside(folder: Path, value: Any) -> Any:
    if isinstance(value, str) and value.casefold().endswith((".epw", ".onnx")) and (folder / value).is_file():
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


def _whole(least: int) -> Callable[[str, Any], int]:
    def check(key: str, value: Any) -> int:
        if not is_number(value) or not math.isfinite(value) or value != math.floor(value):
            raise InputError(f"'{key}': expected a whole number of at least {least}; got {value!r}.")
        if value < least:
            raise InputError(f"'{key}': expected at least {least}; got {value}.")
        return int(value)

    return check


def _whole_or_none(least: int) -> Callable[[str, Any], int | None]:
    check = _whole(least)
    return lambda key, value: None if value is None else check(key, value)


def _risk(key: str, value: Any) -> float:
    return check_risk(value, f"'{key}'")


def _values(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"'{key}': expected a table [{key}] with lines such as name = value; got {value!r}.")
    return dict(value)


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "problem": _name,
    "weather": _name,
    "title": _text,
    "objectives": _names,
    "settings": _values,
    "fixed": _values,
    "budget": _whole(SMALLEST_BUDGET),
    "truth": _name,
    "engine": _name,
    "steps_per_hour": _whole_or_none(1),
    "surrogate": _name,
    "rounds": _whole(1),
    "population": _whole(SMALLEST_POPULATION),
    "generations": _whole(1),
    "seed": _whole(0),
    "risk": _risk,
}
