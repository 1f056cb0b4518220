import dataclasses

import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.weather import adaptive_limits, running_mean_c


def with_daily_means(weather, daily):
    """The same weather with dry bulbs that are constant within a day; dew point and sky follow."""
    hourly = np.repeat(np.asarray(daily, dtype=float), 24)
    infrared = 5.670374419e-8 * (hourly + 263.15) ** 4
    return dataclasses.replace(weather, temperature_c=hourly, dew_point_c=hourly - 5.0, infrared_w_m2=infrared)


def test_constant_weather_is_its_own_running_mean(golden):
    np.testing.assert_allclose(running_mean_c(with_daily_means(golden, np.full(365, 17.0))), 17.0, atol=1e-12)


def test_first_day_by_hand_from_the_end_of_the_year(golden):
    daily = np.full(365, 5.0)
    daily[-7:] = [1, 2, 3, 4, 5, 6, 7]
    # Yesterday (31 December) 7 degC with weight 1, then 6 with 0.8, down to 1 with 0.2; weights sum to 3.8.
    by_hand = (7 + 0.8 * 6 + 0.6 * 5 + 0.5 * 4 + 0.4 * 3 + 0.3 * 2 + 0.2 * 1) / 3.8
    running = running_mean_c(with_daily_means(golden, daily))
    assert running[0] == pytest.approx(by_hand)
    assert running[1] == pytest.approx(0.2 * 5.0 + 0.8 * by_hand)


def test_a_warm_day_counts_from_the_next_day_and_fades(golden):
    daily = np.full(365, 15.0)
    daily[100] = 25.0
    excess = running_mean_c(with_daily_means(golden, daily)) - 15.0
    np.testing.assert_allclose(excess[98:101], 0.0, atol=1e-12)
    np.testing.assert_allclose(excess[101:106], 2.0 * 0.8 ** np.arange(5), atol=1e-9)


@pytest.mark.parametrize(("category", "above", "below"), [("I", 2, 3), ("II", 3, 4), ("III", 4, 5)])
def test_limits_by_hand(golden, category, above, below):
    limits = adaptive_limits(with_daily_means(golden, np.full(365, 20.0)), category)
    assert limits.upper_c.shape == limits.lower_c.shape == (8760,)
    np.testing.assert_allclose(limits.upper_c, 25.4 + above)
    np.testing.assert_allclose(limits.lower_c, 25.4 - below)


@pytest.mark.parametrize(("outdoor", "clamped"), [(-10.0, 10.0), (10.0, 10.0), (30.0, 30.0), (38.0, 30.0)])
def test_running_mean_is_clamped_to_the_range_of_the_standard(golden, outdoor, clamped):
    limits = adaptive_limits(with_daily_means(golden, np.full(365, outdoor)))
    np.testing.assert_allclose(limits.upper_c, 0.33 * clamped + 18.8 + 3.0)


def test_limits_are_constant_within_a_day_and_read_only(golden):
    limits = adaptive_limits(golden)
    days = limits.upper_c.reshape(365, 24)
    assert (days == days[:, :1]).all()
    assert len(np.unique(days[:, 0])) > 100
    assert not limits.upper_c.flags.writeable
    assert not limits.lower_c.flags.writeable


@pytest.mark.parametrize("category", ["", "IV", "ii", 2, None])
def test_unknown_category(golden, category):
    with pytest.raises(InputError, match="one of I, II, III"):
        adaptive_limits(golden, category)
