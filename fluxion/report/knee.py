"""The knee of a front: the design after which more of one objective costs most of another."""

import numpy as np

from fluxion.search.pareto import Scale
from fluxion.typing import Column, FloatArray

# A front that bulges less than this share of the scaled objectives is straight.
_STRAIGHT = 1e-6


def knee(F: FloatArray) -> int | None:
    """Row of the knee of a front of (k, m) minimised objectives; None if it has none.

    The knee is the design farthest from the chord (for m > 2, the plane) through the ends of the front, on the side
    of the ideal point, objectives scaled by ideal and nadir. A front of one objective, of fewer than three designs,
    or without a design on that side has none.

    Source: I. Das, "On characterizing the knee of the Pareto curve based on normal-boundary intersection",
    Structural Optimization 18 (1999) 107-115.
    """
    if F.shape[1] < 2 or len(F) < 3:
        return None
    distance = knee_distances(F)
    best = int(distance.argmax())
    return best if distance[best] > _STRAIGHT else None


def knee_distances(F: FloatArray) -> Column:
    """(k,) signed distances of scaled objectives from the chord or plane; positive towards the ideal point."""
    scaled = Scale.of(F).apply(F)
    normal = _normal(scaled)
    return np.asarray((1.0 - scaled @ normal) / np.linalg.norm(normal))


def _normal(scaled: FloatArray) -> Column:
    """(m,) normal n of the plane n f = 1 through the ends of the front."""
    # Of several designs with the least of one objective, the one that is best in the others is the end.
    ends = np.array([scaled[np.lexsort((scaled.sum(axis=1), scaled[:, j]))[0]] for j in range(scaled.shape[1])])
    try:
        normal = np.linalg.solve(ends, np.ones(len(ends)))
    except np.linalg.LinAlgError:
        normal = np.full(len(ends), -1.0)
    # Ends that coincide, or that trade objectives off in a circle, span no plane that faces the ideal point; the plane
    # of equal weights does.
    return normal if np.isfinite(normal).all() and (normal > 0.0).all() else np.ones(len(ends))
