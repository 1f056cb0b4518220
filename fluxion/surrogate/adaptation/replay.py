"""Random designs that an update must not forget, and the error on those among them that no update has seen."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from fluxion.errors import InputError
from fluxion.surrogate.adaptation.last_layers import Activations, LastLayers
from fluxion.surrogate.adaptation.observations import Observations, physical_limits
from fluxion.surrogate.adaptation.ridge import censored
from fluxion.surrogate.card import ModelCard
from fluxion.typing import FloatArray

#: Fewest held-out runs: fewer say little about an error, and one has no standard deviation.
LEAST_HELD_OUT = 5


@dataclass(frozen=True, eq=False)
class Replay:
    """A replay buffer: random designs with their true outputs or, where those are not known, the surrogate's own.

    Attributes:
        kept: designs that every update is fitted to.
        missing: (members, k, t) what the surrogate lacks there; zero without true outputs.
        judged: held-out designs.
        true: (j, t) true outputs of the held-out designs, None without any.
        own: (j, t) outputs of the surrogate at the held-out designs before any update.
        scale: (t,) standard deviation of the outputs over random designs.
        known_error: (t,) root mean square error at random designs according to the card; where it was not measured,
            that of normal errors which the intervals hold as often as they say.
    """

    kept: Activations
    missing: FloatArray
    judged: Activations
    true: FloatArray | None
    own: FloatArray
    scale: FloatArray
    known_error: FloatArray

    def errors(self, mean: FloatArray) -> FloatArray:
        """(t,) root mean square errors of (j, t) predictions of the held-out designs, in standard deviations.

        Without true outputs, the error in the card and the distance from the surrogate's own outputs count as
        independent, so that every change adds to the error.
        """
        if self.true is not None:
            return np.asarray(np.sqrt(np.square(mean - self.true).mean(axis=0)) / self.scale)
        moved = np.square(mean - self.own).mean(axis=0)
        return np.asarray(np.sqrt(self.known_error**2 + moved) / self.scale)


def replay_of(
    layers: LastLayers, card: ModelCard, known: Observations | None, held_out: Observations | None, rows: int, seed: int
) -> Replay:
    """Replay buffer of at most `rows` designs to keep and half as many to judge by.

    Args:
        layers: the surrogate.
        card: its card.
        known: random runs to keep, also those that the surrogate was trained on; None: its own answers are kept.
        held_out: random runs to judge by that the surrogate was not trained on; None: its own answers judge.
        rows: designs to keep.
        seed: of the choice.

    Raises:
        InputError: too few held-out runs.
    """
    if held_out is not None and len(held_out) < LEAST_HELD_OUT:
        raise InputError(
            f"expected at least {LEAST_HELD_OUT} held-out runs to judge an update by; got {len(held_out)}. Give more, "
            "or none: the surrogate is then judged by the figures of its card."
        )
    generator = np.random.default_rng(seed)
    fresh = card.space.sample(rows + rows // 2, seed, "sobol")
    kept_X, judged_X = fresh[:rows], fresh[rows:]
    if known is not None:
        known = known.part(generator.permutation(len(known))[:rows])
        kept_X = known.X
    if held_out is not None:
        held_out = held_out.part(generator.permutation(len(held_out))[:rows])
        judged_X = held_out.X
    kept, judged = layers.activations(kept_X), layers.activations(judged_X)
    missing = np.zeros(kept.raw.shape) if known is None else censored(known.Y, kept.raw, *physical_limits(card))
    own, spread = layers.predict(judged.designs, judged.raw)
    scale = deviations(own if held_out is None else held_out.Y)
    return Replay(
        kept, missing, judged, None if held_out is None else held_out.Y, own, scale, _known_error(card, spread)
    )


def _known_error(card: ModelCard, spread: FloatArray) -> FloatArray:
    """(t,) errors of the card; of its widths where it has none, because it was adapted without held-out runs."""
    measured = np.array([one.rmse for one in card.outputs])
    half_width = np.sqrt(np.square(card.widths.half(spread)).mean(axis=0))
    expected = half_width / NormalDist().inv_cdf(0.5 * (1.0 + card.confidence))
    return np.where(np.isfinite(measured), measured, expected)


def deviations(values: FloatArray) -> FloatArray:
    """(t,) standard deviations; an output that does not vary counts in its own size."""
    deviation = values.std(axis=0)
    size = np.maximum(1.0, np.abs(values).max(axis=0))
    # The batch engine computes in single precision.
    return np.asarray(np.where(deviation > 1e-6 * size, deviation, size))
