"""Intervals and errors of a surrogate against the truth that a few runs know.

The prediction of a run of the truth is made with the correction that was learned without it: the network's own, with
the difference between the two corrections taken off. So both the network, which never saw the run, and the correction
are judged on what they did not know.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import InputError
from fluxion.surrogate import OutputCard, ScoreCard
from fluxion.surrogate.accuracy import held_out_errors, judged_rows, score_card, zero_heavy
from fluxion.surrogate.conformal import conformal_quantile
from fluxion.surrogate.intervals import interval_widths
from fluxion.surrogate.session import NetworkSession
from fluxion.training.difference import Difference
from fluxion.training.pipeline import Runs, Scores, SplitRuns
from fluxion.training.targets import Target, limits
from fluxion.typing import Column, Designs, FloatArray

# Below that a quantile of 90 % does not exist; an output that is mostly zero is then calibrated on all runs.
_LEAST_ROWS = 9


@dataclass(frozen=True, eq=False)
class Judged:
    """Outputs as the truth, and as the surrogate would say without having seen them.

    Attributes:
        X: (m, d) designs.
        true: (m, t) outputs of the truth.
        mean: (m, t) predictions, each with the correction learned without that run.
        spread: (m, t) spread of the ensemble.
        left_out: (m, t) truth less corrected physics, likewise.
    """

    X: Designs
    true: FloatArray
    mean: FloatArray
    spread: FloatArray
    left_out: FloatArray


def judge(session: NetworkSession, runs: Runs, corrected: FloatArray, differences: Sequence[Difference]) -> Judged:
    """Predict the (m, d) runs of the truth as if each were new.

    Args:
        session: the network.
        runs: the runs of the truth.
        corrected: (m, t) corrected physics of these designs, the correction made with all runs.
        differences: the correction.
    """
    left_out = np.stack([one.left_out for one in differences], axis=1)
    mean, spread = session.run(runs.X)
    lower, upper = limits([one.target for one in differences])
    return Judged(runs.X, runs.Y, np.clip(mean + (runs.Y - left_out) - corrected, lower, upper), spread, left_out)


def truth_output_cards(
    session: NetworkSession, split: SplitRuns, judged: Judged, cards: Sequence[OutputCard], confidence: float
) -> tuple[OutputCard, ...]:
    """Cards with intervals and errors against the truth.

    Args:
        session: the network.
        split: physics runs by use, corrected.
        judged: the runs of the truth.
        cards: as they are against corrected physics.
        confidence: nominal coverage.
    """
    heavy = zero_heavy(split.training.Y)
    mean, spread = session.run(split.calibration.X)
    widened = []
    for j, card in enumerate(cards):
        rows = _calibration_rows(judged.true[:, j], bool(heavy[j]))
        others = judged_rows(split.calibration.Y[:, j], bool(heavy[j]))
        unknown = judged.left_out[rows, j]
        # The error of the correction is as wide for every design; the spread knows nothing of it.
        floor = card.interval_floor + float(np.sqrt(np.square(unknown).mean()))
        errors = (mean - split.calibration.Y)[others, j]
        scale = pair_quantile(errors, spread[others, j] + floor, unknown, confidence, card.name)
        widened.append(replace(card, interval_scale=scale, interval_floor=floor))
    ends = interval_widths(widened).around(judged.mean, judged.spread)
    measured = held_out_errors(judged.true, judged.mean, *ends, heavy)
    return tuple(replace(card, **vars(errors)) for card, errors in zip(widened, measured))


def pair_quantile(errors: Column, widths: Column, unknown: Column, confidence: float, name: str) -> float:
    """Quantile of |error of the network - error of the correction| over the width, of all pairs of the two.

    The (k,) errors and widths of the network are plenty, the (m,) errors of the correction are few, and neither knows
    the other. Rank ceil((m + 1) * confidence) of m corrections among equals makes it the conformal quantile of the
    correction where the network is exact, and a wider one than that of the network where the correction is.

    Raises:
        InputError: too few errors of the correction for the confidence.
    """
    if len(unknown) < _LEAST_ROWS:
        raise InputError(
            f"output '{name}': {len(unknown)} runs of the truth give no {confidence:.0%} interval; expected at least "
            f"{_LEAST_ROWS}. Ask for more runs."
        )
    scores = (np.abs(errors[:, None] - unknown[None, :]) / widths[:, None]).ravel()
    rank = math.ceil(len(scores) * min(1.0, confidence * (1.0 + 1.0 / len(unknown))) - 1e-9)
    return float(np.partition(scores, rank - 1)[rank - 1])


def truth_score_cards(
    judged: Judged, targets: Sequence[Target], scores: Scores, confidence: float
) -> tuple[ScoreCard, ...]:
    """Interval widths and errors of what is computed of the outputs; exact scores are left out."""

    def of(outputs: FloatArray) -> Mapping[str, Column]:
        return scores(judged.X, {one.name: outputs[:, j] for j, one in enumerate(targets)})

    true, predicted = of(judged.true), of(judged.mean)
    inexact = [name for name in true if not np.array_equal(true[name], predicted[name])]
    widths = {name: conformal_quantile(np.abs(predicted[name] - true[name]), confidence, name) for name in inexact}
    return tuple(score_card(name, true[name], predicted[name], widths[name]) for name in inexact)


def _calibration_rows(true: Column, heavy: bool) -> NDArray[np.bool_]:
    rows = judged_rows(true, heavy)
    return rows if rows.sum() >= _LEAST_ROWS else np.ones(len(true), dtype=bool)
