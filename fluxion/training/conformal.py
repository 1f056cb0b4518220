"""Intervals by split conformal prediction, their width following the spread of the ensemble."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import InputError
from fluxion.training.targets import Target
from fluxion.typing import Column, FloatArray

#: Part of the validation error that is added to the spread, so that agreement alone gives no zero width.
_FLOOR_SHARE = 0.25
#: An output that is zero in a larger share of the rows is judged and calibrated on its other rows.
ZERO_HEAVY = 0.5
# 0.9 / 0.1 is a little over 9 in binary.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Calibration:
    """Interval of one output: ``mean +- scale * (spread + floor)``.

    Attributes:
        scale: multiplies the widened spread.
        floor: added to the spread, in the unit of the output.
        rows: calibration rows that the scale rests on.
    """

    scale: float
    floor: float
    rows: int


def interval_floors(mean: FloatArray, spread: FloatArray, true: FloatArray) -> FloatArray:
    """(t,) amounts to add to the spread, from validation rows (n, t) that neither training nor calibration uses.

    A quarter of the validation error; all of it where a single network gives no spread.
    """
    rmse = np.sqrt(np.square(mean - true).mean(axis=0))
    single = (spread == 0.0).all(axis=0)
    return np.asarray(np.maximum(np.where(single, 1.0, _FLOOR_SHARE) * rmse, np.finfo(np.float64).tiny))


def calibrate(
    mean: FloatArray,
    spread: FloatArray,
    true: FloatArray,
    floors: FloatArray,
    targets: Sequence[Target],
    heavy: NDArray[np.bool_],
    confidence: float = 0.9,
) -> tuple[Calibration, ...]:
    """Interval widths from (n, t) predictions and outputs of calibration rows that training never saw.

    The scale is the conformal quantile of |error| / (spread + floor), which covers a new row
    of the same distribution with at least that probability (Lei et al. 2018, "Distribution-Free Predictive
    Inference for Regression", Theorem 2.2 and section 5.2). An output that is `heavy` with zeros is
    calibrated on its other rows: the many trivial zeros would else hide how wide the rest has to be.

    Raises:
        InputError: too few rows for the confidence.
    """
    results = []
    for j, one in enumerate(targets):
        rows = judged_rows(true[:, j], bool(heavy[j]))
        scores = np.abs(mean[rows, j] - true[rows, j]) / (spread[rows, j] + floors[j])
        results.append(Calibration(conformal_quantile(scores, confidence, one.name), float(floors[j]), len(scores)))
    return tuple(results)


def conformal_quantile(scores: Column, confidence: float, name: str) -> float:
    """The ceil((n + 1) * confidence)-th smallest of (n,) scores of the output `name`.

    Raises:
        InputError: too few scores for the confidence, or no confidence.
    """
    if not 0.0 < confidence < 1.0:
        raise InputError(f"the confidence must lie between 0 and 1; got {confidence}.")
    least = math.ceil(confidence / (1.0 - confidence) - _ROUNDING)
    if len(scores) < least:
        raise InputError(
            f"output '{name}': {len(scores)} calibration runs give no {confidence:.0%} interval; expected at "
            f"least {least}. Ask for more runs."
        )
    rank = math.ceil((len(scores) + 1) * confidence - _ROUNDING)
    return float(np.sort(scores)[min(rank, len(scores)) - 1])


def zero_heavy(true: FloatArray) -> NDArray[np.bool_]:
    """(t,) which of the (n, t) outputs are zero in over half of the rows.

    Asked of the training rows once, so that an output near one half is calibrated and judged alike.
    """
    return np.asarray((true == 0.0).mean(axis=0) > ZERO_HEAVY)


def judged_rows(true: Column, heavy: bool) -> NDArray[np.bool_]:
    """(n,) rows on which an output is judged: all, or of one that is heavy with zeros the others, if any."""
    non_zero = true != 0.0
    return non_zero if heavy and non_zero.any() else np.ones(len(true), dtype=bool)
