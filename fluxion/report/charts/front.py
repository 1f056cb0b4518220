"""The front: one panel for two objectives, one per pair for more, run by run for one."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from fluxion.report.charts.style import BASELINE, CLAIM, FRONT, KNEE, OTHER, Figure, axis, dots, figure, grid, number_of
from fluxion.report.chosen import BASELINE as BASELINE_KEY
from fluxion.report.chosen import Chosen
from fluxion.report.labels import label, shown
from fluxion.report.run_folder import Run
from fluxion.typing import IntArray

_COLUMNS = 3
# Room around the front, as a share of its extent.
_MARGIN = 0.12


def front_chart(run: Run, rows: IntArray, chosen: Sequence[Chosen], units: Mapping[str, str]) -> Figure:
    """All truth runs in the space of the objectives.

    Args:
        run: the run.
        rows: the rows that can be brushed, numbered from 0 in `customdata`: the front, or the closest designs.
        chosen: designs with a name.
        units: of the variables.
    """
    m = len(run.objectives)
    if m == 1:
        return _course(run, rows, chosen, units)
    pairs = list(combinations(range(m), 2))
    places = grid(len(pairs), min(len(pairs), _COLUMNS), 0.09, 0.17)
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"dragmode": "select", "annotations": []}
    for p, ((i, j), place) in enumerate(zip(pairs, places)):
        end = number_of(p)
        on = {"xaxis": f"x{end}", "yaxis": f"y{end}", "showlegend": p == 0}
        data += _panel(run, rows, chosen, i, j, on)
        spans = [_span(run, rows, i), _span(run, rows, j)]
        x, y = (label(run.objectives[k], units) for k in (i, j))
        layout[f"xaxis{end}"] = axis(x, domain=place["x"], anchor=f"y{end}", range=spans[0])
        layout[f"yaxis{end}"] = axis(y, domain=place["y"], anchor=f"x{end}", range=spans[1])
        layout["annotations"] += _outside(run, i, j, spans, end)
    layout["updatemenus"] = [_views(run, rows, pairs)]
    height = 540 if m == 2 else 360 * (-(-len(pairs) // _COLUMNS)) + 130
    layout["margin"] = {"l": 64, "r": 16, "t": 62, "b": 112}
    layout["legend"] = {"orientation": "h", "x": 0, "y": -66.0 / (height - 174.0), "yanchor": "top"}
    return figure(data, height, **layout)


def _panel(
    run: Run, rows: IntArray, chosen: Sequence[Chosen], i: int, j: int, on: Mapping[str, Any]
) -> list[dict[str, Any]]:
    F, feasible, ok = run.F, run.feasible, run.ok
    brushed = np.isin(np.arange(len(F)), rows)
    a, b = (run.objectives[k] for k in (i, j))

    def kind(mask: np.ndarray, name: str, symbol: str) -> dict[str, Any]:
        marker = {"color": OTHER, "size": 6, "symbol": symbol}
        return dots(F[mask, i], F[mask, j], name, marker=marker, hoverinfo="skip", **on)

    traces = [
        kind(ok & ~feasible & ~brushed, "checked: misses a limit", "x-thin-open"),
        kind(feasible & ~brushed, "checked: dominated", "circle"),
    ]
    if run.has(f"{a}_claimed", f"{b}_claimed"):
        marker = {"color": CLAIM, "size": 7, "symbol": "circle-open", "line": {"width": 1.4}}
        x, y = (run.column(f"{name}_claimed")[rows] for name in (a, b))
        traces.append(dots(x, y, "claimed by the surrogate", marker=marker, hoverinfo="skip", opacity=0.75, **on))
    hover = f"<b>design %{{customdata}}</b><br>{a} %{{x:.4~g}}<br>{b} %{{y:.4~g}}<extra></extra>"
    numbers = list(range(len(rows)))
    traces.append(
        dots(
            F[rows, i],
            F[rows, j],
            front_name(run),
            customdata=numbers,
            text=[f"design {number + 1}" for number in numbers],
            hovertemplate=hover.replace("design %{customdata}", "%{text}"),
            marker={"color": FRONT, "size": 9, "line": {"color": "#ffffff", "width": 1}},
            selected={"marker": {"opacity": 1.0}},
            unselected={"marker": {"opacity": 0.15}},
            meta="front",
            **on,
        )
    )
    for one in chosen:
        if one.key in (BASELINE_KEY, "knee"):
            traces.append(_named(run, one, F[one.row, i], F[one.row, j], on))
    return traces


def front_name(run: Run) -> str:
    """What the listed designs are."""
    if not len(run.front):
        return "closest designs, by physics"
    return "front, by physics" if len(run.objectives) > 1 else "best designs, by physics"


def _named(run: Run, one: Chosen, x: float, y: float, on: Mapping[str, Any]) -> dict[str, Any]:
    base = one.key == BASELINE_KEY
    marker = {
        "color": BASELINE if base else KNEE,
        "size": 17 if base else 18,
        "symbol": "star" if base else "diamond-open",
        "line": {"color": "#ffffff", "width": 1} if base else {"width": 3},
    }
    hover = f"<b>{one.name}</b><br>%{{x:.4~g}}<br>%{{y:.4~g}}<extra></extra>"
    name = f"{one.name} (status quo)" if base else one.name
    return dots([x], [y], name, marker=marker, hovertemplate=hover, **on)


def _span(run: Run, rows: IntArray, j: int, everything: bool = False) -> list[float]:
    F = run.F[run.ok] if everything or len(rows) < 2 else run.F[rows]
    if not len(F):
        return [0.0, 1.0]
    low, high = float(F[:, j].min()), float(F[:, j].max())
    room = _MARGIN * (high - low) or 0.05 * abs(high) or 1.0
    return [low - room, high + room]


def _outside(run: Run, i: int, j: int, spans: Sequence[Sequence[float]], end: str) -> list[dict[str, Any]]:
    """A note at the edge where the baseline lies beyond the view of the front."""
    if not run.ok[0]:
        return []
    x, y = float(run.F[0, i]), float(run.F[0, j])
    if spans[0][0] <= x <= spans[0][1] and spans[1][0] <= y <= spans[1][1]:
        return []
    return [
        {
            "text": f"★ baseline outside this view: {shown(x)} | {shown(y)}",
            "xref": f"x{end} domain",
            "yref": f"y{end} domain",
            "x": 0.99,
            "y": 0.98,
            "xanchor": "right",
            "yanchor": "top",
            "showarrow": False,
            "font": {"color": BASELINE, "size": 12},
            "bgcolor": "rgba(255,255,255,0.85)",
        }
    ]


def _views(run: Run, rows: IntArray, pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    def ranges(everything: bool) -> dict[str, Any]:
        view: dict[str, Any] = {}
        for p, (i, j) in enumerate(pairs):
            view[f"xaxis{number_of(p)}.range"] = _span(run, rows, i, everything)
            view[f"yaxis{number_of(p)}.range"] = _span(run, rows, j, everything)
        count = len([1 for i, j in pairs if _outside(run, i, j, [_span(run, rows, k) for k in (i, j)], "")])
        for note in range(count):
            view[f"annotations[{note}].visible"] = not everything
        return view

    buttons = [
        {"label": "near the front" if len(run.front) else "near the closest", "method": "relayout"},
        {"label": "all truth runs", "method": "relayout"},
    ]
    return {
        "type": "buttons",
        "direction": "right",
        "x": 1.0,
        "xanchor": "right",
        "y": 1.0,
        "yanchor": "bottom",
        "pad": {"t": 0, "b": 6},
        "showactive": True,
        "bgcolor": "#ffffff",
        "bordercolor": "#cbd2d9",
        "font": {"size": 12},
        "buttons": [{**button, "args": [ranges(everything)]} for button, everything in zip(buttons, (False, True))],
    }


def _course(run: Run, rows: IntArray, chosen: Sequence[Chosen], units: Mapping[str, str]) -> Figure:
    """One objective has no front: its value run by run."""
    values, number = run.F[:, 0], np.arange(1, len(run.F) + 1)
    brushed = np.isin(np.arange(len(values)), rows)
    on: dict[str, Any] = {}
    missed, met = run.ok & ~run.feasible & ~brushed, run.feasible & ~brushed
    best = np.fmin.accumulate(np.where(run.feasible, values, np.nan))
    known = np.isfinite(best)
    line = {"color": FRONT, "width": 1.4, "shape": "hv"}
    data = [
        dots(number[missed], values[missed], "misses a limit", marker={"color": OTHER, "symbol": "x-thin-open"}),
        dots(number[met], values[met], "meets every limit", marker={"color": OTHER, "size": 7}),
        {**dots(number[known], best[known], "best so far"), "mode": "lines", "line": line},
        dots(
            number[rows],
            values[rows],
            front_name(run),
            customdata=list(range(len(rows))),
            marker={"color": FRONT, "size": 11, "line": {"color": "#ffffff", "width": 1}},
            unselected={"marker": {"opacity": 0.15}},
            meta="front",
        ),
        *[_named(run, one, one.row + 1, values[one.row], on) for one in chosen if one.key == BASELINE_KEY],
    ]
    y = axis(label(run.objectives[0], units))
    return figure(data, 460, dragmode="select", xaxis=axis("physics run"), yaxis=y)
