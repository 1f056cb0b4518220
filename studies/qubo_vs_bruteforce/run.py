"""Runs the study: ``python studies/qubo_vs_bruteforce/run.py``.

What is kept in runs/qubo_vs_bruteforce is not run again. Arguments: names of methods, ``noise`` or ``sweep`` (default:
all), ``--seeds 1,2``, ``--budgets 200,600``; ``summary`` alone writes the tables anew.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import further
import numpy as np
from grid import whole_grid
from pymoo.algorithms.soo.nonconvex.ga import GA
from pymoo.core.problem import Problem
from pymoo.operators.crossover.ux import UX
from pymoo.operators.mutation.pm import PolynomialMutation
from pymoo.operators.repair.rounding import RoundingRepair
from pymoo.operators.sampling.rnd import IntegerRandomSampling
from pymoo.optimize import minimize as pymoo_minimize

from fluxion.problems.qubo.options import EXCESS, SLACK, qubo_options
from fluxion.qubo.grid import LevelGrid
from fluxion.search import Setup, StudyConfig, prepare, read_study, run_study
from fluxion.search.qubo import SolveOptions, solve

HERE = Path(__file__).parent
FOLDER = Path("runs/qubo_vs_bruteforce")
BUDGETS, SEEDS = (200, 600, 1200), (1, 2, 3, 4, 5)
# Combinations that are simulated directly, to see that what is taken from another one is the same.
_CHECKED = 500


class Known:
    """The whole grid: the value of every combination, infinite where a limit is missed."""

    def __init__(self, grid: LevelGrid, F: np.ndarray, limits: np.ndarray) -> None:
        self.grid, self.F, self.limits = grid, F[:, 0], limits
        self.feasible = (limits <= 0.0).all(axis=1)
        self.values = np.where(self.feasible, self.F, np.inf)
        self.best = float(self.values.min())

    def at(self, levels: np.ndarray) -> np.ndarray:
        """(n,) running numbers of (n, v) level numbers."""
        return np.ravel_multi_index(tuple(levels.T), self.grid.counts)


def quadratic(refinement: str, surrogate: str, limits: str = EXCESS) -> Callable:
    def run(study: StudyConfig, known: Known) -> float:
        setup = prepare(replace(study, surrogate=surrogate))
        options = replace(qubo_options(study.qubo), limits=limits)
        found = solve(setup, options, SolveOptions(refinement=refinement)).run
        return float(found.answer.F[found.front].min()) if len(found.front) else float("inf")

    return run


def random_search(study: StudyConfig, known: Known) -> float:
    numbers = np.random.default_rng(study.seed).choice(known.grid.size, study.budget, replace=False)
    return float(known.values[numbers].min())


class Levels(Problem):
    """The grid as pymoo sees it; the values are those of the simulations."""

    def __init__(self, known: Known) -> None:
        upper = np.array(known.grid.counts) - 1
        super().__init__(
            n_var=len(upper), n_obj=1, n_ieq_constr=known.limits.shape[1], xl=np.zeros(len(upper)), xu=upper, vtype=int
        )
        self.known, self.asked = known, []

    def _evaluate(self, x, out, *args, **kwargs):
        rows = self.known.at(x.astype(np.int64))
        self.asked.append(rows)
        out["F"], out["G"] = self.known.F[rows], self.known.limits[rows]


def genetic(study: StudyConfig, known: Known) -> float:
    problem = Levels(known)
    algorithm = GA(
        pop_size=max(20, study.budget // 12),
        sampling=IntegerRandomSampling(),
        crossover=UX(),
        mutation=PolynomialMutation(vtype=float, repair=RoundingRepair()),
        eliminate_duplicates=True,
    )
    pymoo_minimize(problem, algorithm, ("n_eval", study.budget), seed=study.seed)
    return float(known.values[np.concatenate(problem.asked)[: study.budget]].min())


def minimized(surrogate: str) -> Callable:
    def run(study: StudyConfig, known: Known) -> float:
        # Numbers between the levels are allowed here, so that the gap may be below zero.
        levels = study.qubo["levels"]
        ranges = {name: {"options": list(value)} for name, value in levels.items() if not isinstance(value, int)}
        found = run_study(prepare(replace(study, surrogate=surrogate, variables=ranges)))
        return float(found.answer.F[found.front].min()) if len(found.front) else float("inf")

    return run


METHODS: dict[str, tuple[str, Callable]] = {
    "qubo_nothing": ("QUBO of the surrogate, samples as they are", quadratic("nothing", "shipped")),
    "qubo_order": ("the same, ordered by the surrogate", quadratic("order", "shipped")),
    "qubo_descent": ("the same, with local search on the surrogate", quadratic("descent", "shipped")),
    "qubo_slack": ("samples as they are, limits by slack bits", quadratic("nothing", "shipped", SLACK)),
    "learned_nothing": ("QUBO of the runs alone, samples as they are", quadratic("nothing", "none")),
    "learned_order": ("the same, ordered by what the runs teach", quadratic("order", "none")),
    "learned_descent": ("the same, with local search on what the runs teach", quadratic("descent", "none")),
    "minimize": ("`fluxion.minimize`, shipped surrogate, between the levels too", minimized("shipped")),
    "minimize_alone": ("`fluxion.minimize`, no surrogate, between the levels too", minimized("none")),
    "genetic": ("genetic algorithm on physics (pymoo's GA)", genetic),
    "random": ("random search", random_search),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("methods", nargs="*", default=[*METHODS, "noise", "sweep"], help="methods to run")
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    parser.add_argument("--budgets", default=",".join(map(str, BUDGETS)))
    given = parser.parse_args()
    study = read_study(HERE / "study.toml")
    setup = prepare(study)
    known = Known(*whole_grid(setup, FOLDER))
    path = FOLDER / "found.json"
    found = json.loads(path.read_text()) if path.is_file() else {}
    for method in given.methods:
        for budget in map(int, given.budgets.split(",")):
            for seed in map(int, given.seeds.split(",")):
                key = f"{method} {budget} {seed}"
                if method not in METHODS or key in found:
                    continue
                found[key] = METHODS[method][1](replace(study, budget=budget, seed=seed), known)
                path.write_text(json.dumps(found, indent=0))
                print(f"{key}: {found[key]:.2f}, {found[key] / known.best - 1.0:+.2%}", flush=True)
    if "noise" in given.methods and "noise" not in found:
        found["noise"] = further.noise(study, known.grid, known.values)
    if "sweep" in given.methods and "sweep" not in found:
        both = prepare(replace(study, objectives=further.OBJECTIVES))
        found["sweep"] = further.sweep(study, *whole_grid(both, FOLDER)[1:])
    path.write_text(json.dumps(found, indent=0))
    write_summary(known, found, check(setup, known))


def check(setup: Setup, known: Known) -> int:
    """How many of a sample of combinations have another value when they are simulated by themselves."""
    numbers = np.random.default_rng(0).choice(known.grid.size, _CHECKED, replace=False)
    answer = setup.truth.evaluate(known.grid.designs(known.grid.unravel(numbers)))
    return int((answer.F[:, 0] != known.F[numbers]).sum())


def write_summary(known: Known, found: dict[str, float], differing: int) -> None:
    lines = [
        "| search | " + " | ".join(f"{budget} runs" for budget in BUDGETS) + " |",
        "|---" * (len(BUDGETS) + 1) + "|",
    ]
    results = {}
    for method, (title, _) in METHODS.items():
        cells = []
        for budget in BUDGETS:
            gaps = [found[k] / known.best - 1.0 for s in SEEDS if (k := f"{method} {budget} {s}") in found]
            results[f"{method} {budget}"] = gaps
            spread = f" ({min(gaps):.2%} to {max(gaps):.2%}, {len(gaps)} seeds)" if gaps else ""
            cells.append(f"{median(gaps):.2%}{spread}" if gaps else "not run")
        lines.append(f"| {title} | {' | '.join(cells)} |")
    feasible = known.values[known.feasible]
    facts = {
        "combinations": known.grid.size,
        "feasible": len(feasible),
        "optimum": known.best,
        "within_1_percent": int((feasible <= 1.01 * known.best).sum()),
        "checked": _CHECKED,
        "differing": differing,
    }
    more = {name: found[name] for name in ("noise", "sweep") if name in found}
    (HERE / "results.json").write_text(json.dumps({"grid": facts, "gaps": results, **more}, indent=1) + "\n")
    lines.append(
        f"\n{facts['combinations']:,} combinations, {facts['feasible']:,} meet the limits; the best costs "
        f"{known.best:.2f} EUR/m², {facts['within_1_percent']} are within 1 % of it. Of {_CHECKED} combinations that "
        f"were simulated by themselves, {differing} had another value than in the table."
    )
    lines += noise_lines(found.get("noise", {})) + sweep_lines(found.get("sweep", {}))
    page = HERE / "README.md"
    begin, end = "<!-- result: begin -->", "<!-- result: end -->"
    head, rest = page.read_text().split(begin)
    page.write_text(f"{head}{begin}\n" + "\n".join(lines) + f"\n{end}" + rest.split(end)[1])


def noise_lines(found: dict[str, dict]) -> list[str]:
    if not found:
        return []
    lines = [
        f"\nNoise on every coefficient ({further.LINEAR:.0%} of the range of linear ones, {further.QUADRATIC:.1%} of "
        f"that of quadratic ones; an assumption), best of {further.CHECKED} designs, five noises; without noise the "
        f"share of valid samples of {further.COUNTED}:\n",
        "| encoding | bits | largest over median coefficient | penalty | valid | gap with noise | valid with noise |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in found.items():
        gaps = f"{median(one['gaps']):.2%} (at most {max(one['gaps']):.2%})"
        lines.append(
            f"| {name} | {one['bits']} | {one['dynamic_range']:.0f} | {one['penalty']:.2f} | {one['valid']:.1%} | "
            f"{gaps} | at least {min(one['valid_with_noise']):.1%} |"
        )
    return lines


def sweep_lines(found: dict[str, list[float]]) -> list[str]:
    if not found:
        return []
    lines = [
        f"\nOne fit, {further.POINTS} weightings of energy and cost: share of the hypervolume of the grid's front, "
        "five seeds:\n",
        "| samples | runs | share |",
        "|---|---|---|",
    ]
    words = {"nothing": "as they are", "descent": "with local search on the surrogate"}
    for key, shares in found.items():
        refinement, budget = key.split()
        lines.append(
            f"| {words[refinement]} | {budget} | {median(shares):.3f} ({min(shares):.3f} to {max(shares):.3f}) |"
        )
    return lines


if __name__ == "__main__":
    main()
