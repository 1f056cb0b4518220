import pickle
from dataclasses import replace

import numpy as np
import optuna
import pytest

from fluxion.design import Constraint
from fluxion.problems.optuna import constraints_of, to_optuna
from fluxion.problems.pymoo import to_pymoo

optuna.logging.set_verbosity(optuna.logging.ERROR)


@pytest.fixture
def objective(valley, true_valley):
    return to_optuna(valley, true_valley)


def study_of(objective, sampler, trials):
    study = optuna.create_study(directions=objective.directions, sampler=sampler)
    study.optimize(objective, n_trials=trials)
    return study


def test_distributions_are_the_variables(objective, valley):
    found = objective.distributions
    assert tuple(found) == valley.space.names
    assert found["x0"] == optuna.distributions.FloatDistribution(0.0, 1.0)
    assert found["terraces"] == optuna.distributions.IntDistribution(0, 5)
    assert found["rock"] == optuna.distributions.CategoricalDistribution(("granite", "slate", "chalk", "marl"))


@pytest.mark.parametrize("kind", ["nsgaii", "tpe", "random"])
def test_samplers_run_and_get_the_evaluator_s_values(objective, true_valley, valley, kind):
    sampler = {
        "nsgaii": lambda: optuna.samplers.NSGAIISampler(seed=1, population_size=10),
        "tpe": lambda: optuna.samplers.TPESampler(seed=1),
        "random": lambda: optuna.samplers.RandomSampler(seed=1),
    }[kind]()
    study = study_of(objective, sampler, 30)
    trials = [t for t in study.trials if t.state == optuna.trial.TrialState.COMPLETE]
    assert trials
    for trial in trials:
        expected = true_valley.evaluate(objective.design(trial.params))
        assert trial.values == expected.objectives(valley)[0].tolist()
        assert constraints_of(trial) == expected.constraints(valley)[0].tolist()
        assert trial.user_attrs["fidelity"] == "physics"


def test_a_design_without_a_result_is_pruned_with_its_sentence(objective, valley):
    study = optuna.create_study(directions=objective.directions)
    study.enqueue_trial({**valley.space.decode(valley.baseline[None])[0], "x1": 1.0})
    study.optimize(objective, n_trials=2)
    assert study.trials[0].state == optuna.trial.TrialState.PRUNED
    assert "too steep" in study.trials[0].user_attrs["status"]
    assert study.trials[1].state in (optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED)


def test_constraints_keep_infeasible_trials_from_the_best(objective, valley):
    study = optuna.create_study(directions=objective.directions)
    default = valley.space.decode(valley.baseline[None])[0]
    study.enqueue_trial({**default, "x0": 0.1})
    study.enqueue_trial({**default, "x0": 0.9})
    study.optimize(objective, n_trials=2)
    assert [constraints_of(trial)[0] <= 0.0 for trial in study.trials] == [True, False]
    if hasattr(optuna.trial.Trial, "set_constraint"):
        assert [trial.number for trial in study.best_trials] == [0]


def test_one_objective_and_held_variables(valley, true_valley):
    objective = to_optuna(valley, true_valley, objectives=["f2"], fixed={"rock": "chalk"})
    study = study_of(objective, optuna.samplers.RandomSampler(seed=1), 3)
    trial = study.best_trial
    assert "rock" not in trial.params
    assert objective.design(trial.params)[0, 6] == 2.0
    assert isinstance(trial.value, float)


def test_ask_and_tell_with_the_distributions(objective):
    study = optuna.create_study(directions=objective.directions)
    trial = study.ask(objective.distributions)
    study.tell(trial, objective(trial))
    assert len(study.trials[0].values) == 2


def test_both_exits_give_the_same_numbers(objective, valley, true_valley):
    X = valley.space.sample(4, 5)
    X[:, 1] *= 0.9
    out = to_pymoo(valley, true_valley).evaluate(X, return_as_dictionary=True)
    for row, f, g in zip(valley.space.decode(X), out["F"], out["limits"]):
        trial = optuna.trial.FixedTrial(row)
        np.testing.assert_array_equal(objective(trial), f)
        np.testing.assert_array_equal(trial.user_attrs["constraints"], g)


def test_it_can_be_pickled(objective):
    assert pickle.loads(pickle.dumps(objective)).directions == ["minimize", "minimize"]


def test_risk_reaches_objectives_and_constraints(valley, true_valley):
    problem = replace(valley, constraints=(Constraint("g_height", "height", 2.0),))
    doubtful = replace(true_valley, problem=problem, half=0.1)
    params = {name: value for name, value in problem.space.decode(problem.baseline[None])[0].items()}
    trials = [optuna.trial.FixedTrial(params) for _ in range(2)]
    plain, careful = (to_optuna(problem, doubtful, ["f2"], risk=k)(trial) for k, trial in zip((0.0, 1.0), trials))
    half = 0.1 * (1.0 + 0.5 * problem.baseline[2])
    assert careful == pytest.approx(plain + half)
    assert constraints_of(trials[1])[0] == pytest.approx(constraints_of(trials[0])[0] + half)
