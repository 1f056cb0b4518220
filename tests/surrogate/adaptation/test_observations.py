import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.surrogate.adaptation.observations import Observations, check_observations, physical_limits


def test_runs_are_parted_and_joined(corner):
    runs = corner.runs(10, 1)
    both = runs.part(np.arange(4)).and_then(runs.part(np.arange(4, 10)))
    np.testing.assert_array_equal(both.X, runs.X)
    np.testing.assert_array_equal(both.Y, runs.Y)
    assert len(both) == 10


def test_lists_become_arrays(corner, trained):
    runs = corner.runs(3, 1)
    checked = check_observations(runs.X.tolist(), runs.Y.tolist(), trained.model.card)
    assert isinstance(checked, Observations)
    np.testing.assert_array_equal(checked.Y, runs.Y)


def test_limits_are_those_of_the_card(trained):
    lower, upper = physical_limits(trained.model.card)
    np.testing.assert_array_equal(lower, [0.0, 0.0])
    np.testing.assert_array_equal(upper, [np.inf, np.inf])


def test_the_runs_are_named_in_the_message(corner, trained):
    runs = corner.runs(3, 1)
    with pytest.raises(InputError, match="the known runs, row 1"):
        check_observations(runs.X, np.full((3, 2), np.inf), trained.model.card, "the known runs")
