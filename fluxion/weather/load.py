"""One door for a weather: the name of a bundled climate or the path of a file."""

import os
from pathlib import Path

from fluxion.errors import InputError
from fluxion.weather.bundled import CLIMATES
from fluxion.weather.model import Weather
from fluxion.weather.suggest import unknown_name


def load_weather(name_or_path: str | os.PathLike[str]) -> Weather:
    """Load a bundled climate by its name, or an EPW file by its path.

    A name of `Weather.names()` always means the bundled climate; write ``./golden`` for a file of that name.

    Args:
        name_or_path: for example ``"golden"`` or ``"my/site.epw"``.

    Raises:
        InputError: neither a climate nor a usable file; the message names the nearest climate.
        AssetError: the installation's file of the climate is missing or damaged.
    """
    if not isinstance(name_or_path, str | os.PathLike):
        raise InputError(
            f"expected the name of a climate ({', '.join(CLIMATES)}) or the path of an EPW file, got a "
            f"{type(name_or_path).__name__}."
        )
    text = os.fspath(name_or_path)
    if text in CLIMATES:
        return Weather.bundled(text)
    if _looks_like_path(text):
        return Weather.from_epw(text)
    raise unknown_name(text)


def _looks_like_path(text: str) -> bool:
    if not text.strip():
        return False
    if text.lower().endswith(".epw") or "/" in text or "\\" in text or "\0" in text:
        return True
    try:
        return Path(text).exists()
    except OSError:
        return False
