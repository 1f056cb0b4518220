"""The card of an adapted surrogate: what it has seen, how wide its intervals are now, how good it is now."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.surrogate.card import ModelCard, OutputCard
from fluxion.surrogate.intervals import interval_widths
from fluxion.typing import Column, FloatArray

# As in training: an output that is zero in a larger share of the rows is judged on its other rows.
_ZERO_HEAVY = 0.5
# 0.9 / 0.1 is a little over 9 in binary.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Judged:
    """Predictions of designs whose truth the fit has not seen: (n, t) means, spreads and true outputs."""

    mean: FloatArray
    spread: FloatArray
    true: FloatArray


def adapted_card(
    card: ModelCard, random: Judged | None, observed: Judged, training: dict[str, Any], network_sha256: str
) -> ModelCard:
    """Card of an adapted network.

    Intervals are as wide as they must be to cover their nominal share of the random designs and of the observed
    ones, whichever takes more. Figures of the errors are those at the random designs; without any they are not
    measured. Intervals of scores are left out, because scores are not known here, and so is what was monotone, because
    nobody looked again. With held-out designs their coverage is counted on those that set the widths.

    Args:
        card: card of the surrogate before any update.
        random: held-out random designs, None if their truth is not known.
        observed: observed designs, each predicted without having been seen.
        training: what is added to the card's training.
        network_sha256: checksum of the adapted network.
    """
    outputs = []
    for j, one in enumerate(card.outputs):
        widths = [_scale(part, j, one, card.confidence) for part in (random, observed) if part is not None]
        known = [width for width in widths if width is not None]
        if random is None:
            # What covered random designs before is not undercut where nobody knows how it is now.
            known.append(one.interval_scale)
        outputs.append(_unmeasured(one, max(known, default=one.interval_scale)))
    measured = tuple(outputs) if random is None else _measured(tuple(outputs), random)
    held_out = 0 if random is None else len(random.true)
    runs = {**card.runs, "held_out": held_out, "observed": len(observed.true)}
    return replace(
        card,
        outputs=measured,
        scores=(),
        monotone={},
        violations={},
        runs=runs,
        training={**card.training, **training},
        network_sha256=network_sha256,
    )


def _scale(part: Judged, j: int, card: OutputCard, confidence: float) -> float | None:
    """Conformal quantile of the errors relative to the widened spread; None if there are too few rows for one.

    Lei et al. 2018, "Distribution-Free Predictive Inference for Regression", section 5.2.
    """
    rows = _judged_rows(part.true[:, j])
    scores = np.abs(part.mean[rows, j] - part.true[rows, j]) / (part.spread[rows, j] + card.interval_floor)
    rank = math.ceil((len(scores) + 1) * confidence - _ROUNDING)
    return float(np.sort(scores)[rank - 1]) if 1 <= rank <= len(scores) else None


def _unmeasured(card: OutputCard, scale: float) -> OutputCard:
    unknown: dict[str, Any] = dict.fromkeys(("r2", "rmse", "mae", "cv_rmse", "coverage", "zero_share"), math.nan)
    return replace(card, interval_scale=scale, **unknown)


def _measured(cards: tuple[OutputCard, ...], at: Judged) -> tuple[OutputCard, ...]:
    """Errors at random designs, by the rules of the card."""
    lower, upper = interval_widths(cards).around(at.mean, at.spread)
    result = []
    for j, card in enumerate(cards):
        true, error = at.true[:, j], at.mean[:, j] - at.true[:, j]
        rows = _judged_rows(true)
        size = float(np.abs(true[rows]).mean())
        total = float(np.square(true[rows] - true[rows].mean()).sum())
        judged = float(np.square(error[rows]).sum())
        inside = (true[rows] >= lower[rows, j]) & (true[rows] <= upper[rows, j])
        figures: dict[str, Any] = {
            "r2": 1.0 - judged / total if total > 0.0 else math.nan,
            "rmse": float(np.sqrt(np.square(error).mean())),
            "mae": float(np.abs(error).mean()),
            "cv_rmse": math.sqrt(judged / rows.sum()) / size if size > 0.0 else 0.0,
            "coverage": float(inside.mean()),
            "zero_share": float((true == 0.0).mean()),
        }
        result.append(replace(card, judged_on="all rows" if rows.all() else "non-zero rows", **figures))
    return tuple(result)


def _judged_rows(true: Column) -> NDArray[np.bool_]:
    non_zero = true != 0.0
    heavy = non_zero.any() and non_zero.mean() < 1.0 - _ZERO_HEAVY
    return non_zero if heavy else np.ones(len(true), dtype=bool)
