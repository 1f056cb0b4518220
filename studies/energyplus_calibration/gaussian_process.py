"""A Gaussian process of a few runs: one length per variable and white noise, by maximum marginal likelihood.

Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning", algorithm 2.1 and equation 5.9.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from fluxion.typing import Column, FloatArray

# Bounds of the lengths in units of the cube, of the amplitude, and of the noise, both in standard deviations of the
# output; wide enough that a variable without influence and an output without noise lie inside.
LENGTHS, AMPLITUDE, NOISE = (0.05, 100.0), (0.05, 50.0), (1e-4, 1.0)


@dataclass(frozen=True, eq=False)
class Process:
    """A fitted process: (n, q) scaled points, (n,) weights, (q,) lengths, amplitude, mean and scale of the output."""

    points: FloatArray
    weights: Column
    lengths: Column
    amplitude: float
    mean: float
    scale: float

    def predict(self, points: FloatArray) -> Column:
        """(k,) means at (k, q) points."""
        squares = _squares(points / self.lengths, self.points / self.lengths)
        return self.mean + self.scale * self.amplitude**2 * np.exp(-0.5 * squares) @ self.weights


def fit_process(points: FloatArray, values: Column, restarts: int, seed: int) -> Process:
    """Fit (n,) values at (n, q) points in the unit cube, from `restarts` random starts and one of equal lengths."""
    mean, scale = float(values.mean()), float(values.std()) or 1.0
    y, q = (values - mean) / scale, points.shape[1]
    bounds = np.log([*[LENGTHS] * q, AMPLITUDE, NOISE])
    generator = np.random.default_rng(seed)
    starts = [np.array([*[np.log(np.sqrt(q))] * q, 0.0, np.log(0.05)])]
    starts += [np.array([*generator.uniform(np.log(0.3), np.log(10.0), q), 0.0, np.log(0.05)]) for _ in range(restarts)]
    found = [minimize(_loss, start, args=(points, y), jac=True, method="L-BFGS-B", bounds=bounds) for start in starts]
    best = min(found, key=lambda one: one.fun).x
    lengths, amplitude = np.exp(best[:q]), float(np.exp(best[q]))
    kernel, noise = _kernel(best, points)
    return Process(points, cho_solve(cho_factor(kernel + noise, lower=True), y), lengths, amplitude, mean, scale)


def _loss(theta: Column, points: FloatArray, y: Column) -> tuple[float, Column]:
    """Negative log marginal likelihood and its gradient over the logarithms of lengths, amplitude and noise."""
    n, q = points.shape
    kernel, noise = _kernel(theta, points)
    factor = cho_factor(kernel + noise, lower=True)
    weights = cho_solve(factor, y)
    loss = 0.5 * y @ weights + np.log(np.diag(factor[0])).sum() + 0.5 * n * np.log(2.0 * np.pi)
    pull = cho_solve(factor, np.eye(n)) - np.outer(weights, weights)
    scaled = points / np.exp(theta[:q])
    apart = (scaled[:, None, :] - scaled[None, :, :]) ** 2
    gradient = np.empty(q + 2)
    gradient[:q] = 0.5 * np.einsum("ij,ij,ijq->q", pull, kernel, apart)
    gradient[q] = np.sum(pull * kernel)
    gradient[q + 1] = np.sum(pull * noise)
    return float(loss), gradient


def _kernel(theta: Column, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(n, n) kernel without noise, and the noise on its diagonal."""
    q = points.shape[1]
    scaled = points / np.exp(theta[:q])
    kernel = np.exp(2.0 * theta[q]) * np.exp(-0.5 * _squares(scaled, scaled))
    return kernel, (np.exp(2.0 * theta[q + 1]) + 1e-9) * np.eye(len(points))


def _squares(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.maximum((a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None, :] - 2.0 * a @ b.T, 0.0)
