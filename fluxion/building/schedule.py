"""A value for each hour of the year."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from fluxion.errors import InputError
from fluxion.typing import Hourly
from fluxion.units import HOURS_PER_YEAR


@dataclass(frozen=True, eq=False)
class Schedule:
    """A step function of standard time: value i holds from hour i to hour i+1 of the year.

    Hour 0 is the first of 1 January, a Monday; 365 days, no holidays, no daylight saving.

    Attributes:
        name: name of the schedule.
        values: (8760,) float64, read-only.

    Raises:
        InputError: not 8760 finite numbers.
    """

    name: str
    values: Hourly

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        if values.shape != (HOURS_PER_YEAR,):
            raise InputError(
                f"schedule '{self.name}': expected {HOURS_PER_YEAR} hourly values, but the shape is {values.shape}."
            )
        if not np.isfinite(values).all():
            hour = int(np.flatnonzero(~np.isfinite(values))[0])
            raise InputError(f"schedule '{self.name}': the value of hour {hour} is not finite.")
        values.flags.writeable = False
        object.__setattr__(self, "values", values)

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
