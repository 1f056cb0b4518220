"""Convergence: the hypervolume, or the least value of one objective, over the truth runs."""

from typing import Any

from fluxion.report.charts.style import FRONT, GRID, INK, OTHER, Figure, axis, figure
from fluxion.report.convergence import Course


def course_chart(course: Course, objective: str) -> Figure:
    """Quality after every truth run, with the rounds; `objective` names the axis where there is only one."""
    runs = [int(run) for run in course.runs]
    value = [None if value != value else float(value) for value in course.value]
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": runs,
            "y": value,
            "name": "hypervolume" if course.is_volume else "least value",
            "line": {"color": FRONT, "width": 2.4, "shape": "hv"},
            "hovertemplate": "run %{x}: %{y:.4~g}<extra></extra>",
        }
    ]
    layout = {}
    if course.is_volume:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": runs,
                "y": [int(count) for count in course.front],
                "name": "designs on the front",
                "yaxis": "y2",
                "line": {"color": OTHER, "width": 1.6, "shape": "hv"},
                "hovertemplate": "run %{x}: %{y} designs<extra></extra>",
            }
        )
        layout["yaxis2"] = axis(
            "designs on the front", overlaying="y", side="right", showgrid=False, rangemode="tozero", tickmode="auto"
        )
    shapes, notes = _rounds(course)
    title = "hypervolume" if course.is_volume else objective
    return figure(
        data,
        340,
        xaxis=axis("truth runs; numbers above the axis: rounds", showgrid=False),
        yaxis=axis(title, rangemode="tozero" if course.is_volume else "normal"),
        shapes=shapes,
        annotations=notes,
        margin={"l": 64, "r": 64, "t": 28, "b": 52},
        **layout,
    )


def _rounds(course: Course) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A line at the end of every round, and its number above the axis."""
    ends = [(name, end) for name, end in course.rounds if name != "baseline"]
    starts = [1, *[end for _, end in course.rounds]]
    shapes = [
        {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": {"color": GRID, "width": 1}}
        for _, x in course.rounds
    ]
    notes = [
        {
            "text": name.removeprefix("round "),
            "x": (start + end) / 2.0,
            "y": 0.0,
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 11, "color": INK},
            "opacity": 0.65,
        }
        for (name, end), start in zip(ends, starts[1:])
        if end > start
    ]
    return shapes, notes
