"""Products of quantities as further inputs of the network, see `fluxion.design.Feature`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fluxion._checks import check_known
from fluxion.design import Factor, Feature
from fluxion.errors import InputError
from fluxion.typing import FloatArray


@dataclass(frozen=True)
class Quantity:
    """A number of a design as the network sees it: ``centre + half_range * column``.

    Attributes:
        column: encoded column; None for a quantity that is the same for every design, its centre.
        centre: middle of its range.
        half_range: half the width of its range.
    """

    column: int | None
    centre: float
    half_range: float = 0.0


@dataclass(frozen=True, eq=False)
class Products:
    """Products of f features over w encoded columns, scaled to about [-1, 1].

    Every factor is affine in the encoded columns and in k reciprocals of further affine forms of them. Features with
    fewer factors than others are filled up with ones.

    Attributes:
        below_weights: (w, k) of the forms whose reciprocals are taken.
        below_biases: (k,) likewise.
        weights: per factor (w + k, f).
        biases: per factor (f,).
        centre: (f,) subtracted from the products.
    """

    below_weights: FloatArray
    below_biases: FloatArray
    weights: tuple[FloatArray, ...]
    biases: tuple[FloatArray, ...]
    centre: FloatArray

    @property
    def count(self) -> int:
        """Number of features."""
        return len(self.centre)

    def apply(self, columns: FloatArray) -> FloatArray:
        """(n, f) scaled features of (n, w) encoded columns."""
        below = 1.0 / (columns @ self.below_weights + self.below_biases)
        base = np.concatenate([columns, below], axis=1)
        product = np.ones((len(columns), self.count))
        for weights, biases in zip(self.weights, self.biases):
            product = product * (base @ weights + biases)
        return np.asarray(product - self.centre)


def products_of(features: Sequence[Feature], known: Mapping[str, Quantity], columns: FloatArray) -> Products | None:
    """Products of the features; None if there are no features.

    Args:
        features: what to multiply.
        known: what the names in the factors mean.
        columns: (n, w) encoded columns of designs all over the space, which set the scale of the products.

    Raises:
        InputError: an unknown quantity (the nearest match is named), a reciprocal of something that may vanish, or a
            feature that does not vary.
    """
    if not features:
        return None
    width = columns.shape[1]
    below = _distinct([factor for feature in features for factor in feature.factors if factor.reciprocal])
    below_weights, below_biases = np.zeros((width, len(below))), np.ones(len(below))
    for i, factor in enumerate(below):
        below_weights[:, i], below_biases[i] = _affine(factor, known, width)
        if abs(below_biases[i]) <= np.abs(below_weights[:, i]).sum():
            raise InputError(
                f"a feature divides by {_text(factor)}, which vanishes within the bounds; expected one sign throughout."
            )
    depth = max(len(feature.factors) for feature in features)
    weights = [np.zeros((width + len(below), len(features))) for _ in range(depth)]
    biases = [np.ones(len(features)) for _ in range(depth)]
    for j, feature in enumerate(features):
        for level, factor in enumerate(feature.factors):
            if factor.reciprocal:
                weights[level][width + below.index(factor), j], biases[level][j] = 1.0, 0.0
            else:
                weights[level][:width, j], biases[level][j] = _affine(factor, known, width)
    plain = Products(below_weights, below_biases, tuple(weights), tuple(biases), np.zeros(len(features)))
    return _scaled(plain, features, columns)


def _scaled(plain: Products, features: Sequence[Feature], columns: FloatArray) -> Products:
    values = plain.apply(columns)
    low, high = values.min(axis=0), values.max(axis=0)
    for j, feature in enumerate(features):
        if not high[j] > low[j]:
            raise InputError(f"feature '{feature.name}' is {low[j]:g} for every design; leave it out.")
    half = (high - low) / 2.0
    first_weights, first_biases = plain.weights[0] / half, plain.biases[0] / half
    return Products(
        plain.below_weights,
        plain.below_biases,
        (first_weights, *plain.weights[1:]),
        (first_biases, *plain.biases[1:]),
        (high + low) / 2.0 / half,
    )


def _affine(factor: Factor, known: Mapping[str, Quantity], width: int) -> tuple[FloatArray, float]:
    weights, bias = np.zeros(width), factor.constant
    for name, weight in factor.weights.items():
        one = known[check_known(name, known, "quantity in a feature")]
        bias += weight * one.centre
        if one.column is not None:
            weights[one.column] += weight * one.half_range
    return weights, bias


def _distinct(factors: Sequence[Factor]) -> list[Factor]:
    found: list[Factor] = []
    for factor in factors:
        if factor not in found:
            found.append(factor)
    return found


def _text(factor: Factor) -> str:
    terms = [f"{weight:g} * {name}" for name, weight in factor.weights.items()]
    return " + ".join([f"{factor.constant:g}", *terms])
