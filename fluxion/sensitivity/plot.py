"""The picture of a sensitivity analysis: Sobol' indices of every quantity, Morris' effects where there are none."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fluxion.sensitivity.result import Sensitivity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FIRST, _TOTAL = "#0072b2", "#a9cfe8"
_DPI = 150
_COLUMNS = 3


def draw(result: Sensitivity, path: Path) -> None:
    """Write the picture as PNG: one panel per quantity, variables by their largest index."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    count = len(result.quantities)
    columns = min(count, _COLUMNS)
    rows = -(-count // columns)
    height = 0.23 * len(result.variables) + 1.0
    figure = Figure(figsize=(4.3 * columns, height * rows + 0.6), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    values = result.morris.mu_star if result.sobol is None else np.nan_to_num(result.sobol.total)
    scaled = values / np.maximum(values.max(axis=1, keepdims=True), np.finfo(float).tiny)
    order = np.argsort(scaled.mean(axis=0), kind="stable")
    for i, axes in enumerate(panels[:count]):
        _panel(axes, result, i, order)
        if i % columns:
            axes.set_yticklabels([])
    for axes in panels[count:]:
        axes.set_visible(False)
    figure.suptitle(f"{result.problem} in {result.weather}: what matters", fontweight="bold")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    figure.savefig(path, dpi=_DPI, format="png")


def _panel(axes: "Axes", result: Sensitivity, i: int, order: np.ndarray) -> None:
    places = np.arange(len(order))
    if result.sobol is None:
        axes.barh(places, result.morris.mu_star[i, order], xerr=result.morris.mu_star_conf[i, order], color=_FIRST)
        axes.set_xlabel(f"mean size of the effect {result.units[i]}".strip(), fontsize=8)
    else:
        total, first = result.sobol.total[i, order], result.sobol.first[i, order]
        ends = result.sobol.total_conf[i, order]
        axes.barh(places, total, xerr=ends, color=_TOTAL, label="with interactions", error_kw={"lw": 0.8})
        axes.barh(places, np.maximum(first, 0.0), height=0.45, color=_FIRST, label="alone")
        axes.set_xlabel("share of the variance", fontsize=8)
        axes.set_xlim(left=0.0)
    axes.set_yticks(places, [result.variables[j].replace("_", " ") for j in order], fontsize=8)
    axes.tick_params(axis="x", labelsize=8)
    axes.set_title(result.quantities[i], fontsize=10, loc="left")
    axes.grid(axis="x", alpha=0.25, lw=0.6)
    axes.spines[["top", "right"]].set_visible(False)
