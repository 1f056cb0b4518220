"""One update of the last layers by ridge regression on observations and replay."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.surrogate.adaptation.last_layers import Activations, LastLayers
from fluxion.surrogate.adaptation.replay import Replay
from fluxion.surrogate.adaptation.ridge import ridge
from fluxion.typing import FloatArray


@dataclass(frozen=True, eq=False)
class Correction:
    """Change of every member's last layer.

    Attributes:
        change: (members, w + 1, t) added to the weights.
        left_out: (members, n, t) raw outputs at the observed designs, each without having seen that design.
        share: part of the total weight that the observations have.
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


def correct(layers: LastLayers, replay: Replay, seen: Activations, missing: FloatArray, share: float) -> Correction:
    """Fit every member's last layer to what it lacks at observed and at replayed designs.

    Members are fitted apart, each to its own lack, so that they go on to differ where nothing was observed.

    Args:
        layers: the surrogate before any update.
        replay: random designs to keep.
        seen: the observed designs.
        missing: (members, n, t) what the surrogate lacks there.
        share: part of the total weight that the observations have.
    """
    count, random = len(seen.designs), len(replay.kept.designs)
    weights = np.concatenate([np.full(count, share / count), np.full(random, (1.0 - share) / random)])
    changes, left_out = [], []
    for member in range(len(layers.layers)):
        features = np.concatenate([seen.features[member], replay.kept.features[member]])
        values = np.concatenate([missing[member], replay.missing[member]]) / replay.scale
        fit = ridge(features, values, weights)
        changes.append(fit.coefficients * replay.scale)
        left_out.append(seen.raw[member] + fit.left_out[:count] * replay.scale)
    change = np.stack(changes)
    errors = replay.errors(layers.predict(replay.judged.designs, corrected_raw(replay.judged, change))[0])
    return Correction(change, np.stack(left_out), share, errors)


def best_correction(
    layers: LastLayers,
    replay: Replay,
    seen: Activations,
    missing: FloatArray,
    first: Correction,
    shares: Sequence[float],
    largest_error: float,
) -> Correction:
    """The correction with the largest share whose error at held-out random designs stays below `largest_error`.

    If none does, the one with the smallest share. `first` has been fitted before, so that only larger or only smaller
    shares are left to try.
    """
    good = first.error <= largest_error
    left = sorted((share for share in shares if (share > first.share) == good and share != first.share), reverse=True)
    found = first
    for share in left:
        trial = correct(layers, replay, seen, missing, share)
        if trial.error <= largest_error:
            return trial
        found = first if good else trial
    return found


def corrected_raw(at: Activations, change: FloatArray) -> FloatArray:
    """(members, n, t) raw outputs after a (members, w + 1, t) change of the last layers."""
    return np.asarray(at.raw + at.features @ change)
