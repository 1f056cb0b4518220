"""The problem is worth solving: designs differ, objectives disagree, and fronts have many points."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from fluxion.engine import simulate_population
from fluxion.evaluation import SurrogateEvaluator, load_surrogate
from fluxion.problems.task import define_task
from fluxion.search.evolving import search_task
from fluxion.weather import load_weather


@pytest.fixture(scope="module")
def golden():
    return load_weather("golden")


@pytest.fixture(scope="module")
def random_designs(problem, golden):
    """Columns of 120 random designs, simulated with hourly steps."""
    X = problem.space.sample(120, seed=20)
    result = simulate_population(problem.population(X), golden, steps_per_hour=1)
    assert set(result.status) == {"ok"}
    return {**result.outputs, **problem.scores(X, result.outputs)}


@pytest.mark.slow
def test_some_random_designs_are_feasible_and_some_are_not(problem, random_designs):
    values = [constraint.value(random_designs, problem.settings) for constraint in problem.constraints]
    feasible = np.all([value <= 0.0 for value in values], axis=0).mean()
    assert 0.20 <= feasible <= 0.70
    # Neither comfort nor budget decides alone.
    assert 0.05 < (values[0] > 0.0).mean() < 0.95
    assert 0.05 < (values[1] > 0.0).mean() < 0.95


@pytest.mark.slow
def test_no_objective_stands_for_another(problem, random_designs):
    ranks = spearmanr(np.column_stack([random_designs[name] for name in problem.objectives])).statistic
    assert np.abs(ranks - np.eye(len(ranks))).max() < 0.9


@pytest.mark.slow
@pytest.mark.parametrize("objectives", [("energy_kwh_m2", "cost_eur_m2"), ("carbon_kgco2e_m2", "cost_eur_m2")])
def test_two_objectives_have_a_front_of_many_points(problem, golden, objectives):
    evaluator = SurrogateEvaluator(problem, golden, load_surrogate(problem, golden))
    task = define_task(problem, evaluator, objectives)
    found, _ = search_task(task, task.sample(120, 1), 120, 120, 1)
    F = found.F[found.violation <= 0.0]
    below = (F[:, None, :] <= F[None, :, :]).all(axis=2) & (F[:, None, :] < F[None, :, :]).any(axis=2)
    front = np.unique(F[~below.any(axis=0)].round(6), axis=0)
    assert len(front) >= 50
    spread = front.max(axis=0) / front.min(axis=0)
    assert (spread > 1.05).all()
