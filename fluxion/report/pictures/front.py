"""The front with baseline and knee, and its parallel coordinates."""

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from fluxion.report.charts.front import front_name
from fluxion.report.charts.style import BASELINE, FRONT, KNEE, OTHER
from fluxion.report.chosen import BASELINE as BASELINE_KEY
from fluxion.report.chosen import KNEE as KNEE_KEY
from fluxion.report.gathered import Report
from fluxion.report.labels import label
from fluxion.report.listing import parallel
from fluxion.report.pictures.canvas import legend_below, new_figure, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 3


def front_picture(report: Report) -> "Figure":
    """One panel per pair of objectives; for one objective its value run by run."""
    run = report.run
    pairs = list(combinations(range(len(run.objectives)), 2))
    columns = max(1, min(len(pairs), _COLUMNS))
    rows = max(1, -(-len(pairs) // columns))
    figure = new_figure(8.0 if columns == 1 else 4.4 * columns, 0.9 + (5.2 if columns == 1 else 3.9 * rows))
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    if not pairs:
        _panel(panels[0], report, None, 0)
    for axes, (i, j) in zip(panels, pairs):
        _panel(axes, report, i, j)
    for axes in panels[max(1, len(pairs)) :]:
        axes.set_visible(False)
    figure.suptitle(run.title, fontweight="bold")
    legend_below(figure, panels[0], 3 if columns == 1 else 5)
    return figure


def _panel(axes: "Axes", report: Report, i: int | None, j: int) -> None:
    run, units = report.run, report.opened.units
    x, y = np.arange(1, len(run.F) + 1) if i is None else run.F[:, i], run.F[:, j]
    listed = np.isin(np.arange(len(y)), report.rows)
    missed, met = run.ok & ~run.feasible & ~listed, run.feasible & ~listed
    name = front_name(run)
    axes.scatter(x[missed], y[missed], c=OTHER, marker="x", s=16, label="checked: misses a limit")
    axes.scatter(x[met], y[met], c=OTHER, s=14, linewidths=0, label="checked: dominated")
    axes.scatter(x[listed], y[listed], c=FRONT, s=30, edgecolors="white", linewidths=0.6, label=name, zorder=4)
    base, turn = report.named(BASELINE_KEY), report.named(KNEE_KEY)
    if base is not None:
        star = {"marker": "*", "s": 220, "edgecolors": "white", "zorder": 6}
        axes.scatter(x[base.row], y[base.row], c=BASELINE, label="baseline (status quo)", **star)  # type: ignore[arg-type]
    if turn is not None:
        ring = {"marker": "D", "s": 90, "facecolors": "none", "linewidths": 2.0, "zorder": 7}
        axes.scatter(x[turn.row], y[turn.row], edgecolors=KNEE, label="knee", **ring)  # type: ignore[arg-type]
    axes.set_xlabel("physics run" if i is None else label(run.objectives[i], units))
    axes.set_ylabel(label(run.objectives[j], units))
    tidy(axes)


def parallel_picture(report: Report) -> "Figure":
    """One line per listed design, coloured by the first objective; baseline dashed, knee thick."""
    from matplotlib import colormaps

    data = parallel(report)
    axes_data, named = data["axes"], data["named"]
    figure = new_figure(max(7.0, 1.15 * len(axes_data)), 4.8)
    axes = figure.subplots()
    scaled, spans = [], []
    for k, one in enumerate(axes_data):
        values = np.array([*one["values"], *[line["values"][k] for line in named]])
        low, high = float(values.min()), float(values.max())
        spans.append((low, high))
        scaled.append((values - low) / (high - low) if high > low else np.full(len(values), 0.5))
    table, count, places = np.array(scaled).T, data["rows"], np.arange(len(axes_data))
    first = np.array(axes_data[0]["values"])
    shade = (first - first.min()) / (np.ptp(first) or 1.0)
    for line, value in zip(table[:count], shade):
        axes.plot(places, line, color=colormaps["viridis"](0.75 * value), lw=0.9, alpha=0.55)
    styles = {BASELINE_KEY: (BASELINE, "--"), KNEE_KEY: (KNEE, "-")}
    for one, line in zip(named, table[count:]):
        shown, dash = styles[one["key"]]
        axes.plot(places, line, color=shown, ls=dash, lw=2.4, label=one["name"])
    _scales(axes, axes_data, spans)
    figure.suptitle(report.run.title, fontweight="bold")
    if named:
        legend_below(figure, axes)
    return figure


def _scales(axes: "Axes", data: list[dict], spans: list[tuple[float, float]]) -> None:
    import textwrap

    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
    for k, (one, (low, high)) in enumerate(zip(data, spans)):
        axes.axvline(k, color="#7b8794", lw=0.8)
        if one["ticks"]:
            for place, text in enumerate(one["ticks"]):
                height = (place - low) / (high - low) if high > low else 0.5
                axes.text(k + 0.04, height, textwrap.fill(text, 13), fontsize=7, va="center", bbox=box)
        else:
            for height, value in ((0.0, low), (1.0, high)):
                axes.text(k + 0.04, height, f"{value:.{one['digits']}f}", fontsize=7.5, va="center", bbox=box)
    heads = [textwrap.fill(one["label"], 14) for one in data]
    axes.set_xticks(range(len(data)), heads, fontsize=8.5)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.set_xlim(-0.15, len(data) - 0.5)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
