"""Optuna on the office: a surrogate enqueues its favourites, and every trial is a physics run.

Usage:
    python examples/optuna_study.py [--trials 40] [--keep 10] [--sampler surrogate|nsgaii|tpe] [--surrogate MODEL.onnx]
                                    [--storage sqlite:///office.db]
"""

import argparse

import optuna

from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate
from fluxion.problems import load
from fluxion.problems.optuna import to_optuna
from fluxion.search.optuna import SurrogateSampler, prescreen
from fluxion.weather import load_weather

OBJECTIVES = ("energy_kwh_m2", "cost_eur_m2")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=40)
    parser.add_argument("--keep", type=int, default=10, help="favourites of the surrogate that are run first")
    parser.add_argument("--sampler", choices=("surrogate", "nsgaii", "tpe"), default="surrogate")
    parser.add_argument("--surrogate", help="model file; default: the shipped one")
    parser.add_argument("--storage", help="where the study is kept; default: in memory")
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)

    problem, weather = load("office-design"), load_weather("golden")
    surrogate = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather, options.surrogate))
    objective = to_optuna(problem, PhysicsEvaluator(problem, weather), objectives=OBJECTIVES)
    samplers = {
        "surrogate": lambda: SurrogateSampler(objective, surrogate, seed=1, batch=15),
        "nsgaii": lambda: optuna.samplers.NSGAIISampler(population_size=20, seed=1),
        "tpe": lambda: optuna.samplers.TPESampler(seed=1),
    }
    study = optuna.create_study(
        study_name="office",
        directions=objective.directions,
        sampler=samplers[options.sampler](),
        storage=options.storage,
        load_if_exists=True,
    )
    claims = to_optuna(problem, surrogate, objectives=OBJECTIVES)
    enqueued = prescreen(study, claims, n=20_000, keep=options.keep, seed=1)
    study.optimize(objective, n_trials=options.trials)

    best = sorted(study.best_trials, key=lambda trial: trial.values[0])
    print(f"surrogate: {enqueued} favourites of 20,000 designs")
    print(f"physics: {len(study.trials)} trials, {len(best)} feasible and not dominated")
    print(f"{'trial':>5} {'energy':>10} {'cost':>10}  [kWh/(m2 a)], [EUR/m2]")
    for trial in best:
        print(f"{trial.number:5d} {trial.values[0]:10.2f} {trial.values[1]:10.1f}")


if __name__ == "__main__":
    main()
