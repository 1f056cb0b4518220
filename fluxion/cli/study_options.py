"""A study from the options of a command: a file whose values options replace, or problem and weather by name."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fluxion.search import StudyConfig


def study_of(
    command: str,
    path: Path | None,
    problem: str | None,
    weather: str | None,
    given: Mapping[str, Any],
    settings: Mapping[str, str],
) -> "StudyConfig":
    """The study.

    Args:
        command: the command with an example of its options, for messages.
        path: study file; None: `problem` and `weather` are the study.
        problem: name of the problem.
        weather: climate, or several parted by commas.
        given: values of options by key of the study; None: not given.
        settings: parameters of the problem as text.

    Raises:
        InputError: both a file and names, or neither; or see `read_study` and `StudyConfig`.
    """
    from fluxion.engine.choice import BATCH
    from fluxion.errors import InputError
    from fluxion.search import StudyConfig, read_study

    changes = {name: value for name, value in given.items() if value is not None}
    if path is not None:
        if problem is not None or weather is not None:
            raise InputError(f"the study '{path}' names problem and weather; leave out --problem and --weather.")
        config = read_study(path)
        if changes.get("engine") == BATCH:
            # Steps of the study are of the engine whose place is taken; the batch engine has none.
            changes.setdefault("steps_per_hour", None)
        return replace(config, **changes, settings={**config.settings, **settings})
    if problem is None or weather is None:
        raise InputError(f"expected a study file, or both --problem and --weather; for example 'fluxion {command}'.")
    return StudyConfig(problem=problem, weather=_weathers(weather), **changes, settings=settings)


def names_of(text: str | None) -> tuple[str, ...] | None:
    """Names parted by commas."""
    return None if text is None else tuple(name.strip() for name in text.split(","))


def _weathers(text: str) -> str | tuple[str, ...]:
    # The path of a single file may have commas.
    return text if "," not in text or Path(text).is_file() else tuple(name.strip() for name in text.split(","))
