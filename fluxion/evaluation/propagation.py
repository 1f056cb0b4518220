"""From intervals of predicted outputs to intervals of what is computed of them."""

from collections.abc import Mapping

import numpy as np

from fluxion.design import DesignProblem
from fluxion.typing import Column, Designs


def score_half_widths(
    problem: DesignProblem, X: Designs, outputs: Mapping[str, Column], half_width: Mapping[str, Column]
) -> dict[str, Column]:
    """(n,) half widths of the scores of (n, d) valid designs, by linear propagation.

    Every output is moved by its own half width in turn, and the changes of a score are added in squares: the law of
    propagation of uncertainty for independent errors (JCGM 100:2008, 5.1.2 with the differences of 5.1.3, note 2).
    Errors of outputs are not quite independent, so a caller who wants a coverage calibrates the result.

    Args:
        problem: whose scores.
        X: the designs.
        outputs: predicted outputs, (n,) each.
        half_width: (n,) half widths of some of them; the others count as exact.
    """
    moved = [name for name in problem.scored if name in half_width]
    n, copies = len(X), len(moved) + 1
    # One call with all moved copies: a score function costs more per call than per row.
    stacked = {name: np.tile(outputs[name], copies) for name in problem.scored}
    for i, name in enumerate(moved, start=1):
        stacked[name][i * n : (i + 1) * n] += half_width[name]
    changes = {}
    for name, values in problem.scores(np.tile(X, (copies, 1)), stacked).items():
        by_copy = values.reshape(copies, n)
        changes[name] = np.sqrt(np.square(by_copy[1:] - by_copy[0]).sum(axis=0))
    return changes
