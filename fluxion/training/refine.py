"""Where further physics runs teach most: designs that the networks disagree on, near designs that they get wrong."""

import numpy as np

from fluxion.errors import InputError
from fluxion.training.ensemble import Ensemble
from fluxion.typing import Column, Designs, FloatArray

#: Candidates among which each further run is chosen.
CANDIDATES_PER_RUN = 16
#: Share of the further runs that is spread evenly, so that no region is judged by the first networks alone.
EVEN_SHARE = 0.25
_NEIGHBOURS = 12
# Rows whose distances are computed at once: 1024 by some thousand validation rows stay under 50 MB.
_PIECE = 1024


def refinement_designs(
    ensemble: Ensemble, X_validation: Designs, Y_validation: FloatArray, count: int, seed: int
) -> Designs:
    """(count, d) designs to simulate after a first fit.

    A quarter are plain Sobol points. The rest are drawn without replacement from 16 times as many Sobol candidates,
    a candidate's chance rising with `difficulty`. They are no sample of the plain distribution any more: use them for
    the weights only, never for stopping, intervals or figures.

    Args:
        ensemble: the networks of the first fit.
        X_validation: (k, d) designs whose errors show where the networks are wrong.
        Y_validation: (k, t) their outputs.
        count: number of designs.
        seed: the same seed gives the same designs.

    Raises:
        InputError: `count` is below 1, or the seed is negative.
    """
    if count < 1:
        raise InputError(f"the number of runs to refine with must be at least 1; got {count}.")
    # Candidates and even points are rows of one sequence, so none of them comes twice.
    even = round(EVEN_SHARE * count)
    points = ensemble.space.sample(even + CANDIDATES_PER_RUN * count, seed, "sobol")
    candidates = points[even:]
    rows = weighted_rows(difficulty(ensemble, candidates, X_validation, Y_validation), count - even, seed)
    return np.concatenate([points[:even], candidates[rows]])


def difficulty(ensemble: Ensemble, X: Designs, X_validation: Designs, Y_validation: FloatArray) -> Column:
    """(n,) how much is to be learned at (n, d) designs, in standard deviations of the outputs.

    Per output the spread of the ensemble times the error at the nearest validation designs over the error of all of
    them; then the root mean square over the outputs. Query by committee (Seung, Opper and Sompolinsky 1992), weighted
    by what the committee gets wrong together and so cannot see.
    """
    _, spread = ensemble.predict(X)
    error = np.abs(ensemble.predict(X_validation)[0] - Y_validation)
    average = np.maximum(error.mean(axis=0), np.finfo(np.float64).tiny)
    local = _neighbour_means(ensemble.encoding.apply(X), ensemble.encoding.apply(X_validation), error / average)
    return np.asarray(np.sqrt(np.square(spread / ensemble.scale * local).mean(axis=1)))


def weighted_rows(weights: Column, count: int, seed: int) -> np.ndarray:
    """(count,) different rows, drawn one after another with chances in proportion to the (n,) weights.

    The smallest of exponential waiting times (Efraimidis and Spirakis 2006, "Weighted random sampling with a
    reservoir").

    Raises:
        InputError: more rows are asked for than there are.
    """
    if count > len(weights):
        raise InputError(f"expected at most {len(weights)} rows to draw; got {count}.")
    waiting = np.random.default_rng(seed).exponential(size=len(weights))
    # Designs without any weight come last, in random order, instead of dividing by zero.
    largest = float(weights.max(initial=0.0))
    floor = 1e-9 * largest if largest > 0.0 else 1.0
    return np.sort(np.argsort(waiting / np.maximum(weights, floor))[:count])


def _neighbour_means(points: FloatArray, known: FloatArray, values: FloatArray) -> FloatArray:
    """(n, t) means of the (k, t) values over the nearest of (k, w) known points of each of (n, w) points."""
    nearest = min(_NEIGHBOURS, len(known))
    means = np.empty((len(points), values.shape[1]))
    lengths = np.square(known).sum(axis=1)
    for start in range(0, len(points), _PIECE):
        part = slice(start, start + _PIECE)
        # The length of the point itself shifts all its distances alike and changes no order.
        distance = lengths - 2.0 * points[part] @ known.T
        means[part] = values[np.argpartition(distance, nearest - 1, axis=1)[:, :nearest]].mean(axis=1)
    return means
