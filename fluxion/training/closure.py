"""An energy balance that closes by construction: what is left open goes to the terms that have no limit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxion.engine import ANNUAL_BALANCE
from fluxion.training.targets import Target, limits
from fluxion.typing import Column, FloatArray


@dataclass(frozen=True, eq=False)
class Closure:
    """Linear correction after which the signed sum of the terms of a balance is zero.

    Attributes:
        signs: (t,) sign of each output in the balance, 0 where it is no term.
        shares: (t,) how much of the open part is taken off each output; their signed sum is 1.
    """

    signs: Column
    shares: Column

    @property
    def matrix(self) -> FloatArray:
        """(t, t) matrix that closes rows of outputs from the right."""
        return np.asarray(np.eye(len(self.signs)) - np.outer(self.signs, self.shares))

    def apply(self, values: FloatArray) -> FloatArray:
        """(..., t) outputs with the balance closed; terms without a share stay as they are."""
        return np.asarray(values - (values @ self.signs)[..., None] * self.shares)


def closure(targets: Sequence[Target], errors: FloatArray) -> Closure | None:
    """The closure of the annual balance; None if the targets do not hold all of its terms.

    Terms with a physical limit (loads, gains) stay as they are, so they keep it. The others take shares in proportion
    to the variance of their errors: the least squares adjustment of predictions to a linear constraint when errors are
    independent (Stone, Champernowne and Meade 1942, "The Precision of National Income Estimates").

    Args:
        targets: (t) what is predicted.
        errors: (n, t) errors on rows that trained nothing.
    """
    names = [one.name for one in targets]
    if not set(ANNUAL_BALANCE) <= set(names):
        return None
    signs = np.array([float(ANNUAL_BALANCE.get(name, 0)) for name in names])
    lower, upper = limits(targets)
    free = (signs != 0.0) & np.isneginf(lower) & np.isposinf(upper)
    variance = np.where(free, np.square(errors).mean(axis=0), 0.0)
    if not variance.sum() > 0.0:
        variance = free.astype(np.float64)
    return Closure(signs, signs * variance / variance.sum())
