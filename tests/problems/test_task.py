from dataclasses import replace

import numpy as np
import pytest
from valley import VALLEY, Valley

from fluxion.design import Constraint
from fluxion.errors import InputError
from fluxion.evaluation import SurrogateEvaluator, in_climates, load_surrogate
from fluxion.problems import load
from fluxion.problems.task import available_columns, define_task
from fluxion.weather import load_weather


def test_objectives_default_to_those_of_the_problem(valley, true_valley):
    assert define_task(valley, true_valley).problem.objectives == ("f1", "f2")


def test_any_output_or_score_can_be_an_objective(valley, true_valley):
    assert available_columns(valley, true_valley) == ("f1", "height", "f2", "twice")
    answer = define_task(valley, true_valley, ["twice", "f1"]).evaluate(valley.baseline[None])
    evaluation = true_valley.evaluate(valley.baseline[None])
    np.testing.assert_array_equal(answer.F, [[evaluation.columns["twice"][0], 0.5]])


def test_designs_are_in_bounds_whole_and_hold_what_is_held(valley, true_valley):
    task = define_task(valley, true_valley, fixed={"rock": "chalk", "x0": 0.25})
    X = task.designs(np.full((2, 8), 7.6))
    np.testing.assert_array_equal(X[0], [0.25, 1, 1, 1, 1, 1, 2, 5])
    assert task.free == (1, 2, 3, 4, 5, 7)
    assert task.baseline.tolist() == [0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 2, 3]


def test_failed_rows_are_infinitely_bad_and_infeasible(valley, true_valley):
    X = np.tile(valley.baseline, (3, 1))
    X[1, 1] = 1.0
    X[2, 0] = np.nan
    answer = define_task(valley, true_valley).evaluate(X)
    assert np.isfinite(answer.F[0]).all()
    assert np.isposinf(answer.F[1:]).all()
    assert answer.G[1:].tolist() == [[1.0], [1.0]]
    assert answer.feasible.tolist() == [True, False, False]
    assert answer.violation.tolist() == [0.0, np.inf, np.inf]
    assert "too steep" in answer.evaluation.status[1]
    assert "x0" in answer.evaluation.status[2]


def test_constraint_values_are_bounded_and_keep_sign_and_order(valley, true_valley):
    X = np.tile(valley.baseline, (5, 1))
    X[:, 0] = [0.0, 0.4, 0.8, 0.9, 1.0]
    answer = define_task(valley, true_valley).evaluate(X)
    np.testing.assert_allclose(answer.G[:, 0], [-0.5, -1 / 3, 0.0, 1 / 9, 0.2], atol=1e-12)
    assert answer.feasible.tolist() == [True, True, True, False, False]
    np.testing.assert_allclose(answer.evaluation.constraints(valley)[:, 0], X[:, 0] - 0.8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"objectives": ["twic"]}, "did you mean 'twice'"),
        ({"objectives": ["f1", "f1"]}, "given 2 times"),
        ({"objectives": []}, "no objectives of its own"),
        ({"fixed": {"rocks": "chalk"}}, "did you mean 'rock'"),
        ({"fixed": {"rock": "butter"}}, "fixed variable 'rock'.*'butter' is no option"),
        ({"fixed": {"x0": 3}}, "fixed variable 'x0'.*out of bounds"),
    ],
)
def test_bad_arguments_are_refused(valley, true_valley, arguments, message):
    with pytest.raises(InputError, match=message):
        define_task(valley, true_valley, **arguments)


def test_everything_fixed_leaves_nothing_to_search(valley, true_valley):
    fixed = valley.space.decode(valley.baseline[None])[0]
    with pytest.raises(InputError, match="every variable is fixed"):
        define_task(valley, true_valley, fixed=fixed)


def test_an_evaluator_of_other_settings_is_refused(valley, true_valley):
    with pytest.raises(InputError, match=r"far=0\.8.*far=0\.5"):
        define_task(valley.with_settings(far=0.5), true_valley)


def test_risk_adds_half_widths_to_objectives_and_constraints(far_valley):
    X = far_valley.problem.space.sample(30, 1)
    X[:, 1] *= 0.9
    plain, careful = (define_task(far_valley.problem, far_valley, risk=risk).evaluate(X) for risk in (0.0, 1.5))
    half = 0.1 * (1.0 + 0.5 * X[:, 2])
    np.testing.assert_array_equal(careful.F[:, 0], plain.F[:, 0])
    np.testing.assert_allclose(careful.F[:, 1], plain.F[:, 1] + 1.5 * half)
    np.testing.assert_allclose(careful.limits[:, 1], plain.limits[:, 1] + 1.5 * half)
    assert (careful.G[:, 1] > plain.G[:, 1]).all()
    for name, values in plain.evaluation.columns.items():
        np.testing.assert_array_equal(careful.evaluation.columns[name], values)


def test_without_risk_answers_are_the_numbers_of_the_evaluation(far_valley):
    task, X = define_task(far_valley.problem, far_valley), far_valley.problem.space.sample(50, 2)
    answer, evaluation = task.evaluate(X), far_valley.evaluate(X)
    ok = evaluation.ok
    np.testing.assert_array_equal(answer.F[ok], evaluation.objectives(far_valley.problem)[ok])
    np.testing.assert_array_equal(answer.limits, evaluation.constraints(far_valley.problem))
    assert np.isinf(answer.F[~ok]).all()


def test_risk_means_nothing_to_a_simulation():
    exact = Valley()
    X = VALLEY.space.sample(30, 1)
    plain, careful = (define_task(VALLEY, exact, risk=risk).evaluate(X) for risk in (0.0, 2.0))
    np.testing.assert_array_equal(plain.F, careful.F)
    np.testing.assert_array_equal(plain.G, careful.G)


@pytest.mark.parametrize("risk", [-0.1, float("nan"), float("inf"), "1", None, True])
def test_a_risk_that_is_no_number_of_half_widths_is_refused(risk):
    with pytest.raises(InputError, match="half widths"):
        define_task(VALLEY, Valley(), risk=risk)


@pytest.fixture
def far_valley():
    """A valley that doubts its height, with a limit on it."""
    problem = replace(VALLEY, constraints=(*VALLEY.constraints, Constraint("g_height", "height", 2.0)))
    return Valley(problem, half=0.1)


@pytest.fixture(scope="module")
def office():
    problem, weather = load("office-design"), load_weather("golden")
    return problem, SurrogateEvaluator(problem, weather, load_surrogate(problem, weather))


@pytest.mark.parametrize("objectives", [None, ("energy_kwh_m2", "cost_eur_m2"), ("hours_above_28", "heating_peak_kw")])
@pytest.mark.parametrize("rows", [0, 1, 300])
def test_what_a_search_asks_for_is_what_an_evaluation_says(office, objectives, rows):
    task = define_task(*office, objectives, fixed={"thermal_mass": "heavy"})
    X = task.sample(max(rows, 1), 3)[:rows]
    F, violation = task.worth(X)
    answer = task.evaluate(X)
    np.testing.assert_allclose(F, answer.F, rtol=1e-9)
    np.testing.assert_allclose(violation, answer.violation, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(violation <= 0.0, answer.feasible)


def test_own_columns_and_several_climates_are_judged_likewise(office):
    problem = (
        office[0].with_objective("glass", "wwr_south + wwr_north").with_constraint("g_hot", "hours_above_28_occ <= 4")
    )
    problem = problem.with_constraint("g_band", "30 <= energy_kwh_m2 <= 60")
    members = {}
    for name in ("golden", "chicago"):
        weather = load_weather(name)
        members[name] = SurrogateEvaluator(problem, weather, load_surrogate(problem, weather))
    for evaluator in (members["golden"], in_climates(members)):
        task = define_task(evaluator.problem, evaluator, ["cost_eur_m2"])
        X = task.sample(100, 4)
        F, violation = task.worth(X)
        answer = task.evaluate(X)
        np.testing.assert_allclose(F, answer.F, rtol=1e-9)
        np.testing.assert_allclose(violation, answer.violation, rtol=1e-9, atol=1e-12)
        assert 0 < (violation > 0.0).sum() < 100


def test_worth_of_a_truth_and_of_a_cautious_task(valley, true_valley, office):
    task = define_task(valley, true_valley)
    X = task.sample(30, 1)
    X[3, 1] = 1.0
    F, violation = task.worth(X)
    assert np.isposinf(F[3]).all()
    assert np.isposinf(violation[3])
    np.testing.assert_array_equal(F, task.evaluate(X).F)
    careful = define_task(*office, ("energy_kwh_m2",), risk=1.0)
    X = careful.sample(20, 1)
    np.testing.assert_array_equal(careful.worth(X)[0], careful.evaluate(X).F)
    assert (careful.worth(X)[0] > define_task(*office, ("energy_kwh_m2",)).worth(X)[0]).all()


def test_rows_that_are_not_finite_have_no_worth(office):
    task = define_task(*office, ("energy_kwh_m2", "cost_eur_m2"))
    X = task.sample(6, 1)
    outputs = {name: values.copy() for name, values in task.evaluator.plain(X).items()}
    outputs["heating_kwh_m2"][2] = np.nan
    outputs["hours_above_26_occ"][4] = outputs["hours_above_adaptive_occ"][4] = np.nan
    F, violation = task.judge(X, outputs)
    assert np.isposinf(violation).tolist() == [False, False, True, False, True, False]
    assert np.isposinf(F).all(axis=1).tolist() == [False, False, True, False, True, False]
