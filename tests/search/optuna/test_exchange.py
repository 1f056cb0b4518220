import math
from dataclasses import replace

import numpy as np
import optuna
import pytest
from optuna.trial import TrialState
from valley import Valley

from fluxion.errors import InputError
from fluxion.problems.optuna import constraints_of, to_optuna
from fluxion.problems.task import define_task
from fluxion.search.optuna import prescreen, record


class Claims(Valley):
    """The valley as a surrogate would tell it."""

    fidelity = "surrogate"


def test_the_front_of_a_search_becomes_trials(valley_run, objective):
    study = optuna.create_study(directions=objective.directions)
    assert record(study, valley_run) == len(valley_run.front)
    for trial, row in zip(study.trials, valley_run.front, strict=True):
        again = objective.task.evaluate(objective.design(trial.params))
        assert trial.state == TrialState.COMPLETE
        assert trial.values == valley_run.answer.F[row].tolist() == again.F[0].tolist()
        assert constraints_of(trial) == again.limits[0].tolist()
        assert trial.user_attrs["fidelity"] == "physics"
        assert trial.user_attrs["origin"] == valley_run.origin[row]
    assert len(study.best_trials) == len(valley_run.front)
    if hasattr(optuna.trial.FrozenTrial, "set_constraint"):
        assert set(study.trials[0].constraints) == {"g_far"}


def test_others_follow_the_front_and_nothing_is_recorded_twice(valley_run, objective):
    study = optuna.create_study(directions=objective.directions)
    front, runs = len(valley_run.front), len(valley_run.origin)
    assert record(study, valley_run, others=5) == front + 5
    assert record(study, valley_run, others=1000) == runs - front - 5
    assert record(study, valley_run, others=1000) == 0
    failed = [trial for trial in study.trials if trial.state == TrialState.PRUNED]
    assert len(failed) == int((~valley_run.truth.ok).sum())
    assert all("too steep" in trial.user_attrs["status"] for trial in failed)


def test_a_study_is_refused_whose_values_do_not_compare(valley_run, objective, valley):
    study = optuna.create_study(directions=objective.directions, sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(to_optuna(valley, Claims()), n_trials=1)
    with pytest.raises(InputError, match="was answered by surrogate, these runs by physics"):
        record(study, valley_run)
    assert len(study.trials) == 1
    for others in (-1, 1001, 0.5):
        with pytest.raises(InputError, match="others: expected a whole number from 0 to 1,000"):
            record(optuna.create_study(directions=objective.directions), valley_run, others)
    with pytest.raises(InputError, match="expected one 'minimize' for each"):
        record(optuna.create_study(), valley_run)


def test_the_favourites_of_a_surrogate_are_run_by_the_study(objective, valley):
    claims = to_optuna(valley, Claims(offset=0.1))
    study = optuna.create_study(directions=objective.directions)
    assert prescreen(study, claims, n=8000, keep=12) == 12
    study.optimize(objective, n_trials=12)
    assert all(trial.params["rock"] == "chalk" for trial in study.trials)
    for trial in study.trials:
        assert trial.user_attrs["claimed"]["f1"] == trial.values[0]
        assert trial.user_attrs["claimed"]["f2"] == pytest.approx(trial.values[1] - 0.1)
        assert constraints_of(trial)[0] <= 0.0
    # Again: what the study has run is not proposed a second time.
    prescreen(study, define_task(valley, Claims()), n=8000, keep=12)
    study.optimize(objective, n_trials=sum(t.state == TrialState.WAITING for t in study.trials))
    X = np.concatenate([objective.design(trial.params) for trial in study.trials])
    assert len(np.unique(X, axis=0)) == len(X)


def test_where_nothing_is_feasible_the_nearest_are_enqueued(valley):
    strict = valley.with_settings(far=-0.5)
    study = optuna.create_study(directions=["minimize"] * 2)
    assert prescreen(study, to_optuna(strict, replace(Claims(), problem=strict)), n=2000, keep=3) == 3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"n": 399}, "n: expected"),
        ({"n": math.inf}, "n: expected"),
        ({"keep": 0}, "keep: expected"),
        ({"seed": 1.5}, "seed: exp"),
    ],
)
def test_too_small_a_prescreening_is_refused(objective, valley, options, sentence):
    study = optuna.create_study(directions=objective.directions)
    with pytest.raises(InputError, match=sentence):
        prescreen(study, to_optuna(valley, Claims()), **options)
    assert not study.trials


def test_claims_of_physics_are_refused(objective):
    study = optuna.create_study(directions=objective.directions)
    with pytest.raises(InputError, match="answered by physics, whose runs would count nowhere"):
        prescreen(study, objective, n=400)
    assert not study.trials
