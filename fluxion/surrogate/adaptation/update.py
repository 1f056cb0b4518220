"""One update: the last layers by ridge regression on observations and replay, then kernels near the observations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fluxion.design import DesignSpace
from fluxion.surrogate.adaptation.last_layers import Activations, LastLayers
from fluxion.surrogate.adaptation.near_field import NearField, near_kernel
from fluxion.surrogate.adaptation.observations import Observations
from fluxion.surrogate.adaptation.replay import Replay
from fluxion.surrogate.adaptation.ridge import censored, ridge
from fluxion.surrogate.kernel_ridge import kernel_ridge
from fluxion.typing import Column, FloatArray

#: Most observed designs with a kernel of their own, the latest: each costs as much as a node of a layer.
MOST_CENTRES = 500
#: Variances of the noise that are tried, relative to that of a kernel.
NOISES = (3e-3, 3e-2, 0.3)


@dataclass(frozen=True, eq=False)
class Correction:
    """Change of every member's last layer, and of what all of them say near the observed designs.

    Attributes:
        change: (members, w + 1, t) added to the weights.
        near: added to what every member says; None: nothing.
        left_out: (members, n, t) raw outputs at the observed designs, each without having seen that design.
        share: part of the total weight that the observations have, the mean over the outputs.
        errors: (t,) error at held-out random designs, in standard deviations.
    """

    change: FloatArray
    left_out: FloatArray
    share: float
    errors: FloatArray
    near: NearField | None = None

    @property
    def helps(self) -> bool:
        """Whether anything changes."""
        return self.near is not None or bool(self.change.any())

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


def with_near_field(
    layers: LastLayers,
    replay: Replay,
    space: DesignSpace,
    seen: Activations,
    runs: Observations,
    limits: tuple[FloatArray, FloatArray],
    found: Correction,
    lengths: Sequence[float],
    largest_rise: float,
) -> Correction:
    """The correction with kernels around the latest observed designs for what it still lacks there.

    One length serves all outputs; every output takes the noise with which it knows the observed designs best, each
    without having seen it, or nothing where that is no better or raises its error at held-out random designs by more
    than `largest_rise` against the surrogate before any update.

    Args:
        layers: the surrogate before any update.
        replay: held-out designs to judge by.
        space: the designs.
        seen: the observed designs.
        runs: the same with their true outputs.
        limits: (t,) smallest and (t,) largest possible outputs.
        found: correction of the last layers.
        lengths: of the kernels, in diagonals of the design space; none: no kernels.
        largest_rise: allowed rise of an output's error.
    """
    latest = slice(max(0, len(runs) - MOST_CENTRES), None)
    centres, scale = runs.X[latest], replay.scale
    lack = censored(runs.Y, corrected_raw(seen, found.change), *limits).mean(axis=0)[latest] / scale
    unseen = censored(runs.Y, found.left_out, *limits).mean(axis=0)[latest] / scale
    allowed = (1.0 + largest_rise) * replay.errors(replay.own)
    judged = corrected_raw(replay.judged, found.change)
    least, best, kept = np.square(unseen).mean(axis=0).sum(), None, np.zeros_like(lack)
    for length in lengths:
        kernel = near_kernel(space, centres, centres, length)
        across = near_kernel(space, replay.judged.designs.astype(np.float64), centres, length)
        error, weights, known = np.square(unseen).mean(axis=0), np.zeros_like(lack), np.zeros_like(lack)
        for noise in NOISES:
            fit = kernel_ridge(kernel, noise, lack)
            trial = unseen - (lack - fit.left_out)
            mean = layers.predict(replay.judged.designs, judged + across @ (fit.weights * scale))[0]
            better = (np.square(trial).mean(axis=0) < error) & (replay.errors(mean) <= allowed)
            error = np.where(better, np.square(trial).mean(axis=0), error)
            weights[:, better], known[:, better] = fit.weights[:, better], (lack - fit.left_out)[:, better]
        if error.sum() < least:
            least, kept = error.sum(), known
            best = NearField(space, centres, length, weights * scale)
    if best is None:
        return found
    left_out = found.left_out.copy()
    left_out[:, latest] += kept * scale
    near = best.at(replay.judged.designs.astype(np.float64))
    return replace(
        found,
        near=best,
        left_out=left_out,
        errors=replay.errors(layers.predict(replay.judged.designs, judged + near)[0]),
    )


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
