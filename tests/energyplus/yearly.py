"""EnergyPlus schedules read back the slow way."""

import numpy as np

from fluxion.weather.columns import DAYS_IN_MONTH

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def expand(objects, name):
    """8760 values of a schedule as EnergyPlus reads it, for a year that starts on a Monday."""
    if name in objects.get("Schedule:Constant", {}):
        return np.full(8760, objects["Schedule:Constant"][name]["hourly_value"])
    starts = np.concatenate([[0], np.cumsum(DAYS_IN_MONTH)])
    values = np.full((365, 24), np.nan)
    for period in objects["Schedule:Year"][name]["schedule_weeks"]:
        first = starts[period["start_month"] - 1] + period["start_day"] - 1
        last = starts[period["end_month"] - 1] + period["end_day"] - 1
        week = objects["Schedule:Week:Daily"][period["schedule_week_name"]]
        for day in range(first, last + 1):
            fields = objects["Schedule:Day:Hourly"][week[f"{DAYS[day % 7]}_schedule_day_name"]]
            assert np.isnan(values[day]).all(), "two periods cover one day"
            values[day] = [fields[f"hour_{h + 1}"] for h in range(24)]
    return values.reshape(-1)
