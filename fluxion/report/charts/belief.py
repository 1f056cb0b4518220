"""What to believe: the expected intervals beside the truth, and the sensitivities."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fluxion.report.charts.style import FRONT, INK, LINES, Figure, axis, dots, figure
from fluxion.report.labels import label, limit_words, words
from fluxion.report.run_folder import Run
from fluxion.sensitivity import Sensitivity

# Errors beyond this many half widths are drawn at the edge.
_EDGE = 4.0
_COLOURS = [[0.0, "#ffffff"], [0.1, "#e3eff8"], [0.5, "#a6cdea"], [1.0, "#5ba6d9"]]


def interval_chart(run: Run, units: Mapping[str, str]) -> Figure | None:
    """Error of what was expected of each objective, in half widths of its 90 % interval; None without intervals."""
    names = [name for name in run.objectives if run.has(f"{name}_expected", f"{name}_expected_hi")]
    if not names:
        return None
    data: list[dict[str, Any]] = []
    for i, name in enumerate(names):
        expected = run.column(f"{name}_expected")
        half = run.column(f"{name}_expected_hi") - expected
        good = run.ok & (half > 0.0)
        error = np.full(len(half), np.nan)
        error[good] = (run.column(name)[good] - expected[good]) / half[good]
        good &= np.isfinite(error)
        good[0] = False
        data.append(
            dots(
                np.flatnonzero(good) + 1,
                np.clip(error[good], -_EDGE, _EDGE),
                words(name, units),
                marker={"color": LINES[i + 1], "size": 6, "opacity": 0.7},
                text=[f"{value:.2f}" for value in error[good]],
                hovertemplate=f"run %{{x}}: {words(name, units)} off by %{{text}} half widths<extra></extra>",
            )
        )
    band = {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": -1,
        "y1": 1,
        "fillcolor": "#0072b2",
        "opacity": 0.08,
        "line": {"width": 0},
        "layer": "below",
    }
    y = axis("(physics − expected) / half width", range=[-_EDGE * 1.05, _EDGE * 1.05], zeroline=True)
    return figure(data, 340, shapes=[band], xaxis=axis("physics run", showgrid=False), yaxis=y)


def sensitivity_chart(result: Sensitivity, units: Mapping[str, str]) -> Figure:
    """Variables against quantities: total Sobol' indices, or Morris' effects as shares of the largest."""
    if result.sobol is not None:
        values = np.nan_to_num(result.sobol.total)
    else:
        largest = np.maximum(result.morris.mu_star.max(axis=1, keepdims=True), np.finfo(float).tiny)
        values = result.morris.mu_star / largest
    order = np.argsort(values.mean(axis=0), kind="stable")
    known = result.quantities[: result.objectives]
    heads = [label(name, units) if name in known else f"limit: {limit_words(name)}" for name in result.quantities]
    shares = values.T[order]
    trace = {
        "type": "heatmap",
        "z": shares.tolist(),
        "x": heads,
        "y": [words(result.variables[j], units) for j in order],
        "text": [[f"{value:.0%}" if value >= 0.005 else "" for value in line] for line in shares],
        "texttemplate": "%{text}",
        "customdata": [[_details(result, i, int(j)) for i in range(len(heads))] for j in order],
        "hovertemplate": "<b>%{y}</b> on %{x}<br>%{customdata}<extra></extra>",
        "colorscale": _COLOURS,
        "zmin": 0.0,
        "zmax": max(0.5, float(shares.max(initial=0.0))),
        "xgap": 3,
        "ygap": 2,
        "showscale": False,
        "textfont": {"color": INK, "size": 12},
    }
    x = axis("", side="top", showgrid=False, ticks="", tickfont={"size": 12, "color": INK})
    y = axis("", showgrid=False, ticks="")
    height = 25 * len(order) + 90
    return figure([trace], height, xaxis=x, yaxis=y, margin={"l": 120, "r": 10, "t": 60, "b": 12})


def effects_chart(result: Sensitivity, units: Mapping[str, str]) -> Figure | None:
    """Morris' effects by physics against those by the surrogate; None without a surrogate."""
    if result.morris_surrogate is None:
        return None
    data: list[dict[str, Any]] = []
    for i, name in enumerate(result.quantities[: result.objectives]):
        largest = float(result.morris.mu_star[i].max()) or 1.0
        ours, theirs = result.morris.mu_star[i] / largest, result.morris_surrogate.mu_star[i] / largest
        data.append(
            dots(
                theirs,
                ours,
                words(name, units),
                marker={"color": LINES[(i + 1) % len(LINES)], "size": 8, "opacity": 0.8},
                text=[words(variable, units) for variable in result.variables],
                hovertemplate="%{text}: physics %{y:.1%}, surrogate %{x:.1%}<extra></extra>",
            )
        )
    line = {
        "type": "line",
        "x0": 0,
        "y0": 0,
        "x1": 1.05,
        "y1": 1.05,
        "line": {"color": FRONT, "width": 1, "dash": "dot"},
    }
    title = "mean effect by {}, share of the largest"
    x, y = axis(title.format("the surrogate"), tickformat=".0%"), axis(title.format("physics"), tickformat=".0%")
    return figure(data, 420, xaxis=x, yaxis=y, shapes=[line])


def _details(result: Sensitivity, i: int, j: int) -> str:
    lines = []
    if result.sobol is not None:
        first, total = result.sobol.first[i, j], result.sobol.total[i, j]
        lines.append(f"alone {first:.1%} ± {result.sobol.first_conf[i, j]:.1%}")
        lines.append(f"with interactions {total:.1%} ± {result.sobol.total_conf[i, j]:.1%}")
    unit = f" {result.units[i]}" if result.units[i] else ""
    lines.append(f"mean effect in physics {result.morris.mu_star[i, j]:.3g}{unit}")
    if result.morris_surrogate is not None:
        lines.append(f"mean effect in the surrogate {result.morris_surrogate.mu_star[i, j]:.3g}{unit}")
    return "<br>".join(lines)
