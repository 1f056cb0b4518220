"""The intervals of the outputs as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fluxion.typing import FloatArray

if TYPE_CHECKING:
    from fluxion.surrogate.card import OutputCard


@dataclass(frozen=True, eq=False)
class IntervalWidths:
    """The intervals of t outputs as arrays: ``mean +- scale * (spread + floor)``, cut at what is possible.

    Attributes:
        scale: (t,) multiplies the widened spread.
        floor: (t,) added to the spread, in the unit of the output.
        least: (t,) smallest possible values.
        most: (t,) largest possible values.
    """

    scale: FloatArray
    floor: FloatArray
    least: FloatArray
    most: FloatArray

    def around(self, mean: FloatArray, spread: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Lower and upper ends (n, t) around (n, t) means with (n, t) spreads."""
        return self.cut(mean, self.half(spread))

    def half(self, spread: FloatArray) -> FloatArray:
        """(n, t) half widths at (n, t) spreads."""
        return self.scale * (spread + self.floor)

    def cut(self, mean: FloatArray, half: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Lower and upper ends (n, t) of intervals with (n, t) half widths, cut at what is possible."""
        return np.maximum(mean - half, self.least), np.minimum(mean + half, self.most)


def interval_widths(outputs: "Sequence[OutputCard]") -> IntervalWidths:
    """The intervals that the cards of t outputs describe."""
    return IntervalWidths(
        scale=np.array([output.interval_scale for output in outputs]),
        floor=np.array([output.interval_floor for output in outputs]),
        least=np.array([-np.inf if output.lower is None else output.lower for output in outputs]),
        most=np.array([np.inf if output.upper is None else output.upper for output in outputs]),
    )
