"""Whether predicted terms of an energy balance add up to nothing."""

from collections.abc import Mapping

import numpy as np

from fluxion.typing import Column


def balance_residual(outputs: Mapping[str, Column], balance: Mapping[str, int], rows: int) -> Column:
    """(n,) magnitudes of the signed sum of predicted terms over the sum of their magnitudes [-].

    Args:
        outputs: name -> (n,) predictions.
        balance: output -> its sign, see `ModelCard.balance`; where it is empty every residual is NaN.
        rows: n.
    """
    if not balance:
        return np.full(rows, np.nan)
    terms = np.array([sign * outputs[name] for name, sign in balance.items()])
    size = np.abs(terms).sum(axis=0)
    return np.asarray(np.abs(terms.sum(axis=0)) / np.where(size > 0.0, size, 1.0))
