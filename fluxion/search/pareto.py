"""Fronts and their quality; everything is minimised."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pymoo.indicators.hv import HV
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from fluxion.typing import FloatArray, IntArray

#: Reference point of the hypervolume, in objectives scaled by ideal (0) and nadir (1) of the front.
REFERENCE = 1.1


@dataclass(frozen=True)
class Scale:
    """Maps objectives to 0 at the ideal and 1 at the nadir point.

    Attributes:
        ideal: (m,) smallest value of each objective on the front.
        nadir: (m,) largest value of each objective on the front.
    """

    ideal: FloatArray
    nadir: FloatArray

    @classmethod
    def of(cls, F: FloatArray) -> "Scale":
        """Scale of (k, m) objectives, k >= 1; an objective without extent keeps its unit."""
        ideal, nadir = F.min(axis=0), F.max(axis=0)
        return cls(ideal, np.where(nadir > ideal, nadir, ideal + 1.0))

    @classmethod
    def of_front(cls, F: FloatArray) -> "Scale | None":
        """Scale of a front for its hypervolume; None if it has no extent in some objective, hence no such scale."""
        return cls.of(F) if len(F) and bool((np.ptp(F, axis=0) > 0.0).all()) else None

    def apply(self, F: FloatArray) -> FloatArray:
        """(n, m) scaled objectives."""
        return np.asarray((F - self.ideal) / (self.nadir - self.ideal))


def ranks(F: FloatArray) -> IntArray:
    """(n,) number of the front that each of (n, m) objective rows lies on: 0 for what nothing dominates."""
    if len(F) == 0:
        return np.empty(0, dtype=np.int64)
    _, rank = NonDominatedSorting().do(F, return_rank=True)
    return np.asarray(rank, dtype=np.int64)


def front_of(F: FloatArray, usable: NDArray[np.bool_]) -> IntArray:
    """Rows of (n, m) objectives that are usable and not dominated by a usable row, by the first objective.

    Rows with equal objectives are all kept: they are different designs of the same worth.
    """
    rows = np.flatnonzero(usable & np.isfinite(F).all(axis=1))
    best = rows[ranks(F[rows]) == 0]
    return best[np.lexsort(F[best].T[::-1])]


def hypervolume(F: FloatArray, scale: Scale) -> float:
    """Volume that (n, m) objectives dominate up to `REFERENCE`, scaled; a point on the ideal alone gives 1.1^m.

    Points beyond the reference add nothing; points below the ideal (claims that are too good) add more.
    """
    scaled = scale.apply(F[np.isfinite(F).all(axis=1)])
    inside = scaled[(scaled < REFERENCE).all(axis=1)]
    if len(inside) == 0:
        return 0.0
    return float(HV(ref_point=np.full(F.shape[1], REFERENCE))(inside))


def spread_out(candidates: FloatArray, taken: FloatArray, count: int) -> IntArray:
    """Up to `count` rows of (n, m) `candidates`, each as far as possible from `taken` and from those before it.

    The ends of the front, where one objective is smallest, come first. Distances are Euclidean, so the
    objectives should be scaled. Rows that coincide with a taken one are left out.
    """
    count = min(count, len(candidates))
    chosen: list[int] = []
    distance = np.full(len(candidates), np.inf)
    for point in taken:
        distance = np.minimum(distance, np.linalg.norm(candidates - point, axis=1))
    ends = [int(j) for j in candidates.argmin(axis=0)] if len(candidates) else []
    while len(chosen) < count:
        ends = [j for j in ends if distance[j] > 0.0]
        pick = ends.pop(0) if ends else int(distance.argmax())
        if distance[pick] <= 0.0:
            break
        chosen.append(pick)
        distance = np.minimum(distance, np.linalg.norm(candidates - candidates[pick], axis=1))
    return np.array(chosen, dtype=np.int64)
