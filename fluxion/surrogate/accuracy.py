"""How good a surrogate is on runs that it never saw, and on which of them an output is judged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import InputError
from fluxion.surrogate.card import ScoreCard
from fluxion.typing import Column, FloatArray

#: An output that is zero in a larger share of the rows is judged and calibrated on its other rows.
ZERO_HEAVY = 0.5
# The batch engine computes in single precision.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class OutputErrors:
    """Errors of one output; `rmse` and `mae` over all rows, the rest over the judged rows.

    Attributes:
        r2: coefficient of determination.
        rmse: root mean square error, in the unit of the output.
        mae: mean absolute error, in the unit of the output.
        cv_rmse: root mean square error over the mean (ASHRAE Guideline 14, without the degrees of freedom).
        coverage: share of rows inside their interval.
        zero_share: share of all rows whose output is zero.
        judged_on: ``"all rows"``, or ``"non-zero rows"`` if over half of the rows are zero.
    """

    r2: float
    rmse: float
    mae: float
    cv_rmse: float
    coverage: float
    zero_share: float
    judged_on: str


def held_out_errors(
    true: FloatArray, mean: FloatArray, lower: FloatArray, upper: FloatArray, heavy: NDArray[np.bool_]
) -> tuple[OutputErrors, ...]:
    """Errors per output of (n, t) predictions with (n, t) intervals against (n, t) physics outputs.

    `heavy` (t,) tells which outputs are judged on their non-zero rows, see `zero_heavy`.

    Raises:
        InputError: the arrays differ in shape, or there are no rows.
    """
    if not (true.shape == mean.shape == lower.shape == upper.shape) or true.ndim != 2 or len(true) == 0:
        raise InputError(
            f"expected four arrays of one shape (n, t) with n >= 1; got {true.shape}, {mean.shape}, {lower.shape}, "
            f"{upper.shape}."
        )
    return tuple(
        _errors(true[:, j], mean[:, j], lower[:, j], upper[:, j], bool(heavy[j])) for j in range(true.shape[1])
    )


def _errors(true: Column, mean: Column, lower: Column, upper: Column, heavy: bool) -> OutputErrors:
    error = mean - true
    rows = judged_rows(true, heavy)
    judged, judged_error = true[rows], error[rows]
    inside = (judged >= lower[rows]) & (judged <= upper[rows])
    average = float(np.abs(judged).mean())
    judged_rmse = float(np.sqrt(np.square(judged_error).mean()))
    return OutputErrors(
        r2=determination(judged, mean[rows]),
        rmse=float(np.sqrt(np.square(error).mean())),
        mae=float(np.abs(error).mean()),
        cv_rmse=judged_rmse / average if average > 0.0 else 0.0,
        coverage=float(inside.mean()),
        zero_share=float((true == 0.0).mean()),
        judged_on="all rows" if rows.all() else "non-zero rows",
    )


def score_card(name: str, true: Column, predicted: Column, half_width: float) -> ScoreCard:
    """Errors of a score computed of (n,) predictions, with an interval of this half width."""
    error, size = predicted - true, float(np.abs(true).mean())
    rmse = float(np.sqrt(np.square(error).mean()))
    return ScoreCard(
        name=name,
        half_width=half_width,
        r2=determination(true, predicted),
        rmse=rmse,
        mae=float(np.abs(error).mean()),
        cv_rmse=rmse / size if size > 0.0 else 0.0,
        coverage=float((np.abs(error) <= half_width).mean()),
    )


def determination(true: Column, predicted: Column) -> float:
    """Coefficient of determination of (n,) predictions; NaN where the output varies by no more than rounding."""
    residual = float(np.square(predicted - true).sum())
    average = float(true.mean())
    total = float(np.square(true - average).sum())
    return 1.0 - residual / total if total > len(true) * (_ROUNDING * average) ** 2 else float("nan")


def zero_heavy(true: FloatArray) -> NDArray[np.bool_]:
    """(t,) which of the (n, t) outputs are zero in over half of the rows; of one (n,) output a single truth value.

    In training asked of the training rows once, so that an output near one half is calibrated and judged alike.
    """
    return np.asarray((true == 0.0).mean(axis=0) > ZERO_HEAVY)


def judged_rows(true: Column, heavy: bool) -> NDArray[np.bool_]:
    """(n,) rows on which an output is judged: all, or of one that is heavy with zeros the others, if any."""
    non_zero = true != 0.0
    return non_zero if heavy and non_zero.any() else np.ones(len(true), dtype=bool)
