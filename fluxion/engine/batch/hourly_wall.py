"""A reduced wall for the march: whole hours with rising temperatures, and parts of an hour with constant ones.

The equations stand at the head of `fluxion.engine._kernels.batch.walls`.
"""

import math
from dataclasses import dataclass

import numpy as np

from fluxion.engine.batch.reduction import ReducedWall, discrete
from fluxion.typing import FloatArray
from fluxion.units import SECONDS_PER_HOUR

# A mode of which less is left after an hour is swift. Kept as a state its kept form would lose digits: it grows with
# the inverse of what is left.
_SWIFT_DECAY = 0.02
# What is left at least of a mode that is kept as a state after an hour: the kept form of one that lasts minutes would
# have no digits left.
_LEAST_DECAY = 0.002
# The rise of a face's temperature over an hour, in shares of its rise since the hour before. With the whole of it loads
# of light rooms overshoot where a rise ends, as when cooling sets in: cooling peaks behind large windows by 3.1 %
# instead of 2.5 %; with half of it their loads of the year fall by another per cent.
_SHARE_OF_RISE = 0.85
#: The conductances of a wall: outer face, inner face, across.
SIDES = ("oo", "ii", "oi")


@dataclass(frozen=True)
class SteppedWall:
    """Coefficients of one wall, whole hour and part of an hour; of many walls with further leading axes.

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
        through: () static conductance [W/(m2 K)].
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
    through: FloatArray


def slow_modes(wall: ReducedWall) -> int:
    """Number of slow modes; of many walls, (k, M), the largest."""
    return int(np.count_nonzero(np.exp(-wall.rates * SECONDS_PER_HOUR) >= _SWIFT_DECAY, axis=-1).max(initial=0))


def stepped_wall(wall: ReducedWall, parts_per_hour: int, slow: int | None = None) -> SteppedWall:
    """Coefficients of one wall of M modes, or of many, whose leading axes then lead in all arrays.

    Args:
        wall: (..., M) from `reduction.reduced_wall` or `wall_table.wall_table`.
        parts_per_hour: steps of a divided hour.
        slow: number of slow modes; `slow_modes` by default.
    """
    slow = slow_modes(wall) if slow is None else slow
    wall = _kept_long_enough(wall, slow)
    hour, part = discrete(wall, SECONDS_PER_HOUR), discrete(wall, SECONDS_PER_HOUR / parts_per_hour)
    span = wall.rates * SECONDS_PER_HOUR
    held = (1.0 - hour.decay) / span
    is_slow = np.arange(span.shape[-1]) < slow
    # Response of a mode to a rise of one over the step, relative to that to a constant one; its limit where the mode is
    # swift.
    rise = ((1.0 - held) / span - 0.5 * held) / held
    rise = _SHARE_OF_RISE * np.where(is_slow, rise, 0.5 - 1.0 / span)
    shift = np.where(is_slow, rise / hour.decay, 0.0)
    lost = 1.0 - hour.decay
    # (..., 3, M) products of the couplings to the outer and the inner face; one heat goes in where the other comes out.
    pairs = np.stack([hour.outer**2, hour.inner**2, hour.outer * hour.inner], axis=-2)
    slow_pairs = (pairs / lost[..., None, :])[..., :slow]
    swift_pairs = (pairs / lost[..., None, :] ** 2)[..., slow:]
    quick = (swift_pairs * (1.0 + rise[..., None, slow:])).sum(axis=-1)
    direct = quick + (slow_pairs * (1.0 + rise[..., None, :slow])).sum(axis=-1)
    u = np.asarray(wall.u, dtype=np.float64)
    none = np.zeros_like(shift)
    in_parts = np.stack([part.d_oo, part.d_ii, part.d_oi], axis=-1)
    return SteppedWall(
        slow=slow,
        decay=np.stack([hour.decay, part.decay], axis=-2),
        weight=np.stack([1.0 + rise - shift, none + 1.0], axis=-2),
        outer=np.stack([hour.outer, part.outer], axis=-2),
        inner=np.stack([hour.inner, part.inner], axis=-2),
        shift=np.stack([shift, none], axis=-2),
        direct=np.stack([u[..., None] + direct * np.array([1.0, 1.0, -1.0]), in_parts], axis=-2),
        last=(slow_pairs * shift[..., None, :slow]).sum(axis=-1),
        quick=quick,
        late=(swift_pairs * rise[..., None, slow:]).sum(axis=-1),
        through=u,
    )


def _kept_long_enough(wall: ReducedWall, slow: int) -> ReducedWall:
    # Of walls over a thickness, some have a mode that lasts minutes where others have a slow one. It is given the least
    # memory that its kept form can carry, and keeps its heat capacity, outer inner / rate^2.
    last = np.where(np.arange(wall.rates.shape[-1]) < slow, -math.log(_LEAST_DECAY) / SECONDS_PER_HOUR, np.inf)
    rates = np.minimum(wall.rates, last)
    factor = rates / wall.rates
    return ReducedWall(rates, wall.outer * factor, wall.inner * factor, wall.u)
