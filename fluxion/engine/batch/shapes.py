"""Schedules as a few shapes between 0 and 1 that all buildings of a block share, and numbers that differ."""

from dataclasses import dataclass, field

import numpy as np

from fluxion.building.schedule import Schedule
from fluxion.typing import FloatArray

#: Shapes that every collection begins with: always 0, always 1.
NEVER, ALWAYS = 0, 1
# Values of a schedule that are nearer than this share of its range count as equal.
_SAME = 1e-9


@dataclass
class ShapeCollection:
    """The distinct shapes of a building's schedules in the order of their first use."""

    values: list[np.ndarray] = field(default_factory=lambda: [np.zeros((2, 8760)), np.ones((2, 8760))])
    _known: dict[bytes, int] = field(default_factory=dict)

    def line(self, schedule: Schedule) -> tuple[float, float, int]:
        """A schedule as base + span times a shape; returns base, span and the number of the shape."""
        low, high = schedule.low, schedule.high
        if high - low <= _SAME * max(abs(low), abs(high), 1e-30):
            return low, 0.0, NEVER
        shape = (np.stack([schedule.values, schedule.end_values]) - low) / (high - low)
        return low, high - low, self._number(shape)

    def share(self, schedule: Schedule) -> int:
        """Number of the shape of a schedule that is not negative: its values over its largest one."""
        return self._number(np.stack([schedule.values, schedule.end_values]) / schedule.high)

    def _number(self, shape: FloatArray) -> int:
        if (shape == 1.0).all():
            return ALWAYS
        rounded = shape.astype(np.float32)
        number = self._known.setdefault(rounded.tobytes(), len(self.values))
        if number == len(self.values):
            self.values.append(rounded)
        return number

    def table(self) -> np.ndarray:
        """(shapes, 2, 8760) float32 values at the beginning and the end of every hour."""
        return np.stack(self.values).astype(np.float32)


def parts_of_hours(table: np.ndarray, parts: int) -> np.ndarray:
    """(8760,) int32 steps of each hour: `parts` where some shape jumps as the hour begins, else one.

    Args:
        table: (shapes, 2, 8760) from `ShapeCollection.table`.
        parts: steps of an hour that begins with a jump.
    """
    before = np.roll(table[:, 1, :], 1, axis=1)
    jumps = (np.abs(table[:, 0, :] - before) > 1e-6).any(axis=0)
    return np.where(jumps, parts, 1).astype(np.int32)
