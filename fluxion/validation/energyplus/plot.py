"""Pictures of a comparison: engine over EnergyPlus design by design, and hour by hour in two weeks."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fluxion.typing import FloatArray
from fluxion.validation.energyplus.comparison import ENERGYPLUS, ENGINE, FINER, Comparison
from fluxion.validation.energyplus.hourly import HourlyComparison
from fluxion.validation.energyplus.quantities import ZONE, unit_of, zone_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = {ENGINE: "#0b5394", ENERGYPLUS: "#e69138", FINER: "#6a7178"}
_STYLES = {ENGINE: "-", ENERGYPLUS: "--", FINER: ":"}
_DPI = 160
_COLUMNS = 4
_WEEK = 168


def draw_building(comparison: Comparison, path: Path) -> None:
    """Write a PNG with one panel per output of the building, a dot per design that every model finished."""
    usable = comparison.usable
    ours, theirs = (comparison.models[key].columns for key in (ENGINE, ENERGYPLUS))
    _draw_pairs(comparison, {n: (theirs[n][usable], ours[n][usable]) for n in comparison.outputs}, path)


def draw_zones(comparison: Comparison, path: Path) -> None:
    """Write a PNG with one panel per output of the zones, a dot per zone of a design that every model finished."""
    usable = comparison.usable
    ours, theirs = (comparison.models[key].zones for key in (ENGINE, ENERGYPLUS))
    assert ours is not None
    assert theirs is not None
    values = {n: (zone_values(theirs, n)[usable].ravel(), zone_values(ours, n)[usable].ravel()) for n in ZONE}
    _draw_pairs(comparison, values, path)


def draw_hours(comparison: Comparison, hours: HourlyComparison, path: Path) -> None:
    """Write a PNG of one design in the coldest and the hottest week: operative temperature and loads of all models.

    The temperature is that of the zone in which engine and EnergyPlus differ most; loads are sums over the zones.
    """
    from matplotlib.figure import Figure

    zone = int(hours.rms(ENGINE, ENERGYPLUS, "operative_c").argmax())
    panels = (
        ("operative_c", f"operative, zone {hours.zones[zone]} [°C]"),
        ("heating_w", "heating, building [kW]"),
        ("cooling_w", "cooling, building [kW]"),
    )
    figure = Figure(figsize=(13.0, 8.0), layout="constrained")
    grid = figure.subplots(3, 2, sharex="col", sharey="row")
    for column, (title, start) in enumerate(_weeks(comparison.plan.weather.temperature_c)):
        grid[0, column].set_title(f"{title} week, hours {start + 1} to {start + _WEEK}", fontsize=10, loc="left")
        for (name, words), axes in zip(panels, grid[:, column]):
            for key in comparison.models:
                values = hours.values(key, name)[start : start + _WEEK]
                line = values[:, zone] if name == "operative_c" else values.sum(axis=1) / 1000.0
                label = comparison.label(key)
                axes.plot(np.arange(start + 1, start + _WEEK + 1), line, _STYLES[key], c=_COLOURS[key], label=label)
            axes.set_ylabel(words if column == 0 else "")
            _tidy(axes)
        grid[-1, column].set_xlabel("hour of the year")
    _title(figure, comparison, f"design {hours.design_row}")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    _save(figure, path)


def _draw_pairs(comparison: Comparison, values: dict[str, tuple[FloatArray, FloatArray]], path: Path) -> None:
    from matplotlib.figure import Figure

    # An output that is zero throughout, like unmet hours of ideal loads, would be an empty panel.
    shown = {name: pair for name, pair in values.items() if any(np.any(part) for part in pair)}
    rows = max(1, -(-len(shown) // _COLUMNS))
    figure = Figure(figsize=(3.6 * _COLUMNS, 3.5 * rows + 0.8), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, squeeze=False).ravel()
    for axes, (name, (theirs, ours)) in zip(grid, shown.items()):
        _panel(axes, name, theirs, ours)
    for axes in grid[len(shown) :]:
        axes.set_visible(False)
    _title(figure, comparison, "a dot per pair of values, line: equal" if shown else "every value is zero")
    figure.supxlabel(comparison.label(ENERGYPLUS), fontsize=10)
    figure.supylabel(comparison.label(ENGINE), fontsize=10)
    _save(figure, path)


def _panel(axes: "Axes", name: str, theirs: FloatArray, ours: FloatArray) -> None:
    both = np.concatenate([theirs, ours])
    ends = float(both.min()), float(both.max())
    axes.plot(ends, ends, color=_COLOURS[FINER], lw=0.8, zorder=1)
    axes.scatter(theirs, ours, s=18, color=_COLOURS[ENGINE], alpha=0.7, linewidths=0, zorder=2)
    axes.set_title(f"{name.replace('_', ' ')} [{unit_of(name)}]", fontsize=9, loc="left")
    axes.tick_params(labelsize=8)
    _tidy(axes)


def _weeks(temperature_c: FloatArray) -> tuple[tuple[str, int], tuple[str, int]]:
    """First hours (from 0) of the whole weeks with the lowest and the highest mean temperature."""
    means = temperature_c[: len(temperature_c) // _WEEK * _WEEK].reshape(-1, _WEEK).mean(axis=1)
    return ("coldest", _WEEK * int(means.argmin())), ("hottest", _WEEK * int(means.argmax()))


def _title(figure: "Figure", comparison: Comparison, words: str) -> None:
    plan = comparison.plan
    figure.suptitle(f"{plan.problem.name} in {plan.weather.name}: {words}", fontsize=12, fontweight="bold")


def _tidy(axes: "Axes") -> None:
    axes.grid(alpha=0.25, lw=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def _save(figure: "Figure", path: Path) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    # The canvas is named, so that drawing needs no display and touches no global state.
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=_DPI, format="png")
