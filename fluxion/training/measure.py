"""What the card says of a network: interval widths and errors, measured on runs that trained nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from fluxion.surrogate import OutputCard, ScoreCard
from fluxion.surrogate.accuracy import OutputErrors, held_out_errors, score_card, zero_heavy
from fluxion.surrogate.conformal import conformal_quantile
from fluxion.surrogate.intervals import interval_widths
from fluxion.surrogate.session import NetworkSession
from fluxion.training.conformal import calibrate, interval_floors
from fluxion.training.split import Runs, SplitRuns
from fluxion.training.targets import Target
from fluxion.typing import Column, Designs

#: Scores of (n, d) designs with these outputs.
Scores = Callable[[Designs, Mapping[str, Column]], Mapping[str, Column]]


def output_cards(
    session: NetworkSession, split: SplitRuns, targets: Sequence[Target], confidence: float
) -> tuple[OutputCard, ...]:
    """Interval widths and held-out errors, all of the exported network itself."""
    heavy = zero_heavy(split.training.Y)
    floors = interval_floors(*session.run(split.validation.X), split.validation.Y)
    calibrations = calibrate(*session.run(split.calibration.X), split.calibration.Y, floors, targets, heavy, confidence)
    cards = tuple(
        OutputCard(one.name, one.unit, one.lower, one.upper, width.scale, width.floor)
        for one, width in zip(targets, calibrations)
    )
    mean, spread = session.run(split.held_out.X)
    errors = held_out_errors(split.held_out.Y, mean, *interval_widths(cards).around(mean, spread), heavy)
    return tuple(_measured(card, error) for card, error in zip(cards, errors))


def score_cards(
    session: NetworkSession, split: SplitRuns, targets: Sequence[Target], scores: Scores, confidence: float
) -> tuple[ScoreCard, ...]:
    """Interval widths and held-out errors of what is computed of the outputs; exact scores are left out."""

    def both(runs: Runs) -> list[Mapping[str, Column]]:
        outputs = (runs.Y, session.run(runs.X)[0])
        return [scores(runs.X, {one.name: values[:, j] for j, one in enumerate(targets)}) for values in outputs]

    known, guessed = both(split.calibration)
    true, predicted = both(split.held_out)
    widths = {name: conformal_quantile(np.abs(guessed[name] - known[name]), confidence, name) for name in true}
    inexact = [name for name in true if widths[name] > 0.0 or not np.array_equal(true[name], predicted[name])]
    return tuple(score_card(name, true[name], predicted[name], widths[name]) for name in inexact)


def _measured(card: OutputCard, errors: OutputErrors) -> OutputCard:
    return replace(card, **vars(errors))
