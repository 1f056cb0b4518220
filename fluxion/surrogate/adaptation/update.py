"""One update of the last layers by ridge regression on observations and replay."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.surrogate.adaptation.last_layers import Activations, LastLayers
from fluxion.surrogate.adaptation.replay import Replay
from fluxion.surrogate.adaptation.ridge import ridge
from fluxion.typing import Column, FloatArray


@dataclass(frozen=True, eq=False)
class Correction:
    """Change of every member's last layer.

    Attributes:
        change: (members, w + 1, t) added to the weights.
        left_out: (members, n, t) raw outputs at the observed designs, each without having seen that design.
        share: part of the total weight that the observations have, the mean over the outputs.
        errors: (t,) error at held-out random designs, in standard deviations.
    """

    change: FloatArray
    left_out: FloatArray
    share: float
    errors: FloatArray

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


def best_correction(
    layers: LastLayers,
    replay: Replay,
    seen: Activations,
    missing: FloatArray,
    shares: Sequence[float],
    largest_rise: float,
) -> Correction:
    """For every output the correction that knows the observed designs best, each without having seen that very design.

    Corrections that raise the output's error at held-out random designs by more than `largest_rise` do not count; an
    output without any other stays as it is.
    """
    truth, base = (seen.raw + missing).mean(axis=0), replay.errors(replay.own)
    change = np.zeros((len(layers.layers), seen.features.shape[2], truth.shape[1]))
    left_out, chosen = seen.raw.copy(), np.zeros(truth.shape[1])
    best = np.square(missing.mean(axis=0)).mean(axis=0)
    for share in shares:
        trial = correct_apart(layers, replay, seen, missing, share)
        error = np.square(trial.left_out.mean(axis=0) - truth).mean(axis=0)
        better = (error < best) & (trial.errors <= (1.0 + largest_rise) * base)
        change[:, :, better], left_out[:, :, better] = trial.change[:, :, better], trial.left_out[:, :, better]
        best, chosen = np.where(better, error, best), np.where(better, share, chosen)
    return _correction(layers, replay, change, left_out, float(chosen.mean()))


def _weights(seen: Activations, replay: Replay, share: float) -> Column:
    count, random = len(seen.designs), len(replay.kept.designs)
    return np.concatenate([np.full(count, share / count), np.full(random, (1.0 - share) / random)])


def _correction(
    layers: LastLayers, replay: Replay, change: FloatArray, left_out: FloatArray, share: float
) -> Correction:
    mean = layers.predict(replay.judged.designs, corrected_raw(replay.judged, change))[0]
    return Correction(change, left_out, share, replay.errors(mean))


def corrected_raw(at: Activations, change: FloatArray) -> FloatArray:
    """(members, n, t) raw outputs after a (members, w + 1, t) change of the last layers."""
    return np.asarray(at.raw + at.features @ change)
