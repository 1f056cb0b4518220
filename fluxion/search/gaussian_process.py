"""Gaussian process regression of few dear runs over many inputs, each input with a length of its own.

Matérn kernel of smoothness 5/2; lengths and noise maximise the marginal likelihood with its gradient (Rasmussen and
Williams 2006, "Gaussian Processes for Machine Learning", equations 2.25, 4.17, 5.8 and 5.9), the variance is eliminated
in closed form. A weak prior draws lengths towards the width of the inputs, so that inputs without influence do not
wander off. Means are computed in single precision: a search asks for hundreds of thousands.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, lapack
from scipy.optimize import minimize

from fluxion.surrogate.kernel_ridge import squared_distances
from fluxion.typing import Column, FloatArray

# Inputs lie on [-1, 1]; a length of three is a gentle bend over their range.
_TYPICAL_LENGTH = 3.0
# Standard deviation of the prior of the logarithm of a length.
_LENGTH_PRIOR = 2.0
_SHORTEST, _LONGEST = np.exp(-2.0), np.exp(6.0)
_FIRST_NOISE, _LEAST_NOISE, _MOST_NOISE = 1e-3, 1e-6, 1.0
# Runs that lengths are learned from: their cost grows with the third power, their use hardly.
_LEARNED_FROM = 300
#: Steps towards the best lengths from nothing, and from lengths that were good for fewer runs.
FIRST_STEPS, MORE_STEPS = 30, 8


@dataclass(frozen=True, eq=False)
class Lengths:
    """What the marginal likelihood chose.

    Attributes:
        logs: (q + 1,) logarithms of the lengths of q inputs, and of the noise variance over that of the function.
    """

    logs: Column

    @classmethod
    def typical(cls, inputs: int) -> "Lengths":
        """Lengths before anything was seen."""
        return cls(np.append(np.full(inputs, np.log(_TYPICAL_LENGTH)), np.log(_FIRST_NOISE)))

    @property
    def lengths(self) -> Column:
        """(q,) lengths."""
        return np.asarray(np.exp(self.logs[:-1]))

    @property
    def noise(self) -> float:
        """Noise variance over the variance of the function."""
        return float(np.exp(self.logs[-1]))


@dataclass(frozen=True, eq=False)
class GaussianProcess:
    """A regression of n values.

    Attributes:
        lengths: of the inputs.
        points: (n, q) inputs over their lengths, single precision.
        weights: (n,) weight of the kernel at every point, single precision.
        centre: mean of the values.
        scale: their standard deviation; 0 where they do not vary.
        deviation: standard deviation of the function far from all points, in units of the scale.
    """

    lengths: Lengths
    points: FloatArray
    weights: Column
    centre: float
    scale: float
    deviation: float

    def predict(self, Z: FloatArray, spread: bool = False) -> tuple[Column, Column]:
        """(k,) means at (k, q) inputs and, if asked for, (k,) standard deviations, otherwise zeros.

        The standard deviation is that of a process which knows the likest run alone: never too small, and the exact
        one would cost as much as a hundred means.
        """
        nothing = np.zeros(len(Z))
        if self.scale == 0.0:
            return nothing + self.centre, nothing
        kernel = _matern(squared_distances((Z / self.lengths.lengths).astype(np.float32), self.points))
        mean = self.centre + self.scale * (kernel @ self.weights).astype(np.float64)
        if not spread:
            return mean, nothing
        nearest = kernel.max(axis=1).astype(np.float64)
        unknown = np.maximum(1.0 - nearest * nearest, 0.0) + self.lengths.noise
        return mean, self.scale * self.deviation * np.sqrt(unknown)


def fit_process(Z: FloatArray, values: Column, known: Lengths | None, steps: int, seed: int) -> GaussianProcess:
    """Regression of (n,) values at (n, q) inputs on about [-1, 1].

    Args:
        Z: the inputs.
        values: what is regressed.
        known: lengths to start from; None: typical ones.
        steps: steps towards the best lengths; 0 takes the known ones as they are.
        seed: of the choice of runs that lengths are learned from, where there are many.
    """
    centre, scale = float(values.mean()), float(values.std())
    lengths = known or Lengths.typical(Z.shape[1])
    if not scale > 1e-9 * max(1.0, abs(centre)):
        return GaussianProcess(lengths, Z.astype(np.float32), np.zeros(len(Z), np.float32), centre, 0.0, 0.0)
    unit = (values - centre) / scale
    if steps:
        some = np.random.default_rng(seed).permutation(len(Z))[:_LEARNED_FROM]
        lengths = _best_lengths(Z[some], unit[some], lengths, steps)
    points = Z / lengths.lengths
    kernel = _matern(squared_distances(points, points))
    kernel[np.diag_indices(len(points))] += lengths.noise
    weights = cho_solve(cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False), unit, check_finite=False)
    deviation = float(np.sqrt(max(unit @ weights, 0.0) / len(unit)))
    return GaussianProcess(lengths, points.astype(np.float32), weights.astype(np.float32), centre, scale, deviation)


def _matern(squares: FloatArray) -> FloatArray:
    """Matérn kernel 5/2 of squared distances; their array is used up."""
    r = np.sqrt(np.multiply(squares, 5.0, out=squares), out=squares)
    polynomial = r * (1.0 / 3.0)
    polynomial += 1.0
    polynomial *= r
    polynomial += 1.0
    polynomial *= np.exp(np.negative(r, out=r), out=r)
    return np.asarray(polynomial)


def _best_lengths(Z: FloatArray, unit: Column, start: Lengths, steps: int) -> Lengths:
    bounds = [(np.log(_SHORTEST), np.log(_LONGEST))] * Z.shape[1] + [(np.log(_LEAST_NOISE), np.log(_MOST_NOISE))]
    found = minimize(
        _unlikelihood, start.logs, (Z, unit), "L-BFGS-B", jac=True, bounds=bounds, options={"maxiter": steps}
    )
    return Lengths(found.x)


def _unlikelihood(logs: Column, Z: FloatArray, unit: Column) -> tuple[float, Column]:
    """Negative logarithm of the marginal likelihood and the prior, and its gradient over `logs`."""
    n, lengths = len(Z), Lengths(logs)
    points = Z / lengths.lengths
    r = np.sqrt(5.0 * squared_distances(points, points))
    decay = np.exp(-r)
    covariance = (1.0 + r * (1.0 + r / 3.0)) * decay
    # The kernel falls by half of this per squared distance.
    slope = (5.0 / 3.0) * (1.0 + r) * decay
    covariance[np.diag_indices(n)] += lengths.noise + 1e-10
    root, failed = lapack.dpotrf(covariance, lower=1)
    if failed:
        return 1e10, np.zeros(len(logs))
    inverse, _ = lapack.dpotri(root, lower=1)
    inverse = np.tril(inverse)
    inverse = inverse + np.tril(inverse, -1).T
    weights = inverse @ unit
    variance = unit @ weights / n
    value = 0.5 * n * np.log(variance) + np.log(np.diag(root)).sum()
    pull = inverse - np.outer(weights, weights) / variance
    each = pull * slope
    gradient = np.empty(len(logs))
    squares = points * points
    gradient[:-1] = each.sum(axis=1) @ squares - ((each @ points) * points).sum(axis=0)
    gradient[-1] = 0.5 * lengths.noise * np.trace(pull)
    away = (logs[:-1] - np.log(_TYPICAL_LENGTH)) / _LENGTH_PRIOR
    gradient[:-1] += away / _LENGTH_PRIOR
    return float(value + 0.5 * (away @ away)), gradient
