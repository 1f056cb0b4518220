"""Every sampler of Optuna and every storage work with the objective; workers on one study share what they know."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import optuna
import postgres_server
import pytest
import study_worker
from optuna.trial import TrialState

TESTS = Path(study_worker.__file__).parent
PATIENCE_S = 600.0


@pytest.fixture(scope="module")
def postgres():
    reason = postgres_server.missing()
    if reason:
        pytest.skip(reason)
    with postgres_server.server() as url:
        yield url


@pytest.fixture(params=["journal", "sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "journal":
        return f"journal:{tmp_path / 'study.log'}"
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'study.db'}"
    return request.getfixturevalue("postgres")


def designs_of(study):
    return np.concatenate([study_worker.OBJECTIVE.design(t.params) for t in study.get_trials(deepcopy=False)])


@pytest.mark.slow
def test_workers_share_a_study_and_lose_no_trial(url):
    name, workers, trials = "shared", 3, 12
    storage = study_worker.storage_of(url)
    study = optuna.create_study(study_name=name, storage=storage, directions=study_worker.OBJECTIVE.directions)
    path = os.pathsep.join([str(TESTS), *sys.path])
    command = [sys.executable, str(TESTS / "study_worker.py"), url, name, str(trials)]
    environment = {**os.environ, "PYTHONPATH": path}
    started = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(workers)]
    for process in started:
        _, complaint = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, complaint
        assert "teaches nothing" not in complaint
    found = optuna.load_study(study_name=name, storage=study_worker.storage_of(url)).trials
    assert [trial.number for trial in found] == list(range(workers * trials))
    assert all(trial.state in (TrialState.COMPLETE, TrialState.PRUNED) for trial in found)
    X = designs_of(study)
    assert len(np.unique(X, axis=0)) == len(X)
    baseline = study_worker.OBJECTIVE.task.baseline
    assert (baseline == X).all(axis=1).sum() == 1
    for trial in found:
        if trial.state == TrialState.COMPLETE:
            again = study_worker.OBJECTIVE.task.evaluate(study_worker.OBJECTIVE.design(trial.params))
            assert trial.values == again.F[0].tolist()


def test_numbers_come_back_from_a_storage_to_the_bit(url):
    storage = study_worker.storage_of(url)
    study = optuna.create_study(
        storage=storage, directions=study_worker.OBJECTIVE.directions, sampler=study_worker.sampler()
    )
    study.optimize(study_worker.OBJECTIVE, n_trials=12)
    again = optuna.load_study(study_name=study.study_name, storage=study_worker.storage_of(url))
    for trial, kept in zip(study.trials, again.trials, strict=True):
        assert (trial.params, trial.values, trial.user_attrs) == (kept.params, kept.values, kept.user_attrs)


def _samplers():
    made = {
        "random": lambda: optuna.samplers.RandomSampler(seed=1),
        "tpe": lambda: optuna.samplers.TPESampler(seed=1, n_startup_trials=6),
        "nsgaii": lambda: optuna.samplers.NSGAIISampler(seed=1, population_size=6),
        "nsgaiii": lambda: optuna.samplers.NSGAIIISampler(seed=1, population_size=6),
        "qmc": lambda: optuna.samplers.QMCSampler(seed=1),
    }
    if importlib.util.find_spec("torch") is not None:
        made["gp"] = lambda: optuna.samplers.GPSampler(seed=1, n_startup_trials=6)
    if importlib.util.find_spec("cmaes") is not None:
        made["cmaes"] = lambda: optuna.samplers.CmaEsSampler(seed=1, n_startup_trials=4)
    return made


@pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning", "ignore::UserWarning")
@pytest.mark.parametrize("kind", list(_samplers()))
def test_every_sampler_answers_the_objective(valley, true_valley, kind):
    from fluxion.problems.optuna import to_optuna

    # CMA-ES moves real numbers towards one objective; others get the whole problem.
    one = kind == "cmaes"
    objective = to_optuna(valley, true_valley, ["f2"] if one else None, {"rock": "chalk"} if one else None)
    study = optuna.create_study(directions=objective.directions, sampler=_samplers()[kind]())
    study.optimize(objective, n_trials=10)
    done = [trial for trial in study.trials if trial.state == TrialState.COMPLETE]
    assert len(done) >= 5
    for trial in done:
        answer = objective.task.evaluate(objective.design(trial.params))
        assert trial.values == answer.F[0].tolist()
        assert trial.user_attrs["run"]["columns"]["height"] == answer.evaluation.columns["height"][0]


def test_the_dashboard_shows_a_study(tmp_path):
    optuna_dashboard = pytest.importorskip("optuna_dashboard", reason="the extra dev is not installed")
    storage = study_worker.storage_of(f"sqlite:///{tmp_path / 'study.db'}")
    study = optuna.create_study(
        storage=storage,
        directions=study_worker.OBJECTIVE.directions,
        sampler=study_worker.sampler(),
        study_name="shown",
    )
    study.optimize(study_worker.OBJECTIVE, n_trials=4)
    app = optuna_dashboard.wsgi(storage)
    summaries = _get(app, "/api/studies")["study_summaries"]
    assert [one["study_name"] for one in summaries] == ["shown"]
    detail = _get(app, f"/api/studies/{summaries[0]['study_id']}")
    assert [trial["values"] for trial in detail["trials"]] == [trial.values for trial in study.trials]
    attributes = {one["key"] for one in detail["trials"][0]["user_attrs"]}
    assert {"fidelity", "status", "run", "constraints"} <= attributes


def _get(app, path):
    from wsgiref.util import setup_testing_defaults

    environment, told = {"PATH_INFO": path}, []
    setup_testing_defaults(environment)
    body = b"".join(app(environment, lambda status, headers, info=None: told.append(status)))
    assert told[0].startswith("200"), (path, told, body[:200])
    return json.loads(body)
