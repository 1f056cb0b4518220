"""Adaptive comfort: which operative temperatures people accept, given the weather of the past days.

EN 16798-1:2019, Annex B.2.2 (default criteria for buildings without mechanical cooling; before 2019 EN 15251).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import FloatArray, Hourly
from fluxion.units import HOURS_PER_YEAR
from fluxion.weather.model import Weather

Category = Literal["I", "II", "III"]

#: Weight of the past in the running mean [-].
ALPHA = 0.8
#: Weights of the seven days before the first one, the latest first [-].
START_WEIGHTS = (1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2)
#: The limits hold for running means between these [degC]; outside, the running mean is clamped to them.
RUNNING_MEAN_RANGE_C = (10.0, 30.0)
#: Neutral temperature = SLOPE * running mean + INTERCEPT [-], [degC].
SLOPE = 0.33
INTERCEPT_C = 18.8
#: Kelvin above and below the neutral temperature that each category accepts [K].
CATEGORY_BAND_K: dict[Category, tuple[float, float]] = {"I": (2.0, 3.0), "II": (3.0, 4.0), "III": (4.0, 5.0)}


@dataclass(frozen=True, eq=False)
class AdaptiveLimits:
    """Operative temperatures that a category accepts, hour by hour.

    Attributes:
        upper_c: (8760,) read-only array [degC].
        lower_c: (8760,) read-only array [degC].
    """

    upper_c: Hourly
    lower_c: Hourly


def running_mean_c(weather: Weather) -> FloatArray:
    """Running mean outdoor temperature of each day, from the days before it.

    1 January starts from the last seven days of December with the weights of the standard's approximate formula, as
    if the year repeated; each later day follows (1 - alpha) * daily mean of yesterday + alpha * yesterday's value.

    Args:
        weather: the year.

    Returns:
        (365,) array [degC].
    """
    daily = weather.temperature_c.reshape(HOURS_PER_YEAR // 24, 24).mean(axis=1)
    weights = np.array(START_WEIGHTS)
    running = np.empty_like(daily)
    running[0] = weights @ daily[: -len(weights) - 1 : -1] / weights.sum()
    for day in range(1, len(daily)):
        running[day] = (1.0 - ALPHA) * daily[day - 1] + ALPHA * running[day - 1]
    return running


def adaptive_limits(weather: Weather, category: Category = "II") -> AdaptiveLimits:
    """Limits of the operative temperature for each hour of the year.

    The standard gives them for running means from 10 to 30 degC only. Outside, the running mean is clamped to that
    range, so a winter day keeps the limits of a day with a running mean of 10 degC.

    Args:
        weather: the year.
        category: level of expectation, "I" (high), "II" (normal) or "III" (moderate).

    Returns:
        Upper and lower limits, constant within a day.

    Raises:
        InputError: the category does not exist.
    """
    if category not in CATEGORY_BAND_K:
        raise InputError(f"the comfort category must be one of {', '.join(CATEGORY_BAND_K)}, got {category!r}.")
    above, below = CATEGORY_BAND_K[category]
    neutral = np.repeat(SLOPE * np.clip(running_mean_c(weather), *RUNNING_MEAN_RANGE_C) + INTERCEPT_C, 24)
    upper, lower = neutral + above, neutral - below
    for array in (upper, lower):
        array.flags.writeable = False
    return AdaptiveLimits(upper, lower)
