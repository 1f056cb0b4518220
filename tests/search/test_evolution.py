"""The array engine: its properties, and fronts as good as those of pymoo's NSGA-II."""

import numpy as np
import pytest
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.indicators.hv import HV
from pymoo.optimize import minimize
from pymoo.problems import get_problem
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting
from valley import VALLEY, Valley

from fluxion.design import Choice, Integer, Real
from fluxion.errors import InputError
from fluxion.problems.task import define_task
from fluxion.search.evolution import WIDE, Evolution, Moves, Variation, evolve


@pytest.fixture(scope="module")
def task():
    return define_task(VALLEY, Valley(), fixed={"x4": 0.25})


def search(task, seed=3, size=40, generations=20, **others):
    moves = Moves.within(task.searched.variables, task.held)
    return evolve(task.worth, moves, task.sample(size, seed), size, generations, seed, **others)


@pytest.mark.parametrize("variation", [None, WIDE])
def test_survivors_are_valid_distinct_designs_and_held_variables_stay(task, variation):
    found = search(task, variation=variation).population
    X = found.X
    assert task.problem.space.row_status(X).tolist() == ["ok"] * len(X)
    assert (X[:, 4] == 0.25).all()
    assert len(np.unique(X, axis=0)) == len(X) == 40
    F, violation = task.worth(X)
    np.testing.assert_array_equal(found.F, F)
    np.testing.assert_array_equal(found.violation, violation)


def test_the_same_seed_gives_the_same_answer(task):
    np.testing.assert_array_equal(search(task).population.X, search(task).population.X)
    assert (search(task).population.F != search(task, seed=4).population.F).any()


def test_rows_without_a_result_count_as_worst(task):
    moves = Moves.within(task.searched.variables, task.held)

    def worth(X):
        F, violation = task.worth(X)
        F[X[:, 1] > 0.5] = np.inf
        F[X[:, 2] > 0.8, 1] = np.nan
        violation[X[:, 3] > 0.9] = np.nan
        return F, violation

    found = evolve(worth, moves, task.sample(60, 1), 60, 30, 1).population
    feasible = found.X[found.violation == 0.0]
    assert len(feasible) > 30
    assert (feasible[:, 1] <= 0.5).all()
    assert (feasible[:, 2] <= 0.8).all()
    assert (feasible[:, 3] <= 0.9).all()
    assert not np.isnan(found.violation).any()


def test_nothing_but_failures_is_survived(task):
    moves = Moves.within(task.searched.variables, task.held)
    nothing = evolve(
        lambda X: (np.full((len(X), 2), np.nan), np.full(len(X), np.nan)), moves, task.sample(10, 1), 10, 5, 1
    )
    assert np.isposinf(nothing.population.violation).all()
    assert nothing.evaluated == 50


def test_a_tiny_space_ends():
    moves = Moves.within((Choice("a", ("x", "y"), "x"), Integer("b", 0, 2, 1)))
    asked = []

    def worth(X):
        asked.append(X)
        return np.column_stack([X.sum(axis=1), -X.sum(axis=1)]), np.zeros(len(X))

    found = evolve(worth, moves, np.zeros((1, 2)), 20, 100, 0)
    assert len(np.unique(np.concatenate(asked), axis=0)) == found.evaluated == 6
    assert len(asked) < 100


def test_progress_is_told_and_start_rows_count_once(task):
    told = []
    start = np.repeat(task.sample(5, 1), 3, axis=0)
    moves = Moves.within(task.searched.variables, task.held)
    found = evolve(task.worth, moves, start, 20, 4, 1, progress=told.append)
    assert told == [1, 2, 3, 4]
    assert found.evaluated == 5 + 3 * 20


def test_another_number_can_be_asked_for(task):
    moves = Moves.within(task.searched.variables, task.held)
    one = Evolution(moves, task.sample(20, 1), 20, 1)
    one.tell(one.ask(), *task.worth(one.ask()))
    assert len(one.ask(7)) == 7


def test_bad_input_is_refused(task):
    moves = Moves.within(task.searched.variables, task.held)
    with pytest.raises(InputError, match="at least 2 designs"):
        Evolution(moves, task.sample(4, 1), 1, 0)
    with pytest.raises(InputError, match="start of 0"):
        Evolution(moves, task.sample(4, 1)[:0], 10, 0)


def worth_of(problem):
    def worth(X):
        out = problem.evaluate(X, return_as_dictionary=True)
        G = out.get("G", np.zeros((len(X), 0)))
        return out["F"], np.maximum(G, 0.0).sum(axis=1)

    return worth


def volumes(name, reference, generations, seeds, size=100, **making):
    """Hypervolumes of both engines by seed."""
    problem = get_problem(name, **making)
    variables = [Real(f"x{j}", low, high, low) for j, (low, high) in enumerate(zip(problem.xl, problem.xu))]
    indicator, ours, theirs = HV(ref_point=np.array(reference)), [], []
    for seed in range(1, seeds + 1):
        start = np.random.default_rng(seed).uniform(problem.xl, problem.xu, (size, problem.n_var))
        found = evolve(
            worth_of(problem), Moves.within(variables), start, size, generations, seed, Variation()
        ).population
        F = found.F[found.violation <= 0.0]
        front = (
            F[NonDominatedSorting().do(F, only_non_dominated_front=True)] if len(F) else np.empty((0, len(reference)))
        )
        ours.append(indicator(front) if len(front) else 0.0)
        result = minimize(problem, NSGA2(pop_size=size), ("n_gen", generations), seed=seed)
        theirs.append(0.0 if result.F is None else indicator(result.F))
    return np.array(ours), np.array(theirs)


CASES = {
    "zdt1": (("zdt1", (1.1, 1.1), 120), {}),
    "zdt2": (("zdt2", (1.1, 1.1), 150), {}),
    "zdt3": (("zdt3", (1.1, 1.1), 120), {}),
    "dtlz2": (("dtlz2", (1.1, 1.1, 1.1), 80), {"n_var": 7, "n_obj": 3}),
    "bnh": (("bnh", (150.0, 55.0), 60), {}),
    "osy": (("osy", (0.0, 90.0), 150), {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_fronts_are_as_good_as_those_of_pymoo(case):
    """Medians over seeds differ by no more than the seeds do, with the same operators and settings."""
    (name, reference, generations), making = CASES[case]
    ours, theirs = volumes(name, reference, generations, 7, **making)
    noise = np.median(np.abs(ours - np.median(ours))) + np.median(np.abs(theirs - np.median(theirs)))
    difference = np.median(ours) - np.median(theirs)
    assert abs(difference) <= max(2.5 * noise, 0.003 * np.median(theirs)), (ours, theirs)


def test_a_short_search_is_as_good_as_one_of_pymoo():
    ours, theirs = volumes("zdt1", (1.1, 1.1), 40, 3, size=40)
    assert np.median(ours) == pytest.approx(np.median(theirs), abs=0.15)
