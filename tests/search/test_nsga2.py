import numpy as np

from fluxion.problems.task import define_task
from fluxion.search.nsga2 import first_population, proposals, search
from fluxion.search.pareto import Scale, hypervolume

UNIT = Scale(np.zeros(2), np.ones(2))


def test_it_finds_the_known_front(valley, true_valley):
    task = define_task(valley, true_valley)
    start = first_population(task, task.baseline[None], 60, 1)
    told = []
    found = search(task, start, 60, 100, 1, told.append)
    f1 = np.linspace(0.0, 0.8, 2000)
    best = hypervolume(np.stack([f1, 1.0 - np.sqrt(f1)], axis=1), UNIT)
    assert hypervolume(found.F[(found.G <= 0.0).all(axis=1)], UNIT) > 0.99 * best
    assert told == list(range(1, 101))
    assert 5000 < found.evaluations <= 6000


def test_the_seed_decides_the_run(valley, true_valley):
    task = define_task(valley, true_valley)
    start = first_population(task, task.baseline[None], 20, 1)
    first, again, other = (search(task, start, 20, 10, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.X, again.X)
    assert not np.array_equal(first.X, other.X)


def test_the_values_found_are_those_of_the_designs_found(valley, true_valley):
    task = define_task(valley, true_valley)
    found = search(task, task.problem.space.sample(20, 1), 20, 10, 1)
    answer = task.evaluate(found.X)
    np.testing.assert_array_equal(answer.F, found.F)
    np.testing.assert_array_equal(answer.G, found.G)


def test_proposals_evaluated_outside_give_the_same_run(valley, true_valley):
    task = define_task(valley, true_valley)
    start = first_population(task, task.baseline[None], 20, 1)
    inside = search(task, start, 20, 8, 5)
    X = []
    for designs, tell in proposals(task, start, 20, 8, 5):
        X.append(designs)
        tell(task.evaluate(designs))
    assert sum(len(part) for part in X) == inside.evaluations
    proposed = {row.tobytes() for part in X for row in part}
    assert all(row.tobytes() in proposed for row in inside.X)


def test_the_first_population_keeps_what_is_known(valley, true_valley):
    task = define_task(valley, true_valley, fixed={"rock": "chalk"})
    known = task.designs(valley.space.sample(30, 3))
    start = first_population(task, known, 20, 1)
    assert start.shape == (20, 8)
    np.testing.assert_array_equal(start[:10], known[:10])
    assert (start[:, 6] == 2.0).all()


def test_a_problem_without_constraints(valley, true_valley):
    from dataclasses import replace

    free = replace(valley, constraints=())
    task = define_task(free, replace(true_valley, problem=free))
    found = search(task, task.baseline[None], 10, 5, 1)
    assert found.G.shape == (len(found.X), 0)
