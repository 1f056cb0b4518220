"""How the front grew with the truth runs."""

from dataclasses import dataclass

import numpy as np

from fluxion.report.run_folder import Run
from fluxion.search.pareto import Scale, front_of, hypervolume
from fluxion.typing import Column, IntArray


@dataclass(frozen=True)
class Course:
    """Quality after every truth run.

    Attributes:
        runs: (n,) 1 to n.
        value: (n,) hypervolume of the feasible designs so far, on the scale of the final front; for one objective its
            least feasible value so far, NaN before the first; NaN throughout without a scale.
        front: (n,) designs on the front so far.
        is_volume: whether `value` is a hypervolume.
        rounds: name of each round and the runs up to its end.
    """

    runs: IntArray
    value: Column
    front: IntArray
    is_volume: bool
    rounds: tuple[tuple[str, int], ...]


def course(run: Run) -> Course:
    """How the front of `run` grew."""
    F, feasible, n = run.F, run.feasible, len(run.checked)
    rounds = tuple((str(step["name"]), int(step["runs"])) for step in run.record["steps"])
    if F.shape[1] == 1:
        best = np.fmin.accumulate(np.where(feasible, F[:, 0], np.nan))
        return Course(np.arange(1, n + 1), best, np.where(np.isfinite(best), 1, 0), False, rounds)
    scale = Scale.of_front(F[run.front])
    value, count, last = np.full(n, np.nan), np.zeros(n, dtype=np.int64), np.zeros(0, dtype=np.int64)
    volume = np.nan if scale is None else 0.0
    for i in range(n):
        # Only a design that joins the front changes it.
        if feasible[i] and not _dominated(F[i], F[last]):
            rows = np.append(last, i)
            last = rows[front_of(F[rows], np.ones(len(rows), dtype=bool))]
            volume = np.nan if scale is None else hypervolume(F[last], scale)
        value[i], count[i] = volume, len(last)
    return Course(np.arange(1, n + 1), value, count, True, rounds)


def _dominated(point: Column, front: Column) -> bool:
    return bool(((front <= point).all(axis=1) & (front < point).any(axis=1)).any())
