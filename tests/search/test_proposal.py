from dataclasses import replace

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.evaluation.baseline import for_problem
from fluxion.problems.task import define_task
from fluxion.search.learned import LEAST_RUNS, Memory, learn, quick_answer
from fluxion.search.needed import needed_outputs, needed_problem
from fluxion.search.proposal import SearchOptions, check_options, propose

SMALL = SearchOptions(population=30, generations=20)


@pytest.fixture
def task(valley, true_valley):
    return define_task(valley, true_valley)


def runs(task, count, seed=1):
    return task.evaluate(task.sample(count, seed))


def test_what_is_proposed_is_new_valid_and_as_many_as_asked_for(task):
    truth = runs(task, 40)
    for base in (None, task.evaluator):
        found = propose(task, base, truth, 12, 3, SMALL)
        assert found.X.shape == (12, 8)
        np.testing.assert_array_equal(found.X, task.designs(found.X))
        everything = np.concatenate([truth.evaluation.X, found.X])
        assert len(np.unique(everything, axis=0)) == 52
        assert found.evaluations > 0


def test_the_seed_decides_and_the_order_of_runs_does_not_count_for_validity(task):
    truth = runs(task, 40)
    first, again, other = (propose(task, None, truth, 8, seed, SMALL).X for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_held_variables_and_narrow_bounds_are_kept(valley, true_valley):
    held = define_task(valley, true_valley, fixed={"x3": 0.25}, bounds={"rock": ["granite", "marl"], "x1": (0.2, 0.6)})
    X = propose(held, None, runs(held, 40), 10, 1, SMALL).X
    assert (X[:, 3] == 0.25).all()
    assert set(X[:, 6]) <= {0.0, 3.0}
    assert (X[:, 1] >= 0.2).all()
    assert (X[:, 1] <= 0.6).all()


def test_without_knowledge_designs_lie_all_over_the_space(task):
    few = runs(task, LEAST_RUNS - 1)
    found = propose(task, None, few, 6, 1, SMALL)
    assert found.expecting is None
    assert len(found.X) == 6
    guided = propose(task, task.evaluator, few, 6, 1, SMALL)
    assert guided.expecting is not None


def test_failed_runs_teach_nothing_and_disturb_nothing(task):
    truth = runs(task, 40)
    X = truth.evaluation.X.copy()
    X[:5, 1] = 1.0
    broken = task.evaluate(X)
    assert (~broken.evaluation.ok).sum() == 5
    assert len(propose(task, None, broken, 8, 2, SMALL).X) == 8
    nothing = task.evaluate(X[:5])
    assert len(propose(task, None, nothing, 3, 2, SMALL).X) == 3


def test_only_outputs_that_count_are_learned(valley, true_valley):
    task = define_task(valley, true_valley, ["f2"])
    without = define_task(
        replace(valley, constraints=()), replace(true_valley, problem=replace(valley, constraints=())), ["f2"]
    )
    truth = runs(task, 30)
    assert needed_outputs(task.problem, truth.evaluation) == {"f1": 1.0, "height": 1.0}
    needed = needed_outputs(without.problem, runs(without, 30).evaluation)
    assert needed == {"height": 1.0}
    narrow = needed_problem(without.problem, needed, runs(without, 30).evaluation)
    assert (narrow.outputs, narrow.score_names) == (("height",), ("f2",))


def test_the_direction_of_harm_is_found(valley, true_valley):
    better = valley.with_column("shallow", "-height")
    task = define_task(better, for_problem(true_valley, better), ["shallow"])
    assert needed_outputs(task.problem, runs(task, 30).evaluation)["height"] == -1.0


@pytest.mark.parametrize("guided", [False, True])
def test_what_is_learned_agrees_with_the_truth_and_optimism_lowers_it(task, wrong_valley, guided):
    truth = runs(task, 120)
    model, memory = learn(task, wrong_valley if guided else None, truth, Memory(), 1)
    X = task.sample(200, 9)
    true = task.evaluate(X)
    F, violation = quick_answer(task, model, X)
    error = np.sqrt(np.nanmean(np.square(F - true.F)[true.feasible]))
    assert error < 0.25
    hopeful, _ = quick_answer(task, model, X, 2.0)
    assert (hopeful <= F + 1e-9).all()
    assert memory.fits == 1
    assert set(memory.lengths) == {"f1", "height"}
    # The search and the door to all models say the same.
    said = task.answer(model.evaluate(X))
    np.testing.assert_allclose(said.F, F, rtol=1e-6)
    np.testing.assert_allclose(said.violation, violation, atol=1e-6)


def test_risk_is_on_the_safe_side(task):
    truth = runs(task, 60)
    cautious = propose(task, None, truth, 6, 3, replace(SMALL, risk=1.0))
    assert len(cautious.X) == 6


def test_a_search_does_not_go_where_runs_have_failed(task):
    X = task.sample(60, 1)
    X[:20, 1] = np.linspace(0.991, 1.0, 20)
    truth = task.evaluate(X)
    assert (~truth.evaluation.ok).sum() >= 20
    # The floor of the valley lies at small x1, yet a model alone might follow any slope to the edge.
    proposed = propose(task, None, truth, 20, 3, replace(SMALL, generations=30)).X
    assert (proposed[:, 1] > 0.99).mean() <= 0.1


@pytest.mark.parametrize("expression", ["f1 - where(height <= 0.4, 5, 0)", "f1 + min(height, 0.2)"])
def test_an_output_that_matters_only_somewhere_is_needed(valley, true_valley, expression):
    problem = valley.with_objective("own", expression)
    task = define_task(problem, for_problem(true_valley, problem), ["own"])
    X = task.sample(30, 1)
    X[:, 6] = 0.0
    truth = task.evaluate(X)
    assert "height" in needed_outputs(task.problem, truth.evaluation)
    model, _ = learn(task, None, truth, Memory(), 1)
    F, _ = quick_answer(task, model, X[:10])
    np.testing.assert_allclose(F, truth.F[:10], atol=0.3)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"population": 2}, "population: expected a whole number of at least 4"),
        ({"generations": 0}, "generations: expected"),
        ({"explored": float("nan")}, "explored: expected a share"),
        ({"optimisms": (0.0, float("inf"))}, "finite numbers"),
        ({"risk": -1.0}, "risk: expected"),
    ],
)
def test_options_out_of_range_are_refused(values, sentence):
    with pytest.raises(InputError, match=sentence):
        SearchOptions(**values)


def test_options_of_another_kind_are_refused():
    with pytest.raises(InputError, match=r"expected SearchOptions\(...\) or None"):
        check_options({"population": 100})
