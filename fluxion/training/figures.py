"""Pictures of a surrogate's errors on held-out runs: what it says against what physics says, with its intervals."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fluxion.surrogate import OutputCard
from fluxion.typing import Column

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INSIDE, _OUTSIDE, _BAND, _LINE = "#0b5394", "#e69138", "#9fc5e8", "#444444"
_DPI = 130
_BINS = 30
# Fewer designs than this make a band that follows single designs.
_LEAST_IN_BIN = 8


@dataclass(frozen=True, eq=False)
class OutputResult:
    """One output on n held-out runs.

    Attributes:
        card: what the model says about the output.
        true: (n,) by physics, in the unit of the output.
        mean: (n,) by the surrogate.
        lower: (n,) lower ends of the intervals.
        upper: (n,) upper ends of the intervals.
    """

    card: OutputCard
    true: Column
    mean: Column
    lower: Column
    upper: Column

    @property
    def inside(self) -> NDArray[np.bool_]:
        """(n,) whether physics lies within the interval."""
        return np.asarray((self.true >= self.lower) & (self.true <= self.upper))


def draw_errors(result: OutputResult, confidence: float, path: Path) -> None:
    """Write parity and residuals of one output as PNG.

    Left, the surrogate over physics; right, its error over its own prediction. The band is the median interval of the
    designs with about the same prediction; designs outside their own interval are marked.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.0, 5.2), layout="constrained")
    # The canvas is named, so that drawing needs no display and touches no global state.
    FigureCanvasAgg(figure)
    parity, residual = figure.subplots(1, 2)
    _parity(parity, result)
    _residuals(residual, result, confidence)
    card = result.card
    figure.suptitle(
        f"{card.name}:  R2 {card.r2:.5f},  RMSE {card.rmse:.3g} {card.unit},  CV(RMSE) {card.cv_rmse:.2%}",
        fontsize=12,
        fontweight="bold",
    )
    handles, labels = residual.get_legend_handles_labels()
    style = {"ncols": len(labels), "frameon": False, "fontsize": 9, "markerscale": 2.0}
    figure.legend(handles, labels, loc="outside lower center", **style)
    figure.savefig(path, dpi=_DPI, format="png")


def _parity(axes: "Axes", result: OutputResult) -> None:
    low = float(min(result.true.min(), result.mean.min()))
    high = float(max(result.true.max(), result.mean.max()))
    margin = 0.03 * (high - low) or 1.0
    # In one call the dots lie over each other as the runs come, so that neither kind hides the other.
    colours = np.where(result.inside, _INSIDE, _OUTSIDE)
    axes.scatter(result.true, result.mean, s=6, c=colours, alpha=0.5, lw=0, zorder=2)
    axes.plot([low, high], [low, high], color=_LINE, lw=0.9, zorder=3)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(low - margin, high + margin)
    axes.set_aspect("equal")
    axes.set_xlabel(f"physics [{result.card.unit or '-'}]")
    axes.set_ylabel(f"surrogate [{result.card.unit or '-'}]")
    axes.set_title("parity", fontsize=10, loc="left")
    _tidy(axes)


def _residuals(axes: "Axes", result: OutputResult, confidence: float) -> None:
    error = result.mean - result.true
    edges = _band(result)
    if edges is not None:
        # Physics between lower and upper means an error between mean - upper and mean - lower.
        axes.fill_between(*edges, color=_BAND, alpha=0.55, lw=0, zorder=1, label=f"{confidence:.0%} interval (median)")
    _dots(axes, result.mean, error, result.inside)
    axes.axhline(0.0, color=_LINE, lw=0.9, zorder=3)
    reach = 1.05 * float(np.abs(error).max()) or 1.0
    axes.set_ylim(-reach, reach)
    axes.set_xlabel(f"surrogate [{result.card.unit or '-'}]")
    axes.set_ylabel(f"surrogate - physics [{result.card.unit or '-'}]")
    share = float(result.inside.mean())
    axes.set_title(f"residuals; {share:.1%} of all runs inside their interval", fontsize=10, loc="left")
    _tidy(axes)


def _band(result: OutputResult) -> tuple[Column, Column, Column] | None:
    """Predictions, and the median lower and upper end of the error there; None if there are too few designs."""
    count = min(_BINS, len(result.mean) // _LEAST_IN_BIN)
    if count < 2:
        return None
    parts = np.array_split(np.argsort(result.mean, kind="stable"), count)

    def median(values: Column) -> Column:
        return np.array([np.median(values[part]) for part in parts])

    # The outer halves of the first and the last part belong to the band as well.
    places = median(result.mean)
    places[0], places[-1] = result.mean.min(), result.mean.max()
    return places, median(result.mean - result.upper), median(result.mean - result.lower)


def _dots(axes: "Axes", x: Column, y: Column, inside: NDArray[np.bool_]) -> None:
    axes.scatter(x[inside], y[inside], s=5, color=_INSIDE, alpha=0.35, lw=0, zorder=2, label="inside its interval")
    axes.scatter(x[~inside], y[~inside], s=9, color=_OUTSIDE, alpha=0.85, lw=0, zorder=4, label="outside")


def _tidy(axes: "Axes") -> None:
    axes.grid(alpha=0.25, lw=0.6)
    axes.spines[["top", "right"]].set_visible(False)
