"""What the pictures share: canvas, axes, colours of chosen designs."""

from pathlib import Path
from typing import TYPE_CHECKING

from fluxion.report.charts.style import LINES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DPI = 150


def new_figure(width: float, height: float) -> "Figure":
    """A figure of this size [inch] that needs no display and touches no global state."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def save(figure: "Figure", path: Path) -> None:
    """Write a figure as PNG."""
    figure.savefig(path, dpi=_DPI, format="png")


def tidy(axes: "Axes", title: str = "") -> None:
    """Light grid, no box, title on the left."""
    axes.grid(alpha=0.25, lw=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9)
    if title:
        axes.set_title(title, fontsize=10, loc="left", fontweight="bold")


def legend_below(figure: "Figure", axes: "Axes", columns: int = 5) -> None:
    """One legend for all panels, from the labels of one."""
    handles, labels = axes.get_legend_handles_labels()
    count = max(1, min(len(labels), columns))
    figure.legend(handles, labels, loc="outside lower center", ncols=count, frameon=False, fontsize=9)


def colour(index: int) -> str:
    """Colour of a chosen design."""
    return LINES[index % len(LINES)]
