import pickle
from dataclasses import replace

import numpy as np
import pytest
from valley import VALLEY, Valley

from fluxion.design import Constraint
from fluxion.errors import InputError
from fluxion.evaluation import compared_with_baseline, evaluate_in_batches, in_climates
from fluxion.evaluation.names import is_result_column
from fluxion.problems.task import define_task
from fluxion.search.forecast import recalibrated
from fluxion.search.learned import Memory, learn

X = VALLEY.space.sample(60, 5)
OTHER = replace(VALLEY, constraints=(Constraint("g", "f1", 2.0),))
MILD, HARD = Valley(), Valley(offset=-1.0)


def pair(problem=VALLEY, **rules):
    return in_climates({"mild": replace(MILD, problem=problem), "hard": replace(HARD, problem=problem)}, **rules)


def test_every_climate_is_what_it_is_alone():
    found, mild, hard = pair().evaluate(X), MILD.evaluate(X), HARD.evaluate(X)
    for name in mild.columns:
        np.testing.assert_array_equal(found.columns[f"{name}@mild"], mild.columns[name])
        np.testing.assert_array_equal(found.columns[f"{name}@hard"], hard.columns[name])
    assert found.fidelity == "physics"


@pytest.mark.parametrize(("rule", "expected"), [("worst", 1.0), ("mean", 0.5), ("mean+std", 1.0)])
def test_columns_of_all_climates_follow_the_rule(rule, expected):
    found, mild = pair(objectives=rule).evaluate(X), MILD.evaluate(X)
    np.testing.assert_allclose(found.columns["f2"], mild.columns["f2"] + expected)
    np.testing.assert_allclose(found.columns["height"], mild.columns["height"] + expected)
    np.testing.assert_allclose(found.columns["f1"], mild.columns["f1"])


def test_weights_count_in_means():
    found = pair(objectives="mean", weights=[3, 1]).evaluate(X)
    np.testing.assert_allclose(found.columns["f2"], MILD.evaluate(X).columns["f2"] + 0.25)


def test_limits_hold_in_the_worst_climate_whatever_is_minimised():
    problem = VALLEY.with_constraint("low", "height <= 3").with_constraint("high", "height >= 1")
    problem = problem.with_constraint("band", "1 <= f2 <= 4")
    evaluator = pair(problem, objectives="mean")
    task = define_task(evaluator.problem, evaluator)
    names = [c.name for c in task.problem.constraints]
    assert names == ["g_far", "low", "high", "band", "band_low"]
    values = dict(zip(names, task.evaluate(X).limits.T))
    mild = MILD.evaluate(X).columns
    np.testing.assert_allclose(values["low"], mild["height"] + 1.0 - 3.0)
    np.testing.assert_allclose(values["high"], 1.0 - mild["height"])
    np.testing.assert_allclose(values["band"], mild["f2"] + 1.0 - 4.0)
    np.testing.assert_allclose(values["band_low"], 1.0 - mild["f2"])
    assert "height@worst" in task.evaluate(X).evaluation.columns
    assert "height@least" in task.evaluate(X).evaluation.columns


def test_limits_can_follow_another_rule():
    problem = VALLEY.with_constraint("low", "height <= 3")
    evaluator = pair(problem, constraints="mean")
    assert evaluator.problem.constraints[1].column == "height@mean"
    np.testing.assert_allclose(
        evaluator.evaluate(X).constraints(evaluator.problem)[:, 1], MILD.evaluate(X).columns["height"] + 0.5 - 3.0
    )


def test_limits_of_parameters_follow_the_settings():
    evaluator = pair()
    strict = evaluator.problem.with_settings(far=0.1)
    assert strict.constraints[0].limits(strict.settings)[1] == 0.1
    with pytest.raises(InputError, match=r"far=0\.8"):
        define_task(strict, evaluator)


def test_own_columns_are_computed_in_each_climate_and_compare_with_its_baseline():
    problem = VALLEY.with_objective("saved", "baseline.height - height")
    members = {
        name: replace(one, problem=compared_with_baseline(problem, one))
        for name, one in (("mild", MILD), ("hard", HARD))
    }
    evaluator = in_climates(members)
    found = evaluator.evaluate(X)
    np.testing.assert_allclose(found.columns["saved@mild"], found.columns["saved@hard"])
    np.testing.assert_allclose(found.columns["saved"], found.columns["saved@mild"])
    assert evaluator.problem.objectives == ("f1", "f2", "saved")


def test_a_row_that_fails_names_its_climate():
    problem = VALLEY.with_column("own", "1 / (height - 1)")
    rows = np.tile(VALLEY.baseline, (3, 1))
    rows[1, 1] = 1.0
    height = MILD.evaluate(rows[2:]).columns["height"][0]
    problem = VALLEY.with_column("own", f"sqrt(height - {height} - 0.5)")
    found = pair(problem).evaluate(rows[1:])
    assert found.status[0].startswith("in the climate 'mild': the slope is too steep")
    assert found.status[1].startswith("in the climate 'mild': the own column 'own' is nan")
    assert np.isnan(found.columns["f2"]).all()


def test_intervals_of_all_climates_make_one():
    evaluator = in_climates({"mild": replace(MILD, half=0.1), "hard": replace(HARD, half=0.3)}, objectives="mean")
    found = evaluator.evaluate(X)
    ok = found.ok
    half = 0.1 * (1.0 + 0.5 * X[ok, 2])
    for name, wide in (("f2", 2.0), ("twice", 4.0), ("height", 2.0), ("f2@mild", 1.0), ("height@hard", 3.0)):
        np.testing.assert_allclose(found.upper[name][ok] - found.columns[name][ok], wide * half)
    # The interval of the worst climate is what limits are held against.
    problem = VALLEY.with_constraint("low", "f2 <= 3")
    members = {"mild": replace(MILD, problem=problem, half=0.1), "hard": replace(HARD, problem=problem, half=0.3)}
    evaluator = in_climates(members, objectives="mean")
    careful = define_task(evaluator.problem, evaluator, risk=1.0).evaluate(X)
    worst = careful.evaluation.columns["f2@worst"]
    np.testing.assert_allclose(careful.limits[ok, 1], (worst - 3.0)[ok] + 3.0 * half)


def test_search_corrects_and_recalibrates_each_climate():
    truth = pair()
    model = in_climates({"mild": replace(MILD, offset=0.4, half=0.1), "hard": replace(HARD, offset=-1.6, half=0.1)})
    task = define_task(model.problem, model)
    model_of_runs, _ = learn(task, model, task.answer(truth.evaluate(X[:40])), Memory(), 0)
    better = replace(task, evaluator=model_of_runs)
    true, claimed, informed = (one.evaluate(X[40:]) for one in (truth, model, better.evaluator))
    ok = true.ok
    for name in ("height@mild", "height@hard", "f2"):
        error = np.abs(claimed.columns[name] - true.columns[name])[ok].mean()
        assert np.abs(informed.columns[name] - true.columns[name])[ok].mean() < 0.5 * error
    wide = recalibrated(better, {"f2": 3.0}).evaluate(X[40:])
    plain = recalibrated(better, {}).evaluate(X[40:])
    half = plain.upper["f2"] - plain.columns["f2"]
    np.testing.assert_allclose((wide.upper["f2"] - wide.columns["f2"])[ok], 3.0 * half[ok])


def test_it_travels_between_processes_and_works_in_pieces():
    evaluator = pickle.loads(pickle.dumps(pair()))
    parts = list(evaluate_in_batches(evaluator, X))
    np.testing.assert_array_equal(parts[0].columns["f2"], pair().evaluate(X).columns["f2"])


def test_columns_of_climates_are_results():
    assert is_result_column(VALLEY, "f2@mild")
    assert is_result_column(VALLEY, "f2@worst_claimed_lo")
    assert not is_result_column(VALLEY, "f9@mild")


@pytest.mark.parametrize(
    ("members", "rules", "message"),
    [
        ({"mild": MILD}, {}, "at least two climates"),
        ({"mild": MILD, "worst": HARD}, {}, "cannot be called 'worst'"),
        ({"mild": MILD, "a@b": HARD}, {}, "cannot be called 'a@b'"),
        ({"mild": MILD, "hard": replace(HARD, problem=VALLEY.with_settings(far=0.1))}, {}, "those of .* differ"),
        (
            {"mild": MILD, "hard": replace(HARD, problem=replace(VALLEY, constraints=(Constraint("g", "f1", 2.0),)))},
            {},
            "differ",
        ),
        ({"mild": MILD, "hard": HARD}, {"objectives": "average"}, "unknown rule over climates 'average'"),
        ({"mild": MILD, "hard": HARD}, {"weights": [1, 2]}, "weights have no use for the worst climate"),
    ],
)
def test_what_does_not_go_together_is_refused(members, rules, message):
    with pytest.raises(InputError, match=message):
        in_climates(members, **rules)
