import numpy as np
import pytest

from fluxion.design.sampling import METHODS, unit_sample
from fluxion.design.space import DesignSpace
from fluxion.design.variables import Choice, Integer, Real
from fluxion.errors import InputError

SPACE = DesignSpace(
    (
        Real("depth", -1.0, 3.0, 0.0),
        Integer("panes", 2, 4, 2),
        Choice("cooling", ("none", "split", "chiller", "district"), "split"),
    )
)


@pytest.mark.parametrize("method", METHODS)
def test_samples_are_valid_repeatable_and_cover_every_bin(method):
    X = SPACE.sample(1200, 7, method)
    assert X.shape == (1200, 3)
    assert (SPACE.row_status(X) == "ok").all()
    np.testing.assert_array_equal(X, SPACE.sample(1200, 7, method))
    assert not np.array_equal(X, SPACE.sample(1200, 8, method))
    for j, bins in ((1, 3), (2, 4)):
        _, counts = np.unique(X[:, j], return_counts=True)
        assert len(counts) == bins
        # Four standard deviations of a binomial count; stratified methods lie far inside.
        assert np.abs(counts - 1200 / bins).max() < 4 * np.sqrt(1200 / bins)
    assert abs(X[:, 0].mean() - 1.0) < 4 * 4.0 / np.sqrt(12 * 1200)


def test_sobol_puts_one_point_in_each_dyadic_interval():
    points = unit_sample(64, 3, 0, "sobol")
    for column in points.T:
        assert sorted(np.floor(column * 64).astype(int)) == list(range(64))


def test_lhs_puts_one_point_in_each_interval_of_any_count():
    points = unit_sample(50, 4, 3, "lhs")
    for column in points.T:
        assert sorted(np.floor(column * 50).astype(int)) == list(range(50))


@pytest.mark.parametrize("n", [1, 2, 3, 63, 64, 65])
def test_sobol_gives_any_number_without_a_warning(n, recwarn):
    assert unit_sample(n, 5, 1, "sobol").shape == (n, 5)
    assert len(recwarn) == 0


def test_bad_requests_are_refused():
    with pytest.raises(InputError, match="unknown sampling method 'sobel'; did you mean 'sobol'"):
        SPACE.sample(4, 0, "sobel")
    with pytest.raises(InputError, match="at least 1; got 0"):
        SPACE.sample(0, 0)
    with pytest.raises(InputError, match="seed must be 0 or a positive"):
        SPACE.sample(4, -1)
