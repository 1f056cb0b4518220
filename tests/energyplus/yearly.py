"""EnergyPlus schedules read back the slow way."""

import numpy as np

from fluxion.weather.columns import DAYS_IN_MONTH

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def expand(objects, name, per_hour=1):
    """8760 `per_hour` values of a schedule as EnergyPlus reads it, for a year that starts on a Monday."""
    if name in objects.get("Schedule:Constant", {}):
        return np.full(8760 * per_hour, objects["Schedule:Constant"][name]["hourly_value"])
    starts = np.concatenate([[0], np.cumsum(DAYS_IN_MONTH)])
    values = np.full((365, 24 * per_hour), np.nan)
    for period in objects["Schedule:Year"][name]["schedule_weeks"]:
        first = starts[period["start_month"] - 1] + period["start_day"] - 1
        last = starts[period["end_month"] - 1] + period["end_day"] - 1
        week = objects["Schedule:Week:Daily"][period["schedule_week_name"]]
        for day in range(first, last + 1):
            assert np.isnan(values[day]).all(), "two periods cover one day"
            values[day] = _day(objects, week[f"{DAYS[day % 7]}_schedule_day_name"], per_hour)
    return values.reshape(-1)


def _day(objects, name, per_hour):
    if name in objects.get("Schedule:Day:Hourly", {}):
        fields = objects["Schedule:Day:Hourly"][name]
        return np.repeat([fields[f"hour_{h + 1}"] for h in range(24)], per_hour)
    fields = objects["Schedule:Day:List"][name]
    assert fields["interpolate_to_timestep"] == "No"
    # Every minute of the day has the value of the item that it lies in.
    minutes = np.repeat([item["value"] for item in fields["extensions"]], fields["minutes_per_item"])
    assert minutes.shape == (1440,)
    steps = minutes.reshape(24 * per_hour, -1)
    assert (steps == steps[:, :1]).all(), "an item ends within a step"
    return steps[:, 0]
