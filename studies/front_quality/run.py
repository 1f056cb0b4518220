"""Runs the study: ``python studies/front_quality/run.py``; what is kept in runs/front_quality is not run again.

Arguments: names of methods or ``coverage`` (default: all) and ``--seeds 1,2``; ``summary`` alone only writes the tables
anew.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from cases import CASES, SEEDS, Case, Paid, place
from genetic import physics_nsga2
from intervals import write_coverage
from others import optuna_sampler, qnehvi
from samplers import own_sampler
from searches import final_only, guided, learned
from summary import write_summary

FOLDER = Path("runs/front_quality")

#: Method -> (budgets, seeds, what runs it).
METHODS: dict[str, tuple[tuple[int, ...], tuple[int, ...], Callable[[Case, int, int], Paid]]] = {
    "physics_nsga2": ((20_000,), SEEDS, lambda case, seed, budget: physics_nsga2(case, seed)),
    "guided": ((200, 500), SEEDS, guided),
    "learned": ((500, 1000, 2000, 5000), SEEDS, learned),
    "final_only": ((200, 500), SEEDS, final_only),
    "sampler": ((300,), SEEDS, own_sampler),
    "sampler_shipped": ((300,), SEEDS, lambda *asked: own_sampler(*asked, shipped=True)),
    "optuna_nsga2": ((1000,), SEEDS, lambda *asked: optuna_sampler("optuna_nsga2", *asked)),
    "optuna_tpe": ((1000,), SEEDS[:2], lambda *asked: optuna_sampler("optuna_tpe", *asked)),
    "optuna_gp": ((200,), SEEDS[:2], lambda *asked: optuna_sampler("optuna_gp", *asked)),
    "qnehvi": ((200,), SEEDS[:2], qnehvi),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("methods", nargs="*", default=[*METHODS, "coverage"], help="methods to run")
    parser.add_argument("--seeds", default="", help="for example 1,2")
    parser.add_argument("--cases", default="", help="for example golden-two")
    given = parser.parse_args()
    for method in given.methods:
        if method == "coverage":
            write_coverage(FOLDER)
        if method not in METHODS:
            continue
        budgets, seeds, run = METHODS[method]
        chosen = [int(seed) for seed in given.seeds.split(",")] if given.seeds else seeds
        for seed in chosen:
            for case in CASES:
                if given.cases and case.name not in given.cases.split(","):
                    continue
                for budget in budgets:
                    path = place(FOLDER, f"{method}_{budget}", case, seed)
                    if not path.is_file():
                        paid = run(case, seed, budget)
                        paid.save(path)
                        print(f"{path.name}: {len(paid.F)} runs in {paid.seconds:.0f} s", flush=True)
    write_summary(FOLDER)


if __name__ == "__main__":
    main()
