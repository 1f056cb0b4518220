"""Picture of a run: the front that physics found, what the surrogate had claimed, and where the baseline lies."""

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fluxion.search.labels import label
from fluxion.search.result import RunResult
from fluxion.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FRONT, _CLAIM, _OTHER, _BASELINE = "#0b5394", "#e69138", "#b7bec7", "#a61c00"
_DPI = 160
_COLUMNS = 3


def draw(result: RunResult, path: Path) -> None:
    """Write the picture of `result` as PNG.

    Two objectives: all runs, and the front near; more: one panel per pair; one: its value run by run.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = _figure(result)
    # The canvas is named, so that drawing needs no display and touches no global state.
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=_DPI, format="png")


def _figure(result: RunResult) -> "Figure":
    from matplotlib.figure import Figure

    count = len(result.setup.problem.objectives)
    if count == 1:
        figure = Figure(figsize=(8.0, 5.6), layout="constrained")
        _course(figure.subplots(), result)
    elif count == 2:
        figure = Figure(figsize=(11.0, 5.6), layout="constrained")
        whole, near = figure.subplots(1, 2, width_ratios=[1.0, 1.5])
        _panel(whole, result, 0, 1)
        _panel(near, result, 0, 1)
        whole.set_title("all truth runs", fontsize=10, loc="left")
        near.set_title("near the front", fontsize=10, loc="left")
        _view(near, result.answer.F[result.front], 0, 1)
    else:
        figure = _pairs(result, count)
    study = result.setup.study
    title = study.title or f"{study.problem} in {', '.join(one.name for one in result.setup.weathers)}"
    figure.suptitle(title, fontsize=13, fontweight="bold")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 5), frameon=False, fontsize=9)
    return figure


def _pairs(result: RunResult, count: int) -> "Figure":
    from matplotlib.figure import Figure

    pairs = list(combinations(range(count), 2))
    rows = -(-len(pairs) // _COLUMNS)
    figure = Figure(figsize=(4.4 * _COLUMNS, 3.9 * rows + 1.2), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, squeeze=False).ravel()
    for axes, (i, j) in zip(grid, pairs):
        _panel(axes, result, i, j)
    for axes in grid[len(pairs) :]:
        axes.set_visible(False)
    return figure


def _panel(axes: "Axes", result: RunResult, i: int, j: int) -> None:
    names = result.setup.problem.objectives
    F, feasible, ok = result.answer.F, result.answer.feasible, result.truth.ok
    behind = feasible.copy()
    behind[result.front] = False
    _dots(axes, F[~feasible & ok], i, j, "checked: misses a limit", c=_OTHER, marker="x", s=16, zorder=1)
    _dots(axes, F[behind], i, j, "checked: dominated", c=_OTHER, marker="o", s=16, linewidths=0, zorder=2)
    front = F[result.front]
    if result.claimed is not None:
        _claims(axes, front, result.claimed.F[result.front], i, j)
    _dots(axes, front, i, j, "front, by physics", c=_FRONT, s=34, edgecolors="white", linewidths=0.6, zorder=5)
    if len(names) == 2 and len(front) > 1:
        # Between two designs only what one of them dominates is known to be reachable: a staircase, no chord.
        axes.step(front[:, i], front[:, j], where="post", color=_FRONT, lw=1.0, alpha=0.6, zorder=3)
    _dots(axes, F[:1][ok[:1]], i, j, "baseline design", c=_BASELINE, marker="*", s=230, edgecolors="white", zorder=6)
    axes.set_xlabel(label(names[i]))
    axes.set_ylabel(label(names[j]))
    _tidy(axes)


def _course(axes: "Axes", result: RunResult) -> None:
    """One objective has no front: its value in every run, in the order of the runs."""
    runs = np.arange(1, len(result.origin) + 1)
    F = np.stack([runs, result.answer.F[:, 0]], axis=1)
    feasible, ok = result.answer.feasible, result.truth.ok
    _dots(axes, F[~feasible & ok], 0, 1, "checked: misses a limit", c=_OTHER, marker="x", s=16, zorder=1)
    _dots(axes, F[feasible], 0, 1, "checked: meets every limit", c=_OTHER, marker="o", s=16, linewidths=0, zorder=2)
    _dots(axes, F[result.front], 0, 1, "best, by physics", c=_FRONT, s=60, edgecolors="white", zorder=5)
    _dots(axes, F[:1][ok[:1]], 0, 1, "baseline design", c=_BASELINE, marker="*", s=230, edgecolors="white", zorder=6)
    axes.set_xlabel("physics run")
    axes.set_ylabel(label(result.setup.problem.objectives[0]))
    _tidy(axes)


def _tidy(axes: "Axes") -> None:
    axes.grid(alpha=0.25, lw=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def _claims(axes: "Axes", front: FloatArray, claims: FloatArray, i: int, j: int) -> None:
    for true, claim in zip(front, claims):
        axes.plot([claim[i], true[i]], [claim[j], true[j]], color=_CLAIM, lw=0.8, alpha=0.7, zorder=3)
    _dots(
        axes, claims, i, j, "claimed by the surrogate", marker="o", s=20, facecolors="none", edgecolors=_CLAIM, zorder=4
    )


def _dots(axes: "Axes", F: FloatArray, i: int, j: int, text: str, **style: Any) -> None:
    if len(F):
        axes.scatter(F[:, i], F[:, j], label=text, **style)


def _view(axes: "Axes", shown: FloatArray, i: int, j: int) -> None:
    # Baseline and dominated designs may lie so far away that the front shrinks to a corner.
    if len(shown) < 2:
        return
    for column, set_limits in ((i, axes.set_xlim), (j, axes.set_ylim)):
        low, high = float(shown[:, column].min()), float(shown[:, column].max())
        margin = 0.12 * (high - low) or 0.05 * abs(high) or 1.0
        set_limits(low - margin, high + margin)
