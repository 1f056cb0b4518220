"""Monthly energy balance and load duration of chosen designs."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from fluxion.report.charts.style import (
    LINES,
    TERM_COLOURS,
    TERM_WORDS,
    Figure,
    axis,
    figure,
    grid,
    number_of,
    panel_title,
)
from fluxion.report.years import TERMS, Year
from fluxion.typing import Column

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A step curve of 8760 hours needs no more points than a screen has.
_POINTS = 240
# Loads below this [kW] are none.
_NO_LOAD = 1e-3


def monthly_chart(years: Sequence[Year]) -> Figure:
    """One panel per design: what heats its zones above zero, what cools them below."""
    columns = min(2, len(years))
    height = 300 * (-(-len(years) // columns)) + 90
    places = grid(len(years), columns, 0.05, 52.0 / max(height - 120.0, 1.0))
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": []}
    for p, (year, place) in enumerate(zip(years, places)):
        end = number_of(p)
        for k, term in enumerate(TERMS):
            data.append(
                {
                    "type": "bar",
                    "x": list(MONTHS),
                    "y": year.monthly[:, k].tolist(),
                    "name": term_words(term),
                    "legendgroup": term,
                    "showlegend": p == 0,
                    "marker": {"color": TERM_COLOURS[term]},
                    "xaxis": f"x{end}",
                    "yaxis": f"y{end}",
                    "hovertemplate": f"%{{x}}, {term_words(term)}: %{{y:.2f}} kWh/m²<extra></extra>",
                }
            )
        layout["annotations"].append(panel_title(year.name, place))
        layout[f"xaxis{end}"] = axis("", domain=place["x"], anchor=f"y{end}")
        same = {} if p == 0 else {"matches": "y"}
        title = "kWh/m² into the zones" if p % columns == 0 else ""
        layout[f"yaxis{end}"] = axis(
            title, domain=place["y"], anchor=f"x{end}", zeroline=True, zerolinecolor="#52606d", **same
        )
    chart = figure(data, height, barmode="relative", bargap=0.25, **layout)
    chart["layout"]["legend"] |= {"y": -44.0 / height, "yanchor": "top", "traceorder": "normal"}
    chart["layout"]["margin"]["b"] = 90
    return chart


def duration_chart(years: Sequence[Year]) -> Figure:
    """Hours of the year for which a load is exceeded: heating left, cooling right."""
    places = grid(2, 2, 0.1)
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": []}
    for p, (title, place) in enumerate(zip(("heating", "cooling"), places)):
        end = number_of(p)
        highest, longest = 0.0, 0
        for i, year in enumerate(years):
            hours, load = duration(year.heating_kw if p == 0 else year.cooling_kw)
            highest, longest = max(highest, float(load[0])), max(longest, int(hours[-1]))
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": hours.tolist(),
                    "y": load.tolist(),
                    "name": year.name,
                    "legendgroup": year.name,
                    "showlegend": p == 0,
                    "line": {"color": LINES[i % len(LINES)], "width": 2.2},
                    "xaxis": f"x{end}",
                    "yaxis": f"y{end}",
                    "hovertemplate": f"{year.name}: above %{{y:.1f}} kW in %{{x}} h<extra></extra>",
                }
            )
        layout["annotations"].append(panel_title(f"ideal {title} of all zones", place))
        layout[f"xaxis{end}"] = axis("hours of the year", domain=place["x"], anchor=f"y{end}", range=[0, longest or 1])
        layout[f"yaxis{end}"] = axis("kW", domain=place["y"], anchor=f"x{end}", range=[0, 1.06 * highest or 1.0])
    layout["margin"] = {"l": 64, "r": 16, "t": 64, "b": 52}
    chart = figure(data, 380, **layout)
    chart["layout"]["legend"]["y"] = 1.1
    return chart


def duration(load_kw: Column) -> tuple[Column, Column]:
    """Hours and loads of the curve of (8760,) sorted loads, thinned; it ends where there is no load."""
    hours = int((load_kw > _NO_LOAD).sum())
    rows = np.unique(np.linspace(0, max(hours - 1, 0), _POINTS).astype(int))
    return np.append(rows, hours), np.append(load_kw[rows] * (hours > 0), 0.0)


def term_words(term: str) -> str:
    """Words of a term of the balance."""
    return TERM_WORDS.get(term, term)
