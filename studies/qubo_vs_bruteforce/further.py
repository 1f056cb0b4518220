"""What coefficients with noise do to the answer, and what a sweep of weightings recovers of the front."""

from dataclasses import replace

import moocore
import numpy as np

from fluxion.problems.qubo.export import fitted_sweep
from fluxion.problems.qubo.options import qubo_options
from fluxion.problems.qubo.teaching import teacher_of
from fluxion.qubo.decoding import decode
from fluxion.qubo.encodings import ENCODINGS
from fluxion.qubo.grid import LevelGrid
from fluxion.qubo.samplers import DESCENT, SA, sample
from fluxion.search import StudyConfig, prepare
from fluxion.search.qubo import SolveOptions, solve

SEEDS = (1, 2, 3, 4, 5)
#: Standard deviations of the assumed noise, as shares of the range of the coefficients of a kind.
LINEAR, QUADRATIC = 0.03, 0.015
# Designs that are checked after samples of a disturbed model; samples whose validity is counted.
CHECKED, COUNTED = 600, 2000
OBJECTIVES, POINTS, SWEEP_BUDGETS = ("energy_kwh_m2", "cost_eur_m2"), 11, (200, 600)
_REFERENCE = 1.1


def noise(study: StudyConfig, grid: LevelGrid, values: np.ndarray) -> dict[str, dict]:
    """Per encoding: penalty, share of valid samples without noise, and gaps and valid shares with five noises.

    One fit to the surrogate, no correction by runs, no local search: what samples of the disturbed model are worth. The
    values of all combinations are known, infinite where a limit is missed.
    """
    task = prepare(study).surrogate
    best, found = float(values.min()), {}
    for name in ENCODINGS:
        options = replace(qubo_options(study.qubo), encoding=name)
        export = fitted_sweep(task, grid, teacher_of(task, grid), options, study.seed)[0]
        valid = float(export.model.decode(sample(export.bqm, SA, study.seed, COUNTED))[1].mean())
        gaps, shares = [], []
        for seed in SEEDS:
            disturbed = with_noise(export.bqm, seed)
            first = sample(disturbed, SA, seed)
            bits = np.concatenate([first, sample(disturbed, DESCENT, seed)])
            levels = decode(export.model, bits, CHECKED).levels[:CHECKED]
            gaps.append(float(values[np.ravel_multi_index(tuple(levels.T), grid.counts)].min()) / best - 1.0)
            shares.append(float(export.model.decode(first)[1].mean()))
        quality = {"penalty": export.assembled.penalty, "dynamic_range": export.model.bits.dynamic_range}
        found[name] = {"bits": export.model.width, **quality, "valid": valid, "gaps": gaps, "valid_with_noise": shares}
        print(f"noise {name}: {max(gaps):.2%}", flush=True)
    return found


def with_noise(bqm, seed: int):
    """A model with normal noise on every coefficient."""
    random, disturbed = np.random.default_rng(seed), bqm.copy()
    linear, quadratic = np.ptp(list(bqm.linear.values())), np.ptp(list(bqm.quadratic.values()))
    for label in bqm.variables:
        disturbed.add_linear(label, random.normal(0.0, LINEAR * linear))
    for a, b in bqm.quadratic:
        disturbed.add_quadratic(a, b, random.normal(0.0, QUADRATIC * quadratic))
    return disturbed


def sweep(study: StudyConfig, F: np.ndarray, limits: np.ndarray) -> dict[str, list[float]]:
    """Share of the hypervolume of the grid's front that the runs of a sweep have, by refinement and budget.

    One round: one fit, eleven weightings. Scaled by ideal and nadir of the grid's front, reference point 1.1.
    """
    feasible = F[(limits <= 0.0).all(axis=1)]
    front = feasible[moocore.is_nondominated(feasible)]
    ideal, nadir = front.min(axis=0), front.max(axis=0)

    def volume(points: np.ndarray) -> float:
        return float(moocore.hypervolume((points - ideal) / (nadir - ideal), ref=np.full(F.shape[1], _REFERENCE)))

    found: dict[str, list[float]] = {}
    for refinement in ("nothing", "descent"):
        for budget in SWEEP_BUDGETS:
            shares = []
            for seed in SEEDS:
                setup = prepare(replace(study, objectives=OBJECTIVES, budget=budget, seed=seed))
                solving = SolveOptions(rounds=1, sweep=POINTS, refinement=refinement)
                answer = solve(setup, qubo_options(study.qubo), solving).run.answer
                shares.append(volume(answer.F[answer.feasible]) / volume(front))
            found[f"{refinement} {budget}"] = shares
            print(f"sweep {refinement} {budget}: {min(shares):.3f} to {max(shares):.3f}", flush=True)
    return found
