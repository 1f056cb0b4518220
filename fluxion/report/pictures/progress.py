"""Convergence, and where the search looked."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from fluxion.report.charts.style import FRONT, OTHER
from fluxion.report.gathered import Report
from fluxion.report.labels import label, shown
from fluxion.report.pictures.canvas import legend_below, new_figure, tidy
from fluxion.report.story import variable_range

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = 4
_BINS = 20


def course_picture(report: Report) -> "Figure":
    """Hypervolume, or the least value of one objective, over the truth runs; rounds as lines."""
    course = report.course
    figure = new_figure(8.0, 4.2)
    axes = figure.subplots()
    for _, end in course.rounds:
        axes.axvline(end, color="#e6eaef", lw=1.0, zorder=0)
    name = "hypervolume" if course.is_volume else label(report.run.objectives[0], report.opened.units)
    axes.step(course.runs, course.value, where="post", color=FRONT, lw=2.0)
    axes.set_xlabel("truth runs")
    axes.set_ylabel(name)
    tidy(axes, "convergence")
    return figure


def spread_picture(report: Report) -> "Figure":
    """One panel per searched variable: all checked designs, and the front."""
    names = report.run.searched
    columns = min(_COLUMNS, len(names))
    rows = -(-len(names) // columns)
    figure = new_figure(3.1 * columns, 2.1 * rows + 0.5)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, name in zip(panels, names):
        _panel(axes, report, name)
    for axes in panels[len(names) :]:
        axes.set_visible(False)
    legend_below(figure, panels[0])
    return figure


def _panel(axes: "Axes", report: Report, name: str) -> None:
    run = report.run
    parts = [(np.arange(len(run.checked)), "all checked designs", OTHER), (run.front, "front", FRONT)]
    for rows, text, colour in parts:
        if not len(rows):
            continue
        values = run.checked[name].to_numpy()[rows]
        if name in run.choices:
            counted = Counter(values.tolist())
            options = sorted(set(run.checked[name]))
            shares = [counted[option] / len(rows) for option in options]
            axes.barh([shown(option) for option in options], shares, color=colour, alpha=0.65, label=text)
        else:
            bins = np.linspace(*variable_range(run, name, report.opened.bounds), _BINS + 1).tolist()
            weights = np.full(len(rows), 1.0 / len(rows))
            axes.hist(values.astype(float), bins=bins, weights=weights, color=colour, alpha=0.65, label=text)
    tidy(axes, label(name, report.opened.units))
