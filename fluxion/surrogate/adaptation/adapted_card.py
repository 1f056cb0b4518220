"""The card of an adapted surrogate: what it has seen, how wide its intervals are now, how good it is now."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fluxion.surrogate.accuracy import held_out_errors, judged_rows, zero_heavy
from fluxion.surrogate.card import ModelCard, OutputCard
from fluxion.surrogate.conformal import conformal_quantile, least_scores
from fluxion.surrogate.intervals import interval_widths
from fluxion.typing import FloatArray


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
    # A surrogate that was adapted before has seen runs before.
    seen = card.runs.get("observed", 0) + len(observed.true)
    runs = {**card.runs, "held_out": held_out, "observed": seen}
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
    true = part.true[:, j]
    rows = judged_rows(true, bool(zero_heavy(true)))
    scores = np.abs(part.mean[rows, j] - true[rows]) / (part.spread[rows, j] + card.interval_floor)
    return None if len(scores) < least_scores(confidence) else conformal_quantile(scores, confidence, card.name)


def _unmeasured(card: OutputCard, scale: float) -> OutputCard:
    unknown: dict[str, Any] = dict.fromkeys(("r2", "rmse", "mae", "cv_rmse", "coverage", "zero_share"), math.nan)
    return replace(card, interval_scale=scale, **unknown)


def _measured(cards: tuple[OutputCard, ...], at: Judged) -> tuple[OutputCard, ...]:
    """Errors at random designs, by the rules of the card."""
    ends = interval_widths(cards).around(at.mean, at.spread)
    errors = held_out_errors(at.true, at.mean, *ends, zero_heavy(at.true))
    return tuple(replace(card, **vars(one)) for card, one in zip(cards, errors))
