"""The most that NumPy reaches in single precision: products of square matrices on one thread, measured."""

import time

import numpy as np

from fluxion._blas import single_blas_thread
from fluxion.benchmark.scope import Scope, median

#: Sizes of the matrices; which of them is fastest depends on the caches.
SIZES = (256, 384, 512, 768, 1024)
# Operations of one measurement: some hundredths of a second.
_OPERATIONS = 2e9


def product_gflops(scope: Scope) -> float:
    """Best rate of a square product [1e9/s], a multiply-add counting two; the median of repeats."""
    rng = np.random.default_rng(0)
    pairs = [(rng.random((n, n), dtype=np.float32), rng.random((n, n), dtype=np.float32)) for n in SIZES]

    def best(_: int) -> float:
        with single_blas_thread():
            return max(_gflops(a, b) for a, b in pairs)

    return median(scope.repeated("products of square matrices", best))


def _gflops(a: np.ndarray, b: np.ndarray) -> float:
    work = 2.0 * len(a) ** 3
    calls, out = max(1, round(_OPERATIONS / work)), np.empty_like(a)
    np.matmul(a, b, out=out)
    start = time.process_time()
    for _ in range(calls):
        np.matmul(a, b, out=out)
    return calls * work / (time.process_time() - start) / 1e9
