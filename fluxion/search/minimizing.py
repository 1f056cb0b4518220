"""`minimize`: a search in one call, for scripts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from fluxion._checks import check_known
from fluxion._files import check_folder
from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.problems.files import is_reference
from fluxion.search.code_fingerprint import code_fingerprint
from fluxion.search.result import RunResult
from fluxion.search.rounds import new_archive, run_study
from fluxion.search.run_log import LOG, RunLog
from fluxion.search.setup import Setup, assemble, checked_settings, open_weathers, prepare
from fluxion.search.study import StudyConfig
from fluxion.weather import Weather


def minimize(
    problem: DesignProblem | str,
    weather: Weather | str | Path | Sequence[Weather | str | Path],
    *,
    out: str | Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    **options: Any,
) -> RunResult:
    """Search for the designs that no other one beats; every design of the result was run by the truth.

    Args:
        problem: a problem, or the name of one.
        weather: a climate, the name of a bundled one or an EPW file; several names: every design is judged in all.
        out: folder in which every truth run is logged at once; a search that was interrupted is called again with the
            same arguments and goes on.
        progress: told (stage, done, total).
        options: ``budget``, ``truth``, ``policy``, ``objectives``, ``fixed``, ``seed``, ``surrogate`` and whatever else
            `StudyConfig` knows.

    Returns:
        RunResult, of which ``front`` names the best rows of ``truth``; ``answer.F`` holds the objectives of all runs.

    Raises:
        InputError: an unknown or impossible option; the nearest name is told.
        MissingDependencyError: EnergyPlus is asked for and not installed.
        SurrogateError: a surrogate is named that cannot be used.
    """
    if not isinstance(problem, str | DesignProblem):
        raise InputError(f"problem: expected a DesignProblem or the name of one; got {problem!r}.")
    if out is not None:
        if not isinstance(out, str | Path):
            raise InputError(f"out: expected the path of a folder; got {out!r}.")
        check_folder(Path(out))
    setup = _setup(problem, weather, options)
    log = None if out is None else open_log(setup, Path(out))
    return run_study(setup, new_archive(setup, progress, log), progress)


def open_log(setup: Setup, folder: Path, further: Mapping[str, Any] | None = None) -> RunLog:
    """The log of the study in a folder.

    Args:
        setup: the study and its models.
        folder: where the log is, or will be.
        further: plain values beside the study on which the runs depend.

    Raises:
        InputError: the log there is of another study, or damaged.
    """
    study = asdict(setup.study)
    # Words, the number of programs and another exit change no answer; nor do the number of runs and of rounds, so a
    # study that has spent its budget may be given more. Files are told apart by their content, wherever they lie.
    kept = {key: _placeless(value) for key, value in study.items() if key not in (*_WITHOUT_INFLUENCE, "settings")}
    kept |= {
        "settings": {key: _folder_name(str(value)) for key, value in setup.problem.settings.items()},
        "space": setup.problem.space.fingerprint(),
        "climates": [weather.fingerprint() for weather in setup.weathers],
        "objectives": list(setup.problem.objectives),
        "limits": [str(constraint) for constraint in setup.problem.constraints],
        "guide": [card.network_sha256 for card in setup.cards],
        "code": code_fingerprint(setup.truth.evaluator.problem),
    }
    return RunLog(folder / LOG, kept | dict(further or {}))


# No file system has longer names.
_LONGEST_NAME = 255
_WITHOUT_INFLUENCE = ("title", "workers", "qubo", "budget", "rounds", "weather")


def _placeless(value: Any) -> Any:
    """Values without the folders of the files that they name."""
    if isinstance(value, Mapping):
        return {name: _placeless(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_placeless(one) for one in value]
    if not isinstance(value, str):
        return value
    place, colon, name = value.rpartition(":")
    if colon and is_reference(value):
        return f"{Path(place.strip()).name}:{name.strip()}"
    return Path(value).name if value.casefold().endswith((".epw", ".onnx")) else value


def _folder_name(value: str) -> str:
    """A setting without the place of the folder that it may be."""
    return Path(value).name if len(value) < _LONGEST_NAME and value and Path(value).is_dir() else value


def _setup(problem: DesignProblem | str, weather: Any, options: Mapping[str, Any]) -> Setup:
    name = problem if isinstance(problem, str) else problem.name
    study = _study(name, _names(weather), options)
    if isinstance(problem, str):
        if isinstance(weather, Weather) or (not isinstance(weather, str | Path) and isinstance(weather[0], Weather)):
            raise InputError("a Weather object needs a problem object too: fluxion.problems.load(...) makes one.")
        return prepare(study)
    if study.settings:
        problem = problem.with_settings(**checked_settings(problem, study.settings))
    return assemble(study, problem, _weathers(weather, study))


def _weathers(weather: Any, study: StudyConfig) -> dict[str, Weather]:
    if isinstance(weather, Weather):
        return {weather.name: weather}
    if not isinstance(weather, str) and isinstance(weather, Sequence) and isinstance(weather[0], Weather):
        return {one.name: one for one in weather}
    return open_weathers(study.weathers)


def _names(weather: Any) -> str | tuple[str, ...]:
    if isinstance(weather, Weather):
        return weather.name
    if isinstance(weather, str | Path):
        return str(weather)
    if isinstance(weather, Sequence) and weather:
        objects = [isinstance(one, Weather) for one in weather]
        if all(objects) or not any(objects):
            return tuple(one.name if isinstance(one, Weather) else str(one) for one in weather)
    raise InputError(f"weather: expected a Weather, a name, a file, or a list of one kind of those; got {weather!r}.")


def _study(problem: str, weather: Any, options: Mapping[str, Any]) -> StudyConfig:
    for name in options:
        check_known(name, [one.name for one in fields(StudyConfig)], "option of minimize")
    return StudyConfig(problem=problem, weather=weather, **options)
