"""From intervals of predicted outputs to intervals of what is computed of them."""

from collections.abc import Mapping

import numpy as np

from fluxion.design import DesignProblem
from fluxion.typing import Column, Designs, FloatArray


def score_half_widths(
    problem: DesignProblem, X: Designs, outputs: Mapping[str, Column], half_width: Mapping[str, Column]
) -> dict[str, Column]:
    """(n,) half widths of the scores of (n, d) valid designs, by linear propagation.

    Every output is moved by its own half width in turn, and the changes of a score are added in squares: the law of
    propagation of uncertainty for independent errors (JCGM 100:2008, 5.1.2 with the differences of 5.1.3, note 2).
    Errors of outputs are not quite independent, so a caller who wants a coverage calibrates the result. Own columns of
    the problem are moved both ways, and the larger change counts; infinite where they have no value that near.

    Args:
        problem: whose scores.
        X: the designs.
        outputs: predicted outputs, (n,) each.
        half_width: (n,) half widths of some of them; the others count as exact.
    """
    moved = [name for name in problem.scored if name in half_width]
    upwards = _squares(problem, X, outputs, {name: half_width[name] for name in moved})
    own = [column.name for column in problem.derived]
    if not own:
        return {name: np.sqrt(squares.sum(axis=0)) for name, squares in upwards.items()}
    # A user's column may bend where it is, as max(0, hours - 40) does: the larger of both sides counts. Where it has no
    # value within the interval, nothing is known of it.
    downwards = _squares(problem, X, outputs, {name: -half_width[name] for name in moved})
    for name in own:
        larger = np.maximum(upwards[name], downwards[name])
        upwards[name] = np.where(np.isfinite(larger), larger, np.inf)
    return {name: np.sqrt(squares.sum(axis=0)) for name, squares in upwards.items()}


def _squares(
    problem: DesignProblem, X: Designs, outputs: Mapping[str, Column], shifts: Mapping[str, Column]
) -> dict[str, FloatArray]:
    """(k, n) squared changes of every score where each of k outputs is shifted alone."""
    n, copies = len(X), len(shifts) + 1
    # One call with all moved copies: a score function costs more per call than per row.
    stacked = {name: np.tile(outputs[name], copies) for name in problem.scored}
    for i, (name, shift) in enumerate(shifts.items(), start=1):
        stacked[name][i * n : (i + 1) * n] += shift
    squares = {}
    with np.errstate(invalid="ignore"):
        for name, values in problem.scores(np.tile(X, (copies, 1)), stacked).items():
            by_copy = values.reshape(copies, n)
            squares[name] = np.square(by_copy[1:] - by_copy[0])
    return squares
