"""Which of many designs are worth a truth run: those that promise to add most hypervolume to what is known."""

import moocore
import numpy as np

from fluxion.search.pareto import REFERENCE
from fluxion.typing import FloatArray, IntArray

# Less is rounding.
_NOTHING = 1e-12


def promising(candidates: FloatArray, taken: FloatArray, count: int) -> IntArray:
    """Up to `count` rows of (n, m) scaled `candidates` that add most hypervolume to (k, m) `taken`, one after another.

    Greedy choices are within 1 - 1/e of the best set, and the gain of a candidate only falls as others are taken, so a
    candidate whose last known gain is small need not be looked at again (Minoux 1978, doi 10.1007/BFb0006528). Rows
    that add nothing are left out.
    """
    inside = (candidates < REFERENCE).all(axis=1)
    known = taken[(taken < REFERENCE).all(axis=1)]
    gains = np.full(len(candidates), -np.inf)
    gains[inside] = [_gain(one, known) for one in candidates[inside]]
    chosen: list[int] = []
    while len(chosen) < count and len(gains):
        best = int(gains.argmax())
        if gains[best] <= _NOTHING:
            break
        gain = _gain(candidates[best], known)
        if gain < gains[best]:
            gains[best] = gain
            continue
        chosen.append(best)
        known = np.concatenate([known, candidates[best : best + 1]])
        gains[best] = -np.inf
    return np.array(chosen, dtype=np.int64)


def _gain(point: FloatArray, known: FloatArray) -> float:
    """Hypervolume that only `point` dominates, of (m,) and (k, m) points inside the reference."""
    whole = float(np.prod(REFERENCE - point))
    if not len(known):
        return whole
    # What both dominate is dominated by the worse of both in every objective.
    shared = moocore.hypervolume(np.maximum(known, point), ref=np.full(len(point), REFERENCE))
    return whole - float(shared)
