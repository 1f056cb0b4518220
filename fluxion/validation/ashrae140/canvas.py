"""What all pictures have in common: size, colours, how they are saved."""

from pathlib import Path

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

INSIDE, OUTSIDE, RANGE = "#0b5394", "#a61c00", "#b7bec7"
#: One colour a program, in the order of the pack.
PROGRAMS = ("#7a9a01", "#e69138", "#8e63ce", "#00857c", "#c27ba0", "#8a6d3b", "#5b6670")
_DPI = 150


def new(width: float, height: float) -> Figure:
    """An empty figure [inch]."""
    return Figure(figsize=(width, height), layout="constrained")


def save(figure: Figure, path: Path) -> None:
    """Write PNG; the canvas is named, so that drawing needs no display and touches no global state."""
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=_DPI, format="png")


def tidy(axes: Axes, title: str = "") -> None:
    """Light grid, no box."""
    axes.grid(alpha=0.25, lw=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if title:
        axes.set_title(title, fontsize=9, loc="left")


def legend(figure: Figure, columns: int = 8) -> None:
    """One legend for all panels, below them."""
    found: dict[str, Artist] = {}
    for axes in figure.axes:
        for handle, text in zip(*axes.get_legend_handles_labels()):
            found.setdefault(text, handle)
    if found:
        figure.legend(
            list(found.values()),
            list(found),
            loc="outside lower center",
            ncols=min(len(found), columns),
            frameon=False,
            fontsize=9,
        )
