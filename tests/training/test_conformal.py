import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.training.conformal import calibrate, interval_floors
from fluxion.training.targets import target

ONE = [target("heating_kwh")]
ALL, HEAVY = np.array([False]), np.array([True])


def drawn(n, seed, zero_share=0.0):
    """True values whose error has a spread that the ensemble knows up to a factor."""
    generator = np.random.default_rng(seed)
    spread = generator.uniform(0.5, 3.0, (n, 1))
    mean = generator.uniform(100.0, 200.0, (n, 1))
    true = mean + 2.0 * spread * generator.standard_normal((n, 1))
    zero = generator.random((n, 1)) < zero_share
    return np.where(zero, 0.0, mean), np.where(zero, 0.0, spread), np.where(zero, 0.0, true)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95])
def test_new_rows_are_covered_as_promised(confidence):
    floors = np.array([0.1])
    width = calibrate(*drawn(4000, 1), floors, ONE, ALL, confidence)[0]
    mean, spread, true = drawn(20000, 2)
    covered = np.abs(mean - true) <= width.scale * (spread + width.floor)
    assert covered.mean() == pytest.approx(confidence, abs=0.015)


def test_the_rank_is_that_of_split_conformal_prediction():
    true = np.zeros((19, 1)) + 1000.0
    mean = true + np.arange(1.0, 20.0)[:, None]
    width = calibrate(mean, np.ones((19, 1)), true, np.array([0.0]), ONE, ALL, 0.9)[0]
    assert width.scale == 18.0
    assert width.rows == 19


def test_an_output_that_is_mostly_zero_is_calibrated_on_the_rest():
    floors = np.array([0.1])
    width = calibrate(*drawn(6000, 3, zero_share=0.7), floors, ONE, HEAVY)[0]
    mean, spread, true = drawn(20000, 4, zero_share=0.7)
    rows = true[:, 0] != 0.0
    covered = np.abs(mean - true)[rows] <= width.scale * (spread[rows] + width.floor)
    assert width.rows == pytest.approx(1800, abs=150)
    assert covered.mean() == pytest.approx(0.9, abs=0.02)


def test_floors_are_a_share_of_the_validation_error_and_all_of_it_without_spread():
    true = np.zeros((100, 2))
    mean = np.full((100, 2), 4.0)
    spread = np.stack([np.ones(100), np.zeros(100)], axis=1)
    np.testing.assert_allclose(interval_floors(mean, spread, true), [1.0, 4.0])
    assert (interval_floors(true, spread, true) > 0.0).all()


def test_too_few_rows_or_a_wrong_confidence_are_refused():
    with pytest.raises(InputError, match="expected at least 9"):
        calibrate(*drawn(8, 0), np.array([0.1]), ONE, ALL, 0.9)
    with pytest.raises(InputError, match="between 0 and 1"):
        calibrate(*drawn(100, 0), np.array([0.1]), ONE, ALL, 1.0)
