import numpy as np
import pytest

from fluxion.search._kernels.variation import CHOICE, INTEGER, REAL, distinct, offspring

LOWER = np.array([0.0, -1.0, 2.0, 0.0, 5.0])
UPPER = np.array([1.0, 1.0, 9.0, 3.0, 5.0])
KINDS = np.array([REAL, REAL, INTEGER, CHOICE, REAL])


def parents(p, seed=0):
    generator = np.random.default_rng(seed)
    X = LOWER + generator.random((p, 5)) * (UPPER - LOWER)
    X[:, 2:4] = np.rint(X[:, 2:4])
    return X + 0.0


def children(X, count, settings=(0.9, 15.0, 0.2, 20.0, 0.0), seed=1, level=None, crowding=None):
    p = len(X)
    level = np.zeros(p, dtype=np.int64) if level is None else level
    crowding = np.ones(p) if crowding is None else crowding
    generator = np.random.default_rng(seed)
    return offspring(X, level, crowding, LOWER, UPPER, KINDS, np.array(settings), count, generator)


@pytest.mark.parametrize(
    "settings", [(0.9, 15.0, 0.2, 20.0, 0.0), (0.9, 5.0, 0.5, 5.0, 0.5), (0.0, 5.0, 1.0, 1.0, 1.0)]
)
def test_children_are_valid_distinct_and_new(settings):
    X = parents(50)
    found = children(X, 400, settings)
    assert found.shape == (400, 5)
    assert ((found >= LOWER) & (found <= UPPER)).all()
    assert (np.rint(found[:, 2:4]) == found[:, 2:4]).all()
    assert (found[:, 4] == 5.0).all()
    assert not np.signbit(found[found == 0.0]).any()
    assert len(np.unique(np.concatenate([X, found]), axis=0)) == len(np.unique(X, axis=0)) + 400


def test_the_same_seed_gives_the_same_children():
    X = parents(30)
    np.testing.assert_array_equal(children(X, 60), children(X, 60))
    assert (children(X, 60) != children(X, 60, seed=2)).any()


def test_mutation_reaches_every_option_equally_often_and_steps_integers():
    X = parents(1)
    X[0] = [0.5, 0.0, 5.0, 1.0, 5.0]
    found = children(X, 6000, (0.0, 15.0, 0.3, 20.0, 0.0))
    options = np.bincount(found[found[:, 3] != 1.0][:, 3].astype(int), minlength=4)
    assert options[1] == 0
    assert options[[0, 2, 3]].min() > 0.85 * options[[0, 2, 3]].max()
    steps = found[:, 2] - 5.0
    short, long = (np.abs(steps) == 1.0).sum(), (np.abs(steps) == 3.0).sum()
    assert short > 2 * long > 0
    assert abs((steps > 0).sum() - (steps < 0).sum()) < 0.15 * (steps != 0).sum()


def test_crossover_gives_choices_of_the_parents_and_numbers_around_them():
    X = parents(2)
    X[0] = [0.2, -0.5, 3.0, 0.0, 5.0]
    X[1] = [0.8, 0.5, 8.0, 2.0, 5.0]
    found = children(X, 500, (1.0, 15.0, 0.0, 20.0, 0.0))
    assert set(found[:, 3]) == {0.0, 2.0}
    near = np.minimum(np.abs(found[:, 0] - 0.2), np.abs(found[:, 0] - 0.8))
    assert np.median(near) < 0.05
    # What lies above the middle is as likely as what lies below.
    assert abs(found[:, 0].mean() - 0.5) < 0.05


def test_better_parents_have_more_children():
    X = parents(40)
    level = np.arange(40)
    found = children(X, 2000, (0.0, 15.0, 0.1, 20.0, 0.0), level=level)
    assert (nearest(found, X) < 20).mean() > 0.6
    crowded = children(X, 2000, (0.0, 15.0, 0.1, 20.0, 0.0), crowding=np.arange(40.0))
    assert (nearest(crowded, X) >= 20).mean() > 0.6


def nearest(found, X):
    """The parent in which the fewest variables differ."""
    return (found[:, None, :] == X[None]).sum(axis=2).argmax(axis=1)


def test_a_small_space_gives_what_it_has_and_ends():
    lower, upper, kinds = np.zeros(2), np.array([1.0, 2.0]), np.array([CHOICE, INTEGER])
    X = np.array([[0.0, 0.0], [1.0, 1.0]])
    level, crowding = np.zeros(2, dtype=np.int64), np.ones(2)
    settings = np.array([0.9, 15.0, 0.5, 20.0, 0.0])
    found = offspring(X, level, crowding, lower, upper, kinds, settings, 100, np.random.default_rng(0))
    assert len(found) == 4
    assert len(np.unique(np.concatenate([X, found]), axis=0)) == 6


def test_distinct_keeps_the_first_of_each():
    X = parents(20)[[0, 1, 0, 2, 1, 3]]
    assert distinct(X).tolist() == [0, 1, 3, 5]
    assert distinct(np.empty((0, 5))).tolist() == []
