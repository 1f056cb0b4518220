"""Ridge regression in closed form, its penalty chosen by leaving out every row in turn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fluxion.typing import Column, FloatArray

#: Penalties that are tried, relative to features of unit mean square.
PENALTIES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
# No row decides alone: the largest share of its own prediction that leaving it out takes away.
_MOST_LEVERAGE = 0.999


@dataclass(frozen=True, eq=False)
class RidgeFit:
    """Coefficients of t outputs.

    Attributes:
        coefficients: (w, t), or (members, w, t).
        penalties: (t,) the penalty chosen for each output.
        left_out: (n, t) what the fit without that very row says of it.
    """

    coefficients: FloatArray
    penalties: FloatArray
    left_out: FloatArray


def ridge(
    features: FloatArray, values: FloatArray, weights: Column, penalties: Sequence[float] = PENALTIES
) -> RidgeFit:
    """Fit (n, t) values by (n, w) features with (n,) weights, every feature penalised alike in its own size.

    One eigendecomposition of the features' second moments serves all outputs and penalties. Each output takes the
    penalty with the smallest weighted square error of rows left out, in closed form (Hastie, Tibshirani and Friedman
    2009, "The Elements of Statistical Learning", equation 7.64).
    """
    share = (weights / weights.sum())[:, None]
    size = _size(features, share)
    scaled = features / size
    moments, target = (share * scaled).T @ scaled, scaled.T @ (share * values)
    fit = _chosen(scaled, moments, target, values, share, penalties)
    return replace(fit, coefficients=fit.coefficients / size[:, None])


def _size(features: FloatArray, share: FloatArray) -> Column:
    return np.asarray(np.sqrt((share * features**2).sum(axis=0)) + np.finfo(np.float64).tiny)


def _chosen(
    scaled: FloatArray,
    moments: FloatArray,
    target: FloatArray,
    values: FloatArray,
    share: FloatArray,
    penalties: Sequence[float],
) -> RidgeFit:
    """Fit with the best penalty of every output, from second moments (w, w) and products (w, t) with the values."""
    size, axes = np.linalg.eigh(moments)
    size = np.maximum(size, 0.0)
    turned, target = scaled @ axes, axes.T @ target
    gains = 1.0 / (size[:, None] + np.asarray(penalties)[None, :])
    leverage = np.minimum((turned**2 @ gains) * share, _MOST_LEVERAGE)
    inner = gains[:, :, None] * target[:, None, :]
    count, outputs = values.shape
    fitted = (turned @ inner.reshape(len(size), -1)).reshape(count, len(penalties), outputs)
    # (n, p, t) errors of rows left out, of every penalty.
    apart = (values[:, None, :] - fitted) / (1.0 - leverage)[:, :, None]
    best = np.einsum("n,npt->pt", share[:, 0], apart**2).argmin(axis=0)
    column = np.arange(outputs)
    return RidgeFit(
        coefficients=axes @ inner[:, best, column],
        penalties=np.asarray(penalties)[best],
        left_out=values - apart[:, best, column],
    )


def censored(true: FloatArray, raw: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """(..., n, t) what is missing in `raw` outputs; nothing where truth and output lie at or beyond the same limit.

    A network may go beyond a limit, where its output is cut (Tobin 1958).
    """
    missing = true - raw
    beyond = ((true <= lower) & (raw <= lower)) | ((true >= upper) & (raw >= upper))
    return np.where(beyond, 0.0, missing)
