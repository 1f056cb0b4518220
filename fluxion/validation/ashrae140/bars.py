"""Values as marks on the range of the reference programs."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from fluxion.validation.ashrae140.canvas import INSIDE, OUTSIDE, RANGE, Figure, legend, new, tidy
from fluxion.validation.ashrae140.outputs import STATISTICS

_ROW = 24


def loads(frame: pd.DataFrame) -> Figure:
    """One quantity of all cases: a bar each, the range of the programs as a line over it."""
    rows = [frame.iloc[start : start + _ROW] for start in range(0, len(frame), _ROW)]
    figure = new(12.0, 3.2 * len(rows) + 0.6)
    for axes, part in zip(figure.subplots(len(rows), 1, squeeze=False).ravel(), rows):
        x = np.arange(len(part))
        value = part["value"].to_numpy(dtype=float)
        inside = part["inside"].to_numpy(dtype=bool)
        for chosen, color, text in ((inside, INSIDE, "inside"), (~inside, OUTSIDE, "outside")):
            if chosen.any():
                axes.bar(x[chosen], value[chosen], width=0.62, color=color, alpha=0.75, label=f"engine, {text}")
        _ranges(axes, x, part)
        axes.set_xticks(x, part["case"], fontsize=8)
        axes.margins(x=0.01)
        axes.set_ylabel(part["unit"].iloc[0])
        tidy(axes)
    figure.suptitle(_words(frame["quantity"].iloc[0]), fontsize=12, fontweight="bold")
    legend(figure)
    return figure


def floating(frame: pd.DataFrame) -> Figure:
    """Lowest, mean and highest temperature of the zones without plant."""
    figure = new(12.0, 4.2)
    for axes, statistic in zip(figure.subplots(1, len(STATISTICS)), STATISTICS):
        part = frame[frame["quantity"].str.endswith(f"_{statistic}")]
        x = np.arange(len(part))
        axes.vlines(x, part["low"], part["high"], color=RANGE, lw=11, label="range of the programs")
        _marks(axes, x, part["value"], part["inside"], part["low"], part["high"])
        axes.set_xticks(x, part["case"], rotation=45, fontsize=8)
        axes.set_ylabel("degC")
        tidy(axes, statistic)
    figure.suptitle("temperature of zones without plant (960: sun zone)", fontsize=12, fontweight="bold")
    legend(figure)
    return figure


def deltas(frame: pd.DataFrame) -> Figure:
    """Differences between cases on the range of the programs' differences."""
    figure = new(12.0, 4.6)
    axes = figure.subplots()
    x = np.arange(len(frame))
    axes.vlines(x, frame["low"], frame["high"], color=RANGE, lw=6, label="range of the programs")
    _marks(axes, x, frame["value"], frame["inside"], frame["low"], frame["high"])
    axes.axhline(0.0, color="black", lw=0.6)
    axes.margins(x=0.01)
    axes.set_xticks(x, [f"{a}-{b}" for a, b in zip(frame["case"], frame["minus_case"])], rotation=90, fontsize=7)
    axes.set_ylabel(frame["unit"].iloc[0])
    tidy(axes)
    figure.suptitle(f"{_words(frame['quantity'].iloc[0])}, differences between cases", fontsize=12, fontweight="bold")
    legend(figure)
    return figure


def acceptance(frame: pd.DataFrame) -> Figure:
    """Where between its two limits every criterion lies: 0 the lower, 1 the upper one."""
    figure = new(12.0, 4.2)
    axes = figure.subplots()
    x = np.arange(len(frame))
    low, high = frame["low"].to_numpy(dtype=float), frame["high"].to_numpy(dtype=float)
    place = (frame["value"].to_numpy(dtype=float) - low) / (high - low)
    axes.axhspan(0.0, 1.0, color=RANGE, alpha=0.45, lw=0, label="between the limits")
    _marks(axes, x, pd.Series(place), frame["passed"], pd.Series(low * 0), pd.Series(high * 0 + 1), "passed", "failed")
    names = [f"{a}-{b}" if b else a for a, b in zip(frame["case"], frame["minus_case"])]
    words = ["h" if quantity.endswith("heating") else "c" for quantity in frame["quantity"]]
    axes.set_xticks(x, [f"{name} {word}" for name, word in zip(names, words)], rotation=90, fontsize=7)
    axes.margins(x=0.01)
    axes.set_yticks([0.0, 0.5, 1.0], ["lower limit", "middle", "upper limit"])
    tidy(axes)
    figure.suptitle("acceptance criteria (h: annual heating, c: annual cooling)", fontsize=12, fontweight="bold")
    legend(figure)
    return figure


def _ranges(axes: Axes, x: np.ndarray, part: pd.DataFrame) -> None:
    low, high = part["low"].to_numpy(dtype=float), part["high"].to_numpy(dtype=float)
    middle = 0.5 * (low + high)
    axes.errorbar(
        x, middle, yerr=0.5 * (high - low), fmt="none", ecolor="black", elinewidth=1.2, capsize=4, label="programs"
    )


def _marks(
    axes: Axes,
    x: np.ndarray,
    value: pd.Series,
    inside: pd.Series,
    low: pd.Series,
    high: pd.Series,
    good: str = "inside",
    bad: str = "outside",
) -> None:
    numbers, chosen = value.to_numpy(dtype=float), inside.to_numpy(dtype=bool)
    for which, color, text in ((chosen, INSIDE, good), (~chosen, OUTSIDE, bad)):
        if which.any():
            axes.scatter(x[which], numbers[which], color=color, s=26, zorder=3, label=f"engine, {text}")
    missing = ~np.isfinite(numbers)
    if missing.any():
        middle = 0.5 * (low.to_numpy(dtype=float) + high.to_numpy(dtype=float))
        axes.scatter(x[missing], middle[missing], color=OUTSIDE, marker="x", s=40, label="engine, missing")


def _words(quantity: str) -> str:
    return quantity.replace("_", " ")
