"""Designs that a quadratic model proposes, and how far a local search on the model behind it improves them."""

import numpy as np

from fluxion.problems.qubo.export import QuboExport
from fluxion.problems.qubo.teaching import Teacher
from fluxion.qubo.decoding import Candidates, decode, exact, neighbours
from fluxion.qubo.samplers import DESCENT, EXACT, READS, sample
from fluxion.typing import Column, IntArray

# Candidates from which a local search starts, and its most steps.
_STARTS, _STEPS = 40, 12


def sampled(export: QuboExport, sampler: str, seed: int, wanted: int) -> Candidates:
    """At least `wanted` distinct designs, the best by the quadratic model first.

    Samples of the sampler, and of steepest descents, which end in more places than an annealing that has converged;
    where both say too little, neighbours of the best.

    Raises:
        InputError: no sample is a design, or the sampler cannot be used.
    """
    if sampler == EXACT:
        return exact(export.model, wanted)
    first = sample(export.bqm, sampler, seed, READS)
    found = decode(export.model, first, 1)
    more = sample(export.bqm, DESCENT, seed, READS)
    both = decode(export.model, np.concatenate([first, more]), wanted)
    # What is said of samples is said of the sampler that was asked for.
    asked_for = {row.tobytes() for row in found.levels[found.from_samples]}
    own = np.array([row.tobytes() in asked_for for row in both.levels])
    return Candidates(both.levels, both.values, found.samples, found.valid, own)


def ranked(export: QuboExport, teacher: Teacher, candidates: Candidates) -> IntArray:
    """(k, v) level numbers of candidates, by what the teacher says: those that meet the limits first."""
    return candidates.levels[np.argsort(_worth(export, teacher, candidates.levels), kind="stable")]


def descended(export: QuboExport, teacher: Teacher, candidates: Candidates) -> IntArray:
    """(m, v) the candidates and what a local search on the teacher finds from the best of them, best first.

    Each step goes to the best of all designs that differ in one level. This search knows nothing of the quadratic
    model, whose part ends with the candidates.
    """
    levels = ranked(export, teacher, candidates)
    seen = [levels]
    here = levels[:_STARTS]
    worth = _worth(export, teacher, here)
    for _ in range(_STEPS):
        around = neighbours(here, export.grid.counts)
        values = _worth(export, teacher, around).reshape(-1, len(here))
        best = values.argmin(axis=0)
        better = values[best, np.arange(len(here))] < worth
        seen.append(around[np.argsort(values.ravel(), kind="stable")[: len(levels)]])
        if not better.any():
            break
        rows = best[better] * len(here) + np.flatnonzero(better)
        here, worth = around[rows], values.ravel()[rows]
        here, keep = np.unique(here, axis=0, return_index=True)
        worth = worth[keep]
    everything = np.unique(np.concatenate(seen), axis=0)
    return everything[np.argsort(_worth(export, teacher, everything), kind="stable")]


def _worth(export: QuboExport, teacher: Teacher, levels: IntArray) -> Column:
    F, limits = teacher(levels)
    scalar = export.assembled.scalar
    objective = scalar.objective(F)
    broken = scalar.excess(limits).sum(axis=1)
    # Any design that meets the limits is better than any that does not.
    reach = float(np.ptp(objective[np.isfinite(objective)])) if np.isfinite(objective).any() else 0.0
    worth = np.where(broken > 0.0, objective + 10.0 * (reach + 1.0) * (1.0 + broken), objective)
    return np.where(np.isfinite(worth), worth, np.inf)
