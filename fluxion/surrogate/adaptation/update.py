"""One update of the last layers by ridge regression on observations and replay."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.surrogate.adaptation.last_layers import Activations, LastLayers
from fluxion.surrogate.adaptation.replay import Replay
from fluxion.surrogate.adaptation.ridge import ridge, ridge_of_mean
from fluxion.typing import Column, FloatArray

# Weight of every member's own error beside that of the mean.
_AGREEMENT = 0.1


@dataclass(frozen=True, eq=False)
class Correction:
    """Change of every member's last layer.

    Attributes:
        change: (members, w + 1, t) added to the weights.
        left_out: (members, n, t) raw outputs at the observed designs, each without having seen that design.
        share: part of the total weight that the observations have.
        errors: (t,) error at held-out random designs, in standard deviations.
        rise: share by which that error is proved to be larger than before any update.
    """

    change: FloatArray
    left_out: FloatArray
    share: float
    errors: FloatArray
    rise: float

    @property
    def error(self) -> float:
        """Root mean square of the errors over the outputs."""
        return overall(self.errors)


def overall(errors: FloatArray) -> float:
    """Root mean square of (t,) errors in standard deviations."""
    return float(np.sqrt(np.square(errors).mean()))


def correct_apart(
    layers: LastLayers, replay: Replay, seen: Activations, missing: FloatArray, share: float
) -> Correction:
    """Fit every member's last layer by its own features to what it lacks at observed and at replayed designs.

    Args:
        layers: the surrogate before any update.
        replay: random designs to keep.
        seen: the observed designs.
        missing: (members, n, t) what the surrogate lacks there.
        share: part of the total weight that the observations have.
    """
    count, weights = len(seen.designs), _weights(seen, replay, share)
    changes, left_out = [], []
    for member in range(len(layers.layers)):
        features = np.concatenate([seen.features[member], replay.kept.features[member]])
        values = np.concatenate([missing[member], replay.missing[member]]) / replay.scale
        fit = ridge(features, values, weights)
        changes.append(fit.coefficients * replay.scale)
        left_out.append(seen.raw[member] + fit.left_out[:count] * replay.scale)
    return _correction(layers, replay, np.stack(changes), np.stack(left_out), share)


def correct_together(
    layers: LastLayers, replay: Replay, seen: Activations, missing: FloatArray, share: float
) -> Correction:
    """As `correct_apart`, but the mean of the members is fitted by the features of all of them.

    Better and, with hundreds of features, several times slower.
    """
    count, weights = len(seen.designs), _weights(seen, replay, share)
    features = np.concatenate([seen.features, replay.kept.features], axis=1)
    values = np.concatenate([missing, replay.missing], axis=1) / replay.scale
    fit = ridge_of_mean(features, values, weights, _AGREEMENT)
    change = fit.coefficients * replay.scale
    after = corrected_raw(seen, change)
    # The mean as it is without the very design; every member moves along.
    apart = fit.left_out[:count] * replay.scale - (seen.features @ change).mean(axis=0)
    return _correction(layers, replay, change, after + apart, share)


def best_correction(
    layers: LastLayers,
    replay: Replay,
    seen: Activations,
    missing: FloatArray,
    shares: Sequence[float],
    largest_rise: float,
) -> Correction:
    """The correction with the largest share whose error at held-out random designs rises by at most `largest_rise`.

    If none does, the one with the smallest share. The search starts in the middle.
    """
    ordered = sorted(shares)
    at = len(ordered) // 2
    found = correct_together(layers, replay, seen, missing, ordered[at])
    if found.rise <= largest_rise:
        for share in ordered[at + 1 :]:
            trial = correct_together(layers, replay, seen, missing, share)
            if trial.rise > largest_rise:
                break
            found = trial
        return found
    for share in reversed(ordered[:at]):
        found = correct_together(layers, replay, seen, missing, share)
        if found.rise <= largest_rise:
            break
    return found


def _weights(seen: Activations, replay: Replay, share: float) -> Column:
    count, random = len(seen.designs), len(replay.kept.designs)
    return np.concatenate([np.full(count, share / count), np.full(random, (1.0 - share) / random)])


def _correction(
    layers: LastLayers, replay: Replay, change: FloatArray, left_out: FloatArray, share: float
) -> Correction:
    mean = layers.predict(replay.judged.designs, corrected_raw(replay.judged, change))[0]
    return Correction(change, left_out, share, replay.errors(mean), replay.rise(mean))


def corrected_raw(at: Activations, change: FloatArray) -> FloatArray:
    """(members, n, t) raw outputs after a (members, w + 1, t) change of the last layers."""
    return np.asarray(at.raw + at.features @ change)
