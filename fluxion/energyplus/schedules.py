"""Schedules: 8760 values as days, weeks and a year, exact and without a second file.

EnergyPlus' days of the week and Fluxion's weeks coincide because every year starts on a Monday.
"""

from itertools import pairwise

import numpy as np

from fluxion.building import Schedule
from fluxion.energyplus.document import Document
from fluxion.weather.columns import DAYS_IN_MONTH

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Days that never occur in these runs, but that EnergyPlus wants to be defined.
_SPECIAL_DAYS = ("holiday", "summerdesignday", "winterdesignday", "customday1", "customday2")
_TYPE_LIMITS = "any number"
_HOURS = 24


class ScheduleWriter:
    """Writes each schedule once; equal values share one object, whatever their names."""

    def __init__(self, document: Document, steps_per_hour: int) -> None:
        self._document = document
        self._steps = steps_per_hour
        self._known: dict[bytes, str] = {}
        document.add("ScheduleTypeLimits", _TYPE_LIMITS, {"numeric_type": "Continuous"})

    def constant(self, value: float) -> str:
        """Name of a schedule with one value."""
        return self._document.add(
            "Schedule:Constant",
            self._document.name("schedule", f"constant {value:.17g}"),
            {"schedule_type_limits_name": _TYPE_LIMITS, "hourly_value": float(value)},
        )

    def write(self, schedule: Schedule) -> str:
        """Name of the EnergyPlus schedule with the same values; one that moves within hours is written step by step."""
        values = schedule.at_steps(self._steps) if schedule.ramps else schedule.values
        if np.all(values == values[0]):
            return self.constant(float(values[0]))
        key = values.tobytes()
        if key not in self._known:
            taken = self._document.name("schedule", f"{schedule.name} ({len(self._known) + 1})")
            self._known[key] = self._year(taken, values.reshape(365, -1))
        return self._known[key]

    def _year(self, name: str, days: np.ndarray) -> str:
        unique, which = np.unique(days, axis=0, return_inverse=True)
        day_names = [self._day(f"{name} day {i + 1}", row) for i, row in enumerate(unique)]
        which = which.reshape(-1)
        # 52 weeks and one day; the missing days of the last week repeat the day that it has.
        weeks = np.concatenate([which, np.full(6, which[-1])]).reshape(53, 7)
        kinds, of_week = np.unique(weeks, axis=0, return_inverse=True)
        of_week = of_week.reshape(-1)
        week_names = [
            self._week(f"{name} week {i + 1}", [day_names[day] for day in week]) for i, week in enumerate(kinds)
        ]
        starts = [0, *(int(i) + 1 for i in np.flatnonzero(np.diff(of_week))), 53]
        periods = [
            self._period(week_names[of_week[first]], 7 * first, min(7 * last, 365) - 1)
            for first, last in pairwise(starts)
        ]
        return self._document.add(
            "Schedule:Year", name, {"schedule_type_limits_name": _TYPE_LIMITS, "schedule_weeks": periods}
        )

    def _day(self, name: str, values: np.ndarray) -> str:
        if values.size > _HOURS:
            return self._document.add(
                "Schedule:Day:List",
                name,
                {
                    "schedule_type_limits_name": _TYPE_LIMITS,
                    "interpolate_to_timestep": "No",
                    "minutes_per_item": 60 * _HOURS // values.size,
                    "extensions": [{"value": float(value)} for value in values],
                },
            )
        hours = {f"hour_{i + 1}": float(value) for i, value in enumerate(values)}
        return self._document.add("Schedule:Day:Hourly", name, {"schedule_type_limits_name": _TYPE_LIMITS, **hours})

    def _week(self, name: str, days: list[str]) -> str:
        fields = {f"{word}_schedule_day_name": day for word, day in zip(_WEEKDAYS, days)}
        fields |= {f"{word}_schedule_day_name": days[-1] for word in _SPECIAL_DAYS}
        return self._document.add("Schedule:Week:Daily", name, fields)

    @staticmethod
    def _period(week: str, first: int, last: int) -> dict[str, str | int]:
        start_month, start_day = _date(first)
        end_month, end_day = _date(last)
        return {
            "schedule_week_name": week,
            "start_month": start_month,
            "start_day": start_day,
            "end_month": end_month,
            "end_day": end_day,
        }


def _date(day: int) -> tuple[int, int]:
    """Month and day of month, both from 1, of day 0..364."""
    for month, days in enumerate(DAYS_IN_MONTH, start=1):
        if day < days:
            return month, day + 1
        day -= days
    raise ValueError(f"day {day} lies outside the year")
