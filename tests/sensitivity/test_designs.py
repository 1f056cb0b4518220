import numpy as np
import pytest

from fluxion._optional import require
from fluxion.errors import InputError, MissingDependencyError
from fluxion.sensitivity.designs import morris_designs, sobol_designs


def test_a_walk_changes_one_variable_at_a_time(ishigami):
    task = ishigami()
    sample = morris_designs(task, 12, 3)
    assert sample.X.shape == (12 * 5, 4)
    task.problem.space.check(sample.X)
    for walk in sample.X.reshape(12, 5, 4):
        changed = np.diff(walk, axis=0) != 0.0
        assert changed.sum(axis=1).tolist() == [1, 1, 1, 1]
        assert changed.any(axis=0).all()


def test_every_option_meets_every_other(ishigami):
    walks = morris_designs(ishigami(), 60, 1).X.reshape(60, 5, 4)[:, :, 3]
    pairs = {frozenset(walk.tolist()) for walk in walks}
    assert pairs == {frozenset(p) for p in ((0.0, 1.0), (0.0, 2.0), (1.0, 2.0))}


def test_options_are_equally_frequent(ishigami):
    sample = sobol_designs(ishigami(), 64, 0)
    assert sample.X.shape == (64 * 6, 4)
    _, counts = np.unique(sample.X[:, 3], return_counts=True)
    assert np.ptp(counts) <= 12


def test_held_variables_keep_their_value_and_are_not_sampled(ishigami):
    sample = sobol_designs(ishigami(fixed={"x2": 1.0}), 8, 0)
    assert sample.names == ("x1", "x3", "option")
    assert set(sample.X[:, 1]) == {1.0}


def test_the_seed_decides(ishigami):
    np.testing.assert_array_equal(morris_designs(ishigami(), 4, 5).X, morris_designs(ishigami(), 4, 5).X)
    assert not np.array_equal(morris_designs(ishigami(), 4, 5).X, morris_designs(ishigami(), 4, 6).X)


def test_bad_numbers_are_refused(ishigami):
    with pytest.raises(InputError, match="trajectories: expected at least 2; got 1"):
        morris_designs(ishigami(), 1, 0)
    for samples in (100, 4, 0):
        with pytest.raises(InputError, match="power of two of at least 8"):
            sobol_designs(ishigami(), samples, 0)
    with pytest.raises(InputError, match="expected at least two free ones"):
        morris_designs(ishigami(fixed={"x1": 0.0, "x2": 0.0, "x3": 0.0}), 4, 0)


def test_a_missing_package_is_named_with_its_extra(ishigami, monkeypatch):
    monkeypatch.setattr(
        "fluxion.sensitivity.designs.require", lambda name, extra: require("salib_that_is_not_there", extra)
    )
    with pytest.raises(MissingDependencyError, match=r"fluxion-bem\[report\]"):
        morris_designs(ishigami(), 4, 0)
