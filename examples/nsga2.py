"""pymoo's NSGA-II on the office: searched on the shipped surrogate, its front checked by physics.

Any algorithm of pymoo can stand in its place (docs/PYMOO.md). trust_nsga2.py lets physics runs teach the search.

Usage:
    python examples/nsga2.py [--generations 40] [--checks 8] [--surrogate MODEL.onnx]
"""

import argparse

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.optimize import minimize
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.problems import load
from fluxion.problems.pymoo import FluxionMutation, FluxionRepair, to_pymoo
from fluxion.weather import load_weather

OBJECTIVES = ("energy_kwh_m2", "cost_eur_m2")
# A search finds the designs that a surrogate flatters: a stricter limit on overheating than the true 0.05 keeps
# most of them feasible when physics looks at them.
CAREFUL_LIMIT = 0.03


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--generations", type=int, default=40)
    parser.add_argument("--checks", type=int, default=8, help="designs of the front to simulate")
    parser.add_argument("--surrogate", help="model file; default: the shipped one")
    options = parser.parse_args()

    problem, weather = load("office-design"), load_weather("golden")
    careful = problem.with_settings(overheating_limit=CAREFUL_LIMIT)
    model = load_surrogate(problem, weather, options.surrogate)
    surrogate = SurrogateEvaluator(careful, weather, model, marks=False)
    fast = to_pymoo(careful, surrogate, objectives=OBJECTIVES)
    algorithm = NSGA2(pop_size=100, repair=FluxionRepair(), mutation=FluxionMutation())
    result = minimize(fast, algorithm, ("n_gen", options.generations), seed=1)
    print(f"surrogate: {result.algorithm.evaluator.n_eval} evaluations, {len(result.F)} designs on the claimed front")

    # Only what physics says of the designs counts.
    spread = np.argsort(result.F[:, 0])[np.linspace(0, len(result.F) - 1, options.checks).astype(int)]
    X = fast.designs(result.X[np.unique(spread)])
    true = to_pymoo(problem, PhysicsEvaluator(problem, weather), objectives=OBJECTIVES)
    out = true.evaluate(X, return_as_dictionary=True)
    claims = fast.evaluate(X)[0]
    feasible = np.flatnonzero((out["G"] <= 0.0).all(axis=1))
    front = feasible[NonDominatedSorting().do(out["F"][feasible], only_non_dominated_front=True)]

    print(f"physics: {len(X)} runs, {len(feasible)} of them feasible, {len(front)} not dominated")
    print(f"{'energy':>10} {'claimed':>10} {'cost':>10} {'claimed':>10}  [kWh/(m2 a)], [EUR/m2]")
    for i in front:
        (energy, cost), (claimed_energy, claimed_cost) = out["F"][i], claims[i]
        print(f"{energy:10.2f} {claimed_energy:10.2f} {cost:10.1f} {claimed_cost:10.1f}")


if __name__ == "__main__":
    main()
