"""A reduced wall for the march: whole hours with rising temperatures, and parts of an hour with constant ones.

The equations stand at the head of `fluxion.engine._kernels.batch.walls`.
"""

from dataclasses import dataclass

import numpy as np

from fluxion.engine.batch.reduction import ReducedWall, discrete
from fluxion.typing import FloatArray
from fluxion.units import SECONDS_PER_HOUR

# A mode of which less is left after an hour is swift. Kept as a state its kept form would lose digits: it grows with
# the inverse of what is left.
_SWIFT_DECAY = 0.02
# Largest ratio of kept to true form, for slow modes of walls that vary across the limit above.
_LARGEST_SHIFT = 20.0
#: The conductances of a wall: outer face, inner face, across.
SIDES = ("oo", "ii", "oi")


@dataclass(frozen=True)
class SteppedWall:
    """Coefficients of one wall, whole hour and part of an hour.

    Attributes:
        slow: number of slow modes; they come first.
        decay: (2, M) HOUR and PART; of swift modes in the HOUR unused.
        weight: (2, M) w.
        outer: (2, M) o.
        inner: (2, M) i.
        shift: (2, M) r/e.
        direct: (2, 3) d_oo, d_ii, d_oi [W/(m2 K)].
        last: (3,) k_oo, k_ii, k_oi of the hour [W/(m2 K)].
        quick: (3,) what swift modes take per kelvin [W/(m2 K)].
        late: (3,) what they take less per kelvin of the step before [W/(m2 K)].
        through: static conductance [W/(m2 K)].
    """

    slow: int
    decay: FloatArray
    weight: FloatArray
    outer: FloatArray
    inner: FloatArray
    shift: FloatArray
    direct: FloatArray
    last: FloatArray
    quick: FloatArray
    late: FloatArray
    through: float


def stepped_wall(wall: ReducedWall, parts_per_hour: int) -> SteppedWall:
    """Coefficients of a wall of M modes.

    Args:
        wall: from `reduction.reduced_wall`.
        parts_per_hour: steps of a divided hour.
    """
    hour, part = discrete(wall, SECONDS_PER_HOUR), discrete(wall, SECONDS_PER_HOUR / parts_per_hour)
    slow = int(np.count_nonzero(hour.decay >= _SWIFT_DECAY))
    span = wall.rates * SECONDS_PER_HOUR
    held = (1.0 - hour.decay) / span
    # Response of a mode to a rise of one over the step, relative to that to a constant one; its limit where the mode is
    # swift.
    rise = ((1.0 - held) / span - 0.5 * held) / held
    rise = np.where(np.arange(span.size) < slow, np.minimum(rise, _LARGEST_SHIFT * hour.decay), 0.5 - 1.0 / span)
    shift = np.where(np.arange(span.size) < slow, rise / hour.decay, 0.0)
    lost = 1.0 - hour.decay
    # (3, M) products of the couplings to the outer and the inner face; one heat goes in where the other comes out.
    pairs = np.array([hour.outer**2, hour.inner**2, hour.outer * hour.inner])
    slow_pairs, swift_pairs = (pairs / lost)[:, :slow], (pairs / lost**2)[:, slow:]
    quick = (swift_pairs * (1.0 + rise[slow:])).sum(axis=1)
    direct = quick + (slow_pairs * (1.0 + rise[:slow])).sum(axis=1)
    u = float(wall.u)
    none = np.zeros_like(shift)
    return SteppedWall(
        slow=slow,
        decay=np.array([hour.decay, part.decay]),
        weight=np.array([1.0 + rise - shift, none + 1.0]),
        outer=np.array([hour.outer, part.outer]),
        inner=np.array([hour.inner, part.inner]),
        shift=np.array([shift, none]),
        direct=np.array([u + direct * (1.0, 1.0, -1.0), [part.d_oo, part.d_ii, part.d_oi]]),
        last=(slow_pairs * shift[:slow]).sum(axis=1),
        quick=quick,
        late=(swift_pairs * rise[slow:]).sum(axis=1),
        through=u,
    )
