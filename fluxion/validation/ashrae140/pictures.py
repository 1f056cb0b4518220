"""Pictures of a run: values beside the range of the programs, profiles beside their lines."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from fluxion._files import write_atomic
from fluxion.validation.ashrae140.bars import acceptance, deltas, floating, loads
from fluxion.validation.ashrae140.canvas import Figure, save
from fluxion.validation.ashrae140.judge import Judgement
from fluxion.validation.ashrae140.lines import bins, days, months
from fluxion.validation.ashrae140.outputs import LOADS

#: Quantities of the prescribed days that share a picture.
_DAYS = {
    "hourly_loads.png": ("zone_load",),
    "hourly_temperatures.png": ("zone_temp",),
    "hourly_sun_and_sky.png": ("incident", "transmitted", "sky_temp"),
}


def draw_all(judgement: Judgement, programs: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """Draw every picture that has something to show; names of the files.

    Args:
        judgement: the tables.
        programs: names of the programs that have columns of their own.
        folder: exists.

    Raises:
        InputError: the folder cannot be written.
    """
    wanted: dict[str, tuple[pd.DataFrame, Callable[[pd.DataFrame], Figure]]] = {}
    counted = judgement.values[judgement.values["headline"]]
    for quantity in LOADS:
        wanted[f"{quantity}.png"] = (counted[counted["quantity"] == quantity], loads)
    wanted["free_float.png"] = (counted[counted["unit"] == "degC"], floating)
    wanted["acceptance.png"] = (judgement.acceptance, acceptance)
    for quantity in LOADS:
        wanted[f"delta_{quantity}.png"] = (_of(judgement.deltas, quantity), deltas)
    wanted["monthly.png"] = (judgement.monthly, lambda frame: months(frame, programs))
    for name, words in _DAYS.items():
        frame = judgement.hourly
        if not frame.empty:
            frame = frame[frame["quantity"].str.startswith(words)]
        wanted[name] = (frame, lambda part: days(part, programs))
    wanted["bins.png"] = (judgement.bins, lambda frame: bins(frame, programs))
    names = []
    for name, (frame, draw) in wanted.items():
        if not frame.empty:
            figure = draw(frame)
            write_atomic(folder / name, lambda path, figure=figure: save(figure, path))  # type: ignore[misc]
            names.append(name)
    return tuple(names)


def _of(frame: pd.DataFrame, quantity: str) -> pd.DataFrame:
    return frame if frame.empty else frame[frame["quantity"] == quantity]
