"""What changes along the front, in numbers and in words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from fluxion.report.labels import shown, shown_in, unit, words
from fluxion.report.run_folder import Run
from fluxion.typing import Column

#: What a variable does along the front.
TREND, SWITCH, SPREAD, STAY = "trend", "switch", "spread", "stay"
# A trend needs this rank correlation, a move this share of the range, a switch this share of designs that differ.
_CLEAR, _MOVE, _DIFFER = 0.6, 0.04, 0.03
# Values this near to a bound, as a share of the range, are on it.
_AT_BOUND = 0.02
# Share of the front at each end whose median or commonest value stands for the end.
_END = 0.15


@dataclass(frozen=True)
class Move:
    """One variable on the front.

    Attributes:
        name: of the variable.
        kind: ``"trend"``, ``"switch"``, ``"spread"`` or ``"stay"``.
        size: share of its range that 80 % of the front take up, or share of the designs that do not have the
            commonest option; orders the variables.
        correlation: (m,) Spearman's rank correlation with each objective; NaN for choices.
        text: one sentence.
    """

    name: str
    kind: str
    size: float
    correlation: tuple[float, ...]
    text: str


def moves(run: Run, units: Mapping[str, str], bounds: Mapping[str, tuple[float, float]]) -> tuple[Move, ...]:
    """What each searched variable does as the first objective rises along the front, the largest moves first."""
    if len(run.front) < 2:
        return ()
    found = [
        _of_choice(run, name, units) if name in run.choices else _of_number(run, name, units, bounds)
        for name in run.searched
    ]
    rank = {TREND: 0, SWITCH: 0, SPREAD: 1, STAY: 2}
    return tuple(sorted(found, key=lambda move: (rank[move.kind], -move.size)))


def _ends(count: int) -> int:
    return max(1, round(_END * count))


def _of_choice(run: Run, name: str, units: Mapping[str, str]) -> Move:
    values = run.checked[name].to_numpy()[run.front].tolist()
    counted = Counter(values).most_common()
    differ = 1.0 - counted[0][1] / len(values)
    none = (float("nan"),) * len(run.objectives)
    title = words(name, units)
    if differ < _DIFFER and counted[0][1] == len(values):
        return Move(name, STAY, 0.0, none, f"{title} is {shown(counted[0][0])} throughout.")
    k = _ends(len(values))
    first, last = Counter(values[:k]).most_common()[0][0], Counter(values[-k:]).most_common()[0][0]
    shares = ", ".join(f"{shown(option)} in {count}" for option, count in counted)
    if first != last:
        text = f"{title} switches from {shown(first)} to {shown(last)} ({shares} of {len(values)} designs)."
        return Move(name, SWITCH, max(differ, _DIFFER), none, text)
    return Move(name, SPREAD, differ, none, f"{title} is mostly {shown(counted[0][0])} ({shares}).")


def _of_number(run: Run, name: str, units: Mapping[str, str], bounds: Mapping[str, tuple[float, float]]) -> Move:
    values = run.column(name)[run.front]
    low, high = variable_range(run, name, bounds)
    extent = (high - low) or 1.0
    near, far = np.quantile(values, [0.1, 0.9])
    size = float((far - near) / extent)
    F = run.F[run.front]
    correlation = tuple(_rank(values, F[:, j]) for j in range(F.shape[1]))
    title, ending = words(name, units), unit(name, units)
    after = f" {ending}" if ending else ""
    k = _ends(len(values))
    start, end = float(np.median(values[:k])), float(np.median(values[-k:]))
    if abs(correlation[0]) >= _CLEAR and size >= _MOVE and start != end:
        verb = "rises" if end > start else "falls"
        return Move(
            name,
            TREND,
            size,
            correlation,
            f"{title} {verb} from {shown_in(start, extent)} to {shown_in(end, extent)}{after}.",
        )
    if size >= _MOVE:
        text = (
            f"{title} lies between {shown_in(near, extent)} and {shown_in(far, extent)}{after} without a clear trend."
        )
        return Move(name, SPREAD, size, correlation, text)
    middle = float(np.median(values))
    place = ""
    if middle - low <= _AT_BOUND * extent:
        place = ", its lower bound" if middle <= low else ", near its lower bound"
    elif high - middle <= _AT_BOUND * extent:
        place = ", its upper bound" if middle >= high else ", near its upper bound"
    return Move(name, STAY, size, correlation, f"{title} stays near {shown_in(middle, extent)}{after}{place}.")


def variable_range(run: Run, name: str, bounds: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Bounds of a variable that is a number, or the least and largest value checked where they are not known."""
    every = run.column(name)
    return bounds.get(name, (float(np.nanmin(every)), float(np.nanmax(every))))


def _rank(values: Column, objective: Column) -> float:
    if np.ptp(values) == 0.0 or np.ptp(objective) == 0.0:
        return 0.0
    return float(spearmanr(values, objective).statistic)
