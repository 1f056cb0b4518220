import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2, RankAndCrowdingSurvival
from pymoo.algorithms.soo.nonconvex.de import DE
from pymoo.core.mixed import MixedVariableGA
from pymoo.core.population import Population
from pymoo.indicators.hv import HV
from pymoo.optimize import minimize

from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.problems import load
from fluxion.problems.pymoo import FluxionMutation, FluxionRepair, to_pymoo
from fluxion.weather import load_weather

REFERENCE = np.array([1.1, 1.1])


def true_hypervolume():
    f1 = np.linspace(0.0, 0.8, 2000)
    return HV(ref_point=REFERENCE)(np.stack([f1, 1.0 - np.sqrt(f1)], axis=1))


@pytest.fixture(scope="module")
def office():
    problem = load("office-design")
    return to_pymoo(problem, PhysicsEvaluator(problem, load_weather("golden"), steps_per_hour=1, threads=2))


def test_values_are_those_of_the_evaluator(valley, true_valley):
    problem = to_pymoo(valley, true_valley)
    X = valley.space.sample(20, 1)
    X[:, 1] *= 0.9
    out = problem.evaluate(X, return_as_dictionary=True)
    expected = true_valley.evaluate(X)
    np.testing.assert_array_equal(out["F"], expected.objectives(valley))
    np.testing.assert_array_equal(out["limits"], expected.constraints(valley))
    np.testing.assert_array_equal(np.sign(out["G"]), np.sign(expected.constraints(valley)))
    assert (problem.n_var, problem.n_obj, problem.n_ieq_constr) == (8, 2, 1)


def test_nsga2_finds_the_known_front(valley, true_valley):
    algorithm = NSGA2(pop_size=60, repair=FluxionRepair(), mutation=FluxionMutation())
    result = minimize(to_pymoo(valley, true_valley), algorithm, ("n_gen", 120), seed=1)
    assert HV(ref_point=REFERENCE)(result.F) > 0.99 * true_hypervolume()
    # Every individual is a design as it stands: whole codes, inside the bounds.
    np.testing.assert_array_equal(valley.space.check(result.pop.get("X")), result.pop.get("X"))
    assert set(result.pop.get("fidelity")) == {"physics"}
    assert set(result.pop.get("status")) <= {"ok", true_valley.evaluate(np.ones((1, 8))).status[0]}


def test_mixed_variable_form_gives_the_same_values(valley, true_valley):
    continuous, mixed = to_pymoo(valley, true_valley), to_pymoo(valley, true_valley, form="vars")
    X = valley.space.sample(5, 2)
    rows = np.array(valley.space.decode(X), dtype=object)
    np.testing.assert_array_equal(mixed.evaluate(rows)[0], continuous.evaluate(X)[0])
    np.testing.assert_array_equal(mixed.evaluate(rows[0])[0], continuous.evaluate(X[0])[0])


def test_mixed_variable_ga_runs_and_improves(valley, true_valley):
    problem = to_pymoo(valley, true_valley, form="vars", fixed={"terraces": 0})
    algorithm = MixedVariableGA(pop_size=30, survival=RankAndCrowdingSurvival())
    result = minimize(problem, algorithm, ("n_gen", 30), seed=1)
    assert "terraces" not in result.X[0]
    assert (problem.designs(result.X)[:, 7] == 0.0).all()
    start = minimize(problem, MixedVariableGA(pop_size=30, survival=RankAndCrowdingSurvival()), ("n_gen", 1), seed=1)
    assert HV(ref_point=REFERENCE)(result.F) > HV(ref_point=REFERENCE)(start.F) + 0.1


def test_an_algorithm_without_repair_works_on_the_nearest_designs(valley, true_valley):
    problem = to_pymoo(valley, true_valley, objectives=["f2"])
    result = minimize(problem, DE(pop_size=20), ("n_gen", 40), seed=1)
    F, _ = problem.evaluate(problem.designs(result.X))
    assert F[0, 0] == result.F[0]


def test_failed_rows_are_inf_and_one_never_nan(valley, true_valley):
    X = np.tile(valley.baseline, (3, 1))
    X[1, 1], X[2, 0] = 1.0, np.nan
    out = to_pymoo(valley, true_valley).evaluate(X, return_as_dictionary=True)
    assert np.isposinf(out["F"][1:]).all()
    assert out["G"][1:].tolist() == [[1.0], [1.0]]
    assert out["status"][0] == "ok"
    assert "too steep" in out["status"][1]


def test_a_design_without_a_result_is_worse_than_any_violation(valley, true_valley):
    hopeless = valley.with_settings(far=-1000.0)
    problem = to_pymoo(hopeless, replace(true_valley, problem=hopeless))
    algorithm = NSGA2(pop_size=30, repair=FluxionRepair(), mutation=FluxionMutation())
    result = minimize(problem, algorithm, ("n_gen", 30), seed=1)
    assert set(result.pop.get("status")) == {"ok"}
    assert result.pop.get("X")[:, 0].max() < 0.05


def test_held_variables_stay(valley, true_valley):
    problem = to_pymoo(valley, true_valley, fixed={"rock": "granite", "x0": 0.3})
    result = minimize(problem, NSGA2(pop_size=20, repair=FluxionRepair(), mutation=FluxionMutation()), ("n_gen", 5))
    X = result.pop.get("X")
    assert (X[:, 0] == 0.3).all()
    assert (X[:, 6] == 0.0).all()


def test_mutation_reaches_every_option_and_moves_integers(valley, true_valley):
    problem = to_pymoo(valley, true_valley)
    parents = Population.new(X=np.tile(valley.baseline, (4000, 1)))
    children = FluxionMutation()(problem, parents, random_state=np.random.default_rng(0)).get("X")
    assert set(children[:, 6]) == {0.0, 1.0, 2.0, 3.0}
    assert set(children[:, 7]) == {0.0, 1.0, 2.0, 3.0, 4.0, 5.0}
    # One variable in eight changes, whatever its kind.
    assert 0.10 < (children[:, 6] != 1.0).mean() < 0.15
    assert 0.10 < (children[:, 7] != 3.0).mean() < 0.15
    assert valley.space.row_status(children).tolist() == ["ok"] * 4000


def test_histories_and_copies_share_the_task(valley, true_valley):
    problem = to_pymoo(valley, true_valley)
    assert copy.deepcopy(problem).task is problem.task
    result = minimize(problem, NSGA2(pop_size=10, repair=FluxionRepair()), ("n_gen", 3), seed=1, save_history=True)
    assert len(result.history) == 3
    assert result.history[0].problem.task is problem.task


def test_physics_survives_pickling(office):
    problem = pickle.loads(pickle.dumps(office))
    X = office.task.baseline[None]
    first, second = office.evaluate(X), problem.evaluate(X)
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert np.isfinite(first[0]).all()


def test_a_checkpoint_goes_on(valley, true_valley):
    def algorithm():
        return NSGA2(pop_size=20, repair=FluxionRepair(), mutation=FluxionMutation())

    problem = to_pymoo(valley, true_valley)
    whole = minimize(problem, algorithm(), ("n_gen", 6), seed=3)
    half = algorithm()
    half.setup(problem, termination=("n_gen", 6), seed=3, verbose=False)
    for _ in range(3):
        half.next()
    half = pickle.loads(pickle.dumps(half))
    while half.has_next():
        half.next()
    np.testing.assert_array_equal(half.pop.get("F"), whole.pop.get("F"))


def test_bad_input_is_refused(valley, true_valley):
    with pytest.raises(InputError, match="did you mean 'vars'"):
        to_pymoo(valley, true_valley, form="var")
    with pytest.raises(InputError, match=r"shape \(n, 8\)"):
        to_pymoo(valley, true_valley).designs(np.ones((2, 3)))
    with pytest.raises(InputError, match="dictionaries"):
        to_pymoo(valley, true_valley, form="vars").designs(np.ones((2, 8)))


def test_risk_reaches_objectives_and_constraints(valley, true_valley):
    doubtful = replace(true_valley, half=0.1)
    X = valley.space.sample(20, 1)
    X[:, 1] *= 0.9
    plain, careful = (to_pymoo(valley, doubtful, ["f2"], risk=k).evaluate(X, return_as_dictionary=True) for k in (0, 2))
    np.testing.assert_allclose(careful["F"][:, 0], plain["F"][:, 0] + 0.2 * (1.0 + 0.5 * X[:, 2]))
    np.testing.assert_array_equal(careful["G"], plain["G"])
