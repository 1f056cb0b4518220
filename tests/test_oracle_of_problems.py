"""The oracle of any problem: objectives of encoded designs, with the shipped surrogate or by physics."""

import pickle
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest
from shed import shed_problem

import fluxion
from fluxion.errors import InputError, SurrogateError
from fluxion.evaluation import PhysicsEvaluator, SurrogateEvaluator, load_surrogate, shipped_model
from fluxion.oracle import FallbackWarning
from fluxion.problems import load

OBJECTIVES = ("energy_kwh_m2", "cost_eur_m2", "carbon_kgco2e_m2", "overheating_fraction")


@pytest.fixture(scope="module")
def office():
    return load("office-design")


@pytest.fixture(scope="module")
def evaluator(office, golden):
    return SurrogateEvaluator(office, golden, load_surrogate(office, golden))


@pytest.fixture
def oracle(office):
    return fluxion.BatchOracle(problem=office)


def test_objectives_are_those_of_the_shipped_surrogate(oracle, office, evaluator):
    assert office.objectives == OBJECTIVES
    X = office.space.sample(300, seed=1)
    values = oracle.evaluate_population(X)
    assert values.shape == (300, 4)
    assert values.dtype == np.float64
    columns = evaluator.evaluate(X).columns
    for j, name in enumerate(OBJECTIVES):
        np.testing.assert_array_equal(values[:, j], columns[name])
    assert oracle.last_fidelity == "surrogate"
    assert (oracle.last_status == "ok").all()
    assert oracle.problem is office


def test_a_problem_has_a_name(office, oracle):
    X = office.space.sample(5, seed=2)
    named = fluxion.BatchOracle("golden", "office-design")
    np.testing.assert_array_equal(named.evaluate_population(X.tolist()), oracle.evaluate_population(X))


def test_another_climate_has_another_surrogate(office, oracle, chicago):
    X = office.space.sample(5, seed=2)
    there = fluxion.BatchOracle(chicago, office).evaluate_population(X)
    assert (there != oracle.evaluate_population(X)).any()


def test_failed_rows_are_explained_and_leave_the_others_alone(oracle, office):
    X = office.space.sample(4, seed=3)
    alone = oracle.evaluate_population(X[[0, 3]])
    X[1, office.space.index("overhang_m")] = np.nan
    X[2, office.space.index("window")] = 0.5
    values = oracle.evaluate_population(X)
    np.testing.assert_array_equal(np.isnan(values).all(axis=1), [False, True, True, False])
    np.testing.assert_allclose(values[[0, 3]], alone, rtol=1e-5)
    assert oracle.last_status[0] == oracle.last_status[3] == "ok"
    assert "overhang_m" in oracle.last_status[1]
    assert "window" in oracle.last_status[2]


def test_intervals_are_those_of_the_surrogate(oracle, office, evaluator):
    X = np.vstack([office.space.sample(50, seed=4), np.full(17, np.nan)])
    mean, lower, upper = oracle.evaluate_population_uncertain(X)
    np.testing.assert_array_equal(mean, oracle.evaluate_population(X))
    evaluation = evaluator.evaluate(X)
    for j, name in enumerate(OBJECTIVES):
        np.testing.assert_array_equal(lower[:, j], evaluation.lower[name])
        np.testing.assert_array_equal(upper[:, j], evaluation.upper[name])
    assert (lower[:-1] < upper[:-1]).all()
    assert np.isnan([mean[-1], lower[-1], upper[-1]]).all()


def test_other_prices_change_objectives_but_have_no_intervals(office, oracle):
    X = office.space.sample(5, seed=5)
    dearer = fluxion.BatchOracle(problem=office.with_settings(cost_years=40))
    assert (dearer.evaluate_population(X)[:, 1] != oracle.evaluate_population(X)[:, 1]).all()
    with pytest.raises(SurrogateError, match=r"has no interval of energy_kwh_m2.*prices"):
        dearer.evaluate_population_uncertain(X)


def test_physics_answers_when_it_is_asked(golden):
    shed = shed_problem()
    oracle = fluxion.BatchOracle(golden, shed, steps_per_hour=1)
    X = shed.space.sample(6, seed=1)
    X[0, 0] = 99.0
    values = oracle.evaluate_population(X, use_surrogates=False)
    evaluation = PhysicsEvaluator(shed, golden, steps_per_hour=1).evaluate(X)
    np.testing.assert_array_equal(values, evaluation.objectives(shed))
    assert oracle.last_fidelity == "physics"
    assert list(oracle.last_status) == list(evaluation.status)
    mean, lower, upper = oracle.evaluate_population_uncertain(X, use_surrogates=False)
    np.testing.assert_array_equal(mean, values)
    np.testing.assert_array_equal(lower, upper)


def test_where_no_surrogate_ships_physics_answers_and_says_so(golden):
    shed = shed_problem()
    assert shipped_model(shed, golden) is None
    oracle = fluxion.BatchOracle(golden, shed, steps_per_hour=1)
    X = shed.space.sample(2, seed=1)
    with pytest.warns(FallbackWarning, match="no surrogate ships for 'shed' in 'golden'") as caught:
        values = oracle.evaluate_population(X)
    assert caught[0].filename == __file__
    np.testing.assert_array_equal(values, oracle.evaluate_population(X, use_surrogates=False))
    assert oracle.last_fidelity == "physics"


def test_a_changed_building_is_not_what_the_shipped_surrogate_learned(office):
    oracle = fluxion.BatchOracle(problem=office.with_settings(internal_gains_w_m2=15.0))
    with pytest.warns(FallbackWarning, match="was trained with internal_gains_w_m2=12.0, not with 15.0"):
        assert oracle.evaluate_population([]).shape == (0, 4)
    assert oracle.last_fidelity == "physics"


def test_without_onnxruntime_something_answers(oracle, office, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isfinite(oracle.evaluate_population(office.baseline[None])).all()


def test_a_surrogate_is_given_as_a_file_or_loaded(office, golden, chicago, oracle, evaluator):
    X = office.space.sample(5, seed=6)
    expected = oracle.evaluate_population(X)
    path = shipped_model(office, golden)
    for surrogate in (path, str(path), evaluator.surrogate):
        np.testing.assert_array_equal(fluxion.BatchOracle(golden, office, surrogate).evaluate_population(X), expected)
        with pytest.raises(SurrogateError, match="weather 'golden', not on 'chicago'"):
            fluxion.BatchOracle(chicago, office, surrogate)
    with pytest.raises(InputError, match="does not exist"):
        fluxion.BatchOracle(problem=office, surrogate="absent.onnx")
    with pytest.raises(SurrogateError, match="learned from window, "):
        fluxion.BatchOracle(surrogate=path)


@pytest.mark.parametrize("population", [[1.0] * 17, [[1.0] * 16], np.zeros((2, 3, 17)), [["glass"] * 17], None])
def test_another_shape_is_one_error(oracle, population):
    with pytest.raises(InputError, match=r"shape \(n, 17\)"):
        oracle.evaluate_population(population)
    assert oracle.last_status is None


@pytest.mark.parametrize("population", [[], np.empty((0, 17))])
def test_an_empty_population_has_an_empty_answer(oracle, population):
    assert oracle.evaluate_population(population).shape == (0, 4)


def test_problems_that_cannot_be_asked_are_refused(office):
    with pytest.raises(InputError, match="did you mean 'office-design'"):
        fluxion.BatchOracle(problem="office-desing")
    with pytest.raises(InputError, match=r"expected a DesignProblem.*got a int"):
        fluxion.BatchOracle(problem=17)
    with pytest.raises(InputError, match="'reference-office' has no objectives"):
        fluxion.BatchOracle(problem="reference-office")
    with pytest.raises(InputError, match="threads"):
        fluxion.BatchOracle(problem=office, threads=0)


def test_outputs_may_be_objectives(golden):
    loads = replace(load("reference-office"), objectives=("heating_kwh_m2", "cooling_kwh_m2"))
    oracle = fluxion.BatchOracle(golden, loads)
    assert oracle.evaluate_population([], use_surrogates=False).shape == (0, 2)


def test_many_rows_over_threads_are_the_same(office):
    X = office.space.sample(5000, seed=7)
    one, two = (fluxion.BatchOracle(problem=office, threads=count) for count in (1, 2))
    np.testing.assert_array_equal(one.evaluate_population(X), two.evaluate_population(X))


def test_oracles_travel(oracle, office):
    X = office.space.sample(5, seed=8)
    again = pickle.loads(pickle.dumps(oracle))
    np.testing.assert_array_equal(again.evaluate_population(X), oracle.evaluate_population(X))
    assert again.problem.name == "office-design"


def test_ragged_and_empty_populations(golden):
    oracle = fluxion.BatchOracle(golden, "office-design")
    with pytest.raises(InputError, match="the designs"):
        oracle.evaluate_population([[1, 2], [3]])
    assert oracle.evaluate_population([]).shape[0] == 0
