"""Every algorithm that the documentation names runs on a design problem as it is."""

import copy
import pickle

import cloudpickle
import numpy as np
import pytest
from pymoo.algorithms.moo.moead import MOEAD
from pymoo.algorithms.moo.nsga2 import NSGA2, RankAndCrowdingSurvival
from pymoo.algorithms.moo.nsga3 import NSGA3
from pymoo.algorithms.moo.unsga3 import UNSGA3
from pymoo.algorithms.soo.nonconvex.cmaes import CMAES
from pymoo.algorithms.soo.nonconvex.de import DE
from pymoo.core.mixed import MixedVariableGA
from pymoo.optimize import minimize
from pymoo.util.ref_dirs import get_reference_directions

from fluxion.evaluation import SurrogateEvaluator, load_surrogate
from fluxion.evaluation.baseline import for_problem
from fluxion.problems import load
from fluxion.problems.pymoo import NINETY_PERCENT, FluxionMutation, FluxionRepair, to_pymoo
from fluxion.weather import load_weather

OPERATORS = {"repair": FluxionRepair(), "mutation": FluxionMutation()}
DIRECTIONS = get_reference_directions("uniform", 2, n_partitions=11)
MANY = {
    "NSGA2": lambda: NSGA2(pop_size=16, **OPERATORS),
    "NSGA3": lambda: NSGA3(DIRECTIONS, pop_size=16, **OPERATORS),
    "U-NSGA3": lambda: UNSGA3(DIRECTIONS, pop_size=16, **OPERATORS),
    "MOEA/D": lambda: MOEAD(DIRECTIONS, n_neighbors=5, **OPERATORS),
    "MixedVariableGA": lambda: MixedVariableGA(pop_size=16, survival=RankAndCrowdingSurvival()),
}
ONE = {"DE": lambda: DE(pop_size=16), "CMA-ES": lambda: CMAES(popsize=8)}


@pytest.fixture(scope="module")
def office():
    """The office of a surrogate, in two objectives."""
    problem = load("office-design")
    weather = load_weather("golden")
    return problem, SurrogateEvaluator(problem, weather, load_surrogate(problem, weather), marks=False)


def without_limits(name, problem):
    # MOEA/D of pymoo refuses constraints.
    return problem.without_constraints(*(c.name for c in problem.constraints)) if name == "MOEA/D" else problem


def assert_as_evaluated(problem, result, algorithm):
    """What is reported is what the evaluator says of the nearest design."""
    assert result.F is not None
    assert np.isfinite(result.F).all()
    answer = problem.task.evaluate(problem.designs(result.X))
    np.testing.assert_array_equal(np.atleast_2d(result.F), answer.F)
    assert answer.feasible.all()
    assert not np.isnan(result.pop.get("F")).any()
    assert not np.isnan(result.pop.get("std")).any()
    assert set(result.pop.get("fidelity")) == {problem.task.evaluator.fidelity}
    assert result.algorithm.evaluator.n_eval >= 16


@pytest.mark.parametrize("name", MANY)
def test_several_objectives(valley, true_valley, name):
    problem = without_limits(name, valley)
    form = "vars" if name == "MixedVariableGA" else "continuous"
    pymoo = to_pymoo(problem, for_problem(true_valley, problem), form=form)
    algorithm = MANY[name]()
    assert_as_evaluated(pymoo, minimize(pymoo, algorithm, ("n_gen", 12), seed=1), algorithm)


@pytest.mark.parametrize("name", MANY)
def test_several_objectives_of_a_surrogate(office, name):
    problem, evaluator = office
    problem = without_limits(name, problem)
    form = "vars" if name == "MixedVariableGA" else "continuous"
    pymoo = to_pymoo(problem, for_problem(evaluator, problem), ("energy_kwh_m2", "cost_eur_m2"), form=form)
    algorithm = MANY[name]()
    result = minimize(pymoo, algorithm, ("n_gen", 12), seed=1)
    assert_as_evaluated(pymoo, result, algorithm)
    widths = evaluator.half_widths()
    expected = np.array([widths["energy_kwh_m2"], widths["cost_eur_m2"]]) / NINETY_PERCENT
    np.testing.assert_allclose(result.pop.get("std"), np.tile(expected, (len(result.pop), 1)), rtol=1e-9)


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("fixed", [{}, {"x3": 0.25, "rock": "chalk"}])
def test_one_objective(valley, true_valley, name, fixed):
    pymoo = to_pymoo(valley, true_valley, ["f2"], fixed=fixed)
    algorithm = ONE[name]()
    result = minimize(pymoo, algorithm, ("n_evals", 200), seed=1)
    assert_as_evaluated(pymoo, result, algorithm)
    X = pymoo.designs(result.X)
    assert not fixed or (X[0, 3], X[0, 6]) == (0.25, 2.0)


@pytest.mark.parametrize("name", ONE)
def test_one_objective_of_a_surrogate(office, name):
    problem, evaluator = office
    pymoo = to_pymoo(problem, for_problem(evaluator, problem), ["cost_eur_m2"])
    algorithm = ONE[name]()
    assert_as_evaluated(pymoo, minimize(pymoo, algorithm, ("n_evals", 200), seed=1), algorithm)


@pytest.mark.parametrize("name", [name for name in (*MANY, *ONE) if name != "CMA-ES"])
def test_a_pickle_goes_on_to_the_same_answer(valley, true_valley, name):
    problem = without_limits(name, valley)
    form = "vars" if name == "MixedVariableGA" else "continuous"
    pymoo = to_pymoo(problem, for_problem(true_valley, problem), ["f2"] if name in ONE else None, form=form)
    making = {**MANY, **ONE}[name]
    whole = minimize(pymoo, making(), ("n_gen", 6), seed=3)
    half = making().setup(pymoo, termination=("n_gen", 6), seed=3)
    # MOEA/D holds a generator, which nothing can pickle, but between its generations.
    while half.n_iter is None or half.n_iter < 4 or getattr(half, "generator", None) is not None:
        half.next()
    # Some algorithms of pymoo hold local functions, which need cloudpickle.
    half = pickle.loads(cloudpickle.dumps(half))
    while half.has_next():
        half.next()
    np.testing.assert_array_equal(half.pop.get("F"), whole.pop.get("F"))
    assert half.evaluator.n_eval == whole.algorithm.evaluator.n_eval


def test_a_surrogate_survives_pickles_copies_and_histories(office):
    problem, evaluator = office
    pymoo = to_pymoo(problem, evaluator, ("energy_kwh_m2", "cost_eur_m2"))
    X = pymoo.task.sample(20, 1)
    for other in (pickle.loads(pickle.dumps(pymoo)), copy.deepcopy(pymoo), copy.copy(pymoo)):
        np.testing.assert_array_equal(other.evaluate(X)[0], pymoo.evaluate(X)[0])
    result = minimize(pymoo, MANY["NSGA2"](), ("n_gen", 3), seed=1, save_history=True)
    assert [len(one.pop) for one in result.history] == [16, 16, 16]
    assert all(one.problem.task is pymoo.task for one in result.history)
    assert len(pickle.loads(pickle.dumps(result)).history) == 3


def test_minimize_leaves_the_algorithm_as_it_was(valley, true_valley):
    algorithm, pymoo = MANY["NSGA2"](), to_pymoo(valley, true_valley)
    first = minimize(pymoo, algorithm, ("n_gen", 3), seed=1)
    again = minimize(pymoo, algorithm, ("n_gen", 3), seed=1)
    assert algorithm.pop is None
    np.testing.assert_array_equal(first.F, again.F)
    kept = minimize(pymoo, algorithm, ("n_gen", 3), seed=1, copy_algorithm=False)
    assert kept.algorithm is algorithm
    np.testing.assert_array_equal(kept.F, first.F)


def test_columns_and_deviations_of_a_truth_and_of_a_model(valley, true_valley, doubtful_valley):
    X = valley.space.sample(8, 1)
    X[0, 1] = 1.0
    true, doubtful = (
        to_pymoo(valley, one).evaluate(X, return_as_dictionary=True) for one in (true_valley, doubtful_valley)
    )
    assert to_pymoo(valley, true_valley).columns == ("f1", "height", "f2", "twice")
    expected = true_valley.evaluate(X).columns
    np.testing.assert_array_equal(true["columns"][:, 3], expected["twice"])
    assert np.isposinf(true["std"][0]).all()
    assert (true["std"][1:] == 0.0).all()
    np.testing.assert_allclose(doubtful["std"][1:, 1], 0.1 * (1.0 + 0.5 * X[1:, 2]) / NINETY_PERCENT)
