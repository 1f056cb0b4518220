import math
import warnings

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.validation.statistics import agreement, relative_error_percentile, rms_difference


def test_values_worked_out_by_hand():
    # Errors 1, -1, 3 over a reference whose mean is 10.
    found = agreement([9.0, 9.0, 15.0], [8.0, 10.0, 12.0])
    assert found.n == 3
    assert (found.mean, found.reference_mean) == (11.0, 10.0)
    assert found.bias == 1.0
    assert found.mae == pytest.approx(5.0 / 3.0)
    assert found.rmse == pytest.approx(math.sqrt(11.0 / 3.0))
    assert found.nmbe_percent == pytest.approx(10.0)
    assert found.cvrmse_percent == pytest.approx(100.0 * math.sqrt(11.0 / 3.0) / 10.0)
    # Ranks 1.5, 1.5, 3 and 1, 2, 3: covariance 1.5 over the root of 1.5 times 2.
    assert found.spearman == pytest.approx(1.5 / math.sqrt(1.5 * 2.0))
    assert found.notes == ()


def test_the_sign_says_who_is_higher():
    assert agreement([1.0, 2.0], [2.0, 3.0]).nmbe_percent == pytest.approx(-40.0)


def test_ranks_do_not_care_for_size():
    assert agreement([1.0, 10.0, 100.0], [1.0, 2.0, 3.0]).spearman == pytest.approx(1.0)
    assert agreement([3.0, 2.0, 1.0], [1.0, 2.0, 30.0]).spearman == pytest.approx(-1.0)


def test_equal_numbers_agree():
    found = agreement([1.0, 2.0], [1.0, 2.0])
    assert (found.bias, found.mae, found.rmse, found.nmbe_percent, found.cvrmse_percent) == (0.0, 0.0, 0.0, 0.0, 0.0)


def test_a_reference_without_a_mean_is_said_in_words():
    found = agreement([1.0, 3.0], [0.0, 0.0])
    assert (found.nmbe_percent, found.cvrmse_percent, found.spearman) == (None, None, None)
    assert found.mae == 2.0
    assert found.rmse == pytest.approx(math.sqrt(5.0))
    assert found.notes == (
        "no NMBE and no CV(RMSE), because the mean of the reference is zero",
        "no rank correlation, because all values of the reference are equal",
    )


def test_a_single_pair_has_no_order():
    found = agreement([2.0], [1.0])
    assert found.nmbe_percent == pytest.approx(100.0)
    assert found.spearman is None
    assert found.notes == ("no rank correlation, because one pair has no order",)


def test_equal_values_have_no_order_and_nobody_is_warned():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = agreement([2.0, 2.0], [1.0, 3.0])
    assert found.spearman is None
    assert found.notes == ("no rank correlation, because all values of the model are equal",)


@pytest.mark.parametrize(
    ("model", "reference", "sentence"),
    [
        ([], [], "at least one"),
        ([1.0], [1.0, 2.0], r"shapes \(1,\) and \(2,\)"),
        ([[1.0]], [[1.0]], "shapes"),
        ([1.0, np.nan], [1.0, 2.0], "finite"),
        ([1.0, 2.0], [1.0, np.inf], "finite"),
    ],
)
def test_what_cannot_be_compared(model, reference, sentence):
    with pytest.raises(InputError, match=sentence):
        agreement(model, reference)
    with pytest.raises(InputError, match=sentence):
        relative_error_percentile(model, reference)


def test_percentile_of_the_relative_error_by_hand():
    # Relative errors 10, 20, 30 %; nine tenths of the way from the first to the last is 28 %.
    assert relative_error_percentile([11.0, 8.0, 13.0], [10.0, 10.0, 10.0]) == (pytest.approx(28.0), 3)
    assert relative_error_percentile([11.0, 8.0, 13.0], [10.0, 10.0, 10.0], percent=50.0)[0] == pytest.approx(20.0)


def test_values_next_to_zero_have_no_relative_error():
    # The mean of the reference is 5.01; the second pair is below a twentieth of it.
    assert relative_error_percentile([11.0, 0.5], [10.0, 0.02]) == (pytest.approx(10.0), 1)
    assert relative_error_percentile([1.0, 2.0], [0.0, 0.0]) == (None, 0)


def test_rms_difference_of_each_column():
    ours, theirs = np.array([[1.0, 0.0], [1.0, 4.0]]), np.array([[0.0, 0.0], [2.0, 1.0]])
    np.testing.assert_allclose(rms_difference(ours, theirs), [1.0, math.sqrt(4.5)])
