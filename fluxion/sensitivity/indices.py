"""SALib's indices of many quantities at once; a quantity that does not vary has none."""

import numpy as np

from fluxion._optional import require
from fluxion.sensitivity.designs import EXTRA, LEVELS, Sample, salib_problem
from fluxion.sensitivity.result import Screening, Shares
from fluxion.typing import FloatArray

# Differences below this share of a quantity's size are rounding.
_ROUNDING = 1e-12


def whole_blocks(sample: Sample, values: FloatArray) -> tuple[Sample, FloatArray]:
    """The blocks of a sample in which all (n, q) values are finite."""
    good = np.isfinite(values).all(axis=1).reshape(-1, sample.block).all(axis=1)
    rows = np.repeat(good, sample.block)
    return Sample(sample.names, sample.unit[rows], sample.X[rows], sample.block), values[rows]


def screening(sample: Sample, values: FloatArray, ordered: FloatArray, seed: int) -> Screening:
    """Morris' measures of (n, q) finite values at whole trajectories.

    Args:
        sample: the trajectories.
        values: (n, q) finite values.
        ordered: (k,) 1 where a variable has an order, NaN for a choice, whose effects have no direction.
        seed: of the bootstrap behind the confidence intervals.
    """
    morris = require("SALib.analyze.morris", EXTRA)
    problem, found = salib_problem(sample.names), []
    for column in values.T:
        if _varies(column):
            result = morris.analyze(problem, sample.unit, column, num_levels=LEVELS, seed=seed)
            found.append([np.asarray(result[key], float) for key in ("mu", "mu_star", "sigma", "mu_star_conf")])
        else:
            found.append([np.zeros(len(sample.names))] * 4)
    mu, mu_star, sigma, confidence = np.moveaxis(np.array(found), 1, 0)
    return Screening(len(sample.X) // sample.block, mu * ordered, mu_star, sigma, confidence)


def shares(sample: Sample, values: FloatArray, seed: int) -> Shares:
    """Sobol' indices of (n, q) finite values at whole blocks; NaN for a quantity that does not vary."""
    sobol = require("SALib.analyze.sobol", EXTRA)
    problem, found = salib_problem(sample.names), []
    for column in values.T:
        if _varies(column):
            result = sobol.analyze(problem, column, calc_second_order=False, seed=seed)
            found.append([np.asarray(result[key], float) for key in ("S1", "S1_conf", "ST", "ST_conf")])
        else:
            found.append([np.full(len(sample.names), np.nan)] * 4)
    first, first_conf, total, total_conf = np.moveaxis(np.array(found), 1, 0)
    return Shares(len(sample.X) // sample.block, first, first_conf, total, total_conf)


def _varies(values: FloatArray) -> bool:
    return bool(np.ptp(values) > _ROUNDING * max(1.0, float(np.abs(values).max())))
