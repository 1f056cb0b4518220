"""Monthly energy balance and load duration of the chosen designs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from fluxion.report.charts.style import TERM_COLOURS
from fluxion.report.charts.years import MONTHS, duration, term_words
from fluxion.report.pictures.canvas import colour, legend_below, new_figure, tidy
from fluxion.report.years import TERMS, Year

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLUMNS = 2


def monthly_picture(years: Sequence[Year]) -> "Figure":
    """One panel per design: what heats its zones above zero, what cools them below."""
    columns = min(_COLUMNS, len(years))
    rows = -(-len(years) // columns)
    figure = new_figure(5.2 * columns, 3.0 * rows + 0.7)
    panels = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axes, year in zip(panels, years):
        above, below = np.zeros(12), np.zeros(12)
        for k, term in enumerate(TERMS):
            values = year.monthly[:, k]
            base = np.where(values >= 0.0, above, below)
            axes.bar(MONTHS, values, bottom=base, width=0.75, color=TERM_COLOURS[term], label=term_words(term))
            above, below = above + np.maximum(values, 0.0), below + np.minimum(values, 0.0)
        axes.axhline(0.0, color="#52606d", lw=0.8)
        tidy(axes, year.name)
        axes.tick_params(axis="x", labelsize=8)
    for row in range(rows):
        panels[row * columns].set_ylabel("kWh/m² into the zones")
    for axes in panels[len(years) :]:
        axes.set_visible(False)
    legend_below(figure, panels[0])
    return figure


def duration_picture(years: Sequence[Year]) -> "Figure":
    """Hours of the year for which a load is exceeded: heating left, cooling right."""
    figure = new_figure(10.0, 4.2)
    panels = figure.subplots(1, 2)
    for axes, title in zip(panels, ("heating", "cooling")):
        for i, year in enumerate(years):
            hours, load = duration(year.heating_kw if title == "heating" else year.cooling_kw)
            axes.plot(hours, load, color=colour(i), lw=1.8, label=year.name)
        axes.set_xlabel("hours of the year")
        axes.set_ylabel("kW")
        axes.set_xlim(left=0.0)
        axes.set_ylim(bottom=0.0)
        tidy(axes, f"ideal {title} of all zones")
    legend_below(figure, panels[0])
    return figure
