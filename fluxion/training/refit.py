"""Training anew with what an adapted surrogate has observed, for when updates of its last layers stop to help."""

from dataclasses import replace

import numpy as np

from fluxion.design import DesignProblem
from fluxion.errors import InputError
from fluxion.surrogate import ModelCard
from fluxion.surrogate.adaptation import Observations
from fluxion.surrogate.adaptation.observations import check_observations
from fluxion.training.fit import FitOptions
from fluxion.training.knowledge import knowledge_of
from fluxion.training.pipeline import Progress, TrainedModel, train_on_runs
from fluxion.training.split import Runs, SplitRuns
from fluxion.training.targets import target

_VALIDATION_SHARE, _CALIBRATION_SHARE, _HELD_OUT_SHARE = 0.06, 0.2, 0.1
_LEAST_KNOWN = 100


def refit(
    problem: DesignProblem,
    card: ModelCard,
    known: Observations,
    observed: Observations,
    *,
    seed: int = 0,
    options: FitOptions | None = None,
    progress: Progress | None = None,
) -> TrainedModel:
    """Train a surrogate on random runs and on observed ones.

    The observed runs all train; the random ones also stop the training, set the intervals and are held out for the
    figures in the card, so that those stay valid for random designs.

    Args:
        problem: the problem with its settings.
        card: card of the surrogate before; what it says about problem, weather and physics holds on.
        known: (n, d) random designs with their outputs, at least 100.
        observed: (k, d) designs with their outputs that a search has met.
        seed: of the split and of the weights.
        options: how the network is trained; its seed is replaced by `seed`.
        progress: told about finished epochs.

    Raises:
        InputError: too few random runs, or runs that are not possible.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    known = check_observations(known.X, known.Y, card, "the known runs")
    observed = check_observations(observed.X, observed.Y, card)
    if len(known) < _LEAST_KNOWN:
        raise InputError(f"a refit needs at least {_LEAST_KNOWN} random runs; got {len(known)}.")
    count = len(known)
    ends = np.cumsum([round(share * count) for share in (_VALIDATION_SHARE, _CALIBRATION_SHARE, _HELD_OUT_SHARE)])
    parts = np.split(np.random.default_rng(seed).permutation(count), ends)
    validation, calibration, held_out, rest = (Runs(known.X[rows], known.Y[rows]) for rows in parts)
    training = Runs(np.concatenate([rest.X, observed.X]), np.concatenate([rest.Y, observed.Y]))
    start = replace(
        card, outputs=(), scores=(), runs={}, training={"parent": card.network_sha256, "observed": len(observed)}
    )
    return train_on_runs(
        SplitRuns(training, validation, calibration, held_out),
        problem.space,
        [target(name) for name in card.targets],
        start,
        replace(options or FitOptions(), seed=seed),
        progress,
        knowledge_of(problem),
        problem.scores,
    )
