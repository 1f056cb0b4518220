"""From a surrogate of one building and climate to another from a few dozen physics runs.

What the members have learned before their last layers is kept. Every output is first shifted and stretched, then its
last layer is corrected by ridge regression; both in closed form.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from fluxion.errors import InputError
from fluxion.surrogate.adaptation.adapted_card import Judged, adapted_card
from fluxion.surrogate.adaptation.last_layers import Activations, LastLayers
from fluxion.surrogate.adaptation.observations import Observations, check_observations, physical_limits
from fluxion.surrogate.adaptation.ridge import censored, ridge
from fluxion.surrogate.card import ModelCard, OutputCard
from fluxion.surrogate.model import Surrogate
from fluxion.surrogate.onnx_file import network_of, network_sha256, with_card
from fluxion.typing import Column, FloatArray

#: (t,) smallest and (t,) largest possible outputs.
Limits = tuple[FloatArray, FloatArray]
#: Fewest runs that a transfer takes.
LEAST_RUNS = 10
# Passes of the censored regression: each decides anew which outputs lie beyond a limit.
_PASSES = 3
# Parts into which the runs are split to predict each without having seen it.
_FOLDS = 5
# Weight, in runs, of the belief that an output needs no stretching.
_PRIOR_RUNS = 1.0


def transfer(data: bytes, runs: Observations, card: ModelCard) -> bytes:
    """Model file for another climate or a changed building.

    Args:
        data: content of the model file to start from.
        runs: (n, d) designs and (n, t) true outputs of the new situation, columns as in the old card.
        card: what is known about the new situation: problem, settings, weather, engine, probes; its space and
            outputs must be those of the old model. Intervals, counts, checksum and figures are filled in here: the
            intervals cover the runs, each predicted without having been seen.

    Raises:
        InputError: too few runs, runs that are not possible, or a card with other variables or outputs.
        SurrogateError: the file cannot be used, or its network has no last layers that could be adapted.
    """
    old = Surrogate.from_bytes(data)
    if card.space_fingerprint != old.card.space_fingerprint or (card.outputs and card.targets != old.card.targets):
        raise InputError(
            "the card of the new situation must have the variables and outputs of the old model; got other ones. "
            "Train a surrogate of the new problem with 'fluxion train'."
        )
    card = replace(card, outputs=old.card.outputs)
    # A design that is there twice would be predicted by a fit that has seen it.
    runs = check_observations(runs.X, runs.Y, card, "the runs").new_to(None)
    if len(runs) < LEAST_RUNS:
        raise InputError(f"a transfer needs at least {LEAST_RUNS} runs of different designs; got {len(runs)}.")
    layers = LastLayers.of(network_of(data), len(card.outputs), old.source)
    seen, weights = layers.activations(runs.X), layers.weights
    limits = physical_limits(card)
    everything = np.ones(len(runs), dtype=bool)
    network = layers.changed(_fit(seen, runs.Y, weights, everything, limits))
    judged = Judged(*layers.predict(seen.designs, _left_out(seen, runs.Y, weights, limits)), runs.Y)
    training = {
        "parent": old.card.network_sha256,
        "adapted": f"output layers stretched and corrected by ridge regression on {len(runs)} runs",
        "parent_weather": old.card.weather,
    }
    start = replace(
        card, outputs=_floors(card.outputs, judged), runs={"parent_" + k: n for k, n in old.card.runs.items()}
    )
    new = adapted_card(start, None, judged, {**old.card.training, **training}, network_sha256(network))
    return with_card(network, new.to_json())


def _fit(
    seen: Activations, true: FloatArray, weights: FloatArray, rows: NDArray[np.bool_], limits: Limits
) -> FloatArray:
    """(members, w + 1, t) weights that fit some of the runs."""
    fitted = []
    for features, raw, start in zip(seen.features[:, rows], seen.raw[:, rows], weights):
        slope, shift = _stretch(raw, true[rows], limits)
        stretched = start * slope
        stretched[-1] += shift
        base = raw * slope + shift
        scale = np.maximum(true.std(axis=0), 1e-9 * (1.0 + np.abs(true).max(axis=0)))
        now, equal = base, np.ones(len(base))
        for _ in range(_PASSES):
            # What lies beyond a limit where the truth lies at it is right as it is.
            lack = censored(true[rows], now, *limits)
            change = ridge(features, (now - base + lack) / scale, equal).coefficients * scale
            now = base + features @ change
        fitted.append(stretched + change)
    return np.stack(fitted)


def _left_out(seen: Activations, true: FloatArray, weights: FloatArray, limits: Limits) -> FloatArray:
    """(members, n, t) raw outputs at every run by a fit to the runs of the other folds."""
    fold = np.arange(len(true)) % _FOLDS
    raw = np.empty(seen.raw.shape)
    for k in range(_FOLDS):
        raw[:, fold == k] = seen.features[:, fold == k] @ _fit(seen, true, weights, fold != k, limits)
    return raw


def _stretch(raw: FloatArray, true: FloatArray, limits: Limits) -> tuple[Column, Column]:
    """(t,) factor and (t,) shift that bring (n, t) raw outputs to the true ones; near one and zero without a reason."""
    centre, spread = raw.mean(axis=0), raw.std(axis=0) + 1e-9 * (1.0 + np.abs(raw).max(axis=0))
    unit = (raw - centre) / spread
    slope, shift = np.ones(raw.shape[1]), np.zeros(raw.shape[1])
    now = raw
    for _ in range(_PASSES):
        wanted = now + censored(true, now, *limits) - raw
        shift = wanted.mean(axis=0)
        gain = (unit * (wanted - shift)).sum(axis=0) / (len(raw) + _PRIOR_RUNS)
        slope = 1.0 + gain / spread
        now = raw + shift + gain * unit
    return slope, shift - (slope - 1.0) * centre


def _floors(outputs: tuple[OutputCard, ...], judged: Judged) -> tuple[OutputCard, ...]:
    """Interval floors for errors of this size: as in training, a quarter of the error; the scale follows."""
    rmse = np.sqrt(np.square(judged.mean - judged.true).mean(axis=0))
    least = float(np.finfo(np.float64).tiny)
    return tuple(
        replace(one, interval_floor=max(0.25 * float(error), least), interval_scale=0.0)
        for one, error in zip(outputs, rmse)
    )
