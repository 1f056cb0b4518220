"""How what a design does in several climates becomes one number, and how uncertain that is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion._checks import check_known, is_number
from fluxion.errors import InputError
from fluxion.typing import Column, FloatArray

WORST, MEAN, MEAN_AND_SPREAD = "worst", "mean", "mean+std"
RULES = (WORST, MEAN, MEAN_AND_SPREAD)
# Endings of columns that limits are held against, for upper and lower limits.
_ENDINGS = {WORST: ("worst", "least"), MEAN: ("mean", "mean"), MEAN_AND_SPREAD: ("mean_plus_std", "mean_less_std")}


@dataclass(frozen=True)
class Robust:
    """A rule over climates, for columns of which less is better.

    Attributes:
        rule: ``"worst"``: the largest value; ``"mean"``; ``"mean+std"``: the mean and one standard deviation over the
            climates on top.
        weights: (c,) shares of the climates, summing to 1; without use for the worst.
    """

    rule: str
    weights: tuple[float, ...]

    def ending(self, upper: bool) -> str:
        """Ending of the name of a column that an upper or a lower limit is held against."""
        return _ENDINGS[self.rule][0 if upper else 1]

    def values(self, by_climate: FloatArray, upper: bool = True) -> Column:
        """(n,) values of (c, n) ones; for what is held against a lower limit the rule counts the other way."""
        if not upper:
            return -self.values(-by_climate)
        if self.rule == WORST:
            return np.asarray(by_climate.max(axis=0))
        mean, spread = self._moments(by_climate)
        return mean + spread if self.rule == MEAN_AND_SPREAD else mean

    def half_widths(self, by_climate: FloatArray, halves: FloatArray, upper: bool = True) -> Column:
        """(n,) half widths of what `values` gives, that hold wherever the intervals of all climates hold.

        The worst lies between the largest lower and the largest upper end. A mean is off by no more than the mean of
        the half widths; a standard deviation by no more than their quadratic mean.

        Args:
            by_climate: (c, n) values.
            halves: (c, n) half widths of their intervals.
            upper: as in `values`.
        """
        if self.rule == WORST:
            values = by_climate if upper else -by_climate
            worst = values.max(axis=0)
            above, below = (values + halves).max(axis=0) - worst, worst - (values - halves).max(axis=0)
            return np.asarray(np.maximum(above, below))
        weights = np.array(self.weights)[:, None]
        mean = (weights * halves).sum(axis=0)
        if self.rule == MEAN:
            return np.asarray(mean)
        return np.asarray(mean + np.sqrt((weights * np.square(halves)).sum(axis=0)))

    def _moments(self, by_climate: FloatArray) -> tuple[Column, Column]:
        weights = np.array(self.weights)[:, None]
        mean = (weights * by_climate).sum(axis=0)
        return mean, np.sqrt((weights * np.square(by_climate - mean)).sum(axis=0))


def robust(rule: str, count: int, weights: Sequence[float] | None = None) -> Robust:
    """The rule `rule` over `count` climates.

    Args:
        rule: one of `RULES`.
        count: climates.
        weights: (count,) how much each climate counts, in any scale; None: all alike.

    Raises:
        InputError: an unknown rule (the nearest match is named), or weights of another number, negative or all zero.
    """
    check_known(rule, RULES, "rule over climates")
    if weights is None:
        return Robust(rule, (1.0 / count,) * count)
    given = list(weights)
    if len(given) != count or not all(is_number(one) and math.isfinite(one) and one >= 0.0 for one in given):
        raise InputError(f"weights: expected {count} numbers of at least 0, one per climate; got {weights!r}.")
    if sum(given) <= 0.0:
        raise InputError("weights: expected at least one above 0; got none.")
    return Robust(rule, tuple(float(one / sum(given)) for one in given))
