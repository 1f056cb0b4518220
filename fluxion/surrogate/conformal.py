"""Quantiles of split conformal prediction: what covers a new row with at least the probability asked for."""

import math

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import Column

# 0.9 / 0.1 is a little over 9 in binary.
_ROUNDING = 1e-9


def conformal_quantile(scores: Column, confidence: float, name: str) -> float:
    """The ceil((n + 1) * confidence)-th smallest of (n,) scores of the output `name`.

    Raises:
        InputError: too few scores for the confidence, or no confidence.
    """
    if not 0.0 < confidence < 1.0:
        raise InputError(f"the confidence must lie between 0 and 1; got {confidence}.")
    least = least_scores(confidence)
    if len(scores) < least:
        raise InputError(
            f"output '{name}': {len(scores)} calibration runs give no {confidence:.0%} interval; expected at "
            f"least {least}. Ask for more runs."
        )
    rank = math.ceil((len(scores) + 1) * confidence - _ROUNDING)
    return float(np.sort(scores)[min(rank, len(scores)) - 1])


def least_scores(confidence: float) -> int:
    """Fewest scores that have a quantile of this confidence, which lies between 0 and 1."""
    return math.ceil(confidence / (1.0 - confidence) - _ROUNDING)
