"""Profiles of months, days and bins: the programs as thin lines, the engine as a thick one."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from fluxion.validation.ashrae140.canvas import INSIDE, PROGRAMS, Figure, legend, new, tidy

_COLUMNS = 4
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def months(frame: pd.DataFrame, programs: tuple[str, ...]) -> Figure:
    """Monthly loads and peaks, one panel for each case and quantity."""
    groups = _groups(frame, "case", "quantity")
    figure, panels = _grid(len(groups))
    for axes, ((case, quantity), part) in zip(panels, groups):
        _lines(axes, part["month"], part, programs, "value")
        axes.set_xticks(range(1, 13))
        tidy(axes, f"{case}, {quantity.removeprefix('monthly_').replace('_', ' ')} in {part['unit'].iloc[0]}")
    figure.suptitle("loads and peaks of the months", fontsize=12, fontweight="bold")
    legend(figure)
    return figure


def days(frame: pd.DataFrame, programs: tuple[str, ...]) -> Figure:
    """Prescribed days, one panel for each case, quantity and day."""
    groups = _groups(frame, "case", "quantity", "month", "day")
    figure, panels = _grid(len(groups))
    for axes, ((case, quantity, month, day), part) in zip(panels, groups):
        _lines(axes, part["hour"], part, programs, "value")
        axes.set_xticks(range(0, 25, 6))
        tidy(axes, f"{case}, {quantity.replace('_', ' ')}, {day} {_MONTHS[month - 1]} in {part['unit'].iloc[0]}")
    figure.suptitle("prescribed days, hour by hour", fontsize=12, fontweight="bold")
    legend(figure)
    return figure


def bins(frame: pd.DataFrame, programs: tuple[str, ...]) -> Figure:
    """Hours of the year in each bin of 1 K."""
    groups = _groups(frame, "case")
    figure = new(9.0, 4.2 * len(groups))
    for axes, ((case,), part) in zip(figure.subplots(len(groups), 1, squeeze=False).ravel(), groups):
        _lines(axes, part["bin_low_degC"] + 0.5, part, programs, "hours")
        axes.set_xlabel("air temperature in degC")
        axes.set_ylabel("hours in a bin of 1 K")
        tidy(axes, str(case))
    legend(figure)
    return figure


def _groups(frame: pd.DataFrame, *keys: str) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    return [(tuple(name), part) for name, part in frame.groupby(list(keys), sort=False)]  # type: ignore[arg-type]


def _grid(count: int) -> tuple[Figure, list[Axes]]:
    rows = -(-count // _COLUMNS)
    figure = new(3.3 * _COLUMNS, 2.4 * rows + 0.8)
    panels = list(figure.subplots(rows, _COLUMNS, squeeze=False).ravel())
    for axes in panels[count:]:
        axes.set_visible(False)
    return figure, panels


def _lines(axes: Axes, x: pd.Series, part: pd.DataFrame, programs: tuple[str, ...], ours: str) -> None:
    place = x.to_numpy(dtype=float)
    for name, color in zip(programs, PROGRAMS):
        if name in part:
            axes.plot(place, part[name].to_numpy(dtype=float), color=color, lw=0.9, label=name)
    values = part[ours].to_numpy(dtype=float, na_value=np.nan)
    axes.plot(place, values, color=INSIDE, lw=2.0, label="engine", zorder=5)
    axes.tick_params(labelsize=7)
