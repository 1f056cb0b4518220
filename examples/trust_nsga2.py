"""pymoo runs the guided search on the office: every evaluation that it counts is a physics run.

Usage:
    python examples/trust_nsga2.py [--runs 120] [--surrogate MODEL.onnx | --surrogate none]
"""

import argparse

import numpy as np
from pymoo.optimize import minimize

from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.problems import load
from fluxion.problems.pymoo import to_pymoo
from fluxion.search.proposal import SearchOptions
from fluxion.search.pymoo_algorithm import TrustNSGA2
from fluxion.weather import load_weather


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=120, help="physics runs")
    parser.add_argument("--surrogate", help="model file, or 'none'; default: the shipped one")
    options = parser.parse_args()

    problem, weather = load("office-design"), load_weather("golden")
    truth = to_pymoo(problem, PhysicsEvaluator(problem, weather), objectives=("energy_kwh_m2", "cost_eur_m2"))
    surrogate = None
    if options.surrogate != "none":
        surrogate = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather, options.surrogate))
    # Shorter searches than by default, so that the example is done soon.
    algorithm = TrustNSGA2(surrogate, batch=30, search=SearchOptions(population=100, generations=40))
    result = minimize(truth, algorithm, ("n_evals", options.runs), seed=1, verbose=True)

    guide = "no surrogate" if surrogate is None else "the surrogate"
    print(f"physics: {result.algorithm.evaluator.n_eval} runs, guided by {guide}; {len(result.F)} designs on the front")
    for energy, cost in result.F[np.argsort(result.F[:, 0])]:
        print(f"{energy:10.2f} kWh/(m2 a) {cost:10.1f} EUR/m2")


if __name__ == "__main__":
    main()
