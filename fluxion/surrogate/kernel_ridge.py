"""Kernel ridge regression over designs, with the error at every run that is left out in closed form.

The posterior mean of a Gaussian process without its variance (Rasmussen and Williams 2006, "Gaussian Processes for
Machine Learning", sections 2.2 and 5.4.2).
"""

from dataclasses import dataclass

import numpy as np

from fluxion.design import Choice, DesignSpace
from fluxion.typing import Designs, FloatArray


@dataclass(frozen=True, eq=False)
class Ridge:
    """A kernel ridge regression of n values, or of (n, t) values of t outputs.

    Attributes:
        inverse: (n, n) inverse of kernel plus noise.
        weights: (n,) or (n, t) weights of the kernel at every point.
        left_out: (n,) or (n, t) value less its prediction from the other n - 1 points.
    """

    inverse: FloatArray
    weights: FloatArray
    left_out: FloatArray

    def left_out_pairs(self) -> FloatArray:
        """(n, n) of one output, in row i: every value less its prediction from the points that are neither it nor i.

        The diagonal, where both are one point, holds `left_out`. Row i tells how well the regression predicts
        when point i does not exist.
        """
        inverse, weights = self.inverse, self.weights
        diagonal = np.diag(inverse)
        # Inverse and weights without point i: the block inverse, one row and column smaller.
        share = inverse / diagonal[:, None]
        remaining = diagonal[None, :] - share * inverse
        np.fill_diagonal(remaining, diagonal)
        numerator = weights[None, :] - share * weights[:, None]
        np.fill_diagonal(numerator, weights)
        return np.asarray(numerator / remaining)


def kernel_ridge(kernel: FloatArray, noise: float, values: FloatArray) -> Ridge:
    """Fit (n,) or (n, t) values with the (n, n) kernel between their points and a noise variance on its scale.

    The error at a left-out point is its weight over the diagonal of the inverse (equation 5.12).
    """
    inverse = np.asarray(np.linalg.inv(kernel + noise * np.eye(len(values))), dtype=np.float64)
    weights = inverse @ values
    return Ridge(inverse, weights, (weights.T / np.diag(inverse)).T)


def unit_features(space: DesignSpace, X: Designs) -> FloatArray:
    """(n, q) coordinates of (n, d) designs: numbers on 0 to 1, one per option of a choice; options are at distance 1.

    Divided by the diagonal of the cube, so that a length means the same in spaces of many and of few variables.
    """
    unit = (X - space.lower) / (space.upper - space.lower)
    blocks = []
    for j, variable in enumerate(space.variables):
        if isinstance(variable, Choice):
            blocks.append((X[:, j : j + 1] == np.arange(len(variable.options))) / np.sqrt(2.0))
        else:
            blocks.append(unit[:, j : j + 1])
    return np.concatenate(blocks, axis=1) / np.sqrt(len(space))


def squared_distances(a: FloatArray, b: FloatArray) -> FloatArray:
    """(n, k) squared distances between (n, q) and (k, q) points, in their precision."""
    squares = a @ b.T
    squares *= -2.0
    squares += (a * a).sum(axis=1)[:, None]
    squares += (b * b).sum(axis=1)[None, :]
    return np.maximum(squares, 0.0, out=squares)


def gaussian_kernel(squares: FloatArray, length: float) -> FloatArray:
    """Kernel of squared distances, 1 at distance zero."""
    return np.asarray(np.exp(-0.5 * squares / length**2))
