"""Points in the unit cube: plain random, scrambled Sobol, Latin hypercube."""

import numpy as np

from fluxion._checks import check_known
from fluxion.errors import InputError
from fluxion.typing import FloatArray

METHODS = ("uniform", "sobol", "lhs")


def unit_sample(n: int, dimensions: int, seed: int, method: str) -> FloatArray:
    """(n, dimensions) float64 points in [0, 1).

    Sobol points are the first n of the next power of two, so n = 2^k keeps the balance of the sequence
    (Owen-scrambled; Joe and Kuo 2008 directions as in SciPy).

    Raises:
        InputError: unknown method, n < 1, or a negative seed.
    """
    check_known(method, METHODS, "sampling method")
    if n < 1:
        raise InputError(f"the number of designs must be at least 1; got {n}.")
    if seed < 0:
        raise InputError(f"the seed must be 0 or a positive whole number; got {seed}.")
    generator = np.random.default_rng(seed)
    if method == "uniform":
        return generator.random((n, dimensions))
    # SciPy's statistics take a second to import, which a program that draws no such points should not pay.
    from scipy.stats import qmc

    if method == "lhs":
        return np.asarray(qmc.LatinHypercube(dimensions, seed=generator).random(n), dtype=np.float64)
    exponent = max(0, int(n - 1).bit_length())
    points = qmc.Sobol(dimensions, scramble=True, seed=generator).random_base2(exponent)
    return np.asarray(points[:n], dtype=np.float64)
