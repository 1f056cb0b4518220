import numpy as np
import pytest
from fluxion.search.nsga2 import Found

from fluxion.errors import InputError
from fluxion.problems.task import define_task
from fluxion.search.recheck import Archive, worth_a_run


@pytest.fixture
def task(valley, true_valley):
    return define_task(valley, true_valley)


def test_no_design_is_run_twice_and_the_budget_is_kept(task, valley):
    told = []
    archive = Archive(task, 7, told.append)
    X = valley.space.sample(10, 1)
    assert archive.run(X[[0, 1, 1, 0]], "first") == 2
    assert archive.run(X[:5], "second") == 3
    assert archive.run(X, "third") == 2
    assert archive.run(X, "fourth") == 0
    assert (len(archive), archive.left, told) == (7, 0, [2, 5, 7])
    np.testing.assert_array_equal(archive.evaluation.X, X[:7])
    assert archive.origin.tolist() == ["first"] * 2 + ["second"] * 3 + ["third"] * 2
    assert archive.known(X).tolist() == [True] * 7 + [False] * 3


def test_minus_zero_is_zero(task, valley):
    archive = Archive(task, 5)
    X = valley.baseline[None].copy()
    X[0, 0] = 0.0
    archive.run(X, "first")
    X[0, 0] = -0.0
    assert archive.known(X).tolist() == [True]


def test_known_answers_come_in_the_order_asked(task, valley):
    archive = Archive(task, 10)
    X = valley.space.sample(6, 1)
    archive.run(X, "first")
    np.testing.assert_array_equal(archive.answers(X[[4, 2]]).F, task.evaluate(X[[4, 2]]).F)
    with pytest.raises(InputError, match="has not been run"):
        archive.answers(valley.space.sample(1, 9))


def found_of(task, X):
    answer = task.evaluate(X)
    return Found(X, answer.F, answer.G, len(X))


def test_designs_worth_a_run_are_new_feasible_and_on_the_claimed_front(task, valley):
    X = valley.space.sample(200, 4)
    archive = Archive(task, 50)
    archive.run(X[:20], "first")
    found = found_of(task, X)
    chosen = worth_a_run(found, archive, task.evaluate(X[:20]), 10)
    assert len(chosen) == 10
    assert not archive.known(chosen).any()
    answer = task.evaluate(chosen)
    assert answer.feasible.all()
    fresh = task.evaluate(X[20:])
    for f in answer.F[:1]:
        assert not ((fresh.F[fresh.feasible] < f).all(axis=1)).any()


def test_where_nothing_is_feasible_the_least_bad_are_tried(task, valley):
    X = valley.space.sample(50, 4)
    X[:, 0] = np.linspace(0.9, 1.0, 50)
    X[:, 1] *= 0.9
    archive = Archive(task, 50)
    archive.run(valley.baseline[None], "baseline")
    chosen = worth_a_run(found_of(task, X), archive, archive.answer, 3)
    np.testing.assert_array_equal(chosen, X[:3])
