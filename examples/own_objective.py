"""An objective and a constraint of one's own, searched by pymoo on the shipped surrogate and checked by physics.

Usage:
    python examples/own_objective.py [--generations 40] [--checks 8] [--surrogate MODEL.onnx]
"""

import argparse

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.optimize import minimize

from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.problems import load
from fluxion.problems.pymoo import FluxionMutation, FluxionRepair, to_pymoo
from fluxion.weather import load_weather

CARBON_PRICE_EUR_T = 200.0


def social_cost(columns):
    """Cost with a price on emissions [EUR/m2]; columns come by name, (n,) each, and (n,) numbers go back."""
    return columns["cost_eur_m2"] + CARBON_PRICE_EUR_T / 1000.0 * columns["carbon_kgco2e_m2"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--generations", type=int, default=40)
    parser.add_argument("--checks", type=int, default=8, help="designs of the front to simulate")
    parser.add_argument("--surrogate", help="model file; default: the shipped one")
    options = parser.parse_args()

    problem, weather = load("office-design"), load_weather("golden")
    # A function of Python, an expression in one line, and a limit that takes the place of the problem's own budget.
    problem = problem.with_objective("social_cost_eur_m2", social_cost, "EUR/m2")
    # Everything is minimised, so what is wanted is counted by what lacks.
    problem = problem.with_objective("wall_share", "1 - (wwr_south + wwr_east + wwr_north + wwr_west) / 4")
    problem = problem.with_constraint("g_investment", "investment_eur_m2 <= 700")
    problem = problem.with_constraint("g_hot", "hours_above_28_occ <= 100")
    objectives, bounds = ("social_cost_eur_m2", "wall_share"), {"wwr_south": (0.3, None)}

    surrogate = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather, options.surrogate))
    # The intervals of own columns follow from those of the predictions; half of one keeps the search from wishes.
    fast = to_pymoo(problem, surrogate, objectives, bounds=bounds, risk=0.5)
    algorithm = NSGA2(pop_size=60, repair=FluxionRepair(), mutation=FluxionMutation())
    result = minimize(fast, algorithm, ("n_gen", options.generations), seed=1)
    print(f"surrogate: {result.algorithm.evaluator.n_eval} evaluations, {len(result.F)} designs on the claimed front")

    spread = np.argsort(result.F[:, 0])[np.linspace(0, len(result.F) - 1, options.checks).astype(int)]
    X = fast.designs(result.X[np.unique(spread)])
    claimed = surrogate.evaluate(X)
    true = to_pymoo(problem, PhysicsEvaluator(problem, weather), objectives, bounds=bounds).task.evaluate(X)
    inside = true.evaluation.columns["social_cost_eur_m2"] <= claimed.upper["social_cost_eur_m2"]
    print(f"physics: {len(X)} runs, {true.feasible.sum()} meet all limits, {inside.sum()} cost no more than claimed")
    print(f"{'social cost':>12} {'claimed':>10} {'walls':>7}  [EUR/m2], [EUR/m2], [-]")
    for i in np.flatnonzero(true.feasible):
        print(f"{true.F[i, 0]:12.1f} {claimed.columns['social_cost_eur_m2'][i]:10.1f} {true.F[i, 1]:7.2f}")


if __name__ == "__main__":
    main()
