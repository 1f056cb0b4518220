"""The most that one core can do: fused multiply-adds in single precision, measured."""

import time
from dataclasses import asdict, dataclass

import numpy as np

from fluxion.benchmark._kernels.fma import six_accumulators, twelve_accumulators
from fluxion.benchmark.scope import Scope, median
from fluxion.engine._kernels.batch.lanes import LANES

_KERNELS = {6: six_accumulators, 12: twelve_accumulators}
# Long enough to be far above the resolution of the clock, short enough to be undisturbed by most neighbours.
_ROUNDS = 2_000_000
# A factor near one: the numbers neither grow nor vanish.
_FACTOR, _START = 0.999, 0.5
_CACHE_LINE = 64


@dataclass(frozen=True)
class Peak:
    """Peak of one core.

    Attributes:
        gflops: operations per second, a fused multiply-add counting two [1e9/s].
        accumulators: groups of sixteen lanes in the faster kernel.
    """

    gflops: float
    accumulators: int

    def to_dict(self) -> dict[str, object]:
        """The figures as plain data."""
        return asdict(self)


def measure_peak(scope: Scope) -> Peak:
    """Measure the peak: the median of repeats of the kernel that is faster.

    A repeat is the best of several short runs, since a core reaches its clock after a while and every disturbance only
    ever takes time.
    """
    for kernel in _KERNELS.values():
        kernel(1, _FACTOR, _START, _lanes())
    found = {count: median(scope.repeated("peak of a core", lambda _, n=count: _gflops(n))) for count in _KERNELS}  # type: ignore[misc]
    accumulators = max(found, key=lambda count: found[count])
    return Peak(found[accumulators], accumulators)


def _gflops(accumulators: int, runs: int = 5) -> float:
    kernel, sums = _KERNELS[accumulators], _lanes()
    shortest = np.inf
    for _ in range(runs):
        start = time.process_time()
        kernel(_ROUNDS, _FACTOR, _START, sums)
        shortest = min(shortest, time.process_time() - start)
    return 2.0 * LANES * accumulators * _ROUNDS / shortest / 1e9


def _lanes() -> np.ndarray:
    # One row of sixteen numbers that begins on a cache line, as the kernels expect it.
    raw = np.zeros(4 * LANES + _CACHE_LINE, dtype=np.uint8)
    offset = -raw.ctypes.data % _CACHE_LINE
    return raw[offset : offset + 4 * LANES].view(np.float32).reshape(1, LANES)
