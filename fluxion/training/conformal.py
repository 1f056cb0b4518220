"""Intervals by split conformal prediction, their width following the spread of the ensemble."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fluxion.surrogate.accuracy import judged_rows
from fluxion.surrogate.conformal import conformal_quantile
from fluxion.training.targets import Target
from fluxion.typing import FloatArray

#: Part of the validation error that is added to the spread, so that agreement alone gives no zero width.
_FLOOR_SHARE = 0.25


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
