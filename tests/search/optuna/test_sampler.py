import multiprocessing
import pickle
from dataclasses import replace

import numpy as np
import optuna
import pytest
from optuna.trial import TrialState
from valley import VALLEY, Valley

from fluxion.design import Choice, DesignProblem, DesignSpace, Integer
from fluxion.errors import InputError, SurrogateError
from fluxion.problems.optuna import constraints_of, to_optuna
from fluxion.search.optuna import SurrogateSampler
from fluxion.search.pareto import Scale, hypervolume
from fluxion.search.proposal import SearchOptions


def study_of(objective, sampler, **options):
    return optuna.create_study(directions=objective.directions, sampler=sampler, **options)


def designs_of(objective, study):
    return np.concatenate([objective.design(trial.params) for trial in study.get_trials(deepcopy=False)])


def distinct(X):
    return len(np.unique(X, axis=0)) == len(X)


def test_the_baseline_comes_first_and_no_design_twice(objective, valley, quick):
    study = study_of(objective, SurrogateSampler(objective, seed=1, first=8, batch=5, options=quick))
    study.optimize(objective, n_trials=25)
    X = designs_of(objective, study)
    np.testing.assert_array_equal(X[0], valley.baseline)
    assert distinct(X)


def test_it_finds_far_more_than_random_designs(objective):
    volumes = []
    for sampler in (SurrogateSampler(objective, seed=1, first=20), optuna.samplers.RandomSampler(seed=1)):
        study = study_of(objective, sampler)
        study.optimize(objective, n_trials=80)
        good = [t.values for t in study.trials if t.values and all(g <= 0.0 for g in constraints_of(t))]
        volumes.append(hypervolume(np.array(good), Scale(np.zeros(2), np.array([0.8, 1.0]))))
    assert volumes[0] > 0.5
    assert volumes[0] > 5.0 * volumes[1]


def test_a_surrogate_proposes_from_the_second_trial_on(objective, quick):
    model = Valley(bias=0.05, offset=0.2)
    study = study_of(
        objective, SurrogateSampler(objective, model, seed=1, batch=6, options=replace(quick, generations=60))
    )
    study.optimize(objective, n_trials=7)
    floors = [trial.params["rock"] for trial in study.trials[1:]]
    assert floors.count("chalk") >= 4


def test_the_same_seed_gives_the_same_trials(objective, quick):
    def params(seed):
        study = study_of(objective, SurrogateSampler(objective, seed=seed, first=6, batch=5, options=quick))
        study.optimize(objective, n_trials=16)
        return [trial.params for trial in study.trials]

    assert params(3) == params(3)
    assert params(3) != params(4)


def test_failed_pruned_enqueued_and_foreign_trials_disturb_nothing(objective, valley, quick):
    study = study_of(objective, SurrogateSampler(objective, seed=1, first=5, batch=5, options=quick))
    default = valley.space.decode(valley.baseline[None])[0]
    steep = {**default, "x1": 1.0}
    study.enqueue_trial(steep)
    study.enqueue_trial({"rock": "marl"})
    study.add_trial(
        optuna.trial.create_trial(
            params={"other": 0.5},
            distributions={"other": optuna.distributions.FloatDistribution(0.0, 1.0)},
            values=[0.0, 0.0],
        )
    )
    broken = optuna.trial.create_trial(
        state=TrialState.FAIL, params={**default, "x0": 0.25}, distributions=objective.distributions
    )
    study.add_trial(broken)
    with pytest.warns(UserWarning, match="trial 2 teaches nothing") as told:
        study.optimize(objective, n_trials=20)
    assert len([one for one in told if "teaches nothing" in str(one.message)]) == 1
    states = [trial.state for trial in study.trials]
    assert states[0] == TrialState.PRUNED
    assert study.trials[1].params["rock"] == "marl"
    assert states.count(TrialState.COMPLETE) >= 15
    ours = [trial for trial in study.trials if "other" not in trial.params]
    assert distinct(np.concatenate([objective.design(trial.params) for trial in ours]))


def test_values_of_any_trial_are_enough_where_objectives_are_outputs(valley, true_valley, quick):
    problem = replace(valley, objectives=("f1", "height"))
    objective = to_optuna(problem, replace(true_valley, problem=problem))
    other = study_of(objective, optuna.samplers.RandomSampler(seed=1))
    other.optimize(lambda trial: objective(trial), n_trials=30)
    bare = [
        optuna.trial.create_trial(params=t.params, distributions=t.distributions, values=t.values)
        for t in other.trials
        if t.state == TrialState.COMPLETE
    ]
    study = study_of(objective, SurrogateSampler(objective, seed=1, first=0, batch=10, options=SearchOptions(40, 30)))
    study.add_trials(bare)
    study.optimize(objective, n_trials=11)
    assert [trial.params["rock"] for trial in study.trials[-10:]].count("chalk") >= 5


def test_trials_of_another_fidelity_teach_nothing(objective, valley, true_valley, quick):
    class Claims(Valley):
        fidelity = "surrogate"

    study = study_of(objective, optuna.samplers.RandomSampler(seed=1))
    study.optimize(to_optuna(valley, Claims()), n_trials=3)
    study.sampler = SurrogateSampler(objective, seed=1, first=2, batch=2, options=quick)
    with pytest.warns(UserWarning, match="answered by physics"):
        study.optimize(objective, n_trials=3)


def test_one_objective_held_variables_and_narrow_bounds(valley, true_valley, quick):
    objective = to_optuna(
        valley, true_valley, ["f2"], {"terraces": 1}, bounds={"x0": (0.2, 0.4), "rock": ["slate", "marl"]}
    )
    study = study_of(objective, SurrogateSampler(objective, seed=1, first=6, batch=5, options=quick))
    study.optimize(objective, n_trials=22)
    for trial in study.trials:
        assert 0.2 <= trial.params["x0"] <= 0.4
        assert trial.params["rock"] in ("slate", "marl")
        assert "terraces" not in trial.params
    assert distinct(designs_of(objective, study))


def test_threads_share_one_queue(objective, quick):
    study = study_of(objective, SurrogateSampler(objective, seed=1, first=8, batch=5, options=quick))
    study.optimize(objective, n_trials=40, n_jobs=4)
    assert len(study.trials) == 40
    assert distinct(designs_of(objective, study))


def test_ask_and_tell_gives_a_batch_of_different_designs(objective, quick):
    study = study_of(objective, SurrogateSampler(objective, seed=1, first=4, batch=5, options=quick))
    trials = [study.ask(objective.distributions) for _ in range(12)]
    X = np.concatenate([objective.design(trial.params) for trial in trials])
    assert distinct(X)
    for trial in trials:
        study.tell(trial, objective(trial))
    assert len(study.trials) == 12


def test_a_small_space_is_exhausted_and_the_study_goes_on(valley, true_valley, quick):
    space = DesignSpace((Choice("rock", ("granite", "slate"), "slate"), Integer("terraces", 0, 2, 1)))
    problem = DesignProblem(
        name="ledge",
        title="Six designs",
        space=space,
        build=valley.build,
        outputs=("height",),
        predicted=("height",),
        objectives=("height",),
    )

    class Ledge(Valley):
        def reported(self):
            return ("height",)

        def compute(self, X):
            X = np.column_stack([np.full((len(X), 6), 0.5), X])
            found = Valley.compute(self, X)
            return replace(found, outputs={"height": found.outputs["height"]})

    objective = to_optuna(problem, Ledge(problem=problem))
    study = study_of(objective, SurrogateSampler(objective, seed=1, first=3, batch=3, options=quick))
    study.optimize(objective, n_trials=9)
    assert len(np.unique(designs_of(objective, study), axis=0)) == 6


def test_it_goes_on_where_an_earlier_sampler_ended(objective, quick, tmp_path):
    storage = f"sqlite:///{tmp_path / 'study.db'}"
    study = study_of(
        objective, SurrogateSampler(objective, seed=1, first=5, batch=4, options=quick), storage=storage, study_name="s"
    )
    study.optimize(objective, n_trials=9)
    again = optuna.load_study(
        study_name="s", storage=storage, sampler=SurrogateSampler(objective, seed=1, first=5, batch=4, options=quick)
    )
    again.optimize(objective, n_trials=9)
    X = designs_of(objective, again)
    assert len(X) == 18
    assert distinct(X)


def test_a_pickled_sampler_keeps_its_settings_and_not_its_queue(objective, quick):
    sampler = SurrogateSampler(objective, seed=1, first=4, batch=5, options=quick)
    study = study_of(objective, sampler)
    study.optimize(objective, n_trials=7)
    study.sampler = pickle.loads(pickle.dumps(sampler))
    study.optimize(objective, n_trials=7)
    assert distinct(designs_of(objective, study))


def _asked_in_a_copy(study, pipe):
    trial = study.ask()
    pipe.send(
        study.sampler.sample_relative(
            study, study._storage.get_trial(trial._trial_id), study.sampler._objective.distributions
        )
    )


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="needs processes that fork")
def test_a_forked_process_does_not_give_the_designs_of_its_original(objective, quick):
    sampler = SurrogateSampler(objective, seed=1, first=8, batch=5, options=quick)
    study = study_of(objective, sampler)
    study.optimize(objective, n_trials=3)
    context = multiprocessing.get_context("fork")
    mine, other = context.Pipe()
    child = context.Process(target=_asked_in_a_copy, args=(study, other))
    child.start()
    assert mine.poll(60)
    theirs = mine.recv()
    child.join(60)
    # Both are asked for trial 3 of the same study; the copy must not hand out the head of a common queue.
    assert sampler._state.queue
    assert all(objective.design(theirs)[0].tolist() != x.tolist() for x in sampler._state.queue)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"batch": 0}, "batch: expected a whole number of at least 1; got 0"),
        ({"first": -1}, "first: expected"),
        ({"seed": 1.5}, "seed: expected"),
        ({"seed": True}, "seed: expected"),
    ],
)
def test_impossible_numbers_are_refused(objective, options, sentence):
    with pytest.raises(InputError, match=sentence):
        SurrogateSampler(objective, **options)


def test_an_objective_by_a_surrogate_is_refused(valley):
    class Claims(Valley):
        fidelity = "surrogate"

    with pytest.raises(InputError, match="chooses what to simulate"):
        SurrogateSampler(to_optuna(valley, Claims()))


def test_a_surrogate_of_another_problem_is_refused(objective):
    with pytest.raises((InputError, SurrogateError), match="answers for the problem 'hill'"):
        SurrogateSampler(objective, Valley(problem=replace(VALLEY, name="hill")))


def test_a_study_with_other_directions_is_refused(objective):
    for directions in (["minimize"], ["minimize", "maximize"]):
        study = optuna.create_study(directions=directions, sampler=SurrogateSampler(objective))
        with pytest.raises(InputError, match="expected one 'minimize' for each of f1, f2"):
            study.ask(objective.distributions)


def test_designs_under_way_count_as_taken_but_not_as_failures(objective, quick):
    sampler = SurrogateSampler(objective, Valley(), seed=1, batch=6, options=replace(quick, generations=60))
    study = study_of(objective, sampler)
    # Nothing is finished while all twelve are chosen.
    trials = [study.ask(objective.distributions) for _ in range(12)]
    assert distinct(np.concatenate([objective.design(trial.params) for trial in trials]))
    assert [trial.params["rock"] for trial in trials[1:]].count("chalk") >= 9
