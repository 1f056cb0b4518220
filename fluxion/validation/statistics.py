"""How well the numbers of one model agree with those of a reference.

Names follow ASHRAE Guideline 14-2014, section 5.2.11.3, with two differences: the errors are model minus reference,
so that a positive bias says that the model is higher, and every sum is divided by n, since nothing was fitted to the
reference that would cost a degree of freedom.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fluxion.errors import InputError
from fluxion.typing import FloatArray

#: Part of the mean of a reference below which single values have no meaningful relative error.
RELATIVE_FLOOR = 0.05
# A mean that is smaller is zero but for rounding, in any unit that results have.
_ZERO_MEAN = 1e-9


@dataclass(frozen=True)
class Agreement:
    """Agreement of n pairs of numbers; what does not exist is None, and `notes` says why.

    Attributes:
        n: number of pairs, and divisor of every mean below.
        mean: mean of the model, in the unit of the numbers.
        reference_mean: mean of the reference, likewise.
        bias: mean of model - reference, likewise.
        mae: mean absolute error, likewise.
        rmse: root mean square error, likewise.
        nmbe_percent: normalised mean bias error, bias over the mean of the reference [%].
        cvrmse_percent: coefficient of variation of the root mean square error, rmse over the same mean [%].
        spearman: rank correlation [-].
        notes: one sentence for each statistic that is None.
    """

    n: int
    mean: float
    reference_mean: float
    bias: float
    mae: float
    rmse: float
    nmbe_percent: float | None
    cvrmse_percent: float | None
    spearman: float | None
    notes: tuple[str, ...] = ()


def agreement(model: ArrayLike, reference: ArrayLike) -> Agreement:
    """Agreement of (n,) numbers with (n,) numbers of a reference.

    Raises:
        InputError: no pairs, unequal lengths, or a number that is not finite.
    """
    values, others = _pairs(model, reference)
    errors = values - others
    mean, bias = float(others.mean()), float(errors.mean())
    rmse = float(np.sqrt(np.mean(errors**2)))
    notes: list[str] = []
    relative = abs(mean) > _ZERO_MEAN
    if not relative:
        notes.append("no NMBE and no CV(RMSE), because the mean of the reference is zero")
    rank, reason = _spearman(values, others)
    if reason:
        notes.append(reason)
    return Agreement(
        n=len(values),
        mean=float(values.mean()),
        reference_mean=mean,
        bias=bias,
        mae=float(np.abs(errors).mean()),
        rmse=rmse,
        nmbe_percent=100.0 * bias / mean if relative else None,
        cvrmse_percent=100.0 * rmse / abs(mean) if relative else None,
        spearman=rank,
        notes=tuple(notes),
    )


def relative_error_percentile(
    model: ArrayLike, reference: ArrayLike, percent: float = 90.0, floor: float = RELATIVE_FLOOR
) -> tuple[float | None, int]:
    """Percentile of |model / reference - 1| over pairs, and the number of pairs that it was taken of.

    Pairs whose reference is below `floor` times the mean of all references are left out: their relative error says
    nothing. Percentiles are interpolated linearly.

    Args:
        model: (n,) numbers.
        reference: (n,) numbers that are not negative.
        percent: 0 to 100.
        floor: part of the mean of the reference.

    Returns:
        The percentile [%], None if no pair is left; and the number of pairs.

    Raises:
        InputError: no pairs, unequal lengths, or a number that is not finite.
    """
    values, others = _pairs(model, reference)
    kept = others > max(floor * float(others.mean()), _ZERO_MEAN)
    if not kept.any():
        return None, 0
    errors = np.abs(values[kept] / others[kept] - 1.0)
    return 100.0 * float(np.percentile(errors, percent)), int(np.count_nonzero(kept))


def rms_difference(model: FloatArray, reference: FloatArray) -> FloatArray:
    """(z,) root mean square of model - reference over the first axis of (hours, z) series."""
    result: FloatArray = np.sqrt(np.mean((model - reference) ** 2, axis=0))
    return result


def _spearman(values: FloatArray, others: FloatArray) -> tuple[float | None, str]:
    from scipy.stats import spearmanr

    if len(values) < 2:
        return None, "no rank correlation, because one pair has no order"
    for numbers, who in ((values, "model"), (others, "reference")):
        if float(np.ptp(numbers)) == 0.0:
            return None, f"no rank correlation, because all values of the {who} are equal"
    return float(spearmanr(values, others).statistic), ""


def _pairs(model: ArrayLike, reference: ArrayLike) -> tuple[FloatArray, FloatArray]:
    values, others = np.asarray(model, dtype=np.float64), np.asarray(reference, dtype=np.float64)
    if values.ndim != 1 or values.shape != others.shape or not len(values):
        raise InputError(
            f"expected as many numbers of the model as of the reference, at least one; got the shapes {values.shape} "
            f"and {others.shape}."
        )
    if not (np.isfinite(values).all() and np.isfinite(others).all()):
        raise InputError("expected finite numbers to compare; leave out designs without a result first.")
    return values, others
