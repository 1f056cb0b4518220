"""Colours and layout that all charts share; colours of Okabe and Ito, which the colour-blind can tell apart."""

from collections.abc import Mapping
from typing import Any

#: A Plotly figure.
Figure = dict[str, Any]

FRONT, BASELINE, KNEE, CLAIM, OTHER, INK = "#0072b2", "#d55e00", "#009e73", "#e69f00", "#b4bcc6", "#1f2933"
GRID = "#e6eaef"
#: Colours of chosen designs in their order.
LINES = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5195")
#: Colours of the terms of the energy balance.
TERM_COLOURS = {
    "heating": "#d55e00",
    "cooling": "#0072b2",
    "solar": "#f0c419",
    "internal_gains": "#e69f00",
    "opaque": "#8c6d46",
    "glazing": "#56b4e9",
    "ground": "#5f7f5f",
    "infiltration": "#9aa5b1",
    "ventilation": "#009e73",
    "storage": "#cc79a7",
}
TERM_WORDS = {"internal_gains": "internal gains", "opaque": "walls and roof", "glazing": "windows", "solar": "sun"}


def figure(data: list[dict[str, Any]], height: int, **layout: Any) -> Figure:
    """A figure in the style of the page.

    Args:
        data: traces.
        height: of the figure [px].
        layout: what differs from the common layout.
    """
    common: dict[str, Any] = {
        "height": height,
        "margin": {"l": 64, "r": 16, "t": 28, "b": 52},
        "font": {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 13, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": "#9aa5b1", "font": {"color": INK}, "align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
        "hovermode": "closest",
    }
    return {"data": data, "layout": {**common, **layout}}


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """An axis in the style of the page."""
    plain: dict[str, Any] = {
        "title": {"text": title, "font": {"size": 13}, "standoff": 8},
        "gridcolor": GRID,
        "zeroline": False,
        "linecolor": "#9aa5b1",
        "ticks": "outside",
        "tickcolor": "#9aa5b1",
        "ticklen": 4,
        "automargin": True,
    }
    return {**plain, **more}


def dots(x: Any, y: Any, name: str, **more: Any) -> dict[str, Any]:
    """A trace of markers; NumPy numbers become plain ones."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(value) for value in x],
        "y": [float(value) for value in y],
        "name": name,
        **more,
    }


def grid(count: int, columns: int, gap: float = 0.06, rise: float = 0.12) -> list[Mapping[str, Any]]:
    """Domains of `count` panels in rows of `columns`, the first row on top."""
    rows = -(-count // columns)
    width, height = (1.0 - gap * (columns - 1)) / columns, (1.0 - rise * (rows - 1)) / rows
    places: list[Mapping[str, Any]] = []
    for i in range(count):
        row, column = divmod(i, columns)
        left, top = column * (width + gap), 1.0 - row * (height + rise)
        places.append({"x": [left, min(left + width, 1.0)], "y": [max(top - height, 0.0), top]})
    return places


def panel_title(text: str, place: Mapping[str, Any]) -> dict[str, Any]:
    """Annotation above a panel."""
    return {
        "text": f"<b>{text}</b>",
        "x": place["x"][0],
        "y": place["y"][1],
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12.5},
    }


def number_of(index: int) -> str:
    """Plotly's name of an axis: none for the first, then 2, 3 ..."""
    return "" if index == 0 else str(index + 1)
