"""Rolling calibration: intervals stay true while an optimiser moves away from the designs they were calibrated on.

Split conformal intervals hold for designs drawn as the calibration runs were. An optimiser picks designs, and picks
those whose error is in their favour. But it works in rounds, and the designs of one round are much like those of the
round before it, whose truth is known by then: their errors set the width (conformal prediction over a sliding window).
A correction that learns between rounds makes errors shrink, and the width lags behind; therefore the level is moved
by what the last rounds missed (adaptive conformal inference, Gibbs and Candès 2021, arXiv:2106.00170, equation 2).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import Column

#: How far the level moves per round and share of points missed.
STEP = 0.5
#: The latest rounds that have so many points set the width.
LEAST_POINTS = 20
# With one more error than the level leaves out, the largest one is the bound: fewer points bound nothing.
_NARROWEST, _WIDEST = 0.5, 0.005
# A load that is zero in all designs of one round need not be in the next, and rounding is no error.
_LEAST_SCALE = 0.01


@dataclass(frozen=True, eq=False)
class CheckedRound:
    """Claims of one quantity for n designs, made before their truth was known, and how far they were off.

    Attributes:
        error: (n,) size of truth - claim, in the unit of the quantity.
        width: (n,) half width of the interval at scale 1, likewise.
        scale: what the width was multiplied with for the claim.
        rolling: the scale came from `rolling_scale`, so that its misses say how good that was.

    Raises:
        InputError: error and width differ in shape.
    """

    error: Column
    width: Column
    scale: float
    rolling: bool

    def __post_init__(self) -> None:
        if self.error.shape != self.width.shape or self.error.ndim != 1:
            raise InputError(
                f"expected one error and one width per checked design; got shapes {self.error.shape} and "
                f"{self.width.shape}."
            )

    @property
    def missed(self) -> float:
        """Share of the designs whose truth was outside the interval."""
        return float((self.error > self.scale * self.width).mean())


def rolling_scale(rounds: Sequence[CheckedRound], confidence: float = 0.9) -> float | None:
    """What to multiply the half widths of the next round with; None as long as too few designs were checked.

    The quantile of error / width over the latest rounds at the level that the misses so far ask for; at least 0.01.

    Args:
        rounds: the checked rounds, oldest first.
        confidence: share of the next round's truth that is to lie inside.

    Raises:
        InputError: no confidence between 0 and 1.
    """
    if not 0.0 < confidence < 1.0:
        raise InputError(f"the confidence must lie between 0 and 1; got {confidence}.")
    ratios = _latest(rounds)
    if len(ratios) < math.ceil(confidence / (1.0 - confidence) - 1e-9):
        return None
    left_out = 1.0 - confidence
    for one in rounds:
        if one.rolling and len(one.error):
            left_out += STEP * ((1.0 - confidence) - one.missed)
    return max(interpolated_quantile(ratios, 1.0 - min(max(left_out, _WIDEST), _NARROWEST)), _LEAST_SCALE)


def interpolated_quantile(values: Column, level: float) -> float:
    """The (n + 1) * level-th smallest of (n,) values, between two of them by interpolation; at most the largest.

    With few values, the next whole rank of split conformal prediction would cover clearly more than `level`.
    """
    ordered = np.sort(values)
    rank = (len(ordered) + 1) * level
    return float(np.interp(rank, np.arange(1, len(ordered) + 1), ordered))


def _latest(rounds: Sequence[CheckedRound]) -> Column:
    """Ratios of error to width in the latest rounds."""
    ratios: list[Column] = []
    count = 0
    for one in reversed(rounds):
        if count >= LEAST_POINTS:
            break
        ratios.append(one.error / np.maximum(one.width, np.finfo(np.float64).tiny ** 0.5))
        count += len(one.error)
    return np.concatenate(ratios) if ratios else np.empty(0)
