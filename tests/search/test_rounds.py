from dataclasses import replace

import numpy as np
import pytest

from fluxion.problems.task import define_task
from fluxion.search import Archive, run_study
from fluxion.search.pareto import Scale, hypervolume

UNIT = Scale(np.zeros(2), np.ones(2))


def best_volume():
    f1 = np.linspace(0.0, 0.8, 2000)
    return hypervolume(np.stack([f1, 1.0 - np.sqrt(f1)], axis=1), UNIT)


def test_every_value_returned_is_the_truth(valley_run, true_valley, valley):
    truth = true_valley.evaluate(valley_run.truth.X)
    np.testing.assert_array_equal(valley_run.answer.F, truth.objectives(valley))
    assert valley_run.truth.fidelity == "physics"


def test_the_front_is_all_that_no_feasible_run_dominates(valley_run):
    F, feasible = valley_run.answer.F, valley_run.answer.feasible
    for i in range(len(F)):
        beaten = ((F[feasible] <= F[i]).all(axis=1) & (F[feasible] < F[i]).any(axis=1)).any()
        assert (i in valley_run.front) == (bool(feasible[i]) and not beaten)


def test_the_budget_is_kept_and_the_baseline_comes_first(valley_run):
    assert len(valley_run.origin) == 80
    assert valley_run.origin[0] == "baseline"
    np.testing.assert_array_equal(valley_run.truth.X[0], valley_run.setup.truth.baseline)
    assert len({row.tobytes() for row in valley_run.truth.X}) == 80
    assert [step.name for step in valley_run.steps] == ["baseline", *(f"round {i}" for i in range(1, 5))]
    assert valley_run.steps[-1].runs == 80


def test_a_wrong_surrogate_still_leads_close_to_the_true_front(valley_run):
    reached = hypervolume(valley_run.answer.F[valley_run.front], UNIT)
    assert reached > 0.93 * best_volume()
    # The claims were better than the truth, and the run says so.
    assert valley_run.claimed_hypervolume > 1.1 * valley_run.true_hypervolume
    assert valley_run.claim_errors()["f1"] == 0.0
    assert valley_run.claim_errors()["f2"] > 0.1


def test_a_guided_search_beats_a_plain_one_at_the_same_budget(valley_run, valley_setup):
    plain = run_study(valley_setup(model=None, policy="plain"))
    assert plain.claimed is None
    assert plain.costs.surrogate_evaluations == 0
    assert len(plain.origin) == 80
    assert hypervolume(plain.answer.F[plain.front], UNIT) < hypervolume(valley_run.answer.F[valley_run.front], UNIT)


def test_without_a_surrogate_the_runs_alone_lead_to_the_front(valley_setup):
    learned = run_study(valley_setup(model=None))
    assert learned.claimed is None
    assert [step.name for step in learned.steps][:3] == ["baseline", "first designs", "round 1"]
    reached = hypervolume(learned.answer.F[learned.front], UNIT)
    assert reached > 0.9 * best_volume()
    # What was expected of a round is known, of the first designs nothing is.
    first = learned.origin == "first designs"
    assert np.isnan(learned.expected.columns["f2"][first]).all()
    assert np.isfinite(learned.expected.columns["f2"][~first][1:]).all()
    assert learned.expectations()["f2"]["coverage"] > 0.6


def test_a_front_that_has_stopped_growing_ends_the_search(valley_setup):
    result = run_study(valley_setup(budget=400, rounds=20, stall=0.01))
    assert len(result.origin) < 400
    assert "in 2 rounds" in result.ended
    whole = run_study(valley_setup(budget=60, rounds=3, stall=0.0))
    assert (len(whole.origin), whole.ended) == (60, "")


@pytest.mark.parametrize(("seconds", "policy"), [(1e-9, "plain"), (1e3, "guided")])
def test_a_large_budget_of_cheap_runs_is_spent_plainly(valley_setup, seconds, policy, monkeypatch, tmp_path):
    from fluxion.search import rounds
    from fluxion.search.run_log import RunLog

    setup = valley_setup(model=None, budget=4000)
    log = RunLog(tmp_path / "runs.jsonl", {})
    archive = rounds.new_archive(setup, log=log)
    assert rounds._plain_is_cheaper(setup, archive, seconds, 1.0) == (policy == "plain")
    # Once decided, another clock changes nothing.
    assert rounds._plain_is_cheaper(setup, archive, 1.0 / seconds, 1.0) == (policy == "plain")
    assert not rounds._plain_is_cheaper(valley_setup(model=None, budget=400), archive, 1e-9, 1.0)
    assert not rounds._plain_is_cheaper(valley_setup(model=None, budget=4000, policy="guided"), archive, 1e-9, 1.0)


def test_physics_alone_improves_with_its_generations(valley_setup):
    result = run_study(valley_setup(model=None, budget=200, policy="plain"))
    volumes = [step.hypervolume for step in result.steps]
    assert volumes == sorted(volumes)
    assert volumes[-1] > volumes[1] + 0.1


@pytest.mark.parametrize("physics_alone", [False, True])
def test_the_seed_decides_the_run(valley_setup, wrong_valley, physics_alone):
    model = None if physics_alone else wrong_valley
    policy = "plain" if physics_alone else "guided"
    first, again, other = (
        run_study(valley_setup(model=model, policy=policy, budget=30, rounds=2, generations=10, seed=seed))
        for seed in (4, 4, 5)
    )
    np.testing.assert_array_equal(first.truth.X, again.truth.X)
    assert not np.array_equal(first.truth.X, other.truth.X)


def test_what_was_paid_for_is_kept_when_a_run_is_interrupted(valley_setup):
    setup = valley_setup()

    def stop(done):
        if done > 30:
            raise KeyboardInterrupt

    archive = Archive(setup.truth, 80, stop)
    with pytest.raises(KeyboardInterrupt):
        run_study(setup, archive)
    whole = run_study(setup)
    assert len(archive) > 30
    np.testing.assert_array_equal(archive.evaluation.X, whole.truth.X[: len(archive)])


def test_progress_is_told_for_searching_and_running(valley_setup):
    told = []
    run_study(valley_setup(budget=20, rounds=2), watch=lambda *state: told.append(state))
    assert told[0] == ("physics runs", 1, 20)
    assert told[-1] == ("physics runs", 20, 20)
    assert ("search 2 of 2", 80, 80) in told


def test_one_objective(valley_setup):
    result = run_study(valley_setup(objectives=["f2"], budget=40))
    assert result.answer.F[result.front, 0].min() == result.answer.F[result.answer.feasible, 0].min()
    assert result.true_hypervolume is None


def test_three_objectives(valley_setup):
    result = run_study(valley_setup(objectives=["f1", "f2", "twice"], budget=40))
    assert result.answer.F.shape == (40, 3)
    assert len(result.front) > 5


def test_no_feasible_design_is_a_stated_result(valley_setup, valley):
    result = run_study(valley_setup(problem=valley.with_settings(far=-1.0), budget=20, rounds=2))
    assert len(result.front) == 0
    assert result.true_hypervolume is None
    assert result.verdict.startswith("no feasible design in 20 runs; the closest exceeds g_far by 1")


def test_a_plain_search_of_a_small_space_ends(valley_setup, valley, true_valley):
    setup = valley_setup(model=None, policy="plain", budget=60)
    held = {f"x{i}": 0.5 for i in range(6)}
    small = replace(setup, truth=define_task(valley, true_valley, fixed=held))
    result = run_study(small)
    assert len(result.origin) == 24
    assert "brought no design that had not been run" in result.ended


def test_of_one_objective_runs_are_spent_near_the_best(valley_setup):
    result = run_study(valley_setup(objectives=["f2"], budget=60, stall=0.0))
    late = result.origin == "round 4"
    values, before = result.answer.F[:, 0], result.answer.F[~late, 0]
    usable = result.answer.feasible & late
    assert np.median(values[usable]) < np.quantile(before[np.isfinite(before)], 0.3)
    stopped = run_study(valley_setup(objectives=["f2"], budget=60, rounds=8, stall=0.9))
    assert len(stopped.origin) < 60


def test_of_one_objective_and_without_a_surrogate_designs_of_a_round_lie_apart(valley_setup, valley, true_valley):
    best = run_study(valley_setup(model=None, policy="plain", objectives=["f2"], budget=2000)).answer
    best = best.F[best.feasible].min()
    for seed in (1, 2, 3):
        result = run_study(valley_setup(model=None, objectives=["f2"], budget=80, seed=seed))
        assert result.answer.F[result.front].min() < best + 0.02 * np.ptp(result.answer.F)
        for name in ("round 1", "round 2"):
            X = result.truth.X[result.origin == name]
            gaps = np.abs(X[:, None] - X[None]).max(axis=2)
            assert np.median(gaps) > 0.05


@pytest.mark.parametrize("budget", [10, 12, 20])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_small_budget_is_spent_whatever_the_first_rounds_bring(valley_setup, budget, seed):
    for objectives in (["f2"], None):
        result = run_study(valley_setup(model=None, objectives=objectives, budget=budget, rounds=None, seed=seed))
        assert (len(result.origin), result.ended) == (budget, "")


def test_what_stopped_a_search_of_one_objective_is_said_in_its_terms(valley_setup):
    result = run_study(valley_setup(objectives=["f2"], budget=60, rounds=8, stall=0.9))
    assert result.ended == "the best value fell by less than 0.9 of the range of the runs in 4 rounds"


def test_rounds_that_the_budget_does_not_reach_are_no_reason(valley_setup):
    result = run_study(valley_setup(model=None, budget=12, rounds=11, stall=0.0))
    assert (len(result.origin), result.ended) == (12, "")
