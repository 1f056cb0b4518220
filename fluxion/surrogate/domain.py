"""How far a design is from those that a surrogate learned: the box says what is allowed, this says what was seen.

Bounds alone let through what no training run was like: corners of a box in many dimensions, combinations that could
not be built, a part of the box that was never sampled. The measure is the Mahalanobis distance (Mahalanobis 1936, "On
the generalised distance in statistics") from the training designs in an encoded space, where numbers lie on -1 to 1
and every option of a choice has a column of its own. A number beyond the range of the training runs is outside
whatever its distance.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fluxion.design import DesignSpace
from fluxion.errors import InputError
from fluxion.typing import Column, Designs, FloatArray

#: Share of the designs that are like the training runs and are said to be outside all the same.
NOMINAL_SHARE = 0.01
# Added to the variances in the encoded space. Options of a choice add up to one, so one direction has no variance at
# all; along it, and for an option that was never seen, a whole step must count as far.
_RIDGE = 1e-4
# Part of a variable's bounds by which the ends of a finite sample may be passed.
_TOLERANCE = 0.02
# Digits of the numbers in the card: more would not change which designs are outside.
_DIGITS = 6


@dataclass(frozen=True)
class Domain:
    """Where training designs were, in the encoded space of q columns; see `learn_domain`.

    Attributes:
        centre: (q,) mean of the training designs.
        covariance: (q (q + 1) / 2,) lower triangle of their covariance, row by row.
        lower: (q,) smallest values among the training designs.
        upper: (q,) largest values.
        threshold: a design at a larger distance is outside.
        share: nominal share of designs like the training designs that is outside.

    Raises:
        ValueError: the numbers do not fit each other.
    """

    centre: tuple[float, ...]
    covariance: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    threshold: float
    share: float = NOMINAL_SHARE

    def __post_init__(self) -> None:
        for name in ("centre", "covariance", "lower", "upper"):
            object.__setattr__(self, name, tuple(float(value) for value in getattr(self, name)))
        width = len(self.centre)
        pairs = width * (width + 1) // 2
        if not (len(self.lower) == len(self.upper) == width and len(self.covariance) == pairs):
            raise ValueError(f"the domain must have {width} bounds and a covariance of {pairs} numbers")
        numbers = np.array([*self.centre, *self.covariance, *self.lower, *self.upper, self.threshold, self.share])
        if not np.isfinite(numbers).all() or self.threshold < 0.0:
            raise ValueError("the numbers of the domain must be finite, its threshold not negative")

    def check(self, space: DesignSpace) -> None:
        """Refuse a space that this domain cannot be of.

        Raises:
            ValueError: its encoded designs have another number of columns.
        """
        width = encoded(space, space.defaults()[None, :]).shape[1]
        if width != len(self.centre):
            raise ValueError(f"the domain has {len(self.centre)} columns, the encoded designs have {width}")

    @cached_property
    def _whitening(self) -> FloatArray:
        """(q, q) matrix whose product with a deviation from the centre is as long as the Mahalanobis distance."""
        width = len(self.centre)
        covariance = np.zeros((width, width))
        covariance[np.tril_indices(width)] = self.covariance
        covariance += np.tril(covariance, -1).T
        values, vectors = np.linalg.eigh(covariance)
        # Rounding in the card can leave a vanishing variance a little below zero.
        return np.asarray(vectors / np.sqrt(np.maximum(values, 0.0) + _RIDGE))

    @cached_property
    def _middle(self) -> FloatArray:
        return np.array(self.centre)

    @cached_property
    def _range(self) -> tuple[FloatArray, FloatArray]:
        return np.array(self.lower) - 2.0 * _TOLERANCE, np.array(self.upper) + 2.0 * _TOLERANCE

    def distance(self, space: DesignSpace, X: Designs) -> Column:
        """(n,) Mahalanobis distances [-] of (n, d) valid designs from the training designs."""
        return self._distance(encoded(space, X))

    def outside(self, space: DesignSpace, X: Designs) -> NDArray[np.bool_]:
        """(n,) which of (n, d) valid designs are unlike those that were learned."""
        features = encoded(space, X)
        least, most = self._range
        beyond = (features < least) | (features > most)
        return np.asarray(beyond.any(axis=1) | (self._distance(features) > self.threshold))

    def _distance(self, features: FloatArray) -> Column:
        deviations = (features - self._middle) @ self._whitening
        return np.asarray(np.sqrt(np.square(deviations).sum(axis=1)))


def learn_domain(space: DesignSpace, training: Designs, others: Designs, share: float = NOMINAL_SHARE) -> Domain:
    """Domain of (n, d) training designs; `share` of (m, d) other designs of the same origin lie outside it.

    The threshold is the conformal quantile of the others' distances, as in `fluxion.surrogate.conformal`.

    Args:
        space: what the columns of a design mean.
        training: designs that the weights were fitted to.
        others: designs of the same distribution that were not.
        share: nominal share outside, between 0 and 1.

    Raises:
        InputError: fewer than two training designs, no others, or no such share.
    """
    if len(training) < 2 or len(others) < 1 or not 0.0 < share < 1.0:
        raise InputError(
            f"a domain needs at least two training designs, one other and a share between 0 and 1; got "
            f"{len(training)}, {len(others)} and {share}."
        )
    features = encoded(space, training)
    covariance = np.cov(features, rowvar=False).reshape(features.shape[1], -1)
    learned = Domain(
        centre=_rounded(features.mean(axis=0)),
        covariance=_rounded(covariance[np.tril_indices(len(covariance))]),
        lower=_rounded(features.min(axis=0)),
        upper=_rounded(features.max(axis=0)),
        threshold=0.0,
        share=share,
    )
    distances = np.sort(learned.distance(space, others))
    rank = min(int(np.ceil((len(distances) + 1) * (1.0 - share) - 1e-9)), len(distances))
    return Domain(learned.centre, learned.covariance, learned.lower, learned.upper, float(distances[rank - 1]), share)


def encoded(space: DesignSpace, X: Designs) -> FloatArray:
    """(n, q) coordinates of (n, d) valid designs: numbers on -1 to 1, then a 0/1 column per option of each choice."""
    numbers, (columns, codes) = space.numbers, space.options
    lower, upper = space.lower[numbers], space.upper[numbers]
    features = np.empty((len(X), len(numbers) + len(columns)))
    features[:, : len(numbers)] = 2.0 * (X[:, numbers] - lower) / (upper - lower) - 1.0
    features[:, len(numbers) :] = X[:, columns] == codes
    return features


def _rounded(values: FloatArray) -> tuple[float, ...]:
    return tuple(float(f"{value:.{_DIGITS}g}") for value in values)
