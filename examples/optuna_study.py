"""Optuna on the office: trials are answered by the shipped surrogate, the best of them checked by physics.

Usage:
    python examples/optuna_study.py [--trials 400] [--checks 6] [--sampler nsgaii|tpe] [--surrogate MODEL.onnx]
"""

import argparse

import numpy as np
import optuna

from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.problems import load
from fluxion.problems.optuna import to_optuna
from fluxion.weather import load_weather

OBJECTIVES = ("energy_kwh_m2", "cost_eur_m2")
# A search finds the designs that a surrogate flatters: a stricter limit on overheating than the true 0.05 keeps
# most of them feasible when physics looks at them.
CAREFUL_LIMIT = 0.03
SAMPLERS = {
    "nsgaii": lambda: optuna.samplers.NSGAIISampler(population_size=40, seed=1),
    "tpe": lambda: optuna.samplers.TPESampler(multivariate=False, seed=1),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=400)
    parser.add_argument("--checks", type=int, default=6, help="trials to simulate")
    parser.add_argument("--sampler", choices=sorted(SAMPLERS), default="nsgaii")
    parser.add_argument("--surrogate", help="model file; default: the shipped one")
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)

    problem, weather = load("office-design"), load_weather("golden")
    careful = problem.with_settings(overheating_limit=CAREFUL_LIMIT)
    surrogate = SurrogateEvaluator(careful, weather, load_surrogate(problem, weather, options.surrogate))
    objective = to_optuna(careful, surrogate, objectives=OBJECTIVES)
    study = optuna.create_study(directions=objective.directions, sampler=SAMPLERS[options.sampler]())
    study.optimize(objective, n_trials=options.trials)
    best = sorted(study.best_trials, key=lambda trial: trial.values[0])
    print(f"surrogate: {len(study.trials)} trials, {len(best)} on the claimed front")
    if not best:
        print("no trial meets the limits; give the study more trials")
        return

    # Checked trials go to a study of their own: values of two fidelities in one study would not compare.
    physics = to_optuna(problem, PhysicsEvaluator(problem, weather), objectives=OBJECTIVES)
    checked = optuna.create_study(directions=physics.directions)
    for i in np.unique(np.linspace(0, len(best) - 1, options.checks).astype(int)):
        checked.enqueue_trial(best[i].params, user_attrs={"claimed": best[i].values})
    checked.optimize(physics, n_trials=len(checked.trials), n_jobs=2)
    print(f"physics: {len(checked.trials)} trials, {len(checked.best_trials)} feasible and not dominated")
    print(f"{'energy':>10} {'claimed':>10} {'cost':>10} {'claimed':>10}  [kWh/(m2 a)], [EUR/m2]")
    for trial in sorted(checked.best_trials, key=lambda trial: trial.values[0]):
        (energy, cost), (claimed_energy, claimed_cost) = trial.values, trial.user_attrs["claimed"]
        print(f"{energy:10.2f} {claimed_energy:10.2f} {cost:10.1f} {claimed_cost:10.1f}")


if __name__ == "__main__":
    main()
