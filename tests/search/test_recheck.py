import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.problems.task import define_task
from fluxion.search.recheck import Archive


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
