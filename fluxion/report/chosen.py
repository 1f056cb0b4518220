"""The designs that a report shows one by one: status quo, ends of the front, knee; or the nearest to feasible."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fluxion.report.knee import knee
from fluxion.report.labels import words
from fluxion.report.run_folder import Run
from fluxion.typing import Column, IntArray

BASELINE, KNEE, CLOSEST = "baseline", "knee", "closest"


@dataclass(frozen=True)
class Chosen:
    """A design with a name.

    Attributes:
        key: ``"baseline"``, ``"knee"``, ``"closest"``, or ``"least <objective>"``.
        name: for people; a design with two names has both.
        row: its row among the truth runs.
    """

    key: str
    name: str
    row: int


def chosen_designs(run: Run, units: Mapping[str, str], limits: Mapping[str, float]) -> tuple[Chosen, ...]:
    """Named designs of a run, each row once; the baseline only if it has a result."""
    found: dict[int, Chosen] = {}

    def add(key: str, name: str, row: int) -> None:
        before = found.get(row)
        found[row] = Chosen(before.key, f"{before.name} = {name}", row) if before else Chosen(key, name, row)

    if run.ok[0]:
        add(BASELINE, "baseline", 0)
    F = run.F[run.front]
    for j, name in enumerate(run.objectives if len(F) else ()):
        tied = np.flatnonzero(F[:, j] == F[:, j].min())
        add(f"least {name}", f"least {words(name, units)}", int(run.front[tied[F[tied].sum(axis=1).argmin()]]))
        if j == 0:
            turn = knee(F)
            if turn is not None:
                add(KNEE, "knee", int(run.front[turn]))
    if not len(F) and run.ok.any():
        add(CLOSEST, "closest to feasible", int(by_violation(run, limits)[0]))
    return tuple(found.values())


def by_violation(run: Run, limits: Mapping[str, float]) -> IntArray:
    """Rows that have a result, the least sum of violations first, each violation g as g / (size of limit + g)."""
    rows = np.flatnonzero(run.ok)
    return rows[np.argsort(violations(run, limits)[rows], kind="stable")]


def violations(run: Run, limits: Mapping[str, float]) -> Column:
    """(n,) sums of scaled violations as the search compares designs; NaN in failed rows.

    Args:
        run: the run.
        limits: constraint -> size of its limit; for one that is missing, the largest value of the run stands for it.
    """
    total = np.zeros(len(run.checked))
    for name in run.constraints:
        values = run.column(name)
        size = limits.get(name) or float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
        excess = np.maximum(values, 0.0)
        total += excess / (size + excess)
    return np.where(run.ok, total, np.nan)
