"""What a study returns: truth values only, and how far the surrogate's claims were from them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fluxion.evaluation import Evaluation
from fluxion.problems.task import Answer
from fluxion.search.pareto import Scale, front_of, hypervolume
from fluxion.search.recheck import Archive
from fluxion.search.setup import TRUTH_NAMES, Setup
from fluxion.typing import IntArray


@dataclass(frozen=True)
class Costs:
    """What a run took.

    Attributes:
        surrogate_evaluations: designs that the surrogate evaluated.
        search_s: time of searching on the surrogate [s].
        truth_s: time of truth runs, with the search itself where it works on the truth [s].
        total_s: time of the whole run [s].
    """

    surrogate_evaluations: int
    search_s: float
    truth_s: float
    total_s: float


@dataclass(frozen=True)
class Step:
    """State after one round of truth runs.

    Attributes:
        name: ``"baseline"``, ``"round 1"`` ...
        runs: truth runs up to here.
        front: designs on the front of those runs.
        hypervolume: of that front, on the scale of the final one.
    """

    name: str
    runs: int
    front: int
    hypervolume: float | None


@dataclass(frozen=True)
class RunResult:
    """A finished study.

    Attributes:
        setup: what was asked.
        answer: (n) all truth runs in the order they finished; row 0 is the baseline.
        origin: (n,) which round each came from.
        claimed: what the surrogate says of the same n designs, None without one.
        expected: what the search expected of each before its truth was known, corrected and with intervals by what
            earlier rounds had shown; NaN with a sentence where nothing was known; None of a plain search.
        front: rows of the feasible designs that no other feasible run dominates, by the first objective.
        scale: ideal and nadir of the front; None, and no hypervolume, if the front has no extent.
        true_hypervolume: of the front.
        claimed_hypervolume: of the surrogate's claims for the n designs on the same scale, None without one.
        steps: how the front grew.
        costs: evaluations and times.
        ended: why the search ended before its budget; empty if it did not.
    """

    setup: Setup
    answer: Answer
    origin: NDArray[np.object_]
    claimed: Answer | None
    expected: Evaluation | None
    front: IntArray
    scale: Scale | None
    true_hypervolume: float | None
    claimed_hypervolume: float | None
    steps: tuple[Step, ...]
    costs: Costs
    ended: str = ""

    @property
    def truth(self) -> Evaluation:
        """All truth runs as an evaluation."""
        return self.answer.evaluation

    @property
    def verdict(self) -> str:
        """One sentence on the outcome."""
        runs = len(self.origin)
        if len(self.front):
            designs = "1 design" if len(self.front) == 1 else f"{len(self.front)} designs"
            return f"{designs} that none of the {runs} runs of {TRUTH_NAMES[self.truth.fidelity]} dominates"
        failed = int((~self.truth.ok).sum())
        if failed == runs:
            return f"no design could be simulated in {runs} runs; the first says: {self.truth.status[0]}"
        nearest = int(np.argmin(self.answer.violation))
        worst = int(np.argmax(self.answer.G[nearest]))
        name = self.setup.problem.constraints[worst].name
        excess = self.truth.constraints(self.setup.problem)[nearest, worst]
        return f"no feasible design in {runs} runs; the closest exceeds {name} by {excess:.3g}"

    def claim_errors(self) -> dict[str, float]:
        """Mean |claim - truth| of each objective over the checked designs, as a share of its mean size.

        Empty without a surrogate, or if no design but the baseline was simulated.
        """
        checked = self.truth.ok & (self.origin != self.origin[0])
        if self.claimed is None or not checked.any():
            return {}
        true, claim = self.answer.F[checked], self.claimed.F[checked]
        size = np.maximum(np.abs(true).mean(axis=0), np.finfo(float).tiny)
        return dict(zip(self.setup.problem.objectives, (np.abs(claim - true).mean(axis=0) / size).tolist()))

    def claims(self) -> dict[str, dict[str, float | None]]:
        """How good the claims were where the search went, by column: a random design is easier than a best one.

        Returns:
            For each objective and predicted output that the truth knows, over the checked designs but the baseline:
            ``mean`` of the truth,
            ``mae`` and ``bias`` of the claims in the column's unit, and ``coverage``, the share of true values inside
            the surrogate's nominal 90 % interval (None for a column without interval). Empty without a surrogate.
        """
        checked = self.truth.ok & (self.origin != self.origin[0])
        if self.claimed is None or not checked.any():
            return {}
        claimed, quality = self.claimed.evaluation, {}
        for name in (*self.setup.problem.objectives, *claimed.lower):
            if name not in self.truth.columns:
                continue
            true, error = self.truth.columns[name][checked], (claimed.columns[name] - self.truth.columns[name])[checked]
            covered = None
            if name in claimed.lower:
                inside = (true >= claimed.lower[name][checked]) & (true <= claimed.upper[name][checked])
                covered = float(inside.mean())
            quality[name] = {
                "mean": float(true.mean()),
                "mae": float(np.abs(error).mean()),
                "bias": float(error.mean()),
                "coverage": covered,
            }
        return quality

    def expectations(self) -> dict[str, dict[str, float | int]]:
        """How good the intervals were that the search claimed before it knew, by objective and output.

        Returns:
            Over the usable runs after the first round, whose intervals learn from an earlier one: ``coverage``, the
            share of true values inside, nominally 0.9; ``half_width``, the mean in the column's unit; ``runs``.
            Empty of a plain search, or with a single round.
        """
        if self.expected is None:
            return {}
        # The baseline was chosen by no search, and the first round's intervals had nothing to learn from.
        foreseen = self.expected.ok & (self.origin != self.origin[0])
        rounds = list(dict.fromkeys(self.origin[foreseen].tolist()))
        later = self.truth.ok & np.isin(self.origin, rounds[1:])
        if not later.any():
            return {}
        found = {}
        for name in self.expected.lower:
            if name in self.truth.columns:
                inside, half = inside_interval(self.expected, self.truth, name), self.expected.upper[name]
                found[name] = {
                    "coverage": float(inside[later].mean()),
                    "half_width": float((half - self.expected.columns[name])[later].mean()),
                    "runs": int(later.sum()),
                }
        return found

    def dropped(self) -> Mapping[str, int]:
        """How many truth runs are not on the front, by reason."""
        ok, feasible = self.truth.ok, self.answer.feasible
        return {
            "failed": int((~ok).sum()),
            "infeasible": int((ok & ~feasible).sum()),
            "dominated": int(feasible.sum()) - len(self.front),
        }


def inside_interval(expected: Evaluation, truth: Evaluation, name: str) -> NDArray[np.bool_]:
    """(n,) whether the true value of a column lies inside the expected interval; False in failed rows."""
    true = truth.columns[name]
    return np.asarray((true >= expected.lower[name]) & (true <= expected.upper[name]))


def conclude(
    setup: Setup, archive: Archive, costs: Costs, expected: Evaluation | None = None, ended: str = ""
) -> RunResult:
    """Result of the truth runs in `archive`, of which `expected` tells what the search expected."""
    answer, origin = archive.answer, archive.origin
    front = front_of(answer.F, answer.feasible)
    claimed = setup.surrogate.evaluate(answer.evaluation.X) if setup.surrogate is not None else None
    scale = Scale.of_front(answer.F[front])
    volume = hypervolume(answer.F[front], scale) if scale is not None else None
    claimed_volume = None
    if claimed is not None and scale is not None:
        claimed_volume = hypervolume(claimed.F[claimed.feasible], scale)
    steps = _steps(answer, origin, scale)
    return RunResult(
        setup, answer, origin, claimed, expected, front, scale, volume, claimed_volume, steps, costs, ended
    )


def _steps(answer: Answer, origin: NDArray[np.object_], scale: Scale | None) -> tuple[Step, ...]:
    steps = []
    for name in dict.fromkeys(origin.tolist()):
        runs = int(np.flatnonzero(origin == name)[-1]) + 1
        F, usable = answer.F[:runs], answer.feasible[:runs]
        volume = hypervolume(F[usable], scale) if scale is not None else None
        steps.append(Step(name, runs, len(front_of(F, usable)), volume))
    return tuple(steps)
