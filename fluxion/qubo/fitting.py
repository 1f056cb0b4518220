"""The pairwise function that is nearest to known values, where they matter most."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from fluxion.errors import InputError
from fluxion.qubo.contrasts import Contrasts
from fluxion.qubo.pairwise import PairwiseModel
from fluxion.typing import Column, FloatArray, IntArray

# Interactions are expected to be this much smaller than the effect of a variable alone.
_INTERACTION = 0.3
# Ridges that are tried, as shares of the mean square of a column.
_RIDGES = np.logspace(-8, 1, 28)
# Rows whose columns are held at a time.
_ROWS = 4096


@dataclass(frozen=True, eq=False)
class FittedColumns:
    """One pairwise model per column.

    Attributes:
        models: name of the column -> its model.
        ridge: name of the column -> the share of the mean square of a column that held its coefficients small.
        samples: designs that were fitted.
        effective: as many designs of equal weight say as much: (sum w)^2 / sum w^2.
        parameters: coefficients of each model.
    """

    models: Mapping[str, PairwiseModel]
    ridge: Mapping[str, float]
    samples: int
    effective: float
    parameters: int


def fit_columns(
    basis: Contrasts, levels: IntArray, columns: Mapping[str, Column], weights: Column | None = None
) -> FittedColumns:
    """Weighted least squares with a ridge, which generalised cross-validation chooses for every column.

    All columns share one matrix, so that a sum of columns has the sum of their models: weights of objectives may change
    without another fit (but for the ridge, which is negligible where there are many more designs than coefficients).

    Args:
        basis: the columns in which the model is linear.
        levels: (n, v) level numbers of the designs.
        columns: name -> (n,) values.
        weights: (n,) how much each design counts; None: all alike.

    Raises:
        InputError: no columns, fewer than two designs, or values that are not finite.
    """
    if not columns or len(levels) < 2:
        raise InputError(f"a fit needs columns and at least two designs; got {len(columns)} and {len(levels)}.")
    Y = np.stack(list(columns.values()), axis=1)
    if not np.isfinite(Y).all():
        raise InputError("only designs with finite values can be fitted; leave out those that failed.")
    w = np.ones(len(levels)) if weights is None else weights
    w = w / w.sum()
    mean = w @ Y
    scale = np.full(basis.width, 1.0)
    scale[basis.singles :] = _INTERACTION
    gram, moment = np.zeros((basis.width, basis.width)), np.zeros((basis.width, Y.shape[1]))
    for start in range(0, len(levels), _ROWS):
        rows = slice(start, start + _ROWS)
        A = basis.apply(levels[rows]) * scale
        weighted = A * w[rows, None]
        gram += weighted.T @ A
        moment += weighted.T @ (Y[rows] - mean)
    effective = float(1.0 / np.square(w).sum())
    values, vectors = linalg.eigh(gram)
    values = np.maximum(values, 0.0)
    projected = vectors.T @ moment
    square = w @ np.square(Y - mean)
    models, ridges = {}, {}
    for k, name in enumerate(columns):
        ridge = _best_ridge(values, projected[:, k], float(square[k]), effective)
        coefficients = scale * (vectors @ (projected[:, k] / (values + ridge)))
        coefficients[0] += mean[k]
        models[name], ridges[name] = basis.model(coefficients).centred(), ridge
    return FittedColumns(models, ridges, len(levels), effective, basis.width)


def _best_ridge(values: FloatArray, projected: FloatArray, square: float, effective: float) -> float:
    """Ridge with the least generalised cross-validation error (Golub, Heath and Wahba 1979)."""
    ridges = _RIDGES * max(float(values.mean()), np.finfo(float).tiny)
    shrunk = values + ridges[:, None]
    residual = square - (np.square(projected) * (values + 2.0 * ridges[:, None]) / np.square(shrunk)).sum(axis=1)
    free = 1.0 - (values / shrunk).sum(axis=1) / effective
    # With as many coefficients as designs anything fits.
    error = np.where(free > 0.02, np.maximum(residual, 0.0) / np.square(np.maximum(free, 0.02)), np.inf)
    return float(ridges[int(np.argmin(error))]) if np.isfinite(error).any() else float(ridges[-1])
