"""How long until 98 % of the hypervolume? Run ``python studies/time_to_solution/run.py``; it takes some ten minutes.

The plain NSGA-II of studies/front_quality is taken from runs/front_quality and run anew where it is missing.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

import fluxion
from fluxion.evaluation import EnergyPlusEvaluator, PhysicsEvaluator
from fluxion.problems import load
from fluxion.search.pareto import Scale, hypervolume
from fluxion.validation.marked_page import update_page
from fluxion.weather import load_weather

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "front_quality"))

from cases import SEEDS, Case, Paid, place  # noqa: E402
from genetic import physics_nsga2  # noqa: E402

FOLDER = Path("runs/front_quality")
CASE = Case("golden", "two")
GOAL, WORKERS, BUDGET = 0.98, 2, 500
#: Runs of physics that the shipped surrogate rests on.
PRETRAINED_ON = 40_960 + 4_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--training-s", type=float, default=200.0, help="CPU seconds of the training after its runs")
    given = parser.parse_args()
    plain = [_plain(seed) for seed in SEEDS]
    front = json.loads((HERE.parent / "front_quality" / "results.json").read_text())[CASE.name]
    scale = Scale(np.array(list(front["ideal"].values())), np.array(list(front["nadir"].values())))
    goal = GOAL * float(np.median([hypervolume(one.F[one.feasible], scale) for one in plain]))
    costs = {"physics": _physics_s(), "energyplus": _energyplus_s() / WORKERS}
    found = {
        "plain": [(_runs_to(one, goal, scale, 100), 0.0) for one in plain],
        "guided": [_own(seed, "shipped", goal, scale) for seed in SEEDS[:3]],
        "learned": [_own(seed, "none", goal, scale) for seed in SEEDS[:3]],
    }
    pretraining = PRETRAINED_ON * costs["physics"] + given.training_s
    result = {
        "goal_of_baseline": GOAL,
        "seconds_per_truth_run": costs,
        "energyplus_workers": WORKERS,
        "pretraining_s": pretraining,
        "runs_and_search_s": found,
    }
    (HERE / "results.json").write_text(json.dumps(result, indent=1) + "\n")
    update_page(HERE / "README.md", "times", _table(found, costs, pretraining))


def _plain(seed: int) -> Paid:
    path = place(FOLDER, "physics_nsga2_20000", CASE, seed)
    if not path.is_file():
        physics_nsga2(CASE, seed).save(path)
    return Paid.load(path)


def _physics_s() -> float:
    """CPU seconds of a design, on one thread of the batch engine."""
    problem = load("office-design")
    evaluator, X = PhysicsEvaluator(problem, load_weather(CASE.climate), threads=1), problem.space.sample(1024, 7)
    evaluator.evaluate(X[:256])
    started = time.process_time()
    evaluator.evaluate(X)
    return (time.process_time() - started) / len(X)


def _energyplus_s() -> float:
    """Wall seconds of a run, one program at a time."""
    problem = load("office-design")
    evaluator = EnergyPlusEvaluator(problem, load_weather(CASE.climate), workers=1)
    started = time.perf_counter()
    evaluator.evaluate(problem.space.sample(3, 7))
    return (time.perf_counter() - started) / 3


def _runs_to(paid: Paid, goal: float, scale: Scale, step: int) -> int | None:
    """Truth runs after which the goal was reached, looked at every `step` runs; None: never."""
    for runs in range(step, len(paid.F) + 1, step):
        if hypervolume(paid.F[:runs][paid.feasible[:runs]], scale) >= goal:
            return runs
    return None


def _own(seed: int, surrogate: str, goal: float, scale: Scale) -> tuple[int | None, float]:
    """Truth runs to the goal, and CPU seconds of learning and searching until then."""
    ends: dict[int, float] = {}

    def told(stage: str, done: int, total: int) -> None:
        if stage.startswith("physics"):
            ends[done] = time.process_time()

    started = time.process_time()
    result = fluxion.minimize(
        "office-design",
        CASE.climate,
        objectives=CASE.columns,
        budget=BUDGET,
        rounds=12,
        seed=seed,
        surrogate=surrogate,
        stall=0.0,
        progress=told,
    )
    paid = Paid(result.answer.F, result.answer.feasible, 0.0)
    runs = next((n for n in sorted(ends) if _reached(paid, n, goal, scale)), None)
    if runs is None:
        return None, time.process_time() - started
    return runs, ends[runs] - started - runs * _physics_s()


def _reached(paid: Paid, runs: int, goal: float, scale: Scale) -> bool:
    return hypervolume(paid.F[:runs][paid.feasible[:runs]], scale) >= goal


def _table(found: dict, costs: dict, pretraining: float) -> list[str]:
    names = {
        "plain": "NSGA-II on the truth",
        "guided": "`minimize`, shipped surrogate",
        "learned": "`minimize`, no surrogate",
    }
    lines = [
        "| search | truth runs | learning and searching [s] | truth = physics [s] | times faster | "
        "truth = EnergyPlus [s] | times faster |",
        "|---|---|---|---|---|---|---|",
    ]
    totals = {}
    for way, words in (*names.items(), ("pretrained", "the same, its pre-training counted")):
        runs = found["guided" if way == "pretrained" else way]
        n = np.median([20_000 if one[0] is None else one[0] for one in runs])
        search = float(np.median([one[1] for one in runs])) + (pretraining if way == "pretrained" else 0.0)
        totals[way] = {truth: n * cost + search for truth, cost in costs.items()}
        cells = []
        for truth in costs:
            cells += [f"{totals[way][truth]:,.0f}", f"{totals['plain'][truth] / totals[way][truth]:.1f}"]
        lines.append(f"| {words} | {n:,.0f} | {search:,.1f} | " + " | ".join(cells) + " |")
    return lines


if __name__ == "__main__":
    main()
