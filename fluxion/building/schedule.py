"""A value for each hour of the year, or a line through it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import FloatArray, Hourly
from fluxion.units import HOURS_PER_YEAR


@dataclass(frozen=True, eq=False)
class Schedule:
    """A function of standard time: within hour i it runs from values[i] to ends[i], mostly without changing.

    Hour 0 is the first of 1 January, a Monday; 365 days, no holidays, no daylight saving.

    Attributes:
        name: name of the schedule.
        values: (8760,) float64, at the beginning of each hour, read-only.
        ends: (8760,) float64, at the end of each hour, read-only; left out: the values hold through their hours.

    Raises:
        InputError: not 8760 finite numbers.
    """

    name: str
    values: Hourly
    ends: Hourly | None = None

    def __post_init__(self) -> None:
        for field in ("values", "ends"):
            given = getattr(self, field)
            if given is None:
                continue
            values = np.array(given, dtype=np.float64)
            if values.shape != (HOURS_PER_YEAR,):
                raise InputError(
                    f"schedule '{self.name}': expected {HOURS_PER_YEAR} hourly values, but the shape is {values.shape}."
                )
            if not np.isfinite(values).all():
                hour = int(np.flatnonzero(~np.isfinite(values))[0])
                raise InputError(f"schedule '{self.name}': the value of hour {hour} is not finite.")
            values.flags.writeable = False
            object.__setattr__(self, field, values)

    @property
    def end_values(self) -> Hourly:
        """(8760,) values at the end of each hour."""
        return self.values if self.ends is None else self.ends

    @property
    def ramps(self) -> bool:
        """True if the value moves within some hour."""
        return bool(np.any(self.end_values != self.values))

    @property
    def low(self) -> float:
        """Lowest value of the year."""
        return float(min(self.values.min(), self.end_values.min()))

    @property
    def high(self) -> float:
        """Highest value of the year."""
        return float(max(self.values.max(), self.end_values.max()))

    def means(self) -> Hourly:
        """(8760,) mean of each hour."""
        mean: Hourly = 0.5 * (self.values + self.end_values)
        return mean

    def at_steps(self, per_hour: int) -> FloatArray:
        """(8760 per_hour,) mean of each step.

        Args:
            per_hour: steps per hour.
        """
        middle = (np.arange(per_hour) + 0.5) / per_hour
        values: FloatArray = (self.values[:, None] + (self.end_values - self.values)[:, None] * middle).reshape(-1)
        return values

    @classmethod
    def constant(cls, value: float, name: str = "constant") -> Self:
        """The same value all year."""
        return cls(name, np.full(HOURS_PER_YEAR, float(value)))

    @classmethod
    def weekdays(cls, start: int, end: int, inside: float, outside: float, name: str = "weekdays") -> Self:
        """Two values: `inside` on Monday to Friday from `start` to `end` o'clock, `outside` otherwise.

        Raises:
            InputError: the hours are not 0 <= start < end <= 24.
        """
        if not 0 <= start < end <= 24:
            raise InputError(f"schedule '{name}': expected 0 <= start < end <= 24 h, but got {start} and {end}.")
        return cls(name, np.where(weekday_mask(start, end), float(inside), float(outside)))

    @classmethod
    def daily(cls, hours: tuple[float, ...], name: str = "daily") -> Self:
        """The same 24 values every day.

        Raises:
            InputError: not 24 values.
        """
        if len(hours) != 24:
            raise InputError(f"schedule '{name}': expected 24 hourly values, but got {len(hours)}.")
        return cls(name, np.tile(np.asarray(hours, dtype=np.float64), 365))

    @classmethod
    def daily_line(cls, points: Sequence[tuple[float, float]], name: str = "daily line") -> Self:
        """The same line through (hour of day, value) points every day, with whole hours.

        Two points at one hour make a jump; before the first and after the last point the value is theirs.

        Raises:
            InputError: no points, hours that are not whole, outside 0..24 or not ascending, three at one hour.
        """
        hours = [hour for hour, _ in points]
        good = hours and all(0 <= hour <= 24 and float(hour).is_integer() for hour in hours) and hours == sorted(hours)
        if not good or any(hours.count(hour) > 2 for hour in hours):
            raise InputError(
                f"schedule '{name}': expected points at whole hours from 0 to 24 in ascending order, at most two at "
                f"one hour, but got the hours {hours}."
            )
        starts, ends = np.empty(24), np.empty(24)
        for hour in range(24):
            # From the last point at or before the hour to the first one after it.
            t0, v0 = next((p for p in reversed(points) if p[0] <= hour), points[0])
            t1, v1 = next((p for p in points if p[0] > hour), points[-1])
            slope = (v1 - v0) / (t1 - t0) if t1 > t0 else 0.0
            starts[hour] = v0 + slope * max(0.0, hour - t0)
            ends[hour] = v0 + slope * max(0.0, hour + 1 - t0)
        return cls(name, np.tile(starts, 365), np.tile(ends, 365))


def weekday_mask(start: int, end: int) -> np.ndarray:
    """(8760,) bool: Monday to Friday from `start` to `end` o'clock; 1 January is a Monday."""
    hour = np.arange(HOURS_PER_YEAR)
    weekday = (hour // 24) % 7 < 5
    clock = hour % 24
    return weekday & (clock >= start) & (clock < end)


def month_of_hour() -> np.ndarray:
    """(8760,) int64: month 0..11 of every hour."""
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    return np.repeat(np.arange(12), days * 24)
