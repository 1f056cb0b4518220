"""Variables: along the front, and where the search looked."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fluxion.report.charts.style import (
    BASELINE,
    FRONT,
    OTHER,
    Figure,
    axis,
    dots,
    figure,
    grid,
    number_of,
    panel_title,
)
from fluxion.report.labels import label, shown, unit, words
from fluxion.report.run_folder import Run
from fluxion.report.story import STAY, Move

_COLUMNS = 4
_ROW_HEIGHT = 205
_BINS = 24
# Letters of a line of an option's name.
_WRAP = 13


def along_chart(run: Run, moves: Sequence[Move], units: Mapping[str, str]) -> Figure | None:
    """Every variable that moves, over the first objective of the front; None if nothing moves."""
    moving = [move.name for move in moves if move.kind != STAY]
    if not moving:
        return None
    rows, places = run.front, grid(len(moving), min(_COLUMNS, len(moving)), 0.075, _rise(len(moving)))
    x = run.F[rows, 0]
    data, layout = [], _layout()
    for p, (name, place) in enumerate(zip(moving, places)):
        end = number_of(p)
        y, ticks = _positions(run, name)
        marker = {"color": FRONT, "size": 6, "opacity": 0.8}
        data.append(
            dots(
                x,
                y[rows],
                words(name, units),
                xaxis=f"x{end}",
                yaxis=f"y{end}",
                marker=marker,
                customdata=list(range(len(rows))),
                text=[shown(value) for value in run.checked[name].to_numpy()[rows]],
                hovertemplate="%{text}<extra></extra>",
                unselected={"marker": {"opacity": 0.08}},
                meta="front",
            )
        )
        layout["shapes"].append(_baseline(f"x{end} domain", f"y{end}", float(y[0])))
        layout["annotations"].append(panel_title(_title(name, units), place))
        title = label(run.objectives[0], units) if p >= len(moving) - _COLUMNS else ""
        same = {} if p == 0 else {"matches": "x"}
        layout[f"xaxis{end}"] = axis(title, domain=place["x"], anchor=f"y{end}", **same)
        layout[f"xaxis{end}"]["title"]["font"] = {"size": 11.5}
        layout[f"yaxis{end}"] = axis("", domain=place["y"], anchor=f"x{end}", **ticks)
    return figure(data, _height(len(moving)), showlegend=False, **layout)


def spread_chart(run: Run, units: Mapping[str, str], bounds: Mapping[str, tuple[float, float]]) -> Figure:
    """Every searched variable: on the front, and in all checked designs, as shares."""
    names = run.searched
    places = grid(len(names), min(_COLUMNS, max(len(names), 1)), 0.06, _rise(len(names)))
    data, layout = [], _layout()
    for p, (name, place) in enumerate(zip(names, places)):
        end = number_of(p)
        on = {"xaxis": f"x{end}", "yaxis": f"y{end}", "showlegend": p == 0}
        every = run.checked[name].to_numpy()
        for values, text, colour in ((every, "all checked designs", OTHER), (every[run.front], "front", FRONT)):
            if len(values):
                data.append(_bars(run, name, values, bounds, {"name": text, "marker": {"color": colour}, **on}))
        layout["annotations"].append(panel_title(_title(name, units), place))
        share = {"tickformat": ".0%", "nticks": 4, "tickangle": 0, "rangemode": "tozero"}
        names_inside = {"ticklabelposition": "inside", "ticks": "", "showgrid": False, "tickfont": {"size": 11}}
        of_x, of_y = (share, names_inside) if name in run.choices else ({}, share)
        layout[f"xaxis{end}"] = axis("", domain=place["x"], anchor=f"y{end}", **of_x)
        layout[f"yaxis{end}"] = axis("", domain=place["y"], anchor=f"x{end}", **of_y)
    chart = figure(data, _height(len(names)), barmode="overlay", bargap=0.05, **layout)
    chart["layout"]["legend"]["y"] = 1.0 + 26.0 / _height(len(names))
    return chart


def _bars(
    run: Run, name: str, values: Any, bounds: Mapping[str, tuple[float, float]], more: Mapping[str, Any]
) -> dict[str, Any]:
    if name in run.choices:
        options = sorted(set(run.checked[name]))
        counted = Counter(values.tolist())
        names = [shown(option) for option in options]
        shares = [counted[option] / len(values) for option in options]
        return {
            "type": "bar",
            "orientation": "h",
            "y": names,
            "x": shares,
            "hovertemplate": "%{y}: %{x:.0%}<extra></extra>",
            "opacity": 0.6,
            **more,
        }
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    low, high = bounds.get(name, (float(np.nanmin(run.column(name))), float(np.nanmax(run.column(name)))))
    whole = bool((np.floor(run.column(name)) == run.column(name)).all())
    edges = np.arange(low - 0.5, high + 1.0) if whole else np.linspace(low, high, _BINS + 1)
    counts, edges = np.histogram(numbers, bins=edges)
    centres = 0.5 * (edges[:-1] + edges[1:])
    return {
        "type": "bar",
        "x": centres.tolist(),
        "y": (counts / max(len(numbers), 1)).tolist(),
        "width": [float(edges[1] - edges[0]) * 0.95] * len(counts),
        "opacity": 0.6,
        "hovertemplate": "%{x:.4~g}: %{y:.0%}<extra></extra>",
        **more,
    }


def _positions(run: Run, name: str) -> tuple[Any, dict[str, Any]]:
    """Numbers of a variable on an axis, and the ticks that name options."""
    if name not in run.choices:
        return run.column(name), {"nticks": 5}
    values = run.checked[name].to_numpy()
    # Options of front and baseline only, in the order in which they first appear along the front.
    options = list(dict.fromkeys([*values[run.front].tolist(), values[0]]))
    place = {option: float(i) for i, option in enumerate(options)}
    ticks = {
        "tickvals": list(range(len(options))),
        "ticktext": ["<br>".join(textwrap.wrap(shown(option), _WRAP)) for option in options],
        "range": [-0.5, len(options) - 0.5],
        "tickfont": {"size": 10},
    }
    return np.array([place.get(value, np.nan) for value in values]), ticks


def _title(name: str, units: Mapping[str, str]) -> str:
    return label(name, units) if unit(name, units) else words(name, units)


def _layout() -> dict[str, Any]:
    return {"annotations": [], "shapes": [], "margin": {"l": 48, "r": 12, "t": 52, "b": 36}}


def _baseline(xref: str, yref: str, y: float) -> dict[str, Any]:
    line = {"color": BASELINE, "width": 1.3, "dash": "dot"}
    return {"type": "line", "xref": xref, "yref": yref, "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def _height(count: int) -> int:
    return _ROW_HEIGHT * (-(-count // _COLUMNS)) + 88


def _rise(count: int) -> float:
    return 62.0 / max(_height(count) - 88.0, 1.0)
